package workspace

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/transcript"
)

// ColumnUse gives a column of a survey another use, as
// exchange.SurveyTable.Map.
type ColumnUse struct{ Column, Use string }

// isTable says whether a text reads as rows of equal length with several
// columns.
func isTable(data []byte) bool {
	t, err := exchange.ReadCSV(bytes.NewReader(data))
	return err == nil && len(t.Columns) > 1
}

// decoded is the text of a table: as it stands when it is UTF-8, else as the
// readers of transcripts decode it, or as a person said.
func decoded(w *Workspace, ctx context.Context, f file) ([]byte, error) {
	if f.options.Encoding == "" && utf8.Valid(f.data) {
		return f.data, nil
	}
	doc, _, err := transcript.ReadWith(ctx, f.path, f.data, transcript.Options{Kind: "txt", Encoding: f.options.Encoding, Cache: w.env.Cache})
	return []byte(doc.Text.String()), err
}

// ownTables are columns of tables that export writes and that are no survey:
// only fragments and codebooks come back in.
var ownTables = []string{"document_id", "memo_id", "theme_id", "hash"}

func readSurvey(w *Workspace, ctx context.Context, f file, p *Preview) error {
	data, err := decoded(w, ctx, f)
	if err != nil {
		return err
	}
	s, err := exchange.Survey(f.path, bytes.NewReader(data))
	if err != nil {
		return refusedTable(err)
	}
	return w.mapSurvey(s, f.options, p)
}

// readSheet reads a workbook: fragments and codebooks by their columns, else
// as a survey.
func readSheet(w *Workspace, _ context.Context, f file, p *Preview) error {
	t, others, err := exchange.ReadXLSX(f.data, f.options.Part)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		p.Warnings = append(p.Warnings, transcript.Warning{Code: "sheets-left", Args: map[string]any{"count": len(others), "names": strings.Join(others, ", ")}})
	}
	columns := map[string]bool{}
	for _, c := range t.Columns {
		columns[strings.ToLower(strings.TrimSpace(c.Name))] = true
	}
	switch {
	case f.options.As == "" && columns["coding_id"]:
		p.Kind = KindFragments
		p.Fragments, err = exchange.FragmentRows(t.Joined(), false)
		return refusedTable(err)
	case f.options.As == KindCodebook || f.options.As == "" && isCodebookHeader(columns):
		p.Kind = KindCodebook
		return w.takeCodebook(p)(exchange.CodebookOf(t.Joined(), w.env.NewID))
	}
	s, err := exchange.SurveyOf(filepath.Base(f.path), "xlsx", t)
	if err != nil {
		return err
	}
	return w.mapSurvey(s, f.options, p)
}

// mapSurvey maps the columns as a person said and makes the project of it.
func (w *Workspace) mapSurvey(s exchange.SurveyTable, o ImportOptions, p *Preview) error {
	for _, c := range s.Mapping {
		for _, own := range ownTables {
			if strings.EqualFold(c.Name, own) && o.As == "" {
				return &transcript.Error{Code: "table-own"}
			}
		}
	}
	for _, c := range o.Columns {
		err := s.Map(c.Column, c.Use)
		var wrong *exchange.MappingError
		switch {
		case errors.As(err, &wrong) && wrong.Use == "":
			return &transcript.Error{Code: "survey-column", Args: map[string]any{"name": c.Column}, Err: err}
		case err != nil:
			return &transcript.Error{Code: "survey-use", Args: map[string]any{"name": c.Column, "use": c.Use}, Err: err}
		}
	}
	if len(s.Rows) == 0 {
		return &transcript.Error{Code: "empty"}
	}
	p.Survey = &s
	p.Project = s.Apply(s.Mapping, w.env.NewID)
	return nil
}

// meetCases lets rows that are called after a document go to the case of that
// document.
func (w *Workspace) meetCases(ctx context.Context, p *codebook.Project) error {
	cases, err := w.Project.Cases.List(ctx)
	if err != nil {
		return err
	}
	known, name := map[string]bool{}, map[transcript.CaseID]string{}
	for _, c := range cases {
		known[codebook.Fold(c.Name)] = true
		name[c.ID] = c.Name
	}
	documents, err := w.Project.Documents.List(ctx)
	if err != nil {
		return err
	}
	of := map[string]string{} // name of the case by title of the document; "" where several bear it
	for _, d := range documents {
		folded := codebook.Fold(d.Title)
		if _, twice := of[folded]; twice {
			of[folded] = ""
		} else {
			of[folded] = name[d.Case]
		}
	}
	for i := range p.Cases {
		folded := codebook.Fold(p.Cases[i].Name)
		if in := of[folded]; in != "" && !known[folded] {
			p.Cases[i].Name = in
		}
	}
	return nil
}
