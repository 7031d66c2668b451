//go:build unix

package store

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
)

// disk is one folder as a disk keeps it: what is certain, and what was asked
// of it since and may be lost when the power goes. A file is certain after its
// sync, a name after that of the folder. That is stricter than most disks.
type disk struct {
	t       *trace
	names   map[string]*inode // as programs see them
	certain map[string]*inode
	pending []naming // since the last sync of the folder, in order
	syncs   int

	// The replays that must lose something: what a program would be without.
	ignoreSyncs, ignoreFolderSyncs bool
}

// inode is a file, whatever its name.
type inode struct {
	certain []byte // never changed in place: images share it
	pending []call // writes and cuts since the last sync
	stamp   int    // of certain: no two contents of a disk have the same
}

// leftover is a file as a power cut leaves it; with a stamp it is as the last
// sync made it.
type leftover struct {
	content []byte
	stamp   int
}

// naming gives a file a name, or takes the name away (nil).
type naming struct {
	name string
	file *inode
}

func newDisk(t *trace) *disk {
	return &disk{t: t, names: map[string]*inode{}, certain: map[string]*inode{}}
}

func (d *disk) do(c call) error {
	f := d.names[c.File]
	if f == nil && c.File != "" && c.Op != "make" && c.Op != "say" {
		return fmt.Errorf("%s of %q, which is not there", c.Op, c.File)
	}
	switch c.Op {
	case "make":
		if f == nil {
			d.name(c.File, &inode{})
		}
	case "write", "cut":
		f.pending = append(f.pending, c)
	case "unlink":
		d.name(c.File, nil)
	case "link":
		d.name(c.To, f)
	case "rename":
		d.name(c.To, f)
		d.name(c.File, nil)
	case "sync":
		d.sync(f)
	}
	return nil
}

func (d *disk) name(name string, f *inode) {
	d.pending = append(d.pending, naming{name, f})
	rename(d.names, naming{name, f})
}

func rename(names map[string]*inode, n naming) {
	if n.file == nil {
		delete(names, n.name)
	} else {
		names[n.name] = n.file
	}
}

// sync of the folder when f is nil.
func (d *disk) sync(f *inode) {
	switch {
	case d.ignoreSyncs:
	case f != nil && len(f.pending) > 0:
		f.certain = slices.Clone(f.certain)
		for _, c := range f.pending {
			f.certain = d.apply(f.certain, c)
		}
		d.syncs++
		f.pending, f.stamp = nil, d.syncs
	case f != nil:
	case !d.ignoreFolderSyncs:
		d.certain, d.pending = maps.Clone(d.names), nil
	}
}

func (d *disk) apply(content []byte, c call) []byte {
	if c.Op == "cut" {
		return resized(content, int(c.At))
	}
	return overlaid(content, int(c.At), d.t.data(c))
}

func resized(content []byte, size int) []byte {
	if size <= len(content) {
		return content[:size]
	}
	return append(content, make([]byte, size-len(content))...)
}

func overlaid(content []byte, at int, data []byte) []byte {
	content = resized(content, max(len(content), at+len(data)))
	copy(content[at:], data)
	return content
}

// The ways in which pending work meets a power cut.
const (
	lost    = iota // none of it is there
	whole          // all of it
	inOrder        // the first so many
	some           // any of it: what came later may be there and what came before not
	torn           // any sector of any of it
	garbled        // as torn, and the sectors that are not there hold anything
	ways
)

var wayNames = [ways]string{"lost", "whole", "in order", "some", "torn", "garbled"}

// crash is the folder as the next start finds it: names in one way, the
// contents of files in another.
func (d *disk) crash(naming, content int, r *rand.Rand) map[string]leftover {
	names := maps.Clone(d.certain)
	n := len(d.pending)
	if naming == inOrder {
		n = r.Intn(n + 1)
	}
	for i, one := range d.pending {
		if naming == whole || naming == inOrder && i < n || naming == some && r.Intn(2) == 0 {
			rename(names, one)
		}
	}
	files := map[string]leftover{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		files[name] = d.left(names[name], content, r)
	}
	return files
}

func (d *disk) left(f *inode, way int, r *rand.Rand) leftover {
	if len(f.pending) == 0 {
		return leftover{f.certain, f.stamp}
	}
	content := slices.Clone(f.certain)
	n := len(f.pending)
	if way == inOrder {
		n = r.Intn(n + 1)
	}
	for i, c := range f.pending {
		switch {
		case way == whole, way == inOrder && i < n, (way == some || way > some && c.Op == "cut") && r.Intn(2) == 0:
			content = d.apply(content, c)
		case way == torn && c.Op == "write", way == garbled && c.Op == "write":
			content = tear(content, int(c.At), d.t.data(c), way == garbled, r)
		}
	}
	return leftover{content: content}
}

// tear applies any of the sectors that a write touches. A garbled one keeps the
// bytes beside the write: SQLite counts on that, and so do disks.
func tear(content []byte, at int, data []byte, garbled bool, r *rand.Rand) []byte {
	for len(data) > 0 {
		n := min(len(data), sectorSize-at%sectorSize)
		piece := data[:n]
		if r.Intn(2) == 0 {
			content = overlaid(content, at, piece)
		} else if garbled && r.Intn(2) == 0 {
			noise := make([]byte, n)
			_, _ = r.Read(noise)
			content = overlaid(content, at, noise)
		}
		at, data = at+n, data[n:]
	}
	return content
}

// lay writes a crashed folder out, but for the copies, which are looked at
// apart; what else is in the place goes.
func lay(place string, files map[string]leftover, copies map[string]mark) error {
	found, err := os.ReadDir(place)
	if err != nil {
		return err
	}
	for _, f := range found {
		if err := os.Remove(filepath.Join(place, f.Name())); err != nil {
			return err
		}
	}
	for name, f := range files {
		if _, ok := copies[name]; ok {
			continue
		}
		if err := os.WriteFile(filepath.Join(place, name), f.content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
