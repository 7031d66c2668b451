package store

import (
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/transcript"
)

// gatherNames takes the names of the scope before they are gone. A label such
// as R1 names nobody, and neither does a title of one word such as Interview.
func (e *erasing) gatherNames(more []string) error {
	var titles, persons []string
	given := slices.Clone(more)
	for id := range e.whole {
		doc, _, err := e.get(documentTable, id)
		if err != nil {
			return err
		}
		title := doc.text("title")
		titles = append(titles, title)
		if len(strings.Fields(title)) > 1 {
			given = append(given, title)
		}
		if err := e.gatherSpeakers(&persons, id, nil); err != nil {
			return err
		}
	}
	for id, positions := range e.speakers {
		if err := e.gatherSpeakers(&persons, id, positions); err != nil {
			return err
		}
	}
	for id := range e.cases {
		one, _, err := e.get(caseTable, id)
		if err != nil {
			return err
		}
		persons = append(persons, one.text("name"))
	}
	if e.person {
		persons = append(persons, more...)
	}
	e.look = pseudonym.LookFor(given, persons, titles)
	e.sought = Sought{given, persons}
	for _, name := range slices.Concat(given, persons) {
		if folded := codebook.Fold(name); utf8.RuneCountInString(folded) > 1 {
			e.names = append(e.names, folded)
		}
	}
	slices.Sort(e.names)
	e.names = slices.Compact(e.names)
	return nil
}

// gatherSpeakers takes the names of a document's speakers; of some only, when
// positions say which. An interviewer is not the one who is forgotten, unless
// chosen.
func (e *erasing) gatherSpeakers(names *[]string, document string, positions map[int]bool) error {
	type speaker struct {
		position         int
		name, role, rule string
	}
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, s *speaker) error { return rows.Scan(&s.position, &s.name, &s.role, &s.rule) },
		"SELECT position, name, role, rule FROM speaker WHERE document_id = ? ORDER BY position", document)
	if err != nil {
		return err
	}
	for _, s := range all {
		chosen := positions[s.position]
		if positions == nil {
			chosen = s.role != string(transcript.RoleInterviewer)
		}
		if chosen && s.rule != string(transcript.RuleKnownRole) {
			*names = append(*names, s.name)
		}
	}
	return nil
}

// mentioned says whether a text holds one of the names, or a part of one.
func (e *erasing) mentioned(text string) bool { return e.look.In(text) >= pseudonym.PartNamed }

// surely says how surely a row of a table names the person: queries are typed
// in small letters.
func (e *erasing) surely(t *table, text string) pseudonym.Sureness {
	if t == queryTable {
		return e.look.InTyped(text)
	}
	return e.look.In(text)
}

// worded are the columns besides the private ones that people write words in.
// The log holds these as they are.
var worded = map[string][]string{
	"coder": {"name"}, "attribute": {"name"}, "code": {"name", "alias"}, "theme": {"name"}, "theme_word": {"text"},
}

// mentionKinds names a table as people know it, and finds what its row is
// called.
var mentionKinds = []struct {
	t          *table
	kind, name string
}{
	{documentTable, "document", "title"},
	{speakerTable, "speaker", "name"},
	{caseTable, "case", "name"},
	{valueTable, "value", `(SELECT name FROM "case" WHERE id = case_id)`},
	{attributeTable, "attribute", "name"},
	{codeTable, "code", "name"},
	{themeTable, "theme", "name"},
	{themeWordTable, "theme", "(SELECT name FROM theme WHERE id = theme_id)"},
	{memoTable, "memo", "title"},
	{codingTable, "coding", "(SELECT title FROM document WHERE id = document_id)"},
	{quarantineTable, "quarantine", "(SELECT title FROM document WHERE id = document_id)"},
	{queryTable, "query", "name"},
	{coderTable, "coder", "name"},
}

