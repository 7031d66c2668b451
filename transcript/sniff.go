package transcript

import (
	"bytes"
	"encoding/json"
	"errors"
	"path"
	"regexp"
	"strings"
)

// Sniff says what a file is, by content. Most formats have their usual ending
// as name (txt, md, vtt, srt, docx, pdf, rtf, odt, epub, html, xml, eaf, otr,
// cha, textgrid, qdpx, qde, qdc, sqlite, xlsx, csv, zip, png …); JSON is
// "whisper", "amberscript", "rev" or "otr" by the tool that wrote it, else
// "json"; "zoomchat" is a chat that Zoom saved, "praat" an object of Praat that
// is no TextGrid, "encrypted" an office file behind a password, "binary"
// anything else that is no text, "empty" a file without a character. Reads says
// which of them Read takes. The name only settles what content leaves open.
func Sniff(name string, data []byte) string {
	if len(data) == 0 {
		return "empty"
	}
	if kind := sniffBytes(name, data); kind != "" {
		return kind
	}
	d, err := decode(data)
	if err != nil {
		var e *Error
		if errors.As(err, &e) && e.Code == "unknown-encoding" {
			return "txt"
		}
		return "binary"
	}
	return sniffText(name, d.text)
}

// signatures start files of formats that are no text.
var signatures = []struct{ prefix, kind string }{
	{"%PDF-", "pdf"}, {`{\rtf`, "rtf"}, {"SQLite format 3\x00", "sqlite"},
	{"\x89PNG\r\n", "png"}, {"\xFF\xD8\xFF", "jpeg"}, {"GIF87a", "gif"}, {"GIF89a", "gif"},
	{"II*\x00", "tiff"}, {"MM\x00*", "tiff"}, {"ID3", "mp3"}, {"OggS", "ogg"}, {"fLaC", "flac"},
	{"\x1F\x8B", "gzip"}, {"7z\xBC\xAF\x27\x1C", "7z"}, {"Rar!\x1A\x07", "rar"}, {"\xFD7zXZ\x00", "xz"},
	{"BZh", "bzip2"}, {"\x1A\x45\xDF\xA3", "mkv"}, {"\x7FELF", "binary"}, {"MZ\x90\x00", "binary"},
	{"age-encryption.org/", "age"},
}

// sniffBytes knows formats by their first bytes; empty means it may be text.
func sniffBytes(name string, data []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.prefix)) && (s.kind != "mp3" && s.kind != "bzip2" || !looksPrintable(data)) {
			return s.kind
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(name, data)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return "encrypted"
		}
		return "doc"
	case len(data) > 12 && string(data[4:8]) == "ftyp":
		return "mp4"
	case len(data) > 12 && string(data[:4]) == "RIFF" && !looksPrintable(data):
		return strings.ToLower(strings.TrimSpace(string(bytes.ToValidUTF8(data[8:12], nil))))
	}
	if htmlStart.Match(data[:min(len(data), 1024)]) {
		return "html"
	}
	// Some programs write a few bytes before a PDF's header; readers allow it.
	if head := data[:min(len(data), 1024)]; bytes.Contains(head, []byte("\n%PDF-1.")) {
		return "pdf"
	}
	return ""
}

// looksPrintable keeps a transcript that starts with "ID3" or "RIFF" a text.
func looksPrintable(data []byte) bool {
	for _, c := range data[:min(len(data), 64)] {
		if c < 0x20 && !isLayoutControl(rune(c)) {
			return false
		}
	}
	return true
}

// textSigns start text files of formats that are no plain transcript.
var textSigns = []struct{ prefix, kind string }{
	{"webvtt", "vtt"}, {"<!doctype html", "html"}, {"<html", "html"}, {"<head", "html"}, {"<body", "html"},
	{"{\\rtf", "rtf"}, {"%pdf-", "pdf"}, {"@utf8", "cha"}, {"@begin", "cha"},
	{"file type = \"ootextfile", "textgrid"}, {"[script info]", "ass"}, {"begin:vcalendar", "ics"},
}

// roots are root elements of XML formats, without prefix and in lower case.
var roots = map[string]string{
	"annotation_document": "eaf", "html": "html", "codebook": "qdc", "project": "qde", "document": "xml",
	"package": "xml", "tt": "ttml", "svg": "svg",
}

