package palette

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

var colours = theme.New(theme.Options{Profile: colorprofile.TrueColor})

var book = []string{
	"verkokering", "ruimte", "regeldruk", "discretionaire ruimte", "vertrouwen", "maatwerk", "professional",
	"eigenaarschap", "één gezin, één plan", "keukentafel", "vraaggericht kijken", "geld",
}

func codes(recent ...string) *Palette[string] {
	var items []Item[string]
	for i, name := range book {
		item := Item[string]{Value: "id-" + name, Name: name, Lead: name[:1], Style: colours.Code(i%8 + 1), Detail: "Bestuur/" + name}
		for j, r := range recent {
			if r == name {
				item.Recent = len(recent) - j
			}
		}
		if name == "verkokering" {
			item.Also = []string{"schotten", "silo's"}
		}
		items = append(items, item)
	}
	p := New(colours, "code geven", items)
	p.Make = func(query string) string { return "nieuwe code: " + query }
	return p
}

func found(p *Palette[string]) []string {
	var names []string
	for _, h := range p.hits {
		names = append(names, p.items[h.item].Name)
	}
	return names
}

func press(code rune, letters string) tea.KeyPressMsg {
	return tea.KeyPressMsg{Code: code, Text: letters}
}

func typed(p *Palette[string], s string) {
	for _, r := range s {
		p.Key(press(r, string(r)))
	}
}

func TestRanking(t *testing.T) {
	for _, c := range []struct {
		query  string
		recent []string
		want   string // the first ones
	}{
		{"", nil, "verkokering ruimte regeldruk"},
		{"", []string{"geld", "maatwerk"}, "geld maatwerk verkokering"},
		{"re", nil, "regeldruk"},
		{"ru", nil, "ruimte|discretionaire ruimte"},
		{"ruimte", []string{"discretionaire ruimte"}, "ruimte|discretionaire ruimte"},
		{"vk", nil, "vraaggericht kijken|verkokering"},
		{"dr", nil, "discretionaire ruimte"},
		{"v", nil, "vertrouwen|verkokering"},
		{"v", []string{"verkokering"}, "verkokering|vertrouwen"},
		{"VERTR", nil, "vertrouwen"},
		{"een", nil, "één gezin, één plan"},
		{"eg", nil, "één gezin, één plan|eigenaarschap"},
		{"plan gez", nil, "één gezin, één plan"},
		{"ruimte disc", nil, "discretionaire ruimte"},
		{"schot", nil, "verkokering"},
		{"fssnl", nil, "professional"},
		{"zzz", nil, ""},
	} {
		p := codes(c.recent...)
		typed(p, c.query)
		sep := "|"
		if c.query == "" {
			sep = " "
		}
		got := strings.Join(found(p), sep)
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%q after %q: %q, want %q first", c.query, c.recent, got, c.want)
		}
	}
}

func TestMarksAreBytesOfTheName(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"één gezin", "een", "één"}, {"e\u0301e\u0301n gezin", "een", "e\u0301e\u0301n"}, {"Ruimte", "ui", "ui"},
		{"één gezin", "eg", "é…g"}, {"één gezin", "gez een", "één…gez"}, {"ĲSSEL", "ij", "Ĳ"},
	} {
		h := matchAll(fold(c.name), fold(c.query).text, strings.Fields(c.query))
		var parts []string
		for _, m := range h.marks {
			parts = append(parts, c.name[m[0]:m[1]])
		}
		if got := strings.Join(parts, "…"); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.name, got, c.want)
		}
	}
}

func TestKeysAnswer(t *testing.T) {
	p := codes()
	typed(p, "vt")
	if a := p.Key(press(tea.KeyTab, "")); a.Event != Continued || a.Item.Value != "id-vertrouwen" || p.Query() != "" {
		t.Errorf("tab: %+v", a)
	}
	typed(p, "re")
	p.Key(press(tea.KeyDown, ""))
	if a := p.Key(press(tea.KeyEnter, "")); a.Event != Applied || a.Item.Name != "ruimte" {
		t.Errorf("enter: %+v", a)
	}
	if a := p.Key(press(tea.KeyEscape, "")); a.Event != Back {
		t.Errorf("esc: %+v", a)
	}
	if a := p.Key(tea.KeyPressMsg{Code: tea.KeyF1}); a.Event != Ignored {
		t.Errorf("f1: %+v", a)
	}
	p.SetQuery("nieuw ding ")
	if a := p.Key(press(tea.KeyEnter, "")); a.Event != Applied || a.New != "nieuw ding" {
		t.Errorf("new: %+v", a)
	}
	p.SetQuery("ruim")
	p.Key(press(tea.KeyUp, ""))
	if a, ok := p.Current(); !ok || a.New != "ruim" {
		t.Errorf("up from the first is the new row: %+v", a)
	}
	p.SetQuery("Één gezin, één plan")
	p.Key(press(tea.KeyUp, ""))
	if a, _ := p.Current(); a.New != "" {
		t.Error("a name that is there is offered as new")
	}
	p.Make = nil
	p.SetQuery("zzz")
	if a := p.Key(press(tea.KeyEnter, "")); a.Event != Ignored {
		t.Errorf("nothing to apply: %+v", a)
	}
	if a := p.Key(press(tea.KeyTab, "")); a.Event != Ignored || p.Query() != "zzz" {
		t.Errorf("nothing to continue: %+v", a)
	}
	p.SetQuery("")
	p.Paste(tea.PasteMsg{Content: "geld\n"})
	if a, _ := p.Current(); a.Item.Name != "geld" {
		t.Errorf("paste: %+v", a)
	}
}

