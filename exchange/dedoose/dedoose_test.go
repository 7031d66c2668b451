package dedoose

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func ids() func() uuid.UUID {
	n := uint64(0)
	return func() uuid.UUID {
		n++
		u := uuid.UUID{6: 0x70, 8: 0x80}
		binary.BigEndian.PutUint64(u[8:], n|1<<63)
		return u
	}
}

const space = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// docx makes a document with comments. In body, «1 starts comment 1 and 1»
// ends it; each line is a paragraph.
func docx(t testing.TB, body string, comments ...string) []byte {
	t.Helper()
	mark := strings.NewReplacer("«1", start("1"), "1»", end("1"), "«2", start("2"), "2»", end("2"), "«3", start("3"), "3»", end("3"), "«4", start("4"), "4»", end("4"))
	var document, remarks strings.Builder
	for _, line := range strings.Split(body, "\n") {
		document.WriteString("<w:p>" + mark.Replace("<w:r><w:t xml:space=\"preserve\">"+line+"</w:t></w:r>") + "</w:p>")
	}
	for i, c := range comments {
		remarks.WriteString(`<w:comment w:id="` + string(rune('1'+i)) + `" w:author="Anne" w:date="2024-03-05T09:00:00Z"><w:p><w:r><w:annotationRef/><w:t>` +
			strings.ReplaceAll(c, "\n", `</w:t></w:r></w:p><w:p><w:r><w:t>`) + `</w:t></w:r></w:p></w:comment>`)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{"word/document.xml", `<w:document ` + space + `><w:body>` + document.String() + `</w:body></w:document>`},
		{"word/comments.xml", `<w:comments ` + space + `>` + remarks.String() + `</w:comments>`},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func start(id string) string {
	return `</w:t></w:r><w:commentRangeStart w:id="` + id + `"/><w:r><w:t xml:space="preserve">`
}

func end(id string) string {
	return `</w:t></w:r><w:commentRangeEnd w:id="` + id + `"/><w:r><w:commentReference w:id="` + id + `"/></w:r><w:r><w:t xml:space="preserve">`
}

func TestRead(t *testing.T) {
	data := docx(t, "I: Hoe gaat het?\n«2R: «1Goed 😀, Zoë1» zei het.\n\nR: En de «3reünie. 2»\nI: Dank3».«44»",
		"Codes (0-120)\nbuurt\nvreugde 😀", "Codes (121-140)\nvreugde 😀", "Mooi gezegd", "Codes (7-7)\nbuurt")
	p, err := Read("map/Gesprek.docx", data, ids())
	if err != nil {
		t.Fatal(err)
	}
	text := p.Documents[0].Text
	if p.Name != "Gesprek" || text.String() != "I: Hoe gaat het?\n\nR: Goed 😀, Zoë zei het.\n\nR: En de reünie. \n\nI: Dank." {
		t.Fatalf("%q %q", p.Name, text)
	}
	names := map[codebook.CodeID]string{}
	for _, c := range p.Codes {
		names[c.ID] = c.Name
	}
	var got []string
	for _, c := range p.Codings {
		got = append(got, names[c.Code]+" ["+text.Slice(c.Span)+"]")
		if c.Coder != p.Coders[0].ID || !c.Created.Equal(time.Date(2024, 3, 5, 9, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v", c)
		}
	}
	// The second code was given twice over the same words: one coding.
	want := []string{"vreugde 😀 [R: Goed 😀, Zoë zei het.\n\nR: En de reünie.]", "buurt [Goed 😀, Zoë]"}
	if !slices.Equal(got, want) {
		t.Errorf("codings %q", got)
	}
	if len(p.Memos) != 1 || p.Memos[0].Body != "Mooi gezegd" || text.Slice(p.Memos[0].About.Span) != "reünie. \n\nI: Dank" {
		t.Errorf("memos %+v", p.Memos)
	}
	if len(p.Strays) != 1 || p.Strays[0].Reason != codebook.StrayEmpty || len(p.Coders) != 1 || p.Coders[0].Name != "Anne" {
		t.Errorf("strays %+v coders %+v", p.Strays, p.Coders)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		data []byte
		want string
	}{
		{docx(t, "I: Hoe?", "Mooi"), "no-codes"}, {docx(t, "I: Hoe?"), "no-codes"}, {docx(t, ""), "empty"}, {[]byte("PK\x03\x04"), "truncated"}, {nil, "empty"},
		{[]byte("gewone tekst"), "truncated"},
	} {
		_, err := Read("a.docx", c.data, ids())
		var refused *transcript.Error
		if !errors.As(err, &refused) || refused.Code != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestCodeNames(t *testing.T) {
	for text, want := range map[string][]string{
		"Codes (0-120)\nzorg\n\n zorg \nthuis, buiten": {"zorg", "thuis, buiten"}, "Codes (0 - 120): zorg": {"zorg"}, "Code (1-2)\nx": {"x"},
		"Codes (0-120)": nil, "zie Codes (0-120)\nx": nil, "": nil,
	} {
		if got := codeNames(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}
