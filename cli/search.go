package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

type searchJSON struct {
	Query  string    `json:"query"`
	Read   string    `json:"read"` // how the query was read, in the query language
	Total  int       `json:"total"`
	TookMS float64   `json:"took_ms"`
	Hits   []hitJSON `json:"hits"`

	// With --expand, --kwic, --facets, --collocates, --words and --suggest.
	Sort       *search.Order    `json:"sort,omitempty"`
	Lines      *[]lineJSON      `json:"lines,omitempty"`
	Facets     *[]facetJSON     `json:"facets,omitempty"`
	Collocates *[]collocateJSON `json:"collocates,omitempty"`
	Words      *[]wordJSON      `json:"words,omitempty"`

	Suggestions *[]suggestionJSON `json:"suggestions,omitempty"`
	Expansion   *expansionJSON    `json:"expansion,omitempty"`
}

// hitJSON is one turn; matches are code points in text, turn_start is where
// text starts in the document.
type hitJSON struct {
	Document   string            `json:"document"`
	DocumentID string            `json:"document_id"`
	Turn       int               `json:"turn"`
	TurnStart  int               `json:"turn_start"`
	Speaker    string            `json:"speaker"`
	Text       string            `json:"text"`
	Matches    []transcript.Span `json:"matches"`
	Codes      []string          `json:"codes"`
}

func (s *Shell) searchCommand() *cobra.Command {
	ask, sort := searchAsk{limit: 50}, ""
	c := s.command("search QUERY…", "search", arity(1, -1), func(cmd *cobra.Command, args []string) error {
		if ask.limit < 0 {
			return misuse("cli.usage.negative", "Flag", "--limit")
		}
		if ask.min < 0 {
			return misuse("cli.usage.negative", "Flag", "--min")
		}
		if err := ask.order(sort); err != nil {
			return err
		}
		q, err := s.parse(args, ask.strict)
		if err != nil {
			return err
		}
		if ask.suggest && q.Theme() == "" {
			return misuse("concordance.no-theme")
		}
		return s.searching(cmd.Context(), func(w *workspace.Workspace) error {
			return s.search(cmd.Context(), w, q, ask)
		})
	})
	flags := c.Flags()
	flags.IntVar(&ask.limit, "limit", ask.limit, s.t.Say("cli.flag.limit"))
	flags.BoolVar(&ask.kwic, "kwic", false, s.t.Say("cli.flag.kwic"))
	flags.StringVar(&sort, "sort", "", s.t.Say("concordance.flag-sort"))
	flags.BoolVar(&ask.facets, "facets", false, s.t.Say("concordance.flag-facets"))
	flags.BoolVar(&ask.collocates, "collocates", false, s.t.Say("concordance.flag-collocates"))
	flags.BoolVar(&ask.words, "words", false, s.t.Say("concordance.flag-words"))
	flags.BoolVar(&ask.suggest, "suggest", false, s.t.Say("concordance.flag-suggest"))
	flags.BoolVar(&ask.expand, "expand", false, s.t.Say("expand.flag"))
	flags.IntVar(&ask.min, "min", 0, s.t.Say("concordance.flag-min"))
	flags.BoolVar(&ask.functionWords, "function-words", false, s.t.Say("concordance.flag-function-words"))
	flags.BoolVar(&ask.strict, "strict", false, s.t.Say("cli.flag.strict"))
	return c
}

// searchAsk is what the flags of search say.
type searchAsk struct {
	limit, min                      int
	kwic, facets, collocates, words bool
	suggest, functionWords, strict  bool
	expand                          bool
	by                              search.Order
}

// order reads --sort, which asks for a concordance too.
func (a *searchAsk) order(name string) error {
	a.by = search.ByDocument
	if name == "" {
		return nil
	}
	by, ok := search.OrderNamed(name)
	if !ok {
		var allowed []string
		for _, o := range search.Orders() {
			allowed = append(allowed, string(o))
		}
		return oneOf("--sort", name, allowed...)
	}
	a.by, a.kwic = by, true
	return nil
}

// views says whether something else than the hits is asked for.
func (a searchAsk) views() bool {
	return a.expand || a.kwic || a.facets || a.collocates || a.words || a.suggest
}

