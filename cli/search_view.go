package cli

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"veldwerk/search"
	"veldwerk/workspace"
)

// facetJSON is one way to divide the hits. attribute is its name where facet is
// "attribute".
type facetJSON struct {
	Facet     search.FacetKind `json:"facet"`
	Attribute string           `json:"attribute,omitempty"`
	Values    []valueJSON      `json:"values"`
}

// valueJSON is one value of a facet: condition is what narrows the query to it,
// hits counts turns. words and per_1000 stand where they mean something.
type valueJSON struct {
	Name      string   `json:"name"`
	Condition string   `json:"condition"`
	Hits      int      `json:"hits"`
	Matches   *int     `json:"matches,omitempty"`
	Words     *int     `json:"words,omitempty"`
	Per1000   *float64 `json:"per_1000,omitempty"`
}

type collocateJSON struct {
	Word          string  `json:"word"`
	Count         int     `json:"count"` // near a match
	Total         int     `json:"total"`
	Expected      float64 `json:"expected"`
	LogLikelihood float64 `json:"log_likelihood"`
}

type wordJSON struct {
	Word  string `json:"word"`
	Count int    `json:"count"`
}

// suggestionJSON is a word that the theme of the query may lack: kind is "kin"
// (of the family of the word of), "near" (it stands often near the theme) or
// "alike" (used like the word of; only where there are a million words).
type suggestionJSON struct {
	Word          string                `json:"word"`
	Count         int                   `json:"count"`
	Kind          search.SuggestionKind `json:"kind"`
	Of            string                `json:"of,omitempty"`
	LogLikelihood float64               `json:"log_likelihood,omitempty"`
	Likeness      float64               `json:"likeness,omitempty"` // cosine
}

// view prints what the flags ask of all hits: forms, lines, facets, words
// around, or words.
func (s *Shell) view(ctx context.Context, w *workspace.Workspace, q search.Query, r search.Result, ask searchAsk) error {
	shown := r.Hits
	if ask.limit > 0 && len(shown) > ask.limit {
		shown = shown[:ask.limit]
	}
	v := viewing{Shell: s, w: w, query: q, hits: r.Hits, ask: ask, lens: w.Lens()}
	if s.json {
		found, err := s.hits(ctx, w, shown)
		if err != nil {
			return err
		}
		v.out = searchOf(q, r, found)
	}
	given := false
	for _, part := range []struct {
		asked bool
		give  func(ctx context.Context) error
	}{{ask.expand, v.expansion}, {ask.kwic, v.concordance}, {ask.facets, v.facets}, {ask.collocates, v.collocates}, {ask.words, v.words}, {ask.suggest, v.suggestions}} {
		if !part.asked {
			continue
		}
		if given && !s.json {
			fmt.Fprintln(s.Out)
		}
		if err := part.give(ctx); err != nil {
			return err
		}
		given = true
	}
	if s.json {
		return s.printJSON(v.out)
	}
	return nil
}

// viewing is one run of view; out is what is printed as JSON.
type viewing struct {
	*Shell
	w     *workspace.Workspace
	lens  *workspace.Lens
	query search.Query
	hits  []search.Hit
	ask   searchAsk
	out   searchJSON
}

func (v *viewing) concordance(ctx context.Context) error {
	c := search.NewConcordance(v.hits)
	lines, err := v.lines(ctx, v.w, c, v.ask.by, v.ask.limit)
	if err != nil {
		return err
	}
	if v.json {
		v.out.Sort, v.out.Lines = &v.ask.by, &lines
		return nil
	}
	for _, l := range lines {
		v.printLine(l)
	}
	v.line("%s", v.t.Say("concordance.total", "Count", c.Len(), "Turns", len(v.hits), "Shown", len(lines)))
	return nil
}

func (v *viewing) facets(ctx context.Context) error {
	facets, err := v.lens.Facets(ctx, v.hits)
	if err != nil {
		return err
	}
	out := []facetJSON{}
	for i, f := range facets {
		j := facetJSON{Facet: f.Kind, Attribute: f.Name, Values: []valueJSON{}}
		var rows [][]string
		for _, value := range f.Values {
			row := valueJSON{Name: value.Name, Condition: value.Condition("en"), Hits: value.Hits}
			cells := []string{cutLine(wordValue(v.Shell, f, value), 44), v.t.Number(value.Hits), "", "", value.Condition(v.t.Tag())}
			if value.Words > 0 {
				matches, words := value.Matches, value.Words
				row.Matches, row.Words = &matches, &words
				cells[2] = v.t.Number(matches)
				if rate, ok := value.PerThousand(); ok {
					cells[3] = v.t.Decimal(rate, 1)
					rate = math.Round(rate*100) / 100
					row.Per1000 = &rate
				}
			}
			j.Values, rows = append(j.Values, row), append(rows, cells)
		}
		out = append(out, j)
		if v.json {
			continue
		}
		if i > 0 {
			fmt.Fprintln(v.Out)
		}
		v.table([]column{
			{title: wordFacet(v.Shell, f)}, {title: v.t.Say("concordance.turns"), right: true}, {title: v.t.Say("concordance.matches"), right: true},
			{title: v.t.Say("concordance.per-thousand"), right: true}, {title: v.t.Say("concordance.condition")},
		}, rows)
	}
	v.out.Facets = &out
	return nil
}

