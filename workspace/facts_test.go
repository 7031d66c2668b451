//go:build unix

package workspace

import (
	"fmt"
	"strings"
	"testing"

	"veldwerk/search"
	"veldwerk/transcript"
)

// TestFactsFollowTheProject: what is kept in memory is never older than the
// last act, of this process or another.
func TestFactsFollowTheProject(t *testing.T) {
	f := newField(t)
	reader, err := Open(ctx, f.path, f.env, Options{Mode: Read})
	ok(t, err)
	defer func() { ok(t, reader.Close()) }()
	both := func(what string, want bool, query string) {
		t.Helper()
		for name, w := range map[string]*Workspace{"writer": f.Workspace, "reader": reader} {
			got, _ := answer(t, w, query)
			same(t, what+" seen by the "+name, got[0] != '0', want)
		}
	}
	by, err := f.Acting(ctx)
	ok(t, err)
	docs, err := f.Documents(ctx)
	ok(t, err)
	id := docs[0].ID
	before, err := f.Document(ctx, id)
	ok(t, err)
	again, err := f.Document(ctx, id)
	ok(t, err)
	same(t, "kept in memory", before == again, true)

	both("no coding", false, "is:coded")
	ok(t, code(f.Workspace, 3))
	both("coding", true, "is:coded code:ruimte")
	after, err := f.Document(ctx, id)
	ok(t, err)
	same(t, "a coding leaves the text in memory", after == before, true)

	speakers, err := f.Project.Speakers.List(ctx)
	ok(t, err)
	for _, s := range speakers {
		if s.Name == "R" {
			ok(t, f.Project.Speakers.Rename(ctx, by, s.ID, "Mevrouw Vos"))
		}
	}
	both("new name", true, `spreker:"mevrouw vos"`)
	both("old name", false, "spreker:R")
	after, err = f.Document(ctx, id)
	ok(t, err)
	same(t, "speaker in the text", speakerNames(after), "I Mevrouw Vos")

	ok(t, f.Project.Documents.Rename(ctx, by, id, "Het gesprek"))
	both("title", true, `document:"het gesprek"`)
	f.bring("tweede.txt", "I: Wat doet het waterschap?\n\nR: Dijken, vooral dijken.\n\nI: Ja?\n\nR: Ja.\n")
	both("new document", true, "waterschap")
	ok(t, f.Project.Documents.Delete(ctx, by, id))
	both("deleted document", false, "gemeente")
	if _, err := f.Document(ctx, id); err == nil {
		t.Error("a deleted document is still given")
	}
	_, err = f.Project.Changes.Undo(ctx, by)
	ok(t, err)
	both("undone", true, "gemeente")
	both("coding undone too", true, "code:ruimte")
}

func speakerNames(d *transcript.Document) string {
	var names []string
	for _, s := range d.Speakers {
		names = append(names, s.Name)
	}
	return strings.Join(names, " ")
}

// TestFactsBudget: texts in memory stay within the budget, and all can be had.
func TestFactsBudget(t *testing.T) {
	f := newField(t)
	const size = textBudget / 5
	for i := range 7 {
		f.bring(fmt.Sprintf("groot%d.txt", i), fmt.Sprintf("I: nummer%d\n\nR: ", i)+strings.Repeat("tekst die lang is. ", size/19)+"\n")
	}
	docs, err := f.Documents(ctx)
	ok(t, err)
	for round := range 2 {
		for _, d := range docs {
			text, err := f.Document(ctx, d.ID)
			ok(t, err)
			same(t, "hash", text.Text.String() != "" && text.ID == d.ID, true)
			kept := 0
			for _, k := range f.facts.texts {
				kept += len(k.doc.Text.String())
			}
			if kept != f.facts.size || kept > textBudget || len(f.facts.order) != len(f.facts.texts) {
				t.Fatalf("round %d: %d bytes kept, %d counted, budget %d", round, kept, f.facts.size, textBudget)
			}
		}
	}
	r, err := f.Search(ctx, search.Parse("nummer6"), 0)
	ok(t, err)
	same(t, "hits", r.Total, 1)
}
