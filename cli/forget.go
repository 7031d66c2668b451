package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// forgetJSON is what an erasure did, or with dry_run would do.
type forgetJSON struct {
	DryRun   bool            `json:"dry_run"`
	Step     string          `json:"step"`
	At       string          `json:"at"` // UTC
	Erased   map[string]int  `json:"erased"`
	Places   []placeJSON     `json:"places"`
	Mentions []forgetMention `json:"mentions"`
	Proof    string          `json:"proof"` // path of the list without names
}

type placeJSON struct {
	Place string   `json:"place"`
	State string   `json:"state"` // erased, waits, left, beyond
	Count int      `json:"count"`
	Files []string `json:"files"`
}

type forgetMention struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Name    string `json:"name"`
	Perhaps bool   `json:"perhaps"` // a part of the name only: it may be somebody else
}

// forgetOptions are the flags.
type forgetOptions struct {
	documents, names     []string
	kase, speaker        string
	backups, dryRun, yes bool
	pseudonyms           bool
	vault                vaultAsk
}

func (s *Shell) forgetCommand() *cobra.Command {
	var o forgetOptions
	c := s.command("forget", "forget", arity(0, 0), func(cmd *cobra.Command, _ []string) error { return s.forget(cmd.Context(), o) })
	c.Short, c.Long, c.Example = s.t.Say("forget.short"), s.t.Say("forget.long"), s.t.Say("forget.example")
	flags := c.Flags()
	flags.StringArrayVar(&o.documents, "document", nil, s.t.Say("forget.flag.document"))
	flags.StringVar(&o.kase, "case", "", s.t.Say("forget.flag.case"))
	flags.StringVar(&o.speaker, "speaker", "", s.t.Say("forget.flag.speaker"))
	flags.StringArrayVar(&o.names, "name", nil, s.t.Say("forget.flag.name"))
	flags.BoolVar(&o.backups, "backups", false, s.t.Say("forget.flag.backups"))
	flags.BoolVar(&o.pseudonyms, "pseudonyms", false, s.t.Say("forget.flag.pseudonyms"))
	s.vaultFlags(c, &o.vault)
	flags.BoolVar(&o.dryRun, "dry-run", false, s.t.Say("forget.flag.dry-run"))
	flags.BoolVar(&o.yes, "yes", false, s.t.Say("forget.flag.yes"))
	return c
}

// forget lists first. Without --yes it ends there: the shell asks nothing, and
// what it would have to ask is too much for a single key.
func (s *Shell) forget(ctx context.Context, o forgetOptions) error {
	switch {
	case len(o.documents) == 0 && o.kase == "" && o.speaker == "":
		return misuse("forget.nobody")
	case o.kase != "" && (len(o.documents) > 0 || o.speaker != ""):
		return misuse("forget.several")
	case !o.pseudonyms && o.vault != vaultAsk{}:
		return misuse("forget.only-pseudonyms")
	}
	return s.writing(ctx, func(w *workspace.Workspace, by codebook.CoderID) error {
		who, err := s.whoToForget(ctx, w, o)
		if err != nil {
			return err
		}
		f := workspace.Forgetting{Who: who, Backups: o.backups}
		if o.pseudonyms {
			if f.Vault, err = s.openVault(w, o.vault, false); err != nil {
				return err
			}
		}
		if o.dryRun || !o.yes {
			plan, err := w.PlanForgetting(ctx, by, f)
			if err != nil {
				return err
			}
			if err := s.printForgotten(plan, true, o); err != nil || o.dryRun {
				return err
			}
			return misuse("forget.not-sure")
		}
		done, err := w.Forget(ctx, by, f)
		if done.Erasure.Step != "" { // what failed came after it
			return errors.Join(s.printForgotten(done, false, o), err)
		}
		return err
	})
}

func (s *Shell) whoToForget(ctx context.Context, w *workspace.Workspace, o forgetOptions) (store.Who, error) {
	who := store.Who{Names: o.names, Mark: s.t.Say("forget.mark")}
	switch {
	case o.kase != "":
		one, err := caseNamed(ctx, w, o.kase)
		who.Case = one.ID
		return who, err
	case o.speaker != "":
		documents := o.documents
		if len(documents) == 0 {
			documents = []string{""} // in all of them
		}
		for _, document := range documents {
			found, err := speakersNamed(ctx, w, o.speaker, document)
			if err != nil {
				return who, err
			}
			for _, one := range found {
				who.Speakers = append(who.Speakers, one.ID)
			}
		}
		return who, nil
	}
	for _, name := range o.documents {
		id, err := documentToForget(ctx, w, name)
		if err != nil {
			return who, err
		}
		who.Documents = append(who.Documents, id)
	}
	return who, nil
}

