package search

import (
	"cmp"
	"slices"
	"sort"

	"veldwerk/transcript"
)

// FacetKind says what the values of a facet are.
type FacetKind string

// The facets. Role has the values "interviewer" and "other", coded has "coded"
// and "uncoded"; all other values are the project's own.
const (
	FacetDocument  FacetKind = "document"
	FacetSpeaker   FacetKind = "speaker"
	FacetRole      FacetKind = "role"
	FacetAttribute FacetKind = "attribute"
	FacetCode      FacetKind = "code" // on the turn, sub-codes counted with the codes above them
	FacetTheme     FacetKind = "theme"
	FacetCoded     FacetKind = "coded"
	FacetCoder     FacetKind = "coder"
	FacetLanguage  FacetKind = "language"
)

// facetOrder is the order in which facets are given.
var facetOrder = map[FacetKind]int{
	FacetDocument: 0, FacetRole: 1, FacetSpeaker: 2, FacetAttribute: 3, FacetCoded: 4, FacetTheme: 5, FacetCode: 6, FacetCoder: 7, FacetLanguage: 8,
}

// Facet is one way to divide the hits of a search.
type Facet struct {
	Kind   FacetKind
	Name   string // of the attribute, else ""
	Values []FacetValue
}

// FacetValue is one value with what the hits say of it. Documents stand in
// their own order, other values by hits, the most first, then by name.
type FacetValue struct {
	Name    string // as the project writes it; a code by its path
	Hits    int    // turns
	Matches int    // places in those turns; not counted for codes, themes, coders and coded
	Words   int    // of all turns with this value in the project, hit or not; 0 where Matches is not counted
	dutch   string
	english string
}

// Wording is the message that words the facet; one of an attribute has its name.
func (f Facet) Wording() string {
	if f.Kind == FacetAttribute {
		return ""
	}
	return "facets." + string(f.Kind)
}

// Wording is the message that words a value of the facet, "" for one that is a
// name: roles, languages and coded or not are worded.
func (v FacetValue) Wording(of Facet) string {
	switch of.Kind {
	case FacetRole, FacetCoded:
		return "facets." + v.Name
	case FacetLanguage:
		return "language." + v.Name
	}
	return ""
}

// Condition is the value in the query language, to narrow a query with; the
// names of fields follow the language ("nl", else English).
func (v FacetValue) Condition(language string) string {
	if language == "nl" {
		return v.dutch
	}
	return v.english
}

// PerThousand is how many matches stand in a thousand words; ok is false where
// that says nothing.
func (v FacetValue) PerThousand() (rate float64, ok bool) {
	if v.Words == 0 || v.Matches == 0 {
		return 0, false
	}
	return 1000 * float64(v.Matches) / float64(v.Words), true
}

// Tally is what counting facets needs of every turn, as arrays. It is built
// once for a version of the project and then only read; it holds no text.
type Tally struct {
	facets    []Facet // without values
	values    []tallyValue
	numbers   map[tallyKey]int32
	documents map[transcript.DocumentID]*tallied
}

// tallyValue is a value of a facet.
type tallyValue struct {
	FacetValue
	facet int32
	order int // of a document
}

// tallyKey is what makes a value one: names that compare equal are one value.
type tallyKey struct {
	facet int32
	name  string
}

// tallied is one document: its turns, what is known of each of its speakers,
// and what lies on each turn.
type tallied struct {
	*layout
	ofSpeaker [][]int32 // values by speaker+1; documents and attributes among them
	onTurn    []int32   // values of all turns, one after another
	from      []int32   // turn i has onTurn[from[i]:from[i+1]]
}

// layout is what a text's turns are; it outlives versions of the project in
// which the text stays the same.
type layout struct {
	hash, stamp string
	speakers    []speaker
	units       []unit
	words       []int // by speaker+1
}

// turnAt is the index of the turn that starts at a code point, -1 for none.
// Hits come in order, so the guess is nearly always right.
func (l *layout) turnAt(start, guess int) int {
	if guess >= 0 && guess < len(l.units) && l.units[guess].span.Start == start {
		return guess
	}
	i := sort.Search(len(l.units), func(i int) bool { return l.units[i].span.Start >= start })
	if i < len(l.units) && l.units[i].span.Start == start {
		return i
	}
	return -1
}

// Count counts hits by every facet. Values without a hit are left out, and so
// are facets without values. Hits of documents that the tally does not know
// are not counted.
func (t *Tally) Count(hits []Hit) []Facet {
	turns, places := make([]int, len(t.values)), make([]int, len(t.values))
	for at := 0; at < len(hits); {
		end := at + 1
		for end < len(hits) && hits[end].Document == hits[at].Document {
			end++
		}
		if d := t.documents[hits[at].Document]; d != nil {
			d.count(hits[at:end], turns, places)
		}
		at = end
	}
	return t.listed(turns, places)
}

// count adds the hits of one document. Speakers are few and their values many,
// so those are added once per speaker.
func (d *tallied) count(hits []Hit, turns, places []int) {
	said, marked := make([]int, len(d.ofSpeaker)), make([]int, len(d.ofSpeaker))
	guess := -1
	for i := range hits {
		h := &hits[i]
		if guess < 0 && len(d.units) > 0 {
			guess = h.Turn - int(d.units[0].number)
		}
		at := d.turnAt(h.Span.Start, guess)
		if at < 0 {
			continue
		}
		if i+1 < len(hits) {
			guess = at + hits[i+1].Turn - h.Turn
		}
		said[d.units[at].speaker+1]++
		marked[d.units[at].speaker+1] += len(h.Matches)
		for _, v := range d.onTurn[d.from[at]:d.from[at+1]] {
			turns[v]++
		}
	}
	for s, n := range said {
		if n == 0 {
			continue
		}
		for _, v := range d.ofSpeaker[s] {
			turns[v] += n
			places[v] += marked[s]
		}
	}
}

// listed makes facets of counts.
func (t *Tally) listed(turns, places []int) []Facet {
	out := slices.Clone(t.facets)
	shown := make([][]int32, len(out))
	for v, n := range turns {
		if n > 0 {
			f := t.values[v].facet
			shown[f] = append(shown[f], int32(v))
		}
	}
	for f, values := range shown {
		slices.SortFunc(values, func(a, b int32) int {
			if out[f].Kind == FacetDocument {
				return cmp.Compare(t.values[a].order, t.values[b].order)
			}
			return cmp.Or(turns[b]-turns[a], cmp.Compare(t.values[a].Name, t.values[b].Name))
		})
		for _, v := range values {
			value := t.values[v].FacetValue
			value.Hits, value.Matches = turns[v], places[v]
			out[f].Values = append(out[f].Values, value)
		}
	}
	out = slices.DeleteFunc(out, func(f Facet) bool { return len(f.Values) == 0 })
	slices.SortStableFunc(out, func(a, b Facet) int {
		return cmp.Or(facetOrder[a.Kind]-facetOrder[b.Kind], cmp.Compare(a.Name, b.Name))
	})
	return out
}
