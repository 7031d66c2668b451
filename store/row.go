package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// row is a logged row by column: string, int64 or nil.
type row map[string]any

func (r row) text(name string) string { s, _ := r[name].(string); return s }
func (r row) number(name string) int  { n, _ := r[name].(int64); return int(n) }
func (r row) live() bool              { return r.number("deleted") == 0 }

// cell is a value as SQLite gives it back, so that before and after compare.
func cell(v any) any {
	switch v := v.(type) {
	case nil, int64:
		return v
	case int:
		return int64(v)
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case string:
		return valid(v)
	case interface {
		IsZero() bool
		String() string
	}:
		if v.IsZero() {
			return nil
		}
		return v.String()
	}
	panic(fmt.Sprintf("store: a row holds no %T", v))
}

// valid makes a text what JSON gives back: it holds no half characters.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\ufffd")
}

// orNull is a reference, NULL when empty.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

func bodyHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// sealed is the row as the log holds it: private texts as their hash.
func (t *table) sealed(r row) row {
	out := make(row, len(r))
	for name, v := range r {
		c, _ := t.column(name)
		if s, ok := v.(string); ok && c.private && s != "" {
			v = bodyHash(s)
		}
		out[name] = v
	}
	return out
}

// encode gives a sealed row as JSON, its keys sorted.
func encode(r row) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

func decode(s string) (row, error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var r row
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("row of the log: %w: %w", ErrDamaged, err)
	}
	for name, v := range r {
		switch v := v.(type) {
		case nil, string:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, fmt.Errorf("row of the log: %w: %w", ErrDamaged, err)
			}
			r[name] = n
		default:
			return nil, fmt.Errorf("row of the log: %T: %w", v, ErrDamaged)
		}
	}
	return r, nil
}
