package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// MergeOptions say how a copy is merged.
type MergeOptions struct {
	DryRun bool // find out what would come of it, and write nothing
}

// MergeReport says what a merge did. Added and Updated count rows by table:
// Added those that came into use, Updated those that were in use and changed,
// the ones that went out of use too.
type MergeReport struct {
	Steps     int // acts of others that this file had not
	Added     map[string]int
	Updated   map[string]int
	Conflicts []Conflict
	Erased    int // documents of which texts went, for the other copy had erased a person
}

// IsNothing says whether the merge changed nothing.
func (r MergeReport) IsNothing() bool { return r.Steps == 0 && len(r.Added)+len(r.Updated) == 0 }

// ConflictKind says what two copies disagreed about.
type ConflictKind string

// The kinds of conflicts. In all of them the log keeps what lost.
const (
	ConflictValue   ConflictKind = "value"   // both wrote a field: the later stands
	ConflictDeleted ConflictKind = "deleted" // one changed what the other deleted: it stays deleted
	ConflictRevived ConflictKind = "revived" // one used what the other deleted: it is back
	ConflictMoved   ConflictKind = "moved"   // one used a code that the other merged: it went along
	ConflictCircle  ConflictKind = "circle"  // each put under or into the other: the earlier is undone
	ConflictUnited  ConflictKind = "united"  // made twice under one name: one is left
	ConflictRenamed ConflictKind = "renamed" // renamed to a name that was taken: it has a number now
	ConflictRetyped ConflictKind = "retyped" // values that are not of the attribute's type: it is text now
	ConflictUnpin   ConflictKind = "unpin"   // a key of a code that is gone: it is free
	ConflictText    ConflictKind = "text"    // both corrected a text: the later stands, the other is kept as a revision
	ConflictPlace   ConflictKind = "place"   // a passage was changed in a correction: look at it
	ConflictOrphan  ConflictKind = "orphan"  // a passage is not in the corrected text: it waits in the quarantine
	ConflictErased  ConflictKind = "erased"  // work on a text that was erased: it is gone
)

// Conflict is one thing that two copies disagreed about. Ours and Theirs are
// the two values as people know them; names stand for ids. Winner is "ours",
// "theirs" or "" where neither is. Coder and At tell of the act that decided.
type Conflict struct {
	Kind   ConflictKind
	Table  string
	Row    string
	Name   string // of the row; "" when it has none
	Field  string // the column; "place" for where a coding stands
	Ours   string
	Theirs string
	Winner string
	Coder  string
	At     time.Time
}

// OtherProjectError refuses to merge a file that is no copy of this project.
type OtherProjectError struct {
	ID   uuid.UUID
	Name string
}

func (e *OtherProjectError) Error() string { return fmt.Sprintf("%s is another project", e.Name) }

// CopyError refuses to merge a copy that is damaged, foreign or made by another
// version: ErrDamaged, *TrustError, *SchemaError. Nothing of it was taken in.
type CopyError struct{ Err error }

func (e *CopyError) Error() string { return "other copy: " + e.Err.Error() }
func (e *CopyError) Unwrap() error { return e.Err }

// SchemaError refuses a copy of another schema than this program's.
type SchemaError struct{ Have, Want int }

func (e *SchemaError) Error() string { return fmt.Sprintf("schema %d, not %d", e.Have, e.Want) }

// errDry ends a merge that was only to be tried.
var errDry = errors.New("tried")

// merging is a merge while it happens.
type merging struct {
	*act
	other  querier
	report MergeReport

	theirs map[string]bool // steps of the other copy
	taken  []link          // changes that came in, in the order of their chains
	fresh  map[rowAt][]int // places in taken, by row
	before map[rowAt]row   // rows as they were before the merge, nil where there was none
	order  []rowAt         // the same in the order in which they were met
	erased map[string]bool // documents whose text was erased in this file

	blanks  []blank
	clashes []clash                    // documents that both copies corrected
	forgot  []string                   // documents of which an erasure of either copy took texts
	texted  bool                       // texts came in
	numeric map[*table]map[string]bool // columns that hold numbers
}

// Merge takes in what another copy of this project has and this one has not,
// in one transaction. Each column of each row gets the value that was written
// last by the hybrid clock; what then does not fit together is put right by
// rules that come to the same in every copy (docs/adr/014), in a step of kind
// keep of the coder by. The other file is proved first; nothing is
// written to it or beside it.
// Merging the same copy twice changes nothing. A merge is no act that undo
// takes back; each coder's own steps stay theirs to undo.
// *OtherProjectError, *CopyError, ErrReadOnly, ErrNotProject, os.ErrNotExist.
func (p *Project) Merge(ctx context.Context, by codebook.CoderID, other string, o MergeOptions) (MergeReport, error) {
	other, err := filepath.Abs(other)
	if err != nil {
		return MergeReport{}, err
	}
	if p.info.ReadOnly {
		return MergeReport{}, ErrReadOnly
	}
	p.lending.Lock() // one private copy at a time
	defer p.lending.Unlock()
	l, err := p.lend(ctx, other)
	if err != nil {
		return MergeReport{}, Judge(ctx, other, copyError(err))
	}
	report, err := p.mergeLent(ctx, by, l, o)
	if err != nil && !l.copy { // a copy was read well from the other's disk
		err = Judge(ctx, other, err)
	}
	_ = l.end() // the merge is on disk; what is left of the copy the next one removes
	return report, err
}

