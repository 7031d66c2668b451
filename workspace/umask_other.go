//go:build !unix

package workspace

import "io/fs"

// MakePrivate has nothing to do: folders of a person are theirs alone here, and
// files take after them.
func MakePrivate() fs.FileMode { return 0 }
