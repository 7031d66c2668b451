package workspace

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/transcript"
)

// candidate is a file to import, or a path that is none and why.
type candidate struct {
	path string
	err  error
}

// filesOf lists a file, or the files in a folder and its folders by name; a
// folder that is a project of another tool counts as one file.
// Hidden files, the marks that word processors leave beside an open file, and
// projects lie in a folder without being meant; links to folders are not
// followed, for they may lead in a circle.
func filesOf(ctx context.Context, path string) []candidate {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() || isProjectFolder(path) {
		return []candidate{{path, err}}
	}
	root := path
	if link, err := os.Lstat(path); err == nil && link.Mode()&fs.ModeSymlink != 0 {
		root += string(filepath.Separator) // WalkDir stops at a link
	}
	var out []candidate
	_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error { // its errors are candidates
		switch {
		case ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			out = append(out, candidate{p, err})
			return nil
		case p != root && isAside(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir() && isProjectFolder(p):
			out = append(out, candidate{p, nil})
			return fs.SkipDir
		case isRegular(p, d):
			out = append(out, candidate{p, nil})
		}
		return nil
	})
	if len(out) == 0 {
		out = append(out, candidate{path, &transcript.Error{Code: "empty-folder"}})
	}
	return out
}

// putAside are what follows a project's name in files that the program itself
// left beside it: the copy of an older schema, what a backup took the place of,
// what was not finished.
var putAside = []string{"schema-", "damaged-", "before-restore-", "unfinished", "restoring"}

func isAside(name string) bool {
	switch ext := filepath.Ext(name); {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"):
		return true
	case ext == Extension, ext == Extension+"-journal":
		return true
	}
	_, left, _ := strings.Cut(name, Extension+".")
	for _, start := range putAside {
		if strings.HasPrefix(left, start) {
			return true
		}
	}
	return false
}

// isRegular follows a link to a file.
func isRegular(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
