package foreign

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"veldwerk/transcript"
)

// copied is a database in a folder of our own.
type copied struct {
	folder string
	path   string
	log    bool // with its write-ahead log
}

// The first bytes of a database, and of a rollback journal that is not yet
// played back.
const (
	magic        = "SQLite format 3\x00"
	journalMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
)

// attempts is how often a file is copied that changes while we read it.
const attempts = 3

// copyDatabase copies a database and its write-ahead log, if there is one.
//
// A rollback journal is not copied: one that is hot means that the file is
// half written, and playing back a strange one may delete a file of its choice
// (a super-journal is named in it).
func copyDatabase(folder, name string) (copied, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return copied{}, err
	}
	defer func() { _ = root.Close() }()
	if hot, err := isHot(root, name+"-journal"); err != nil {
		return copied{}, err
	} else if hot {
		return copied{}, &transcript.Error{Code: "unfinished", Args: map[string]any{"name": name}}
	}
	target, err := os.MkdirTemp("", "veldwerk-")
	if err != nil {
		return copied{}, err
	}
	c := copied{folder: target, path: filepath.Join(target, "copy.sqlite")}
	for range attempts {
		var steady bool
		if c.log, steady, err = copyBoth(root, name, c.path); err != nil || steady {
			break
		}
		err = &transcript.Error{Code: "changing", Args: map[string]any{"name": name}}
	}
	if err != nil {
		return copied{}, errors.Join(err, removeAll(target))
	}
	return c, nil
}

// copyBoth says whether there is a log, and whether both files stood still
// meanwhile.
func copyBoth(root *os.Root, name, to string) (log, steady bool, err error) {
	before, err := statBoth(root, name)
	if err != nil {
		return false, false, err
	}
	if err := copyFile(root, name, to); err != nil {
		return false, false, err
	}
	_ = os.Remove(to + "-wal")
	if log = before[1] != nil && before[1].Size() > 0; log {
		if err := copyFile(root, name+"-wal", to+"-wal"); err != nil {
			return false, false, err
		}
	}
	after, err := statBoth(root, name)
	return log, err == nil && same(before[0], after[0]) && same(before[1], after[1]), err
}

func statBoth(root *os.Root, name string) (both [2]fs.FileInfo, err error) {
	if both[0], err = stat(root, name); err != nil {
		return both, err
	}
	both[1], err = stat(root, name+"-wal")
	if isMissing(err) {
		return both, nil
	}
	return both, err
}

func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// stat takes regular files of a sane size only: a device would never end.
func stat(root *os.Root, name string) (fs.FileInfo, error) {
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &transcript.Error{Code: "missing", Args: map[string]any{"name": name}, Err: err}
	case err != nil && isEscape(err):
		return nil, &transcript.Error{Code: "link", Args: map[string]any{"name": name}, Err: err}
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "binary"}}
	case info.Size() > maxFile:
		return nil, &transcript.Error{Code: "too-large", Args: map[string]any{"bytes": int(info.Size()), "limit": maxFile}}
	}
	return info, nil
}

func isMissing(err error) bool {
	var e *transcript.Error
	return errors.As(err, &e) && e.Code == "missing"
}

// isEscape tells a link out of the folder from an error of the system.
func isEscape(err error) bool {
	var number syscall.Errno
	var path *fs.PathError
	return errors.As(err, &path) && !errors.As(err, &number)
}

func copyFile(root *os.Root, name, to string) error {
	from, err := root.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(from, maxFile+1))
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	if n > maxFile {
		return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": maxFile}}
	}
	if filepath.Ext(to) == ".sqlite" {
		return checkHead(to, n)
	}
	return nil
}

// checkHead refuses what is no database, and one that was cut off.
func checkHead(path string, size int64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 100)
	n, err := io.ReadFull(f, head)
	switch {
	case size == 0:
		return &transcript.Error{Code: "empty"}
	case err != nil && bytes.HasPrefix([]byte(magic), head[:min(n, len(magic))]):
		return &transcript.Error{Code: "truncated", Err: err}
	case !bytes.HasPrefix(head, []byte(magic)):
		return &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": transcript.Sniff("", head[:n])}}
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	// The size in the header counts when the two counters beside it agree.
	pages := int64(binary.BigEndian.Uint32(head[28:]))
	if bytes.Equal(head[24:28], head[92:96]) && head[18] == 1 && pages*page > size {
		return &transcript.Error{Code: "truncated", Args: map[string]any{"bytes": int(size), "of": int(pages * page)}}
	}
	return nil
}

func isHot(root *os.Root, journal string) (bool, error) {
	info, err := stat(root, journal)
	if isMissing(err) || err == nil && info.Size() == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	f, err := root.Open(journal)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, len(journalMagic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == journalMagic, nil
}

func removeAll(folder string) error { return os.RemoveAll(folder) }