// documentToForget finds a document, also one that was deleted before: its
// text is still in the project.
func documentToForget(ctx context.Context, w *workspace.Workspace, name string) (transcript.DocumentID, error) {
	found, err := documentNamed(ctx, w, name)
	if err == nil {
		return found.ID, nil
	}
	deleted, listed := w.Project.Documents.Deleted(ctx)
	if listed != nil {
		return transcript.DocumentID{}, listed
	}
	one, none := named("document", name, deleted, func(d store.DeletedDocument) (string, string) { return d.Title, d.ID.String() })
	if none != nil {
		return transcript.DocumentID{}, err
	}
	return one.ID, nil
}

func (s *Shell) printForgotten(f workspace.Forgotten, dry bool, o forgetOptions) error {
	if s.json {
		out := forgetJSON{DryRun: dry, Step: f.Erasure.Step, At: f.At.UTC().Format(time.RFC3339), Erased: map[string]int{},
			Places: []placeJSON{}, Mentions: []forgetMention{}, Proof: f.Proof}
		for _, c := range f.Counts() {
			out.Erased[c.Kind] = c.Count
		}
		for _, p := range f.Places {
			out.Places = append(out.Places, placeJSON{p.Kind, string(p.State), p.Count, append([]string{}, p.Paths...)})
		}
		for _, m := range f.Erasure.Mentions {
			out.Mentions = append(out.Mentions, forgetMention{m.Kind, m.ID, m.Name, m.Perhaps})
		}
		return s.printJSON(out)
	}
	heading := "forget.done"
	if dry {
		heading = "forget.planned"
	}
	s.line("%s", s.t.Say(heading))
	for _, c := range f.Counts() {
		if c.Count > 0 {
			s.line("  %s", s.t.Say("forget.erased."+c.Kind, "Count", c.Count))
		}
	}
	asked := s.printPlaces(f, dry)
	said, logged := map[bool]bool{}, false
	for _, m := range f.Erasure.Mentions { // the sure ones first
		if m.Kind == "log" && logged {
			continue // one line for all its steps
		}
		logged = logged || m.Kind == "log"
		heading := "forget.mentions"
		if m.Perhaps {
			heading = "forget.perhaps"
		}
		if !said[m.Perhaps] {
			s.line("%s", s.t.Say(heading))
		}
		said[m.Perhaps] = true
		s.line("  %s", s.t.Say("forget.mention."+m.Kind, "Name", m.Name))
	}
	if asked && !o.backups {
		s.line("%s", s.t.Say("forget.backups-too"))
	}
	if vault := slices.ContainsFunc(f.Places, func(p workspace.ForgetPlace) bool { return p.Kind == "vault" }); vault && !o.pseudonyms && dry {
		s.line("%s", s.t.Say("forget.pseudonyms-too"))
	}
	if f.Proof != "" {
		s.line("%s", s.t.Say("forget.proof", "Path", f.Proof))
	}
	return nil
}

// printPlaces prints the places by what becomes of them, and says whether
// there are copies that --backups would erase.
func (s *Shell) printPlaces(f workspace.Forgotten, dry bool) (copies bool) {
	for _, state := range []workspace.PlaceState{workspace.PlaceErased, workspace.PlaceWaits, workspace.PlaceLeft, workspace.PlaceBeyond} {
		said := false
		for _, p := range f.Places {
			if p.State != state {
				continue
			}
			if !said {
				word := string(state)
				if dry && state == workspace.PlaceErased {
					word = "will"
				}
				s.line("%s", s.t.Say("forget.state."+word))
				said = true
			}
			s.line("  %s", s.t.Say("forget.place."+p.Kind, "Count", p.Count))
			for _, path := range p.Paths {
				s.line("    %s", path)
			}
			copies = copies || p.IsCopy() && state == workspace.PlaceLeft
		}
	}
	return copies
}
