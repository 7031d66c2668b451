package refi

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Read is ReadWith without options.
func Read(data []byte, newID func() uuid.UUID) (codebook.Project, Receipt, error) {
	return ReadWith(context.Background(), data, newID, transcript.Options{})
}

// ReadWith reads a project: a .qdpx, or a .qde alone, whose texts must then
// stand inside it. The options are for sources that came without their plain
// text (a PDF, a DOCX). Ids are the GUIDs of the file, or come from newID where
// these are missing or stand twice. What could not be kept is in the project's
// Losses, what could not be placed in its Strays.
//
// The error is a *transcript.Error with one of the codes refi-no-project,
// refi-two-projects, truncated, damaged, encrypted, too-large (Args limit) and
// unknown-encoding, or ctx's own.
func ReadWith(ctx context.Context, data []byte, newID func() uuid.UUID, opt transcript.Options) (codebook.Project, Receipt, error) {
	r := &reader{ctx: ctx, opt: opt, newID: newID, receipt: Receipt{Kind: "qdpx"}, search: maxSearch, hash: maxHash}
	var xml []byte
	var err error
	if isZip(data) {
		if r.archive, err = openArchive(data); err == nil {
			xml, err = readMember(r.archive.qde)
		}
	} else {
		r.receipt.Kind, xml = "qde", data
		if len(data) > maxMember {
			err = tooLarge(maxMember)
		}
	}
	if err == nil {
		r.q, err = parseQDE(xml)
	}
	if err == nil && r.q.root != "Project" {
		err = &transcript.Error{Code: "refi-no-project"}
	}
	if err == nil {
		err = r.build()
	}
	if err != nil {
		return codebook.Project{}, Receipt{}, err
	}
	return r.project, r.receipt, nil
}

// ReadCodebook reads the codes of a .qdc, or those of a .qde or .qdpx, parents
// before their children; sets of codes become themes. The errors are those of
// ReadWith, and refi-no-codes.
func ReadCodebook(data []byte, newID func() uuid.UUID) ([]codebook.Code, []codebook.Theme, []transcript.Warning, error) {
	if len(data) > maxMember {
		return nil, nil, nil, tooLarge(maxMember)
	}
	if isZip(data) {
		a, err := openArchive(data)
		if err != nil {
			return nil, nil, nil, err
		}
		if data, err = readMember(a.qde); err != nil {
			return nil, nil, nil, err
		}
	}
	q, err := parseQDE(data)
	if err != nil {
		return nil, nil, nil, err
	}
	if len(q.codes) == 0 {
		return nil, nil, nil, &transcript.Error{Code: "refi-no-codes"}
	}
	r := &reader{q: q, newID: newID}
	r.start()
	r.readCodes()
	for _, s := range q.sets {
		r.theme(s)
	}
	// Notes and codings belong to a project, which nobody asked for here.
	losses := slices.Concat(r.losses.warnings(), q.lost.warnings(), q.strange.warnings(), r.strange.warnings())
	return r.project.Codes, r.project.Themes, losses, nil
}

// reader is one run of Read.
type reader struct {
	ctx     context.Context
	opt     transcript.Options
	newID   func() uuid.UUID
	archive *archive // nil for a .qde alone
	q       *qde
	packed  *packing // nil when we did not write the file
	project codebook.Project
	receipt Receipt
	losses  counter
	strange counter
	search  int // bytes that may still be searched for quotes, or steps of the kind
	hash    int // bytes that may still be hashed
	spent   int // bytes of texts read so far
	lines   int

	used       map[string]bool // kind and id
	coders     map[uuid.UUID]codebook.CoderID
	codes      map[uuid.UUID]codebook.CodeID
	sets       map[uuid.UUID]codebook.ThemeID
	cases      map[uuid.UUID]int       // index in project.Cases
	members    map[uuid.UUID]uuid.UUID // codes that stand for a case, as in NVivo
	texts      []*textOf
	bySource   map[uuid.UUID][]*textOf // by source, transcript and representation
	byDocument map[transcript.DocumentID]*textOf
	places     map[uuid.UUID]spot // of selections
	made       map[uuid.UUID]codebook.CodingID
	values     map[*textOf]map[transcript.AttributeID]string // own values of documents
	kinds      map[uuid.UUID]*attributeOf
	visits     []visit        // where cases have places
	pinned     []pin          // notes and what they are about
	titles     map[string]int // how often, folded
}

// spot is a place in a document.
type spot struct {
	text *textOf
	span transcript.Span
}

func (r *reader) start() {
	r.used, r.titles = map[string]bool{}, map[string]int{}
	r.coders, r.codes, r.sets = map[uuid.UUID]codebook.CoderID{}, map[uuid.UUID]codebook.CodeID{}, map[uuid.UUID]codebook.ThemeID{}
	r.cases, r.members = map[uuid.UUID]int{}, map[uuid.UUID]uuid.UUID{}
	r.bySource, r.places = map[uuid.UUID][]*textOf{}, map[uuid.UUID]spot{}
	r.made, r.values = map[uuid.UUID]codebook.CodingID{}, map[*textOf]map[transcript.AttributeID]string{}
	r.kinds, r.byDocument = map[uuid.UUID]*attributeOf{}, map[transcript.DocumentID]*textOf{}
}

