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
}

// Compile makes a table ready. A *TableError tells the first entry that cannot
// be used.
func Compile(t Table) (*Replacer, error) {
	r := &Replacer{table: Table{Entries: slices.Clone(t.Entries)}, first: map[string][]int{}}
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
		for at := range list {
			if m, ok := r.longest(text, list, at, true); ok {
				return refuse(m.form)
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
	n       int  // tokens
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
	try(list[at].folded)
	if base, ok := strings.CutSuffix(list[at].folded, "s"); ok {
		try(base)
	}
	return best, found
}

func (r *Replacer) matches(f form, s string, list []token, at int, loose bool) (match, bool) {
	n := len(f.words)
	if at+n > len(list) || f.cased && !loose && !list[at].capped {
		return match{}, false
	}
	for k, word := range f.words {
		t := list[at+k]
		if k > 0 {
			sign, near := hard(s[list[at+k-1].hi:t.lo])
			if !near || sign != f.signs[k-1] {
				return match{}, false
			}
		}
		switch {
		case t.folded == word:
		case k == n-1 && t.folded == word+"s" && len(word) > 1:
			// The s is the last letter itself, for no letter folds to one with an
			// s behind it but ß, which ends in no name's possessive.
			lo := t.lo + len(runesTo(s[t.lo:t.hi], t.last-t.start))
			if strings.ToLower(s[lo:lo+1]) != "s" {
				return match{}, false
			}
			return match{form: f, n: n, to: lo, end: t.last}, true
		default:
			return match{}, false
		}
	}
	t := list[at+n-1]
	return match{form: f, n: n, to: t.hi, end: t.end, genuine: true}, true
}

// runesTo is the first n code points of a string.
func runesTo(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
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
