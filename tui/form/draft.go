package form

import (
	"slices"
	"strings"
)

// What a draft is made of: answers by the names of their fields. A Choice has
// its key, a YesNo "yes" or nothing.

// Answers are the present answers.
func (f *Form) Answers() map[string]string { return f.named(f.answers()) }

// Settled are the answers that Changed compares with.
func (f *Form) Settled() map[string]string { return f.named(f.original) }

func (f *Form) named(answers []answer) map[string]string {
	all := make(map[string]string, len(f.fields))
	for i, d := range f.fields {
		switch {
		case d.Kind == YesNo && answers[i].yes:
			all[d.Name] = "yes"
		case d.Kind == YesNo:
			all[d.Name] = ""
		case d.Kind == Choice && answers[i].choice < len(d.Options):
			all[d.Name] = d.Options[answers[i].choice].Key
		default:
			all[d.Name] = answers[i].text
		}
	}
	return all
}

// Resume brings back what was typed earlier and not saved: was is what the form
// held when that typing began, now what was typed. A field that was left alone
// keeps its settled answer. Where something else was settled since, nothing is
// overwritten: lines are joined, a text gets the typed one below it, and an
// answer of one line or a choice stays; these fields are clashes, by name.
func (f *Form) Resume(was, now map[string]string) (clashes []string) {
	settled := f.Settled()
	for i := range f.fields {
		d := &f.fields[i]
		typed, there := now[d.Name]
		there = there && d.takes(typed)
		switch kept := settled[d.Name]; {
		case !there || typed == was[d.Name] || typed == kept:
		case kept == was[d.Name]:
			d.put(typed)
		case d.Kind == Strings:
			d.put(joined(kept, typed))
		case d.Kind == Text && strings.Contains(kept, typed): // saved by hand, with more around it
		case d.Kind == Text && strings.HasPrefix(typed, kept):
			d.put(typed)
		case d.Kind == Text:
			d.put(strings.TrimRight(kept, "\n") + "\n\n" + typed)
			clashes = append(clashes, d.Name)
		default:
			clashes = append(clashes, d.Name)
		}
	}
	return clashes
}

// Shown is an answer as the field shows it: the label of a Choice.
func (f *Form) Shown(name, value string) string {
	if d := f.field(name); d != nil {
		for _, o := range d.Options {
			if o.Key == value {
				return o.Label
			}
		}
	}
	return value
}

// takes says whether an answer can stand in the field: options come and go.
func (d *field) takes(value string) bool {
	return d.Kind != Choice || slices.ContainsFunc(d.Options, func(o Option) bool { return o.Key == value })
}

func (d *field) put(value string) {
	switch d.Kind {
	case YesNo:
		d.yes = value != ""
	case Choice:
		d.choice = slices.IndexFunc(d.Options, func(o Option) bool { return o.Key == value })
	default:
		d.editor.SetValue(value)
	}
}

// joined are the lines of both, each once.
func joined(a, b string) string {
	lines := strings.Split(a, "\n")
	for _, line := range strings.Split(b, "\n") {
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
