package workspace

import (
	"errors"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/transcript"
)

// takeCodebook puts what a reader of codebooks gave in a preview.
func (w *Workspace) takeCodebook(p *Preview) func([]codebook.Code, []codebook.Theme, error) error {
	return func(codes []codebook.Code, themes []codebook.Theme, err error) error {
		p.Project = codebook.Project{Codes: codes, Themes: themes}
		var syntax *exchange.SyntaxError
		var wrong *exchange.CodebookError
		switch {
		case errors.As(err, &syntax):
			return &transcript.Error{Code: "codebook-line", Args: map[string]any{"line": syntax.Line}, Err: err}
		case errors.As(err, &wrong):
			return &transcript.Error{Code: "codebook-row", Args: map[string]any{"row": wrong.Row}, Err: err}
		}
		return err
	}
}
