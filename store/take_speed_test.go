package store

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// large is a project of other people: documents of 8,000 words with 200
// codings each.
func large(documents int) codebook.Project {
	f := &foreign{Rand: rand.New(rand.NewSource(1))}
	f.Coders = []codebook.Coder{{ID: id[codebook.CoderID](f), Name: "Carla"}, {ID: id[codebook.CoderID](f), Name: "Daan"}}
	for i := range 200 {
		f.Codes = append(f.Codes, codebook.Code{ID: id[codebook.CodeID](f), Name: fmt.Sprint("code ", i)})
	}
	words := strings.Fields("de wijk heeft ruimte nodig voor eigen regels zegt het team en dat is lastig")
	for i := range documents {
		doc := transcript.Document{ID: id[transcript.DocumentID](f), Title: fmt.Sprintf("Interview %03d", i), Speakers: []transcript.Speaker{{Name: "I"}, {Name: "R"}}}
		var b strings.Builder
		for n := range 200 {
			at := b.Len()
			for range 40 {
				b.WriteString(words[f.Intn(len(words))] + " ")
			}
			doc.Turns = append(doc.Turns, transcript.Turn{N: n + 1, Speaker: n % 2, Span: span(at, b.Len())})
		}
		doc.Text = transcript.NewText(b.String())
		f.Documents = append(f.Documents, codebook.Document{Document: doc})
		for n := range 200 {
			start := n * (doc.Text.Len() / 200)
			f.Codings = append(f.Codings, codebook.Coding{ID: id[codebook.CodingID](f), Document: doc.ID, Code: pick(f.Rand, f.Codes).ID, Coder: pick(f.Rand, f.Coders).ID, Span: span(start, start+60)})
		}
	}
	return f.Project
}

// BenchmarkTake100 takes 100 documents of 8,000 words and 20,000 codings in,
// undoes that and does it again, durably.
func BenchmarkTake100(b *testing.B) {
	in := large(100)
	for b.Loop() {
		b.StopTimer()
		f := &field{t: b, env: &surroundings{}}
		f.Project = newProject(b, f.env)
		f.anna = f.coder("Anna")
		b.StartTimer()
		parts := []struct {
			name string
			do   func() error
		}{
			{"take", func() error { _, err := f.Take(ctx, f.anna, in, TakeOptions{}); return err }},
			{"undo", func() error { _, err := f.Changes.Undo(ctx, f.anna); return err }},
			{"redo", func() error { _, err := f.Changes.Redo(ctx, f.anna); return err }},
		}
		for _, part := range parts {
			before := b.Elapsed()
			f.ok(part.do())
			b.ReportMetric((b.Elapsed() - before).Seconds(), part.name+"-s")
		}
	}
}
