// Package form draws fields to fill in: the definition of a code, a memo, an
// attribute, the settings, a path.
//
// Words: a Field is a labelled question with one answer; an Editor is the text
// inside it. An Event says what a key meant to the form as a whole.
//
// Guarantees: View gives exactly the lines and columns asked for; answers are
// what was typed or pasted, to the code point; the cursor is the terminal's
// own, at a place that Cursor tells. Labels, hints and complaints are worded by
// the caller.
//
// Non-goals: keeping answers, asking whether to throw them away (Changed tells).
//
// The editor is our own and not that of bubbles: there, a tab in a text becomes
// blanks by being shown, the cursor stops inside an emoji, and rows are measured
// otherwise than the rest of our screens.
package form

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/theme"
)

// Kind of a field.
type Kind int

// The kinds: a text of one line, of several, one of some choices, yes or no,
// and a list with one string a line.
const (
	Line Kind = iota
	Text
	Choice
	YesNo
	Strings
)

// Option is one answer to a Choice.
type Option struct{ Key, Label string }

// Field is one question.
type Field struct {
	Name    string // by which the caller asks for its answer
	Label   string
	Hint    string // stands in an empty field, dim; beside the box of a YesNo
	Kind    Kind
	Options []Option             // of a Choice
	Hidden  bool                 // of a Line: what is typed shows as dots
	Rows    int                  // lines of a Text or Strings; 0 counts as 3; it grows to twice as many
	Check   func(f *Form) string // complaint about the answer, "" when it is good
}

// Event is what a key meant to the form.
type Event int

// Ignored: the key is not the form's. Edited: an answer, or the place in the
// form, changed. Submitted: every answer passed its Check. Refused: one did not,
// and is shown with its complaint. Cancelled: Esc.
const (
	Ignored Event = iota
	Edited
	Submitted
	Refused
	Cancelled
)

// Form is the state of one form.
type Form struct {
	Theme *theme.Theme

	fields   []field
	at       int // the focused field
	original []answer

	// As last drawn.
	top     int
	shown   []place
	cursorX int
	cursorY int
	cursor  bool
}

type field struct {
	Field
	editor    *Editor
	choice    int
	yes       bool
	complaint string
}

// answer is the state of a field that Changed compares.
type answer struct {
	text   string
	choice int
	yes    bool
}

// New gives a form whose fields are empty, its first field focused.
func New(th *theme.Theme, fields ...Field) *Form {
	f := &Form{Theme: th}
	for _, def := range fields {
		e := NewEditor("", def.Kind == Text || def.Kind == Strings)
		e.Hidden = def.Hidden && def.Kind == Line
		f.fields = append(f.fields, field{Field: def, editor: e})
	}
	f.Settle()
	return f
}

// Set fills in a Line or Text, or the key of a Choice.
func (f *Form) Set(name, value string) {
	if d := f.field(name); d != nil {
		d.editor.SetValue(value)
		d.choice = max(slices.IndexFunc(d.Options, func(o Option) bool { return o.Key == value }), 0)
	}
}

// SetYes answers a YesNo.
func (f *Form) SetYes(name string, yes bool) {
	if d := f.field(name); d != nil {
		d.yes = yes
	}
}

// SetStrings fills in a Strings.
func (f *Form) SetStrings(name string, items []string) { f.Set(name, strings.Join(items, "\n")) }

// Settle makes the present answers the ones that Changed compares with: call
// it after filling in.
func (f *Form) Settle() { f.original = f.answers() }

// Changed says whether an answer differs from the settled ones.
func (f *Form) Changed() bool { return !slices.Equal(f.original, f.answers()) }

// Value is the text of a Line or Text, or the key that a Choice stands on.
func (f *Form) Value(name string) string {
	d := f.field(name)
	switch {
	case d == nil:
		return ""
	case d.Kind == Choice && d.choice < len(d.Options):
		return d.Options[d.choice].Key
	case d.Kind == Choice:
		return ""
	}
	return d.editor.Value()
}

// Yes is the answer to a YesNo.
func (f *Form) Yes(name string) bool {
	d := f.field(name)
	return d != nil && d.yes
}

// Items are the lines of a Strings, trimmed, without empty ones.
func (f *Form) Items(name string) []string {
	var items []string
	for _, line := range strings.Split(f.Value(name), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			items = append(items, line)
		}
	}
	return items
}

// Focused is the name of the focused field.
func (f *Form) Focused() string {
	if len(f.fields) == 0 {
		return ""
	}
	return f.fields[f.at].Name
}

// Lines says whether the focused field holds several lines.
func (f *Form) Lines() bool {
	return len(f.fields) > 0 && (f.fields[f.at].Kind == Text || f.fields[f.at].Kind == Strings)
}

// Focus goes to a field.
func (f *Form) Focus(name string) {
	for i := range f.fields {
		if f.fields[i].Name == name {
			f.at = i
		}
	}
}

// Complain shows a complaint at a field, such as one that only storing could
// find, and goes there.
func (f *Form) Complain(name, complaint string) {
	if d := f.field(name); d != nil {
		d.complaint = complaint
		f.Focus(name)
	}
}

func (f *Form) field(name string) *field {
	for i := range f.fields {
		if f.fields[i].Name == name {
			return &f.fields[i]
		}
	}
	return nil
}

func (f *Form) answers() []answer {
	all := make([]answer, len(f.fields))
	for i, d := range f.fields {
		all[i] = answer{d.editor.Value(), d.choice, d.yes}
	}
	return all
}

// Submit checks every answer, as Ctrl+S does.
func (f *Form) Submit() Event {
	event := Submitted
	for i := len(f.fields) - 1; i >= 0; i-- {
		d := &f.fields[i]
		d.complaint = ""
		if d.Check != nil {
			d.complaint = d.Check(f)
		}
		if d.complaint != "" {
			event, f.at = Refused, i
		}
	}
	return event
}

// Paste puts a pasted text into the focused field.
func (f *Form) Paste(msg tea.PasteMsg) Event {
	if len(f.fields) == 0 || !f.fields[f.at].typed() {
		return Ignored
	}
	d := &f.fields[f.at]
	d.editor.Insert(msg.Content)
	d.complaint = ""
	return Edited
}

func (d *field) typed() bool { return d.Kind == Line || d.Kind == Text || d.Kind == Strings }
