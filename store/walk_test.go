package store

import (
	"errors"
	"fmt"
	"math/rand"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// walk does random acts on whatever the project holds.
type walk struct {
	*field
	r  *rand.Rand
	by codebook.CoderID
	n  int
}

func pick[T any](r *rand.Rand, list []T) (one T) {
	if len(list) > 0 {
		one = list[r.Intn(len(list))]
	}
	return one
}

// name is a new name, now and then one that was used before.
func (w *walk) name() string {
	if w.n > 0 && w.r.Intn(5) == 0 {
		return fmt.Sprintf("Naam %d", 1+w.r.Intn(w.n))
	}
	w.n++
	return fmt.Sprintf("naam %d", w.n)
}

// act does one act; refusals (a name that is taken, nothing to work on) are
// part of the game, other errors are not.
func (w *walk) act() {
	docs, err := w.Documents.List(ctx)
	w.ok(err)
	codes, err := w.Codes.List(ctx)
	w.ok(err)
	codings, err := w.Codings.All(ctx)
	w.ok(err)
	cases, err := w.Cases.List(ctx)
	w.ok(err)
	speakers, err := w.Speakers.List(ctx)
	w.ok(err)
	attributes, err := w.Attributes.List(ctx)
	w.ok(err)
	themes, err := w.Themes.List(ctx)
	w.ok(err)
	memos, err := w.Memos.List(ctx)
	w.ok(err)
	queries, err := w.Queries.List(ctx)
	w.ok(err)
	doc, code, other, coding := pick(w.r, docs), pick(w.r, codes), pick(w.r, codes), pick(w.r, codings)
	aCase, speaker, attribute, theme, memo := pick(w.r, cases), pick(w.r, speakers), pick(w.r, attributes), pick(w.r, themes), pick(w.r, memos)
	start := w.r.Intn(150)
	span := transcript.Span{Start: start, End: start + 1 + w.r.Intn(40)}
	by := w.by
	apply := func() error {
		_, err := w.Codings.Apply(ctx, by, Application{Code: code.ID, Places: []Place{{doc.ID, span}, {doc.ID, transcript.Span{Start: span.End + 5, End: span.End + 9}}}})
		return err
	}
	acts := []func() error{
		apply, apply, apply, apply,
		func() error { _, err := w.Documents.Add(ctx, by, interview(w.name()), true); return err },
		func() error { return w.Documents.Rename(ctx, by, doc.ID, w.name()) },
		func() error { return w.Documents.SetCase(ctx, by, doc.ID, aCase.ID) },
		func() error { return w.Documents.SetLanguage(ctx, by, doc.ID, pick(w.r, []string{"nl", "en", ""})) },
		func() error { return w.Documents.Delete(ctx, by, doc.ID) },
		func() error { return w.Speakers.Rename(ctx, by, speaker.ID, w.name()) },
		func() error { return w.Speakers.SetRole(ctx, by, speaker.ID, transcript.RoleInterviewer) },
		func() error { return w.Speakers.SetCase(ctx, by, speaker.ID, aCase.ID) },
		func() error { return w.Speakers.Merge(ctx, by, speaker.ID, pick(w.r, speakers).ID) },
		func() error { _, err := w.Cases.Add(ctx, by, w.name()); return err },
		func() error { return w.Cases.Rename(ctx, by, aCase.ID, w.name()) },
		func() error { return w.Cases.Delete(ctx, by, aCase.ID) },
		func() error {
			return w.Cases.SetValue(ctx, by, aCase.ID, attribute.ID, pick(w.r, []string{"", "7", "2019"}))
		},
		func() error { _, err := w.Attributes.Add(ctx, by, w.name(), ""); return err },
		func() error { return w.Attributes.SetType(ctx, by, attribute.ID, transcript.AttributeNumber) },
		func() error { return w.Attributes.Delete(ctx, by, attribute.ID) },
		func() error {
			_, err := w.Codes.Add(ctx, by, codebook.Code{Name: w.name(), Parent: code.ID})
			return err
		},
		func() error {
			_, err := w.Codes.Add(ctx, by, codebook.Code{Name: w.name(), Full: "een lange definitie"})
			return err
		},
		func() error { code.Name, code.Full = w.name(), w.name(); return w.Codes.Update(ctx, by, code) },
		func() error { return w.Codes.Move(ctx, by, code.ID, other.ID, w.r.Intn(3)-1) },
		func() error { return w.Codes.Merge(ctx, by, code.ID, other.ID) },
		func() error {
			_, err := w.Codes.Split(ctx, by, coding.Code, w.name(), []codebook.CodingID{coding.ID})
			return err
		},
		func() error { return w.Codes.Delete(ctx, by, code.ID) },
		func() error {
			_, err := w.Themes.Add(ctx, by, codebook.Theme{Name: w.name(), Claim: "stelling", Codes: []codebook.CodeID{code.ID}, Words: []codebook.Word{{Text: "ruimte*"}}})
			return err
		},
		func() error {
			theme.Codes, theme.Words = []codebook.CodeID{code.ID, other.ID}, []codebook.Word{{Text: w.name(), Off: true}}
			return w.Themes.Update(ctx, by, theme)
		},
		func() error { return w.Themes.Delete(ctx, by, theme.ID) },
		func() error { return w.Codings.Remove(ctx, by, coding.ID) },
		func() error { return w.Codings.Resize(ctx, by, coding.ID, span) },
		func() error { return w.Codings.Recode(ctx, by, other.ID, coding.ID, pick(w.r, codings).ID) },
		func() error { return w.Codings.SetCertainty(ctx, by, coding.ID, w.r.Intn(4)) },
		func() error { return w.Codings.SetMemo(ctx, by, coding.ID, w.name()) },
		func() error {
			_, err := w.Memos.Add(ctx, by, codebook.Memo{Title: w.name(), Body: "tekst", About: pick(w.r, []codebook.Ref{
				{}, {Kind: codebook.RefCode, Code: code.ID}, {Kind: codebook.RefCoding, Coding: coding.ID}, {Kind: codebook.RefSpan, Document: doc.ID, Span: span},
				{Kind: codebook.RefCase, Case: aCase.ID}, {Kind: codebook.RefTheme, Theme: theme.ID}})})
			return err
		},
		func() error { memo.Body += "!"; return w.Memos.Update(ctx, by, memo) },
		func() error { return w.Memos.Delete(ctx, by, memo.ID) },
		func() error { return w.Slots.Set(ctx, by, 1+w.r.Intn(9), pick(w.r, append(codes, codebook.Code{})).ID) },
		func() error { return w.Queries.Save(ctx, by, pick(w.r, []string{"een", "twee"}), w.name()) },
		func() error { return w.Queries.Delete(ctx, by, pick(w.r, queries).ID) },
		func() error { return w.Coders.Rename(ctx, by, w.bram, w.name(), "") },
	}
	err = acts[w.r.Intn(len(acts))]()
	var duplicate *DuplicateError
	if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrInvalid) && !errors.As(err, &duplicate) {
		w.t.Fatal(err)
	}
}
