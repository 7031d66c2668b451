package search

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Ask answers a query; Index.Search and Scan with their facts and options
// filled in are two.
type Ask func(ctx context.Context, q Query) (Result, error)

// NewTally reads what facets are counted by: turns and speakers, attributes,
// codings, and for each theme what it finds. Documents that stand in old with
// the same text and speakers are not read again; old may be nil. With an error
// (it was stopped) the tally is what was read by then: not to count with, but
// to go on from.
func NewTally(ctx context.Context, f Facts, ask Ask, old *Tally) (*Tally, error) {
	documents, err := f.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	book, err := f.Codebook(ctx)
	if err != nil {
		return nil, fmt.Errorf("codebook: %w", err)
	}
	if book.Tree == nil {
		book.Tree = codebook.NewTree(nil)
	}
	b := tallyBuilder{
		Tally: &Tally{numbers: map[tallyKey]int32{}, documents: make(map[transcript.DocumentID]*tallied, len(documents))},
		book:  book, codes: map[codebook.CodeID][]int32{}, facetNumbers: map[facetName]int32{},
	}
	for i := range documents {
		d := &documents[i]
		l, err := layoutOf(ctx, f, d, old)
		if err != nil {
			return b.soFar(old), err
		}
		b.documents[d.ID] = &tallied{layout: l, ofSpeaker: b.speakers(d, l, i)}
	}
	found, err := b.themes(ctx, ask)
	if err != nil {
		return b.soFar(old), err
	}
	for i := range documents {
		d := b.documents[documents[i].ID]
		codings, err := f.Codings(ctx, documents[i].ID)
		if err != nil {
			return b.soFar(old), fmt.Errorf("codings of %s: %w", documents[i].ID, err)
		}
		b.turns(d, codings, found[documents[i].ID])
	}
	return b.Tally, nil
}

// soFar is the layouts that were read, and those of old that were not asked for
// yet.
func (b *tallyBuilder) soFar(old *Tally) *Tally {
	out := &Tally{documents: map[transcript.DocumentID]*tallied{}}
	if old != nil {
		for id, d := range old.documents {
			out.documents[id] = &tallied{layout: d.layout}
		}
	}
	for id, d := range b.documents {
		out.documents[id] = &tallied{layout: d.layout}
	}
	return out
}

