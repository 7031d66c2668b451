package cli

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/exchange"
	"veldwerk/workspace"
)

// exportAsk is what the flags of export say.
type exportAsk struct {
	out, format, columns, query, profile string
	force, wide, excel, word             bool
	hide                                 hideAsk
}

func (s *Shell) exportCommand() *cobra.Command {
	var ask exportAsk
	c := s.command("export KIND -o OUT", "export", arity(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.export(cmd.Context(), args[0], ask)
	})
	c.ValidArgs = exportKinds()
	flags := c.Flags()
	flags.StringVarP(&ask.out, "output", "o", "", s.t.Say("cli.flag.output"))
	flags.BoolVar(&ask.force, "force", false, s.t.Say("cli.flag.force"))
	flags.StringVar(&ask.format, "format", "", s.t.Say("cli.flag.format"))
	flags.StringVar(&ask.columns, "columns", "full", s.t.Say("cli.flag.columns"))
	flags.BoolVar(&ask.wide, "wide", false, s.t.Say("cli.flag.wide"))
	flags.BoolVar(&ask.excel, "excel", false, s.t.Say("cli.flag.excel"))
	flags.StringVar(&ask.profile, "profile", "", s.t.Say("cli.flag.profile"))
	flags.BoolVar(&ask.word, "for-word", false, s.t.Say("cli.flag.for-word"))
	flags.StringVar(&ask.query, "query", "", s.t.Say("cli.flag.query"))
	s.hideFlags(c, &ask.hide)
	return c
}

func (s *Shell) export(ctx context.Context, kind string, ask exportAsk) error {
	if !slices.Contains(exportKinds(), kind) {
		return misuse("cli.export.kind", "Value", kind, "Allowed", strings.Join(exportKinds(), ", "))
	}
	if err := checkHiding(kind, ask.hide); err != nil {
		return err
	}
	if isForOthers(kind, ask) {
		return s.exportForOthers(ctx, kind, ask)
	}
	if ask.profile != "" {
		return misuse("cli.export.only", "Flag", "--profile", "Kinds", "qdpx")
	}
	if kind == "all" || kind == "documents" && isFolder(ask.out) && ask.out != "" && ask.format == "" {
		return s.exportFolder(ctx, kind, ask)
	}
	format, err := s.exportFormat(kind, ask)
	if err != nil {
		return err
	}
	if format == exchange.HTML && (kind == "fragments" || kind == "documents") {
		return s.exportPage(ctx, kind, ask)
	}
	q, err := s.parseFilter([]string{ask.query}, false)
	if err != nil {
		return err
	}
	columns := exchange.Selection(ask.columns)
	if ask.wide {
		columns = exchange.Wide
	}
	o, err := s.outgoing(ctx, kind, ask.hide, workspace.OutgoingOptions{Query: q, Log: kind == "changes"})
	if err != nil {
		return err
	}
	t, err := o.Table(kind, columns)
	if err != nil {
		return err
	}
	err = s.write(ask.out, ask.force, func(w io.Writer) error { return t.Write(w, format, exchange.Dialect{Excel: ask.excel}) })
	var size *exchange.SizeError
	if errors.As(err, &size) {
		return failure("cli.export.too-large")
	}
	if err != nil || ask.out == "-" {
		return err
	}
	if s.json {
		return s.printJSON(newJSON{ask.out})
	}
	s.line("%s", s.t.Say("cli.export.done", "Path", ask.out, "Count", len(t.Rows)))
	if split := t.Continued(); format == exchange.XLSX && len(split) > 0 {
		s.note("%s", s.t.Say("cli.export.continued", "Columns", strings.Join(split, ", ")))
	}
	return nil
}

// exportFolder writes the kinds that make a folder.
func (s *Shell) exportFolder(ctx context.Context, kind string, ask exportAsk) error {
	switch {
	case ask.out == "":
		return misuse("cli.export.no-folder")
	case ask.out == "-" || !isFolder(ask.out):
		return misuse("cli.export.folder-name", "Path", ask.out)
	case ask.wide || ask.columns != "full" || ask.query != "":
		return misuse("cli.export.only", "Flag", "--columns, --wide, --query", "Kinds", "fragments")
	case kind == "all" && ask.format != "" && ask.format != string(exchange.CSV):
		return misuse("cli.export.folder-name", "Path", ask.out)
	case kind == "all" && ask.word:
		return misuse("cli.export.only", "Flag", "--for-word", "Kinds", "documents (html)")
	case kind == "documents" && ask.excel:
		return misuse("cli.export.only", "Flag", "--excel", "Kinds", "csv, tsv")
	case kind == "documents":
		return s.exportDocuments(ctx, ask)
	}
	return s.exportAll(ctx, ask)
}

// exportFormat settles the kind of file and refuses flags that would be
// ignored.
func (s *Shell) exportFormat(kind string, ask exportAsk) (exchange.Format, error) {
	if ask.out == "" {
		return "", misuse("cli.export.no-output")
	}
	name := ask.out
	if ask.format != "" {
		name = "." + ask.format
	} else if name == "-" {
		name = ".csv"
	}
	format, ok := exchange.FormatOf(name)
	switch {
	case !ok:
		return "", misuse("cli.export.no-format", "Path", name)
	case format == exchange.XLSX && ask.out == "-" && terminal(s.Out):
		return "", misuse("cli.export.terminal")
	case kind != "fragments" && (ask.wide || ask.columns != "full"):
		return "", misuse("cli.export.only", "Flag", "--columns, --wide", "Kinds", "fragments")
	case kind != "fragments" && ask.query != "":
		return "", misuse("cli.export.only", "Flag", "--query", "Kinds", "fragments")
	case ask.word && (kind != "documents" || format != exchange.HTML):
		return "", misuse("cli.export.only", "Flag", "--for-word", "Kinds", "documents (html)")
	case format == exchange.HTML && kind == "fragments" && (ask.wide || ask.columns != "full"):
		return "", misuse("cli.export.only", "Flag", "--columns, --wide", "Kinds", "csv, tsv, xlsx, json, md")
	case ask.excel && format != exchange.CSV && format != exchange.TSV:
		return "", misuse("cli.export.only", "Flag", "--excel", "Kinds", "csv, tsv")
	}
	return format, oneOf("--columns", ask.columns, string(exchange.Full), string(exchange.Short))
}
