package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type standingJSON struct {
	Documents int    `json:"documents"`
	Codes     int    `json:"codes"`
	Codings   int    `json:"codings"`
	Memos     int    `json:"memos"`
	Changed   string `json:"changed"` // when the last change was made; UTC, Z
}

type restoredJSON struct {
	Path   string        `json:"path"`
	Backup string        `json:"backup"`
	Aside  string        `json:"aside"` // where the file lies that was there; "" when there was none
	Is     standingJSON  `json:"is"`
	Was    *standingJSON `json:"was"` // null when it could not be read

	ForgottenAgain int `json:"forgotten_again"` // erasures of participants that were done again
	ErasuresOpen   int `json:"erasures_open"`   // those that a person has to do again
}

func wordStanding(s workspace.Standing) standingJSON {
	out := standingJSON{Documents: s.Documents, Codes: s.Codes, Codings: s.Codings, Memos: s.Memos}
	if s.Head.Version > 0 {
		out.Changed = s.Head.At.UTC().Format(time.RFC3339)
	}
	return out
}

func (s *Shell) restoreCommand() *cobra.Command {
	var o workspace.RestoreOptions
	list := false
	c := s.command("restore [BACKUP]", "restore", arity(0, 1), func(cmd *cobra.Command, args []string) error {
		if list {
			return s.listBackups(cmd.Context())
		}
		return s.restore(cmd.Context(), append(args, "")[0], o)
	})
	c.Flags().StringVar(&o.To, "to", "", s.t.Say("backups.flag.to"))
	c.Flags().BoolVar(&list, "list", false, s.t.Say("backups.flag.list"))
	return c
}

func (s *Shell) restore(ctx context.Context, name string, o workspace.RestoreOptions) error {
	path, err := s.projectPath()
	if err != nil && (o.To == "" || name == "") { // a file given by its path needs no project to go elsewhere
		return err
	}
	from, err := s.backupNamed(ctx, path, name)
	if err != nil {
		return err
	}
	if strings.HasSuffix(from, workspace.Encrypted) {
		if o.Passphrase, err = s.passphrase(false); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(o.To); err == nil && o.To != "" {
		return about(o.To, failure("backups.exists"))
	}
	o.Progress = s.checking()
	done, err := workspace.Restore(ctx, s.Env, path, from, o)
	s.clearLine()
	if err != nil {
		return about(baseName(from), withoutPath(err))
	}
	return s.printRestored(baseName(from), done)
}

// backupNamed finds a backup by its path, its name or the beginning of its
// name; "" is the newest sound one.
func (s *Shell) backupNamed(ctx context.Context, path, name string) (string, error) {
	if info, err := os.Stat(name); name != "" && err == nil && info.Mode().IsRegular() {
		return name, nil
	}
	id := workspace.ProjectID(ctx, s.Env, path)
	if name == "" {
		if b, found := workspace.NewestSound(ctx, s.Env, id, path); found {
			return b.Path, nil
		}
		return "", failure("backups.none-sound")
	}
	all, err := workspace.Backups(s.Env, id)
	if err != nil {
		return "", err
	}
	var found []string
	for _, b := range all {
		if b.Name() == name {
			return b.Path, nil
		}
		if strings.HasPrefix(b.Name(), name) {
			found = append(found, b.Path)
		}
	}
	switch len(found) {
	case 0:
		return "", misuse("backups.unknown", "Name", name)
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, f := range found {
		names[i] = filepath.Base(f)
	}
	return "", misuse("backups.several", "Name", name, "Names", strings.Join(names, ", "))
}

func (s *Shell) printRestored(from string, r workspace.Restored) error {
	if s.json {
		out := restoredJSON{Path: r.Path, Backup: from, Aside: r.Aside, Is: wordStanding(r.Is),
			ForgottenAgain: r.Erasures.Again, ErasuresOpen: r.Erasures.Open}
		if r.Was != nil {
			was := wordStanding(*r.Was)
			out.Was = &was
		}
		return s.printJSON(out)
	}
	s.line("%s", s.t.Say("backups.restored", "Name", r.Path, "Backup", from))
	s.line("%s", s.t.Say("backups.holds", "Documents", r.Is.Documents, "Codings", r.Is.Codings, "Memos", r.Is.Memos))
	if r.Was != nil {
		s.line("%s", s.t.Say("backups.held", "Documents", r.Was.Documents, "Codings", r.Was.Codings, "Memos", r.Was.Memos))
	}
	if r.Erasures.Again > 0 {
		s.line("%s", s.t.Say("forget.restored", "Count", r.Erasures.Again))
	}
	if r.Erasures.Open > 0 {
		s.note("%s", s.t.Say("forget.restored-open", "Count", r.Erasures.Open))
	}
	if r.Aside != "" {
		s.line("%s", s.t.Say("backups.aside", "Path", r.Aside))
	}
	return nil
}
