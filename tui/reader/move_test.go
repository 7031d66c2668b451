package reader

import (
	"strings"
	"testing"

	"veldwerk/transcript"
)

// keys are what the screen binds; each step of the tests below is one.
var keys = map[string]func(r *Reader) bool{
	"↓":  func(r *Reader) bool { return r.Sentence(1) },
	"↑":  func(r *Reader) bool { return r.Sentence(-1) },
	"→":  func(r *Reader) bool { return r.Word(1) },
	"←":  func(r *Reader) bool { return r.Word(-1) },
	"S↓": func(r *Reader) bool { return r.Extend(Sentence, 1) },
	"S↑": func(r *Reader) bool { return r.Extend(Sentence, -1) },
	"S→": func(r *Reader) bool { return r.Extend(Word, 1) },
	"S←": func(r *Reader) bool { return r.Extend(Word, -1) },
	"t":  func(r *Reader) bool { return r.SelectTurn(1) },
	"T":  func(r *Reader) bool { return r.SelectTurn(-1) },
	"v":  func(r *Reader) bool { r.Mark(); return true },
	"s":  func(r *Reader) bool { r.SwapEnd(); return true },
	"+":  (*Reader).Grow, "-": (*Reader).Shrink, "esc": (*Reader).Collapse,
	"home": (*Reader).Home, "end": (*Reader).End,
	"n": func(r *Reader) bool { return r.NextMatch(1) },
	"N": func(r *Reader) bool { return r.NextMatch(-1) },
	"f": func(r *Reader) bool { return r.NextStripe(1) },
	"F": func(r *Reader) bool { return r.NextStripe(-1) },
	"g": func(r *Reader) bool { return r.NextUncoded(1) },
	"G": func(r *Reader) bool { return r.NextUncoded(-1) },
	"7": func(r *Reader) bool { return r.GoToTurn(7) },
	"9": func(r *Reader) bool { return r.GoToTurn(9) },
}

func press(r *Reader, presses string) (last bool) {
	for _, k := range strings.Fields(presses) {
		last = keys[k](r)
	}
	return last
}

// What is selected after the keys, from its first to its last words.
func TestKeys(t *testing.T) {
	const answer = "Eerlijk … tegen."
	for _, c := range []struct {
		keys, want string
		unit       Unit
	}{
		{"", "Hoe … overgekomen?", Sentence},
		{"↓", "Eerlijk … mensen.", Sentence},
		{"↓ ↓", "Elke … vast.", Sentence},
		{"↓ ↓ ↑ ↑", "Hoe … overgekomen?", Sentence},
		{"↑", "Hoe … overgekomen?", Sentence},
		{"↓ v ↓ ↓", answer, Passage},
		{"↓ v ↓ ↓ ↑", "Eerlijk … vast.", Passage},
		{"↓ S↓ S↓", answer, Passage},
		{"↓ ↓ S↑", "Eerlijk … vast.", Passage},
		{"↓ ↓ S↑ S↑ S↓ S↓", "Elke … vast.", Sentence},
		{"↓ →", "Eerlijk", Word},
		{"↓ → →", "gezegd", Word},
		{"↓ ←", "mensen", Word},
		{"↓ S←", "Eerlijk … nauwelijks", Passage},
		{"↓ S← S←", "Eerlijk … en", Passage},
		{"↓ S→", "Eerlijk … Elke", Passage},
		{"↓ s S→", "gezegd … mensen.", Passage},
		{"↓ s S←", "overgekomen? … mensen.", Passage},
		{"↓ t", answer, Turn},
		{"↓ t t", "En … daarvan?", Turn},
		{"↓ t t T", answer, Turn},
		{"↓ t ↓", "En … daarvan?", Sentence},
		{"↓ ↓ t esc", "Eerlijk … mensen.", Sentence},
		{"↓ ↓ + esc", "Elke … vast.", Sentence},
		{"↓ → → +", "Eerlijk … mensen.", Sentence},
		{"↓ → → + +", answer, Turn},
		{"↓ → → + + +", "Hoe … tegen.", Exchange},
		{"↓ → → + + + -", answer, Turn},
		{"↓ → → + + + - - -", "gezegd", Word},
		{"↓ v ↓ +", answer, Turn},
		{"↓ v ↓ ↓ esc", "De … tegen.", Sentence},
		{"+", "Hoe … tegen.", Exchange}, // the turn is the sentence itself
		{"-", "Hoe", Word},
		{"end", "Nou … keer.", Sentence},
		{"end ↓", "Nou … keer.", Sentence},
		{"7", "Nou … keer.", Sentence},
		{"7 9", "Nou … keer.", Sentence},
		{"n", "formulier", Passage},
		{"n n", "formulier", Passage},
		{"n n N", "formulier", Passage},
		{"f", "Elke … tegen.", Passage},
		{"f f", "Het … regelen.", Passage},
		{"f f f F", "Het … regelen.", Passage},
		{"↓ g", "Nou … keer.", Sentence},
		{"end G", "Nou … keer.", Sentence},
	} {
		r, d := example(80, 24)
		r.SetMatches([]transcript.Span{spanOf(d, "formulier", "formulier"), spanOf(d, "formulier. Dat", "formulier")})
		press(r, c.keys)
		got := strings.Fields(d.Text.Slice(r.Selection()))
		short := got[0]
		if len(got) > 1 {
			short = got[0] + " … " + got[len(got)-1]
		}
		if short != c.want || r.Unit() != c.unit {
			t.Errorf("%q selects %q as unit %d, want %q as %d", c.keys, short, r.Unit(), c.want, c.unit)
		}
	}
}

