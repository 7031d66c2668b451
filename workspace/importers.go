package workspace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/codebook"
	"veldwerk/exchange/dedoose"
	"veldwerk/exchange/qualcoder"
	"veldwerk/exchange/refi"
	"veldwerk/exchange/rqda"
	"veldwerk/exchange/taguette"
	"veldwerk/transcript"
)

// file is what an importer gets.
type file struct {
	path    string // of a folder for "qda"
	data    []byte // nil for a folder
	options ImportOptions
}

// importer reads what is no transcript: the project or codebook of another
// tool, as plain values that store takes in.
type importer struct {
	kind string
	is   func(f file) bool // whether the file is this importer's; nil: every one of its format
	read func(w *Workspace, ctx context.Context, f file, p *Preview) error
}

// importers by format, as transcript.Sniff names it. Of several the first
// whose file it is reads it; where none is, transcript.Read does.
var importers = map[string][]importer{
	"qda":    {{kind: KindProject, read: readQualCoder}},
	"qdpx":   {{kind: KindProject, read: readREFI}},
	"qde":    {{kind: KindProject, read: readREFI}},
	"qdc":    {{kind: KindCodebook, read: readQDC}},
	"sqlite": {{kind: KindProject, read: readDatabase}},
	"docx":   {{kind: KindProject, is: isCodedDOCX, read: readDedoose}},
	"csv":    {{kind: KindFragments, is: isFragments, read: readFragments}, {kind: KindCodebook, is: isCodebookTable, read: readCodebookTable}, {kind: KindTable, read: readSurvey}},
	"xlsx":   {{kind: KindTable, read: readSheet}},
	"md":     {{kind: KindCodebook, is: isCodebookMarkdown, read: readCodebookMarkdown}},
	"json":   {{kind: KindCodebook, is: isCodebookJSON, read: readCodebookTable}},
}

// formatOf is the format of a file: by its content, but a broken file that is
// called .qdpx is no transcript.
func formatOf(path string, data []byte) string {
	format := transcript.Sniff(path, data)
	if _, known := importers[format]; known {
		return format
	}
	switch ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), ".")); ending {
	case "xlsx": // cut off, or encrypted, which is no zip
		if bytes.HasPrefix(data, []byte("PK")) || bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")) {
			return ending
		}
	case "csv", "tsv":
		// A text in its first rows that runs over lines hides a table's shape.
		if (format == "txt" || format == "md") && isTable(data) {
			return "csv"
		}
	case "qdpx", "qde", "qdc":
		if format != "empty" {
			return ending
		}
	}
	return format
}

// importerOf finds who reads a file; false when it is taken for a transcript.
func importerOf(format string, f file) (importer, bool) {
	for _, one := range importers[format] {
		if wanted := f.options.As; wanted != "" && (format == "csv" || format == "md" && wanted == KindCodebook) {
			if one.kind == wanted {
				return one, true
			}
			continue
		}
		if one.is == nil || one.is(f) {
			return one, true
		}
	}
	return importer{}, false
}

// Offsets says what the positions of one text of a file were found to count.
type Offsets struct {
	Document   transcript.DocumentID // in Preview.Project
	Convention string                // "code points", "UTF-16, CRLF as two" …: for the receipt, not translated
	Evidence   string                // "quotes", "words", "origin"; "none" when it makes no difference
}

func readREFI(w *Workspace, ctx context.Context, f file, p *Preview) error {
	project, read, err := refi.ReadWith(ctx, f.data, w.env.NewID, w.reading(f))
	if err != nil {
		return err
	}
	p.Project, p.Warnings = project, read.Warnings
	for _, s := range read.Sources {
		p.Offsets = append(p.Offsets, Offsets{s.Document, s.Convention.String(), string(s.Evidence)})
	}
	return nil
}

func readQDC(w *Workspace, _ context.Context, f file, p *Preview) error {
	codes, themes, losses, err := refi.ReadCodebook(f.data, w.env.NewID)
	p.Project = codebook.Project{Codes: codes, Themes: themes, Losses: losses}
	return err
}

func readQualCoder(w *Workspace, ctx context.Context, f file, p *Preview) (err error) {
	if p.Project, err = qualcoder.Read(ctx, f.path, w.env.NewID); lacksTable(err) {
		return &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "qda"}, Err: err}
	}
	return err
}

// readDatabase tells the tools that keep a project in one SQLite file apart:
// the one whose tables are there.
func readDatabase(w *Workspace, ctx context.Context, f file, p *Preview) (err error) {
	if strings.EqualFold(filepath.Base(f.path), qualcoder.Database) {
		f.path = filepath.Dir(f.path)
		return readQualCoder(w, ctx, f, p)
	}
	p.Project, err = taguette.Read(ctx, f.path, f.options.Part, w.env.NewID)
	var several *taguette.SeveralError
	switch {
	case errors.As(err, &several):
		return &transcript.Error{Code: "several-projects", Args: map[string]any{"names": strings.Join(several.Names, ", ")}, Err: err}
	case !lacksTable(err):
		return err
	case f.options.Part != "":
		return &transcript.Error{Code: "no-such-part", Args: map[string]any{"name": f.options.Part}, Err: err}
	}
	if p.Project, err = rqda.Read(ctx, f.path, w.env.NewID); lacksTable(err) {
		return &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "sqlite"}, Err: err}
	}
	return err
}

func lacksTable(err error) bool {
	var refused *transcript.Error
	return errors.As(err, &refused) && refused.Code == "missing"
}

// isCodedDOCX looks for comments first: most transcripts have none, and need
// not be read twice.
func isCodedDOCX(f file) bool {
	if !bytes.Contains(f.data, []byte("word/comments.xml")) {
		return false
	}
	comments, _, err := transcript.ReadComments(f.path, f.data)
	return err == nil && dedoose.IsCoded(comments)
}

func readDedoose(w *Workspace, _ context.Context, f file, p *Preview) (err error) {
	p.Project, err = dedoose.Read(f.path, f.data, w.env.NewID)
	return err
}

// isCodebookTable knows a codebook by its header: ours, or a list of tags.
func isCodebookTable(f file) bool {
	head, _, _ := bytes.Cut(bytes.TrimPrefix(f.data, []byte("\uFEFF")), []byte("\n"))
	columns := map[string]bool{}
	for name := range strings.FieldsFuncSeq(strings.ToLower(string(head)), func(r rune) bool { return strings.ContainsRune(",;\t\"\r", r) }) {
		columns[strings.TrimSpace(name)] = true
	}
	return isCodebookHeader(columns)
}

func isCodebookHeader(columns map[string]bool) bool {
	if columns["coding_id"] || columns["document_id"] { // fragments have a code_path too
		return false
	}
	return columns["code_path"] || columns["tag"] || columns["path"] || columns["name"] && columns["description"] && len(columns) <= 3
}

func isCodebookJSON(f file) bool {
	head := bytes.TrimSpace(f.data[:min(len(f.data), 4096)])
	return bytes.HasPrefix(head, []byte("[")) && bytes.Contains(head, []byte(`"code_path"`)) && !bytes.Contains(head, []byte(`"coding_id"`))
}

// isProjectFolder says whether a folder is a project of QualCoder.
func isProjectFolder(path string) bool {
	info, err := os.Stat(filepath.Join(path, qualcoder.Database))
	return err == nil && info.Mode().IsRegular()
}
