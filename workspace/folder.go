package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"veldwerk/exchange"
)

// FolderFile is one file of a folder of exports.
type FolderFile struct {
	Name  string // a plain name
	Rows  *int   // of a table
	Write func(w io.Writer) error
}

// ForeignError refuses to replace a folder in which more lies than its
// manifest names: it is not ours to throw away.
type ForeignError struct{ Name string }

func (e *ForeignError) Error() string { return fmt.Sprintf("%q is not of this export", e.Name) }

// WriteFolder writes the files and their manifest as one folder, whole or not
// at all: beside its place, then renamed. A folder that is there is replaced
// only with force, and only when it holds nothing but an earlier export.
func (e Environment) WriteFolder(path string, force bool, m exchange.Manifest, files []FolderFile) error {
	path = filepath.Clean(path)
	old, err := replaceable(path, force)
	if err != nil {
		return err
	}
	beside, err := folderBeside(path)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(beside) }() // gone when all went well
	if err := e.fillFolder(beside, m, files); err != nil {
		return err
	}
	e.share(beside, 0o777)
	if !old {
		return os.Rename(beside, path)
	}
	aside, err := folderBeside(path)
	if err != nil {
		return err
	}
	kept := filepath.Join(aside, "old")
	if err := os.Rename(path, kept); err != nil {
		return errors.Join(err, os.Remove(aside))
	}
	if err := os.Rename(beside, path); err != nil {
		return errors.Join(err, os.Rename(kept, path), os.Remove(aside))
	}
	return os.RemoveAll(aside)
}

// replaceable says whether a folder lies there that may be replaced; an empty
// one always may.
func replaceable(path string, force bool) (bool, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	exists := &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	if !info.IsDir() {
		return false, exists
	}
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) == 0 {
		return true, err
	}
	if !force {
		return false, exists
	}
	ours := map[string]bool{exchange.ManifestName: true}
	var m exchange.Manifest
	if raw, err := os.ReadFile(filepath.Join(path, exchange.ManifestName)); err == nil && json.Unmarshal(raw, &m) == nil {
		for _, f := range m.Files {
			ours[f.Name] = true
		}
	}
	for _, e := range entries {
		if !ours[e.Name()] || !e.Type().IsRegular() {
			return false, &ForeignError{Name: e.Name()}
		}
	}
	return true, nil
}

// folderBeside makes a hidden folder beside path.
func folderBeside(path string) (string, error) {
	for n := os.Getpid(); ; n++ {
		beside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".veldwerk-%d", n))
		if err := os.Mkdir(beside, 0o777); !errors.Is(err, fs.ErrExist) {
			return beside, err
		}
	}
}

func (e Environment) fillFolder(folder string, m exchange.Manifest, files []FolderFile) error {
	m.Files = []exchange.ManifestFile{}
	for _, f := range files {
		listed := exchange.ManifestFile{Name: f.Name, Rows: f.Rows}
		err := e.WriteFile(filepath.Join(folder, f.Name), false, func(w io.Writer) error {
			sum := sha256.New()
			count := &counter{w: io.MultiWriter(w, sum)}
			err := f.Write(count)
			listed.Bytes, listed.SHA256 = count.n, hex.EncodeToString(sum.Sum(nil))
			return err
		})
		if err != nil {
			return err
		}
		m.Files = append(m.Files, listed)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return err
	}
	return e.WriteFile(filepath.Join(folder, exchange.ManifestName), false, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// counter counts what passes, in bytes.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
