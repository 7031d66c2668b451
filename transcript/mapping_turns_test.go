package transcript

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const plainInterview = `Interview over regels
Datum: 3 maart

I: Hoe begon het werk?

Fatma: Ik begon bij de gemeente. [00:00:12] Dat was wennen.
Je moest alles zelf uitzoeken.

I: En daarna?

Fatma: Daarna werd het beter.

Dhr. Bos: Mag ik iets zeggen? Let op: het was druk.

Fatma: Ja hoor.
`

const paragraphInterview = `Het begon met een brief.

Toen kwam er niemand meer
langs om te kijken.

Dat was het.
`

const captionInterview = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Anna de Wit>Goedemorgen, hoe is het?\n\n" +
	"00:00:04.500 --> 00:00:09.000\n<v Bram>Goed hoor.\n\n00:00:09.500 --> 00:00:12.000\n<v Bram>Het was wel druk.\n\n00:00:13.000 --> 00:00:15.000\n<v Anna de Wit>Vertel.\n"

// invented reads an invented interview, with ids for its speakers.
func invented(t *testing.T, name, text string) Document {
	t.Helper()
	doc, _, err := Read(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range doc.Speakers {
		doc.Speakers[i].ID = SpeakerID{1: byte(i + 1)}
	}
	doc.Revision = 1
	return doc
}

// turnsOf words the turns as "speaker|text".
func turnsOf(d Document) []string {
	var all []string
	for _, t := range d.Turns {
		all = append(all, fmt.Sprintf("%d %s|%s", t.N, d.SpeakerOf(t).Name, d.Text.Slice(t.Span)))
	}
	return all
}

func TestRevisedTurns(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		edit             []string // replaced pairs
		want             []string // turns that must be there, in order
		times            string
	}{
		{"a word inside", "a.txt", plainInterview, []string{"wennen", "erg wennen"},
			[]string{"2 Fatma|Ik begon bij de gemeente. [00:00:12] Dat was erg wennen.\nJe moest alles zelf uitzoeken."}, "[{95 12000}]"},
		{"a new turn", "a.txt", plainInterview, []string{"I: En daarna?", "I: En daarna?\n\nDhr. Bos: Dat vroeg ik ook.\n\nI: Vertel."},
			[]string{"3 I|En daarna?", "4 Dhr. Bos|Dat vroeg ik ook.", "5 I|Vertel.", "6 Fatma|Daarna werd het beter."}, ""},
		{"a turn goes", "a.txt", plainInterview, []string{"I: En daarna?\n\n", ""},
			[]string{"2 Fatma|Ik begon bij de gemeente. [00:00:12] Dat was wennen.\nJe moest alles zelf uitzoeken.\n\nFatma: Daarna werd het beter."}, ""},
		{"a label goes", "a.txt", plainInterview, []string{"Dhr. Bos: Mag", "Mag"},
			[]string{"4 Fatma|Daarna werd het beter.\n\nMag ik iets zeggen? Let op: het was druk.\n\nFatma: Ja hoor."}, ""},
		{"another speaker", "a.txt", plainInterview, []string{"Fatma: Daarna", "Dhr. Bos: Daarna"},
			[]string{"3 I|En daarna?", "4 Dhr. Bos|Daarna werd het beter.\n\nDhr. Bos: Mag ik iets zeggen? Let op: het was druk.", "5 Fatma|Ja hoor."}, ""},
		{"a new name once", "a.txt", plainInterview, []string{"Dhr. Bos: Mag", "Kees: Mag"},
			[]string{"5 Kees|Mag ik iets zeggen? Let op: het was druk."}, ""},
		{"a stamp corrected", "a.txt", plainInterview, []string{"[00:00:12]", "[00:01:12]"}, nil, "[{95 72000}]"},
		{"a stamp gone", "a.txt", plainInterview, []string{"[00:00:12] ", ""}, nil, "[]"},
		{"a stamp added", "a.txt", plainInterview, []string{"werd het", "[00:02:00] werd het"}, nil, "[{95 12000} {183 120000}]"},
		{"text before the first label", "a.txt", plainInterview, []string{"over regels", "over de regels"},
			[]string{"0 |Interview over de regels\nDatum: 3 maart", "1 I|Hoe begon het werk?"}, ""},
		{"a sentence with a colon is no label", "a.txt", plainInterview, []string{"Je moest", "Kijk naar dit: je moest"},
			[]string{"2 Fatma|Ik begon bij de gemeente. [00:00:12] Dat was wennen.\nKijk naar dit: je moest alles zelf uitzoeken."}, ""},
		{"a paragraph split", "p.txt", paragraphInterview, []string{"meer\nlangs", "meer.\n\nNiemand kwam langs"},
			[]string{"1 |Het begon met een brief.", "2 |Toen kwam er niemand meer.", "3 |Niemand kwam langs om te kijken.", "4 |Dat was het."}, ""},
		{"labels written into paragraphs", "p.txt", paragraphInterview, []string{"Het begon", "R: Het begon", "Dat was", "I: Dat was"},
			[]string{"1 R|Het begon met een brief.\n\nToen kwam er niemand meer\nlangs om te kijken.", "2 I|Dat was het."}, ""},
		{"laid out by us", "c.vtt", captionInterview, []string{"wel druk", "heel erg druk"},
			[]string{"1 Anna de Wit|Goedemorgen, hoe is het?", "2 Bram|Goed hoor. Het was heel erg druk.", "3 Anna de Wit|Vertel."}, "[{13 1000} {45 4500} {56 9500} {93 13000}]"},
		{"laid out, a turn put in", "c.vtt", captionInterview, []string{"Anna de Wit: Vertel.", "Anna de Wit: Vertel.\n\nBram: Nou ja."},
			[]string{"3 Anna de Wit|Vertel.", "4 Bram|Nou ja."}, ""},
	} {
		doc := invented(t, c.file, c.text)
		old := doc.Text.String()
		changed := strings.NewReplacer(c.edit...).Replace(old)
		if changed == old {
			t.Fatalf("%s: nothing edited", c.name)
		}
		text := NewText(changed)
		got := doc.Revised(text, Diff(doc.Text, text))
		all := "\x00" + strings.Join(turnsOf(got), "\x00") + "\x00"
		if want := "\x00" + strings.Join(c.want, "\x00") + "\x00"; c.want != nil && !strings.Contains(all, want) {
			t.Errorf("%s:\n%q\nwant\n%q", c.name, turnsOf(got), c.want)
		}
		if times := fmt.Sprint(got.Anchors); c.times != "" && times != c.times {
			t.Errorf("%s: times %s, want %s", c.name, times, c.times)
		}
		checkRevised(t, c.name, got)
	}
}

