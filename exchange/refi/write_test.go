package refi

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

var profiles = []Profile{ProfileStandard, ProfileNVivo}

func written(t *testing.T, p codebook.Project, profile Profile) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := Write(&b, p, Options{Profile: profile, Origin: "veldwerk 1.2"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func memberOf(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// same compares two projects, each noun by its id; nil and empty are one.
func same(t *testing.T, seed uint64, want, got codebook.Project) {
	t.Helper()
	check := func(noun string, want, got any) {
		if a, b := reflect.ValueOf(want), reflect.ValueOf(got); a.Kind() == reflect.Slice && a.Len() == b.Len() {
			for i := range a.Len() {
				if x, y := a.Index(i).Interface(), b.Index(i).Interface(); !reflect.DeepEqual(x, y) {
					t.Fatalf("seed %d: %s:\nwant %+v\ngot  %+v", seed, noun, x, y)
				}
			}
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("seed %d: %s:\nwant %#v\ngot  %#v", seed, noun, want, got)
		}
	}
	check("name", want.Name, got.Name)
	check("coders", sorted(want.Coders, func(c codebook.Coder) string { return c.ID.String() }), sorted(got.Coders, func(c codebook.Coder) string { return c.ID.String() }))
	check("codes", sorted(want.Codes, func(c codebook.Code) string { return c.ID.String() }), sorted(got.Codes, func(c codebook.Code) string { return c.ID.String() }))
	check("themes", sorted(want.Themes, func(c codebook.Theme) string { return c.ID.String() }), sorted(got.Themes, func(c codebook.Theme) string { return c.ID.String() }))
	check("attributes", sorted(want.Attributes, func(c transcript.Attribute) string { return c.ID.String() }), sorted(got.Attributes, func(c transcript.Attribute) string { return c.ID.String() }))
	check("cases", sorted(want.Cases, func(c transcript.Case) string { return c.ID.String() }), sorted(got.Cases, func(c transcript.Case) string { return c.ID.String() }))
	check("codings", sorted(want.Codings, func(c codebook.Coding) string { return c.ID.String() }), sorted(got.Codings, func(c codebook.Coding) string { return c.ID.String() }))
	check("memos", sorted(want.Memos, func(c codebook.Memo) string { return c.ID.String() }), sorted(got.Memos, func(c codebook.Memo) string { return c.ID.String() }))
	check("strays", want.Strays, got.Strays)
	check("number of documents", len(want.Documents), len(got.Documents))
	for i := range want.Documents {
		a, b := want.Documents[i], got.Documents[i]
		check("text", a.Text.String(), b.Text.String())
		check("bytes of "+a.Source.Name, string(a.Source.Bytes), string(b.Source.Bytes))
		a.Text, b.Text, a.Source.Bytes, b.Source.Bytes = transcript.Text{}, transcript.Text{}, nil, nil
		check("document", a, b)
	}
}

func sorted[T any](list []T, id func(T) string) []T {
	list = append([]T{}, list...)
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	return list
}

// What is written and read again is the same project, whatever it holds.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(120) {
		p := random{rand.New(rand.NewPCG(seed, 7))}.project()
		for _, profile := range profiles {
			data := written(t, p, profile)
			if !bytes.Equal(data, written(t, p, profile)) {
				t.Fatalf("seed %d: two writings differ", seed)
			}
			got, receipt, err := Read(data, counting())
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			same(t, seed, p, got)
			if len(got.Losses)+len(receipt.Warnings) > 0 || !receipt.Packed || got.Origin != "veldwerk 1.2" {
				t.Fatalf("seed %d: losses %v, warnings %v, receipt %+v", seed, got.Losses, receipt.Warnings, receipt)
			}
		}
	}
}

// Without our packing, as another program would write it, texts, codes, spans,
// memos and cases are still all there.
func TestRoundTripWithoutPacking(t *testing.T) {
	for seed := range uint64(80) {
		p := random{rand.New(rand.NewPCG(seed, 8))}.project()
		for _, profile := range profiles {
			got, _, err := Read(without(t, written(t, p, profile), packingFolder), counting())
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			texts := map[transcript.DocumentID]transcript.Text{}
			for _, d := range got.Documents {
				texts[d.ID] = d.Text
			}
			read := map[codebook.CodingID]codebook.Coding{}
			for _, c := range got.Codings {
				read[c.ID] = c
			}
			for _, c := range p.Codings {
				if _, ok := texts[c.Document]; !ok {
					continue // a text of nothing but blanks or controls
				}
				r, ok := read[c.ID]
				if !ok || r.Span != c.Span || r.QuoteHash != c.QuoteHash || r.Code != c.Code || r.Coder != c.Coder {
					t.Fatalf("seed %d %q: coding %+v became %+v", seed, profile, c, r)
				}
			}
			if len(got.Codes) != len(p.Codes) || len(got.Memos) < len(p.Memos) || len(got.Themes) != len(p.Themes) {
				t.Fatalf("seed %d: %d codes, %d memos, %d themes", seed, len(got.Codes), len(got.Memos), len(got.Themes))
			}
		}
	}
}

// without is the file less the members of a folder.
func without(t *testing.T, data []byte, folder string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := []string{}
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, folder) {
			files = append(files, f.Name, memberOf(t, data, f.Name))
		}
	}
	return zipOf(t, files...)
}

