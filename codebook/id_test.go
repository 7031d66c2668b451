package codebook

import (
	"encoding/binary"
	"math/rand/v2"

	"veldwerk/transcript"
)

// codeID and codingID give ids that are distinct per n and ascend with it.
func codeID(n int) (id CodeID)     { binary.BigEndian.PutUint32(id[12:], uint32(n)); return id }
func codingID(n int) (id CodingID) { binary.BigEndian.PutUint32(id[12:], uint32(n)); return id }

func span(start, end int) transcript.Span { return transcript.Span{Start: start, End: end} }

// randomCodings makes n codings over a text of size code points.
func randomCodings(r *rand.Rand, n, size int) []Coding {
	out := make([]Coding, n)
	for i := range out {
		start := r.IntN(size)
		out[i] = Coding{ID: codingID(i + 1), Code: codeID(1 + r.IntN(4)), Span: span(start, start+r.IntN(size-start+1))}
	}
	return out
}
