package transcript

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// testSandbox is compiled once for all tests of the package: that takes
// seconds. It lives as long as the test binary.
var testSandbox = sync.OnceValue(func() *Sandbox { return NewSandbox("") })

func readPDFTest(t testing.TB, data []byte) (Document, Receipt, error) {
	t.Helper()
	return ReadWith(context.Background(), "gesprek.pdf", data, Options{Sandbox: testSandbox()})
}

func mustReadPDF(t testing.TB, d *pdfDraft) (Document, Receipt) {
	t.Helper()
	doc, r, err := readPDFTest(t, d.bytes())
	if err != nil {
		t.Fatal(err)
	}
	return doc, r
}

// pdfInterview makes pages of turns with a running head and a foot.
func pdfInterview(pages int) *pdfDraft {
	var all [][]pdfWord
	for p := range pages {
		words := []pdfWord{{72, 800, 9, "Interview R07 – vertrouwelijk"}, {280, 30, 9, fmt.Sprintf("Pagina %d van %d", p+1, pages)}}
		for i := range 14 {
			y := 760 - float64(i)*46
			who := []string{"I", "R"}[i%2]
			words = append(words, pdfLines(72, y, 11,
				fmt.Sprintf("%s: Op bladzijde %d, bij vraag %d, ging het over de verdeling van", who, p+1, i+1),
				"de middelen en over de regels die de gemeente daarvoor",
				"had gemaakt.")...)
		}
		all = append(all, words)
	}
	return pdfOf("", all...)
}

// a4 is a page of lines from the top, in 11 points.
func a4(lines ...string) []pdfWord { return pdfLines(72, 780, 11, lines...) }

func TestReadPDFLayout(t *testing.T) {
	long := "en daarna ging het nog een hele tijd over de regels van de gemeente" // fills the line
	for _, c := range []struct {
		name  string
		pages [][]pdfWord
		want  string
		facts string
	}{
		{"wrapped lines are a paragraph, a label starts one", [][]pdfWord{a4(
			"I: Hoe ging het toen verder met de toegang tot de zorg,", "bij u in de wijk?", "R: Goed. "+long, "zoals u weet.")},
			"I: Hoe ging het toen verder met de toegang tot de zorg, bij u in de wijk?\n\nR: Goed. " + long + " zoals u weet.", ""},
		{"white and indents start paragraphs", [][]pdfWord{append(append(a4(
			"Eerste alinea van het verslag, "+long, "einde.", "", "Tweede alinea van het verslag, "+long, "vol tot de rand van het blad met nog meer van diezelfde woorden."),
			pdfWord{90, 714, 11, "Ingesprongen derde alinea, net zo lang als al het andere hier"}), pdfLines(72, 700.8, 11, "op deze bladzijde staat.")...)},
			"Eerste alinea van het verslag, " + long + " einde.\n\nTweede alinea van het verslag, " + long +
				" vol tot de rand van het blad met nog meer van diezelfde woorden.\n\nIngesprongen derde alinea, net zo lang als al het andere hier op deze bladzijde staat.", ""},
		{"hyphens", [][]pdfWord{a4("R: Wij zitten in Noord-", "Holland, daar is samen-", "werking tussen de zorg-", "en welzijnsorganisaties; dat kost een e-mail of een e-", "mail en over 2015-", "2020 weten we het niet –", "maar goed.")},
			"R: Wij zitten in Noord-Holland, daar is samenwerking tussen de zorg- en welzijnsorganisaties; dat kost een e-mail of een e-mail en over 2015-2020 weten we het niet – maar goed.", "hyphens-mended 1"},
		{"Dutch signs", [][]pdfWord{a4("R: ’s Avonds een reünie op het ijs in ’s-Hertogenbosch, hè?")}, "R: ’s Avonds een reünie op het ijs in ’s-Hertogenbosch, hè?", ""},
		{"facts keep their lines", [][]pdfWord{a4("Datum: 3 mei 2023", "Locatie: Tiel", "", "I: Dag.", "R: Dag, komt u binnen, "+long)},
			"Datum: 3 mei 2023\nLocatie: Tiel\n\nI: Dag.\n\nR: Dag, komt u binnen, " + long, ""},
		{"a tab behind a label", [][]pdfWord{{{72, 780, 11, "Anna:"}, {140, 780, 11, "Hoe gaat het?"}, {72, 760, 11, "Bram:"}, {140, 760, 11, "Prima."}, {72, 740, 11, "Anna:"}, {140, 740, 11, "Mooi."}, {72, 720, 11, "Bram:"}, {140, 720, 11, "Ja."}}},
			"Anna:\tHoe gaat het?\n\nBram:\tPrima.\n\nAnna:\tMooi.\n\nBram:\tJa.", ""},
	} {
		doc, r := mustReadPDF(t, pdfOf("", c.pages...))
		checkDocument(t, doc)
		checkReceipt(t, doc, r)
		if got := doc.Text.String(); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
		if got := facts(r); c.facts != "" && !strings.Contains(got, c.facts) {
			t.Errorf("%s: %s, want %s", c.name, got, c.facts)
		}
	}
}

