package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// apart are the tables whose rows in use bear names of their own, and the
// column within which they do; "" for the whole project.
var apart = map[*table]string{
	caseTable: "", attributeTable: "", themeTable: "", queryTable: "", codeTable: "parent_id", speakerTable: "document_id",
}

// fields rewrites the fields of all rows but those of coders, who work on the
// project and whose settings would bring the name back.
func (w *rewriting) fields() error {
	attributes, err := rowsOf(w.ctx, w.p.writer, attributeTable, "1 = 1")
	if err != nil {
		return err
	}
	for _, a := range attributes {
		w.types[a.text("id")] = transcript.AttributeType(a.text("type"))
	}
	for _, m := range mentionKinds {
		if m.t == coderTable {
			continue
		}
		if err := w.table(m.t, m.kind); err != nil {
			return err
		}
	}
	return nil
}

// rewrittenRow is a row with the fields that change.
type rewrittenRow struct {
	before, set row
}

func (w *rewriting) table(t *table, kind string) error {
	rows, err := rowsOf(w.ctx, w.p.writer, t, "1 = 1 ORDER BY id")
	if err != nil {
		return err
	}
	var changed []rewrittenRow
	taken := map[string]bool{}
	for _, r := range rows {
		set := w.row(t, r)
		if r.live() && set["name"] == nil {
			taken[nameKey(t, r, r.text("name"))] = true
		}
		if len(set) > 0 {
			changed = append(changed, rewrittenRow{r, set})
		}
	}
	for _, c := range changed {
		name, renamed := c.set["name"].(string)
		if _, own := apart[t]; own && renamed && c.before.live() {
			plain := name
			for k := 2; taken[nameKey(t, c.before, name)]; k++ {
				name = fmt.Sprintf("%s (%d)", plain, k)
			}
			taken[nameKey(t, c.before, name)] = true
			c.set["name"] = name
		}
		if c.before.live() {
			w.counts[kind] += len(c.set)
		}
		if err := w.put(t, c.before.text("id"), c.set); err != nil {
			return err
		}
	}
	return nil
}

func nameKey(t *table, r row, name string) string {
	if within := apart[t]; within != "" {
		return r.text(within) + "\x00" + codebook.Fold(name)
	}
	return codebook.Fold(name)
}

// row gives the fields of a row that change. Of one that is not in use the
// texts are erased anyway, except of a search that ran: it stays in the log.
func (w *rewriting) row(t *table, r row) row {
	set := row{}
	for _, c := range t.columns {
		s := r.text(c.name)
		words := c.private || slices.Contains(worded[t.name], c.name)
		if s == "" || !words || !r.live() && c.private && (t != queryTable || c.name == "name") {
			continue
		}
		if is := w.rewritten(t, c.name, r, s); is != s {
			set[c.name] = is
		}
	}
	if t == queryTable && r.live() && r.text("name") == "" && len(set) > 0 {
		return row{"query": "", "deleted": 1} // a choice of forms is of the old words
	}
	return set
}

// rewritten gives the new words of one field.
func (w *rewriting) rewritten(t *table, column string, r row, s string) string {
	f := Field{Table: t.name, Column: column}
	if t == valueTable {
		f.Type = w.types[r.text("attribute_id")]
	}
	if t != codeTable || column != "alias" {
		return w.Field(f, s)
	}
	var names []string
	if json.Unmarshal([]byte(s), &names) != nil {
		return s // a damaged list is for check to tell
	}
	for i := range names {
		names[i] = w.Field(f, names[i])
	}
	b, err := json.Marshal(names)
	if err != nil {
		return s
	}
	return string(b)
}