var (
	xmlRoot   = regexp.MustCompile(`<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]`)
	htmlTag   = regexp.MustCompile(`(?i)</(p|div|span|table|tr|td|li|h[1-6]|body|html)>`)
	htmlStart = regexp.MustCompile(`(?is)^\x{FEFF}?\s*(<\?xml[^>]*>\s*)?(<!--.{0,400}?-->\s*)*<(!doctype html|html)[\s>]`)
	srtStart  = regexp.MustCompile(`^\s*(\d+[ \t]*\n)?[ \t]*(\d{1,3}:)?\d{1,2}:\d{2}([.,]\d{1,6})?[ \t]*-->[ \t]*(\d{1,3}:)?\d{1,2}:\d{2}`)
	chatStart = regexp.MustCompile(`^[@*][A-Za-z][\w -]{0,20}:[ \t]`)
	boldLabel = regexp.MustCompile(`(?m)^(\*\*|__)[^*_\n]{1,40}?(:(\*\*|__)|(\*\*|__):?[ \t]*(:|\[?\d{1,2}:\d{2}))`)
	heading   = regexp.MustCompile(`(?m)^#{1,6} \S`)
	mdLink    = regexp.MustCompile(`\[[^\]\n]+\]\((https?:|#)[^)\n]*\)`)
)

// sniffText tells text formats apart; txt when nothing says otherwise.
func sniffText(name, text string) string {
	head := strings.TrimLeft(text[:min(len(text), 1<<16)], "\uFEFF \t\r\n\v\f")
	if head == "" {
		return "empty"
	}
	head = strings.ReplaceAll(strings.ReplaceAll(head, "\r\n", "\n"), "\r", "\n")
	lower := strings.ToLower(head[:min(len(head), 64)])
	for _, s := range textSigns {
		if strings.HasPrefix(lower, s.prefix) {
			if s.kind == "textgrid" && !strings.Contains(strings.ToLower(head[:min(len(head), 200)]), `"textgrid"`) {
				return "praat"
			}
			return s.kind
		}
	}
	switch {
	case strings.HasPrefix(head, "<"):
		if kind := sniffMarkup(head); kind != "" {
			return kind
		}
	case strings.HasPrefix(head, "{"), strings.HasPrefix(head, "["):
		if kind := sniffJSON(head, text); kind != "" {
			return kind
		}
	case srtStart.MatchString(head):
		return "srt"
	case chatStart.MatchString(head) && strings.EqualFold(path.Ext(baseName(name)), ".cha"):
		return "cha"
	case isZoomChat(head):
		return "zoomchat"
	}
	return sniffPlain(name, head)
}

func sniffMarkup(head string) string {
	declared := strings.HasPrefix(head, "<?xml") || strings.HasPrefix(head, "<!")
	m := xmlRoot.FindStringSubmatchIndex(head)
	if m == nil {
		if declared {
			return "xml"
		}
		return ""
	}
	root := strings.ToLower(head[m[4]:m[5]])
	if root == "document" && strings.Contains(head, "opendocument.text") {
		return "odt"
	}
	if declared || strings.Contains(head[:min(len(head), m[1]+400)], "xmlns") {
		if kind, ok := roots[root]; ok {
			return kind
		}
		return "xml"
	}
	if len(htmlTag.FindAllStringIndex(head, 3)) == 3 {
		return "html"
	}
	if m[0] == 0 && strings.HasSuffix(strings.TrimSpace(head), "</"+head[m[4]:m[5]]+">") {
		return "xml"
	}
	return ""
}

// jsonStart keeps "[00:01] Anna: hi" a text: JSON goes on with a key or an
// opening bracket.
var jsonStart = regexp.MustCompile(`^(\{\s*("[^"\n]{0,80}"\s*:|\})|\[\s*([\[{]|"[^"\n]*"\s*[,\]]|\]\s*$))`)

func sniffJSON(head, text string) string {
	if !jsonStart.MatchString(head) && !json.Valid([]byte(text)) {
		return ""
	}
	return jsonKind(text)
}

// sniffPlain tells Markdown from plain text: by its ending when it has one of
// the two, unless a .txt is plainly Markdown; else by its marks.
func sniffPlain(name, head string) string {
	ending := strings.ToLower(path.Ext(baseName(name)))
	bold := len(boldLabel.FindAllStringIndex(head, 2))
	switch ending {
	case ".md", ".markdown", ".mdown":
		return "md"
	case ".csv", ".tsv":
		if isTable(head) {
			return "csv"
		}
	case ".txt", ".text":
		if bold == 2 || frontMatter(head) > 0 && bold+len(heading.FindAllStringIndex(head, 1)) > 0 {
			return "md"
		}
		return "txt"
	}
	if bold > 0 || frontMatter(head) > 0 || heading.MatchString(head) || mdLink.MatchString(head) {
		return "md"
	}
	return "txt"
}

// isTable says whether the first lines have the same number of separators.
func isTable(head string) bool {
	lines := strings.SplitN(head, "\n", 6)
	for _, sep := range []string{",", ";", "\t"} {
		n, same := strings.Count(lines[0], sep), true
		for _, l := range lines[1:min(len(lines), 5)] {
			same = same && (l == "" || strings.Count(l, sep) >= n)
		}
		if n > 0 && same {
			return true
		}
	}
	return false
}
