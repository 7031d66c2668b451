package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/search"
	"veldwerk/tui/list"
)

// facetPanel counts the hits by everything that is known of them; Enter on a
// value narrows the query to it.
type facetPanel struct {
	list   *list.List
	facets []search.Facet
	rows   []facetRow
	open   map[string]bool // facets of which every value is shown
	focus  bool
	ready  bool // something was counted
}

// facetRow is what a row of the panel stands for.
type facetRow struct {
	facet, value int
	key          string // of the facet
	kind         rowKind
}

type rowKind int

const (
	facetHeading rowKind = iota
	facetValue
	facetMore // unfolds the other values
)

type facetsRead struct {
	conc   *search.Concordance
	facets []search.Facet
}

// facetMost is how many values of a facet are shown at first.
const facetMost = 10

// countFacets counts the hits that are shown.
func (s *searchScreen) countFacets() tea.Cmd {
	if s.query.IsEmpty() {
		return nil
	}
	lens, found := s.lens, s.found
	return s.read(screenSearch, "facets", func(ctx context.Context) (tea.Msg, error) {
		facets, err := lens.Facets(ctx, found.hits)
		return facetsRead{conc: found.conc, facets: facets}, err
	})
}

// set shows other counts.
func (p *facetPanel) set(d *desk, facets []search.Facet) {
	p.facets, p.ready = facets, true
	p.lay(d)
}

func (p *facetPanel) lay(d *desk) {
	var rows []list.Row
	p.rows = nil
	add := func(r facetRow, row list.Row) {
		p.rows = append(p.rows, r)
		rows = append(rows, row)
	}
	for i, f := range p.facets {
		key := string(f.Kind) + " " + f.Name
		add(facetRow{facet: i, key: key}, list.Row{Heading: true, Cells: []list.Cell{{Text: d.wordFacet(f)}}})
		shown := p.shown(f, key)
		top := topOf(f)
		for _, j := range shown {
			v := f.Values[j]
			rate := ""
			if r, ok := v.PerThousand(); ok {
				rate = d.tongue.Decimal(r, 1)
			}
			add(facetRow{i, j, key, facetValue}, list.Row{Key: key + " " + v.Condition("en"), Cells: []list.Cell{
				{Text: d.wordFacetValue(f, v)}, {Text: strings.Repeat(d.theme.Signs.Full, barOf(v, top)), Style: d.theme.Dim}, {Text: rate, Style: d.theme.Dim}, {Text: d.tongue.Number(v.Hits)},
			}})
		}
		if left := len(f.Values) - len(shown); left > 0 {
			add(facetRow{i, 0, key, facetMore}, list.Row{Key: "more " + key, Cells: []list.Cell{{Text: d.say("search.facet-more", "Count", left), Style: d.theme.Dim}}})
		}
	}
	p.list.Columns = []list.Column{
		{Title: d.say("search.facets-title"), Min: 10, Weight: 1, Stay: 4},
		{Fixed: facetBar, Stay: 1},
		{Title: d.say("search.facets-rate"), Fixed: 6, Align: list.Right, Stay: 2},
		{Title: d.say("search.facets-turns"), Fixed: 5, Align: list.Right, Stay: 3},
	}
	p.list.SetSource(list.Of(rows...))
}

// shown are the values of a facet that are shown: all, or those with the most
// hits, in their own order.
func (p *facetPanel) shown(f search.Facet, key string) []int {
	all := make([]int, len(f.Values))
	for i := range all {
		all[i] = i
	}
	if p.open[key] || len(all) <= facetMost+1 { // for one more, a row that says so is no gain
		return all
	}
	slices.SortStableFunc(all, func(a, b int) int { return f.Values[b].Hits - f.Values[a].Hits })
	all = all[:facetMost]
	slices.Sort(all)
	return all
}

// facetBar is the columns of the longest bar.
const facetBar = 5

// topOf is the value that the longest bar of a facet stands for: a rate where
// words are counted, else hits.
func topOf(f search.Facet) float64 {
	top := 0.0
	for _, v := range f.Values {
		top = max(top, weightOf(v))
	}
	return top
}

func weightOf(v search.FacetValue) float64 {
	if rate, ok := v.PerThousand(); ok {
		return rate
	}
	if v.Words > 0 && v.Matches > 0 {
		return 0
	}
	return float64(v.Hits)
}

func barOf(v search.FacetValue, top float64) int {
	if top <= 0 {
		return 0
	}
	return max(int(weightOf(v)/top*facetBar+0.5), 1)
}

// here is the value under the cursor.
func (p *facetPanel) here() (v search.FacetValue, kind search.FacetKind, ok bool) {
	at := p.list.Index()
	if at < 0 || at >= len(p.rows) || p.rows[at].kind != facetValue {
		return v, "", false
	}
	f := p.facets[p.rows[at].facet]
	return f.Values[p.rows[at].value], f.Kind, true
}

func (p *facetPanel) leave() { p.focus = false }

func (p *facetPanel) view(d *desk, w, h int) []string {
	p.list.Empty = ""
	if !p.ready {
		p.list.Empty = d.say("search.facets-empty")
	}
	return p.list.View(w, h, p.focus)
}

// under says whether a mouse event is over the panel, and in which of its
// columns.
func (p *facetPanel) under(msg tea.Msg, beside bool, listW int) (x int, ok bool) {
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		x = m.X
	case tea.MouseWheelMsg:
		x = m.X
	default:
		return 0, false
	}
	if beside {
		return x - listW - 1, x > listW
	}
	return x, p.focus
}

// toFacets goes from the hits to the facets; leaveFacets goes back.
func (s *searchScreen) toFacets() tea.Cmd {
	s.facets.focus = true
	return nil
}

func (s *searchScreen) leaveFacets() tea.Cmd {
	s.facets.leave()
	return nil
}

// upFacets is Esc among the facets: what was narrowed last is widened, else it
// goes back to the hits.
func (s *searchScreen) upFacets() tea.Cmd {
	if len(s.wider) > 0 {
		return s.widen()
	}
	return s.leaveFacets()
}

// choose narrows the query to the value under the cursor, or unfolds a facet.
func (s *searchScreen) choose() tea.Cmd {
	p := &s.facets
	if v, _, ok := p.here(); ok {
		return s.narrow(v.Condition(s.tongue.Tag()))
	}
	if at := p.list.Index(); at >= 0 && p.rows[at].kind == facetMore {
		if p.open == nil {
			p.open = map[string]bool{}
		}
		p.open[p.rows[at].key] = true
		p.lay(s.desk)
	}
	return nil
}

// wordFacet is the name of a facet.
func (d *desk) wordFacet(f search.Facet) string {
	if id := f.Wording(); id != "" {
		return d.say(id)
	}
	return f.Name
}

// wordFacetValue is the name of a value; states and languages are worded.
func (d *desk) wordFacetValue(f search.Facet, v search.FacetValue) string {
	if id := v.Wording(f); d.tongue.Knows(id) {
		return d.say(id)
	}
	return v.Name
}
