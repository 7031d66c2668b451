package transcript

import "slices"

// What a person changes of a document between Read and the store. The text
// stays as it is, its labels too: only who says which turn changes. A speaker
// is named by its index in Speakers; an index outside it changes nothing. The
// slices of the document are replaced, never written into, so a copy made
// before stays what it was.

// RenameSpeaker gives a speaker another name. A blank name changes nothing.
// Two speakers may have one name; MergeSpeakers makes them one.
func (d *Document) RenameSpeaker(i int, name string) {
	name = oneBlank(name)
	if i < 0 || i >= len(d.Speakers) || name == "" {
		return
	}
	d.Speakers = slices.Clone(d.Speakers)
	d.Speakers[i].Name = name
}

// SetRole gives a speaker a role.
func (d *Document) SetRole(i int, role Role) {
	if i < 0 || i >= len(d.Speakers) {
		return
	}
	d.Speakers = slices.Clone(d.Speakers)
	d.Speakers[i].Role = role
}

// MergeSpeakers lets one speaker say what another said, and takes that other
// out of Speakers: the indices behind it move down by one. Turns of the two
// that follow each other become one, as if one label had stood there (ADR
// 003); the label between them is then inside the turn. A speaker without a
// role takes the other's.
func (d *Document) MergeSpeakers(from, into int) {
	if from == into || min(from, into) < 0 || max(from, into) >= len(d.Speakers) {
		return
	}
	d.Speakers = slices.Clone(d.Speakers)
	if d.Speakers[into].Role == RoleNone {
		d.Speakers[into].Role = d.Speakers[from].Role
	}
	d.Speakers = slices.Delete(d.Speakers, from, from+1)
	old := d.Turns
	d.Turns = make([]Turn, 0, len(old))
	for i, t := range old {
		who := t.Speaker
		if t.Speaker == from {
			t.Speaker = into
		}
		// Turns that one speaker had in a row before the merge were set apart
		// for a reason, which still holds.
		unite := i > 0 && t.Speaker == into && who != old[i-1].Speaker && (old[i-1].Speaker == from || old[i-1].Speaker == into)
		if t.Speaker > from {
			t.Speaker--
		}
		n := len(d.Turns)
		if unite {
			d.Turns[n-1].Span.End = t.Span.End
			continue
		}
		if n > 0 {
			t.N = d.Turns[n-1].N + 1
		}
		d.Turns = append(d.Turns, t)
	}
}

// Receipt counts the document again, with the warnings of the receipt that
// Read gave.
func (d *Document) Receipt(warnings []Warning) Receipt { return d.receipt(warnings) }
