package workspace

import (
	"context"

	"veldwerk/transcript"
)

// Look is a file that an import would read, and what it is taken for before
// its text is read.
type Look struct {
	Path   string
	Kind   string // KindTranscript …; KindUnknown when it cannot come in
	Format string // as transcript.Sniff names it; "" when it was not opened
	Bytes  int    // 0 for a folder that is a project
	Err    error  // why it cannot come in, as far as that is seen already
}

// Look lists the files that an import of these paths would read, in the order
// in which it reads them. Nothing is stored. When ctx ends, so does the list.
func (w *Workspace) Look(ctx context.Context, paths []string) []Look {
	var out []Look
	for _, path := range paths {
		for _, c := range filesOf(ctx, path) {
			if ctx.Err() != nil {
				return out
			}
			out = append(out, look(c))
		}
	}
	return out
}

func look(c candidate) Look {
	l := Look{Path: c.path, Kind: KindUnknown, Err: c.err}
	if l.Err != nil {
		return l
	}
	if isProjectFolder(c.path) {
		l.Kind, l.Format = KindProject, "qda"
		return l
	}
	data, err := readFile(c.path)
	if err != nil {
		l.Err = err
		return l
	}
	l.Bytes, l.Format = len(data), formatOf(c.path, data)
	one, ok := importerOf(l.Format, file{path: c.path, data: data})
	switch {
	case ok:
		l.Kind = one.kind
	case transcript.Reads(l.Format):
		l.Kind = KindTranscript
	}
	return l
}
