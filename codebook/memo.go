package codebook

import (
	"time"

	"veldwerk/transcript"
)

// Memo is a note about something, in Markdown.
type Memo struct {
	ID       MemoID
	Kind     MemoKind
	About    Ref
	Title    string
	Body     string
	Coder    CoderID
	Created  time.Time
	Modified time.Time
}

// MemoKind says what sort of note a memo is.
type MemoKind string

// The kinds of memos.
const (
	MemoNote       MemoKind = "note"
	MemoTheory     MemoKind = "theory"
	MemoMethod     MemoKind = "method"
	MemoReflection MemoKind = "reflection"
	MemoTask       MemoKind = "task"
)

// Ref says what a memo is about: exactly one kind, and the fields that kind
// needs.
type Ref struct {
	Kind     RefKind
	Document transcript.DocumentID // RefDocument, RefSpan
	Span     transcript.Span       // RefSpan
	Code     CodeID                // RefCode
	Theme    ThemeID               // RefTheme
	Case     transcript.CaseID     // RefCase
	Coding   CodingID              // RefCoding
}

// RefKind is the closed set of things a memo can be about.
type RefKind string

// What a memo can be about.
const (
	RefProject  RefKind = "project"
	RefDocument RefKind = "document"
	RefSpan     RefKind = "span"
	RefCode     RefKind = "code"
	RefTheme    RefKind = "theme"
	RefCase     RefKind = "case"
	RefCoding   RefKind = "coding"
)