func TestReadPDFColumns(t *testing.T) {
	var left, right []string
	for i := range 9 {
		left = append(left, fmt.Sprintf("Links staat regel %d van negen regels.", i))
		right = append(right, fmt.Sprintf("Rechts staat regel %d van negen stuks.", i))
	}
	title := pdfWord{72, 800, 16, "Een kop over de volle breedte van het blad, boven de kolommen"}
	rows := []pdfWord{title}
	for i := range left {
		y := 760 - float64(i)*13.2
		rows = append(rows, pdfWord{72, y, 11, left[i]}, pdfWord{310, y, 11, right[i]})
	}
	columns := append([]pdfWord{title}, pdfLines(72, 760, 11, left...)...)
	columns = append(columns, pdfLines(310, 760, 11, right...)...)
	for name, words := range map[string][]pdfWord{"drawn by row": rows, "drawn by column": columns} {
		doc, _ := mustReadPDF(t, pdfOf("", words))
		got := strings.ReplaceAll(doc.Text.String(), "\n", " ")
		want := title.text + "  " + strings.Join(left, " ") + " " + strings.Join(right, " ")
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A table of names and what they say is read by row.
func TestReadPDFTable(t *testing.T) {
	var words []pdfWord
	for i := range 10 {
		y := 780 - float64(i)*30
		words = append(words, pdfWord{72, y, 11, []string{"Anna:", "Respondent:"}[i%2]})
		words = append(words, pdfLines(180, y, 11, fmt.Sprintf("Antwoord nummer %d in een brede kolom met veel tekst,", i), "en een tweede regel.")...)
	}
	doc, r := mustReadPDF(t, pdfOf("", words))
	if r.Turns != 10 || !strings.HasPrefix(doc.Text.String(), "Anna:\tAntwoord nummer 0 in een brede kolom met veel tekst, en een tweede regel.\n\nRespondent:\t") {
		t.Errorf("%d turns, %q", r.Turns, doc.Text.String())
	}
}

// A table whose cells hold several lines was drawn row by row, and is read so.
func TestReadPDFCells(t *testing.T) {
	var words []pdfWord
	var want []string
	for i := range 5 {
		y := 780 - float64(i)*60
		words = append(words, pdfLines(72, y, 11, fmt.Sprintf("Vraag %d over de regels die", i), "in de wijk gelden voor zorg?")...)
		words = append(words, pdfLines(310, y, 11, fmt.Sprintf("Antwoord %d over die regels en", i), "over wie ze bedacht heeft en", "waarom dat zo ging.")...)
		want = append(want, fmt.Sprintf("Vraag %d over de regels die in de wijk gelden voor zorg?", i), fmt.Sprintf("Antwoord %d over die regels en over wie ze bedacht heeft en waarom dat zo ging.", i))
	}
	doc, _ := mustReadPDF(t, pdfOf("", words))
	if got := doc.Text.String(); got != strings.Join(want, "\n\n") {
		t.Errorf("%q", got)
	}
}

func TestReadPDFHeads(t *testing.T) {
	doc, r := mustReadPDF(t, pdfInterview(6))
	text := doc.Text.String()
	if strings.Contains(text, "vertrouwelijk") || strings.Contains(text, "Pagina") {
		t.Errorf("a head or foot stayed: %.200q", text)
	}
	if w, _ := warned(r, "headers-dropped"); w.Args["count"] != 12 {
		t.Errorf("dropped %v, want 12", w.Args)
	}
	if r.Turns != 84 || len(doc.Pages) != 6 {
		t.Errorf("%d turns, %d pages; want 84, 6", r.Turns, len(doc.Pages))
	}
	for _, p := range doc.Pages {
		if rest := doc.Text.Slice(Span{p.At, doc.Text.Len()}); !strings.HasPrefix(rest, fmt.Sprintf("I: Op bladzijde %d, bij vraag 1,", p.Number)) {
			t.Errorf("page %d starts at %.60q", p.Number, rest)
		}
	}
	if at := doc.Turns[42].Span.Start; doc.PageAt(at) != 4 {
		t.Errorf("turn 43 is on page %d, want 4", doc.PageAt(at))
	}
	// One line that stands on every page is no head where it is what was said.
	var pages [][]pdfWord
	for i := range 4 {
		pages = append(pages, pdfLines(72, 780, 11, "Respondent:", fmt.Sprintf("Dat is antwoord %d.", i), "Interviewer:", fmt.Sprintf("Vraag %d?", i)))
	}
	if _, r = mustReadPDF(t, pdfOf("", pages...)); r.Turns != 8 {
		t.Errorf("%d turns, want 8: %v", r.Turns, r)
	}
}

func TestReadPDFLineNumbers(t *testing.T) {
	var words []pdfWord
	for i := range 8 {
		y := 780 - float64(i)*24
		words = append(words, pdfWord{40, y, 8, fmt.Sprint(i + 1)}, pdfWord{72, y, 11, []string{"I: Vraag.", "R: Antwoord."}[i%2]})
	}
	words = append(words, pdfWord{72, -200, 11, "niet te zien"})
	doc, r := mustReadPDF(t, pdfOf("", words))
	if text := doc.Text.String(); strings.ContainsAny(text, "0123456789") || strings.Contains(text, "zien") {
		t.Errorf("%q", text)
	}
	for code, n := range map[string]int{"line-numbers-dropped": 8, "hidden-words-dropped": 3} {
		if w, _ := warned(r, code); w.Args["count"] != n {
			t.Errorf("%s: %v, want %d", code, w.Args, n)
		}
	}
}

// A page that lies on its side reads as it is seen, with and without a mark
// that says so; a stamp up the margin of another page stays out of its text.
func TestReadPDFTurned(t *testing.T) {
	want := "I: Een eerste vraag.\n\nR: En het antwoord daarop."
	lines := pdfContent(a4("I: Een eerste vraag.", "R: En het antwoord daarop."))
	upwards := strings.ReplaceAll(pdfContent(a4("I: Een eerste vraag.", "R: En het antwoord daarop.")), "BT", "q 0 1 -1 0 842 0 cm BT")
	downwards := strings.ReplaceAll(pdfContent(a4("I: Een eerste vraag.", "R: En het antwoord daarop.")), "BT", "q 0 -1 1 0 0 842 cm BT")
	for _, c := range []struct {
		name, content, page string
		sideways            int
	}{
		{"marked", upwards, "[0 0 842 842]/Rotate 90", 0},
		{"upwards", upwards, "[0 0 842 842]", 0},
		{"downwards", downwards, "[0 0 842 842]", 0},
		{"a stamp", "q 0 1 -1 0 60 300 cm BT /F1 11 Tf 0 0 Td (ontvangen 3 mei) Tj ET Q\n" + lines, "[0 0 595 842]", 3},
	} {
		d := pdfOf("", nil)
		content := strings.ReplaceAll(c.content, "ET\nq", "ET Q\nq")
		d.objects[3] = fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
		d.objects[4] = strings.Replace(d.objects[4], "[0 0 595 842]", c.page, 1)
		doc, r := mustReadPDF(t, d)
		if doc.Text.String() != want {
			t.Errorf("%s: %q, want %q", c.name, doc.Text.String(), want)
		}
		if w, ok := warned(r, "sideways-words-dropped"); ok != (c.sideways > 0) || ok && w.Args["count"] != c.sideways {
			t.Errorf("%s: %v", c.name, r.Warnings)
		}
	}
}

func BenchmarkReadPDF(b *testing.B) {
	data := pdfInterview(300).bytes()
	if _, _, err := readPDFTest(b, pdfInterview(1).bytes()); err != nil { // compiles
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := readPDFTest(b, data); err != nil {
			b.Fatal(err)
		}
	}
}
