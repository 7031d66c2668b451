package refi

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// readCodings takes up what is coded, in the order of the file.
func (r *reader) readCodings() {
	at := map[*qdeSource][]*textOf{}
	for _, t := range r.texts {
		at[t.source] = append(at[t.source], t)
		if t.part != t.source {
			at[t.part] = append(at[t.part], t)
		}
	}
	for i := range r.q.sources {
		s := &r.q.sources[i]
		r.readSource(s, at[s])
		for j := range s.parts {
			r.readPart(s, &s.parts[j], at[&s.parts[j]])
		}
	}
	for i := range r.q.notes {
		if n := &r.q.notes[i]; len(at[n]) > 0 {
			r.readPart(n, n, at[n])
		}
	}
}

// readSource reads what hangs on a source itself.
func (r *reader) readSource(s *qdeSource, texts []*textOf) {
	r.readPart(s, s, texts)
	if len(texts) == 0 {
		if n := len(s.values); n > 0 {
			r.losses.add("refi-values-without-source", n, s.name)
		}
	}
}

// readPart reads the selections, codings and notes of a source or of its part.
// texts is empty where there is nothing to place them in.
func (r *reader) readPart(source, part *qdeSource, texts []*textOf) {
	var own *textOf // whose positions the selections count
	for _, t := range texts {
		if t.part == part {
			own = t
			own.points = own.syncPoints()
		}
	}
	n := 0
	for _, s := range part.selections {
		switch {
		case own != nil && s.kind == "PlainTextSelection":
			r.readSelection(own, s, own.body.resolve(own.body.places[n], &r.search))
			n++
		case own != nil && s.kind == "TranscriptSelection":
			r.readSelection(own, s, own.between(s, &r.search))
		case part.kind == "Note":
		default:
			r.readElsewhere(source, s, texts)
		}
	}
	for _, c := range part.codings {
		r.codeWhole(source, c, texts)
	}
	about := r.aboutSource(texts)
	if part.kind != "Note" {
		for _, n := range part.noteRefs {
			r.pin(n, about)
		}
		if text := r.exact(part.guid, "description", part.description); text != "" {
			m := codebook.Memo{About: about, Body: text, Coder: r.coder(part.user), Created: part.created, Modified: part.modified}
			if len(texts) == 0 {
				m.Title = source.name
			}
			r.memo(m)
		}
	}
}

// aboutSource is the document, or the project where there is none.
func (r *reader) aboutSource(texts []*textOf) codebook.Ref {
	if len(texts) == 0 {
		return codebook.Ref{Kind: codebook.RefProject}
	}
	return codebook.Ref{Kind: codebook.RefDocument, Document: texts[0].doc().ID}
}

// readSelection reads the codings and notes of one place in a text. What lies
// there without a code is a memo on the span.
func (r *reader) readSelection(t *textOf, s qdeSelection, at resolved) {
	text := r.exact(s.guid, "description", s.description)
	placed := at.reason == ""
	if _, twice := r.places[s.guid]; placed && !twice {
		r.places[s.guid] = spot{t, at.span}
	}
	if at.found {
		t.found++
	}
	about := codebook.Ref{Kind: codebook.RefDocument, Document: t.doc().ID}
	if placed {
		about = codebook.Ref{Kind: codebook.RefSpan, Document: t.doc().ID, Span: at.span}
	}
	coded := 0
	for _, c := range s.codings {
		switch {
		case r.members[c.code] != uuid.Nil:
			if placed {
				r.visits = append(r.visits, visit{c.code, spot{t, at.span}})
			} else {
				r.losses.add("refi-case-places", 1)
			}
		case placed:
			coded++
			r.addCoding(t, s, c, at.span, text)
		default:
			coded++
			r.stray(t, s, c, at, text)
		}
	}
	switch {
	case coded > 0 || text == "":
	case placed:
		r.memo(codebook.Memo{About: about, Body: text, Coder: r.coder(s.user), Created: s.created, Modified: s.modified})
	default:
		r.stray(t, s, qdeCoding{}, at, text)
	}
	for _, n := range s.noteRefs {
		r.pin(n, about)
	}
}

func (r *reader) addCoding(t *textOf, s qdeSelection, c qdeCoding, span transcript.Span, memo string) {
	t.codings++
	coding := codebook.Coding{
		ID: codebook.CodingID(r.keep("coding", c.guid)), Document: t.doc().ID, Code: r.code(c.code), Coder: r.coder(c.user, s.user),
		Span: span, QuoteHash: r.quoteHash(t, span), Memo: memo, Created: c.created, Modified: s.modified,
	}
	if coding.Created.IsZero() {
		coding.Created = s.created
	}
	if coding.Modified.IsZero() {
		coding.Modified = coding.Created
	}
	if r.packed != nil {
		if n := r.packed.Certainty[key(c.guid)]; n >= 1 && n <= 3 {
			coding.Certainty = n
		}
	}
	r.project.Codings = append(r.project.Codings, coding)
	r.made[c.guid] = coding.ID
	for _, n := range c.noteRefs {
		r.pin(n, codebook.Ref{Kind: codebook.RefCoding, Coding: coding.ID})
	}
}

// quoteHash is the hash of a span's text; "" once very much was hashed, as for
// a file that codes a long text over and over.
func (r *reader) quoteHash(t *textOf, span transcript.Span) string {
	if r.hash -= span.Len(); r.hash < 0 {
		return ""
	}
	return codebook.QuoteHash(t.body.text.Slice(span))
}

