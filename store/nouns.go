package store

import (
	"context"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// THE CONTRACT (each noun moves to its own file when it is built).

// Documents of the project.
type Documents struct{}

// DocumentInfo is a document without its text.
type DocumentInfo struct {
	ID         transcript.DocumentID
	Title      string
	Language   string
	Case       transcript.CaseID
	Revision   int
	Turns      int // without turn 0
	Words      int
	Chars      int // code points
	Speakers   int
	Codings    int
	TextHash   string // SHA-256 of the text, hex
	SourceName string
	SourceKind string
	Added      time.Time
}

// List is ordered by title as people sort (folded), then id.
func (d *Documents) List(ctx context.Context) ([]DocumentInfo, error) { panic("unbuilt") }
func (d *Documents) Get(ctx context.Context, id transcript.DocumentID) (transcript.Document, error) {
	panic("unbuilt")
}

// Add stores a document. DuplicateError when its source file (by SHA-256) is
// there already, unless again. A document without a case gets one named as
// itself. One step. The returned document has its ids.
func (d *Documents) Add(ctx context.Context, by codebook.CoderID, doc transcript.Document, again bool) (transcript.Document, error) {
	panic("unbuilt")
}
func (d *Documents) Rename(ctx context.Context, by codebook.CoderID, id transcript.DocumentID, title string) error {
	panic("unbuilt")
}
func (d *Documents) SetLanguage(ctx context.Context, by codebook.CoderID, id transcript.DocumentID, lang string) error {
	panic("unbuilt")
}
func (d *Documents) SetCase(ctx context.Context, by codebook.CoderID, id transcript.DocumentID, c transcript.CaseID) error {
	panic("unbuilt")
}

// Delete marks the document, its codings and memos: one step.
func (d *Documents) Delete(ctx context.Context, by codebook.CoderID, id transcript.DocumentID) error {
	panic("unbuilt")
}

// Speakers of all documents.
type Speakers struct{}

// SpeakerInfo is a speaker with where and how much.
type SpeakerInfo struct {
	transcript.Speaker
	Document transcript.DocumentID
	Turns    int
	Words    int
}

func (s *Speakers) List(ctx context.Context) ([]SpeakerInfo, error) { panic("unbuilt") }
func (s *Speakers) Rename(ctx context.Context, by codebook.CoderID, id transcript.SpeakerID, name string) error {
	panic("unbuilt")
}
func (s *Speakers) SetRole(ctx context.Context, by codebook.CoderID, id transcript.SpeakerID, role transcript.Role) error {
	panic("unbuilt")
}
func (s *Speakers) SetCase(ctx context.Context, by codebook.CoderID, id transcript.SpeakerID, c transcript.CaseID) error {
	panic("unbuilt")
}

// Merge gives the turns of from to into (same document); undone as one step.
func (s *Speakers) Merge(ctx context.Context, by codebook.CoderID, from, into transcript.SpeakerID) error {
	panic("unbuilt")
}

// Cases and their values.
type Cases struct{}

func (c *Cases) List(ctx context.Context) ([]transcript.Case, error) { panic("unbuilt") }
func (c *Cases) Add(ctx context.Context, by codebook.CoderID, name string) (transcript.CaseID, error) {
	panic("unbuilt")
}
func (c *Cases) Rename(ctx context.Context, by codebook.CoderID, id transcript.CaseID, name string) error {
	panic("unbuilt")
}
func (c *Cases) Delete(ctx context.Context, by codebook.CoderID, id transcript.CaseID) error {
	panic("unbuilt")
}

// SetValue sets one value; "" takes it away.
func (c *Cases) SetValue(ctx context.Context, by codebook.CoderID, id transcript.CaseID, a transcript.AttributeID, value string) error {
	panic("unbuilt")
}

// Attributes of cases.
type Attributes struct{}

func (a *Attributes) List(ctx context.Context) ([]transcript.Attribute, error) { panic("unbuilt") }
func (a *Attributes) Add(ctx context.Context, by codebook.CoderID, name string, t transcript.AttributeType) (transcript.AttributeID, error) {
	panic("unbuilt")
}
func (a *Attributes) Rename(ctx context.Context, by codebook.CoderID, id transcript.AttributeID, name string) error {
	panic("unbuilt")
}
func (a *Attributes) SetType(ctx context.Context, by codebook.CoderID, id transcript.AttributeID, t transcript.AttributeType) error {
	panic("unbuilt")
}
func (a *Attributes) Delete(ctx context.Context, by codebook.CoderID, id transcript.AttributeID) error {
	panic("unbuilt")
}

// Codes of the codebook.
type Codes struct{}

func (c *Codes) List(ctx context.Context) ([]codebook.Code, error) { panic("unbuilt") }

// Add makes codes in one step; ids, letters (codebook.Letter) and colours that
// are empty are given. A sibling with the same folded name: DuplicateError.
func (c *Codes) Add(ctx context.Context, by codebook.CoderID, codes ...codebook.Code) ([]codebook.Code, error) {
	panic("unbuilt")
}

// Import makes codes and themes in one step.
func (c *Codes) Import(ctx context.Context, by codebook.CoderID, codes []codebook.Code, themes []codebook.Theme) error {
	panic("unbuilt")
}

// Update changes name, definition fields, colour, letter, alias, status. A
// former name becomes an alias.
func (c *Codes) Update(ctx context.Context, by codebook.CoderID, code codebook.Code) error {
	panic("unbuilt")
}
func (c *Codes) Move(ctx context.Context, by codebook.CoderID, id, parent codebook.CodeID, position int) error {
	panic("unbuilt")
}

// Merge gives from's codings (united), children, themes and slots to into and
// marks it merged; its name becomes an alias of into. One step.
func (c *Codes) Merge(ctx context.Context, by codebook.CoderID, from, into codebook.CodeID) error {
	panic("unbuilt")
}

// Split makes a new code beside id and moves the codings to it. One step.
func (c *Codes) Split(ctx context.Context, by codebook.CoderID, id codebook.CodeID, name string, codings []codebook.CodingID) (codebook.Code, error) {
	panic("unbuilt")
}

// Delete marks the code, its sub-codes and their codings: one step.
func (c *Codes) Delete(ctx context.Context, by codebook.CoderID, id codebook.CodeID) error {
	panic("unbuilt")
}

// Themes of the codebook.
type Themes struct{}

func (t *Themes) List(ctx context.Context) ([]codebook.Theme, error) { panic("unbuilt") }
func (t *Themes) Add(ctx context.Context, by codebook.CoderID, theme codebook.Theme) (codebook.ThemeID, error) {
	panic("unbuilt")
}

// Update writes the whole theme, its codes and words too.
func (t *Themes) Update(ctx context.Context, by codebook.CoderID, theme codebook.Theme) error {
	panic("unbuilt")
}
func (t *Themes) Delete(ctx context.Context, by codebook.CoderID, id codebook.ThemeID) error {
	panic("unbuilt")
}

// Codings of all documents.
type Codings struct{}

// Application is one code put on spans, in one step.
type Application struct {
	Code   codebook.CodeID
	New    []codebook.Code // made first, parents before children; Code may name the last
	Places []Place
}

// Place is a span of a document's current revision.
type Place struct {
	Document transcript.DocumentID
	Span     transcript.Span
}

// Outcome of an Application. Added is the rise of the number of codings; a
// place is United when it grew an existing coding, Skipped when one already
// covered it.
type Outcome struct {
	Added, United, Skipped int
	Codings                []codebook.CodingID // the codings that now hold the places
	Code                   codebook.Code
}

// Of lists a document's codings by start, end, id.
func (c *Codings) Of(ctx context.Context, doc transcript.DocumentID) ([]codebook.Coding, error) {
	panic("unbuilt")
}

// All lists every coding by document, start, end, id.
func (c *Codings) All(ctx context.Context) ([]codebook.Coding, error) { panic("unbuilt") }

// CountByCode counts codings per code.
func (c *Codings) CountByCode(ctx context.Context) (map[codebook.CodeID]int, error) { panic("unbuilt") }
func (c *Codings) Apply(ctx context.Context, by codebook.CoderID, a Application) (Outcome, error) {
	panic("unbuilt")
}
func (c *Codings) Remove(ctx context.Context, by codebook.CoderID, ids ...codebook.CodingID) error {
	panic("unbuilt")
}

// Resize gives a coding a new span; what it then overlaps unites with it.
func (c *Codings) Resize(ctx context.Context, by codebook.CoderID, id codebook.CodingID, span transcript.Span) error {
	panic("unbuilt")
}

// Recode gives the codings another code (united there). One step.
func (c *Codings) Recode(ctx context.Context, by codebook.CoderID, to codebook.CodeID, ids ...codebook.CodingID) error {
	panic("unbuilt")
}
func (c *Codings) SetCertainty(ctx context.Context, by codebook.CoderID, id codebook.CodingID, certainty int) error {
	panic("unbuilt")
}
func (c *Codings) SetMemo(ctx context.Context, by codebook.CoderID, id codebook.CodingID, body string) error {
	panic("unbuilt")
}

// Memos of the project.
type Memos struct{}

func (m *Memos) List(ctx context.Context) ([]codebook.Memo, error) { panic("unbuilt") }
func (m *Memos) Add(ctx context.Context, by codebook.CoderID, memo codebook.Memo) (codebook.MemoID, error) {
	panic("unbuilt")
}
func (m *Memos) Update(ctx context.Context, by codebook.CoderID, memo codebook.Memo) error {
	panic("unbuilt")
}
func (m *Memos) Delete(ctx context.Context, by codebook.CoderID, id codebook.MemoID) error {
	panic("unbuilt")
}

// Coders of the project.
type Coders struct{}

func (c *Coders) List(ctx context.Context) ([]codebook.Coder, error) { panic("unbuilt") }

// Ensure finds the coder by folded name or makes one (which is no step to undo).
func (c *Coders) Ensure(ctx context.Context, name string) (codebook.Coder, error) { panic("unbuilt") }
func (c *Coders) Rename(ctx context.Context, by codebook.CoderID, id codebook.CoderID, name, initials string) error {
	panic("unbuilt")
}

// Slots are each coder's pinned codes 1…9.
type Slots struct{}

// Of gives the coder's codes for slots 1…9 (index 0 is slot 1; zero = empty).
func (s *Slots) Of(ctx context.Context, coder codebook.CoderID) ([9]codebook.CodeID, error) {
	panic("unbuilt")
}

// Set pins a code (zero: empties the slot).
func (s *Slots) Set(ctx context.Context, coder codebook.CoderID, slot int, code codebook.CodeID) error {
	panic("unbuilt")
}

// Queries are saved searches.
type Queries struct{}

// SavedQuery is a query with a name.
type SavedQuery struct{ ID, Name, Query string }

func (q *Queries) List(ctx context.Context) ([]SavedQuery, error) { panic("unbuilt") }
func (q *Queries) Save(ctx context.Context, by codebook.CoderID, name, query string) error {
	panic("unbuilt")
}
func (q *Queries) Delete(ctx context.Context, by codebook.CoderID, id string) error { panic("unbuilt") }

// Changes is the log of all acts.
type Changes struct{}

// Step is all changes of one act.
type Step struct {
	ID       string
	Coder    codebook.CoderID
	At       time.Time
	Act      string                // "code", "rename-document", "merge-codes" …; worded by lang as act.ACT
	Subject  string                // a name or title to word it with
	Rows     int                   // changed rows
	Undoes   string                // id of the step this one takes back or does again
	Undone   bool                  // taken back by a later step
	Document transcript.DocumentID // the one document it touched, if one
}

// Change is one row of the log.
type Change struct {
	Device string
	Seq    int64
	Step   string
	Coder  codebook.CoderID
	At     time.Time
	Act    string
	Table  string
	Row    string
	Before string // JSON, "" for none
	After  string
	Hash   string
}

// Steps lists the newest first, at most limit (0: all), older than the step before ("": from the newest).
func (c *Changes) Steps(ctx context.Context, limit int, before string) ([]Step, error) {
	panic("unbuilt")
}

// All lists every change in order, for export and audit.
func (c *Changes) All(ctx context.Context) ([]Change, error) { panic("unbuilt") }

// Undo takes back the coder's last step that is not undone: ErrNothing, ChangedSinceError.
func (c *Changes) Undo(ctx context.Context, by codebook.CoderID) (Step, error) { panic("unbuilt") }

// Redo does again the coder's last undone step; a new act ends redo.
func (c *Changes) Redo(ctx context.Context, by codebook.CoderID) (Step, error) { panic("unbuilt") }
