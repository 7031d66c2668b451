package qualcoder

import (
	"slices"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// link is a case that covers part of a source.
type link struct {
	of   int // index in Project.Cases
	file string
}

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
	for _, l := range r.linked {
		if !r.linkSpeaker(l) {
			r.draft.Lose("case-links", 1, r.draft.Project.Cases[l.of].Name)
		}
	}
	return nil
}

// readLink gives a document its case when the case has all of it. The end may
// lie one before the text's: QualCoder wrote it so.
func (r *reader) readLink(row foreign.Row) error {
	of, ok := r.cases[row.Key("caseid")]
	f, known := r.files[row.Key("fid")]
	if !ok || !known {
		r.draft.Lose("case-links", 1, "")
		return nil
	}
	doc := &r.draft.Project.Documents[f.document]
	id := r.draft.Project.Cases[of].ID
	given := span(row)
	place := f.text.Place(given.Start, given.End, "", foreign.Exact)
	whole := row.Null("pos1") || given.Start == 0 && (given.End >= doc.Text.Len()-1 || place.Reason == "" && place.Span.End >= doc.Text.Len()-1)
	switch {
	case whole && (doc.Case.IsZero() || doc.Case == id):
		doc.Case = id
	case whole || place.Reason != "":
		r.draft.Lose("case-links", 1, r.draft.Project.Cases[of].Name)
	default:
		l := link{of, row.Key("fid")}
		if r.links[l] == nil {
			r.linked = append(r.linked, l)
		}
		r.links[l] = append(r.links[l], place.Span)
	}
	return nil
}

// linkSpeaker gives a speaker the case, if the case covers turns of that
// speaker only, and at least half of them.
func (r *reader) linkSpeaker(l link) bool {
	doc := &r.draft.Project.Documents[r.files[l.file].document]
	spans := codebook.Unite(r.links[l])
	who, hit, all := -1, 0, 0
	for _, t := range doc.Turns {
		if !touches(spans, t.Span) {
			continue
		}
		if t.Speaker < 0 || who >= 0 && t.Speaker != who {
			return false
		}
		who = t.Speaker
		hit++
	}
	for _, t := range doc.Turns {
		if t.Speaker == who {
			all++
		}
	}
	if who < 0 || 2*hit < all || !doc.Speakers[who].Case.IsZero() {
		return false
	}
	doc.Speakers[who].Case = r.draft.Project.Cases[l.of].ID
	return true
}

// touches says whether one of the spans, which are in order and apart,
// overlaps another.
func touches(spans []transcript.Span, with transcript.Span) bool {
	i, _ := slices.BinarySearchFunc(spans, with.Start, func(s transcript.Span, at int) int {
		if s.End <= at {
			return -1
		}
		return 1
	})
	return i < len(spans) && spans[i].Overlaps(with)
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
