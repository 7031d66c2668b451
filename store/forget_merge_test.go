package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// TestMergeAfterForgetting lets one copy forget a person while another works
// on: whichever merges which, the person is in neither.
func TestMergeAfterForgetting(t *testing.T) {
	f := newField(t)
	doc := populate(f)
	group := interview("Groep")
	group.Speakers[1].Name = person
	group.Text = transcript.NewText(strings.ReplaceAll(group.Text.String(), "Met vertrouwen", "Ik Tjallingii"))
	group, err := f.Documents.Add(ctx, f.anna, group, true)
	f.ok(err)
	c := f.copies(2)
	a, b := c[0], c[1]
	_, err = a.Forget(ctx, a.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	a.ok(err)
	_, err = a.Forget(ctx, a.anna, Who{Speakers: []transcript.SpeakerID{group.Speakers[1].ID}, Mark: "[gewist]"})
	a.ok(err)
	a.ok(a.Documents.Delete(ctx, a.bram, f.doc.ID))

	b.clock = b.clock.AddDate(0, 0, 3) // all of it later
	b.ok(b.Documents.Rename(ctx, b.bram, doc.ID, person+" nog eens"))
	for _, id := range []transcript.DocumentID{doc.ID, group.ID} {
		out, err := b.Codings.Apply(ctx, b.bram, Application{Code: b.codes[1].ID, Places: []Place{{id, span(30, 90)}, {id, group.Turns[2].Span}, {id, group.Turns[4].Span}}})
		b.ok(err)
		b.ok(b.Codings.SetMemo(ctx, b.bram, out.Codings[0], "over "+person))
		_, err = b.Memos.Add(ctx, b.bram, codebook.Memo{Title: person, Body: "meer over " + person, About: codebook.Ref{Kind: codebook.RefDocument, Document: id}})
		b.ok(err)
	}
	b.ok(b.Cases.Rename(ctx, b.bram, doc.Case, "Mevr. "+person))

	a.merge(b)
	a.sound()
	report := b.merge(a)
	b.sound()
	if report.Erased == 0 {
		t.Errorf("report %+v", report)
	}
	a.merge(b)
	alike(t, a, b)
	for _, one := range c {
		docs, err := one.Documents.List(ctx)
		one.ok(err)
		for _, d := range docs {
			if d.ID == doc.ID {
				t.Errorf("%s has the document again", one.name)
			}
		}
		got, err := one.Documents.Get(ctx, group.ID)
		one.ok(err)
		if strings.Contains(got.Text.String(), "Tjallingii") {
			t.Errorf("%s has the turns again: %q", one.name, got.Text.String())
		}
		// What was written about the conversation stays: that is a person's to
		// decide. Without it nothing is left.
		memos, err := one.Memos.List(ctx)
		one.ok(err)
		for _, m := range memos {
			one.ok(one.Memos.Delete(ctx, one.bram, m.ID))
		}
		codings, err := one.Codings.All(ctx)
		one.ok(err)
		for _, k := range codings {
			one.ok(one.Codings.SetMemo(ctx, one.bram, k.ID, ""))
		}
		one.ok(one.Documents.ForgetHistory(ctx, one.bram, nil, person))
		one.sound()
		if left := leavings(t, one.path, person); len(left) > 0 {
			t.Errorf("%s: the file still has %q", one.name, left)
		}
	}
}

// TestMergeConvergesAfterForgetting lets three copies work, forget and merge at
// random: in the end all hold the same, and nothing of what one forgot.
func TestMergeConvergesAfterForgetting(t *testing.T) {
	for round := range 2 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			r := rand.New(rand.NewSource(int64(100 + round)))
			f := newField(t)
			for i := range 4 {
				_, err := f.Documents.Add(ctx, f.bram, interview(fmt.Sprintf("Gesprek %d", i)), true)
				f.ok(err)
			}
			c := f.copies(3)
			by := []codebook.CoderID{f.anna, f.bram, f.bram}
			for range 2 {
				for i, one := range c {
					w := &walk{field: one.field, r: r, by: by[i]}
					for range 1 + r.Intn(6) {
						w.step(one)
					}
					forgetSomebody(one, r, by[i])
					for range r.Intn(4) {
						w.step(one)
					}
				}
				to, from := r.Intn(3), r.Intn(3)
				if to != from {
					c[to].merge(c[from])
					c[to].sound()
				}
			}
			for range 3 {
				for _, i := range r.Perm(3) {
					for _, j := range r.Perm(3) {
						if i != j {
							c[i].merge(c[j])
						}
					}
				}
			}
			for _, one := range c {
				one.sound()
				alike(t, c[0], one)
				if again := one.merge(c[0]); !again.IsNothing() {
					t.Errorf("merged again: %+v", again)
				}
			}
		})
	}
}

