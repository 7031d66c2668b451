package search

import (
	"os"
	"syscall"
)

// changeTime is when a file was last written to, in nanoseconds, by an account
// that programs can't set; 0 where there is none.
func changeTime(info os.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano()
	}
	return 0
}
