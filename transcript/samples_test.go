package transcript

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// samples is the folder of real and made files that stands beside a checkout
// where the project is developed; its README says what each must yield.
const samples = "../../shared/samples"

// sample is what one file must yield. Turns -1 is not asked.
type sample struct {
	file, kind, encoding string
	turns                int
	speakers             string // names and turns, "A 2, B 1"
	has                  []string
	hasNot               []string
	times                string // anchors in ms
	warnings             string // codes that must be there, with their count
}

var transcriptSamples = []sample{
	{file: "amberscript_nl.json", kind: "amberscript", turns: 2, speakers: "Interviewer 1, Mw. Böhm 1",
		has: []string{"|Goedemorgen, hoe gaat het?", "|Prima, hè. Echt."}, times: "450 2500 3500"},
	{file: "chat_bullets_nl.cha", kind: "cha", turns: 3, speakers: "INV 2, RES 1", times: "0 1500 5200",
		has:    []string{"|hoe was de reünie ?", "|heel <gezellig> [/] gezellig (.) &-uh ja xxx met vervolgregel .", "|fijn ."},
		hasNot: []string{"lacht", "\x15"}, warnings: "tiers-dropped 1"},
	{file: "elan3_min.eaf", kind: "eaf", turns: 2, speakers: "Interviewer 1, Respondent 1", times: "1000 2500",
		has: []string{"|Hoe gaat het?", "|Goed hoor."}, hasNot: []string{"Fine"}, warnings: "tiers-dropped 1, empty-pieces 1"},
	{file: "otranscribe.otr", kind: "otr", turns: 3, speakers: "I 2, R 1", times: "1500 4250 3725000",
		has: []string{"|Goedemorgen, hoe gaat het?", "|Prima & jij?/Nieuwe regel.", "|Einde."}, hasNot: []string{"00:01", "1:02:05"}},
	{file: "otter_export.txt", kind: "txt", turns: 3, speakers: "Marieke Jansen 2, Unknown Speaker 1", times: "0 7000 3731000",
		has: []string{"|Goedemorgen, welkom.", "|Dank je. Fijn./Tweede regel.", "|Tot slot."}},
	{file: "speaker_layouts.txt", kind: "txt", turns: 4, speakers: "INTERVIEWER 1, Anna 1, Mw. B. de Jong (58) 1, R1 1", times: "65000 69000"},
	{file: "srt_non_utf8.srt", kind: "srt", encoding: "utf-16le", turns: -1},
	{file: "teams2024_cue_ids_nl.vtt", kind: "vtt", turns: 2, speakers: "Jansen, Marieke 1, El Amrani, Youssef (gast) 1",
		times: "4263 7500 9000 13000", warnings: "zero-length-cues 1",
		has: []string{"|Goedemorgen, fijn dat je er bent. Zullen we beginnen? De opname loopt.", "|Ja hoor & graag, prijs < 10 euro. Hm."}},
	{file: "teams_new_layout.docx", kind: "docx", turns: 3, speakers: "Jansen, Marieke 2, El Amrani, Youssef 1", times: "4000 9000 3723000"},
	{file: "teams_v_tags.vtt", kind: "vtt", turns: 10},
	{file: "textgrid_long.TextGrid", kind: "textgrid", turns: -1},
	{file: "vtt_comments.vtt", kind: "vtt", turns: 1, speakers: ""},
	{file: "whisper_openai.json", kind: "whisper", turns: 1, times: "0 1200", has: []string{"|Goedemorgen. Fijn dat u er bent."}},
	{file: "zoom_name_colon.vtt", kind: "vtt", turns: 34, warnings: "unlabelled-cues 2",
		has: []string{"Andrew Knight|And that\n", "Andrew Knight|Yes. Okay.\n"}},
	{file: "zoom_nl_multi_colon.vtt", kind: "vtt", turns: 2, speakers: "Anna de Vries 1, Bram 1", times: "1000 3500 5500",
		has: []string{"Anna de Vries|Let op: dit is belangrijk om 10:30 begonnen we."}},
}

var encodingSamples = []sample{
	{file: "emoji_zwj.txt", turns: 1, speakers: "R 1"},
	{file: "latin1.txt", encoding: "windows-1252", turns: 3, speakers: "Interviewer 2, Respondent 1",
		has: []string{"|Hoe was de reünie, mevrouw Böhm?", "|Heel gezellig, coördinatie was pico bello. Hè hè."}},
	{file: "mixed_newlines.txt", turns: -1, has: []string{"een/twee/drie/vier\u2028vijf\u2029zes\u0085zeven\vacht\fnegen"}, warnings: "controls-kept 3"},
	{file: "nfd_combining.txt", turns: 4, has: []string{"reu\u0308nie"}},
	{file: "nul_and_controls.txt", turns: 2, has: []string{"|a\uFFFDb\ac\x1b[31mrood\x1b[0m\x7f", "|d\uFFFD\u009be"}, warnings: "nul-replaced 1, invalid-bytes 1, controls-kept 5"},
	{file: "utf16le_bom.txt", encoding: "utf-16le", turns: 3, speakers: "Interviewer 2, Respondent 1",
		has: []string{"|Hoe was de reünie, mevrouw Böhm?", "|Heel gezellig, coördinatie was pico bello. Hè hè."}},
	{file: "utf8_bom_crlf.txt", turns: 3, speakers: "Interviewer 2, Respondent 1", has: []string{"reünie"}, warnings: "bom-removed <nil>"},
}

