package cli

import (
	"bytes"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// headings words the headings of the help pages, which fang has only in
// English. It writes each heading in a write of its own, so a line that is
// nothing but the heading is replaced; everything else passes untouched.
func (s *Shell) headings(out io.Writer) io.Writer {
	names := map[string]string{
		"USAGE":    strings.ToUpper(s.t.Say("cli.help.usage")),
		"COMMANDS": strings.ToUpper(s.t.Say("cli.help.commands")),
		"FLAGS":    strings.ToUpper(s.t.Say("cli.help.flags")),
		"EXAMPLES": strings.ToUpper(s.t.Say("cli.help.examples")),
	}
	if f, ok := out.(*os.File); ok {
		return &headedFile{f, names}
	}
	return &headedWriter{out, names}
}

// headedFile stays a file, so that fang still sees the terminal behind it.
type headedFile struct {
	*os.File
	names map[string]string
}

func (h *headedFile) Write(p []byte) (int, error) { return writeHeaded(h.File, h.names, p) }

// WriteString hides the file's own, which io.WriteString would take.
func (h *headedFile) WriteString(p string) (int, error) { return h.Write([]byte(p)) }

type headedWriter struct {
	io.Writer
	names map[string]string
}

func (h *headedWriter) Write(p []byte) (int, error) { return writeHeaded(h.Writer, h.names, p) }

func writeHeaded(w io.Writer, names map[string]string, p []byte) (int, error) {
	line := p
	if len(p) < 200 {
		heading := strings.TrimSpace(ansi.Strip(string(p)))
		if name, ok := names[heading]; ok {
			line = bytes.Replace(p, []byte(heading), []byte(name), 1)
		}
	}
	if _, err := w.Write(line); err != nil {
		return 0, err
	}
	return len(p), nil
}
