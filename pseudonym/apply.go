package pseudonym

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/transcript"
)

// Apply puts the replacements in the place of the names of a text, which must
// be valid UTF-8. The edits say what was replaced by what, in code points of
// the old and of the new text, in order.
func (r *Replacer) Apply(s string) (string, []transcript.Edit) { return r.apply(s, false) }

// ApplyName is Apply for titles, names of files and the like, where names
// stand in any case and run together with digits ("jansen2.txt").
func (r *Replacer) ApplyName(s string) string {
	// Once more for prose: words that only stand apart there.
	out, _ := r.apply(s, true)
	out, _ = r.apply(out, false)
	return out
}

func (r *Replacer) apply(s string, loose bool) (string, []transcript.Edit) {
	if len(r.forms) == 0 || s == "" {
		return s, nil
	}
	var b strings.Builder
	var edits []transcript.Edit
	list := tokens(s, loose)
	done, moved := 0, 0 // bytes written; how far the new text runs ahead, in code points
	for at := 0; at < len(list); {
		m, ok := r.longest(s, list, at, loose)
		if !ok {
			at++
			continue
		}
		t := list[at]
		with := inCase(r.table.Entries[m.form.entry].Replacement, list[at:at+m.n], opensSentence(s[:t.lo]))
		b.WriteString(s[done:t.lo])
		b.WriteString(with)
		old := transcript.Span{Start: t.start, End: m.end}
		n := utf8.RuneCountInString(with)
		edits = append(edits, transcript.Edit{Old: old, New: transcript.Span{Start: old.Start + moved, End: old.Start + moved + n}})
		moved += n - (old.End - old.Start)
		done = m.to
		at += m.n
	}
	if len(edits) == 0 {
		return s, nil
	}
	b.WriteString(s[done:])
	return b.String(), edits
}

// opensSentence says whether what follows starts a sentence.
func opensSentence(before string) bool {
	before = strings.TrimRightFunc(before, func(c rune) bool {
		return unicode.IsSpace(c) && c != '\n' || strings.ContainsRune(`"'“‘„«(`, c)
	})
	last, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || strings.ContainsRune("\n.!?…:", last)
}

// Counts says how often each entry, by its index, is replaced in a text.
func (r *Replacer) Counts(s string, counts []int) {
	list := tokens(s, false)
	for at := 0; at < len(list); {
		m, ok := r.longest(s, list, at, false)
		if !ok {
			at++
			continue
		}
		counts[m.form.entry]++
		at += m.n
	}
}

// Move lets a span follow edits. An end that falls inside a name that was
// replaced goes to the edge of what replaced it, so that no span is left
// empty and none holds half a replacement.
func Move(edits []transcript.Edit, s transcript.Span) transcript.Span {
	return transcript.Span{Start: moveTo(edits, s.Start, false), End: moveTo(edits, s.End, true)}
}

// At lets a place between two code points follow edits; inside a replaced name
// it goes to its start.
func At(edits []transcript.Edit, at int) int { return moveTo(edits, at, false) }

func moveTo(edits []transcript.Edit, at int, end bool) int {
	moved := 0
	for _, e := range edits {
		if end && at <= e.Old.Start || at < e.Old.Start {
			break
		}
		if at < e.Old.End {
			if end {
				return e.New.End
			}
			return e.New.Start
		}
		moved = e.New.End - e.Old.End
	}
	return at + moved
}
