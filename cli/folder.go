package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/workspace"
)

// exportAll writes the tables of all kinds, a README and the manifest into one
// folder.
func (s *Shell) exportAll(ctx context.Context, ask exportAsk) error {
	o, err := s.outgoing(ctx, "all", ask.hide, workspace.OutgoingOptions{Log: true})
	if err != nil {
		return err
	}
	manifest := o.Manifest()
	var files []workspace.FolderFile
	for _, t := range o.Tables() {
		rows := len(t.Rows)
		files = append(files, workspace.FolderFile{Name: t.Name + ".csv", Rows: &rows, Write: func(out io.Writer) error {
			return t.Write(out, exchange.CSV, exchange.Dialect{Excel: ask.excel})
		}})
	}
	readme := s.t.Say("page.readme", "Project", manifest.Project)
	files = append(files, workspace.FolderFile{Name: "README.txt", Write: func(out io.Writer) error {
		_, err := io.WriteString(out, readme+"\n")
		return err
	}})
	return s.writeFolder(ask, manifest, files)
}

func (s *Shell) writeFolder(ask exportAsk, manifest exchange.Manifest, files []workspace.FolderFile) error {
	err := s.Env.WriteFolder(ask.out, ask.force, manifest, files)
	var foreign *workspace.ForeignError
	if errors.As(err, &foreign) {
		return failure("cli.export.foreign", "Path", ask.out, "Name", foreign.Name)
	}
	if err != nil {
		return about(ask.out, withoutPath(err))
	}
	if s.json {
		return s.printJSON(newJSON{ask.out})
	}
	s.line("%s", s.t.Say("cli.export.folder-done", "Path", ask.out, "Count", len(files)+1))
	return nil
}

// isFolder says whether OUT names a folder: it has no ending.
func isFolder(out string) bool { return out != "-" && filepath.Ext(filepath.Clean(out)) == "" }

// page reads what an HTML export shows.
func (s *Shell) page(ctx context.Context, q search.Query, kind string, ask exportAsk) (exchange.Page, exchange.Manifest, error) {
	// A page of fragments holds their whole transcripts.
	o, err := s.outgoing(ctx, "page", ask.hide, workspace.OutgoingOptions{Query: q})
	if err != nil {
		return exchange.Page{}, exchange.Manifest{}, err
	}
	page := o.Page(kind == "fragments")
	page.Language, page.Say = s.t.Tag(), s.t.Say
	return page, o.Manifest(), nil
}

// exportPage writes fragments or documents as one HTML file.
func (s *Shell) exportPage(ctx context.Context, kind string, ask exportAsk) error {
	q, err := s.parseFilter([]string{ask.query}, false)
	if err != nil {
		return err
	}
	page, _, err := s.page(ctx, q, kind, ask)
	if err != nil {
		return err
	}
	write, count := page.WriteFragments, 0
	switch {
	case kind == "fragments":
		for _, m := range page.Materials {
			count += len(m.Codings)
		}
	case ask.word:
		write, count = page.WriteForWord, len(page.Materials)
	default:
		write, count = page.WriteDocuments, len(page.Materials)
	}
	if err := s.write(ask.out, ask.force, write); err != nil || ask.out == "-" {
		return err
	}
	if s.json {
		return s.printJSON(newJSON{ask.out})
	}
	s.line("%s", s.t.Say("cli.export.page", "Path", ask.out, "Count", count))
	return nil
}

// exportDocuments writes a page per document into a folder.
func (s *Shell) exportDocuments(ctx context.Context, ask exportAsk) error {
	whole, manifest, err := s.page(ctx, search.Query{}, "page", ask)
	if err != nil {
		return err
	}
	var files []workspace.FolderFile
	for i, m := range whole.Materials {
		page := whole
		page.Project, page.Materials = m.Document.Title, []codebook.Material{m}
		write := page.WriteDocuments
		if ask.word {
			write = page.WriteForWord
		}
		files = append(files, workspace.FolderFile{Name: fmt.Sprintf("%0*d %s.html", len(fmt.Sprint(len(whole.Materials))), i+1, plainName(m.Document.Title)), Write: write})
	}
	return s.writeFolder(ask, manifest, files)
}

// plainName is a title as a name that every file system takes; the number in
// front of it keeps names apart.
func plainName(title string) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r > 0x7f && r < 0xa0 {
			return '_'
		}
		return r
	}, title)
	for len(name) > 100 { // bytes: file systems stop at 255
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	return strings.Trim(name, " .")
}
