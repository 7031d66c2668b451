package transcript

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// repeatedLabels is a caption file that labels each cue, but two of them.
func repeatedLabels() string {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	n := 0
	cue := func(text string) {
		n++
		fmt.Fprintf(&b, "\n%d\n00:%02d.000 --> 00:%02d.500\n%s\n", n, n, n, text)
	}
	for range 10 {
		cue("Pia de Wit: ja.")
	}
	cue("Weet jij dat?")
	cue("Ik niet.")
	for range 11 {
		cue("Pia de Wit: nee.")
	}
	cue("Tom: dag.")
	return b.String()
}

func TestCueWithoutLabelStandsApart(t *testing.T) {
	d, r := mustRead(t, "a.vtt", repeatedLabels())
	ja, nee := strings.Repeat(" ja.", 10)[1:], strings.Repeat(" nee.", 11)[1:]
	want := "1 Pia de Wit|" + ja + "\n2 Pia de Wit|Weet jij dat? Ik niet.\n3 Pia de Wit|" + nee + "\n4 Tom|dag."
	if got := shape(d); got != want {
		t.Errorf("turns\n%s\nwant\n%s", got, want)
	}
	if label := d.Turns[1].Label; !label.IsEmpty() {
		t.Errorf("label %q", d.Text.Slice(label))
	}
	if !strings.Contains(d.Text.String(), "\n\nWeet jij dat? Ik niet.\n\nPia de Wit: nee.") {
		t.Errorf("text %q", d.Text.String())
	}
	if w, ok := warned(r, "unlabelled-cues"); !ok || w.Args["count"] != 2 {
		t.Errorf("warnings %v", r.Warnings)
	}
	checkDocument(t, d)
	checkReceipt(t, d, r)

	// One repeated label in two proves nothing: the cue goes on.
	d, r = mustRead(t, "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nPia: a\n\n00:02.000 --> 00:03.000\nPia: b\n\n00:03.000 --> 00:04.000\nc\n")
	if _, ok := warned(r, "unlabelled-cues"); ok || shape(d) != "1 Pia|a b c" {
		t.Errorf("%s, %v", shape(d), r.Warnings)
	}
}

// TestCaptionLayouts has each layout of the programs that write captions.
func TestCaptionLayouts(t *testing.T) {
	tests := []struct{ name, file, data, want, times string }{
		{"Teams 2022", "a.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:06.110\n<v Kuiper, Joost (gast)>Dus dat loopt.</v>\n\n00:00:06.500 --> 00:00:08.000\n<v Smit, Eva>Ja.</v>\n",
			"1 Kuiper, Joost (gast)|Dus dat loopt.\n2 Smit, Eva|Ja.", "0 6500"},
		{"Teams 2024: a sentence in two cues, overlapping times", "a.vtt", "WEBVTT\n\n1a2b3c4d-0000-4a4a-8b8b-c0ffee000001/7-0\n00:00:04.263 --> 00:00:07.000\n<v Smit, Eva>We gaan naar het</v>\n\n1a2b3c4d-0000-4a4a-8b8b-c0ffee000001/7-1\n00:00:06.500 --> 00:00:09.000\n<v Smit, Eva>wijkteam toe,\nen dan?</v>\n\n1a2b3c4d-0000-4a4a-8b8b-c0ffee000001/9-0\n00:00:08.100 --> 00:00:09.000\n<v Kuiper, Joost>Hm hm.</v>\n",
			"1 Smit, Eva|We gaan naar het wijkteam toe, en dan?\n2 Kuiper, Joost|Hm hm.", "4263 6500 8100"},
		{"Stream", "a.vtt", "WEBVTT\n\nNOTE duration:\"00:01:00.0000000\"\n\nNOTE language:nl-nl\n\nNOTE Confidence: 0.8812\n\n1a2b3c4d-0000-4a4a-8b8b-c0ffee000002\n00:00:01.000 --> 00:00:03.500\nhet loket is dicht\nop vrijdag\n\nNOTE Confidence: 0.71\n\n1a2b3c4d-0000-4a4a-8b8b-c0ffee000003\n00:00:04.000 --> 00:00:05.000\nen verder niets\n",
			"1 |het loket is dicht op vrijdag en verder niets", "1000 4000"},
		{"Whisper", "a.vtt", "WEBVTT\n\n00:00.000 --> 00:03.120\nIk begon in 2015.\n\n59:58.500 --> 1:00:02.000\nEn nu niet meer.\n",
			"1 |Ik begon in 2015.\n2 |En nu niet meer.", "0 3598500"},
		{"Zoom", "a.vtt", "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:03.000\r\nEva Smit: Kijk: zo dus.\r\n\r\n2\r\n00:00:03.000 --> 00:00:04.000\r\nom 9:15 al.\r\n\r\n3\r\n00:00:05.000 --> 00:00:06.000\r\nJoost: Ja.\r\n",
			"1 Eva Smit|Kijk: zo dus. om 9:15 al.\n2 Joost|Ja.", "1000 3000 5000"},
		{"noScribe", "a.vtt", "WEBVTT Gesprek\n\nNOTE\nmedia: gesprek.m4a\n\n1\n00:00:00.000 --> 00:00:12.000\n(12 seconden pauze)\n\n2\n00:00:12.140 --> 00:00:22.800\n<v S01>Toen dus. //S00: Precies. // En toen\n\n3\n00:00:22.800 --> 00:00:23.000\n<v //S02>Ja//\n",
			"0 |(12 seconden pauze)\n1 S01|Toen dus. //S00: Precies. // En toen\n2 S02|Ja//", "0 12140 22800"},
		{"arrows for a change of speaker", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n&gt;&gt; Wie is daar?\n\n2\n00:00:02,000 --> 00:00:03,000\n>> Ik\nben het.\n",
			"1 |Wie is daar?\n2 |Ik ben het.", "1000 2000"},
		{"brackets", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_00]: Een.\n\n2\n00:00:02,000 --> 00:00:03,000\n[SPEAKER_00]: Twee.\n\n3\n00:00:03,000 --> 00:00:04,000\n[SPEAKER_01]: Drie.\n",
			"1 SPEAKER_00|Een. Twee.\n2 SPEAKER_01|Drie.", "1000 2000 3000"},
		{"entities", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v B&amp;W>5 &lt; 6 &gt; 4 &amp; &quot;x&quot;&nbsp;&#233; &onzin; R&D</v>\n",
			"1 B&W|5 < 6 > 4 & \"x\"\u00a0é &onzin; R&D", "1000"},
		{"UTF-16", "a.srt", inUTF16("1\r\n00:00:01,000 --> 00:00:02,000\r\nAnna: coördinatie 😀\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nBo: ja\r\n"),
			"1 Anna|coördinatie 😀\n2 Bo|ja", "1000 2000"},
		{"CR only", "a.vtt", "WEBVTT\r\r00:01.000 --> 00:02.000\r<v Anna>een\rtwee</v>\r\r00:02.000 --> 00:03.000\r<v Bo>drie</v>\r",
			"1 Anna|een twee\n2 Bo|drie", "1000 2000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, tt.file, tt.data)
			if got := shape(d); got != tt.want {
				t.Errorf("turns\n%s\nwant\n%s", got, tt.want)
			}
			if got := anchorTimes(d); got != tt.times {
				t.Errorf("times %s, want %s", got, tt.times)
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

// inUTF16 is text in UTF-16LE behind its mark.
func inUTF16(text string) string {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}
