package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// indexFormat is the version of what lies in the index folder.
const indexFormat = 2

const (
	manifestName = "manifest.json"
	outlinesName = "outlines"
	wordsName    = "vocabulary"
	lockName     = "lock"
)

// manifest proves the index folder: which project it is of, by which rules it
// was made, and the checksum of every file. It is taken away before the index
// is changed and put back after, so a folder without one is thrown away.
// bleve itself opens files with a bit flipped, and panics in goroutines of its
// own on others; hence nothing is opened that is not proved.
type manifest struct {
	Format     int
	Analyzer   int
	Project    string
	Generation string // also the name of the folder that bleve has
	Files      []fileSum
}

type fileSum struct {
	Name string // slash-separated, in the index folder
	Size int64
	CRC  uint32
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errForeign = errors.New("not an index of this project and version")

// prove reads the manifest of a folder and checks every file.
func prove(dir, project string) (manifest, error) {
	var m manifest
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	if m.Format != indexFormat || m.Analyzer != AnalyzerVersion || m.Project != project || filepath.Base(m.Generation) != m.Generation || m.Generation == "" {
		return m, errForeign
	}
	names, err := indexFiles(dir, m.Generation)
	if err != nil {
		return m, err
	}
	if len(names) != len(m.Files) {
		return m, fmt.Errorf("%d files, want %d", len(names), len(m.Files))
	}
	for i, want := range m.Files {
		got, err := sumFile(dir, names[i])
		if err != nil {
			return m, err
		}
		if got != want {
			return m, fmt.Errorf("%s is changed", want.Name)
		}
	}
	return m, nil
}

// seal writes the manifest of a folder at rest. Segments never change, so the
// sums of a former manifest are kept.
func seal(dir, project, generation string, former []fileSum) (manifest, error) {
	m := manifest{Format: indexFormat, Analyzer: AnalyzerVersion, Project: project, Generation: generation}
	names, err := indexFiles(dir, generation)
	if err != nil {
		return m, err
	}
	for _, name := range names {
		i := slices.IndexFunc(former, func(f fileSum) bool { return f.Name == name && filepath.Ext(name) == ".zap" })
		if i >= 0 {
			m.Files = append(m.Files, former[i])
			continue
		}
		sum, err := sumFile(dir, name)
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, sum)
	}
	b, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	return m, replaceFile(filepath.Join(dir, manifestName), b)
}

// indexFiles lists what the manifest proves, sorted.
func indexFiles(dir, generation string) ([]string, error) {
	names := []string{outlinesName, wordsName}
	root := filepath.Join(dir, generation)
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	slices.Sort(names)
	return names, err
}

func sumFile(dir, name string) (fileSum, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return fileSum{}, err
	}
	defer func() { _ = f.Close() }()
	sum := crc32.New(castagnoli)
	size, err := io.CopyBuffer(struct{ io.Writer }{sum}, f, make([]byte, 1<<18))
	return fileSum{Name: name, Size: size, CRC: sum.Sum32()}, err
}

// replaceFile writes a file so that it is old or new, never half.
func replaceFile(path string, b []byte) error {
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
