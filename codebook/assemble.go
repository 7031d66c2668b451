package codebook

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"sort"
	"strings"

	"veldwerk/transcript"
)

// Material is what the fragments of one document are made of.
type Material struct {
	Document *transcript.Document
	Codings  []Coding // the ones wanted
	All      []Coding // every coding of the document: what Overlapping is drawn from; nil: Codings
	Tree     *Tree
	Coders   []Coder
	Case     string // name of the document's case

	// Attributes are the case's values by attribute name. Speakers holds, per
	// speaker name that has a case of its own, that case's values, which win
	// for that speaker's turns; SpeakerCases holds that case's name.
	Attributes   map[string]string
	Speakers     map[string]map[string]string
	SpeakerCases map[string]string

	DocumentHash string // SHA-256 of the text, hex; "": worked out here
}

// Assemble makes the fragments of a document, in the order of SortFragments. A
// coding that lies outside the text gives the part that is left of it.
func Assemble(m Material) []Fragment {
	if m.All == nil {
		m.All = m.Codings
	}
	if m.DocumentHash == "" && len(m.Codings) > 0 {
		sum := sha256.Sum256([]byte(m.Document.Text.String()))
		m.DocumentHash = hex.EncodeToString(sum[:])
	}
	a := assembly{Material: m, doc: m.Document, coders: map[CoderID]string{}, sentences: map[int][]transcript.Span{}, paths: map[CodeID]string{}}
	for _, c := range m.Coders {
		a.coders[c.ID] = c.Name
	}
	a.lines = lineEnds(m.Document.Text)
	a.all = slices.DeleteFunc(slices.Clone(m.All), func(c Coding) bool { return c.Span.IsEmpty() })
	slices.SortFunc(a.all, compareCodings)
	a.reach = make([]int, len(a.all))
	for i, c := range a.all {
		a.reach[i] = max(c.Span.End, a.reach[max(i-1, 0)])
	}
	out := make([]Fragment, len(m.Codings))
	for i, c := range m.Codings {
		out[i] = a.fragment(c)
	}
	SortFragments(out)
	return out
}

// Of is the case of a speaker's turns and its values by attribute name, which
// must not be changed. The empty name is nobody: the document's case.
func (m Material) Of(speaker string) (name string, values map[string]string) {
	own := m.Speakers[speaker]
	name = cmp.Or(m.SpeakerCases[speaker], m.Case)
	if len(own) == 0 {
		return name, m.Attributes
	}
	values = maps.Clone(own)
	for k, v := range m.Attributes {
		if _, ok := own[k]; !ok {
			values[k] = v
		}
	}
	return name, values
}

// SortFragments orders fragments by document title, start, end, code path,
// coder and coding id, comparing code points.
func SortFragments(fragments []Fragment) {
	slices.SortStableFunc(fragments, func(a, b Fragment) int {
		return cmp.Or(
			cmp.Compare(a.DocumentName, b.DocumentName),
			compareSpans(a.Coding.Span, b.Coding.Span),
			cmp.Compare(a.CodePath, b.CodePath),
			cmp.Compare(a.Coder, b.Coder),
			cmp.Compare(a.Coding.ID.String(), b.Coding.ID.String()),
		)
	})
}

// assembly keeps what several fragments of a document need.
type assembly struct {
	Material
	doc       *transcript.Document
	coders    map[CoderID]string
	lines     []int                     // code points of the LFs
	sentences map[int][]transcript.Span // by index of the turn, made when asked
	paths     map[CodeID]string
	all       []Coding // by start
	reach     []int    // the furthest end of all[:i+1]
}

func (a *assembly) fragment(c Coding) Fragment {
	last := max(c.Span.Start, c.Span.End-1)
	first, end := a.turnAt(c.Span.Start), a.turnAt(last)
	code, _ := a.Tree.Code(c.Code)
	f := Fragment{
		Coding: c, Code: code, CodePath: a.path(c.Code), Coder: a.coders[c.Coder],
		DocumentName: a.doc.Title, DocumentHash: a.DocumentHash,
		LineFirst: a.lineOf(c.Span.Start), LineLast: a.lineOf(last),
		Page:        a.doc.PageAt(c.Span.Start),
		Text:        a.doc.Text.Slice(c.Span),
		Before:      a.before(first, c.Span.Start),
		After:       a.after(end, c.Span.End),
		Overlapping: a.overlapping(c),
	}
	f.Case, f.Attributes = a.Of("")
	f.TimeStart, f.TimeEnd = a.times(c.Span)
	if first >= 0 {
		f.TurnFirst, f.TurnLast = a.doc.Turns[first].N, a.doc.Turns[end].N
		speaker := a.doc.SpeakerOf(a.doc.Turns[first])
		f.Speaker, f.SpeakerRole = speaker.Name, speaker.Role
		f.Case, f.Attributes = a.Of(speaker.Name)
	}
	return f
}

