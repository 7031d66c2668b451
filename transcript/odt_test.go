package transcript

import (
	"errors"
	"strings"
	"testing"
)

const odfSpaces = `xmlns:office="` + odfOffice + `" xmlns:text="` + odfText + `" xmlns:table="` + odfTable + `" xmlns:style="` + odfStyle +
	`" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"`

func odtXML(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><office:document-content ` + odfSpaces + `><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`
}

// odt makes an OpenDocument text of its body and parts beside it.
func odt(body string, parts map[string]string) []byte {
	all := map[string]string{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": odtXML(body)}
	for name, text := range parts {
		all[name] = text
	}
	return docx(all)
}

func TestReadODT(t *testing.T) {
	tests := []struct{ name, body, want, facts string }{
		{"paragraphs", "<text:h>Kop</text:h><text:p/><text:p>I: een\n  <text:span>twee</text:span> </text:p>", "Kop\n\nI: een twee", ""},
		{"blanks", `<text:p>a <text:s text:c="3"/>b<text:s/>c<text:tab/>d<text:line-break/>e</text:p>`, "a    b c\td\ne", ""},
		{"wrappers", `<text:section><text:p>a<text:a>b</text:a><text:bookmark/><text:page-number>7</text:page-number></text:p></text:section>`, "ab7", ""},
		{"lists", `<text:list><text:list-item><text:number>1.</text:number><text:p>een</text:p><text:list><text:list-item><text:p>twee</text:p></text:list-item></text:list></text:list-item></text:list>`, "een\n\ntwee", ""},
		{"table", `<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Spreker</text:p></table:table-cell><table:table-cell><text:p>Tekst</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>R</text:p></table:table-cell><table:table-cell><text:p>een</text:p><text:p>twee</text:p></table:table-cell></table:table-row></table:table><text:p>na</text:p>`,
			"Spreker\tTekst\n\nR\teen\ntwee\n\nna", ""},
		{"note", `<text:p>a<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>noot</text:p></text:note-body></text:note>b</text:p>`, "ab", "notes-dropped 1"},
		{"comment", `<text:p>a<office:annotation><dc:creator>x</dc:creator><text:p>hm</text:p></office:annotation>b<office:annotation-end/></text:p>`, "ab", "comments-dropped 1"},
		{"tracked changes", `<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p></text:deletion></text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes><text:p>a<text:change/>b <text:change-start/>nieuw<text:change-end/></text:p>`, "ab nieuw", "deletions-dropped 1"},
		{"frame", `<text:p>voor<draw:frame><draw:text-box><text:p>kader</text:p></draw:text-box><svg:title>titel</svg:title><svg:desc>plaatje</svg:desc></draw:frame></text:p><text:p>na</text:p>`, "voor\n\nkader\n\nna", ""},
		{"ruby", `<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby></text:p>`, "漢", ""},
		{"more blanks than a page has", `<text:p>a<text:s text:c="999999999"/>b</text:p>`, "a" + strings.Repeat(" ", maxSpaces) + "b", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, "a.odt", string(odt(tt.body, nil)))
			if d.Text.String() != tt.want || facts(r) != tt.facts && facts(r) != tt.facts+", no-speakers" && facts(r) != "no-speakers" {
				t.Errorf("%q, %s; want %q, %s", d.Text.String(), facts(r), tt.want, tt.facts)
			}
			flat := strings.NewReplacer("document-content", "document", "<office:body>", `<office:master-styles><style:header><text:p>niet dit</text:p></style:header></office:master-styles><office:body>`).Replace(odtXML(tt.body))
			flat = strings.Replace(flat, "<office:document ", `<office:document office:mimetype="application/vnd.oasis.opendocument.text" `, 1)
			f, fr := mustRead(t, "a.fodt", flat)
			if _, ok := warned(fr, "headers-dropped"); f.Text.String() != tt.want || f.Source.Kind != "odt" || !ok {
				t.Errorf("flat: %s %q, %s", f.Source.Kind, f.Text.String(), facts(fr))
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

func TestReadODTTurns(t *testing.T) {
	styles := `<office:document-styles ` + odfSpaces + `><office:master-styles><style:master-page><style:header><text:p>Vertrouwelijk</text:p></style:header><style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer></style:master-page></office:master-styles></office:document-styles>`
	body := `<text:p>Gesprek 3</text:p><text:p><text:span>I:</text:span> Hoe gaat het? [00:00:05]</text:p><text:p><text:span>R:</text:span> Goed, [00:01:02] hoor.</text:p><text:p>I: Fijn.</text:p>`
	d, r := mustRead(t, "a.odt", string(odt(body, map[string]string{"styles.xml": styles})))
	if got, want := shape(d), "0 |Gesprek 3\n1 I|Hoe gaat het?\n2 R|Goed, [00:01:02] hoor.\n3 I|Fijn."; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := facts(r); got != "headers-dropped 1" {
		t.Errorf("warnings %s", got)
	}
	if got := moments(d); got != "5000 [00:00:05], 62000 [00:01:02]" {
		t.Errorf("moments %s", got)
	}
}

func TestReadODTBad(t *testing.T) {
	whole := odt("<text:p>"+strings.Repeat("tekst ", 300)+"</text:p>", nil)
	locked := `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>`
	tests := []struct {
		name, code string
		data       []byte
	}{
		{"cut off", "truncated", whole[:len(whole)-200]},
		{"behind a password", "encrypted", odt("\x8f\x02", map[string]string{"META-INF/manifest.xml": locked})},
		{"no content", "damaged", docx(map[string]string{"mimetype": "application/vnd.oasis.opendocument.text", "x": "y"})},
		{"cut in the xml", "damaged", odt("", map[string]string{"content.xml": odtXML("<text:p>a")[:500]})},
		{"deep", "damaged", odt(strings.Repeat("<text:span>", 20_000), nil)},
		{"entities", "damaged", odt("", map[string]string{"content.xml": `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>` + odtXML("<text:p>&b;</text:p>")[38:]})},
		{"bomb", "too-large", odt("<text:p>"+strings.Repeat("\n", 12<<20)+"</text:p>", nil)},
		{"empty", "empty", odt("<text:p> </text:p>", nil)},
		{"another zip by that name", "damaged", docx(map[string]string{"foto.txt": "x"})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Read("a.odt", tt.data)
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code {
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
	odd := odt("<text:p>I: a</text:p>", map[string]string{"../../etc/x": "y", "/abs": "z", `..\w`: "v"})
	if d, _ := mustRead(t, "a.odt", string(odd)); d.Text.String() != "I: a" {
		t.Errorf("beside strange members: %q", d.Text.String())
	}
}
