package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// changes counts what making a text canonical changed, and what it kept that
// a screen must not draw raw.
type changes struct {
	crlf, cr int
	nul      int
	controls int // C0 and C1 controls other than TAB and LF, kept
	boms     int // U+FEFF at the start, removed
}

// canonical makes decoded text the text of record: LF only, no byte order
// mark, U+FFFD for NUL (SQLite's substr stops at NUL). Everything else stays,
// and nothing is normalised: other tools' offsets stay true.
func canonical(s string) (string, changes) {
	var c changes
	for strings.HasPrefix(s, "\uFEFF") {
		s = s[len("\uFEFF"):]
		c.boms++
	}
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			c.crlf++
		case r == '\r':
			c.cr++
		case r == 0:
			c.nul++
		case r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r):
			c.controls++
		}
	}
	if c.crlf+c.cr+c.nul == 0 {
		return s, c
	}
	var b strings.Builder
	b.Grow(len(s) + 2*c.nul)
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\r':
			b.WriteByte('\n')
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		case 0:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), c
}

// warnings words the changes as facts.
func (c changes) warnings() []Warning {
	var w []Warning
	if c.crlf+c.cr > 0 {
		w = append(w, Warning{Code: "newlines-normalised", Args: map[string]any{"crlf": c.crlf, "cr": c.cr}})
	}
	return appendCounts(w, []count{{"nul-replaced", c.nul}, {"controls-kept", c.controls}})
}

// count is a warning that says how often.
type count struct {
	code string
	n    int
}

// appendCounts adds a warning for each count that is not zero.
func appendCounts(w []Warning, counts []count) []Warning {
	for _, c := range counts {
		if c.n > 0 {
			w = append(w, Warning{Code: c.code, Args: map[string]any{"count": c.n}})
		}
	}
	return w
}
