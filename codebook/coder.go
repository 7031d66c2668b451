package codebook

// Coder is who codes; every act has one.
type Coder struct {
	ID       CoderID
	Name     string
	Initials string // one to three letters, shown on other coders' stripes
}
