package transcript

import "testing"

// TestPlainLayouts has each layout that stands in plain text, with its times.
func TestPlainLayouts(t *testing.T) {
	tests := []struct{ name, file, data, want, times string }{
		{"Otter", "a.txt", "SUMMARY KEYWORDS\nwijk, loket\n\nSPEAKERS\nEva Smit, Unknown Speaker\n\nEva Smit  00:00\nWelkom.\n\nUnknown Speaker  59:59\nDank.\n\nEva Smit  1:02:11\nTot slot.\n\nTranscribed by https://otter.ai\n",
			"0 |SUMMARY KEYWORDS/wijk, loket//SPEAKERS/Eva Smit, Unknown Speaker\n1 Eva Smit|Welkom.\n2 Unknown Speaker|Dank.\n3 Eva Smit|Tot slot.", "0 3599000 3731000"},
		{"an archive with Otter's headers", "a.txt", "WBS01  00:00\nWelkom.\n\nResp07  00:09\nDank.\n\nWBS01  00:12\nGoed.\n",
			"1 WBS01|Welkom.\n2 Resp07|Dank.\n3 WBS01|Goed.", "0 9000 12000"},
		{"Otter's Markdown", "a.md", "**Eva** 0:16\nWelkom.\n\nEn verder.\n\n**Joost** 1:00:31\nDank.\n",
			"1 Eva|Welkom.//En verder.\n2 Joost|Dank.", "16000 3631000"},
		{"F4", "a.txt", "I: Hoe dan? #00:00:05-3#\n\nB1: Zo. #00:00:07-0# En toen zus. #00:00:12-9#\n",
			"1 I|Hoe dan?\n2 B1|Zo. #00:00:07-0# En toen zus.", "5300 7000 12900"},
		{"noScribe", "a.txt", "Gesprek\n\nS00: [00:00:12] Hoe dan? //S01: Hm. //\n\nS01: [00:00:15] Zo.\n",
			"0 |Gesprek\n1 S00|Hoe dan? //S01: Hm. //\n2 S01|Zo.", "12000 15000"},
		{"an archive", "a.txt", "Researcher 1: Hoe dan?\n\nParticipant: Zo.\n\nResearcher 1: Ah.\n",
			"1 Researcher 1|Hoe dan?\n2 Participant|Zo.\n3 Researcher 1|Ah.", ""},
		{"a legend", "a.txt", "I = interviewer 1; X = informant\n\nI: Hvor?\nX: Her.\n", "0 |I = interviewer 1; X = informant\n1 I|Hvor?\n2 X|Her.", ""},
		{"QualCoder", "a.txt", "[id1] Hoe dan? [00:34:12]\n[id2] Zo. [45:33] En zus. [01.23.45] #01:24:34.567#\n",
			"1 id1|Hoe dan?\n2 id2|Zo. [45:33] En zus.", "2052000 2733000 5025000 5074567"},
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
			if d.Text.String() != tt.data {
				t.Errorf("text changed: %q", d.Text.String())
			}
		})
	}
}
