package transcript

import (
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"
)

// ID is a UUIDv7 that knows what it names: ids of different kinds do not mix.
// The zero ID names nothing. Its text form is the lower-case UUID, the zero ID
// is the empty string.
type ID[Kind any] [16]byte

type (
	documentKind  struct{}
	speakerKind   struct{}
	caseKind      struct{}
	attributeKind struct{}
)

type (
	// DocumentID names a Document.
	DocumentID = ID[documentKind]
	// SpeakerID names a Speaker.
	SpeakerID = ID[speakerKind]
	// CaseID names a Case.
	CaseID = ID[caseKind]
	// AttributeID names an Attribute.
	AttributeID = ID[attributeKind]
)

// ParseID reads a UUID in any case, with or without braces. The empty string
// is the zero ID.
func ParseID[Kind any](s string) (ID[Kind], error) {
	if s == "" {
		return ID[Kind]{}, nil
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return ID[Kind]{}, fmt.Errorf("id %q: %w", s, err)
	}
	return ID[Kind](u), nil
}

// IsZero says whether the id names nothing.
func (id ID[Kind]) IsZero() bool { return id == ID[Kind]{} }

func (id ID[Kind]) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// MarshalText gives the text form.
func (id ID[Kind]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the text form.
func (id *ID[Kind]) UnmarshalText(b []byte) error {
	parsed, err := ParseID[Kind](string(b))
	if err == nil {
		*id = parsed
	}
	return err
}

// Value stores the id as text, the zero ID as NULL.
func (id ID[Kind]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.String(), nil
}

// Scan reads what Value stored.
func (id *ID[Kind]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID[Kind]{}
		return nil
	case string:
		return id.UnmarshalText([]byte(v))
	case []byte:
		return id.UnmarshalText(v)
	}
	return fmt.Errorf("id from %T", src)
}
