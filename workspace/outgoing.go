package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/exchange/refi"
	"veldwerk/exchange/taguette"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Outgoing is a project as it leaves: plain values, read at one moment. Every
// export is made of one, so that what is done to it, as Pseudonymise does, is
// done to all of them.
type Outgoing struct {
	codebook.Project
	ID      string
	Created time.Time
	Log     []exchange.ChangeRow
	// AllCodes has also the codes that were merged away; Codes are those that
	// stand.
	AllCodes []codebook.Code

	// Picked are the codings that a query chose; nil: all. It was asked of the
	// project as it is, so that a person can be asked for by name.
	Picked map[codebook.CodingID]bool
	// Pseudonymised says that names were replaced: no log, no source files.
	Pseudonymised bool

	tree *codebook.Tree
}

// OutgoingOptions say what of a project goes out.
type OutgoingOptions struct {
	Query   search.Query // of the fragments; empty: all
	Sources bool         // with the bytes of the files that documents came from
	Log     bool         // with the change log
	Texts   store.Texts  // of which documents; the tables of codes, themes, cases and changes need none
}

// Outgoing reads the project for an export. When somebody writes meanwhile, it
// is read once more.
func (w *Workspace) Outgoing(ctx context.Context, o OutgoingOptions) (*Outgoing, error) {
	before, err := w.Project.Version(ctx)
	if err != nil {
		return nil, err
	}
	for {
		out, err := w.readOutgoing(ctx, o)
		if err != nil {
			return nil, err
		}
		after, err := w.Project.Version(ctx)
		if err != nil || after == before {
			return out, err
		}
		before = after
	}
}

func (w *Workspace) readOutgoing(ctx context.Context, o OutgoingOptions) (*Outgoing, error) {
	info := w.Project.Info()
	out := &Outgoing{ID: info.ID.String(), Created: info.Created}
	var err error
	if out.Project, err = w.Project.Whole(ctx, store.WholeOptions{Sources: o.Sources, Texts: o.Texts}); err != nil {
		return nil, err
	}
	if out.AllCodes, err = w.Project.Codes.List(ctx); err != nil {
		return nil, err
	}
	if o.Log {
		if out.Log, err = w.changeRows(ctx); err != nil {
			return nil, err
		}
	}
	if !o.Query.IsEmpty() {
		out.Picked = map[codebook.CodingID]bool{}
		for _, d := range out.Documents {
			found, err := search.Fragments(ctx, o.Query, w.facts, d.ID)
			if err != nil {
				return nil, err
			}
			for _, c := range found {
				out.Picked[c.ID] = true
			}
		}
	}
	out.tree = codebook.NewTree(out.AllCodes)
	return out, nil
}

func (w *Workspace) changeRows(ctx context.Context) ([]exchange.ChangeRow, error) {
	all, err := w.Project.Changes.All(ctx)
	if err != nil {
		return nil, err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]exchange.ChangeRow, 0, len(all))
	for _, c := range all {
		rows = append(rows, exchange.ChangeRow{
			Device: c.Device, Seq: c.Seq, Step: c.Step, Coder: names.Coder(c.Coder), At: c.At, Act: c.Act,
			Table: c.Table, Row: c.Row, Before: c.Before, After: c.After, Hash: c.Hash,
		})
	}
	return rows, nil
}

// materials gives the documents with what stands around them, in order.
func (o *Outgoing) materials() []codebook.Material {
	attributes := map[transcript.AttributeID]string{}
	for _, a := range o.Attributes {
		attributes[a.ID] = a.Name
	}
	cases, values := map[transcript.CaseID]string{}, map[transcript.CaseID]map[string]string{}
	for _, c := range o.Cases {
		cases[c.ID] = c.Name
		values[c.ID] = make(map[string]string, len(c.Values))
		for id, v := range c.Values {
			values[c.ID][attributes[id]] = v
		}
	}
	codings := map[transcript.DocumentID][]codebook.Coding{}
	for _, c := range o.Codings {
		codings[c.Document] = append(codings[c.Document], c)
	}
	out := make([]codebook.Material, 0, len(o.Documents))
	for i := range o.Documents {
		d := &o.Documents[i].Document
		m := codebook.Material{
			Document: d, Codings: codings[d.ID], All: codings[d.ID], Tree: o.tree, Coders: o.Coders,
			Case: cases[d.Case], Attributes: values[d.Case], DocumentHash: textHash(d),
		}
		for _, s := range d.Speakers {
			if s.Case.IsZero() {
				continue
			}
			if m.Speakers == nil {
				m.Speakers, m.SpeakerCases = map[string]map[string]string{}, map[string]string{}
			}
			m.Speakers[s.Name], m.SpeakerCases[s.Name] = values[s.Case], cases[s.Case]
		}
		out = append(out, m)
	}
	return out
}

func textHash(d *transcript.Document) string {
	sum := sha256.Sum256([]byte(d.Text.String()))
	return hex.EncodeToString(sum[:])
}

// picked are the codings of a material that the query chose.
func (o *Outgoing) picked(m codebook.Material) []codebook.Coding {
	if o.Picked == nil {
		return m.Codings
	}
	var out []codebook.Coding
	for _, c := range m.Codings {
		if o.Picked[c.ID] {
			out = append(out, c)
		}
	}
	return out
}

// Page is what HTML exports are made of, without the words around it. With
// coded only the documents that hold fragments which answer the query; else
// all, with all their codings.
func (o *Outgoing) Page(coded bool) exchange.Page {
	page := exchange.Page{Project: o.Name, Themes: o.Themes}
	for _, m := range o.materials() {
		m.Codings = o.picked(m)
		if !coded || len(m.Codings) > 0 {
			page.Materials = append(page.Materials, m)
		}
	}
	return page
}

// Manifest is that of a folder of exports of this project, without its files.
func (o *Outgoing) Manifest() exchange.Manifest {
	return exchange.Manifest{SchemaVersion: exchange.SchemaVersion, ProjectID: o.ID, Project: o.Name}
}

// WriteProject writes the whole project as REFI-QDA. The facts are what other
// tools will not see of it, each with Args count.
func (o *Outgoing) WriteProject(to io.Writer, profile string) ([]transcript.Warning, error) {
	return refi.Write(to, o.Project, refi.Options{Profile: refi.Profile(profile), Origin: o.Origin})
}

// WriteCodebook writes the codes and themes as REFI-QDA (.qdc); facts as
// WriteProject.
func (o *Outgoing) WriteCodebook(to io.Writer) ([]transcript.Warning, error) {
	return refi.WriteCodebook(to, o.Codes, o.Themes, refi.Options{Origin: o.Origin})
}

// WriteTaguette writes the codes as a table of tags for Taguette.
func (o *Outgoing) WriteTaguette(to io.Writer) error {
	return taguette.WriteCodebook(to, o.AllCodes)
}
