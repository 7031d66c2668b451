package text

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// latin holds the widths of the first code points, which Dutch and English
// texts are made of: the general measure costs a hundred times a look-up.
var latin = func() (t [0x250]int8) {
	for r := range rune(len(t)) {
		t[r] = int8(ansi.WcWidth.StringWidth(string(safeRune(r))))
	}
	return t
}()

func runeWidth(r rune) int {
	if r < rune(len(latin)) {
		return int(latin[r])
	}
	return ansi.WcWidth.StringWidth(string(safeRune(r)))
}

// Width is the number of columns of a plain string after Safe.
func Width(s string) int {
	w := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			w++
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		w += runeWidth(r)
		i += n
	}
	return w
}

// WidthStyled is the number of columns of a styled string.
func WidthStyled(s string) int { return ansi.WcWidth.StringWidth(s) }

// Cluster gives the length in bytes and the columns of the first cluster of s;
// zeros when s is empty.
func Cluster(s string) (size, width int) {
	if s == "" {
		return 0, 0
	}
	if c := s[0]; c < utf8.RuneSelf && c != '\r' && (len(s) == 1 || s[1] < utf8.RuneSelf || c < ' ') {
		return 1, 1
	}
	c := graphemes.FromString(s).First()
	return len(c), Width(c)
}
