package exchange

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Apply makes cases of the rows, with their attributes, and of the open answers
// of a row one document: a heading with the name of the case as turn 0, then
// each question as a turn of the interviewer and its answer as one of the
// respondent. A row without a name is called after the file and its number; of
// two rows with one name the second is called "NAME (2)", loss rows-doubled.
func (s SurveyTable) Apply(mapping []SurveyColumn, newID func() uuid.UUID) codebook.Project {
	p := codebook.Project{Name: s.Name}
	values := make([][]string, len(mapping)) // per column, typed
	attribute := make([]transcript.AttributeID, len(mapping))
	for i, c := range mapping {
		if c.As != AsAttribute {
			continue
		}
		a := transcript.Attribute{ID: transcript.AttributeID(newID()), Name: c.Name, Type: c.Type}
		filled, ok := typedValues(c.Type, s.values(i))
		if !ok {
			a.Type, filled = transcript.AttributeText, s.values(i)
		}
		attribute[i], values[i] = a.ID, filled
		p.Attributes = append(p.Attributes, a)
	}
	names, doubled := s.caseNamesOf(mapping)
	if doubled > 0 {
		p.Losses = append(p.Losses, transcript.Warning{Code: "rows-doubled", Args: map[string]any{"count": doubled}})
	}
	for n, row := range s.Rows {
		one := transcript.Case{ID: transcript.CaseID(newID()), Name: names[n], Values: map[transcript.AttributeID]string{}}
		for i := range mapping {
			if mapping[i].As == AsAttribute && row[i] != "" {
				one.Values[attribute[i]] = values[i][0]
				values[i] = values[i][1:]
			}
		}
		p.Cases = append(p.Cases, one)
		if doc, ok := s.document(mapping, row, one); ok {
			doc.ID = transcript.DocumentID(newID())
			p.Documents = append(p.Documents, codebook.Document{Document: doc})
		}
	}
	return p
}

// caseNamesOf gives each row a name of its own.
func (s SurveyTable) caseNamesOf(mapping []SurveyColumn) (names []string, doubled int) {
	column := -1
	for i, c := range mapping {
		if c.As == AsCase {
			column = i
		}
	}
	taken := map[string]bool{}
	next := map[string]int{} // the number that a name with a number tries first
	for n, row := range s.Rows {
		name := ""
		if column >= 0 {
			name = strings.Join(strings.Fields(row[column]), " ")
		}
		if name == "" {
			name = s.Name + " " + strconv.Itoa(n+1)
		}
		folded := codebook.Fold(name)
		if taken[folded] {
			doubled++
			base := name
			for k := max(2, next[folded]); taken[codebook.Fold(name)]; k++ {
				name = base + " (" + strconv.Itoa(k) + ")"
				next[folded] = k + 1
			}
		}
		taken[codebook.Fold(name)] = true
		names = append(names, name)
	}
	return names, doubled
}

// document lays out the open answers of a row; false when it has none.
func (s SurveyTable) document(mapping []SurveyColumn, row []string, of transcript.Case) (transcript.Document, bool) {
	doc := transcript.Document{
		Title: of.Name, Case: of.ID, Layout: transcript.LayoutVersion, Revision: 1,
		Speakers: []transcript.Speaker{
			{Name: "I", Role: transcript.RoleInterviewer, Rule: transcript.RuleKnownRole},
			{Name: "R", Role: transcript.RoleRespondent, Rule: transcript.RuleKnownRole},
		},
		Source: transcript.Source{Name: s.Name + "." + s.Kind, Kind: s.Kind, Encoding: "utf-8"},
	}
	var b strings.Builder
	at := 0
	write := func(text string) transcript.Span {
		start := at
		b.WriteString(text)
		at += utf8.RuneCountInString(text)
		return transcript.Span{Start: start, End: at}
	}
	doc.Turns = append(doc.Turns, transcript.Turn{N: 0, Speaker: -1, Span: write(of.Name)})
	say := func(speaker int, text string) {
		write("\n")
		if speaker == 0 {
			write("\n")
		}
		label := write(doc.Speakers[speaker].Name + ": ")
		doc.Turns = append(doc.Turns, transcript.Turn{N: len(doc.Turns), Speaker: speaker, Span: write(text), Label: label})
	}
	answers := ""
	for i, c := range mapping {
		if c.As == AsText && row[i] != "" {
			say(0, c.Name)
			say(1, row[i])
			answers += row[i] + "\n"
		}
	}
	write("\n")
	doc.Text = transcript.NewText(b.String())
	doc.Language = transcript.GuessLanguage(answers)
	return doc, answers != ""
}
