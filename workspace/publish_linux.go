package workspace

import (
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// renameat2 by machine; the frozen syscall package does not know it.
var renameat2 = map[string]uintptr{"amd64": 316, "arm64": 276}

const (
	atWorkingFolder = ^uintptr(99) // AT_FDCWD, -100
	renameExchange  = 2
)

// changePlaces lets two names change places at once. Nobody ever sees a path
// without a file, and what was there is not lost.
func changePlaces(a, b string) error {
	call, known := renameat2[runtime.GOARCH]
	if !known {
		return errNoExchange
	}
	from, err := syscall.BytePtrFromString(a)
	if err != nil {
		return err
	}
	to, err := syscall.BytePtrFromString(b)
	if err != nil {
		return err
	}
	_, _, e := syscall.Syscall6(call, atWorkingFolder, uintptr(unsafe.Pointer(from)), atWorkingFolder, uintptr(unsafe.Pointer(to)), renameExchange, 0)
	switch e {
	case 0:
		return nil
	case syscall.EINVAL, syscall.ENOSYS, syscall.EOPNOTSUPP: // NFS, SMB, FUSE
		return errNoExchange
	}
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: e}
}
