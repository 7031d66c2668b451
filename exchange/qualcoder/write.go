package qualcoder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// nobody is QualCoder's own name for a coder who gave none; an owner must be
// given.
const nobody = "default"

// Write makes a project in a new folder, which must not be there yet and whose
// name must end in .qda (an *transcript.Error, code exists or unsupported); at
// is the moment of it, for what has no time of its own. It is written beside
// the folder first, so that there is a whole project or none.
//
// Losses, each with Args count and perhaps name: themes, theme-memos (kept in
// the journal), strays, certainties, definitions (fields that run into each
// other), letters, aliases, code-status, codes-merged (names only),
// codes-renamed, documents-renamed, cases-renamed, attributes-renamed,
// coders-renamed, coders (without work), coders-unknown, memo-kinds,
// memo-titles, memos-merged, modified-times, attribute-types, anchors, pages,
// turns, colours (of categories), positions, source-files, codings (of nothing).
func Write(ctx context.Context, folder string, p codebook.Project, at time.Time) ([]transcript.Warning, error) {
	folder = filepath.Clean(folder)
	if strings.ToLower(filepath.Ext(folder)) != ".qda" {
		return nil, &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": strings.TrimPrefix(filepath.Ext(folder), ".")}}
	}
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		return nil, &transcript.Error{Code: "exists", Args: map[string]any{"name": filepath.Base(folder)}, Err: cmp.Or(err, fs.ErrExist)}
	}
	beside, err := os.MkdirTemp(filepath.Dir(folder), ".veldwerk-")
	if err != nil {
		return nil, err
	}
	w := newWriter(ctx, p, at)
	err = w.fill(beside)
	if err == nil {
		err = os.Rename(beside, folder)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(beside))
	}
	return w.draft.Project.Losses, nil
}

// writer turns a project into rows.
type writer struct {
	ctx     context.Context
	project codebook.Project
	at      time.Time
	draft   *foreign.Draft // counts the losses

	insert    foreign.Insert
	owners    map[codebook.CoderID]string
	documents map[transcript.DocumentID]int // row by document
	texts     map[transcript.DocumentID]*transcript.Text
	codes     map[codebook.CodeID]int // row of code_name
	cases     map[transcript.CaseID]int
	notes     map[codebook.Ref][]codebook.Memo // by what they are about
}

func newWriter(ctx context.Context, p codebook.Project, at time.Time) *writer {
	w := &writer{
		ctx: ctx, project: p, at: at, draft: foreign.NewDraft("", "", nil), owners: map[codebook.CoderID]string{},
		documents: map[transcript.DocumentID]int{}, texts: map[transcript.DocumentID]*transcript.Text{},
		codes: map[codebook.CodeID]int{}, cases: map[transcript.CaseID]int{}, notes: map[codebook.Ref][]codebook.Memo{},
	}
	names := unique{}
	for _, c := range p.Coders {
		given := cmp.Or(strings.TrimSpace(c.Name), nobody)
		w.owners[c.ID] = names.take(given)
		if w.owners[c.ID] != given {
			w.draft.Lose("coders-renamed", 1, given)
		}
	}
	for _, m := range p.Memos {
		w.notes[m.About] = append(w.notes[m.About], m)
		if m.Kind != codebook.MemoNote && m.Kind != "" {
			w.draft.Lose("memo-kinds", 1, "")
		}
		if !m.Modified.IsZero() && !m.Modified.Equal(m.Created) {
			w.draft.Lose("modified-times", 1, "")
		}
	}
	return w
}

func (w *writer) fill(folder string) error {
	for _, f := range folders {
		if err := os.Mkdir(filepath.Join(folder, f), 0o700); err != nil {
			return err
		}
	}
	return foreign.Create(w.ctx, filepath.Join(folder, Database), func(insert foreign.Insert) error {
		for _, statement := range schema {
			if err := insert(statement); err != nil {
				return err
			}
		}
		w.insert = insert
		for _, step := range []func() error{
			w.writeProject, w.writeCodes, w.writeDocuments, w.writeCodings, w.writeSpanMemos, w.writeCases, w.writeAttributes, w.writeJournal,
		} {
			if err := step(); err != nil {
				return err
			}
		}
		w.countRest()
		return nil
	})
}

// row inserts one row: columns parted by blanks.
func (w *writer) row(table, columns string, values ...any) error {
	names := strings.Fields(columns)
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")
	err := w.insert("INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+marks+")", values...)
	if err != nil {
		return fmt.Errorf("table %s: %w", table, err)
	}
	return nil
}

// owner is a coder's name; what nobody is known to have done is the default's.
func (w *writer) owner(id codebook.CoderID) string { return cmp.Or(w.owners[id], w.first()) }

func (w *writer) first() string {
	if len(w.project.Coders) == 0 {
		return nobody
	}
	return w.owners[w.project.Coders[0].ID]
}

