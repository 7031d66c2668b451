package transcript

import (
	"slices"
	"sort"
	"strings"
)

// Revised is the document with a corrected text; m maps the old text to it.
// Turns that were not edited stay as they are, with their speakers, whatever
// today's rules would make of them; where a label, a line or a whole turn was
// edited, the lines are read again: a label of this document names its speaker,
// a new one counts as it would at import. A speaker all of whose labels became
// one new name keeps its id, role and case under that name; speakers left
// without a turn are left out. Time anchors and pages follow; those of stamps in
// the text say what the stamp says now. Revision is that of d: the store counts.
func (d *Document) Revised(to Text, m Mapping) Document {
	r := revising{old: d, m: m, out: *d, draft: draft{text: to.s}}
	r.out.Text, r.out.Turns, r.out.Anchors, r.out.Pages = to, nil, nil, nil
	r.out.Speakers = slices.Clone(d.Speakers)
	if m.IsNothing() {
		r.out.Turns, r.out.Anchors, r.out.Pages = slices.Clone(d.Turns), slices.Clone(d.Anchors), slices.Clone(d.Pages)
		return r.out
	}
	r.marks, r.rules = findMarks(to.s)
	if d.isUnlabelled() && len(r.marks) > 0 && len(layPlain(d.Text.s).speakers) == 0 {
		if fresh := layPlain(to.s); len(fresh.speakers) > 0 {
			r.readAnew(fresh)
			return r.out
		}
	}
	r.turns()
	r.anchors()
	r.pages()
	r.speakers()
	return r.out
}

// isUnlabelled says whether no speaker is known: a paragraph is a turn.
func (d *Document) isUnlabelled() bool { return len(d.Speakers) == 0 }

// revising is Revised while it happens.
type revising struct {
	old   *Document
	m     Mapping
	out   Document
	draft draft // of the new text: trims turns, collects anchors
	marks []mark
	rules *speakerRules
	known map[string]int // speaker by folded label
	lines map[string]int // speaker by a whole label as it stands
	long  []int          // lengths of those labels, descending
	zero  bool           // the first turn is turn 0
	read  []bool         // old turns whose lines were read again
	was   []int          // for each new turn its old one, or -1
}

// readAnew takes turns, speakers and stamps as at import: labels were written
// into a text that had none.
func (r *revising) readAnew(fresh *draft) {
	doc := fresh.document()
	r.out.Turns, r.out.Speakers = doc.Turns, doc.Speakers
	r.read = make([]bool, len(r.old.Turns))
	r.anchors()
	r.mergeAnchors(doc.Anchors)
	r.pages()
}

// head is the code point where a turn and its label start.
func head(t Turn) int {
	if t.Label.IsEmpty() {
		return t.Span.Start
	}
	return min(t.Label.Start, t.Span.Start)
}

// domain is the text from the head of turn i to that of the next; -1 is what
// stands before the first.
func (r *revising) domain(i int) Span {
	turns := r.old.Turns
	s := Span{0, r.old.Text.Len()}
	if i >= 0 {
		s.Start = head(turns[i])
	}
	if i+1 < len(turns) {
		s.End = head(turns[i+1])
	}
	return s
}

// before is where a code point of the old text is in the new one, in front of
// what was inserted there.
func (m Mapping) before(at int) int {
	next := sort.Search(len(m.edits), func(i int) bool { return m.edits[i].Old.End >= at })
	if next < len(m.edits) && m.edits[next].Old.Start < at {
		return m.edits[next].New.Start
	}
	return at + m.shift(next)
}

// turns walks the old turns: each is carried over, carried with another text,
// or read again together with its neighbours that are.
func (r *revising) turns() {
	n := len(r.old.Turns)
	r.read = make([]bool, n)
	first := r.touched()
	r.learn()
	for i := -1; i < n; {
		again := i == -1 && first || i >= 0 && r.read[i]
		if !again {
			if i >= 0 {
				r.carry(i)
			}
			i++
			continue
		}
		end := i + 1
		for end < n && r.read[end] {
			end++
		}
		region := Span{r.m.before(r.domain(i).Start), r.m.before(r.domain(end - 1).End)}
		if end == n {
			region.End = r.out.Text.Len()
		}
		r.readRegion(region, i, end)
		i = end
	}
	r.unite()
	r.number()
}

