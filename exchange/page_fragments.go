package exchange

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"veldwerk/codebook"
)

// WriteFragments writes the fragments by code and behind them the transcripts
// that they come from. With scripts allowed the page filters by code (with its
// sub-codes), theme, coder, case, attribute and words; without, all of it
// stands there to read.
func (p *Page) WriteFragments(w io.Writer) error {
	b := bufio.NewWriter(w)
	f := newFiltered(p)
	startPage(b, p.Language, p.Project, pageScript)
	put(b, "<h1>", escapeHTML(p.Project), "</h1>\n", `<p class="quiet">`,
		escapeHTML(p.Say("page.fragments", "Count", len(f.fragments))), " · ", escapeHTML(p.Say("page.documents", "Count", len(p.Materials))), "</p>\n")
	f.writeForm(b)
	put(b, "<h2>", escapeHTML(p.Say("page.by-code")), "</h2>\n")
	f.writeFragments(b)
	put(b, "<h2>", escapeHTML(p.Say("page.transcripts")), "</h2>\n")
	p.writeContents(b)
	p.writeTranscripts(b, true)
	endPage(b, pageScript)
	return b.Flush()
}

// filtered is the fragments with what each can be filtered by: places in the
// lists of choices.
type filtered struct {
	*Page
	fragments []codebook.Fragment
	number    map[codebook.CodingID]int
	lists     []*choices
}

// choices of one filter; those of attributes are grouped by attribute.
type choices struct {
	name, label string // name of the data attribute; id of the words
	values      []choice
	at          map[choice]int
	of          func(f codebook.Fragment) []choice
}

type choice struct{ group, text string }

func newFiltered(p *Page) *filtered {
	f := &filtered{Page: p, number: p.numbers()}
	for _, m := range p.Materials {
		f.fragments = append(f.fragments, codebook.Assemble(m)...)
	}
	slices.SortStableFunc(f.fragments, func(a, b codebook.Fragment) int {
		return cmp.Or(strings.Compare(a.CodePath, b.CodePath), cmp.Compare(f.number[a.Coding.ID], f.number[b.Coding.ID]))
	})
	themes := map[codebook.CodeID][]choice{}
	for _, t := range p.Themes {
		for _, id := range t.Codes {
			themes[id] = append(themes[id], choice{text: t.Name})
		}
	}
	f.lists = []*choices{
		{name: "code", label: "page.code", of: func(f codebook.Fragment) []choice { return above(f.CodePath) }},
		{name: "theme", label: "page.theme", of: func(f codebook.Fragment) []choice { return themes[f.Code.ID] }},
		{name: "coder", label: "page.coder", of: func(f codebook.Fragment) []choice { return one(f.Coder) }},
		{name: "case", label: "page.case", of: func(f codebook.Fragment) []choice { return one(f.Case) }},
		{name: "value", label: "page.attribute", of: valuesOf},
	}
	for _, l := range f.lists {
		l.collect(f.fragments)
	}
	return f
}

func one(text string) []choice {
	if text == "" {
		return nil
	}
	return []choice{{text: text}}
}

// above is a path with those of the codes above it, so that a code is chosen
// with its sub-codes.
func above(path string) []choice {
	var out []choice
	names := codebook.SplitPath(path)
	for n := range names {
		out = append(out, choice{text: codebook.JoinPath(names[:n+1])})
	}
	return out
}

func valuesOf(f codebook.Fragment) []choice {
	var out []choice
	for name, value := range f.Attributes {
		if value != "" {
			out = append(out, choice{name, value})
		}
	}
	return out
}

func (l *choices) collect(fragments []codebook.Fragment) {
	l.at = map[choice]int{}
	for _, f := range fragments {
		for _, c := range l.of(f) {
			if _, known := l.at[c]; !known {
				l.at[c] = 0
				l.values = append(l.values, c)
			}
		}
	}
	slices.SortFunc(l.values, func(a, b choice) int {
		return cmp.Or(strings.Compare(a.group, b.group), strings.Compare(a.text, b.text))
	})
	for i, c := range l.values {
		l.at[c] = i + 1
	}
}

// writeForm writes the filters; the script shows them.
func (f *filtered) writeForm(b *bufio.Writer) {
	put(b, `<form id="filter" hidden data-count="`, escapeHTML(f.Say("page.shown", "Shown", "{shown}", "All", "{all}")), "\">\n")
	for _, l := range f.lists {
		if len(l.values) == 0 {
			continue
		}
		put(b, "<label>", escapeHTML(f.Say(l.label)), `<select name="`, l.name, `"><option value="">`, escapeHTML(f.Say("page.all")), "</option>")
		group := ""
		for i, c := range l.values {
			if c.group != group {
				if group != "" {
					put(b, "</optgroup>")
				}
				group = c.group
				put(b, `<optgroup label="`, escapeHTML(group), `">`)
			}
			put(b, `<option value="`, strconv.Itoa(i+1), `">`, escapeHTML(c.text), "</option>")
		}
		if group != "" {
			put(b, "</optgroup>")
		}
		put(b, "</select></label>\n")
	}
	put(b, "<label>", escapeHTML(f.Say("page.words")), `<input type="search" name="words" autocomplete="off"></label>`, "\n",
		`<label><span>&nbsp;</span><button type="reset">`, escapeHTML(f.Say("page.reset")), "</button></label>\n<output></output>\n</form>\n")
}

func (f *filtered) writeFragments(b *bufio.Writer) {
	for i, one := range f.fragments {
		if i == 0 || one.CodePath != f.fragments[i-1].CodePath {
			if i > 0 {
				put(b, "</section>\n")
			}
			put(b, `<section class="code"><h3>`, escapeHTML(one.CodePath), "</h3>\n")
			if one.Code.Short != "" {
				put(b, `<p class="quiet">`, escapeHTML(one.Code.Short), "</p>\n")
			}
		}
		f.writeFragment(b, one)
	}
	if len(f.fragments) > 0 {
		put(b, "</section>\n")
	}
}

func (f *filtered) writeFragment(b *bufio.Writer, one codebook.Fragment) {
	n := strconv.Itoa(f.number[one.Coding.ID])
	put(b, `<article id="k`, n, `" class="`, colourClass(one.Code), `" data-k="`, n, `"`)
	for _, l := range f.lists {
		var places []int
		for _, c := range l.of(one) {
			places = append(places, l.at[c])
		}
		slices.Sort(places)
		if len(places) > 0 {
			put(b, ` data-`, l.name, `="`, joinInts(places), `"`)
		}
	}
	put(b, ">\n", `<p class="text">`, escapeHTML(one.Text), "</p>\n", `<p class="source">`, `<a href="#n`, n, `">`, escapeHTML(one.DocumentName), "</a>")
	for _, part := range []string{one.Speaker, turnNumber(f.Page, one), one.Coder} {
		if part != "" {
			put(b, " · ", escapeHTML(part))
		}
	}
	put(b, "</p>\n")
	if one.Coding.Memo != "" {
		put(b, `<p class="memo">`, escapeHTML(one.Coding.Memo), "</p>\n")
	}
	put(b, "</article>\n")
}

func turnNumber(p *Page, f codebook.Fragment) string {
	if f.TurnFirst == 0 {
		return ""
	}
	return p.Say("page.turn", "Number", strconv.Itoa(f.TurnFirst))
}

func joinInts(numbers []int) string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = strconv.Itoa(n)
	}
	return strings.Join(out, " ")
}
