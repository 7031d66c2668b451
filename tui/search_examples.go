package tui

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// example is a query that finds something in this project, to learn the
// language of queries from.
type example struct {
	query string
	kind  string // of its explanation in lang: search.try-KIND
	total int
}

// examplesMost is how many are shown.
const examplesMost = 3

// readExamples tries one query of each kind, from words, codes and attributes
// that the project has, and keeps those that find something.
func readExamples(ctx context.Context, ws *workspace.Workspace, language string) ([]example, error) {
	candidates, err := exampleCandidates(ctx, ws, language)
	if err != nil {
		return nil, err
	}
	out := []example{}
	seen := map[string]bool{}
	for _, e := range candidates {
		if len(out) == examplesMost || seen[e.kind] {
			continue
		}
		found, err := ws.Search(ctx, search.Parse(e.query), 1)
		if err != nil {
			return nil, err
		}
		if e.total = found.Total; e.total > 0 {
			seen[e.kind] = true
			out = append(out, e)
		}
	}
	return out, nil
}

func exampleCandidates(ctx context.Context, ws *workspace.Workspace, language string) ([]example, error) {
	book, err := ws.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := ws.Project.Codings.CountByCode(ctx)
	if err != nil {
		return nil, err
	}
	docs, err := ws.Documents(ctx)
	if err != nil || len(docs) == 0 {
		return nil, err
	}
	var codes []codebook.Code
	book.Tree.Walk(func(c codebook.Code, _ int) {
		if counts[c.ID] > 0 {
			codes = append(codes, c)
		}
	})
	slices.SortStableFunc(codes, func(a, b codebook.Code) int { return counts[b.ID] - counts[a.ID] })
	codes = codes[:min(len(codes), 12)]
	var words, out []example
	for _, c := range codes {
		if !strings.ContainsAny(c.Name, " /") && utf8.RuneCountInString(c.Name) > 3 {
			words = append(words, example{query: queryWord(c.Name), kind: "word"})
		}
	}
	word, err := longWord(ctx, ws, docs[0])
	if err != nil {
		return nil, err
	}
	if word != "" {
		words = append(words, example{query: word, kind: "word"})
	}
	out = append(out, words...)
	name, values := groupingAttribute(docs)
	for _, value := range values {
		for _, w := range words[:min(len(words), 3)] {
			out = append(out, example{query: w.query + " " + name + ":" + queryWord(value), kind: "attribute"})
		}
	}
	for _, c := range codes {
		out = append(out, example{query: "code:" + queryWord(c.Name), kind: "code"})
	}
	uncoded := map[string]string{"nl": "is:ongecodeerd"}[language]
	return append(out, example{query: cmp.Or(uncoded, "is:uncoded"), kind: "uncoded"}), nil
}

// groupingAttribute is the attribute that groups the documents best, having the
// fewest values but more than one, with up to three of its values.
func groupingAttribute(docs []search.DocumentFacts) (name string, values []string) {
	found := map[string]map[string]bool{}
	for _, d := range docs {
		for n, v := range d.Attributes {
			if v == "" || strings.ContainsAny(n, " :\"") {
				continue
			}
			if found[n] == nil {
				found[n] = map[string]bool{}
			}
			found[n][v] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(found)) {
		if len(found[n]) > 1 && (name == "" || len(found[n]) < len(found[name])) {
			name = n
		}
	}
	values = slices.Sorted(maps.Keys(found[name]))
	return name, values[:min(len(values), 3)]
}

// longWord is the most frequent of the longer words of a document.
func longWord(ctx context.Context, ws *workspace.Workspace, d search.DocumentFacts) (string, error) {
	doc, err := ws.Document(ctx, d.ID)
	if err != nil {
		return "", err
	}
	counts := map[string]int{}
	best := ""
	const most = 200000 // bytes that are looked at: enough of any interview
	body := doc.Text.String()
	for _, w := range strings.FieldsFunc(body[:min(len(body), most)], func(r rune) bool { return r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0xc0 || r > 0x24f }) {
		if len(w) < 8 || strings.ToLower(w) != w {
			continue
		}
		counts[w]++
		if n := counts[w]; best == "" || n > counts[best] || n == counts[best] && w < best {
			best = w
		}
	}
	return best, nil
}

// queryWord puts a name with blanks between quotes, as queries want.
func queryWord(name string) string {
	if strings.ContainsAny(name, " :()-/*+=~\"") {
		return `"` + strings.ReplaceAll(name, `"`, " ") + `"`
	}
	return name
}

// exampleRows are the examples under the empty field; Enter runs one.
func (s *searchScreen) exampleRows() []list.Row {
	if len(s.tries) == 0 {
		return nil
	}
	rows := []list.Row{{Heading: true, Cells: []list.Cell{{Text: s.say("search.examples")}}}}
	width := 0
	for _, e := range s.tries {
		width = max(width, utf8.RuneCountInString(e.query))
	}
	for _, e := range s.tries {
		pad := strings.Repeat(" ", max(width-utf8.RuneCountInString(e.query), 0))
		rows = append(rows, list.Row{Key: "try:" + e.query, Cells: []list.Cell{{
			Text: e.query + pad + "   " + s.say("search.try-"+e.kind) + " · " + s.say("search.try-total", "Count", e.total, "Number", s.tongue.Number(e.total)),
		}}})
	}
	return rows
}
