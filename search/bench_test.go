package search

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
)

// class is one kind of query with the bar it must stay under.
type class struct {
	name    string
	queries []string
	limit   int
	bar     float64 // ms, of the p99
}

// firstPage is how many hits a first page has.
const firstPage = 50

// benchClasses are queries as people type them, some 20 to 40 of a kind, over
// all frequencies; the most frequent words are always among them.
func benchClasses(z *zipf, f *fakeFacts) []class {
	r := rand.New(rand.NewPCG(21, 4))
	words := z.bands(40, 30_000)
	each := func(words []string, format string) (out []string) {
		for _, w := range words {
			out = append(out, fmt.Sprintf(format, w))
		}
		return out
	}
	pairs := func(format string) (out []string) {
		for i := range 30 {
			out = append(out, fmt.Sprintf(format, words[i%10+r.IntN(4)], words[r.IntN(30)]))
		}
		return append(out, fmt.Sprintf(format, "de", "het"), fmt.Sprintf(format, "en", "ik"))
	}
	var typing, infix, typos []string
	for _, w := range append(z.bands(24, 30_000), "gemeente", "vertrouwen", "beleid", "verantwoording", "gesprek") {
		letters := []rune(w)
		for n := 3; n <= min(len(letters), 6); n++ {
			typing = append(typing, string(letters[:n])+"*")
		}
		if len(letters) > 5 {
			infix = append(infix, "*"+string(letters[1:4])+"*", "*"+string(letters[1:5])+"*", "*"+string(letters[2:])+"*")
		}
		if len(letters) > 3 {
			letters[1], letters[2] = letters[2], letters[1]
			typos = append(typos, string(letters)+"~")
		}
	}
	var ors []string
	for i := range 20 {
		var some []string
		for range 50 {
			some = append(some, z.words[r.IntN(50+i*i*20)])
		}
		ors = append(ors, strings.Join(some, " OR "))
	}
	ors = append(ors, strings.Join(z.words[:50], " OR "))
	phrases := append(each(append(f.said(1, 25, 2), f.said(2, 10, 3)...), `"%s"`), `"de en"`, `"de het"`, `"het de"`, `"en ik dat"`)
	return []class{
		{"typing", typing, firstPage, 16},
		{"word", words, firstPage, 5},
		{"word-exact", each(words, "=%s"), firstPage, 5},
		{"word-kin", each(words, "%s+"), firstPage, 5},
		{"and", pairs("%s %s"), firstPage, 5},
		{"or-50", ors, firstPage, 5},
		{"typo", typos, firstPage, 5},
		{"phrase", phrases, firstPage, 20},
		{"near", pairs("%s NEAR/5 %s"), firstPage, 20},
		{"infix", infix, firstPage, 5},
		{"regexp", []string{"/^ge.*heid$/", "/ing(en)?$/", "/^(be|ver)/", "/[0-9]/", "/aa[kp]t/"}, firstPage, 20},
		{"fields", []string{"ruimte rol:beleid spreker:R1 -is:coded", "de rol:beleid", "code:ruimte", "-de is:coded", "vertrouwen jaar:>=2019 taal:nl"}, firstPage, 20},
		{"theme-200", []string{"thema:groot", "thema:groot -is:coded", "thema:veelgezegd"}, firstPage, 20},
	}
}

// benchThemes gives the codebook themes with 200 words each: one over all
// frequencies with phrases among them, one of the most frequent words.
func benchThemes(z *zipf, f *fakeFacts) {
	theme := func(n int, name string, words []string) codebook.Theme {
		t := codebook.Theme{ID: codebook.ThemeID(idOf[struct{}]("theme", n)), Name: name}
		for _, w := range words {
			t.Words = append(t.Words, codebook.Word{Text: w})
		}
		return t
	}
	wide := z.bands(190, 30_000)
	for _, said := range f.said(5, 10, 2) {
		wide = append(wide, `"`+said+`"`)
	}
	f.book.Themes = append(f.book.Themes, theme(2, "groot", wide), theme(3, "veelgezegd", z.words[:200]))
}

