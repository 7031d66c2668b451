package pseudonym

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"veldwerk/transcript"
)

func TestFind(t *testing.T) {
	r := compiled(t, person("Fatima el Hadrioui", "[persoon-1]", "Fatima"), person("Wil", "[persoon-2]"), person("Sanders", "[persoon-3]"),
		Entry{Kind: Place, Name: "Veldermeer", Replacement: "[plaats-1]"}, Entry{Kind: Place, Name: "Groningen", Replacement: "[plaats-2]"})
	d := NewDetector(r)
	for _, c := range []struct {
		in   string
		want string // kind:text, by turns
	}{
		{"Hier staat niemand in.", ""},
		{"Fatima belde", "name:Fatima"},
		{"en Hadrioui ook", "part:Hadrioui"},
		{"zij wil dat fatima komt", "case:wil case:fatima"},
		{"Sander en Sandres", "near:Sander near:Sandres"},
		{"Veldermeerse en de Groningse", "inside:Veldermeerse inside:Groningse"},
		{"mail naar j.jansen@voorbeeld.nl.", "email:j.jansen@voorbeeld.nl"},
		{"bel 06-12345678 of 06 12 34 56 78", "phone:06-12345678 phone:06 12 34 56 78"},
		{"+31 6 12345678, 0031612345678, +31 (0)50 123 45 67", "phone:+31 6 12345678 phone:0031612345678 phone:+31 (0)50 123 45 67"},
		{"050-1234567, (020) 123 45 67, 0512-123456", "phone:050-1234567 phone:(020) 123 45 67 phone:0512-123456"},
		{"zaak 06123 en 2019", ""},
		{"BSN 123456782 en 1234.56.782", "bsn:123456782 bsn:1234.56.782"},
		{"nummer 123456789", ""},
		{"NL91ABNA0417164300 en NL91 ABNA 0417 1643 00 geeft", "iban:NL91ABNA0417164300 iban:NL91 ABNA 0417 1643 00"},
		{"NL92ABNA0417164300", ""},
		{"DE89 3704 0044 0532 0130 00", "iban:DE89 3704 0044 0532 0130 00"},
		{"9711 LM en 9711LM, 1940 SS, 0123 AB", "postcode:9711 LM postcode:9711LM"},
		{"geboren op 12 maart 1964, geb. 12-03-1964", "birth:12 maart 1964 birth:12-03-1964"},
		{"op 12 maart 2024 was er overleg", ""},
		// As word processors write them, and as people say them.
		{"06\u201112345678 en 06\u00a012\u00a034\u00a056\u00a078", "phone:06\u201112345678 phone:06\u00a012\u00a034\u00a056\u00a078"},
		{"０６-１２３４５６７８", "phone:０６-１２３４５６７８"},
		{"NL91-ABNA-0417-1643-00, NL91\u00a0ABNA\u00a00417\u00a01643\u00a000", "iban:NL91-ABNA-0417-1643-00 iban:NL91\u00a0ABNA\u00a00417\u00a01643\u00a000"},
		{"123\u00a0456\u00a0782", "bsn:123\u00a0456\u00a0782"},
		{"bos@\u200bvoorbeeld.nl, bos (at) voorbeeld.nl", "email:bos@\u200bvoorbeeld.nl email:bos (at) voorbeeld.nl"},
		{"bos apenstaartje voorbeeld punt nl", "email:bos apenstaartje voorbeeld punt nl"},
		{"op (dat) moment in 2019 EN", "postcode:2019 EN"},
		{"van 2015-2019, € 1.250.000,50 en 10.000.000, 00:10:15.120", ""},
		{"2Fatima, FatimaSanders, Wilma, Willetje, Wiltje", "inside:2Fatima inside:FatimaSanders inside:Wiltje"},
		{"de Wilse aanpak", "inside:Wilse"},
		{"oudsanders", "inside:oudsanders"},
	} {
		var got []string
		text := transcript.NewText(c.in)
		for _, f := range d.Find(c.in) {
			got = append(got, string(f.Kind)+":"+f.Text)
			if text.Slice(f.Span) != f.Text {
				t.Errorf("%q: span %v holds %q", c.in, f.Span, text.Slice(f.Span))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for d, want := range map[string]bool{
		"111222333": true, "123456782": true, "232262536": true, "000000000": false, "111222334": false, "12345678": false, "12345678a": false,
	} {
		if IsBSN(d) != want {
			t.Errorf("BSN %s: %v", d, !want)
		}
	}
	for s, want := range map[string]bool{
		"NL91ABNA0417164300": true, "NL20INGB0001234567": true, "BE68539007547034": true, "GB82WEST12345698765432": true, "nl91abna0417164300": true,
		"NL91ABNA0417164301": false, "NL91ABNA04171643": false, "XX00": false,
	} {
		if IsIBAN(s) != want {
			t.Errorf("IBAN %s: %v", s, !want)
		}
	}
	// One wrong digit, or two that changed places, never pass for a BSN.
	for i := range 8 {
		d := []byte("123456782")
		d[i]++
		if IsBSN(string(d)) {
			t.Errorf("BSN %s passes", d)
		}
	}
}

func TestVariants(t *testing.T) {
	var none Table
	for name, want := range map[string]string{
		"Fatima el Hadrioui":      "el Hadrioui|Hadrioui|Fatima|F. el Hadrioui|Hadrioui, F. el",
		"mevrouw Jansen":          "Jansen",
		"J. de Vries":             "de Vries|Vries|Vries, J. de",
		"Piet Jan van den Berg":   "van den Berg|Berg|Piet|P.J. van den Berg|P. van den Berg|Berg, P.J. van den|v.d. Berg",
		"Anna":                    "",
		"Interview Anna Kamp":     "Anna Kamp|Kamp|Anna|A. Kamp|Kamp, A.",
		"van Dijk":                "Dijk",
		"dr. Karel Peters-Janzen": "Karel Peters-Janzen|Peters-Janzen|Karel|K. Peters-Janzen|Peters-Janzen, K.",
	} {
		if got := strings.Join(none.Variants(Person, name), "|"); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	taken := Table{Entries: []Entry{person("Fatima Bos", "[1]", "Fatima")}}
	if got := taken.Variants(Person, "Fatima el Hadrioui"); slices.Contains(got, "Fatima") {
		t.Errorf("proposed what another entry has: %q", got)
	}
	if got := taken.NextReplacement("persoon"); got != "[persoon-1]" {
		t.Error(got)
	}
	taken.Entries[0].Replacement = "[persoon-12]"
	if got := taken.NextReplacement("persoon"); got != "[persoon-13]" {
		t.Error(got)
	}
}

func TestSuggest(t *testing.T) {
	text := `Toen belde ik Karin Oosting op. Ik zei: Karin, de gemeente Wolvendam doet dit. Volgens mevrouw Tjalma kan dat.
Gisteren was het maandag in Wolvendam, zei Karin Oosting. De stichting Thuisbasis helpt. Dus Oosting belde Wolvendam.`
	got := Suggest(Table{}, []Source{{Text: text, Language: "nl", Names: []string{"Interviewer", "R1", "Interview 3 met Marja Post"}}})
	kinds := map[string]Kind{}
	for _, c := range got {
		kinds[c.Name] = c.Kind
	}
	want := map[string]Kind{"Karin Oosting": Person, "Wolvendam": Place, "Tjalma": Person, "Thuisbasis": Organisation, "Marja Post": Person}
	if !reflect.DeepEqual(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	i := slices.IndexFunc(got, func(c Candidate) bool { return c.Name == "Karin Oosting" })
	if !slices.Contains(got[i].Variants, "Karin") || !slices.Contains(got[i].Variants, "Oosting") || got[i].Count != 4 {
		t.Errorf("%+v", got[i])
	}
	rest := Suggest(Table{Entries: []Entry{person("Karin Oosting", "[1]", "Karin", "Oosting"), person("Tjalma", "[2]")}}, []Source{{Text: text, Language: "nl"}})
	for _, c := range rest {
		if c.Kind == Person {
			t.Errorf("suggested again: %+v", c)
		}
	}
}

func TestCSV(t *testing.T) {
	table := Table{Entries: []Entry{person("Fatima; el \"H\"", "[persoon-1]", "Fatima", "Fa, Tima"), {Kind: Place, Name: "Wolvendam", Replacement: "x,y"}}}
	var b bytes.Buffer
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	back, err := ReadCSV(b.Bytes())
	if err != nil || !reflect.DeepEqual(back, table) {
		t.Errorf("%v %+v", err, back)
	}
	excel, err := ReadCSV([]byte("\ufeffname;kind;replacement\r\nAnna;person;[1]\r\n"))
	if err != nil || len(excel.Entries) != 1 || excel.Entries[0].Replacement != "[1]" {
		t.Errorf("%v %+v", err, excel)
	}
	for text, row := range map[string]int{"": 0, "a,b\n": 0, "name,kind\nAnna,dog\n": 1, "name\nAnna\n\"x": 2} {
		var wrong *RowError
		if _, err := ReadCSV([]byte(text)); !errors.As(err, &wrong) || wrong.Row != row {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestFindIsLinear looks through lines that made the expressions start over at
// every byte; a slow one would run into the limit of go test.
func TestFindIsLinear(t *testing.T) {
	d := NewDetector(compiled(t))
	for _, unit := range []string{"0", "06 ", "a@", "NL91", "1 ", "geb. ", "x"} {
		d.Find(strings.Repeat(unit, 200_000/len(unit)))
	}
	long := strings.Repeat("woord ", 1000) + "06-12345678 " + strings.Repeat("woord ", 339) + "jan.de.boer@voorbeeld.nl" + strings.Repeat(" 12", 900)
	got := d.Find(long)
	if len(got) != 2 || got[0].Kind != Phone || got[1].Text != "jan.de.boer@voorbeeld.nl" {
		t.Errorf("%+v", got)
	}
}
