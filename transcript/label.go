package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lengths of names in code points. A name with a time beside it may be longer:
// meeting programs write family name, given name and organisation.
const (
	maxName      = 40
	maxTimedName = 80
	maxLabel     = 240 // bytes of a line in which a label is looked for
)

// form is how a line marks its name; some forms need more proof than others.
type form int

const (
	formColon   form = iota // Anna: text
	formGlued               // Anna:text
	formTab                 // Anna<TAB>text
	formDash                // R1 – text
	formBracket             // [id1] text
	formHeader              // Anna  0:04, alone on its line
	formInline              // Anna [0:04] text
	formChat                // 00:21:14 From Anna to Everyone:
)

// label is the start of a line that may name a speaker.
type label struct {
	name   string // as written, without marks of emphasis
	key    string // folded: what makes two labels one speaker
	end    int    // bytes of the line up to the end of the label
	form   form
	timed  bool // a stamp stands beside the name
	millis int64
}

// readLabel reads the label at the start of a line, if it can be one. Whether
// it names a speaker is for the whole document to say (speakerRules).
func readLabel(line string) (label, bool) {
	if l, ok := chatLabel(line); ok {
		return l, true
	}
	line = line[:labelWindow(line)]
	c := labelCursor{line: line}
	c.skipDecoration()
	c.leadingStamp()
	c.skipEmphasis()
	if c.i >= len(line) {
		return label{}, false
	}
	if line[c.i] == '[' {
		return c.bracketed()
	}
	return c.plain()
}

// labelWindow keeps a line of a million words from being read twice.
func labelWindow(line string) int {
	n := min(len(line), maxLabel)
	for n < len(line) && n > 0 && !utf8.RuneStart(line[n]) {
		n--
	}
	return n
}

type labelCursor struct {
	line   string
	i      int
	timed  bool
	millis int64
}

// skipDecoration passes quote marks, headings and list bullets, so that
// Markdown and subtitle files show the label behind them.
func (c *labelCursor) skipDecoration() {
	for {
		c.i += blanks(c.line[c.i:])
		rest := c.line[c.i:]
		hashes := len(rest) - len(strings.TrimLeft(rest, "#"))
		switch {
		case strings.HasPrefix(rest, ">"):
			c.i++
		case hashes > 0 && hashes <= 6 && blanks(rest[hashes:]) > 0:
			c.i += hashes
		case len(rest) > 1 && strings.IndexByte("-+*", rest[0]) >= 0 && blanks(rest[1:]) > 0:
			c.i++
		default:
			return
		}
	}
}

// leadingStamp passes a time in front of the name. A bare m:ss counts as a
// time only when set off by a tab or two blanks: "10:30 Pauze: …" is text.
func (c *labelCursor) leadingStamp() {
	start := c.i
	c.skipEmphasis()
	rest := c.line[c.i:]
	s, ok := stampAt(rest)
	strong := ok
	if !ok {
		if s, ok = clock(rest); ok {
			gap := blanks(rest[s.len:])
			strong = s.full && gap > 0 || gap > 1 || strings.HasPrefix(rest[s.len:], "\t")
			ok = gap > 0
		}
	}
	if !ok {
		c.i = start
		return
	}
	c.i += s.len
	c.timed, c.millis = strong, s.millis
	c.skipEmphasis()
	c.i += blanks(c.line[c.i:])
	if rest := c.line[c.i:]; strings.HasPrefix(rest, "- ") {
		c.i += 2
	}
}

func (c *labelCursor) skipEmphasis() {
	for c.i < len(c.line) && (c.line[c.i] == '*' || c.line[c.i] == '_') {
		c.i++
	}
}

// bracketed reads [SPEAKER_01]: text and [id1] text.
func (c *labelCursor) bracketed() (label, bool) {
	rest := c.line[c.i+1:]
	closer := strings.IndexByte(rest, ']')
	if closer <= 0 {
		return label{}, false
	}
	name := rest[:closer]
	c.i += closer + 2
	c.skipEmphasis()
	rest = c.line[c.i:]
	switch {
	case strings.HasPrefix(rest, ":"):
		c.i++
		return c.afterColon(name)
	case rest != "" && blanks(rest) == 0:
		return label{}, false
	}
	return c.make(name, formBracket)
}

