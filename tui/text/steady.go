package text

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

const (
	joiner    = '\u200d' // binds emoji into one
	presenter = '\ufe0f' // asks for the emoji form
	separator = '\u200b' // zero width, ends a cluster
)

// Steady rewrites the clusters of a safe plain string about whose width
// terminals disagree, so that the sum of the runes and the measure of clusters
// are both Width(s). A family of emoji is drawn as its members, ❤️ as ❤.
// Code points are not kept: use it on what is drawn, last.
func Steady(s string) string {
	if isPlainLatin(s) {
		return s
	}
	var b strings.Builder
	it := graphemes.FromString(s)
	for it.Next() {
		b.WriteString(steadyCluster(it.Value()))
	}
	if steady := b.String(); !clings(steady) {
		return steady
	}
	return string(separator) + b.String()
}

// clings says whether s would change the columns of what is drawn before it,
// as a skin tone or a halfwidth voiced mark at its start does.
func clings(s string) bool {
	first := graphemes.FromString("x" + s).First()
	return len(first) > 1 && !agreed(first)
}

// isPlainLatin says whether s holds only what every terminal agrees about.
func isPlainLatin(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isPlainRune(r) {
			return false
		}
		i += n
	}
	return true
}

func isPlainRune(r rune) bool {
	return r > 0xad && r < 0x250 || r >= 0x2010 && r <= 0x2027 || r == '€'
}

func agreed(s string) bool { return ansi.GraphemeWidth.StringWidth(s) == Width(s) }

func steadyCluster(c string) string {
	if agreed(c) {
		return c
	}
	var b strings.Builder
	width := 0
	for _, r := range c {
		if r == joiner || r == presenter {
			continue
		}
		w := runeWidth(r)
		switch {
		case !agreed(string(r)):
			// Such as the soft hyphen: nothing to put beside it, so it is
			// left out or shown as a stranger.
			if w == 0 {
				continue
			}
			r = replacement
			b.WriteString(strings.Repeat(" ", w-1))
		case w > 0 && width > 0:
			b.WriteRune(separator)
		}
		b.WriteRune(r)
		width += w
	}
	if s := b.String(); agreed(s) && width == Width(c) {
		return s
	}
	return strings.Repeat(string(replacement), Width(c))
}
