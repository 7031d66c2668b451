// Package search finds turns. It parses queries, indexes turns with bleve and
// evaluates a query over the index and the facts of the project.
//
// Words: a Query is what a person typed, read; a Hit is one turn with the exact
// spans that match. The index is a pure function of the documents; codings,
// codes and attributes are Facts, joined at query time.
// A word of a query stands for its forms: the words of the texts that share a
// lemma key with it, or with woord+ also a root or a part of a compound. Texts
// are indexed as written; forms are found at query time, in the vocabulary of
// the texts, and Expand shows them with their counts. A document's language
// says whose rules hold in it: Dutch, English, or both when it is not known.
//
// Guarantees: a span of a hit is exact in the document's text. Parse never
// refuses. What a word stands for depends on the word, the language and the
// query only, so index and scan agree. The index can be deleted at any time; without a sound one a plain
// scan gives the same answer. bleve's types never leave this package.
//
// Non-goals: where the index lies and when it is built (package workspace).
package search

import (
	"context"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Facts is what a query needs of the project.
type Facts interface {
	// Documents lists every document in the order in which hits are listed.
	Documents(ctx context.Context) ([]DocumentFacts, error)
	// Document gives one with its text and turns.
	Document(ctx context.Context, id transcript.DocumentID) (*transcript.Document, error)
	// Codings of one document, by start.
	Codings(ctx context.Context, id transcript.DocumentID) ([]codebook.Coding, error)
	// Codebook gives the tree, the themes and the coders.
	Codebook(ctx context.Context) (Codebook, error)
}

// DocumentFacts is what is known of a document besides its text.
type DocumentFacts struct {
	ID         transcript.DocumentID
	Title      string
	Language   string
	TextHash   string            // changes when the text or its turns change
	Stamp      string            // changes when its speakers (names, roles) or who says a turn change; may be ""
	Case       string            // name
	Attributes map[string]string // by attribute name, of the document's case
	// Speakers holds, per speaker name that has a case of its own, that case's
	// attributes; they win over the document's for that speaker's turns.
	Speakers map[string]map[string]string
}

// Codebook is what fields such as code: and thema: are resolved with.
type Codebook struct {
	Tree   *codebook.Tree
	Themes []codebook.Theme
	Coders []codebook.Coder
}

// Hit is one turn that answers a query.
type Hit struct {
	Document transcript.DocumentID
	Turn     int               // number
	Span     transcript.Span   // of the turn, without its label
	Matches  []transcript.Span // in document code points, ascending, not overlapping; empty when only fields matched
}

// Result of a search: Hits in document and turn order, at most the limit;
// Total counts all.
type Result struct {
	Hits    []Hit
	Total   int
	Took    time.Duration
	Indexed bool // the index answered for every document; false: a scan answered for some or all
	// Problems lists what only the project could tell: a field, code, theme or
	// coder that it does not have.
	Problems []Problem
}

// Options of a search. Limit 0 is all.
type Options struct{ Limit int }
