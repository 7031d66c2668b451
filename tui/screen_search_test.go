package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/search"
	"veldwerk/transcript"
)

// searching is the search screen with an answer to a query.
func searching(t *testing.T, w, h int, lang, query string) (*driver, *searchScreen) {
	t.Helper()
	d := newDriver(t, w, h, lang)
	d.Press("f6").Type(query).Press("enter")
	return d, d.app.screens[screenSearch].(*searchScreen)
}

// TestCodeWhatStaysTicked is the task of a concordance: search a theme, sort,
// tick all, untick two, code the rest as sentences, and take it all back.
func TestCodeWhatStaysTicked(t *testing.T) {
	d, s := searching(t, 120, 36, "nl", "thema:responsiviteit")
	before, counted := projectTables(t, d.app.desk.ws), d.counts().Codings
	d.Press("s", "s").See("volgorde: 1e woord links")
	d.Press("A", "home", "space", "down", "space")
	lines := s.found.conc.Len()
	d.See(fmt.Sprintf("%d aangevinkt · codeert per zin", lines-2))
	unticked := map[transcript.Span]bool{}
	for _, row := range []int{0, 2} {
		unticked[s.found.conc.Line(s.found.order[row]).Span] = true
	}
	for _, h := range s.found.conc.HitsOf(s.chosen()) {
		for _, m := range h.Matches {
			if unticked[m] {
				t.Fatalf("%v is coded, though it was unticked", m)
			}
		}
	}
	d.Press("c").Type("proefcode").Press("enter").See("✓ proefcode")
	added := d.counts().Codings - counted
	if added < lines/2 || added > lines-2 {
		t.Fatalf("%d codings for %d lines", added, lines-2)
	}
	for _, f := range sentencesOf(t, d, "proefcode") {
		if !strings.ContainsAny(f, ".?!…’") && len(f) < 20 {
			t.Errorf("%q is no sentence", f)
		}
	}
	d.Press("u").See("teruggedraaid")
	if after := projectTables(t, d.app.desk.ws); after != before {
		t.Fatal("after undo the project is another")
	}
}

// sentencesOf are the quotes of a code.
func sentencesOf(t *testing.T, d *driver, code string) []string {
	t.Helper()
	all, err := d.app.desk.ws.Fragments(context.Background(), search.Parse("code:"+code))
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	var out []string
	for _, f := range all {
		out = append(out, f.Text)
	}
	return out
}

// Each press of s sorts by what the row of state says, and the lines stand so.
func TestSortGoesThroughAllOrders(t *testing.T) {
	d, s := searching(t, 120, 36, "en", "ruimte")
	ctx := context.Background()
	for i := range 2 * len(search.Orders()) {
		by := search.Orders()[i%len(search.Orders())]
		d.See("sorted: " + d.app.desk.say("search.by-"+string(by)))
		want, err := d.app.desk.ws.Lens().Order(ctx, s.found.conc, by)
		if err != nil || fmt.Sprint(want) != fmt.Sprint(s.found.order) {
			t.Fatalf("%s: %v, want %v, %v", by, s.found.order, want, err)
		}
		d.Press("s")
	}
	d.Press("s", "/").Type(" is:coded").See("sorted: keyword") // the order outlives the query
}

func TestFacetsNarrowAndWiden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		t.Run(fmt.Sprint(size[0]), func(t *testing.T) {
			d, s := searching(t, size[0], size[1], "nl", "ruimte")
			all := len(s.found.hits)
			d.Press("tab").See("uitsplitsing", "wie spreekt")
			v, kind, ok := s.facets.here()
			if !ok || kind != search.FacetDocument {
				t.Fatalf("the cursor stands on %v %v", v, kind)
			}
			d.Press("enter").See("document:01-beleidsadviseur")
			if len(s.found.hits) != v.Hits || v.Hits == all {
				t.Fatalf("%d turns of %d, the facet promised %d", len(s.found.hits), all, v.Hits)
			}
			d.Press("enter") // the same once more changes nothing
			if len(s.wider) != 1 {
				t.Fatalf("%q were left", s.wider)
			}
			d.Press("backspace").Miss("document:01")
			if len(s.found.hits) != all {
				t.Fatalf("%d turns after widening, want %d", len(s.found.hits), all)
			}
			d.Press("z").See("ruimte is:ongecodeerd")
			d.Press("z").Press("esc").Miss("is:ongecodeerd")
			d.Press("tab").See("treffer")
			d.Press("z", "esc").Miss("is:ongecodeerd")
			d.Press("backspace", "esc")
			if !s.field.focus {
				t.Error("Esc did not lead back to the field")
			}
		})
	}
}

