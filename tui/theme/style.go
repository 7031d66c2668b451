package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Style is how a role is drawn. The zero Style draws text as it is.
type Style struct{ open string }

const reset = "\x1b[m"

func sgr(parameters string) Style { return Style{"\x1b[" + parameters + "m"} }

// of remembers what lipgloss puts in front of a text: its own Render measures
// and splits the text each time, which a screen of some hundred pieces a frame
// can't afford.
func of(s lipgloss.Style) Style {
	open, _, _ := strings.Cut(s.Render("x"), "x")
	return Style{open}
}

// Render draws s, which must be one line without styles that end inside it.
func (s Style) Render(text string) string {
	if s.open == "" || text == "" {
		return text
	}
	return s.open + text + reset
}

// Append adds the drawn text to b, for rows that are made of many pieces.
func (s Style) Append(b []byte, text string) []byte {
	if s.open == "" || text == "" {
		return append(b, text...)
	}
	b = append(b, s.open...)
	b = append(b, text...)
	return append(b, reset...)
}

// Over lays the style over another: where both say something, s decides.
func (s Style) Over(under Style) Style { return Style{under.open + s.open} }

// IsPlain says whether the style changes nothing.
func (s Style) IsPlain() bool { return s.open == "" }
