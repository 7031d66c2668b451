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

// chosen are the ticked lines, else the one under the cursor.
func (s *searchScreen) chosen() []int {
	if s.ticks.count > 0 {
		return s.ticks.lines()
	}
	if at := s.list.Index(); at >= 0 && at < len(s.found.order) {
		return []int{s.found.order[at]}
	}
	return nil
}

// code puts a code on the chosen lines, in one step.
func (s *searchScreen) code() tea.Cmd {
	lines := s.chosen()
	if len(lines) == 0 || s.refuseReadOnly() {
		return nil
	}
	return s.pickCode(func(c codeChoice) tea.Cmd { return s.apply(c, lines) })
}

// apply codes lines; the step keeps the search that found them.
func (s *searchScreen) apply(c codeChoice, lines []int) tea.Cmd {
	ws, unit, conc, query := s.ws, s.unit, s.found.conc, s.query
	var out store.Outcome
	return s.act(screenSearch, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		places, err := ws.HitPlaces(ctx, conc.HitsOf(lines), unit)
		if err != nil {
			return nil, err
		}
		app := c.application(places...)
		app.Run = store.Run{Query: query.String(), Unit: string(unit), Found: conc.Len(), Chosen: len(lines)}
		ws.SecureMany(ctx, len(places))
		out, err = ws.Project.Codings.Apply(ctx, by, app)
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
	lines := s.chosen()
	if len(lines) == 0 || s.refuseReadOnly() {
		return nil
	}
	return s.withSlot(slot, func(c codeChoice) tea.Cmd { return s.apply(c, lines) })
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
	condition := s.uncodedCondition()
	if v, kind, ok := s.facets.here(); ok && s.facets.focus && kind == search.FacetTheme {
		condition = search.Parse(v.Condition(s.tongue.Tag())).Narrow(condition)
		s.wider = append(s.wider, s.field.value())
		s.field.set(condition)
		return s.run()
	}
	return s.narrow(condition)
}

// uncodedCondition asks for what has no code, in the tongue of the screens.
func (d *desk) uncodedCondition() string {
	if d.tongue.Tag() == "nl" {
		return "is:ongecodeerd"
	}
	return "is:uncoded"
}
