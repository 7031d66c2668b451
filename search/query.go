package search

// Query is a parsed query. The zero Query is empty and matches nothing.
type Query struct {
	Text string // as typed
	root *node
	// Problems lists what was read otherwise than typed: an unclosed quote, an
	// operator with nothing beside it (typed facts, never sentences). What only
	// the project can tell, such as an unknown field, stands in Result.Problems.
	Problems []Problem
}

// node is one part of a query. Trees are normal: no AND right under an AND,
// no OR right under an OR, no NOT right under a NOT, no group of one.
type node struct {
	op       operator
	kids     []*node   // opAnd, opOr, opNot, opNear
	distance int       // words: opNear; opPhrase, where 0 means adjacent
	words    []pattern // opWord (one), opPhrase; an empty pattern is any word
	field    field     // opField
	at       place     // opField: where it was typed
}

type operator int

const (
	opAnd operator = iota
	opOr
	opNot
	opNear
	opWord
	opPhrase
	opField
	opExcept // of a plan only: its first part where the second does not stand
)

// field is a condition on what is known of a turn.
type field struct {
	name    string // folded, as typed: "thema"
	key     key
	compare string // "", "=", ">=", "<=", ">", "<"
	value   string // '*' stands for anything
}

// key says what a field speaks of.
type key int

const (
	keyAttribute key = iota
	keyCode
	keyTheme
	keySpeaker
	keyDocument
	keyCoder
	keyMemo
	keyLanguage
	keyIs
)

var fieldKeys = map[string]key{
	"code":    keyCode,
	"thema":   keyTheme,
	"theme":   keyTheme,
	"spreker": keySpeaker, "speaker": keySpeaker,
	"document": keyDocument,
	"coder":    keyCoder, "codeur": keyCoder,
	"memo": keyMemo,
	"taal": keyLanguage, "language": keyLanguage,
	"is": keyIs,
}

// states are the values of is:.
var states = map[string]string{
	"coded": "coded", "gecodeerd": "coded",
	"uncoded": "uncoded", "ongecodeerd": "uncoded",
	"interviewer": "interviewer",
}

// Problem is one thing that was read otherwise than typed. Start and End are
// code points of the query's text.
//
// Codes of Parse: "unclosed-quote", "unclosed-bracket", "unopened-bracket",
// "unclosed-regexp", "bad-regexp", "empty-field", "unknown-value",
// "dangling-operator", "literal-switch", "near-operand", "no-words",
// "short-wildcard", "too-deep". Codes of a
// Result: "unknown-field" (read as words), "unknown-code", "unknown-theme",
// "unknown-coder" (match nothing).
type Problem struct {
	Code       string
	Text       string // the part of the query it is about
	Start, End int
}

// place is a range of code points of the query's text.
type place struct{ start, end int }

// IsEmpty says whether the query asks for nothing.
func (q Query) IsEmpty() bool { return q.root == nil }