// mentions lists what still holds a name: rows in use, texts, and the words
// that the log keeps.
func (e *erasing) mentions() ([]Mention, error) {
	out, err := e.leftCases()
	if err != nil || e.look.None() {
		return out, err
	}
	for _, m := range mentionKinds {
		found, err := e.mentionsIn(m.t, m.kind, m.name)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	texts, err := e.mentionsInTexts(out)
	if err != nil {
		return nil, err
	}
	log, err := e.mentionsInLog()
	out = slices.Concat(out, texts, log)
	slices.SortStableFunc(out, func(a, b Mention) int { // the sure ones first
		switch {
		case a.Perhaps == b.Perhaps:
			return 0
		case b.Perhaps:
			return -1
		}
		return 1
	})
	return out, err
}

// leftCases are the cases to which only what was erased belonged: their values
// may tell of the person, or of an organisation.
func (e *erasing) leftCases() ([]Mention, error) {
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, m *Mention) error {
		m.Kind = "left-case"
		return rows.Scan(&m.ID, &m.Name)
	}, `SELECT id, name FROM "case" c WHERE deleted = 0
		AND NOT EXISTS (SELECT 1 FROM document WHERE case_id = c.id AND deleted = 0)
		AND NOT EXISTS (SELECT 1 FROM speaker WHERE case_id = c.id AND deleted = 0) ORDER BY id`)
	if err != nil {
		return nil, err
	}
	theirs := map[string]bool{}
	for at := range e.gone {
		if at.t != documentTable && at.t != speakerTable {
			continue
		}
		r, _, err := e.get(at.t, at.id)
		if err != nil {
			return nil, err
		}
		theirs[r.text("case_id")] = true
	}
	return slices.DeleteFunc(all, func(m Mention) bool { return !theirs[m.ID] }), nil
}

func (e *erasing) mentionsIn(t *table, kind, name string) ([]Mention, error) {
	columns := slices.Clone(worded[t.name])
	for _, c := range t.columns {
		if c.private {
			columns = append(columns, c.name)
		}
	}
	type found struct {
		Mention
		text string
	}
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, f *found) error { return rows.Scan(&f.ID, &f.Name, &f.text) },
		"SELECT id, "+name+", "+strings.Join(columns, " || char(10) || ")+" FROM "+t.quoted()+" WHERE deleted = 0 ORDER BY id")
	if err != nil {
		return nil, err
	}
	var out []Mention
	for _, f := range all {
		if sure := e.surely(t, f.text); sure > pseudonym.NotNamed {
			f.Kind, f.Perhaps = kind, sure < pseudonym.Named
			out = append(out, f.Mention)
		}
	}
	return out, nil
}

// mentionsInTexts looks through the texts of other documents, also those that
// were deleted and not erased.
func (e *erasing) mentionsInTexts(known []Mention) ([]Mention, error) {
	told := map[string]bool{}
	for _, m := range known {
		told[m.ID] = true
	}
	rows, err := e.p.writer.QueryContext(e.ctx, `SELECT d.id, d.title, d.deleted, r.text FROM revision r JOIN document d ON d.id = r.document_id ORDER BY d.id, r.n DESC`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []Mention
	for rows.Next() {
		var m Mention
		var deleted bool
		var text string
		if err := rows.Scan(&m.ID, &m.Name, &deleted, &text); err != nil {
			return nil, err
		}
		sure := pseudonym.NotNamed
		if !told[m.ID] {
			sure = e.look.In(text)
		}
		if sure == pseudonym.NotNamed {
			continue
		}
		told[m.ID], m.Perhaps = true, sure < pseudonym.Named
		if m.Kind = "document"; deleted {
			m.Kind = "deleted-document"
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// mentionsInLog finds steps whose changes hold a name as it is: those of the
// plain columns, as the name of a code. They can't be taken away without
// breaking the chain that proves the log.
func (e *erasing) mentionsInLog() ([]Mention, error) {
	type found struct{ step, act, words string }
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, f *found) error { return rows.Scan(&f.step, &f.act, &f.words) },
		"SELECT step, act, coalesce(before, '') || char(10) || after FROM change WHERE tbl IN ('coder', 'attribute', 'code', 'theme', 'theme_word') ORDER BY n")
	if err != nil {
		return nil, err
	}
	var out []Mention
	for _, f := range all {
		sure := e.look.In(f.words)
		switch last := len(out) - 1; {
		case sure == pseudonym.NotNamed:
		case last >= 0 && out[last].ID == f.step:
			out[last].Perhaps = out[last].Perhaps && sure < pseudonym.Named
		default:
			out = append(out, Mention{Kind: "log", ID: f.step, Name: f.act, Perhaps: sure < pseudonym.Named})
		}
	}
	return out, nil
}
