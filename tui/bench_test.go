package tui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

var benchWords = strings.Fields("de het een gemeente ruimte wijkteam niet vertrouwen regels en of maar dan beleid uitvoering keukentafel gesprek jeugd zorg budget raad loket samen afstemming verkokering maatwerk inwoner coördinatie cliënt zo’n eigenlijk gewoon natuurlijk")

// benchText gives words of a seeded interview, in turns of so many words.
func benchText(words, turn int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for w := 0; w < words; {
		if w%(2*turn) < turn {
			b.WriteString("I: ")
		} else {
			b.WriteString("R: ")
		}
		for t := 0; t < turn && w < words; {
			n := 6 + r.IntN(14)
			for i := range n {
				word := benchWords[r.IntN(len(benchWords))]
				if i == 0 {
					word = strings.ToUpper(word[:1]) + word[1:]
				} else {
					b.WriteByte(' ')
				}
				b.WriteString(word)
			}
			b.WriteString(". ")
			w, t = w+n, t+n
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

// benchProject makes a project with documents of so many words and so many
// codings in each.
func benchProject(b *testing.B, documents, words, turn, codings int) (workspace.Environment, string) {
	b.Helper()
	ctx, folder := context.Background(), b.TempDir()
	env := testEnvironment(folder)
	path := filepath.Join(folder, "bench.veldwerk")
	ws, err := workspace.Create(ctx, path, env, workspace.Options{Coder: "Bench"})
	if err != nil {
		b.Fatal(err)
	}
	defer ws.Close()
	if err := ws.ImportStarter(ctx); err != nil {
		b.Fatal(err)
	}
	by, err := ws.Acting(ctx)
	if err != nil {
		b.Fatal(err)
	}
	codes, err := ws.Project.Codes.List(ctx)
	if err != nil {
		b.Fatal(err)
	}
	for i := range documents {
		doc, _, err := transcript.Read(fmt.Sprintf("interview-%04d.txt", i), []byte(benchText(words, turn, uint64(i))))
		if err != nil {
			b.Fatal(err)
		}
		if doc, err = ws.Project.Documents.Add(ctx, by, doc, true); err != nil {
			b.Fatal(err)
		}
		r := rand.New(rand.NewPCG(uint64(i), 2))
		places := map[codebook.CodeID][]store.Place{}
		for range codings {
			start := r.IntN(doc.Text.Len() - 400)
			code := codes[r.IntN(len(codes))].ID
			span := transcript.SnapSpan(doc.Text, transcript.Span{Start: start, End: start + 20 + r.IntN(300)})
			places[code] = append(places[code], store.Place{Document: doc.ID, Span: span})
		}
		for _, c := range codes {
			if len(places[c.ID]) == 0 {
				continue
			}
			if _, err := ws.Project.Codings.Apply(ctx, by, store.Application{Code: c.ID, Places: places[c.ID]}); err != nil {
				b.Fatal(err)
			}
		}
	}
	return env, path
}

func benchApp(b *testing.B, env workspace.Environment, path string) *App {
	b.Helper()
	ctx := context.Background()
	ws, err := workspace.Open(ctx, path, env, workspace.Options{Mode: workspace.WriteOrRead, Coder: "Bench"})
	if err != nil {
		b.Fatal(err)
	}
	book, err := readBook(ctx, ws)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ws.Close() })
	a := newApp(ctx, env, opened{ws: ws, book: book}, Options{Language: "nl"})
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	return a
}

// settle runs a command and all that follows, but the wish to keep the place.
func settle(a *App, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			settle(a, c)
		}
	default:
		_, next := a.Update(msg)
		settle(a, next)
	}
}

// BenchmarkKeyToFrame is Update and View of one key in a transcript of a
// million words with 10,000 codings: in many turns, and all in one.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, shape := range []struct {
		name string
		turn int
	}{{"many-turns", 60}, {"one-turn", 2_000_000}} {
		b.Run(shape.name, func(b *testing.B) {
			env, path := benchProject(b, 1, 1_000_000, shape.turn, 10_000)
			a := benchApp(b, env, path)
			a.desk.patience = 0
			settle(a, a.show(screenReader, nil))
			a.desk.patience = time.Hour
			keys := []tea.KeyPressMsg{keyPress("down"), keyPress("down"), keyPress("right"), keyPress("pgdown"), keyPress("shift+down"), keyPress("esc"), keyPress("up"), keyPress("t"), keyPress("n"), keyPress("+")}
			var took []time.Duration
			b.ResetTimer()
			for i := range b.N {
				started := time.Now()
				a.Update(keys[i%len(keys)])
				_ = a.View().Content
				took = append(took, time.Since(started))
			}
			b.StopTimer()
			report(b, took)
		})
	}
}

// report adds the median and the 99th percentile.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkCodeToDisk is one coding: from the key to the acknowledged act.
func BenchmarkCodeToDisk(b *testing.B) {
	env, path := benchProject(b, 1, 200_000, 60, 10_000)
	a := benchApp(b, env, path)
	a.desk.patience = 0
	settle(a, a.show(screenReader, nil))
	r := a.screens[screenReader].(*readerScreen)
	code := a.desk.book.book.Tree.Codes()[3]
	var took []time.Duration
	b.ResetTimer()
	for range b.N {
		r.reader.Sentence(3)
		started := time.Now()
		cmd := r.apply(chosenCode(code))
		if m, ok := cmd().(acted); !ok || m.err != nil {
			b.Fatal(m.err)
		}
		took = append(took, time.Since(started))
	}
	b.StopTimer()
	report(b, took)
}

// BenchmarkFirstFrame opens a project with 1,000 interviews (8 M words) and
// draws the home screen with its data; it also tells the memory in use.
func BenchmarkFirstFrame(b *testing.B) {
	env, path := benchProject(b, 1000, 8000, 60, 10)
	ctx := context.Background()
	var took []time.Duration
	b.ResetTimer()
	for range b.N {
		started := time.Now()
		ws, err := workspace.Open(ctx, path, env, workspace.Options{Mode: workspace.WriteOrRead, Coder: "Bench"})
		if err != nil {
			b.Fatal(err)
		}
		book, err := readBook(ctx, ws)
		if err != nil {
			b.Fatal(err)
		}
		a := newApp(ctx, env, opened{ws: ws, book: book}, Options{Language: "nl"})
		a.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
		_ = a.View().Content
		first := time.Since(started)
		settle(a, a.show(screenHome, nil))
		_ = a.View().Content
		took = append(took, time.Since(started))
		b.ReportMetric(float64(first.Microseconds())/1000, "empty-frame-ms")
		if err := ws.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	report(b, took)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "heap-MB")
}
