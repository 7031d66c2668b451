package store

import (
	"testing"

	"veldwerk/codebook"
)

// letterOf is the letter of a code by its name.
func (r *replica) letterOf(name string) string {
	r.t.Helper()
	codes, err := r.Codes.List(ctx)
	r.ok(err)
	for _, c := range codes {
		if c.Name == name {
			return c.Letter
		}
	}
	r.t.Fatalf("no code %q", name)
	return ""
}

func (r *replica) make(by codebook.CoderID, codes ...codebook.Code) {
	r.t.Helper()
	_, err := r.Codes.Add(ctx, by, codes...)
	r.ok(err)
}

// TestMergeLetters: a key that two copies gave to two codes stays with the one
// that had it first, in whatever order the copies are merged.
func TestMergeLetters(t *testing.T) {
	for _, order := range [][][2]int{
		{{0, 1}, {0, 2}, {1, 0}, {2, 0}},
		{{2, 1}, {2, 0}, {0, 2}, {1, 2}},
		{{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 1}},
		{{0, 1}, {2, 1}, {0, 2}, {2, 0}, {1, 0}},
	} {
		f := newField(t)
		c := f.copies(3)
		c[0].make(c[0].anna, codebook.Code{Name: "macht"}, codebook.Code{Name: "samen", Letter: "z"}, codebook.Code{Name: "zorg", Letter: "z"})
		c[1].clock = c[0].clock
		c[1].make(c[1].bram, codebook.Code{Name: "meten"})
		c[2].clock = c[1].clock
		c[2].make(c[2].bram, codebook.Code{Name: "mandaat"})
		for _, pair := range order {
			c[pair[0]].merge(c[pair[1]])
		}
		for _, r := range c {
			r.sound()
			alike(t, c[0], r)
			if !r.merge(c[0]).IsNothing() {
				t.Fatal("merged again")
			}
			seen := map[string]string{}
			for _, name := range []string{"macht", "meten", "mandaat", "samen"} {
				l := r.letterOf(name)
				if other := seen[l]; other != "" {
					t.Errorf("%v: %q and %q have %q", order, other, name, l)
				}
				seen[l] = name
			}
			if r.letterOf("macht") != "m" {
				t.Errorf("%v: the first lost its letter: %q", order, r.letterOf("macht"))
			}
			if r.letterOf("samen") != "z" || r.letterOf("zorg") != "z" {
				t.Errorf("%v: what one copy chose is changed", order)
			}
		}
	}
}
