// Package qualcoder reads and writes QualCoder's projects: a folder NAME.qda
// with a SQLite file data.qda in it.
//
// Words: a category (code_cat) and a code (code_name) of QualCoder are both a
// Code of ours; an owner is a Coder; an annotation is a Memo on a span; a
// journal entry is a Memo about the project. What is linked to a whole file is
// the document's case, what is linked to one speaker's turns is the speaker's.
//
// Guarantees: columns are looked for, never assumed (databases v1 to v17). A
// coding stands where its text stands: positions are proved by seltext, and a
// coding whose text is nowhere waits as a Stray. Write makes a folder of its
// own or none at all, in the shape of database v10, which every later
// QualCoder upgrades; the same project gives the same rows.
//
// Non-goals: pictures and recordings with their codings (counted as losses),
// graphs, references, the files in documents/.
package qualcoder

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// Database is the name of the SQLite file in a project's folder.
const Database = "data.qda"

// author is in project.about of what we write. QualCoder opens a project only
// when that column says QualCoder.
const author = "QualCoder project, written by veldwerk"

// important is the last line of the memo of a coding that is marked so.
const important = "#important"

// Read reads the project in a folder. Ids come from newID; the order is that
// of the file. A coding or memo without an owner has the zero coder.
//
// Losses, each with Args count and perhaps name: media, media-codings,
// empty-documents, codings-without-document, codings-without-code,
// codings-moved (kept, found by its text), codings-united, codes-renamed,
// codes-uprooted, codes-joined (a category and a code of one name), case-links,
// values, annotations-unplaced (kept on the document), graphs, references,
// saved-queries, nul-replaced. Errors are those of package foreign.
func Read(ctx context.Context, folder string, newID func() uuid.UUID) (codebook.Project, error) {
	db, err := foreign.Open(ctx, folder, Database)
	if err != nil {
		return codebook.Project{}, err
	}
	defer func() { _ = db.Close() }()
	for _, need := range []struct{ table, columns string }{
		{"source", "id name fulltext"}, {"code_name", "cid name"}, {"code_text", "cid fid pos0 pos1"},
	} {
		if err := db.Need(need.table, strings.Fields(need.columns)...); err != nil {
			return codebook.Project{}, err
		}
	}
	name := filepath.Base(filepath.Clean(folder))
	r := &reader{
		ctx: ctx, db: db, draft: foreign.NewDraft(strings.TrimSuffix(name, filepath.Ext(name)), "QualCoder", newID),
		codes: map[string]codebook.CodeID{}, files: map[string]file{}, transcripts: map[string]string{},
	}
	for _, step := range []func() error{
		r.readProject, r.readCodes, r.readSources, r.readCodings, r.readAnnotations, r.readJournal, r.readCases, r.readAttributes, r.readMedia, r.readRest,
	} {
		if err := step(); err != nil {
			return codebook.Project{}, err
		}
	}
	return r.draft.Done(), nil
}

// reader reads one project.
type reader struct {
	ctx   context.Context
	db    *foreign.Database
	draft *foreign.Draft
	ours  bool // written by us

	codes       map[string]codebook.CodeID // by cid
	files       map[string]file            // by source.id, those with text
	transcripts map[string]string          // source.id of a recording's transcript, by that of the recording
	cases       map[string]int             // by caseid
}

// file is a source with text.
type file struct {
	text     *foreign.Text
	document int // index in Project.Documents
}

func (r *reader) readProject() error {
	return r.db.Each("project", "databaseversion memo about codername date", func(row foreign.Row) error {
		p := &r.draft.Project
		if v := row.Text("databaseversion"); v != "" {
			p.Origin = "QualCoder " + v
		}
		r.ours = row.Text("about") == author
		r.draft.Memo(codebook.Ref{Kind: codebook.RefProject}, "", row.Text("memo"), row.Text("codername"), row.Time("date"))
		return nil
	})
}

// readSources makes documents of the sources that have text.
func (r *reader) readSources() error {
	return r.db.Each("source", "id name fulltext mediapath memo owner date av_text_id", func(row foreign.Row) error {
		name, raw := row.Text("name"), row.Text("fulltext")
		if t := row.Key("av_text_id"); t != "" {
			r.transcripts[row.Key("id")] = t
		}
		if strings.TrimSpace(raw) == "" {
			code := "empty-documents"
			if isMedia(row.Text("mediapath")) {
				code = "media"
			}
			r.draft.Lose(code, 1, name)
			return nil
		}
		text, err := r.draft.Text(r.ctx, name, raw)
		if err != nil {
			return err
		}
		if r.ours {
			text.Document.Title = name
		}
		d := &r.draft.Project
		r.files[row.Key("id")] = file{text, len(d.Documents)}
		d.Documents = append(d.Documents, codebook.Document{Document: text.Document, Added: row.Time("date")})
		r.draft.Memo(codebook.Ref{Kind: codebook.RefDocument, Document: text.Document.ID}, "", row.Text("memo"), row.Text("owner"), row.Time("date"))
		return nil
	})
}

