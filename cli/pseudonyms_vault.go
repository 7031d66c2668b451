package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/pseudonym"
	"veldwerk/workspace"
)

// vaultAsk is what the flags say of the vault.
type vaultAsk struct{ path, passphraseFile string }

func (s *Shell) vaultFlags(c *cobra.Command, ask *vaultAsk) {
	c.PersistentFlags().StringVar(&ask.path, "vault", "", s.t.Say("pseudonyms.flag.vault"))
	c.PersistentFlags().StringVar(&ask.passphraseFile, "passphrase-file", "", s.t.Say("pseudonyms.flag.passphrase-file"))
}

// openVault gives the vault of the project; with create, one that is not there
// is an empty one.
func (s *Shell) openVault(w *workspace.Workspace, ask vaultAsk, create bool) (*workspace.Vault, error) {
	there := w.HasVault(ask.path)
	if !there && !create {
		return nil, workspace.ErrNoVault
	}
	passphrase, err := s.vaultPassphrase(ask, !there)
	if err != nil {
		return nil, err
	}
	v, err := w.OpenVault(ask.path, passphrase, create)
	if err != nil {
		return nil, about(w.VaultPath(ask.path), withoutPath(err))
	}
	return v, nil
}

// vaultPassphrase comes from the file, $VELDWERK_PASSPHRASE, or whoever sits at the
// terminal, unseen; a new one is asked for twice.
func (s *Shell) vaultPassphrase(ask vaultAsk, fresh bool) (string, error) {
	if ask.passphraseFile != "" {
		raw, err := os.ReadFile(ask.passphraseFile)
		if err != nil {
			return "", err
		}
		line, _, _ := strings.Cut(string(raw), "\n")
		return strings.TrimSuffix(line, "\r"), nil
	}
	if p := s.Env.Getenv("VELDWERK_PASSPHRASE"); p != "" {
		return p, nil
	}
	in, ok := s.In.(interface{ Fd() uintptr })
	if !ok || !terminal(s.In) || !terminal(s.Err) {
		return "", misuse("pseudonyms.no-passphrase")
	}
	once, err := s.typed(in.Fd(), "pseudonyms.passphrase")
	if err != nil || !fresh {
		return once, err
	}
	again, err := s.typed(in.Fd(), "pseudonyms.passphrase-again")
	if err == nil && again != once {
		err = failure("pseudonyms.passphrases-differ")
	}
	return once, err
}

// hideAsk is what the flags of export say about names.
type hideAsk struct {
	on, accept bool
	vault      vaultAsk
}

func (s *Shell) hideFlags(c *cobra.Command, ask *hideAsk) {
	c.Flags().BoolVar(&ask.on, "pseudonymise", false, s.t.Say("pseudonyms.flag.pseudonymise"))
	c.Flags().BoolVar(&ask.accept, "accept-residue", false, s.t.Say("pseudonyms.flag.accept-residue"))
	s.vaultFlags(c, &ask.vault)
}

// checkHiding refuses what would be ignored, and the log, which holds the
// names as they were.
func checkHiding(kind string, ask hideAsk) error {
	switch {
	case ask.on && kind == "changes":
		return misuse("pseudonyms.no-changes")
	case !ask.on && (ask.accept || ask.vault != vaultAsk{}):
		return misuse("pseudonyms.only-with")
	}
	return nil
}

// outgoing reads what an export is made of, and hides the names when asked.
// What is left that may point at somebody stops the export.
func (s *Shell) outgoing(ctx context.Context, kind string, ask hideAsk, o workspace.OutgoingOptions) (*workspace.Outgoing, error) {
	var out *workspace.Outgoing
	err := s.reading(ctx, func(w *workspace.Workspace) error {
		if !ask.on {
			var err error
			out, err = w.Outgoing(ctx, o)
			return err
		}
		v, err := s.openVault(w, ask.vault, false)
		if err != nil {
			return err
		}
		o.Sources, o.Log = false, false
		if out, err = w.Outgoing(ctx, o); err != nil {
			return err
		}
		return s.hide(out, v, kind, ask)
	})
	return out, err
}

func (s *Shell) hide(out *workspace.Outgoing, v *workspace.Vault, kind string, ask hideAsk) error {
	if err := out.Pseudonymise(v.Table); err != nil {
		return err
	}
	left, err := out.Residue(v.Table, v.Accepted, kind)
	if err != nil {
		return err
	}
	open := workspace.Unaccepted(left)
	if len(open) == 0 || ask.accept {
		return nil
	}
	if err := s.printResidue(open); err != nil {
		return err
	}
	return failure("pseudonyms.left", "Count", len(open))
}

// word is what stands for a kind in a proposed replacement.
func (s *Shell) kindWord(k pseudonym.Kind) string { return s.t.Say("pseudonyms.word." + string(k)) }
