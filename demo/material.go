package demo

import (
	"bytes"
	"embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

//go:embed data
var data embed.FS

// material is what data/ holds, with its quotes found.
type material struct {
	Drafts []string `json:"drafts"` // paths of the coders' own codes
	Slots  []string `json:"slots"`  // paths of slots 1…

	attributes []transcript.Attribute // name and type only
	interviews []interview            // by file name
	marks      []mark                 // by coder, then document
	notes      []note
}

// interview is one transcript with who spoke.
type interview struct {
	file     string
	person   string   // name of the case
	values   []string // of material.attributes, in their order
	document transcript.Document
}

// mark is a coding keyed by its quote.
type mark struct {
	Document  string `json:"document"`
	Coder     string `json:"coder"`
	Code      string `json:"code"` // path
	Quote     string `json:"quote"`
	Nth       int    `json:"nth"` // which occurrence, from 1; 0: the only one
	Certainty int    `json:"certainty"`
	Memo      string `json:"memo"`

	span transcript.Span
}

// note is a memo of the project.
type note struct {
	About    codebook.RefKind  `json:"about"`
	Document string            `json:"document"` // also for a case: the document's
	Code     string            `json:"code"`     // path
	Theme    string            `json:"theme"`    // name
	Quote    string            `json:"quote"`    // for a span; must be found once
	Kind     codebook.MemoKind `json:"kind"`
	Coder    string            `json:"coder"`
	Title    string            `json:"title"`
	Body     string            `json:"body"`

	span transcript.Span
}

func load() (*material, error) {
	m := &material{}
	for _, part := range []struct {
		name string
		into any
	}{{"codebook.json", m}, {"codings.json", &m.marks}, {"memos.json", &m.notes}} {
		if err := loadJSON(part.name, part.into); err != nil {
			return nil, err
		}
	}
	if err := m.loadInterviews(); err != nil {
		return nil, err
	}
	if err := m.findQuotes(); err != nil {
		return nil, err
	}
	// Mees codes after Jonna: a coder's marks stand together, in reading order.
	slices.SortStableFunc(m.marks, func(a, b mark) int {
		if c := strings.Compare(a.Coder, b.Coder); c != 0 {
			return c
		}
		return strings.Compare(a.Document, b.Document)
	})
	return m, nil
}

func loadJSON(name string, into any) error {
	raw, err := data.ReadFile(path.Join("data", name))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("demo: %s: %w", name, err)
	}
	return nil
}

// loadInterviews reads attributes.csv: file, case, then one column for each
// attribute; the column datum holds dates.
func (m *material) loadInterviews() error {
	raw, err := data.ReadFile("data/attributes.csv")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return fmt.Errorf("demo: attributes.csv: %w", err)
	}
	for _, name := range rows[0][2:] {
		a := transcript.Attribute{Name: name, Type: transcript.AttributeText}
		if name == "datum" {
			a.Type = transcript.AttributeDate
		}
		m.attributes = append(m.attributes, a)
	}
	for _, row := range rows[1:] {
		file, err := data.ReadFile(path.Join("data", row[0]))
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		doc, _, err := transcript.Read(row[0], file)
		if err != nil {
			return fmt.Errorf("demo: %s: %w", row[0], err)
		}
		// Who is not the interviewer answers: a person would say so at once.
		for i := range doc.Speakers {
			if doc.Speakers[i].Role == transcript.RoleNone {
				doc.Speakers[i].Role = transcript.RoleRespondent
			}
		}
		m.interviews = append(m.interviews, interview{file: row[0], person: row[1], values: row[2:], document: doc})
	}
	return nil
}

func (m *material) findQuotes() error {
	texts := map[string]transcript.Text{}
	for _, in := range m.interviews {
		texts[in.file] = in.document.Text
	}
	for i := range m.marks {
		k := &m.marks[i]
		span, err := find(texts[k.Document], k.Quote, k.Nth)
		if err != nil {
			return fmt.Errorf("demo: coding %d, %s, %q: %w", i+1, k.Document, k.Quote, err)
		}
		k.span = span
	}
	for i := range m.notes {
		n := &m.notes[i]
		if n.About != codebook.RefSpan {
			continue
		}
		span, err := find(texts[n.Document], n.Quote, 0)
		if err != nil {
			return fmt.Errorf("demo: memo %q: %w", n.Title, err)
		}
		n.span = span
	}
	return nil
}

var (
	errAbsent = errors.New("quote is not in the document")
	errTwice  = errors.New("quote stands more than once in the document")
)

// find is the span of the nth occurrence of a quote, from 1; with nth 0 the
// quote must stand in the text once.
func find(t transcript.Text, quote string, nth int) (transcript.Span, error) {
	s := t.String()
	if quote == "" {
		return transcript.Span{}, errAbsent
	}
	if nth == 0 && strings.Count(s, quote) > 1 {
		return transcript.Span{}, errTwice
	}
	at := 0
	for n := 1; ; n++ {
		i := strings.Index(s[at:], quote)
		if i < 0 {
			return transcript.Span{}, errAbsent
		}
		at += i
		if n >= nth {
			return t.SpanOf(at, at+len(quote)), nil
		}
		at += len(quote)
	}
}

// coders are the names of all coders, the demo's own first.
func (m *material) coders() []string {
	names := []string{Coder}
	for _, k := range m.marks {
		if !slices.Contains(names, k.Coder) {
			names = append(names, k.Coder)
		}
	}
	return names
}

// parentOf splits a path into the path of its parent ("" at the top) and its
// own name.
func parentOf(codePath string) (parent, name string) {
	if i := strings.LastIndex(codePath, "/"); i >= 0 {
		return codePath[:i], codePath[i+1:]
	}
	return "", codePath
}
