//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// mark is a change of the log with its hash. The chain hashes every change
// before it too, so a file that has the mark, and whose chain is sound, has
// everything up to it.
type mark struct {
	n    int64
	hash string // hexadecimal
}

func (p *Project) lastMark(ctx context.Context) (mark, error) {
	var m mark
	err := p.readers.QueryRowContext(ctx, "SELECT n, lower(hex(hash)) FROM change ORDER BY n DESC LIMIT 1").Scan(&m.n, &m.hash)
	return m, p.readers.judge(ctx, err)
}

// keeps proves that a project has everything up to an acknowledged mark, at
// most one step after it, and no step that is half there. The mark of nothing
// is kept by every project.
func (p *Project) keeps(ctx context.Context, m mark) error {
	err := p.has(ctx, m)
	if err != nil {
		return err
	}
	var after, half, part int
	err = p.readers.QueryRowContext(ctx, "SELECT count(DISTINCT step) FROM change WHERE n > ? AND device NOT LIKE 'other-%'", m.n).Scan(&after)
	if err != nil {
		return err
	}
	err = p.readers.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT device FROM step WHERE device LIKE 'other-%' GROUP BY device HAVING count(*) <> ?)", brought).Scan(&part)
	if err != nil {
		return err
	}
	err = p.readers.QueryRowContext(ctx, `SELECT count(*) FROM change c LEFT JOIN step s ON s.id = c.step
		WHERE s.id IS NULL OR s.rows <> (SELECT count(*) FROM change x WHERE x.step = s.id)`).Scan(&half)
	if err != nil {
		return err
	}
	if after > 1 || half > 0 || part > 0 {
		return fmt.Errorf("%d steps after the last acknowledged one, %d changes of half steps, %d merges in part", after, half, part)
	}
	return nil
}

// has proves that a project has everything up to a mark.
func (p *Project) has(ctx context.Context, m mark) error {
	if m.n == 0 {
		return nil
	}
	var hash string
	if err := p.readers.QueryRowContext(ctx, "SELECT lower(hex(hash)) FROM change WHERE n = ?", m.n).Scan(&hash); err != nil {
		return fmt.Errorf("acknowledged change %d: %w", m.n, err)
	}
	var before int64 // changes of other devices have chains of their own
	if err := p.readers.QueryRowContext(ctx, "SELECT count(*) FROM change WHERE n <= ?", m.n).Scan(&before); err != nil {
		return err
	}
	if hash != m.hash || before != m.n {
		return fmt.Errorf("acknowledged change %d is another one, or not all before it are there: %d", m.n, before)
	}
	return nil
}

// whole is keeps and Check.
func (p *Project) whole(ctx context.Context, m mark) error {
	r, err := p.Check(ctx)
	if err != nil {
		return err
	}
	if !r.OK {
		return fmt.Errorf("check: %+v", r.Findings)
	}
	return p.keeps(ctx, m)
}

// life is the work of a person, act by act: which acts come is drawn from r.
// After each one it tells `to`, as an acknowledgement, up to where the log is.
type life struct {
	*Project
	r    *rand.Rand
	seed int64
	by   codebook.CoderID
	opt  Options
	to   io.Writer

	n      int  // acts so far
	others bool // other processes write too: what was there a moment ago may be gone
}

func liveIn(p *Project, opt Options, seed int64, to io.Writer) (*life, error) {
	l := &life{Project: p, opt: opt, r: rand.New(rand.NewSource(seed)), seed: seed, to: to}
	coder, err := p.Coders.Ensure(ctx, "Anna")
	if err != nil {
		return nil, err
	}
	l.by = coder.ID
	return l, l.acknowledge("done", "coder")
}

// everyAct of a life, and how often it comes beside the others.
var everyAct = []struct {
	name  string
	times int
	do    func(l *life) error
}{
	{"code", 10, (*life).code},
	{"undo", 4, func(l *life) error { _, err := l.Changes.Undo(ctx, l.by); return err }},
	{"redo", 2, func(l *life) error { _, err := l.Changes.Redo(ctx, l.by); return err }},
	{"memo", 3, (*life).memo},
	{"new code", 1, func(l *life) error {
		_, err := l.Codes.Add(ctx, l.by, codebook.Code{Name: l.name("code")})
		return err
	}},
	{"merge of codes", 2, (*life).mergeCodes},
	{"document", 1, func(l *life) error {
		_, err := l.Documents.Add(ctx, l.by, l.talk(), false)
		return err
	}},
	{"import", 2, (*life).take},
	{"backup", 1, (*life).backUp},
	{"correction of a text", 2, (*life).revise},
	{"merge of copies", 1, (*life).merge},
	{"closing and opening", 1, (*life).reopen},
}

