package refi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// palette is that of tui/theme on a dark background, entries 1 to 8: rood,
// oranje, geel, groen, cyaan, blauw, violet, mauve.
var palette = [...]uint32{0xFE587E, 0xF79A32, 0xF8D229, 0xAFFEB1, 0x77E4FB, 0x54B8FF, 0x8884FC, 0xB28DB9}

// colourOf is the entry whose hue is nearest to #rrggbb or #rgb: programs
// differ in how light their colours are, and people know them by hue. Greys
// are mauve, the palest entry; 0 for what is no colour.
func colourOf(s string) int {
	s = strings.TrimPrefix(strings.TrimSpace(s), "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 6 {
		return 0
	}
	hue, ok := hueOf(uint32(v))
	if !ok {
		return len(palette)
	}
	best, least := 0, math.Inf(1)
	for i, p := range palette {
		h, _ := hueOf(p)
		d := math.Abs(h - hue)
		if d = min(d, 360-d); d < least {
			best, least = i+1, d
		}
	}
	return best
}

// hueOf is the hue in degrees; false for a grey.
func hueOf(rgb uint32) (float64, bool) {
	r, g, b := float64(rgb>>16), float64(rgb>>8&0xFF), float64(rgb&0xFF)
	top, bottom := max(r, g, b), min(r, g, b)
	d := top - bottom
	if d == 0 || d/top < 0.12 {
		return 0, false
	}
	var h float64
	switch top {
	case r:
		h = (g - b) / d
	case g:
		h = 2 + (b-r)/d
	default:
		h = 4 + (r-g)/d
	}
	return math.Mod(h*60+360, 360), true
}

// colourText is a code's colour for the XML; "" for none.
func colourText(colour int) string {
	if colour <= 0 {
		return ""
	}
	return fmt.Sprintf("#%06X", palette[(colour-1)%len(palette)])
}
