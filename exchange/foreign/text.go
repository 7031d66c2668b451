package foreign

import (
	"context"
	"errors"
	"sort"
	"strings"
	"unicode/utf8"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Text is a document as another tool keeps it: its positions count the code
// points of that text, ours those of the canonical one.
type Text struct {
	Document transcript.Document

	text   transcript.Text
	raw    int   // code points of the other's text
	shifts []int // positions in the other's text from which one code point less counts, ascending
	astral []int // code points beyond U+FFFF, ascending
	draft  *Draft
}

// Text makes a document of a text that a tool keeps under a name, with its id
// and the turns that are found in it, and adds it to the project. A text that
// is none (blank, or mostly control characters) has no turns.
func (d *Draft) Text(ctx context.Context, name, raw string) (*Text, error) {
	t := &Text{draft: d}
	text := t.canonical(raw)
	doc, _, err := transcript.ReadWith(ctx, name, []byte(text), transcript.Options{Kind: "txt", Encoding: "utf-8"})
	var refused *transcript.Error
	switch {
	case errors.As(err, &refused) && refused.Code != "too-large":
		doc = transcript.Document{Text: transcript.NewText(text), Layout: transcript.LayoutVersion, Revision: 1}
	case err != nil:
		return nil, err
	}
	doc.ID = transcript.DocumentID(d.NewID())
	for i := range doc.Speakers {
		doc.Speakers[i].ID = transcript.SpeakerID(d.NewID())
	}
	doc.Title = title(name)
	// The tool's database is what was read; the document had no file of its own.
	doc.Source = transcript.Source{Name: name, Kind: "txt", Encoding: "utf-8"}
	t.Document, t.text = doc, doc.Text
	d.Lose("nul-replaced", strings.Count(raw, "\x00"), name)
	return t, nil
}

// canonical makes the text that ReadWith would make, and notes where code
// points go.
func (t *Text) canonical(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	start, at := true, 0
	for i, r := range raw {
		switch {
		case r == '\uFEFF' && start:
			t.shifts = append(t.shifts, at)
		case r == '\r' && strings.HasPrefix(raw[i+1:], "\n"):
			t.shifts = append(t.shifts, at)
		case r == '\r':
			b.WriteByte('\n')
		case r == 0:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
		start = start && r == '\uFEFF'
		if r > 0xFFFF {
			t.astral = append(t.astral, at)
		}
		at++
	}
	t.raw = at
	return b.String()
}

// endings are those of files that tools keep in a document's name.
var endings = []string{".txt", ".md", ".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".epub", ".vtt", ".srt", ".transcribed"}

// title is a name without the ending of a file: "Interview 3.5 Jansen" stays
// whole.
func title(name string) string {
	name = strings.TrimSpace(name)
	lower := strings.ToLower(name)
	for _, e := range endings {
		if strings.HasSuffix(lower, e) && len(lower) > len(e) && len(lower) == len(name) {
			return strings.TrimSpace(name[:len(name)-len(e)])
		}
	}
	return name
}

// at is the canonical position of one in the other's text.
func (t *Text) at(raw int) int { return raw - sort.SearchInts(t.shifts, raw) }

// unitAt is the code point in the other's text at which a UTF-16 unit stands.
func (t *Text) unitAt(unit int) int {
	// The k-th astral character stands k units later than its code point says.
	return unit - sort.Search(len(t.astral), func(k int) bool { return t.astral[k]+k >= unit })
}

// Place is where a coding stands.
type Place struct {
	Span   transcript.Span
	Moved  bool                 // not where the tool says: found by its quote
	Reason codebook.StrayReason // why it has no place; empty when it has one
}

// Shift is how far a convention's start and end lie from a half-open range.
type Shift struct{ Start, End int }

// Exact is the convention of a half-open range.
var Exact = []Shift{{}}

// Place finds the coding of code points [start,end) whose text was quote; "" is
// not known. The conventions are tried in order, then UTF-16 units, for tools
// that counted those, then the quote's nearest place. without a place the
// reason says why.
func (t *Text) Place(start, end int, quote string, conventions []Shift) Place {
	want := comparable(quote)
	if want == "" {
		return t.trust(start+conventions[0].Start, end+conventions[0].End)
	}
	for i, c := range conventions {
		if span, ok := t.holds(start+c.Start, end+c.End, want); ok {
			return Place{Span: span, Moved: i > 0}
		}
	}
	if len(t.astral) > 0 {
		if span, ok := t.holds(t.unitAt(start), t.unitAt(end), want); ok {
			return Place{Span: span, Moved: true}
		}
	}
	if span, ok := t.nearest(t.at(min(max(start, 0), t.raw)), want); ok {
		return Place{Span: span, Moved: true}
	}
	if p := t.trust(start, end); p.Reason != "" {
		return p
	}
	return Place{Reason: codebook.StrayNotFound}
}

// trust takes a range as it is.
func (t *Text) trust(start, end int) Place {
	switch {
	case end < start:
		return Place{Reason: codebook.StrayReversed}
	case start < 0 || end > t.raw:
		return Place{Reason: codebook.StrayOutside}
	}
	span := transcript.Span{Start: t.at(start), End: t.at(end)}
	if span.IsEmpty() {
		return Place{Reason: codebook.StrayEmpty}
	}
	return Place{Span: span}
}

func (t *Text) holds(start, end int, want string) (transcript.Span, bool) {
	p := t.trust(start, end)
	// Lengths first: a row may claim the whole text for a word.
	return p.Span, p.Reason == "" && p.Span.Len() == utf8.RuneCountInString(want) && comparable(t.text.Slice(p.Span)) == want
}

// comparable is a quote as texts compare: line ends and the paragraph sign of
// Qt's editor are LF, as in the canonical text.
func comparable(s string) string {
	if !utf8.ValidString(s) {
		s = string([]rune(s)) // a bad byte is one character, as in the text
	}
	if !strings.ContainsAny(s, "\r\u2028\u2029\x00") {
		return s
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\x00", "\uFFFD").Replace(s)
}

// How far from where it should be a quote is looked for that stands in the
// text more than once, in bytes, and how many bytes are looked through
// in all: a database of our enemies holds a million wrong quotes.
const (
	near       = 4 << 10
	maxScanned = 1 << 30
)

// nearest finds the quote around a code point, else anywhere if it stands
// there once.
func (t *Text) nearest(at int, want string) (transcript.Span, bool) {
	s := t.text.String()
	middle := t.text.Bytes(transcript.Span{Start: at, End: at}).Lo
	lo, hi := max(0, middle-near), min(len(s), middle+near+len(want))
	best := -1
	for from := lo; from < hi; {
		n := t.index(s[from:hi], want)
		if n < 0 {
			break
		}
		if best < 0 || abs(from+n-middle) < abs(best-middle) {
			best = from + n
		}
		from += n + 1
	}
	if best < 0 {
		n := t.index(s, want)
		if n < 0 || t.index(s[n+1:], want) >= 0 {
			return transcript.Span{}, false
		}
		best = n
	}
	return t.text.SpanOf(best, best+len(want)), true
}

func (t *Text) index(s, want string) int {
	if t.draft.scanned > maxScanned {
		return -1
	}
	n := strings.Index(s, want)
	looked := len(s)
	if n >= 0 {
		looked = n + len(want)
	}
	t.draft.scanned += max(looked, 64) // a look costs, however short
	return n
}

func abs(n int) int { return max(n, -n) }