// date is a moment as QualCoder writes it; it has no zone there, ours is UTC.
func (w *writer) date(t time.Time) string {
	if t.IsZero() {
		t = w.at
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

func (w *writer) writeProject() error {
	return w.row("project", "databaseversion date memo about bookmarkfile bookmarkpos codername recently_used_codes",
		version, w.date(w.at), "", author, 0, 0, w.first(), "")
}

// memoAbout is the one memo that a row of QualCoder has for all that we hold
// about a thing, with its owner and its date.
func (w *writer) memoAbout(about codebook.Ref, text string) (memo, owner, date string) {
	notes := w.notes[about]
	bodies := []string{text}
	for _, n := range notes {
		bodies = append(bodies, n.Body)
		if n.Title != "" {
			w.draft.Lose("memo-titles", 1, n.Title)
		}
	}
	if len(notes) == 0 {
		return text, w.first(), ""
	}
	own := about.Kind == codebook.RefDocument || about.Kind == codebook.RefCase // read back as memos
	if len(notes) > 1 || !own {
		w.draft.Lose("memos-merged", len(notes), "")
	}
	return foreign.Joined(bodies...), w.owner(notes[0].Coder), w.date(notes[0].Created)
}

func (w *writer) writeDocuments() error {
	names := unique{}
	for i, doc := range w.project.Documents {
		name := w.take(names, doc.Title, doc.Title, "documents-renamed")
		w.documents[doc.ID] = i + 1
		w.texts[doc.ID] = &w.project.Documents[i].Text
		memo, owner, _ := w.memoAbout(codebook.Ref{Kind: codebook.RefDocument, Document: doc.ID}, "")
		if err := w.row("source", "id name fulltext mediapath memo owner date", i+1, name, doc.Text.String(), nil, memo, owner, w.date(doc.Added)); err != nil {
			return err
		}
		w.countDocument(doc)
	}
	return nil
}

// countDocument counts what a text alone does not tell.
func (w *writer) countDocument(doc codebook.Document) {
	for code, lost := range map[string]bool{
		"anchors": len(doc.Anchors) > 0, "pages": len(doc.Pages) > 0, "source-files": doc.Source.Bytes != nil,
	} {
		if lost {
			w.draft.Lose(code, 1, doc.Title)
		}
	}
	again, _, err := transcript.ReadWith(w.ctx, doc.Title, []byte(doc.Text.String()), transcript.Options{Kind: "txt", Encoding: "utf-8"})
	if (err != nil || !sameTurns(doc.Document, again)) && len(doc.Turns) > 0 {
		w.draft.Lose("turns", 1, doc.Title)
	}
}

func sameTurns(a, b transcript.Document) bool {
	return slices.Equal(a.Turns, b.Turns) && slices.EqualFunc(a.Speakers, b.Speakers, func(x, y transcript.Speaker) bool {
		return x.Name == y.Name && (x.Role == transcript.RoleInterviewer) == (y.Role == transcript.RoleInterviewer)
	})
}

func (w *writer) writeCodings() error {
	type place struct {
		code, document int
		span           transcript.Span
		owner          string
	}
	seen := map[place]bool{}
	for _, c := range w.project.Codings {
		p := place{w.codes[c.Code], w.documents[c.Document], c.Span, w.owner(c.Coder)}
		if p.code == 0 || p.document == 0 || seen[p] {
			w.draft.Lose("codings", 1, "")
			continue
		}
		seen[p] = true
		if c.Coder.IsZero() {
			w.draft.Lose("coders-unknown", 1, "")
		}
		if c.Certainty > 0 {
			w.draft.Lose("certainties", 1, "")
		}
		if !c.Modified.IsZero() && !c.Modified.Equal(c.Created) {
			w.draft.Lose("modified-times", 1, "")
		}
		memo, _, _ := w.memoAbout(codebook.Ref{Kind: codebook.RefCoding, Coding: c.ID}, c.Memo)
		memo, marked := unmark(memo)
		err := w.row("code_text", "cid fid seltext pos0 pos1 owner date memo important",
			p.code, p.document, w.texts[c.Document].Slice(c.Span), c.Span.Start, c.Span.End, p.owner, w.date(c.Created), memo, marked)
		if err != nil {
			return err
		}
	}
	return nil
}

// unmark takes the mark of importance off a memo.
func unmark(memo string) (string, int) {
	if !strings.Contains(memo, important) {
		return memo, 0
	}
	marked := 0
	paragraphs := slices.DeleteFunc(strings.Split(memo, "\n\n"), func(s string) bool {
		if s == important {
			marked = 1
		}
		return s == important
	})
	return strings.Join(paragraphs, "\n\n"), marked
}

// unique gives out names that nothing has yet, as SQLite compares them.
type unique map[string]bool

// take is a name that no other has and that QualCoder can hold; one that is not
// the name that was given is told as a loss.
func (w *writer) take(taken unique, name, given, loss string) string {
	free := taken.take(foreign.Named(name))
	if free != given {
		w.draft.Lose(loss, 1, given)
	}
	return free
}

// take is the name, with a number behind it when it is taken.
func (u unique) take(name string) string {
	free := name
	for n := 2; u[free]; n++ {
		free = name + " (" + strconv.Itoa(n) + ")"
	}
	u[free] = true
	return free
}
