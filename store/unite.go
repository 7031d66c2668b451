package store

import (
	"cmp"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func spanOf(coding row) transcript.Span {
	return transcript.Span{Start: coding.number("char_start"), End: coding.number("char_end")}
}

func revisionOf(coding row) revisionKey {
	return revisionKey{coding.text("document_id"), coding.number("revision")}
}

// with is a copy of a row with other values.
func (t *table) with(r row, set row) row {
	out := make(row, len(r))
	for name, v := range r {
		out[name] = v
	}
	for name, v := range set {
		out[name] = cell(v)
	}
	return out
}

// overlapping lists the codings of the same document, coder and code that
// share a code point with want, by start; except is left out. They never
// overlap each other, so the walk back from want's end stops at the first that
// ends before want starts.
func (a *act) overlapping(want row, except string) ([]row, error) {
	s, err := a.p.statement(a.ctx, `SELECT id, char_end FROM coding
		WHERE code_id = ? AND coder_id = ? AND document_id = ? AND char_start < ? AND deleted = 0 ORDER BY char_start DESC`)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(a.ctx, want["code_id"], want["coder_id"], want["document_id"], want["char_end"])
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var id string
		var end int
		if err := rows.Scan(&id, &end); err != nil {
			return nil, err
		}
		if id == except {
			continue
		}
		if end <= want.number("char_start") {
			break
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	slices.Reverse(ids)
	out := make([]row, len(ids))
	for i, id := range ids {
		if out[i], err = a.need(codingTable, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// settle writes a coding as it shall be and unites it with what it overlaps.
func (a *act) settle(want row) error {
	others, err := a.overlapping(want, want.text("id"))
	if err != nil {
		return err
	}
	_, err = a.unite(want, others)
	return err
}

// unite makes one coding of want and the others, which it overlaps. The one
// made first survives, with the memos of all; want has an id when it is in the
// file already. It returns the survivor's id.
func (a *act) unite(want row, others []row) (string, error) {
	if len(others) == 0 {
		id := want.text("id")
		if id == "" {
			id = newID[codebook.CodingID](a).String()
		}
		return id, a.putCoding(id, want)
	}
	all := slices.Clone(others)
	if want.text("id") != "" {
		all = append(all, want)
	}
	oldestFirst(all)
	survivor := codingTable.with(all[0], row{"code_id": want["code_id"], "revision": want["revision"]})
	whole := spanOf(want)
	for _, o := range all {
		whole = whole.Union(spanOf(o))
		survivor = merged(survivor, o)
	}
	quote, err := a.quote(revisionOf(want), whole)
	if err != nil {
		return "", err
	}
	survivor["char_start"], survivor["char_end"] = int64(whole.Start), int64(whole.End)
	survivor["quote_hash"] = codebook.QuoteHash(quote)
	id := survivor.text("id")
	for _, o := range all[1:] {
		if err := a.remove(codingTable, o.text("id")); err != nil {
			return "", err
		}
		if err := a.repoint(memoTable, "coding_id", o.text("id"), id); err != nil {
			return "", err
		}
	}
	return id, a.putCoding(id, survivor)
}

func oldestFirst(codings []row) {
	slices.SortFunc(codings, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.number("created"), b.number("created")), cmp.Compare(a.text("id"), b.text("id")))
	})
}

// merged gives the survivor what a coding that goes has and it has not.
func merged(survivor, goes row) row {
	if survivor.text("id") == goes.text("id") {
		return survivor
	}
	if survivor.number("certainty") == 0 {
		survivor["certainty"] = goes["certainty"]
	}
	switch memo, more := survivor.text("memo"), goes.text("memo"); {
	case memo == "":
		survivor["memo"] = more
	case more != "":
		survivor["memo"] = memo + "\n\n" + more
	}
	return survivor
}

// putCoding writes a coding; modified moves only when something else does.
func (a *act) putCoding(id string, r row) error {
	old, found, err := a.get(codingTable, id)
	if err != nil {
		return err
	}
	set := codingTable.with(r, nil)
	delete(set, "id")
	delete(set, "modified")
	for name, v := range set {
		if !found || old[name] != v {
			set["modified"] = a.at
			return a.put(codingTable, id, set)
		}
	}
	return nil
}

// moveCodings gives the codings that a condition picks another code.
func (a *act) moveCodings(to codebook.CodeID, where string, args ...any) error {
	ids, err := a.strings("SELECT id FROM coding WHERE deleted = 0 AND ("+where+") ORDER BY id", args...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		// One that was moved before may have taken this one up.
		coding, _, err := a.get(codingTable, id)
		if err != nil {
			return err
		}
		if !coding.live() || coding.text("code_id") == to.String() {
			continue
		}
		if err := a.settle(codingTable.with(coding, row{"code_id": to})); err != nil {
			return err
		}
	}
	return nil
}
