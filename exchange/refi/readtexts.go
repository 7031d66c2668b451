package refi

import (
	"archive/zip"
	"bytes"
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// textOf is a text that becomes a document: a source's own, its transcript, or
// its representation.
type textOf struct {
	r       *reader
	at      int // index in project.Documents
	source  *qdeSource
	part    *qdeSource // the source itself, or the part that has the text
	body    *body
	read    transcript.Receipt
	codings int
	found   int
	strays  int
	points  map[uuid.UUID]int // sync points: code points of the text
}

func (t *textOf) doc() *transcript.Document { return &t.r.project.Documents[t.at].Document }

func (r *reader) bodies() []*body {
	out := make([]*body, len(r.texts))
	for i, t := range r.texts {
		out[i] = t.body
	}
	return out
}

// readTexts makes a document of every text.
func (r *reader) readTexts() error {
	if err := r.weighTexts(); err != nil {
		return err
	}
	for i := range r.q.sources {
		s := &r.q.sources[i]
		before := len(r.texts)
		parts := []*qdeSource{s}
		for j := range s.parts {
			parts = append(parts, &s.parts[j])
		}
		for _, part := range parts {
			if err := r.readText(s, part); err != nil {
				return err
			}
		}
		if len(r.texts) == before {
			if err := r.readMedia(s); err != nil {
				return err
			}
		}
		if s.path != "" && (len(r.texts) == before || r.texts[before].part != s) {
			r.losses.add("refi-media", 1, s.name)
		}
		if len(r.texts) == before {
			r.losses.add("refi-sources-without-text", 1, s.name)
		}
	}
	// A note in which passages are coded is a document too.
	for i := range r.q.notes {
		n := &r.q.notes[i]
		coded := len(n.codings) > 0 || slices.ContainsFunc(n.selections, func(s qdeSelection) bool { return len(s.codings) > 0 })
		if !coded {
			continue
		}
		r.strange.add("refi-notes-coded", 1, n.name)
		if err := r.readText(n, n); err != nil {
			return err
		}
	}
	return nil
}

// weighTexts refuses too much text before any is read. The zip's directory
// says how long a member is, and reading stops where that is not true.
func (r *reader) weighTexts() error {
	if r.archive == nil {
		return nil
	}
	total := uint64(0)
	see := func(paths ...string) {
		for _, p := range paths {
			if f := r.archive.source(p); f != nil {
				total += f.UncompressedSize64
				return
			}
		}
	}
	for _, s := range r.q.sources {
		see(s.plain, s.rich)
		for _, part := range s.parts {
			see(part.plain, part.rich)
		}
	}
	for _, n := range r.q.notes {
		see(n.plain, n.rich)
	}
	if total > maxTexts {
		return tooLarge(maxTexts)
	}
	return nil
}

// readText reads the text of a source or of a part; nothing happens when it
// has none.
func (r *reader) readText(source, part *qdeSource) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	data, name, err := r.plainText(part)
	if err != nil {
		return err
	}
	if data != nil && r.takePlain(source, part, name, data) {
		if part.rich != "" {
			r.losses.add("refi-rich-dropped", 1, source.name) // positions count the plain text
		}
		return nil
	}
	return r.takeRich(source, part, part.rich)
}

