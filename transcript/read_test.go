package transcript

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// shape writes a document's turns as lines "N name|text" for comparison; LF in
// a text becomes "/".
func shape(d Document) string {
	var lines []string
	for _, t := range d.Turns {
		text := strings.ReplaceAll(d.Text.Slice(t.Span), "\n", "/")
		lines = append(lines, fmt.Sprintf("%d %s|%s", t.N, d.SpeakerOf(t).Name, text))
	}
	return strings.Join(lines, "\n")
}

func mustRead(t *testing.T, name, data string) (Document, Receipt) {
	t.Helper()
	d, r, err := Read(name, []byte(data))
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	return d, r
}

func warned(r Receipt, code string) (Warning, bool) {
	for _, w := range r.Warnings {
		if w.Code == code {
			return w, true
		}
	}
	return Warning{}, false
}

func TestReadLayouts(t *testing.T) {
	tests := []struct{ name, file, data, want string }{
		{"roles", "a.txt", "Kop\n\nI: Hoe gaat het?\nR: Goed.\n\nI: Fijn.\n",
			"0 |Kop\n1 I|Hoe gaat het?\n2 R|Goed.\n3 I|Fijn."},
		{"text with its own lines", "a.txt", "R1: Een\nregel twee.\n\nNog een alinea.\nB2: Ja.\n",
			"1 R1|Een/regel twee.//Nog een alinea.\n2 B2|Ja."},
		{"neighbours unite, inner label stays", "a.txt", "Anna: Een.\nAnna: Twee.\nBram: Drie.\nBram: Vier.\n",
			"1 Anna|Een./Anna: Twee.\n2 Bram|Drie./Bram: Vier."},
		{"names seen twice", "a.txt", "Karin de Wit: Een.\nBo: Twee.\nKarin de Wit: Drie.\nBo: Vier.\n",
			"1 Karin de Wit|Een.\n2 Bo|Twee.\n3 Karin de Wit|Drie.\n4 Bo|Vier."},
		{"case folds", "a.txt", "INTERVIEWER: Een?\nrespondent: Ja.\nInterviewer: Twee?\n",
			"1 INTERVIEWER|Een?\n2 respondent|Ja.\n3 INTERVIEWER|Twee?"},
		{"never names", "a.txt", "I: Een.\nNoot: dit niet.\nNoot: dit ook niet.\nLet op: nee.\nLet op: nee.\nhttps://x.nl is er\nhttps://x.nl is er\n10:30 was laat\nDatum: nu\nDatum: nu\nR: Ja.\n",
			"1 I|Een./Noot: dit niet./Noot: dit ook niet./Let op: nee./Let op: nee./https://x.nl is er/https://x.nl is er/10:30 was laat/Datum: nu/Datum: nu\n2 R|Ja."},
		{"sentence starts are no names", "a.txt", "I: Een.\nDus: wat dan?\nDus: niets.\nHet punt is dit: nee.\nHet punt is dit: ja.\nR: Ja.\n",
			"1 I|Een./Dus: wat dan?/Dus: niets./Het punt is dit: nee./Het punt is dit: ja.\n2 R|Ja."},
		{"header block is turn 0", "a.txt", "Datum: 3 mei\nRespondent: R12\nInterviewer: Joke Vos\n\nI: Een?\nR: Ja.\nI: Twee?\n",
			"0 |Datum: 3 mei/Respondent: R12/Interviewer: Joke Vos\n1 I|Een?\n2 R|Ja.\n3 I|Twee?"},
		{"a first turn under a header stays a turn", "a.txt", "Datum: 3 mei\n\nModerator: Welkom.\n\nI: Een?\nR: Ja.\nI: Twee?\n\nNoot: x\n",
			"0 |Datum: 3 mei\n1 Moderator|Welkom.\n2 I|Een?\n3 R|Ja.\n4 I|Twee?//Noot: x"},
		{"header lines apart", "a.txt", "Interviewer: Joke Vos\n\nLocatie: Ede\n\nI: Een?\n\nR: Ja.\n\nI: Twee?\n",
			"0 |Interviewer: Joke Vos//Locatie: Ede\n1 I|Een?\n2 R|Ja.\n3 I|Twee?"},
		{"time on its own line, one blank before a time with hours", "a.txt", "Spreker 1 00:00:02\nHoi.\n\n00:00:12\nSpreker 2: Dag.\n", "1 Spreker 1|Hoi.\n2 Spreker 2|Dag."},
		{"question and answer", "a.txt", "Vraag: Hoe dan?\nAntwoord: Zo.\nVraag: En nu?\nAntwoord: Zus.\n", "1 Vraag|Hoe dan?\n2 Antwoord|Zo.\n3 Vraag|En nu?\n4 Antwoord|Zus."},
		{"title and name", "a.txt", "Mevr. A. van Dam (61): Ja hoor.\nDhr. Kok: Nee.\n",
			"1 Mevr. A. van Dam (61)|Ja hoor.\n2 Dhr. Kok|Nee."},
		{"tab and dash", "a.txt", "INT\tHoe dan?\nR1 – Zo.\nINT\tAh.\n", "1 INT|Hoe dan?\n2 R1|Zo.\n3 INT|Ah."},
		{"time before, after, behind the colon", "a.txt",
			"[00:01:05] Sanne: Goed.\nTeun [00:01:09]: Echt.\nS01: [00:01:12] Waar.\n(1:20) Sanne: Ja.\n00:01:30 Teun: Nee.\n",
			"1 Sanne|Goed.\n2 Teun|Echt.\n3 S01|Waar.\n4 Sanne|Ja.\n5 Teun|Nee."},
		{"otter", "a.txt", "SUMMARY KEYWORDS\nzorg, geld\n\nSPEAKERS\nLies Bos, Speaker 2\n\nLies Bos  0:00  \nGoedemorgen.\n\nSpeaker 2  0:07  \nDank.\nTweede regel.\n\nLies Bos  1:02:11  \nSlot.\n\nTranscribed by https://otter.ai\n",
			"0 |SUMMARY KEYWORDS/zorg, geld//SPEAKERS/Lies Bos, Speaker 2\n1 Lies Bos|Goedemorgen.\n2 Speaker 2|Dank./Tweede regel.\n3 Lies Bos|Slot."},
		{"otter markdown", "a.md", "**Lies** 0:16\n\nHallo daar.\n\nNog iets.\n\n**Teun B** 0:31\n\nDag.\n",
			"1 Lies|Hallo daar.//Nog iets.\n2 Teun B|Dag."},
		{"f4", "a.txt", "I: Hoe dan? #00:00:05-3#\n\nB1: Zo. En zo. #00:00:12-0#\n\nI: Ah. #00:00:14-9#\n",
			"1 I|Hoe dan?\n2 B1|Zo. En zo.\n3 I|Ah."},
		{"archive", "a.txt", "Researcher 1: Een paragraaf.\n\nParticipant 12: Nog een.\n\nResearcher 2: Drie.\n",
			"1 Researcher 1|Een paragraaf.\n2 Participant 12|Nog een.\n3 Researcher 2|Drie."},
		{"legend", "a.txt", "I = interviewer 1; X = informant\n\nI: Hvordan?\nX: Fint.\n", "0 |I = interviewer 1; X = informant\n1 I|Hvordan?\n2 X|Fint."},
		{"zoom chat", "a.txt", "00:21:14\tPier de Boer:\tHallo allemaal\n00:21:40\tAnn:\tdag\n", "1 Pier de Boer|Hallo allemaal\n2 Ann|dag"},
		{"qualcoder", "a.txt", "[id1] Hoe gaat het?\n[id2] Goed. [lacht]\n[lacht] nou ja\n[lacht] nou ja\n[id1] Fijn.\n",
			"1 id1|Hoe gaat het?\n2 id2|Goed. [lacht]/[lacht] nou ja/[lacht] nou ja\n3 id1|Fijn."},
		{"teams document, old", "a.txt", "0:0:4.263 --> 0:0:7.23\nVos, Marijn\nGoedemorgen.\n\n0:0:9.0 --> 0:0:12.5\nKok, Bea\nDag.\n",
			"1 Vos, Marijn|Goedemorgen.\n2 Kok, Bea|Dag."},
		{"teams document, new", "a.txt", "Overleg\n\nVos, Marijn   0:04\nDag.\n\nKok, Bea   0:09\nHoi.\n\nVos, Marijn stopped transcription\n",
			"0 |Overleg\n1 Vos, Marijn|Dag.\n2 Kok, Bea|Hoi."},
		{"markdown", "a.md", "---\ntitle: Gesprek\nlang: nl\n---\n\n# Gesprek\n\n**Datum:** 3 mei\n\n**I:** Hoe *dan*?\n\n**R**: Zo.\n\n__I:__ Ah.\n",
			"0 |---/title: Gesprek/lang: nl/---//# Gesprek//**Datum:** 3 mei\n1 I|Hoe *dan*?\n2 R|Zo.\n3 I|Ah."},
		{"markdown escapes and lists", "a.md", "- **SPEAKER\\_00:** Een.\n- **SPEAKER\\_01:** Twee.\n", "1 SPEAKER_00|Een.\n2 SPEAKER_01|Twee."},
		{"no speakers", "a.txt", "Een alinea\nvan twee regels.\n\n\nNog een.\n", "1 |Een alinea/van twee regels.\n2 |Nog een."},
		{"no speakers, times", "a.txt", "[00:00:05] Een.\n\n[00:00:09] Twee.\n", "1 |Een.\n2 |Twee."},
		{"label without text", "a.txt", "I:\nR: Ja.\nI: Nee.\n", "1 R|Ja.\n2 I|Nee."},
		{"glued", "a.txt", "I:Hoe dan?\nR:Zo.\n", "1 I|Hoe dan?\n2 R|Zo."},
		{"combining mark behind a blank", "a.txt", "I: \u0308x\nR: y\n", "1 I| \u0308x\n2 R|y"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, _ := mustRead(t, tt.file, tt.data)
			if got := shape(d); got != tt.want {
				t.Errorf("turns\n%s\nwant\n%s", got, tt.want)
			}
			checkDocument(t, d)
			if d.Text.String() != tt.data {
				t.Errorf("text changed: %q", d.Text.String())
			}
		})
	}
}

