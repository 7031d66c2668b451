package transcript

import (
	"context"
	"errors"
	"testing"
)

// TestChosenEncoding reads bytes in the encoding that a person chose: Mac Roman
// can't be told from windows-1252 by content.
func TestChosenEncoding(t *testing.T) {
	const mac = "I: de re\x9fnie van Zo\x91, \x8e\x8en caf\x8e?\rR: collega\xd5s, \xd2ja\xd3 \xd0 \xdb5\r"
	const want = "I: de reünie van Zoë, één café?\nR: collega’s, “ja” – €5\n"
	tests := []struct{ name, file, data, encoding, text string }{
		{"macintosh", "a.txt", mac, "macintosh", want},
		{"windows-1252", "a.txt", "I: de re\xfcnie van Zo\xeb, \xe9\xe9n caf\xe9?\r\nR: collega\x92s, \x93ja\x94 \x96 \x805\n", "windows-1252", want},
		{"captions", "a.srt", "1\r00:00:01,000 --> 00:00:02,000\rI: Zo\x91, \x8e\x8en\r", "macintosh", "I: Zoë, één\n"},
		{"a format of speech", "a.cha", "@Begin\r*INV:\tde re\x9fnie\x15" + "5_9\x15\r", "macintosh", "INV: de reünie\n"},
		{"ELAN", "a.eaf", `<?xml version="1.0"?><ANNOTATION_DOCUMENT><TIER TIER_ID="Zo` + "\x91" + `"><ANNOTATION><ALIGNABLE_ANNOTATION><ANNOTATION_VALUE>` + "\x8e\x8e" + `n</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>`,
			"macintosh", "Zoë: één\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r, err := ReadWith(context.Background(), tt.file, []byte(tt.data), Options{Encoding: tt.encoding})
			if err != nil {
				t.Fatal(err)
			}
			if d.Text.String() != tt.text || r.Encoding != tt.encoding || d.Source.Encoding != tt.encoding {
				t.Errorf("%s %q, want %s %q", r.Encoding, d.Text.String(), tt.encoding, tt.text)
			}
			checkDocument(t, d)
		})
	}
	if d, r, err := Read("a.txt", []byte(mac)); err == nil && (r.Encoding == "macintosh" || d.Text.String() == want) {
		t.Error("macintosh was guessed")
	}
	var e *Error
	if _, _, err := ReadWith(context.Background(), "a.txt", []byte("I: a"), Options{Encoding: "klingon"}); !errors.As(err, &e) || e.Code != "unknown-encoding" {
		t.Errorf("error %v", err)
	}
	for _, name := range Encodings() {
		if _, err := decodeChosen([]byte("hier staat een zin.."), name); errors.As(err, &e) && e.Code == "unknown-encoding" {
			t.Errorf("%s is offered and refused", name)
		}
	}
}
