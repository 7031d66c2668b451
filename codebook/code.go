package codebook

// Code is a label with a definition. The six fields of MacQueen et al. (1998)
// are Name, Short, Full, UseWhen, NotWhen and Example.
type Code struct {
	ID       CodeID
	Parent   CodeID // zero: top level
	Name     string
	Short    string // short definition
	Full     string // full definition
	UseWhen  string
	NotWhen  string
	Example  string
	Colour   int      // 1…8, an entry of the palette of tui/theme
	Letter   string   // one grapheme that heads its stripes
	Alias    []string // former and other names
	Status   Status
	Into     CodeID // with StatusMerged: the code that took its codings
	Position int    // order among its siblings, then by name
}

// Status of a code in its life.
type Status string

// The states of a code. A retired or merged code keeps its name and definition
// but is not offered for new codings.
const (
	StatusActive  Status = "active"
	StatusDraft   Status = "draft"
	StatusRetired Status = "retired"
	StatusMerged  Status = "merged"
)

// Usable says whether new codings may use the code.
func (c Code) Usable() bool {
	return c.Status == StatusActive || c.Status == StatusDraft || c.Status == ""
}
