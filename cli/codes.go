package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/workspace"
)

type codeRowJSON struct {
	ID      string   `json:"id"`
	Path    string   `json:"path"`
	Name    string   `json:"name"`
	Parent  string   `json:"parent"` // id
	Codings int      `json:"codings"`
	Status  string   `json:"status"`
	Letter  string   `json:"letter"`
	Colour  int      `json:"colour"`
	Alias   []string `json:"alias"`
	Short   string   `json:"short"`
	Full    string   `json:"full"`
	UseWhen string   `json:"use_when"`
	NotWhen string   `json:"not_when"`
	Example string   `json:"example"`
}

func (s *Shell) codesCommand() *cobra.Command {
	c := s.command("codes", "codes", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listCodes(cmd.Context(), w) })
	})
	c.AddCommand(
		s.acting("add PATH", "codes-add", 1, 1, addCode),
		s.acting("rename CODE NAME", "codes-rename", 2, 2, renameCode),
		s.defineCommand(),
		s.acting("move CODE PARENT", "codes-move", 2, 2, moveCode),
		s.acting("merge FROM INTO", "codes-merge", 2, 2, mergeCodes),
		s.acting("split CODE NAME QUERY…", "codes-split", 3, -1, s.splitCode),
		s.acting("retire CODE", "codes-retire", 1, 1, setStatus(codebook.StatusRetired, "retire-code")),
		s.acting("revive CODE", "codes-revive", 1, 1, setStatus(codebook.StatusActive, "revive-code")),
		s.acting("delete CODE", "codes-delete", 1, 1, deleteCode),
		s.acting("pin SLOT CODE", "codes-pin", 2, 2, pinCode),
	)
	return c
}

func (s *Shell) listCodes(ctx context.Context, w *workspace.Workspace) error {
	book, err := w.Codebook(ctx)
	if err != nil {
		return err
	}
	counts, err := w.Project.Codings.CountByCode(ctx)
	if err != nil {
		return err
	}
	out := []codeRowJSON{}
	var rows [][]string
	for _, c := range book.Tree.Codes() {
		path := book.Tree.Path(c.ID)
		alias := c.Alias
		if alias == nil {
			alias = []string{}
		}
		out = append(out, codeRowJSON{c.ID.String(), path, c.Name, c.Parent.String(), counts[c.ID], string(c.Status), c.Letter, c.Colour, alias, c.Short, c.Full, c.UseWhen, c.NotWhen, c.Example})
		depth := len(codebook.SplitPath(path)) - 1
		status := ""
		if !c.Usable() {
			status = s.t.Say("cli.status." + string(c.Status))
		}
		rows = append(rows, []string{strings.Repeat("  ", depth) + c.Name, s.t.Number(counts[c.ID]), cutLine(c.Short, 70), status})
	}
	if s.json {
		return s.printJSON(out)
	}
	s.table([]column{{title: s.t.Say("cli.col.code")}, {title: s.t.Say("cli.col.codings"), right: true}, {title: s.t.Say("cli.col.definition")}, {}}, rows)
	return nil
}

func addCode(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	codes, err := w.NewCodes(ctx, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	if len(codes) == 0 {
		return doneJSON{}, &store.DuplicateError{Title: args[0]}
	}
	made, err := w.Project.Codes.Add(ctx, by, codes...)
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"add-code", args[0], made[len(made)-1].ID.String()}, nil
}

