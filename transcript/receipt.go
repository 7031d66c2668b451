package transcript

// Receipt says what Read recognised and what it changed.
type Receipt struct {
	Kind     string // as Source.Kind
	Encoding string
	Turns    int // without turn 0
	Words    int // of the turns, without turn 0 and without labels
	Speakers []SpeakerCount
	Warnings []Warning
}

// SpeakerCount is one named speaker of a receipt.
type SpeakerCount struct {
	Name  string
	Turns int
	Role  Role
	Rule  Rule
}

// Warning is a typed fact about an input: cli and tui word it by its Code
// through lang. It never holds a sentence.
type Warning struct {
	Code string // such as "nul-replaced"
	Args map[string]any
}

// Error is a refusal of an input, a typed fact as Warning is.
type Error struct {
	Code string // such as "no-text", "empty", "truncated"
	Args map[string]any
	Err  error // the cause, if there is one
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Code + ": " + e.Err.Error()
	}
	return e.Code
}

func (e *Error) Unwrap() error { return e.Err }
