package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Cases and their values.
type Cases struct{ p *Project }

// List gives the cases by folded name, each with its values.
func (c *Cases) List(ctx context.Context) ([]transcript.Case, error) {
	var out []transcript.Case
	err := c.p.view(ctx, func(q querier) error {
		var err error
		out, err = list(ctx, q, func(rows *sql.Rows, c *transcript.Case) error {
			c.Values = map[transcript.AttributeID]string{}
			return rows.Scan(&c.ID, &c.Name)
		}, `SELECT id, name FROM "case" WHERE deleted = 0`)
		if err != nil {
			return err
		}
		at := make(map[transcript.CaseID]int, len(out))
		for i := range out {
			at[out[i].ID] = i
		}
		type held struct {
			in    transcript.CaseID
			of    transcript.AttributeID
			value string
		}
		values, err := list(ctx, q, func(rows *sql.Rows, h *held) error { return rows.Scan(&h.in, &h.of, &h.value) },
			"SELECT case_id, attribute_id, value FROM value WHERE deleted = 0")
		for _, v := range values {
			if i, ok := at[v.in]; ok {
				out[i].Values[v.of] = v.value
			}
		}
		return err
	})
	sortFolded(out, func(c transcript.Case) string { return c.Name }, func(c transcript.Case) string { return c.ID.String() })
	return out, err
}

// Add makes a case: DuplicateError when there is one of that folded name.
func (c *Cases) Add(ctx context.Context, by codebook.CoderID, name string) (transcript.CaseID, error) {
	var id transcript.CaseID
	err := c.p.act(ctx, by, "add-case", func(a *act) error {
		name, err := a.unusedName(caseTable, name, "")
		if err != nil {
			return err
		}
		id = newID[transcript.CaseID](a)
		return a.put(caseTable, id.String(), row{"name": name})
	})
	return id, err
}

// unusedName is a valid name that no other row of the table bears.
func (a *act) unusedName(t *table, name, except string) (string, error) {
	name, err := named(name)
	if err != nil {
		return "", err
	}
	taken, as, err := a.namesake(t, name, except)
	if err == nil && taken != "" {
		err = &DuplicateError{Title: as}
	}
	return name, err
}

// rename gives a row in use another name that no other row bears.
func (a *act) rename(t *table, id, name string) error {
	if _, err := a.need(t, id); err != nil {
		return err
	}
	name, err := a.unusedName(t, name, id)
	if err != nil {
		return err
	}
	return a.put(t, id, row{"name": name})
}

// Rename gives a case another name.
func (c *Cases) Rename(ctx context.Context, by codebook.CoderID, id transcript.CaseID, name string) error {
	return c.p.act(ctx, by, "rename-case", func(a *act) error { return a.rename(caseTable, id.String(), name) })
}

// Delete marks the case, its values and the memos about it; its documents and
// speakers then have none.
func (c *Cases) Delete(ctx context.Context, by codebook.CoderID, id transcript.CaseID) error {
	return c.p.act(ctx, by, "delete-case", func(a *act) error {
		if _, err := a.need(caseTable, id.String()); err != nil {
			return err
		}
		if err := a.remove(caseTable, id.String()); err != nil {
			return err
		}
		for _, t := range []*table{valueTable, memoTable} {
			if err := a.removeWhere(t, "case_id = ?", id.String()); err != nil {
				return err
			}
		}
		for _, t := range []*table{documentTable, speakerTable} {
			ids, err := a.strings("SELECT id FROM "+t.quoted()+" WHERE case_id = ? AND deleted = 0 ORDER BY id", id.String())
			if err != nil {
				return err
			}
			for _, one := range ids {
				if err := a.put(t, one, row{"case_id": nil}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// SetValue sets one value; "" takes it away. A value that is not of the
// attribute's type: ErrInvalid.
func (c *Cases) SetValue(ctx context.Context, by codebook.CoderID, id transcript.CaseID, of transcript.AttributeID, value string) error {
	return c.p.act(ctx, by, "set-value", func(a *act) error {
		if _, err := a.need(caseTable, id.String()); err != nil {
			return err
		}
		attribute, err := a.need(attributeTable, of.String())
		if err != nil {
			return err
		}
		// One id per place, so that the same value set on two machines is one row.
		key := uuid.NewSHA1(uuid.UUID(id), of[:]).String()
		if value = strings.TrimSpace(value); value == "" {
			if _, found, err := a.get(valueTable, key); err != nil || !found {
				return err
			}
			return a.remove(valueTable, key)
		}
		value, ok := typed(transcript.AttributeType(attribute.text("type")), value)
		if !ok {
			return fmt.Errorf("value of %q: %w", attribute.text("name"), ErrInvalid)
		}
		return a.put(valueTable, key, row{"case_id": id, "attribute_id": of, "value": value, "deleted": 0})
	})
}

// typed gives a value as its type writes it; ok is false when it is not of it.
func typed(t transcript.AttributeType, value string) (string, bool) {
	switch t {
	case transcript.AttributeNumber:
		if strings.Count(value, ",") == 1 && !strings.Contains(value, ".") {
			value = strings.Replace(value, ",", ".", 1)
		}
		_, err := strconv.ParseFloat(value, 64)
		return value, err == nil && strings.Trim(value, "+-.0123456789eE") == ""
	case transcript.AttributeDate:
		for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
			if _, err := time.Parse(layout, value); err == nil {
				return value, true
			}
		}
		return value, false
	case transcript.AttributeYesNo:
		value = strings.ToLower(value)
		return value, value == "yes" || value == "no"
	}
	return value, true
}
