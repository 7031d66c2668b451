package workspace

import (
	"context"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/transcript"
)

// Preview is a file that was read and not stored: what it was taken for, and
// what would come in. A person adjusts its Document (transcript.Document's
// RenameSpeaker, MergeSpeakers, SetRole; another encoding is another Preview)
// and ImportRead stores it as it then stands.
type Preview struct {
	Path     string
	Kind     string              // KindTranscript …
	Format   string              // as transcript.Sniff names it; "" when it was not read
	Document transcript.Document // of a transcript
	Project  codebook.Project    // of a project or codebook of another tool
	Offsets  []Offsets           // of its documents

	Survey    *exchange.SurveyTable  // of a table; Project is what its mapping makes of it
	Fragments []exchange.FragmentRow // of a fragments file
	Warnings  []transcript.Warning
	Unknown   []string // names of the options that no speaker bears
	Err       error    // why it cannot come in; nil when it can
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

// Speakers are those of the transcript as it stands now, with their turns.
func (p *Preview) Speakers() []transcript.SpeakerCount { return p.Document.Receipt(nil).Speakers }

// adjustAll does what the options ask of the speakers, in every document.
func (p *Preview) adjustAll(o ImportOptions) {
	known := map[string]bool{}
	adjust(&p.Document, o, known)
	for i := range p.Project.Documents {
		adjust(&p.Project.Documents[i].Document, o, known)
	}
	for _, name := range o.names() {
		if !known[name] {
			p.Unknown = append(p.Unknown, name)
		}
	}
}

// names are the speakers that the options speak of.
func (o ImportOptions) names() []string {
	out := slices.Clone(o.Interviewers)
	for _, r := range o.Renames {
		out = append(out, r.From)
	}
	return out
}

// adjust notes which names it met in known.
func adjust(doc *transcript.Document, o ImportOptions, known map[string]bool) {
	for _, r := range o.Renames {
		from, into := speakerOf(doc, r.From), speakerOf(doc, r.To)
		known[r.From] = known[r.From] || from >= 0
		if from >= 0 && into >= 0 && into != from {
			doc.MergeSpeakers(from, into)
		} else {
			doc.RenameSpeaker(from, r.To)
		}
	}
	for _, name := range o.Interviewers {
		at := speakerOf(doc, name)
		known[name] = known[name] || at >= 0
		doc.SetRole(at, transcript.RoleInterviewer)
	}
}

// speakerOf is the place of the speaker with that folded name, -1 for none.
func speakerOf(doc *transcript.Document, name string) int {
	folded := codebook.Fold(name)
	return slices.IndexFunc(doc.Speakers, func(s transcript.Speaker) bool { return codebook.Fold(s.Name) == folded })
}
