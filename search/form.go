package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"veldwerk/codebook"
)

// Expansion is what one word of a query stands for in the texts.
type Expansion struct {
	Word  string // as the query has it, without switches: ruimte, ruimte+, *deel*
	Forms []Form // by kind, then the most frequent first

	// Of a word of a theme that the query asks for: which theme, the whole entry
	// of its vocabulary, and whether that is an exclusion. Theme is zero for a
	// word of the query itself.
	Theme    codebook.ThemeID
	Name     string // of the theme
	Entry    string
	Excludes bool
}

// Form is one written form, folded, that stands in the texts.
type Form struct {
	Term        string
	Kind        FormKind
	Occurrences int
	Turns       int
	On          bool // the query finds it; of an exclusion: it takes it away
	Excluded    bool // an exclusion of the theme takes it away, so it is not On
}

// leastContained is how many letters a word needs for its forms to include
// those that merely contain it: of shorter ones there are too many.
const leastContained = 4

// Expand lists, for each word of the query and of the themes that it asks for,
// the forms that the texts
// have, whatever else the query asks for: also those that its mode leaves out,
// which are off. Literal phrases and fields have no forms.
func (ix *Index) Expand(ctx context.Context, q Query, f Facts) ([]Expansion, error) {
	if err := ix.settle(ctx); err != nil {
		return nil, err
	}
	out, err := expand(ctx, q, f, ix)
	if errors.Is(err, errUnsound) {
		ix.distrust()
		return expand(ctx, q, f, nil)
	}
	return out, err
}

// Expand is Index.Expand without an index: it reads every text.
func Expand(ctx context.Context, q Query, f Facts) ([]Expansion, error) {
	return expand(ctx, q, f, nil)
}

// Switch gives the query with one form of a word put on or off. Word is an
// Expansion's, form the Term of one of its Forms. The choice is part of the
// query's String, behind the word: ruimte[-ruimten +ruimtelijk].
func (q Query) Switch(word, form string, on bool) Query {
	if q.root == nil {
		return q
	}
	q.root = q.root.switched(word, form, on)
	return Parse(q.String())
}

// switched is a copy of the part with the form put on or off in each place of
// the word; words that are written together share their switches.
func (n *node) switched(word, form string, on bool) *node {
	c := *n
	c.kids = make([]*node, len(n.kids))
	for i, kid := range n.kids {
		c.kids[i] = kid.switched(word, form, on)
	}
	if !slices.ContainsFunc(n.words, func(p pattern) bool { return p.notation() == word }) {
		return &c
	}
	c.words = slices.Clone(n.words)
	for i, p := range n.words {
		if p.kind != anyWord {
			c.words[i].switches = p.switches.set(form, on)
		}
	}
	return &c
}

// notation is the pattern as a word of the query language, without switches.
func (p pattern) notation() string {
	var b strings.Builder
	printPlain(&b, []pattern{p}, 0)
	return b.String()
}

// Recall gives the query with the forms that a person chose before for its
// words: choices holds, by Expansion.Word, the word with its switches. Words
// that are typed with switches keep those. It also lists the words it gave
// some.
func (q Query) Recall(choices map[string]string) (Query, []string) {
	if q.root == nil || len(choices) == 0 {
		return q, nil
	}
	var words []string
	for _, p := range q.root.spread(nil) {
		choice := Parse(choices[p.notation()])
		if p.switches != "" || choice.root == nil || len(choice.root.words) == 0 || choice.root.words[0].switches == "" {
			continue
		}
		words = append(words, p.notation())
		for sw := range strings.FieldsSeq(string(choice.root.words[0].switches)) {
			q.root = q.root.switched(p.notation(), sw[1:], sw[0] == '+')
		}
	}
	return q, words
}

// Choices gives, for each word of the query that has forms, the word with its
// switches, or "" where none is switched: what Recall takes.
func (q Query) Choices() map[string]string {
	out := map[string]string{}
	if q.root == nil {
		return out
	}
	for _, p := range q.root.spread(nil) {
		out[p.notation()] = ""
		if p.switches != "" {
			out[p.notation()] = p.notation() + "[" + string(p.switches) + "]"
		}
	}
	return out
}

// Switched says whether forms of a word are put on or off.
func (q Query) Switched() bool {
	return q.root != nil && slices.ContainsFunc(q.root.spread(nil), func(p pattern) bool { return p.switches != "" })
}

// AllForms is the query without switches.
func (q Query) AllForms() Query {
	if q.root == nil {
		return q
	}
	for _, p := range q.root.spread(nil) {
		for sw := range strings.FieldsSeq(string(p.switches)) {
			q.root = q.root.switched(p.notation(), sw[1:], sw[0] == '-')
		}
	}
	return Parse(q.String())
}