// wordFacet is the name of a facet for people.
func wordFacet(s *Shell, f search.Facet) string {
	if id := f.Wording(); id != "" {
		return s.t.Say(id)
	}
	return f.Name
}

// wordValue is the name of a value for people.
func wordValue(s *Shell, f search.Facet, v search.FacetValue) string {
	if id := v.Wording(f); s.t.Knows(id) {
		return s.t.Say(id)
	}
	return v.Name
}

// collocatesMin is how often a collocate stands near a match, unless told
// otherwise: what does so once or twice may be chance.
const collocatesMin = 3

func (v *viewing) options() search.WordOptions {
	return search.WordOptions{FunctionWords: v.ask.functionWords, MinCount: v.ask.min, Limit: v.ask.limit}
}

func (v *viewing) collocates(ctx context.Context) error {
	o := search.CollocateOptions{WordOptions: v.options()}
	o.MinCount = cmp.Or(o.MinCount, collocatesMin)
	found, err := v.lens.Collocates(ctx, v.hits, o)
	if err != nil {
		return err
	}
	out := []collocateJSON{}
	var rows [][]string
	for _, c := range found {
		out = append(out, collocateJSON{c.Text, c.Count, c.Total, math.Round(c.Expected*1000) / 1000, math.Round(c.LogLikelihood*1000) / 1000})
		rows = append(rows, []string{c.Text, v.t.Number(c.Count), v.t.Number(c.Total), v.t.Decimal(c.Expected, 1), v.t.Decimal(c.LogLikelihood, 1)})
	}
	if v.json {
		v.out.Collocates = &out
		return nil
	}
	v.table([]column{
		{title: v.t.Say("concordance.word")}, {title: v.t.Say("concordance.near"), right: true}, {title: v.t.Say("concordance.in-all"), right: true},
		{title: v.t.Say("concordance.expected"), right: true}, {title: v.t.Say("concordance.likelihood"), right: true},
	}, rows)
	return nil
}

func (v *viewing) words(ctx context.Context) error {
	list, err := v.lens.HitWords(ctx, v.hits)
	if err != nil {
		return err
	}
	out := []wordJSON{}
	var rows [][]string
	for _, w := range list.Top(v.options()) {
		out = append(out, wordJSON{w.Text, w.Count})
		rows = append(rows, []string{w.Text, v.t.Number(w.Count)})
	}
	if v.json {
		v.out.Words = &out
		return nil
	}
	v.table([]column{{title: v.t.Say("concordance.word")}, {title: v.t.Say("concordance.times"), right: true}}, rows)
	return nil
}

// suggestions are for the theme that the query asks for.
func (v *viewing) suggestions(ctx context.Context) error {
	theme, err := themeNamed(ctx, v.w, v.query.Theme())
	if err != nil {
		return err
	}
	neighbours, err := v.lens.Neighbours(ctx, nil)
	if err != nil {
		return err
	}
	found, err := v.lens.Suggest(ctx, theme, search.SuggestOptions{MinCount: v.ask.min, Limit: v.ask.limit, Neighbours: neighbours})
	if err != nil {
		return err
	}
	out := []suggestionJSON{}
	var rows [][]string
	for _, w := range found {
		row := suggestionJSON{Word: w.Text, Count: w.Count, Kind: w.Kind, Of: w.Of}
		score := math.Round(w.Score*1000) / 1000
		if w.Kind == search.SuggestAlike {
			row.Likeness = score
		} else {
			row.LogLikelihood = score
		}
		out = append(out, row)
		why := v.t.Say("search.words-"+string(w.Kind), "Word", w.Of)
		rows = append(rows, []string{w.Text, v.t.Number(w.Count), why})
	}
	if v.json {
		v.out.Suggestions = &out
		return nil
	}
	v.table([]column{{title: v.t.Say("concordance.word")}, {title: v.t.Say("concordance.times"), right: true}, {title: v.t.Say("search.words-suggested")}}, rows)
	return nil
}
