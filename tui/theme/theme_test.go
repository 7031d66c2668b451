package theme

import (
	"math"
	"regexp"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

func luminance(h hex) float64 {
	lin := func(v uint8) float64 {
		c := float64(v) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	r, g, b := h.rgb()
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

func contrast(a, b hex) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	grounds := map[*palette][]hex{
		&darkPalette:  {0x000000, 0x15151A, 0x282C34, 0x002B36},
		&lightPalette: {0xFFFFFF, 0xFDF6E3},
	}
	for p, backs := range grounds {
		inks := append(p.codes[:], p.dim, p.accent, p.warning, p.bad)
		for _, back := range backs {
			for _, ink := range inks {
				if c := contrast(ink, back); c < 4.45 {
					t.Errorf("#%06X on #%06X: %.2f", ink, back, c)
				}
			}
		}
		for _, pair := range [][2]hex{{p.selection, p.selected}, {p.toast, p.selected}, {p.match, p.matched}, {p.ground, p.body}} {
			if c := contrast(pair[0], pair[1]); c < 7 {
				t.Errorf("#%06X on #%06X: %.2f", pair[1], pair[0], c)
			}
		}
		for depth := 1; depth < Shades; depth++ {
			if c := contrast(mix(p.ground, p.body, p.mix[depth]), p.body); c < 7 {
				t.Errorf("body on shade %d: %.2f", depth, c)
			}
		}
	}
}

func styles(t *Theme) map[string]Style {
	m := map[string]Style{
		"text": t.Text, "dim": t.Dim, "title": t.Title, "heading": t.Heading, "focus": t.Focus,
		"selection": t.Selection, "bar": t.Bar, "key": t.Key, "toast": t.Toast, "warning": t.Warning,
		"error": t.Error, "match": t.Match, "spotlight": t.Spotlight, "border": t.Border,
	}
	for i := range Colours + 1 {
		m["code"+string(rune('0'+i))] = t.Code(i)
	}
	for i := range Shades {
		m["shade"+string(rune('0'+i))] = t.Shade(i)
	}
	return m
}

func TestEveryProfileKeepsToItsColours(t *testing.T) {
	allowed := map[colorprofile.Profile]string{
		colorprofile.ASCII:     `^(\x1b\[[147]m)*$`,
		colorprofile.ANSI:      `^(\x1b\[(;?(1|4|7|3[0-7]|4[0-7]|9[0-7]|10[0-7]))+m)*$`,
		colorprofile.ANSI256:   `^(\x1b\[(1|4|[34]8;5;\d+)m)*$`,
		colorprofile.TrueColor: `^(\x1b\[(1|4|[34]8;2;\d+;\d+;\d+)m)*$`,
	}
	for profile, pattern := range allowed {
		re := regexp.MustCompile(pattern)
		for _, light := range []bool{false, true} {
			th := New(Options{Light: light, Profile: profile})
			for name, s := range styles(th) {
				if !re.MatchString(s.open) {
					t.Errorf("%v light=%v %s: %q", profile, light, name, s.open)
				}
				if got := ansi.Strip(s.Render("ruimte")); got != "ruimte" {
					t.Errorf("%s draws %q", name, got)
				}
			}
			if th.Selection.IsPlain() || th.Shade(1).IsPlain() || !th.Shade(0).IsPlain() || th.Shade(1) == th.Shade(2) {
				t.Errorf("%v: selection and depth are not told apart", profile)
			}
		}
	}
}

func TestStyle(t *testing.T) {
	th := New(Options{Profile: colorprofile.ASCII})
	if got := th.Title.Render("x"); got != "\x1b[1mx\x1b[m" {
		t.Errorf("Render = %q", got)
	}
	if got := string(th.Selection.Over(th.Shade(1)).Append([]byte("<"), "x")); got != "<\x1b[4m\x1b[7mx\x1b[m" {
		t.Errorf("Append = %q", got)
	}
	if got := (Style{}).Render("x") + th.Title.Render(""); got != "x" {
		t.Errorf("plain = %q", got)
	}
	if th.Code(0) != th.Text || th.Shade(9) != th.Shade(3) || th.Shade(-1) != th.Text {
		t.Error("palette entries out of range")
	}
	if c := New(Options{Profile: colorprofile.TrueColor}); c.Code(9) != c.Code(1) {
		t.Error("code 9 does not use the first hue again")
	}
}

func TestReportedBackgroundIsMixed(t *testing.T) {
	o := Options{Profile: colorprofile.TrueColor}
	before := New(o).Shade(1)
	o.Background = ansi.HexColor("#002b36")
	if New(o).Shade(1) == before {
		t.Error("the shade ignores the background")
	}
}

func TestSignsAreOneColumn(t *testing.T) {
	for _, s := range []Signs{unicodeSigns, asciiSigns} {
		all := append(s.Stripe[:], s.Corner[:]...)
		all = append(all, s.End, s.Focus, s.Pointer, s.Open, s.Folded, s.Line, s.Rule, s.Full, s.Empty, s.Ellipsis, s.Memo, s.Done)
		for _, sign := range all {
			if ansi.WcWidth.StringWidth(sign) != 1 || ansi.GraphemeWidth.StringWidth(sign) != 1 {
				t.Errorf("%q is not one column", sign)
			}
		}
	}
}