// number counts the turns from 1; what stands before the first label is turn 0.
func (r *revising) number() {
	next := 1
	for i := range r.out.Turns {
		t := &r.out.Turns[i]
		if i == 0 && t.Speaker < 0 && (r.zero || r.was[i] >= 0 && r.old.Turns[r.was[i]].N == 0) {
			t.N = 0
			continue
		}
		t.N = next
		next++
	}
}

// touched marks the turns that must be read again and says whether the text
// before the first one must.
func (r *revising) touched() (first bool) {
	turns := r.old.Turns
	for _, e := range r.m.Edits() {
		i := sort.Search(len(turns), func(i int) bool { return head(turns[i]) > e.Old.Start }) - 1
		if i >= 0 && head(turns[i]) == e.Old.Start {
			i-- // it may belong to what stands before
		}
		for ; i < len(turns) && (i < 0 || head(turns[i]) <= e.Old.End); i++ {
			switch {
			case i < 0:
				first = first || r.domain(-1).End >= e.Old.Start
			case r.domain(i).End < e.Old.Start || r.staysInside(i, e):
			default:
				r.read[i] = true
			}
		}
	}
	if first && len(turns) > 0 && turns[0].N == 0 {
		r.read[0] = true
	}
	return first
}

// staysInside says whether an edit changes only words inside a turn.
func (r *revising) staysInside(i int, e Edit) bool {
	t := r.old.Turns[i]
	if t.N == 0 || !t.Span.Covers(e.Old) || e.Old.Start == t.Span.Start && (t.Label.IsEmpty() || e.Old.IsEmpty()) {
		return false
	}
	if strings.Contains(r.old.Text.Slice(e.Old), "\n") || strings.Contains(r.out.Text.Slice(e.New), "\n") {
		return false
	}
	// At the start of a line the words may have become a label, or ceased to be.
	return !r.inLabelPlace(t.Span.Start, e.Old.Start)
}

// inLabelPlace says whether the code point at, in a turn whose text begins at
// start, stands where the label of its line would.
func (r *revising) inLabelPlace(start, at int) bool {
	b := r.old.Text.Bytes(Span{start, at})
	n := strings.LastIndexByte(b.Of(r.old.Text.s), '\n')
	return n >= 0 && b.Len()-n <= maxLabel
}

// learn collects the labels of this document by what they say.
func (r *revising) learn() {
	r.known, r.lines = map[string]int{}, map[string]int{}
	for i, s := range r.old.Speakers {
		r.known[foldName(s.Name)] = i
	}
	for _, t := range r.old.Turns {
		if t.Label.IsEmpty() || t.Speaker < 0 {
			continue
		}
		text := r.old.Text.Slice(t.Label)
		if first, _, many := strings.Cut(text, "\n"); !many {
			r.lines[first] = t.Speaker
		}
		if l, ok := readLabel(text); ok {
			r.known[l.key] = t.Speaker
		}
	}
	for text := range r.lines {
		if !slices.Contains(r.long, len(text)) {
			r.long = append(r.long, len(text))
		}
	}
	slices.SortFunc(r.long, func(a, b int) int { return b - a })
}

// carry takes an old turn over; words inside it may have changed.
func (r *revising) carry(i int) {
	t := r.old.Turns[i]
	// A turn that is carried has no insertion at its head or before its text,
	// and words that were put behind its last are its own.
	span := Span{r.m.Place(t.Span.Start), r.m.Place(t.Span.End)}
	t.Label = Span{r.m.Place(t.Label.Start), r.m.Place(t.Label.End)}
	to := r.out.Text
	b := to.Bytes(span)
	r.draft.scanStamps(b)
	t.Span = span
	if trimmed := trimBytes(to.s, b); trimmed != b && r.old.Text.Slice(r.old.Turns[i].Span) != to.Slice(span) {
		t.Span = SnapSpan(to, to.SpanOf(trimmed.Lo, trimmed.Hi))
	}
	if t.Span.IsEmpty() {
		return
	}
	r.add(t, i)
}

