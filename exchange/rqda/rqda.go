// Package rqda reads projects of RQDA: one SQLite file NAME.rqda.
//
// Words: what RQDA deletes it only marks, so a row counts when its status is 1
// and the code and the file that it names count too. A freecode is a Code; a
// code category is the code above its codes, or a Theme for codes that stand
// in several categories. coding2 is a second table of codings.
//
// Guarantees: RQDA writes positions in three ways (of the mouse, of a search,
// of sentences); each coding stands where its own text stands, and one whose
// text is nowhere waits as a Stray. Text that is not UTF-8 is read as
// windows-1252.
//
// Non-goals: categories of files and pictures (counted as losses), writing.
package rqda

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// conventions of a coding's first and last position: half-open; from 1 with
// the last one; from 1, half-open.
var conventions = []foreign.Shift{{}, {Start: -1}, {Start: -1, End: -1}}

// Read reads a project. A coding or memo without an owner has the zero coder.
//
// Losses, each with Args count and perhaps name: deleted (codings that RQDA
// marked so, or whose code or file it did), empty-documents, codings-moved
// (kept, found by their text), codings-united, codes-renamed, codes-joined (a
// category and a code of one name), case-links, values, annotations-unplaced
// (kept on the document), attribute-memos, file-categories, media,
// nul-replaced. Errors are those of package foreign.
func Read(ctx context.Context, file string, newID func() uuid.UUID) (codebook.Project, error) {
	db, err := foreign.OpenFile(ctx, file)
	if err != nil {
		return codebook.Project{}, err
	}
	defer func() { _ = db.Close() }()
	db.Western = true
	for _, need := range []struct{ table, columns string }{
		{"source", "id name file"}, {"freecode", "id name"}, {"coding", "cid fid selfirst selend"},
	} {
		if err := db.Need(need.table, strings.Fields(need.columns)...); err != nil {
			return codebook.Project{}, err
		}
	}
	r := &reader{
		ctx: ctx, db: db, draft: foreign.NewDraft(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), "RQDA", newID),
		codes: map[string]codebook.CodeID{}, files: map[string]source{}, cases: map[string]int{},
	}
	for _, step := range []func() error{
		r.readProject, r.readCodes, r.readSources, r.readCodings, r.readAnnotations, r.readJournal, r.readCases, r.readAttributes, r.countRest,
	} {
		if err := step(); err != nil {
			return codebook.Project{}, err
		}
	}
	return r.draft.Done(), nil
}

type reader struct {
	ctx   context.Context
	db    *foreign.Database
	draft *foreign.Draft

	codes map[string]codebook.CodeID // live ones, by id
	files map[string]source
	cases map[string]int // index in Project.Cases
}

type source struct {
	text     *foreign.Text
	document int // index in Project.Documents
}

// live says whether RQDA still shows a row; a table of an old version has no
// status.
func live(row foreign.Row) bool {
	n, ok := row.Int("status")
	return row.Null("status") || ok && n == 1
}

// each calls f for the live rows.
func (r *reader) each(table, columns string, f func(foreign.Row) error) error {
	return r.db.Each(table, columns+" status", func(row foreign.Row) error {
		if !live(row) {
			return nil
		}
		return f(row)
	})
}

func (r *reader) readProject() error {
	return r.db.Each("project", "databaseversion memo date", func(row foreign.Row) error {
		if v := row.Text("databaseversion"); v != "" {
			r.draft.Project.Origin = "RQDA " + v
		}
		r.draft.Memo(codebook.Ref{Kind: codebook.RefProject}, "", row.Text("memo"), "", row.Time("date"))
		return nil
	})
}

func (r *reader) readSources() error {
	return r.each("source", "id name file memo owner date", func(row foreign.Row) error {
		name, raw := row.Text("name"), row.Text("file")
		if strings.TrimSpace(raw) == "" {
			r.draft.Lose("empty-documents", 1, name)
			return nil
		}
		text, err := r.draft.Text(r.ctx, name, raw)
		if err != nil {
			return err
		}
		d := &r.draft.Project
		r.files[row.Key("id")] = source{text, len(d.Documents)}
		d.Documents = append(d.Documents, codebook.Document{Document: text.Document, Added: row.Time("date")})
		r.draft.Memo(codebook.Ref{Kind: codebook.RefDocument, Document: text.Document.ID}, "", row.Text("memo"), row.Text("owner"), row.Time("date"))
		return nil
	})
}

