package search

import "math/bits"

// rows is a set of the units of one document (its turns, or its codings), by
// index.
type rows []uint64

func newRows(n int) rows { return make(rows, (n+63)/64) }

func allRows(n int) rows {
	r := newRows(n)
	for i := range r {
		r[i] = ^uint64(0)
	}
	if n%64 != 0 {
		r[len(r)-1] = 1<<(n%64) - 1
	}
	return r
}

func (r rows) add(i int)      { r[i/64] |= 1 << (i % 64) }
func (r rows) has(i int) bool { return r[i/64]&(1<<(i%64)) != 0 }

func (r rows) isEmpty() bool {
	for _, w := range r {
		if w != 0 {
			return false
		}
	}
	return true
}

func (r rows) count() int {
	n := 0
	for _, w := range r {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls f with every member, ascending.
func (r rows) each(f func(i int)) {
	for k, w := range r {
		for ; w != 0; w &= w - 1 {
			f(k*64 + bits.TrailingZeros64(w))
		}
	}
}

func (r rows) join(o rows) {
	for i := range r {
		r[i] |= o[i]
	}
}

// without is what r holds and o does not.
func (r rows) without(o rows) rows {
	out := make(rows, len(r))
	for i := range r {
		out[i] = r[i] &^ o[i]
	}
	return out
}

// and is what both hold; it changes r.
func (r rows) and(o rows) rows {
	for i := range r {
		r[i] &= o[i]
	}
	return r
}
