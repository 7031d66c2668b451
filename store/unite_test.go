package store

import (
	"cmp"
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func TestUnite(t *testing.T) {
	cases := []struct {
		name                   string
		first, second          transcript.Span
		want                   []transcript.Span
		added, united, skipped int
	}{
		{"apart", span(10, 20), span(30, 40), []transcript.Span{span(10, 20), span(30, 40)}, 1, 0, 0},
		{"touching", span(10, 20), span(20, 30), []transcript.Span{span(10, 20), span(20, 30)}, 1, 0, 0},
		{"touching before", span(10, 20), span(5, 10), []transcript.Span{span(5, 10), span(10, 20)}, 1, 0, 0},
		{"one code point shared", span(10, 20), span(19, 30), []transcript.Span{span(10, 30)}, 0, 1, 0},
		{"around", span(10, 20), span(5, 30), []transcript.Span{span(5, 30)}, 0, 1, 0},
		{"inside", span(10, 20), span(12, 18), []transcript.Span{span(10, 20)}, 0, 0, 1},
		{"the same", span(10, 20), span(10, 20), []transcript.Span{span(10, 20)}, 0, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := newField(t)
			first := f.apply(f.anna, 0, c.first.Start, c.first.End)
			out := f.apply(f.anna, 0, c.second.Start, c.second.End)
			if got := f.spans(); !slices.Equal(got, c.want) {
				t.Errorf("spans %v, want %v", got, c.want)
			}
			if out.Added != c.added || out.United != c.united || out.Skipped != c.skipped || len(out.Codings) != 1 {
				t.Errorf("outcome %+v", out)
			}
			if len(c.want) == 1 && out.Codings[0] != first.Codings[0] {
				t.Error("the coding made first did not survive")
			}
			// Another coder, another code: nothing unites.
			if f.apply(f.bram, 0, 12, 18).Added != 1 || f.apply(f.anna, 1, 12, 18).Added != 1 {
				t.Error("codings of two coders or codes united")
			}
			f.sound()
		})
	}
}

func TestABridgeTakesUpBoth(t *testing.T) {
	f := newField(t)
	a := f.apply(f.anna, 0, 10, 20).Codings[0]
	b := f.apply(f.anna, 0, 30, 40).Codings[0]
	f.ok(f.Codings.SetMemo(ctx, f.anna, a, "eerst"))
	f.ok(f.Codings.SetMemo(ctx, f.anna, b, "daarna"))
	f.ok(f.Codings.SetCertainty(ctx, f.anna, b, 3))
	_, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Body: "over b", About: codebook.Ref{Kind: codebook.RefCoding, Coding: b}})
	f.ok(err)
	before := f.live()
	out := f.apply(f.anna, 0, 15, 35)
	if out.Added != -1 || out.United != 1 {
		t.Errorf("outcome %+v", out)
	}
	all, err := f.Codings.All(ctx)
	f.ok(err)
	if len(all) != 1 || all[0].ID != a || all[0].Memo != "eerst\n\ndaarna" || all[0].Certainty != 3 || all[0].Span != span(10, 40) {
		t.Fatalf("codings %+v", all)
	}
	if want := codebook.QuoteHash(f.doc.Text.Slice(span(10, 40))); all[0].QuoteHash != want {
		t.Error("hash is not that of the whole quote")
	}
	memos, err := f.Memos.List(ctx)
	f.ok(err)
	if memos[0].About.Coding != a {
		t.Error("the memo about the coding that went did not follow")
	}
	f.sound()
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if f.live() != before {
		t.Error("one undo does not bring both back")
	}
}

func TestSpansOutsideTheText(t *testing.T) {
	f := newField(t)
	before := f.live()
	for _, s := range []transcript.Span{{Start: -1, End: 4}, {Start: 4, End: 4}, {Start: 9, End: 4}, {Start: 4, End: f.doc.Text.Len() + 1}} {
		_, err := f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{f.doc.ID, span(1, 2)}, {f.doc.ID, s}}})
		is(t, err, ErrInvalid)
	}
	_, err := f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{transcript.DocumentID{1}, span(1, 2)}}})
	is(t, err, ErrNotFound)
	_, err = f.Codings.Apply(ctx, codebook.CoderID{9}, Application{Code: f.codes[0].ID, Places: []Place{{f.doc.ID, span(1, 2)}}})
	is(t, err, ErrInvalid)
	if f.live() != before {
		t.Error("a refused act left something")
	}
	f.apply(f.anna, 0, 0, f.doc.Text.Len())
}

// model is the unite rule done the slow way: the codings of a coder and code
// as sets of code points.
type model map[string][]transcript.Span

func (m model) apply(key string, s transcript.Span) {
	kept := []transcript.Span{}
	for _, h := range m[key] {
		if max(h.Start, s.Start) < min(h.End, s.End) {
			s = transcript.Span{Start: min(h.Start, s.Start), End: max(h.End, s.End)}
		} else {
			kept = append(kept, h)
		}
	}
	m[key] = append(kept, s)
	slices.SortFunc(m[key], func(a, b transcript.Span) int { return cmp.Compare(a.Start, b.Start) })
}

