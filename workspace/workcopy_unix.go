//go:build unix

package workspace

import "syscall"

// errReadOnlySystem is what a share that was mounted read-only says.
var errReadOnlySystem error = syscall.EROFS

func folderWritable(folder string) bool {
	const write = 2
	return syscall.Access(folder, write) == nil
}