// On a theme among the facets, z asks for what the theme finds uncoded.
func TestUncodedHitsOfATheme(t *testing.T) {
	d, s := searching(t, 200, 50, "nl", "ruimte")
	d.Press("tab")
	for range 80 {
		if _, kind, ok := s.facets.here(); ok && kind == search.FacetTheme {
			break
		}
		d.Press("down")
	}
	d.Press("z").See("thema:ruimte is:ongecodeerd")
	for _, h := range s.found.hits {
		codings, err := d.app.desk.ws.Codings(context.Background(), h.Document)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range codings {
			if c.Span.Overlaps(h.Span) {
				t.Fatalf("turn %d is coded", h.Turn)
			}
		}
	}
	d.Press("esc").See("zoek › ruimte ")
}

func TestFacetsByMouse(t *testing.T) {
	d, s := searching(t, 120, 36, "en", "ruimte")
	x, y := d.Find("04-strateeg-p")
	for x < s.listW { // the same name stands among the lines
		row := []rune(strings.Split(d.Frame(), "\n")[y])
		x, y = s.listW+2, y+1
		if strings.Contains(string(row[s.listW:]), "04-strateeg") {
			y--
			break
		}
	}
	d.Click(x, y)
	if !s.facets.focus {
		t.Fatal("a click on a facet does not go there")
	}
	before := len(s.found.hits)
	d.Click(x, y)
	if v := len(s.found.hits); v >= before || v == 0 {
		t.Fatalf("a second click leaves %d of %d turns", v, before)
	}
	d.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
	d.check("wheel")
	d.Click(2, 6)
	if s.facets.focus || s.field.focus {
		t.Fatal("a click on a line does not go there")
	}
	d.Click(10, 1)
	if !s.field.focus {
		t.Fatal("a click on the field does not go there")
	}
}

// b shows the words beside the match; Enter searches for the pair, Backspace
// takes that back.
func TestWordsBesideAHit(t *testing.T) {
	d, s := searching(t, 120, 36, "en", "ruimte")
	d.Press("b").See("often beside “ruimte”", "geven", "in the turns that were found")
	d.Press("enter").See(`="ruimte" NEAR/5 ="geven"`)
	if len(s.found.hits) == 0 {
		t.Fatal("the pair is not found")
	}
	d.Press("backspace").See("search › ruimte ")
	d.Press("b", "esc").Miss("often beside")
	d.Press("/", "esc").Type("thema:verkokering").Press("enter", "b").See("suggestions for the theme: you decide", "family of")
	d.Press("esc", "/", "esc").Type("is:coded").Press("enter", "b").Miss("often beside").See("in the turns that were found")
}

// A line per match: the same turn stands there as often as it matches, and one
// of them can be coded without the other.
func TestALineForEachMatch(t *testing.T) {
	d, s := searching(t, 120, 36, "nl", "document:09* ruimte")
	lines, turns := s.found.conc.Len(), len(s.found.hits)
	if lines <= turns {
		t.Fatalf("%d lines for %d turns", lines, turns)
	}
	d.See(fmt.Sprintf("%d treffers, %d beurten, 1 doc.", lines, turns))
	before := d.counts().Codings
	d.Press("e", "e", "c").Type("een treffer").Press("enter").See("✓ een treffer")
	if got := d.counts().Codings; got != before+1 {
		t.Fatalf("%d codings, want one more than %d", got, before)
	}
	if quotes := sentencesOf(t, d, `"een treffer"`); len(quotes) != 1 || !strings.EqualFold(quotes[0], "ruimte") {
		t.Fatalf("coded %q", quotes)
	}
}

func TestSearchFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		for _, scene := range []struct {
			name string
			keys []string
		}{
			{"concordance", []string{"s", "s", "space"}},
			{"facets", []string{"tab", "down", "enter"}},
			{"words", []string{"b"}},
		} {
			d, _ := searching(t, 120, 36, lang, "ruimte")
			d.Press(scene.keys...)
			for _, size := range frameSizes {
				t.Run(fmt.Sprintf("%s/%s-%dx%d", scene.name, lang, size[0], size[1]), func(t *testing.T) {
					d.resize(size[0], size[1])
					golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				})
			}
		}
	}
}