// stray keeps what has no place. A zero coding is a place without a code.
func (r *reader) stray(t *textOf, s qdeSelection, c qdeCoding, at resolved, memo string) {
	t.strays++
	out := codebook.Stray{
		Document: t.doc().ID, Coder: r.coder(c.user, s.user), Span: at.span,
		Quote: t.quote(s), Reason: at.reason, Memo: memo, Created: c.created,
	}
	if out.Created.IsZero() {
		out.Created = s.created
	}
	r.addStray(out, c)
}

func (r *reader) addStray(out codebook.Stray, c qdeCoding) {
	if c.code != uuid.Nil {
		out.Code = r.code(c.code)
	}
	r.project.Strays = append(r.project.Strays, out)
	for _, n := range c.noteRefs {
		r.pin(n, aboutStray(out))
	}
}

// aboutStray is what a note on a stray coding becomes about.
func aboutStray(s codebook.Stray) codebook.Ref {
	if s.Document.IsZero() {
		return codebook.Ref{Kind: codebook.RefProject}
	}
	return codebook.Ref{Kind: codebook.RefDocument, Document: s.Document}
}

// readElsewhere reads a selection of a picture, a page or a recording, or one
// of a text that did not come along. The text that a page's selection carries
// is looked for in the document.
func (r *reader) readElsewhere(source *qdeSource, s qdeSelection, texts []*textOf) {
	quote := r.exact(s.guid, "name", s.name)
	if s.part != nil && s.part.hasContent {
		quote = s.part.content
	}
	if len(texts) > 0 && strings.HasPrefix(s.kind, "PDF") && quote != "" {
		if span, ok := texts[0].body.only(quote, &r.search); ok {
			r.readSelection(texts[0], s, resolved{span: span, found: true})
			return
		}
	}
	at := resolved{span: transcript.Span{Start: s.start, End: s.end}, reason: codebook.StrayNoText}
	if quote = strings.TrimSpace(quote); quote == "" || s.place != "" && quote == s.name {
		quote = strings.TrimSpace(quote + " " + s.place)
	}
	base := codebook.Stray{Span: at.span, Quote: quote, Reason: at.reason, Memo: r.exact(s.guid, "description", s.description)}
	if len(texts) > 0 {
		base.Document = texts[0].doc().ID
	} else {
		base.Source = cmp.Or(source.name, short(source.guid))
	}
	codings := s.codings
	if len(codings) == 0 && base.Memo != "" {
		codings = []qdeCoding{{}}
	}
	for _, c := range codings {
		if r.members[c.code] != uuid.Nil {
			r.losses.add("refi-case-places", 1)
			continue
		}
		out := base
		out.Coder = r.coder(c.user, s.user)
		if out.Created = c.created; out.Created.IsZero() {
			out.Created = s.created
		}
		if len(texts) > 0 {
			texts[0].strays++
		}
		r.addStray(out, c)
	}
	for _, n := range s.noteRefs {
		r.pin(n, aboutStray(base))
	}
}

// codeWhole reads a coding of a whole source; of several transcripts it is the
// first that is coded.
func (r *reader) codeWhole(source *qdeSource, c qdeCoding, texts []*textOf) {
	if len(texts) > 0 {
		whole := texts[0].body.text.Whole()
		if r.members[c.code] != uuid.Nil {
			r.visits = append(r.visits, visit{c.code, spot{texts[0], whole}})
		} else {
			r.addCoding(texts[0], qdeSelection{}, c, whole, "")
		}
		return
	}
	if r.members[c.code] != uuid.Nil {
		r.losses.add("refi-case-places", 1)
		return
	}
	r.addStray(codebook.Stray{
		Source: cmp.Or(source.name, short(source.guid)), Span: transcript.Span{Start: -1, End: -1}, Coder: r.coder(c.user),
		Reason: codebook.StrayNoText, Created: c.created,
	}, c)
}

// only finds the one occurrence of a quote.
func (b *body) only(quote string, search *int) (transcript.Span, bool) {
	head, cut := cutName(quote)
	if cut && head != quote || strings.TrimSpace(quote) == "" {
		return transcript.Span{}, false
	}
	span, ok := b.find(quote, transcript.Span{}, 0, search)
	if !ok || span.IsEmpty() || quoteOf(b.text.Slice(span), quote) != sameText {
		return transcript.Span{}, false
	}
	if *search -= b.text.Len(); *search < 0 {
		return transcript.Span{}, false
	}
	at := b.text.Bytes(span)
	return span, !strings.Contains(b.text.String()[at.Lo+1:], at.Of(b.text.String()))
}

// syncPoints makes time anchors of a transcript's sync points and remembers
// where they stand. Stamps in the text itself stay where there are none.
func (t *textOf) syncPoints() map[uuid.UUID]int {
	places := map[uuid.UUID]int{}
	var anchors []transcript.Anchor
	n := t.body.pos.length(t.body.convention)
	for _, p := range t.part.points {
		if !p.place || p.position < 0 || p.position > n {
			t.r.losses.add("refi-sync-points", 1)
			continue
		}
		at, _ := t.body.pos.at(t.body.convention, p.position)
		places[p.guid] = at
		if p.timed && p.millis >= 0 {
			anchors = append(anchors, transcript.Anchor{At: at, Millis: p.millis})
		}
	}
	t.anchor(anchors)
	return places
}

// between is the span between a selection's two sync points.
func (t *textOf) between(s qdeSelection, search *int) resolved {
	from, okFrom := t.points[s.from]
	to, okTo := t.points[s.to]
	if !okFrom || !okTo {
		return resolved{span: transcript.Span{Start: -1, End: -1}, reason: codebook.StrayOutside}
	}
	b := t.body
	index := b.convention
	return b.resolve(place{b.pos.unitsBefore(index, from), b.pos.unitsBefore(index, to), t.quote(s)}, search)
}