func (r *revising) add(t Turn, was int) {
	r.out.Turns = append(r.out.Turns, t)
	r.was = append(r.was, was)
}

// piece is a turn of a region while it is read.
type piece struct {
	label Bytes // empty: the turn has none
	who   int
	was   int // the old turn whose head it is, or -1
	timed bool
	ms    int64
	ends  bool // starts no turn: a footer
}

// readRegion cuts the turns of a stretch of the new text, which held the old
// turns [from,to).
func (r *revising) readRegion(region Span, from, to int) {
	b := r.out.Text.Bytes(region)
	if r.old.isUnlabelled() {
		r.readParagraphs(b)
		return
	}
	pieces := r.pieces(b, from, to)
	lead := Bytes{b.Lo, b.Hi}
	if len(pieces) > 0 {
		lead.Hi = pieces[0].label.Lo
	}
	r.readLead(lead)
	for i, p := range pieces {
		end := b.Hi
		if i+1 < len(pieces) {
			end = pieces[i+1].label.Lo
		}
		if p.ends {
			continue
		}
		body := r.draft.trimTurn(Bytes{p.label.Hi, end})
		if p.timed {
			r.draft.anchors = append(r.draft.anchors, draftAnchor{body.Lo, p.ms})
		}
		r.draft.scanStamps(Bytes{body.Lo, end})
		if body.Len() == 0 {
			continue
		}
		r.add(Turn{Speaker: p.who, Span: r.spanOf(body), Label: r.out.Text.SpanOf(p.label.Lo, p.label.Hi)}, p.was)
	}
}

// spanOf converts a turn's bytes without cutting a grapheme.
func (r *revising) spanOf(b Bytes) Span {
	return SnapSpan(r.out.Text, r.out.Text.SpanOf(b.Lo, b.Hi))
}

// readLead gives the text before the first label to the turn before it; with
// none before, it is turn 0.
func (r *revising) readLead(b Bytes) {
	r.draft.scanStamps(b)
	b = trimBytes(r.draft.text, b)
	if b.Len() == 0 {
		return
	}
	if n := len(r.out.Turns); n > 0 {
		r.out.Turns[n-1].Span.End = r.spanOf(b).End
		return
	}
	span := r.spanOf(b)
	r.zero = true
	r.add(Turn{Speaker: -1, Span: span, Label: Span{span.Start, span.Start}}, -1)
}

// readParagraphs makes each paragraph of a text without speakers a turn.
func (r *revising) readParagraphs(b Bytes) {
	part := draft{text: b.Of(r.draft.text)}
	part.cutParagraphs()
	for _, t := range part.turns {
		body := Bytes{b.Lo + t.body.Lo, b.Lo + t.body.Hi}
		if body.Len() == 0 {
			continue
		}
		r.zero = r.zero || t.n == 0 && b.Lo == 0
		r.add(Turn{Speaker: -1, Span: r.spanOf(body), Label: r.out.Text.SpanOf(b.Lo+t.label.Lo, b.Lo+t.label.Hi)}, -1)
	}
	for _, a := range part.anchors {
		r.draft.anchors = append(r.draft.anchors, draftAnchor{b.Lo + a.at, a.millis})
	}
}

