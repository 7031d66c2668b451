// Package taguette reads Taguette's projects, and writes codebooks that it
// imports.
//
// Words: a tag is a Code; its path is a name, for ":" and "." in it are habits
// of people, not a tree. A highlight is a Coding for each of its tags. What
// Taguette keeps of a document is HTML: it becomes paragraphs, with a map from
// its bytes to ours.
//
// Guarantees: a coding's text is the highlight's text. Taguette does not say
// who made a highlight, but its log does; where that is silent the only user
// is the coder, else nobody.
//
// Non-goals: users' passwords and rights, the log as a history of changes.
package taguette

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// SeveralError says that a database holds several projects (a server's does):
// one is to be chosen by its name.
type SeveralError struct{ Names []string }

func (e *SeveralError) Error() string { return "several projects: " + strings.Join(e.Names, ", ") }

// Read reads a project: the only one of the file when its name is empty.
// Errors: *SeveralError, and those of package foreign (missing, Args name, when
// no project has that name). A coding whose coder is not known has the zero
// coder.
//
// Losses, each with Args count and perhaps name: empty-documents,
// codings-united, highlights-untagged (kept as memos), codes-renamed,
// codes-uprooted, nul-replaced, markup (documents whose headings, tables or
// emphasis became plain text), quotes-differ (the highlight's own snippet says
// something else than its place; the place counts).
func Read(ctx context.Context, file, project string, newID func() uuid.UUID) (codebook.Project, error) {
	db, err := foreign.OpenFile(ctx, file)
	if err != nil {
		return codebook.Project{}, err
	}
	defer func() { _ = db.Close() }()
	for _, need := range []struct{ table, columns string }{
		{"projects", "id name"}, {"documents", "id project_id name contents"}, {"tags", "id project_id path"},
		{"highlights", "id document_id start_offset end_offset"}, {"highlight_tags", "highlight_id tag_id"},
	} {
		if err := db.Need(need.table, strings.Fields(need.columns)...); err != nil {
			return codebook.Project{}, err
		}
	}
	r := &reader{ctx: ctx, db: db, documents: map[string]*document{}, tags: map[string]codebook.CodeID{}, marked: map[string][]string{}, made: map[string]made{}}
	if err := r.choose(project, newID, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))); err != nil {
		return codebook.Project{}, err
	}
	for _, step := range []func() error{r.readTags, r.readDocuments, r.readLog, r.readUsers, r.readHighlights} {
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
	id    string // of the project

	documents map[string]*document
	tags      map[string]codebook.CodeID
	marked    map[string][]string // tags by highlight
	made      map[string]made     // by highlight
	only      string              // the only user's login
}

// document is one with its way from bytes of its HTML's text to code points.
type document struct {
	text *foreign.Text
	page page
}

// made says who made a highlight, and when.
type made struct {
	who string
	at  time.Time
}

func (r *reader) choose(wanted string, newID func() uuid.UUID, file string) error {
	var names []string
	found := false
	err := r.db.Each("projects", "id name description created", func(row foreign.Row) error {
		name := row.Text("name")
		names = append(names, name)
		if found || wanted != "" && name != wanted {
			return nil
		}
		found = true
		r.id = row.Key("id")
		if strings.TrimSpace(name) == "" {
			name = file
		}
		r.draft = foreign.NewDraft(name, "Taguette", newID)
		r.draft.Memo(codebook.Ref{Kind: codebook.RefProject}, "", row.Text("description"), "", row.Time("created"))
		return nil
	})
	switch {
	case err != nil:
		return err
	case wanted == "" && len(names) > 1:
		return &SeveralError{names}
	case !found:
		return &transcript.Error{Code: "missing", Args: map[string]any{"name": wanted}}
	}
	return nil
}

// readTags makes codes of tags; newer files may give a tag a parent.
func (r *reader) readTags() error {
	type tag struct{ id, parent, path, description string }
	var tags []tag
	err := r.db.Each("tags", "id project_id path description parent_id", func(row foreign.Row) error {
		if row.Key("project_id") == r.id {
			tags = append(tags, tag{row.Key("id"), row.Key("parent_id"), row.Text("path"), row.Text("description")})
		}
		return nil
	})
	if err != nil {
		return err
	}
	known, below := map[string]bool{}, map[string][]tag{}
	for _, t := range tags {
		known[t.id] = true
	}
	for _, t := range tags {
		if !known[t.parent] || t.parent == t.id {
			t.parent = ""
		}
		below[t.parent] = append(below[t.parent], t)
	}
	grow := func(level []tag) {
		for len(level) > 0 {
			var next []tag
			for _, t := range level {
				if r.tags[t.id].IsZero() {
					r.tags[t.id] = r.draft.Code(codebook.Code{Parent: r.tags[t.parent], Name: t.path, Full: t.description})
					next = append(next, below[t.id]...)
				}
			}
			level = next
		}
	}
	grow(below[""])
	for _, t := range tags {
		if r.tags[t.id].IsZero() { // on a circle
			r.draft.Lose("codes-uprooted", 1, t.path)
			t.parent = ""
			grow([]tag{t})
		}
	}
	return nil
}

