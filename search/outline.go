package search

import (
	"encoding/binary"
	"errors"
	"slices"

	"veldwerk/transcript"
)

// outline is what the index folder keeps of a document beside its words: which
// text it holds, who speaks, and where the turns lie. With it a search needs
// no text to tell turns apart.
type outline struct {
	id       transcript.DocumentID
	hash     string // DocumentFacts.TextHash of what is indexed
	stamp    string // and its Stamp
	speakers []speaker
	units    []unit
}

func outlineOf(d *DocumentFacts, doc *transcript.Document) *outline {
	s := turnSheet(nil, doc)
	return &outline{id: d.ID, hash: d.TextHash, stamp: d.Stamp, speakers: s.speakers, units: s.units}
}

// is says whether the outline is of the document as it is now.
func (o *outline) is(d *DocumentFacts) bool { return o.hash == d.TextHash && o.stamp == d.Stamp }

func (o *outline) sheet(facts *DocumentFacts) *sheet {
	return &sheet{facts: facts, speakers: o.speakers, units: o.units}
}

// writeOutlines gives the file form: numbers as varints, spans as distances.
func writeOutlines(outlines []*outline) []byte {
	b := binary.AppendUvarint(nil, uint64(len(outlines)))
	for _, o := range outlines {
		b = append(b, o.id[:]...)
		b = appendText(b, o.hash)
		b = appendText(b, o.stamp)
		b = binary.AppendUvarint(b, uint64(len(o.speakers)))
		for _, s := range o.speakers {
			b = appendText(b, s.name)
			b = appendText(b, string(s.role))
		}
		b = binary.AppendUvarint(b, uint64(len(o.units)))
		at, before := 0, int32(0)
		for _, u := range o.units {
			b = binary.AppendVarint(b, int64(u.span.Start-at))
			b = binary.AppendVarint(b, int64(u.span.Len()))
			b = binary.AppendVarint(b, int64(u.number-before))
			b = binary.AppendVarint(b, int64(u.speaker))
			at, before = u.span.End, u.number
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

var errOutlines = errors.New("outlines cut short")

// readOutlines is the inverse of writeOutlines.
func readOutlines(b []byte) ([]*outline, error) {
	r := outlineReader{b: b}
	outlines := make([]*outline, 0, r.count(17))
	for range cap(outlines) {
		o := &outline{}
		copy(o.id[:], r.bytes(len(o.id)))
		o.hash, o.stamp = r.text(), r.text()
		o.speakers = make([]speaker, r.count(2))
		for i := range o.speakers {
			o.speakers[i] = speaker{name: r.text(), role: transcript.Role(r.text())}
		}
		o.units = make([]unit, r.count(4))
		at, before := 0, int32(0)
		for i := range o.units {
			u := &o.units[i]
			u.span.Start = at + int(r.number())
			u.span.End = u.span.Start + int(r.number())
			u.number, u.speaker = before+int32(r.number()), int32(r.number())
			r.bad = r.bad || u.speaker < -1 || int(u.speaker) >= len(o.speakers)
			at, before = u.span.End, u.number
		}
		outlines = append(outlines, o)
	}
	if r.bad || len(r.b) > 0 {
		return nil, errOutlines
	}
	return slices.Clip(outlines), nil
}

// outlineReader takes values off the front; what is not there is zero and bad.
type outlineReader struct {
	b   []byte
	bad bool
}

// count reads how many things follow, each of at least size bytes.
func (r *outlineReader) count(size int) int {
	n, used := binary.Uvarint(r.b)
	if used <= 0 || n > uint64(len(r.b)/size) {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[used:]
	return int(n)
}

// number is quick for small ones: nearly all are.
func (r *outlineReader) number() int64 {
	if len(r.b) > 0 && r.b[0] < 0x80 {
		n := r.b[0]
		r.b = r.b[1:]
		return int64(n>>1) ^ -int64(n&1)
	}
	return r.large()
}

func (r *outlineReader) large() int64 {
	n, used := binary.Varint(r.b)
	if used <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[used:]
	return n
}

func (r *outlineReader) bytes(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *outlineReader) text() string { return string(r.bytes(r.count(1))) }