func TestProfiles(t *testing.T) {
	doc := codebook.Document{}
	doc.ID, doc.Title, doc.Text = transcript.DocumentID(counting()()), "Gesprek", transcript.NewText("Eén 😀\nTwee 😀 drie\n")
	code := codebook.Code{ID: codebook.CodeID{1}, Name: "drie", Colour: 2}
	coding := codebook.Coding{ID: codebook.CodingID{2}, Document: doc.ID, Code: code.ID, Span: transcript.Span{Start: 13, End: 17}}
	p := codebook.Project{Name: "Proef", Documents: []codebook.Document{doc}, Codes: []codebook.Code{code}, Codings: []codebook.Coding{coding}}

	standard := written(t, p, ProfileStandard)
	member := "/00000000-0000-7000-8000-000000000001.txt"
	if text := memberOf(t, standard, "sources"+member); text != doc.Text.String() {
		t.Errorf("%q", text)
	}
	if xml := memberOf(t, standard, "project.qde"); !strings.Contains(xml, `name="drie" startPosition="13" endPosition="17"`) || !strings.Contains(xml, `color="#F79A32"`) {
		t.Error(xml)
	}
	nvivo := written(t, p, ProfileNVivo)
	text, ok := strings.CutPrefix(memberOf(t, nvivo, "Sources"+member), "\uFEFF")
	if !ok || text != "Eén 😀\r\nTwee 😀 drie\r\n" {
		t.Errorf("%q", text)
	}
	if xml := memberOf(t, nvivo, "project.qde"); !strings.Contains(xml, `name="drie" startPosition="16" endPosition="20"`) {
		t.Error(xml)
	}
	if units := utf16.Encode([]rune(text))[16:20]; string(utf16.Decode(units)) != "drie" {
		t.Errorf("%q", string(utf16.Decode(units)))
	}
	var refused *transcript.Error
	if _, err := Write(io.Discard, p, Options{Profile: "maxqda"}); !errors.As(err, &refused) || refused.Code != "refi-profile" {
		t.Error(err)
	}
}

// A long quote is cut in the name; reading still knows it for the quote.
func TestLongQuote(t *testing.T) {
	doc := codebook.Document{}
	doc.ID, doc.Title, doc.Text = transcript.DocumentID{9}, "Lang", transcript.NewText("I: "+strings.Repeat("lange zin ", 2500))
	code := codebook.Code{ID: codebook.CodeID{1}, Name: "alles"}
	coding := codebook.Coding{ID: codebook.CodingID{2}, Document: doc.ID, Code: code.ID, Span: transcript.Span{Start: 3, End: 20_003}}
	data := written(t, codebook.Project{Documents: []codebook.Document{doc}, Codes: []codebook.Code{code}, Codings: []codebook.Coding{coding}}, "")
	got, _, err := Read(without(t, data, packingFolder), counting())
	if err != nil || len(got.Codings) != 1 || got.Codings[0].Span != coding.Span || len(got.Strays) > 0 {
		t.Errorf("%v %+v %+v", err, got.Codings, got.Strays)
	}
}

