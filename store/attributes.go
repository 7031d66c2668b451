package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Attributes of cases.
type Attributes struct{ p *Project }

// List gives the attributes in the order in which they were made.
func (a *Attributes) List(ctx context.Context) ([]transcript.Attribute, error) {
	return list(ctx, a.p.readers, func(rows *sql.Rows, a *transcript.Attribute) error {
		return rows.Scan(&a.ID, &a.Name, &a.Type)
	}, "SELECT id, name, type FROM attribute WHERE deleted = 0 ORDER BY position, id")
}

// Add makes an attribute: DuplicateError when there is one of that folded name.
func (a *Attributes) Add(ctx context.Context, by codebook.CoderID, name string, t transcript.AttributeType) (transcript.AttributeID, error) {
	var id transcript.AttributeID
	err := a.p.act(ctx, by, "add-attribute", func(a *act) error {
		name, err := a.unusedName(attributeTable, name, "")
		if err != nil {
			return err
		}
		if t, err = attributeType(t); err != nil {
			return err
		}
		var last int
		if err := a.row("SELECT coalesce(max(position), 0) FROM attribute").Scan(&last); err != nil {
			return err
		}
		id = newID[transcript.AttributeID](a)
		return a.put(attributeTable, id.String(), row{"name": name, "type": string(t), "position": last + 1})
	})
	return id, err
}

func attributeType(t transcript.AttributeType) (transcript.AttributeType, error) {
	if t == "" {
		return transcript.AttributeText, nil
	}
	known := []transcript.AttributeType{transcript.AttributeText, transcript.AttributeNumber, transcript.AttributeDate, transcript.AttributeYesNo}
	if !slices.Contains(known, t) {
		return t, fmt.Errorf("attribute type %q: %w", t, ErrInvalid)
	}
	return t, nil
}

// Rename gives an attribute another name.
func (a *Attributes) Rename(ctx context.Context, by codebook.CoderID, id transcript.AttributeID, name string) error {
	return a.p.act(ctx, by, "rename-attribute", func(a *act) error { return a.rename(attributeTable, id.String(), name) })
}

// SetType changes how values compare; ErrInvalid when a value that is there is
// not of the new type. Values are written as the type writes them.
func (a *Attributes) SetType(ctx context.Context, by codebook.CoderID, id transcript.AttributeID, t transcript.AttributeType) error {
	return a.p.act(ctx, by, "set-attribute-type", func(a *act) error {
		attribute, err := a.need(attributeTable, id.String())
		if err != nil {
			return err
		}
		if t, err = attributeType(t); err != nil {
			return err
		}
		if err := a.put(attributeTable, id.String(), row{"type": string(t)}); err != nil {
			return err
		}
		held, err := a.strings("SELECT id FROM value WHERE attribute_id = ? AND deleted = 0 ORDER BY id", id.String())
		if err != nil {
			return err
		}
		for _, key := range held {
			r, err := a.need(valueTable, key)
			if err != nil {
				return err
			}
			value, ok := typed(t, r.text("value"))
			if !ok {
				return fmt.Errorf("a value of %q is no %s: %w", attribute.text("name"), t, ErrInvalid)
			}
			if err := a.put(valueTable, key, row{"value": value}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Delete marks the attribute and its values: one step.
func (a *Attributes) Delete(ctx context.Context, by codebook.CoderID, id transcript.AttributeID) error {
	return a.p.act(ctx, by, "delete-attribute", func(a *act) error {
		if _, err := a.need(attributeTable, id.String()); err != nil {
			return err
		}
		if err := a.remove(attributeTable, id.String()); err != nil {
			return err
		}
		return a.removeWhere(valueTable, "attribute_id = ?", id.String())
	})
}
