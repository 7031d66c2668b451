package refi

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/uuid"

	"veldwerk/transcript"
)

func refused(err error) string {
	var typed *transcript.Error
	if errors.As(err, &typed) {
		return typed.Code
	}
	return fmt.Sprint(err)
}

// Every bad file ends in a typed refusal, none in a panic or in a long wait.
func TestHostileFiles(t *testing.T) {
	good := oneText(t, "Proef", "R: zorg.", coded("3", "7", "zorg"))
	bomb := zipOf(t, "project.qde", inProject("Proef", "<Description>"+strings.Repeat(" ", maxMember)+"</Description>"))
	laughs := `<!DOCTYPE Project [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Project name="&b;"/>`
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":               {nil, "refi-no-project"},
		"a text":                {[]byte("I: Hoe gaat het?"), "refi-no-project"},
		"another standard":      {[]byte(`<Project xmlns="urn:bouw:2003"><Target/></Project>`), "refi-no-project"},
		"another root":          {[]byte(`<Graph xmlns="urn:QDA-XML:project:1.0"/>`), "refi-no-project"},
		"a codebook":            {[]byte(`<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>`), "refi-no-project"},
		"cut off XML":           {[]byte(`<Project xmlns="urn:QDA-XML:project:1.0"><Users>`), "truncated"},
		"crossed tags":          {[]byte(`<Project><Users></Project></Users>`), "damaged"},
		"cut off zip":           {good[:len(good)-30], "truncated"},
		"no zip":                {[]byte("PK\x03\x04 en verder niets"), "truncated"},
		"no project":            {zipOf(t, "sources/a.txt", "R: zorg."), "refi-no-project"},
		"a project in a folder": {zipOf(t, "x/project.qde", inProject("", "")), "refi-no-project"},
		"a project in another":  {zipOf(t, "binnen.qdpx", string(good)), "refi-no-project"},
		"two projects":          {zipOf(t, "project.qde", inProject("", ""), "Project.QDE", inProject("", "")), "refi-two-projects"},
		"a bomb":                {bomb, "too-large"},
		"expanding entities":    {zipOf(t, "project.qde", laughs), "damaged"},
		"codes 20,000 deep":     {[]byte(inProject("", "<CodeBook><Codes>"+strings.Repeat(`<Code guid="x" name="y">`, 20_000))), "damaged"},
		"unknown, 20,000 deep":  {[]byte(inProject("", strings.Repeat("<a>", 20_000)+strings.Repeat("</a>", 20_000))), ""},
		"too many tags":         {[]byte(inProject("", strings.Repeat("<a/>", maxTags))), "too-large"},
		"too many users":        {[]byte(inProject("", "<Users>"+strings.Repeat("<User/>", maxThings+1)+"</Users>")), "too-large"},
		"too many attributes":   {[]byte(inProject("", "<Users><User "+strings.Repeat(`a="1" `, maxEquals+1)+"/></Users>")), "damaged"},
		"many equals in a text": {[]byte(inProject("", "<Description>"+strings.Repeat("= ", 5000)+"<![CDATA["+strings.Repeat("a=b ", 5000)+"]]></Description>")), ""},
		"an unknown encoding":   {[]byte(`<?xml version="1.0" encoding="ebcdic"?><Project/>`), "unknown-encoding"},
		"no users, no codes":    {[]byte(`<Project/>`), ""},
	} {
		_, _, err := Read(c.data, counting())
		if c.want == "" && err != nil || c.want != "" && refused(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Names that point outside are passed over and counted, and what they name is
// never taken for a source.
func TestHostileNames(t *testing.T) {
	xml := inProject("Proef", codesXML+`<Sources><TextSource guid="@10" name="A" plainTextPath="internal://../../a.txt">`+coded("3", "7", "")+`</TextSource>
		<TextSource guid="@11" name="B" plainTextPath="internal://link.txt"/></Sources>`)
	var b bytes.Buffer
	b.Write(zipOf(t, "project.qde", xml, "sources/../../a.txt", "R: boos.", `sources\..\..\a.txt`, "R: boos.", "/a.txt", "R: boos.", "C:/a.txt", "R: boos.", "sources/a.txt", "R: zorg.", "SOURCES/A.TXT", "R: twee."))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	link := &zip.FileHeader{Name: "sources/link.txt"}
	link.SetMode(fs.ModeSymlink | 0o777)
	f, err := w.CreateHeader(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("/etc/passwd")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p, r := mustRead(t, out.Bytes())
	if got := codedTexts(t, p); len(p.Documents) != 1 || len(got) != 1 || got[0] != "Zorg: zorg" {
		t.Errorf("%q", got)
	}
	if count(r.Warnings, "refi-entries-ignored") != 5 || count(r.Warnings, "refi-entries-twice") != 1 || count(p.Losses, "refi-files-missing") != 1 {
		t.Errorf("%v %v", r.Warnings, p.Losses)
	}
}

// A bad source leaves the others alone.
func TestBadSources(t *testing.T) {
	source := func(guid, path string) string {
		return `<TextSource guid="` + guid + `" name="` + path + `" plainTextPath="internal://` + path + `"><Coding guid="` + guid[:35] + `f"><CodeRef targetGUID="@1"/></Coding></TextSource>`
	}
	xml := inProject("Proef", codesXML+"<Sources>"+source(g(10), "a.txt")+source(g(20), "bom.txt")+source(g(30), "leeg.txt")+source(g(40), "zip.txt")+source(g(50), "weg.txt")+"</Sources>")
	data := zipOf(t, "project.qde", xml, "sources/a.txt", "R: zorg.", "sources/bom.txt", strings.Repeat(" ", 2*ratioFrom), "sources/leeg.txt", "", "sources/zip.txt", string(zipOf(t, "project.qde", xml)))
	p, _ := mustRead(t, data)
	if len(p.Documents) != 1 || len(p.Codings) != 1 || len(p.Strays) != 4 || count(p.Losses, "refi-sources-without-text") != 4 ||
		count(p.Losses, "refi-files-unreadable") != 1 || count(p.Losses, "refi-files-missing") != 1 {
		t.Errorf("%d documents, %d codings, strays %+v, losses %v", len(p.Documents), len(p.Codings), p.Strays, p.Losses)
	}
}

// One text may not be read over and over to fill the memory.
func TestTextsTogetherAreLimited(t *testing.T) {
	var sources strings.Builder
	for i := range 200 {
		fmt.Fprintf(&sources, `<TextSource guid="%s" name="A" plainTextPath="internal://a.txt"/>`, uuid.NewSHA1(uuid.Nil, fmt.Append(nil, i)))
	}
	data := zipOf(t, "project.qde", inProject("", "<Sources>"+sources.String()+"</Sources>"), "sources/a.txt", strings.Repeat("R: zorg en regels.\n", 50_000))
	if _, _, err := Read(data, counting()); refused(err) != "too-large" {
		t.Error(err)
	}
}

// Quotes out of place are looked for, but not without end.
func TestSearchIsLimited(t *testing.T) {
	var selections strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&selections, `<PlainTextSelection guid="%s" name="nergens te vinden %d" startPosition="0" endPosition="19"><Coding guid="%s"><CodeRef targetGUID="@1"/></Coding></PlainTextSelection>`,
			uuid.NewSHA1(uuid.Nil, fmt.Append(nil, "s", i)), i, uuid.NewSHA1(uuid.Nil, fmt.Append(nil, "c", i)))
	}
	text := strings.Repeat("R: zorg en regels, en dan weer zorg.\n", 30_000)
	p, _ := mustRead(t, oneText(t, "Proef", text, coded("3", "7", "zorg")+selections.String()))
	if n := len(p.Codings) + len(p.Strays); n != 20_001 {
		t.Errorf("%d of 20,001", n)
	}
}

func TestReadStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := ReadWith(ctx, oneText(t, "Proef", "R: zorg.", ""), counting(), transcript.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What XML cannot hold, and other encodings than UTF-8, are read all the same.
func TestStrangeXML(t *testing.T) {
	inside := `<Description>een &#1; twee ` + "\x02" + ` drie &#x41; &#65536;</Description>`
	p, r := mustRead(t, []byte(inProject("Proef", inside)))
	if len(p.Memos) != 1 || p.Memos[0].Body != "een \uFFFD twee \uFFFD drie A \U00010000" || count(r.Warnings, "refi-controls-replaced") != 2 {
		t.Errorf("%+v %v", p.Memos, r.Warnings)
	}
	for name, data := range map[string]string{
		"windows-1252":         `<?xml version="1.0" encoding="ISO-8859-1"?><Project name="x"><Description>caf` + "\xE9" + `</Description></Project>`,
		"UTF-8 without saying": `<Project name="x"><Description>café</Description></Project>`,
		"UTF-16":               "\xFF\xFE" + wide(`<?xml version="1.0" encoding="utf-16"?><Project name="x"><Description>café</Description></Project>`),
	} {
		if p, _ := mustRead(t, []byte(data)); len(p.Memos) != 1 || p.Memos[0].Body != "café" {
			t.Errorf("%s: %+v", name, p.Memos)
		}
	}
}

// wide is UTF-16LE, for characters below U+0100.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(0)
	}
	return b.String()
}
