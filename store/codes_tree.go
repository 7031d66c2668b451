package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"veldwerk/codebook"
)

// Move puts a code under a parent (zero: the top level), at a place among its
// siblings counted from 0; a negative place, or one past the end, is the last.
func (c *Codes) Move(ctx context.Context, by codebook.CoderID, id, parent codebook.CodeID, position int) error {
	return c.p.act(ctx, by, "move-code", func(a *act) error {
		b, err := a.book()
		if err != nil {
			return err
		}
		if _, err := a.keptCode(id); err != nil {
			return err
		}
		code, _ := b.find(id)
		code.Parent = parent
		if err := b.check(code); err != nil {
			return err
		}
		a.about(codeTable, id.String())
		siblings := slices.DeleteFunc(b.siblings(parent), func(s codebook.CodeID) bool { return s == id })
		if ordered := b.lastPosition(parent, id) > 0; position < 0 && !ordered {
			return a.put(codeTable, id.String(), row{"parent_id": parent, "position": 0})
		}
		if position < 0 || position > len(siblings) {
			position = len(siblings)
		}
		if err := a.put(codeTable, id.String(), row{"parent_id": parent}); err != nil {
			return err
		}
		for i, s := range slices.Insert(siblings, position, id) {
			if err := a.put(codeTable, s.String(), row{"position": i + 1}); err != nil {
				return err
			}
		}
		return nil
	})
}

// siblings are the codes under a parent in their order, merged ones left out.
func (b *book) siblings(parent codebook.CodeID) []codebook.CodeID {
	tree := codebook.NewTree(b.codes)
	return slices.DeleteFunc(tree.Children(parent), func(id codebook.CodeID) bool {
		c, _ := tree.Code(id)
		return c.Status == codebook.StatusMerged
	})
}

// Merge gives from's codings (united), children, themes, slots and memos to
// into and marks it merged; its names become aliases of into. A child of from
// with the name of one of into: DuplicateError. One step.
func (c *Codes) Merge(ctx context.Context, by codebook.CoderID, from, into codebook.CodeID) error {
	return c.p.act(ctx, by, "merge-codes", func(a *act) error {
		if from == into {
			return fmt.Errorf("code %q into itself: %w", from, ErrInvalid)
		}
		for _, id := range []codebook.CodeID{from, into} {
			if _, err := a.keptCode(id); err != nil {
				return err
			}
		}
		a.about(codeTable, into.String())
		b, err := a.book()
		if err != nil {
			return err
		}
		if err := a.mergeTree(b, from, into); err != nil {
			return err
		}
		if err := a.moveCodings(into, "code_id = ?", from.String()); err != nil {
			return err
		}
		return a.mergePlaces(from.String(), into.String())
	})
}

func (a *act) mergeTree(b *book, from, into codebook.CodeID) error {
	old, _ := b.find(from)
	stays, _ := b.find(into)
	// Into takes from's place when it stands under it; else the children would
	// come to hang under themselves.
	parent := stays.Parent
	if b.under(into, from) {
		parent = old.Parent
	}
	// From is out of the way first, so that its name is free.
	err := a.put(codeTable, from.String(), row{"status": string(codebook.StatusMerged), "into_id": into})
	if err != nil {
		return err
	}
	for i := range b.codes {
		if b.codes[i].ID == from {
			b.codes[i].Status = codebook.StatusMerged
		}
	}
	alias, err := json.Marshal(withAlias(slices.Clone(stays.Alias), stays.Name, append([]string{old.Name}, old.Alias...)...))
	if err != nil {
		return err
	}
	stays.Parent = parent
	if err := b.place(stays); err != nil {
		return err
	}
	if err := a.put(codeTable, into.String(), row{"parent_id": parent, "alias": string(alias)}); err != nil {
		return err
	}
	for _, child := range b.codes {
		if child.Parent != from || child.ID == into {
			continue
		}
		child.Parent = into
		child.Position = b.lastPosition(into, child.ID)
		if child.Status != codebook.StatusMerged {
			if err := b.place(child); err != nil {
				return err
			}
		}
		if err := a.put(codeTable, child.ID.String(), row{"parent_id": into, "position": child.Position}); err != nil {
			return err
		}
	}
	return nil
}

// place checks a code at its new parent and keeps it there.
func (b *book) place(c codebook.Code) error {
	if err := b.check(c); err != nil {
		return err
	}
	for i := range b.codes {
		if b.codes[i].ID == c.ID {
			b.codes[i] = c
		}
	}
	return nil
}

