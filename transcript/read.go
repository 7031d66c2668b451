package transcript

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode"
)

// maxBytes is the largest file that Read takes: some forty times the longest
// interviews, and what two copies of still fit in memory.
const maxBytes = 256 << 20

// Options are what a person chose before a file is read.
type Options struct {
	// Encoding of a text file, as Source.Encoding names it; "" finds it by
	// content. "macintosh" is never found, only chosen.
	Encoding string
	// Kind of the file, as Sniff names it; "" finds it by content. Other tools'
	// texts are "txt": their positions count the text as it stands, whatever it
	// looks like.
	Kind string
	// Cache is a folder of the user's where a reader may keep what it compiled
	// for the next run; "" keeps nothing.
	Cache string
	// Sandbox reads PDFs; nil makes one for the file. One that is given starts
	// once for many files, and stays open.
	Sandbox *Sandbox
	// Progress is told how much of a long file was read, in pages of a PDF; it
	// may be nil.
	Progress func(done, total int)
}

// Read is ReadWith without options.
func Read(name string, data []byte) (Document, Receipt, error) {
	return ReadWith(context.Background(), name, data, Options{})
}

// ReadWith makes a Document of a file. The format is chosen by content; the
// name gives the title and settles what content leaves open (md or txt). Ids
// and Case stay zero: the store gives them. The error is an *Error; its codes
// are too-large, empty, no-text, unknown-encoding, unsupported (Args kind),
// truncated, damaged and encrypted, those of PDFs (see Error), or ctx's own. An
// Error carries no text of the file.
func ReadWith(ctx context.Context, name string, data []byte, opt Options) (Document, Receipt, error) {
	if len(data) > maxBytes {
		return Document{}, Receipt{}, &Error{Code: "too-large", Args: map[string]any{"bytes": len(data), "limit": maxBytes}}
	}
	if len(data) == 0 {
		return Document{}, Receipt{}, &Error{Code: "empty"}
	}
	source := Source{Name: baseName(name), Bytes: data, Kind: opt.Kind}
	if opt.Kind == "" {
		source.Kind = sniffBytes(name, data)
	} else if f, ok := formats[opt.Kind]; ok && f.bytes == nil {
		source.Kind = ""
	}
	var read reading
	var warnings []Warning
	var err error
	if source.Kind == "" {
		read, warnings, err = readTextFile(ctx, name, data, opt, &source)
	} else {
		read, err = readBytes(ctx, source.Kind, file{name: name, data: data, options: opt})
		source.Encoding = cmp.Or(read.encoding, encodingUTF8)
	}
	if err != nil {
		return Document{}, Receipt{}, err
	}
	return finish(source, read, warnings)
}

// readBytes reads a format that its first bytes tell.
func readBytes(ctx context.Context, kind string, f file) (reading, error) {
	format, ok := formats[kind]
	if !ok || format.bytes == nil {
		return reading{}, refusal(kind)
	}
	r, err := format.bytes(ctx, f)
	if err != nil || r.spoken != nil || len(r.anchors)+len(r.pages) > 0 {
		return r, err
	}
	text, changed := canonical(r.text)
	r.text, r.warnings = text, append(changed.warnings(), r.warnings...)
	return r, nil
}

// readTextFile decodes a text and reads it by its kind.
func readTextFile(ctx context.Context, name string, data []byte, opt Options, source *Source) (reading, []Warning, error) {
	d, err := decodeChosen(data, opt.Encoding)
	if err != nil {
		return reading{}, nil, err
	}
	source.Encoding = d.encoding
	if source.Kind = opt.Kind; opt.Kind == "" {
		source.Kind = sniffText(name, d.text)
	}
	format, ok := formats[source.Kind]
	switch {
	case !ok:
		return reading{}, nil, refusal(source.Kind)
	case format.text == nil:
		r, err := readBytes(ctx, source.Kind, file{name: name, data: data, options: opt})
		source.Encoding = cmp.Or(r.encoding, source.Encoding)
		return r, nil, err
	}
	text, changed := canonical(d.text)
	if strings.TrimFunc(text, isNothing) == "" {
		return reading{}, nil, &Error{Code: "empty"}
	}
	var warnings []Warning
	if d.bom || changed.boms > 0 {
		warnings = append(warnings, Warning{Code: "bom-removed"})
	}
	warnings = appendCounts(warnings, []count{{"invalid-bytes", d.invalid}})
	warnings = append(warnings, changed.warnings()...)
	r, err := format.text(text)
	return r, warnings, err
}

// ReadPlain reads a file as a plain text, whatever its content looks like, and
// gives beside the document the text as decoded, before it was made canonical:
// the offsets of other tools count that one. Errors are those of ReadWith.
func ReadPlain(name string, data []byte) (Document, string, Receipt, error) {
	doc, receipt, err := ReadWith(context.Background(), name, data, Options{Kind: "txt"})
	if err != nil {
		return Document{}, "", Receipt{}, err
	}
	raw := decodeAs(data, doc.Source.Encoding)
	return doc, raw.text, receipt, nil
}

// Reads says whether Read has a reader for the kind, as Sniff names it.
func Reads(kind string) bool {
	_, ok := formats[kind]
	return ok
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

// finish lays a reading out and counts.
func finish(source Source, read reading, warnings []Warning) (Document, Receipt, error) {
	if read.spoken == nil && strings.TrimFunc(read.text, isNothing) == "" {
		return Document{}, Receipt{}, &Error{Code: "empty"}
	}
	draft := read.layout()
	if draft == nil {
		return Document{}, Receipt{}, &Error{Code: "empty"}
	}
	if draft.full {
		return Document{}, Receipt{}, &Error{Code: "too-large", Args: map[string]any{"limit": maxTurns}}
	}
	doc := draft.document()
	sum := sha256.Sum256(source.Bytes)
	source.SHA256 = hex.EncodeToString(sum[:])
	doc.Title = title(source.Name)
	doc.Source = source
	warnings = append(append(warnings, read.warnings...), draft.warnings...)
	return doc, doc.receipt(warnings), nil
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
	r.Times = len(d.Anchors)
	for _, a := range d.Anchors {
		r.Until = max(r.Until, a.Millis)
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
