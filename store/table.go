package store

import "strings"

// column of a logged table.
type column struct {
	name    string
	private bool   // text of people: the log holds its hash, body the text
	ref     string // table whose row it names; that row must be in use
}

// table is one whose rows are logged. Every such table has the columns id,
// first, and deleted, last.
type table struct {
	name    string
	columns []column
}

func plain(names ...string) []column {
	out := make([]column, len(names))
	for i, n := range names {
		out[i] = column{name: n}
	}
	return out
}

func private(name string) column    { return column{name: name, private: true} }
func refers(name, to string) column { return column{name: name, ref: to} }
func join(parts ...[]column) []column {
	return append(plain("id"), append(flat(parts), plain("deleted")...)...)
}

func flat(parts [][]column) []column {
	var out []column
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// The logged tables; their columns are those of the schema, in its order.
var (
	coderTable     = &table{"coder", join(plain("name", "initials"))}
	caseTable      = &table{"case", join([]column{private("name")})}
	attributeTable = &table{"attribute", join(plain("name", "type", "position"))}
	valueTable     = &table{"value", join([]column{refers("case_id", "case"), refers("attribute_id", "attribute"), private("value")})}
	documentTable  = &table{"document", join([]column{private("title")}, plain("language"), []column{refers("case_id", "case")}, plain("revision", "text_hash", "added"))}
	speakerTable   = &table{"speaker", join([]column{refers("document_id", "document")}, plain("position"), []column{private("name")}, plain("role", "rule"),
		[]column{refers("case_id", "case"), refers("merged_into", "speaker")}, plain("turns", "words"))}
	codeTable = &table{"code", join([]column{refers("parent_id", "code")}, plain("name"),
		[]column{private("short"), private("full"), private("use_when"), private("not_when"), private("example")},
		plain("colour", "letter", "alias", "status", "into_id", "position"))}
	themeTable     = &table{"theme", join(plain("name"), []column{private("claim")}, plain("position"))}
	themeCodeTable = &table{"theme_code", join([]column{refers("theme_id", "theme"), refers("code_id", "code")}, plain("position"))}
	themeWordTable = &table{"theme_word", join([]column{refers("theme_id", "theme")}, plain("text", "off", "position"))}
	codingTable    = &table{"coding", join([]column{refers("document_id", "document")}, plain("revision"),
		[]column{refers("code_id", "code"), refers("coder_id", "coder")}, plain("char_start", "char_end", "quote_hash", "certainty"),
		[]column{private("memo")}, plain("created", "modified"))}
	memoTable = &table{"memo", join(plain("kind", "about"), []column{refers("document_id", "document")}, plain("revision", "char_start", "char_end"),
		[]column{refers("code_id", "code"), refers("theme_id", "theme"), refers("case_id", "case"), refers("coding_id", "coding"), private("title"), private("body"), refers("coder_id", "coder")},
		plain("created", "modified"))}
	slotTable       = &table{"slot", join([]column{refers("coder_id", "coder")}, plain("n"), []column{refers("code_id", "code")})}
	queryTable      = &table{"query", join([]column{private("name"), private("query")})}
	quarantineTable = &table{"quarantine", join([]column{refers("document_id", "document")}, plain("revision"),
		[]column{refers("code_id", "code"), refers("coder_id", "coder")}, plain("char_start", "char_end"), []column{private("quote")}, plain("reason"), []column{private("memo")}, plain("created"))}
)

var loggedTables = []*table{
	coderTable, caseTable, attributeTable, valueTable, documentTable, speakerTable, codeTable, themeTable,
	themeCodeTable, themeWordTable, codingTable, memoTable, slotTable, queryTable, quarantineTable,
}

// groups are columns that say one thing together. A change of one of them logs
// them all, so that a merge, which takes the last writer of each column, never
// makes a place of one coder's start and another's end.
var groups = map[*table][][]string{
	documentTable:   {{"revision", "text_hash"}},
	codeTable:       {{"status", "into_id"}},
	codingTable:     {{"document_id", "revision", "char_start", "char_end", "quote_hash"}},
	memoTable:       {{"about", "document_id", "revision", "char_start", "char_end", "code_id", "theme_id", "case_id", "coding_id"}},
	quarantineTable: {{"document_id", "revision", "char_start", "char_end", "quote"}},
}

func tableNamed(name string) *table {
	for _, t := range loggedTables {
		if t.name == name {
			return t
		}
	}
	return nil
}

func (t *table) column(name string) (column, bool) {
	for _, c := range t.columns {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}

func (t *table) names() []string {
	out := make([]string, len(t.columns))
	for i, c := range t.columns {
		out[i] = c.name
	}
	return out
}

func (t *table) quoted() string { return `"` + t.name + `"` }

func (t *table) selectSQL() string {
	return "SELECT " + strings.Join(t.names(), ", ") + " FROM " + t.quoted()
}

func (t *table) insertSQL() string {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ")
	return "INSERT INTO " + t.quoted() + " (" + strings.Join(t.names(), ", ") + ") VALUES (" + marks + ")"
}
