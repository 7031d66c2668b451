package codebook

import (
	"cmp"
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// GlyphCount is the number of stripe glyphs (│ ┃ ║ ┊) that tell codes with the
// same letter apart.
const GlyphCount = 4

// Letter chooses the letter of a new code: the first letter of its name that
// is not taken, accents folded and in lower case; when all are taken its first
// letter again (Glyphs then tells the two apart). A name without letters gives
// its first digit or, failing that, "?". taken is only read.
func Letter(name string, taken map[string]bool) string {
	first, digit := "", ""
	for _, r := range norm.NFD.String(name) {
		switch {
		case unicode.IsLetter(r):
			letter := string(unicode.ToLower(r))
			if !taken[letter] {
				return letter
			}
			if first == "" {
				first = letter
			}
		case unicode.IsDigit(r) && digit == "":
			digit = string(r)
		}
	}
	return cmp.Or(first, digit, "?")
}

// Glyphs gives each code the index 0…GlyphCount-1 of its stripe glyph: codes
// that share a letter take the glyphs in the order of their ids, which is the
// order in which they were made, so a glyph stays when codes are added. From
// the fifth on the glyphs come round again.
func Glyphs(codes []Code) map[CodeID]int {
	sorted := slices.Clone(codes)
	slices.SortFunc(sorted, func(a, b Code) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	glyphs := make(map[CodeID]int, len(codes))
	used := map[string]int{}
	for _, c := range sorted {
		glyphs[c.ID] = used[c.Letter] % GlyphCount
		used[c.Letter]++
	}
	return glyphs
}
