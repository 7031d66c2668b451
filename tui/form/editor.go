package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
)

// Editor is a text being edited, of one line or several. It moves and deletes
// by cluster, wraps and measures as the screen does, and keeps every code point
// that it was given (a memo with tabs in it comes out with its tabs) but for
// line ends, which become line feeds.
type Editor struct {
	Lines  bool // Enter makes a new line
	Hidden bool // of one line: drawn as dots, one a cluster

	text   string
	at     int // byte where the cursor stands: a cluster boundary
	goal   int // column that up and down aim at; -1: where the cursor is
	width  int // as last drawn
	top    int // first row that is drawn
	left   int // first byte that is drawn, of one line
	past   []moment
	future []moment
	typing bool // the last change was a letter: the next one joins its moment
}

// moment is a text and cursor that undo can go back to.
type moment struct {
	text string
	at   int
}

const (
	remembered = 200 // moments
	// LongestLine is the bytes that an editor of one line holds: a whole file
	// pasted by mistake must not be measured at every key.
	LongestLine = 1 << 16
)

// NewEditor edits a text, the cursor at its end.
func NewEditor(s string, lines bool) *Editor {
	e := &Editor{Lines: lines, width: 80}
	e.SetValue(s)
	return e
}

// Value is the text.
func (e *Editor) Value() string { return e.text }

// SetValue replaces the text, puts the cursor at its end and forgets what undo
// could go back to.
func (e *Editor) SetValue(s string) {
	e.text, e.goal = lineFeeds(s), -1
	e.at = len(e.text)
	e.top, e.left = 0, 0
	e.past, e.future, e.typing = nil, nil, false
}

