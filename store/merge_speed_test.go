package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"veldwerk/codebook"
)

// BenchmarkMerge takes 25,000 codings of another copy into 25,000 of our own.
func BenchmarkMerge(b *testing.B) {
	f := newField(b)
	c := f.copies(2)
	for i, r := range c {
		places := make([]Place, 0, 25)
		for start := 30; start < 155; start += 5 {
			places = append(places, Place{r.doc.ID, span(start, start+3)})
		}
		by := []codebook.CoderID{r.anna, r.bram}[i]
		for n := range 1000 {
			made, err := r.Codes.Add(ctx, by, codebook.Code{Name: string(rune('a'+i)) + time.Duration(n).String()})
			r.ok(err)
			_, err = r.Codings.Apply(ctx, by, Application{Code: made[0].ID, Places: places})
			r.ok(err)
		}
		r.ok(r.Close())
	}
	data, err := os.ReadFile(c[0].path)
	f.ok(err)
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "to.veldwerk")
		f.ok(os.WriteFile(path, data, 0o600))
		p, err := Open(ctx, path, c[0].options())
		f.ok(err)
		b.StartTimer()
		report, err := p.Merge(ctx, f.anna, c[1].path, MergeOptions{})
		b.StopTimer()
		if err != nil || report.Added["coding"] != 25_000 {
			b.Fatal(report.Added, err)
		}
		f.ok(p.Close())
		b.StartTimer()
	}
}
