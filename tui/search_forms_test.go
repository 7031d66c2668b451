package tui

import (
	"context"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/workspace"
)

// TestSwitchAFormOff: the screen tells which forms were found; a form that is
// switched off is found no more, and the choice stands in the query.
func TestSwitchAFormOff(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("/").Type("schotten").Press("enter")
	d.See("→ schotten", "schot ", "14 treffers")
	d.Press("v").See("vorm", "schotten", "keer")
	d.Press("down", "space", "enter").See("schotten[-schot]").Miss("14 treffers")
	d.Press("v", "down", "space", "enter").See("14 treffers").Miss("[-schot]")
	d.Press("v", "space", "esc").See("14 treffers") // Esc leaves all as it was
}

// TestFormsAreRemembered: who types the word again gets the forms that were
// chosen, sees so, and puts all back with one key.
func TestFormsAreRemembered(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("/").Type("schotten").Press("enter", "v", "down", "space", "enter")
	d.See("zoek › schotten[-schot] ").Press("/", "esc").Type("Schotten is:gecodeerd")
	d.See("zoek › Schotten is:gecodeerd", "gelezen als: schotten[-schot] is:coded", "vormen gekozen (V: weer alle)")
	d.Press("enter").See("zoek › schotten[-schot] is:coded")
	d.Close()
	again := openDriver(t, d.folder, d.path, 120, 36, "nl")
	again.Press("/").Type("schotten").See("schotten[-schot]", "9 treffers").Press("enter", "V").See("alle vormen tellen weer mee", "14 treffers").Miss("[-schot]")
	again.Press("V").See("tellen al mee")
	again.Press("/", "esc").Type("schotten").See("14 treffers").Miss("vormen gekozen")
	again.Press("esc").Type("schotten[-schotten]").See("5 treffers").Press("enter", "V").See("14 treffers")
	if steps, err := again.app.desk.ws.Project.Changes.Steps(context.Background(), 1, ""); err != nil || strings.Contains(steps[0].Act, "forms") {
		t.Errorf("a choice of forms is a step: %+v, %v", steps, err)
	}
}

// TestFormsOfEveryKindOfWord lists what each matched, with its count.
func TestFormsOfEveryKindOfWord(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	for query, forms := range map[string][]string{
		"*schot*": {"past erop", "ontschotten", "schotten"}, "schot*": {"past erop", "schot"}, "schoten~": {"past erop", "schotten"},
		"thema:verkokering": {"schotten · thema verkokering"}, "loket NEAR/9 gemeente": {"loket", "gemeentehuis"},
	} {
		d.run(d.app.show(screenSearch, showQuery{query: query}))
		d.Press("v")
		o, ok := d.app.desk.overlays[0].(*formsOverlay)
		if !ok {
			t.Fatalf("%s: no forms", query)
		}
		var all strings.Builder
		for i := range o.rows {
			for _, c := range o.row(i).Cells {
				all.WriteString(c.Text + "\n")
			}
		}
		for _, f := range forms {
			if !strings.Contains(all.String(), f) {
				t.Errorf("%s: no %q among\n%s", query, f, all.String())
			}
		}
		d.Press("esc")
	}
	d.Press("/", "esc").Type(`"de gemeente"`).Press("enter", "v").See("geen woorden met vormen")
}

// exports are all that the project can be written out as, byte for byte, but
// for the log.
func exports(t *testing.T, ws *workspace.Workspace) string {
	t.Helper()
	var out strings.Builder
	for _, kind := range []string{"fragments", "turns", "codebook", "themes", "documents", "cases", "memos"} {
		table, err := ws.Table(context.Background(), kind, workspace.TableOptions{Columns: exchange.Full})
		if err != nil {
			t.Fatal(err)
		}
		if err := table.Write(&out, exchange.CSV, exchange.Dialect{}); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestSearchAThemeAndCodeItsHits is the task of a researcher with a theme:
// search it, switch a form off, sort the concordance, untick two hits, code the
// rest as sentences, undo. The file stands as before.
func TestSearchAThemeAndCodeItsHits(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	ws := d.app.desk.ws
	untouched := exports(t, ws)
	d.Press("/").Type("thema:verkokering is:ongecodeerd").Press("enter").See("treffers")
	s := d.app.screens[screenSearch].(*searchScreen)
	withForm := s.found.conc.Len()

	d.Press("v")
	o := d.app.desk.overlays[0].(*formsOverlay)
	for i, r := range o.rows {
		if r.form >= 0 && o.words[r.word].Word == "schotten" && o.words[r.word].Forms[r.form].Term == "schot" {
			o.list.Goto(o.key(i))
		}
	}
	d.Press("space", "enter").See("woorden van het thema verkokering gewijzigd")
	if w := d.theme("verkokering").Words; !strings.Contains(strings.Join(wordTexts(w), ";"), "schotten[-schot]") {
		t.Fatalf("words %v", w)
	}
	if n := s.found.conc.Len(); n >= withForm || n < 5 {
		t.Fatalf("%d lines without the form, %d with it", n, withForm)
	}
	switched := exports(t, ws)

	d.Press("s", "s").See("volgorde: 1e woord links")
	d.Press("A", "home", "space", "end", "space")
	lines := s.found.conc.Len()
	unticked := []search.Line{s.found.conc.Line(s.found.order[0]), s.found.conc.Line(s.found.order[lines-1])}
	if got := s.ticks.count; got != lines-2 {
		t.Fatalf("%d ticked of %d", got, lines)
	}
	counted := d.counts().Codings
	d.Press("c").Type("verkokering nieuw").Press("enter").See("✓ verkokering nieuw")
	if added := d.counts().Codings - counted; added < (lines-2)/2 || added > lines-2 {
		t.Fatalf("%d codings for %d lines", added, lines-2)
	}
	whole := sentencesOf(t, d, `"verkokering nieuw"`)
	for _, f := range whole {
		if !strings.HasSuffix(strings.TrimRight(f, "’\")"), ".") && !strings.ContainsAny(f[len(f)-4:], ".?!…:") {
			t.Errorf("%q is no sentence", f)
		}
	}
	tree := d.app.desk.book.book.Tree
	for _, l := range unticked {
		all, err := ws.Codings(context.Background(), l.Document)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if code, _ := tree.Code(c.Code); code.Name == "verkokering nieuw" && c.Span.Covers(l.Span) {
				others := 0 // another hit may stand in the same sentence
				for i := range lines {
					if x := s.found.conc.Line(i); x.Document == l.Document && c.Span.Covers(x.Span) {
						others++
					}
				}
				if others < 2 {
					t.Errorf("an unticked hit is coded: %v", l)
				}
			}
		}
	}
	if exports(t, ws) == switched {
		t.Fatal("nothing was coded")
	}

	d.Press("u").See("teruggedraaid")
	if exports(t, ws) != switched {
		t.Error("after undo the project is another than before the coding")
	}
	d.Press("u").See("teruggedraaid")
	if exports(t, ws) != untouched {
		t.Error("after undo of the switched form the project is another than at the start")
	}
	if r, err := ws.Project.Check(context.Background()); err != nil || !r.OK {
		t.Error(r, err)
	}
}

func wordTexts(words []codebook.Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}
