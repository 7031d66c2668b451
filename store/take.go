package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// TakeOptions say how a project is taken in.
type TakeOptions struct {
	// Again adds documents that are in the project already once more, with
	// their codings.
	Again bool
	// Theirs lets definitions of the file replace those of the project where
	// both have one; else ours stay.
	Theirs bool
}

// Taken counts what Take did.
type Taken struct {
	Documents []TakenDocument // those that were added, in the order of the file
	There     []string        // titles of those that were in the project already

	// Made. Nobody, who coded what names no coder, is not counted, and neither
	// are cases that only bear the name of a document.
	Coders, Cases, Attributes, Codes, Themes int
	Met                                      int // codes that the project had, by path
	Codings                                  int // the rise of their number
	United                                   int // codings that grew one that was there, or came before in the file
	Covered                                  int // codings that were there already, or said nothing more
	Memos                                    int
	Strays                                   int // put in the quarantine
	Noted                                    int // strays without a document: their facts stand in a memo
	Conflicts                                int // values that differ; that of the project stays
	Retyped                                  int // attributes that became text, for not all values fit
	Dangling                                 int // codings of a document or code that the file has not
}

// TakenDocument is a document that came in: its place in Project.Documents,
// and its id here.
type TakenDocument struct {
	At int
	ID transcript.DocumentID
}

// unknownCoder is the name of who coded what names no coder. To put it on the
// coder who imports would be false.
const unknownCoder = "?"

// Take adds all of another project in one step, "import-project", or
// "import-codebook" when it holds codes and themes only. What is there already
// is met, not doubled: coders, cases, attributes and themes by folded name,
// codes by folded path, documents by text or source file, codings by document,
// code, coder and span. What people wrote here stays as it is; definitions and
// claims are filled in where there are none. Ids are kept where they are free.
// An error, ctx's too, leaves nothing.
func (p *Project) Take(ctx context.Context, by codebook.CoderID, in codebook.Project, opt TakeOptions) (Taken, error) {
	var out Taken
	name := "import-project"
	if len(in.Documents)+len(in.Codings)+len(in.Cases)+len(in.Memos)+len(in.Strays) == 0 {
		name = "import-codebook"
	}
	err := p.act(ctx, by, name, func(a *act) error {
		t := newTaking(ctx, a, in, opt)
		for _, part := range []func() error{t.coders, t.attributes, t.cases, t.documents, t.codes, t.themes, t.codings, t.strays, t.memos} {
			if err := part(); err != nil {
				return err
			}
		}
		t.word()
		out = t.out
		return nil
	})
	if err != nil {
		return Taken{}, err
	}
	return out, nil
}

// taking is Take while it happens. The maps lead from the file's ids to the
// project's.
type taking struct {
	*act
	in        codebook.Project
	opt       TakeOptions
	out       Taken
	stop      func() error    // the error of the caller's ctx, which an act does not see
	firstCode codebook.CodeID // of those that were made

	coderOf     map[codebook.CoderID]codebook.CoderID
	caseNames   map[string]string // ids of cases by folded name
	caseOf      map[transcript.CaseID]transcript.CaseID
	attributeOf map[transcript.AttributeID]attributeAt
	documentOf  map[transcript.DocumentID]documentAt
	codeOf      map[codebook.CodeID]codebook.CodeID
	themeOf     map[codebook.ThemeID]codebook.ThemeID
	codingOf    map[codebook.CodingID]codebook.CodingID
	strayed     map[codebook.CodingID]transcript.DocumentID // codings that found no place, by the file's ids
	astray      []codebook.Stray                            // they
}

// attributeAt is an attribute of the project.
type attributeAt struct {
	id  transcript.AttributeID
	typ transcript.AttributeType
}

// documentAt is a document of the project with its text.
type documentAt struct {
	id       transcript.DocumentID
	revision int
	text     transcript.Text
	there    bool // before Take
}

func newTaking(ctx context.Context, a *act, in codebook.Project, opt TakeOptions) *taking {
	return &taking{
		act: a, in: in, opt: opt, stop: ctx.Err,
		coderOf:     map[codebook.CoderID]codebook.CoderID{},
		caseOf:      map[transcript.CaseID]transcript.CaseID{},
		attributeOf: map[transcript.AttributeID]attributeAt{},
		documentOf:  map[transcript.DocumentID]documentAt{},
		codeOf:      map[codebook.CodeID]codebook.CodeID{},
		themeOf:     map[codebook.ThemeID]codebook.ThemeID{},
		codingOf:    map[codebook.CodingID]codebook.CodingID{},
		strayed:     map[codebook.CodingID]transcript.DocumentID{},
	}
}

