package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/transcript"
)

// Acts that erase. They are logged, but undo passes them by: what is erased is
// nowhere any more.
const (
	actForget        = "forget"
	actForgetHistory = "forget-history"
)

// Who is whom Forget erases: at least one document, case or speaker.
type Who struct {
	// Documents go whole: text, source, speakers, codings, memos. One that was
	// deleted before can be named too (Documents.Deleted).
	Documents []transcript.DocumentID
	// Case goes with its values and memos, its documents go whole, and of
	// other documents the turns of its speakers.
	Case transcript.CaseID
	// Speakers lose their turns: what they said and the label before it give
	// way to Mark, and their rows go.
	Speakers []transcript.SpeakerID
	// Names are more names to look for, besides those of the case, the
	// speakers and the titles.
	Names []string
	// Mark stands where an erased turn was; "" leaves nothing there.
	Mark string
}

// Erasure is what Forget erased, counted, and what it could not decide about.
// Names and Mentions hold names: they are for the screen, not to be kept.
type Erasure struct {
	Step        string // "" when nothing was written
	Documents   int
	Revisions   int
	Sources     int
	Turns       int // of documents that stay
	Speakers    int
	Cases       int
	Values      int
	Codings     int // in use, that ended
	Shrunk      int // codings that stay on what others said
	Memos       int
	Quarantined int
	Unused      int // rows that nobody saw any more and that held a name
	Bodies      int // former texts that only the log pointed at
	Touched     []transcript.DocumentID
	Whole       []transcript.DocumentID // of these, those that went whole
	Rows        []string                // ids of the rows that were emptied
	Names       []string                // folded, that were looked for
	Sought      Sought
	Mentions    []Mention
}

// Sought are the names that were looked for, as they stood.
type Sought struct {
	Given   []string // in any case
	Persons []string // and the parts of these
}

// Mention is a place in use that still holds a name of the person, or perhaps
// does: a first or family name alone, a word of a title. A person has to decide
// about it.
type Mention struct {
	Kind string // "left-case" (nothing belongs to it any more), "document", "speaker", "case", "value", "attribute", "code", "theme", "memo", "coding", "quarantine", "query", "coder", "deleted-document", "log"
	ID   string // of the row; of the step for "log"
	Name string // as people know it; "" for none

	Perhaps bool // the name may be somebody else's
}

// errRehearsed takes a rehearsal back.
var errRehearsed = errors.New("rehearsed")

// ErrRemains says that the act is done and on disk, but that the file could
// not be written anew: remains may stand in its unused parts until Compact.
var ErrRemains = errors.New("erased, but the file was not compacted")

// Rehearse tells what Forget would do, and changes nothing.
func (p *Project) Rehearse(ctx context.Context, by codebook.CoderID, who Who) (Erasure, error) {
	out, err := p.forget(ctx, by, who, true)
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	out.Step = ""
	return out, err
}

// Forget erases a person: the rows stay as empty marks, so that the log still
// leads to them; texts, names and sources are gone from the file. One step,
// which undo passes by; steps that it made irreversible are refused with
// ErasedError. ErrNotFound for what is not there or was erased before,
// ErrInvalid when nobody is named, ErrRemains.
func (p *Project) Forget(ctx context.Context, by codebook.CoderID, who Who) (Erasure, error) {
	out, err := p.forget(ctx, by, who, false)
	if err != nil {
		return Erasure{}, err
	}
	return out, p.settleErasure(ctx, out.Touched)
}

func (p *Project) forget(ctx context.Context, by codebook.CoderID, who Who, rehearse bool) (Erasure, error) {
	var e *erasing
	err := p.act(ctx, by, actForget, func(a *act) error {
		e = newErasing(a, who.Mark)
		e.person = true
		if err := e.scope(who); err != nil {
			return err
		}
		if err := e.gatherNames(who.Names); err != nil {
			return err
		}
		if err := e.everything(); err != nil {
			return err
		}
		if err := e.record(); err != nil {
			return err
		}
		var err error
		if e.out.Mentions, err = e.mentions(); err == nil && rehearse {
			err = errRehearsed
		}
		return err
	})
	if e == nil {
		return Erasure{}, err
	}
	return e.outcome(), err
}

func (e *erasing) outcome() Erasure {
	out := e.out
	out.Step, out.Names, out.Sought = e.step, e.names, e.sought
	for _, id := range sortedKeys(e.below) {
		one, err := parsed[transcript.DocumentID](id)
		if err != nil {
			continue // a row that Forget read by this very id
		}
		out.Touched = append(out.Touched, one)
		if e.whole[id] {
			out.Whole = append(out.Whole, one)
		}
	}
	for at := range e.gone {
		out.Rows = append(out.Rows, at.id)
	}
	slices.Sort(out.Rows)
	return out
}

// settleErasure drops erased texts from memory and compacts the file.
func (p *Project) settleErasure(ctx context.Context, documents []transcript.DocumentID) error {
	for _, id := range documents {
		p.texts.drop(id.String())
	}
	if err := p.Compact(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrRemains, err)
	}
	return nil
}

// Compact writes the whole file anew, so that no remains stand in unused parts
// of its pages: SQLite overwrites what is deleted, but a page that was divided
// may keep a copy of what moved to another one.
func (p *Project) Compact(ctx context.Context) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.writer == nil {
		return ErrReadOnly
	}
	return p.compact(ctx)
}

// compact is Compact for who holds writing.
func (p *Project) compact(ctx context.Context) error {
	_, err := p.writer.ExecContext(ctx, "VACUUM")
	return fault(err)
}

