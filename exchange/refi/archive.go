package refi

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"veldwerk/transcript"
)

// packingName is the member that holds what REFI-QDA cannot; originals stand
// beside it.
const (
	packingFolder = "veldwerk/"
	packingName   = packingFolder + "project.json"
)

// archive is a project file by its members. Paths inside the XML are lookup
// keys only: nothing is joined to a folder, nothing is written anywhere.
type archive struct {
	qde       *zip.File
	sources   map[string]*zip.File // by base name, in lower case
	others    map[string]*zip.File // the same, outside sources/
	own       map[string]*zip.File // under packingFolder, by exact name
	ignored   int                  // names that point outside, links
	twice     int                  // names that occur again
	originals int64                // bytes of files that documents came from
}

// isZip goes by the first bytes.
func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK")) }

func openArchive(data []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	// ErrInsecurePath comes with a reader that works; names are checked below.
	switch {
	case errors.Is(err, zip.ErrInsecurePath):
	case err != nil && !bytes.Contains(data[max(0, len(data)-66000):], []byte("PK\x05\x06")):
		return nil, &transcript.Error{Code: "truncated", Err: err}
	case err != nil:
		return nil, &transcript.Error{Code: "damaged", Err: err}
	}
	if len(z.File) > maxMembers {
		return nil, &transcript.Error{Code: "too-large", Args: map[string]any{"members": len(z.File), "limit": maxMembers}}
	}
	a := &archive{sources: map[string]*zip.File{}, others: map[string]*zip.File{}, own: map[string]*zip.File{}}
	projects := 0
	for _, f := range z.File {
		if a.file(f) {
			projects++
			a.qde = f
		}
	}
	switch projects {
	case 1:
		return a, nil
	case 0:
		return nil, &transcript.Error{Code: "refi-no-project"}
	}
	return nil, &transcript.Error{Code: "refi-two-projects", Args: map[string]any{"count": projects}}
}

// file puts a member in its place and says whether it is a project's XML.
func (a *archive) file(f *zip.File) bool {
	name := strings.ReplaceAll(f.Name, `\`, "/")
	if strings.HasSuffix(name, "/") {
		return false
	}
	if !harmless(name) || f.Mode()&fs.ModeType != 0 {
		a.ignored++
		return false
	}
	lower := strings.ToLower(name)
	folder, base := path.Split(lower)
	switch {
	case strings.HasPrefix(name, packingFolder):
		a.put(a.own, name, f)
	case folder == "" && path.Ext(base) == ".qde":
		return true
	case folder == "sources/":
		a.put(a.sources, base, f)
	default:
		a.put(a.others, base, f)
	}
	return false
}

func (a *archive) put(in map[string]*zip.File, key string, f *zip.File) {
	if _, ok := in[key]; ok {
		a.twice++
		return
	}
	in[key] = f
}

// harmless says whether a member's name stays inside the archive.
func harmless(name string) bool {
	if strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' {
		return false
	}
	for _, part := range strings.Split(name, "/") {
		if part == ".." {
			return false
		}
	}
	return true
}

// source finds what a path in the XML means: internal://X, relative:///a/X,
// absolute://C:/X and a bare name all mean X. nil when it is not there.
func (a *archive) source(name string) *zip.File {
	key := baseName(name)
	if key == "" {
		return nil
	}
	if f := a.sources[key]; f != nil {
		return f
	}
	return a.others[key]
}

// baseName is the last part of a path of any scheme and system, in lower case.
func baseName(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), `\`, "/")
	return name[strings.LastIndexByte(name, '/')+1:]
}

// readMember reads within the limits; headers lie, so what comes out counts.
func readMember(f *zip.File) ([]byte, error) { return readUpTo(f, maxMember) }

func readUpTo(f *zip.File, limit int64) ([]byte, error) {
	if f.Flags&1 != 0 {
		return nil, &transcript.Error{Code: "encrypted"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &transcript.Error{Code: "damaged", Err: err}
	}
	defer func() { _ = r.Close() }()
	packed := int64(f.CompressedSize64)
	if packed < limit/maxRatio {
		limit = min(limit, max(ratioFrom, packed*maxRatio))
	}
	var b bytes.Buffer
	b.Grow(int(min(f.UncompressedSize64, uint64(limit), uint64(packed)*8)) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, &transcript.Error{Code: "damaged", Err: err}
	case n > limit:
		return nil, tooLarge(int(limit))
	}
	return b.Bytes(), nil
}

func tooLarge(limit int) error {
	return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": limit}}
}
