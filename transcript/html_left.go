package transcript

import (
	"bytes"
	"strings"
)

// leaves decides whether an element is left out, and counts it. What skips
// through to the element's end is told by its name.
func (h *htmlReader) leaves(t tag) bool {
	switch {
	case unseen[t.name]:
	case t.name == "nav":
		h.menus++
	case t.name == "del":
		h.deleted++
	case t.name == "span" && t.hasClass("taglist"): // Taguette's codes behind a highlight
		h.codes++
	case strings.Contains(t.style, "mso-list:ignore"): // Word's number before an item
	case t.name == "a" && h.leavesLink(t):
		return true
	case h.leavesNotes(t):
	case strings.Contains(t.style, "mso-element:header"), strings.Contains(t.style, "mso-element:footer"),
		t.name == "div" && (t.title == "header" || t.title == "footer"): // Word's and LibreOffice's
		h.headers++
	default:
		return false
	}
	h.skipFrom(t.name)
	return true
}

func (h *htmlReader) skipFrom(name string) { h.skip, h.skipDepth = name, 1 }

// noteLinks are the links by which Word, LibreOffice and Google Docs tie a
// mark to its note or comment; the ones back stand in the note itself.
var noteLinks = []struct {
	prefix, suffix string
	comment, back  bool
}{
	{prefix: "#_ftnref", back: true}, {prefix: "#_ednref", back: true}, {prefix: "#ftnt_ref", back: true},
	{prefix: "#sdfootnote", suffix: "anc", back: true}, {prefix: "#sdendnote", suffix: "anc", back: true},
	{prefix: "#cmnt_ref", comment: true, back: true}, {prefix: "#_msoanchor_", comment: true, back: true},
	{prefix: "#_ftn"}, {prefix: "#_edn"}, {prefix: "#ftnt"}, {prefix: "#sdfootnote", suffix: "sym"},
	{prefix: "#sdendnote", suffix: "sym"}, {prefix: "#cmnt", comment: true}, {prefix: "#_msocom_", comment: true},
}

// leavesLink leaves out the mark of a note or comment; a link back takes the
// note with it.
func (h *htmlReader) leavesLink(t tag) bool {
	if hasWord(t.role, "doc-noteref") || hasWord(t.role, "noteref") || t.hasClass("footnote-ref") {
		h.noteMarks++
		h.skipFrom("a")
		return true
	}
	for _, l := range noteLinks {
		if !strings.HasPrefix(t.href, l.prefix) || !strings.HasSuffix(t.href, l.suffix) {
			continue
		}
		switch {
		case l.back:
			h.leaveNote()
		case l.comment:
			h.comments++
			h.skipFrom("a")
		default:
			h.noteMarks++
			h.skipFrom("a")
		}
		return true
	}
	return false
}

// leaveNote leaves out the block that a link back starts.
func (h *htmlReader) leaveNote() {
	if len(bytes.TrimSpace(h.para.Bytes())) > 0 {
		h.skipFrom("a")
		return
	}
	h.para.Reset()
	h.moments = h.moments[:0]
	h.skipFrom("p")
	if h.freshDiv {
		h.skipFrom("div")
		h.freshDiv = false
	}
}

// noteRoles are the roles of notes in pages and EPUBs, of one or of them all.
var noteRoles = wordSet(`doc-endnotes doc-endnote doc-footnote doc-footnotes footnote footnotes endnote endnotes
	rearnote rearnotes`)

func (h *htmlReader) leavesNotes(t tag) bool {
	if strings.Contains(t.style, "mso-element:") {
		for _, list := range []string{"footnote-list", "endnote-list", "comment-list"} {
			if strings.Contains(t.style, "mso-element:"+list) {
				return true
			}
		}
	}
	found := t.name == "section" && t.hasClass("footnotes") || t.name == "div" && t.hasClass("footnotes")
	for _, role := range strings.Fields(t.role) {
		found = found || noteRoles[role]
	}
	if found {
		h.notes++
	}
	return found
}
