package transcript

import (
	"reflect"
	"testing"
)

const recastText = "kop\n\nI: Een?\nAnna: Twee.\nAnne: Drie.\nB: Vier.\nAnna: Vijf.\nB: Zes.\nAnne: Zeven.\n"

func TestMergeSpeakers(t *testing.T) {
	tests := []struct {
		name       string
		from, into int
		want, who  string
	}{
		{"the later into the earlier", 2, 1,
			"0 |kop\n1 I|Een?\n2 Anna|Twee./Anne: Drie.\n3 B|Vier.\n4 Anna|Vijf.\n5 B|Zes.\n6 Anna|Zeven.", "I 1, Anna 3, B 2"},
		{"the earlier into the later", 1, 2,
			"0 |kop\n1 I|Een?\n2 Anne|Twee./Anne: Drie.\n3 B|Vier.\n4 Anne|Vijf.\n5 B|Zes.\n6 Anne|Zeven.", "I 1, Anne 3, B 2"},
		{"the first into the last", 0, 3,
			"0 |kop\n1 B|Een?\n2 Anna|Twee.\n3 Anne|Drie.\n4 B|Vier.\n5 Anna|Vijf.\n6 B|Zes.\n7 Anne|Zeven.", "Anna 2, Anne 2, B 3"},
		{"into itself", 1, 1,
			"0 |kop\n1 I|Een?\n2 Anna|Twee.\n3 Anne|Drie.\n4 B|Vier.\n5 Anna|Vijf.\n6 B|Zes.\n7 Anne|Zeven.", "I 1, Anna 2, Anne 2, B 2"},
		{"nobody", 4, 1,
			"0 |kop\n1 I|Een?\n2 Anna|Twee.\n3 Anne|Drie.\n4 B|Vier.\n5 Anna|Vijf.\n6 B|Zes.\n7 Anne|Zeven.", "I 1, Anna 2, Anne 2, B 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r := mustRead(t, "a.txt", recastText)
			before := d
			turns, speakers := append([]Turn(nil), d.Turns...), append([]Speaker(nil), d.Speakers...)
			d.MergeSpeakers(tt.from, tt.into)
			if got := shape(d); got != tt.want {
				t.Errorf("turns\n%s\nwant\n%s", got, tt.want)
			}
			after := d.Receipt(r.Warnings)
			if got := speakerCounts(after); got != tt.who {
				t.Errorf("speakers %s, want %s", got, tt.who)
			}
			checkDocument(t, d)
			checkReceipt(t, d, after)
			if d.Text.String() != recastText {
				t.Error("the text changed")
			}
			if !reflect.DeepEqual(before.Turns, turns) || !reflect.DeepEqual(before.Speakers, speakers) {
				t.Error("the copy made before the merge changed")
			}
		})
	}
}

func TestMergeSpeakersKeepsTurnsSetApart(t *testing.T) {
	d, _ := mustRead(t, "a.vtt", repeatedLabels())
	who := len(d.Speakers) - 1
	if d.Speakers[who].Name != "Tom" {
		t.Fatal(d.Speakers)
	}
	turns := len(d.Turns)
	d.MergeSpeakers(who, 0)
	if got := shape(d); len(d.Turns) != turns-1 {
		t.Errorf("%d turns of %d:\n%s", len(d.Turns), turns, got)
	}
	checkDocument(t, d)
}

func TestRecastSpeaker(t *testing.T) {
	d, r := mustRead(t, "a.txt", recastText)
	before := d
	d.RenameSpeaker(1, " Anna\n de  Wit ")
	d.RenameSpeaker(2, "  ")
	d.RenameSpeaker(9, "X")
	d.SetRole(0, RoleNone)
	d.SetRole(3, RoleInterviewer)
	d.SetRole(-1, RoleInterviewer)
	got := d.Receipt(r.Warnings)
	want := []SpeakerCount{
		{"I", 1, RoleNone, RuleKnownRole}, {"Anna de Wit", 2, RoleNone, RuleTwice},
		{"Anne", 2, RoleNone, RuleTwice}, {"B", 2, RoleInterviewer, RuleKnownRole},
	}
	if !reflect.DeepEqual(got.Speakers, want) {
		t.Errorf("speakers %v, want %v", got.Speakers, want)
	}
	if before.Speakers[1].Name != "Anna" || before.Speakers[0].Role != RoleInterviewer {
		t.Error("the copy made before changed")
	}
	d.MergeSpeakers(3, 1)
	if d.Speakers[1].Role != RoleInterviewer {
		t.Error("the merged speaker lost its role")
	}
	if got.Turns != r.Turns || got.Words != r.Words || got.Kind != r.Kind || got.Encoding != r.Encoding {
		t.Errorf("receipt %+v, was %+v", got, r)
	}
}
