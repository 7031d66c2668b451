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
	limit, kwic, strict := 50, false, false
	c := s.command("search QUERY…", "search", arity(1, -1), func(cmd *cobra.Command, args []string) error {
		if limit < 0 {
			return misuse("cli.usage.negative", "Flag", "--limit")
		}
		q, err := s.parse(args, strict)
		if err != nil {
			return err
		}
		return s.searching(cmd.Context(), func(w *workspace.Workspace) error {
			return s.search(cmd.Context(), w, q, searchAsk{limit, kwic, strict})
		})
	})
	c.Flags().IntVar(&limit, "limit", limit, s.t.Say("cli.flag.limit"))
	c.Flags().BoolVar(&kwic, "kwic", false, s.t.Say("cli.flag.kwic"))
	c.Flags().BoolVar(&strict, "strict", false, s.t.Say("cli.flag.strict"))
	return c
}

// searchAsk is what the flags of search say.
type searchAsk struct {
	limit        int
	kwic, strict bool
}

func (s *Shell) search(ctx context.Context, w *workspace.Workspace, q search.Query, ask searchAsk) error {
	r, err := w.Search(ctx, q, ask.limit)
	if err != nil {
		return err
	}
	if err := s.tellProblems(q, r.Problems, ask.strict); err != nil {
		return err
	}
	found := make([]foundHit, 0, len(r.Hits))
	for _, h := range r.Hits {
		f, err := s.hit(ctx, w, h)
		if err != nil {
			return err
		}
		found = append(found, f)
	}
	if s.json {
		out := searchJSON{Query: q.Text, Read: q.String(), Total: r.Total, TookMS: float64(r.Took.Microseconds()) / 1000, Hits: []hitJSON{}}
		for _, f := range found {
			out.Hits = append(out.Hits, f.hitJSON)
		}
		return s.printJSON(out)
	}
	for _, f := range found {
		if ask.kwic {
			s.printConcordance(f)
		} else {
			s.printHit(f)
		}
	}
	s.line("%s", s.t.Say("cli.search.total", "Count", r.Total, "Shown", len(found)))
	return nil
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
