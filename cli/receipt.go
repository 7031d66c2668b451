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
	Path       string          `json:"path"`
	Kind       string          `json:"kind"`
	Documents  []documentJSON  `json:"documents"`
	Codes      int             `json:"codes"`
	Codings    int             `json:"codings"`
	Memos      int             `json:"memos"`
	Coders     int             `json:"coders"`
	Taken      *takenJSON      `json:"taken,omitempty"`      // of a project or codebook
	Collisions *collisionsJSON `json:"collisions,omitempty"` // of a codebook
	Columns    []columnJSON    `json:"columns,omitempty"`    // of a table: how they were taken
	Amended    *amendedJSON    `json:"amended,omitempty"`    // of a fragments file
	Warnings   []warningJSON   `json:"warnings"`
	Error      *string         `json:"error"` // the refusal in words, null when it came in
	ErrorCode  string          `json:"error_code,omitempty"`
}

// takenJSON is what else became of a project: what was met counts what the
// project had already.
type takenJSON struct {
	DocumentsThere int `json:"documents_there"`
	Cases          int `json:"cases"`
	Attributes     int `json:"attributes"`
	Themes         int `json:"themes"`
	CodesThere     int `json:"codes_there"`
	CodingsThere   int `json:"codings_there"`
	CodingsUnited  int `json:"codings_united"`
	Quarantined    int `json:"quarantined"`
}

type documentJSON struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Encoding string        `json:"encoding"`
	Turns    int           `json:"turns"`
	Words    int           `json:"words"`
	Speakers []speakerJSON `json:"speakers"`
	Offsets  string        `json:"offsets,omitempty"`    // what another tool's positions count
	Evidence string        `json:"offsets_by,omitempty"` // what settled it
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
	came, words, refused := 0, 0, 0
	for _, r := range receipts {
		s.printReceipt(r)
		if r.Err != nil {
			refused++
		}
		for _, d := range r.Documents {
			came++
			words += d.Words
		}
	}
	if len(receipts) > 1 {
		s.line("%s", s.t.Say("cli.import.total", "Count", came, "Words", words, "Refused", refused))
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
		if d.Offsets != nil {
			doc.Offsets, doc.Evidence = d.Offsets.Convention, d.Offsets.Evidence
		}
		out.Documents = append(out.Documents, doc)
	}
	if t := r.Taken; t != nil {
		out.Codes, out.Codings, out.Memos, out.Coders = t.Codes, t.Codings, t.Memos, t.Coders
		out.Taken = &takenJSON{len(t.There), t.Cases, t.Attributes, t.Themes, t.Met, t.Covered, t.United, t.Strays}
	}
	out.Collisions = collisionsOf(r.Collisions)
	out.Columns = columnsJSON(r.Survey)
	if r.Amended != nil {
		out.Amended = s.amendedJSON(*r.Amended)
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
	if r.Collisions != nil {
		s.printCollisions(*r.Collisions, r.DryRun)
	}
	if r.Survey != nil {
		s.printSurvey(r.Survey)
	}
	for _, d := range r.Documents {
		s.line("  %s", s.t.Say("cli.import.document", "Title", d.Title, "Turns", s.t.Say("cli.turns", "Count", d.Turns), "Words", s.t.Say("cli.words", "Count", d.Words), "Kind", d.Kind, "Encoding", d.Encoding))
		for _, line := range s.speakerLines(d.Speakers) {
			s.line("  %s", line)
		}
	}
	s.printTaken(r)
	if r.Amended != nil {
		s.printAmending(*r.Amended, r.DryRun)
	}
	for _, w := range r.Warnings {
		s.line("  %s", s.t.Say("cli.import.warning", "Warning", s.wordWarning(w)))
	}
}

// printTaken says what came in besides texts, and how positions were read: one
// line for all texts that counted alike.
func (s *Shell) printTaken(r workspace.Receipt) {
	t := r.Taken
	if t == nil {
		return
	}
	came := s.amounts([]amount{
		{"take.codes", t.Codes}, {"take.codings", t.Codings}, {"take.memos", t.Memos}, {"take.coders", t.Coders}, {"take.cases", t.Cases},
		{"take.attributes", t.Attributes}, {"take.themes", t.Themes},
	})
	there := s.amounts([]amount{{"take.codes", t.Met}, {"take.codings", t.Covered}})
	switch {
	case came != "":
		s.line("  %s", s.t.Say("take.came", "Parts", came))
	case len(r.Documents)+t.Strays+t.Noted+t.United == 0:
		s.line("  %s", s.t.Say("take.nothing"))
	}
	if there != "" {
		s.line("  %s", s.t.Say("take.there", "Parts", there))
	}
	s.printOffsets(r.Documents)
}

// amount is how many of something, worded by a message.
type amount struct {
	id string
	n  int
}

// amounts words those that are not none.
func (s *Shell) amounts(of []amount) string {
	var parts []string
	for _, a := range of {
		if a.n > 0 {
			parts = append(parts, s.t.Say(a.id, "Count", a.n))
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Shell) printOffsets(documents []workspace.ImportedDocument) {
	counts := map[[2]string]int{}
	var order [][2]string
	for _, d := range documents {
		if d.Offsets == nil || d.Offsets.Evidence == "none" {
			continue
		}
		key := [2]string{d.Offsets.Convention, d.Offsets.Evidence}
		if counts[key]++; counts[key] == 1 {
			order = append(order, key)
		}
	}
	for _, key := range order {
		s.line("  %s", s.t.Say("take.offsets", "Count", counts[key], "Convention", key[0], "Evidence", s.t.Say("take.evidence."+key[1])))
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
	for _, id := range []string{"warning." + w.Code, "loss." + w.Code, "cli.warning." + w.Code} {
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
