package qualcoder

import (
	"strconv"
	"strings"
)

// colours are what the entries 1…8 of our palette are in a file: between their
// shades on a light and on a dark ground, so that black text on them reads.
var colours = [8]string{"#fe587e", "#f79a32", "#f8d229", "#7fd482", "#77e4fb", "#54b8ff", "#8884fc", "#b28db9"}

// grey is a code without a colour; QualCoder has none without.
const grey = "#999999"

func hexOf(colour int) string {
	if colour < 1 || colour > len(colours) {
		return grey
	}
	return colours[colour-1]
}

// colourOf is the entry of our palette that is nearest; 0 for grey and for
// what is no colour.
func colourOf(hex string) int {
	hex = strings.ToLower(strings.TrimSpace(hex))
	r, g, b, ok := rgb(hex)
	if !ok || hex == grey {
		return 0
	}
	best, least := 0, 1<<30
	for i, c := range colours {
		cr, cg, cb, _ := rgb(c)
		if d := (r-cr)*(r-cr) + (g-cg)*(g-cg) + (b-cb)*(b-cb); d < least {
			best, least = i+1, d
		}
	}
	return best
}

func rgb(hex string) (r, g, b int, ok bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 || hex[0] != '#' {
		return 0, 0, 0, false
	}
	return int(n >> 16), int(n >> 8 & 0xFF), int(n & 0xFF), true
}
