package search

import (
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// fact is a condition on what is known of a unit besides its words: on who
// speaks in which document, or on the codings that overlap it.
type fact struct {
	who    func(d *DocumentFacts, s speaker) bool
	coding func(c *codebook.Coding) bool
}

// speaker is what conditions ask of who says a turn.
type speaker struct {
	name string
	role transcript.Role
}

func factStep(f fact) *step { return &step{op: opField, fact: &f} }

// nothing is what a condition with an unknown name means.
func nothing() *step {
	return factStep(fact{who: func(*DocumentFacts, speaker) bool { return false }})
}

// field resolves a condition with the names of the project.
func (p *plan) field(q Query, n *node, positive bool) *step {
	f := n.field
	same := valueMatch(f.value)
	switch f.key {
	case keyCode:
		codes := p.codesNamed(f)
		if len(codes) == 0 {
			return p.unknown(q, n, "unknown-code")
		}
		return p.codes(codes)
	case keyTheme:
		s := &step{op: opOr}
		for _, theme := range p.codebook.Themes {
			if same(theme.Name) {
				s.kids = append(s.kids, p.theme(theme, f.compare == "=", positive))
			}
		}
		if len(s.kids) == 0 {
			return p.unknown(q, n, "unknown-theme")
		}
		return s
	case keyCoder:
		return p.coder(q, n, same)
	case keyMemo:
		return p.memo(f)
	case keySpeaker:
		return factStep(fact{who: func(_ *DocumentFacts, s speaker) bool { return s.name != "" && same(s.name) }})
	case keyDocument:
		return factStep(fact{who: func(d *DocumentFacts, _ speaker) bool { return same(d.Title) }})
	case keyLanguage:
		same = valueMatch(languageCode(f.value))
		return factStep(fact{who: func(d *DocumentFacts, _ speaker) bool { return d.Language != "" && same(d.Language) }})
	case keyIs:
		return isState(f.value)
	}
	return p.attribute(q, n, positive)
}

func (p *plan) unknown(q Query, n *node, code string) *step {
	p.report(q, n, code)
	return nothing()
}

func (p *plan) report(q Query, n *node, code string) {
	if len(p.themes) > 0 { // typed in a vocabulary, not in this query
		return
	}
	src := []rune(q.Text)
	p.problems = append(p.problems, Problem{
		Code: code, Text: string(src[n.at.start:n.at.end]), Start: n.at.start, End: n.at.end,
	})
}

func isState(state string) *step {
	coded := factStep(fact{coding: func(*codebook.Coding) bool { return true }})
	switch state {
	case "coded":
		return coded
	case "uncoded":
		return &step{op: opNot, kids: []*step{coded}}
	}
	return factStep(fact{who: func(_ *DocumentFacts, s speaker) bool { return s.role == transcript.RoleInterviewer }})
}

// codesNamed are the codes a value means: by path or name, with their
// sub-codes unless it is code:=x.
func (p *plan) codesNamed(f field) map[codebook.CodeID]bool {
	tree := p.codebook.Tree
	found := tree.Find(f.value)
	if len(found) == 0 && strings.Contains(f.value, "*") {
		same := valueMatch(f.value)
		for _, c := range tree.Codes() {
			if same(c.Name) || same(tree.Path(c.ID)) || slices.ContainsFunc(c.Alias, same) {
				found = append(found, c)
			}
		}
	}
	codes := map[codebook.CodeID]bool{}
	for _, c := range found {
		codes[c.ID] = true
		if f.compare != "=" {
			p.addUnder(codes, c.ID)
		}
	}
	return codes
}

func (p *plan) codes(codes map[codebook.CodeID]bool) *step {
	return factStep(fact{coding: func(c *codebook.Coding) bool { return codes[c.Code] }})
}

func (p *plan) coder(q Query, n *node, same func(string) bool) *step {
	coders := map[codebook.CoderID]bool{}
	for _, c := range p.codebook.Coders {
		if same(c.Name) || same(c.Initials) {
			coders[c.ID] = true
		}
	}
	if len(coders) == 0 {
		return p.unknown(q, n, "unknown-coder")
	}
	return factStep(fact{coding: func(c *codebook.Coding) bool { return coders[c.Coder] }})
}

// memo asks for words in the memo of a coding; memo:* for any memo.
func (p *plan) memo(f field) *step {
	words := patterns(f.value, asQuoted, false)
	if len(words) == 0 {
		return factStep(fact{coding: func(c *codebook.Coding) bool { return strings.TrimSpace(c.Memo) != "" }})
	}
	own := &plan{numbers: map[pattern]int32{}, byTerm: map[string][]hearing{}}
	s := own.shape(wordsNode(words, 0))
	return factStep(fact{coding: func(c *codebook.Coding) bool {
		return c.Memo != "" && len(s.matches(own.read(c.Memo, anyTongue, false))) > 0
	}})
}

// attribute compares a characteristic of the turn's case: the speaker's own if
// it has one with a value, else the document's. An attribute that no case has
// is no field: the words count.
func (p *plan) attribute(q Query, n *node, positive bool) *step {
	names := p.attributesNamed(n.field.name)
	if len(names) == 0 {
		p.report(q, n, "unknown-field")
		if words := fieldWords(n.field.name, n.field.value); words != nil {
			return p.step(q, words, positive)
		}
		return nothing()
	}
	holds := valueCompare(n.field.compare, n.field.value)
	return factStep(fact{who: func(d *DocumentFacts, s speaker) bool {
		for _, name := range names {
			value, own := d.Speakers[s.name][name]
			if !own {
				value = d.Attributes[name]
			}
			if value != "" && holds(value) {
				return true
			}
		}
		return false
	}})
}

func (p *plan) attributesNamed(folded string) []string {
	seen := map[string]bool{} // by name, whether it is the one
	note := func(values map[string]string) {
		for name := range values {
			if _, ok := seen[name]; !ok {
				seen[name] = codebook.Fold(name) == folded
			}
		}
	}
	for i := range p.documents {
		note(p.documents[i].Attributes)
		for _, values := range p.documents[i].Speakers {
			note(values)
		}
	}
	var names []string
	for name, same := range seen {
		if same {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
