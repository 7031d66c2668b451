package list

import (
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

var colours = theme.New(theme.Options{Profile: colorprofile.TrueColor})

// codebook is a small tree: three branches, one under another.
func codebook() *List {
	l := New(colours, Column{Title: "code", Min: 10, Stay: 2}, Column{Title: "snel", Fixed: 4, Align: Right}, Column{Title: "fragmenten", Fixed: 10, Align: Right, Stay: 1, Sorted: -1})
	l.Tree = true
	var rows []Row
	for _, r := range []struct {
		name  string
		depth int
		slot  string
		count int
	}{
		{"Bestuur", 0, "", 9}, {"verkokering", 1, "1", 3}, {"ruimte", 1, "2", 2}, {"discretionair", 2, "", 1},
		{"Relatie", 0, "", 1}, {"vertrouwen", 1, "3", 1}, {"Praktijk", 0, "", 2}, {"maatwerk aan de keukentafel", 1, "", 1234},
	} {
		rows = append(rows, Row{Key: r.name, Depth: r.depth, Cells: []Cell{
			{Text: r.name, Style: colours.Code(2), Marks: [][2]int{{1, 3}}}, {Text: r.slot}, {Text: strconv.Itoa(r.count)},
		}})
	}
	l.SetSource(Of(rows...))
	return l
}

// sections are rows under two headings.
func sections(n int) *List {
	l := New(colours, Column{Weight: 1})
	rows := []Row{{Heading: true, Cells: []Cell{{Text: "Verder"}}}}
	for i := range n {
		if i == n/2 {
			rows = append(rows, Row{Heading: true, Cells: []Cell{{Text: "Aandacht"}}})
		}
		rows = append(rows, Row{Key: "r" + strconv.Itoa(i), Cells: []Cell{{Text: "rij " + strconv.Itoa(i)}}})
	}
	l.SetSource(Of(rows...))
	return l
}

func flat(n int) *List {
	l := New(colours, Column{})
	l.SetSource(Source{Len: n, Row: func(i int) Row {
		return Row{Key: strconv.Itoa(i), Cells: []Cell{{Text: "rij " + strconv.Itoa(i)}}}
	}, Key: strconv.Itoa})
	return l
}

func plain(lines []string) string { return ansi.Strip(strings.Join(lines, "|\n")) + "|\n" }

func TestGolden(t *testing.T) {
	hits := New(colours, Column{Title: "plaats", Fixed: 9, Stay: 1}, Column{Title: "treffer", Min: 20, Align: Pivot, Stay: 2}, Column{Title: "code", Fixed: 12})
	hits.Boxes = true
	line := func(key, text, word, code string) Row {
		at := strings.Index(text, word)
		return Row{Key: key, Cells: []Cell{{Text: key}, {Text: text, Marks: [][2]int{{at, at + len(word)}}}, {Text: code}}}
	}
	hits.SetSource(Of(
		line("R07 2:2", "We kregen het budget van de provincie, maar niet de mensen", "budget", ""),
		line("R03 14:1", "en elk team ging zijn budgetten bewaken", "budget", "verkokering"),
		line("R01 40:2", "budget komt er niet", "budget", "geld"),
	))
	hits.Down()
	hits.Toggle()
	tree := codebook()
	tree.Goto("Relatie")
	tree.Fold()
	tree.Down()
	table := New(colours, Column{Title: "casus", Min: 10}, Column{Title: "rol", Fixed: 10}, Column{Title: "jaar", Fixed: 6, Align: Right}, Column{Title: "gemeente", Fixed: 12}, Column{Title: "domein", Fixed: 12})
	table.CellCursor = true
	table.SetSource(Of(Row{Key: "a", Cells: []Cell{{Text: "Wethouder Jansen-van den Berg"}, {Text: "bestuur"}, {Text: "2019"}, {Text: "Zwolle"}, {Text: "jeugdzorg"}}}))
	for range 4 {
		table.Right()
	}
	empty := New(colours, Column{Title: "naam"})
	empty.Empty = "Nog geen documenten. Druk op i om er een te importeren."
	for _, c := range []struct {
		name string
		list *List
	}{{"tree", tree}, {"hits", hits}, {"sections", sections(6)}, {"table", table}, {"empty", empty}} {
		for _, w := range []int{24, 50, 100} {
			t.Run(fmt.Sprintf("%s-%d", c.name, w), func(t *testing.T) {
				golden.RequireEqual(t, []byte(plain(c.list.View(w, 10, true))))
			})
		}
	}
}

func TestCursorNeverStandsOnAHeading(t *testing.T) {
	l := sections(6)
	if l.Key() != "r0" {
		t.Fatalf("starts on %q", l.Key())
	}
	for range 20 {
		l.Down()
	}
	if l.Key() != "r5" {
		t.Errorf("ends on %q", l.Key())
	}
	l.Goto("r3")
	l.Up()
	if l.Key() != "r2" {
		t.Errorf("over the heading to %q", l.Key())
	}
	l.View(20, 3, true)
	l.Home()
	if got := plain(l.View(20, 3, true)); !strings.Contains(got, "Verder") {
		t.Errorf("the first heading is out of sight:\n%s", got)
	}
	l.SetSource(Of(Row{Heading: true, Cells: []Cell{{Text: "leeg"}}}))
	if l.Key() != "" || l.Index() != -1 {
		t.Errorf("cursor on %q", l.Key())
	}
	l.Down()
	l.Up()
	l.PageDown()
	l.Toggle()
	l.View(10, 4, true)
	l.SetSource(sections(2).source)
	if l.Key() != "r0" {
		t.Errorf("back on %q", l.Key())
	}
}

func TestPlaceIsKeptWhenRowsChange(t *testing.T) {
	l := flat(100)
	l.View(20, 10, true)
	for range 50 {
		l.Down()
	}
	l.Wheel(3)
	before := l.cursor - l.top
	l.View(20, 10, true)
	// Thirty rows come in above.
	l.SetSource(Source{Len: 130, Row: func(i int) Row { return Row{Key: strconv.Itoa(i - 30)} }})
	l.View(20, 10, true)
	if l.Key() != "50" || l.cursor-l.top != before {
		t.Fatalf("on %s, line %d, want 50, line %d", l.Key(), l.cursor-l.top, before)
	}
	// Its row goes: the position stays.
	at := l.cursor
	l.SetSource(Source{Len: 129, Row: func(i int) Row {
		if i >= at {
			i++
		}
		return Row{Key: strconv.Itoa(i - 30)}
	}})
	if l.Key() != "51" {
		t.Errorf("on %s", l.Key())
	}
	l.SetSource(Source{})
	l.View(20, 10, true)
	if l.Key() != "" {
		t.Error("no row, yet a key")
	}
}

func TestFold(t *testing.T) {
	l := codebook()
	shown := func() string {
		var names []string
		for at := range l.Len() {
			names = append(names, l.keyAt(at))
		}
		return strings.Join(names, " ")
	}
	l.Goto("discretionair")
	l.Fold()
	if l.Key() != "ruimte" {
		t.Fatalf("a leaf goes to its parent, not %s", l.Key())
	}
	l.Fold()
	if l.Key() != "ruimte" || strings.Contains(shown(), "discretionair") {
		t.Fatalf("%s on %s", shown(), l.Key())
	}
	l.Fold()
	l.Fold()
	if l.Key() != "Bestuur" || shown() != "Bestuur Relatie vertrouwen Praktijk maatwerk aan de keukentafel" {
		t.Fatalf("%s on %s", shown(), l.Key())
	}
	l.Unfold()
	if strings.Contains(shown(), "discretionair") || !strings.Contains(shown(), "verkokering") {
		t.Errorf("a fold inside stays folded: %s", shown())
	}
	l.Unfold()
	if l.Key() != "verkokering" {
		t.Errorf("an open row goes to its first child, not %s", l.Key())
	}
	l.FoldAll(true)
	if shown() != "Bestuur Relatie Praktijk" || l.Key() != "Bestuur" {
		t.Errorf("%s on %s", shown(), l.Key())
	}
	if l.Goto("vertrouwen") {
		t.Error("a hidden row was reached")
	}
	l.FoldAll(false)
	if l.Len() != 8 {
		t.Errorf("%d rows", l.Len())
	}
}

func TestFilterShowsWhatRowsStandUnder(t *testing.T) {
	l := codebook()
	l.FoldAll(true)
	l.SetFilter(func(i int) bool { return strings.Contains(l.source.Row(i).Key, "discr") })
	got := ""
	for at := range l.Len() {
		got += l.keyAt(at) + " "
	}
	if got != "Bestuur ruimte discretionair " {
		t.Errorf("%q", got)
	}
	l.SetFilter(func(int) bool { return false })
	if l.Len() != 0 || l.Key() != "" {
		t.Errorf("%d rows, on %q", l.Len(), l.Key())
	}
	l.View(30, 5, true)
	l.SetFilter(nil)
	if l.Len() != 3 || l.Key() == "" {
		t.Errorf("%d rows, on %q", l.Len(), l.Key())
	}
	s := sections(6)
	s.SetFilter(func(i int) bool { return s.sourceKey(i) == "r4" })
	if s.Len() != 2 || !s.row(0).Heading || s.Key() != "r4" {
		t.Errorf("%d rows, on %q", s.Len(), s.Key())
	}
}

func TestTicksAndRanges(t *testing.T) {
	l := flat(10)
	l.Toggle()
	l.Down()
	l.Down()
	l.Extend(2)
	if got := l.Selected(); !slices.Equal(got, []string{"2", "3", "4"}) {
		t.Errorf("range %q", got)
	}
	l.Toggle()
	if got := l.Ticked(); !slices.Equal(got, []string{"0", "2", "3", "4"}) || l.Unmark() {
		t.Errorf("ticked %q", got)
	}
	l.Mark()
	l.Extend(-2)
	l.Toggle()
	if got := l.Selected(); !slices.Equal(got, []string{"0"}) {
		t.Errorf("an all-ticked range is unticked: %q", got)
	}
	l.SetSource(Source{Len: 5, Row: func(i int) Row { return Row{Key: strconv.Itoa(i + 3)} }})
	if l.TickCount() != 0 {
		t.Errorf("ticks of rows that are gone: %q", l.Ticked())
	}
	l.TickAll()
	if l.TickCount() != 5 {
		t.Errorf("%d", l.TickCount())
	}
	l.TickAll()
	if l.TickCount() != 0 || l.ClearTicks() {
		t.Errorf("%d", l.TickCount())
	}
	l.Down()
	if got := l.Selected(); len(got) != 1 || got[0] != l.Key() {
		t.Errorf("%q", got)
	}
}

func TestClick(t *testing.T) {
	l := codebook()
	l.Boxes = true
	lines := l.View(60, 6, true)
	if hit := l.Click(58, 0); hit.Part != Header || hit.Column != 2 {
		t.Errorf("header: %+v", hit)
	}
	if hit := l.Click(2, 2); hit.Part != Box || hit.Key != "verkokering" || !l.IsTicked("verkokering") {
		t.Errorf("box: %+v", hit)
	}
	if !strings.HasPrefix(ansi.Strip(lines[1]), " [ ] ▾ Bestuur") && !strings.HasPrefix(ansi.Strip(lines[1]), "▸[ ] ▾ Bestuur") {
		t.Fatalf("%q", lines[1])
	}
	if hit := l.Click(5, 1); hit.Part != Arrow || !l.Folded("Bestuur") {
		t.Errorf("arrow: %+v", hit)
	}
	l.View(60, 6, true)
	if hit := l.Click(12, 2); hit.Part != Body || hit.Key != "Relatie" || l.Key() != "Relatie" {
		t.Errorf("body: %+v", hit)
	}
	for _, at := range [][2]int{{-1, 0}, {60, 1}, {3, 90}, {3, -1}} {
		if hit := l.Click(at[0], at[1]); hit.Part != Nothing {
			t.Errorf("%v: %+v", at, hit)
		}
	}
	s := sections(4)
	s.View(30, 8, true)
	if hit := s.Click(3, 0); hit.Part != Nothing || s.Key() != "r0" {
		t.Errorf("heading: %+v", hit)
	}
}

func TestNarrowColumnsFallAwayInOrder(t *testing.T) {
	l := codebook()
	names := func(w int) string {
		var s []string
		for _, c := range l.arrange(w).spots {
			s = append(s, l.Columns[c.column].Title)
		}
		return strings.Join(s, " ")
	}
	for w, want := range map[int]string{60: "code snel fragmenten", 25: "code fragmenten", 15: "code", 1: "code"} {
		if got := names(w); got != want {
			t.Errorf("%d: %s, want %s", w, got, want)
		}
	}
}

func TestCellCursorIsAlwaysInSight(t *testing.T) {
	for w := 1; w < 120; w += 7 {
		l := New(colours)
		l.CellCursor = true
		for i := range 12 {
			l.Columns = append(l.Columns, Column{Title: strconv.Itoa(i), Fixed: 5 + i%7})
		}
		l.SetSource(Of(Row{Key: "a"}))
		for _, move := range []func(){l.Right, l.Left} {
			for range 14 {
				move()
				l.View(w, 3, true)
				if !slices.ContainsFunc(l.layout.spots, func(s spot) bool { return s.column == l.Column() }) {
					t.Fatalf("width %d: column %d is not drawn", w, l.Column())
				}
			}
		}
	}
}

func TestNothingIsDrawnRaw(t *testing.T) {
	l := New(colours, Column{}, Column{Align: Pivot})
	evil := "a\x1b[31mb\u202ec\x07\n\u009bd"
	l.Empty = evil
	l.View(40, 3, true)
	l.SetSource(Of(Row{Heading: true, Cells: []Cell{{Text: evil}}}, Row{Key: "k", Cells: []Cell{{Text: evil}, {Text: evil, Marks: [][2]int{{2, 9}}}}}))
	for _, line := range l.View(40, 3, true) {
		if bare := ansi.Strip(line); strings.ContainsAny(bare, "\x1b\u202e\x07\n\u009b") || strings.Contains(line, "\x1b[31m") {
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

// Whatever the rows, the size and the acts: no panic, and exactly the lines and
// columns that were asked for.
func TestRandomListsFitTheirBox(t *testing.T) {
	for seed := range int64(600) {
		r := rand.New(rand.NewSource(seed))
		l := New(colours)
		for range r.Intn(6) {
			l.Columns = append(l.Columns, Column{Title: random(r, 3), Fixed: r.Intn(3) * r.Intn(12), Weight: r.Intn(3), Min: r.Intn(20), Stay: r.Intn(3), Align: Alignment(r.Intn(3)), Sorted: r.Intn(3) - 1})
		}
		l.Tree, l.Boxes, l.CellCursor = r.Intn(2) == 0, r.Intn(2) == 0, r.Intn(3) == 0
		l.Empty = random(r, 20)
		l.SetSource(Of(randomRows(r)...))
		for range 12 {
			act(r, l)
			w, h := 1+r.Intn(200), 1+r.Intn(60)
			if r.Intn(3) == 0 {
				w, h = 1+r.Intn(12), 1+r.Intn(4)
			}
			lines := l.View(w, h, r.Intn(2) == 0)
			if len(lines) != h {
				t.Fatalf("seed %d: %d lines, want %d", seed, len(lines), h)
			}
			for _, line := range lines {
				if got := text.WidthStyled(line); got != w {
					t.Fatalf("seed %d: %d columns, want %d: %q", seed, got, w, line)
				}
				if got := ansi.GraphemeWidth.StringWidth(line); got != w {
					t.Fatalf("seed %d: %d columns by clusters, want %d: %q", seed, got, w, line)
				}
			}
		}
	}
}

func randomRows(r *rand.Rand) []Row {
	var rows []Row
	for i := range r.Intn(40) {
		row := Row{Key: strconv.Itoa(i), Depth: r.Intn(5) - 1}
		if r.Intn(8) == 0 {
			row.Heading, row.Key = true, ""
		}
		for range r.Intn(7) {
			c := Cell{Text: random(r, 12), Style: colours.Code(r.Intn(9))}
			for at := 0; at < len(c.Text) && len(c.Marks) < 3; {
				lo := at + r.Intn(len(c.Text)-at+1)
				hi := lo + r.Intn(len(c.Text)-lo+1)
				c.Marks = append(c.Marks, [2]int{lo, hi})
				at = hi + 1
			}
			row.Cells = append(row.Cells, c)
		}
		rows = append(rows, row)
	}
	return rows
}

func act(r *rand.Rand, l *List) {
	acts := []func(){
		l.Up, l.Down, l.PageUp, l.PageDown, l.Home, l.End, l.Left, l.Right, l.Fold, l.Unfold, l.Mark, l.Toggle, l.TickAll,
		func() { l.Unmark() }, func() { l.Extend(r.Intn(7) - 3) }, func() { l.Wheel(r.Intn(9) - 4) },
		func() { l.Click(r.Intn(200)-2, r.Intn(60)-2) },
		func() { l.FoldAll(r.Intn(2) == 0) },
		func() { l.Goto(strconv.Itoa(r.Intn(40))) },
		func() { l.SetFilter(func(i int) bool { return i%3 == 0 }) },
		func() { l.SetFilter(nil) },
		func() { l.SetSource(Of(randomRows(r)...)) },
		func() { l.Selected() },
	}
	for range 5 {
		acts[r.Intn(len(acts))]()
	}
}

// The list must not ask for rows that it does not draw.
func TestOnlyVisibleRowsAreAskedFor(t *testing.T) {
	asked := 0
	l := New(colours, Column{})
	l.SetSource(Source{Len: 100_000, Key: strconv.Itoa, Row: func(i int) Row {
		asked++
		return Row{Key: strconv.Itoa(i), Cells: []Cell{{Text: "x"}}}
	}})
	l.View(80, 24, true)
	asked = 0
	l.End()
	l.View(80, 24, true)
	l.PageUp()
	l.View(80, 24, true)
	if asked > 3*24 {
		t.Errorf("asked for %d rows", asked)
	}
}

func BenchmarkViewHundredThousandRows(b *testing.B) {
	l := flat(100_000)
	for range b.N {
		l.Down()
		l.View(200, 50, true)
	}
}

func BenchmarkSetSourceHundredThousandRows(b *testing.B) {
	l := flat(100_000)
	l.End()
	source := l.source
	for range b.N {
		l.SetSource(source)
	}
}

// bits are ticks that the maker of a source keeps.
type bits struct {
	on  []bool
	set int // calls of Set
}

func (b *bits) Has(i int) bool { return b.on[i] }
func (b *bits) Set(i int, ticked bool) {
	b.on[i] = ticked
	b.set++
}
func (b *bits) SetAll(ticked bool) {
	for i := range b.on {
		b.on[i] = ticked
	}
}
func (b *bits) Count() int {
	n := 0
	for _, on := range b.on {
		if on {
			n++
		}
	}
	return n
}

// A source may keep its own ticks: the list then asks it, by row.
func TestTicksOfTheSource(t *testing.T) {
	own := &bits{on: make([]bool, 6)}
	l := New(colours, Column{Weight: 1})
	l.Boxes = true
	source := Source{Len: 6, Ticks: own, Row: func(i int) Row { return Row{Key: strconv.Itoa(i), Cells: []Cell{{Text: "rij"}}} }}
	l.SetSource(source)
	l.TickAll()
	if l.TickCount() != 6 || own.set != 0 {
		t.Errorf("%d ticked, one by one %d", l.TickCount(), own.set)
	}
	l.Down()
	l.Toggle()
	l.SetSource(source) // the same rows again: their ticks are not the list's to drop
	if got := strings.Join(l.Ticked(), ""); got != "02345" || own.on[1] {
		t.Errorf("ticked %s", got)
	}
	if rows := l.View(20, 6, true); !strings.Contains(ansi.Strip(rows[1]), "[ ]") || !strings.Contains(ansi.Strip(rows[2]), "[x]") {
		t.Errorf("%q", rows)
	}
	l.Click(2, 2)
	if own.on[2] {
		t.Error("a click on the box changed nothing")
	}
	l.Mark()
	l.Down()
	l.Toggle() // a range that is not ticked whole is ticked whole
	if got := strings.Join(l.Selected(), ""); got != "02345" {
		t.Errorf("ticked %s", got)
	}
	l.SetFilter(func(i int) bool { return i > 3 })
	l.TickAll() // all that is visible is ticked: none is
	if got := strings.Join(l.Ticked(), ""); got != "023" {
		t.Errorf("ticked %s", got)
	}
	if !l.ClearTicks() || l.ClearTicks() || own.Count() > 0 {
		t.Error("ticks are left")
	}
}
