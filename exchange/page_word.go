package exchange

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// WriteForWord writes the transcripts in plain HTML that word processors open
// as a document: headings, paragraphs, and per turn the codes of its passages
// as a list. It has no style and no script.
func (p *Page) WriteForWord(w io.Writer) error {
	b := bufio.NewWriter(w)
	put(b, "<!doctype html>\n", `<html lang="`, escapeHTML(p.Language), "\">\n<head>\n<meta charset=\"utf-8\">\n<title>", escapeHTML(p.Project), "</title>\n</head>\n<body>\n<h1>", escapeHTML(p.Project), "</h1>\n")
	number := p.numbers()
	for _, m := range p.Materials {
		put(b, "<h2>", escapeHTML(m.Document.Title), "</h2>\n")
		p.writeFacts(b, m)
		p.writeTurnsForWord(b, m, number)
	}
	put(b, "</body>\n</html>\n")
	return b.Flush()
}

func (p *Page) writeTurnsForWord(b *bufio.Writer, m codebook.Material, number map[codebook.CodingID]int) {
	runs, notes := codebook.Flatten(m.Codings), inOrder(m.Codings)
	begun := map[codebook.CodingID]bool{}
	turns := stretches(m.Document)
	for i, turn := range turns {
		for len(runs) > 0 && runs[0].Span.End <= turn.Span.Start {
			runs = runs[1:]
		}
		put(b, "<p>")
		if name := m.Document.SpeakerOf(turn).Name; name != "" {
			put(b, "<b>", escapeHTML(name), ":</b> ")
		}
		p.writeSaidForWord(b, m, turn.Span, runs, number, begun)
		put(b, "</p>\n")
		list := false
		for len(notes) > 0 && (notes[0].Span.Start < turn.Span.End || i == len(turns)-1) {
			c := notes[0]
			if !list {
				put(b, "<ul>\n")
				list = true
			}
			put(b, "<li>[", strconv.Itoa(number[c.ID]), "] <b>", escapeHTML(m.Tree.Path(c.Code)), "</b> ", escapeHTML(coderName(m, c.Coder)), ": “", breaks(m.Document.Text.Slice(c.Span)), "”")
			if c.Memo != "" {
				put(b, "<br><i>", breaks(c.Memo), "</i>")
			}
			put(b, "</li>\n")
			notes = notes[1:]
		}
		if list {
			put(b, "</ul>\n")
		}
	}
}

func (p *Page) writeSaidForWord(b *bufio.Writer, m codebook.Material, span transcript.Span, runs []codebook.Run, number map[codebook.CodingID]int, begun map[codebook.CodingID]bool) {
	at := span.Start
	for _, r := range runs {
		cut := transcript.Span{Start: max(r.Span.Start, at), End: min(r.Span.End, span.End)}
		if r.Span.Start >= span.End {
			break
		}
		if cut.IsEmpty() {
			continue
		}
		put(b, breaks(m.Document.Text.Slice(transcript.Span{Start: at, End: cut.Start})))
		for _, c := range r.Codings {
			if !begun[c.ID] {
				begun[c.ID] = true
				put(b, "<sup>[", strconv.Itoa(number[c.ID]), "]</sup>")
			}
		}
		put(b, "<u>", breaks(m.Document.Text.Slice(cut)), "</u>")
		at = cut.End
	}
	put(b, breaks(m.Document.Text.Slice(transcript.Span{Start: at, End: span.End})))
}

// breaks is text whose lines stay lines where no style keeps them.
func breaks(s string) string { return strings.ReplaceAll(escapeHTML(s), "\n", "<br>") }
