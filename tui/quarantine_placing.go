package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// strayFound is a coding of the quarantine with the places where its text, or
// the beginning of it, stands.
type strayFound struct {
	stray  workspace.Waiting
	places []transcript.Span
	near   transcript.Span // where the file said that it was, as far as that exists
}

// strayPlaced is one that has its place now; left wait still.
type strayPlaced struct{ left int }

// findStray looks where a coding of the quarantine may have its place.
func (d *desk) findStray(q workspace.Waiting) tea.Cmd {
	ws := d.ws
	return d.read(screenQuarantine, "place", func(ctx context.Context) (tea.Msg, error) {
		doc, err := ws.Document(ctx, q.Document)
		if err != nil {
			return nil, err
		}
		found := strayFound{stray: q, near: clamped(q.Span, doc.Text.Len())}
		for _, part := range beginnings(q.Quote) {
			if found.places, err = ws.TextPlaces(ctx, q.Document, part); err != nil || len(found.places) > 0 {
				return found, err
			}
		}
		return found, nil
	})
}

// clamped is the span, or the character nearest to it, in a text of n code
// points.
func clamped(s transcript.Span, n int) transcript.Span {
	start := min(max(s.Start, 0), max(n-1, 0))
	return transcript.Span{Start: start, End: min(max(s.End, start+1), n)}
}

// beginnings are a quote and ever shorter beginnings of it: what was typed over
// or corrected often still begins as it did.
func beginnings(quote string) []string {
	out := []string{quote, strings.TrimSpace(quote)}
	words := strings.Fields(quote)
	for _, n := range []int{12, 8, 5, 3} {
		if len(words) > n {
			out = append(out, strings.Join(words[:n], " "))
		}
	}
	return out
}

// show opens the document at the likeliest place; the reader then asks for it.
func (s *quarantineScreen) show(m strayFound) tea.Cmd {
	at := m.near
	if len(m.places) > 0 {
		at = slices.MinFunc(m.places, func(a, b transcript.Span) int {
			return distance(a.Start, m.near.Start) - distance(b.Start, m.near.Start)
		})
	}
	s.placing = &m.stray
	if len(m.places) > 0 {
		s.tell("quarantine.found", "Count", len(m.places))
	} else {
		s.tell("quarantine.not-found")
	}
	return s.goTo(screenReader, showDocument{id: m.stray.Document, at: at, matches: m.places})
}

func distance(a, b int) int { return max(a-b, b-a) }

// isPlacing says that a place is looked for in the document that is open.
func (s *readerScreen) isPlacing() bool {
	return s.placing != nil && s.reader != nil && s.placing.Document == s.id
}

func (s *readerScreen) placingCommands() []command {
	if !s.isPlacing() {
		return nil
	}
	return []command{
		{id: "quarantine.place", keys: []string{"enter"}, bar: 1, run: s.placeStray},
		{id: "quarantine.place-stop", keys: []string{"esc"}, bar: 1, run: s.stopPlacing},
	}
}

func (s *readerScreen) stopPlacing() tea.Cmd {
	s.placing = nil
	s.reader.SetMatches(nil)
	return s.instead(screenQuarantine, nil)
}

// placeStray puts the coding on the selection and goes back for the next one.
func (s *readerScreen) placeStray() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	s.reader.Reveal() // the wheel may have led away from what is selected
	span := s.reader.Selection()
	if span.IsEmpty() {
		return nil
	}
	ws, q := s.ws, *s.placing
	s.placing = nil
	s.reader.SetMatches(nil)
	left := 0
	return s.act(screenQuarantine, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		if err := ws.Project.Quarantine.Place(ctx, by, q.ID, span); err != nil {
			return nil, err
		}
		waiting, err := ws.Project.Quarantine.List(ctx)
		left = len(waiting)
		return strayPlaced{left: left}, err
	}, func() string {
		if q.CodePath == "" {
			return s.say("quarantine.placed-memo", "Count", left)
		}
		return s.say("quarantine.placed", "Code", safe(q.CodePath), "Count", left)
	})
}

// placingStatus says for what a place is looked for.
func (s *readerScreen) placingStatus(w int) string {
	of := s.placing.CodePath
	if of == "" {
		of = s.say("quarantine.no-code")
	}
	quote := s.placing.Quote
	if quote == "" {
		quote = s.say("quarantine.no-quote")
	}
	return s.theme.Toast.Render(text.Fit(" "+safe(s.say("quarantine.placing", "Code", of, "Quote", quote)), w))
}
