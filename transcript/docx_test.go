package transcript

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
)

// docx makes a Word document of its parts.
func docx(parts map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func wordXML(body string) string {
	return `<?xml version="1.0"?><w:document xmlns:w="` + wordSpace + `" xmlns:m="` + mathSpace +
		`" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>` + body + `</w:body></w:document>`
}

func run(text string) string {
	return `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
}

func para(runs ...string) string {
	return `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>` + strings.Join(runs, "") + `</w:p>`
}

func table(cells ...string) string {
	var b strings.Builder
	for i, c := range cells {
		if i%2 == 0 {
			b.WriteString("<w:tr>")
		}
		b.WriteString("<w:tc>" + para(run(c)) + "</w:tc>")
		if i%2 == 1 {
			b.WriteString("</w:tr>")
		}
	}
	return "<w:tbl>" + b.String() + "</w:tbl>"
}

func TestReadDOCX(t *testing.T) {
	const field = `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>nested</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>uitkomst</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	tests := []struct{ name, body, want string }{
		{"paragraphs", para(run("een")) + para() + para(run("twee")), "een\n\ntwee"},
		{"insertion and deletion", para(run("I: a "), `<w:ins>`+run("nieuw ")+`</w:ins>`, `<w:del><w:r><w:delText>oud</w:delText></w:r></w:del>`, run("b")), "I: a nieuw b"},
		{"move", para(`<w:moveFrom>`+run("weg")+`</w:moveFrom>`, `<w:moveTo>`+run("hier")+`</w:moveTo>`), "hier"},
		{"breaks and tabs", para(run("a"), `<w:r><w:br/></w:r>`, run("b"), `<w:r><w:tab/></w:r>`, run("c")), "a\nb\tc"},
		{"hyphens", para(run("link"), `<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>`, run("x")), "link-x"},
		{"wrappers", para(`<w:hyperlink>`+run("link ")+`</w:hyperlink>`, `<w:sdt><w:sdtPr><w:alias w:val="no"/></w:sdtPr><w:sdtContent>`+run("veld")+`</w:sdtContent></w:sdt>`), "link veld"},
		{"field", para(field), "uitkomst"},
		{"simple field", para(`<w:fldSimple w:instr="PAGE">` + run("7") + `</w:fldSimple>`), "7"},
		{"table", table("Spreker", "Tekst", "R", "cel"), "Spreker\tTekst\n\nR\tcel"},
		{"table with an empty first cell", table("R", "een", "", "twee"), "R\teen\n\ntwee"},
		{"two paragraphs in a cell", `<w:tbl><w:tr><w:tc>` + para(run("R")) + `</w:tc><w:tc>` + para(run("een")) + para(run("twee")) + `</w:tc></w:tr></w:tbl>` + para(run("na")), "R\teen\ntwee\n\nna"},
		{"deleted paragraph mark", `<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>` + run("een ") + `</w:p>` + para(run("zin")) + para(run("los")), "een zin\n\nlos"},
		{"text box once", para(`<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + para(run("kader")) + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + para(run("kader")) + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>`), "kader"},
		{"line break inside a run is a blank", para(run("a\nb")), "a b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, _ := mustRead(t, "a.docx", string(docx(map[string]string{"word/document.xml": wordXML(tt.body)})))
			if d.Text.String() != tt.want {
				t.Errorf("%q, want %q", d.Text.String(), tt.want)
			}
		})
	}
}

func TestReadDOCXTurns(t *testing.T) {
	body := para(run("Overleg")) +
		para(run("Vos, Marijn"), run("   0:04"), `<w:r><w:br/></w:r>`, run("Dag allemaal.")) +
		para(run("Kok, Bea"), run("   0:09"), `<w:r><w:br/></w:r>`, run("Hoi."), `<w:r><w:footnoteReference w:id="2"/></w:r>`) +
		para(run("Vos, Marijn"), run("   1:02:03"), `<w:r><w:br/></w:r>`, run("Klaar.")) +
		para(run("Vos, Marijn"), run(" heeft de transcriptie beëindigd"))
	d, r := mustRead(t, "a.docx", string(docx(map[string]string{
		"word/document.xml": wordXML(body), "word/footer1.xml": wordXML(para(run("pagina"))), "word/header1.xml": wordXML(para()),
	})))
	if got, want := shape(d), "0 |Overleg\n1 Vos, Marijn|Dag allemaal.\n2 Kok, Bea|Hoi.\n3 Vos, Marijn|Klaar."; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for code, n := range map[string]int{"notes-dropped": 1, "headers-dropped": 1, "lines-outside-turns": 1} {
		if w, ok := warned(r, code); !ok || w.Args["count"] != n {
			t.Errorf("%s: %v", code, r.Warnings)
		}
	}
	if fmt.Sprint(d.Anchors[0].Millis, d.Anchors[2].Millis) != "4000 3723000" {
		t.Errorf("anchors %v", d.Anchors)
	}
	checkDocument(t, d)
}

func TestReadDOCXElsewhere(t *testing.T) {
	rels := `<Relationships><Relationship Type="http://x/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>`
	strict := strings.ReplaceAll(wordXML(para(run("strikt"))), wordSpace, wordSpaceStrict)
	d, _ := mustRead(t, "a.docx", string(docx(map[string]string{"_rels/.rels": rels, "word/document2.xml": strict})))
	if d.Text.String() != "strikt" {
		t.Errorf("%q", d.Text.String())
	}
}

func TestReadDOCXHostile(t *testing.T) {
	whole := docx(map[string]string{"word/document.xml": wordXML(para(run(strings.Repeat("tekst ", 200))))})
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(flipped, []byte("word/document.xml"))+40] ^= 0xFF
	deep := wordXML(strings.Repeat("<w:p>", 300))
	attributes := wordXML(`<w:p ` + strings.Repeat(`a="" `, 2000) + `/>`)
	laughs := `<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>` + wordXML(para(run("&b;")))[21:]
	tests := []struct {
		name string
		data []byte
		code string
	}{
		{"cut off", whole[:len(whole)/2], "truncated"},
		{"bit flipped", flipped, "damaged"},
		{"no document", docx(map[string]string{"word/x.xml": "<a/>"}), "damaged"},
		{"cut in the xml", docx(map[string]string{"word/document.xml": wordXML("")[:120]}), "damaged"},
		{"deep", docx(map[string]string{"word/document.xml": deep}), "damaged"},
		{"attributes", docx(map[string]string{"word/document.xml": attributes}), "damaged"},
		{"entities", docx(map[string]string{"word/document.xml": laughs}), "damaged"},
		{"bomb", docx(map[string]string{"word/document.xml": wordXML(para(run(strings.Repeat(" ", 80<<20))))}), "too-large"},
		{"empty", docx(map[string]string{"word/document.xml": wordXML(para())}), "empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Read("a.docx", tt.data)
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code {
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
}