// word lets the step be about the first document, else the first new code;
// without either the first row that changed words it.
func (t *taking) word() {
	switch {
	case len(t.out.Documents) > 0:
		t.about(documentTable, t.out.Documents[0].ID.String())
	case !t.firstCode.IsZero():
		t.about(codeTable, t.firstCode.String())
	}
}

// free is the id itself when no row has it, deleted rows too, else a new one.
func free[ID interface {
	~[16]byte
	IsZero() bool
	String() string
}](a *act, in *table, id ID) (ID, error) {
	if !id.IsZero() {
		var taken bool
		if err := a.row("SELECT EXISTS (SELECT 1 FROM "+in.quoted()+" WHERE id = ?)", id.String()).Scan(&taken); err != nil {
			return id, err
		}
		if !taken {
			return id, nil
		}
	}
	return newID[ID](a), nil
}

// byName is the rows in use of a table by folded name; of two the first.
func (a *act) byName(in *table) (map[string]string, error) {
	ids, err := a.strings("SELECT id FROM " + in.quoted() + " WHERE deleted = 0 ORDER BY id")
	if err != nil {
		return nil, err
	}
	names, err := a.strings("SELECT name FROM " + in.quoted() + " WHERE deleted = 0 ORDER BY id")
	out := make(map[string]string, len(ids))
	for i, name := range names {
		if folded := codebook.Fold(name); out[folded] == "" {
			out[folded] = ids[i]
		}
	}
	return out, err
}

// parsed reads an id of the file.
func parsed[ID any, P interface {
	*ID
	UnmarshalText([]byte) error
}](text string) (ID, error) {
	var id ID
	if err := P(&id).UnmarshalText([]byte(text)); err != nil {
		return id, fmt.Errorf("id: %w", ErrDamaged)
	}
	return id, nil
}

// millis of a moment of the file; the zero time is now.
func (t *taking) millis(at time.Time) int64 {
	if at.IsZero() {
		return t.at
	}
	return at.UTC().UnixMilli()
}

// clean is a name of the file, or what stands for it where it has none.
func clean(name, instead string) string {
	return cmp.Or(strings.TrimSpace(valid(name)), instead)
}

func (t *taking) coders() error {
	known, err := t.byName(coderTable)
	if err != nil {
		return err
	}
	for _, c := range t.in.Coders {
		if _, twice := t.coderOf[c.ID]; twice {
			continue
		}
		if t.coderOf[c.ID], err = t.coder(known, c); err != nil {
			return err
		}
	}
	if _, given := t.coderOf[codebook.CoderID{}]; given || !t.namesNobody() {
		return nil
	}
	t.coderOf[codebook.CoderID{}], err = t.coder(known, codebook.Coder{Name: unknownCoder})
	return err
}

// coder finds a coder by folded name, or makes it: unlike the making of a
// coder who then works here, that is part of the step.
func (t *taking) coder(known map[string]string, c codebook.Coder) (codebook.CoderID, error) {
	c.Name = clean(c.Name, unknownCoder)
	folded := codebook.Fold(c.Name)
	if id := known[folded]; id != "" {
		return parsed[codebook.CoderID](id)
	}
	id, err := free(t.act, coderTable, c.ID)
	if err != nil {
		return id, err
	}
	known[folded] = id.String()
	if c.Name != unknownCoder {
		t.out.Coders++
	}
	return id, t.insert(coderTable, id.String(), row{"name": c.Name, "initials": clean(c.Initials, initials(c.Name))})
}

// namesNobody says whether a coding or memo of the file has no coder that the
// file knows.
func (t *taking) namesNobody() bool {
	for _, c := range t.in.Codings {
		if _, ok := t.coderOf[c.Coder]; !ok {
			return true
		}
	}
	for _, m := range t.in.Memos {
		if _, ok := t.coderOf[m.Coder]; !ok {
			return true
		}
	}
	return slices.ContainsFunc(t.in.Strays, func(s codebook.Stray) bool { return s.Coder.IsZero() })
}

// coderAs is a coder of the file here.
func (t *taking) coderAs(id codebook.CoderID) codebook.CoderID {
	if here, ok := t.coderOf[id]; ok {
		return here
	}
	return t.coderOf[codebook.CoderID{}]
}
