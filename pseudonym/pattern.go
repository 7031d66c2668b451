package pseudonym

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"veldwerk/transcript"
)

// What addresses, numbers and dates look like. The surest come first: what one
// has taken is left to it.
var (
	emailSign    = regexp.MustCompile(`[\pL\pN._%+\-]+@[\pL\pN\-]+(?:\.[\pL\pN\-]+)+`)
	spokenSign   = regexp.MustCompile(`(?i)[\pL\pN._%+\-]+ ?(?:[\[({] ?at ?[\])}]|apenstaart(?:je)?) ?[\pL\pN.\-]+(?: (?:punt|dot) [\pL\pN\-]+)*`)
	ibanSign     = regexp.MustCompile(`[A-Za-z]{2}\d{2}(?:[ .\-]?[A-Za-z0-9]){11,30}`)
	phoneSign    = regexp.MustCompile(`(?:\+|00)[1-9]\d{0,2}(?:[ \-./]?\(0\))?(?:[ \-./]{0,2}\d){7,11}|\(?0[1-9]\d{0,2}\)?(?:[ \-./]{0,3}\d){6,8}`)
	bsnSign      = regexp.MustCompile(`\d(?:[ .\-]?\d){7,8}`)
	postcodeSign = regexp.MustCompile(`[1-9]\d{3}[ \x{a0}]?[A-Z]{2}`)
	birthSign    = regexp.MustCompile(`(?i)(?:geb\.|geboren|geboortedatum|born|date of birth|d\.o\.b\.)[^\n.!?]{0,24}?(\d{1,2}[\-/. ](?:\d{1,2}|[a-z]{3,9})[\-/. ]\d{2,4}|\d{4}-\d{2}-\d{2})`)
)

var signs = []struct {
	kind FindingKind
	sign *regexp.Regexp
	cut  func(string) (n int, ok bool) // how many bytes of what looks like one are one
}{
	{Email, emailSign, whole},
	{Email, spokenSign, whole},
	{IBAN, ibanSign, ibanIn},
	{Birth, birthSign, whole},
	{Phone, phoneSign, phoneIn},
	{BSN, bsnSign, bsnIn},
	{Postcode, postcodeSign, postcodeIn},
}

func whole(s string) (int, bool) { return len(s), true }

// patterns are the addresses, numbers and dates of a text, line by line.
func patterns(s string) []Finding {
	var found []Finding
	for lo := 0; lo < len(s); {
		hi := lo + strings.IndexByte(s[lo:], '\n')
		if hi < lo {
			hi = len(s)
		}
		line, back := typed(s[lo:hi])
		if hasSign(line) {
			for _, f := range inLine(line) {
				f.Span.Start, f.Span.End = back(f.Span.Start)+lo, back(f.Span.End)+lo
				f.Text = s[f.Span.Start:f.Span.End]
				found = append(found, f)
			}
		}
		lo = hi + 1
	}
	if len(found) == 0 {
		return nil
	}
	text := transcript.NewText(s)
	for i, f := range found {
		found[i].Span = text.SpanOf(f.Span.Start, f.Span.End)
	}
	return found
}

// hasSign says whether a line is worth the work of the expressions.
func hasSign(line string) bool {
	return strings.ContainsAny(line, "0123456789@") || strings.Contains(line, "apenstaart") || strings.Contains(line, "at)") || strings.Contains(line, "at]")
}

// typed is a line as one would type it, with plain digits, blanks and hyphens
// and nothing unseen between them: word processors write 06‑12 with a hyphen
// that does not break. back gives the byte of the line for one of these.
func typed(line string) (plain string, back func(int) int) {
	if strings.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return line, func(at int) int { return at }
	}
	var b strings.Builder
	at := make([]int, 0, len(line)+1)
	for i, r := range line {
		switch {
		case isJoiner(r) && !unicode.IsMark(r):
			continue
		case r < utf8.RuneSelf:
		case unicode.Is(unicode.Zs, r):
			r = ' '
		case unicode.Is(unicode.Pd, r), r == 0x2212:
			r = '-'
		default:
			if one := []rune(norm.NFKC.String(string(r))); len(one) == 1 && one[0] < utf8.RuneSelf {
				r = one[0] // full width
			}
		}
		b.WriteRune(r)
		for len(at) < b.Len() {
			at = append(at, i)
		}
	}
	at = append(at, len(line))
	return b.String(), func(to int) int { return at[to] }
}

