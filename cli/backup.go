package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type backupJSON struct {
	Name      string `json:"name"`
	Path      string `json:"path"`
	At        string `json:"at"` // UTC, Z
	Reason    string `json:"reason"`
	Bytes     int64  `json:"bytes"`
	Encrypted bool   `json:"encrypted"`
	Second    bool   `json:"second"` // in the second place
}

func wordBackup(b workspace.Backup) backupJSON {
	return backupJSON{b.Name(), b.Path, b.At.UTC().Format(time.RFC3339), b.Reason, b.Bytes, b.Encrypted, b.Second}
}

// backupAsk is what the flags of backup say.
type backupAsk struct {
	out           string
	encrypt, list bool
}

func (s *Shell) backupCommand() *cobra.Command {
	var ask backupAsk
	c := s.command("backup", "backup", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		switch {
		case ask.list:
			return s.listBackups(cmd.Context())
		case ask.out != "":
			return s.backUpTo(cmd.Context(), ask)
		case ask.encrypt:
			return misuse("backups.usage.encrypt")
		}
		return s.backUp(cmd.Context())
	})
	flags := c.Flags()
	flags.StringVarP(&ask.out, "output", "o", "", s.t.Say("backups.flag.output"))
	flags.BoolVar(&ask.encrypt, "encrypt", false, s.t.Say("backups.flag.encrypt"))
	flags.BoolVar(&ask.list, "list", false, s.t.Say("backups.flag.list"))
	return c
}

// backUp makes a backup among the others. With a second place it goes there too
// when there is a passphrase.
func (s *Shell) backUp(ctx context.Context) error {
	return s.reading(ctx, func(w *workspace.Workspace) error {
		if w.Locked() {
			if passphrase, err := s.passphrase(false); err == nil {
				w.Unlock(passphrase)
			} else {
				s.note("%s", s.t.Say("backups.second-locked"))
			}
		}
		b, err := w.BackUp(ctx, workspace.ReasonManual)
		if err != nil {
			return err
		}
		s.tellTrouble(w)
		switch {
		case b.Path == "":
			return failure("backups.nothing")
		case s.json:
			return s.printJSON(wordBackup(b))
		}
		s.line("%s", s.t.Say("backups.made", "Name", b.Name(), "Bytes", sizeOf(b.Bytes)))
		return nil
	})
}

func (s *Shell) backUpTo(ctx context.Context, ask backupAsk) error {
	encrypted := strings.HasSuffix(ask.out, workspace.Encrypted)
	if ask.encrypt && !encrypted {
		return misuse("backups.usage.ending", "Ending", workspace.Encrypted)
	}
	if _, err := os.Lstat(ask.out); err == nil {
		return about(ask.out, failure("backups.exists"))
	}
	passphrase := ""
	if encrypted {
		var err error
		if passphrase, err = s.passphrase(true); err != nil {
			return err
		}
	}
	return s.reading(ctx, func(w *workspace.Workspace) error {
		if err := w.BackUpTo(ctx, ask.out, passphrase); err != nil {
			return about(ask.out, withoutPath(err))
		}
		stat, err := os.Stat(ask.out)
		if err != nil {
			return err
		}
		if s.json {
			path, err := filepath.Abs(ask.out)
			if err != nil {
				return err
			}
			return s.printJSON(backupJSON{baseName(path), path, s.Env.Now().UTC().Format(time.RFC3339), workspace.ReasonManual, stat.Size(), encrypted, false})
		}
		s.line("%s", s.t.Say("backups.made", "Name", ask.out, "Bytes", sizeOf(stat.Size())))
		return nil
	})
}

// listBackups also knows those of a file that can't be read any more.
func (s *Shell) listBackups(ctx context.Context) error {
	path, err := s.projectPath()
	if err != nil {
		return err
	}
	all, err := workspace.Backups(s.Env, workspace.ProjectID(ctx, s.Env, path))
	if err != nil {
		return err
	}
	if s.json {
		out := make([]backupJSON, len(all))
		for i, b := range all {
			out[i] = wordBackup(b)
		}
		return s.printJSON(out)
	}
	if len(all) == 0 {
		s.line("%s", s.t.Say("backups.none"))
	}
	for _, b := range all {
		s.line("%-44s %9s  %s", b.Name(), sizeOf(b.Bytes), s.wordReason(b))
	}
	return nil
}

func (s *Shell) wordReason(b workspace.Backup) string {
	id := "backups.reason." + b.Reason
	if !s.t.Knows(id) {
		id = "backups.reason.other"
	}
	words := s.t.Say(id)
	if b.Second {
		words += " · " + s.t.Say("backups.second")
	}
	return words
}

// tellTrouble says once why no backup could be made: the work went on.
func (s *Shell) tellTrouble(w *workspace.Workspace) {
	if err := w.BackupTrouble(); err != nil {
		id, pairs := workspace.Explain(err)
		if id == "error.full" {
			id = "backups.full"
		}
		s.note("%s", s.t.Say("backups.trouble", "Reason", s.t.Say(id, pairs...)))
	}
}

// sizeOf is a size as people read it.
func sizeOf(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d kB", max(bytes/1024, 1))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// passphrase is $VELDWERK_PASSPHRASE, else what a person types at a terminal,
// which does not show it; a new one is typed twice. It is the only question that
// the shell asks: a passphrase in the arguments would stand in the history.
func (s *Shell) passphrase(fresh bool) (string, error) {
	if p := s.Env.Getenv("VELDWERK_PASSPHRASE"); p != "" {
		return p, nil
	}
	in, ok := s.In.(interface{ Fd() uintptr })
	if !ok || !terminal(s.In) || !terminal(s.Err) {
		return "", workspace.ErrNoPassphrase
	}
	first, err := s.typed(in.Fd(), "backups.type")
	if err != nil || first == "" {
		return "", errors.Join(workspace.ErrNoPassphrase, err)
	}
	if fresh {
		again, err := s.typed(in.Fd(), "backups.type-again")
		if err != nil {
			return "", err
		}
		if again != first {
			return "", failure("backups.differ")
		}
	}
	return first, nil
}

func (s *Shell) typed(fd uintptr, id string) (string, error) {
	fmt.Fprint(s.Err, s.t.Say(id)+" ")
	raw, err := term.ReadPassword(fd)
	fmt.Fprintln(s.Err)
	return string(raw), err
}
