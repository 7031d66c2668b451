package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/lang"
	"veldwerk/workspace"
)

type publishJSON struct {
	Path      string         `json:"path"`
	WorkCopy  bool           `json:"work_copy"`
	Kind      string         `json:"kind,omitempty"` // onedrive, network …
	Published string         `json:"published,omitempty"`
	Conflicts []conflictFile `json:"conflict_copies"`
}

type conflictFile struct {
	Path string `json:"path"`
}

func (s *Shell) publishCommand() *cobra.Command {
	c := &cobra.Command{Use: "publish", Short: s.t.Say("synced.publish.short"), Long: s.t.Say("synced.publish.long"), Args: arity(0, 0), DisableFlagsInUseLine: true}
	list := false
	c.Flags().BoolVar(&list, "list", false, s.t.Say("synced.flag.list"))
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if list {
			return s.listCopies(cmd.Context())
		}
		return s.using(cmd.Context(), workspace.Write, workspace.NoIndex, func(w *workspace.Workspace) error {
			if err := w.Publish(cmd.Context()); err != nil {
				return err
			}
			w.Tidy(cmd.Context())
			return s.tellPublished(cmd.Context(), w)
		})
	}
	return c
}

type workCopyJSON struct {
	Project string `json:"project_id"`
	Path    string `json:"path"`   // of the project's own file; "" when it is not known
	Folder  string `json:"folder"` // of the work copy
	Used    string `json:"used"`   // UTC, Z; "" when it is not known
	Bytes   int64  `json:"bytes"`
	State   string `json:"state"` // published, unpublished, left
}

// listCopies lists the work copies of all projects on this machine.
func (s *Shell) listCopies(ctx context.Context) error {
	all := workspace.WorkCopies(ctx, s.Env)
	if s.json {
		out := make([]workCopyJSON, len(all))
		for i, c := range all {
			out[i] = workCopyJSON{Project: c.Project, Path: c.Path, Folder: c.Folder, Bytes: c.Bytes, State: string(c.State)}
			if !c.Used.IsZero() {
				out[i].Used = c.Used.UTC().Format(time.RFC3339)
			}
		}
		return s.printJSON(out)
	}
	if len(all) == 0 {
		s.line("%s", s.t.Say("synced.copies-none"))
	}
	for _, c := range all {
		path, date := c.Path, ""
		if path == "" {
			path = c.Folder
		}
		if !c.Used.IsZero() {
			date = c.Used.UTC().Format(time.DateOnly)
		}
		s.line("%s", path)
		s.line("  %-10s %9s  %s", date, sizeOf(c.Bytes), s.t.Say("synced.copy-"+string(c.State), "Folder", c.Folder))
	}
	return nil
}

func (s *Shell) tellPublished(ctx context.Context, w *workspace.Workspace) error {
	p, copied := w.Publication()
	copies, err := w.ConflictCopies(ctx)
	if err != nil {
		return err
	}
	if s.json {
		out := publishJSON{Path: w.Path(), WorkCopy: copied, Kind: string(p.Kind), Conflicts: []conflictFile{}}
		if copied && !p.At.IsZero() {
			out.Published = p.At.Format(time.RFC3339)
		}
		for _, c := range copies {
			out.Conflicts = append(out.Conflicts, conflictFile{c.Path})
		}
		return s.printJSON(out)
	}
	if copied {
		s.line("%s", s.t.Say("synced.published", "Path", w.Path()))
	} else {
		s.line("%s", s.t.Say("synced.in-place"))
	}
	for _, c := range copies {
		s.note("%s", c.Path)
		s.note("%s: %s", s.t.Say("cli.hint"), s.t.Say("synced.hint-conflict", "Name", c.Name))
	}
	return nil
}

// copyFlags are the flags that say where a project is written.
func (s *Shell) copyFlags(root *cobra.Command) {
	root.PersistentFlags().BoolVar(&s.workCopy, "work-copy", false, s.t.Say("synced.flag.work-copy"))
	root.PersistentFlags().BoolVar(&s.inPlace, "in-place", false, s.t.Say("synced.flag.in-place"))
}

func (s *Shell) copyMode() workspace.CopyMode {
	switch {
	case s.workCopy:
		return workspace.CopyAlways
	case s.inPlace:
		return workspace.CopyNever
	}
	return workspace.CopyAuto
}

func (s *Shell) checkCopyFlags() error {
	if s.workCopy && s.inPlace {
		return misuse("synced.usage-both")
	}
	return nil
}

// closeProject closes a project and says what came up about its work copy.
// Work that is safe in the copy and not yet published is told, and no error:
// the next command makes up for it.
func (s *Shell) closeProject(w *workspace.Workspace) error {
	err := w.Close()
	for _, n := range w.Notices() {
		s.note("%s", wordNotice(s.t, n))
	}
	return s.tellLate(err)
}

func (s *Shell) tellLate(err error) error {
	var late *workspace.UnpublishedError
	if !errors.As(err, &late) || late.Error() != err.Error() { // there is more amiss
		return err
	}
	s.report(late)
	return nil
}

func wordNotice(t *lang.Tongue, n workspace.Notice) string {
	return t.Say("synced.notice-"+n.Code, pairsOf(n.Args)...)
}
