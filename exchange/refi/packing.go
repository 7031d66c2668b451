package refi

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// packing is what REFI-QDA cannot hold, by the GUIDs of the XML (upper case,
// as written there). Each part is used on reading only where the XML still says
// what it said when it was written: another program may have changed it since.
type packing struct {
	Format     string                    `json:"format"`
	Version    int                       `json:"version"`
	Coders     map[string]string         `json:"coders,omitempty"`     // initials
	Attributes map[string]string         `json:"attributes,omitempty"` // types
	Cases      map[string]bool           `json:"cases,omitempty"`      // cases without a name
	Codes      map[string]packedCode     `json:"codes,omitempty"`
	Themes     map[string]packedTheme    `json:"themes,omitempty"`
	Certainty  map[string]int            `json:"certainty,omitempty"` // of codings
	Memos      map[string]string         `json:"memos,omitempty"`     // kinds
	Documents  map[string]packedDocument `json:"documents,omitempty"`
	Strays     []codebook.Stray          `json:"strays,omitempty"`
	Texts      map[string]string         `json:"texts,omitempty"` // by GUID/field: what XML cannot hold letter for letter
}

const (
	packingFormat  = "veldwerk"
	packingVersion = 1
)

type packedCode struct {
	Short    string          `json:"short,omitempty"`
	Full     string          `json:"full,omitempty"`
	UseWhen  string          `json:"use_when,omitempty"`
	NotWhen  string          `json:"not_when,omitempty"`
	Example  string          `json:"example,omitempty"`
	Colour   int             `json:"colour,omitempty"`
	Letter   string          `json:"letter,omitempty"`
	Alias    []string        `json:"alias,omitempty"`
	Status   codebook.Status `json:"status,omitempty"`
	Into     codebook.CodeID `json:"into,omitzero"`
	Position int             `json:"position,omitempty"`
}

type packedTheme struct {
	Words    []codebook.Word `json:"words,omitempty"`
	Position int             `json:"position,omitempty"`
}

type packedDocument struct {
	Text     string          `json:"text"` // SHA-256 of the canonical text
	Language string          `json:"language,omitempty"`
	Layout   int             `json:"layout"`
	Revision int             `json:"revision"`
	Turns    [][6]int        `json:"turns,omitempty"` // n, speaker, start, end, label start, label end
	Speakers []packedSpeaker `json:"speakers,omitempty"`
	Anchors  [][2]int64      `json:"anchors,omitempty"` // code point, milliseconds
	Pages    [][2]int        `json:"pages,omitempty"`   // code point, number
	Source   packedSource    `json:"source"`
}

type packedSpeaker struct {
	ID   transcript.SpeakerID `json:"id,omitzero"`
	Name string               `json:"name"`
	Role transcript.Role      `json:"role,omitempty"`
	Case transcript.CaseID    `json:"case,omitzero"`
	Rule transcript.Rule      `json:"rule,omitempty"`
}

// packedSource is the file that a document came from. Its bytes stand in a
// member of their own, or are the text as written (Same), or are not there.
type packedSource struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Encoding string `json:"encoding"`
	SHA256   string `json:"sha256"`
	Member   string `json:"member,omitempty"`
	Same     bool   `json:"same,omitempty"`
}

// key is a GUID as the packing and the XML write it.
func key(id uuid.UUID) string { return strings.ToUpper(id.String()) }

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// readPacking reads our own member; one that is damaged or of a later version
// counts as absent.
func readPacking(f *zip.File) *packing {
	if f == nil {
		return nil
	}
	data, err := readUpTo(f, maxPacking)
	if err != nil {
		return nil
	}
	p := &packing{}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(p); err != nil || p.Format != packingFormat || p.Version != packingVersion {
		return nil
	}
	return p
}

// exact is the text of a field as it was before XML could not hold it.
func (p *packing) exact(id uuid.UUID, field, text string) string {
	if p == nil || !strings.Contains(text, "\uFFFD") {
		return text
	}
	if raw, ok := p.Texts[key(id)+"/"+field]; ok {
		if safe, _ := legal(raw); safe == text {
			return raw
		}
	}
	return text
}

