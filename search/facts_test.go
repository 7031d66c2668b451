package search

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// fakeFacts is a project in memory.
type fakeFacts struct {
	documents []DocumentFacts
	texts     map[transcript.DocumentID]*transcript.Document
	codings   map[transcript.DocumentID][]codebook.Coding
	book      Codebook
	fail      error // of Document
}

func (f *fakeFacts) Documents(context.Context) ([]DocumentFacts, error) { return f.documents, nil }

func (f *fakeFacts) Document(_ context.Context, id transcript.DocumentID) (*transcript.Document, error) {
	if d, ok := f.texts[id]; ok && f.fail == nil {
		return d, nil
	}
	if f.fail != nil {
		return nil, f.fail
	}
	return nil, os.ErrNotExist
}

func (f *fakeFacts) Codings(_ context.Context, id transcript.DocumentID) ([]codebook.Coding, error) {
	return f.codings[id], nil
}

func (f *fakeFacts) Codebook(context.Context) (Codebook, error) { return f.book, nil }

// idOf makes an id that depends on its name only; ids ascend by n.
func idOf[Kind any](kind string, n int) transcript.ID[Kind] {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, n))
	id := transcript.ID[Kind](uuid.UUID(sum[:16]))
	id[0], id[1] = byte(n>>8), byte(n)
	return id
}

// add puts a document in the project. Each line is a turn: "Naam: text", or
// text without a speaker. Interviewers are called I.
func (f *fakeFacts) add(title, language string, attributes map[string]string, text string) transcript.DocumentID {
	n := len(f.documents)
	id := transcript.DocumentID(idOf[struct{}]("document", n+1))
	f.documents = append(f.documents, DocumentFacts{ID: id, Title: title, Language: language, Attributes: attributes, Case: title})
	f.set(id, text)
	return id
}

// set gives a document another text.
func (f *fakeFacts) set(id transcript.DocumentID, text string) {
	doc := &transcript.Document{ID: id, Text: transcript.NewText(text)}
	at, number := 0, 0
	for _, line := range strings.SplitAfter(text, "\n") {
		said := strings.TrimSuffix(line, "\n")
		speaker, label := -1, 0
		if name, _, ok := strings.Cut(said, ": "); ok && len(name) < 12 {
			label = len(name) + 2
			speaker = slices.IndexFunc(doc.Speakers, func(s transcript.Speaker) bool { return s.Name == name })
			if speaker < 0 {
				speaker = len(doc.Speakers)
				role := transcript.RoleRespondent
				if name == "I" {
					role = transcript.RoleInterviewer
				}
				doc.Speakers = append(doc.Speakers, transcript.Speaker{Name: name, Role: role})
			}
		}
		if said != "" {
			if speaker >= 0 || number > 0 {
				number++
			}
			doc.Turns = append(doc.Turns, transcript.Turn{
				N: number, Speaker: speaker,
				Span: doc.Text.SpanOf(at+label, at+len(said)), Label: doc.Text.SpanOf(at, at+label),
			})
		}
		at += len(line)
	}
	sum := sha256.Sum256([]byte(text))
	for i := range f.documents {
		if f.documents[i].ID == id {
			f.documents[i].TextHash = hex.EncodeToString(sum[:])
		}
	}
	f.texts[id] = doc
}

// remove takes a document out of the project.
func (f *fakeFacts) remove(id transcript.DocumentID) {
	f.documents = slices.DeleteFunc(f.documents, func(d DocumentFacts) bool { return d.ID == id })
	delete(f.texts, id)
}

// code puts a code on the first place where the quote stands.
func (f *fakeFacts) code(id transcript.DocumentID, quote, code, coder, memo string) {
	text := f.texts[id].Text
	at := strings.Index(text.String(), quote)
	c := codebook.Coding{
		ID: codebook.CodingID(idOf[struct{}]("coding", len(f.codings[id])+1)), Document: id,
		Code: f.book.Tree.Find(code)[0].ID, Span: text.SpanOf(at, at+len(quote)), Memo: memo,
	}
	for _, who := range f.book.Coders {
		if who.Name == coder {
			c.Coder = who.ID
		}
	}
	f.codings[id] = append(f.codings[id], c)
	slices.SortFunc(f.codings[id], func(a, b codebook.Coding) int { return a.Span.Start - b.Span.Start })
}