func (r *reader) readDocuments() error {
	return r.db.Each("documents", "id project_id name description filename contents created", func(row foreign.Row) error {
		if row.Key("project_id") != r.id {
			return nil
		}
		name := row.Text("name")
		page, err := readPage(row.Text("contents"))
		if err != nil {
			return err
		}
		if strings.TrimSpace(page.text) == "" {
			r.draft.Lose("empty-documents", 1, name)
			return nil
		}
		text, err := r.draft.Text(r.ctx, name, page.text)
		if err != nil {
			return err
		}
		if page.markup {
			r.draft.Lose("markup", 1, name)
		}
		r.documents[row.Key("id")] = &document{text, page}
		d := &r.draft.Project
		d.Documents = append(d.Documents, codebook.Document{Document: text.Document, Added: row.Time("created")})
		r.draft.Memo(codebook.Ref{Kind: codebook.RefDocument, Document: text.Document.ID}, "", row.Text("description"), "", row.Time("created"))
		return nil
	})
}

// readLog takes from the log who made which highlight. A highlight that was
// made and changed keeps its maker.
func (r *reader) readLog() error {
	return r.db.Each("commands", "date user_login project_id payload", func(row foreign.Row) error {
		if row.Key("project_id") != r.id {
			return nil
		}
		var payload struct {
			Type      string      `json:"type"`
			Highlight json.Number `json:"highlight_id"`
		}
		// A line that is no JSON says nothing.
		if json.Unmarshal([]byte(row.Text("payload")), &payload) != nil || payload.Type != "highlight_add" {
			return nil
		}
		id := payload.Highlight.String()
		if _, ok := r.made[id]; !ok {
			r.made[id] = made{row.Text("user_login"), row.Time("date")}
		}
		return nil
	})
}

// readUsers finds the only user, who made all that the log does not speak of.
func (r *reader) readUsers() error {
	var users []string
	err := r.db.Each("users", "login", func(row foreign.Row) error {
		users = append(users, row.Text("login"))
		return nil
	})
	if err == nil && len(users) == 1 {
		r.only = users[0]
	}
	return err
}

func (r *reader) readHighlights() error {
	seen := map[[2]string]bool{}
	err := r.db.Each("highlight_tags", "highlight_id tag_id", func(row foreign.Row) error {
		id, tag := row.Key("highlight_id"), row.Key("tag_id")
		if !r.tags[tag].IsZero() && !seen[[2]string{id, tag}] {
			seen[[2]string{id, tag}] = true
			r.marked[id] = append(r.marked[id], tag)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.db.Each("highlights", "id document_id start_offset end_offset snippet", r.readHighlight)
}

func (r *reader) readHighlight(row foreign.Row) error {
	d, ok := r.documents[row.Key("document_id")]
	if !ok {
		return nil // another project's, or of an empty document
	}
	start, good := row.Int("start_offset")
	end, fine := row.Int("end_offset")
	if !good || !fine {
		start, end = -1, -1
	}
	id := row.Key("id")
	maker := r.made[id]
	if maker.who == "" {
		maker.who = r.only
	}
	place, given := d.place(start, end)
	c := codebook.Coding{Document: d.text.Document.ID, Coder: r.draft.Coder(maker.who), Created: maker.at}
	quote := ""
	if snippet, err := readPage(row.Text("snippet")); err == nil {
		quote = snippet.text
	}
	if place.Reason == "" && !sameWords(quote, d.text.Document.Text.Slice(place.Span)) {
		r.draft.Lose("quotes-differ", 1, d.text.Document.Title)
	}
	for _, tag := range r.marked[id] {
		c.Code = r.tags[tag]
		r.draft.Coding(c, place, quote, given)
	}
	if len(r.marked[id]) == 0 {
		// A place that someone marked without saying why: nothing of it is wrong,
		// but a coding needs a code.
		r.draft.Lose("highlights-untagged", 1, "")
		if about := (codebook.Ref{Kind: codebook.RefSpan, Document: c.Document, Span: place.Span}); place.Reason == "" {
			r.draft.Memo(about, "", d.text.Document.Text.Slice(place.Span), maker.who, c.Created)
		}
	}
	return nil
}

// sameWords compares a snippet, which is cut out of the page with its marks,
// with what was coded; one that is not there agrees with all.
func sameWords(snippet, coded string) bool {
	words := strings.Fields(snippet)
	return len(words) == 0 || slices.Equal(words, strings.Fields(coded))
}

// place is the span of the bytes [start,end) of the page's text.
func (d *document) place(start, end int) (foreign.Place, transcript.Span) {
	given := transcript.Span{Start: start, End: end}
	switch {
	case end < start:
		return foreign.Place{Reason: codebook.StrayReversed}, given
	case start < 0 || end > d.page.bytes:
		return foreign.Place{Reason: codebook.StrayOutside}, given
	}
	b := d.page.span(start, end)
	span := d.text.Document.Text.SpanOf(b.Lo, b.Hi)
	if span.IsEmpty() || start == end {
		return foreign.Place{Reason: codebook.StrayEmpty}, given
	}
	return foreign.Place{Span: span}, given
}
