package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
)

// chosen are the ticked lines, else the one under the cursor, as hits.
func (s *searchScreen) chosen() []search.Hit {
	var lines []int
	if s.list.TickCount() > 0 {
		lines = s.tickedLines()
	} else if at := s.list.Index(); at >= 0 && at < len(s.found.order) {
		lines = []int{s.found.order[at]}
	}
	return s.found.conc.HitsOf(lines)
}

// code puts a code on the chosen hits, in one step.
func (s *searchScreen) code() tea.Cmd {
	hits := s.chosen()
	if len(hits) == 0 || s.refuseReadOnly() {
		return nil
	}
	return s.pickCode(func(c codeChoice) tea.Cmd { return s.apply(c, hits) })
}

func (s *searchScreen) apply(c codeChoice, hits []search.Hit) tea.Cmd {
	ws, unit := s.ws, s.unit
	var out store.Outcome
	return s.act(screenSearch, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		places, err := ws.HitPlaces(ctx, hits, unit)
		if err == nil {
			out, err = ws.Project.Codings.Apply(ctx, by, c.application(places...))
		}
		return nil, err
	}, func() string {
		return s.say("search.coded", "Code", safe(c.name), "Count", out.Added, "United", out.United, "Skipped", out.Skipped)
	})
}

// open shows the hit in the reader, or runs the saved query.
func (s *searchScreen) open() tea.Cmd {
	key := s.list.Key()
	if query, ok := strings.CutPrefix(key, "try:"); ok {
		s.field.set(query)
		s.wider = nil
		return s.run()
	}
	at := s.list.Index()
	if at < 0 || at >= len(s.found.order) {
		return nil
	}
	l := s.found.conc.Line(s.found.order[at])
	show := showDocument{id: l.Document, unit: s.unit, at: l.Span}
	if l.Span.IsEmpty() {
		show.at.End++
	}
	for _, other := range s.found.hits {
		if other.Document == l.Document {
			show.matches = append(show.matches, other.Matches...)
		}
	}
	return s.goTo(screenReader, show)
}

// save keeps the query under a name.
func (s *searchScreen) save() tea.Cmd {
	query := s.field.value()
	if s.query.IsEmpty() || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.ask(promptFor(s.desk, "search.ask-name", query, func(name string) tea.Cmd {
		return s.act(screenSearch, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Queries.Save(ctx, by, name, query)
		}, func() string { return s.say("search.was-saved", "Name", safe(name)) })
	}))
	return nil
}

// slotHits codes the chosen hits with a pinned code.
func (s *searchScreen) slotHits(slot int) tea.Cmd {
	hits := s.chosen()
	if len(hits) == 0 || s.refuseReadOnly() {
		return nil
	}
	return s.withSlot(slot, func(c codeChoice) tea.Cmd { return s.apply(c, hits) })
}

// tickedLines are the numbers of the ticked lines.
func (s *searchScreen) tickedLines() []int {
	var out []int
	for n := range s.found.conc.Len() {
		if s.list.IsTicked(lineKey(s.found.conc, s.names, n)) {
			out = append(out, n)
		}
	}
	return out
}

// sort goes on to the next order.
func (s *searchScreen) sort() tea.Cmd {
	orders := search.Orders()
	s.by = orders[(slices.Index(orders, s.by)+1)%len(orders)]
	return s.reorder()
}

// reorder sorts the lines that are there.
func (s *searchScreen) reorder() tea.Cmd {
	lens, conc, by := s.lens, s.found.conc, s.by
	return s.read(screenSearch, "order", func(ctx context.Context) (tea.Msg, error) {
		order, err := lens.Order(ctx, conc, by)
		return orderRead{conc: conc, order: order, by: by}, err
	})
}

// narrow searches with a condition more; widen takes it away again.
func (s *searchScreen) narrow(condition string) tea.Cmd {
	narrowed := s.query.Narrow(condition)
	if narrowed == s.field.value() {
		return nil
	}
	s.wider = append(s.wider, s.field.value())
	s.field.set(narrowed)
	return s.run()
}

func (s *searchScreen) widen() tea.Cmd {
	n := len(s.wider)
	if n == 0 {
		return nil
	}
	s.field.set(s.wider[n-1])
	s.wider = s.wider[:n-1]
	return s.run()
}

// uncoded keeps the hits without a code: of the theme under the cursor in the
// facets, else of the query.
func (s *searchScreen) uncoded() tea.Cmd {
	condition := "is:uncoded"
	if s.tongue.Tag() == "nl" {
		condition = "is:ongecodeerd"
	}
	if v, kind, ok := s.facets.here(); ok && s.facets.focus && kind == search.FacetTheme {
		condition = search.Parse(v.Condition(s.tongue.Tag())).Narrow(condition)
		s.wider = append(s.wider, s.field.value())
		s.field.set(condition)
		return s.run()
	}
	return s.narrow(condition)
}
