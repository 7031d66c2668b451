package transcript

import (
	"fmt"
	"strings"
	"testing"
)

// line is a run that a line break follows.
func line(runs ...string) string { return strings.Join(runs, "") + `<w:r><w:br/></w:r>` }

// avatar is the picture that Teams puts before a speaker's name.
const avatar = `<w:r><w:drawing><wp:inline xmlns:wp="x"><wp:extent cx="1" cy="1"/><wp:docPr id="1" name="Picture 1" descr="foto"/><wp:positionH><wp:posOffset>12700</wp:posOffset></wp:positionH></wp:inline></w:drawing></w:r>`

func TestReadDOCXLayouts(t *testing.T) {
	tests := []struct{ name, body, want, moments, facts string }{
		{"Teams, new",
			para(run("Werkoverleg wijkteam")) + para(run("14 maart 2024, 09:00AM")) + para(run("38m 12s")) + para(run("Vos, Marijn"), run(" started transcription")) +
				para(avatar, line(run("Vos, Marijn"), run("   0:04")), run("Goedemorgen, allemaal.")) +
				para(avatar, line(run("El Idrissi, Samira (gast)"), run("   0:09")), run("Ja, hoi: daar zijn we.")) +
				para(line(run("Vos, Marijn"), run("   1:02:03")), run("Dat was het.")) + para(run("Vos, Marijn"), run(" stopped transcription")),
			"0 |Werkoverleg wijkteam//14 maart 2024, 09:00AM//38m 12s//Vos, Marijn started transcription\n1 Vos, Marijn|Goedemorgen, allemaal.\n2 El Idrissi, Samira (gast)|Ja, hoi: daar zijn we.\n3 Vos, Marijn|Dat was het.",
			"4000 9000 3723000", "lines-outside-turns 1"},
		{"Teams, new, text in its own paragraph",
			para(run("Vos, Marijn"), run("   0:04")) + para(run("Goedemorgen.")) + para(run("En welkom.")) + para(run("Kok, Bea"), run("   0:09")) + para(run("Hoi.")),
			"1 Vos, Marijn|Goedemorgen.//En welkom.\n2 Kok, Bea|Hoi.", "4000 9000", ""},
		{"Teams, old",
			para(line(run("0:0:4.263 --&gt; 0:0:7.23")), line(run("Vos, Marijn")), run("Goedemorgen.")) +
				para(line(run("0:0:7.500 --&gt; 0:0:9.0")), line(run("Vos, Marijn")), run("Zijn we er?")) +
				para(line(run("0:0:9.0 --&gt; 0:1:12.5")), line(run("Kok, Bea")), run("Ja hoor.")),
			"1 Vos, Marijn|Goedemorgen.//0:0:7.500 --> 0:0:9.0/Vos, Marijn/Zijn we er?\n2 Kok, Bea|Ja hoor.", "4263 7500 9000", ""},
		{"Otter",
			para(run("Gesprek")) + para(run("Thu, Mar 14, 2024 9:00AM")) + para(run("38:12")) + para(run("SUMMARY KEYWORDS")) + para(run("wijk, zorg, tijd")) + para(run("SPEAKERS")) + para(run("Unknown Speaker, Lies Bos")) +
				para(run("Lies Bos"), run("  00:00")) + para(run("Goedemorgen.")) + para(run("Unknown Speaker"), run("  00:07")) + para(run("Dank u.")) + para(run("Nog iets.")) +
				para(run("Lies Bos"), run("  1:02:11")) + para(run("Slot.")) + para(run("Transcribed by https://otter.ai")),
			"0 |Gesprek//Thu, Mar 14, 2024 9:00AM//38:12//SUMMARY KEYWORDS//wijk, zorg, tijd//SPEAKERS//Unknown Speaker, Lies Bos\n1 Lies Bos|Goedemorgen.\n2 Unknown Speaker|Dank u.//Nog iets.\n3 Lies Bos|Slot.",
			"0 7000 3731000", "lines-outside-turns 1"},
		{"F4",
			para(run("I: Hoe verliep het? "), run("#00:00:05-3#")) + para(run("B1: Goed. "), run("#00:00:12-8#")) + para(run("B2: Nou. #00:00:13-0# En toen. #01:00:14-9#")),
			"1 I|Hoe verliep het?\n2 B1|Goed.\n3 B2|Nou. #00:00:13-0# En toen.", "5300 12800 13000 3614900", ""},
		{"noScribe, saved by a word processor",
			para(run("gesprek")) + para(line(run("Transcribed with noScribe vers. 0.5")), run("Audio source: C:/opname/a.mp3")) +
				para(run("S00: "), run("[00:00:01]"), run(" Goedemorgen. //S01: Hoi.// Welkom.")) + para(run("S01: [00:01:12] Dank. (..) Graag.")) + para(run("(12 seconds pause)")) + para(run("S00: [01:00:00] Slot.")),
			"0 |gesprek//Transcribed with noScribe vers. 0.5/Audio source: C:/opname/a.mp3\n1 S00|Goedemorgen. //S01: Hoi.// Welkom.\n2 S01|Dank. (..) Graag.//(12 seconds pause)\n3 S00|Slot.",
			"1000 72000 3600000", ""},
		{"UK archive",
			para(run("Interview transcript")) + para(run("Date of interview: 3 May")) + para(run("Participant ID: 012")) +
				para(run("Researcher 1: "), run("Thank you for coming.")) + para(run("Participant 12: "), run("No problem: it is close by.")) + para(run("Researcher 2: "), run("Good.")),
			"0 |Interview transcript//Date of interview: 3 May//Participant ID: 012\n1 Researcher 1|Thank you for coming.\n2 Participant 12|No problem: it is close by.\n3 Researcher 2|Good.", "", ""},
		{"Danish archive",
			para(run("I = interviewer 1; I2 = interviewer 2; X = informant")) + para(run("I: Hvordan går det?")) + para(run("X: Fint, tak.")) + para(run("I2: Godt.")),
			"0 |I = interviewer 1; I2 = interviewer 2; X = informant\n1 I|Hvordan går det?\n2 X|Fint, tak.\n3 I2|Godt.", "", ""},
		{"typist's table",
			table("Spreker", "Tekst", "I", "Hoe gaat het?", "R", "Goed.", "", "En met u?"),
			"0 |Spreker\tTekst\n1 I|Hoe gaat het?\n2 R|Goed.//En met u?", "", ""},
		{"Dedoose",
			para(run("I: Waar loopt u tegenaan?")) + para(`<w:commentRangeStart w:id="0"/>`, run("R: De schotten,"), `<w:commentRangeEnd w:id="0"/>`, `<w:r><w:commentReference w:id="0"/></w:r>`, run(" vooral.")),
			"1 I|Waar loopt u tegenaan?\n2 R|De schotten, vooral.", "", "comments-dropped 1"},
		{"signs",
			para(run("I: a"), `<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>`, run("b"), `<w:r><w:noBreakHyphen/></w:r>`, run("c "), `<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>`, `<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>`, `<w:r><w:sym w:font="Webdings" w:char="F061"/></w:r>`, `<w:r><w:softHyphen/><w:endnoteReference w:id="1"/></w:r>`),
			"1 I|a→b-c ☺α\uF061", "", "notes-dropped 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, "a.docx", string(docx(map[string]string{"word/document.xml": wordXML(tt.body)})))
			if got := shape(d); got != tt.want {
				t.Errorf("%s\nwant\n%s", got, tt.want)
			}
			var times []string
			for _, a := range d.Anchors {
				times = append(times, fmt.Sprint(a.Millis))
			}
			if got := strings.Join(times, " "); got != tt.moments {
				t.Errorf("times %s, want %s", got, tt.moments)
			}
			if got := facts(r); got != tt.facts {
				t.Errorf("warnings %s, want %s", got, tt.facts)
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

func TestReadDOCXHeaders(t *testing.T) {
	parts := map[string]string{
		"word/document.xml": wordXML(para(run("I: a"))), "word/footer1.xml": wordXML(para(run("3"))),
		"word/header1.xml": wordXML(para(run("Vertrouwelijk"))), "word/header2.xml": "<w:hdr",
	}
	for i := range maxHeaders {
		parts[fmt.Sprintf("word/header9%d.xml", i)] = wordXML(para(run(strings.Repeat(" ", 100_000))))
	}
	_, r := mustRead(t, "a.docx", string(docx(parts)))
	if got := facts(r); got != "headers-dropped 1" {
		t.Errorf("warnings %s", got)
	}
}
