package transcript

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// Limits of what a zip may make us read. Headers lie, so the bytes that come
// out are counted.
const (
	maxMembers   = 10_000
	maxPart      = 64 << 20 // bytes of one XML part; a million words take 40 MB
	ratioFrom    = 10 << 20 // below this, any ratio is harmless
	maxRatio     = 200
	maxDepth     = 256
	maxAttribute = 1000
)

// openArchive opens a zip. A file without its directory at the end was cut
// off; other faults are damage.
func openArchive(data []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case err != nil && !bytes.Contains(data[max(0, len(data)-66000):], []byte("PK\x05\x06")):
		return nil, &Error{Code: "truncated", Err: err}
	case err != nil:
		return nil, &Error{Code: "damaged", Err: err}
	case len(z.File) > maxMembers:
		return nil, &Error{Code: "too-large", Args: map[string]any{"members": len(z.File), "limit": maxMembers}}
	}
	return z, nil
}

// member finds a part by its exact name, or by its name in another case, which
// some writers use; the first one counts.
func member(z *zip.Reader, name string) *zip.File {
	var other *zip.File
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
		if other == nil && strings.EqualFold(strings.ReplaceAll(f.Name, `\`, "/"), name) {
			other = f
		}
	}
	return other
}

// openPart opens a member for reading within the limits.
func openPart(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, &Error{Code: "encrypted"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Error{Code: "damaged", Err: err}
	}
	return &part{r: r, packed: int64(f.CompressedSize64)}, nil
}

// part is a reader that stops a bomb: at a size, at a ratio, and at a tag with
// more attributes than any document has (encoding/xml would hold them all).
type part struct {
	r      io.ReadCloser
	packed int64
	read   int64

	inTag  bool
	quote  byte
	equals int
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.read += int64(n)
	if p.read > maxPart || p.read > ratioFrom && p.read > maxRatio*max(p.packed, 1) {
		return 0, &Error{Code: "too-large", Args: map[string]any{"limit": maxPart}}
	}
	for _, c := range b[:n] {
		switch {
		case !p.inTag:
			p.inTag = c == '<'
			p.equals, p.quote = 0, 0
		case p.quote != 0:
			if c == p.quote {
				p.quote = 0
			}
		case c == '"' || c == '\'':
			p.quote = c
		case c == '>':
			p.inTag = false
		case c == '=':
			if p.equals++; p.equals > maxAttribute {
				return 0, &Error{Code: "damaged", Args: map[string]any{"attributes": p.equals}}
			}
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = &Error{Code: "damaged", Err: err}
	}
	return n, err
}

func (p *part) Close() error { return p.r.Close() }

// sniffZip tells the formats that are zips apart by their members; a zip that
// cannot be opened by the names that stand in it.
func sniffZip(name string, data []byte) string {
	ending := strings.TrimPrefix(strings.ToLower(path.Ext(baseName(name))), ".")
	named := ending == "docx" || ending == "odt" || ending == "epub"
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		// The type stands unpacked in front, where the formats want it.
		kind := mimeKind(string(data[min(len(data), 38):min(len(data), 120)]))
		switch {
		case kind != "":
			return kind
		case bytes.Contains(data, []byte("word/")):
			return "docx"
		case named:
			return ending
		}
		return "zip"
	}
	for _, f := range z.File {
		lower := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		switch {
		case strings.HasPrefix(lower, "word/document"):
			return "docx"
		case strings.HasPrefix(lower, "xl/workbook"):
			return "xlsx"
		case strings.HasPrefix(lower, "ppt/presentation"):
			return "pptx"
		case strings.HasSuffix(lower, ".qde") && !strings.Contains(lower, "/"):
			return "qdpx"
		case lower == "meta-inf/container.xml":
			return "epub"
		case lower == "mimetype":
			if kind := sniffMimetype(f); kind != "" {
				return kind
			}
		}
	}
	if named {
		return ending
	}
	return "zip"
}

func sniffMimetype(f *zip.File) string {
	r, err := openPart(f)
	if err != nil {
		return ""
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(io.LimitReader(r, 200))
	if err != nil {
		return ""
	}
	return mimeKind(strings.TrimSpace(string(b)))
}

func mimeKind(m string) string {
	switch {
	case strings.HasPrefix(m, "application/epub+zip"):
		return "epub"
	case strings.HasPrefix(m, "application/vnd.oasis.opendocument.text"):
		return "odt"
	case strings.HasPrefix(m, "application/vnd.oasis.opendocument.spreadsheet"):
		return "ods"
	}
	return ""
}
