package refi

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// zipOf makes a zip of names and contents by turns.
func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		f, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// g is the GUID with this number.
func g(n int) string { return fmt.Sprintf("0000000a-0000-4000-8000-%012d", n) }

// inProject wraps the inside of a project; "@7" stands for the GUID 7.
func inProject(origin, inside string) string {
	return `<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="Proef" origin="` + origin + `">` + guids(inside) + `</Project>`
}

func guids(s string) string {
	for n := 99; n > 0; n-- {
		s = strings.ReplaceAll(s, fmt.Sprintf("@%d", n), g(n))
	}
	return s
}

// codedTexts lists "code: text" of every coding, in the order of the file.
func codedTexts(t testing.TB, p codebook.Project) []string {
	t.Helper()
	texts := map[transcript.DocumentID]transcript.Text{}
	for _, d := range p.Documents {
		texts[d.ID] = d.Text
	}
	names := map[codebook.CodeID]string{}
	for _, c := range p.Codes {
		names[c.ID] = c.Name
	}
	out := []string{}
	for _, c := range p.Codings {
		text := texts[c.Document]
		if c.Span.Start < 0 || c.Span.End > text.Len() || c.Span.IsEmpty() || codebook.QuoteHash(text.Slice(c.Span)) != c.QuoteHash {
			t.Errorf("coding %+v is not right", c)
		}
		out = append(out, names[c.Code]+": "+text.Slice(c.Span))
	}
	return out
}

// count is Args count of the fact with this code; 0 when it is not there.
func count(facts []transcript.Warning, code string) int {
	for _, w := range facts {
		if w.Code == code {
			return w.Args["count"].(int)
		}
	}
	return 0
}

func mustRead(t testing.TB, data []byte) (codebook.Project, Receipt) {
	t.Helper()
	p, r, err := Read(data, counting())
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}