func TestSamples(t *testing.T) {
	if _, err := os.Stat(samples); err != nil {
		t.Log("no samples beside this checkout")
		return
	}
	for folder, list := range map[string][]sample{"transcripts": transcriptSamples, "encodings": encodingSamples} {
		asked := map[string]bool{"f4_nl.rtf": true} // the reader of RTF has a test of its own
		for _, want := range list {
			asked[want.file] = true
			t.Run(want.file, func(t *testing.T) {
				data, err := os.ReadFile(filepath.Join(samples, folder, want.file))
				if err != nil {
					t.Fatal(err)
				}
				d, r := mustRead(t, want.file, string(data))
				want.check(t, d, r)
				checkDocument(t, d)
				checkReceipt(t, d, r)
			})
		}
		entries, err := os.ReadDir(filepath.Join(samples, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !asked[e.Name()] {
				t.Errorf("nothing is demanded of %s", e.Name())
			}
		}
	}
}

func (want sample) check(t *testing.T, d Document, r Receipt) {
	t.Helper()
	if kind := want.kind; kind != "" && kind != r.Kind || want.encoding != "" && want.encoding != r.Encoding {
		t.Errorf("%s, %s; want %s, %s", r.Kind, r.Encoding, want.kind, want.encoding)
	}
	if want.turns >= 0 && r.Turns != want.turns {
		t.Errorf("%d turns, want %d", r.Turns, want.turns)
	}
	if got := speakerCounts(r); want.speakers != "" && got != want.speakers {
		t.Errorf("speakers %s, want %s", got, want.speakers)
	}
	got := shape(d) + "\n"
	for _, s := range want.has {
		if !strings.Contains(got, s) {
			t.Errorf("no %q in\n%s", s, got)
		}
	}
	for _, s := range want.hasNot {
		if strings.Contains(d.Text.String(), s) {
			t.Errorf("%q in the text", s)
		}
	}
	if got := anchorTimes(d); want.times != "" && got != want.times {
		t.Errorf("times %s, want %s", got, want.times)
	}
	for _, s := range strings.Split(want.warnings, ", ") {
		code, count, _ := strings.Cut(s, " ")
		if w, ok := warned(r, code); code != "" && (!ok || fmt.Sprint(w.Args["count"]) != count) {
			t.Errorf("warnings %v, want %s", r.Warnings, s)
		}
	}
}

func speakerCounts(r Receipt) string {
	var list []string
	for _, s := range r.Speakers {
		list = append(list, fmt.Sprintf("%s %d", s.Name, s.Turns))
	}
	return strings.Join(list, ", ")
}

func anchorTimes(d Document) string {
	var list []string
	for _, a := range d.Anchors {
		list = append(list, fmt.Sprint(a.Millis))
	}
	return strings.Join(list, " ")
}

// TestSampleCues counts what the README counts in cues and intervals.
func TestSampleCues(t *testing.T) {
	if _, err := os.Stat(samples); err != nil {
		t.Log("no samples beside this checkout")
		return
	}
	tests := []struct{ file, want string }{
		{"teams_v_tags.vtt", "13 cues, 0 without: Interviewer, First 5; Speaker, First (Student) 8"},
		{"zoom_name_colon.vtt", "300 cues, 2 without: Andrew Knight 45; George Harrison 3; John Lennon 7; Paul McCartney 242; Ringo Starr 1"},
		{"vtt_comments.vtt", "3 cues, 3 without: "},
		{"srt_non_utf8.srt", "6 cues, "},
	}
	for _, tt := range tests {
		data, err := os.ReadFile(filepath.Join(samples, "transcripts", tt.file))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := decode(data)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := canonical(raw.text)
		list := readCues(text)
		lines, _ := list.spoken()
		if got := cueCounts(len(list.cues), lines); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.file, got, tt.want)
		}
	}
	data, err := os.ReadFile(filepath.Join(samples, "transcripts", "textgrid_long.TextGrid"))
	if err != nil {
		t.Fatal(err)
	}
	g := gridReader{words: gridWords{text: string(data)}, s: &speech{}}
	pieces := 0
	if !g.tiers() || len(g.talk) != 4 {
		t.Fatalf("%d tiers", len(g.talk))
	}
	for _, tier := range g.talk {
		pieces += len(tier.pieces)
	}
	if pieces != 152 {
		t.Errorf("%d intervals with text, want 152", pieces)
	}
}

func cueCounts(cues int, lines []spokenLine) string {
	count := map[string]int{}
	for _, l := range lines {
		count[l.name]++
	}
	var names []string
	for name, n := range count {
		if name != "" {
			names = append(names, fmt.Sprintf("%s %d", name, n))
		}
	}
	sort.Strings(names)
	return fmt.Sprintf("%d cues, %d without: %s", cues, count[""], strings.Join(names, "; "))
}
