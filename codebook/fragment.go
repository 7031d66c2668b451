package codebook

import "veldwerk/transcript"

// Fragment is a coding seen with its text and context; what retrieval lists
// and CSV exports. Lines are 1-based LF lines of the document; times are
// milliseconds, -1 when unknown.
type Fragment struct {
	Coding       Coding
	Code         Code
	CodePath     string // names joined by "/", see Tree.Path
	Coder        string // name
	DocumentName string
	DocumentHash string // SHA-256 of the document's text, hex
	Case         string
	Speaker      string
	SpeakerRole  transcript.Role
	TurnFirst    int // number of the turn in which the span starts
	TurnLast     int // number of the turn in which it ends
	LineFirst    int
	LineLast     int
	Page         int // on which the span starts; 0 when the source has no pages
	TimeStart    int64
	TimeEnd      int64
	Text         string
	Before       string            // the sentence before
	After        string            // the sentence after
	Overlapping  []string          // paths of the other codes that overlap it, sorted
	Attributes   map[string]string // by attribute name
}
