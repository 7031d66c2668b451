//go:build unix

package workspace

import (
	"io/fs"
	"syscall"
)

// MakePrivate makes every file and folder that this process creates from now on
// the person's alone, whoever creates it: SQLite and the index make theirs with
// modes of their own. It gives what the umask had let others do until now, for
// Environment.Shared. Call it once, before anything is written.
func MakePrivate() fs.FileMode {
	return 0o777 &^ fs.FileMode(syscall.Umask(0o077))
}