// erasing is an erasure while it happens.
type erasing struct {
	*act
	mark   string
	names  []string // folded
	look   *pseudonym.Names
	sought Sought
	person bool // somebody is forgotten: the parts of their names are looked for too
	out    Erasure

	whole    map[string]bool         // documents that go whole
	cases    map[string]bool         // cases that go
	speakers map[string]map[int]bool // by document: positions of the speakers whose turns go
	own      []string                // cases that bear the name of a document or speaker that goes
	gone     map[rowAt]bool          // rows that were blanked
	below    map[string]int          // by document: the first revision that stays
	ended    []string                // hashes of the bodies that went
	again    bool                    // by a former erasure, after a merge
}

func newErasing(a *act, mark string) *erasing {
	a.kind = kindKeep
	return &erasing{act: a, mark: mark, look: pseudonym.LookFor(nil, nil, nil), whole: map[string]bool{}, cases: map[string]bool{}, speakers: map[string]map[int]bool{},
		gone: map[rowAt]bool{}, below: map[string]int{}}
}

// everything erases the scope. Doing it twice erases nothing more.
func (e *erasing) everything() error {
	for _, id := range sortedKeys(e.speakers) {
		if err := e.turns(id); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(e.whole) {
		if err := e.document(id); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(e.cases) {
		if err := e.caseRows(id); err != nil {
			return err
		}
	}
	if err := e.unusedRows(); err != nil {
		return err
	}
	return e.bodies(false)
}

// erasureRecord is what the project keeps of an erasure: ids only. A copy that
// is merged in later is held to it.
type erasureRecord struct {
	Documents map[string]int   `json:"documents,omitempty"` // the first revision that stays
	Whole     []string         `json:"whole,omitempty"`
	Cases     []string         `json:"cases,omitempty"`
	Speakers  map[string][]int `json:"speakers,omitempty"` // positions by document
	Mark      string           `json:"mark,omitempty"`
	Bodies    []string         `json:"bodies,omitempty"` // hashes, which the log has too
}

// record keeps the erasure the way a run is kept: a row of query that is gone
// for a person from the start, so that it is logged and older programs read
// the file.
func (e *erasing) record() error {
	r := erasureRecord{Documents: e.below, Whole: sortedKeys(e.whole), Cases: sortedKeys(e.cases), Speakers: map[string][]int{}, Mark: e.mark, Bodies: e.ended}
	for id, positions := range e.speakers {
		for at := range positions {
			r.Speakers[id] = append(r.Speakers[id], at)
		}
		slices.Sort(r.Speakers[id])
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	e.aboutTable, e.aboutRow = "erasure", e.step
	return e.put(queryTable, e.p.options.NewID().String(), row{"name": string(b), "query": "", "deleted": 1})
}

// logged erasures are the records with the clock of their steps, in order.
type loggedErasure struct {
	hlc int64
	erasureRecord
}

func (a *act) erasures() ([]loggedErasure, error) {
	rows, err := a.strings(`SELECT json_array(c.hlc, q.name) FROM query q JOIN change c ON c.row = q.id AND c.tbl = 'query' AND c.before IS NULL
		WHERE c.act IN ('` + actForget + `', '` + actForgetHistory + `') AND q.name <> '' ORDER BY c.hlc, q.id`)
	if err != nil {
		return nil, err
	}
	var out []loggedErasure
	for _, line := range rows {
		var pair [2]json.RawMessage
		var one loggedErasure
		var text string
		err := json.Unmarshal([]byte(line), &pair)
		if err == nil {
			err = errors.Join(json.Unmarshal(pair[0], &one.hlc), json.Unmarshal(pair[1], &text))
		}
		if err == nil {
			err = json.Unmarshal([]byte(text), &one.erasureRecord)
		}
		if err != nil {
			return nil, fmt.Errorf("erasure: %w: %w", ErrDamaged, err)
		}
		out = append(out, one)
	}
	return out, nil
}

// forgetAgain holds the project to the erasures it knows of. Whoever brings in
// rows and texts from another copy calls it in the same act, which is of kind
// keep, after all of them are there: what was erased in one copy is then
// erased in both, also when the other one was worked in since. With rows only
// whole documents and cases go, and texts that others are still to be compared
// with stay. It gives the documents of which texts went.
func (a *act) forgetAgain(rows bool) ([]string, error) {
	known, err := a.erasures()
	if err != nil {
		return nil, err
	}
	texts := map[string]bool{}
	for _, r := range known {
		e := newErasing(a, r.Mark)
		if err := e.recall(r.erasureRecord, !rows); err != nil {
			return nil, err
		}
		if err := e.everything(); err != nil {
			return nil, err
		}
		for _, id := range sortedKeys(r.Documents) {
			if rows {
				break
			}
			if err := e.history(id, r.Documents[id]); err != nil {
				return nil, err
			}
		}
		if e.out.Revisions > 0 {
			for id := range r.Documents {
				texts[id] = true
			}
		}
	}
	return sortedKeys(texts), nil
}

// recall takes the scope of a former erasure, the turns of speakers when they
// are asked for.
func (e *erasing) recall(r erasureRecord, turns bool) error {
	for _, id := range r.Whole {
		e.whole[id] = true
	}
	e.ended, e.again = r.Bodies, true
	for _, id := range r.Cases {
		e.cases[id] = true
	}
	for id, positions := range r.Speakers {
		doc, found, err := e.get(documentTable, id)
		if err != nil {
			return err
		}
		if !turns || !found || !doc.live() {
			continue
		}
		e.speakers[id] = map[int]bool{}
		for _, at := range positions {
			e.speakers[id][at] = true
		}
	}
	return nil
}
