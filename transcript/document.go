package transcript

import "sort"

// LayoutVersion is the version of the rules by which Read lays out a text and
// finds its turns. It is stored with each document, so that a later rule never
// moves the spans of an older one.
const LayoutVersion = 1

// Document is one transcript.
type Document struct {
	ID       DocumentID
	Title    string
	Language string // "nl", "en" or "" when not known
	Case     CaseID // the case the document belongs to
	Text     Text
	Turns    []Turn    // in text order, tiling nothing twice; may be empty
	Speakers []Speaker // of this document, in order of first appearance
	Anchors  []Anchor  // ascending by At
	Pages    []Page    // of a source that has pages, ascending by At
	Layout   int       // LayoutVersion of the rules that made the turns
	Revision int       // 1 for the text as imported
	Source   Source
}

// Turn is an uninterrupted run of one speaker. Turns are numbered from 1; text
// before the first label is turn 0: shown, searchable, codable, not counted.
type Turn struct {
	N       int
	Speaker int // index into Document.Speakers; -1 for none
	Span    Span
	Label   Span // speaker label and time in front of the turn; empty when there is none
}

// Speaker says turns in one document.
type Speaker struct {
	ID   SpeakerID
	Name string // as the transcript writes it
	Role Role
	Case CaseID // the case the speaker belongs to; zero: the document's
	Rule Rule   // how the label was recognised
}

// Role of a speaker. Analysis leaves interviewers out unless asked.
type Role string

// The roles.
const (
	RoleNone        Role = ""
	RoleInterviewer Role = "interviewer"
	RoleRespondent  Role = "respondent"
)

// Rule names how a speaker label was recognised (DESIGN section 6).
type Rule string

// The rules, in the order of the design.
const (
	RuleKnownRole Rule = "known-role" // I, Int, Interviewer, R1, SPEAKER_00 …
	RuleTwice     Rule = "seen-twice"
	RuleTime      Rule = "beside-time" // or in a <v> tag
	RuleLegend    Rule = "legend"
	RuleTitle     Rule = "title" // Mw., Dhr., Dr. and a name
	RuleCue       Rule = "cue"   // a capitalised name before a cue's first colon
)

// Anchor ties the code point At to a moment in the recording.
type Anchor struct {
	At     int   // code point
	Millis int64 // from the start of the recording
}

// Page says that the page with this number, from 1, starts at the code point
// At.
type Page struct{ At, Number int }

// PageAt is the number of the page that holds the code point, 0 when the
// source has no pages.
func (d *Document) PageAt(at int) int {
	n := sort.Search(len(d.Pages), func(i int) bool { return d.Pages[i].At > at })
	if n == 0 {
		return 0
	}
	return d.Pages[n-1].Number
}

// Source is the file a document came from, byte for byte.
type Source struct {
	Name     string // base name of the file
	Kind     string // as Sniff names it: "txt", "md", "vtt", "srt", "docx" …
	Encoding string // "utf-8", "utf-16le", "windows-1252" …
	Bytes    []byte
	SHA256   string // of Bytes, lower-case hex
}

// Case is a person, municipality or organisation that documents or speakers
// belong to. Its values are keyed by attribute.
type Case struct {
	ID     CaseID
	Name   string
	Values map[AttributeID]string
}

// Attribute is a characteristic of cases, such as rol or gemeente.
type Attribute struct {
	ID   AttributeID
	Name string
	Type AttributeType
}

// AttributeType says how values compare and sort.
type AttributeType string

// The types of attributes. A date is YYYY, YYYY-MM or YYYY-MM-DD; yes/no is
// "yes" or "no".
const (
	AttributeText   AttributeType = "text"
	AttributeNumber AttributeType = "number"
	AttributeDate   AttributeType = "date"
	AttributeYesNo  AttributeType = "yesno"
)

// TurnAt is the index in Turns of the turn that holds the code point, or of
// the last one that starts at or before it; -1 when there is none.
func (d *Document) TurnAt(at int) int {
	lo, hi := 0, len(d.Turns)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.Turns[mid].Span.Start <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// TimeAt is the last anchored time at or before the code point; ok is false
// when the document has none there.
func (d *Document) TimeAt(at int) (millis int64, ok bool) {
	lo, hi := 0, len(d.Anchors)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.Anchors[mid].At <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return 0, false
	}
	return d.Anchors[lo-1].Millis, true
}

// SpeakerOf is the turn's speaker, or the zero Speaker.
func (d *Document) SpeakerOf(t Turn) Speaker {
	if t.Speaker < 0 || t.Speaker >= len(d.Speakers) {
		return Speaker{}
	}
	return d.Speakers[t.Speaker]
}