// lineFeeds makes all line ends line feeds: a cursor between CR and LF would
// stand inside a cluster.
func lineFeeds(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Insert puts a text at the cursor, as typing and pasting do; in an editor of
// one line its line ends become blanks.
func (e *Editor) Insert(s string) {
	s = lineFeeds(s)
	if !e.Lines {
		s = strings.ReplaceAll(s, "\n", " ")
		s = text.Start(s, LongestLine-len(e.text))
	}
	if s == "" {
		return
	}
	letter := utf8.RuneCountInString(s) == 1 && !unicode.IsSpace(firstRune(s))
	e.change(e.at, e.at, s, letter)
}

// Key takes a key; false when it is none of an editor's.
func (e *Editor) Key(msg tea.KeyPressMsg) bool {
	key := msg.Key()
	if act, ok := editing[msg.String()]; ok {
		return act(e)
	}
	if key.Text == "" || key.Mod.Contains(tea.ModCtrl) || key.Mod.Contains(tea.ModAlt) {
		return false
	}
	e.Insert(key.Text)
	return true
}

// editing holds the keys that do more than insert. Ctrl+E and Ctrl+P are not
// among them: they mean something on every screen.
var editing = map[string]func(*Editor) bool{
	"left":           func(e *Editor) bool { return e.move(e.before(e.at)) },
	"right":          func(e *Editor) bool { return e.move(e.after(e.at)) },
	"ctrl+left":      func(e *Editor) bool { return e.move(e.wordBefore()) },
	"alt+left":       func(e *Editor) bool { return e.move(e.wordBefore()) },
	"alt+b":          func(e *Editor) bool { return e.move(e.wordBefore()) },
	"ctrl+right":     func(e *Editor) bool { return e.move(e.wordAfter()) },
	"alt+right":      func(e *Editor) bool { return e.move(e.wordAfter()) },
	"alt+f":          func(e *Editor) bool { return e.move(e.wordAfter()) },
	"home":           func(e *Editor) bool { return e.move(e.lineStart()) },
	"ctrl+a":         func(e *Editor) bool { return e.move(e.lineStart()) },
	"end":            func(e *Editor) bool { return e.move(e.lineEnd()) },
	"ctrl+home":      func(e *Editor) bool { return e.move(0) },
	"ctrl+end":       func(e *Editor) bool { return e.move(len(e.text)) },
	"up":             func(e *Editor) bool { return e.Lines && e.vertical(-1) },
	"down":           func(e *Editor) bool { return e.Lines && e.vertical(1) },
	"backspace":      func(e *Editor) bool { return e.cut(e.before(e.at), e.at) },
	"ctrl+h":         func(e *Editor) bool { return e.cut(e.before(e.at), e.at) },
	"delete":         func(e *Editor) bool { return e.cut(e.at, e.after(e.at)) },
	"ctrl+d":         func(e *Editor) bool { return e.cut(e.at, e.after(e.at)) },
	"ctrl+w":         func(e *Editor) bool { return e.cut(e.wordBefore(), e.at) },
	"alt+backspace":  func(e *Editor) bool { return e.cut(e.wordBefore(), e.at) },
	"ctrl+backspace": func(e *Editor) bool { return e.cut(e.wordBefore(), e.at) },
	"ctrl+delete":    func(e *Editor) bool { return e.cut(e.at, e.wordAfter()) },
	"alt+delete":     func(e *Editor) bool { return e.cut(e.at, e.wordAfter()) },
	"alt+d":          func(e *Editor) bool { return e.cut(e.at, e.wordAfter()) },
	"ctrl+u":         func(e *Editor) bool { return e.cut(e.lineStart(), e.at) },
	"ctrl+k":         func(e *Editor) bool { return e.cut(e.at, e.lineEnd()) },
	"ctrl+z":         func(e *Editor) bool { return e.travel(&e.past, &e.future) },
	"ctrl+y":         func(e *Editor) bool { return e.travel(&e.future, &e.past) },
	"enter":          (*Editor).newLine,
	"shift+enter":    (*Editor).newLine,
}

func (e *Editor) newLine() bool {
	if e.Lines {
		e.Insert("\n")
	}
	return e.Lines
}

// change replaces bytes and remembers what was before.
func (e *Editor) change(lo, hi int, with string, letter bool) {
	if !letter || !e.typing {
		e.past = append(e.past, moment{e.text, e.at})
		if len(e.past) > remembered {
			e.past = e.past[1:]
		}
	}
	e.typing, e.future = letter, nil
	e.text = e.text[:lo] + with + e.text[hi:]
	// What was put in may join the cluster that follows it.
	e.at, e.goal = e.boundary(lo+len(with)), -1
}

func (e *Editor) cut(lo, hi int) bool {
	if lo < hi {
		e.change(lo, hi, "", false)
	}
	return true
}

func (e *Editor) move(at int) bool {
	e.at, e.goal, e.typing = at, -1, false
	return true
}

// travel goes to the last moment of one stack and leaves the present on the other.
func (e *Editor) travel(from, to *[]moment) bool {
	if len(*from) == 0 {
		return true
	}
	last := (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	*to = append(*to, moment{e.text, e.at})
	e.text, e.at, e.goal, e.typing = last.text, last.at, -1, false
	return true
}

func (e *Editor) lineStart() int { return strings.LastIndexByte(e.text[:e.at], '\n') + 1 }

func (e *Editor) lineEnd() int {
	if n := strings.IndexByte(e.text[e.at:], '\n'); n >= 0 {
		return e.at + n
	}
	return len(e.text)
}

// before is the cluster boundary before a byte, after the one behind it.
// Clusters are told from the start of a line, where one always begins.
func (e *Editor) before(at int) int {
	if at == 0 {
		return 0
	}
	last := strings.LastIndexByte(e.text[:at-1], '\n') + 1
	for i := last; i < at; {
		last = i
		n, _ := text.Cluster(e.text[i:])
		i += n
	}
	return last
}

func (e *Editor) after(at int) int {
	n, _ := text.Cluster(e.text[at:])
	return at + n
}

// boundary is the first cluster boundary from a byte on.
func (e *Editor) boundary(at int) int {
	if at <= 0 || at >= len(e.text) {
		return min(max(at, 0), len(e.text))
	}
	for i := strings.LastIndexByte(e.text[:at], '\n') + 1; ; {
		if i >= at {
			return i
		}
		n, _ := text.Cluster(e.text[i:])
		i += n
	}
}

func (e *Editor) wordBefore() int {
	at := e.at
	for _, word := range []bool{false, true} {
		for at > 0 {
			prev := e.before(at)
			if isWord(firstRune(e.text[prev:])) != word {
				break
			}
			at = prev
		}
	}
	return at
}

func (e *Editor) wordAfter() int {
	at := e.at
	for _, word := range []bool{false, true} {
		for at < len(e.text) && isWord(firstRune(e.text[at:])) == word {
			at = e.after(at)
		}
	}
	return at
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
