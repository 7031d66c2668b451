package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"veldwerk/transcript"
	"veldwerk/workspace"
)

// taguetteFormat of a codebook: a CSV of tags, which no ending tells from ours.
const taguetteFormat = "taguette"

// projectKind is the kind of export that is no table.
const projectKind = "project"

// exportKinds are all kinds of export.
func exportKinds() []string {
	kinds := append(workspace.TableKinds(), projectKind, "all")
	slices.Sort(kinds)
	return kinds
}

type handedJSON struct {
	Path   string        `json:"path"`
	Losses []warningJSON `json:"losses"`
}

// endingOf is the kind of file that the flags ask for, without the dot.
func endingOf(ask exportAsk) string {
	if ask.format != "" {
		return strings.ToLower(ask.format)
	}
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(filepath.Clean(ask.out)), "."))
}

// isForOthers says whether an export is a file of another tool.
func isForOthers(kind string, ask exportAsk) bool {
	return kind == projectKind || kind == "codebook" && (endingOf(ask) == "qdc" || ask.format == taguetteFormat)
}

// exportForOthers writes the project, or its codebook, as other tools read it,
// and says what they will not see of it.
func (s *Shell) exportForOthers(ctx context.Context, kind string, ask exportAsk) error {
	if err := s.checkForOthers(kind, ask); err != nil {
		return err
	}
	losses, err := s.writeForOthers(ctx, kind, ask)
	if err != nil {
		return cannotGoOut(err)
	}
	return s.printLosses(kind, ask, losses)
}

func (s *Shell) writeForOthers(ctx context.Context, kind string, ask exportAsk) ([]transcript.Warning, error) {
	o, err := s.outgoing(ctx, kind, ask.hide, workspace.OutgoingOptions{Sources: endingOf(ask) == string(workspace.QDPX)})
	if err != nil {
		return nil, err
	}
	if endingOf(ask) == string(workspace.QDA) {
		losses, err := o.WriteProjectFolder(ctx, ask.out, ask.force)
		return losses, about(ask.out, withoutPath(err))
	}
	var losses []transcript.Warning
	err = s.write(ask.out, ask.force, func(to io.Writer) error {
		var err error
		switch {
		case ask.format == taguetteFormat:
			err = o.WriteTaguette(to)
		case kind == projectKind:
			losses, err = o.WriteProject(to, ask.profile)
		default:
			losses, err = o.WriteCodebook(to)
		}
		return err
	})
	return losses, err
}

func (s *Shell) checkForOthers(kind string, ask exportAsk) error {
	ending := endingOf(ask)
	switch {
	case ask.out == "":
		return misuse("cli.export.no-output")
	case kind == projectKind && ending != string(workspace.QDPX) && ending != string(workspace.QDA):
		return misuse("cli.export.no-project", "Path", ask.out)
	case ask.wide || ask.columns != "full":
		return misuse("cli.export.only", "Flag", "--columns, --wide", "Kinds", "fragments")
	case ask.query != "":
		return misuse("cli.export.only", "Flag", "--query", "Kinds", "fragments")
	case ask.excel:
		return misuse("cli.export.only", "Flag", "--excel", "Kinds", "csv, tsv")
	case ask.profile != "" && ending != string(workspace.QDPX):
		return misuse("cli.export.only", "Flag", "--profile", "Kinds", "qdpx")
	case ask.out == "-" && ending == string(workspace.QDA):
		return misuse("cli.export.folder")
	case ask.out == "-" && ending == string(workspace.QDPX) && terminal(s.Out):
		return misuse("cli.export.terminal")
	case ask.profile != "":
		return oneOf("--profile", ask.profile, workspace.ProjectProfiles()...)
	}
	return nil
}

// printLosses says where it stands and, beside the data, what did not go out.
func (s *Shell) printLosses(kind string, ask exportAsk, losses []transcript.Warning) error {
	out := handedJSON{ask.out, []warningJSON{}}
	for _, l := range losses {
		out.Losses = append(out.Losses, warningJSON{l.Code, s.wordWarning(l), l.Args})
	}
	if s.json && ask.out != "-" {
		return s.printJSON(out)
	}
	if ask.out != "-" {
		s.line("%s", s.t.Say("cli.export."+kind+".done", "Path", ask.out))
	}
	for _, l := range out.Losses {
		s.note("%s", s.t.Say("cli.export.loss", "Loss", l.Message))
	}
	return nil
}

// cannotGoOut words refusals of those who write other tools' files.
func cannotGoOut(err error) error {
	var refused *transcript.Error
	if errors.As(err, &refused) && refused.Code == "refi-no-codes" {
		return failure("cli.export.no-codes")
	}
	return err
}