// The keys that code the next passage, without the code's own keys: no more
// than the plan counts.
func TestKeyCounts(t *testing.T) {
	for _, c := range []struct {
		keys string
		most int
		want string
	}{
		{"↓", 1, "Eerlijk gezegd kwam er een berg dossiers binnen en nauwelijks mensen."},
		{"t", 1, "Hoe is de jeugdzorg hier in 2015 overgekomen?"},
		{"↓ v ↓ ↓", 4, interview[1].text},
		{"↓ S←", 2, "Eerlijk gezegd kwam er een berg dossiers binnen en nauwelijks"},
	} {
		r, d := example(80, 24)
		press(r, c.keys)
		if got := d.Text.Slice(r.Selection()); got != c.want || len(strings.Fields(c.keys)) > c.most {
			t.Errorf("%q selects %q", c.keys, got)
		}
	}
}

func TestMovesSayWhenNothingMoves(t *testing.T) {
	r, _ := example(80, 24)
	for _, k := range []string{"↑", "9", "home", "N", "F", "end ↓", "+ + + + +", "- - - -"} {
		press(r, "home")
		if press(r, k) {
			t.Errorf("%q says it moved", k)
		}
	}
	press(r, "home esc")
	if press(r, "esc") {
		t.Error("Collapse peels for ever")
	}
}

func TestCollapsePeelsOneLayerAtATime(t *testing.T) {
	r, _ := example(80, 24)
	press(r, "f v ↓")
	r.Spotlight(ID{2, 1})
	r.CycleStripe(1)
	if !r.Marking() || !press(r, "esc") || r.Marking() || r.Unit() != Sentence {
		t.Fatal("first the mark")
	}
	if _, focused := r.Focused(); focused && !press(r, "esc") {
		t.Fatal("then the focus")
	}
	if r.Spotlit() == (ID{}) || !press(r, "esc") || r.Spotlit() != (ID{}) || press(r, "esc") {
		t.Fatal("last the spotlight")
	}
}

func TestStripesOnTheSelection(t *testing.T) {
	r, d := example(80, 24)
	r.SelectSpan(spanOf(d, "want iedere", "formulier."))
	var names []string
	for range 3 {
		r.CycleStripe(1)
		s, _ := r.Focused()
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); len(r.SelectionStripes()) != 2 || got != "verkokering regeldruk verkokering" {
		t.Errorf("cycled through %s", got)
	}
	r.Home()
	if _, ok := r.Focused(); ok || r.CycleStripe(1) {
		t.Error("the focus stays though nothing is coded here")
	}
}