// turnAt is the index of the turn at a code point; a label belongs to the turn
// behind it. -1 without turns, 0 before the first.
func (a *assembly) turnAt(at int) int {
	i := a.doc.TurnAt(at)
	if next := i + 1; next < len(a.doc.Turns) && (i < 0 || a.doc.Turns[next].Label.Contains(at)) {
		return next
	}
	return i
}

func (a *assembly) path(id CodeID) string {
	p, ok := a.paths[id]
	if !ok {
		p = a.Tree.Path(id)
		a.paths[id] = p
	}
	return p
}

// lineOf is the 1-based LF line of a code point; an LF belongs to the line it ends.
func (a *assembly) lineOf(at int) int { return 1 + sort.SearchInts(a.lines, at) }

func lineEnds(t transcript.Text) []int {
	var ends []int
	at := 0
	for _, r := range t.String() {
		if r == '\n' {
			ends = append(ends, at)
		}
		at++
	}
	return ends
}

// times of a span: it starts at the last anchor before it and ends at the
// first one behind it, because an anchor says when the words after it begin.
func (a *assembly) times(s transcript.Span) (start, end int64) {
	start, ok := a.doc.TimeAt(s.Start)
	if !ok {
		start = -1
	}
	anchors := a.doc.Anchors
	next := sort.Search(len(anchors), func(i int) bool { return anchors[i].At >= s.End })
	if next == len(anchors) || anchors[next].Millis < start {
		return start, -1
	}
	return start, anchors[next].Millis
}

// overlapping lists the paths of the other codes that share text with a coding.
func (a *assembly) overlapping(c Coding) []string {
	var out []string
	from := sort.Search(len(a.all), func(i int) bool { return a.all[i].Span.Start >= c.Span.End })
	for i := from - 1; i >= 0 && a.reach[i] > c.Span.Start; i-- {
		if o := a.all[i]; o.Code != c.Code && o.Span.Overlaps(c.Span) {
			out = append(out, a.path(o.Code))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// before is what stands right in front of a span: the start of the sentence
// that the span breaks into, else the sentence before, which may be the last
// one of an earlier turn.
func (a *assembly) before(turn, at int) string {
	for i := turn; i >= 0 || i == -1 && turn == -1; i-- {
		s := a.sentencesOf(i)
		n := sort.Search(len(s), func(k int) bool { return s[k].Start >= at })
		for n--; n >= 0; n-- {
			cut := transcript.Span{Start: s[n].Start, End: min(s[n].End, at)}
			if text := strings.TrimSpace(a.doc.Text.Slice(cut)); text != "" {
				return text
			}
		}
	}
	return ""
}

// after is what stands right behind a span: the rest of the sentence that the
// span breaks off, else the sentence after.
func (a *assembly) after(turn, at int) string {
	for i := turn; i < max(len(a.doc.Turns), turn+1); i++ {
		s := a.sentencesOf(i)
		for n := sort.Search(len(s), func(k int) bool { return s[k].End > at }); n < len(s); n++ {
			cut := transcript.Span{Start: max(s[n].Start, at), End: s[n].End}
			if text := strings.TrimSpace(a.doc.Text.Slice(cut)); text != "" {
				return text
			}
		}
	}
	return ""
}

// sentencesOf a turn, by its index; -1 is the whole text of a document without
// turns.
func (a *assembly) sentencesOf(turn int) []transcript.Span {
	spans, ok := a.sentences[turn]
	if ok {
		return spans
	}
	whole := a.doc.Text.Whole()
	if turn >= 0 {
		whole = a.doc.Turns[turn].Span
	}
	lo := a.doc.Text.Bytes(whole).Lo
	for _, b := range transcript.Sentences(a.doc.Text.Slice(whole), a.doc.Language) {
		spans = append(spans, a.doc.Text.SpanOf(lo+b.Lo, lo+b.Hi))
	}
	a.sentences[turn] = spans
	return spans
}
