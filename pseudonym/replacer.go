package pseudonym

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// form is one spelling of an entry, ready to be looked for.
type form struct {
	text  string
	words []string // folded
	signs []string // between the words, "" for what says nothing
	cased bool     // must start with a capital in a text
	entry int
}

// Replacer is a table that is ready to be applied; it never changes and may be
// used by several goroutines at once.
type Replacer struct {
	table Table
	forms []form
	first map[string][]int // folded first word → forms, longest first
	edges map[string]bool  // the outer words of replacements, with and without a possessive s
}

// Compile makes a table ready. A *TableError tells the first entry that cannot
// be used.
func Compile(t Table) (*Replacer, error) {
	r := &Replacer{table: Table{Entries: slices.Clone(t.Entries)}, first: map[string][]int{}, edges: map[string]bool{}}
	owner := map[string]int{}
	for i, e := range t.Entries {
		if !slices.Contains(Kinds(), e.Kind) {
			return nil, &TableError{Problem: UnknownKind, Entry: i, Name: e.Name}
		}
		if plain(e.Name) == "" {
			return nil, &TableError{Problem: NoName, Entry: i, Name: e.Name}
		}
		for _, text := range e.Forms() {
			for _, f := range formsOf(text, i) {
				key := f.key()
				by, taken := owner[key]
				if taken && by != i {
					return nil, &TableError{Problem: Taken, Entry: i, Name: e.Name, Form: text, Other: t.Entries[by].Name}
				}
				if !taken {
					owner[key] = i
					r.forms = append(r.forms, f)
				} else {
					r.uncase(f)
				}
			}
		}
	}
	for n, f := range r.forms {
		r.first[f.words[0]] = append(r.first[f.words[0]], n)
	}
	for _, list := range r.first {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(len(r.forms[b].words), len(r.forms[a].words)) })
	}
	for _, e := range t.Entries {
		for _, text := range []string{e.Replacement, e.Replacement + "s"} {
			if list := tokens(text, false); len(list) > 0 {
				r.edges[list[0].folded], r.edges[list[len(list)-1].folded] = true, true
			}
		}
	}
	for i, e := range t.Entries {
		if err := r.checkReplacement(i, e); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// uncase lets a form that is there with a capital and small count in any case.
func (r *Replacer) uncase(f form) {
	for i := range r.forms {
		if r.forms[i].key() == f.key() && !f.cased {
			r.forms[i].cased = false
		}
	}
}

func (f form) key() string {
	return strings.Join(f.words, " ") + "\x00" + strings.Join(f.signs, "\x00")
}

// formsOf a spelling: as it stands, and with a hyphenated pair as one word
// (Jan-Willem, Janwillem).
func formsOf(text string, entry int) []form {
	list := tokens(text, false)
	if len(list) == 0 {
		return nil
	}
	f := form{text: text, entry: entry, cased: len(list) == 1 && list[0].capped}
	joined, hyphens := []string{list[0].folded}, 0
	for i, t := range list {
		f.words = append(f.words, t.folded)
		if i == 0 {
			continue
		}
		sep := text[list[i-1].hi:t.lo]
		sign, _ := hard(sep)
		f.signs = append(f.signs, sign)
		if sign == "" && utf8.RuneCountInString(sep) == 1 && strings.ContainsAny(sep, "-‐‑") {
			joined[len(joined)-1] += t.folded
			hyphens++
		} else {
			joined = append(joined, t.folded)
		}
	}
	if hyphens == 0 || strings.Join(f.signs, "") != "" {
		return []form{f}
	}
	return []form{f, {text: text, words: joined, signs: make([]string, len(joined)-1), entry: entry, cased: len(joined) == 1 && list[0].capped}}
}

// checkReplacement refuses a replacement that a second run could take for a
// name, by itself or together with its neighbours.
func (r *Replacer) checkReplacement(i int, e Entry) error {
	edge := strings.IndexFunc(e.Replacement, func(c rune) bool { return !isSoft(c) && !isJoiner(c) })
	start, _ := utf8.DecodeRuneInString(e.Replacement)
	if edge < 0 || !utf8.ValidString(e.Replacement) || isJoiner(start) || strings.ContainsAny(e.Replacement, "\n\r\x00") {
		return &TableError{Problem: NoReplacement, Entry: i, Name: e.Name}
	}
	refuse := func(f form) error {
		return &TableError{Problem: NamesAgain, Entry: i, Name: e.Name, Form: f.text, Other: r.table.Entries[f.entry].Name}
	}
	for _, tail := range []string{"", "s"} {
		text := e.Replacement + tail
		list := tokens(text, false)
		if tail != "" && possessive(e.Replacement) {
			break
		}
		for _, list := range [][]token{list, tokens(text, true)} {
			for at := range list {
				if m, ok := r.longest(text, list, at, true); ok {
					return refuse(m.form)
				}
			}
		}
		for _, f := range r.forms {
			if meets(f, text, list) {
				return refuse(f)
			}
		}
	}
	return nil
}

// meets says whether the end of a replacement may be the start of a form, or
// its start the end of one.
func meets(f form, text string, list []token) bool {
	signs := strings.Join(f.signs, "")
	if len(list) == 0 {
		sign, _ := hard(text)
		return signs != "" && strings.Contains(signs, sign)
	}
	before, _ := hard(text[:list[0].lo])
	after, _ := hard(text[list[len(list)-1].hi:])
	words := make([]string, len(list))
	for i, t := range list {
		words[i] = t.folded
	}
	for n := 1; n < len(f.words); n++ {
		k := min(n, len(words))
		if (after == "" || signs != "") && k == n && slices.Equal(words[len(words)-n:], f.words[:n]) {
			return true
		}
		if (before == "" || signs != "") && k == n && slices.Equal(words[:n], f.words[len(f.words)-n:]) {
			return true
		}
	}
	// A form of many words may hold the whole replacement in its middle.
	for n := 1; n+len(words) < len(f.words); n++ {
		if slices.Equal(words, f.words[n:n+len(words)]) {
			return true
		}
	}
	return false
}

// match is a form found in a text.
type match struct {
	form    form
	n       int  // tokens; a word that was broken off at a line's end is two
	to      int  // byte behind it, without a possessive s
	end     int  // code point behind it
	genuine bool // without a possessive s
}

// longest is the longest form that starts at a token.
func (r *Replacer) longest(s string, list []token, at int, loose bool) (match, bool) {
	var best match
	found := false
	try := func(key string) {
		for _, n := range r.first[key] {
			m, ok := r.matches(r.forms[n], s, list, at, loose)
			if ok && (!found || m.n > best.n || m.n == best.n && m.genuine && !best.genuine) {
				best, found = m, true
			}
		}
	}
	for n := range 2 {
		word, ok := r.wordAt(s, list, at, n+1)
		if !ok {
			break
		}
		try(word.folded)
		if base, ok := strings.CutSuffix(word.folded, "s"); ok {
			try(base)
		}
	}
	return best, found
}

// wordAt is the word that n tokens make from one on: it alone, or when it was
// broken off at the end of a line it with the next. What a replacement put
// there is never half of a broken word, or a second run would find more.
func (r *Replacer) wordAt(s string, list []token, at, n int) (token, bool) {
	one := list[at]
	if n == 1 {
		return one, true
	}
	if at+1 == len(list) || !broken(s, one, list[at+1]) || r.edges[one.folded] || r.edges[list[at+1].folded] {
		return token{}, false
	}
	next := list[at+1]
	one.folded, one.hi, one.end, one.last = one.folded+next.folded, next.hi, next.end, next.last
	return one, true
}

func (r *Replacer) matches(f form, s string, list []token, at int, loose bool) (match, bool) {
	if f.cased && !loose && !list[at].capped || f.words[0] == "s" && possessive(s[:list[at].lo]) {
		return match{}, false
	}
	i := at
	for k, word := range f.words {
		if i == len(list) {
			return match{}, false
		}
		if k > 0 {
			sign, near := hard(s[list[i-1].hi:list[i].lo])
			if !near || sign != f.signs[k-1] {
				return match{}, false
			}
		}
		last := k == len(f.words)-1
		found := false
		for n := 1; n <= 2 && !found; n++ {
			t, ok := r.wordAt(s, list, i, n)
			if !ok {
				break
			}
			switch {
			case t.folded == word && last:
				return match{form: f, n: i + n - at, to: t.hi, end: t.end, genuine: true}, true
			case t.folded == word:
				i += n
				found = true
			case last && t.folded == word+"s" && len(word) > 1:
				if lo, ok := withoutS(s, t); ok {
					return match{form: f, n: i + n - at, to: lo, end: t.last}, true
				}
			}
		}
		if !found {
			return match{}, false
		}
	}
	return match{}, false
}

// withoutS is the byte of a possessive s. It is the last letter itself, for no
// letter folds to one with an s behind it but ß, which ends in no name's
// possessive.
func withoutS(s string, t token) (lo int, ok bool) {
	at := strings.LastIndexFunc(s[t.lo:t.hi], isWord)
	lo = t.lo + at
	return lo, strings.ToLower(s[lo:lo+1]) == "s"
}

// possessive says whether an s behind this is the possessive of a replacement
// in brackets, and so never the start of 's-Hertogenbosch.
func possessive(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return unicode.In(last, unicode.Pe)
}

// inCase writes a replacement as the name stood: in capitals, or with a
// capital where a sentence starts.
func inCase(replacement string, list []token, opens bool) string {
	start, size := utf8.DecodeRuneInString(replacement)
	if !unicode.IsLetter(start) {
		return replacement
	}
	shout := true
	for _, t := range list {
		shout = shout && t.shout
	}
	if shout {
		return strings.ToUpper(replacement)
	}
	if opens && list[0].capped {
		return string(unicode.ToUpper(start)) + replacement[size:]
	}
	return replacement
}
