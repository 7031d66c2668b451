package refi

import (
	"time"

	"github.com/google/uuid"
)

// The XML of a project as values, as the file says it: nothing is resolved or
// checked yet, but that every list is of bearable length. Namespaces are not
// told apart, for programs write several.

type qde struct {
	root        string // Project or CodeBook
	name        string
	origin      string
	users       []qdeUser
	codes       []qdeCode // depth first
	variables   []qdeVariable
	cases       []qdeCase
	sources     []qdeSource
	notes       []qdeSource
	links       []qdeLink
	sets        []qdeSet
	graphs      int
	description string
	noteRefs    []uuid.UUID
	strange     counter // what could not be read
	lost        counter // what this reader has no place for
}

type qdeUser struct {
	guid     uuid.UUID
	name, id string
}

type qdeCode struct {
	guid        uuid.UUID
	parent      int // index in codes, -1 at the top
	name        string
	description string
	colour      string
	folder      bool // isCodable="false"
	noteRefs    []uuid.UUID
}

type qdeVariable struct {
	guid        uuid.UUID
	name, kind  string
	description string
}

// qdeValue is a VariableValue; a value without text is none.
type qdeValue struct {
	variable uuid.UUID
	text     string
}

type qdeCase struct {
	guid        uuid.UUID
	name        string
	description string
	codeRefs    int
	values      []qdeValue
	sources     []uuid.UUID
	selections  []uuid.UUID
}

// qdeMade says who made a thing and when; zero times are not known.
type qdeMade struct {
	user              uuid.UUID
	created, modified time.Time
}

// qdeSource is any source, a part of one that has text (a transcript, a
// representation), or a note.
type qdeSource struct {
	qdeMade
	kind        string // the element's name
	guid        uuid.UUID
	name        string
	plain, rich string // paths
	path        string // of media
	description string
	content     string
	hasContent  bool
	selections  []qdeSelection
	codings     []qdeCoding
	noteRefs    []uuid.UUID
	values      []qdeValue
	points      []qdePoint
	parts       []qdeSource
}

type qdePoint struct {
	guid         uuid.UUID
	millis       int64
	position     int
	timed, place bool
}

// qdeSelection is a place in a source: by position in a text, by sync points
// in a transcript, else only as the numbers of the file.
type qdeSelection struct {
	qdeMade
	kind        string
	guid        uuid.UUID
	name        string
	start, end  int
	from, to    uuid.UUID
	place       string // for people: what the file says of a place without text
	description string
	codings     []qdeCoding
	noteRefs    []uuid.UUID
	part        *qdeSource
}

type qdeCoding struct {
	guid     uuid.UUID
	user     uuid.UUID
	code     uuid.UUID
	created  time.Time
	noteRefs []uuid.UUID
}

type qdeLink struct {
	origin, target uuid.UUID
	noteRefs       []uuid.UUID
}

type qdeSet struct {
	guid        uuid.UUID
	name        string
	description string
	codes       []uuid.UUID
	sources     []uuid.UUID
	notes       []uuid.UUID
}

// guidSpace makes ids of what stands where a GUID should and is none.
var guidSpace = uuid.MustParse("6f1f1d52-0c5d-4b0e-9b57-5b8a9d1f7c21")

// guidOf reads a GUID in any case, with or without braces. Other text gives an
// id of its own, so that references by it still meet; no text gives uuid.Nil.
func guidOf(s string) uuid.UUID {
	if s == "" {
		return uuid.Nil
	}
	if id, err := uuid.Parse(s); err == nil {
		return id
	}
	return uuid.NewSHA1(guidSpace, []byte(s))
}
