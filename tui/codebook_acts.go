package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/palette"
)

// starter puts the starter codebook into an empty project.
func (s *codebookScreen) starter() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	return s.act(screenCodebook, func(ctx context.Context, _ codebook.CoderID) (tea.Msg, error) {
		return nil, ws.ImportStarter(ctx)
	}, func() string { return s.say("codebook.started") })
}

// remove deletes the code under the cursor with all that hangs on it.
func (s *codebookScreen) remove() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	codings, under := 0, 0
	return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		now, err := readBook(ctx, ws) // keys pressed before this one may have changed it
		if err != nil {
			return nil, err
		}
		for _, id := range now.book.Tree.Under(c.ID) {
			codings += now.counts[id]
			if child, ok := now.book.Tree.Code(id); ok && id != c.ID && child.Status != codebook.StatusMerged {
				under++
			}
		}
		return nil, ws.Project.Codes.Delete(ctx, by, c.ID)
	}, func() string {
		if under > 0 {
			return s.say("codebook.deleted-under", "Name", safe(c.Name), "Count", under, "Codings", codings)
		}
		return s.say("codebook.deleted", "Name", safe(c.Name), "Count", codings)
	})
}

// move picks a new parent.
func (s *codebookScreen) move() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	tree := s.state.book.Tree
	away := tree.Under(c.ID) // itself and what hangs under it
	items := s.codeChoices(func(o codebook.Code) bool { return !slices.Contains(away, o.ID) && o.ID != tree.Parent(c.ID) })
	if !tree.Parent(c.ID).IsZero() {
		items = append([]palette.Item[codebook.Code]{{Name: s.say("codebook.top")}}, items...)
	}
	ws := s.ws
	s.pick(s.say("codebook.move-ask", "Name", c.Name), items, func(to codebook.Code) tea.Cmd {
		return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return showCode{c.ID}, ws.Project.Codes.Move(ctx, by, c.ID, to.ID, -1)
		}, func() string {
			if to.ID.IsZero() {
				return s.say("codebook.moved-top", "Name", safe(c.Name))
			}
			return s.say("codebook.moved", "Name", safe(c.Name), "Parent", safe(to.Name))
		})
	})
	return nil
}

// codeChoices are the usable codes that may be chosen.
func (s *codebookScreen) codeChoices(may func(codebook.Code) bool) []palette.Item[codebook.Code] {
	return slices.DeleteFunc(s.codeItems(), func(i palette.Item[codebook.Code]) bool { return !may(i.Value) })
}

// pick asks for a code among some.
func (d *desk) pick(title string, items []palette.Item[codebook.Code], then func(codebook.Code) tea.Cmd) {
	d.ask(&pickOverlay[codebook.Code]{desk: d, palette: palette.New(d.theme, title, items), then: func(a palette.Answer[codebook.Code]) tea.Cmd {
		return then(a.Item.Value)
	}})
}

// shift moves the code one place up or down among its siblings. The place is
// worked out when its turn comes: keys may be quicker than reads.
func (s *codebookScreen) shift(way int) tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	moved := false
	return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		book, err := ws.Codebook(ctx)
		if err != nil {
			return nil, err
		}
		siblings := slices.DeleteFunc(book.Tree.Children(book.Tree.Parent(c.ID)), func(id codebook.CodeID) bool {
			sibling, _ := book.Tree.Code(id)
			return sibling.Status == codebook.StatusMerged
		})
		at := slices.Index(siblings, c.ID)
		if at < 0 || at+way < 0 || at+way >= len(siblings) {
			return nil, nil
		}
		moved = true
		return nil, ws.Project.Codes.Move(ctx, by, c.ID, book.Tree.Parent(c.ID), at+way)
	}, func() string {
		switch {
		case !moved && way < 0:
			return s.say("codebook.is-first", "Name", safe(c.Name))
		case !moved:
			return s.say("codebook.is-last", "Name", safe(c.Name))
		}
		return s.say("codebook.shifted", "Name", safe(c.Name))
	})
}