// layoutOf reads the turns of a document and counts the words of each speaker.
func layoutOf(ctx context.Context, f Facts, d *DocumentFacts, old *Tally) (*layout, error) {
	if old != nil {
		if known := old.documents[d.ID]; known != nil && known.hash == d.TextHash && known.stamp == d.Stamp {
			return known.layout, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	doc, err := f.Document(ctx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	s := turnSheet(d, doc)
	l := &layout{hash: d.TextHash, stamp: d.Stamp, speakers: s.speakers, units: s.units, words: make([]int, len(s.speakers)+1)}
	for i := range l.units {
		l.words[l.units[i].speaker+1] += transcript.CountWords(doc.Text.Slice(l.units[i].span))
	}
	return l, nil
}

// facetName names a facet.
type facetName struct {
	kind FacetKind
	name string // of an attribute, folded
}

// tallyBuilder numbers values while it reads.
type tallyBuilder struct {
	*Tally
	book         Codebook
	facetNumbers map[facetName]int32
	codes        map[codebook.CodeID][]int32 // values of a code and the codes above it
}

// facet is the number of a facet; the first spelling of an attribute's name
// counts.
func (b *tallyBuilder) facet(kind FacetKind, name string) int32 {
	key := facetName{kind, codebook.Fold(name)}
	n, ok := b.facetNumbers[key]
	if !ok {
		n = int32(len(b.facets))
		b.facetNumbers[key] = n
		b.facets = append(b.facets, Facet{Kind: kind, Name: name})
	}
	return n
}

// value is the number of a value; names with the same key are one, and the
// first spelling counts.
func (b *tallyBuilder) value(facet int32, key, name string, condition field) int32 {
	k := tallyKey{facet, key}
	n, ok := b.numbers[k]
	if !ok {
		n = int32(len(b.values))
		b.numbers[k] = n
		v := tallyValue{facet: facet, order: len(b.values)}
		v.Name, v.dutch, v.english = name, condition.in(dutchFields), condition.in(nil)
		b.values = append(b.values, v)
	}
	return n
}

// named is a value whose condition is a field with its name.
func (b *tallyBuilder) named(kind FacetKind, fieldName, name string) int32 {
	return b.value(b.facet(kind, ""), codebook.Fold(name), name, field{name: fieldName, value: name})
}

// speakers gives the values of each speaker of a document, by speaker+1: the
// first is nobody.
func (b *tallyBuilder) speakers(d *DocumentFacts, l *layout, number int) [][]int32 {
	out := make([][]int32, len(l.speakers)+1)
	for s := range out {
		var who speaker
		if s > 0 {
			who = l.speakers[s-1]
		}
		values := b.attributes(d, who.name)
		if codebook.Fold(d.Title) != "" {
			v := b.named(FacetDocument, "document", d.Title)
			values = append(values, v)
		}
		if codebook.Fold(who.name) != "" {
			values = append(values, b.named(FacetSpeaker, "speaker", who.name))
		}
		if who.role == transcript.RoleInterviewer {
			values = append(values, b.value(b.facet(FacetRole, ""), "interviewer", "interviewer", field{name: "is", value: "interviewer"}))
		} else {
			values = append(values, b.value(b.facet(FacetRole, ""), "other", "other", field{name: "-is", value: "interviewer"}))
		}
		if d.Language != "" {
			values = append(values, b.named(FacetLanguage, "language", d.Language))
		}
		for _, v := range values {
			b.values[v].Words += l.words[s]
			if b.facets[b.values[v].facet].Kind == FacetDocument {
				b.values[v].order = min(b.values[v].order, number)
			}
		}
		out[s] = values
	}
	return out
}

// attributes gives the values of the attributes of a turn: the speaker's own
// where it has one, else the document's, as fields read them. One whose name
// the query language has for something else can't be asked for and is no facet.
func (b *tallyBuilder) attributes(d *DocumentFacts, who string) []int32 {
	var names []string
	for name := range d.Attributes {
		names = append(names, name)
	}
	for name := range d.Speakers[who] {
		if _, both := d.Attributes[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []int32
	for _, name := range names {
		value, own := d.Speakers[who][name]
		if !own {
			value = d.Attributes[name]
		}
		folded := codebook.Fold(name)
		if _, taken := fieldKeys[folded]; taken || folded == "" || codebook.Fold(value) == "" {
			continue
		}
		v := b.value(b.facet(FacetAttribute, name), attributeKey(value), value, field{name: folded, value: value})
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// attributeKey is equal for values that a field finds with one another: 1 and
// 1.0, ja and yes.
func attributeKey(value string) string {
	if n, ok := number(value); ok {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return codebook.Fold(yesNo(value))
}

// themes asks what each theme finds, as turns by document.
func (b *tallyBuilder) themes(ctx context.Context, ask Ask) (map[transcript.DocumentID]map[int][]int32, error) {
	out := map[transcript.DocumentID]map[int][]int32{}
	done := map[int32]bool{}
	for _, theme := range b.book.Themes {
		if codebook.Fold(theme.Name) == "" {
			continue
		}
		v := b.named(FacetTheme, "theme", theme.Name)
		if done[v] { // themes of one name are asked for together
			continue
		}
		done[v] = true
		found, err := ask(ctx, Parse(b.values[v].english))
		if err != nil {
			return nil, fmt.Errorf("theme %s: %w", theme.Name, err)
		}
		for _, h := range found.Hits {
			d := b.documents[h.Document]
			if d == nil {
				continue
			}
			at := d.turnAt(h.Span.Start, h.Turn)
			if at < 0 {
				continue
			}
			if out[h.Document] == nil {
				out[h.Document] = map[int][]int32{}
			}
			out[h.Document][at] = append(out[h.Document][at], v)
		}
	}
	return out, nil
}

// turns lays out what lies on each turn of a document.
func (b *tallyBuilder) turns(d *tallied, codings []codebook.Coding, themes map[int][]int32) {
	on := make([][]int32, len(d.units))
	coded := make([]bool, len(d.units))
	add := func(at int, values ...int32) {
		for _, v := range values {
			if !slices.Contains(on[at], v) {
				on[at] = append(on[at], v)
			}
		}
	}
	for i := range codings {
		c := &codings[i]
		codes, coder := b.code(c.Code), b.coder(c.Coder)
		d.overlapping(c.Span, func(at int) {
			coded[at] = true
			add(at, codes...)
			add(at, coder...)
		})
	}
	facet := b.facet(FacetCoded, "")
	d.from = make([]int32, 1, len(d.units)+1)
	for at := range on {
		state := "uncoded"
		if coded[at] {
			state = "coded"
		}
		add(at, themes[at]...)
		add(at, b.value(facet, state, state, field{name: "is", value: state}))
		d.onTurn = append(d.onTurn, on[at]...)
		d.from = append(d.from, int32(len(d.onTurn)))
	}
}

// overlapping calls f with each turn that shares a code point with the span.
func (l *layout) overlapping(span transcript.Span, f func(at int)) {
	from := sort.Search(len(l.units), func(i int) bool { return l.units[i].span.End > span.Start })
	for i := from; i < len(l.units) && l.units[i].span.Start < span.End; i++ {
		if l.units[i].span.Overlaps(span) {
			f(i)
		}
	}
}

// code gives the values of a code and of the codes above it.
func (b *tallyBuilder) code(id codebook.CodeID) []int32 {
	values, known := b.codes[id]
	if known {
		return values
	}
	tree := b.book.Tree
	for at := id; ; at = tree.Parent(at) {
		code, ok := tree.Code(at)
		if !ok {
			break
		}
		path := tree.Path(at)
		name := path
		if found := tree.Find(code.Name); len(found) == 1 && found[0].ID == at {
			name = code.Name // shorter, and means no other
		}
		values = append(values, b.value(b.facet(FacetCode, ""), at.String(), path, field{name: "code", value: name}))
	}
	b.codes[id] = values
	return values
}

func (b *tallyBuilder) coder(id codebook.CoderID) []int32 {
	i := slices.IndexFunc(b.book.Coders, func(c codebook.Coder) bool { return c.ID == id })
	if i < 0 || codebook.Fold(b.book.Coders[i].Name) == "" {
		return nil
	}
	return []int32{b.named(FacetCoder, "coder", b.book.Coders[i].Name)}
}
