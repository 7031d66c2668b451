package search

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTogether compares "a b c"~n with trying every choice of words.
func TestTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var found []occurrence
		for position := range int32(12) {
			for atom := range int32(3) {
				if r.IntN(4) == 0 {
					found = append(found, occurrence{position: position, atom: atom, lo: position * 10, hi: position*10 + 5})
				}
			}
		}
		s := &shape{op: opPhrase, distance: 1 + int32(r.IntN(6))}
		for range 2 + r.IntN(2) {
			s.atoms = append(s.atoms, int32(r.IntN(3)))
		}
		var want []match
		choose(s.atoms, found, nil, func(chosen []occurrence) {
			slices.SortFunc(chosen, compareOccurrences)
			m := matchOf(chosen[0], chosen[len(chosen)-1])
			if m.to-m.from <= max(s.distance, int32(len(s.atoms)-1)) {
				want = append(want, m)
			}
		})
		if got := s.matches(found); !slices.Equal(got, smallest(want)) {
			t.Fatalf("%v ~%d in %v\n got  %v\n want %v", s.atoms, s.distance, found, got, smallest(want))
		}
	}
}

// choose tries every choice of a word of its own for each atom.
func choose(atoms []int32, found, chosen []occurrence, f func([]occurrence)) {
	if len(atoms) == 0 {
		f(slices.Clone(chosen))
		return
	}
	for _, o := range found {
		if o.atom == atoms[0] && !slices.ContainsFunc(chosen, func(c occurrence) bool { return c.position == o.position }) {
			choose(atoms[1:], found, append(chosen, o), f)
		}
	}
}

// smallest keeps the places that hold no other, each once.
func smallest(places []match) []match {
	var out []match
	for _, m := range places {
		holds := slices.ContainsFunc(places, func(o match) bool {
			return o != m && o.from >= m.from && o.to <= m.to
		})
		if !holds && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b match) int { return int(a.from - b.from) })
	return out
}

// TestNear compares NEAR with trying every pair.
func TestNear(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	places := func() []match {
		var out []match
		for from := range int32(20) {
			if r.IntN(5) == 0 {
				out = append(out, match{from: from, to: from + int32(r.IntN(3))})
			}
		}
		return minimal(out)
	}
	for range 3000 {
		a, b, distance := places(), places(), 1+int32(r.IntN(6))
		var want []match
		for _, x := range a {
			for _, y := range b {
				if y.from > x.to && y.from-x.to <= distance || x.from > y.to && x.from-y.to <= distance {
					want = append(want, match{from: min(x.from, y.from), to: max(x.to, y.to)})
				}
			}
		}
		if got := minimal(near(a, b, distance)); !slices.Equal(got, smallest(want)) {
			t.Fatalf("%v NEAR/%d %v\n got  %v\n want %v", a, distance, b, got, smallest(want))
		}
	}
}

func TestGlobMatch(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	letters := func(alphabet string, n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(alphabet[r.IntN(len(alphabet))])
		}
		return b.String()
	}
	for range 5000 {
		glob, term := letters("ab*", 1+r.IntN(6)), letters("ab", r.IntN(8))
		want := regexp.MustCompile("^" + strings.ReplaceAll(glob, "*", ".*") + "$").MatchString(term)
		if got := globMatch(strings.Split(glob, "*"), term); got != want {
			t.Fatalf("%s on %s: %v", glob, term, got)
		}
	}
}

func TestOneEditApart(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	letters := []rune("aëc")
	for range 20000 {
		a, b := make([]rune, 1+r.IntN(5)), make([]rune, r.IntN(6))
		for _, word := range [][]rune{a, b} {
			for i := range word {
				word[i] = letters[r.IntN(len(letters))]
			}
		}
		if got := alike(string(a), len(a), string(b)) && oneEditApart(a, string(b)); got != (edits(a, b) <= 1) {
			t.Fatalf("%q, %q: %v", string(a), string(b), got)
		}
	}
}

// edits is the optimal string alignment distance, by its definition.
func edits(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	i, j := len(a)-1, len(b)-1
	least := min(edits(a[:i], b)+1, edits(a, b[:j])+1)
	if a[i] == b[j] {
		least = min(least, edits(a[:i], b[:j]))
	} else {
		least = min(least, edits(a[:i], b[:j])+1)
	}
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		least = min(least, edits(a[:i-1], b[:j-1])+1)
	}
	return least
}
