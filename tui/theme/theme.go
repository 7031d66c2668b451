// Package theme is the only place where colours and styles are chosen. A Theme
// gives a Style for each role; a Style is a remembered SGR sequence, so that
// drawing costs one string concatenation.
//
// Words: a role is what a piece of the screen is (Title, Selection, Error); a
// shade is the neutral background of coded text, deeper where more codes
// overlap; code colours are the palette entries 1…8.
//
// Guarantees: no meaning is carried by colour alone, and without colour
// (NO_COLOR) only bold, underline and reverse are used. Code colours have a
// contrast of at least 4.5 : 1 on the usual dark and light backgrounds and stay
// apart for colour-blind readers (research: Machado 2009, OKLab distance). The
// background of the screen is never painted. A Theme is immutable.
//
// Non-goals: asking the terminal for its background or its colours.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Options say what the terminal is like.
type Options struct {
	Light      bool                 // a light background; dark is assumed
	Profile    colorprofile.Profile // Ascii or less: no colour; Unknown counts as none
	Background color.Color          // as the terminal reported it; nil when it did not
	ASCII      bool                 // draw with ASCII signs only
}

// Theme has a Style per role.
type Theme struct {
	Text      Style // body text: the terminal's own colours
	Dim       Style // hints, the interviewer, what the spotlight leaves out
	Title     Style // title and location of a screen
	Heading   Style // head of a column or a group
	Focus     Style // the ▌ of the focused panel and its title
	Selection Style
	Bar       Style // slot and help bar
	Key       Style // a key inside a bar
	Toast     Style
	Warning   Style
	Error     Style
	Emphasis  Style // a stressed word in a memo
	Match     Style // a search hit
	Spotlight Style // the one code that is lit
	Border    Style
	Signs     Signs

	code  [Colours + 1]Style
	shade [Shades]Style
}

// Colours is the number of code colours, Shades the number of depths.
const (
	Colours = 8
	Shades  = 4
)

// New makes the theme of a terminal.
func New(o Options) *Theme {
	t := &Theme{Signs: unicodeSigns}
	if o.ASCII {
		t.Signs = asciiSigns
	}
	switch {
	case o.Profile >= colorprofile.ANSI256:
		t.paint(o)
	case o.Profile == colorprofile.ANSI:
		t.sixteen(o.Light)
	default:
		t.plain()
	}
	return t
}

// Code is the foreground of a code with palette entry 1…8; entries beyond use
// the hues again, entry 0 and below is Text.
func (t *Theme) Code(colour int) Style {
	if colour <= 0 {
		return t.Text
	}
	return t.code[(colour-1)%Colours+1]
}

// Shade marks text under depth codes: 0 is none, 3 and more the deepest.
func (t *Theme) Shade(depth int) Style { return t.shade[max(0, min(depth, Shades-1))] }

// plain is the theme without colour.
func (t *Theme) plain() {
	plain := lipgloss.NewStyle()
	bold, under, reverse := of(plain.Bold(true)), sgr("4"), of(plain.Reverse(true))
	t.Title, t.Heading, t.Focus, t.Key = bold, bold, bold, bold
	t.Selection, t.Toast = reverse, reverse
	t.Warning, t.Error = bold, bold.Over(reverse)
	t.Emphasis = under
	t.Match = bold.Over(under)
	t.Spotlight = bold.Over(under)
	t.shade = [Shades]Style{{}, under, under.Over(bold), under.Over(bold)}
}

// sixteen uses the terminal's own sixteen colours; what they look like is up
// to the reader's settings, so shades are underline and bold as without colour.
func (t *Theme) sixteen(light bool) {
	t.plain()
	codes, dim, accent, warning, bad, match := dark16, "37", "96", "93", "91", "30;43"
	if light {
		codes, dim, accent, warning, bad, match = light16, "90", "34", "35", "31", "30;103"
	}
	for i, c := range codes {
		t.code[i+1] = sgr(c)
	}
	t.Dim, t.Border, t.Bar = sgr(dim), sgr(dim), sgr(dim)
	t.Focus, t.Key = sgr("1;"+accent), sgr("1;"+accent)
	t.Warning, t.Error, t.Match = sgr(warning), sgr("1;"+bad), sgr(match)
}

// paint uses 256 or all colours.
func (t *Theme) paint(o Options) {
	p := darkPalette
	if o.Light {
		p = lightPalette
	}
	ink := inks{profile: o.Profile}
	for i, hex := range p.codes {
		t.code[i+1] = ink.fore(hex)
	}
	bold := of(lipgloss.NewStyle().Bold(true))
	t.Title, t.Heading = bold, bold
	t.Dim, t.Border, t.Bar = ink.fore(p.dim), ink.fore(p.border), ink.fore(p.dim)
	t.Focus, t.Key = bold.Over(ink.fore(p.accent)), bold.Over(ink.fore(p.accent))
	t.Selection = ink.back(p.selection).Over(ink.fore(p.selected))
	t.Toast = ink.back(p.toast).Over(ink.fore(p.selected))
	t.Warning, t.Error = ink.fore(p.warning), bold.Over(ink.fore(p.bad))
	t.Emphasis = sgr("3")
	t.Match = ink.back(p.match).Over(ink.fore(p.matched))
	t.Spotlight = bold.Over(sgr("4"))
	for depth := 1; depth < Shades; depth++ {
		t.shade[depth] = ink.shade(p, o.Background, depth)
	}
}
