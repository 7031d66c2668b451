package tui

import (
	"path/filepath"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// amount is how many of something, worded by a message.
type amount struct {
	id string
	n  int
}

// amounts words those that are not none, as one line.
func (d *desk) amounts(of ...amount) string {
	var parts []string
	for _, a := range of {
		if a.n > 0 {
			parts = append(parts, d.say(a.id, "Count", a.n))
		}
	}
	return strings.Join(parts, " · ")
}

// wordWarning words a typed fact; one that the catalogue does not know is shown
// with its arguments, so that nothing is hidden.
func (d *desk) wordWarning(w transcript.Warning) string {
	var names []string
	var pairs []any
	for k, v := range w.Args {
		names = append(names, k)
		pairs = append(pairs, k, v)
	}
	for _, id := range []string{"warning." + w.Code, "loss." + w.Code} {
		if d.tongue.Knows(id) {
			return d.say(id, pairs...)
		}
	}
	slices.Sort(names)
	out := w.Code
	for _, k := range names {
		out += " " + k + "=" + d.plain(w.Args[k])
	}
	return out
}

func (d *desk) plain(v any) string {
	switch v := v.(type) {
	case int:
		return d.tongue.Number(v)
	case string:
		return v
	}
	return "?"
}

// formatName words what a file was taken for.
func (d *desk) formatName(format string) string {
	if id := "intake.format." + format; d.tongue.Knows(id) {
		return d.say(id)
	}
	return format
}

// refusal words why a file did not come in, on one line.
func (d *desk) refusal(err error) string {
	fact, hint := wordError(d.tongue, err)
	if hint == "" || isDuplicate(err) { // for those one can take it again
		return fact
	}
	return fact + " · " + hint
}

// receiptLine is what became of a file, in one line.
func (d *desk) receiptLine(r workspace.Receipt) string {
	if r.Err != nil {
		return d.say("import.refused", "Reason", d.refusal(r.Err))
	}
	if r.Taken == nil && len(r.Documents) == 1 {
		one := r.Documents[0]
		return d.amounts(amount{"intake.turns", one.Turns}, amount{"intake.words", one.Words}, amount{"intake.notes", len(r.Warnings)})
	}
	if r.Amended != nil {
		return d.amendText(r.Amended)
	}
	t := takenAmounts(r)
	line := d.amounts(append([]amount{{"intake.documents", len(r.Documents)}}, t...)...)
	if line == "" {
		return d.say("take.nothing")
	}
	return line
}

// takenAmounts are the amounts that a project brought besides its texts.
func takenAmounts(r workspace.Receipt) []amount {
	t := r.Taken
	if t == nil {
		return nil
	}
	return []amount{
		{"take.codes", t.Codes}, {"take.codings", t.Codings}, {"take.memos", t.Memos}, {"take.coders", t.Coders}, {"take.cases", t.Cases},
		{"take.attributes", t.Attributes}, {"take.themes", t.Themes}, {"intake.strays", t.Strays},
	}
}

// receiptText is all that became of a file.
func (d *desk) receiptText(r workspace.Receipt) string {
	var b strings.Builder
	b.WriteString(filepath.Base(r.Path) + "\n  " + d.formatName(r.Format) + "\n\n")
	if r.Err != nil {
		fact, hint := wordError(d.tongue, r.Err)
		b.WriteString(d.say("import.refused", "Reason", fact) + "\n" + hint + "\n")
		return strings.TrimRight(b.String(), "\n")
	}
	d.writeTaken(&b, r)
	if r.Amended != nil {
		b.WriteString(d.amendText(r.Amended) + "\n")
	}
	for _, doc := range r.Documents {
		d.writeDocument(&b, doc)
	}
	for _, w := range r.Warnings {
		if w.Code == "in-quarantine" { // its words send one to the command line; here a key leads there
			b.WriteString("! " + d.say("preview.strays", "Count", r.Taken.Strays) + "\n")
			continue
		}
		b.WriteString("! " + d.wordWarning(w) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func (d *desk) writeTaken(b *strings.Builder, r workspace.Receipt) {
	if r.Taken == nil {
		return
	}
	if came := d.amounts(takenAmounts(r)...); came != "" {
		b.WriteString(d.say("take.came", "Parts", came) + "\n")
	} else if len(r.Documents) == 0 {
		b.WriteString(d.say("take.nothing") + "\n")
	}
	if there := d.amounts(amount{"intake.documents", len(r.Taken.There)}, amount{"take.codes", r.Taken.Met}, amount{"take.codings", r.Taken.Covered}); there != "" {
		b.WriteString(d.say("take.there", "Parts", there) + "\n")
	}
	var offsets []workspace.Offsets
	for _, doc := range r.Documents {
		if doc.Offsets != nil {
			offsets = append(offsets, *doc.Offsets)
		}
	}
	for _, line := range d.offsetLines(offsets) {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n")
}

func (d *desk) writeDocument(b *strings.Builder, doc workspace.ImportedDocument) {
	b.WriteString(doc.Title + "\n  " + d.amounts(amount{"intake.turns", doc.Turns}, amount{"intake.words", doc.Words}) + "\n")
	for _, s := range doc.Speakers {
		b.WriteString("  " + d.say("import.speaker", "Name", s.Name, "Count", s.Turns, "Rule", d.ruleName(s.Rule)))
		if s.Role != transcript.RoleNone {
			b.WriteString(" · " + d.roleName(s.Role))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}

// offsetLines say how positions were counted, a line for all texts that counted
// alike.
func (d *desk) offsetLines(all []workspace.Offsets) []string {
	counts := map[[2]string]int{}
	var order [][2]string
	for _, o := range all {
		if o.Evidence == "none" {
			continue
		}
		key := [2]string{o.Convention, o.Evidence}
		if counts[key]++; counts[key] == 1 {
			order = append(order, key)
		}
	}
	var out []string
	for _, key := range order {
		out = append(out, d.say("take.offsets", "Count", counts[key], "Convention", key[0], "Evidence", d.say("take.evidence."+key[1])))
	}
	return out
}

// strayReason words why a coding has no place.
func (d *desk) strayReason(r codebook.StrayReason) string {
	if id := "quarantine.reason." + string(r); d.tongue.Knows(id) {
		return d.say(id)
	}
	return string(r)
}