// benchProject is the corpus with its index, built once for all that is
// measured.
type benchProject struct {
	zipf  *zipf
	facts *fakeFacts
	dir   string
	ix    *Index
	built func(*testing.B) // reports the build
}

// BenchmarkBars measures all that issue 3 sets a bar for, on one corpus. Times
// of queries: p50 and p99 of all runs, and the slowest query by the median of
// its runs. One iteration is one run of every query of the kind.
func BenchmarkBars(b *testing.B) {
	p := &benchProject{zipf: newZipf(), dir: os.Getenv("VELDWERK_BENCH_DIR")} // an index that stands there is used
	if p.dir == "" {
		p.dir = b.TempDir()
	}
	p.facts = p.zipf.interviews(9, benchInterviews())
	benchThemes(p.zipf, p.facts)
	p.start(b)
	defer func() { _ = p.ix.Close() }()
	b.Run("build", p.build)
	b.Run("open", p.open)
	catchUp(b, p.ix, p.facts)
	p.ix.snap.cutting.Wait()
	for _, c := range benchClasses(p.zipf, p.facts) {
		b.Run(c.name, func(b *testing.B) { p.search(b, c) })
	}
	b.Run("all-hits", p.allHits)
	b.Run("concordance", p.concordance)
	b.Run("facets", p.facets)
	b.Run("expand", p.expand)
	b.Run("memory", p.memory)
	b.Run("peers", p.peers)
	b.Run("import", p.imported) // last: it adds to the corpus
}

// start opens the index; it stays open from one measurement to the next.
func (p *benchProject) start(b *testing.B) {
	b.Helper()
	var err error
	if p.ix, err = OpenIndex(p.dir, testProject); err != nil {
		b.Fatal(err)
	}
}

// build makes the index anew.
func (p *benchProject) build(b *testing.B) {
	if p.built != nil { // once is enough
		p.built(b)
		return
	}
	words, bytes := benchSize(p.facts)
	runtime.GC()
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // Linux: forget the most so far
	before, _ := resident(b)
	if err := p.ix.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.RemoveAll(p.dir); err != nil {
		b.Fatal(err)
	}
	p.start(b)
	start, work := time.Now(), worked()
	catchUp(b, p.ix, p.facts)
	took := time.Since(start)
	work = worked() - work
	_, most := resident(b)
	size := 0.0
	_ = filepath.WalkDir(p.dir, func(_ string, d fs.DirEntry, _ error) error {
		if info, err := d.Info(); err == nil && !d.IsDir() {
			size += float64(info.Size())
		}
		return nil
	})
	p.built = func(b *testing.B) {
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(took.Seconds(), "s")
		b.ReportMetric(work.Seconds(), "cpu-s")
		b.ReportMetric(float64(words)/1e6, "Mwords")
		b.ReportMetric(float64(len(p.ix.words.terms)), "types")
		b.ReportMetric(float64(bytes)/1e6, "MB-text")
		b.ReportMetric(size/1e6, "MB-index")
		b.ReportMetric(size/float64(bytes), "×text")
		b.ReportMetric(before, "MB-corpus")
		b.ReportMetric(most-before, "MB-peak")
	}
	p.built(b)
}

// open is until the screens can go on, and until the index is proved and
// answers; meanwhile a scan does.
func (p *benchProject) open(b *testing.B) {
	var opened, ready samples
	for b.Loop() {
		if err := p.ix.Close(); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		p.start(b)
		opened.add(time.Since(start))
		<-p.ix.proved
		ready.add(time.Since(start))
	}
	opened.report(b, "", 5)
	ready.report(b, "ready-", 0)
}