// plainText is the plain text of a part with the name of its file; nil when
// there is none. The error is that of all texts together.
func (r *reader) plainText(part *qdeSource) (data []byte, name string, err error) {
	missing := part.plain != ""
	if missing && r.archive != nil {
		if f := r.archive.source(part.plain); f != nil {
			missing = false
			data, err := r.fileOf(f, part.name)
			if data != nil || err != nil {
				return data, path.Base(strings.ReplaceAll(f.Name, `\`, "/")), err
			}
		}
	}
	if part.hasContent {
		data, err := r.bearable([]byte(part.content), part.name)
		return data, cmp.Or(part.name, "text") + ".txt", err
	}
	if missing {
		r.losses.add("refi-files-missing", 1, cmp.Or(part.name, baseName(part.plain)))
	}
	return nil, "", nil
}

// fileOf reads a source; nil, and a loss, when it can't be read. The error is
// that of all texts together.
func (r *reader) fileOf(f *zip.File, name string) ([]byte, error) {
	data, err := readUpTo(f, maxText)
	if err != nil {
		r.losses.add("refi-files-unreadable", 1, name)
		return nil, nil
	}
	return r.bearable(data, name)
}

// bearable counts a text against the limits; nil, and a loss, for one that is
// too long by itself.
func (r *reader) bearable(data []byte, name string) ([]byte, error) {
	lines := bytes.Count(data, []byte("\n"))
	r.spent, r.lines = r.spent+len(data), r.lines+lines
	switch {
	case r.spent > maxTexts:
		return nil, tooLarge(maxTexts)
	case r.lines > maxAllLines:
		return nil, &transcript.Error{Code: "too-large", Args: map[string]any{"lines": r.lines, "limit": maxAllLines}}
	case len(data) > maxText || lines > maxLines:
		r.losses.add("refi-files-unreadable", 1, name)
		return nil, nil
	}
	return data, nil
}

// takePlain makes a document of a plain text, as our packing says or as we
// read any text; false when there is nothing to read.
func (r *reader) takePlain(source, part *qdeSource, name string, data []byte) bool {
	if r.packed != nil {
		if p, ok := r.packed.Documents[key(part.guid)]; ok {
			pos := newPositions(string(data))
			if doc, ok := p.unpack(pos.text); ok {
				if doc.Source, ok = p.original(r.archive, data); !ok {
					r.losses.add("refi-originals", 1, source.name)
					doc.Source = transcript.Source{Name: name, Kind: "txt", Encoding: "utf-8", Bytes: data, SHA256: hashOf(data)}
				}
				r.addText(source, part, doc, transcript.Receipt{Kind: "txt", Encoding: "utf-8"}, &body{text: doc.Text, pos: pos})
				return true
			}
		}
	}
	doc, raw, receipt, err := transcript.ReadPlain(name, data)
	if err != nil {
		return false
	}
	pos := newPositions(raw)
	// Both make the text canonical by the same rules; should these ever part,
	// positions would count another text, and only quotes could be trusted.
	b := &body{text: doc.Text, pos: pos}
	if pos.text != doc.Text.String() {
		b.pos, b.quotesOnly = newPositions(doc.Text.String()), true
	}
	r.addText(source, part, doc, receipt, b)
	return true
}

// takeRich reads a file that is no plain text. Positions count the plain text,
// which is not there: only quotes place what was coded.
func (r *reader) takeRich(source, part *qdeSource, name string) error {
	if name == "" || r.archive == nil {
		return nil
	}
	f := r.archive.source(name)
	if f == nil || !transcript.Reads(strings.TrimPrefix(path.Ext(strings.ToLower(f.Name)), ".")) {
		return nil
	}
	data, err := r.fileOf(f, source.name)
	if data == nil || err != nil {
		return err
	}
	doc, receipt, err := transcript.ReadWith(r.ctx, path.Base(f.Name), data, r.opt)
	if err != nil {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		r.losses.add("refi-files-unreadable", 1, source.name)
		return nil
	}
	r.strange.add("refi-rich-texts", 1, source.name)
	r.addText(source, part, doc, receipt, &body{text: doc.Text, pos: newPositions(doc.Text.String()), quotesOnly: true})
	return nil
}

// readMedia reads a PDF, or another file with text in it, that came without
// its plain text.
func (r *reader) readMedia(s *qdeSource) error { return r.takeRich(s, s, s.path) }

func (r *reader) addText(source, part *qdeSource, doc transcript.Document, receipt transcript.Receipt, b *body) {
	guid := part.guid
	if part.kind == "Representation" || part.kind == "TextDescription" || guid == uuid.Nil {
		guid = source.guid // cases and sets name the source
	}
	doc.ID = transcript.DocumentID(r.keep("document", guid))
	doc.Title = r.title(source, part, doc)
	for i := range doc.Speakers {
		doc.Speakers[i].ID = transcript.SpeakerID(r.keepSpeaker(doc.Speakers[i].ID))
	}
	t := &textOf{r: r, at: len(r.project.Documents), source: source, part: part, body: b, read: receipt}
	r.project.Documents = append(r.project.Documents, codebook.Document{Document: doc, Added: part.created})
	r.texts = append(r.texts, t)
	r.byDocument[doc.ID] = t
	r.name(source.guid, t)
	if part.guid != source.guid {
		r.name(part.guid, t)
	}
	for _, s := range part.selections {
		if s.kind == "PlainTextSelection" {
			b.places = append(b.places, place{s.start, s.end, t.quote(s)})
		}
	}
}

// name lets a GUID mean the texts of a source; where two sources share one, it
// means the first.
func (r *reader) name(guid uuid.UUID, t *textOf) {
	if named := r.bySource[guid]; guid != uuid.Nil && (len(named) == 0 || named[0].source == t.source) {
		r.bySource[guid] = append(named, t)
	}
}

func (r *reader) keepSpeaker(id transcript.SpeakerID) uuid.UUID {
	if id.IsZero() {
		return r.fresh("speaker")
	}
	return r.keep("speaker", uuid.UUID(id))
}

// quote is the text that stands beside a position.
func (t *textOf) quote(s qdeSelection) string { return t.r.exact(s.guid, "name", s.name) }

// title names a document by its source; what is named alike gets a number.
func (r *reader) title(source, part *qdeSource, doc transcript.Document) string {
	name := r.exact(source.guid, "name", source.name)
	if part.kind == "Transcript" && len(source.parts) > 1 && part.name != "" {
		name = strings.TrimPrefix(name+": "+part.name, ": ")
	}
	if strings.TrimSpace(name) == "" {
		name = cmp.Or(doc.Title, short(source.guid))
	}
	if r.packed != nil {
		if _, ours := r.packed.Documents[key(part.guid)]; ours {
			return name
		}
	}
	fold := name
	if len(name) < 1000 {
		fold = codebook.Fold(name)
	}
	if r.titles[fold]++; r.titles[fold] == 1 {
		return name
	}
	r.strange.add("refi-titles-twice", 1, name)
	for {
		unique := name + " (" + strconv.Itoa(r.titles[fold]) + ")"
		again := fold + unique[len(name):]
		if r.titles[again]++; r.titles[again] == 1 {
			return unique
		}
		r.titles[fold]++
	}
}
