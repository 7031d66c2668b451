package transcript

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode"
)

// maxBytes is the largest file that Read takes: some forty times the longest
// interviews, and what two copies of still fit in memory.
const maxBytes = 256 << 20

// Read makes a Document of a file. The format is chosen by content; the name
// gives the title and settles what content leaves open (md or txt). Ids and
// Case stay zero: the store gives them. The error is an *Error; its codes are
// too-large, empty, no-text, unknown-encoding, unsupported (Args kind),
// truncated, damaged and encrypted. An Error carries no text of the file.
func Read(name string, data []byte) (Document, Receipt, error) {
	if len(data) > maxBytes {
		return Document{}, Receipt{}, &Error{Code: "too-large", Args: map[string]any{"bytes": len(data), "limit": maxBytes}}
	}
	if len(data) == 0 {
		return Document{}, Receipt{}, &Error{Code: "empty"}
	}
	kind := sniffBytes(name, data)
	if kind == "docx" {
		text, warnings, err := readDOCX(data)
		if err != nil {
			return Document{}, Receipt{}, err
		}
		return finish(name, data, kind, decoded{text: text, encoding: encodingUTF8}, warnings)
	}
	if kind != "" {
		return Document{}, Receipt{}, refusal(kind)
	}
	d, err := decode(data)
	if err != nil {
		return Document{}, Receipt{}, err
	}
	kind = sniffText(name, d.text)
	if !isRead(kind) {
		return Document{}, Receipt{}, refusal(kind)
	}
	return finish(name, data, kind, d, nil)
}

// isRead says whether Read has a reader for the kind.
func isRead(kind string) bool {
	switch kind {
	case "txt", "md", "vtt", "srt", "docx":
		return true
	}
	return false
}

func refusal(kind string) error {
	switch kind {
	case "binary":
		return &Error{Code: "no-text"}
	case "empty", "encrypted":
		return &Error{Code: kind}
	}
	return &Error{Code: "unsupported", Args: map[string]any{"kind": kind}}
}

// finish makes the text canonical, lays it out and counts.
func finish(name string, data []byte, kind string, d decoded, warnings []Warning) (Document, Receipt, error) {
	text, changed := canonical(d.text)
	if strings.TrimFunc(text, isNothing) == "" {
		return Document{}, Receipt{}, &Error{Code: "empty"}
	}
	if d.bom || changed.boms > 0 {
		warnings = append(warnings, Warning{Code: "bom-removed"})
	}
	warnings = appendCounts(warnings, []count{{"invalid-bytes", d.invalid}})
	warnings = append(warnings, changed.warnings()...)
	lay := layPlain
	if kind == "vtt" || kind == "srt" {
		lay = layCues
	}
	draft := lay(text)
	if draft == nil {
		return Document{}, Receipt{}, &Error{Code: "empty"}
	}
	doc := draft.document()
	sum := sha256.Sum256(data)
	base := baseName(name)
	doc.Title = title(base)
	doc.Source = Source{Name: base, Kind: kind, Encoding: d.encoding, Bytes: data, SHA256: hex.EncodeToString(sum[:])}
	return doc, doc.receipt(append(warnings, draft.warnings...)), nil
}

// isNothing is true for what leaves a text empty: white space, and the
// invisible signs that a file may consist of.
func isNothing(r rune) bool {
	return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B || r == 0xFFFD
}

// baseName takes the last part of a path of any system.
func baseName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// title is the base name without its ending; a name that is all ending (.txt)
// stays whole.
func title(base string) string {
	if t := strings.TrimSuffix(base, path.Ext(base)); t != "" {
		return t
	}
	return base
}

// Words is the number of words in a turn, without its label.
func (d *Document) Words(turn Turn) int { return CountWords(d.Text.Slice(turn.Span)) }

// receipt counts turns and words without turn 0, and each named speaker's
// turns.
func (d *Document) receipt(warnings []Warning) Receipt {
	r := Receipt{Kind: d.Source.Kind, Encoding: d.Source.Encoding, Warnings: warnings}
	for _, s := range d.Speakers {
		r.Speakers = append(r.Speakers, SpeakerCount{Name: s.Name, Role: s.Role, Rule: s.Rule})
	}
	for _, t := range d.Turns {
		if t.N == 0 {
			continue
		}
		r.Turns++
		r.Words += d.Words(t)
		if t.Speaker >= 0 {
			r.Speakers[t.Speaker].Turns++
		}
	}
	return r
}
