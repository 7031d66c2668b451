package workspace

import (
	"slices"
	"strings"
	"syscall"
)

// networkSystems are the names that macOS gives file systems whose files lie
// elsewhere.
var networkSystems = []string{"smbfs", "nfs", "afpfs", "webdav", "ftp", "macfuse", "osxfuse"}

// localMount is MNT_LOCAL: the file system says itself that it lies here.
const localMount = 0x1000

func onNetwork(folder string) bool {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return false
	}
	if s.Flags&localMount == 0 {
		return true
	}
	var name strings.Builder
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name.WriteByte(byte(c))
	}
	return slices.Contains(networkSystems, name.String())
}