// window is how much of a line goes to an expression at once, in bytes: its
// engine clears memory for all that it is given, each time.
const window = 1 << 11

// inLine gives spans in bytes of the line.
func inLine(s string) []Finding {
	var found []Finding
	for _, p := range signs {
		for from := 0; from < len(s); {
			to := min(from+window, len(s))
			at := p.sign.FindStringSubmatchIndex(s[from:to])
			if at == nil {
				from = max(to-window/8, from+1)
				if to == len(s) {
					break
				}
				continue
			}
			if at[1] == to-from && to < len(s) && at[0] > 0 {
				from += at[0] // it may go on behind the window
				continue
			}
			lo, hi := from+at[len(at)-2], from+at[len(at)-1]
			from += at[0] + 1
			for from < len(s) && !stands(s, from, from) {
				from++ // what starts inside a word is none
			}
			if !stands(s, lo, lo) {
				continue
			}
			n, ok := p.cut(s[lo:hi])
			if hi = lo + n; !ok || !stands(s, lo, hi) || slices.ContainsFunc(found, func(f Finding) bool { return lo < f.Span.End && f.Span.Start < hi }) {
				continue
			}
			found = append(found, Finding{Kind: p.kind, Text: s[lo:hi], Entry: -1, Span: transcript.Span{Start: lo, End: hi}})
			from = max(from, hi)
		}
	}
	return found
}

// stands says whether the bytes are no part of a longer word or number.
func stands(s string, lo, hi int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:lo])
	after, _ := utf8.DecodeRuneInString(s[hi:])
	return (lo == 0 || !isWord(before)) && (lo == hi || hi == len(s) || !isWord(after))
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// phoneIn takes Dutch numbers of ten digits and foreign ones with their +.
func phoneIn(s string) (int, bool) {
	d := digitsOf(s)
	switch {
	case strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00"):
		d = strings.TrimPrefix(d, "00")
		d = strings.Replace(d, "310", "31", 1) // +31 (0)6
		return len(s), !strings.HasPrefix(d, "31") || len(d) == 11
	}
	return len(s), len(d) == 10
}

// bsnIn takes numbers of nine digits, or of eight without a sign between, that
// pass the test of eleven.
func bsnIn(s string) (int, bool) {
	d := digitsOf(s)
	if len(d) == 8 && len(s) == 8 {
		d = "0" + d
	}
	return len(s), IsBSN(d)
}

// IsBSN says whether nine digits pass the test of eleven.
func IsBSN(d string) bool {
	if len(d) != 9 || d == "000000000" || digitsOf(d) != d {
		return false
	}
	sum := 0
	for i := range 8 {
		sum += (9 - i) * int(d[i]-'0')
	}
	return (sum-int(d[8]-'0'))%11 == 0
}

// ibanIn takes the longest start that is a whole account number: words may
// follow it without a stop.
func ibanIn(s string) (int, bool) {
	signs := strings.NewReplacer(".", " ", "-", " ")
	for n := len(s); n >= 15; n-- {
		if !strings.ContainsRune(" .-", rune(s[n-1])) && stands(s, 0, n) && IsIBAN(signs.Replace(s[:n])) {
			return n, true
		}
	}
	return 0, false
}

// IsIBAN says whether a string is an account number by its own check digits;
// blanks do not count.
func IsIBAN(s string) bool {
	s = strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if len(s) < 15 || len(s) > 34 || strings.HasPrefix(s, "NL") && len(s) != 18 {
		return false
	}
	var b strings.Builder
	for i, r := range s[4:] + s[:4] {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z' && (i < len(s)-2):
			b.WriteString(big.NewInt(int64(r - 'A' + 10)).String())
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(b.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

// postcodeIn refuses the three pairs of letters that are never given out.
func postcodeIn(s string) (int, bool) {
	pair := s[len(s)-2:]
	return len(s), pair != "SA" && pair != "SD" && pair != "SS"
}
