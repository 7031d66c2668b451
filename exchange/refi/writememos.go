package refi

import (
	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// about names what a memo is about, as a key.
func about(kind string, id uuid.UUID) string { return kind + string(id[:]) }

// sortOut puts codings and memos with what they belong to. What belongs to
// nothing that is there can't be written in its place.
func (w *writer) sortOut() {
	w.reserve()
	for _, c := range w.p.Codings {
		text, ok := w.texts[c.Document]
		if _, known := w.tree.Code(c.Code); !known || !ok || !inside(c.Span, text) {
			w.losses.add("refi-out-codings", 1)
			continue
		}
		w.codings[c.Document] = append(w.codings[c.Document], c)
	}
	made := map[codebook.CodingID]bool{}
	for _, codings := range w.codings {
		for _, c := range codings {
			made[c.ID] = true
		}
	}
	cases := map[transcript.CaseID]bool{}
	for _, c := range w.p.Cases {
		cases[c.ID] = true
	}
	themes := map[codebook.ThemeID]bool{}
	for _, t := range w.p.Themes {
		themes[t.ID] = true
	}
	for _, m := range w.p.Memos {
		to, ok := "project", true
		switch a := m.About; a.Kind {
		case codebook.RefSpan:
			var text transcript.Text
			if text, ok = w.texts[a.Document]; ok && inside(a.Span, text) {
				w.spans[a.Document] = append(w.spans[a.Document], m)
				continue
			}
			to = about("document", uuid.UUID(a.Document))
			w.losses.add("refi-out-memos", 1, m.Title)
		case codebook.RefDocument:
			_, ok = w.texts[a.Document]
			to = about("document", uuid.UUID(a.Document))
		case codebook.RefCode:
			_, ok = w.tree.Code(a.Code)
			to = about("code", uuid.UUID(a.Code))
		case codebook.RefTheme:
			ok, to = themes[a.Theme], about("theme", uuid.UUID(a.Theme))
		case codebook.RefCoding:
			ok, to = made[a.Coding], about("coding", uuid.UUID(a.Coding))
		case codebook.RefCase:
			if ok = cases[a.Case]; ok {
				w.cased = append(w.cased, m)
				continue
			}
		}
		if !ok {
			to = "project"
			w.losses.add("refi-out-memos", 1, m.Title)
		}
		w.notes[to] = append(w.notes[to], w.guid("memo", uuid.UUID(m.ID)))
	}
}

// reserve gives every thing its GUID before any is made for a helper element.
func (w *writer) reserve() {
	for _, c := range w.p.Coders {
		w.guid("coder", uuid.UUID(c.ID))
	}
	for _, c := range w.tree.Codes() {
		w.guid("code", uuid.UUID(c.ID))
	}
	for _, a := range w.p.Attributes {
		w.guid("attribute", uuid.UUID(a.ID))
	}
	for _, c := range w.p.Cases {
		w.guid("case", uuid.UUID(c.ID))
	}
	for _, d := range w.p.Documents {
		w.guid("document", uuid.UUID(d.ID))
	}
	for _, c := range w.p.Codings {
		w.guid("coding", uuid.UUID(c.ID))
	}
	for _, m := range w.p.Memos {
		w.guid("memo", uuid.UUID(m.ID))
	}
	for _, t := range w.p.Themes {
		w.guid("theme", uuid.UUID(t.ID))
	}
}

func inside(s transcript.Span, text transcript.Text) bool {
	return s.Start >= 0 && s.Start < s.End && s.End <= text.Len()
}

// noteRefs writes the references to the memos about a thing.
func (w *writer) noteRefs(to string) {
	for _, n := range w.notes[to] {
		w.x.ref("NoteRef", n)
	}
}

func (w *writer) writeNotes() {
	if len(w.p.Memos) == 0 {
		return
	}
	w.x.start("Notes")
	for _, m := range w.p.Memos {
		g := w.guid("memo", uuid.UUID(m.ID))
		user := w.user(m.Coder)
		attrs := []string{"guid", key(g), "name", w.exact(g, "name", m.Title), "creatingUser", user, "creationDateTime", dateText(m.Created)}
		if m.Modified.After(m.Created) {
			attrs = append(attrs, "modifyingUser", user, "modifiedDateTime", dateText(m.Modified))
		}
		w.x.start("Note", attrs...)
		w.x.text("PlainTextContent", w.exact(g, "content", m.Body))
		w.x.end()
		if m.Kind != codebook.MemoNote && m.Kind != "" {
			w.packing.Memos[key(g)] = string(m.Kind)
			w.losses.add("refi-out-kinds", 1)
		}
	}
	w.x.end()
}

// writeLinks ties memos to cases, which have no reference to notes.
func (w *writer) writeLinks() {
	if len(w.cased) == 0 {
		return
	}
	w.x.start("Links")
	for _, m := range w.cased {
		w.x.empty("Link", "guid", key(w.guid("link", uuid.NewSHA1(uuid.UUID(m.ID), []byte("link")))), "direction", "Associative",
			"originGUID", key(w.guid("memo", uuid.UUID(m.ID))), "targetGUID", key(w.guid("case", uuid.UUID(m.About.Case))))
	}
	w.x.end()
}
