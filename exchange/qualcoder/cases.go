package qualcoder

import (
	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// readCases reads the cases and what belongs to them.
func (r *reader) readCases() error {
	r.cases = map[string]int{}
	err := r.db.Each("cases", "caseid name memo owner date", func(row foreign.Row) error {
		of := r.draft.Case(row.Text("name"))
		r.cases[row.Key("caseid")] = of
		r.draft.Memo(codebook.Ref{Kind: codebook.RefCase, Case: r.draft.Project.Cases[of].ID}, "", row.Text("memo"), row.Text("owner"), row.Time("date"))
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.db.Each("case_text", "caseid fid pos0 pos1", r.readLink); err != nil {
		return err
	}
	r.draft.Linked()
	return nil
}

func (r *reader) readLink(row foreign.Row) error {
	of, ok := r.cases[row.Key("caseid")]
	f, known := r.files[row.Key("fid")]
	if !ok || !known {
		r.draft.Lose("case-links", 1, "")
		return nil
	}
	given := row.Span("pos0", "pos1")
	r.draft.Link(of, f.document, f.text, given.Start, given.End, row.Null("pos1"))
	return nil
}

// readAttributes reads the values of cases, and those of files, which go to
// the case of the document.
func (r *reader) readAttributes() error {
	kinds := map[string]transcript.AttributeType{}
	err := r.db.Each("attribute_type", "name valuetype", func(row foreign.Row) error {
		kind := transcript.AttributeText
		if row.Text("valuetype") == "numeric" {
			kind = transcript.AttributeNumber
		}
		kinds[row.Text("name")] = kind
		r.draft.Attribute(row.Text("name"), kind)
		return nil
	})
	if err != nil {
		return err
	}
	return r.db.Each("attribute", "name attr_type value id", func(row foreign.Row) error {
		if row.Text("value") == "" {
			return nil
		}
		of, ok := -1, false
		if row.Text("attr_type") == "case" {
			of, ok = r.caseOf(row.Key("id"))
		} else if f, known := r.files[row.Key("id")]; known {
			of, ok = r.draft.OwnCase(f.document)
		}
		if !ok {
			r.draft.Lose("values", 1, row.Text("name"))
			return nil
		}
		kind, known := kinds[row.Text("name")]
		if !known {
			kind = transcript.AttributeText
		}
		r.draft.Value(of, r.draft.Attribute(row.Text("name"), kind), row.Text("value"))
		return nil
	})
}

func (r *reader) caseOf(id string) (int, bool) {
	of, ok := r.cases[id]
	return of, ok
}
