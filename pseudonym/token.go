package pseudonym

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a run of letters and digits as texts are compared: small, without
// accents. Marks and invisible joiners inside belong to it.
type token struct {
	folded string
	lo, hi int // bytes
	start  int // code points
	end    int
	last   int  // code point of the last letter or digit
	capped bool // starts with a capital
	shout  bool // at least two letters, all capitals
}

// tokens cuts a text. With split, digits and letters are tokens of their own,
// and a capital behind a small letter starts one, as names of files run them
// together ("jansen2", "JanJansen").
func tokens(s string, split bool) []token {
	var out []token
	var b strings.Builder
	open := false
	var t token
	digits, small := false, false
	letters, capitals := 0, 0
	flush := func() {
		if open {
			t.folded = b.String()
			t.shout = letters > 1 && capitals == letters
			out = append(out, t)
		}
		open = false
	}
	at := 0
	for i, r := range s {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case isWord(r):
			if open && split && (unicode.IsDigit(r) != digits || small && unicode.IsUpper(r)) {
				flush()
			}
			if !open {
				b.Reset()
				t = token{lo: i, start: at, capped: unicode.IsUpper(r) || unicode.IsTitle(r)}
				open, letters, capitals = true, 0, 0
			}
			digits, small = unicode.IsDigit(r), unicode.IsLower(r)
			if unicode.IsUpper(r) {
				capitals++
			}
			if unicode.IsLetter(r) {
				letters++
			}
			foldRune(&b, r)
			t.hi, t.end, t.last = i+size, at+1, at
		case open && isJoiner(r):
			t.hi, t.end = i+size, at+1
		default:
			flush()
		}
		at++
	}
	flush()
	return out
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isJoiner says whether a rune inside a word is no letter and no end of it:
// accents that stand for themselves, and what nobody sees: soft hyphens, marks
// of direction, tags, control characters. Without this a name with one
// invisible sign in it would slip through.
func isJoiner(r rune) bool {
	if r < 0xA0 {
		return unicode.IsControl(r) && !unicode.IsSpace(r)
	}
	return unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Mc)
}

// broken says whether two tokens are one word that was broken off at the end
// of a line ("Jan-", "sen"), as texts from a PDF are.
func broken(s string, a, b token) bool {
	if strings.IndexByte(s[a.lo:b.lo], '\n') < 0 {
		return false
	}
	gap := s[a.lo:b.lo]
	gap = gap[strings.LastIndexFunc(gap, isWord):]
	_, size := utf8.DecodeRuneInString(gap)
	gap, hyphen := cutHyphen(gap[size:])
	start, _ := utf8.DecodeRuneInString(s[b.lo:])
	return hyphen && strings.Count(gap, "\n") == 1 && strings.TrimSpace(gap) == "" && unicode.IsLower(start)
}

func cutHyphen(gap string) (rest string, ok bool) {
	for _, hyphen := range []string{"-", "\u2010", "\u2011", "\u00ad"} {
		if rest, ok := strings.CutPrefix(gap, hyphen); ok {
			return rest, true
		}
	}
	return gap, false
}

// stubborn letters have no decomposition that takes their stroke away.
var stubborn = map[rune]string{'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'đ': "d", 'Đ': "d", 'ł': "l", 'Ł': "l", 'ı': "i"}

func foldRune(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteRune(r)
		return
	}
	if s, ok := stubborn[r]; ok {
		b.WriteString(s)
		return
	}
	for _, p := range norm.NFKD.String(string(r)) {
		if isWord(p) {
			b.WriteRune(unicode.ToLower(p))
		}
	}
}

// plain is a whole string as names are compared: its tokens with a blank
// between.
func plain(s string) string {
	var words []string
	for _, t := range tokens(s, false) {
		words = append(words, t.folded)
	}
	return strings.Join(words, " ")
}

// hard is what a separator says: blanks, hyphens, stops and apostrophes say
// nothing. ok is false when two words so far apart are not one name.
func hard(sep string) (sign string, ok bool) {
	var b strings.Builder
	n, lines := 0, 0
	for _, r := range sep {
		n++
		switch {
		case r == '\n':
			lines++
		case isSoft(r) || isJoiner(r):
		default:
			b.WriteRune(r)
		}
	}
	sign = b.String()
	return sign, lines < 2 && n <= 3+utf8.RuneCountInString(sign)
}

func isSoft(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("_.'’‘`´", r)
}
