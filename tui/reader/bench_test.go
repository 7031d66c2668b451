package reader

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/transcript"
)

// million is an interview of a million words in this many turns, with ten
// thousand codings of which some overlap and one runs through all.
func million(turns int) (*transcript.Document, []Stripe) {
	const sentence = "Elke afdeling hield haar eigen potje vast, zei de coördinator, en dat heette dan één loket. "
	const words = 1_000_000
	count := strings.Count(sentence, " ")
	var said []said
	for range turns {
		said = append(said, struct{ speaker, text string }{"B" + fmt.Sprint(len(said)%3), strings.TrimSpace(strings.Repeat(sentence, words/turns/count))})
	}
	d := document(said)
	var stripes []Stripe
	step := d.Text.Len() / 10_000
	for i := range 10_000 {
		s := codes[i%len(codes)]
		s.ID, s.Code = ID{1, byte(i), byte(i >> 8)}, ID{2, byte(i % len(codes))}
		s.Span = transcript.Span{Start: i * step, End: i*step + 40 + i%7*300}
		stripes = append(stripes, s)
	}
	stripes[0].Span.End = d.Text.Len()
	return d, stripes
}

func benchmarkKeys(b *testing.B, turns int, key func(r *Reader, i int)) {
	d, stripes := million(turns)
	r := New(d, plainTheme())
	r.SetSize(120, 50)
	r.SetStripes(stripes)
	r.GoTo(d.Text.Len() / 3)
	r.View()
	var took []time.Duration
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		key(r, i)
		r.View()
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

// shapes of the million words; in each, every key a reader presses.
func benchmarkShapes(b *testing.B, key func(r *Reader, i int)) {
	for _, turns := range []int{20_000, 1} {
		b.Run(fmt.Sprintf("turns=%d", turns), func(b *testing.B) { benchmarkKeys(b, turns, key) })
	}
}

func BenchmarkKeySentence(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, _ int) { r.Sentence(1) })
}

func BenchmarkKeyWord(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, _ int) { r.Word(1) })
}

func BenchmarkKeyPage(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, i int) {
		if !r.Page(1) {
			r.Home()
		}
	})
}

func BenchmarkKeyLeap(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, i int) { r.GoTo(i * 7_654_321 % r.doc.Text.Len()) })
}

func BenchmarkKeyResize(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, i int) { r.SetSize(60+i%100, 40) })
}

func BenchmarkKeyNextUncoded(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, i int) {
		if !r.NextUncoded(1) {
			r.Home()
		}
	})
}

// BenchmarkKeyCode is one coding more or less among ten thousand.
func BenchmarkKeyCode(b *testing.B) {
	benchmarkShapes(b, func(r *Reader, i int) {
		list := r.stripes.list
		at := r.stripes.before(r.Selection().Start)
		if i%2 == 0 {
			s := codes[0]
			s.ID, s.Span = ID{9}, r.Selection()
			r.SetStripes(slices.Insert(slices.Clone(list), at, s))
		} else if at < len(list) {
			r.SetStripes(slices.Delete(slices.Clone(list), at, at+1))
		}
	})
}

// BenchmarkSetStripes is what a new coding costs before the next frame.
func BenchmarkSetStripes(b *testing.B) {
	d, stripes := million(20_000)
	r := New(d, plainTheme())
	for b.Loop() {
		r.SetStripes(stripes)
	}
}
