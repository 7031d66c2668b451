package theme

import (
	"fmt"
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// hex is a colour as 0xRRGGBB.
type hex uint32

func (h hex) rgb() (r, g, b uint8) { return uint8(h >> 16), uint8(h >> 8), uint8(h) }

// palette holds the colours for one kind of background. The code colours are
// rood, oranje, geel, groen, cyaan, blauw, violet, mauve: two hue-matched lists,
// since no list of hues is legible on both backgrounds.
type palette struct {
	codes [Colours]hex

	dim, border, accent, warning, bad hex

	selection, selected hex // background and foreground
	toast               hex
	match, matched      hex

	ground, body hex                 // what shades are mixed from
	mix          [Shades]int         // per cent of body in ground
	grey         [Shades]ansi256grey // the same among 256 colours, a step apart each
}

type ansi256grey uint8

var darkPalette = palette{
	codes: [Colours]hex{0xFE587E, 0xF79A32, 0xF8D229, 0xAFFEB1, 0x77E4FB, 0x54B8FF, 0x8884FC, 0xB28DB9},
	dim:   0x9C9CA6, border: 0x5C5C68, accent: 0x77E4FB, warning: 0xF8D229, bad: 0xFE587E,
	selection: 0x234A6E, selected: 0xFFFFFF, toast: 0x2E4A2E,
	match: 0xF8D229, matched: 0x15151A,
	ground: 0x15151A, body: 0xDDDDE2,
	mix: [Shades]int{0, 8, 15, 23}, grey: [Shades]ansi256grey{0, 235, 237, 239},
}

var lightPalette = palette{
	codes: [Colours]hex{0xC1116B, 0x76442D, 0x916B06, 0x053513, 0x0B789F, 0x1031A4, 0x7944D4, 0x49095B},
	dim:   0x5E5E66, border: 0xA0A0A8, accent: 0x1031A4, warning: 0x76442D, bad: 0xC1116B,
	selection: 0xC9E2FF, selected: 0x000000, toast: 0xD9F2D9,
	match: 0xF8D229, matched: 0x000000,
	ground: 0xFFFFFF, body: 0x1A1A1E,
	mix: [Shades]int{0, 6, 12, 19}, grey: [Shades]ansi256grey{0, 255, 253, 251},
}

// The code colours among the terminal's own sixteen, as SGR parameters.
var (
	dark16  = [Colours]string{"91", "33", "93", "92", "96", "94", "95", "37"}
	light16 = [Colours]string{"31", "33", "33", "32", "36", "34", "35", "30"}
)

// inks turns colours into styles for a profile.
type inks struct{ profile colorprofile.Profile }

func (k inks) fore(h hex) Style { return of(lipgloss.NewStyle().Foreground(k.colour(h))) }
func (k inks) back(h hex) Style { return of(lipgloss.NewStyle().Background(k.colour(h))) }

func (k inks) colour(h hex) color.Color {
	r, g, b := h.rgb()
	if k.profile == colorprofile.TrueColor {
		return color.RGBA{r, g, b, 255}
	}
	return ansi.Convert256(color.RGBA{r, g, b, 255})
}

// shade mixes the reported background towards the body text; 256 colours are
// too coarse for that and have their greys.
func (k inks) shade(p palette, reported color.Color, depth int) Style {
	if k.profile != colorprofile.TrueColor {
		return sgr(fmt.Sprintf("48;5;%d", p.grey[depth]))
	}
	ground := p.ground
	if reported != nil {
		r, g, b, _ := reported.RGBA()
		ground = hex(r>>8<<16 | g>>8<<8 | b>>8)
	}
	return k.back(mix(ground, p.body, p.mix[depth]))
}

// mix goes per cent of the way from a to b, per channel.
func mix(a, b hex, percent int) hex {
	var out hex
	for shift := 0; shift <= 16; shift += 8 {
		from, to := int(a>>shift&0xff), int(b>>shift&0xff)
		out |= hex(from+(to-from)*percent/100) << shift
	}
	return out
}
