package exchange

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// transcriptPage writes one document: its turns with marks where it is coded,
// and beside each turn the codings that start in it. number counts the
// codings of the whole page from 1.
type transcriptPage struct {
	*Page
	b      *bufio.Writer
	m      codebook.Material
	number map[codebook.CodingID]int
	link   bool // notes lead to the fragments of the page
}

// WriteDocuments writes the transcripts with their codes as notes in the
// margin, one behind the other.
func (p *Page) WriteDocuments(w io.Writer) error {
	b := bufio.NewWriter(w)
	startPage(b, p.Language, p.Project, "")
	put(b, "<h1>", escapeHTML(p.Project), "</h1>\n")
	if len(p.Materials) > 1 {
		p.writeContents(b)
	}
	p.writeTranscripts(b, false)
	endPage(b, "")
	return b.Flush()
}

func (p *Page) writeContents(b *bufio.Writer) {
	put(b, "<nav><ol>\n")
	for i, m := range p.Materials {
		put(b, `<li><a href="#d`, strconv.Itoa(i+1), `">`, escapeHTML(m.Document.Title), "</a></li>\n")
	}
	put(b, "</ol></nav>\n")
}

func (p *Page) writeTranscripts(b *bufio.Writer, link bool) {
	number := p.numbers()
	for i, m := range p.Materials {
		put(b, `<section id="d`, strconv.Itoa(i+1), `"><h2>`, escapeHTML(m.Document.Title), "</h2>\n")
		p.writeFacts(b, m)
		t := transcriptPage{Page: p, b: b, m: m, number: number, link: link}
		t.write()
		put(b, "</section>\n")
	}
}

// writeFacts says whose transcript it is.
func (p *Page) writeFacts(b *bufio.Writer, m codebook.Material) {
	var facts []string
	if m.Case != "" {
		facts = append(facts, p.Say("page.case")+": "+m.Case)
	}
	for _, name := range attributesOf([]codebook.Fragment{{Attributes: m.Attributes}}) {
		if m.Attributes[name] != "" {
			facts = append(facts, name+": "+m.Attributes[name])
		}
	}
	if len(facts) > 0 {
		put(b, `<p class="source">`, escapeHTML(strings.Join(facts, " · ")), "</p>\n")
	}
}

// numbers of the codings, in the order in which the page names them.
func (p *Page) numbers() map[codebook.CodingID]int {
	out := map[codebook.CodingID]int{}
	for _, m := range p.Materials {
		for _, c := range inOrder(m.Codings) {
			out[c.ID] = len(out) + 1
		}
	}
	return out
}

func inOrder(codings []codebook.Coding) []codebook.Coding {
	codings = slices.Clone(codings)
	slices.SortStableFunc(codings, func(a, b codebook.Coding) int {
		if a.Span.Start != b.Span.Start {
			return a.Span.Start - b.Span.Start
		}
		if a.Span.End != b.Span.End {
			return a.Span.End - b.Span.End
		}
		return strings.Compare(a.ID.String(), b.ID.String())
	})
	return codings
}

// stretches are the turns of a document; one without turns is one stretch.
func stretches(d *transcript.Document) []transcript.Turn {
	if len(d.Turns) == 0 {
		return []transcript.Turn{{Speaker: -1, Span: d.Text.Whole()}}
	}
	return d.Turns
}

// write writes the turns. A coding is noted at the turn in which it starts, or
// behind whose label it starts.
func (t *transcriptPage) write() {
	runs, notes := codebook.Flatten(t.m.Codings), inOrder(t.m.Codings)
	begun := map[codebook.CodingID]bool{}
	turns := stretches(t.m.Document)
	for i, turn := range turns {
		for len(runs) > 0 && runs[0].Span.End <= turn.Span.Start {
			runs = runs[1:]
		}
		put(t.b, `<div class="turn">`)
		t.who(turn)
		put(t.b, `<div class="said">`)
		t.said(turn.Span, runs, begun)
		put(t.b, "</div><aside>")
		for len(notes) > 0 && (notes[0].Span.Start < turn.Span.End || i == len(turns)-1) {
			t.note(notes[0])
			notes = notes[1:]
		}
		put(t.b, "</aside></div>\n")
	}
}

func (t *transcriptPage) who(turn transcript.Turn) {
	var parts []string
	if turn.N > 0 {
		parts = append(parts, strconv.Itoa(turn.N))
	}
	if name := t.m.Document.SpeakerOf(turn).Name; name != "" {
		parts = append(parts, name)
	}
	if millis, ok := t.m.Document.TimeAt(turn.Span.Start); ok {
		time, _, _ := strings.Cut(clock(millis), ".")
		parts = append(parts, time)
	}
	put(t.b, `<p class="who">`, escapeHTML(strings.Join(parts, " · ")), "</p>")
}

// said writes the text of a turn; runs may reach past it.
func (t *transcriptPage) said(span transcript.Span, runs []codebook.Run, begun map[codebook.CodingID]bool) {
	text, at := t.m.Document.Text, span.Start
	for _, r := range runs {
		if r.Span.Start >= span.End {
			break
		}
		cut := transcript.Span{Start: max(r.Span.Start, at), End: min(r.Span.End, span.End)}
		if cut.IsEmpty() {
			continue
		}
		put(t.b, escapeHTML(text.Slice(transcript.Span{Start: at, End: cut.Start})))
		t.mark(r, text.Slice(cut), begun)
		at = cut.End
	}
	put(t.b, escapeHTML(text.Slice(transcript.Span{Start: at, End: span.End})))
}

func (t *transcriptPage) mark(r codebook.Run, text string, begun map[codebook.CodingID]bool) {
	var all, fresh, paths []string
	for _, c := range r.Codings {
		n := strconv.Itoa(t.number[c.ID])
		all = append(all, n)
		if !begun[c.ID] {
			begun[c.ID] = true
			fresh = append(fresh, n)
		}
		paths = append(paths, t.m.Tree.Path(c.Code))
	}
	slices.Sort(paths)
	code, _ := t.m.Tree.Code(r.Codings[0].Code)
	class := colourClass(code)
	if len(r.Codings) > 1 {
		class += " many"
	}
	put(t.b, `<mark class="`, class, `" data-k="`, strings.Join(all, " "), `"`)
	if len(fresh) > 0 {
		put(t.b, ` data-n="`, strings.Join(fresh, ","), `" id="m`, fresh[0], `"`)
	}
	put(t.b, ` title="`, escapeHTML(strings.Join(slices.Compact(paths), " · ")), `">`, escapeHTML(text), "</mark>")
}

func (t *transcriptPage) note(c codebook.Coding) {
	n := strconv.Itoa(t.number[c.ID])
	code, _ := t.m.Tree.Code(c.Code)
	put(t.b, `<p class="`, colourClass(code), `" id="n`, n, `" data-k="`, n, `">`)
	label := escapeHTML(n + " " + t.m.Tree.Path(c.Code))
	if t.link {
		label = `<a href="#k` + n + `">` + label + "</a>"
	}
	put(t.b, label)
	if name := coderName(t.m, c.Coder); name != "" {
		put(t.b, ` <span class="quiet">`, escapeHTML(name), "</span>")
	}
	if c.Memo != "" {
		put(t.b, `<br><span class="memo">`, escapeHTML(c.Memo), "</span>")
	}
	put(t.b, "</p>")
}

func coderName(m codebook.Material, id codebook.CoderID) string {
	for _, c := range m.Coders {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}
