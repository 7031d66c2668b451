package transcript

// Receipt says what Read recognised and what it changed.
type Receipt struct {
	Kind     string // as Source.Kind
	Encoding string
	Turns    int // without turn 0
	Words    int // of the turns, without turn 0 and without labels
	Speakers []SpeakerCount
	Times    int   // anchors: places whose time in the recording is known
	Until    int64 // the latest of these times, in ms
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
// through lang. It never holds a sentence. The codes of Read, with an integer
// Args["count"] unless said otherwise:
//
//	bom-removed           (no Args)
//	invalid-bytes         bytes or units that became U+FFFD
//	newlines-normalised   Args crlf and cr
//	nul-replaced          NULs that became U+FFFD
//	controls-kept         control characters other than TAB and LF
//	navigation-dropped    menus and tables of contents of a page or an EPUB
//	codes-dropped         codes that Taguette's export writes in the text
//	chapters-missing      chapters that an EPUB names and lacks
//	no-speakers           (no Args) a paragraph is a turn
//	empty-turns           labels without text, no turn
//	lines-outside-turns   footers and events such as "stopped transcription"
//	notes-dropped         VTT comments and styles; footnotes of a docx
//	bad-times             times that cannot be, left out; their text is kept
//	zero-length-cues      kept
//	empty-cues            left out
//	deletions-dropped     tracked deletions of a docx
//	comments-dropped      comments of a docx
//	headers-dropped       headers and footers of a docx with text; lines of
//	                      running heads and feet of a PDF
//	line-numbers-dropped  numbers of lines in a PDF's margin
//	hidden-words-dropped  words beyond the edges of a PDF's page
//	sideways-words-dropped  words set sideways beside a PDF's text
//	hyphens-mended        words that the end of a PDF's line cut
//	pages-without-text    pages of a PDF that are a picture
//	pages-unreadable      pages of a PDF that are damaged
//	unlabelled-cues       without a speaker in a file that labels each cue: turns
//	                      of their own, by the speaker before
//	empty-pieces          segments and annotations without text, left out
//	tiers-dropped         pieces on tiers that are no speech (translations,
//	                      glosses, %com of CHAT); Args names lists the tiers
//	times-estimated       annotations between two known times
//	truncated             (no Args) the file breaks off; what is there was read
type Warning struct {
	Code string
	Args map[string]any
}

// Error is a refusal of an input, a typed fact as Warning is. The codes of
// Read: empty, no-text, unknown-encoding, unsupported (Args kind, as Sniff
// names it), truncated, damaged, encrypted, too-large (Args limit).
// Of a PDF also no-text-layer (Args pages), too-heavy (it takes too much time
// or memory) and no-sandbox (PDFs cannot be read on this machine).
type Error struct {
	Code string
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
