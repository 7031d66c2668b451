package tui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/codebook"
	"veldwerk/demo"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// code finds a code of the project by its path.
func (d *driver) code(path string) codebook.Code {
	d.t.Helper()
	book, err := d.app.desk.ws.Codebook(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	found := book.Tree.Find(path)
	if len(found) != 1 || book.Tree.Path(found[0].ID) != path {
		d.t.Fatalf("%d codes at %q", len(found), path)
	}
	return found[0]
}

// has says whether there is a code in use at a path.
func (d *driver) has(path string) bool {
	d.t.Helper()
	book, err := d.app.desk.ws.Codebook(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return slices.ContainsFunc(book.Tree.Codes(), func(c codebook.Code) bool {
		return c.Status != codebook.StatusMerged && book.Tree.Path(c.ID) == path
	})
}

func (d *driver) uses(path string) int {
	d.t.Helper()
	counts, err := d.app.desk.ws.Project.Codings.CountByCode(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return counts[d.code(path).ID]
}

// at goes to a code in the codebook.
func (d *driver) at(path string) *driver {
	d.t.Helper()
	d.run(d.app.show(screenCodebook, showCode{id: d.code(path).ID}))
	return d.on(path)
}

// on demands that the cursor of the codebook stands on a code.
func (d *driver) on(path string) *driver {
	d.t.Helper()
	s := d.app.screens[screenCodebook].(*codebookScreen)
	c, _ := s.current()
	if got := s.state.book.Tree.Path(c.ID); got != path {
		d.t.Fatalf("the cursor is on %q, not on %q:\n%s", got, path, d.Frame())
	}
	return d
}

var goldenSizes = []struct {
	w, h int
	lang string
}{{80, 24, "nl"}, {120, 36, "nl"}, {200, 50, "nl"}, {80, 24, "en"}, {120, 36, "en"}, {200, 50, "en"}}

func TestCodebookFrames(t *testing.T) {
	for _, size := range goldenSizes {
		t.Run(fmt.Sprintf("%dx%d-%s", size.w, size.h, size.lang), func(t *testing.T) {
			d := newDriver(t, size.w, size.h, size.lang)
			d.at("ruimte/niet opschrijven")
			golden.RequireEqual(t, []byte(d.Frame()+"\n"))
		})
	}
}

func TestCodebookEditsEverythingAndUndoes(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	before := d.code("ruimte/mandaat")
	d.at("ruimte/mandaat").Press("e").See("Wel bij", "Kleur")
	d.Type(" nieuw").Press("tab", "ctrl+a").Type("Kort gezegd. ").Press("ctrl+s").See("bewaard")
	after := d.code("ruimte/mandaat nieuw")
	if after.Short != "Kort gezegd. "+before.Short || !slices.Contains(after.Alias, "mandaat") || after.Full != before.Full || after.Letter != before.Letter {
		t.Fatalf("%+v", after)
	}
	d.See("Ook wel", "Kort gezegd.").Press("u").See("teruggedraaid")
	if got := d.code("ruimte/mandaat"); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Fatalf("after undo %+v, want %+v", got, before)
	}
	// A form that was not touched writes nothing.
	d.Press("enter", "ctrl+s").Miss("bewaard")
}

func TestCodebookMakesCodes(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.at("ruimte/mandaat").Press("a").See("onder “mandaat”").Press("ctrl+s").See("vul hier iets in")
	d.Type("van de wethouder").Press("ctrl+s").See("gemaakt").on("ruimte/mandaat/van de wethouder")
	if c := d.code("ruimte/mandaat/van de wethouder"); c.Letter == "" || c.Colour == 0 || c.Status != codebook.StatusActive {
		t.Fatalf("%+v", c)
	}
	d.Press("A").Type("Ruimte").Press("ctrl+s").See("er staat", "al een code “ruimte”")
	d.Type(" om te leren").Press("ctrl+s").See("gemaakt")
	if !d.has("Ruimte om te leren") {
		t.Fatal("no code at the top level")
	}
}

func TestCodebookRefusesALongLetter(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.at("ruimte/mandaat").Press("e", "tab", "tab", "tab", "tab", "tab", "tab").Type("q").Press("ctrl+s").See("één teken")
	d.Press("backspace", "backspace").Type("é").Press("ctrl+s").See("bewaard")
	if c := d.code("ruimte/mandaat"); c.Letter != "é" {
		t.Fatalf("letter %q", c.Letter)
	}
}

// Two forms are sent before the first is stored: the second comes back with
// what was typed in it.
func TestCodebookGivesARefusedFormBack(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.at("ruimte")
	var waiting []tea.Cmd
	for range 2 {
		d.Press("A").Type("dubbel")
		_, cmd := d.app.Update(keyPress("ctrl+s"))
		waiting = append(waiting, cmd)
	}
	for _, cmd := range waiting {
		d.run(cmd)
	}
	d.See("! “dubbel” staat al in dit project", "Naam").Type(" op").Press("ctrl+s").See("gemaakt")
	if !d.has("dubbel") || !d.has("dubbel op") {
		t.Fatal("codes are missing")
	}
}

func TestCodebookPins(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.at("ruimte/mandaat").Press("7").See("toets 7 geeft nu “mandaat”")
	slots := func() [9]codebook.CodeID { return d.app.desk.book.slots }
	if slots()[6] != d.code("ruimte/mandaat").ID {
		t.Fatal("key 7 was not pinned")
	}
	d.Press("7").See("weer vrij")
	if !slots()[6].IsZero() {
		t.Fatal("key 7 was not freed")
	}
	d.Press("b").See("buiten gebruik").Press("7").See("b neemt hem weer in gebruik")
	if !slots()[6].IsZero() {
		t.Fatal("a retired code was pinned")
	}
	d.Press("b").See("weer in gebruik")
	if c := d.code("ruimte/mandaat"); c.Status != codebook.StatusActive {
		t.Fatalf("%+v", c)
	}
}

func TestCodebookMovesCodes(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.at("ruimte/mandaat").Press("v").Type("verkok").Press("enter").See("staat nu onder “verkokering”").on("verkokering/mandaat")
	d.Press("v").Type("bovenaan").Press("enter").See("staat nu bovenaan")
	if !d.has("mandaat") {
		t.Fatal("the code is not at the top level")
	}
	d.Press("u", "u")
	if !d.has("ruimte/mandaat") {
		t.Fatal("undo did not bring the code back to its place")
	}
}

// The keys are pressed before the first of the moves is stored.
func TestCodebookShiftsQuickly(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	order := func() []string {
		book, err := d.app.desk.ws.Codebook(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, id := range book.Tree.Children(d.code("ruimte").ID) {
			c, _ := book.Tree.Code(id)
			names = append(names, c.Name)
		}
		return names
	}
	before := order()
	d.at("ruimte/" + before[0]).Press("<").See("staat al als eerste")
	var waiting []tea.Cmd
	for _, k := range []string{">", ">", ">", "<"} {
		_, cmd := d.app.Update(keyPress(k))
		waiting = append(waiting, cmd)
	}
	for _, cmd := range waiting {
		d.run(cmd)
	}
	want := append(append(slices.Clone(before[1:3]), before[0]), before[3:]...)
	if got := order(); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
}

func TestCodebookMerges(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	from, into := d.uses("ruimte/mandaat"), d.uses("ruimte/handelingsvrijheid")
	if from == 0 || into == 0 {
		t.Fatal("the demo has no codings to merge")
	}
	d.at("ruimte/mandaat").Press("M").Type("handelingsv").Press("enter").See("opgegaan in “handelingsvrijheid”").on("ruimte/handelingsvrijheid")
	if got := d.uses("ruimte/handelingsvrijheid"); d.has("ruimte/mandaat") || got <= into || got > from+into {
		t.Fatalf("%d codings after merging %d into %d", got, from, into)
	}
	d.Press("u")
	if d.uses("ruimte/mandaat") != from || d.uses("ruimte/handelingsvrijheid") != into {
		t.Fatal("undo did not part them")
	}
}

func TestCodebookSplits(t *testing.T) {
	d := newDriver(t, 100, 30, "nl")
	n := d.uses("verkokering/kokers")
	d.at("verkokering/kokers").Press("s").Type("potten geld").Press("enter").See("Wat gaat er naar", "0 aangevinkt")
	d.Press("enter").See("vink eerst").Press("space", "space").See("2 aangevinkt").Press("enter").See("2 fragmenten van “kokers” hebben nu “potten geld”")
	if d.uses("verkokering/kokers") != n-2 || d.uses("verkokering/potten geld") != 2 {
		t.Fatalf("%d and %d after a split of %d", d.uses("verkokering/kokers"), d.uses("verkokering/potten geld"), n)
	}
	d.on("verkokering/potten geld").Press("u")
	if d.uses("verkokering/kokers") != n || d.has("verkokering/potten geld") {
		t.Fatal("undo did not unite them")
	}
	d.at("decentralisatie").Press("s").See("geen fragmenten")
}

func TestCodebookDeletesAndBringsBack(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	before := d.counts()
	d.at("verkokering").Press("x").See("verwijderd, met 5 subcodes").Press("f2", "f5")
	if now := d.counts(); now.Codes != before.Codes-6 || now.Codings >= before.Codings {
		t.Fatalf("%+v after deleting, %+v before", now, before)
	}
	d.Press("u")
	if now := d.counts(); now != before {
		t.Fatalf("%+v after undo, want %+v", now, before)
	}
}

func TestCodebookFindsItsWay(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("f5", "z").Miss("mandaat").See("ruimte")
	d.at("ruimte/mandaat").See("m mandaat")
	d.Press("f").Type("loket").Miss("m mandaat").Press("esc").See("m mandaat")
	d.Press("f").Type("kokers").Press("enter").on("verkokering/kokers").at("ruimte/mandaat") // the filter gives way
	d.Press("n").on("ruimte/niet opschrijven").See("! ").Press("n").on("decentralisatie/participatie").Press("N").on("ruimte/niet opschrijven")
	d.Press("tab", "pgdown").See("▌").Press("esc").at("ruimte/mandaat").See("Samen met").Press("o").See("Fragmenten", "ruimte/mandaat")
	if s := d.app.screens[screenFragments].(*fragmentsScreen); len(s.fragments) != d.uses("ruimte/mandaat") {
		t.Fatalf("%d fragments, want %d", len(s.fragments), d.uses("ruimte/mandaat"))
	}
}

func TestCodebookMemo(t *testing.T) {
	d := newDriver(t, 200, 50, "nl")
	d.at("ruimte/mandaat").Press("m").Type("Wie mag wat?").Press("ctrl+s").See("Wie mag wat?", "1 memo")
}

func TestCodebookByMouse(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("f5")
	x, y := d.Find("m mandaat")
	d.Click(x, y).See("ruimte/mandaat").Click(x, y).See("Ctrl+S").Press("esc")
	d.Click(90, 10).See("▌").Press("down").Click(x, y+1).Miss("▌")
}

func TestCodebookStartsEmpty(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "leeg.veldwerk")
	ws, err := workspace.Create(context.Background(), path, testEnvironment(folder), workspace.Options{Coder: demo.Coder})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Close(); err != nil {
		t.Fatal(err)
	}
	d := openDriver(t, folder, path, 80, 24, "nl")
	d.Press("f5").See("Nog geen codes", "startcodeboek").Press("x", "e", "o", "v", "n", "1", "tab").See("Nog geen codes")
	d.Press("s").See("startcodeboek ingelezen", "verkokering")
	codes, themes := codebook.Starter()
	if now := d.counts(); now.Codes != len(codes) || now.Themes != len(themes) {
		t.Fatalf("%+v", now)
	}
	d.Press("u").See("Nog geen codes").Press("a").Type("eerste").Press("ctrl+s").See("e eerste")
}

func TestCodebookReadsOnly(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	other := openDriver(t, d.folder, d.path, 80, 24, "nl")
	before := other.counts()
	other.at("ruimte/mandaat").See("alleen-lezen").Press("x").See("project open").Press("esc")
	for _, k := range []string{"e", "a", "A", "v", "M", "s", "m", "b", "1", "<"} {
		other.Press(k, "esc").See("Codeboek")
	}
	if now := other.counts(); now != before {
		t.Fatalf("%+v, want %+v", now, before)
	}
}

// Whatever the size of the screen and the keys: the driver checks each frame.
func TestCodebookAndThemesAtAnySize(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	keys := []string{"up", "down", "left", "right", "tab", "pgdown", "pgup", "home", "end", "z", "n", "f", "k", "esc", "esc", "enter", "e", "a", "v", "M", "s", "space", "w", "c", "1", "b", "<", ">", "f5", "g", "t", "A", "u"}
	d := newDriver(t, 80, 24, "nl")
	d.at("ruimte/mandaat").Press("e", "end").Type(" क्षत्रिय ❤️ 漢字").Press("ctrl+s")
	for range 60 {
		d.send(tea.WindowSizeMsg{Width: 1 + random.IntN(210), Height: 1 + random.IntN(60)})
		d.check("resize")
		for range 8 {
			d.Press(keys[random.IntN(len(keys))])
		}
		d.Press("esc", "esc", "esc", "esc")
	}
}

func TestCountTogether(t *testing.T) {
	a, b := codebook.CodeID{1}, codebook.CodeID{2}
	coding := func(n byte, code codebook.CodeID, start, end int) codebook.Coding {
		return codebook.Coding{ID: codebook.CodingID{n}, Code: code, Span: transcript.Span{Start: start, End: end}}
	}
	for name, c := range map[string]struct {
		codings []codebook.Coding
		want    int
	}{
		"apart":                      {[]codebook.Coding{coding(1, a, 0, 5), coding(2, b, 6, 9)}, 0},
		"edges touch":                {[]codebook.Coding{coding(1, a, 0, 5), coding(2, b, 5, 9)}, 0},
		"one character":              {[]codebook.Coding{coding(1, a, 0, 5), coding(2, b, 4, 9)}, 1},
		"the other first":            {[]codebook.Coding{coding(1, b, 0, 5), coding(2, a, 4, 9)}, 1},
		"two coders, one fragment":   {[]codebook.Coding{coding(1, a, 0, 9), coding(2, b, 1, 3), coding(3, b, 2, 4)}, 1},
		"two fragments under one":    {[]codebook.Coding{coding(1, b, 0, 9), coding(2, a, 1, 3), coding(3, a, 4, 5)}, 2},
		"an empty one lies nowhere":  {[]codebook.Coding{coding(1, a, 0, 9), coding(2, b, 3, 3)}, 0},
		"the same code is not other": {[]codebook.Coding{coding(1, a, 0, 9), coding(2, a, 3, 5)}, 0},
	} {
		counts := map[codebook.CodeID]int{}
		countTogether(counts, c.codings, a)
		if counts[b] != c.want || len(counts) > 1 || counts[a] != 0 {
			t.Errorf("%s: %v, want %d", name, counts, c.want)
		}
	}
}

// The sweep counts what comparing every pair counts.
func TestCountTogetherAgainstEveryPair(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	for range 300 {
		var codings []codebook.Coding
		for i := range random.IntN(20) {
			start := random.IntN(30)
			codings = append(codings, codebook.Coding{ID: codebook.CodingID{byte(i)}, Code: codebook.CodeID{byte(1 + random.IntN(4))}, Span: transcript.Span{Start: start, End: start + random.IntN(9)}})
		}
		slices.SortStableFunc(codings, func(a, b codebook.Coding) int { return a.Span.Start - b.Span.Start })
		want := map[codebook.CodeID]int{}
		for _, own := range ofCode(codings, codebook.CodeID{1}) {
			met := map[codebook.CodeID]bool{}
			for _, o := range codings {
				if o.Code != own.Code && !o.Span.IsEmpty() && max(o.Span.Start, own.Span.Start) < min(o.Span.End, own.Span.End) {
					met[o.Code] = true
				}
			}
			for code := range met {
				want[code]++
			}
		}
		got := map[codebook.CodeID]int{}
		countTogether(got, codings, codebook.CodeID{1})
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v, want %v: %+v", got, want, codings)
		}
	}
}

func TestSpread(t *testing.T) {
	of := func(sizes ...int) [][]codebook.Coding {
		var out [][]codebook.Coding
		for _, n := range sizes {
			out = append(out, make([]codebook.Coding, n))
		}
		return out
	}
	for _, c := range []struct {
		sizes []int
		n     int
		want  string
	}{
		{[]int{5, 0, 5}, 3, "[2 0 1]"}, {[]int{1, 1, 1, 1}, 3, "[1 1 1 0]"}, {[]int{1, 1}, 3, "[1 1]"}, {nil, 3, "[]"}, {[]int{9}, 3, "[3]"},
	} {
		var got []int
		for _, codings := range spread(of(c.sizes...), c.n) {
			got = append(got, len(codings))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%v: %v, want %s", c.sizes, got, c.want)
		}
	}
}

func TestShort(t *testing.T) {
	long := strings.Repeat("woord ", 100)
	for _, c := range []struct{ in, want string }{
		{"kort", "kort"}, {long, strings.Repeat("woord ", 53)[:317] + " …"}, {strings.Repeat("é", 400), strings.Repeat("é", 160) + " …"},
	} {
		if got := short(c.in); got != c.want {
			t.Errorf("%q", got)
		}
	}
}

func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{"ruimte/mandaat": `"ruimte/mandaat"`, `de "regel"`: `"de \"regel\""`, "“nee”": `"*nee*"`} {
		if got := quoted(in); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