func renameCode(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	c, err := w.CodeAt(ctx, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	c.Name = args[1]
	return doneJSON{"rename-code", c.Name, c.ID.String()}, w.Project.Codes.Update(ctx, by, c)
}

// defineCommand writes the fields of a definition that are given.
func (s *Shell) defineCommand() *cobra.Command {
	fields := []struct {
		flag string
		of   func(*codebook.Code) *string
	}{
		{"short", func(c *codebook.Code) *string { return &c.Short }},
		{"full", func(c *codebook.Code) *string { return &c.Full }},
		{"use", func(c *codebook.Code) *string { return &c.UseWhen }},
		{"not", func(c *codebook.Code) *string { return &c.NotWhen }},
		{"example", func(c *codebook.Code) *string { return &c.Example }},
	}
	var cmd *cobra.Command
	cmd = s.acting("define CODE", "codes-define", 1, 1, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		c, err := w.CodeAt(ctx, args[0])
		if err != nil {
			return doneJSON{}, err
		}
		given := false
		for _, f := range fields {
			if flag := cmd.Flags().Lookup(f.flag); flag.Changed {
				*f.of(&c), given = flag.Value.String(), true
			}
		}
		if !given {
			return doneJSON{}, misuse("cli.codes-define.nothing")
		}
		return doneJSON{"update-code", c.Name, c.ID.String()}, w.Project.Codes.Update(ctx, by, c)
	})
	for _, f := range fields {
		cmd.Flags().String(f.flag, "", s.t.Say("cli.flag.define-"+f.flag))
	}
	return cmd
}

// moveCode puts a code under another one, last of its children; "/" is the top.
func moveCode(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	c, err := w.CodeAt(ctx, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	var parent codebook.CodeID
	if args[1] != "/" {
		p, err := w.CodeAt(ctx, args[1])
		if err != nil {
			return doneJSON{}, err
		}
		parent = p.ID
	}
	book, err := w.Codebook(ctx)
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"move-code", c.Name, c.ID.String()}, w.Project.Codes.Move(ctx, by, c.ID, parent, len(book.Tree.Children(parent)))
}

func mergeCodes(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	from, err := w.CodeAt(ctx, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	into, err := w.CodeAt(ctx, args[1])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"merge-codes", into.Name, into.ID.String()}, w.Project.Codes.Merge(ctx, by, from.ID, into.ID)
}

// splitCode moves the codings of a code that answer the query to a new code
// beside it.
func (s *Shell) splitCode(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	c, err := w.CodeAt(ctx, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	q, err := s.parse(args[2:], false)
	if err != nil {
		return doneJSON{}, err
	}
	ids, err := codingsOf(ctx, w, q, c.ID)
	if err != nil {
		return doneJSON{}, err
	}
	if len(ids) == 0 {
		return doneJSON{}, failure("cli.codes-split.nothing", "Code", c.Name)
	}
	made, err := w.Project.Codes.Split(ctx, by, c.ID, args[1], ids)
	return doneJSON{"split-code", args[1], made.ID.String()}, err
}

func codingsOf(ctx context.Context, w *workspace.Workspace, q search.Query, code codebook.CodeID) ([]codebook.CodingID, error) {
	fragments, err := w.Fragments(ctx, q)
	if err != nil {
		return nil, err
	}
	var ids []codebook.CodingID
	for _, f := range fragments {
		if f.Coding.Code == code {
			ids = append(ids, f.Coding.ID)
		}
	}
	return ids, nil
}

func setStatus(status codebook.Status, name string) act {
	return func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		c, err := w.CodeAt(ctx, args[0])
		if err != nil {
			return doneJSON{}, err
		}
		c.Status = status
		return doneJSON{name, c.Name, c.ID.String()}, w.Project.Codes.Update(ctx, by, c)
	}
}

func deleteCode(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	c, err := w.CodeAt(ctx, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"delete-code", c.Name, c.ID.String()}, w.Project.Codes.Delete(ctx, by, c.ID)
}

// pinCode puts a code on a number key of the coder; "-" empties the slot.
func pinCode(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	slot, err := strconv.Atoi(args[0])
	if err != nil || slot < 1 || slot > 9 {
		return doneJSON{}, misuse("cli.codes-pin.slot", "Value", args[0])
	}
	if args[1] == "-" {
		return doneJSON{Done: "unpin-slot", Name: args[0]}, w.Project.Slots.Set(ctx, by, slot, codebook.CodeID{})
	}
	c, err := w.CodeAt(ctx, args[1])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"pin-slot", c.Name, c.ID.String()}, w.Project.Slots.Set(ctx, by, slot, c.ID)
}
