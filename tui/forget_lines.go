package tui

import (
	"slices"
	"strings"

	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/text"
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

// listed draws the list, wrapped, as far as it was scrolled.
func (d *desk) listed(lines []forgetLine, at *scroll, w, h int) face {
	var rows []string
	for _, line := range lines {
		for i, l := range text.Wrap(line.text, max(w-line.indent-1, 1)) {
			indent := line.indent
			if i > 0 {
				indent += 2
			}
			rows = append(rows, text.FitStyled(pad(indent)+line.style.Render(text.Cut(text.Steady(line.text[l.Lo:l.Hi]), max(w-indent, 0))), w))
		}
	}
	f := face{rows: slices.Clone(at.window(rows, h))}
	for len(f.rows) < h {
		f.rows = append(f.rows, "")
	}
	if at.more() {
		f.status = d.theme.Dim.Render(text.Cut(" "+d.say("forget.more"), w))
	}
	return f
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
	if s.phase == forgetPlanned && s.vaultIsClosed() {
		out = append(out, forgetLine{}, forgetLine{text: s.say("forget.vault-closed"), indent: 1, style: s.theme.Warning})
	}
	s.mentionLines(heading, item)
	s.placeLines(s.state.Places, s.phase == forgetPlanned, heading, item)
	if s.state.Proof != "" {
		out = append(out, forgetLine{}, forgetLine{text: safe(s.say("forget.proof", "Path", s.state.Proof)), indent: 1, style: s.theme.Dim})
	}
	return out
}

// mentionLines are the places in the project where a name still stands; those
// that may be somebody else's stand apart.
func (s *forgetScreen) mentionLines(heading func(string, ...any), item func(theme.Style, string)) {
	said, logged := map[bool]bool{}, false
	for _, m := range s.state.Erasure.Mentions { // the sure ones first
		if m.Kind == "log" && logged {
			continue // one line for all its steps
		}
		logged = logged || m.Kind == "log"
		id, style := "forget.mentions", s.theme.Warning
		if m.Perhaps {
			id, style = "forget.perhaps", theme.Style{}
		}
		if !said[m.Perhaps] {
			heading(id)
		}
		said[m.Perhaps] = true
		item(style, s.say("forget.mention."+m.Kind, "Name", safe(m.Name)))
	}
}

// placeLines are the places of an erasure, by what comes of them.
func (d *desk) placeLines(places []workspace.ForgetPlace, planned bool, heading func(string, ...any), item func(theme.Style, string)) {
	for _, state := range []workspace.PlaceState{workspace.PlaceErased, workspace.PlaceWaits, workspace.PlaceLeft, workspace.PlaceBeyond} {
		said := false
		for _, p := range places {
			if p.State != state {
				continue
			}
			if !said {
				id := "forget.state." + string(state)
				if planned && state == workspace.PlaceErased {
					id = "forget.state.will"
				}
				heading(id)
				said = true
			}
			item(theme.Style{}, d.say("forget.place."+p.Kind, "Count", p.Count))
			for _, path := range p.Paths {
				item(d.theme.Dim, "  "+safe(path))
			}
		}
	}
}
