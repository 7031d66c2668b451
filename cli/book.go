package cli

import (
	"errors"
	"io/fs"
	"os"

	"veldwerk/codebook"
	"veldwerk/exchange"
)

// book is a codebook to start a project with.
type book struct {
	codes  []codebook.Code
	themes []codebook.Theme
}

// codebookOf gives the codebook of --codebook: decentralisatie, none, or the
// path of a file that export codebook wrote.
func (s *Shell) codebookOf(name string) (book, error) {
	switch name {
	case "none", "":
		return book{}, nil
	case "decentralisatie":
		codes, themes := codebook.Starter()
		return book{codes, themes}, nil
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return book{}, misuse("cli.new.no-codebook", "Value", name)
	}
	if err != nil {
		return book{}, about(name, withoutPath(err))
	}
	defer f.Close() //nolint:errcheck // only read
	codes, themes, err := exchange.ReadCodebook(f, s.Env.NewID)
	var syntax *exchange.SyntaxError
	var wrong *exchange.CodebookError
	switch {
	case errors.As(err, &syntax):
		return book{}, misuse("cli.new.codebook-line", "Value", name, "Line", syntax.Line)
	case errors.As(err, &wrong):
		return book{}, misuse("cli.new.codebook-row", "Value", name, "Row", wrong.Row)
	}
	return book{codes, themes}, err
}
