package tui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// BenchmarkManyHits is the time that the screen takes itself (Update and View)
// for keys and answers on a concordance of some 14,000 lines; what is read
// happens outside.
func BenchmarkManyHits(b *testing.B) {
	env, path := benchProject(b, 4, 110_000, 60, 10)
	a := benchApp(b, env, path)
	settle(a, a.show(screenSearch, showQuery{query: "gemeente"}))
	s := a.screens[screenSearch].(*searchScreen)
	if n := s.found.conc.Len(); n < 13_000 {
		b.Fatalf("only %d lines", n)
	}
	var worst time.Duration
	var took []time.Duration
	update := func(msg tea.Msg) tea.Cmd {
		started := time.Now()
		_, cmd := a.Update(msg)
		_ = a.View().Content
		d := time.Since(started)
		took, worst = append(took, d), max(worst, d)
		return cmd
	}
	var follow func(cmd tea.Cmd)
	follow = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				follow(c)
			}
		default:
			follow(update(msg))
		}
	}
	b.ReportMetric(float64(s.found.conc.Len()), "lines")
	b.ResetTimer()
	for range b.N {
		for _, key := range []string{"A", "s", "end", "space", "up", "v", "esc", "home", "s", "A"} {
			follow(update(keyPress(key)))
		}
		follow(a.show(screenSearch, nil)) // the same query once more, ticks kept
	}
	b.StopTimer()
	report(b, took)
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}