// step does one act and acknowledges it. What the program refuses with a fact,
// such as an undo when there is nothing to undo, is no fault.
func (l *life) step() error {
	draw := 0
	for _, a := range everyAct {
		draw += a.times
	}
	draw = l.r.Intn(draw)
	for _, a := range everyAct {
		if draw -= a.times; draw < 0 {
			return l.do(a.name, a.do)
		}
	}
	return nil
}

func (l *life) do(name string, act func(l *life) error) error {
	l.n++
	var since *ChangedSinceError
	var duplicate *DuplicateError
	err := act(l)
	if errors.Is(err, ErrNothing) || errors.As(err, &since) || errors.As(err, &duplicate) {
		err = nil
	}
	if l.others && (errors.Is(err, ErrNotFound) || errors.Is(err, ErrInvalid) || errors.Is(err, ErrBusy) || errors.Is(err, ErrRevised)) {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return l.acknowledge("done", name)
}

func (l *life) acknowledge(what, name string) error {
	m, err := l.lastMark(ctx)
	for range 2 {
		if err != nil { // the disk failed for this test's own question, when the act was done
			m, err = l.lastMark(ctx)
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(l.to, "%s %d %s %s\n", what, m.n, m.hash, name)
	}
	return err
}

func (l *life) name(what string) string { return fmt.Sprintf("%s %d", what, l.r.Int63()) }

// talk is a small interview of its own words.
func (l *life) talk() transcript.Document {
	said := strings.Repeat("zo gaat dat hier in de wijk, zegt de coördinator. ", 12)
	text := fmt.Sprintf("I: Vraag %d?\n\nR: %s", l.r.Int63(), said)
	end := len([]rune(text))
	return transcript.Document{Title: l.name("gesprek"), Text: transcript.NewText(text), Speakers: []transcript.Speaker{{Name: "I"}, {Name: "R"}},
		Turns: []transcript.Turn{{N: 1, Speaker: 0, Span: span(3, 10)}, {N: 2, Speaker: 1, Span: span(end-100, end)}}}
}

// places finds a document and a code to work with, and makes what is lacking.
func (l *life) places() (DocumentInfo, codebook.Code, error) {
	docs, err := l.Documents.List(ctx)
	if err == nil && len(docs) == 0 {
		if _, err = l.Documents.Add(ctx, l.by, l.talk(), false); err == nil {
			err = l.acknowledge("done", "first document") // a step of its own
		}
		if err == nil {
			docs, err = l.Documents.List(ctx)
		}
	}
	if err != nil {
		return DocumentInfo{}, codebook.Code{}, err
	}
	codes, err := l.inUse()
	if err == nil && len(codes) == 0 {
		if codes, err = l.Codes.Add(ctx, l.by, codebook.Code{Name: l.name("code")}); err == nil {
			err = l.acknowledge("done", "first code")
		}
	}
	if err != nil {
		return DocumentInfo{}, codebook.Code{}, err
	}
	return docs[l.r.Intn(len(docs))], codes[l.r.Intn(len(codes))], nil
}

func (l *life) inUse() ([]codebook.Code, error) {
	all, err := l.Codes.List(ctx)
	var used []codebook.Code
	for _, c := range all {
		if c.Status != codebook.StatusMerged {
			used = append(used, c)
		}
	}
	return used, err
}

func (l *life) code() error {
	doc, code, err := l.places()
	if err != nil {
		return err
	}
	start := l.r.Intn(90)
	_, err = l.Codings.Apply(ctx, l.by, Application{Code: code.ID, Places: []Place{{doc.ID, span(start, start+1+l.r.Intn(9))}}})
	return err
}

func (l *life) memo() error {
	memos, err := l.Memos.List(ctx)
	if err != nil {
		return err
	}
	if len(memos) > 3 {
		m := memos[l.r.Intn(len(memos))]
		if l.r.Intn(3) == 0 {
			return l.Memos.Delete(ctx, l.by, m.ID)
		}
		m.Body += " En nog iets."
		return l.Memos.Update(ctx, l.by, m)
	}
	doc, _, err := l.places()
	if err == nil {
		_, err = l.Memos.Add(ctx, l.by, codebook.Memo{Title: l.name("notitie"), Body: "Opvallend.",
			About: codebook.Ref{Kind: codebook.RefSpan, Document: doc.ID, Span: span(1, 9)}})
	}
	return err
}

func (l *life) mergeCodes() error {
	_, code, err := l.places()
	if err != nil {
		return err
	}
	codes, err := l.inUse()
	if err != nil || len(codes) < 2 {
		return err
	}
	into := codes[l.r.Intn(len(codes))]
	if into.ID == code.ID {
		return nil
	}
	return l.Codes.Merge(ctx, l.by, code.ID, into.ID)
}

// take brings in a project of another program: one document, two codes, five
// codings.
func (l *life) take() error {
	doc := l.talk()
	doc.ID = newestID[transcript.DocumentID](l)
	in := codebook.Project{Coders: []codebook.Coder{{ID: newestID[codebook.CoderID](l), Name: "Carla"}},
		Documents: []codebook.Document{{Document: doc}}}
	for range 2 {
		in.Codes = append(in.Codes, codebook.Code{ID: newestID[codebook.CodeID](l), Name: l.name("code")})
	}
	for n := range 5 {
		in.Codings = append(in.Codings, codebook.Coding{ID: newestID[codebook.CodingID](l), Document: doc.ID, Code: in.Codes[n%2].ID,
			Coder: in.Coders[0].ID, Span: span(n*10, n*10+5)})
	}
	_, err := l.Take(ctx, l.by, in, TakeOptions{})
	return err
}

func newestID[ID ~[16]byte](l *life) ID { return ID([16]byte(l.opt.NewID())) }

// backUp acknowledges the copy under its name.
func (l *life) backUp() error {
	name := fmt.Sprintf("kopie-%d-%d", l.seed, l.n)
	if err := l.Backup(ctx, filepath.Join(filepath.Dir(l.info.Path), name)); err != nil {
		return err
	}
	return l.acknowledge("copy", name)
}

func (l *life) reopen() error {
	if err := l.Close(); err != nil {
		return err
	}
	steps, err := laterSchema()
	if err != nil {
		return err
	}
	// The schema that the project is in is this program's.
	p, err := open(ctx, l.info.Path, l.opt, steps[:l.info.Schema])
	if err == nil {
		l.Project = p
	}
	return err
}

// revise puts a word into a text that was coded, or takes one out.
func (l *life) revise() error {
	info, _, err := l.places()
	if err != nil {
		return err
	}
	doc, err := l.Documents.Get(ctx, info.ID)
	if err != nil {
		return err
	}
	old := doc.Text.String()
	text := strings.Replace(old, "in de wijk", "in onze eigen wijk", 1+l.r.Intn(3))
	if text == old {
		text = strings.Replace(old, "onze eigen ", "", 1)
	}
	m := transcript.Diff(doc.Text, transcript.NewText(text))
	_, err = l.Documents.Revise(ctx, l.by, doc.Revised(transcript.NewText(text), m), m)
	return err
}

// brought is how many acts another copy brings: all or none are there.
const brought = 3

// merge takes in a copy in which somebody worked on another machine.
func (l *life) merge() error {
	path := filepath.Join(filepath.Dir(l.info.Path), fmt.Sprintf("collega-%d-%d", l.seed, l.n))
	if err := l.Backup(ctx, path); err != nil {
		return err
	}
	opt := l.opt
	opt.Device = "other-" + l.opt.NewID().String()
	steps, err := laterSchema()
	if err != nil {
		return err
	}
	other, err := open(ctx, path, opt, steps[:l.info.Schema])
	if err != nil {
		return err
	}
	for n := 0; n < brought && err == nil; n++ {
		_, err = other.Memos.Add(ctx, l.by, codebook.Memo{Title: fmt.Sprint("van elders ", n), Body: "Gezien."})
	}
	if err = errors.Join(err, other.Close()); err != nil {
		return err
	}
	if _, err := l.Merge(ctx, l.by, path, MergeOptions{}); err != nil {
		return err
	}
	return os.Remove(path)
}
