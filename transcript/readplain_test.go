package transcript

import (
	"strings"
	"testing"
)

// Offsets of other tools count the text as it stands: what looks like another
// format must not be laid out again.
func TestReadPlainKeepsTheText(t *testing.T) {
	for name, c := range map[string]struct{ data, raw, text string }{
		"captions":           {"WEBVTT\n\n00:01.000 --> 00:02.000\nI: Hoi\n", "WEBVTT\n\n00:01.000 --> 00:02.000\nI: Hoi\n", "WEBVTT\n\n00:01.000 --> 00:02.000\nI: Hoi\n"},
		"a zip by its start": {"PK\x03\x04 is hoe een zip begint", "PK\x03\x04 is hoe een zip begint", "PK\x03\x04 is hoe een zip begint"},
		"mark and CRLF":      {"\xEF\xBB\xBFI: Eén?\r\nR: Ja.\r", "\uFEFFI: Eén?\r\nR: Ja.\r", "I: Eén?\nR: Ja.\n"},
		"UTF-16":             {"\xFF\xFEj\x00a\x00\r\x00\n\x00", "\uFEFFja\r\n", "ja\n"},
		"windows-1252":       {"een klein caf\xE9 op de hoek", "een klein café op de hoek", "een klein café op de hoek"},
	} {
		d, raw, r, err := ReadPlain("a.vtt", []byte(c.data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if raw != c.raw || d.Text.String() != c.text || r.Kind != "txt" {
			t.Errorf("%s: raw %q, text %q, kind %s", name, raw, d.Text.String(), r.Kind)
		}
	}
	if _, _, _, err := ReadPlain("a.txt", []byte(strings.Repeat("\x01", 50))); err == nil {
		t.Error("controls are read as a text")
	}
}