// newFacts is an empty project with a codebook.
func newFacts() *fakeFacts {
	code := func(n int, parent int, name string, alias ...string) codebook.Code {
		c := codebook.Code{ID: codebook.CodeID(idOf[struct{}]("code", n)), Name: name, Alias: alias}
		if parent > 0 {
			c.Parent = codebook.CodeID(idOf[struct{}]("code", parent))
		}
		return c
	}
	tree := codebook.NewTree([]codebook.Code{
		code(1, 0, "ruimte"), code(2, 1, "discretionaire ruimte", "speelruimte"), code(3, 0, "verkokering"), code(4, 3, "loket"),
	})
	return &fakeFacts{
		texts: map[transcript.DocumentID]*transcript.Document{}, codings: map[transcript.DocumentID][]codebook.Coding{},
		book: Codebook{
			Tree: tree,
			Themes: []codebook.Theme{{
				ID: codebook.ThemeID(idOf[struct{}]("theme", 1)), Name: "Responsiviteit", Codes: []codebook.CodeID{tree.Codes()[0].ID},
				Words: []codebook.Word{{Text: "luister*"}, {Text: `"oog voor"`}, {Text: "bewoner", Off: true}, {Text: "thema:responsiviteit"}},
			}},
			Coders: []codebook.Coder{
				{ID: codebook.CoderID(idOf[struct{}]("coder", 1)), Name: "Noor", Initials: "NB"},
				{ID: codebook.CoderID(idOf[struct{}]("coder", 2)), Name: "Daan", Initials: "DV"},
			},
		},
	}
}

// dorp is a project of three small interviews with all that is hard in a text.
func dorp() *fakeFacts {
	f := newFacts()
	a := f.add("Interview 1", "nl", map[string]string{"rol": "beleid", "jaar": "2019", "datum": "2019-05-03", "zwaar": "yes"}, strings.Join([]string{
		"Gesprek op het gemeentehuis.",
		"I: Hoeveel ruimte heb je? 🙂 En wie luistert er?",
		"R1: Cliënten vragen 3.000 euro, zo’n ruimte krijg ik niet.",
		"R1: De oud-wethouder had oog voor de buurt, de gemeente niet.",
		"I: En de co\u00adördinatie?",
		"R1: Clie\u0308nten? Zo'n coo\u0308rdinatie is er niet. 👩‍👩‍👧 Cafe\u0301 dicht.",
	}, "\n"))
	b := f.add("Interview 2 — Zuid", "nl", map[string]string{"rol": "uitvoering", "jaar": "2021"}, strings.Join([]string{
		"I: Wat merkt de gemeente van verkokering?",
		"R2: De gemeente en het loket, het loket en de gemeente: veel ruimte, weinig tijd.",
		"R2: De ruimtes zijn er, maar gemeten wordt er niet.",
	}, "\n"))
	f.add("Interview 3", "en", nil, "R3: There is room, we listen.\nR4: No room at all.")
	f.documents[2].Speakers = map[string]map[string]string{"R4": {"rol": "beleid"}}
	f.code(a, "zo’n ruimte", "ruimte", "Noor", "vraag dit na")
	f.code(a, "oog voor de buurt, de gemeente niet.\nI: En", "discretionaire ruimte", "Daan", "")
	f.code(b, "loket, het loket", "loket", "Noor", "")
	return f
}

// show writes a result as "1.3[words|words]": document, turn, matches.
func show(t *testing.T, f *fakeFacts, r Result) string {
	t.Helper()
	var out []string
	for _, h := range r.Hits {
		d := slices.IndexFunc(f.documents, func(d DocumentFacts) bool { return d.ID == h.Document })
		var words []string
		for _, m := range h.Matches {
			words = append(words, f.texts[h.Document].Text.Slice(m))
		}
		s := fmt.Sprintf("%d.%d", d+1, h.Turn)
		if len(words) > 0 {
			s += "[" + strings.Join(words, "|") + "]"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}
