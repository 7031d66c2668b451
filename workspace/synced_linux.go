package workspace

import (
	"os"
	"slices"
	"strings"
	"syscall"
)

// networkSystems are the numbers by which Linux names file systems whose files
// lie elsewhere.
var networkSystems = []uint32{
	0x6969,     // nfs
	0xff534d42, // cifs
	0xfe534d42, // smb3
	0x517b,     // smb
	0x01021997, // 9p
	0x5346414f, // afs
	0x00c36400, // ceph
	0x0bd00bd0, // lustre
	0x786f4256, // vboxsf
	0xbacbacbc, // vmhgfs
	0x7c7c6673, // prl_fs
	0x6b414653, // kafs
	0x73757245, // coda
	0x47504653, // gpfs
	0x01161970, // gfs2
	0x7461636f, // ocfs2
	0x19830326, // beegfs
}

const fuseSystem = 0x65735546

func onNetwork(folder string) bool {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return false
	}
	kind := uint32(s.Type) // signed on some machines
	if kind == fuseSystem {
		return !fuseOnDisk(folder)
	}
	return slices.Contains(networkSystems, kind)
}

// fuseOnDisk says whether a FUSE file system lies on a disk of this machine, as
// NTFS does: the kernel calls it fuseblk, but under the same number.
func fuseOnDisk(folder string) bool {
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return false
	}
	return fuseKind(string(b), folder) == "fuseblk"
}

// fuseKind is the type of the mount in which a folder without links lies.
// Mount points are compared as they are written: looking each of them up
// would wait for a share of somebody else's that hangs.
func fuseKind(mounts, folder string) string {
	longest, kind := -1, ""
	for line := range strings.Lines(mounts) {
		left, right, ok := strings.Cut(line, " - ")
		fields, types := strings.Fields(left), strings.Fields(right)
		if !ok || len(fields) < 5 || len(types) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		if liesIn(folder, point) && len(point) >= longest { // later mounts lie over earlier ones
			longest, kind = len(point), types[0]
		}
	}
	return kind
}