func (p *benchProject) search(b *testing.B, c class) {
	queries := make([]Query, len(c.queries))
	for i, text := range c.queries {
		queries[i] = Parse(text)
	}
	var all, cpu samples
	one := make([]samples, len(queries))
	totals := make([]int, len(queries))
	for b.Loop() {
		for i, q := range queries {
			before := worked()
			r, err := p.ix.Search(context.Background(), q, p.facts, Options{Limit: c.limit})
			cpu.add(worked() - before)
			if err != nil || !r.Indexed || len(r.Problems) > 0 {
				b.Fatal(c.queries[i], err, r.Indexed, r.Problems)
			}
			all.add(r.Took)
			one[i].add(r.Took)
			totals[i] = r.Total
		}
	}
	all.report(b, "", c.bar)
	slowest := slices.MaxFunc(one, func(x, y samples) int { return int(x.at(50) - y.at(50)) })
	b.ReportMetric(ms(slowest.at(50)), "slowest-ms")
	b.ReportMetric(ms(cpu.at(50)), "p50-cpu-ms")
	b.ReportMetric(ms(cpu.at(99)), "p99-cpu-ms")
	slices.Sort(totals)
	b.ReportMetric(float64(len(queries)), "queries")
	b.ReportMetric(float64(totals[len(totals)/2]), "p50-turns")
	b.ReportMetric(float64(totals[len(totals)-1]), "most-turns")
	if os.Getenv("VELDWERK_BENCH_EACH") != "" {
		for i := range one {
			b.Logf("%8.2f ms %8d %s", ms(one[i].at(50)), totals[i], c.queries[i][:min(len(c.queries[i]), 60)])
		}
	}
}

// allHits asks for every hit with its places; the bar grows with their number.
func (p *benchProject) allHits(b *testing.B) {
	var shares, works, took samples
	most, slowest := 0, time.Duration(0)
	queries := append(p.zipf.bands(30, 30_000), `"de het"`, "ver*", "*ing*", p.zipf.words[0]+" OR "+p.zipf.words[1]+" OR "+p.zipf.words[2])
	for b.Loop() {
		for _, text := range queries {
			before := worked()
			r, err := p.ix.Search(context.Background(), Parse(text), p.facts, Options{})
			work := worked() - before
			if err != nil || !r.Indexed {
				b.Fatal(text, err, r.Indexed)
			}
			took.add(r.Took)
			bar := 5*time.Millisecond + time.Duration(r.Total)*time.Microsecond
			if text[0] == '"' {
				bar += 15 * time.Millisecond // to find a phrase is a bar of its own
			}
			shares.add(r.Took * time.Millisecond / bar) // share of the bar, as ms of a ms
			works.add(work * time.Millisecond / bar)
			if r.Total > most {
				most, slowest = r.Total, r.Took
			}
		}
	}
	took.report(b, "", 0)
	b.ReportMetric(100*ms(shares.at(50)), "p50-%-of-bar")
	b.ReportMetric(100*ms(shares.at(99)), "p99-%-of-bar")
	b.ReportMetric(100*ms(works.at(99)), "p99-cpu-%-of-bar")
	b.ReportMetric(float64(most), "most-turns")
	b.ReportMetric(ms(slowest), "most-turns-ms")
}

