package form

import (
	"fmt"
	"math/rand"
	"slices"
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

var named = map[string]tea.Key{
	"tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "enter": {Code: tea.KeyEnter},
	"esc": {Code: tea.KeyEscape}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "up": {Code: tea.KeyUp},
	"down": {Code: tea.KeyDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "backspace": {Code: tea.KeyBackspace},
	"delete": {Code: tea.KeyDelete}, "space": {Code: tea.KeySpace, Text: " "},
	"ctrl+left": {Code: tea.KeyLeft, Mod: tea.ModCtrl}, "ctrl+right": {Code: tea.KeyRight, Mod: tea.ModCtrl},
}

func press(key string) tea.KeyPressMsg {
	if k, ok := named[key]; ok {
		return tea.KeyPressMsg(k)
	}
	if letter, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	r := []rune(key)
	return tea.KeyPressMsg{Code: r[0], Text: key}
}

func keys(e *Editor, keys ...string) {
	for _, k := range keys {
		e.Key(press(k))
	}
}

// shown is the text with a bar where the cursor is.
func shown(e *Editor) string { return e.text[:e.at] + "|" + e.text[e.at:] }

func TestEditorKeys(t *testing.T) {
	for _, c := range []struct {
		start string
		lines bool
		keys  string
		want  string
	}{
		{"", false, "d e space r u i m t e", "de ruimte|"},
		{"ruimte", false, "left left backspace", "rui|te"},
		{"de ruimte", false, "ctrl+left x", "de x|ruimte"},
		{"de ruimte", false, "home ctrl+right", "de| ruimte"},
		{"de ruimte", false, "ctrl+w", "de |"},
		{"de ruimte ", false, "ctrl+w", "de |"},
		{"de ruimte", false, "ctrl+u a", "a|"},
		{"de ruimte", false, "home ctrl+k", "|"},
		{"een\ntwee", true, "home ctrl+u x", "een\nx|twee"},
		{"een\ntwee", true, "home backspace", "een|twee"},
		{"een", true, "enter t", "een\nt|"},
		{"een", false, "enter t", "eent|"},
		{"a👨‍👩‍👧b", false, "left backspace", "a|b"},
		{"ae\u0301b", false, "left left delete", "a|b"},
		{"a\u0301", false, "backspace b", "b|"},
		{"een\r\ntwee", true, "home left", "een|\ntwee"},
		{"ab", false, "ctrl+z ctrl+y c ctrl+z", "ab|"},
		{"ab", false, "c d space ctrl+z ctrl+z ctrl+y", "abcd|"},
		{"ab", false, "ctrl+x", "ab|"},
		{"", false, "backspace delete left right ctrl+w ctrl+left ctrl+right", "|"},
	} {
		e := NewEditor(c.start, c.lines)
		keys(e, strings.Fields(c.keys)...)
		if got := shown(e); got != c.want {
			t.Errorf("%q %s: %q, want %q", c.start, c.keys, got, c.want)
		}
	}
}

func TestTextIsKeptToTheCodePoint(t *testing.T) {
	odd := "a\tb\u202e\x1b[31mc\u0000 e\u0301\ufeff\n\ttab"
	e := NewEditor(odd, true)
	e.View(10, 3)
	if e.Value() != odd {
		t.Errorf("%q", e.Value())
	}
	e.SetValue("")
	e.Insert("een\r\ntwee\rdrie\t.")
	if e.Value() != "een\ntwee\ndrie\t." {
		t.Errorf("%q", e.Value())
	}
	one := NewEditor("", false)
	one.Insert("C:\\pad\r\nmet\nregels")
	if one.Value() != "C:\\pad met regels" {
		t.Errorf("%q", one.Value())
	}
}

func TestUpAndDownKeepTheColumn(t *testing.T) {
	e := NewEditor("een lange eerste regel die afbreekt\nkort\nweer een lange regel", true)
	e.View(12, 9)
	e.Click(8, 0)
	at := e.at
	moves := 0
	for e.vertical(1) {
		moves++
	}
	for e.vertical(-1) {
	}
	if e.at != at || moves < 5 {
		t.Errorf("back at %d after %d rows, want %d", e.at, moves, at)
	}
}

func TestClickAndCursorAgree(t *testing.T) {
	e := NewEditor("een lange eerste regel die 漢字 afbreekt\nkort 👨‍👩‍👧 e\u0301\n\nweerEenLangWoordZonderEinde", true)
	for w := 1; w < 40; w++ {
		for h := 1; h < 12; h += 3 {
			for at := 0; at <= len(e.text); at = e.after(at) + boolInt(at == len(e.text)) {
				e.at = at
				_, x, y := e.View(w, h)
				if x < 0 || x >= w || y < 0 || y >= h {
					t.Fatalf("%dx%d at %d: cursor at %d,%d", w, h, at, x, y)
				}
				e.Click(x, y)
				_, x2, y2 := e.View(w, h)
				if x2 > x || y2 != y {
					t.Fatalf("%dx%d at %d: click on %d,%d gives %d,%d", w, h, at, x, y, x2, y2)
				}
			}
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func codeForm() *Form {
	f := New(colours,
		Field{Name: "name", Label: "Naam", Check: func(f *Form) string {
			if strings.TrimSpace(f.Value("name")) == "" {
				return "geef de code een naam"
			}
			return ""
		}},
		Field{Name: "full", Label: "Definitie", Hint: "wat valt eronder?", Kind: Text},
		Field{Name: "colour", Label: "Kleur", Kind: Choice, Options: []Option{{"1", "rood"}, {"2", "oranje"}, {"3", "geel"}, {"4", "groen"}}},
		Field{Name: "draft", Label: "Concept", Hint: "nog in bewerking", Kind: YesNo},
		Field{Name: "alias", Label: "Andere namen", Hint: "een per regel", Kind: Strings, Rows: 2},
	)
	return f
}

func TestFormFlow(t *testing.T) {
	f := codeForm()
	if f.Changed() {
		t.Error("changed before a key")
	}
	send := func(want Event, ks ...string) {
		t.Helper()
		for _, k := range ks {
			if got := f.Key(press(k)); got != want {
				t.Errorf("%s: event %d, want %d", k, got, want)
			}
		}
	}
	send(Refused, "ctrl+s")
	if !strings.Contains(ansi.Strip(strings.Join(f.View(70, 20, true), "\n")), "! geef de code een naam") {
		t.Error("the complaint is not shown")
	}
	send(Edited, "g", "e", "l", "d")
	if strings.Contains(strings.Join(f.View(70, 20, true), "\n"), "geef de code") {
		t.Error("the complaint stays while it is being mended")
	}
	send(Edited, "enter")
	if f.Focused() != "full" {
		t.Errorf("enter went to %s", f.Focused())
	}
	if f.Paste(tea.PasteMsg{Content: "Eerste.\r\nTweede."}) != Edited {
		t.Error("a text field takes a paste")
	}
	send(Edited, "enter", "tab")
	if f.Focused() != "colour" || f.Paste(tea.PasteMsg{Content: "x"}) != Ignored {
		t.Error("a choice takes no paste")
	}
	send(Edited, "left", "right", "right", "space", "down")
	send(Edited, "space", "j", "tab", "a", "enter", "space", "enter", "b", "tab", "shift+tab", "shift+tab", "shift+tab")
	if f.Focused() != "colour" {
		t.Errorf("on %s", f.Focused())
	}
	send(Ignored, "z")
	send(Submitted, "ctrl+s")
	send(Cancelled, "esc")
	if f.Value("name") != "geld" || f.Value("full") != "Eerste.\nTweede.\n" || f.Value("colour") != "3" || !f.Yes("draft") || !slices.Equal(f.Items("alias"), []string{"a", "b"}) {
		t.Errorf("%q %q %q %v %q", f.Value("name"), f.Value("full"), f.Value("colour"), f.Yes("draft"), f.Items("alias"))
	}
	if !f.Changed() {
		t.Error("not changed")
	}
	f.Settle()
	if f.Changed() {
		t.Error("changed after settling")
	}
}

func TestUpAndDownLeaveATextAtItsEnds(t *testing.T) {
	f := codeForm()
	f.Set("full", "een\ntwee")
	f.Focus("full")
	f.View(80, 20, true)
	for _, c := range []struct{ key, want string }{{"up", "full"}, {"up", "name"}, {"up", "name"}, {"down", "full"}, {"down", "full"}, {"down", "colour"}} {
		f.Key(press(c.key))
		if f.Focused() != c.want {
			t.Fatalf("%s leads to %s, want %s", c.key, f.Focused(), c.want)
		}
	}
}

func TestSetAndComplain(t *testing.T) {
	f := codeForm()
	f.Set("colour", "3")
	f.Set("nobody", "x")
	f.SetYes("draft", true)
	f.SetStrings("alias", []string{"a", "b"})
	f.Settle()
	if f.Value("colour") != "3" || !f.Yes("draft") || len(f.Items("alias")) != 2 || f.Value("nobody") != "" || f.Changed() {
		t.Error("answers that were set")
	}
	f.Complain("alias", "bestaat al")
	if f.Focused() != "alias" || !strings.Contains(strings.Join(f.View(80, 24, true), ""), "bestaat al") {
		t.Error("the complaint is not shown")
	}
	if New(colours).Key(press("tab")) != Ignored {
		t.Error("a form without fields")
	}
}

func TestClickOnFields(t *testing.T) {
	f := codeForm()
	f.Set("name", "verkokering")
	lines := f.View(80, 20, true)
	line := func(part string) int {
		return slices.IndexFunc(lines, func(l string) bool { return strings.Contains(ansi.Strip(l), part) })
	}
	x := strings.Index(ansi.Strip(lines[0]), "verkokering")
	f.Click(text.Width(ansi.Strip(lines[0])[:x])+3, line("verkokering"))
	f.Key(press("X"))
	if f.Value("name") != "verXkokering" {
		t.Errorf("%q", f.Value("name"))
	}
	f.Click(40, line("nog in bewerking"))
	f.Click(40, line("rood"))
	if !f.Yes("draft") || f.Value("colour") != "2" || f.Focused() != "colour" {
		t.Errorf("%v %s %s", f.Yes("draft"), f.Value("colour"), f.Focused())
	}
	if f.Click(3, 99) != Ignored || f.Click(3, -1) != Ignored {
		t.Error("a click beside the form")
	}
}

func TestGolden(t *testing.T) {
	f := codeForm()
	f.Set("name", "verkokering")
	f.Set("full", "Passages waarin afdelingen, budgetten of regels gescheiden zijn en dat het werk hindert; ook als het gezin er last van heeft.")
	f.SetStrings("alias", []string{"loketten", "schotten"})
	f.Complain("colour", "die kleur is al van ruimte")
	for _, w := range []int{24, 50, 100} {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			lines := ansi.Strip(strings.Join(f.View(w, 18, true), "|\n")) + "|\n"
			x, y, ok := f.Cursor()
			golden.RequireEqual(t, []byte(lines+fmt.Sprintln("cursor", x, y, ok)))
		})
	}
}

func TestNothingIsDrawnRaw(t *testing.T) {
	evil := "a\x1b[31mb\u202ec\x07\u009bd"
	f := New(colours, Field{Name: "a", Label: evil, Hint: evil}, Field{Name: "b", Label: evil, Kind: Text}, Field{Kind: Choice, Options: []Option{{"", evil}}}, Field{Kind: YesNo, Hint: evil})
	f.Set("b", evil)
	f.Complain("b", evil)
	for _, line := range f.View(80, 20, true) {
		if bare := ansi.Strip(line); strings.ContainsAny(bare, "\x1b\u202e\x07\u009b") || strings.Contains(line, "\x1b[31m") {
			t.Errorf("%q", line)
		}
	}
}

var pieces = []string{"a", "verkokering ", "é", "e\u0301", "❤️", "👨‍👩‍👧", "क्षत्रिय", "漢字", "\x1b[31m", "\u202e", "\n", "\t", "\xff", "\u200d", "\ufe0f", "🇳🇱", "  ", "\r\n", "ﷺ"}

func random(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.Intn(n + 1) {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

// Whatever the fields, keys and size: no panic, exactly the box that was asked
// for, the cursor inside it and on a cluster boundary.
func TestRandomFormsFitTheirBox(t *testing.T) {
	all := []string{"tab", "shift+tab", "enter", "left", "right", "up", "down", "home", "end", "backspace", "delete", "space", "a", "é", "漢", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+z", "ctrl+y", "ctrl+s", "ctrl+left", "ctrl+right"}
	for seed := range int64(400) {
		r := rand.New(rand.NewSource(seed))
		var fields []Field
		for i := range r.Intn(7) {
			fields = append(fields, Field{Name: fmt.Sprint(i), Label: random(r, 6), Hint: random(r, 6), Kind: Kind(r.Intn(5)), Rows: r.Intn(4),
				Options: []Option{{"a", random(r, 8)}, {"b", random(r, 8)}}[:r.Intn(3)]})
		}
		f := New(colours, fields...)
		for i := range fields {
			f.Set(fmt.Sprint(i), random(r, 30))
		}
		for range 25 {
			f.Key(press(all[r.Intn(len(all))]))
			switch r.Intn(6) {
			case 0:
				f.Click(r.Intn(90), r.Intn(30))
			case 1:
				f.Paste(tea.PasteMsg{Content: random(r, 9)})
			case 2:
				f.Complain(fmt.Sprint(r.Intn(7)), random(r, 9))
			}
			w, h := 1+r.Intn(200), 1+r.Intn(60)
			if r.Intn(2) == 0 {
				w, h = 1+r.Intn(14), 1+r.Intn(5)
			}
			checkBox(t, seed, f, w, h)
		}
	}
}

func checkBox(t *testing.T, seed int64, f *Form, w, h int) {
	t.Helper()
	lines := f.View(w, h, true)
	if len(lines) != h {
		t.Fatalf("seed %d: %d lines, want %d", seed, len(lines), h)
	}
	for _, line := range lines {
		if a, b := text.WidthStyled(line), ansi.GraphemeWidth.StringWidth(line); a != w || b != w {
			t.Fatalf("seed %d: %d and %d columns, want %d: %q", seed, a, b, w, line)
		}
	}
	x, y, ok := f.Cursor()
	if len(f.fields) == 0 {
		return
	}
	if !ok || x < 0 || x >= w || y < 0 || y >= h {
		t.Fatalf("seed %d: cursor at %d,%d %v in %dx%d", seed, x, y, ok, w, h)
	}
	if e := f.fields[f.at].editor; e.boundary(e.at) != e.at {
		t.Fatalf("seed %d: the cursor stands inside a cluster: %q", seed, shown(e))
	}
}
