package transcript

import (
	"errors"
	"strings"
	"testing"
)

func TestReadRTF(t *testing.T) {
	const fonts = `{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}{\f3\fcharset238{\*\falt x} Arial CE;}}`
	tests := []struct{ name, body, want string }{
		{"paragraphs", `een\par\par twee\par drie`, "een\n\ntwee\n\ndrie"},
		{"words for characters", `a\line b\tab c\emdash d\endash e\lquote f\rquote g\ldblquote h\rdblquote\bullet\~i\_j\-k`, "a\nb\tc—d–e‘f’g“h”•\u00a0i-jk"},
		{"signs", `\{a\}\\b` + "\r\n" + `c\` + "\n" + `d`, "{a}\\bc\n\nd"},
		{"bytes", `re\'fcnie \'80 \'E9`, "reünie € é"},
		{"fonts", `\f1\'c4\'e0 \f0\'eb {\f3\'b9}\f2 a\plain a`, "Да ë ąαa"},
		{"unicode", `\u8364?5 \u-4064\'3f{\uc2\u233 xxb}{\uc0\u235 c}\u8211\'2dd`, "€5 \uF020éb" + "ëc–d"},
		{"surrogates", `\u-10179?\u-8704? \u55357 ?\u56832 ? \u128512? x`, "😀 😀 😀 x"},
		{"half a pair", `\u-10179?a\u-8704?b`, "�a�b"},
		{"fallback is a word or a brace", `\u8364\rdblquote 5\u8364{x}`, "€5€x"},
		{"old plain UTF-8", "reünie", "reünie"},
		{"destinations", `a{\pict\wmetafile8 00ff}{\*\bkmkstart b}{\stylesheet{\s0 Normaal;}}{\info{\title X}}{\*\unknown{deep{er}}}{\object\objemb{\*\objdata 01}{\result b}}{\field{\*\fldinst PAGE}{\fldrslt 7}}{\xe{c}}`, "ab7"},
		{"binary", `a{\pict\bin6 }}{{\\}b\bin3 {{{c`, "abc"},
		{"text twice", `{\upr{ascii}{\*\ud{\u235 \'3funicode}}}`, "ëunicode"},
		{"bullet text", `{\listtext\'b7\tab}{\pntext 1.\tab}punt`, "punt"},
		{"text box", `voor{\shp{\*\shpinst\shpleft1{\sp{\sn n}{\sv 1}}{\shptxt kader\par}}{\shprslt kader}}\par na`, "voor\n\nkader\n\nna"},
		{"table", `\trowd\cellx1\cellx2\pard\intbl Spreker\cell Tekst\cell\row\trowd\pard\intbl R\cell een\par twee\cell{\trowd\row}\pard\intbl\cell drie\cell\row\pard na`, "Spreker\tTekst\n\nR\teen\ntwee\n\ndrie\n\nna"},
		{"table without a word that says so", `\trowd\cellx1\cellx2 R\cell een\cell\row na`, "R\teen\n\nna"},
		{"table in a table", `\pard\intbl a\par\pard\intbl\itap2 b\nestcell c\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}d\nestcell{\*\nesttableprops\nestrow}\pard\intbl\itap1 e\cell\row`, "a\nb\tc\nd\ne"},
		{"formatting", `\b I:\b0  een{\i  twee}\cf1\ul  drie\ulnone`, "I: een twee drie"},
		{"behind the last brace", `a}b`, "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			end := "}"
			if strings.HasSuffix(tt.body, "}b") {
				end = "\x00\x00"
			}
			d, r := mustRead(t, "a.rtf", `{\rtf1\ansi\ansicpg1252\deff0`+fonts+`\pard `+tt.body+end)
			if d.Text.String() != tt.want {
				t.Errorf("%q, want %q", d.Text.String(), tt.want)
			}
			if _, ok := warned(r, "truncated"); ok {
				t.Error("said to break off")
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

func TestReadRTFPages(t *testing.T) {
	tests := []struct{ name, data, want, encoding, chosen string }{
		{"Macintosh", `{\rtf1\mac re\'9fnie}`, "reünie", "macintosh", ""},
		{"DOS", `{\rtf1\pca re\'81nie}`, "reünie", "cp850", ""},
		{"Central Europe", `{\rtf1\ansi\ansicpg1250 \'b9}`, "ą", "windows-1250", ""},
		{"UTF-8", `{\rtf1\ansi\ansicpg65001 re\'c3\'bcnie}`, "reünie", "utf-8", ""},
		{"not known", `{\rtf1\ansi\ansicpg9999 re\'fcnie}`, "reünie", "windows-1252", ""},
		{"chosen", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}}\f0 re\'9fnie}`, "reünie", "macintosh", "macintosh"},
		{"bytes as they are", "{\\rtf1\\ansi re\xfcnie}", "reünie", "windows-1252", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r, err := ReadWith(t.Context(), "a.rtf", []byte(tt.data), Options{Encoding: tt.chosen})
			if err != nil || d.Text.String() != tt.want || r.Encoding != tt.encoding {
				t.Errorf("%s %q, %v; want %s %q", r.Encoding, d.Text.String(), err, tt.encoding, tt.want)
			}
		})
	}
}

func TestReadRTFTurns(t *testing.T) {
	d, r := mustRead(t, "f4.rtf", fixture(t, "f4.rtf"))
	want := "0 |Gesprek 4\n1 I|Hoe verliep de reünie?\n2 B1|Ja heel {gezellig}, € 12,50—dat viel mee/{lacht} ☺\n3 I|En mevrouw Škoda?\n4 B1|Die kwam nóet 😀. Link\u00a0ja-nee"
	if got := shape(d); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := facts(r); got != "deletions-dropped 1, notes-dropped 1, comments-dropped 1, headers-dropped 1" {
		t.Errorf("warnings %s", got)
	}
	if got := moments(d); got != "5300 #00:00:05-3#, 12800 #00:00:12-8#, 14000 #00:00:14-0#, 3723400 #01:02:03-4#" {
		t.Errorf("moments %s", got)
	}
	checkDocument(t, d)
}

func TestReadRTFBad(t *testing.T) {
	whole := fixture(t, "f4.rtf")
	d, r := mustRead(t, "a.rtf", whole[:strings.Index(whole, "B1: Die")])
	if _, ok := warned(r, "truncated"); !ok || r.Turns != 3 {
		t.Errorf("cut off: %d turns, %v", r.Turns, r.Warnings)
	}
	checkDocument(t, d)
	for name, tt := range map[string]struct{ data, code string }{
		"cut off in the fonts": {whole[:100], "truncated"},
		"nothing said":         {`{\rtf1\ansi{\info{\title a}}\par }`, "empty"},
		"deep":                 {`{\rtf1` + strings.Repeat("{", 20_000) + "a", "damaged"},
		"a picture only":       {`{\rtf1{\pict 00ff}}`, "empty"},
		"binary to the end":    {`{\rtf1{\pict\bin999999999 abc`, "truncated"},
		"more than any text":   {`{\rtf1 ` + strings.Repeat(`a\par `, maxParagraphs+1), "too-large"},
		"in UTF-16":            {"\xff\xfe{\x00\\\x00r\x00t\x00f\x001\x00 \x00a\x00}\x00", "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read("a.rtf", []byte(tt.data))
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code {
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
}
