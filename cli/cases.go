package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

type caseJSON struct {
	ID     string            `json:"id"`
	Name   string            `json:"name"`
	Values map[string]string `json:"values"` // by attribute name
}

func (s *Shell) casesCommand() *cobra.Command {
	c := s.command("cases", "cases", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listCases(cmd.Context(), w) })
	})
	kind := string(transcript.AttributeText)
	set := s.acting("set CASE ATTRIBUTE VALUE…", "cases-set", 3, -1, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		if err := oneOf("--type", kind, attributeTypes...); err != nil {
			return doneJSON{}, err
		}
		return setValues(ctx, w, by, args, transcript.AttributeType(kind))
	})
	set.Flags().StringVar(&kind, "type", kind, s.t.Say("cli.flag.type"))
	c.AddCommand(
		s.acting("add NAME", "cases-add", 1, 1, addCase),
		set,
		s.acting("rename CASE NAME", "cases-rename", 2, 2, renameCase),
		s.acting("delete CASE", "cases-delete", 1, 1, deleteCase),
	)
	return c
}

var attributeTypes = []string{string(transcript.AttributeText), string(transcript.AttributeNumber), string(transcript.AttributeDate), string(transcript.AttributeYesNo)}

// caseTable gives the cases and the names of the attributes, both in order.
func caseTable(ctx context.Context, w *workspace.Workspace) (cases []caseJSON, attributes []string, err error) {
	kinds, err := w.Project.Attributes.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	names := map[transcript.AttributeID]string{}
	for _, a := range kinds {
		names[a.ID] = a.Name
		attributes = append(attributes, a.Name)
	}
	slices.Sort(attributes)
	all, err := w.Project.Cases.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	cases = make([]caseJSON, 0, len(all))
	for _, c := range all {
		row := caseJSON{ID: c.ID.String(), Name: c.Name, Values: map[string]string{}}
		for id, value := range c.Values {
			row.Values[names[id]] = value
		}
		cases = append(cases, row)
	}
	return cases, attributes, nil
}

func (s *Shell) listCases(ctx context.Context, w *workspace.Workspace) error {
	cases, attributes, err := caseTable(ctx, w)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(cases)
	}
	columns := []column{{title: s.t.Say("cli.col.case")}}
	for _, a := range attributes {
		columns = append(columns, column{title: a})
	}
	var rows [][]string
	for _, c := range cases {
		row := []string{c.Name}
		for _, a := range attributes {
			row = append(row, c.Values[a])
		}
		rows = append(rows, row)
	}
	s.table(columns, rows)
	return nil
}

func addCase(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	id, err := w.Project.Cases.Add(ctx, by, args[0])
	return doneJSON{"add-case", args[0], id.String()}, err
}

// setValues sets pairs of attribute and value; an attribute that is not there
// yet is made with the type asked for.
func setValues(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string, kind transcript.AttributeType) (doneJSON, error) {
	pairs := args[1:]
	if len(pairs)%2 != 0 {
		return doneJSON{}, misuse("cli.cases-set.pairs", "Attribute", pairs[len(pairs)-1])
	}
	c, err := caseNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	for i := 0; i < len(pairs); i += 2 {
		id, err := attributeFor(ctx, w, by, strings.TrimSpace(pairs[i]), kind)
		if err != nil {
			return doneJSON{}, err
		}
		if err := w.Project.Cases.SetValue(ctx, by, c.ID, id, pairs[i+1]); err != nil {
			return doneJSON{}, about(pairs[i], err)
		}
	}
	return doneJSON{"set-value", c.Name, c.ID.String()}, nil
}

func attributeFor(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, name string, kind transcript.AttributeType) (transcript.AttributeID, error) {
	a, err := attributeNamed(ctx, w, name)
	var none *factError
	if errors.As(err, &none) {
		return w.Project.Attributes.Add(ctx, by, name, kind)
	}
	return a.ID, err
}

func renameCase(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	c, err := caseNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"rename-case", args[1], c.ID.String()}, w.Project.Cases.Rename(ctx, by, c.ID, args[1])
}

func deleteCase(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	c, err := caseNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"delete-case", c.Name, c.ID.String()}, w.Project.Cases.Delete(ctx, by, c.ID)
}
