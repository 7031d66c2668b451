package store

import (
	"maps"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// code codes places as what a search found.
func (f *field) code(by codebook.CoderID, run Run, spans ...transcript.Span) {
	f.t.Helper()
	app := Application{Code: f.codes[0].ID, Run: run}
	for _, s := range spans {
		app.Places = append(app.Places, Place{f.doc.ID, s})
	}
	_, err := f.Codings.Apply(ctx, by, app)
	f.ok(err)
}

// TestRuns: a coding of hits keeps its search in the step, through undo, redo
// and opening again; it never becomes a saved search.
func TestRuns(t *testing.T) {
	f := newField(t)
	run := Run{Query: "ruimte+[-ruimtelijk] -is:interviewer", Unit: "sentence", Found: 7, Chosen: 2}
	f.ok(f.Queries.Save(ctx, f.anna, "Bewaard", "loket"))
	f.code(f.anna, run, transcript.Span{Start: 10, End: 20}, transcript.Span{Start: 30, End: 40})
	check := func(when string, state ...bool) {
		t.Helper()
		steps, err := f.Changes.Steps(ctx, 0, "")
		f.ok(err)
		for i, undone := range state {
			if steps[i].Run != run || steps[i].Rows != 2 || steps[i].Undone != undone {
				t.Errorf("%s: step %d is %+v", when, i, steps[i])
			}
		}
		saved, err := f.Queries.List(ctx)
		if f.ok(err); len(saved) != 1 || saved[0].Name != "Bewaard" {
			t.Errorf("%s: saved searches %+v", when, saved)
		}
	}
	check("done", false)
	f.code(f.anna, run, transcript.Span{Start: 12, End: 18}) // has the code already: nothing happens
	check("nothing new", false)
	_, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	check("undone", false, true)
	_, err = f.Changes.Redo(ctx, f.anna)
	f.ok(err)
	f.reopen()
	check("redone", false, false, false)
	f.apply(f.anna, 1, 50, 60)
	if steps, err := f.Changes.Steps(ctx, 1, ""); err != nil || steps[0].Run != (Run{}) {
		t.Errorf("a coding by hand has the run %+v, %v", steps[0].Run, err)
	}
	f.sound()
}

// TestRemembered: choices of forms are kept and forgotten, are no saved
// searches and no steps.
func TestRemembered(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	before, err := f.Changes.Steps(ctx, 0, "")
	f.ok(err)
	for _, step := range []struct{ put, want map[string]string }{
		{map[string]string{"ruimte+": "ruimte+[-ruimtelijk]", `*deel*`: `*deel*[-"oordeel"]`}, map[string]string{"ruimte+": "ruimte+[-ruimtelijk]", "*deel*": `*deel*[-"oordeel"]`}},
		{map[string]string{"ruimte+": "ruimte+[-ruimten]", "nooit": ""}, map[string]string{"ruimte+": "ruimte+[-ruimten]", "*deel*": `*deel*[-"oordeel"]`}},
		{map[string]string{"*deel*": ""}, map[string]string{"ruimte+": "ruimte+[-ruimten]"}},
		{map[string]string{"*deel*": "*deel*[-a]", "ruimte+": ""}, map[string]string{"*deel*": "*deel*[-a]"}},
	} {
		f.ok(f.Queries.Remember(ctx, f.bram, step.put))
		got, err := f.Queries.Remembered(ctx)
		if f.ok(err); !maps.Equal(got, step.want) {
			t.Errorf("after %q: %q, want %q", step.put, got, step.want)
		}
	}
	if saved, err := f.Queries.List(ctx); err != nil || len(saved) > 0 {
		t.Errorf("saved searches %+v, %v", saved, err)
	}
	after, err := f.Changes.Steps(ctx, 0, "")
	if f.ok(err); len(after) != len(before) {
		t.Errorf("%d steps, want %d", len(after), len(before))
	}
	_, err = f.Changes.Undo(ctx, f.bram)
	is(t, err, ErrNothing)
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if left, err := f.Queries.Remembered(ctx); err != nil || len(left) != 1 {
		t.Errorf("after undo of something else: %q, %v", left, err)
	}
	f.sound()
}

// TestAbout: each step leads to what it was about while that is there.
func TestAbout(t *testing.T) {
	f := newField(t)
	last := func() About {
		t.Helper()
		steps, err := f.Changes.Steps(ctx, 1, "")
		f.ok(err)
		about, err := f.Changes.About(ctx, steps[0].ID)
		f.ok(err)
		return about
	}
	want := func(what string, want About) {
		t.Helper()
		if got := last(); got != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	span := func(start, end int) About {
		return About{Ref: codebook.Ref{Kind: codebook.RefSpan, Document: f.doc.ID, Span: transcript.Span{Start: start, End: end}}}
	}
	f.apply(f.anna, 0, 10, 20)
	want("a coding", span(10, 20))
	coded, err := f.Codings.Of(ctx, f.doc.ID)
	f.ok(err)
	f.ok(f.Codings.Recode(ctx, f.anna, f.codes[1].ID, coded[0].ID))
	want("another code", span(10, 20))
	f.ok(f.Codings.Remove(ctx, f.anna, coded[0].ID))
	want("a code taken away", span(10, 20))
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	want("undo of that", span(10, 20))
	f.code(f.anna, Run{Query: "ruimte", Unit: "turn"}, transcript.Span{Start: 30, End: 40})
	want("a run", About{Ref: codebook.Ref{Kind: AboutQuery}, Query: "ruimte"})
	f.ok(f.Documents.Rename(ctx, f.anna, f.doc.ID, "Anders"))
	want("a document", About{Ref: codebook.Ref{Kind: codebook.RefDocument, Document: f.doc.ID}})
	renamed := f.codes[2]
	renamed.Name = "wantrouwen"
	f.ok(f.Codes.Update(ctx, f.anna, renamed))
	want("a code", About{Ref: codebook.Ref{Kind: codebook.RefCode, Code: renamed.ID}})
	f.ok(f.Slots.Set(ctx, f.anna, 3, renamed.ID))
	want("a slot", About{Ref: codebook.Ref{Kind: codebook.RefCode, Code: renamed.ID}})
	theme, err := f.Themes.Add(ctx, f.anna, codebook.Theme{Name: "Ruimte", Words: []codebook.Word{{Text: "ruimte+"}}})
	f.ok(err)
	want("a theme", About{Ref: codebook.Ref{Kind: codebook.RefTheme, Theme: theme}})
	memo, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "Let op"})
	f.ok(err)
	want("a memo", About{Ref: codebook.Ref{Kind: AboutMemo}, Memo: memo})
	f.ok(f.Memos.Delete(ctx, f.anna, memo))
	want("a memo that is gone", About{})
	f.ok(f.Themes.Delete(ctx, f.anna, theme))
	want("a theme that is gone", About{})
	f.ok(f.Queries.Save(ctx, f.anna, "Mijn vraag", "loket OR balie"))
	want("a saved search", About{Ref: codebook.Ref{Kind: AboutQuery}, Query: "loket OR balie"})
	f.ok(f.Documents.Delete(ctx, f.anna, f.doc.ID))
	want("a document that is gone", About{})
	if about, err := f.Changes.About(ctx, "geen"); err != nil || about != (About{}) {
		t.Errorf("an unknown step: %+v, %v", about, err)
	}
}