// pieces finds where turns start in a region: at labels, and where a turn
// without a label still begins a paragraph.
func (r *revising) pieces(b Bytes, from, to int) []piece {
	heads := map[int]int{} // byte of the new text → old turn
	for i := max(from, 0); i < to; i++ {
		if r.old.Turns[i].N == 0 {
			continue
		}
		put := r.out.Text.Bytes(Span{r.m.before(head(r.old.Turns[i])), r.m.Place(head(r.old.Turns[i]))})
		at := put.Hi
		if !strings.Contains(put.Of(r.draft.text), "\n") {
			at = put.Lo // a title, say, that was put before the name
		}
		if _, taken := heads[at]; !taken {
			heads[at] = i
		}
	}
	marks := map[int]mark{}
	lo := sort.Search(len(r.marks), func(i int) bool { return r.marks[i].lo >= b.Lo })
	for _, m := range r.marks[lo:] {
		if m.lo >= b.Hi {
			break
		}
		marks[m.lo] = m
	}
	var all []piece
	text := r.draft.text
	eachLine(text[:b.Hi], b.Lo, func(lo, hi int) {
		old, isHead := heads[lo]
		if !isHead {
			old = -1
		}
		p, ok := r.pieceAt(text, lo, hi, marks, old)
		if ok {
			p.was = old
			all = append(all, p)
		}
	})
	return all
}

// pieceAt reads the start of one line; old is the turn whose head stood there.
func (r *revising) pieceAt(text string, lo, hi int, marks map[int]mark, old int) (piece, bool) {
	line := text[lo:hi]
	if who, n := r.knownLine(line); n > 0 {
		p := piece{label: Bytes{lo, lo + n}, who: who}
		if l, ok := readLabel(line); ok && l.timed {
			p.timed, p.ms = true, l.millis
		}
		return p, true
	}
	if m, ok := marks[lo]; ok {
		if m.key == "" {
			return piece{label: Bytes{m.lo, m.hi}, ends: true}, true
		}
		return piece{label: Bytes{m.lo, m.hi}, who: r.speaker(m.label, m.rule), timed: m.timed, ms: m.millis}, true
	}
	if l, ok := readLabel(line); ok && !isNever(l) {
		_, known := r.known[l.key]
		if known && l.form != formDash && l.form != formBracket || old >= 0 && !r.old.Turns[old].Label.IsEmpty() {
			return piece{label: Bytes{lo, lo + l.end}, who: r.speaker(l, RuleTwice), timed: l.timed, ms: l.millis}, true
		}
	}
	if old >= 0 && r.old.Turns[old].Label.IsEmpty() && (lo == 0 || lo > 1 && text[lo-2:lo] == "\n\n") {
		return piece{label: Bytes{lo, lo}, who: r.old.Turns[old].Speaker}, true
	}
	return piece{}, false
}

// knownLine finds a label of this document, as it stood, at the start of a
// line. One that ends in a letter (a tab follows it) must still be a label.
func (r *revising) knownLine(line string) (who, n int) {
	for _, length := range r.long {
		if length > len(line) {
			continue
		}
		s, ok := r.lines[line[:length]]
		if !ok {
			continue
		}
		if isWordByte(line[length-1]) {
			if l, ok := readLabel(line); !ok || l.end != length {
				continue
			}
		}
		return s, length
	}
	return 0, 0
}

// speaker is the speaker that a label names, made when there is none.
func (r *revising) speaker(l label, rule Rule) int {
	if i, ok := r.known[l.key]; ok {
		return i
	}
	role := RoleOf(l.name)
	if r.rules != nil {
		role = r.rules.role(l)
	}
	i := len(r.out.Speakers)
	r.known[l.key] = i
	r.out.Speakers = append(r.out.Speakers, Speaker{Name: l.name, Role: role, Rule: rule})
	return i
}

// unite makes one turn of neighbours of one speaker that were not neighbours
// before.
func (r *revising) unite() {
	turns, was := r.out.Turns[:0], r.was[:0]
	for i, t := range r.out.Turns {
		n := len(turns)
		if n > 0 && t.Speaker >= 0 && turns[n-1].Speaker == t.Speaker && !r.stoodApart(was[n-1], r.was[i]) {
			turns[n-1].Span.End = t.Span.End
			continue
		}
		turns, was = append(turns, t), append(was, r.was[i])
	}
	r.out.Turns, r.was = turns, was
}

