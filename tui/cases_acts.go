package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/form"
	"veldwerk/tui/palette"
)

var attributeTypes = []transcript.AttributeType{
	transcript.AttributeText, transcript.AttributeNumber, transcript.AttributeDate, transcript.AttributeYesNo,
}

// edit fills in the cell under the cursor: a value, the name of the case, or,
// on their number, one of its documents.
func (s *casesScreen) edit() tea.Cmd {
	c, ok := s.current()
	if !ok {
		return s.add()
	}
	if s.list.Column() == caseDocuments {
		return s.openDocument()
	}
	if s.refuseReadOnly() {
		return nil
	}
	a, ok := s.attribute()
	if !ok {
		return s.rename()
	}
	o := newCell(s.desk, c.Name+" · "+a.Name+" ("+s.typeName(a.Type)+")", s.shownValue(a, c.Values[a.ID]), s.usedValues(a))
	o.check = func(typed string) (string, string) { return s.readValue(a, typed) }
	o.then = func(value string, next bool) tea.Cmd {
		cmd := s.setValue(c, a, value)
		if column := s.list.Column(); next {
			if s.list.Right(); s.list.Column() != column {
				return tea.Batch(cmd, s.edit())
			}
		}
		return cmd
	}
	s.ask(o)
	return nil
}

// setValue keeps a value. Whether it differs from what is there is looked up
// when the act's turn has come, so quick keys do what slow ones do.
func (s *casesScreen) setValue(c transcript.Case, a transcript.Attribute, value string) tea.Cmd {
	ws, same := s.ws, false
	return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		there, err := ws.Project.Cases.List(ctx)
		if err != nil {
			return nil, err
		}
		for _, have := range there {
			if same = have.ID == c.ID && have.Values[a.ID] == value; same {
				return nil, nil
			}
		}
		return nil, ws.Project.Cases.SetValue(ctx, by, c.ID, a.ID, value)
	}, func() string {
		switch {
		case same:
			return ""
		case value == "":
			return s.say("cases.emptied", "Case", safe(c.Name), "Attribute", safe(a.Name))
		}
		return s.say("cases.filled", "Case", safe(c.Name), "Attribute", safe(a.Name), "Value", safe(s.shownValue(a, value)))
	})
}

// clear empties the cell under the cursor.
func (s *casesScreen) clear() tea.Cmd {
	c, ok := s.current()
	a, on := s.attribute()
	if !ok || !on || s.refuseReadOnly() {
		return nil
	}
	return s.setValue(c, a, "")
}

func (s *casesScreen) add() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.ask(promptFor(s.desk, "cases.ask-add", "", func(name string) tea.Cmd {
		return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			id, err := ws.Project.Cases.Add(ctx, by, name)
			return showCase{id: id}, err
		}, func() string { return s.say("cases.added", "Case", safe(name)) })
	}))
	return nil
}

func (s *casesScreen) rename() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.ask(promptFor(s.desk, "cases.ask-rename", c.Name, func(name string) tea.Cmd {
		return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Cases.Rename(ctx, by, c.ID, name)
		}, func() string { return s.say("cases.renamed", "Name", safe(name)) })
	}))
	return nil
}

func (s *casesScreen) remove() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Cases.Delete(ctx, by, c.ID)
	}, func() string { return s.say("cases.deleted", "Case", safe(c.Name)) })
}

func (s *casesScreen) memo() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.askMemo(screenCases, codebook.Memo{About: codebook.Ref{Kind: codebook.RefCase, Case: c.ID}, Title: c.Name})
}

func (d *desk) typeName(t transcript.AttributeType) string { return d.say("cases.type-" + string(t)) }

// addAttribute asks for a name and what sort of values it has.
func (s *casesScreen) addAttribute() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	var types []form.Option
	for _, t := range attributeTypes {
		types = append(types, form.Option{Key: string(t), Label: s.typeName(t)})
	}
	f := form.New(s.theme,
		form.Field{Name: "name", Label: s.say("cases.attribute-name"), Kind: form.Line, Check: func(f *form.Form) string {
			if strings.TrimSpace(f.Value("name")) == "" {
				return s.say("form.required")
			}
			return ""
		}},
		form.Field{Name: "type", Label: s.say("cases.attribute-kind"), Kind: form.Choice, Options: types},
	)
	ws := s.ws
	s.ask(&formOverlay{desk: s.desk, title: s.say("cases.ask-attribute"), form: f, then: func(f *form.Form) tea.Cmd {
		name, t := strings.TrimSpace(f.Value("name")), transcript.AttributeType(f.Value("type"))
		return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			_, err := ws.Project.Attributes.Add(ctx, by, name, t)
			return nil, err
		}, func() string { return s.say("cases.attribute-added", "Attribute", safe(name), "Type", s.typeName(t)) })
	}})
	return nil
}

