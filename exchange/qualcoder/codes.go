package qualcoder

import (
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
)

// node is a category or a code of the file.
type node struct {
	key, parent string // "cat:1", "code:5"
	name        string
	memo        string
	owner       string
	date        time.Time
	colour      int
	code        bool
}

// readCodes makes one tree of categories and codes.
func (r *reader) readCodes() error {
	var nodes []node
	err := r.db.Each("code_cat", "catid name supercatid memo owner date", func(row foreign.Row) error {
		nodes = append(nodes, node{key: "cat:" + row.Key("catid"), parent: parent("cat:", row, "supercatid"), name: row.Text("name"), memo: row.Text("memo"),
			owner: row.Text("owner"), date: row.Time("date")})
		return nil
	})
	if err != nil {
		return err
	}
	err = r.db.Each("code_name", "cid name memo catid color supercid owner date", func(row foreign.Row) error {
		n := node{key: "code:" + row.Key("cid"), parent: parent("cat:", row, "catid"), name: row.Text("name"), memo: row.Text("memo"),
			owner: row.Text("owner"), date: row.Time("date"), colour: colourOf(row.Text("color")), code: true}
		if n.parent == "" {
			n.parent = parent("code:", row, "supercid") // database v16
		}
		nodes = append(nodes, n)
		return nil
	})
	if err != nil {
		return err
	}
	t := &tree{reader: r, made: map[string]codebook.CodeID{}, index: map[codebook.CodeID]int{}, categories: map[sibling]codebook.CodeID{}}
	t.make(nodes)
	return nil
}

func parent(kind string, row foreign.Row, column string) string {
	if row.Null(column) || row.Text(column) == "" {
		return ""
	}
	return kind + row.Key(column)
}

// tree makes codes of nodes, parents first.
type tree struct {
	*reader
	made       map[string]codebook.CodeID
	index      map[codebook.CodeID]int     // in Project.Codes
	categories map[sibling]codebook.CodeID // where a code of the same name joins
}

type sibling struct {
	parent codebook.CodeID
	name   string
}

func (t *tree) make(nodes []node) {
	known := map[string]bool{}
	for _, n := range nodes {
		known[n.key] = true
	}
	children := map[string][]node{}
	for _, n := range nodes {
		if !known[n.parent] || n.parent == n.key {
			n.parent = "" // QualCoder takes what has lost its parent to the top as well
		}
		children[n.parent] = append(children[n.parent], n)
	}
	t.grow(children, children[""])
	for _, n := range nodes {
		if _, ok := t.made[n.key]; !ok { // on a circle
			t.draft.Lose("codes-uprooted", 1, n.name)
			n.parent = ""
			t.grow(children, []node{n})
		}
	}
}

// grow adds nodes and all below them, level by level.
func (t *tree) grow(children map[string][]node, level []node) {
	for len(level) > 0 {
		var next []node
		for _, n := range level {
			if _, ok := t.made[n.key]; ok {
				continue
			}
			t.made[n.key] = t.add(n)
			next = append(next, children[n.key]...)
		}
		level = next
	}
}

// add adds one code. A code joins a category of its name: beside it, for two
// siblings of one name are one code with us, or, in files of our own, above it.
func (t *tree) add(n node) codebook.CodeID {
	above := t.made[n.parent]
	c := codebook.Code{Parent: above, Name: n.name, Full: n.memo, Colour: n.colour}
	var notes []codebook.Memo
	if t.ours {
		c.Full = ""
		var text string
		text, notes = splitNotes(n.memo)
		split(text, &c)
	}
	place := sibling{above, foreign.Named(n.name)}
	id, beside := t.categories[place]
	if n.code && t.ours && !above.IsZero() && t.draft.Project.Codes[t.index[above]].Name == n.name {
		id, beside = above, true
	}
	if n.code && beside {
		t.join(id, c)
		t.codes[strings.TrimPrefix(n.key, "code:")] = id
		return id
	}
	id = t.draft.Code(c)
	for _, note := range notes {
		t.draft.Memo(codebook.Ref{Kind: codebook.RefCode, Code: id}, note.Title, note.Body, n.owner, n.date)
	}
	t.index[id] = len(t.draft.Project.Codes) - 1
	if n.code {
		t.codes[strings.TrimPrefix(n.key, "code:")] = id
	} else {
		t.categories[place] = id
	}
	return id
}

// join gives a category what its code has.
func (t *tree) join(id codebook.CodeID, c codebook.Code) {
	into := &t.draft.Project.Codes[t.index[id]]
	into.Full = foreign.Joined(into.Full, c.Full)
	if into.Colour == 0 {
		into.Colour = c.Colour
	}
	if !t.ours {
		t.draft.Lose("codes-joined", 1, into.Name)
	}
}
