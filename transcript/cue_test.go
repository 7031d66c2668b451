package transcript

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadCues(t *testing.T) {
	tests := []struct{ name, file, data, want string }{
		{"voices, several lines, ids", "a.vtt", "WEBVTT - titel\n\n9f-c11/12-0\n00:00:04.263 --> 00:00:07.023\n<v Vos, Marijn>Dag.\nBeginnen we?</v>\n\n9f-c11/19-1\n00:00:07.500 --> 00:00:09.100\n<v Vos, Marijn>Ja.</v>\n\n9f\n00:00:09.000 --> 00:00:12.480\n<v El Idrissi, Bo (gast)>Ja &amp; nee, &lt; 10.</v>\n",
			"1 Vos, Marijn|Dag. Beginnen we? Ja.\n2 El Idrissi, Bo (gast)|Ja & nee, < 10."},
		{"names before colons", "a.vtt", "WEBVTT\n\n1\n00:01.000 --> 00:03.000\nPia de Wit: Let op: dit telt\n\n2\n00:03.500 --> 00:05.000\nom 10:30 begonnen we.\n\n3\n00:05.500 --> 00:06.000\nTom: Ja.\n",
			"1 Pia de Wit|Let op: dit telt om 10:30 begonnen we.\n2 Tom|Ja."},
		{"text before the first name is turn 0", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\n(stilte)\n\n00:03.500 --> 00:05.000\n<v S01>Hm. //S00: Ja. //\n\n00:05.000 --> 00:06.000\n<v //S02>Nou\n",
			"0 |(stilte)\n1 S01|Hm. //S00: Ja. //\n2 S02|Nou"},
		{"two voices in a cue", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\n<v.luid Pia>Een.</v>\n<v Tom>Twee <i>schuin</i> <00:00:02.000>drie.</v>\n", "1 Pia|Een.\n2 Tom|Twee schuin drie."},
		{"notes and styles are no text", "a.vtt", "WEBVTT\nX: y\n\nSTYLE\n::cue { color: red }\n\nNOTE Confidence: 0.88\n\n00:01.000 --> 00:03.000\nEen.\n\nNOTE\nregel\nregel\n\n00:04.000 --> 00:05.000\nTwee.\n", "1 |Een. Twee."},
		{"srt labels", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_01]: Een.\n\n2\n00:00:02,000 --> 00:00:03,000\n[SPEAKER_02]: Twee.\n\n3\n00:00:03,000 --> 00:00:04,000\nDrie.\n", "1 SPEAKER_01|Een.\n2 SPEAKER_02|Twee. Drie."},
		{"srt marks", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n>> PIA: Een.\n\n2\n00:00:02,000 --> 00:00:03,000\n>> Twee.\n\n3\n00:00:03,000 --> 00:00:04,000\n>> Drie.\n", "1 PIA|Een.\n2 |Twee.\n3 |Drie."},
		{"srt dialogue", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n- Pia: Een.\n- Tom: Twee.\n", "1 Pia|Een.\n2 Tom|Twee."},
		{"dashes name nobody", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n- Een.\n- Twee.\n", "1 |- Een. - Twee."},
		{"blank lines inside a cue, no blank line between", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\nEen\n\ntwee\n2\n00:00:02,000 --> 00:00:03,000 X1:40\ndrie\n", "1 |Een twee drie"},
		{"sentence starts are no names", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\nDus: een.\n\n00:03.000 --> 00:04.000\nEn hij zei toen: twee.\n", "1 |Dus: een. En hij zei toen: twee."},
		{"no speakers: a sentence end past a minute", "a.vtt", "WEBVTT\n\n00:00.000 --> 00:30.000\nEen.\n\n00:59.000 --> 01:05.000\nTwee\n\n01:05.000 --> 01:10.000\ndrie.\n\n01:10.000 --> 01:15.000\nVier.\n", "1 |Een. Twee drie.\n2 |Vier."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, data := range []string{tt.data, strings.ReplaceAll(tt.data, "\n", "\r\n"), strings.ReplaceAll(tt.data, "\n", "\r")} {
				d, r := mustRead(t, tt.file, data)
				if got := shape(d); got != tt.want {
					t.Errorf("turns\n%s\nwant\n%s", got, tt.want)
				}
				checkDocument(t, d)
				checkReceipt(t, d, r)
			}
		})
	}
}

func TestReadCueLayout(t *testing.T) {
	d, r := mustRead(t, "a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nstil\n\n1:00:01.500 --> 1:00:01.500\nPia: Één.\n\nx --> 00:03.000\nTwee.\n\n00:04.000 --> 00:05.000\n\n")
	if got, want := d.Text.String(), "stil\n\nPia: Één. Twee.\n"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got, want := fmt.Sprint(d.Anchors), "[{0 0} {11 3601500}]"; got != want {
		t.Errorf("anchors %s, want %s", got, want)
	}
	if got := d.Text.Slice(d.Turns[1].Label); got != "Pia:" {
		t.Errorf("label %q", got)
	}
	for _, code := range []string{"zero-length-cues", "bad-times", "empty-cues"} {
		if w, ok := warned(r, code); !ok || w.Args["count"] != 1 {
			t.Errorf("%s: %v", code, r.Warnings)
		}
	}
	if r.Speakers[0].Rule != RuleCue {
		t.Errorf("rule %v", r.Speakers)
	}
}

func TestClock(t *testing.T) {
	tests := []struct {
		in     string
		millis int64
		length int
	}{
		{"0:04", 4000, 4}, {"75:30", 4_530_000, 5}, {"1:02:11", 3_731_000, 7}, {"01.23.45", 5_025_000, 8},
		{"00:00:05-3", 5300, 10}, {"0:0:4.263", 4263, 9}, {"00:01,5", 1500, 7}, {"00:12:34.567890", 754_567, 15},
		{"10:3", 0, 0}, {"10:75", 0, 0}, {"1.5", 0, 0}, {"2024", 0, 0}, {"1:2:3:4", 0, 0}, {"", 0, 0},
	}
	for _, tt := range tests {
		c, ok := clock(tt.in)
		if ok != (tt.length > 0) || c.millis != tt.millis || c.len != tt.length {
			t.Errorf("clock(%q) = %+v, %v", tt.in, c, ok)
		}
	}
}
