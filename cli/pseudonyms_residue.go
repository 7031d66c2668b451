package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type residueJSON struct {
	ID         string `json:"id"` // what --accept takes
	Kind       string `json:"kind"`
	Perhaps    bool   `json:"perhaps"`
	Text       string `json:"text"`
	Part       string `json:"part"`
	Document   string `json:"document"`
	DocumentID string `json:"document_id"`
	Turn       int    `json:"turn"`
	Of         string `json:"of"`
	Start      int    `json:"char_start"` // of the text or field as it goes out
	End        int    `json:"char_end"`
	Before     string `json:"before"`
	After      string `json:"after"`
	Accepted   bool   `json:"accepted"`
}

// idLength of a finding: enough to tell some thousands apart.
const idLength = 10

// printResidue lists findings, the same words once for people.
func (s *Shell) printResidue(left []workspace.Left) error {
	if s.json {
		out := []residueJSON{}
		for _, l := range left {
			document := ""
			if !l.Document.IsZero() {
				document = l.Document.String()
			}
			out = append(out, residueJSON{l.Hash()[:idLength], string(l.Kind), l.Kind.Perhaps(), l.Text, string(l.Part), l.Title, document,
				l.Turn, l.Of, l.Span.Start, l.Span.End, l.Before, l.After, l.Accepted})
		}
		return s.printJSON(out)
	}
	var rows [][]string
	at := map[string]int{}
	times := map[string]int{}
	for _, l := range left {
		id := l.Hash()[:idLength]
		if times[id]++; times[id] > 1 {
			rows[at[id]][3] = strconv.Itoa(times[id])
			continue
		}
		at[id] = len(rows)
		rows = append(rows, []string{id, s.t.Say("pseudonyms.kind." + string(l.Kind)), l.Text, "1", s.placeOf(l), l.Before + "»" + l.Text + "«" + l.After})
	}
	s.table([]column{{title: s.t.Say("pseudonyms.col.id")}, {title: s.t.Say("pseudonyms.col.kind")}, {title: s.t.Say("pseudonyms.col.text")},
		{title: s.t.Say("pseudonyms.col.count"), right: true}, {title: s.t.Say("pseudonyms.col.place")}, {title: s.t.Say("pseudonyms.col.context")}}, rows)
	return nil
}

// placeOf says where a finding stands.
func (s *Shell) placeOf(l workspace.Left) string {
	if l.Part == workspace.PartText {
		return s.t.Say("pseudonyms.place.turn", "Document", l.Title, "Turn", strconv.Itoa(l.Turn))
	}
	return strings.TrimSuffix(s.t.Say("pseudonyms.part."+string(l.Part))+" · "+l.Of, " · ")
}

// residueCommand lists what an export would still hold, and accepts of it what
// a person looked at.
func (s *Shell) residueCommand(vault *vaultAsk) *cobra.Command {
	var accept []string
	all := false
	c := s.pseudonymsPart("residue", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.withVault(cmd.Context(), *vault, false, func(w *workspace.Workspace, v *workspace.Vault) error {
			return s.residue(cmd.Context(), w, v, accept, all)
		})
	})
	c.Flags().StringSliceVar(&accept, "accept", nil, s.t.Say("pseudonyms.flag.accept"))
	c.Flags().BoolVar(&all, "accept-all", false, s.t.Say("pseudonyms.flag.accept-all"))
	return c
}

func (s *Shell) residue(ctx context.Context, w *workspace.Workspace, v *workspace.Vault, accept []string, all bool) error {
	o, err := w.Outgoing(ctx, workspace.OutgoingOptions{})
	if err != nil {
		return err
	}
	if err := o.Pseudonymise(v.Table); err != nil {
		return err
	}
	left, err := o.Residue(v.Table, v.Accepted, "")
	if err != nil {
		return err
	}
	if len(accept) > 0 || all {
		return s.acceptResidue(v, left, accept, all)
	}
	if s.json {
		return s.printResidue(left)
	}
	open := workspace.Unaccepted(left)
	if len(open) == 0 {
		s.line("%s", s.t.Say("pseudonyms.nothing-left", "Count", len(left)))
		return nil
	}
	return s.printResidue(open)
}

func (s *Shell) acceptResidue(v *workspace.Vault, left []workspace.Left, accept []string, all bool) error {
	var hashes []string
	for _, l := range left {
		if h := l.Hash(); !l.Accepted && (all || slices.ContainsFunc(accept, func(id string) bool { return len(id) >= 4 && strings.HasPrefix(h, id) })) {
			hashes = append(hashes, h)
		}
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	for _, id := range accept {
		meant := map[string]bool{}
		for _, l := range left {
			if len(id) >= 4 && strings.HasPrefix(l.Hash(), id) {
				meant[l.Hash()] = true
			}
		}
		if len(meant) != 1 { // two: nobody accepts what was not looked at
			return misuse("pseudonyms.no-finding", "ID", id)
		}
	}
	v.Accept(hashes...)
	if err := v.Save(); err != nil {
		return err
	}
	return s.pseudonymsDone("accept-residue", strconv.Itoa(len(hashes)), "Count", len(hashes))
}
