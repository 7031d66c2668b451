package transcript

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fixture(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "documents", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// facts writes a receipt's warnings as "code count", in order.
func facts(r Receipt) string {
	var list []string
	for _, w := range r.Warnings {
		if n, ok := w.Args["count"]; ok {
			list = append(list, fmt.Sprintf("%s %d", w.Code, n))
			continue
		}
		list = append(list, w.Code)
	}
	return strings.Join(list, ", ")
}

// moments writes a document's anchors as "ms text that follows".
func moments(d Document) string {
	var list []string
	for _, a := range d.Anchors {
		rest := strings.Fields(d.Text.Slice(Span{a.At, min(a.At+20, d.Text.Len())}))
		list = append(list, fmt.Sprintf("%d %s", a.Millis, rest[0]))
	}
	return strings.Join(list, ", ")
}

func TestReadHTML(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"blocks", "<p>een</p>\n<p>\n twee\n  drie </p><div>vier<div>vijf</div></div>zes", "een\n\ntwee drie\n\nvier\n\nvijf\n\nzes"},
		{"no end tags", "<p>een<p>twee<ul><li>a<li>b</ul>", "een\n\ntwee\n\na\n\nb"},
		{"inline", "<p>I: <b>een</b><i>twee</i> <u> drie</u></p>", "I: eentwee drie"},
		{"line breaks", "<p>a <br> b<br/><br><br><br>c<br></p>", "a\nb\n\nc"},
		{"entities", "<p>Zo&rsquo;n &lt;b&gt; caf&eacute; &#8364; &amp;amp; &#x1F600; a&nbsp;&nbsp;b</p>", "Zo’n <b> café € &amp; 😀 a\u00a0\u00a0b"},
		{"left out", "<p>a<script>if (x<b) '</p>'</script><style>p{}</style>b<!-- c --><noscript>d</noscript></p>", "ab"},
		{"table", "<table><tr><th>Spreker<th>Tekst<tr><td>R</td><td><p>een</p><p>twee</p></td></tr><tr><td></td><td>drie</td></tr></table><p>na</p>", "Spreker\tTekst\n\nR\teen\ntwee\n\ndrie\n\nna"},
		{"table in a table", "<table><tr><td>a<table><tr><td>b<td>c<tr><td>d<td>e</table><td>f</table>", "a\nb\tc\nd\te\tf"},
		{"lists", "<ol><li>een<ul><li>twee<ol><li>drie</ol></ul><li>vier</ol>", "een\n\ntwee\n\ndrie\n\nvier"},
		{"terms", "<dl><dt>Anna:</dt><dd>hoi</dd></dl>", "Anna:\n\nhoi"},
		{"pre", "<pre>\nI: a\n   b\tc\n\nR: d</pre><p>e\n f</p>", "I: a\n   b\tc\n\nR: d\n\ne f"},
		{"raw text", "<p>a</p><textarea>b <i>c</i></textarea>", "a\n\nb <i>c</i>"},
		{"deletion", "<p>een <del>twee </del><ins>drie</ins></p>", "een drie"},
		{"menu", "<nav><ul><li>Home</ul></nav><p>tekst</p>", "tekst"},
		{"notes", `<p>tekst<a href="#fn1" class="footnote-ref" role="doc-noteref"><sup>1</sup></a>.</p><section class="footnotes" role="doc-endnotes"><ol><li><p>noot</p></li></ol></section><p>na</p>`, "tekst.\n\nna"},
		{"LibreOffice", `<div title="header"><p>Kop</p></div><p>een<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p><div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>noot</p></div><p>twee</p>`, "een\n\ntwee"},
		{"Word, filtered", `<p>een<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p><div><br clear=all><hr><div id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> noot</p></div></div><p>twee</p>`, "een\n\ntwee"},
		{"link that does not end", `<p>een<a href="#_ftn1">[1]<p>twee</p>`, "een\n\ntwee"},
		{"ruby", "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字</ruby>", "漢字"},
		{"stray ends", "</td></table></div><p>a</p></p></pre>b", "a\n\nb"},
		{"control characters", "<p>a&#13;b\u0000c</p>", "a bc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, "a.html", "<!DOCTYPE html><html><head><title>Kop</title></head><body>"+tt.body+"</body></html>")
			if tt.name == "control characters" {
				tt.want = "a b\uFFFDc"
			}
			if d.Text.String() != tt.want {
				t.Errorf("%q, want %q", d.Text.String(), tt.want)
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

func TestReadHTMLLayouts(t *testing.T) {
	tests := []struct{ file, want, facts, moments string }{
		{"word.htm", "0 |Gesprek met de gemeente Zuiderveen\n1 I|Hoe gaat het met de coördinatie?\n2 R|Wisselend. De nieuwe werkwijze helpt, met://meer tijd\n3 I|Dank u wel.",
			"deletions-dropped 1, notes-dropped 1, comments-dropped 1", ""},
		{"google.html", "0 |Gesprek wijkteam\n1 I|Wat doet u zoal?\n2 R|Van alles: huisbezoek & overleg. Zo’n dag is zo om.//maandag//dinsdag\n3 I|Dank.",
			"notes-dropped 1, comments-dropped 1", ""},
		{"noscribe.html", "0 |gesprek//Transcribed with noScribe vers. 0.5/Audio source: C:/opname/gesprek.mp3\n1 S00|Goedemorgen, fijn dat u er bent.\n2 S01|Graag gedaan. //S00: Mooi.// Zullen we?//(3 seconds pause)\n3 S00|Tot slot.",
			"", "320 S00:, 4160 fijn, 7900 S01:, 7000 Graag, 12140 (3, 3725000 S00:"},
		{"taguette.html", "0 |gesprek.docx\n1 I|Waar loopt u tegen de schotten aan?\n2 R|Bij jeugdzorg, vooral.", "codes-dropped 2", ""},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			d, r := mustRead(t, tt.file, fixture(t, tt.file))
			if got := shape(d); got != tt.want {
				t.Errorf("%s\nwant\n%s", got, tt.want)
			}
			if got := facts(r); got != tt.facts {
				t.Errorf("warnings %s, want %s", got, tt.facts)
			}
			if got := moments(d); got != tt.moments {
				t.Errorf("moments %s, want %s", got, tt.moments)
			}
			if d.Source.Kind != "html" {
				t.Errorf("kind %s", d.Source.Kind)
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

func TestReadHTMLTimes(t *testing.T) {
	d, _ := mustRead(t, "a.html", `<html><p><span class="timestamp" data-timestamp="1.5">00:01</span>I: Hoe gaat het?</p>`+
		`<p><span class="timestamp" data-timestamp="4.25">00:04</span> R: Goed &amp; jij?<br>Prima.</p><p>I: [01:02:05] Mooi.</p></html>`)
	if got, want := shape(d), "1 I|Hoe gaat het?\n2 R|Goed & jij?/Prima.\n3 I|Mooi."; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for i, want := range []int64{1500, 4250, 3725000} {
		if got, ok := d.TimeAt(d.Turns[i].Span.Start); !ok || got != want {
			t.Errorf("turn %d at %d, %v; want %d", i+1, got, ok, want)
		}
	}
}

func TestReadHTMLEncodings(t *testing.T) {
	page := func(meta, body string) string {
		return "<html><head>" + meta + "</head><body><p>" + body + "</p></body></html>"
	}
	tests := []struct{ name, data, want, encoding string }{
		{"declared in meta", page(`<meta charset="iso-8859-15">`, "\xa4 re\xfcnie"), "€ reünie", "iso-8859-15"},
		{"declared the old way", page(`<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">`, "\xc4\xe0"), "Да", "windows-1251"},
		{"declared in XML", `<?xml version="1.0" encoding="iso-8859-2"?><!DOCTYPE html PUBLIC "x"><html><body><p>` + "\xb9" + `</p></body></html>`, "š", "iso-8859-2"},
		{"declared wrongly", page(`<meta charset="iso-8859-1">`, "reünie"), "reünie", "utf-8"},
		{"declared UTF-8, is not", page(`<meta charset="utf-8">`, "de re\xfcnie was \x80 5"), "de reünie was € 5", "windows-1252"},
		{"not declared", page("", "re\xfcnie"), "reünie", "windows-1252"},
		{"byte order mark", "\uFEFF" + page("", "reünie"), "reünie", "utf-8"},
		{"UTF-16", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00<\x00p\x00>\x00\xeb\x00n\x00", "ën", "utf-16le"},
		{"koi8 is not guessed but believed", page(`<meta charset=koi8-r>`, "\xf0\xd2\xc9\xd7\xc5\xd4 \xd3\xcf\xd3\xc5\xc4"), "Привет сосед", "koi8-r"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, "a.html", tt.data)
			if d.Text.String() != tt.want || r.Encoding != tt.encoding {
				t.Errorf("%s %q, want %s %q", r.Encoding, d.Text.String(), tt.encoding, tt.want)
			}
		})
	}
	d, _, err := ReadWith(t.Context(), "a.html", []byte(page("", "re\x9fnie")), Options{Encoding: "macintosh"})
	if err != nil || d.Text.String() != "reünie" {
		t.Errorf("%q, %v", d.Text.String(), err)
	}
}

func TestReadHTMLPictures(t *testing.T) {
	picture := `<img src="data:image/png;base64,` + strings.Repeat("iVBORw0KGgo", 1_000_000) + `">`
	said := `<p>R: zet daar ="data: en de rest" neer</p>` + strings.Repeat("<p>R: b</p>", 10_000)
	d, r := mustRead(t, "a.html", "<html><p>I: a"+picture+"b"+picture+"</p>"+picture+said+picture)
	if !strings.HasPrefix(d.Text.String(), "I: ab\n\nR: zet daar =\"data: en de rest\" neer\n\nR: b\n") || r.Turns != 2 {
		t.Errorf("%d turns, %.80q", r.Turns, d.Text.String())
	}
	if len(d.Source.Bytes) < 40_000_000 {
		t.Error("the source is not the file as it was")
	}
}

func TestReadHTMLBad(t *testing.T) {
	refused := []struct{ name, data, code string }{
		{"empty page", "<html><body><p> &nbsp; </p><script>x</script></body></html>", "empty"},
		{"cut off in the head", "<!DOCTYPE html><html><head><style>p {", "empty"},
		{"no text at all", "<html>" + strings.Repeat("\x01\x02\x03", 400), "no-text"},
		{"a tag without end", "<html><p " + strings.Repeat("a ", maxToken), "too-large"},
		{"a page beyond all pages", "<html>" + strings.Repeat("<b></b>", maxPage/7), "too-large"},
		{"more paragraphs than any interview has", "<html>" + strings.Repeat("<p>a", maxParagraphs+1), "too-large"},
	}
	for _, tt := range refused {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Read("a.html", []byte(tt.data))
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code {
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
	read := []struct{ name, data, want string }{
		{"deep", strings.Repeat("<div>", 20_000) + "I: a" + strings.Repeat("</div>", 20_000), "I: a"},
		{"deep tables", strings.Repeat("<table><tr><td>", 20_000) + "I: a", "I: a"},
		{"deep fonts", strings.Repeat("<font><b>", 20_000) + "I: a", "I: a"},
		{"attributes", "<p " + strings.Repeat(`a="" `, 20_000) + ">I: a", "I: a"},
		{"cut off in a tag", "<p>I: a</p><p cla", "I: a"},
		{"cut off in a comment", "<p>I: a</p><!-- b", "I: a"},
		{"entities do not expand", `<!DOCTYPE html [<!ENTITY a "ha">]><p>I: a &a;</p>`, "]>\n\nI: a &a;"},
	}
	for _, tt := range read {
		t.Run(tt.name, func(t *testing.T) {
			d, _ := mustRead(t, "a.html", "<html>"+tt.data)
			if d.Text.String() != tt.want {
				t.Errorf("%.80q, want %q", d.Text.String(), tt.want)
			}
		})
	}
}

func TestSniffHTML(t *testing.T) {
	for data, want := range map[string]string{
		"<!DOCTYPE html>\n<p>a": "html", " \r\n<HTML lang=nl>": "html", "<!-- bewaard van -->\n<!-- x -->\n<html>": "html",
		"<?xml version='1.0' encoding='koi8-r'?>\n<!DOCTYPE html PUBLIC 'x'>": "html",
		"<p>a</p><p>b</p><div>c</div>":                                        "html", "I: ik typte <html> in": "txt",
		"<?xml version='1.0'?><ANNOTATION_DOCUMENT><html>": "eaf", "{\\rtf1 a}": "rtf", "\uFEFF{\\rtf1 a}": "rtf",
	} {
		if got := Sniff("a", []byte(data)); got != want {
			t.Errorf("%q: %s, want %s", data, got, want)
		}
	}
}