// legal puts U+FFFD, one for one, for the characters that XML cannot hold.
func legal(s string) (safe string, replaced int) {
	if strings.IndexFunc(s, isIllegal) < 0 {
		return s, 0
	}
	return strings.Map(func(r rune) rune {
		if isIllegal(r) {
			replaced++
			return '\uFFFD'
		}
		return r
	}, s), replaced
}

// packDocument holds what a text source cannot.
func packDocument(d *transcript.Document) packedDocument {
	out := packedDocument{
		Text: hashOf([]byte(d.Text.String())), Language: d.Language, Layout: d.Layout, Revision: d.Revision,
		Source: packedSource{Name: d.Source.Name, Kind: d.Source.Kind, Encoding: d.Source.Encoding, SHA256: d.Source.SHA256},
	}
	for _, t := range d.Turns {
		out.Turns = append(out.Turns, [6]int{t.N, t.Speaker, t.Span.Start, t.Span.End, t.Label.Start, t.Label.End})
	}
	for _, s := range d.Speakers {
		out.Speakers = append(out.Speakers, packedSpeaker(s))
	}
	for _, a := range d.Anchors {
		out.Anchors = append(out.Anchors, [2]int64{int64(a.At), a.Millis})
	}
	for _, p := range d.Pages {
		out.Pages = append(out.Pages, [2]int{p.At, p.Number})
	}
	return out
}

// unpack makes the document again; false when the packing does not fit the
// text, or could not have been written by us.
func (p packedDocument) unpack(text string) (transcript.Document, bool) {
	if p.Text != hashOf([]byte(text)) {
		return transcript.Document{}, false
	}
	d := transcript.Document{Text: transcript.NewText(text), Language: p.Language, Layout: p.Layout, Revision: p.Revision}
	n := d.Text.Len()
	for _, s := range p.Speakers {
		d.Speakers = append(d.Speakers, transcript.Speaker(s))
	}
	last := 0
	for _, t := range p.Turns {
		turn := transcript.Turn{N: t[0], Speaker: t[1], Span: transcript.Span{Start: t[2], End: t[3]}, Label: transcript.Span{Start: t[4], End: t[5]}}
		fits := turn.Speaker >= -1 && turn.Speaker < len(d.Speakers) && turn.N >= 0 &&
			turn.Label.Start >= 0 && turn.Label.End >= turn.Label.Start && turn.Label.End <= n &&
			turn.Span.Start >= last && turn.Span.End >= turn.Span.Start && turn.Span.End <= n
		if !fits {
			return transcript.Document{}, false
		}
		last = turn.Span.End
		d.Turns = append(d.Turns, turn)
	}
	last = 0
	for _, a := range p.Anchors {
		if a[0] < int64(last) || a[0] > int64(n) {
			return transcript.Document{}, false
		}
		last = int(a[0])
		d.Anchors = append(d.Anchors, transcript.Anchor{At: last, Millis: a[1]})
	}
	last = 0
	for _, g := range p.Pages {
		if g[0] < last || g[0] > n {
			return transcript.Document{}, false
		}
		last = g[0]
		d.Pages = append(d.Pages, transcript.Page{At: g[0], Number: g[1]})
	}
	return d, true
}

// original gives a document the file it came from, when it is there, whole and
// unchanged.
func (p packedDocument) original(a *archive, text []byte) (transcript.Source, bool) {
	s := transcript.Source{Name: p.Source.Name, Kind: p.Source.Kind, Encoding: p.Source.Encoding, SHA256: p.Source.SHA256}
	switch {
	case p.Source.Same:
		s.Bytes = text
	case p.Source.Member == "":
		return s, true
	default:
		f := a.own[p.Source.Member]
		if f == nil {
			return transcript.Source{}, false
		}
		data, err := readMember(f)
		if a.originals += int64(len(data)); err != nil || a.originals > maxOriginals {
			return transcript.Source{}, false
		}
		s.Bytes = data
	}
	return s, hashOf(s.Bytes) == s.SHA256
}