// isMedia says whether a mediapath names a picture or a recording: in the
// project's folders, or linked.
func isMedia(path string) bool {
	for _, kind := range []string{"/images/", "/audio/", "/video/", "images:", "audio:", "video:"} {
		if strings.HasPrefix(path, kind) {
			return true
		}
	}
	return false
}

// readCodings places the codings of texts.
func (r *reader) readCodings() error {
	return r.db.Each("code_text", "cid fid seltext pos0 pos1 owner date memo important", func(row foreign.Row) error {
		f, ok := r.files[row.Key("fid")]
		if !ok {
			r.draft.Lose("codings-without-document", 1, "")
			return nil
		}
		code, known := r.codes[row.Key("cid")]
		if !known {
			r.draft.Lose("codings-without-code", 1, "")
			return nil
		}
		given := row.Span("pos0", "pos1")
		memo := row.Text("memo")
		if n, _ := row.Int("important"); n == 1 {
			memo = foreign.Joined(memo, important)
		}
		c := codebook.Coding{Document: f.text.Document.ID, Code: code, Coder: r.draft.Coder(row.Text("owner")), Memo: memo, Created: row.Time("date")}
		quote := row.Text("seltext")
		r.draft.Coding(c, f.text.Place(given.Start, given.End, quote, foreign.Exact), quote, given)
		return nil
	})
}

// readAnnotations makes memos on spans; one without a place is kept on its
// document.
func (r *reader) readAnnotations() error {
	return r.db.Each("annotation", "fid pos0 pos1 memo owner date", func(row foreign.Row) error {
		f, ok := r.files[row.Key("fid")]
		if !ok {
			r.draft.Lose("annotations-without-document", 1, "")
			return nil
		}
		given := row.Span("pos0", "pos1")
		about := codebook.Ref{Kind: codebook.RefDocument, Document: f.text.Document.ID}
		if p := f.text.Place(given.Start, given.End, "", foreign.Exact); p.Reason == "" {
			about.Kind, about.Span = codebook.RefSpan, p.Span
		} else {
			r.draft.Lose("annotations-unplaced", 1, "")
		}
		r.draft.Memo(about, "", row.Text("memo"), row.Text("owner"), row.Time("date"))
		return nil
	})
}

func (r *reader) readJournal() error {
	return r.db.Each("journal", "name jentry date owner", func(row foreign.Row) error {
		r.draft.Memo(codebook.Ref{Kind: codebook.RefProject}, row.Text("name"), row.Text("jentry"), row.Text("owner"), row.Time("date"))
		return nil
	})
}

// readMedia keeps the codings of pictures and recordings that have a text as
// strays of that text: its pages, or its transcript.
func (r *reader) readMedia() error {
	stray := func(row foreign.Row) error {
		id := row.Key("id")
		f, ok := r.files[id]
		if !ok {
			f, ok = r.files[r.transcripts[id]]
		}
		code, known := r.codes[row.Key("cid")]
		if !ok || !known {
			r.draft.Lose("media-codings", 1, "")
			return nil
		}
		r.draft.Coding(codebook.Coding{
			Document: f.text.Document.ID, Code: code, Coder: r.draft.Coder(row.Text("owner")), Memo: row.Text("memo"), Created: row.Time("date"),
		}, foreign.Place{Reason: codebook.StrayNoText}, "", transcript.Span{Start: -1, End: -1})
		return nil
	}
	for _, table := range []string{"code_image", "code_av"} {
		if err := r.db.Each(table, "id cid memo date owner", stray); err != nil {
			return err
		}
	}
	return nil
}

// readRest counts what our project has no place for, and takes the names of
// coders who did nothing yet.
func (r *reader) readRest() error {
	for _, lost := range []struct{ table, column, code string }{
		{"graph", "name", "graphs"}, {"stored_sql", "title", "saved-queries"}, {"ris", "risid", "references"},
	} {
		seen := map[string]bool{}
		err := r.db.Each(lost.table, lost.column, func(row foreign.Row) error {
			if key := row.Text(lost.column); !seen[key] {
				seen[key] = true
				r.draft.Lose(lost.code, 1, "")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return r.db.Each("coder_names", "name", func(row foreign.Row) error {
		r.draft.Coder(row.Text("name"))
		return nil
	})
}
