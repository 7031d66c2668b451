package workspace

import (
	"context"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Preview is a file that was read and not stored: what it was taken for, and
// what would come in. A person adjusts it (a speaker renamed or merged, the
// interviewer set; another encoding is another Preview) and ImportRead stores
// it as it then stands.
type Preview struct {
	Path     string
	Kind     string // KindTranscript …
	Format   string // as transcript.Sniff names it; "" when it was not read
	Document transcript.Document
	Warnings []transcript.Warning
	Err      error // why it cannot come in; nil when it can
}

// Preview reads a file without storing it. The error is that of the preview:
// both are given, so that a screen can show what is known of a refused file.
func (w *Workspace) Preview(ctx context.Context, path string, o ImportOptions) (Preview, error) {
	p := w.read(ctx, candidate{path: path}, o)
	return p, p.Err
}

// Encoding of the file, as transcript.Source names it.
func (p *Preview) Encoding() string { return p.Document.Source.Encoding }

// Lines are the first lines of the text that are not empty, at most n.
func (p *Preview) Lines(n int) []string {
	var out []string
	for line := range strings.Lines(p.Document.Text.String()) {
		if line = strings.TrimRight(line, "\n"); strings.TrimSpace(line) == "" {
			continue
		}
		if out = append(out, line); len(out) >= n {
			break
		}
	}
	return out
}

// Speakers are those of the document as it stands now, with their turns.
func (p *Preview) Speakers() []transcript.SpeakerCount { return p.receipt().Speakers }

// receipt counts the document as it stands now.
func (p *Preview) receipt() transcript.Receipt { return receiptOf(&p.Document, p.Warnings) }

// receiptOf counts a document.
func receiptOf(doc *transcript.Document, warnings []transcript.Warning) transcript.Receipt {
	r := transcript.Receipt{Kind: doc.Source.Kind, Encoding: doc.Source.Encoding, Warnings: warnings}
	for _, s := range doc.Speakers {
		r.Speakers = append(r.Speakers, transcript.SpeakerCount{Name: s.Name, Role: s.Role, Rule: s.Rule})
	}
	for _, t := range doc.Turns {
		if t.N == 0 {
			continue
		}
		r.Turns++
		r.Words += doc.Words(t)
		if t.Speaker >= 0 {
			r.Speakers[t.Speaker].Turns++
		}
	}
	return r
}

// adjust does what the options ask of the speakers.
func (p *Preview) adjust(o ImportOptions) {
	for _, r := range o.Renames {
		p.RenameSpeaker(r.From, r.To)
	}
	for _, name := range o.Interviewers {
		p.SetRole(name, transcript.RoleInterviewer)
	}
}

// speaker is the place of the speaker with that folded name, -1 for none.
func (p *Preview) speaker(name string) int {
	folded := codebook.Fold(name)
	return slices.IndexFunc(p.Document.Speakers, func(s transcript.Speaker) bool { return codebook.Fold(s.Name) == folded })
}

// RenameSpeaker gives a speaker another name; the labels in the text stay as
// they are. To a name that another speaker bears, the two become one. False
// when there is no such speaker.
func (p *Preview) RenameSpeaker(from, to string) bool {
	at, into := p.speaker(from), p.speaker(to)
	to = strings.TrimSpace(to)
	switch {
	case at < 0 || to == "":
		return false
	case into < 0 || into == at:
		p.Document.Speakers[at].Name = to
	default:
		p.merge(at, into)
	}
	return true
}

// merge gives the turns of one speaker to another.
func (p *Preview) merge(from, into int) {
	for i := range p.Document.Turns {
		t := &p.Document.Turns[i]
		if t.Speaker == from {
			t.Speaker = into
		}
		if t.Speaker > from {
			t.Speaker--
		}
	}
	p.Document.Speakers = slices.Delete(p.Document.Speakers, from, from+1)
}

// SetRole says what a speaker is; false when there is no such speaker.
func (p *Preview) SetRole(name string, role transcript.Role) bool {
	at := p.speaker(name)
	if at < 0 {
		return false
	}
	p.Document.Speakers[at].Role = role
	return true
}
