package cli

import (
	"errors"
	"io/fs"
	"sort"
	"strings"

	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

type receiptJSON struct {
	Path      string         `json:"path"`
	Kind      string         `json:"kind"`
	Documents []documentJSON `json:"documents"`
	Codes     int            `json:"codes"`
	Codings   int            `json:"codings"`
	Memos     int            `json:"memos"`
	Coders    int            `json:"coders"`
	Warnings  []warningJSON  `json:"warnings"`
	Error     *string        `json:"error"` // the refusal in words, null when it came in
	ErrorCode string         `json:"error_code,omitempty"`
}

type documentJSON struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Encoding string        `json:"encoding"`
	Turns    int           `json:"turns"`
	Words    int           `json:"words"`
	Speakers []speakerJSON `json:"speakers"`
}

type speakerJSON struct {
	Name  string `json:"name"`
	Turns int    `json:"turns"`
	Role  string `json:"role"`
	Rule  string `json:"rule"`
}

type warningJSON struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Args    map[string]any `json:"args,omitempty"`
}

// printReceipts prints one block per file.
func (s *Shell) printReceipts(receipts []workspace.Receipt) error {
	if s.json {
		out := make([]receiptJSON, 0, len(receipts))
		for _, r := range receipts {
			out = append(out, s.receiptJSON(r))
		}
		return s.printJSON(out)
	}
	came, words := 0, 0
	for _, r := range receipts {
		s.printReceipt(r)
		for _, d := range r.Documents {
			came++
			words += d.Words
		}
	}
	if len(receipts) > 1 {
		s.line("%s", s.t.Say("cli.import.total", "Count", came, "Words", words, "Refused", len(receipts)-came))
	}
	return nil
}

func (s *Shell) receiptJSON(r workspace.Receipt) receiptJSON {
	out := receiptJSON{Path: r.Path, Kind: r.Kind, Documents: []documentJSON{}, Warnings: []warningJSON{}}
	for _, d := range r.Documents {
		doc := documentJSON{ID: d.ID.String(), Title: d.Title, Encoding: d.Encoding, Turns: d.Turns, Words: d.Words, Speakers: []speakerJSON{}}
		for _, sp := range d.Speakers {
			doc.Speakers = append(doc.Speakers, speakerJSON{sp.Name, sp.Turns, string(sp.Role), string(sp.Rule)})
		}
		out.Documents = append(out.Documents, doc)
	}
	for _, w := range r.Warnings {
		out.Warnings = append(out.Warnings, warningJSON{w.Code, s.wordWarning(w), w.Args})
	}
	if r.Err != nil {
		fact := s.wordRefused(r.Err).fact
		out.Error, out.ErrorCode = &fact, refusalCode(r.Err)
	}
	return out
}

// refusalCode is the stable name of a refusal, for scripts.
func refusalCode(err error) string {
	var refused *transcript.Error
	var duplicate *store.DuplicateError
	var size *workspace.SizeError
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case errors.As(err, &duplicate):
		return "duplicate-document"
	case errors.As(err, &size):
		return "too-large"
	case errors.Is(err, fs.ErrNotExist):
		return "missing"
	case errors.Is(err, fs.ErrPermission):
		return "permission"
	}
	return "other"
}

// printReceipt says what came in, who speaks by which rule, what was changed;
// or why the file was refused.
func (s *Shell) printReceipt(r workspace.Receipt) {
	s.line("%s", r.Path)
	if r.Err != nil {
		p := s.wordRefused(r.Err)
		s.line("  %s", s.t.Say("cli.import.refused", "Fact", p.fact))
		s.line("  %s: %s", s.t.Say("cli.hint"), p.hint)
	}
	for _, d := range r.Documents {
		s.line("  %s", s.t.Say("cli.import.document", "Title", d.Title, "Turns", s.t.Say("cli.turns", "Count", d.Turns), "Words", s.t.Say("cli.words", "Count", d.Words), "Kind", d.Kind, "Encoding", d.Encoding))
		for _, line := range s.speakerLines(d.Speakers) {
			s.line("  %s", line)
		}
	}
	for _, w := range r.Warnings {
		s.line("  %s", s.t.Say("cli.import.warning", "Warning", s.wordWarning(w)))
	}
}

// speakerLines names the speakers, grouped by the rule that recognised them,
// in the order of their first appearance.
func (s *Shell) speakerLines(speakers []transcript.SpeakerCount) []string {
	var rules []transcript.Rule
	byRule := map[transcript.Rule][]string{}
	for _, sp := range speakers {
		if _, seen := byRule[sp.Rule]; !seen {
			rules = append(rules, sp.Rule)
		}
		name := sp.Name + " (" + s.t.Number(sp.Turns)
		if sp.Role != transcript.RoleNone {
			name += ", " + s.t.Say("cli.role."+string(sp.Role))
		}
		byRule[sp.Rule] = append(byRule[sp.Rule], name+")")
	}
	var out []string
	for _, rule := range rules {
		out = append(out, s.t.Say("cli.import.speakers", "Names", strings.Join(byRule[rule], ", "), "Rule", s.t.Say("cli.rule."+string(rule))))
	}
	return out
}

// wordRefused is the fact and hint of a refusal; the path stands above it.
func (s *Shell) wordRefused(err error) problem {
	var duplicate *store.DuplicateError
	if errors.As(err, &duplicate) {
		return problem{s.t.Say("cli.import.duplicate", "Title", duplicate.Title), s.t.Say("cli.import.duplicate.hint"), exitFailed}
	}
	return word(s.t, withoutPath(err))
}

// wordWarning words a typed fact; one that the catalogue does not know yet is
// shown with its arguments, so that nothing is hidden.
func (s *Shell) wordWarning(w transcript.Warning) string {
	for _, id := range []string{"warning." + w.Code, "cli.warning." + w.Code} {
		if s.t.Knows(id) {
			return s.t.Say(id, pairsOf(w.Args)...)
		}
	}
	var names []string
	for name := range w.Args {
		names = append(names, name)
	}
	sort.Strings(names)
	out := w.Code
	for _, name := range names {
		out += " " + name + "=" + plain(w.Args[name])
	}
	return out
}
