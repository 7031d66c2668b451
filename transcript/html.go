package transcript

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// readHTML takes the text out of a web page as a browser shows it: a blank line
// between blocks, LF for a line break, a tab between the cells of a row.
// Scripts and styles go; notes, comments, deletions and navigation go too and
// are counted as warnings. Times in oTranscribe's spans and noScribe's anchors
// stay as anchors.
//
// It follows the tokens and builds no tree, so that nesting costs nothing.
func readHTML(_ context.Context, f file) (reading, error) {
	data := withoutPictures(f.data)
	if len(data) > maxPage {
		return reading{}, &Error{Code: "too-large", Args: map[string]any{"limit": maxPage}}
	}
	d, err := decodeHTML(data, f.options.Encoding)
	if err != nil {
		return reading{}, err
	}
	h := &htmlReader{}
	if err := h.readPage(d.text); err != nil {
		return reading{}, err
	}
	r, err := h.finish()
	if d.bom {
		r.warnings = append([]Warning{{Code: "bom-removed"}}, r.warnings...)
	}
	r.warnings = appendCounts(r.warnings, []count{{"invalid-bytes", d.invalid}})
	r.encoding = d.encoding
	return r, err
}

// htmlReader lays out the tokens of one page, or of an EPUB's chapters one
// after another.
type htmlReader struct {
	flow
	strict bool // XHTML: <script/> is whole, CDATA is text

	skip      string // the element that is left out; "" for none
	skipDepth int    // elements of that name that are open
	pre       int    // open elements whose white space counts
	preStart  bool   // one has just begun
	inStamp   string // the open element of a time stamp
	stamped   bool   // one has just ended
	freshDiv  bool   // a div has begun and nothing is written since

	deleted, noteMarks, notes, comments, headers, menus, codes int
}

