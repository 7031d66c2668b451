package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/palette"
)

func (s *speakersScreen) rename() tea.Cmd {
	one, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.ask(promptFor(s.desk, "speakers.ask-rename", one.Name, func(name string) tea.Cmd {
		return s.act(screenSpeakers, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Speakers.Rename(ctx, by, one.ID, name)
		}, func() string { return s.say("speakers.renamed", "Name", safe(name)) })
	}))
	return nil
}

// merge gives the turns of the chosen speakers to the one that is picked: all
// speakers of their document can be, ticked ones too, for that is how one says
// which name stays.
func (s *speakersScreen) merge() tea.Cmd {
	chosen := s.chosen()
	if len(chosen) == 0 || s.refuseReadOnly() {
		return nil
	}
	in := chosen[0].Document
	for _, one := range chosen {
		if one.Document != in {
			s.tell("speakers.merge-in-one")
			return nil
		}
	}
	var items []choice
	for _, one := range s.state.speakers[in] {
		if len(chosen) > 1 || one.ID != chosen[0].ID {
			items = append(items, choice{key: one.ID.String(), label: one.Name, detail: s.say("speakers.turns-of", "Count", one.Turns)})
		}
	}
	if len(items) == 0 {
		s.tell("speakers.alone", "Name", safe(chosen[0].Name))
		return nil
	}
	s.ask(pickFrom(s.desk, "speakers.ask-merge", items, func(key string) tea.Cmd {
		into, ok := s.speaker(key)
		if !ok {
			return nil
		}
		return s.mergeInto(chosen, into)
	}))
	return nil
}

func (s *speakersScreen) mergeInto(chosen []store.SpeakerInfo, into store.SpeakerInfo) tea.Cmd {
	ws := s.ws
	var from []transcript.SpeakerID
	for _, one := range chosen {
		if one.ID != into.ID {
			from = append(from, one.ID)
		}
	}
	s.list.ClearTicks()
	return s.act(screenSpeakers, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		for _, id := range from {
			if err := ws.Project.Speakers.Merge(ctx, by, id, into.ID); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}, func() string { return s.say("speakers.merged", "Count", len(from), "Name", safe(into.Name)) })
}

// roleAfter is the order in which R goes round.
var roleAfter = map[transcript.Role]transcript.Role{
	transcript.RoleNone: transcript.RoleInterviewer, transcript.RoleInterviewer: transcript.RoleRespondent, transcript.RoleRespondent: transcript.RoleNone,
}

// nextRole gives the chosen speakers the role after that of the first, as it is
// when the act's turn has come: quick keys go on where slow ones would.
func (s *speakersScreen) nextRole() tea.Cmd {
	chosen := s.chosen()
	if len(chosen) == 0 || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	var next transcript.Role
	return s.act(screenSpeakers, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		there, err := ws.Project.Speakers.List(ctx)
		if err != nil {
			return nil, err
		}
		roles := map[transcript.SpeakerID]transcript.Role{}
		for _, one := range there {
			roles[one.ID] = one.Role
		}
		next = roleAfter[roles[chosen[0].ID]]
		for _, one := range chosen {
			if roles[one.ID] == next {
				continue
			}
			if err := ws.Project.Speakers.SetRole(ctx, by, one.ID, next); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}, func() string {
		return s.say("speakers.role-set", "Count", len(chosen), "Name", safe(chosen[0].Name), "Role", s.roleName(next))
	})
}

// askCase puts the chosen speakers under a case: one that is there, a new one,
// or again that of their document.
func (s *speakersScreen) askCase() tea.Cmd {
	chosen := s.chosen()
	if len(chosen) == 0 || s.refuseReadOnly() {
		return nil
	}
	items := []palette.Item[transcript.Case]{}
	if !chosen[0].Case.IsZero() {
		items = append(items, palette.Item[transcript.Case]{Name: s.say("speakers.case-of-document")})
	}
	for _, c := range s.state.cases {
		if c.ID != chosen[0].Case {
			items = append(items, palette.Item[transcript.Case]{Value: c, Name: c.Name})
		}
	}
	p := palette.New(s.theme, s.say("speakers.ask-case"), items)
	p.Make = func(query string) string { return s.say("speakers.new-case", "Name", safe(query)) }
	s.ask(&pickOverlay[transcript.Case]{desk: s.desk, palette: p, then: func(a palette.Answer[transcript.Case]) tea.Cmd {
		return s.setCase(chosen, a.Item.Value.ID, a.Item.Value.Name, a.New)
	}})
	return nil
}

func (s *speakersScreen) setCase(chosen []store.SpeakerInfo, id transcript.CaseID, name, fresh string) tea.Cmd {
	ws := s.ws
	return s.act(screenSpeakers, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		if fresh != "" {
			var err error
			if id, err = ws.Project.Cases.Add(ctx, by, fresh); err != nil {
				return nil, err
			}
		}
		for _, one := range chosen {
			if one.Case == id {
				continue
			}
			if err := ws.Project.Speakers.SetCase(ctx, by, one.ID, id); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}, func() string {
		if id.IsZero() {
			return s.say("speakers.case-cleared", "Count", len(chosen), "Name", safe(chosen[0].Name))
		}
		return s.say("speakers.case-set", "Count", len(chosen), "Name", safe(chosen[0].Name), "Case", safe(name+fresh))
	})
}

// open goes to the speaker's first turn.
func (s *speakersScreen) open() tea.Cmd {
	one, ok := s.current()
	if !ok {
		return nil
	}
	ws := s.ws
	return s.read(screenSpeakers, "first", func(ctx context.Context) (tea.Msg, error) {
		doc, err := ws.Document(ctx, one.Document)
		if err != nil {
			return nil, err
		}
		found := firstTurn{document: one.Document, name: one.Name}
		for _, t := range doc.Turns {
			if t.N > 0 && t.Speaker >= 0 && doc.Speakers[t.Speaker].ID == one.ID {
				found.turn = t.N
				break
			}
		}
		return found, nil
	})
}
