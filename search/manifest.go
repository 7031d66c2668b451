package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// indexFormat is the version of what lies in the index folder.
const indexFormat = 3

const (
	manifestName = "manifest.json"
	outlinesName = "outlines"
	wordsName    = "vocabulary"
	rowsName     = "rows"
	lockName     = "lock"
)

// manifest proves the index folder: which project it is of, by which rules it
// was made, and the checksum of every file. It is taken away before the index
// is changed and put back after, so a folder without one is thrown away.
// bleve itself opens files with a bit flipped, and panics in goroutines of its
// own on others; hence nothing is opened that is not proved.
//
// Segments hold nearly all bytes, and reading them takes longer than opening
// may. One that the system says was not written to since it was proved is as
// it was, but for what a failing disk did: that is found by reading it after
// the index is open, and until then spans come from texts.
type manifest struct {
	Format     int
	Analyzer   int
	Project    string
	Generation string // also the name of the folder that bleve has
	Files      []fileSum
}

type fileSum struct {
	Name    string // slash-separated, in the index folder
	Size    int64
	CRC     uint32
	Written int64 `json:",omitempty"` // of a segment: changeTime
}

func (s fileSum) isSegment() bool { return filepath.Ext(s.Name) == ".zap" }

// A file may be written to twice within one tick of the clock of its file
// system, and the second not be seen. Some count in seconds.
const (
	fineTick   = 20 * time.Millisecond
	coarseTick = 2 * time.Second
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var (
	errForeign = errors.New("not an index of this project and version")
	errChanged = errors.New("file of the index is changed")
)

// readManifest gives the manifest of a folder that lists the files that are
// there, each of the size that it has.
func readManifest(dir, project string) (manifest, error) {
	var m manifest
	b, err := readSmall(filepath.Join(dir, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	if m.Format != indexFormat || m.Analyzer != AnalyzerVersion || m.Project != project || filepath.Base(m.Generation) != m.Generation || m.Generation == "" || m.Generation == "." || m.Generation == ".." {
		return m, errForeign
	}
	names, err := indexFiles(dir, m.Generation)
	if err != nil {
		return m, err
	}
	if len(names) != len(m.Files) {
		return m, fmt.Errorf("%w: %d files, want %d", errChanged, len(names), len(m.Files))
	}
	for i, f := range m.Files {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(names[i])))
		if err != nil {
			return m, err
		}
		if names[i] != f.Name || info.Size() != f.Size || !info.Mode().IsRegular() {
			return m, fmt.Errorf("%w: %s", errChanged, f.Name)
		}
	}
	return m, nil
}

// readSmall reads a file of which the size is not known. A folder, a device or
// a file too large to be ours is an error.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > 1<<24 {
		return nil, fmt.Errorf("%w: %s", errChanged, filepath.Base(path))
	}
	return os.ReadFile(path)
}

// untouched says whether every segment is, by the account of the file system,
// what was proved when the manifest was written.
func (m manifest) untouched(dir string) bool {
	sealed, err := os.Stat(filepath.Join(dir, outlinesName)) // written after the segments, before the manifest
	if err != nil {
		return false
	}
	at := changeTime(sealed)
	tick := fineTick
	if at%int64(time.Second) == 0 {
		tick = coarseTick
	}
	for _, f := range m.Files {
		if f.isSegment() && (f.Written == 0 || at-f.Written < int64(tick)) {
			return false
		}
	}
	return !m.touched(dir)
}

// prove reads every file that want says and checks its sum.
func (m manifest) prove(ctx context.Context, dir string, want func(fileSum) bool) error {
	for _, f := range m.Files {
		if !want(f) {
			continue
		}
		got, err := sumFile(ctx, dir, f.Name)
		if err != nil {
			return err
		}
		if got.Size != f.Size || got.CRC != f.CRC {
			return fmt.Errorf("%w: %s", errChanged, f.Name)
		}
	}
	return nil
}

// touched says whether a segment is not the file that it was.
func (m manifest) touched(dir string) bool {
	for _, f := range m.Files {
		if !f.isSegment() || f.Written == 0 {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f.Name)))
		if err != nil || info.Size() != f.Size || changeTime(info) != f.Written {
			return true
		}
	}
	return false
}

// read gives the content of a listed file, proved.
func (m manifest) read(dir, name string) ([]byte, error) {
	i := slices.IndexFunc(m.Files, func(f fileSum) bool { return f.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("%w: %s", errChanged, name)
	}
	b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) != m.Files[i].Size || crc32.Checksum(b, castagnoli) != m.Files[i].CRC {
		return nil, fmt.Errorf("%w: %s", errChanged, name)
	}
	return b, nil
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
		i := slices.IndexFunc(former, func(f fileSum) bool { return f.Name == name && f.isSegment() })
		if i >= 0 {
			m.Files = append(m.Files, former[i])
			continue
		}
		sum, err := sumFile(context.Background(), dir, name)
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, sum)
	}
	return m, m.write(dir)
}

func (m manifest) write(dir string) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, manifestName), b)
}

// indexFiles lists what the manifest proves, sorted.
func indexFiles(dir, generation string) ([]string, error) {
	names := []string{outlinesName, wordsName, rowsName}
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

// sumFile reads a file to its end, or until ctx ends.
func sumFile(ctx context.Context, dir, name string) (fileSum, error) {
	s := fileSum{Name: name}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return s, err
	}
	defer func() { _ = f.Close() }()
	if s.isSegment() {
		info, err := f.Stat() // before reading: what is written later makes it another time
		if err != nil {
			return s, err
		}
		s.Written = changeTime(info)
	}
	buffer := make([]byte, 1<<18)
	for {
		n, err := f.Read(buffer)
		s.CRC = crc32.Update(s.CRC, castagnoli, buffer[:n])
		s.Size += int64(n)
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return s, err
		}
	}
}

// replaceFile writes a file so that it is old or new, never half.
func replaceFile(path string, b []byte) error {
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
