// Package dedoose reads the Word documents that Dedoose exports: the text, and
// a comment on each excerpt that lists its codes.
//
// Words: an excerpt with three codes is three Codings by the comment's author.
// Any other comment of the document is a Memo on its span.
//
// Guarantees: the text is the one that transcript reads of the same file.
//
// Non-goals: Dedoose's code tree, weights and descriptors, which that export
// does not hold.
package dedoose

import (
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// head starts a comment that lists codes; the numbers are the excerpt's place
// as Dedoose counts.
var head = regexp.MustCompile(`^Codes? \(\d+ ?[-–] ?\d+\):?[ \t]*`)

// IsCoded says whether one of the comments lists codes.
func IsCoded(comments []transcript.Comment) bool {
	return slices.ContainsFunc(comments, func(c transcript.Comment) bool { return head.MatchString(c.Text) })
}

// Read reads a coded document. A comment without an author has the zero coder,
// one without a date the zero time. Errors are those of
// transcript.Read, and an *transcript.Error no-codes when no comment lists any.
//
// Losses, with Args count: codings-united, codes-unnamed (an excerpt whose
// list is empty, kept as a memo).
func Read(name string, data []byte, newID func() uuid.UUID) (codebook.Project, error) {
	comments, doc, err := transcript.ReadComments(name, data)
	if err != nil {
		return codebook.Project{}, err
	}
	if !IsCoded(comments) {
		return codebook.Project{}, &transcript.Error{Code: "no-codes"}
	}
	d := foreign.NewDraft(doc.Title, "Dedoose", newID)
	doc.ID = transcript.DocumentID(newID())
	for i := range doc.Speakers {
		doc.Speakers[i].ID = transcript.SpeakerID(newID())
	}
	d.Project.Documents = []codebook.Document{{Document: doc}}
	r := reader{draft: d, doc: doc, codes: map[string]codebook.CodeID{}}
	for _, c := range comments {
		r.read(c)
	}
	return d.Done(), nil
}

type reader struct {
	draft *foreign.Draft
	doc   transcript.Document
	codes map[string]codebook.CodeID // by folded name
}

func (r *reader) read(c transcript.Comment) {
	names := codeNames(c.Text)
	if len(names) == 0 {
		if head.MatchString(c.Text) {
			r.draft.Lose("codes-unnamed", 1, "")
		}
		r.note(c)
		return
	}
	place := foreign.Place{Span: c.Span}
	if c.Span.IsEmpty() {
		place.Reason = codebook.StrayEmpty
	}
	for _, name := range names {
		r.draft.Coding(codebook.Coding{
			Document: r.doc.ID, Code: r.code(name), Coder: r.draft.Coder(c.Author), Created: c.Date,
		}, place, "", c.Span)
	}
}

// codeNames are the codes that a comment lists: one on each line.
func codeNames(text string) []string {
	at := head.FindStringIndex(text)
	if at == nil {
		return nil
	}
	var names []string
	seen := map[string]bool{}
	for _, line := range strings.Split(text[at[1]:], "\n") {
		if name := strings.TrimSpace(line); name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func (r *reader) code(name string) codebook.CodeID {
	key := codebook.Fold(foreign.Named(name))
	id, ok := r.codes[key]
	if !ok {
		id = r.draft.Code(codebook.Code{Name: name})
		r.codes[key] = id
	}
	return id
}

// note keeps a comment of a person on its span, else on the document.
func (r *reader) note(c transcript.Comment) {
	about := codebook.Ref{Kind: codebook.RefDocument, Document: r.doc.ID}
	if !c.Span.IsEmpty() {
		about.Kind, about.Span = codebook.RefSpan, c.Span
	}
	r.draft.Memo(about, "", c.Text, c.Author, c.Date)
}