// spread lists the words of a query that have forms, each once.
func (n *node) spread(into []pattern) []pattern {
	for _, p := range n.words {
		literal := p.mode == asQuoted || p.mode == asIs && n.op == opPhrase && n.distance == 0
		if p.kind != anyWord && !literal && !slices.Contains(into, p) {
			into = append(into, p)
		}
	}
	for _, kid := range n.kids {
		into = kid.spread(into)
	}
	return into
}

// spelled is a word to be expanded.
type spelled struct {
	Expansion
	pattern pattern
	except  []pattern // single words that the theme excludes
}

// spell lists the words of a query, then those of the themes it asks for.
func (b Codebook) spell(n *node) []spelled {
	var out []spelled
	for _, p := range n.spread(nil) {
		out = append(out, spelled{Expansion: Expansion{Word: p.notation()}, pattern: p})
	}
	return b.spellThemes(n, nil, map[codebook.ThemeID]bool{}, out)
}

func (b Codebook) spellThemes(n *node, except []pattern, seen map[codebook.ThemeID]bool, out []spelled) []spelled {
	for _, kid := range n.kids {
		out = b.spellThemes(kid, except, seen, out)
	}
	if n.op != opField || n.field.key != keyTheme {
		return out
	}
	same := valueMatch(n.field.value)
	for _, theme := range b.Themes {
		if !same(theme.Name) || seen[theme.ID] {
			continue
		}
		seen[theme.ID] = true
		out = b.spellTheme(theme, except, seen, out)
	}
	return out
}

func (b Codebook) spellTheme(theme codebook.Theme, except []pattern, seen map[codebook.ThemeID]bool, out []spelled) []spelled {
	except = slices.Clip(except)
	var within []*node // where sub-themes may be
	for _, word := range theme.Words {
		q := Parse(word.Text)
		if word.Off || q.IsEmpty() {
			continue
		}
		if q.isExclusion() && q.root.kids[0].op == opWord {
			except = append(except, q.root.kids[0].words[0])
		}
		if !q.isExclusion() {
			within = append(within, q.root)
		}
		for _, p := range q.root.spread(nil) {
			out = append(out, spelled{pattern: p, Expansion: Expansion{
				Word: p.notation(), Theme: theme.ID, Name: theme.Name, Entry: word.Text, Excludes: q.isExclusion(),
			}})
		}
	}
	for i := range out {
		if out[i].Theme == theme.ID && !out[i].Excludes {
			out[i].except = except
		}
	}
	for _, n := range within {
		out = b.spellThemes(n, except, seen, out)
	}
	return out
}

func expand(ctx context.Context, q Query, f Facts, ix *Index) ([]Expansion, error) {
	if q.root == nil {
		return nil, nil
	}
	r, err := begin(ctx, q, f, Options{})
	if err != nil || r == nil {
		return nil, err
	}
	entries := r.plan.codebook.spell(q.root)
	words := make([]pattern, len(entries))
	tallies := make([]map[string]Form, len(words))
	for i, e := range entries {
		words[i] = e.pattern
		tallies[i] = map[string]Form{}
	}
	left := r.plan.documents
	if ix != nil {
		if left, err = ix.tally(ctx, r.plan, words, tallies); err != nil {
			return nil, err
		}
	}
	if err := tallyTexts(ctx, left, f, words, tallies); err != nil {
		return nil, err
	}
	out := make([]Expansion, len(entries))
	for i, e := range entries {
		out[i] = e.Expansion
		out[i].Forms = sorted(tallies[i])
		e.exclude(out[i].Forms)
	}
	return out, nil
}

// exclude marks the forms that an exclusion of the theme takes away.
func (e spelled) exclude(forms []Form) {
	for _, p := range e.except {
		m := p.matcher()
		for i := range forms {
			term := forms[i].Term
			in := m.in(term, func(deep bool) *kinship { k := kinOf(term, deep); return &k })
			if in != 0 {
				forms[i].On, forms[i].Excluded = false, true
			}
		}
	}
}

func sorted(forms map[string]Form) []Form {
	out := make([]Form, 0, len(forms))
	for _, form := range forms {
		if form.Occurrences > 0 {
			out = append(out, form)
		}
	}
	slices.SortFunc(out, func(a, b Form) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Occurrences, a.Occurrences), cmp.Compare(a.Term, b.Term))
	})
	return out
}

// listing is one form of a word with the languages in which it is counted.
type listing struct {
	sense
	on bool
}

// listed gives the forms to show for a word: those that count, and those that
// would if the word were wider.
func (v *vocabulary) listed(p pattern) []listing {
	m := p.matcher()
	counted := v.senses(m)
	out := make([]listing, 0, len(counted))
	have := map[string]int{}
	add := func(s sense, on bool) {
		if at, ok := have[s.term]; ok {
			if s.kind < out[at].kind || out[at].kind == FormContains {
				out[at].kind = s.kind
			}
			return
		}
		have[s.term] = len(out)
		out = append(out, listing{s, on})
	}
	for _, s := range counted {
		add(s, true)
	}
	m.switches = ""
	for _, s := range v.senses(m) { // switched off, and the kind of what is on
		add(s, false)
	}
	if p.kind != oneWord {
		return out
	}
	for _, s := range v.kin(newKinWord(p.text, true)) {
		s.in = anyTongue // switched on, it counts in every language
		add(s, false)
	}
	if len(p.text) >= leastContained {
		v.candidates(matcher{inside: p.text}, 0, len(v.terms), func(number int32) {
			add(sense{v.terms[number], anyTongue, FormContains, 1 + number}, false)
		})
	}
	return out
}

