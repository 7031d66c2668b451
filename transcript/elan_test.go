package transcript

import (
	"fmt"
	"strings"
	"testing"
)

// eaf builds a file of ELAN; a slot is "id time", or "id" without one.
func eaf(slots []string, tiers ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<ANNOTATION_DOCUMENT FORMAT="3.0"><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>`)
	for _, s := range slots {
		id, time, ok := strings.Cut(s, " ")
		if ok {
			time = fmt.Sprintf(` TIME_VALUE=%q`, time)
		}
		fmt.Fprintf(&b, `<TIME_SLOT TIME_SLOT_ID=%q%s/>`, id, time)
	}
	return b.String() + "</TIME_ORDER>" + strings.Join(tiers, "\n") + "</ANNOTATION_DOCUMENT>"
}

func eafTier(attributes string, annotations ...string) string {
	return "<TIER " + attributes + "><ANNOTATION>" + strings.Join(annotations, "</ANNOTATION><ANNOTATION>") + "</ANNOTATION></TIER>"
}

func aligned(id, from, to, text string) string {
	return fmt.Sprintf(`<ALIGNABLE_ANNOTATION ANNOTATION_ID=%q TIME_SLOT_REF1=%q TIME_SLOT_REF2=%q><ANNOTATION_VALUE>%s</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>`, id, from, to, text)
}

func referring(id, to, text string) string {
	return fmt.Sprintf(`<REF_ANNOTATION ANNOTATION_ID=%q ANNOTATION_REF=%q><ANNOTATION_VALUE>%s</ANNOTATION_VALUE></REF_ANNOTATION>`, id, to, text)
}

func TestReadELAN(t *testing.T) {
	slots := []string{"ts1 1000", "ts2 2500", "ts3", "ts4", "ts5 4000", "ts6"}
	talk := []string{
		eafTier(`TIER_ID="A_spraak" PARTICIPANT="Interviewer"`, aligned("a1", "ts1", "ts2", "Hoe dan?"), aligned("a5", "ts5", "ts6", "Ah.")),
		eafTier(`TIER_ID="R"`, aligned("a2", "ts2", "ts3", "Zo\n &amp; zus."), aligned("a3", "ts3", "ts4", " "), aligned("a4", "ts4", "ts5", "Ja.")),
		eafTier(`TIER_ID="R_en" PARENT_REF="R"`, referring("a6", "a2", "Like this."), referring("a7", "a4", "Yes.")),
		eafTier(`TIER_ID="R_woord" PARENT_REF="R"`, aligned("a8", "ts2", "ts3", "Zo")),
	}
	whole := eaf(slots, talk...)
	const want = "1 Interviewer|Hoe dan?\n2 R|Zo  & zus. Ja.\n3 Interviewer|Ah."
	const lost = "empty-pieces 1; tiers-dropped 3 R_en, R_woord; times-estimated 1"
	for _, tt := range []reads{
		{"tiers", "a.eaf", whole, "eaf", want, "1000 2500 3500 4000", "Interviewer interviewer", lost},
		{"UTF-16", "a.eaf", inUTF16(strings.Replace(whole, "UTF-8", "UTF-16", 1)), "eaf", want, "1000 2500 3500 4000", "Interviewer interviewer", lost},
		{"declared Latin", "a.eaf", strings.Replace(strings.Replace(whole, "UTF-8", "ISO-8859-1", 1), "Hoe dan?", "re\xfcnie", 1),
			"eaf", strings.Replace(want, "Hoe dan?", "reünie", 1), "1000 2500 3500 4000", "Interviewer interviewer", lost},
		{"UTF-8 that says UTF-16", "a.eaf", strings.Replace(strings.Replace(whole, "UTF-8", "utf-16", 1), "Hoe dan?", "reünie", 1),
			"eaf", strings.Replace(want, "Hoe dan?", "reünie", 1), "1000 2500 3500 4000", "Interviewer interviewer", lost},
		{"only dependent tiers have text", "a.eaf", eaf(slots, eafTier(`TIER_ID="ref"`, aligned("a1", "ts1", "ts2", ""), aligned("a2", "ts2", "ts5", "")),
			eafTier(`TIER_ID="Eva" PARENT_REF="ref"`, referring("a3", "a1", "Een.")), eafTier(`TIER_ID="Joost" PARENT_REF="ref"`, referring("a4", "a2", "Twee."), referring("a5", "a4", "Drie."))),
			"eaf", "1 Eva|Een.\n2 Joost|Twee. Drie.", "1000 2500 2500", "", "empty-pieces 2"},
		{"one tier with labels in its text", "a.eaf", eaf(slots, eafTier(`TIER_ID="default"`, aligned("a1", "ts1", "ts2", "Eva: Een."), aligned("a2", "ts2", "ts5", "Joost: Twee."))),
			"eaf", "1 Eva|Een.\n2 Joost|Twee.", "1000 2500", "", ""},
		{"one tier of a participant", "a.eaf", eaf(slots, eafTier(`TIER_ID="default" PARTICIPANT="marieke"`, aligned("a1", "ts1", "ts2", "Een."))),
			"eaf", "1 marieke|Een.", "1000", "", ""},
		{"one tier that is a layer", "a.eaf", eaf(slots, eafTier(`TIER_ID="default"`, aligned("a1", "ts1", "ts2", "Een."))),
			"eaf", "1 |Een.", "1000", "", "no-speakers"},
		{"references in a circle and to nothing, slots that are not there, times that can't be", "a.eaf",
			eaf([]string{"ts1 -5", "ts2 99999999999999999999", "ts3 1000", "ts3 2000"},
				eafTier(`TIER_ID="Eva" PARENT_REF="Joost"`, referring("a1", "a2", "Een."), referring("a2", "a1", "Twee."), referring("a3", "a3", "Drie.")),
				eafTier(`TIER_ID="Joost" PARENT_REF="Eva"`, referring("a4", "weg", "Vier."), aligned("a5", "weg", "ts1", "Vijf."), aligned("a6", "ts3", "ts1", "Zes."))),
			"eaf", "1 Eva|Een. Twee. Drie.\n2 Joost|Vier. Vijf. Zes.", "1000", "", "bad-times 7"},
		{"no slot has a time", "a.eaf", eaf([]string{"ts1", "ts2"}, eafTier(`TIER_ID="Eva"`, aligned("a1", "ts1", "ts2", "Een."))), "eaf", "1 Eva|Een.", "", "", ""},
		{"cut off", "a.eaf", whole[:strings.Index(whole, "Ah.")], "eaf", "1 Interviewer|Hoe dan?", "1000", "Interviewer interviewer", "empty-pieces 1; truncated"},
	} {
		tt.run(t)
	}
}

func TestEstimate(t *testing.T) {
	known := func(ms int64) moment { return moment{millis: ms, known: true} }
	e := elanReader{order: []moment{{}, known(900), {}, {}, known(1200), known(100), {}, {}}}
	e.estimate()
	want := []int64{450, 900, 1000, 1100, 1200, 100, 100, 100}
	for i, m := range e.order {
		if !m.known || m.millis != want[i] {
			t.Errorf("slot %d: %+v, want %d", i, m, want[i])
		}
	}
}
