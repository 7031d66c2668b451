package taguette

import (
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"veldwerk/transcript"
)

// maxPage is the largest page, in bytes; a million words take 7 MB, and as a
// tree of elements twenty times that.
const maxPage = 8 << 20

// page is a document's HTML as text: paragraphs with a blank line between, a
// tab between the cells of a row. The text is canonical already.
//
// Taguette counts the bytes of all text nodes of the page, the white space
// between blocks too; runs say where those bytes stand in our text.
type page struct {
	text   string
	bytes  int  // of all text nodes
	markup bool // the page shows more than its text
	runs   []run
}

// run is a stretch of bytes that is the same in both, in order in both.
type run struct {
	from, end int // bytes of the text nodes
	to        int // byte of our text
}

// readPage lays out the text of a page. It is parsed as the inside of an
// element, as a browser does that shows it: white space at the start counts.
func readPage(source string) (page, error) {
	if len(source) > maxPage {
		return page{}, &transcript.Error{Code: "too-large", Args: map[string]any{"bytes": len(source), "limit": maxPage}}
	}
	inside := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(source), inside)
	if err != nil {
		return page{}, &transcript.Error{Code: "damaged", Err: err}
	}
	l := &layout{}
	for _, n := range nodes {
		l.walk(n)
	}
	l.page.text = l.text.String()
	return l.page, nil
}

// layout walks a page. The parser nests 512 elements at most.
type layout struct {
	page page
	text strings.Builder

	gap    string // what stands before the next character: "\n\n", "\n", "\t" or " "
	single bool   // the gap is one byte of white space in both
	pre    int    // depth of pre
	hidden int    // depth of what is not shown
	cells  int    // depth of cells
	inCell bool   // the cell has text
	inRow  bool   // the row has
}

// blocks start a paragraph, lines a line; both end one too.
var blocks = atoms(atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Ul, atom.Ol,
	atom.Dl, atom.Table, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Hr, atom.Figure, atom.Main, atom.Tr)

var lines = atoms(atom.Li, atom.Dt, atom.Dd, atom.Caption, atom.Figcaption)

// marks are what a plain text does not show.
var marks = atoms(atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.Table, atom.Ul,
	atom.Ol, atom.Img, atom.A)

var unseen = atoms(atom.Script, atom.Style, atom.Head, atom.Template)

func atoms(list ...atom.Atom) map[atom.Atom]bool {
	set := map[atom.Atom]bool{}
	for _, a := range list {
		set[a] = true
	}
	return set
}

func (l *layout) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		l.write(n.Data)
		return
	case html.ElementNode:
	default:
		return
	}
	l.page.markup = l.page.markup || marks[n.DataAtom]
	l.enter(n.DataAtom)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		l.walk(c)
	}
	l.leave(n.DataAtom)
}

func (l *layout) enter(a atom.Atom) {
	switch {
	case unseen[a]:
		l.hidden++
	case a == atom.Br && l.gap == "\n":
		l.space("\n\n")
	case a == atom.Br && l.gap != "\n\n":
		l.space("\n")
	case a == atom.Td || a == atom.Th:
		if l.cells == 0 && l.inRow {
			l.space("\t")
		}
		l.cells++
		l.inCell = false
	default:
		l.apart(a)
		if a == atom.Tr && l.cells == 0 {
			l.inRow = false
		}
	}
	if a == atom.Pre {
		l.pre++
	}
}

func (l *layout) leave(a atom.Atom) {
	switch {
	case unseen[a]:
		l.hidden--
	case a == atom.Td || a == atom.Th:
		l.cells--
	default:
		l.apart(a)
	}
	if a == atom.Pre {
		l.pre--
	}
}

// apart sets a block or a line apart; inside a cell, paragraphs are lines.
func (l *layout) apart(a atom.Atom) {
	switch {
	case l.cells > 0 && (blocks[a] || lines[a]):
		if l.inCell {
			l.space("\n")
		}
	case blocks[a]:
		l.space("\n\n")
	case lines[a] && l.gap != "\n\n":
		l.space("\n")
	}
}

func (l *layout) space(gap string) { l.gap, l.single = gap, false }

// write lays out one text node: a stretch of white space is one blank, and
// none at the ends of a paragraph.
func (l *layout) write(s string) {
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return !l.isBlank(r) })
		if n < 0 {
			n = len(s)
		}
		if n > 0 {
			l.blank(n)
			s = s[n:]
			continue
		}
		if n = strings.IndexFunc(s, l.isBlank); n < 0 {
			n = len(s)
		}
		l.words(s[:n])
		s = s[n:]
	}
}

// isBlank is the white space that HTML folds, and all of what is not shown; a
// no-break space is a character.
func (l *layout) isBlank(r rune) bool {
	if r == '\uFEFF' && l.text.Len() == 0 || l.hidden > 0 {
		return true
	}
	return l.pre == 0 && (r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r')
}

func (l *layout) blank(n int) {
	l.single = n == 1 && l.gap == "" && l.hidden == 0
	if l.gap == "" && l.hidden == 0 {
		l.gap = " "
	}
	l.page.bytes += n
}

// words writes text after its gap. A run goes on over single blanks, so that
// there are few.
func (l *layout) words(s string) {
	gap := l.gap
	if l.text.Len() == 0 {
		gap = ""
	}
	grow := l.gap == "" || l.single
	l.text.WriteString(gap)
	if last := len(l.page.runs) - 1; last >= 0 && grow {
		l.page.runs[last].end = l.page.bytes + len(s)
	} else {
		l.page.runs = append(l.page.runs, run{from: l.page.bytes, end: l.page.bytes + len(s), to: l.text.Len()})
	}
	l.page.bytes += len(s)
	l.text.WriteString(strings.ReplaceAll(s, "\r", "\n"))
	l.gap, l.single, l.inCell, l.inRow = "", false, true, true
}

// span is the range in our text of the bytes [start,end) of the text nodes,
// for 0 <= start <= end <= bytes. What lies inside a character rounds
// outwards, what lies in white space that we do not have inwards.
func (p page) span(start, end int) transcript.Bytes {
	i := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].end > start })
	j := sort.Search(len(p.runs), func(j int) bool { return p.runs[j].from >= end }) - 1
	if i == len(p.runs) || j < i {
		return transcript.Bytes{}
	}
	lo := p.runs[i].to + max(0, start-p.runs[i].from)
	hi := p.runs[j].to + min(end, p.runs[j].end) - p.runs[j].from
	for lo > 0 && !utf8.RuneStart(p.text[lo]) {
		lo--
	}
	for hi < len(p.text) && !utf8.RuneStart(p.text[hi]) {
		hi++
	}
	return transcript.Bytes{Lo: lo, Hi: hi}
}