func (l listing) into(tallies map[string]Form, occurrences, turns int) {
	form, ok := tallies[l.term]
	if !ok || l.kind < form.Kind {
		form.Kind = l.kind
	}
	form.Term = l.term
	form.On = form.On || l.on
	form.Occurrences += occurrences
	form.Turns += turns
	tallies[l.term] = form
}

// tally counts forms in the documents that the index holds in their present
// form, and gives the others.
func (ix *Index) tally(ctx context.Context, p *plan, words []pattern, tallies []map[string]Form) (left []DocumentFacts, err error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	snap := ix.snap
	if snap == nil {
		return p.documents, nil
	}
	l := newLookup(ctx, p, snap, false)
	current := newRows(snap.rows)
	for i := range p.documents {
		d := &p.documents[i]
		if slot, ok := snap.slots[d.ID]; ok && snap.held[slot].is(d) {
			copy(current[snap.bases[slot]/64:], allRows(len(snap.held[slot].units)))
			continue
		}
		left = append(left, *d)
	}
	err = guard(func() error {
		for i, w := range words {
			for _, form := range snap.words.listed(w) {
				occurrences, turns, err := l.count(form.sense, current)
				if err != nil {
					return err
				}
				form.into(tallies[i], occurrences, turns)
			}
		}
		return nil
	})
	return left, err
}

// count sums the places of a term in those of a set of rows where it counts.
func (l *lookup) count(term sense, in rows) (occurrences, turns int, err error) {
	if term.in != anyTongue {
		_, spoken := l.mask(term.in)
		in = slices.Clone(in).and(spoken)
	}
	if l.pieces != nil {
		numbers := l.snap.words.numbersOf([]string{term.term})
		for _, p := range l.pieces {
			if err := l.ctx.Err(); err != nil {
				return 0, 0, err
			}
			p.each(numbers, func(at uint32) {
				p.counts(at, func(doc, times int) {
					if row := p.rows[doc]; row >= 0 && in.has(int(row)) {
						turns++
						occurrences += times
					}
				})
			})
		}
		return occurrences, turns, nil
	}
	err = l.postings(term.term, true, false, func(r index.TermFieldReader) error {
		var doc index.TermFieldDoc
		for {
			next, err := r.Next(&doc)
			if err != nil || next == nil {
				return err
			}
			row, err := l.snap.row(next.ID)
			if err != nil {
				return err
			}
			if row >= 0 && in.has(row) {
				turns++
				occurrences += int(next.Freq)
			}
		}
	})
	return occurrences, turns, err
}

// tallyTexts counts forms by reading texts.
func tallyTexts(ctx context.Context, documents []DocumentFacts, f Facts, words []pattern, tallies []map[string]Form) error {
	if len(documents) == 0 {
		return nil
	}
	type tally struct{ occurrences, turns, last int }
	counts := map[string]*[anyTongue + 1]tally{}
	turn := 0
	for _, d := range documents {
		if err := ctx.Err(); err != nil {
			return err
		}
		doc, err := f.Document(ctx, d.ID)
		if err != nil {
			return fmt.Errorf("document %s: %w", d.ID, err)
		}
		in := tongueOf(d.Language)
		for _, u := range turnSheet(nil, doc).units {
			turn++
			t := tokeniser{s: doc.Text.Slice(u.span)}
			for tok, ok := t.next(); ok; tok, ok = t.next() {
				c := counts[tok.term]
				if c == nil {
					c = &[anyTongue + 1]tally{}
					counts[strings.Clone(tok.term)] = c
				}
				c[in].occurrences++
				if c[in].last != turn {
					c[in].turns, c[in].last = c[in].turns+1, turn
				}
			}
		}
	}
	fresh := make([]newcomer, 0, len(counts))
	for term := range counts {
		fresh = append(fresh, newcomer{term, kinOf(term, true)})
	}
	vocabulary := (&vocabulary{}).with(fresh)
	for i, w := range words {
		for _, form := range vocabulary.listed(w) {
			occurrences, turns := 0, 0
			for in := inDutch; in <= anyTongue; in++ {
				if c := counts[form.term]; c != nil && form.in&in != 0 {
					occurrences += c[in].occurrences
					turns += c[in].turns
				}
			}
			form.into(tallies[i], occurrences, turns)
		}
	}
	return nil
}
