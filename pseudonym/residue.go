package pseudonym

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/transcript"
)

// FindingKind says what a finding looks like.
type FindingKind string

// The kinds. Those of names come first; Part, Case, Near and Inside are only
// perhaps a name.
const (
	Name     FindingKind = "name"     // a form of the table
	Part     FindingKind = "part"     // one word of a form of several
	Case     FindingKind = "case"     // a form with a capital, written small
	Near     FindingKind = "near"     // one letter off a name of at least five
	Inside   FindingKind = "inside"   // a longer word that holds a name
	Email    FindingKind = "email"    // an e-mail address
	Phone    FindingKind = "phone"    // a telephone number
	BSN      FindingKind = "bsn"      // a Dutch citizen service number that passes its test
	IBAN     FindingKind = "iban"     // a bank account that passes its test
	Postcode FindingKind = "postcode" // a Dutch postcode
	Birth    FindingKind = "birth"    // a date behind "geboren", "born" and the like
)

// Perhaps says whether a finding of this kind may well be innocent.
func (k FindingKind) Perhaps() bool {
	return slices.Contains([]FindingKind{Part, Case, Near, Inside, Birth, Postcode}, k)
}

// Finding is something in a text that may point at somebody.
type Finding struct {
	Kind  FindingKind
	Text  string
	Span  transcript.Span // code points of the text
	Entry int             // of the table; -1 for addresses, numbers and dates
}

// Hash is what an accepted finding is remembered by: the same words of the
// same kind are the same finding wherever they stand.
func (f Finding) Hash() string {
	sum := sha256.Sum256([]byte(string(f.Kind) + "\x00" + plain(f.Text)))
	return hex.EncodeToString(sum[:])
}

// Detector looks for what is left. It keeps what it learned of words, so one
// must not be used by two goroutines at once.
type Detector struct {
	replacer *Replacer
	parts    map[string]int // folded words of forms of several words, with a capital
	cased    map[string]int // forms of one word that need a capital
	names    []nameWord     // words of forms of at least five letters
	short    map[string]int // those of three or four
	covered  map[string]bool
	known    map[string]verdict
}

type nameWord struct {
	folded string
	entry  int
}

type verdict struct {
	kind  FindingKind // "" for an innocent word
	entry int
}

// NewDetector looks for what a table has not covered.
func NewDetector(r *Replacer) *Detector {
	d := &Detector{replacer: r, parts: map[string]int{}, cased: map[string]int{}, short: map[string]int{}, covered: map[string]bool{}, known: map[string]verdict{}}
	for _, e := range r.table.Entries {
		for _, t := range tokens(e.Replacement, false) {
			d.covered[t.folded] = true
		}
	}
	for _, f := range r.forms {
		list := tokens(f.text, false)
		for _, t := range list {
			if len(f.words) > 1 && t.capped && utf8.RuneCountInString(t.folded) >= 3 && !titles[t.folded] && !particles[t.folded] {
				d.parts[t.folded] = f.entry
			}
			if !t.capped || titles[t.folded] || particles[t.folded] {
				continue
			}
			switch n := utf8.RuneCountInString(t.folded); {
			case n >= 5:
				d.names = append(d.names, nameWord{t.folded, f.entry})
			case n >= 3:
				d.short[t.folded] = f.entry
			}
		}
		if f.cased {
			d.cased[f.words[0]] = f.entry
		}
	}
	return d
}

// Find lists what is left in a text, in order.
func (d *Detector) Find(s string) []Finding {
	list := tokens(s, false)
	var out []Finding
	for at := 0; at < len(list); {
		if m, ok := d.replacer.longest(s, list, at, false); ok {
			out = append(out, Finding{Name, s[list[at].lo:m.to], transcript.Span{Start: list[at].start, End: m.end}, m.form.entry})
			at += m.n
			continue
		}
		t := list[at]
		v := d.judge(t)
		if v.kind == "" {
			v = d.runTogether(s[t.lo:t.hi])
		}
		if v.kind != "" {
			out = append(out, Finding{v.kind, s[t.lo:t.hi], transcript.Span{Start: t.start, End: t.end}, v.entry})
		}
		at++
	}
	out = append(out, patterns(s)...)
	slices.SortStableFunc(out, func(a, b Finding) int { return a.Span.Start - b.Span.Start })
	return out
}

// judge says what a word that is no form may be.
func (d *Detector) judge(t token) verdict {
	if d.covered[t.folded] {
		return verdict{}
	}
	if entry, ok := d.cased[t.folded]; ok && !t.capped {
		return verdict{Case, entry}
	}
	if entry, ok := d.parts[t.folded]; ok && t.capped {
		return verdict{Part, entry}
	}
	for _, ending := range diminutives {
		if base, ok := strings.CutSuffix(t.folded, ending); ok && t.capped {
			if entry, ok := d.short[base]; ok {
				return verdict{Inside, entry}
			}
		}
	}
	if utf8.RuneCountInString(t.folded) < 4 || !unicode.IsLetter([]rune(t.folded)[0]) {
		return verdict{}
	}
	v, ok := d.known[t.folded]
	if !ok {
		v = d.resembles(t.folded)
		d.known[t.folded] = v
	}
	return v
}

// diminutives are what Dutch makes a name small with, and what else it hangs on
// a short one: Jantje, Annetje, Kampse.
var diminutives = []string{"je", "tje", "etje", "netje", "pje", "jes", "tjes", "ke", "ie", "se", "er"}

// runTogether finds a name that digits or other names stand against: Jan2,
// JanJansen.
func (d *Detector) runTogether(word string) verdict {
	list := tokens(word, true)
	for at := range list {
		if m, ok := d.replacer.longest(word, list, at, false); ok && len(list) > 1 {
			return verdict{Inside, m.form.entry}
		}
	}
	return verdict{}
}

func (d *Detector) resembles(word string) verdict {
	for _, n := range d.names {
		switch {
		case word == n.folded || word == n.folded+"s":
			return verdict{Case, n.entry}
		case oneApart([]rune(word), []rune(n.folded)):
			return verdict{Near, n.entry}
		case strings.HasPrefix(word, n.folded), len(n.folded) > 6 && strings.HasPrefix(word, strings.TrimSuffix(n.folded, "en")+"s"):
			return verdict{Inside, n.entry} // Groningse of Groningen
		case len(n.folded) >= 6 && strings.HasSuffix(word, n.folded) && d.replacer.table.Entries[n.entry].Kind == Person:
			return verdict{Inside, n.entry} // pietjansen
		}
	}
	return verdict{}
}

// oneApart says whether two words differ by one letter: put in, left out,
// another one, or two changed places.
func oneApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(a) < 4 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) {
		return false // the same
	}
	if slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// Context is what stands around a span: at most n code points on either side,
// cut at words, on one line.
func Context(t transcript.Text, s transcript.Span, n int) (before, after string) {
	before = t.Slice(transcript.Span{Start: max(s.Start-n, 0), End: s.Start})
	after = t.Slice(transcript.Span{Start: s.End, End: min(s.End+n, t.Len())})
	if s.Start > n {
		if _, rest, ok := strings.Cut(before, " "); ok {
			before = "… " + rest
		}
	}
	if s.End+n < t.Len() {
		if at := strings.LastIndex(after, " "); at >= 0 {
			after = after[:at] + " …"
		}
	}
	flat := strings.NewReplacer("\n", " ", "\t", " ")
	return flat.Replace(before), flat.Replace(after)
}
