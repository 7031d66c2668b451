package cli

import (
	"context"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

type speakerRowJSON struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Role       string `json:"role"`
	Rule       string `json:"rule"` // how the label was recognised
	Document   string `json:"document"`
	DocumentID string `json:"document_id"`
	Case       string `json:"case"`
	Turns      int    `json:"turns"`
	Words      int    `json:"words"`
}

// speakersCommand lists and changes speakers. A name means that speaker in
// every document, or with --document in one; each document is a step.
func (s *Shell) speakersCommand() *cobra.Command {
	document := ""
	c := s.command("speakers", "speakers", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listSpeakers(cmd.Context(), w, document) })
	})
	each := func(use, id string, do func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, sp store.SpeakerInfo, args []string) (string, error)) *cobra.Command {
		return s.acting(use, id, 2, 2, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
			found, err := speakersNamed(ctx, w, args[0], document)
			if err != nil {
				return doneJSON{}, err
			}
			var done doneJSON
			for _, sp := range found {
				name, err := do(ctx, w, by, sp, args)
				if err != nil {
					return doneJSON{}, err
				}
				done = doneJSON{name, args[0], sp.ID.String()}
			}
			return done, nil
		})
	}
	c.AddCommand(
		each("rename SPEAKER NAME", "speakers-rename", func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, sp store.SpeakerInfo, args []string) (string, error) {
			return "rename-speaker", w.Project.Speakers.Rename(ctx, by, sp.ID, args[1])
		}),
		each("role SPEAKER interviewer|respondent|none", "speakers-role", setRole),
		each("merge FROM INTO", "speakers-merge", mergeSpeaker),
		each("case SPEAKER CASE", "speakers-case", func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, sp store.SpeakerInfo, args []string) (string, error) {
			c, err := caseNamed(ctx, w, args[1])
			if err != nil {
				return "", err
			}
			return "set-case", w.Project.Speakers.SetCase(ctx, by, sp.ID, c.ID)
		}),
	)
	c.PersistentFlags().StringVar(&document, "document", "", s.t.Say("cli.flag.document"))
	return c
}

func setRole(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, sp store.SpeakerInfo, args []string) (string, error) {
	if err := oneOf("role", args[1], string(transcript.RoleInterviewer), string(transcript.RoleRespondent), "none"); err != nil {
		return "", err
	}
	role := transcript.Role(args[1])
	if args[1] == "none" {
		role = transcript.RoleNone
	}
	return "set-role", w.Project.Speakers.SetRole(ctx, by, sp.ID, role)
}

// mergeSpeaker merges inside one document: the other name must be there too.
func mergeSpeaker(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, sp store.SpeakerInfo, args []string) (string, error) {
	into, err := speakersNamed(ctx, w, args[1], sp.Document.String())
	if err != nil {
		return "", err
	}
	return "merge-speakers", w.Project.Speakers.Merge(ctx, by, sp.ID, into[0].ID)
}

// speakersNamed finds a speaker by name in one document (title or id), or in
// all; or one by its own id.
func speakersNamed(ctx context.Context, w *workspace.Workspace, name, document string) ([]store.SpeakerInfo, error) {
	var in transcript.DocumentID
	if document != "" {
		d, err := documentNamed(ctx, w, document)
		if err != nil {
			return nil, err
		}
		in = d.ID
	}
	all, err := w.Project.Speakers.List(ctx)
	if err != nil {
		return nil, err
	}
	var found []store.SpeakerInfo
	for _, sp := range all {
		if !in.IsZero() && sp.Document != in {
			continue
		}
		if sp.ID.String() == name {
			return []store.SpeakerInfo{sp}, nil
		}
		if codebook.Fold(sp.Name) == codebook.Fold(name) {
			found = append(found, sp)
		}
	}
	if len(found) == 0 {
		return nil, misuse("cli.none.speaker", "Name", name)
	}
	return found, nil
}

func (s *Shell) listSpeakers(ctx context.Context, w *workspace.Workspace, document string) error {
	var in transcript.DocumentID
	if document != "" {
		d, err := documentNamed(ctx, w, document)
		if err != nil {
			return err
		}
		in = d.ID
	}
	all, err := w.Project.Speakers.List(ctx)
	if err != nil {
		return err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return err
	}
	out := []speakerRowJSON{}
	var rows [][]string
	for _, sp := range all {
		if !in.IsZero() && sp.Document != in {
			continue
		}
		out = append(out, speakerRowJSON{sp.ID.String(), sp.Name, string(sp.Role), string(sp.Rule), names.Document(sp.Document), sp.Document.String(), names.Case(sp.Case), sp.Turns, sp.Words})
		role := ""
		if sp.Role != transcript.RoleNone {
			role = s.t.Say("cli.role." + string(sp.Role))
		}
		rows = append(rows, []string{sp.Name, role, names.Document(sp.Document), names.Case(sp.Case), s.t.Number(sp.Turns), s.t.Number(sp.Words)})
	}
	if s.json {
		return s.printJSON(out)
	}
	s.table([]column{
		{title: s.t.Say("cli.col.speaker")}, {title: s.t.Say("cli.col.role")}, {title: s.t.Say("cli.col.document")}, {title: s.t.Say("cli.col.case")},
		{title: s.t.Say("cli.col.turns"), right: true}, {title: s.t.Say("cli.col.words"), right: true},
	}, rows)
	return nil
}
