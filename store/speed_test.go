package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// long is a document of so many turns of sixteen words.
func long(title string, turns int) transcript.Document {
	doc := transcript.Document{Title: title, Speakers: []transcript.Speaker{{Name: "I"}, {Name: "R"}}}
	const said = "en dan zoek je naar ruimte, want één gemeente is de andere niet, zo gaat dat"
	length := len([]rune(said))
	var b strings.Builder
	at := 0
	for i := range turns {
		b.WriteString("R: " + said + "\n\n")
		span := transcript.Span{Start: at + 3, End: at + 3 + length}
		doc.Turns = append(doc.Turns, transcript.Turn{N: i + 1, Speaker: i % 2, Span: span, Label: transcript.Span{Start: at, End: at + 3}})
		doc.Anchors = append(doc.Anchors, transcript.Anchor{At: span.Start, Millis: int64(i) * 3000})
		at += length + 5
	}
	doc.Text = transcript.NewText(b.String())
	doc.Source = transcript.Source{Name: title + ".vtt", Kind: "vtt", SHA256: title}
	return doc
}

// BenchmarkApplyOne is one coding, durable, in a transcript of a million words
// that holds ten thousand codings.
func BenchmarkApplyOne(b *testing.B) {
	f := newField(b)
	doc, err := f.Documents.Add(ctx, f.anna, long("lang", 62_500), false)
	f.ok(err)
	places := make([]Place, 10_000)
	for i := range places {
		places[i] = Place{doc.ID, transcript.Span{Start: i * 20, End: i*20 + 10}}
	}
	_, err = f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: places})
	f.ok(err)
	_, err = f.writer.ExecContext(ctx, "PRAGMA synchronous = EXTRA") // as it is opened
	f.ok(err)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		from := time.Now()
		at := 300_000 + i%30_000*20
		_, err := f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[1+i%2].ID, Places: []Place{{doc.ID, transcript.Span{Start: at, End: at + 15}}}})
		f.ok(err)
		took = append(took, time.Since(from))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkDocumentGetMillionWords reads a transcript of a million words in
// 62,500 turns, its text not in memory.
func BenchmarkDocumentGetMillionWords(b *testing.B) {
	f := newField(b)
	doc, err := f.Documents.Add(ctx, f.anna, long("lang", 62_500), false)
	f.ok(err)
	for b.Loop() {
		f.forget()
		got, err := f.Documents.Get(ctx, doc.ID)
		f.ok(err)
		if len(got.Turns) != 62_500 || len(got.Anchors) != 62_500 {
			b.Fatal("turns are missing")
		}
	}
}

func BenchmarkList1000Documents(b *testing.B) {
	f := newField(b)
	for i := range 999 {
		_, err := f.Documents.Add(ctx, f.anna, long(fmt.Sprintf("Gesprek %d", i), 20), false)
		f.ok(err)
	}
	for b.Loop() {
		got, err := f.Documents.List(ctx)
		f.ok(err)
		if len(got) != 1000 {
			b.Fatal(len(got))
		}
	}
}

// manyCodings fills a project with a hundred documents that hold n codings of
// thirty codes, as one act each.
func manyCodings(b *testing.B, n int) *field {
	f := newField(b)
	var codes []codebook.Code
	for i := range 30 {
		codes = append(codes, codebook.Code{Name: fmt.Sprintf("code %d", i)})
	}
	codes, err := f.Codes.Add(ctx, f.anna, codes...)
	f.ok(err)
	f.codes = codes
	for i := range 100 {
		doc, err := f.Documents.Add(ctx, f.anna, long(fmt.Sprintf("Gesprek %d", i), 200), false)
		f.ok(err)
		var places []Place
		for k := range n / 100 / len(codes) {
			places = append(places, Place{doc.ID, transcript.Span{Start: k * 20, End: k*20 + 12}})
		}
		for _, c := range codes {
			_, err := f.Codings.Apply(ctx, f.anna, Application{Code: c.ID, Places: places})
			f.ok(err)
		}
	}
	return f
}

func BenchmarkAllCodings100k(b *testing.B) {
	f := manyCodings(b, 100_000)
	for b.Loop() {
		all, err := f.Codings.All(ctx)
		f.ok(err)
		b.ReportMetric(float64(len(all)), "codings")
	}
}

func BenchmarkCountByCode100k(b *testing.B) {
	f := manyCodings(b, 100_000)
	for b.Loop() {
		_, err := f.Codings.CountByCode(ctx)
		f.ok(err)
	}
}

func BenchmarkColumns100k(b *testing.B) {
	f := manyCodings(b, 100_000)
	for b.Loop() {
		got, err := f.Codings.Columns(ctx)
		f.ok(err)
		b.ReportMetric(float64(got.Len()), "codings")
	}
}

// forget drops the texts that are kept in memory.
func (f *field) forget() { f.texts = texts{} }