// checkRevised holds what must be true of every corrected document.
func checkRevised(t *testing.T, name string, d Document) {
	t.Helper()
	end := 0
	for i, turn := range d.Turns {
		if turn.Span.Start < end || turn.Span.IsEmpty() || turn.Span.End > d.Text.Len() || turn.Speaker < -1 || turn.Speaker >= len(d.Speakers) {
			t.Fatalf("%s: turn %d of %d is %+v, after %d", name, i, len(d.Turns), turn, end)
		}
		if !turn.Label.IsEmpty() && (turn.Label.Start < end || turn.Label.End > turn.Span.Start) {
			t.Fatalf("%s: turn %d has the label %+v, after %d", name, i, turn, end)
		}
		end = turn.Span.End
	}
	for i, a := range d.Anchors {
		if a.At > d.Text.Len() || i > 0 && a.At <= d.Anchors[i-1].At {
			t.Fatalf("%s: anchors %v", name, d.Anchors)
		}
	}
}

// A speaker whose every label is renamed stays the same speaker.
func TestRevisedKeepsARenamedSpeaker(t *testing.T) {
	doc := invented(t, "a.txt", plainInterview)
	doc.Speakers[1].Role = RoleRespondent
	text := NewText(strings.ReplaceAll(doc.Text.String(), "Fatma:", "Naima:"))
	got := doc.Revised(text, Diff(doc.Text, text))
	want := doc.Speakers[1]
	want.Name = "Naima"
	if len(got.Speakers) != 3 || got.SpeakerOf(got.Turns[2]) != want {
		t.Errorf("speakers: %+v", got.Speakers)
	}
	if len(got.Turns) != len(doc.Turns) {
		t.Errorf("%d turns, had %d", len(got.Turns), len(doc.Turns))
	}
}

// readAll reads every line of a document again, as if all had been edited.
func readAll(d *Document) Document {
	r := revising{old: d, out: *d, draft: draft{text: d.Text.s}}
	r.out.Turns, r.out.Anchors = nil, nil
	r.marks, r.rules = findMarks(d.Text.s)
	r.read = make([]bool, len(d.Turns))
	for i := range r.read {
		r.read[i] = true
	}
	r.learn()
	r.readRegion(d.Text.Whole(), -1, len(d.Turns))
	r.unite()
	r.number()
	return r.out
}

// A text as it stands reads back to the turns that it has, laid out by us or
// not.
func TestRevisedReadsBack(t *testing.T) {
	docs := map[string]Document{
		"plain": invented(t, "a.txt", plainInterview), "paragraphs": invented(t, "p.txt", paragraphInterview),
		"captions": invented(t, "c.vtt", captionInterview),
	}
	files, _ := filepath.Glob(filepath.Join(samples, "*", "*"))
	for _, f := range files {
		if data, err := os.ReadFile(f); err == nil && len(data) < 1<<20 && !strings.HasSuffix(f, ".pdf") {
			if doc, _, err := Read(f, data); err == nil {
				docs[filepath.Base(f)] = doc
			}
		}
	}
	for name, doc := range docs {
		if got := readAll(&doc); !reflect.DeepEqual(got.Turns, doc.Turns) {
			t.Errorf("%s:\n%q\nbecame\n%q", name, turnsOf(doc), turnsOf(got))
		}
		if got := doc.Revised(doc.Text, Diff(doc.Text, doc.Text)); !reflect.DeepEqual(got, doc) {
			t.Errorf("%s: changed without an edit", name)
		}
	}
	t.Logf("%d documents read back", len(docs))
}

// Random edits leave a sound document, and turns far from them as they were.
func TestRevisedAfterRandomEdits(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	put := []string{"\n", "\n\n", " ", "I: ", "Fatma: ", "Nieuw: ", "[00:03:01] ", "woord ", "e\u0301", "👩🏽\u200d🚀", ":"}
	for range 2000 {
		text := []string{plainInterview, paragraphInterview, captionInterview}[random.IntN(3)]
		doc := invented(t, "a.txt", text)
		runes := []rune(doc.Text.String())
		for range 1 + random.IntN(4) {
			at := random.IntN(len(runes) + 1)
			end := min(len(runes), at+random.IntN(12))
			runes = append(runes[:at:at], append([]rune(put[random.IntN(len(put))]), runes[end:]...)...)
		}
		changed := NewText(string(runes))
		checkRevised(t, string(runes), doc.Revised(changed, Diff(doc.Text, changed)))
	}
}