func (r *reader) readCodings() error {
	for _, table := range []string{"coding", "coding2"} {
		err := r.db.Each(table, "cid fid seltext selfirst selend status owner date memo", func(row foreign.Row) error {
			code, known := r.codes[row.Key("cid")]
			f, there := r.files[row.Key("fid")]
			if !live(row) || !known || !there {
				r.draft.Lose("deleted", 1, "")
				return nil
			}
			given := row.Span("selfirst", "selend")
			quote := row.Text("seltext")
			r.draft.Coding(codebook.Coding{
				Document: f.text.Document.ID, Code: code, Coder: r.draft.Coder(row.Text("owner")), Memo: row.Text("memo"), Created: row.Time("date"),
			}, f.text.Place(given.Start, given.End, quote, conventions), quote, given)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readAnnotations puts a note on the character that stands at its position.
func (r *reader) readAnnotations() error {
	return r.each("annotation", "fid position annotation owner date", func(row foreign.Row) error {
		f, ok := r.files[row.Key("fid")]
		if !ok {
			r.draft.Lose("deleted", 1, "")
			return nil
		}
		about := codebook.Ref{Kind: codebook.RefDocument, Document: f.text.Document.ID}
		at, ok := row.Int("position")
		place := f.text.Place(at, at+1, "", foreign.Exact)
		if place.Reason != "" {
			place = f.text.Place(at-1, at, "", foreign.Exact) // behind the last character
		}
		if ok && place.Reason == "" {
			about.Kind, about.Span = codebook.RefSpan, place.Span
		} else {
			r.draft.Lose("annotations-unplaced", 1, "")
		}
		r.draft.Memo(about, "", row.Text("annotation"), row.Text("owner"), row.Time("date"))
		return nil
	})
}

func (r *reader) readJournal() error {
	return r.each("journal", "name journal date owner", func(row foreign.Row) error {
		r.draft.Memo(codebook.Ref{Kind: codebook.RefProject}, row.Text("name"), row.Text("journal"), row.Text("owner"), row.Time("date"))
		return nil
	})
}

func (r *reader) readCases() error {
	err := r.each("cases", "id name memo owner date", func(row foreign.Row) error {
		of := r.draft.Case(row.Text("name"))
		r.cases[row.Key("id")] = of
		r.draft.Memo(codebook.Ref{Kind: codebook.RefCase, Case: r.draft.Project.Cases[of].ID}, "", row.Text("memo"), row.Text("owner"), row.Time("date"))
		return nil
	})
	if err != nil {
		return err
	}
	err = r.each("caselinkage", "caseid fid selfirst selend", func(row foreign.Row) error {
		of, ok := r.cases[row.Key("caseid")]
		f, there := r.files[row.Key("fid")]
		if !ok || !there {
			return nil // of something that was deleted
		}
		given := row.Span("selfirst", "selend")
		r.draft.Link(of, f.document, f.text, given.Start, given.End, false)
		return nil
	})
	r.draft.Linked()
	return err
}

// readAttributes reads the values of cases, and those of files, which go to
// the case of the document.
func (r *reader) readAttributes() error {
	kinds := map[string]transcript.AttributeType{}
	err := r.each("attributes", "name class memo", func(row foreign.Row) error {
		name := row.Text("name")
		kinds[name] = transcript.AttributeText
		if row.Text("class") == "numeric" {
			kinds[name] = transcript.AttributeNumber
		}
		r.draft.Attribute(name, kinds[name])
		if strings.TrimSpace(row.Text("memo")) != "" {
			r.draft.Lose("attribute-memos", 1, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	give := func(row foreign.Row, of int) {
		name := row.Text("variable")
		kind, live := kinds[name]
		if !live {
			r.draft.Lose("deleted", 1, "")
			return
		}
		value := row.Text("value")
		if value == "NA" { // what R writes for nothing
			return
		}
		r.draft.Value(of, r.draft.Attribute(name, kind), value)
	}
	err = r.each("caseAttr", "variable value caseID", func(row foreign.Row) error {
		if of, ok := r.cases[row.Key("caseID")]; ok {
			give(row, of)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.each("fileAttr", "variable value fileID", func(row foreign.Row) error {
		f, ok := r.files[row.Key("fileID")]
		if !ok || strings.TrimSpace(row.Text("value")) == "" {
			return nil
		}
		of, own := r.draft.OwnCase(f.document)
		if !own {
			r.draft.Lose("values", 1, row.Text("variable"))
			return nil
		}
		give(row, of)
		return nil
	})
}

// countRest counts what our project has no place for.
func (r *reader) countRest() error {
	for _, lost := range []struct{ table, column, code string }{{"filecat", "name", "file-categories"}, {"image", "name", "media"}} {
		err := r.each(lost.table, lost.column, func(row foreign.Row) error {
			r.draft.Lose(lost.code, 1, row.Text(lost.column))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