// TestUniteAgainstAModel compares random applications, recodings and resizings
// with the slow rule, and the outcome's figure with the rise of the number.
func TestUniteAgainstAModel(t *testing.T) {
	f := newField(t)
	r := rand.New(rand.NewSource(7))
	want := model{}
	key := func(by codebook.CoderID, code codebook.CodeID) string { return by.String() + code.String() }
	for i := range 250 {
		by, code := pick(r, []codebook.CoderID{f.anna, f.bram}), pick(r, f.codes)
		random := func() transcript.Span {
			start := r.Intn(180)
			return span(start, start+1+r.Intn(12))
		}
		before, err := f.Codings.All(ctx)
		f.ok(err)
		one := pick(r, before)
		switch k := r.Intn(10); {
		case k < 7 || len(before) == 0:
			app := Application{Code: code.ID}
			for range 1 + r.Intn(3) {
				s := random()
				app.Places = append(app.Places, Place{f.doc.ID, s})
				want.apply(key(by, code.ID), s)
			}
			out, err := f.Codings.Apply(ctx, by, app)
			f.ok(err)
			after, err := f.Codings.All(ctx)
			f.ok(err)
			if out.Added != len(after)-len(before) {
				t.Fatalf("added %d, but %d became %d", out.Added, len(before), len(after))
			}
			holds(t, after, app, out)
		case k < 8:
			f.ok(f.Codings.Remove(ctx, by, one.ID))
			want.remove(key(one.Coder, one.Code), one.Span)
		case k < 9:
			s := random()
			f.ok(f.Codings.Resize(ctx, by, one.ID, s))
			want.remove(key(one.Coder, one.Code), one.Span)
			want.apply(key(one.Coder, one.Code), s)
		default:
			f.ok(f.Codings.Recode(ctx, by, code.ID, one.ID))
			want.remove(key(one.Coder, one.Code), one.Span)
			want.apply(key(one.Coder, code.ID), one.Span)
		}
		got := model{}
		all, err := f.Codings.Of(ctx, f.doc.ID)
		f.ok(err)
		for _, c := range all {
			got[key(c.Coder, c.Code)] = append(got[key(c.Coder, c.Code)], c.Span)
		}
		for k, spans := range want {
			if !slices.Equal(got[k], spans) {
				t.Fatalf("act %d: %v, want %v", i, got[k], spans)
			}
		}
	}
	f.sound()
}

func (m model) remove(key string, s transcript.Span) {
	m[key] = slices.DeleteFunc(m[key], func(h transcript.Span) bool { return h == s })
}

// holds says that the outcome's codings are there and hold every place.
func holds(t *testing.T, all []codebook.Coding, app Application, out Outcome) {
	t.Helper()
	for _, p := range app.Places {
		if !slices.ContainsFunc(all, func(c codebook.Coding) bool { return slices.Contains(out.Codings, c.ID) && c.Span.Covers(p.Span) }) {
			t.Fatalf("no coding of %v holds %v", out.Codings, p.Span)
		}
	}
}

func TestRecodeRemoveAndColumns(t *testing.T) {
	f := newField(t)
	a := f.apply(f.anna, 0, 10, 20).Codings[0]
	b := f.apply(f.anna, 0, 15, 35).Codings[0]
	c := f.apply(f.anna, 1, 12, 40).Codings[0]
	if a != b {
		t.Fatal("not united")
	}
	f.ok(f.Codings.Recode(ctx, f.anna, f.codes[2].ID, a, c, a))
	all, err := f.Codings.All(ctx)
	f.ok(err)
	if len(all) != 1 || all[0].Span != span(10, 40) || all[0].Code != f.codes[2].ID || all[0].ID != a {
		t.Fatalf("codings %+v", all)
	}
	counts, err := f.Codings.CountByCode(ctx)
	f.ok(err)
	if len(counts) != 1 || counts[f.codes[2].ID] != 1 {
		t.Errorf("counts %v", counts)
	}
	f.apply(f.bram, 0, 1, 3)
	columns, err := f.Codings.Columns(ctx)
	f.ok(err)
	var got []string
	for i := range columns.Len() {
		got = append(got, fmt.Sprint(columns.Codes[columns.Code[i]] == f.codes[2].ID, columns.Coders[columns.Coder[i]] == f.anna,
			columns.Documents[columns.Document[i]] == f.doc.ID, columns.Start[i], columns.End[i]))
	}
	if want := []string{"false false true 1 3", "true true true 10 40"}; !slices.Equal(got, want) {
		t.Errorf("columns %v", got)
	}
	is(t, f.Codings.SetCertainty(ctx, f.anna, a, 4), ErrInvalid)
	f.ok(f.Codings.Remove(ctx, f.anna, a, a))
	is(t, f.Codings.Remove(ctx, f.anna, a), ErrNotFound)
	is(t, f.Codings.SetMemo(ctx, f.anna, a, "weg"), ErrNotFound)
}

func TestApplyMakesItsCodes(t *testing.T) {
	f := newField(t)
	before := f.live()
	top := codebook.Code{ID: codebook.CodeID(f.env.id()), Name: "nieuw"}
	out, err := f.Codings.Apply(ctx, f.anna, Application{New: []codebook.Code{top, {Name: "onder", Parent: top.ID}}, Places: []Place{{f.doc.ID, span(3, 9)}}})
	f.ok(err)
	if out.Code.Name != "onder" || out.Code.Parent != top.ID || out.Code.Letter == "" || out.Added != 1 {
		t.Errorf("outcome %+v", out)
	}
	step, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if f.live() != before || step.Subject != "onder" || step.Act != "code" {
		t.Errorf("undo of %+v left something", step)
	}
	f.ok(f.Codes.Update(ctx, f.anna, func() codebook.Code { c := f.codes[0]; c.Status = codebook.StatusRetired; return c }()))
	_, err = f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{f.doc.ID, span(3, 9)}}})
	is(t, err, ErrInvalid)
}