// withAttribute gives f the attribute whose column has the cursor, else the one
// picked from all.
func (s *casesScreen) withAttribute(f func(transcript.Attribute) tea.Cmd) tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	if a, ok := s.attribute(); ok {
		return f(a)
	}
	if len(s.state.attributes) == 0 {
		s.tell("cases.no-attributes")
		return nil
	}
	var items []palette.Item[transcript.Attribute]
	for _, a := range s.state.attributes {
		items = append(items, palette.Item[transcript.Attribute]{Value: a, Name: a.Name, Detail: s.typeName(a.Type)})
	}
	p := palette.New(s.theme, s.say("cases.which-attribute"), items)
	s.ask(&pickOverlay[transcript.Attribute]{desk: s.desk, palette: p, then: func(a palette.Answer[transcript.Attribute]) tea.Cmd { return f(a.Item.Value) }})
	return nil
}

func (s *casesScreen) renameAttribute() tea.Cmd {
	return s.withAttribute(func(a transcript.Attribute) tea.Cmd {
		ws := s.ws
		s.ask(promptFor(s.desk, "cases.ask-rename-attribute", a.Name, func(name string) tea.Cmd {
			return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
				return nil, ws.Project.Attributes.Rename(ctx, by, a.ID, name)
			}, func() string { return s.say("cases.attribute-renamed", "Name", safe(name)) })
		}))
		return nil
	})
}

// changeType changes what sort of values an attribute has, unless a value that
// is there would not fit.
func (s *casesScreen) changeType() tea.Cmd {
	return s.withAttribute(func(a transcript.Attribute) tea.Cmd {
		var items []choice
		for _, t := range attributeTypes {
			if t != a.Type {
				items = append(items, choice{key: string(t), label: s.typeName(t)})
			}
		}
		ws := s.ws
		s.ask(pickFrom(s.desk, "cases.ask-type", items, func(key string) tea.Cmd {
			t := transcript.AttributeType(key)
			for _, c := range s.state.cases {
				if value := c.Values[a.ID]; value != "" {
					if _, complaint := s.readValue(transcript.Attribute{Name: a.Name, Type: t}, value); complaint != "" {
						s.tell("cases.type-refused", "Attribute", safe(a.Name), "Case", safe(c.Name), "Value", safe(value), "Type", s.typeName(t))
						return nil
					}
				}
			}
			return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
				return nil, ws.Project.Attributes.SetType(ctx, by, a.ID, t)
			}, func() string { return s.say("cases.type-changed", "Attribute", safe(a.Name), "Type", s.typeName(t)) })
		}))
		return nil
	})
}

func (s *casesScreen) removeAttribute() tea.Cmd {
	return s.withAttribute(func(a transcript.Attribute) tea.Cmd {
		ws := s.ws
		return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Attributes.Delete(ctx, by, a.ID)
		}, func() string { return s.say("cases.attribute-deleted", "Attribute", safe(a.Name)) })
	})
}

// putDocument puts a document under the case.
func (s *casesScreen) putDocument() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	var items []choice
	for _, d := range s.state.docs {
		if d.Case != c.ID {
			items = append(items, choice{key: d.ID.String(), label: d.Title, detail: s.state.nameOf(d.Case)})
		}
	}
	if len(items) == 0 {
		s.tell("cases.all-here", "Case", safe(c.Name))
		return nil
	}
	ws := s.ws
	s.ask(pickFrom(s.desk, "cases.ask-document", items, func(key string) tea.Cmd {
		return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Documents.SetCase(ctx, by, documentID(key), c.ID)
		}, func() string { return s.say("cases.put", "Name", safe(labelOf(items, key)), "Case", safe(c.Name)) })
	}))
	return nil
}

// putSpeaker puts a speaker under the case.
func (s *casesScreen) putSpeaker() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	titles := map[transcript.DocumentID]string{}
	for _, d := range s.state.docs {
		titles[d.ID] = d.Title
	}
	var items []choice
	for _, one := range s.state.speakers {
		if one.Case != c.ID {
			items = append(items, choice{key: one.ID.String(), label: one.Name, detail: titles[one.Document]})
		}
	}
	if len(items) == 0 {
		s.tell("cases.all-speak-here", "Case", safe(c.Name))
		return nil
	}
	ws := s.ws
	s.ask(pickFrom(s.desk, "cases.ask-speaker", items, func(key string) tea.Cmd {
		return s.act(screenCases, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Speakers.SetCase(ctx, by, speakerID(key), c.ID)
		}, func() string { return s.say("cases.put", "Name", safe(labelOf(items, key)), "Case", safe(c.Name)) })
	}))
	return nil
}

func labelOf(items []choice, key string) string {
	for _, c := range items {
		if c.key == key {
			return c.label
		}
	}
	return ""
}

// openDocument reads a document of the case: the only one, or the one picked.
func (s *casesScreen) openDocument() tea.Cmd {
	c, ok := s.current()
	if !ok {
		return nil
	}
	docs := s.state.documentsOf(c.ID)
	switch len(docs) {
	case 0:
		s.tell("cases.no-documents", "Case", safe(c.Name))
		return nil
	case 1:
		return s.goTo(screenReader, showDocument{id: docs[0].ID})
	}
	var items []choice
	for _, d := range docs {
		items = append(items, choice{key: d.ID.String(), label: d.Title})
	}
	s.ask(pickFrom(s.desk, "cases.ask-open", items, func(key string) tea.Cmd {
		return s.goTo(screenReader, showDocument{id: documentID(key)})
	}))
	return nil
}
