package search

import (
	"slices"
	"strings"

	"veldwerk/codebook"
)

// Asked lists the themes that a query asks for, then those within their
// vocabularies, each once.
func (b Codebook) Asked(q Query) []codebook.Theme {
	if q.root == nil {
		return nil
	}
	out := b.named(q.root, nil)
	for i := 0; i < len(out); i++ {
		for _, t := range b.Within(out[i]) {
			if !hasTheme(out, t.ID) {
				out = append(out, t)
			}
		}
	}
	return out
}

// Within lists the themes that stand in a theme's vocabulary and are on, not
// those that it excludes.
func (b Codebook) Within(theme codebook.Theme) []codebook.Theme {
	var out []codebook.Theme
	for _, word := range theme.Words {
		if q := Parse(word.Text); !word.Off && q.root != nil && !q.isExclusion() {
			out = b.named(q.root, out)
		}
	}
	return out
}

func (b Codebook) named(n *node, out []codebook.Theme) []codebook.Theme {
	for _, kid := range n.kids {
		out = b.named(kid, out)
	}
	if n.op != opField || n.field.key != keyTheme {
		return out
	}
	same := valueMatch(n.field.value)
	for _, t := range b.Themes {
		if same(t.Name) && !hasTheme(out, t.ID) {
			out = append(out, t)
		}
	}
	return out
}

func hasTheme(themes []codebook.Theme, id codebook.ThemeID) bool {
	return slices.ContainsFunc(themes, func(t codebook.Theme) bool { return t.ID == id })
}

// Excludes says whether a word of a vocabulary is an exclusion.
func Excludes(word string) bool { return Parse(word).isExclusion() }

// Standing is what a word of a vocabulary finds by itself; of an exclusion,
// what it takes away.
func Standing(word string) Query {
	q := Parse(word)
	if q.isExclusion() {
		q = Parse(Query{root: q.root.kids[0]}.String())
	}
	return q
}

// SubTheme is the name of the theme that a word of a vocabulary stands for as a
// whole; "" when it is something else.
func SubTheme(word string) string {
	q := Parse(word)
	if q.root == nil || q.root.op != opField {
		return ""
	}
	return q.Theme()
}

// ThemeWord is the word of a vocabulary that stands for another theme, in the
// language of queries that a tongue ("nl", "en") has.
func ThemeWord(name, language string) string {
	names := map[string]string(nil)
	if language == "nl" {
		names = dutchFields
	}
	return field{name: "theme", value: name}.in(names)
}

// Circular says whether a theme would stand within itself with another word in
// its vocabulary: that adds nothing, so people are told.
func (b Codebook) Circular(theme codebook.ThemeID, word string) bool {
	q := Parse(word)
	return q.root != nil && !q.isExclusion() && hasTheme(b.Asked(q), theme)
}

// Exclusion is the word of a vocabulary that takes away what a query finds.
func Exclusion(word string) string {
	q := Parse(word)
	if q.root == nil || q.isExclusion() {
		return strings.TrimSpace(word)
	}
	return Query{root: negate(q.root)}.String()
}

// AddWord puts a word in a vocabulary. One that is there but for its switches
// (schotten, schotten[-schot]) takes its place, and is on again.
func AddWord(words []codebook.Word, text string) []codebook.Word {
	text = strings.TrimSpace(text)
	q := Parse(text)
	if q.IsEmpty() {
		return words
	}
	bare := q.AllForms().String()
	for i, w := range words {
		if Parse(w.Text).AllForms().String() == bare {
			words = slices.Clone(words)
			words[i] = codebook.Word{Text: text}
			return words
		}
	}
	return append(slices.Clip(words), codebook.Word{Text: text})
}

// RenameTheme gives a vocabulary in which a theme has another name; changed is
// false when the theme does not stand in it.
func RenameTheme(words []codebook.Word, from, to string) (out []codebook.Word, changed bool) {
	out = slices.Clone(words)
	for i, w := range out {
		q := Parse(w.Text)
		if q.root != nil && q.root.renames(codebook.Fold(from), to) {
			out[i].Text, changed = q.String(), true
		}
	}
	return out, changed
}

func (n *node) renames(from, to string) bool {
	changed := false
	for _, kid := range n.kids {
		changed = kid.renames(from, to) || changed
	}
	if n.op == opField && n.field.key == keyTheme && codebook.Fold(n.field.value) == from {
		n.field.value = strings.Join(strings.Fields(askable(to)), " ")
		changed = true
	}
	return changed
}