// hits finds at least n matches.
func (p *benchProject) hits(b *testing.B, n int) []Hit {
	b.Helper()
	r, err := p.ix.Search(context.Background(), Parse("=de OR =en OR =het"), p.facts, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range r.Hits {
		if n -= len(r.Hits[i].Matches); n <= 0 {
			return r.Hits[:i+1]
		}
	}
	return r.Hits
}

func (p *benchProject) concordance(b *testing.B) {
	c := NewConcordance(p.hits(b, 80_000))
	if _, err := c.Sort(context.Background(), p.facts, ByLeft1); err != nil {
		b.Fatal(err)
	}
	var took samples
	for b.Loop() {
		for _, by := range Orders()[1:] {
			start := time.Now()
			if _, err := c.Sort(context.Background(), p.facts, by); err != nil {
				b.Fatal(err)
			}
			took.add(time.Since(start))
		}
	}
	took.report(b, "", 50)
	b.ReportMetric(float64(c.Len()), "lines")
}

func (p *benchProject) facets(b *testing.B) {
	ask := func(ctx context.Context, q Query) (Result, error) { return p.ix.Search(ctx, q, p.facts, Options{}) }
	start := time.Now()
	tally, err := NewTally(context.Background(), p.facts, ask, nil)
	if err != nil {
		b.Fatal(err)
	}
	built := time.Since(start)
	hits := p.hits(b, 80_000)
	var took samples
	for b.Loop() {
		start := time.Now()
		tally.Count(hits)
		took.add(time.Since(start))
	}
	took.report(b, "", 1)
	b.ReportMetric(float64(len(hits)), "turns")
	b.ReportMetric(ms(built), "once-ms")
}

func (p *benchProject) expand(b *testing.B) {
	var took samples
	for b.Loop() {
		for _, word := range []string{"gemeente", "zorg+", "de", "ruimte", "vertrouwen", "regels+", "ing"} {
			start := time.Now()
			if _, err := p.ix.Expand(context.Background(), Parse(word), p.facts); err != nil {
				b.Fatal(err)
			}
			took.add(time.Since(start))
		}
	}
	took.report(b, "", 0)
}

// memory is what a huge search leaves behind: its hits and concordance are
// held, as a screen holds them.
func (p *benchProject) memory(b *testing.B) {
	measure := func() float64 {
		runtime.GC()
		debug.FreeOSMemory()
		now, _ := resident(b)
		return now
	}
	before := measure()
	var hits []Hit
	matches := 0
	for b.Loop() {
		r, err := p.ix.Search(context.Background(), Parse("de OR het"), p.facts, Options{})
		if err != nil {
			b.Fatal(err)
		}
		c := NewConcordance(r.Hits)
		if _, err := c.Sort(context.Background(), p.facts, ByRight1); err != nil {
			b.Fatal(err)
		}
		hits, matches = r.Hits, c.Len()
		after := measure()
		b.ReportMetric(after-before, "MB-held")
		b.ReportMetric(before, "MB-before")
		runtime.KeepAlive(c)
	}
	b.ReportMetric(float64(len(hits)), "turns")
	b.ReportMetric(float64(matches), "matches")
}

// imported is one interview more, until it can be searched and until the index
// is at rest.
func (p *benchProject) imported(b *testing.B) {
	text := p.facts.texts[p.facts.documents[0].ID].Text.String()
	var found, rest samples
	n := 0
	for b.Loop() {
		n++
		p.facts.add(fmt.Sprint("Nieuw ", n), "nl", nil, text)
		start := time.Now()
		err := p.ix.CatchUp(context.Background(), p.facts, func(done, total int) {
			if done == total {
				found.add(time.Since(start))
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		rest.add(time.Since(start))
	}
	found.report(b, "", 50)
	rest.report(b, "rest-", 0)
}

// samples are times that something took.
type samples []time.Duration

func (s *samples) add(d time.Duration) { *s = append(*s, d) }

func (s samples) at(percent int) time.Duration {
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	return sorted[len(sorted)*percent/100]
}

// report gives p50 and p99, and the bar when there is one.
func (s samples) report(b *testing.B, prefix string, bar float64) {
	b.ReportMetric(0, "ns/op") // of a whole round: says nothing
	b.ReportMetric(ms(s.at(50)), prefix+"p50-ms")
	b.ReportMetric(ms(s.at(99)), prefix+"p99-ms")
	if bar > 0 {
		b.ReportMetric(bar, "bar-ms")
	}
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

func BenchmarkScan(b *testing.B) {
	f := newZipf().interviews(9, benchInterviews())
	for _, query := range []string{"gemeente", `"de gemeente"`, "*ruimte*"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				if _, err := Scan(context.Background(), Parse(query), f, Options{Limit: firstPage}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse(`ruimte "oog voor" (rol:beleid OF rol:uitvoering) -is:interviewer regels NEAR/8 vertrouw*`)
	}
}
