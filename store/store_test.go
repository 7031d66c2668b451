package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

var ctx = context.Background()

// surroundings give a project a clock that ticks a second a reading and ids
// that count up.
type surroundings struct {
	mu    sync.Mutex
	ticks int
	ids   uint64
}

func (s *surroundings) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ticks++
	return time.Date(2026, 11, 12, 10, 0, s.ticks, 0, time.UTC)
}

func (s *surroundings) id() uuid.UUID {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[8:], s.ids)
	id[6], id[8] = 0x70, 0x80
	binary.BigEndian.PutUint32(id[:4], 0x019a0000)
	return id
}

func (s *surroundings) options() Options {
	return Options{Now: s.now, NewID: s.id, Device: "laptop-a", Version: "test"}
}

// field is a project with a document, two coders and some codes.
type field struct {
	t    testing.TB
	env  *surroundings
	path string
	*Project
	anna, bram codebook.CoderID
	doc        transcript.Document
	codes      []codebook.Code
}

func newProject(t testing.TB, env *surroundings) *Project {
	t.Helper()
	p, err := Create(ctx, filepath.Join(t.TempDir(), "veld.veldwerk"), env.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func newField(t testing.TB) *field {
	t.Helper()
	env := &surroundings{}
	f := &field{t: t, env: env, Project: newProject(t, env)}
	f.path = f.Info().Path
	f.hurry()
	f.anna, f.bram = f.coder("Anna de Wit"), f.coder("Bram")
	var err error
	f.doc, err = f.Documents.Add(ctx, f.anna, interview("Gesprek Lelystad"), false)
	f.ok(err)
	f.codes, err = f.Codes.Add(ctx, f.anna, codebook.Code{Name: "ruimte"}, codebook.Code{Name: "verkokering"}, codebook.Code{Name: "vertrouwen"})
	f.ok(err)
	return f
}

func (f *field) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *field) coder(name string) codebook.CoderID {
	f.t.Helper()
	c, err := f.Coders.Ensure(ctx, name)
	f.ok(err)
	return c.ID
}

func (f *field) reopen() {
	f.t.Helper()
	f.ok(f.Close())
	p, err := Open(ctx, f.path, f.env.options())
	f.ok(err)
	f.t.Cleanup(func() { _ = p.Close() })
	f.Project = p
	f.hurry()
}

// hurry lets this connection not wait for the disk: these tests ask what is
// written, the kill test and the benchmark of one coding ask whether it lasts.
func (f *field) hurry() {
	f.t.Helper()
	_, err := f.writer.ExecContext(ctx, "PRAGMA synchronous = OFF")
	f.ok(err)
}

// apply codes a span of the field's document.
func (f *field) apply(by codebook.CoderID, code int, start, end int) Outcome {
	f.t.Helper()
	out, err := f.Codings.Apply(ctx, by, Application{Code: f.codes[code].ID,
		Places: []Place{{f.doc.ID, transcript.Span{Start: start, End: end}}}})
	f.ok(err)
	return out
}

func (f *field) spans() []transcript.Span {
	f.t.Helper()
	all, err := f.Codings.Of(ctx, f.doc.ID)
	f.ok(err)
	var out []transcript.Span
	for _, c := range all {
		out = append(out, c.Span)
	}
	return out
}

// sound fails the test when Check finds anything.
func (f *field) sound() {
	f.t.Helper()
	r, err := f.Check(ctx)
	f.ok(err)
	if !r.OK {
		f.t.Fatalf("check: %+v", r.Findings)
	}
}

// live is every row in use of every logged table, to compare two states.
func (f *field) live() string { return f.rowsOf("WHERE deleted = 0") }

// rowsOf is every row of every logged table that a condition picks.
func (f *field) rowsOf(where string) string {
	f.t.Helper()
	var b strings.Builder
	for _, table := range loggedTables {
		lines, err := list(ctx, f.readers, func(rows *sql.Rows, line *string) error {
			values := make([]any, len(table.columns))
			into := make([]any, len(values))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			r := row{}
			for i, c := range table.columns {
				r[c.name] = values[i]
			}
			var err error
			*line, err = encode(r)
			return err
		}, table.selectSQL()+" "+where+" ORDER BY id")
		f.ok(err)
		for _, line := range lines {
			b.WriteString(table.name + " " + line + "\n")
		}
	}
	return b.String()
}

// interview is a small document: a heading as turn 0, then an interviewer and
// a respondent, with letters of two, three and four bytes.
func interview(title string) transcript.Document {
	var b strings.Builder
	doc := transcript.Document{Title: title, Language: "nl", Speakers: []transcript.Speaker{
		{Name: "I", Role: transcript.RoleInterviewer, Rule: transcript.RuleKnownRole}, {Name: "Mw. Kok", Rule: transcript.RuleTitle}, {Name: "Mevr. Kok", Rule: transcript.RuleTitle}}}
	runes := 0
	write := func(s string) transcript.Span {
		start := runes
		b.WriteString(s)
		runes += len([]rune(s))
		return transcript.Span{Start: start, End: runes}
	}
	head := write("Opname van " + title + "\n\n")
	doc.Turns = append(doc.Turns, transcript.Turn{N: 0, Speaker: -1, Span: head, Label: transcript.Span{}})
	said := []string{"Hoe is het om zo te werken?", "Met vertrouwen lukt veel 😀, maar niet alles.", "Zo’n wet-regel geeft ruimte — soms.", "Wie beslist er dan?", "De coördinator beslist."}
	for i, s := range said {
		label := write(doc.Speakers[i%3].Name + ": ")
		span := write(s)
		doc.Turns = append(doc.Turns, transcript.Turn{N: i + 1, Speaker: i % 3, Span: span, Label: label})
		doc.Anchors = append(doc.Anchors, transcript.Anchor{At: span.Start, Millis: int64(i) * 4000})
		write("\n\n")
	}
	doc.Text = transcript.NewText(b.String())
	doc.Source = transcript.Source{Name: title + ".txt", Kind: "txt", Encoding: "utf-8", Bytes: []byte(b.String())}
	return doc
}

func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func span(start, end int) transcript.Span { return transcript.Span{Start: start, End: end} }

func codeUnder(name string, parent codebook.CodeID) codebook.Code {
	return codebook.Code{Name: name, Parent: parent}
}

func contextCancelled() (context.Context, context.CancelFunc) { return context.WithCancel(ctx) }