// readPage reads a page of UTF-8.
func (h *htmlReader) readPage(page string) error {
	h.strict = h.strict || strings.HasPrefix(strings.TrimLeft(page, "\uFEFF \t\r\n"), "<?xml")
	h.skip, h.pre, h.inStamp, h.stamped, h.freshDiv = "", 0, "", false, false
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(maxToken)
	z.AllowCDATA(h.strict)
	for !h.full {
		switch z.Next() {
		case html.ErrorToken:
			h.tidyParagraph()
			for len(h.cells) > 0 {
				h.closeTable()
			}
			if errors.Is(z.Err(), html.ErrBufferExceeded) {
				return &Error{Code: "too-large", Args: map[string]any{"limit": maxToken}, Err: z.Err()}
			}
			return nil // the reader is a string: the only other error is its end
		case html.TextToken:
			h.said(z)
		case html.StartTagToken:
			h.start(tagOf(z))
		case html.SelfClosingTagToken:
			h.whole(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			h.end(string(name))
		}
	}
	return nil
}

// whole is an element that ends where it begins; in HTML only a void one does.
func (h *htmlReader) whole(z *html.Tokenizer) {
	t := tagOf(z)
	if h.strict {
		z.NextIsNotRawText()
	}
	if h.skip != "" && h.strict {
		return
	}
	h.start(t)
	if h.strict {
		h.end(t.name)
	}
}

// said is a run of text. The reader asks for it only when it keeps it.
func (h *htmlReader) said(z *html.Tokenizer) {
	if h.skip != "" {
		return
	}
	s := string(z.Text())
	if strings.TrimFunc(s, unicode.IsSpace) != "" {
		h.freshDiv = false
	}
	if h.pre > 0 {
		if h.preStart {
			s = strings.TrimPrefix(s, "\n")
		}
		h.preStart = false
		h.writeKept(s)
		return
	}
	// oTranscribe sets its stamps apart by style only.
	if r, _ := utf8.DecodeRuneInString(s); h.stamped && !unicode.IsSpace(r) {
		h.write(" ")
	}
	h.stamped = false
	h.write(s)
}

// finish closes the reading with what was left out.
func (h *htmlReader) finish() (reading, error) {
	r, err := h.reading()
	notes := h.noteMarks
	if notes == 0 {
		notes = h.notes
	}
	r.warnings = appendCounts(r.warnings, []count{
		{"deletions-dropped", h.deleted}, {"notes-dropped", notes}, {"comments-dropped", h.comments},
		{"headers-dropped", h.headers}, {"navigation-dropped", h.menus}, {"codes-dropped", h.codes},
	})
	return r, err
}

// tag is a start tag with the attributes that matter here.
type tag struct {
	name, class, style, href, anchor, role, seconds, title string
}

// maxTagAttributes is how many attributes of a tag are looked at.
const maxTagAttributes = 40

func tagOf(z *html.Tokenizer) tag {
	name, more := z.TagName()
	t := tag{name: string(name)}
	for range maxTagAttributes {
		if !more {
			break
		}
		var key, value []byte
		key, value, more = z.TagAttr()
		if len(value) > maxValue {
			continue
		}
		switch string(key) {
		case "class":
			t.class = string(value)
		case "style":
			t.style = strings.ToLower(strings.ReplaceAll(string(value), " ", ""))
		case "href":
			t.href = string(value)
		case "name":
			t.anchor = string(value)
		case "role", "epub:type":
			t.role += " " + string(value)
		case "data-timestamp":
			t.seconds = string(value)
		case "title":
			t.title = string(value)
		}
	}
	return t
}

func (t tag) hasClass(name string) bool { return hasWord(t.class, name) }

func hasWord(list, word string) bool {
	return strings.Contains(list, word) && strings.Contains(" "+strings.Join(strings.Fields(list), " ")+" ", " "+word+" ")
}

// blocks start and end a paragraph.
var blocks = wordSet(`address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
	figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol optgroup option p pre
	listing plaintext xmp section summary tbody tfoot thead title ul table tr td th`)

// unseen elements hold no text that a reader of the page sees, or, as rt, see
// twice.
var unseen = wordSet(`script style title template xml select datalist object iframe noframes noembed noscript canvas
	audio video applet svg button rt rp`)

// inlines end at the end of their block, also when a page forgets to close
// them.
var inlines = wordSet(`a span sup rt rp ins button`)

func (h *htmlReader) start(t tag) {
	if h.skip != "" {
		if !h.skipEnds(t.name) {
			if t.name == h.skip {
				h.skipDepth++
			}
			return
		}
		h.skip = ""
	}
	if h.leaves(t) {
		return
	}
	switch t.name {
	case "br":
		h.breakLine()
		return
	case "table":
		h.tidyParagraph()
		h.openTable()
	case "tr":
		h.tidyParagraph()
		h.startRow()
	case "td", "th":
		h.tidyParagraph()
		h.startCell()
	case "pre", "listing", "xmp", "plaintext":
		h.tidyParagraph()
		h.pre++
		h.preStart = true
	default:
		if blocks[t.name] {
			h.tidyParagraph()
			h.freshDiv = h.freshDiv || t.name == "div"
		}
	}
	if t.seconds != "" || t.anchor != "" {
		h.time(t)
	}
}

// skipEnds says whether what is left out ends before this tag.
func (h *htmlReader) skipEnds(name string) bool {
	return inlines[h.skip] && blocks[name] || h.skip == "p" && blocks[name] || h.skip == "a" && name == "a"
}

func (h *htmlReader) end(name string) {
	if h.skip != "" {
		if name == h.skip {
			if h.skipDepth--; h.skipDepth == 0 {
				h.skip = ""
			}
			return
		}
		if !h.skipEnds(name) {
			return
		}
		h.skip = ""
	}
	switch {
	case name == "br" && !h.strict:
		h.breakLine()
	case name == "table":
		h.tidyParagraph()
		h.closeTable()
	case blocks[name]:
		h.tidyParagraph()
		if h.pre > 0 && (name == "pre" || name == "listing" || name == "xmp") {
			h.pre--
		}
		h.freshDiv = h.freshDiv && name != "div"
	case name == h.inStamp:
		h.inStamp, h.stamped = "", true
	}
}

// breakLine ends a line; more than one empty line is only space on the page.
func (h *htmlReader) breakLine() {
	if h.pre == 0 && bytes.HasSuffix(h.para.Bytes(), []byte("\n\n")) {
		return
	}
	h.lineBreak()
}

// time notes the moment of oTranscribe's stamp (seconds) or noScribe's anchor
// (ts_START_END_SPEAKER in milliseconds).
func (h *htmlReader) time(t tag) {
	if s, err := strconv.ParseFloat(t.seconds, 64); err == nil && s >= 0 && s < 1e7 {
		h.moment(int64(s*1000 + 0.5))
		h.inStamp = t.name
		return
	}
	rest, ok := strings.CutPrefix(t.anchor, "ts_")
	if !ok {
		return
	}
	start, _, ok := strings.Cut(rest, "_")
	if ms, err := strconv.ParseInt(start, 10, 64); ok && err == nil && ms >= 0 && ms < 1e10 {
		h.moment(ms)
	}
}
