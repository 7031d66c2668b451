package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Options are what a project needs of its surroundings.
type Options struct {
	ReadOnly bool
	Now      func() time.Time // clock; UTC is taken from it
	NewID    func() uuid.UUID // UUIDv7 source
	Device   string           // id of this machine: changes form one chain per device
	Version  string           // of the program, kept with sessions
}

// Info says which project this is.
type Info struct {
	ID       uuid.UUID
	Name     string // the file's base name without .veldwerk
	Path     string
	Schema   int
	ReadOnly bool
	Newer    bool // made by a newer veldwerk, hence read-only
	Created  time.Time
}

// Counts are the numbers of `veldwerk stats`. Codes counts every node of the
// tree, Turns leaves turn 0 out, Words counts those turns' words.
type Counts struct {
	Documents, Turns, Words, Speakers, Cases, Codes, Themes, Codings, Memos, Coders int
}

// Project is an open project file; one field per noun.
type Project struct {
	Documents  *Documents
	Speakers   *Speakers
	Cases      *Cases
	Attributes *Attributes
	Codes      *Codes
	Themes     *Themes
	Codings    *Codings
	Memos      *Memos
	Coders     *Coders
	Slots      *Slots
	Queries    *Queries
	Changes    *Changes
}

// Create makes a new project file; an existing file is never touched
// (os.ErrExist).
func Create(ctx context.Context, path string, opt Options) (*Project, error) { panic("unbuilt") }

// Open opens an existing one: ErrNotProject, ErrNewer (read-only then),
// os.ErrNotExist.
func Open(ctx context.Context, path string, opt Options) (*Project, error) { panic("unbuilt") }

// Close ends the session and closes the file.
func (p *Project) Close() error { panic("unbuilt") }

// Info of the project.
func (p *Project) Info() Info { panic("unbuilt") }

// Counts of all nouns.
func (p *Project) Counts(ctx context.Context) (Counts, error) { panic("unbuilt") }

// Version grows with every committed act of any process: equal numbers mean
// that nothing changed.
func (p *Project) Version(ctx context.Context) (int64, error) { panic("unbuilt") }

// Check proves the file: SQLite's own checks, every quote's hash, every
// text's hash, the change chain of every device.
func (p *Project) Check(ctx context.Context) (Report, error) { panic("unbuilt") }

// Report is what Check found.
type Report struct {
	OK       bool
	Findings []Finding
	Codings  int // quotes proved
	Changes  int // changes proved
}

// Finding is one damage, as a typed fact.
type Finding struct {
	Code string // "integrity", "foreign-key", "text-hash", "quote-hash", "chain"
	ID   string
	Args map[string]any
}
