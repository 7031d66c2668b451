package refi

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// maxName is the number of code points of a quote that stand in a selection's
// name; longer ones are cut.
const maxName = 10_000

func (w *writer) writeSources() {
	if len(w.p.Documents) == 0 {
		return
	}
	w.x.start("Sources")
	for i := range w.p.Documents {
		w.writeSource(&w.p.Documents[i])
	}
	w.x.end()
}

func (w *writer) writeSource(d *codebook.Document) {
	g := w.guid("document", uuid.UUID(d.ID))
	text := strings.ToValidUTF8(d.Text.String(), "\uFFFD")
	folder := "sources/"
	if w.opt.Profile == ProfileNVivo {
		folder = "Sources/"
		text = "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n")
	}
	data := []byte(text)
	w.members = append(w.members, member{folder + key(g) + ".txt", data})
	// No richTextPath: ATLAS.ti then counts positions in the rich text.
	w.x.start("TextSource", "guid", key(g), "name", w.exact(g, "name", d.Title), "plainTextPath", "internal://"+key(g)+".txt",
		"creationDateTime", dateText(d.Added))
	w.writeSelections(d, newPositions(text))
	w.noteRefs(about("document", uuid.UUID(d.ID)))
	w.x.end()
	w.packDocument(d, g, data)
}

// selection is one PlainTextSelection to be: a coding, or a memo on a span.
type selection struct {
	span   transcript.Span
	id     uuid.UUID
	coding *codebook.Coding
	memo   *codebook.Memo
}

func (w *writer) writeSelections(d *codebook.Document, pos *positions) {
	var all []selection
	for i := range w.codings[d.ID] {
		c := &w.codings[d.ID][i]
		all = append(all, selection{span: c.Span, id: uuid.UUID(c.ID), coding: c})
	}
	for i := range w.spans[d.ID] {
		m := &w.spans[d.ID][i]
		all = append(all, selection{span: m.About.Span, id: uuid.UUID(m.ID), memo: m})
	}
	slices.SortStableFunc(all, func(a, b selection) int {
		return cmp.Or(cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End), cmp.Compare(a.id.String(), b.id.String()))
	})
	index := slices.Index(conventions[:], Convention{})
	if w.opt.Profile == ProfileNVivo {
		index = slices.Index(conventions[:], conventionOf("nvivo"))
	}
	for _, s := range all {
		place := []string{
			"name", quoteName(d.Text.Slice(s.span)),
			"startPosition", strconv.Itoa(pos.unitsBefore(index, s.span.Start)), "endPosition", strconv.Itoa(pos.unitsBefore(index, s.span.End)),
		}
		if s.coding != nil {
			w.writeCoding(s.coding, place)
		} else {
			w.writeSpanMemo(s.memo, place)
		}
	}
}

// quoteName is a quote for selection@name, by which any reader can find the
// place again.
func quoteName(quote string) string {
	safe, _ := legal(strings.ToValidUTF8(quote, "\uFFFD"))
	if utf8.RuneCountInString(safe) <= maxName {
		return safe
	}
	return string([]rune(safe)[:maxName]) + "…"
}

func (w *writer) writeCoding(c *codebook.Coding, place []string) {
	g := w.guid("coding", uuid.UUID(c.ID))
	selection := w.guid("selection", uuid.NewSHA1(uuid.UUID(c.ID), []byte("selection")))
	user := w.user(c.Coder)
	attrs := append([]string{"guid", key(selection)}, place...)
	attrs = append(attrs, "creatingUser", user, "creationDateTime", dateText(c.Created))
	if c.Modified.After(c.Created) {
		attrs = append(attrs, "modifyingUser", user, "modifiedDateTime", dateText(c.Modified))
	}
	w.x.start("PlainTextSelection", attrs...)
	if c.Memo != "" {
		w.x.text("Description", w.exact(selection, "description", c.Memo))
	}
	w.x.start("Coding", "guid", key(g), "creatingUser", user, "creationDateTime", dateText(c.Created))
	w.x.ref("CodeRef", w.guid("code", uuid.UUID(c.Code)))
	w.noteRefs(about("coding", uuid.UUID(c.ID)))
	w.x.end()
	w.x.end()
	if c.Certainty != 0 {
		w.packing.Certainty[key(g)] = c.Certainty
		w.losses.add("refi-out-certainty", 1)
	}
}

func (w *writer) writeSpanMemo(m *codebook.Memo, place []string) {
	selection := w.guid("selection", uuid.NewSHA1(uuid.UUID(m.ID), []byte("selection")))
	attrs := append([]string{"guid", key(selection)}, place...)
	attrs = append(attrs, "creatingUser", w.user(m.Coder), "creationDateTime", dateText(m.Created))
	w.x.start("PlainTextSelection", attrs...)
	w.x.ref("NoteRef", w.guid("memo", uuid.UUID(m.ID)))
	w.x.end()
}

// ending is what a member's name may end in.
var ending = regexp.MustCompile(`^\.[A-Za-z0-9]{1,8}$`)

// packDocument packs what the source does not say, with the file that the
// document came from.
func (w *writer) packDocument(d *codebook.Document, g uuid.UUID, written []byte) {
	p := packDocument(&d.Document)
	for i := range p.Speakers {
		if c := p.Speakers[i].Case; !c.IsZero() {
			p.Speakers[i].Case = transcript.CaseID(w.guid("case", uuid.UUID(c)))
		}
	}
	if len(d.Source.Bytes) > 0 {
		p.Source.SHA256 = hashOf(d.Source.Bytes)
		if p.Source.Same = string(written) == string(d.Source.Bytes); !p.Source.Same {
			p.Source.Member = packingFolder + key(g)
			if ext := path.Ext(d.Source.Name); ending.MatchString(ext) {
				p.Source.Member += strings.ToLower(ext)
			}
			w.originals = append(w.originals, member{p.Source.Member, d.Source.Bytes})
			if string(d.Source.Bytes) != d.Text.String() {
				w.losses.add("refi-out-originals", 1)
			}
		}
	}
	w.packing.Documents[key(g)] = p
	for _, loss := range []struct {
		code string
		has  bool
	}{
		{"refi-out-turns", len(d.Turns) > 0}, {"refi-out-times", len(d.Anchors) > 0}, {"refi-out-pages", len(d.Pages) > 0},
		{"refi-out-languages", d.Language != ""}, {"refi-out-revisions", d.Revision > 1},
	} {
		if loss.has {
			w.losses.add(loss.code, 1)
		}
	}
}