// build makes the project of the parsed XML, each noun after those it needs.
func (r *reader) build() error {
	r.start()
	if r.archive != nil {
		r.packed = readPacking(r.archive.own[packingName])
		r.receipt.Packed = r.packed != nil
		if r.packed == nil && r.archive.own[packingName] != nil {
			r.losses.add("refi-packing", 1)
		}
		r.strange.add("refi-entries-ignored", r.archive.ignored)
		r.strange.add("refi-entries-twice", r.archive.twice)
	}
	r.project.Name = r.exact(uuid.Nil, "name", r.q.name)
	r.project.Origin = r.q.origin
	r.readCoders()
	r.readCodes()
	r.readAttributes()
	r.readCases()
	if err := r.readTexts(); err != nil {
		return err
	}
	settle(r.bodies(), r.q.origin)
	r.readCodings()
	r.readSets()
	r.readLinks()
	r.joinCases()
	if err := r.readMemos(); err != nil {
		return err
	}
	r.finish()
	return nil
}

func (r *reader) exact(id uuid.UUID, field, text string) string {
	return r.packed.exact(id, field, text)
}

// keep gives the id that the file gives, or a new one where it gives none or
// one that is taken.
func (r *reader) keep(kind string, id uuid.UUID) uuid.UUID {
	if id != uuid.Nil && !r.used[kind+string(id[:])] {
		r.used[kind+string(id[:])] = true
		return id
	}
	if id == uuid.Nil {
		r.strange.add("refi-guids-missing", 1)
	} else {
		r.strange.add("refi-guids-twice", 1)
	}
	return r.fresh(kind)
}

// fresh is a new id that nothing of the kind has.
func (r *reader) fresh(kind string) uuid.UUID {
	id := r.newID()
	for r.used[kind+string(id[:])] {
		id = r.newID()
	}
	r.used[kind+string(id[:])] = true
	return id
}

func (r *reader) readCoders() {
	for _, u := range r.q.users {
		id := codebook.CoderID(r.keep("coder", u.guid))
		name := r.exact(u.guid, "name", u.name)
		c := codebook.Coder{ID: id, Name: cmp.Or(name, short(u.guid))}
		if n := len([]rune(u.id)); n <= 3 {
			c.Initials = u.id
		}
		if r.packed != nil {
			if initials, ok := r.packed.Coders[key(u.guid)]; ok {
				c.Name, c.Initials = name, initials
			}
		}
		r.project.Coders = append(r.project.Coders, c)
		if _, ok := r.coders[u.guid]; !ok {
			r.coders[u.guid] = id
		}
	}
}

// coder is the first of the users that is given; one that the file does not
// list is added under a name made of its GUID, so that people stay apart.
func (r *reader) coder(users ...uuid.UUID) codebook.CoderID {
	for _, u := range users {
		if u == uuid.Nil {
			continue
		}
		if id, ok := r.coders[u]; ok {
			return id
		}
		r.strange.add("refi-users-missing", 1)
		c := codebook.Coder{ID: codebook.CoderID(r.keep("coder", u)), Name: short(u)}
		r.project.Coders = append(r.project.Coders, c)
		r.coders[u] = c.ID
		return c.ID
	}
	return codebook.CoderID{}
}

// short names what has no name by the start of its GUID.
func short(id uuid.UUID) string { return fmt.Sprintf("%X", id[:4]) }

// finish puts the receipt together.
func (r *reader) finish() {
	if r.packed != nil {
		r.project.Strays = append(r.project.Strays, r.packedStrays()...)
	}
	for _, t := range r.texts {
		s := Source{
			Document: t.doc().ID, Title: t.doc().Title, Text: t.read,
			Convention: conventions[t.body.convention], Evidence: t.body.evidence,
			Codings: t.codings, Found: t.found, Strays: t.strays,
		}
		r.receipt.Sources = append(r.receipt.Sources, s)
	}
	r.losses.add("refi-graphs", r.q.graphs)
	r.project.Losses = append(r.losses.warnings(), r.q.lost.warnings()...)
	r.receipt.Warnings = append(r.strange.warnings(), r.q.strange.warnings()...)
}

// packedStrays are those of our own that still name what is there.
func (r *reader) packedStrays() []codebook.Stray {
	var out []codebook.Stray
	for _, s := range r.packed.Strays {
		doc := s.Document.IsZero() && s.Source != "" || r.used["document"+string(s.Document[:])]
		code := s.Code.IsZero() || r.used["code"+string(s.Code[:])]
		if !doc || !code || s.Reason == "" {
			r.losses.add("refi-strays-dropped", 1)
			continue
		}
		if !r.used["coder"+string(s.Coder[:])] {
			s.Coder = codebook.CoderID{}
		}
		out = append(out, s)
	}
	return out
}
