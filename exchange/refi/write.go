package refi

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

const (
	projectSpace  = "urn:QDA-XML:project:1.0"
	codebookSpace = "urn:QDA-XML:codebook:1.0"
	header        = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
)

// zipDate is the date of every member: the same project gives the same bytes.
var zipDate = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Write writes a project as .qdpx. The losses are what other programs will not
// see of it, each with Args count; we ourselves read it back (packing.go). The
// error is w's own, or a *transcript.Error refi-profile for a Profile that
// there is none of.
func Write(w io.Writer, p codebook.Project, opt Options) ([]transcript.Warning, error) {
	if opt.Profile != ProfileStandard && opt.Profile != ProfileNVivo {
		return nil, &transcript.Error{Code: "refi-profile", Args: map[string]any{"profile": string(opt.Profile)}}
	}
	out := newWriter(p, opt)
	out.writeProject()
	packing, err := json.Marshal(out.packing)
	if err != nil {
		return nil, err
	}
	members := append([]member{{"project.qde", out.x.b.Bytes()}}, out.members...)
	slices.SortStableFunc(out.originals, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	members = append(members, member{packingName, packing})
	members = append(members, out.originals...)
	z := zip.NewWriter(w)
	for _, m := range members {
		f, err := z.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: zipDate})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(m.data); err != nil {
			return nil, err
		}
	}
	return out.losses.warnings(), z.Close()
}

// WriteCodebook writes codes and themes as .qdc. A codebook without codes can't
// be valid: *transcript.Error refi-no-codes.
func WriteCodebook(w io.Writer, codes []codebook.Code, themes []codebook.Theme, opt Options) ([]transcript.Warning, error) {
	if len(codes) == 0 {
		return nil, &transcript.Error{Code: "refi-no-codes"}
	}
	out := newWriter(codebook.Project{Codes: codes, Themes: themes}, opt)
	out.alone = true
	out.x.b.WriteString(header)
	out.x.start("CodeBook", "xmlns", codebookSpace, "origin", out.origin())
	out.writeCodes()
	out.writeSets()
	out.x.end()
	_, err := w.Write(out.x.b.Bytes())
	return out.losses.warnings(), err
}

type member struct {
	name string
	data []byte
}

// writer is one run of Write.
type writer struct {
	p         codebook.Project
	opt       Options
	alone     bool // a codebook, not a project
	x         sheet
	packing   packing
	members   []member // the texts
	originals []member
	losses    counter

	guids     map[string]uuid.UUID // by kind and id
	taken     map[uuid.UUID]bool
	coders    map[codebook.CoderID]bool
	tree      *codebook.Tree
	codings   map[transcript.DocumentID][]codebook.Coding
	spans     map[transcript.DocumentID][]codebook.Memo // memos on a span
	notes     map[string][]uuid.UUID                    // memos by what they are about
	cased     []codebook.Memo                           // memos about cases
	variables []variable                                // of the attributes
	texts     map[transcript.DocumentID]transcript.Text
}

func newWriter(p codebook.Project, opt Options) *writer {
	w := &writer{p: p, opt: opt, guids: map[string]uuid.UUID{}, taken: map[uuid.UUID]bool{}, coders: map[codebook.CoderID]bool{}}
	w.packing = packing{
		Format: packingFormat, Version: packingVersion,
		Coders: map[string]string{}, Attributes: map[string]string{}, Cases: map[string]bool{}, Codes: map[string]packedCode{},
		Themes: map[string]packedTheme{}, Certainty: map[string]int{}, Memos: map[string]string{}, Documents: map[string]packedDocument{},
		Texts: map[string]string{}, Strays: p.Strays,
	}
	w.tree = codebook.NewTree(p.Codes)
	w.codings, w.spans = map[transcript.DocumentID][]codebook.Coding{}, map[transcript.DocumentID][]codebook.Memo{}
	w.notes, w.texts = map[string][]uuid.UUID{}, map[transcript.DocumentID]transcript.Text{}
	for _, c := range p.Coders {
		w.coders[c.ID] = true
	}
	for _, d := range p.Documents {
		w.texts[d.ID] = d.Text
	}
	return w
}

func (w *writer) origin() string { return cmp.Or(w.opt.Origin, "veldwerk") }

// guid is the GUID of a thing: its id, unless something of another kind has
// the same one, for in one file no two things may.
func (w *writer) guid(kind string, id uuid.UUID) uuid.UUID {
	name := kind + string(id[:])
	if g, ok := w.guids[name]; ok {
		return g
	}
	g := id
	for n := kind; w.taken[g] || g == uuid.Nil; n += "'" {
		g = uuid.NewSHA1(id, []byte(n))
	}
	w.guids[name], w.taken[g] = g, true
	return g
}

// exact is a text as XML can hold it; what it can't hold is packed.
func (w *writer) exact(id uuid.UUID, field, text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	safe, replaced := legal(text)
	if replaced > 0 {
		w.packing.Texts[key(id)+"/"+field] = text
		w.losses.add("refi-out-controls", replaced)
	}
	return safe
}

func (w *writer) user(id codebook.CoderID) string {
	if !w.coders[id] {
		return ""
	}
	return key(w.guid("coder", uuid.UUID(id)))
}

// writeProject writes the XML in the order of the schema. Ids are given out
// first, in the order of the file, so that the first to bear one keeps it.
func (w *writer) writeProject() {
	w.sortOut()
	first, last := w.dates()
	w.x.b.WriteString(header)
	w.x.start("Project", "xmlns", projectSpace, "name!", w.exact(uuid.Nil, "name", w.p.Name), "origin", w.exact(uuid.Nil, "origin", w.origin()),
		"creationDateTime", dateText(first), "modifiedDateTime", dateText(last))
	w.writeUsers()
	if w.tree.Len() > 0 {
		w.x.start("CodeBook")
		w.writeCodes()
		w.x.end()
	}
	w.writeVariables()
	w.writeCases()
	w.writeSources()
	w.writeNotes()
	w.writeLinks()
	w.writeSets()
	w.noteRefs("project")
	w.x.end()
	w.losses.add("refi-out-strays", len(w.p.Strays))
}

// dates are the first and the last moment that the project knows of: the file
// has no time of its own.
func (w *writer) dates() (first, last time.Time) {
	see := func(t time.Time) {
		if t.IsZero() {
			return
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	for _, d := range w.p.Documents {
		see(d.Added)
	}
	for _, c := range w.p.Codings {
		see(c.Created)
		see(c.Modified)
	}
	for _, m := range w.p.Memos {
		see(m.Created)
		see(m.Modified)
	}
	return first, last
}

func (w *writer) writeUsers() {
	if len(w.p.Coders) == 0 {
		return
	}
	w.x.start("Users")
	for _, c := range w.p.Coders {
		g := w.guid("coder", uuid.UUID(c.ID))
		w.x.empty("User", "guid", key(g), "name", w.exact(g, "name", c.Name), "id", w.exact(g, "id", c.Initials))
		w.packing.Coders[key(g)] = c.Initials
	}
	w.x.end()
}
