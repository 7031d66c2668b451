package main

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// colours of a terminal without any of the program's.
type colours struct{ text, ground color.RGBA }

var (
	darkColours  = colours{text: color.RGBA{0xd8, 0xda, 0xe0, 0xff}, ground: color.RGBA{0x16, 0x18, 0x1d, 0xff}}
	lightColours = colours{text: color.RGBA{0x24, 0x27, 0x2e, 0xff}, ground: color.RGBA{0xfc, 0xfc, 0xfa, 0xff}}
)

// A cell in units of the picture. The font's advance is 0.602 of its size;
// textLength holds the columns where another font takes its place.
const (
	cellWidth  = 8.4
	cellHeight = 17
	fontSize   = 14
	baseline   = 13
	margin     = 14
)

// cells is what svg needs of a screen.
type cells interface {
	Width() int
	Height() int
	CellAt(x, y int) *uv.Cell
}

// look is how a run of cells is drawn.
type look struct {
	text, ground              string // colours
	bold, italic, under, hide bool
}

// svg draws a screen: a ground, a rectangle per run of another ground, a text
// per run of one look. The same cells give the same bytes.
func svg(screen cells, c colours) []byte {
	width, height := float64(screen.Width())*cellWidth+2*margin, screen.Height()*cellHeight+2*margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %d" width="%.1f" height="%d" role="img" xml:space="preserve">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<style>text{font:%dpx "DejaVu Sans Mono","Cascadia Mono",Menlo,Consolas,monospace;white-space:pre}</style>`+"\n", fontSize)
	fmt.Fprintf(&b, `<rect width="%.1f" height="%d" rx="8" fill="%s"/>`+"\n", width, height, hex(c.ground))
	for y := range screen.Height() {
		drawRow(&b, screen, c, y)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// stretch is a run of cells with one look.
type stretch struct {
	look
	from, to int
	text     string
}

func drawRow(b *bytes.Buffer, screen cells, c colours, y int) {
	runs := runsOf(screen, c, y)
	for _, r := range runs {
		if r.ground != hex(c.ground) {
			fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", left(r.from), margin+y*cellHeight, float64(r.to-r.from)*cellWidth, cellHeight, r.ground)
		}
	}
	for _, r := range runs {
		trimmed := strings.Trim(r.text, " ")
		if trimmed == "" || r.hide {
			continue
		}
		// A blank is one column and one byte.
		before := len(r.text) - len(strings.TrimLeft(r.text, " "))
		columns := r.to - r.from - (len(r.text) - len(trimmed))
		fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs" fill="%s"%s>%s</text>`+"\n",
			left(r.from+before), margin+y*cellHeight+baseline, float64(columns)*cellWidth, r.look.text, r.attributes(), html.EscapeString(trimmed))
	}
}

func (l look) attributes() string {
	out := ""
	if l.bold {
		out += ` font-weight="bold"`
	}
	if l.italic {
		out += ` font-style="italic"`
	}
	if l.under {
		out += ` text-decoration="underline"`
	}
	return out
}

// runsOf cuts a row where the look changes, and around every sign that is no
// plain letter, so that a font that draws it wider moves nothing else.
func runsOf(screen cells, c colours, y int) []stretch {
	var out []stretch
	for x := 0; x < screen.Width(); {
		content, width, l := " ", 1, lookOf(uv.Style{}, c)
		if cell := screen.CellAt(x, y); cell != nil && cell.Width > 0 {
			l, width = lookOf(cell.Style, c), cell.Width
			if cell.Content != "" {
				content = cell.Content
			}
		}
		n := len(out) - 1
		if n >= 0 && out[n].look == l && plain(content) && plain(out[n].text) {
			out[n].text += content
			out[n].to = x + width
		} else {
			out = append(out, stretch{l, x, x + width, content})
		}
		x += width
	}
	return out
}

// plain says whether every code point is in the part of the font that all
// monospaced fonts share.
func plain(s string) bool {
	for _, r := range s {
		if r > 0x24f && r != '…' && r != '·' && r != '’' && r != '“' && r != '”' {
			return false
		}
	}
	return true
}

func lookOf(s uv.Style, c colours) look {
	text, ground := over(s.Fg, c.text), over(s.Bg, c.ground)
	if s.Attrs&uv.AttrReverse != 0 {
		text, ground = ground, text
	}
	if s.Attrs&uv.AttrFaint != 0 {
		text = color.RGBA{mid(text.R, ground.R), mid(text.G, ground.G), mid(text.B, ground.B), 0xff}
	}
	return look{
		text: hex(text), ground: hex(ground),
		bold: s.Attrs&uv.AttrBold != 0, italic: s.Attrs&uv.AttrItalic != 0, hide: s.Attrs&uv.AttrConceal != 0,
		under: s.Underline != uv.UnderlineNone,
	}
}

// over is a cell's colour, or the terminal's own where it has none.
func over(c color.Color, own color.RGBA) color.RGBA {
	if c == nil {
		return own
	}
	r, g, b, _ := c.RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff} //nolint:gosec // 16 bits become 8
}

func mid(a, b uint8) uint8 { return uint8((uint16(a)*6 + uint16(b)*4) / 10) } //nolint:gosec // at most 255

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func left(x int) float64 { return margin + float64(x)*cellWidth }
