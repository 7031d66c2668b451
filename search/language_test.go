package search

import (
	"os"
	"strings"
	"testing"
)

// kinds of what a word is to the word of a query.
func relation(q, t string) string {
	d := dutch()
	ql, tl := d.lemmas(q), d.lemmas(t)
	if meet(ql, tl) {
		return "form"
	}
	var qb, qr, tr []string
	for _, k := range ql {
		qb = appendNew(qb, d.base(k))
		qr = appendNew(qr, d.roots(k)...)
	}
	for _, k := range tl {
		tr = appendNew(tr, d.roots(k)...)
	}
	if meet(qr, tr) {
		return "derivation"
	}
	for _, p := range d.partsOf(t) {
		for _, k := range d.lemmas(p) {
			b := d.base(k)
			if meet([]string{k, b}, append(ql, qb...)) {
				return "compound"
			}
		}
	}
	return ""
}

func meet(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

func TestDev(t *testing.T) {
	for _, name := range []string{"set", "own"} {
		b, _ := os.ReadFile("/tmp/dutch/" + name + ".txt")
		var n, ok [4]int
		for line := range strings.SplitSeq(string(b), "\n") {
			line = strings.TrimPrefix(line, "- ")
			cols := strings.Split(line, "|")
			if len(cols) < 5 {
				continue
			}
			q := foldAll(cols[0])[0]
			for i, col := range cols[1:5] {
				for _, w := range foldAll(col) {
					n[i]++
					r := relation(q, w)
					good := r == "form"
					if i == 1 || i == 2 {
						good = r != ""
					}
					if i == 3 {
						good = r == "form"
					}
					if good {
						ok[i]++
					}
					if good == (i == 3) {
						rr := dutch().roots(dutch().lemmas(w)[0])
						qr := dutch().roots(dutch().lemmas(q)[0])
						t.Log(i, q, dutch().lemmas(q), qr, "|", w, dutch().lemmas(w), rr, dutch().partsOf(w), r)
					}
				}
			}
		}
		t.Log(ok, n)
	}
}

func foldAll(s string) []string {
	var out []string
	for _, w := range strings.Fields(s) {
		if w == "–" {
			continue
		}
		toks := tokens(w)
		if len(toks) == 0 {
			continue
		}
		out = append(out, toks[len(toks)-1].term)
	}
	return out
}