func (s *Shell) search(ctx context.Context, w *workspace.Workspace, q search.Query, ask searchAsk) error {
	limit := ask.limit
	if ask.views() { // they speak of all hits
		limit = 0
	}
	r, err := w.Search(ctx, q, limit)
	if err != nil {
		return err
	}
	if err := s.tellProblems(q, r.Problems, ask.strict); err != nil {
		return err
	}
	if ask.views() {
		return s.view(ctx, w, q, r, ask)
	}
	found, err := s.hits(ctx, w, r.Hits)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(searchOf(q, r, found))
	}
	for _, f := range found {
		s.printHit(f)
	}
	s.line("%s", s.t.Say("cli.search.total", "Count", r.Total, "Shown", len(found)))
	return nil
}

func searchOf(q search.Query, r search.Result, found []foundHit) searchJSON {
	out := searchJSON{Query: q.Text, Read: q.String(), Total: r.Total, TookMS: float64(r.Took.Microseconds()) / 1000, Hits: []hitJSON{}}
	for _, f := range found {
		out.Hits = append(out.Hits, f.hitJSON)
	}
	return out
}

func (s *Shell) hits(ctx context.Context, w *workspace.Workspace, hits []search.Hit) ([]foundHit, error) {
	found := make([]foundHit, 0, len(hits))
	for _, h := range hits {
		f, err := s.hit(ctx, w, h)
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, nil
}

// foundHit is a hit with the text it stands in.
type foundHit struct {
	hitJSON
	text transcript.Text // the turn
}

func (s *Shell) hit(ctx context.Context, w *workspace.Workspace, h search.Hit) (foundHit, error) {
	doc, err := w.Document(ctx, h.Document)
	if err != nil {
		return foundHit{}, err
	}
	codes, err := codesOn(ctx, w, h)
	if err != nil {
		return foundHit{}, err
	}
	text := doc.Text.Slice(h.Span)
	f := foundHit{hitJSON: hitJSON{
		Document: doc.Title, DocumentID: h.Document.String(), Turn: h.Turn, TurnStart: h.Span.Start,
		Text: text, Matches: []transcript.Span{}, Codes: codes,
	}, text: transcript.NewText(text)}
	if i := slices.IndexFunc(doc.Turns, func(t transcript.Turn) bool { return t.N == h.Turn }); i >= 0 {
		f.Speaker = doc.SpeakerOf(doc.Turns[i]).Name
	}
	for _, m := range h.Matches {
		f.Matches = append(f.Matches, transcript.Span{Start: m.Start - h.Span.Start, End: m.End - h.Span.Start})
	}
	return f, nil
}

// codesOn lists the paths of the codes on any part of the turn, sorted.
func codesOn(ctx context.Context, w *workspace.Workspace, h search.Hit) ([]string, error) {
	book, err := w.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	codings, err := w.Codings(ctx, h.Document)
	if err != nil {
		return nil, err
	}
	seen := map[codebook.CodeID]bool{}
	paths := []string{}
	for _, c := range codings {
		if c.Span.Overlaps(h.Span) && !seen[c.Code] {
			seen[c.Code] = true
			paths = append(paths, book.Tree.Path(c.Code))
		}
	}
	slices.Sort(paths)
	return paths, nil
}

// around is how many code points of context stand on either side of a match.
const around = 110

// printHit prints where the hit is and its text from a little before the first
// match to a little after the last, matches marked.
func (s *Shell) printHit(f foundHit) {
	where := s.place(f.Document, f.Turn, f.Speaker)
	if len(f.Codes) > 0 {
		where += "  [" + strings.Join(f.Codes, "; ") + "]"
	}
	s.line("%s", where)
	from, to := 0, min(f.text.Len(), 2*around)
	if n := len(f.Matches); n > 0 {
		from = max(0, f.Matches[0].Start-around)
		to = min(f.text.Len(), max(f.Matches[0].End, min(f.Matches[n-1].End, from+4*around))+around)
	}
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	at := from
	for _, m := range f.Matches {
		if m.Start < at || m.End > to {
			continue
		}
		b.WriteString(f.text.Slice(transcript.Span{Start: at, End: m.Start}))
		b.WriteString("«" + f.text.Slice(m) + "»")
		at = m.End
	}
	b.WriteString(f.text.Slice(transcript.Span{Start: at, End: to}))
	if to < f.text.Len() {
		b.WriteString("…")
	}
	s.indented(b.String())
	fmt.Fprintln(s.Out)
}

func (s *Shell) place(document string, turn int, speaker string) string {
	where := document + " · " + s.t.Say("cli.turn", "Turn", fmt.Sprint(turn))
	if speaker != "" {
		where += " · " + speaker
	}
	return where
}