func TestPlaceIsKept(t *testing.T) {
	for _, start := range []int{60, 80, 120} {
		r, d := example(start, 9)
		press(r, "↓ ↓ ↓ ↓ ↓ ↓ →")
		_, before, _ := r.Cursor()
		for _, w := range []int{40, 200, 52, 76, start} {
			r.SetSize(w, 9)
			if _, y, ok := r.Cursor(); !ok || y != before {
				t.Errorf("from %d to %d columns: row %d became %d", start, w, before, y)
			}
		}
		other := New(d, plainTheme())
		other.SetSize(start, 9)
		other.SetStripes(coded(d))
		other.Restore(r.Anchor())
		if screen(other) != screen(r) || other.Selection() != r.Selection() {
			t.Errorf("restored to\n%s\nfrom\n%s", screen(other), screen(r))
		}
	}
}

func TestMouse(t *testing.T) {
	r, d := example(80, 26)
	at := func(quote string) (x, y int) {
		for y, row := range strings.Split(screen(r), "\n") {
			row = strings.NewReplacer("⟦", "", "⟧", "").Replace(row)
			if i := strings.Index(row, quote); i >= 0 {
				return len([]rune(row[:i])), y
			}
		}
		t.Fatalf("%q is not on the screen", quote)
		return 0, 0
	}
	selected := func() string { return d.Text.Slice(r.Selection()) }

	x, y := at("dossiers")
	if r.Press(x+2, y) != HitText || selected() != "dossiers" {
		t.Errorf("press selects %q", selected())
	}
	x, y = at("mensen")
	if r.Drag(x, y); selected() != "dossiers binnen en nauwelijks mensen" {
		t.Errorf("drag selects %q", selected())
	}
	x, y = at("gezegd")
	if r.Drag(x, y); selected() != "gezegd kwam er een berg dossiers" || r.Release() != r.Selection() {
		t.Errorf("drag back selects %q", selected())
	}
	x, y = at("Wmo")
	if r.Double(x, y); !strings.HasPrefix(selected(), "De Wmo") || r.Unit() != Sentence {
		t.Errorf("double selects %q", selected())
	}
	if r.Triple(x, y); selected() != interview[1].text {
		t.Errorf("triple selects %q", selected())
	}
	x, y = at("B4 Het")
	if r.Press(x, y) != HitTurn || selected() != interview[3].text {
		t.Errorf("gutter selects %q", selected())
	}
	x, y = at("d regeldruk")
	for _, col := range []int{r.cols.lanesAt(), x + 4} {
		r.Home()
		if r.Press(col, y) != HitStripe {
			t.Errorf("column %d is no stripe", col)
		}
		if s, ok := r.Focused(); !ok || s.Name != "regeldruk" || s.Span != r.Selection() {
			t.Errorf("column %d focuses %v, selects %q", col, s, selected())
		}
	}
	if r.Press(79, 25) != HitNothing || r.Press(-1, 4) != HitNothing || r.Press(3, 99) != HitNothing {
		t.Error("nothing is something")
	}
}

func TestWheelLeavesTheSelection(t *testing.T) {
	r, _ := example(60, 8)
	before := r.Selection()
	r.Wheel(6)
	if _, _, ok := r.Cursor(); ok || r.Selection() != before {
		t.Error("the selection went with the wheel, or the text did not move")
	}
	if r.Reveal(); screen(r) == "" || r.top != (place{}) {
		t.Error("Reveal does not come back")
	}
}

func TestEmptyTexts(t *testing.T) {
	for _, s := range []string{"", " ", "\n\n", "\u200b"} {
		r := New(&transcript.Document{Text: transcript.NewText(s)}, plainTheme())
		press(r, "↓ ↑ → ← t T v S↓ s + - esc home end n f g 7")
		r.Page(1)
		r.Press(3, 3)
		if rows := r.View(); len(rows) != 24 {
			t.Errorf("%q: %d rows", s, len(rows))
		}
	}
}