func TestReadTimes(t *testing.T) {
	d, _ := mustRead(t, "a.txt", "[00:01:05] Sanne: Goed.\nTeun [00:01:09]: Echt. [01.23.45] Ja.\nSanne: Hm. #01:30:00-5#\n")
	for _, tt := range []struct {
		at     string
		millis int64
	}{{"Goed", 65_000}, {"Echt", 69_000}, {"Ja.", 5_025_000}, {"#01", 5_400_500}} {
		at := d.Text.SpanOf(strings.Index(d.Text.String(), tt.at), 0).Start
		if got, ok := d.TimeAt(at); !ok || got != tt.millis {
			t.Errorf("time at %q = %d, %v; want %d", tt.at, got, ok, tt.millis)
		}
	}
}

func TestReadReceipt(t *testing.T) {
	d, r := mustRead(t, "map/Gesprek 7.v2.txt", "\uFEFFvooraf\r\nI: Zo'n collega’s fiets?\r\nR: Ja,\x00 ja.\rInterviewer Jan: a-b\r\nInterviewer Jan: c\n")
	if d.Title != "Gesprek 7.v2" || d.Source.Name != "Gesprek 7.v2.txt" || d.Source.Kind != "txt" {
		t.Errorf("title %q, source %q, kind %q", d.Title, d.Source.Name, d.Source.Kind)
	}
	if r.Turns != 3 || r.Words != 9 {
		t.Errorf("%d turns, %d words; want 3 and 9", r.Turns, r.Words)
	}
	if r.Times != 0 || r.Until != 0 {
		t.Errorf("%d times, until %d", r.Times, r.Until)
	}
	if _, timed := mustRead(t, "a.txt", "I: a #00:01:05-3#\nR: b [0:59] c\n"); timed.Times != 2 || timed.Until != 65_300 {
		t.Errorf("%d times, until %d", timed.Times, timed.Until)
	}
	want := []SpeakerCount{
		{"I", 1, RoleInterviewer, RuleKnownRole}, {"R", 1, RoleNone, RuleKnownRole},
		{"Interviewer Jan", 1, RoleInterviewer, RuleTwice},
	}
	if fmt.Sprint(r.Speakers) != fmt.Sprint(want) {
		t.Errorf("speakers %v, want %v", r.Speakers, want)
	}
	if w, ok := warned(r, "newlines-normalised"); !ok || w.Args["crlf"] != 3 || w.Args["cr"] != 1 {
		t.Errorf("newlines: %v", r.Warnings)
	}
	if w, ok := warned(r, "nul-replaced"); !ok || w.Args["count"] != 1 {
		t.Errorf("nul: %v", r.Warnings)
	}
	if _, ok := warned(r, "bom-removed"); !ok {
		t.Errorf("bom: %v", r.Warnings)
	}
	if strings.ContainsAny(d.Text.String(), "\x00\r") {
		t.Error("NUL or CR in the text")
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct{ name, file, data, code, kind string }{
		{"nothing", "a.txt", "", "empty", ""},
		{"blanks", "a.txt", " \r\n\t\uFEFF", "empty", ""},
		{"captions without text", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "empty", ""},
		{"binary", "a.txt", strings.Repeat("\x01\x02\xff\x00\x90\x03", 40), "no-text", ""},
		{"koi8", "a.txt", "\xf0\xd2\xc9\xd7\xc5\xd4 \xd3\xcf\xd3\xc5\xc4", "unknown-encoding", ""},
		{"dos", "a.txt", "de cli\x89nt en de co\x94rdinatie", "unknown-encoding", ""},
		{"eaf without text", "a.eaf", `<?xml version="1.0"?><ANNOTATION_DOCUMENT/>`, "empty", ""},
		{"json", "a.json", `{"text": "hallo", "regels": []}`, "unsupported", "json"},
		{"json list", "a.txt", `[{"speaker": "A"}]`, "unsupported", "json"},
		{"chat without talk", "a.cha", "@UTF8\n@Begin\n@Comment:\tniets\n", "empty", ""},
		{"praat, no grid", "a.txt", "File type = \"ooTextFile\"\nObject class = \"Pitch 1\"\n", "unsupported", "praat"},
		{"sqlite", "a.txt", "SQLite format 3\x00....", "unsupported", "sqlite"},
		{"png", "a.txt", "\x89PNG\r\n\x1a\n0000", "unsupported", "png"},
		{"table", "a.csv", "naam,tekst\nA,b\nC,d\n", "unsupported", "csv"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Read(tt.file, []byte(tt.data))
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code {
				t.Fatalf("error %v, want %s", err, tt.code)
			}
			if kind, _ := e.Args["kind"].(string); kind != tt.kind {
				t.Errorf("kind %q, want %q", kind, tt.kind)
			}
		})
	}
}

