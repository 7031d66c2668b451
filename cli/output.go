package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"veldwerk/tui/text"
)

// write gives do a file named path to write, whole or not at all; an existing
// one is replaced only with force. "-" is stdout.
func (s *Shell) write(path string, force bool, do func(w io.Writer) error) error {
	if path == "-" {
		return do(s.plainOut())
	}
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return misuse("cli.usage.folder", "Path", path)
	}
	return about(path, withoutPath(s.Env.WriteFile(path, force, do)))
}

// withoutPath drops the path of an I/O error: it names the temporary file, of
// which a person knows nothing.
func withoutPath(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// plainOut is stdout for data: on a terminal it passes SafeLines, in a pipe or
// file the bytes stay as they are.
func (s *Shell) plainOut() io.Writer {
	if terminal(s.Out) {
		return safeWriter{s.Out}
	}
	return s.Out
}

type safeWriter struct{ w io.Writer }

// Write makes each write safe; a code point split over two writes shows as the
// replacement character, which is still safe.
func (s safeWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(s.w, text.SafeLines(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// line prints one safe line for people.
func (s *Shell) line(format string, args ...any) {
	fmt.Fprintln(s.Out, text.Safe(fmt.Sprintf(format, args...)))
}

// note prints one safe line beside the data.
func (s *Shell) note(format string, args ...any) {
	fmt.Fprintln(s.Err, text.Safe(fmt.Sprintf(format, args...)))
}
