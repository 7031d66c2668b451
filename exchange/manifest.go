package exchange

import (
	"bufio"
	"encoding/json"
	"io"
)

// Manifest is the list of what a folder of exports holds, so that whoever gets
// the folder can prove that it is whole.
type Manifest struct {
	SchemaVersion int            `json:"schema_version"`
	ProjectID     string         `json:"project_id"`
	Project       string         `json:"project"`
	Files         []ManifestFile `json:"files"`
}

// ManifestFile is one file of the folder.
type ManifestFile struct {
	Name   string `json:"name"`
	Rows   *int   `json:"rows"` // without the header; null for what is no table
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // lower-case hex
}

// ManifestName is the name of the manifest in its folder.
const ManifestName = "manifest.json"

// Write writes the manifest as indented JSON.
func (m Manifest) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return err
	}
	return b.Flush()
}
