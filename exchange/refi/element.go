package refi

import (
	"bytes"
	"strings"
	"time"

	"github.com/google/uuid"
)

// sheet writes XML: elements in the order in which they are asked for, each on
// a line of its own.
type sheet struct {
	b    bytes.Buffer
	open []string
}

// attributes that are empty are left out, but for those that the schema asks
// for: these bear a "!" behind their name.
func (x *sheet) tag(name, end string, attrs []string) {
	x.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		key, required := strings.CutSuffix(attrs[i], "!")
		if attrs[i+1] == "" && !required {
			continue
		}
		x.b.WriteString(" " + key + `="`)
		x.escape(attrs[i+1], true)
		x.b.WriteByte('"')
	}
	x.b.WriteString(end)
}

// start opens an element; attrs are names and values by turns.
func (x *sheet) start(name string, attrs ...string) {
	x.tag(name, ">\n", attrs)
	x.open = append(x.open, name)
}

// end closes the element that was opened last.
func (x *sheet) end() {
	last := len(x.open) - 1
	x.b.WriteString("</" + x.open[last] + ">\n")
	x.open = x.open[:last]
}

// empty writes an element without content.
func (x *sheet) empty(name string, attrs ...string) { x.tag(name, "/>\n", attrs) }

// text writes an element that holds a text.
func (x *sheet) text(name, text string) {
	x.b.WriteString("<" + name + ">")
	x.escape(text, false)
	x.b.WriteString("</" + name + ">\n")
}

// ref writes a reference.
func (x *sheet) ref(name string, id uuid.UUID) { x.empty(name, "targetGUID", key(id)) }

// escape writes a text so that reading gives it back letter for letter: a
// parser makes LF of a bare CR, and blanks of line ends in attributes.
func (x *sheet) escape(s string, attribute bool) {
	for from := 0; ; {
		n := strings.IndexAny(s[from:], "&<>\"\t\n\r")
		if n < 0 {
			x.b.WriteString(s[from:])
			return
		}
		x.b.WriteString(s[from : from+n])
		c := s[from+n]
		from += n + 1
		switch {
		case c == '&':
			x.b.WriteString("&amp;")
		case c == '<':
			x.b.WriteString("&lt;")
		case c == '>':
			x.b.WriteString("&gt;")
		case c == '\r':
			x.b.WriteString("&#13;")
		case !attribute:
			x.b.WriteByte(c)
		case c == '"':
			x.b.WriteString("&quot;")
		case c == '\n':
			x.b.WriteString("&#10;")
		default:
			x.b.WriteString("&#9;")
		}
	}
}

// dateText is a moment in UTC; "" for none, and for what the schema cannot say.
func dateText(t time.Time) string {
	t = t.UTC()
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.Format("2006-01-02T15:04:05.999999999Z")
}
