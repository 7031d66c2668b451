package codebook

// Theme groups codes (many-to-many) and has a vocabulary and a claim; search
// and analysis take a theme as one thing.
type Theme struct {
	ID       ThemeID
	Name     string
	Claim    string // what the theme says about the material
	Codes    []CodeID
	Words    []Word
	Position int
}

// Word is a word or phrase of a theme's vocabulary.
type Word struct {
	Text string // as a query: a word, a "phrase", a prefix*
	Off  bool   // switched off by a person, kept for the record
}