func (p *Project) mergeLent(ctx context.Context, by codebook.CoderID, l *lent, o MergeOptions) (MergeReport, error) {
	if l.info.ID != p.info.ID {
		return MergeReport{}, &OtherProjectError{ID: l.info.ID, Name: l.info.Name}
	}
	if l.info.Schema != p.info.Schema {
		return MergeReport{}, &CopyError{&SchemaError{Have: l.info.Schema, Want: p.info.Schema}}
	}
	db, err := openPool(readerAddress(l.path), 1)
	if err != nil {
		return MergeReport{}, err
	}
	defer func() { _ = db.Close() }()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return MergeReport{}, copyError(err)
	}
	defer func() { _ = tx.Rollback() }()
	return p.mergeFrom(ctx, by, tx, o)
}

// copyError says of an error of the other file that it is the other's.
func copyError(err error) error {
	var foreign *TrustError
	err = fault(err)
	if errors.Is(err, ErrDamaged) || errors.As(err, &foreign) {
		return &CopyError{err}
	}
	return err
}

func (p *Project) mergeFrom(ctx context.Context, by codebook.CoderID, other querier, o MergeOptions) (MergeReport, error) {
	// All that is read of the other before the lock is taken is proved here.
	if err := pagesSound(ctx, other); err != nil {
		return MergeReport{}, copyError(err)
	}
	if err := trusted(ctx, other, p.info.Schema); err != nil {
		return MergeReport{}, copyError(err)
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.writer == nil {
		return MergeReport{}, ErrReadOnly
	}
	m := &merging{other: other, theirs: map[string]bool{}, fresh: map[rowAt][]int{}, before: map[rowAt]row{}, erased: map[string]bool{},
		report: MergeReport{Added: map[string]int{}, Updated: map[string]int{}}}
	err := within(ctx, p.writer, func() error {
		m.act = &act{p: p, ctx: context.WithoutCancel(ctx), name: "merge", kind: kindKeep, by: by.String(), step: p.options.NewID().String(), at: p.now()}
		if err := m.run(ctx); err != nil {
			return err
		}
		if o.DryRun {
			return errDry
		}
		if m.rows == 0 && len(m.taken) == 0 {
			return errNoChange
		}
		return nil
	})
	p.forgetMoved()
	for _, id := range m.forgot { // after a rollback too
		p.texts.drop(id)
	}
	if err == nil && len(m.forgot) > 0 {
		if err := p.compact(ctx); err != nil {
			return m.report, fmt.Errorf("%w: %w", ErrRemains, err)
		}
	}
	switch {
	case errors.Is(err, errDry), errors.Is(err, errNoChange), err == nil:
		return m.report, nil
	case errors.Is(fault(err), ErrInvalid):
		// Our own rules write nothing that the tables refuse: it is what came in.
		return MergeReport{}, &CopyError{fmt.Errorf("%w: %w", ErrDamaged, err)}
	}
	return MergeReport{}, fault(err)
}

// run is the merge within its transaction.
func (m *merging) run(ctx context.Context) error {
	var known bool
	if err := m.row("SELECT count(*) FROM coder WHERE id = ? AND deleted = 0", m.by).Scan(&known); err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("coder %q: %w", m.by, ErrNotFound)
	}
	// Rows come in by table, not by who names whom; COMMIT proves the names.
	if _, err := m.p.writer.ExecContext(m.ctx, "PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	for _, part := range []func() error{
		m.takeLog, m.findErased, m.takeBodies, m.takeRows, m.takeTexts, m.begin, m.forgetWhole, m.mend, m.forgetTexts, m.wordSteps, m.count,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := part(); err != nil {
			return err
		}
	}
	if m.rows == 0 {
		return nil
	}
	return m.finish()
}

// forgetWhole erases again what either copy erased whole, before rows that name
// it are put right: nothing must bring it back.
func (m *merging) forgetWhole() error { return m.forgetAgain(true) }

// forgetTexts erases the rest, when all texts were compared.
func (m *merging) forgetTexts() error { return m.forgetAgain(false) }

func (m *merging) forgetAgain(rows bool) error {
	if len(m.taken) == 0 && !m.texted {
		return nil
	}
	documents, err := m.act.forgetAgain(rows)
	m.forgot = append(m.forgot, documents...)
	m.report.Erased = len(m.forgot)
	if errors.Is(err, ErrDamaged) { // an erasure that came in and can't be read
		return &CopyError{err}
	}
	return err
}

// count compares the rows that were touched with what they were.
func (m *merging) count() error {
	for _, at := range m.order {
		was := m.before[at]
		is, _, err := m.get(at.t, at.id)
		if err != nil {
			return err
		}
		switch used, uses := was != nil && was.live(), is != nil && is.live(); {
		case !used && uses:
			m.report.Added[at.t.name]++
		case used && (!uses || !sameRow(was, is)):
			m.report.Updated[at.t.name]++
		}
	}
	return m.wordConflicts()
}

func sameRow(a, b row) bool {
	for name, v := range a {
		if b[name] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// meet keeps what a row was before the merge touched it.
func (m *merging) meet(at rowAt, was row) {
	if _, met := m.before[at]; !met {
		m.before[at] = was
		m.order = append(m.order, at)
	}
}

// put is act.put for a row of the merge.
func (m *merging) put(t *table, id string, set row) error {
	was, _, err := m.get(t, id)
	if err != nil {
		return err
	}
	m.meet(rowAt{t, id}, was)
	return m.act.put(t, id, set)
}
