package refi

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// palette is that of tui/theme on a dark background, entries 1 to 8: rood,
// oranje, geel, groen, cyaan, blauw, violet, mauve.
var palette = [...]uint32{0xFE587E, 0xF79A32, 0xF8D229, 0xAFFEB1, 0x77E4FB, 0x54B8FF, 0x8884FC, 0xB28DB9}

type hue struct {
	end    float64
	colour int
}

// hues are where the hues of the palette end, in degrees, as people name them:
// a pure blue (240) is blauw, though by hue alone violet would be nearer.
var hues = [...]hue{{15, 1}, {40, 2}, {70, 3}, {165, 4}, {198, 5}, {250, 6}, {285, 7}, {330, 8}, {360, 1}}

// colourOf is the entry that #rrggbb or #rgb comes nearest to by hue: programs
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
	if i := slices.Index(palette[:], uint32(v)); i >= 0 {
		return i + 1
	}
	degrees, ok := hueOf(uint32(v))
	if !ok {
		return len(palette)
	}
	i := slices.IndexFunc(hues[:], func(h hue) bool { return degrees <= h.end })
	return hues[i].colour
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
