package workspace

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrNoEditor says that no editor is named and none of the usual ones is there.
var ErrNoEditor = errors.New("no editor")

// TextFile is a text that lies in a file of its own while a person edits it in
// another program: in the state folder, for its owner's eyes only.
type TextFile struct {
	Path   string
	folder string
}

// NewTextFile writes a text to such a file. Remove takes it away.
func NewTextFile(env Environment, text string) (TextFile, error) {
	base := filepath.Join(env.State, "correcting")
	if err := os.MkdirAll(base, 0o700); err != nil {
		return TextFile{}, err
	}
	// A folder of its own: editors put their swap files and backups beside it.
	folder, err := os.MkdirTemp(base, "text-")
	if err != nil {
		return TextFile{}, err
	}
	f := TextFile{Path: filepath.Join(folder, "document.txt"), folder: folder}
	if err := os.WriteFile(f.Path, []byte(text), 0o600); err != nil {
		return TextFile{}, errors.Join(err, f.Remove())
	}
	return f, nil
}

// largestText is the most that is read back, in bytes: more is refused as too
// large, and would not fit in a document.
const largestText = 256<<20 + 1

// Read gives the text as the editor left it.
func (f TextFile) Read() (string, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, largestText))
	return string(data), err
}

// Remove takes the file away, with what the editor left beside it.
func (f TextFile) Remove() error {
	if f.folder == "" {
		return nil
	}
	return os.RemoveAll(f.folder)
}

// usualEditors are tried in order where nobody chose one.
func usualEditors() []string {
	if runtime.GOOS == "windows" {
		return []string{"notepad.exe"}
	}
	return []string{"nano", "vi", "vim"}
}

// Editor is the command that edits a file: $VISUAL, else $EDITOR, with its
// arguments, else a usual editor of the system. ErrNoEditor.
func Editor(env Environment, path string) (*exec.Cmd, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := commandWords(env.Getenv(name)); len(words) > 0 {
			return exec.Command(words[0], append(words[1:], path)...), nil
		}
	}
	for _, name := range usualEditors() {
		if found, err := exec.LookPath(name); err == nil {
			return exec.Command(found, path), nil
		}
	}
	return nil, ErrNoEditor
}

// commandWords cuts a command at its blanks; quoted parts stay whole, as the
// path of a program with blanks in it.
func commandWords(s string) []string {
	var words []string
	var word strings.Builder
	quote, inside := rune(0), false
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inside = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}