func forgetSomebody(one *replica, r *rand.Rand, by codebook.CoderID) {
	docs, err := one.Documents.List(ctx)
	one.ok(err)
	speakers, err := one.Speakers.List(ctx)
	one.ok(err)
	if len(docs) < 2 || len(speakers) == 0 {
		return
	}
	who := Who{Mark: "[gewist]", Speakers: []transcript.SpeakerID{pick(r, speakers).ID}}
	if r.Intn(2) == 0 {
		who = Who{Documents: []transcript.DocumentID{pick(r, docs).ID}}
	}
	if _, err := one.Forget(ctx, by, who); err != nil && !errors.Is(err, ErrNotFound) {
		one.t.Fatal(err)
	}
}

// TestAnOlderCopyIsHeldToWhatWasForgotten: what a backup brings back goes again,
// once, and a copy from before the person came in is left alone.
func TestAnOlderCopyIsHeldToWhatWasForgotten(t *testing.T) {
	f := newField(t)
	early := f.copies(1)[0]
	doc := populate(f)
	group := interview("Groep")
	group.Speakers[1].Name = "Sietske Noordhof"
	group.Text = transcript.NewText(strings.ReplaceAll(group.Text.String(), "Met vertrouwen", "Ik Noordhof zo"))
	group, err := f.Documents.Add(ctx, f.anna, group, true)
	f.ok(err)
	c := f.copies(2)
	now, old := c[0], c[1]
	gone, err := old.Memos.Add(ctx, old.bram, codebook.Memo{Title: "weg", Body: "mevrouw Noordhof"})
	old.ok(err)
	old.ok(old.Memos.Delete(ctx, old.bram, gone))
	_, err = now.Forget(ctx, now.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	now.ok(err)
	_, err = now.Forget(ctx, now.anna, Who{Speakers: []transcript.SpeakerID{group.Speakers[1].ID}, Mark: "[gewist]"})
	now.ok(err)
	known, err := now.Changes.KeptErasures(ctx)
	now.ok(err)
	raw, err := json.Marshal(known)
	now.ok(err)
	if len(known) != 2 || strings.Contains(string(raw), "Tjallingii") || strings.Contains(string(raw), `"bodies"`) {
		t.Errorf("kept %s", raw)
	}
	if done, err := early.Changes.HoldTo(ctx, known); done != 0 || err != nil {
		t.Errorf("a copy without the person: %d, %v", done, err)
	}
	for round, want := range []int{2, 0} {
		done, err := old.Changes.HoldTo(ctx, known)
		old.ok(err)
		if done != want {
			t.Errorf("round %d: %d erasures", round, done)
		}
	}
	old.sound()
	for _, name := range []string{person, "Noordhof"} {
		if left := leavings(t, old.path, name); len(left) > 0 {
			t.Errorf("the older copy still has %q", left)
		}
	}
	got, err := old.Documents.Get(ctx, group.ID)
	old.ok(err)
	if !strings.Contains(got.Text.String(), "[gewist]") {
		t.Errorf("turns of %q", got.Text.String())
	}
	now.merge(old)
	now.sound()
	old.merge(now)
	alike(t, now, old)
}
