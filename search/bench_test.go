package search

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// benchInterviews is the size of the corpus: 100 interviews of 200 turns,
// unless VELDWERK_BENCH_INTERVIEWS says otherwise.
func benchInterviews() int {
	if n, err := strconv.Atoi(os.Getenv("VELDWERK_BENCH_INTERVIEWS")); err == nil {
		return n
	}
	return 100
}

// benchWords is a vocabulary that grows as that of speech does: the words of
// the corpus in front, then many made of syllables.
func benchWords() []string {
	r := rand.New(rand.NewPCG(5, 5))
	words := append([]string{}, corpusWords...)
	syllables := strings.Fields("ge be ver ont wijk zorg raad werk lijk heid ing en er je tie daad kring punt stel loop vraag dienst plan druk")
	for len(words) < 60000 {
		var b strings.Builder
		for range 2 + r.IntN(4) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		words = append(words, b.String())
	}
	return words
}

func benchCorpus(b *testing.B) *fakeFacts {
	b.Helper()
	f := corpusOf(9, benchInterviews(), 200, benchWords())
	bytes := 0
	for _, d := range f.texts {
		bytes += len(d.Text.String())
	}
	b.SetBytes(int64(bytes))
	return f
}

func BenchmarkBuild(b *testing.B) {
	f := benchCorpus(b)
	for b.Loop() {
		dir := b.TempDir()
		ix, err := OpenIndex(dir, testProject)
		if err != nil {
			b.Fatal(err)
		}
		catchUp(b, ix, f)
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
		size := int64(0)
		_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, _ error) error {
			if info, err := d.Info(); err == nil && !d.IsDir() {
				size += info.Size()
			}
			return nil
		})
		b.ReportMetric(float64(size)/1e6, "MB-index")
	}
}

func BenchmarkSearch(b *testing.B) {
	f := benchCorpus(b)
	dir := b.TempDir()
	ix := openIndex(b, dir)
	catchUp(b, ix, f)
	for _, bench := range []struct {
		name, query string
		limit       int
	}{
		{"word", "gemeente", 50},
		{"exact", "=gemeente", 50},
		{"kin", "gemeente+", 50},
		{"prefix-3", "wij*", 50},
		{"prefix-4", "zorg*", 50},
		{"or-50", strings.Join(benchWords()[60:110], " OR "), 50},
		{"phrase-frequent", `"de het"`, 50},
		{"infix-narrow", "*keukentafel*", 50},
		{"infix-letter", "*e", 50},
		{"rare-word", "zorgraadlijkheid*", 50},
		{"and", "wijkteam vertrouwen", 50},
		{"or", "wijkteam OR loket OR beleid OR budget OR raadslid OR maatwerk", 50},
		{"phrase", `"de gemeente"`, 50},
		{"near", "regels NEAR/5 ruimte", 50},
		{"prefix", "gem*", 50},
		{"prefix-wide", "v*", 50},
		{"infix", "*ruimte*", 50},
		{"infix-wide", "*e*", 50},
		{"typo", "wethuoder~", 50},
		{"regexp", "/^ge.*heid$/", 50},
		{"fields", "ruimte rol:beleid spreker:R1 -is:coded", 50},
		{"code", "code:ruimte", 50},
		{"all-hits", "gemeente", 0},
		{"all-hits-frequent", "de", 0},
		{"all-hits-phrase", `"de gemeente"`, 0},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(0)
			q := Parse(bench.query)
			total := 0
			var took []time.Duration
			for b.Loop() {
				r, err := ix.Search(context.Background(), q, f, Options{Limit: bench.limit})
				if err != nil || !r.Indexed {
					b.Fatal(err, r.Indexed)
				}
				total = r.Total
				took = append(took, r.Took)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(total), "turns")
		})
	}
}

func BenchmarkExpand(b *testing.B) {
	f := benchCorpus(b)
	ix := openIndex(b, b.TempDir())
	catchUp(b, ix, f)
	for _, query := range []string{"gemeente", "zorg+", "de"} {
		b.Run(query, func(b *testing.B) {
			b.SetBytes(0)
			forms := 0
			for b.Loop() {
				e, err := ix.Expand(context.Background(), Parse(query), f)
				if err != nil {
					b.Fatal(err)
				}
				forms = len(e[0].Forms)
			}
			b.ReportMetric(float64(forms), "forms")
		})
	}
}

func BenchmarkScan(b *testing.B) {
	f := benchCorpus(b)
	for _, query := range []string{"gemeente", `"de gemeente"`, "*ruimte*"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				if _, err := Scan(context.Background(), Parse(query), f, Options{Limit: 50}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	f := benchCorpus(b)
	dir := b.TempDir()
	ix, err := OpenIndex(dir, testProject)
	if err != nil {
		b.Fatal(err)
	}
	catchUp(b, ix, f)
	if err := ix.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(0)
	for b.Loop() {
		ix, err := OpenIndex(dir, testProject)
		if err != nil {
			b.Fatal(err)
		}
		<-ix.ready
		if err := ix.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkImport is one interview more, until it can be searched and rests.
func BenchmarkImport(b *testing.B) {
	f := benchCorpus(b)
	ix := openIndex(b, b.TempDir())
	catchUp(b, ix, f)
	b.SetBytes(0)
	text := f.texts[f.documents[0].ID].Text.String()
	n := 0
	for b.Loop() {
		n++
		f.add(fmt.Sprint("Nieuw ", n), "nl", nil, text)
		catchUp(b, ix, f)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse(`ruimte "oog voor" (rol:beleid OF rol:uitvoering) -is:interviewer regels NEAR/8 vertrouw*`)
	}
}