// Another program may have changed the file: what it changed counts, and our
// packing fills in only what still fits.
func TestPackingYieldsToChanges(t *testing.T) {
	text := "I: Hoe gaat het?\nR: Goed hoor.\n"
	doc, _, err := transcript.Read("a.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	doc.ID, doc.Language = transcript.DocumentID{9}, "fy"
	code := codebook.Code{ID: codebook.CodeID{1}, Name: "zorg", Full: "Alle zorg.", Example: "Goed hoor.", Letter: "q", Status: codebook.StatusDraft}
	data := written(t, codebook.Project{Documents: []codebook.Document{{Document: doc}}, Codes: []codebook.Code{code}}, "")
	name := "sources/" + key([16]byte{9}) + ".txt"
	xml := strings.Replace(memberOf(t, data, "project.qde"), "Alle zorg.", "Zorg en steun.", 1)
	changed := zipOf(t, "project.qde", xml, name, "R: Nee.\n"+text, packingName, memberOf(t, data, packingName))
	got, _, err := Read(changed, counting())
	if err != nil {
		t.Fatal(err)
	}
	c := got.Codes[0]
	if c.Full != "Zorg en steun." || c.Example != "Goed hoor." || c.Letter != "q" || c.Status != codebook.StatusDraft {
		t.Errorf("%+v", c)
	}
	if d := got.Documents[0]; len(d.Turns) != 3 || d.Language == "fy" {
		t.Errorf("%+v", d.Turns)
	}
}

func TestWriteCodebook(t *testing.T) {
	codes := []codebook.Code{
		{ID: codebook.CodeID{1}, Name: "Zorg & <steun>", Full: "Alles.\n\nOok dit.", Short: "kort", Example: "zo", Alias: []string{"hulp"}, Status: codebook.StatusActive, Colour: 5},
		{ID: codebook.CodeID{2}, Parent: codebook.CodeID{1}, Name: "Zorg", Status: codebook.StatusActive},
		{ID: codebook.CodeID{3}, Name: "Zorg", Status: codebook.StatusActive, Position: 1},
	}
	themes := []codebook.Theme{{ID: codebook.ThemeID{4}, Name: "Kern", Claim: "Zorg is kern.", Codes: []codebook.CodeID{{2}}}}
	var b bytes.Buffer
	if _, err := WriteCodebook(&b, codes, themes, Options{}); err != nil {
		t.Fatal(err)
	}
	validate(t, "Codebook.xsd", b.Bytes())
	gotCodes, gotThemes, losses, err := ReadCodebook(b.Bytes(), counting())
	if err != nil || len(losses) > 0 || !reflect.DeepEqual(gotCodes, codes) || !reflect.DeepEqual(gotThemes, themes) {
		t.Errorf("%v %v\n%+v\n%+v", err, losses, gotCodes, gotThemes)
	}
	var refused *transcript.Error
	if _, err := WriteCodebook(io.Discard, nil, nil, Options{}); !errors.As(err, &refused) || refused.Code != "refi-no-codes" {
		t.Error(err)
	}
}

// validate holds XML against a schema of the standard, where xmllint is there.
func validate(t *testing.T, schema string, xml ...[]byte) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Log("xmllint is not there: nothing is held against", schema)
		return
	}
	folder := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", filepath.Join("testdata", "schemas", schema)}
	for i, x := range xml {
		name := filepath.Join(folder, fmt.Sprintf("%d.xml", i))
		if err := os.WriteFile(name, x, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.Command(lint, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", schema, err, out[:min(len(out), 4000)])
	}
}

func TestWhatWeWriteIsValid(t *testing.T) {
	var projects, books [][]byte
	for seed := range uint64(60) {
		p := random{rand.New(rand.NewPCG(seed, 9))}.project()
		for _, profile := range profiles {
			projects = append(projects, []byte(memberOf(t, written(t, p, profile), "project.qde")))
		}
		if len(p.Codes) == 0 {
			continue
		}
		var b bytes.Buffer
		if _, err := WriteCodebook(&b, p.Codes, p.Themes, Options{}); err != nil {
			t.Fatal(err)
		}
		books = append(books, b.Bytes())
	}
	projects = append(projects, []byte(memberOf(t, written(t, codebook.Project{}, ""), "project.qde")))
	validate(t, "Project.xsd", projects...)
	validate(t, "Codebook.xsd", books...)
}