// mergePlaces lets whatever else names the code from name into.
func (a *act) mergePlaces(from, into string) error {
	themes, err := a.strings("SELECT theme_id FROM theme_code WHERE code_id = ? AND deleted = 0 ORDER BY id", from)
	if err != nil {
		return err
	}
	for _, theme := range themes {
		old := linkID(theme, from)
		r, err := a.need(themeCodeTable, old)
		if err != nil {
			return err
		}
		if err := a.remove(themeCodeTable, old); err != nil {
			return err
		}
		if has, found, err := a.get(themeCodeTable, linkID(theme, into)); err != nil {
			return err
		} else if found && has.live() {
			continue
		}
		err = a.put(themeCodeTable, linkID(theme, into), row{"theme_id": theme, "code_id": into, "position": r.number("position"), "deleted": 0})
		if err != nil {
			return err
		}
	}
	if err := a.mergeSlots(from, into); err != nil {
		return err
	}
	if err := a.repoint(quarantineTable, "code_id", from, into); err != nil {
		return err
	}
	return a.repoint(memoTable, "code_id", from, into)
}

// mergeSlots keeps a code on one key: a coder who had both keeps that of into.
func (a *act) mergeSlots(from, into string) error {
	slots, err := a.strings("SELECT id FROM slot WHERE code_id = ? AND deleted = 0 ORDER BY id", from)
	if err != nil {
		return err
	}
	for _, id := range slots {
		var both int
		err := a.row("SELECT count(*) FROM slot WHERE code_id = ? AND deleted = 0 AND coder_id = (SELECT coder_id FROM slot WHERE id = ?)", into, id).Scan(&both)
		if err != nil {
			return err
		}
		var code any = into
		if both > 0 {
			code = nil
		}
		if err := a.put(slotTable, id, row{"code_id": code}); err != nil {
			return err
		}
	}
	return nil
}

// repoint lets the rows in use that name one row name another.
func (a *act) repoint(t *table, column, from, to string) error {
	ids, err := a.strings("SELECT id FROM "+t.quoted()+" WHERE "+column+" = ? AND deleted = 0 ORDER BY id", from)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.put(t, id, row{column: orNull(to)}); err != nil {
			return err
		}
	}
	return nil
}

// Split makes a new code beside id and moves the codings to it. One step.
func (c *Codes) Split(ctx context.Context, by codebook.CoderID, id codebook.CodeID, name string, codings []codebook.CodingID) (codebook.Code, error) {
	var made codebook.Code
	err := c.p.act(ctx, by, "split-code", func(a *act) error {
		r, err := a.keptCode(id)
		if err != nil {
			return err
		}
		var parent codebook.CodeID
		if err := parent.UnmarshalText([]byte(r.text("parent_id"))); err != nil {
			return err
		}
		added, err := a.addCodes([]codebook.Code{{Name: name, Parent: parent}})
		if err != nil {
			return err
		}
		made = added[0]
		for _, one := range codings {
			coding, err := a.need(codingTable, one.String())
			if err != nil {
				return err
			}
			if coding.text("code_id") != id.String() {
				return fmt.Errorf("coding %q is of another code: %w", one, ErrInvalid)
			}
			if err := a.settle(codingTable.with(coding, row{"code_id": made.ID})); err != nil {
				return err
			}
		}
		return nil
	})
	return made, err
}

// Delete marks the code, its sub-codes and their codings, memos, themes'
// links and slots: one step.
func (c *Codes) Delete(ctx context.Context, by codebook.CoderID, id codebook.CodeID) error {
	return c.p.act(ctx, by, "delete-code", func(a *act) error {
		if _, err := a.need(codeTable, id.String()); err != nil {
			return err
		}
		b, err := a.book()
		if err != nil {
			return err
		}
		for _, one := range codebook.NewTree(b.codes).Under(id) {
			if err := a.deleteCode(one.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *act) deleteCode(id string) error {
	if err := a.remove(codeTable, id); err != nil {
		return err
	}
	if err := a.removeWhere(memoTable, "code_id = ?1 OR coding_id IN (SELECT id FROM coding WHERE code_id = ?1 AND deleted = 0)", id); err != nil {
		return err
	}
	for _, t := range []*table{codingTable, themeCodeTable, quarantineTable} {
		if err := a.removeWhere(t, "code_id = ?", id); err != nil {
			return err
		}
	}
	slots, err := a.strings("SELECT id FROM slot WHERE code_id = ? AND deleted = 0 ORDER BY id", id)
	if err != nil {
		return err
	}
	for _, slot := range slots {
		if err := a.put(slotTable, slot, row{"code_id": nil}); err != nil {
			return err
		}
	}
	return nil
}
