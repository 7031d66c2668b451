package codebook

import (
	"time"

	"veldwerk/transcript"
)

// Project is all that a project holds, as plain values: what a reader of
// another tool's file gives, what store.Project.Take adds to a project file in
// one step, and what store.Project.Whole gives to those who write such files.
//
// Ids join its parts and are set in all of them; a reader keeps the ids of the
// file where they are UUIDs and unique there. Take gives new ones to what the
// project file already uses for something else.
type Project struct {
	Name       string
	Origin     string // the program and version that wrote it, as it says itself
	Coders     []Coder
	Documents  []Document
	Cases      []transcript.Case
	Attributes []transcript.Attribute
	Codes      []Code // parents before their children
	Themes     []Theme
	Codings    []Coding // Revision 0 and an empty QuoteHash are filled in; a zero Coder is not known
	Memos      []Memo   // likewise
	Strays     []Stray
	Losses     []transcript.Warning // what could not be kept, each with Args count (and perhaps name)
}

// Document is a transcript with the moment it was added; the zero time is now.
type Document struct {
	transcript.Document
	Added time.Time
}

// Stray is a coding that has no place in its document's text: it waits in the
// quarantine for a person. The span is as the file gave it, -1 for none.
type Stray struct {
	Document transcript.DocumentID // zero: no text came with what was coded
	Source   string                // with a zero Document: the name of what was coded
	Code     CodeID                // zero: a place without a code
	Coder    CoderID               // zero: not known
	Span     transcript.Span
	Quote    string      // the text that was coded, as far as it is known
	Reason   StrayReason // why it has no place
	Memo     string
	Created  time.Time
}

// StrayReason says why a coding has no place.
type StrayReason string

// The reasons.
const (
	StrayOutside   StrayReason = "outside"    // the span leaves the text
	StrayEmpty     StrayReason = "empty"      // a span without length
	StrayReversed  StrayReason = "reversed"   // the end stands before the start
	StrayNotFound  StrayReason = "not-found"  // the quote is nowhere in the text
	StrayNoText    StrayReason = "no-text"    // a picture, a recording, a missing source
	StrayWholeText StrayReason = "whole-text" // a code on a whole document
	StrayRevised   StrayReason = "revised"    // the text was corrected, and the passage is gone from it
)