func TestClick(t *testing.T) {
	p := codes()
	typed(p, "r")
	lines := p.View(60, 8)
	for y, line := range lines {
		if strings.Contains(ansi.Strip(line), "ruimte") {
			if a := p.Click(12, y); a.Event != Applied || !strings.Contains(a.Item.Name, "ruimte") {
				t.Errorf("line %d: %+v", y, a)
			}
			break
		}
	}
	if a := p.Click(3, 1); a.Event != Edited {
		t.Errorf("query line: %+v", a)
	}
	for _, y := range []int{-1, 0, 7, 40} {
		if a := p.Click(3, y); a.Event != Ignored {
			t.Errorf("line %d: %+v", y, a)
		}
	}
}

func TestGolden(t *testing.T) {
	for _, w := range []int{24, 50, 80} {
		for _, query := range []string{"re", "schot", "nieuw"} {
			t.Run(fmt.Sprint(query, w), func(t *testing.T) {
				p := codes("ruimte")
				typed(p, query)
				lines := ansi.Strip(strings.Join(p.View(w, 7), "|\n")) + "|\n"
				x, y, ok := p.Cursor()
				golden.RequireEqual(t, []byte(lines+fmt.Sprintln("cursor", x, y, ok)))
			})
		}
	}
}

func TestMatchedLettersStandOut(t *testing.T) {
	p := codes()
	typed(p, "re")
	got := strings.Join(p.View(60, 8), "\n")
	for _, part := range []string{"r", "e"} { // of ruimte, below the cursor
		if !strings.Contains(got, colours.Match.Render(part)) {
			t.Errorf("%q does not stand out in %q", part, got)
		}
	}
}

var pieces = []string{"a", "verkokering ", "é", "e\u0301", "❤️", "👨‍👩‍👧", "क्षत्रिय", "漢字", "\x1b[31m", "\u202e", "\n", "\t", "\xff", "\u200d", "\ufe0f", "\x00", "ß", "ﬁ", "İ", "  ", "ﷺ"}

func random(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.Intn(n + 1) {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

func TestRandomPalettesFitTheirBox(t *testing.T) {
	for seed := range int64(300) {
		r := rand.New(rand.NewSource(seed))
		var items []Item[int]
		for i := range r.Intn(30) {
			items = append(items, Item[int]{Value: i, Name: random(r, 6), Also: []string{random(r, 3)}, Detail: random(r, 4*(i%2)), Lead: random(r, i%2), Recent: r.Intn(3)})
		}
		p := New(colours, random(r, 5), items)
		if r.Intn(2) == 0 {
			p.Make = func(q string) string { return "maak " + q }
		}
		for range 12 {
			switch r.Intn(5) {
			case 0:
				p.SetQuery(random(r, 3))
			case 1:
				p.Key(press('e', "e"))
			case 2:
				p.Key(press([]rune{tea.KeyUp, tea.KeyDown, tea.KeyPgDown, tea.KeyPgUp, tea.KeyBackspace, tea.KeyTab, tea.KeyLeft}[r.Intn(7)], ""))
			case 3:
				p.Click(r.Intn(60), r.Intn(20))
			case 4:
				p.Wheel(r.Intn(7) - 3)
			}
			w, h := 1+r.Intn(200), 1+r.Intn(60)
			if r.Intn(2) == 0 {
				w, h = 1+r.Intn(14), 1+r.Intn(6)
			}
			lines := p.View(w, h)
			if len(lines) != h {
				t.Fatalf("seed %d: %d lines, want %d", seed, len(lines), h)
			}
			for _, line := range lines {
				if a, b := text.WidthStyled(line), ansi.GraphemeWidth.StringWidth(line); a != w || b != w {
					t.Fatalf("seed %d: %d and %d columns, want %d: %q", seed, a, b, w, line)
				}
				if bare := ansi.Strip(line); strings.ContainsAny(bare, "\x1b\u202e\x00\n\t") {
					t.Fatalf("seed %d: drawn raw: %q", seed, line)
				}
			}
			if x, y, ok := p.Cursor(); !ok || x < 0 || x >= w || y < 0 || y >= h {
				t.Fatalf("seed %d: cursor at %d,%d in %dx%d", seed, x, y, w, h)
			}
		}
	}
}

// Whatever is typed: marks lie in the name, in order, on whole runes.
func FuzzMatch(f *testing.F) {
	f.Add("één gezin", "eg")
	f.Add("Ĳssel", "ij")
	f.Add("a\x00b", "ab")
	f.Fuzz(func(t *testing.T, name, query string) {
		h := matchAll(fold(name), fold(query).text, strings.Fields(fold(query).text))
		last := 0
		for _, m := range h.marks {
			if m[0] < last || m[1] < m[0] || m[1] > len(name) {
				t.Fatalf("%q in %q: %v", query, name, h.marks)
			}
			last = m[1]
		}
		if self := matchAll(fold(name), fold(name).text, strings.Fields(fold(name).text)); self.tier > start {
			t.Errorf("%q does not find itself: %d", name, self.tier)
		}
	})
}

func BenchmarkSearchFiveThousand(b *testing.B) {
	var items []Item[int]
	for i := range 5000 {
		items = append(items, Item[int]{Name: fmt.Sprint(book[i%len(book)], " ", i), Detail: "x"})
	}
	p := New(colours, "", items)
	for range b.N {
		p.SetQuery("vk")
		p.View(80, 12)
	}
}
