package search

// Query is a parsed query. The zero Query is empty and matches nothing.
type Query struct {
	Text string // as typed
	root *node
	// Problems lists what was read otherwise than typed: an unclosed quote, an
	// unknown field (typed facts, never sentences).
	Problems []Problem
}

type node struct{}

// Problem is one thing the parser had to guess. Start and End are code points
// of the query's text.
type Problem struct {
	Code       string // "unclosed-quote", "unknown-field", "unclosed-bracket", "empty-field", "bad-regexp" …
	Text       string
	Start, End int
}

// Parse reads a query. It never refuses.
func Parse(text string) Query { panic("unbuilt") }

// IsEmpty says whether the query asks for nothing.
func (q Query) IsEmpty() bool { return q.root == nil }

// String is how the query was read, in the query language itself.
func (q Query) String() string { panic("unbuilt") }
