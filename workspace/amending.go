package workspace

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Amending is what a fragments file that a person changed does to the codings
// of the project.
type Amending struct {
	Rows    int             // of the file
	Same    int             // that say what the project says
	Changes []AmendedCoding // a change each; one coding may have several
	Left    []LeftRow       // rows that are left alone
	Created []string        // paths of codes that are made, parents first

	create     []codebook.Code
	amendments []store.Amendment
}

// AmendedCoding is one change of one coding.
type AmendedCoding struct {
	Row           int
	Coding        codebook.CodingID
	Document      string // title
	CodePath      string // as it is
	Coder         string // whose coding it is
	Text          string
	Field         string // "memo", "certainty" or "code"
	Before, After string
}

// LeftRow is a row that changes nothing. Reason is "bad-id", "unknown",
// "twice" (another row of the same coding came first), "text-differs",
// "changed-since" (Coder changed it At, after the file was written),
// "bad-certainty", "no-code" (there is no code Value), "several-codes" or
// "code-unusable".
type LeftRow struct {
	Row    int
	ID     string
	Reason string
	Value  string
	Coder  string
	At     time.Time
}

func isFragments(f file) bool {
	head, _, _ := bytes.Cut(bytes.TrimPrefix(f.data, []byte("\uFEFF")), []byte("\n"))
	return bytes.Contains(bytes.ToLower(head), []byte("coding_id"))
}

func readFragments(_ *Workspace, _ context.Context, f file, p *Preview) (err error) {
	p.Fragments, err = exchange.ReadFragments(bytes.NewReader(f.data))
	return refusedTable(err)
}

// refusedTable words the refusal of a table as one of a file.
func refusedTable(err error) error {
	var syntax *exchange.SyntaxError
	var wide *exchange.FragmentsError
	switch {
	case errors.As(err, &syntax) && syntax.Code == "not-utf8":
		return &transcript.Error{Code: "table-encoding", Err: err}
	case errors.As(err, &syntax) && syntax.Code == "empty":
		return &transcript.Error{Code: "empty", Err: err}
	case errors.As(err, &syntax):
		return &transcript.Error{Code: "table-line", Args: map[string]any{"line": syntax.Line}, Err: err}
	case errors.As(err, &wide):
		return &transcript.Error{Code: "fragments-wide", Err: err}
	}
	return err
}

// storeFragments takes the changes of a fragments file over, in one step.
func (w *Workspace) storeFragments(ctx context.Context, by codebook.CoderID, p Preview, o ImportOptions, r *Receipt) error {
	plan, err := w.PlanAmending(ctx, p.Fragments, o.CreateCodes)
	if err != nil {
		return err
	}
	r.Amended = &plan
	if o.DryRun || len(plan.amendments) == 0 {
		return nil
	}
	return w.Project.Codings.Amend(ctx, by, plan.create, plan.amendments)
}

// PlanAmending says what a fragments file would change. With create a code
// that is not there is made; else its rows are left alone. A file of which no
// coding is in the project: transcript.Error fragments-foreign.
func (w *Workspace) PlanAmending(ctx context.Context, rows []exchange.FragmentRow, create bool) (Amending, error) {
	book, err := w.Codebook(ctx)
	if err != nil {
		return Amending{}, err
	}
	p := amendPlan{Amending: Amending{Rows: len(rows)}, w: w, tree: book.Tree, create: create, codings: map[codebook.CodingID]codedText{}, coders: map[codebook.CoderID]string{}}
	for _, c := range book.Coders {
		p.coders[c.ID] = c.Name
	}
	if err := p.collect(ctx, rows); err != nil {
		return Amending{}, err
	}
	if len(rows) > 0 && len(p.codings) == 0 {
		return Amending{}, &transcript.Error{Code: "fragments-foreign"}
	}
	if err := p.meddlers(ctx, rows); err != nil {
		return Amending{}, err
	}
	seen := map[codebook.CodingID]bool{}
	for _, row := range rows {
		if seen[row.Coding] && !row.Coding.IsZero() {
			p.leave(row, "twice", "")
			continue
		}
		seen[row.Coding] = true
		if err := p.row(ctx, row); err != nil {
			return Amending{}, err
		}
	}
	return p.Amending, nil
}

// codedText is a coding with what it lies on.
type codedText struct {
	codebook.Coding
	document, text string
}

// amendPlan is PlanAmending while it happens.
type amendPlan struct {
	Amending
	w        *Workspace
	tree     *codebook.Tree
	create   bool
	codings  map[codebook.CodingID]codedText
	coders   map[codebook.CoderID]string
	meddled  map[codebook.CodingID]store.CodingChange // the last change by another coder
	imagined map[string]codebook.CodeID               // codes that are made, by folded path
}

// collect finds the codings that the rows name.
func (p *amendPlan) collect(ctx context.Context, rows []exchange.FragmentRow) error {
	wanted := map[codebook.CodingID]bool{}
	for _, r := range rows {
		wanted[r.Coding] = true
	}
	return p.w.eachMaterial(ctx, true, func(m codebook.Material) error {
		for _, c := range m.All {
			if wanted[c.ID] {
				p.codings[c.ID] = codedText{c, m.Document.Title, m.Document.Text.Slice(c.Span)}
			}
		}
		return nil
	})
}

