package refi

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// pin says that a note is about something.
type pin struct {
	note  uuid.UUID
	about codebook.Ref
}

func (r *reader) pin(note uuid.UUID, about codebook.Ref) {
	if len(r.pinned) >= maxPins { // no one writes so many
		r.losses.add("refi-note-places", 1)
		return
	}
	r.pinned = append(r.pinned, pin{note, about})
}

// memo adds a memo that the file has no GUID for, such as a description.
func (r *reader) memo(m codebook.Memo) {
	m.ID = codebook.MemoID(r.fresh("memo"))
	m.Kind = codebook.MemoNote
	r.project.Memos = append(r.project.Memos, m)
}

// readLinks reads links between a note and something else, as NVivo writes its
// annotations, where nothing else says what the note is about; other links
// can't be kept.
func (r *reader) readLinks() {
	notes := map[uuid.UUID]bool{}
	for _, n := range r.q.notes {
		notes[n.guid] = true
	}
	placed := map[uuid.UUID]bool{}
	for _, p := range r.pinned {
		placed[p.note] = true
	}
	for _, n := range r.q.noteRefs {
		placed[n] = true
	}
	for _, l := range r.q.links {
		note, other := l.origin, l.target
		if !notes[note] {
			note, other = other, note
		}
		about, ok := r.aboutOf(other)
		if !notes[note] || placed[note] || !ok {
			r.losses.add("refi-links", 1)
		} else {
			r.pin(note, about)
		}
		for _, n := range l.noteRefs {
			r.pin(n, codebook.Ref{Kind: codebook.RefProject})
		}
	}
}

// aboutOf is what a GUID stands for, as something to have a memo about.
func (r *reader) aboutOf(id uuid.UUID) (codebook.Ref, bool) {
	if id == uuid.Nil {
		return codebook.Ref{}, false
	}
	if s, ok := r.places[id]; ok {
		return codebook.Ref{Kind: codebook.RefSpan, Document: s.text.doc().ID, Span: s.span}, true
	}
	if c, ok := r.made[id]; ok {
		return codebook.Ref{Kind: codebook.RefCoding, Coding: c}, true
	}
	if c, ok := r.codes[id]; ok {
		return codebook.Ref{Kind: codebook.RefCode, Code: c}, true
	}
	if at, ok := r.cases[id]; ok {
		return codebook.Ref{Kind: codebook.RefCase, Case: r.project.Cases[at].ID}, true
	}
	if t, ok := r.sets[id]; ok {
		return codebook.Ref{Kind: codebook.RefTheme, Theme: t}, true
	}
	if texts := r.bySource[id]; len(texts) > 0 {
		return r.aboutSource(texts), true
	}
	return codebook.Ref{}, false
}

// readMemos makes memos of the notes: one for each thing that a note is about,
// and one about the project for a note that nothing names.
func (r *reader) readMemos() error {
	for _, n := range r.q.noteRefs {
		r.pin(n, codebook.Ref{Kind: codebook.RefProject})
	}
	abouts := map[uuid.UUID][]codebook.Ref{}
	for _, p := range r.pinned {
		abouts[p.note] = append(abouts[p.note], p.about)
	}
	seen := map[uuid.UUID]bool{}
	for i := range r.q.notes {
		n := &r.q.notes[i]
		about := abouts[n.guid]
		if n.guid == uuid.Nil || seen[n.guid] { // only the first of a GUID is meant
			about = nil
		}
		seen[n.guid] = true
		if len(about) == 0 {
			about = []codebook.Ref{{Kind: codebook.RefProject}}
		}
		if err := r.readNote(n, about); err != nil {
			return err
		}
	}
	for _, p := range r.pinned {
		if !seen[p.note] {
			r.losses.add("refi-notes-missing", 1)
		}
	}
	if text := r.exact(uuid.Nil, "description", r.q.description); text != "" {
		r.memo(codebook.Memo{About: codebook.Ref{Kind: codebook.RefProject}, Body: text})
	}
	return nil
}

func (r *reader) readNote(n *qdeSource, about []codebook.Ref) error {
	body, err := r.noteText(n)
	if err != nil {
		return err
	}
	if text := r.exact(n.guid, "description", n.description); text != "" {
		if body != "" {
			body += "\n\n"
		}
		body += text
	}
	m := codebook.Memo{
		Kind: codebook.MemoNote, Title: r.exact(n.guid, "name", n.name), Body: body,
		Coder: r.coder(n.user), Created: n.created, Modified: n.modified,
	}
	if m.Modified.IsZero() {
		m.Modified = m.Created
	}
	if r.packed != nil {
		switch k := codebook.MemoKind(r.packed.Memos[key(n.guid)]); k {
		case codebook.MemoTheory, codebook.MemoMethod, codebook.MemoReflection, codebook.MemoTask:
			m.Kind = k
		}
	}
	for i, ref := range about {
		if i == 0 {
			m.ID = codebook.MemoID(r.keep("memo", n.guid))
		} else {
			m.ID = codebook.MemoID(r.fresh("memo"))
			r.strange.add("refi-notes-shared", 1)
		}
		m.About = r.annotated(n, ref)
		r.project.Memos = append(r.project.Memos, m)
	}
	return nil
}

// annotated is the place that a note on a source gives for itself, as QualCoder
// writes annotations; else what it is about.
func (r *reader) annotated(n *qdeSource, ref codebook.Ref) codebook.Ref {
	at := slices.IndexFunc(n.selections, func(s qdeSelection) bool { return s.kind == "PlainTextSelection" && len(s.codings) == 0 })
	if ref.Kind != codebook.RefDocument || at < 0 {
		return ref
	}
	s := n.selections[at]
	// Its name is no quote: QualCoder puts other things there.
	if found := r.byDocument[ref.Document].body.resolve(place{start: s.start, end: s.end}, &r.search); found.reason == "" {
		return codebook.Ref{Kind: codebook.RefSpan, Document: ref.Document, Span: found.span}
	}
	r.losses.add("refi-note-places", 1, n.name)
	return ref
}

// noteText is the text of a note, in the XML or in a file.
func (r *reader) noteText(n *qdeSource) (string, error) {
	if n.hasContent {
		return r.exact(n.guid, "content", n.content), nil
	}
	data, name, err := r.plainText(n)
	if err != nil {
		return "", err
	}
	if data != nil {
		if doc, _, _, err := transcript.ReadPlain(name, data); err == nil {
			return doc.Text.String(), nil
		}
		return "", nil // empty
	}
	if n.rich == "" || r.archive == nil {
		return "", nil
	}
	f := r.archive.source(n.rich)
	if f == nil {
		r.losses.add("refi-files-missing", 1, cmp.Or(n.name, baseName(n.rich)))
		return "", nil
	}
	if data, err = r.fileOf(f, n.name); data == nil || err != nil {
		return "", err
	}
	doc, _, err := transcript.ReadWith(r.ctx, f.Name, data, r.opt)
	if err != nil {
		r.losses.add("refi-files-unreadable", 1, n.name)
		return "", r.ctx.Err()
	}
	return doc.Text.String(), nil
}

// anchor sets a document's time anchors, in order and one to a code point;
// none leaves those that the text itself shows.
func (t *textOf) anchor(anchors []transcript.Anchor) {
	if len(anchors) == 0 {
		return
	}
	slices.SortStableFunc(anchors, func(a, b transcript.Anchor) int { return cmp.Compare(a.At, b.At) })
	t.doc().Anchors = slices.CompactFunc(anchors, func(a, b transcript.Anchor) bool { return a.At == b.At })
}
