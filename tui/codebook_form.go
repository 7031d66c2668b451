package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/form"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// codeForm asks for everything about a code that a person may choose.
func (s *codebookScreen) codeForm(c codebook.Code) *form.Form {
	label := func(field string) string { return s.say("codebook." + field) }
	hint := func(field string) string { return s.say("codebook." + field + ".ask") }
	var colours []form.Option
	for i := range theme.Colours {
		colours = append(colours, form.Option{Key: itoa(i + 1), Label: s.say("codebook.colour." + itoa(i+1))})
	}
	if c.Colour == 0 {
		colours = append([]form.Option{{Key: "0", Label: s.say("codebook.colour.auto")}}, colours...)
	}
	var statuses []form.Option
	for _, st := range []codebook.Status{codebook.StatusActive, codebook.StatusDraft, codebook.StatusRetired} {
		statuses = append(statuses, form.Option{Key: string(st), Label: s.say("codebook.status." + string(st))})
	}
	f := form.New(s.theme,
		form.Field{Name: "name", Label: label("name"), Kind: form.Line, Check: s.checkName("name", c.ID, c.Parent)},
		form.Field{Name: "short", Label: label("short"), Hint: hint("short"), Kind: form.Text, Rows: 1},
		form.Field{Name: "full", Label: label("full"), Hint: hint("full"), Kind: form.Text, Rows: 2},
		form.Field{Name: "use-when", Label: label("use-when"), Hint: hint("use-when"), Kind: form.Text, Rows: 1},
		form.Field{Name: "not-when", Label: label("not-when"), Hint: hint("not-when"), Kind: form.Text, Rows: 1},
		form.Field{Name: "example", Label: label("example"), Hint: hint("example"), Kind: form.Text, Rows: 1},
		form.Field{Name: "letter", Label: label("letter"), Hint: hint("letter"), Kind: form.Line, Check: s.checkLetter},
		form.Field{Name: "colour", Label: label("colour"), Kind: form.Choice, Options: colours},
		form.Field{Name: "alias", Label: label("alias"), Hint: hint("alias"), Kind: form.Strings, Rows: 1},
		form.Field{Name: "status", Label: label("status"), Kind: form.Choice, Options: statuses},
	)
	for name, value := range map[string]string{"name": c.Name, "short": c.Short, "full": c.Full, "use-when": c.UseWhen, "not-when": c.NotWhen,
		"example": c.Example, "letter": c.Letter, "status": string(c.Status)} {
		f.Set(name, value)
	}
	if c.Colour > 0 {
		f.Set("colour", itoa(paletteEntry(c.Colour)))
	}
	f.SetStrings("alias", c.Alias)
	f.Settle()
	return f
}

// checkName demands a name that no sibling has.
func (s *codebookScreen) checkName(field string, id, parent codebook.CodeID) func(*form.Form) string {
	return func(f *form.Form) string {
		name := strings.TrimSpace(f.Value(field))
		if name == "" {
			return s.say("form.required")
		}
		tree := s.state.book.Tree
		for _, sibling := range tree.Children(parent) {
			c, _ := tree.Code(sibling)
			if sibling != id && c.Status != codebook.StatusMerged && codebook.Fold(c.Name) == codebook.Fold(name) {
				return s.say("codebook.name-taken", "Name", c.Name)
			}
		}
		return ""
	}
}

// checkLetter demands one character, or none: then one is chosen.
func (s *codebookScreen) checkLetter(f *form.Form) string {
	letter := strings.TrimSpace(f.Value("letter"))
	if n, _ := text.Cluster(letter); n < len(letter) {
		return s.say("codebook.one-letter")
	}
	return ""
}

// answered is the code with the answers of the form.
func answered(f *form.Form, c codebook.Code) codebook.Code {
	value := func(name string) string { return strings.TrimSpace(f.Value(name)) }
	c.Name, c.Short, c.Full = value("name"), value("short"), value("full")
	c.UseWhen, c.NotWhen, c.Example = value("use-when"), value("not-when"), value("example")
	c.Letter, c.Status = value("letter"), codebook.Status(value("status"))
	c.Alias = nil
	for _, a := range f.Items("alias") {
		if !slices.Contains(c.Alias, a) && a != c.Name {
			c.Alias = append(c.Alias, a)
		}
	}
	if colour := value("colour"); len(colour) == 1 {
		c.Colour = int(colour[0] - '0')
	}
	return c
}

// edit changes the code under the cursor.
func (s *codebookScreen) edit() tea.Cmd {
	if c, ok := s.current(); ok && !s.refuseReadOnly() {
		s.editCode(c)
	}
	return nil
}

func (s *codebookScreen) editCode(c codebook.Code) {
	ws := s.ws
	o := &formOverlay{desk: s.desk, title: c.Name, form: s.codeForm(c), tall: true}
	o.then = func(f *form.Form) tea.Cmd {
		if !f.Changed() {
			return nil
		}
		return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Codes.Update(ctx, by, answered(f, c))
		}, func() string { return s.say("codebook.edited", "Name", safe(strings.TrimSpace(f.Value("name")))) })
	}
	s.askDraft(o, workspace.DraftOf{Kind: workspace.DraftCode, About: codebook.Ref{Kind: codebook.RefCode, Code: c.ID}})
}

// add makes a code under the one at the cursor, or at the top level.
func (s *codebookScreen) add(under bool) tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	parent := codebook.Code{}
	if c, ok := s.current(); ok && under {
		parent = c
	}
	s.addCode(parent)
	return nil
}

// addCode makes a code under another; under the zero code it is at the top.
func (s *codebookScreen) addCode(parent codebook.Code) {
	fresh := codebook.Code{Status: codebook.StatusActive, Parent: parent.ID}
	title := s.say("codebook.new-top")
	if !parent.ID.IsZero() {
		title = s.say("codebook.new-under", "Parent", parent.Name)
	}
	ws := s.ws
	o := &formOverlay{desk: s.desk, title: title, form: s.codeForm(fresh), tall: true}
	o.then = func(f *form.Form) tea.Cmd {
		return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			made, err := ws.Project.Codes.Add(ctx, by, answered(f, fresh))
			if err != nil {
				return nil, err
			}
			return showCode{made[0].ID}, nil
		}, func() string { return s.say("codebook.added", "Name", safe(strings.TrimSpace(f.Value("name")))) })
	}
	s.askDraft(o, workspace.DraftOf{Kind: workspace.DraftNewCode, About: codebook.Ref{Kind: codebook.RefCode, Code: parent.ID}})
}

// resumeDraft opens the form that a draft was typed in, when its code is there.
func (s *codebookScreen) resumeDraft(of workspace.DraftOf) {
	c, ok := s.state.book.Tree.Code(of.About.Code)
	switch {
	case of.Kind == workspace.DraftNewCode:
		s.addCode(c)
	case ok:
		s.editCode(c)
	}
}