// merge picks the code that takes this one's codings.
func (s *codebookScreen) merge() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	items := s.codeChoices(func(o codebook.Code) bool { return o.ID != c.ID })
	ws := s.ws
	s.pick(s.say("codebook.merge-ask", "Name", c.Name), items, func(into codebook.Code) tea.Cmd {
		return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			if err := ws.Project.Codes.Merge(ctx, by, c.ID, into.ID); err != nil {
				return nil, err
			}
			return showCode{into.ID}, nil
		}, func() string { return s.say("codebook.merged", "Name", safe(c.Name), "Into", safe(into.Name)) })
	})
	return nil
}

// retire takes a code out of use, or brings it back.
func (s *codebookScreen) retire() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	back := false
	return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		book, err := ws.Codebook(ctx)
		if err != nil {
			return nil, err
		}
		now, found := book.Tree.Code(c.ID)
		if !found {
			now = c // gone meanwhile: the store says so
		}
		back = now.Status == codebook.StatusRetired
		now.Status = codebook.StatusRetired
		if back {
			now.Status = codebook.StatusActive
		}
		return nil, ws.Project.Codes.Update(ctx, by, now)
	}, func() string {
		if back {
			return s.say("codebook.brought-back", "Name", safe(c.Name))
		}
		return s.say("codebook.retired", "Name", safe(c.Name))
	})
}

// pinHere puts the code under a number key; a second time frees the key.
func (s *codebookScreen) pinHere(slot int) tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	if !c.Usable() {
		s.tell("codebook.not-usable", "Name", safe(c.Name))
		return nil
	}
	ws := s.ws
	freed := false
	return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		slots, err := ws.Project.Slots.Of(ctx, by)
		if err != nil {
			return nil, err
		}
		pin := c.ID
		if freed = slots[slot-1] == c.ID; freed {
			pin = codebook.CodeID{}
		}
		return nil, ws.Project.Slots.Set(ctx, by, slot, pin)
	}, func() string {
		if freed {
			return s.say("codebook.unpinned", "Slot", itoa(slot), "Name", safe(c.Name))
		}
		return s.say("codebook.pinned", "Slot", itoa(slot), "Name", safe(c.Name))
	})
}

func (s *codebookScreen) memo() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.askMemo(screenCodebook, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefCode, Code: c.ID}})
}

// fragments shows where the code was put.
func (s *codebookScreen) fragments() tea.Cmd {
	c, ok := s.current()
	if !ok {
		return nil
	}
	return s.goTo(screenFragments, showQuery{query: "code:=" + quoted(s.state.book.Tree.Path(c.ID))})
}

// copyDefinition puts the definition on the clipboard, as plain text.
func (s *codebookScreen) copyDefinition() tea.Cmd {
	c, ok := s.current()
	if !ok {
		return nil
	}
	body := s.state.book.Tree.Path(c.ID) + "\n"
	for _, f := range []struct{ id, text string }{
		{"codebook.short", c.Short}, {"codebook.full", c.Full}, {"codebook.use-when", c.UseWhen}, {"codebook.not-when", c.NotWhen}, {"codebook.example", c.Example},
	} {
		if f.text != "" {
			body += s.say(f.id) + ": " + f.text + "\n"
		}
	}
	s.tell("codebook.copied", "Name", safe(c.Name))
	return tea.SetClipboard(body)
}

// nextFinding goes to the next code with something to mend.
func (s *codebookScreen) nextFinding(way int) tea.Cmd {
	n := len(s.rows)
	here := slices.IndexFunc(s.rows, func(r codeRow) bool { return r.code.ID.String() == s.list.Key() })
	for step := 1; step <= n; step++ {
		at := ((here+way*step)%n + n) % n
		if id := s.rows[at].code.ID; len(s.state.findings[id]) > 0 {
			s.reveal(id)
			return s.look()
		}
	}
	s.tell("codebook.no-findings")
	return nil
}

func (s *codebookScreen) foldAll() tea.Cmd {
	closed := slices.ContainsFunc(s.rows, func(r codeRow) bool { return s.list.Folded(r.code.ID.String()) })
	s.list.FoldAll(!closed)
	return s.look()
}

// quoted is a name as a value in a query. Curly quotes end a value and can't
// be escaped there; a joker stands for them.
func quoted(name string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, "“", "*", "”", "*", "„", "*", "«", "*", "»", "*").Replace(name) + `"`
}