// meddlers finds who else changed the codings after the file was written.
func (p *amendPlan) meddlers(ctx context.Context, rows []exchange.FragmentRow) error {
	p.meddled = map[codebook.CodingID]store.CodingChange{}
	written := map[codebook.CodingID]time.Time{}
	var first time.Time
	for _, r := range rows {
		c, known := p.codings[r.Coding]
		if !known || r.Modified.IsZero() || !c.Modified.Truncate(time.Second).After(r.Modified) {
			continue
		}
		written[r.Coding] = r.Modified
		if first.IsZero() || r.Modified.Before(first) {
			first = r.Modified
		}
	}
	if len(written) == 0 {
		return nil
	}
	changes, err := p.w.Project.Codings.ChangedSince(ctx, first)
	me := p.w.Coder().ID
	for _, c := range changes {
		if at, stale := written[c.Coding]; stale && c.Coder != me && c.At.Truncate(time.Second).After(at) {
			p.meddled[c.Coding] = c
		}
	}
	return err
}

func (p *amendPlan) leave(row exchange.FragmentRow, reason, value string) {
	p.Left = append(p.Left, LeftRow{Row: row.Row, ID: row.ID, Reason: reason, Value: value})
}

// row plans what one row changes: all of it, or nothing.
func (p *amendPlan) row(ctx context.Context, row exchange.FragmentRow) error {
	coding, known := p.codings[row.Coding]
	switch {
	case row.Coding.IsZero():
		p.leave(row, "bad-id", "")
		return nil
	case !known:
		p.leave(row, "unknown", "")
		return nil
	case row.Text != nil && !sameText(*row.Text, coding.text):
		p.leave(row, "text-differs", "")
		return nil
	}
	amendment := store.Amendment{Coding: row.Coding}
	var changes []AmendedCoding
	note := func(field, before, after string) {
		changes = append(changes, AmendedCoding{
			Row: row.Row, Coding: row.Coding, Document: coding.document, CodePath: p.tree.Path(coding.Code), Coder: p.coders[coding.Coder],
			Text: coding.text, Field: field, Before: before, After: after,
		})
	}
	if row.Memo != nil && !sameText(*row.Memo, coding.Memo) {
		amendment.Memo = row.Memo
		note("memo", coding.Memo, *row.Memo)
	}
	if row.Certainty != nil {
		n, ok := certaintyOf(*row.Certainty)
		if !ok {
			p.leave(row, "bad-certainty", *row.Certainty)
			return nil
		}
		if n != coding.Certainty {
			amendment.Certainty = &n
			note("certainty", certaintyText(coding.Certainty), certaintyText(n))
		}
	}
	var path string
	if row.CodePath != nil && !p.means(*row.CodePath, coding.Code) {
		if path = *row.CodePath; !p.usable(row, path) {
			return nil
		}
		note("code", p.tree.Path(coding.Code), codebook.JoinPath(codebook.SplitPath(path)))
	}
	if len(changes) == 0 {
		p.Same++
		return nil
	}
	if by, meddled := p.meddled[row.Coding]; meddled {
		p.Left = append(p.Left, LeftRow{Row: row.Row, ID: row.ID, Reason: "changed-since", Coder: p.coders[by.Coder], At: by.At})
		return nil
	}
	if path != "" {
		var err error
		if amendment.Code, err = p.code(ctx, path); err != nil {
			return err
		}
	}
	p.Changes = append(p.Changes, changes...)
	p.amendments = append(p.amendments, amendment)
	return nil
}

// sameText compares texts as spreadsheets keep them: line ends may differ.
func sameText(a, b string) bool { return lines(a) == lines(b) }

func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// certaintyOf reads 1…3 or nothing; a spreadsheet may write 2 as 2.0.
func certaintyOf(cell string) (int, bool) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return 0, true
	}
	n, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	return int(n), err == nil && (n == 0 || n == 1 || n == 2 || n == 3)
}

func certaintyText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// means says whether a path still means the code that a coding has: by its
// path, or by a name that the code had before.
func (p *amendPlan) means(path string, code codebook.CodeID) bool {
	for _, found := range p.tree.Find(path) {
		if found.ID == code {
			return true
		}
	}
	return false
}

// usable says whether codings can get the code of a path; else the row is left.
func (p *amendPlan) usable(row exchange.FragmentRow, path string) bool {
	found := p.tree.Find(path)
	switch {
	case len(codebook.SplitPath(path)) == 0, len(found) == 0 && !p.create:
		p.leave(row, "no-code", path)
	case len(found) > 1:
		p.leave(row, "several-codes", path)
	case len(found) == 1 && !found[0].Usable():
		p.leave(row, "code-unusable", path)
	default:
		return true
	}
	return false
}

// code is the code of a path; one that is not there is made, each only once.
func (p *amendPlan) code(ctx context.Context, path string) (codebook.CodeID, error) {
	if found := p.tree.Find(path); len(found) == 1 {
		return found[0].ID, nil
	}
	fresh, err := p.w.NewCodes(ctx, path)
	if err != nil {
		return codebook.CodeID{}, err
	}
	if p.imagined == nil {
		p.imagined = map[string]codebook.CodeID{}
	}
	names := codebook.SplitPath(path)
	first := len(names) - len(fresh) // names before it are there
	var id codebook.CodeID
	for i, c := range fresh {
		whole := codebook.JoinPath(names[:first+i+1])
		key := codebook.Fold(whole)
		if i > 0 {
			c.Parent = id
		}
		if known, made := p.imagined[key]; made {
			id = known
			continue
		}
		id = c.ID
		p.imagined[key] = id
		p.add(c, whole)
	}
	return id, nil
}

func (p *amendPlan) add(c codebook.Code, path string) {
	p.Amending.create = append(p.Amending.create, c)
	p.Created = append(p.Created, path)
}
