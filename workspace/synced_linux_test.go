package workspace

import "testing"

func TestFuseKind(t *testing.T) {
	const mounts = `22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /home/a/share rw - fuse.sshfs a@host: rw
31 22 8:2 / /media/a/STICK\040A rw - fuseblk /dev/sdb1 rw
32 31 0:41 / /media/a/STICK\040A/x rw - fuse.rclone r: rw
33 22 0:42 / /mnt/een rw - ext4 /dev/sdc1 rw
34 22 0:43 / /mnt/een rw - fuse.davfs2 https://x rw
half a line
`
	for folder, want := range map[string]string{
		"/home/a": "ext4", "/home/a/share": "fuse.sshfs", "/home/a/share/b/c": "fuse.sshfs", "/home/a/shared": "ext4",
		"/media/a/STICK A/y": "fuseblk", "/media/a/STICK A/x": "fuse.rclone", "/mnt/een/map": "fuse.davfs2",
	} {
		same(t, folder, fuseKind(mounts, folder), want)
	}
}
