package text

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const ellipsis = "…"

// Cut makes a plain string safe and steady and at most w columns wide. What
// does not fit is cut between clusters and ends in …
func Cut(s string, w int) string {
	cut, _ := cutWidth(s, w)
	return cut
}

// Fit is Cut padded with blanks to exactly w columns.
func Fit(s string, w int) string {
	cut, width := cutWidth(s, w)
	return pad(cut, w-width)
}

func cutWidth(s string, w int) (string, int) {
	if w <= 0 {
		return "", 0
	}
	if width := Width(s); width <= w {
		return Steady(Safe(s)), width
	}
	end, width := 0, 0
	for end < len(s) {
		n, cw := Cluster(s[end:])
		if width+cw > w-1 {
			break
		}
		end += n
		width += cw
	}
	return Steady(Safe(s[:end])) + ellipsis, width + 1
}

// CutStyled cuts a styled string, whose text is safe and steady already, to at
// most w columns; styles that were open are closed by what follows the cut.
func CutStyled(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if WidthStyled(s) <= w {
		return s
	}
	return ansi.WcWidth.Truncate(s, w, ellipsis)
}

// FitStyled is CutStyled padded with blanks to exactly w columns.
func FitStyled(s string, w int) string {
	s = CutStyled(s, w)
	return pad(s, w-WidthStyled(s))
}

func pad(s string, n int) string {
	if n <= 0 {
		return s
	}
	return s + strings.Repeat(" ", n)
}

// Start is the beginning of s that fits n bytes, in whole clusters; "" when n
// is not positive.
func Start(s string, n int) string {
	if len(s) <= n {
		return s
	}
	at := 0
	for {
		size, _ := Cluster(s[at:])
		if at+size > n {
			return s[:at]
		}
		at += size
	}
}
