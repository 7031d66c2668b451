package transcript

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// epub makes a book of pages p0.xhtml, p1.xhtml … and parts beside them.
func epub(parts map[string]string, pages ...string) []byte {
	var items, refs strings.Builder
	all := map[string]string{
		"mimetype":               "application/epub+zip",
		"META-INF/container.xml": `<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/boek%20een.opf"/></rootfiles></container>`,
	}
	for i, p := range pages {
		fmt.Fprintf(&items, `<item id="i%d" href="tekst/p%d.xhtml#x" media-type="application/xhtml+xml"/>`, i, i)
		fmt.Fprintf(&refs, `<itemref idref="i%d"/>`, i)
		all[fmt.Sprintf("OEBPS/tekst/p%d.xhtml", i)] = `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/><script src="x.js"/></head><body>` + p + `</body></html>`
	}
	all["OEBPS/boek een.opf"] = `<?xml version="1.0"?><package><metadata><title>Boek</title></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/><item id="cover" href="c.jpg" media-type="image/jpeg"/>` +
		items.String() + `</manifest><spine><itemref idref="cover"/><itemref idref="nav"/>` + refs.String() + `</spine></package>`
	for name, text := range parts {
		all[name] = text
	}
	return docx(all)
}

func TestReadEPUB(t *testing.T) {
	d, r := mustRead(t, "a.epub", string(epub(nil,
		"<h1>Gesprek 5</h1><p>Over de wijk<br/>en meer.</p>",
		`<p>I: Hoe gaat het?<a epub:type="noteref" href="#n1">1</a></p><aside epub:type="footnote" id="n1"><p>noot</p></aside><p>R: Goed [00:01:02] <![CDATA[& wel]]>.</p>`,
		"<p>I: Mooi.</p>")))
	if got, want := shape(d), "0 |Gesprek 5//Over de wijk/en meer.\n1 I|Hoe gaat het?\n2 R|Goed [00:01:02] & wel.\n3 I|Mooi."; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := facts(r); got != "notes-dropped 1, navigation-dropped 1" {
		t.Errorf("warnings %s", got)
	}
	if d.Source.Kind != "epub" || moments(d) != "62000 [00:01:02]" {
		t.Errorf("%s, %s", d.Source.Kind, moments(d))
	}
	checkDocument(t, d)
	checkReceipt(t, d, r)
}

func TestReadEPUBOddities(t *testing.T) {
	encrypted := func(algorithm, uri string) string {
		return `<encryption><EncryptedData><EncryptionMethod Algorithm="` + algorithm + `"/><CipherData><CipherReference URI="` + uri + `"/></CipherData></EncryptedData></encryption>`
	}
	tests := []struct {
		name  string
		parts map[string]string
		want  string // text, or the code of an error
		facts string
	}{
		{"a scrambled font", map[string]string{"META-INF/encryption.xml": encrypted("http://www.idpf.org/2008/embedding", "OEBPS/a.ttf")}, "I: a\n\nR: b", "navigation-dropped 1"},
		{"DRM", map[string]string{"META-INF/encryption.xml": encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/tekst/p1.xhtml")}, "encrypted", ""},
		{"no container", map[string]string{"META-INF/container.xml": ""}, "I: a\n\nR: b", "navigation-dropped 1"},
		{"strange members", map[string]string{"../x": "a", "/y": "b"}, "I: a\n\nR: b", "navigation-dropped 1"},
		{"no package", map[string]string{"META-INF/container.xml": "<a/>", "OEBPS/boek een.opf": "<package><spine/></package>"}, "damaged", ""},
		{"a package that breaks off", map[string]string{"OEBPS/boek een.opf": "<package><manifest><item id="}, "damaged", ""},
		{"a chapter outside the archive", map[string]string{"OEBPS/boek een.opf": `<package><manifest><item id="a" href="../../../../etc/passwd"/><item id="b" href="tekst/p0.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/><itemref idref="b"/></spine></package>`}, "I: a", "chapters-missing 2"},
		{"no chapter at all", map[string]string{"OEBPS/boek een.opf": `<package><manifest><item id="a" href="weg.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>`}, "damaged", ""},
		{"a bomb", map[string]string{"OEBPS/tekst/p0.xhtml": "<p>" + strings.Repeat(" ", 12<<20)}, "too-large", ""},
		{"empty chapters", map[string]string{"OEBPS/tekst/p0.xhtml": "<p></p>", "OEBPS/tekst/p1.xhtml": ""}, "empty", ""},
		{"another encoding", map[string]string{"OEBPS/tekst/p0.xhtml": `<?xml version="1.0" encoding="windows-1252"?><html><p>I: re` + "\xfc" + `nie</p></html>`}, "I: reünie\n\nR: b", "navigation-dropped 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r, err := Read("a.epub", epub(tt.parts, "<p>I: a</p>", "<p>R: b</p>"))
			var e *Error
			got := d.Text.String()
			if errors.As(err, &e) {
				got = e.Code
			}
			if got != tt.want || facts(r) != tt.facts {
				t.Errorf("%q, %s, %v; want %q, %s", got, facts(r), err, tt.want, tt.facts)
			}
		})
	}
	whole := epub(nil, "<p>"+strings.Repeat("woord ", 500)+"</p>")
	for name, data := range map[string][]byte{"truncated": whole[:len(whole)/2], "damaged": flipped(whole, "p0.xhtml")} {
		_, _, err := Read("boek.epub", data)
		var e *Error
		if !errors.As(err, &e) || e.Code != name {
			t.Errorf("error %v, want %s", err, name)
		}
	}
}

func TestSniffTruncatedZip(t *testing.T) {
	for mimetype, want := range map[string]string{
		"application/epub+zip": "epub", "application/vnd.oasis.opendocument.text": "odt", "application/x": "zip",
	} {
		if got := Sniff("a", []byte("PK\x03\x04"+strings.Repeat("\x00", 26)+"mimetype"+mimetype+"PK\x03\x04")); got != want {
			t.Errorf("%s: %s", mimetype, got)
		}
	}
}

// flipped turns the bits of a byte behind the name of a member.
func flipped(data []byte, name string) []byte {
	data = append([]byte(nil), data...)
	data[strings.Index(string(data), name)+len(name)+30] ^= 0xFF
	return data
}
