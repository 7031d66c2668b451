package store

import (
	"cmp"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// lane is where codings of one coder and code stand in one document: they
// never overlap there.
type lane struct {
	document transcript.DocumentID
	code     codebook.CodeID
	coder    codebook.CoderID
}

// held is a coding on a lane.
type held struct {
	span      transcript.Span
	id        codebook.CodingID
	memo      string
	certainty int
}

// lanes hold all codings of the documents that Take touches, in memory: asking
// the file for each coding's neighbours would take most of the time.
type lanes struct {
	*taking
	on   map[lane][]held // by start
	gone map[codebook.CodingID]codebook.CodingID
}

// codings adds the file's codings.
func (t *taking) codings() error {
	l := lanes{taking: t, on: map[lane][]held{}, gone: map[codebook.CodingID]codebook.CodingID{}}
	if err := l.load(); err != nil {
		return err
	}
	for i, c := range t.in.Codings {
		if i%256 == 0 {
			if err := t.stop(); err != nil {
				return err
			}
		}
		if err := l.take(c); err != nil {
			return err
		}
	}
	for given, id := range t.codingOf {
		for next, moved := l.gone[id]; moved; next, moved = l.gone[id] {
			id = next
		}
		t.codingOf[given] = id
	}
	return nil
}

// load reads the codings of documents that were there.
func (l *lanes) load() error {
	for _, doc := range l.documentOf {
		if !doc.there {
			continue
		}
		found, err := list(l.ctx, l.p.writer, newCodingReader().scan,
			codingColumns+"WHERE document_id = ? AND deleted = 0 ORDER BY char_start, id", doc.id.String())
		if err != nil {
			return err
		}
		for _, c := range found {
			at := lane{c.Document, c.Code, c.Coder}
			l.on[at] = append(l.on[at], held{c.Span, c.ID, c.Memo, c.Certainty})
		}
	}
	return nil
}

// misplaced says why a coding has no place in a text; "" when it has one.
func misplaced(c codebook.Coding, text transcript.Text) codebook.StrayReason {
	switch {
	case c.Span.End < c.Span.Start:
		return codebook.StrayReversed
	case c.Span.Start < 0 || c.Span.End > text.Len():
		return codebook.StrayOutside
	case c.Span.IsEmpty():
		return codebook.StrayEmpty
	case c.QuoteHash != "" && codebook.QuoteHash(text.Slice(c.Span)) != c.QuoteHash:
		return codebook.StrayNotFound
	}
	return ""
}

// take adds one coding, or finds that it says nothing new.
func (l *lanes) take(c codebook.Coding) error {
	doc, known := l.documentOf[c.Document]
	code, coded := l.codeOf[c.Code]
	if !known || !coded {
		l.out.Dangling++
		return nil
	}
	if why := misplaced(c, doc.text); why != "" {
		l.strayed[c.ID] = c.Document
		l.astray = append(l.astray, codebook.Stray{Document: c.Document, Code: c.Code, Coder: c.Coder, Span: c.Span, Reason: why, Memo: c.Memo, Created: c.Created})
		return nil
	}
	if c.Certainty < 0 || c.Certainty > 3 {
		c.Certainty = 0
	}
	c.Memo = valid(c.Memo)
	at := lane{doc.id, code, l.coderAs(c.Coder)}
	in := l.overlapping(at, c.Span)
	for _, h := range in {
		if strings.Contains(h.memo, c.Memo) {
			c.Memo = ""
		}
	}
	if len(in) == 1 && in[0].span.Covers(c.Span) && c.Memo == "" && (c.Certainty == 0 || in[0].certainty != 0) {
		l.out.Covered++
		l.codingOf[c.ID] = in[0].id
		return nil
	}
	return l.add(c, at, doc, in)
}

// overlapping are the codings on a lane that share text with a span.
func (l *lanes) overlapping(at lane, s transcript.Span) []held {
	on := l.on[at]
	from, to := sharing(on, s)
	return slices.Clone(on[from:to])
}

// sharing is the range of codings that share text with a span.
func sharing(on []held, s transcript.Span) (from, to int) {
	from, _ = slices.BinarySearchFunc(on, s.Start, func(h held, start int) int {
		if h.span.End <= start {
			return -1
		}
		return 1
	})
	to = from
	for to < len(on) && on[to].span.Start < s.End {
		to++
	}
	return from, to
}

// add makes the row and unites it with those it overlaps.
func (l *lanes) add(c codebook.Coding, at lane, doc documentAt, in []held) error {
	given := c.ID
	var err error
	if c.ID, err = free(l.act, codingTable, c.ID); err != nil {
		return err
	}
	created := l.millis(c.Created)
	modified := created
	if !c.Modified.IsZero() {
		modified = l.millis(c.Modified)
	}
	want := row{"document_id": doc.id.String(), "revision": int64(doc.revision), "code_id": at.code.String(), "coder_id": at.coder.String(),
		"char_start": int64(c.Span.Start), "char_end": int64(c.Span.End), "quote_hash": codebook.QuoteHash(doc.text.Slice(c.Span)),
		"certainty": int64(c.Certainty), "memo": c.Memo, "created": created, "modified": modified, "deleted": int64(0)}
	if err := l.insert(codingTable, c.ID.String(), want); err != nil {
		return err
	}
	l.out.Codings += 1 - len(in)
	l.codingOf[given] = c.ID
	stays := held{c.Span, c.ID, c.Memo, c.Certainty}
	if len(in) > 0 {
		l.out.United++
		if stays, err = l.uniteHeld(c.ID, want, in); err != nil {
			return err
		}
	}
	on := l.on[at]
	from, to := sharing(on, c.Span)
	l.on[at] = slices.Replace(on, from, to, stays)
	return nil
}

// uniteHeld unites a coding that was just made with those it overlaps.
func (l *lanes) uniteHeld(id codebook.CodingID, want row, in []held) (held, error) {
	others := make([]row, len(in))
	for i, h := range in {
		var err error
		if others[i], err = l.need(codingTable, h.id.String()); err != nil {
			return held{}, err
		}
	}
	want["id"] = id.String()
	survivor, err := l.unite(want, others)
	if err != nil {
		return held{}, err
	}
	r, err := l.need(codingTable, survivor)
	if err != nil {
		return held{}, err
	}
	stays := held{span: spanOf(r), memo: r.text("memo"), certainty: r.number("certainty")}
	if stays.id, err = parsed[codebook.CodingID](survivor); err != nil {
		return stays, err
	}
	for _, h := range append(in, held{id: id}) {
		if h.id != stays.id {
			l.gone[h.id] = stays.id
		}
	}
	return stays, nil
}

// strays puts what has no place in the quarantine; what is there already is
// met. Those without a document are written down in a memo: the quarantine
// keeps places in documents.
func (t *taking) strays() error {
	there, err := list(t.ctx, t.p.writer, scanQuarantined, quarantineColumns)
	if err != nil {
		return err
	}
	met := map[codebook.Stray]int{}
	for _, q := range there {
		met[q.likeness()]++
	}
	bare := map[string][]codebook.Stray{}
	var sources []string
	for _, s := range slices.Concat(t.in.Strays, t.astray) {
		doc, known := t.documentOf[s.Document]
		if !known {
			if bare[s.Source] == nil {
				sources = append(sources, s.Source)
			}
			bare[s.Source] = append(bare[s.Source], s)
			continue
		}
		s.Document, s.Code = doc.id, t.codeOf[s.Code]
		if !s.Coder.IsZero() {
			s.Coder = t.coderAs(s.Coder)
		}
		s.Quote, s.Memo = valid(s.Quote), valid(s.Memo)
		if like := (Quarantined{Stray: s}).likeness(); met[like] > 0 {
			met[like]--
			continue
		}
		s.Created = moment(t.millis(s.Created))
		if err := t.quarantine(s, doc.revision); err != nil {
			return err
		}
		t.out.Strays++
	}
	for _, source := range sources {
		t.noteStrays(source, bare[source])
	}
	return nil
}

// noteStrays makes one memo of the strays of a source without a text: a line
// each with code, coder, quote and memo.
func (t *taking) noteStrays(source string, strays []codebook.Stray) {
	tree := codebook.NewTree(t.in.Codes)
	coders := map[codebook.CoderID]string{}
	for _, c := range t.in.Coders {
		coders[c.ID] = c.Name
	}
	memo := codebook.Memo{Kind: codebook.MemoNote, Title: clean(source, "?"), Coder: strays[0].Coder}
	var b strings.Builder
	for _, s := range strays {
		var parts []string
		for _, part := range []string{tree.Path(s.Code), coders[s.Coder], s.Quote, s.Memo} {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, strings.Join(strings.Fields(part), " "))
			}
		}
		b.WriteString("- " + cmp.Or(strings.Join(parts, " · "), string(s.Reason)) + "\n")
		if memo.Created.IsZero() || !s.Created.IsZero() && s.Created.Before(memo.Created) {
			memo.Created = s.Created
		}
		t.out.Noted++
	}
	memo.Body = strings.TrimSuffix(b.String(), "\n")
	t.in.Memos = append(slices.Clip(t.in.Memos), memo)
}
