package transcript

import (
	"strings"
	"unicode"
)

// abbreviationKind says when a full stop after an abbreviation ends no
// sentence.
type abbreviationKind int

const (
	beforeAnything abbreviationKind = iota + 1 // dhr. Jansen, bijv. Utrecht
	beforeNumber                               // art. 2.3, nr. 5; "No." alone is an answer
)

// Abbreviations that a capital or a number may follow in the same sentence.
// What may end a sentence too (etc., enz., e.d.) is not here: a lower-case
// letter after it already keeps the sentence together.
var (
	dutchAbbreviations = abbreviationTable(
		`dhr mw mevr mej drs mr ir ing prof dr ds bc st jhr jkvr wed gebr burg wnd weth sgt lt kol gen
		 bijv bv nl d.w.z dwz m.b.t mbt o.a oa i.v.m ivm t.o.v tov i.p.v ipv t.a.v tav o.b.v obv m.a.w n.a.v
		 o.l.v t.b.v t.g.v t.w i.c v.d v.h ca ong resp vgl incl excl evt zgn zog tel i.h.b i.h.a m.n m.u.v t/m
		 a.h.w a.d.h.v d.m.v z.g inz aug w.o i.o o.g o.m p.p`,
		`art artt nr nrs no p pp pag blz hfst par lid afd bijl fig tab vol kol sub vs jg jan feb mrt apr jun jul
		 sept sep okt nov dec`)
	englishAbbreviations = abbreviationTable(
		`mr mrs ms messrs dr prof rev hon st sr jr gen col capt lt sgt gov sen rep pres supt e.g eg i.e ie viz
		 approx incl cf ca vs dept mt ft`,
		`no nos p pp art arts sec fig figs vol ch eq par app jan feb mar apr jun jul aug sept sep oct nov dec`)
)

func abbreviationTable(anything, number string) map[string]abbreviationKind {
	table := map[string]abbreviationKind{}
	for _, w := range strings.Fields(number) {
		table[w] = beforeNumber
	}
	for _, w := range strings.Fields(anything) {
		table[w] = beforeAnything
	}
	return table
}

// labelled are words before a single capital that make it a label, not an
// initial: "plan B. Toen …" are two sentences.
var labelled = wordSet(`plan groep vitamine type punt optie deel klas categorie team bijlage schaal hepatitis fase
	blok letter groepje afdeling gebouw group option part grade appendix class category section phase building and or
	en of`)

// isAbbreviated says whether the full stop that ends s belongs to an
// abbreviation or initial, given the first letter or digit of what follows.
func isAbbreviated(s, language string, next rune) bool {
	token, before := lastToken(s)
	if !strings.HasSuffix(token, ".") {
		return false
	}
	stem := strings.TrimSuffix(token, ".")
	switch {
	case stem == "" || strings.HasSuffix(stem, "."):
		return false // an ellipsis
	case isNumber(stem):
		return before == "" // "1. Eerst" is a list; "in 2019. Toen" is not
	case isInitials(stem):
		return initialGoesOn(stem, before)
	}
	switch kindOf(strings.ToLower(stem), language) {
	case beforeAnything:
		return unicode.IsLetter(next) || unicode.IsDigit(next)
	case beforeNumber:
		return unicode.IsDigit(next)
	}
	return false
}

// kindOf looks an abbreviation up. Dutch speakers use English ones too; in
// English, Dutch ones (wed., gen.) would join sentences.
func kindOf(stem, language string) abbreviationKind {
	if language != "en" {
		if k := dutchAbbreviations[stem]; k != 0 {
			return k
		}
	}
	return englishAbbreviations[stem]
}

// lastToken is the last run without white space in s, without the quotes and
// brackets before it, and the token before that.
func lastToken(s string) (token, before string) {
	const reach = 80 // no abbreviation is longer; s may be a million words
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	if len(s) > reach {
		s = s[len(s)-reach:]
	}
	i := strings.LastIndexFunc(s, unicode.IsSpace)
	token = strings.TrimLeftFunc(s[i+1:], func(r rune) bool { return isQuote(r) || r == '(' || r == '[' || unicode.IsSpace(r) })
	if i < 0 {
		return token, ""
	}
	rest := strings.TrimRightFunc(s[:i], unicode.IsSpace)
	return token, strings.TrimFunc(rest[strings.LastIndexFunc(rest, unicode.IsSpace)+1:], unicode.IsSpace)
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// isInitials is true for A, A.B and IJ: capitals with full stops between.
func isInitials(s string) bool {
	for _, part := range strings.Split(s, ".") {
		r, n := decodeRune(part, 0)
		if !unicode.IsUpper(r) || n != len(part) && part != "IJ" && part != "Th" && part != "Ch" {
			return false
		}
	}
	return true
}

// initialGoesOn says whether a name follows an initial. "So did I. Then" and
// "plan B. Toen" go on with a new sentence.
func initialGoesOn(stem, before string) bool {
	if strings.Contains(stem, ".") {
		return true
	}
	word := strings.ToLower(before)
	return stem != "I" && !labelled[word] || titles[strings.TrimSuffix(word, ".")]
}
