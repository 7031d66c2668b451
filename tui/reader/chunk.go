package reader

import (
	"sort"
	"unicode/utf8"

	"veldwerk/transcript"
	"veldwerk/tui/text"
)

// chunkSize is about how many bytes are wrapped at once: a turn may hold a
// million words, and only what is seen may cost time.
const (
	chunkSize   = 4096
	chunkWindow = 2048 // in which a chunk looks for a good place to end
)

// chunkKey names a chunk: the index of its turn and its number in it.
type chunkKey struct{ turn, n int }

// chunk is a piece of a turn as it is laid out at one width.
type chunk struct {
	at   transcript.Bytes // in the text
	rows []row
	unit [2][]transcript.Bytes // words and sentences in the text; nil until asked
}

// row is a line of the layout. Heading and blank rows hold no text.
type row struct {
	kind   rowKind
	first  bool // the turn's first row of text
	lo, hi int  // bytes in the text
	cp     int  // code points of lo and hi
	cpEnd  int
}

type rowKind uint8

const (
	rowText rowKind = iota
	rowHeading
	rowBlank
)

// chunkCache keeps the chunks of the last few thousand rows: two generations,
// the older of which is dropped when the younger is full.
type chunkCache struct {
	young, old map[chunkKey]*chunk
}

const chunkCacheSize = 1024

func (c *chunkCache) get(k chunkKey) *chunk {
	if ch := c.young[k]; ch != nil {
		return ch
	}
	ch := c.old[k]
	if ch != nil {
		c.put(k, ch)
	}
	return ch
}

func (c *chunkCache) put(k chunkKey, ch *chunk) {
	if len(c.young) >= chunkCacheSize || c.young == nil {
		c.old, c.young = c.young, make(map[chunkKey]*chunk, 64)
	}
	c.young[k] = ch
}

// turnBytes is the text of a turn.
func (r *Reader) turnBytes(turn int) transcript.Bytes {
	b := r.bounds[turn]
	if b == (transcript.Bytes{}) {
		b = r.doc.Text.Bytes(r.turns[turn].Span)
		r.bounds[turn] = b
	}
	return b
}

// chunkCount is how many chunks a turn has; at least one.
func (r *Reader) chunkCount(turn int) int { return max(1, r.turnBytes(turn).Len()/chunkSize) }

// chunkStart is the byte where chunk n of a turn starts; n may be the number
// of chunks. It depends on n alone, so that chunks can be found in any order.
func (r *Reader) chunkStart(k chunkKey) int {
	b := r.turnBytes(k.turn)
	switch {
	case k.n <= 0:
		return b.Lo
	case k.n >= r.chunkCount(k.turn):
		return b.Hi
	}
	if at, ok := r.splits[k]; ok {
		return at
	}
	at := b.Lo + k.n*chunkSize
	for !utf8.RuneStart(r.src[at]) {
		at++
	}
	at += splitAt(r.src[at:min(at+chunkWindow, b.Hi)], r.doc.Language)
	r.splits[k] = at
	return at
}

// splitAt finds where a text that starts anywhere may be split: before its
// second sentence, else behind a blank, else between clusters.
func splitAt(s, lang string) int {
	if found := sentences(s, lang); len(found) > 1 {
		if at := found[1].Lo; isClusterStart(s, at) {
			return at
		}
	}
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == ' ' || s[i] == '\n') && isClusterStart(s, i+1) {
			return i + 1
		}
	}
	// Started amid a cluster, the first boundaries found may be wrong ones.
	at := 0
	for range 16 {
		n, _ := text.Cluster(s[at:])
		if at += n; at >= len(s) {
			return len(s)
		}
	}
	return at
}

// isClusterStart says whether a cluster starts at byte at, which follows a
// blank or a line feed or is the start of a sentence.
func isClusterStart(s string, at int) bool {
	if at <= 0 || at >= len(s) {
		return false
	}
	_, size := utf8.DecodeLastRuneInString(s[:at])
	n, _ := text.Cluster(s[at-size:])
	return n == size
}

// chunkOf is the chunk of a turn that holds the byte at.
func (r *Reader) chunkOf(turn, at int) int {
	n := (at - r.turnBytes(turn).Lo) / chunkSize
	n = max(0, min(n, r.chunkCount(turn)-1))
	if n > 0 && at < r.chunkStart(chunkKey{turn, n}) {
		n--
	}
	return n
}

// chunk lays a chunk out, or takes it from the cache.
func (r *Reader) chunk(k chunkKey) *chunk {
	if c := r.chunks.get(k); c != nil {
		return c
	}
	c := &chunk{at: transcript.Bytes{Lo: r.chunkStart(k), Hi: r.chunkStart(chunkKey{k.turn, k.n + 1})}}
	cp := r.doc.Text.SpanOf(c.at.Lo, c.at.Lo).Start
	lines := text.Wrap(c.at.Of(r.src), r.cols.text)
	last := k.n == r.chunkCount(k.turn)-1
	if !last && len(lines) > 1 && lines[len(lines)-1].Lo == c.at.Len() {
		lines = lines[:len(lines)-1] // the line feed that ends the chunk, not an empty line
	}
	c.rows = make([]row, 0, len(lines)+2)
	if k.n == 0 && r.cols.heading && r.hasHeading(k.turn) {
		c.rows = append(c.rows, row{kind: rowHeading, lo: c.at.Lo, hi: c.at.Lo, cp: cp, cpEnd: cp})
	}
	at := c.at.Lo
	for i, l := range lines {
		lo, hi := c.at.Lo+l.Lo, c.at.Lo+l.Hi
		cp += utf8.RuneCountInString(r.src[at:lo])
		end := cp + utf8.RuneCountInString(r.src[lo:hi])
		c.rows = append(c.rows, row{first: k.n == 0 && i == 0, lo: lo, hi: hi, cp: cp, cpEnd: end})
		at, cp = hi, end
	}
	if last && k.turn < len(r.turns)-1 {
		cp += utf8.RuneCountInString(r.src[at:c.at.Hi])
		c.rows = append(c.rows, row{kind: rowBlank, lo: c.at.Hi, hi: c.at.Hi, cp: cp, cpEnd: cp})
	}
	r.chunks.put(k, c)
	return c
}

func (r *Reader) hasHeading(turn int) bool {
	t := r.turns[turn]
	return t.N > 0 || r.doc.SpeakerOf(t).Name != ""
}

// rowOf is the index of the row of text that holds byte at, or the last one
// that starts before it.
func (c *chunk) rowOf(at int) int {
	i := sort.Search(len(c.rows), func(i int) bool { return c.rows[i].lo > at }) - 1
	for i > 0 && c.rows[i].kind != rowText {
		i--
	}
	for i = max(i, 0); i < len(c.rows)-1 && c.rows[i].kind != rowText; {
		i++
	}
	return i
}
