package tui

import (
	"strings"

	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/theme"
	"veldwerk/workspace"

	tea "charm.land/bubbletea/v2"
)

// forgetTarget is who was chosen on another screen.
type forgetTarget struct {
	id   string // of the row
	name string // as people know it
	who  store.Who
}

// forgetDocument, forgetCase and forgetSpeaker start from the row under the
// cursor. They have no key of their own: nobody gets here by a slip.
func (s *documentsScreen) forget() tea.Cmd {
	d, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.goTo(screenForget, forgetTarget{id: d.ID.String(), name: d.Title, who: store.Who{Documents: []transcript.DocumentID{d.ID}}})
}

func (s *casesScreen) forget() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.goTo(screenForget, forgetTarget{id: c.ID.String(), name: c.Name, who: store.Who{Case: c.ID, Mark: s.say("forget.mark")}})
}

func (s *speakersScreen) forget() tea.Cmd {
	one, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.goTo(screenForget, forgetTarget{id: one.ID.String(), name: one.Name, who: store.Who{Speakers: []transcript.SpeakerID{one.ID}, Mark: s.say("forget.mark")}})
}

// forgetLine is a safe line of the list.
type forgetLine struct {
	text   string
	indent int
	style  theme.Style
}

func pad(n int) string { return strings.Repeat(" ", max(n, 0)) }

// lines is the list in words, for the width that Draw wraps it to.
func (s *forgetScreen) lines() []forgetLine {
	switch s.phase {
	case forgetNobody:
		return []forgetLine{{text: s.say("forget.none"), indent: 1, style: s.theme.Dim}}
	case forgetLooking:
		return []forgetLine{{text: s.say("forget.looking"), indent: 1, style: s.theme.Dim}}
	}
	var out []forgetLine
	heading := func(id string, pairs ...any) {
		if len(out) > 0 {
			out = append(out, forgetLine{text: ""})
		}
		out = append(out, forgetLine{text: s.say(id, pairs...), indent: 1, style: s.theme.Heading})
	}
	item := func(style theme.Style, words string) {
		out = append(out, forgetLine{text: words, indent: 3, style: style})
	}
	if s.phase == forgetDone {
		heading("forget.done")
	} else {
		heading("forget.planned")
	}
	for _, c := range s.state.Counts() {
		if c.Count > 0 {
			item(theme.Style{}, s.say("forget.erased."+c.Kind, "Count", c.Count))
		}
	}
	if len(s.state.Erasure.Mentions) > 0 {
		heading("forget.mentions")
		for _, m := range s.state.Erasure.Mentions {
			item(s.theme.Warning, s.say("forget.mention."+m.Kind, "Name", safe(m.Name)))
		}
	}
	for _, state := range []workspace.PlaceState{workspace.PlaceErased, workspace.PlaceWaits, workspace.PlaceLeft, workspace.PlaceBeyond} {
		s.placeLines(state, heading, item)
	}
	if s.state.Proof != "" {
		out = append(out, forgetLine{}, forgetLine{text: safe(s.say("forget.proof", "Path", s.state.Proof)), indent: 1, style: s.theme.Dim})
	}
	return out
}

func (s *forgetScreen) placeLines(state workspace.PlaceState, heading func(string, ...any), item func(theme.Style, string)) {
	said := false
	for _, p := range s.state.Places {
		if p.State != state {
			continue
		}
		if !said {
			id := "forget.state." + string(state)
			if s.phase == forgetPlanned && state == workspace.PlaceErased {
				id = "forget.state.will"
			}
			heading(id)
			said = true
		}
		item(theme.Style{}, s.say("forget.place."+p.Kind, "Count", p.Count))
		for _, path := range p.Paths {
			item(s.theme.Dim, "  "+safe(path))
		}
	}
}
