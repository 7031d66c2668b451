package tui

import (
	"context"
	"strings"
	"testing"

	"veldwerk/codebook"
)

func TestMemosFrames(t *testing.T) { frames(t, "f10", "down", "down") }

// memos are those on disk, and how many codings bear one.
func (d *driver) memos() (memos []codebook.Memo, onCodings int) {
	d.t.Helper()
	p := d.app.desk.ws.Project
	memos, err := p.Memos.List(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	codings, err := p.Codings.All(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, c := range codings {
		if strings.TrimSpace(c.Memo) != "" {
			onCodings++
		}
	}
	return memos, onCodings
}

func memosOf(d *driver) *memosScreen { return d.app.screens[screenMemos].(*memosScreen) }

func TestMemosListsAllOfThem(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10")
	memos, onCodings := d.memos()
	if got := len(memosOf(d).entries); got != len(memos)+onCodings || onCodings == 0 || len(memos) == 0 {
		t.Errorf("%d entries of %d memos and %d on codings", got, len(memos), onCodings)
	}
	for _, e := range memosOf(d).entries {
		if e.memo.About.Kind != codebook.RefProject && e.about == "" {
			t.Errorf("%q is about a nameless %s", e.memo.Title, e.memo.About.Kind)
		}
		if (e.memo.About.Kind == codebook.RefSpan || e.onCoding) && e.quote == "" {
			t.Errorf("%q has no passage", titleOf(e))
		}
	}
}

// TestMemoGoesToWhatItIsAbout presses Enter on one memo of each sort.
func TestMemoGoesToWhatItIsAbout(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("f10")
	seen := map[codebook.RefKind]bool{}
	for _, e := range memosOf(d).entries {
		kind := e.memo.About.Kind
		if seen[kind] {
			continue
		}
		seen[kind] = true
		d.Press("f10")
		if !memosOf(d).list.Goto(e.key()) {
			t.Fatalf("%s is not there", e.key())
		}
		d.Press("enter")
		want := map[codebook.RefKind]screenID{codebook.RefProject: screenMemos, codebook.RefCase: screenCases, codebook.RefCode: screenCodebook, codebook.RefTheme: screenThemes}[kind]
		if want == "" {
			want = screenReader
		}
		if _, built := d.app.screens[want]; built && d.app.current != want {
			t.Errorf("a memo about a %s goes to %s", kind, d.app.current)
		}
		switch kind {
		case codebook.RefSpan, codebook.RefCoding:
			r := d.app.screens[screenReader].(*readerScreen)
			if got := r.reader.Selection(); r.id != e.place.id || got != e.place.at {
				t.Errorf("%s: selected %v, want %v", kind, got, e.place.at)
			}
		case codebook.RefCase, codebook.RefTheme:
			d.See("▸" + e.about)
		case codebook.RefCode:
			d.See(e.about[strings.LastIndex(e.about, "/")+1:])
		}
	}
	for _, kind := range []codebook.RefKind{codebook.RefProject, codebook.RefDocument, codebook.RefSpan, codebook.RefCode, codebook.RefCase, codebook.RefCoding} {
		if !seen[kind] {
			t.Errorf("the demo has no memo about a %s", kind)
		}
	}
}

func TestMemoIsWrittenChangedAndDeleted(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10")
	before, _ := d.memos()
	d.Press("m").Type("# Kop").Press("enter").Type("met **vet** en 3 < 4").Press("tab").Type("Zilte gedachte").Press("ctrl+s").See("memo “Zilte gedachte” bewaard")
	d.See("▸notitie", "Zilte gedachte", "het project", "met vet en 3 < 4").Miss("# Kop", "**")
	after, _ := d.memos()
	if len(after) != len(before)+1 || after[len(after)-1].Body != "# Kop\nmet **vet** en 3 < 4" {
		t.Fatalf("%d memos, had %d; the last is %q", len(after), len(before), after[len(after)-1].Body)
	}
	d.Press("e").Type(" en meer").Press("ctrl+s").See("vet en 3 < 4 en meer")
	d.Press("x").See("verwijderd").Miss("3 < 4").Press("u").See("Zilte gedachte")
}

func TestCodingMemoIsChangedAndTakenAway(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("f10")
	_, before := d.memos()
	for memosOf(d).kind != onCoding {
		d.Press("t")
	}
	d.See("alleen codering").Press("e").Type("Zilt: ").Press("ctrl+s").See("memo bij de codering bewaard")
	found := false
	for _, e := range memosOf(d).entries {
		found = found || e.onCoding && strings.Contains(e.memo.Body, "Zilt: ")
	}
	if !found {
		t.Error("the memo on the coding stayed as it was")
	}
	d.Press("x").See("verwijderd")
	if _, after := d.memos(); after != before-1 {
		t.Errorf("%d codings with a memo, had %d", after, before)
	}
	d.Press("t").Miss("alleen")
}

func TestMemosFilterSortAndRead(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10", "f").Type("hanneke wethouder").Press("enter")
	n := memosOf(d).list.Len()
	if n == 0 || n == len(memosOf(d).entries) {
		t.Fatalf("%d of %d memos", n, len(memosOf(d).entries))
	}
	d.Press("esc", "s").See("op titel").Press("home")
	var last string
	for range 8 {
		e, _ := memosOf(d).current()
		if title := titleOf(e); d.app.desk.tongue.Compare(last, title) > 0 {
			t.Errorf("%q before %q", last, title)
		} else {
			last = title
		}
		d.Press("down")
	}
	d.Press("s").See("op onderwerp").Press("s").See("op soort").Press("s").See("nieuwste eerst")
	// Tab reads a long memo: the arrows scroll it, the list stays.
	d.Press("m").Type("lang")
	for range 30 {
		d.Press("enter").Type("x")
	}
	d.Press("enter").Type("slot").Press("ctrl+s", "home").See("… nog").Miss("slot")
	e, _ := memosOf(d).current()
	d.Press("tab", "end").See("slot").Press("up", "pgup", "home").Miss("slot").Press("tab", "down")
	if now, _ := memosOf(d).current(); now.key() == e.key() {
		t.Error("the list has not moved after Tab back")
	}
}
