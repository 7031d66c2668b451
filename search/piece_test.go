package search

import (
	"context"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	index "github.com/blevesearch/bleve_index_api"
)

// TestPiecesReadAsBleve: of every word, pieces tell the same turns and places as
// bleve's own readers, over segments of several sizes of which turns were taken
// out.
func TestPiecesReadAsBleve(t *testing.T) {
	f := corpusOf(4, 24, 250, slices.Concat(corpusWords[:40], corpusWords))
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	f.add("Later", "nl", nil, "R1: de gemeente, de regels\nR2: de ruimte")
	f.set(f.documents[3].ID, "R1: de gemeente is kort van stof")
	f.codings[f.documents[3].ID] = nil
	f.remove(f.documents[5].ID)
	catchUp(t, ix, f)
	ix.snap.cutting.Wait()
	pieces := ix.snap.pieces.Load()
	if pieces == nil || len(*pieces) < 2 {
		t.Fatalf("pieces %v", pieces)
	}
	type one struct{ row, position, lo, hi int }
	l := newLookup(context.Background(), newPlan(Query{}, f.documents, f.book), ix.snap, true)
	all := allRows(1 << 16)
	most := 0
	for _, term := range ix.snap.words.terms {
		var want, got []one
		err := l.postings(term, true, true, func(r index.TermFieldReader) error {
			for {
				next, err := r.Next(nil)
				if err != nil || next == nil {
					return err
				}
				row, err := ix.snap.row(next.ID)
				for _, v := range next.Vectors {
					want = append(want, one{row, int(v.Pos), int(v.Start), int(v.End)})
				}
				if err != nil {
					return err
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		times := 0
		for _, p := range *pieces {
			p.each(ix.snap.words.numbersOf([]string{term}), func(at uint32) {
				var room []int32
				for _, x := range p.places(at, all, nil, &room) {
					if row := p.rows[x.doc]; row >= 0 {
						got = append(got, one{int(row), int(x.position), int(x.lo), int(x.hi)})
					}
				}
				marked, even := newRows(int(p.docs)), newRows(int(p.docs))
				p.mark(at, marked)
				if !slices.Equal(marked, ofDocuments(room, int(p.docs))) {
					t.Fatalf("%s: documents %v are marked as %v", term, room, marked)
				}
				for i, doc := range room {
					if i%7 == 3 {
						even.add(int(doc))
					}
				}
				for _, x := range p.places(at, even, nil, &room) {
					if !even.has(int(x.doc)) {
						t.Fatalf("%s: document %d is not wanted", term, x.doc)
					}
				}
				p.counts(at, func(doc, n int) {
					if p.rows[doc] >= 0 {
						times += n
					}
				})
			})
		}
		if !slices.Equal(got, want) || times != len(want) {
			t.Fatalf("%s: %d places (%d counted), want %d", term, len(got), times, len(want))
		}
		most = max(most, len(want))
	}
	if most < 5000 {
		t.Errorf("the most frequent word has only %d places", most)
	}
}

func ofDocuments(docs []int32, n int) rows {
	out := newRows(n)
	for _, doc := range docs {
		out.add(int(doc))
	}
	return out
}

// TestContainers reads the three kinds of containers, in bytes written by hand
// after the description of the form.
func TestContainers(t *testing.T) {
	bitmap := make([]byte, 8*containerWords)
	bitmap[0], bitmap[8191] = 0b101, 0x80
	plain := slices.Concat(
		[]byte{0x3a, 0x30, 0, 0, 2, 0, 0, 0},         // cookie, two containers
		[]byte{0, 0, 0xff, 0xff}, []byte{1, 0, 1, 0}, // bits of any number above 4,096; two one by one
		make([]byte, 8), bitmap, []byte{7, 0, 9, 0},
	)
	runs := []byte{0x3b, 0x30, 0, 0, 1, 0, 0, 3, 0, 1, 0, 5, 0, 3, 0}
	p := &piece{docs: 1 << 17}
	for _, tt := range []struct {
		set  []byte
		want []int32
	}{
		{plain, []int32{0, 2, 65535, 65536 + 7, 65536 + 9}},
		{runs, []int32{5, 6, 7, 8}},
	} {
		if got := p.documents(posting{set: tt.set}, nil); !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v", got, tt.want)
		}
		p.data = slices.Concat([]byte{0, 0}, lengthOf(tt.set), tt.set)
		got := newRows(1 << 17)
		if p.mark(0, got); !slices.Equal(got, ofDocuments(tt.want, 1<<17)) {
			t.Errorf("marked %d, want %v", got.count(), tt.want)
		}
	}
	if err := guard(func() error { p.documents(posting{set: []byte("no set at all")}, nil); return nil }); err == nil {
		t.Error("what is no set is read")
	}
}

func lengthOf(b []byte) []byte {
	return []byte{byte(len(b)&0x7f | 0x80), byte(len(b)>>7&0x7f | 0x80), byte(len(b) >> 14)}
}

func TestGallop(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for range 2000 {
		list := make([]int, r.IntN(40))
		for i := range list {
			list[i] = r.IntN(60)
		}
		slices.Sort(list)
		from := 0
		if len(list) > 0 {
			from = r.IntN(len(list) + 1)
		}
		x := r.IntN(62)
		want := from + sort.SearchInts(list[from:], x)
		if got := gallop(len(list), from, func(i int) bool { return list[i] >= x }); got != want {
			t.Fatalf("%d in %v from %d: %d, want %d", x, list, from, got, want)
		}
	}
}

// TestSpots compares sifted positions with what they mean.
func TestSpots(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	some := func() []spot {
		var out []spot
		for range r.IntN(12) {
			out = append(out, spotOf(int32(r.IntN(3)), int32(1+r.IntN(9))))
		}
		slices.Sort(out)
		return out
	}
	for range 5000 {
		a, b, d := some(), some(), spot(1+r.IntN(4))
		var row, near []spot
		for _, x := range a {
			if slices.Contains(b, x+d) {
				row = append(row, x)
			}
			if slices.ContainsFunc(b, func(y spot) bool { return y != x && y.doc() == x.doc() && max(x, y)-min(x, y) <= d }) {
				near = append(near, x)
			}
		}
		if got := inRow(slices.Clone(a), b, d); !slices.Equal(got, row) {
			t.Fatalf("%v and %v, %d apart: %v, want %v", a, b, d, got, row)
		}
		if got := nearSpots(slices.Clone(a), b, d); !slices.Equal(got, near) {
			t.Fatalf("%v near %v by %d: %v, want %v", a, b, d, got, near)
		}
	}
}

func TestRequired(t *testing.T) {
	for source, want := range map[string]string{
		"^ge.*heid$": "heid", "ing(en)?$": "ing", "a(bc|bd)e": "a", "(ab){2,3}": "ab", "(ab)*": "", "[0-9]": "", "ëen": "een", "straat+": "straa", "(?:woord)+": "woord",
	} {
		re, err := compileRegexp(source)
		if err != nil {
			t.Fatal(err)
		}
		if got := required(re.String()); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