func TestSniff(t *testing.T) {
	tests := []struct{ file, data, want string }{
		{"a.md", "gewoon", "md"},
		{"a.txt", "# geen kop", "txt"},
		{"a.txt", "**I:** een\n\n**R:** twee\n", "md"},
		{"a", "**I:** een", "md"},
		{"a", "gewoon", "txt"},
		{"a.txt", "WEBVTT\n\n", "vtt"},
		{"a.txt", "1\n00:00:01,000 --> 00:00:02,000\nHoi\n", "srt"},
		{"a.srt", "gewone tekst", "txt"},
		{"a.txt", "[00:01:05] Anna: hoi", "txt"},
		{"a.txt", "{lacht} ja", "txt"},
		{"a.txt", "<gelach> ja, dat is zo", "txt"},
		{"a.txt", "ID3 is een label", "txt"},
		{"a.docx", "PK\x03\x04kapot", "docx"},
		{"a.txt", "", "empty"},
	}
	for _, tt := range tests {
		if got := Sniff(tt.file, []byte(tt.data)); got != tt.want {
			t.Errorf("Sniff(%s, %q) = %s, want %s", tt.file, tt.data, got, tt.want)
		}
	}
}

func TestEncodings(t *testing.T) {
	const text = "I: de reünie, één €?\nR: 😀 ja\n"
	utf16 := func(s string, little bool) string {
		var b strings.Builder
		for _, r := range s {
			units := []uint16{uint16(r)}
			if r > 0xFFFF {
				units = []uint16{uint16(0xD800 + (r-0x10000)>>10), uint16(0xDC00 + (r-0x10000)&0x3FF)}
			}
			for _, u := range units {
				if little {
					b.Write([]byte{byte(u), byte(u >> 8)})
				} else {
					b.Write([]byte{byte(u >> 8), byte(u)})
				}
			}
		}
		return b.String()
	}
	tests := []struct{ name, data, encoding, text string }{
		{"utf-8", text, "utf-8", text},
		{"utf-8 with mark", "\uFEFF" + text, "utf-8", text},
		{"utf-16le with mark", "\xff\xfe" + utf16(text, true), "utf-16le", text},
		{"utf-16be with mark", "\xfe\xff" + utf16(text, false), "utf-16be", text},
		{"utf-16le", utf16(text, true), "utf-16le", text},
		{"utf-16be", utf16(text, false), "utf-16be", text},
		{"windows-1252", "I: de re\xfcnie, \xe9\xe9n \x80? collega\x92s\n", "windows-1252", "I: de reünie, één €? collega’s\n"},
		{"utf-8 with a bad byte", "I: reünie één zoëven \xff ja\n", "utf-8", "I: reünie één zoëven \uFFFD ja\n"},
		{"utf-8 cut off", "I: reünie \xe2\x82", "utf-8", "I: reünie \uFFFD\uFFFD"},
		{"decomposed stays so", "I: reu\u0308nie\n", "utf-8", "I: reu\u0308nie\n"},
		{"other line ends stay", "I: a\u2028b\u2029c\u0085d\ve\ff\tg\n", "utf-8", "I: a\u2028b\u2029c\u0085d\ve\ff\tg\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, "a.txt", tt.data)
			if d.Text.String() != tt.text || r.Encoding != tt.encoding {
				t.Errorf("%s %q, want %s %q", r.Encoding, d.Text.String(), tt.encoding, tt.text)
			}
		})
	}
}
