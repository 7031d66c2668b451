package codebook

import "testing"

func TestLetter(t *testing.T) {
	taken := func(letters string) map[string]bool {
		m := map[string]bool{}
		for _, r := range letters {
			m[string(r)] = true
		}
		return m
	}
	for _, c := range []struct{ name, taken, want string }{
		{"Ruimte", "", "r"},
		{"ruimte", "r", "u"},
		{"Één loket", "", "e"},
		{"hie\u0308rarchie", "hi", "e"},
		{"wmo", "wmo", "w"}, // all taken: the first again
		{"2015-akkoord", "", "a"},
		{"2015", "", "2"},
		{"🙂", "", "?"},
		{"", "", "?"},
	} {
		if got := Letter(c.name, taken(c.taken)); got != c.want {
			t.Errorf("Letter(%q, %q) = %q, want %q", c.name, c.taken, got, c.want)
		}
	}
}

func TestGlyphsTellSharedLettersApart(t *testing.T) {
	codes := []Code{{ID: codeID(3), Letter: "w"}, {ID: codeID(1), Letter: "w"}, {ID: codeID(2), Letter: "r"}}
	got := Glyphs(codes)
	for id, want := range map[CodeID]int{codeID(1): 0, codeID(2): 0, codeID(3): 1} {
		if got[id] != want {
			t.Errorf("glyph of %v is %d, want %d", id, got[id], want)
		}
	}
	// A later code never moves an earlier one's glyph.
	for n := 4; n < 9; n++ {
		codes = append(codes, Code{ID: codeID(n), Letter: "w"})
	}
	more := Glyphs(codes)
	for id, glyph := range got {
		if more[id] != glyph {
			t.Errorf("glyph of %v moved from %d to %d", id, glyph, more[id])
		}
	}
	for id, glyph := range more {
		if glyph < 0 || glyph >= GlyphCount {
			t.Errorf("glyph of %v is %d", id, glyph)
		}
	}
}