// stoodApart says whether two old turns were neighbours of one speaker already.
func (r *revising) stoodApart(a, b int) bool {
	return a >= 0 && b == a+1 && r.old.Turns[a].Speaker == r.old.Turns[b].Speaker
}

// anchors moves the times. A stamp in the text is read again; a time that a
// label gave is taken from the label where that was read again.
func (r *revising) anchors() {
	labels := map[int]bool{}
	for i, t := range r.old.Turns {
		if l, ok := readLabel(r.old.Text.Slice(t.Label)); ok && l.timed && r.read[i] {
			labels[t.Span.Start] = true
		}
	}
	from, to := r.old.Text, r.out.Text
	var moved []Anchor
	for _, a := range r.old.Anchors {
		at := r.m.Place(a.At)
		_, was := stampAt(from.s[from.Bytes(Span{a.At, from.Len()}).Lo:])
		if was {
			s, is := stampAt(to.s[to.Bytes(Span{at, to.Len()}).Lo:])
			if !is {
				continue
			}
			a.Millis = s.millis
		}
		if labels[a.At] && !was {
			continue
		}
		moved = append(moved, Anchor{At: at, Millis: a.Millis})
	}
	for _, a := range r.draft.anchors {
		moved = append(moved, Anchor{At: to.SpanOf(a.at, a.at).Start, Millis: a.millis})
	}
	r.mergeAnchors(moved)
}

// mergeAnchors adds anchors in their places; one that is there already stays.
func (r *revising) mergeAnchors(more []Anchor) {
	all := append(r.out.Anchors, more...)
	slices.SortStableFunc(all, func(a, b Anchor) int { return a.At - b.At })
	r.out.Anchors = slices.CompactFunc(all, func(a, b Anchor) bool { return a.At == b.At })
}

// pages moves the starts of pages.
func (r *revising) pages() {
	for _, p := range r.old.Pages {
		r.out.Pages = append(r.out.Pages, Page{At: r.m.Place(p.At), Number: p.Number})
	}
}

// speakers gives a renamed speaker its id back and leaves out who says nothing.
func (r *revising) speakers() {
	said := make([]int, len(r.out.Speakers))
	for _, t := range r.out.Turns {
		if t.Speaker >= 0 {
			said[t.Speaker]++
		}
	}
	for i := len(r.old.Speakers); i < len(r.out.Speakers); i++ {
		if old, ok := r.namedBefore(i); ok && said[old] == 0 {
			name := r.out.Speakers[i].Name
			r.out.Speakers[i] = r.old.Speakers[old]
			r.out.Speakers[i].Name = name
			r.out.Speakers[old].ID = SpeakerID{}
		}
	}
	place := make([]int, len(said))
	var kept []Speaker
	for i, s := range r.out.Speakers {
		place[i] = len(kept)
		if said[i] > 0 || i < len(r.old.Speakers) && !r.spoke(i) {
			kept = append(kept, s)
		}
	}
	for i := range r.out.Turns {
		if who := r.out.Turns[i].Speaker; who >= 0 {
			r.out.Turns[i].Speaker = place[who]
		}
	}
	r.out.Speakers = kept
}

// spoke says whether an old speaker had a turn: one who had none stays listed.
func (r *revising) spoke(i int) bool {
	return slices.ContainsFunc(r.old.Turns, func(t Turn) bool { return t.Speaker == i })
}

// namedBefore is the one old speaker of all turns that a new speaker has.
func (r *revising) namedBefore(i int) (int, bool) {
	old := -1
	for k, t := range r.out.Turns {
		if t.Speaker != i {
			continue
		}
		if r.was[k] < 0 {
			return 0, false
		}
		who := r.old.Turns[r.was[k]].Speaker
		if who < 0 || old >= 0 && who != old {
			return 0, false
		}
		old = who
	}
	return old, old >= 0
}