// plain reads a name up to its colon, tab, stamp or dash.
func (c *labelCursor) plain() (label, bool) {
	start, runes := c.i, 0
	dash := -1
	for c.i < len(c.line) && runes <= maxTimedName {
		rest := c.line[c.i:]
		switch b := rest[0]; b {
		case ':':
			name := c.line[start:c.i]
			c.i++
			return c.afterColon(name)
		case '\t', ' ', 0xC2:
			if l, ok := c.header(c.line[start:c.i]); ok {
				return l, true
			}
			if b == '\t' {
				return c.make(c.line[start:c.i], formTab)
			}
			if dash < 0 && isDashAt(rest) {
				dash = c.i
			}
		case '[', '(':
			if s, ok := stampAt(rest); ok {
				return c.stamped(c.line[start:c.i], s)
			}
		case '\n':
			return label{}, false
		}
		_, n := decodeRune(c.line, c.i)
		c.i += n
		runes++
	}
	if dash < 0 {
		return label{}, false
	}
	c.i = dash + blanks(c.line[dash:])
	_, n := decodeRune(c.line, c.i)
	c.i += n
	return c.make(c.line[start:dash], formDash)
}

// isDashAt says whether s is a blank, a dash and a blank.
func isDashAt(s string) bool {
	s = s[blanks(s):]
	for _, d := range []string{"-", "–", "—"} {
		if strings.HasPrefix(s, d) {
			return blanks(s[len(d):]) > 0
		}
	}
	return false
}

// header reads "Anna  0:04" to the end of the line; the cursor stands on the
// blanks. One blank is enough behind bold type (**Anna** 0:04) and before a
// time with hours.
func (c *labelCursor) header(name string) (label, bool) {
	gap := blanks(c.line[c.i:])
	rest := c.line[c.i+gap:]
	s, ok := clock(rest)
	if !ok || len(rest) != s.len+blanks(rest[s.len:]) {
		return label{}, false
	}
	if gap < 2 && !s.full && c.line[c.i] != '\t' && !strings.HasSuffix(name, "*") {
		return label{}, false
	}
	c.i += gap + s.len
	c.timed, c.millis = true, s.millis
	return c.make(name, formHeader)
}

// stamped reads "Anna [0:04]:", "Anna [0:04]" and "Anna [0:04] text".
func (c *labelCursor) stamped(name string, s stamp) (label, bool) {
	c.i += s.len
	c.timed, c.millis = true, s.millis
	c.skipEmphasis()
	rest := c.line[c.i:]
	switch {
	case strings.HasPrefix(rest, ":"):
		c.i++
		return c.afterColon(name)
	case blanks(rest) == len(rest):
		return c.make(name, formHeader)
	case blanks(rest) == 0:
		return label{}, false
	}
	return c.make(name, formInline)
}

// afterColon ends a label behind its colon, with a stamp that may follow.
func (c *labelCursor) afterColon(name string) (label, bool) {
	f := formColon
	c.skipEmphasis()
	if rest := c.line[c.i:]; rest != "" && blanks(rest) == 0 {
		r, _ := decodeRune(rest, 0)
		if !unicode.IsLetter(r) && !isQuote(r) && r != '[' && r != '(' && r != '#' {
			return label{}, false
		}
		f = formGlued
	}
	gap := blanks(c.line[c.i:])
	if s, ok := stampAt(c.line[c.i+gap:]); ok {
		c.i += gap + s.len
		c.timed, c.millis = true, s.millis
	}
	return c.make(name, f)
}

func (c *labelCursor) make(raw string, f form) (label, bool) {
	name := cleanName(raw)
	if !isName(name, c.timed) {
		return label{}, false
	}
	return label{name: name, key: foldName(name), end: c.i, form: f, timed: c.timed, millis: c.millis}, true
}

// cleanName takes Markdown's marks off a name and makes its blanks single.
func cleanName(raw string) string {
	name := strings.Trim(raw, "*_ \t\u00a0")
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.IndexByte(name, '\\') >= 0 {
		for _, c := range []string{"_", ".", "-", "[", "]", "*", "#"} {
			name = strings.ReplaceAll(name, `\`+c, c)
		}
	}
	return strings.Join(strings.Fields(strings.TrimPrefix(name, "//")), " ")
}

// foldName makes INTERVIEWER, Interviewer and interviewer. one speaker.
func foldName(name string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimRight(name, ". ")))
}

// isName says whether a string has the shape of a name: short, starting with
// a letter, without the signs of a sentence, an address or a number.
func isName(name string, timed bool) bool {
	limit := maxName
	if timed {
		limit = maxTimedName
	}
	runes, words := 0, 1
	for i, r := range name {
		if i == 0 && !unicode.IsLetter(r) {
			return false
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		case r == ' ':
			words++
		case strings.ContainsRune(".,'’‘-–_&()+/#·", r):
		default:
			return false
		}
		runes++
	}
	return runes > 0 && runes <= limit && words <= 8
}

func isQuote(r rune) bool { return strings.ContainsRune("\"'“”„‘’‚«»‹›`", r) }
