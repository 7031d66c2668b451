package exchange

import (
	"slices"
	"strconv"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Turns is the table of every turn of the documents, in their order: turn 0
// and uncoded ones too, which is what shares are counted over. codes are the
// paths of the codes that touch the turn; words counts its words.
func Turns(documents []codebook.Material, attributes []string) Table {
	attributes = slices.Sorted(slices.Values(attributes))
	t := Table{
		Name: "turns",
		Columns: append(columns(`document_id document_name case turn_no# speaker speaker_role
			char_start# char_end# time_start text codes words#`), attributeColumns(attributes)...),
		Layout: Layout{Title: "document_name", Quote: "text", Source: []string{"speaker", "turn_no", "time_start"}, Fields: []string{"codes"}},
	}
	for _, m := range documents {
		codings := m.All
		if codings == nil {
			codings = m.Codings
		}
		runs := codebook.Flatten(codings)
		for _, turn := range m.Document.Turns {
			for len(runs) > 0 && runs[0].Span.End <= turn.Span.Start {
				runs = runs[1:]
			}
			speaker := m.Document.SpeakerOf(turn)
			name, values := m.Of(speaker.Name)
			text := m.Document.Text.Slice(turn.Span)
			row := map[string]string{
				"document_id": m.Document.ID.String(), "document_name": m.Document.Title, "case": name,
				"turn_no": strconv.Itoa(turn.N), "speaker": speaker.Name, "speaker_role": string(speaker.Role),
				"char_start": strconv.Itoa(turn.Span.Start), "char_end": strconv.Itoa(turn.Span.End),
				"text": text, "codes": codebook.JoinList(pathsIn(runs, turn.Span, m.Tree)), "words": strconv.Itoa(transcript.CountWords(text)),
			}
			if millis, ok := m.Document.TimeAt(turn.Span.Start); ok {
				row["time_start"] = clock(millis)
			}
			for _, a := range attributes {
				row["attr:"+a] = values[a]
			}
			t.Rows = append(t.Rows, cells(t.Columns, row))
		}
	}
	return t
}

// pathsIn are the codes of the runs that share text with a span, sorted.
func pathsIn(runs []codebook.Run, span transcript.Span, tree *codebook.Tree) []string {
	var out []string
	for _, r := range runs {
		if r.Span.Start >= span.End {
			break
		}
		for _, c := range r.Codings {
			out = append(out, tree.Path(c.Code))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
