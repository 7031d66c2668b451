package search

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/vellum"
)

// piece is one segment of bleve's index, read as it lies in its file: for each
// word of the vocabulary where its postings are. bleve's own readers look every
// word up anew in every segment and hand out each place as an object; a prefix
// with five thousand words took them a tenth of a second, this a millisecond.
//
// Only segments of the one version and layout known here are read so; with any
// other, and while the index is written, bleve's readers are asked
// (docs/adr/012). Nothing here is kept on disk.
type piece struct {
	data []byte
	docs uint64
	bit  int      // of its first document, a multiple of 64
	rows []int32  // of its documents; -1 for one that was taken out
	at   []uint32 // by number in the vocabulary, where its postings lie in data; 0 for none
	lone []uint32 // by number, 1 + its document where it has but one: most words have, and need no look into data
}

// segmentFile is what zap's segments in files can be asked.
type segmentFile interface {
	Data() []byte
	Version() uint32
	ChunkMode() uint32
	NumDocs() uint64
	DictAddr(field string) (uint64, error)
}

// The version of segments, and the rule by which they cut postings into
// chunks, that are known here.
const (
	segmentVersion   = 17
	segmentChunkMode = 1026
	chunkDocuments   = 1024
)

// newPieces lays a snapshot out in pieces; none when one can't be read so.
func newPieces(s *snapshot) ([]*piece, error) {
	index, ok := s.reader.(*scorch.IndexSnapshot)
	if !ok || s.table == nil {
		return nil, nil
	}
	var out []*piece
	number, bit := 0, 0
	for _, part := range index.Segments() {
		file, ok := part.Segment().(segmentFile)
		if !ok || file.Version() != segmentVersion || file.ChunkMode() != segmentChunkMode || len(file.Data()) > math.MaxUint32 {
			return nil, nil
		}
		p := &piece{data: file.Data(), docs: file.NumDocs(), bit: bit}
		from, to := min(number, len(s.table)), min(number+int(p.docs), len(s.table))
		p.rows = s.table[from:to]
		number += int(p.docs)
		bit += (int(p.docs) + 63) / 64 * 64
		if err := p.list(s, file); err != nil || s.closing.Load() {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// list notes where the postings of each word are. Both lists of words are
// sorted.
func (p *piece) list(s *snapshot, file segmentFile) error {
	words := s.words.terms
	at, err := file.DictAddr(wordField)
	if err != nil {
		return nil //nolint:nilerr // no turn of the segment has a word
	}
	size, n := binary.Uvarint(p.data[at:])
	fst, err := vellum.Load(p.data[at+uint64(n) : at+uint64(n)+size])
	if err != nil {
		return err
	}
	p.at, p.lone = make([]uint32, len(words)), make([]uint32, len(words))
	walk, err := fst.Iterator(nil, nil)
	number := 0
	for seen := 0; err == nil; err = walk.Next() {
		term, offset := walk.Current()
		if seen++; seen%1024 == 0 && s.closing.Load() {
			return nil
		}
		if offset > math.MaxUint32 {
			return fmt.Errorf("postings of a word at %d", offset)
		}
		for number < len(words) && words[number] < string(term) {
			number++
		}
		if number < len(words) && words[number] == string(term) {
			p.at[number] = uint32(offset)
			if set := p.posting(uint32(offset)).set; len(set) == aloneHead+2 && isAlone(set) {
				p.lone[number] = 1 + uint32(binary.LittleEndian.Uint16(set[aloneBase:]))<<16 + uint32(binary.LittleEndian.Uint16(set[aloneHead:]))
			}
		}
	}
	if err != vellum.ErrIteratorDone { //nolint:errorlint // the package gives it as it is
		return err
	}
	return nil
}

// gallop is the first index at or behind from for which reached is true, which
// it then is for all that follow; near ones are found fastest.
func gallop(n, from int, reached func(i int) bool) int {
	step, lo := 1, from
	for from < n && !reached(from) {
		lo = from + 1
		from += step
		step *= 2
	}
	hi := min(from, n)
	for lo < hi {
		if mid := (lo + hi) / 2; reached(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// each calls f with where the postings lie of those of the words, ascending,
// that the piece has.
func (p *piece) each(numbers []int32, f func(at uint32)) {
	for _, number := range numbers {
		if int(number) < len(p.at) && p.at[number] != 0 {
			f(p.at[number])
		}
	}
}

// posting is the head of a word's postings in a piece.
type posting struct {
	counts, places uint64 // where they are
	set            []byte // documents, in the portable form of Roaring bitmaps
}

func (p *piece) posting(at uint32) posting {
	b := p.data[at:]
	var out posting
	var n int
	out.counts, n = binary.Uvarint(b)
	b = b[n:]
	out.places, n = binary.Uvarint(b)
	b = b[n:]
	size, n := binary.Uvarint(b)
	out.set = b[n : n+int(size)]
	return out
}

// The portable form of Roaring bitmaps: github.com/RoaringBitmap/RoaringFormatSpec.
const (
	roaringPlain   = 12346 // no container of runs
	roaringRuns    = 12347
	roaringArray   = 4096 // numbers that a container holds one by one at most
	roaringOffsets = 4    // from so many containers on one with runs says where each lies
	containerWords = 1024 // of 64 bits, in a container of bits
)

// containers calls f with each container of a set: the number that its members
// are counted from, and its members one by one, as bits, or as runs of a start
// and what follows it.
func containers(set []byte, f func(base, members int, array, bits, runs []byte)) {
	cookie := binary.LittleEndian.Uint32(set)
	var n int
	var isRun []byte
	if cookie == roaringPlain {
		n, set = int(binary.LittleEndian.Uint32(set[4:])), set[8:]
	} else if cookie&0xffff == roaringRuns {
		n = int(cookie>>16) + 1
		isRun, set = set[4:4+(n+7)/8], set[4+(n+7)/8:]
	} else {
		panic("no set of documents") // guard makes an error of it
	}
	heads := set[:4*n]
	set = set[4*n:]
	if isRun == nil || n >= roaringOffsets {
		set = set[4*n:]
	}
	for i := range n {
		base := int(binary.LittleEndian.Uint16(heads[4*i:])) << 16
		members := int(binary.LittleEndian.Uint16(heads[4*i+2:])) + 1
		switch {
		case isRun != nil && isRun[i/8]&(1<<(i%8)) != 0:
			size := 4 * int(binary.LittleEndian.Uint16(set))
			f(base, members, nil, nil, set[2:2+size])
			set = set[2+size:]
		case members <= roaringArray:
			f(base, members, set[:2*members], nil, nil)
			set = set[2*members:]
		default:
			f(base, members, nil, set[:8*containerWords], nil)
			set = set[8*containerWords:]
		}
	}
}

// A set of one container of members one by one, as most words have, is a head
// and its members.
const (
	aloneHead  = 16
	aloneBase  = 8  // where stands what members are counted from
	aloneCount = 10 // and how many there are, less one
)

// isAlone says whether a set is of one container of members one by one.
func isAlone(set []byte) bool {
	return len(set) >= aloneHead && binary.LittleEndian.Uint64(set) == 1<<32|roaringPlain && int(binary.LittleEndian.Uint16(set[aloneCount:])) < roaringArray
}

// markEach is mark of many words, by number.
func (p *piece) markEach(numbers []int32, into rows) {
	for _, number := range numbers {
		switch {
		case int(number) >= len(p.at) || p.at[number] == 0:
		case p.lone[number] != 0:
			into.add(int(p.lone[number] - 1))
		default:
			p.mark(p.at[number], into)
		}
	}
}

// mark adds the documents of a word to a set of the piece's.
func (p *piece) mark(at uint32, into rows) {
	set := p.posting(at).set
	if isAlone(set) {
		base := int(binary.LittleEndian.Uint16(set[aloneBase:])) << 16
		for array := set[aloneHead:]; len(array) >= 2; array = array[2:] {
			into.add(base + int(binary.LittleEndian.Uint16(array)))
		}
		return
	}
	containers(set, func(base, _ int, array, bits, runs []byte) {
		for ; len(array) >= 2; array = array[2:] {
			into.add(base + int(binary.LittleEndian.Uint16(array)))
		}
		part := into[min(base/64, len(into)):]
		for i := 0; i < len(part) && len(bits) >= 8; i++ {
			part[i] |= binary.LittleEndian.Uint64(bits)
			bits = bits[8:]
		}
		for ; len(runs) >= 4; runs = runs[4:] {
			from := base + int(binary.LittleEndian.Uint16(runs))
			for i := range int(binary.LittleEndian.Uint16(runs[2:])) + 1 {
				into.add(from + i)
			}
		}
	})
}

// documents appends the documents of a word, ascending.
func (p *piece) documents(head posting, into []int32) []int32 {
	containers(head.set, func(base, members int, array, words, runs []byte) {
		into = slices.Grow(into, members)
		for ; len(array) >= 2; array = array[2:] {
			into = append(into, int32(base+int(binary.LittleEndian.Uint16(array))))
		}
		for i := 0; len(words) >= 8; i++ {
			for w := binary.LittleEndian.Uint64(words); w != 0; w &= w - 1 {
				into = append(into, int32(base+i*64+bits.TrailingZeros64(w)))
			}
			words = words[8:]
		}
		for ; len(runs) >= 4; runs = runs[4:] {
			from := base + int(binary.LittleEndian.Uint16(runs))
			for i := range int(binary.LittleEndian.Uint16(runs[2:])) + 1 {
				into = append(into, int32(from+i))
			}
		}
	})
	return into
}

// stream reads what is kept per document of a word: numbers, in chunks of
// documents.
type stream struct {
	data  []byte
	ends  []byte // of the chunks, what is not read yet
	base  uint64
	size  uint64 // documents per chunk
	chunk uint64 // the one at hand, +1
	end   uint64 // of the chunk at hand
	rest  []byte // of the chunk at hand
}

func (p *piece) stream(at uint64, count int) stream {
	chunks, n := binary.Uvarint(p.data[at:])
	s := stream{data: p.data, ends: p.data[at+uint64(n):], size: p.docs / uint64(count/chunkDocuments+1)}
	ends := s.ends
	for range chunks {
		_, n := binary.Uvarint(ends)
		ends = ends[n:]
	}
	s.base = uint64(len(p.data) - len(ends))
	return s
}

// enter goes to the chunk of a document; fresh says that it is another than
// before.
func (s *stream) enter(doc int) (fresh bool) {
	chunk := uint64(doc)/s.size + 1
	if chunk == s.chunk {
		return false
	}
	start := s.end
	for s.chunk < chunk {
		start = s.end
		end, n := binary.Uvarint(s.ends)
		s.end, s.ends = end, s.ends[n:]
		s.chunk++
	}
	s.rest = s.data[s.base+start : s.base+s.end]
	return true
}

func (s *stream) number() int {
	if b := s.rest[0]; b < 0x80 {
		s.rest = s.rest[1:]
		return int(b)
	}
	x, n := binary.Uvarint(s.rest)
	s.rest = s.rest[n:]
	return int(x)
}

// placed is one place of a word: the position counts from 1, lo and hi are code
// points of the turn.
type placed struct{ doc, position, lo, hi int32 }

// places appends every place of a word in the wanted documents, by document and
// position. room is of use for nothing else.
func (p *piece) places(at uint32, wanted rows, into []placed, room *[]int32) []placed {
	head := p.posting(at)
	docs := p.documents(head, (*room)[:0])
	*room = docs
	s := p.stream(head.places, len(docs))
	behind := 0 // documents of the chunk that are not read past yet
	for _, doc := range docs {
		if s.enter(int(doc)) {
			behind = 0
		}
		if !wanted.has(int(doc)) {
			behind++
			continue
		}
		for ; behind > 0; behind-- {
			size := s.number()
			s.rest = s.rest[size:]
		}
		size := s.number()
		b := s.rest[:size]
		s.rest = s.rest[size:]
		for len(b) > 0 {
			b = skipped(b) // the field
			var position, lo, hi, lists int32
			position, b = varint(b)
			lo, b = varint(b)
			hi, b = varint(b)
			lists, b = varint(b)
			for range lists { // places in a list of texts: there is none
				b = skipped(b)
			}
			into = append(into, placed{doc, position, lo, hi})
		}
	}
	return into
}

func varint(b []byte) (int32, []byte) {
	if b[0] < 0x80 {
		return int32(b[0]), b[1:]
	}
	if b[1] < 0x80 {
		return int32(b[0]&0x7f) | int32(b[1])<<7, b[2:]
	}
	x, n := binary.Uvarint(b)
	return int32(x), b[n:]
}

func skipped(b []byte) []byte {
	i := 0
	for b[i] >= 0x80 {
		i++
	}
	return b[i+1:]
}

// counts calls f with how often a word stands in each of its documents.
func (p *piece) counts(at uint32, f func(doc, times int)) {
	head := p.posting(at)
	docs := p.documents(head, nil)
	s := p.stream(head.counts, len(docs))
	for _, doc := range docs {
		s.enter(int(doc))
		times := s.number() >> 1
		if times > 0 {
			s.number() // the length of the turn
		}
		f(int(doc), times)
	}
}

// numbersOf gives the numbers of terms in the vocabulary, ascending; terms that
// it lacks stand nowhere.
func (v *vocabulary) numbersOf(terms []string) []int32 {
	out := make([]int32, 0, len(terms))
	at, last := 0, ""
	for _, term := range terms {
		if term < last { // one that was switched on stands behind the others
			at = 0
		}
		last = term
		at = gallop(len(v.terms), at, func(i int) bool { return v.terms[i] >= term })
		if at < len(v.terms) && v.terms[at] == term {
			out = append(out, int32(at))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// words is how many words of 64 bits its share of a set has.
func (p *piece) words() int { return (int(p.docs) + 63) / 64 }

// of is the piece's share of a set.
func (p *piece) of(set rows) rows { return set[p.bit/64 : p.bit/64+p.words()] }
