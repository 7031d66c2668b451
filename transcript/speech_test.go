package transcript

import (
	"fmt"
	"strings"
	"testing"
)

// reads holds what one file of a speech tool must yield.
type reads struct {
	name, file, data string
	kind             string
	want             string // as shape gives it
	times            string
	roles            string // speakers with a role, "Anna interviewer"
	warnings         string // codes and counts, "bad-times 1"
}

func (tt reads) run(t *testing.T) {
	t.Run(tt.name, func(t *testing.T) {
		d, r := mustRead(t, tt.file, tt.data)
		if r.Kind != tt.kind {
			t.Errorf("kind %s, want %s", r.Kind, tt.kind)
		}
		if got := shape(d); got != tt.want {
			t.Errorf("turns\n%s\nwant\n%s", got, tt.want)
		}
		if got := anchorTimes(d); got != tt.times {
			t.Errorf("times %s, want %s", got, tt.times)
		}
		if got := rolesOf(r); got != tt.roles {
			t.Errorf("roles %q, want %q", got, tt.roles)
		}
		if got := warningsOf(r); got != tt.warnings {
			t.Errorf("warnings %q, want %q", got, tt.warnings)
		}
		checkDocument(t, d)
		checkReceipt(t, d, r)
	})
}

func rolesOf(r Receipt) string {
	var list []string
	for _, s := range r.Speakers {
		if s.Role != RoleNone {
			list = append(list, s.Name+" "+string(s.Role))
		}
	}
	return strings.Join(list, ", ")
}

func warningsOf(r Receipt) string {
	var list []string
	for _, w := range r.Warnings {
		s := w.Code
		if n, ok := w.Args["count"]; ok {
			s += fmt.Sprint(" ", n)
		}
		if names, ok := w.Args["names"]; ok {
			s += fmt.Sprint(" ", names)
		}
		list = append(list, s)
	}
	return strings.Join(list, "; ")
}

func TestReadWhisper(t *testing.T) {
	for _, tt := range []reads{
		{"Whisper", "a.json", `{"text":" Dag. Welkom.","segments":[{"id":0,"seek":0,"start":0.0,"end":1.2,"text":" Dag.","tokens":[1,[2]],"avg_logprob":-0.2},{"id":1,"start":1.25,"end":3,"text":" Welkom."}],"language":"nl"}`,
			"whisper", "1 |Dag. Welkom.", "0 1250", "", "no-speakers"},
		{"a new paragraph past a minute", "a.json", `{"segments":[{"start":0,"end":9,"text":"Een."},{"start":61,"end":62,"text":"Twee."}]}`,
			"whisper", "1 |Een.\n2 |Twee.", "0 61000", "", "no-speakers"},
		{"WhisperX", "a.json", `{"segments":[{"start":0.1,"end":2,"text":" Hoe dan?","words":[{"word":"Hoe","start":0.1,"end":0.4,"score":0.9,"speaker":"SPEAKER_00"},{"word":"dan?"}],"speaker":"SPEAKER_00"},
			{"start":2.5,"end":3,"text":"Zo.","speaker":"SPEAKER_01"},{"start":3,"end":4,"text":"Wie zegt dit?"},{"start":4,"end":5,"text":"En dit?"},{"start":5,"end":6,"text":"Goed.","speaker":"SPEAKER_01"}],"word_segments":[{"word":"Hoe"}],"language":"nl"}`,
			"whisper", "1 SPEAKER_00|Hoe dan?\n2 SPEAKER_01|Zo.\n3 |Wie zegt dit? En dit?\n4 SPEAKER_01|Goed.", "100 2500 3000 4000 5000", "", ""},
		{"a speaker and a time only at the words", "a.json", `{"segments":[{"text":"Hoe dan?","words":[{"word":"Hoe"},{"word":"dan?","start":1.5,"speaker":"Interviewer"}]},{"text":"Zo.","start":2,"words":[{"word":"Zo.","speaker":"R"}]}]}`,
			"whisper", "1 Interviewer|Hoe dan?\n2 R|Zo.", "1500 2000", "Interviewer interviewer", ""},
		{"whisper-timestamped", "a.json", `{"text":" Dag.","segments":[{"id":0,"start":0.5,"end":1,"text":" Dag.","confidence":0.9,"words":[{"text":"Dag.","start":0.5,"end":1,"confidence":0.9}]}],"language":"nl"}`,
			"whisper", "1 |Dag.", "500", "", "no-speakers"},
		{"whisper.cpp", "a.json", `{"systeminfo":"x","result":{"language":"nl"},"transcription":[{"timestamps":{"from":"00:00:01,500","to":"00:00:02,000"},"offsets":{"from":1500,"to":2000},"text":" Dag."}]}`,
			"whisper", "1 |Dag.", "1500", "", "no-speakers"},
		{"a bare list", "a.json", `[{"start":0,"end":1,"text":"Dag."},{"start":1,"end":2,"text":"Hoi."}]`, "whisper", "1 |Dag. Hoi.", "0 1000", "", "no-speakers"},
		{"only a text", "a.json", `{"text":"Dag.","segments":[],"language":"nl"}`, "whisper", "1 |Dag.", "", "", "no-speakers"},
		{"times that can't be, and none", "a.json", `{"segments":[{"start":-1,"text":"a"},{"start":1e300,"text":"b"},{"start":1e999,"text":"c"},{"start":NaN,"end":-Infinity,"text":"NaN"},{"start":"2.5","text":"d"},{"start":"x","text":"e"},{"start":null,"text":"f"},{"start":[1],"text":"g"},{"start":3,"text":"  "},{"start":4,"text":{"x":1}},5,[6]]}`,
			"whisper", "1 |a b c NaN d e f g", "2500", "", "bad-times 4; empty-pieces 4; no-speakers"},
		{"cut off", "a.json", `{"text":"Een. Twee.","segments":[{"start":0,"text":"Een."},{"start":1,"end":2,"text":"Twee.","tok`, "whisper", "1 |Een. Twee.", "0 1000", "", "truncated; no-speakers"},
		{"escapes", "a.json", `{"segments":[{"start":0,"text":"a\u0000b\r\nc\ud83d\ude00 \ud83d"}]}`, "whisper", "1 |a\uFFFDb c😀 \uFFFD", "0", "", "nul-replaced 1; no-speakers"},
	} {
		tt.run(t)
	}
}

func TestReadAmberscript(t *testing.T) {
	for _, tt := range []reads{
		{"sentences keep their times", "a.json", `{"id":"x","segments":[{"speaker":"spk1","words":[{"start":0.45,"end":1,"duration":0.6,"text":"Dag,","conf":1,"pristine":true},{"start":1.1,"text":"hallo."},{"start":2,"text":"Hoe"},{"start":2.1,"text":"dan?"}]},
			{"words":[{"start":3,"text":"Zo."}],"speaker":"spk2"},{"speaker":"spk2","words":[{"start":4,"text":"Echt"},{"start":4.2,"text":"."}]},{"speaker":"spk3","words":[{"start":5,"text":"Hm"}]},{"speaker":"spk1","words":[]}],
			"speakers":[{"spkid":"spk1","name":"Interviewer"},{"spkid":"spk2","name":"Mw. Böhm"},{"spkid":"spk3","name":" "}]}`,
			"amberscript", "1 Interviewer|Dag, hallo. Hoe dan?\n2 Mw. Böhm|Zo. Echt .\n3 spk3|Hm", "450 2000 3000 4000 5000", "Interviewer interviewer", "empty-pieces 1"},
		{"no full stop for long", "a.json", `{"speakers":[{"spkid":"a","name":"Eva"}],"segments":[{"speaker":"a","words":[{"start":0,"text":"en"},{"start":20,"text":"toen"},{"start":31,"text":"en"},{"start":32,"text":"nu"}]}]}`,
			"amberscript", "1 Eva|en toen en nu", "0 31000", "", ""},
		{"numbers for ids, bad times, cut off", "a.json", `{"speakers":[{"spkid":1,"name":"Eva"}],"segments":[{"speaker":1,"words":[{"start":-3,"text":"En"},{"start":1,"text":"toen."},{"start":2,"te`,
			"amberscript", "1 Eva|En toen.", "1000", "", "bad-times 1; truncated"},
	} {
		tt.run(t)
	}
}

func TestReadRev(t *testing.T) {
	for _, tt := range []reads{
		{"editor", "a.json", `{"speakers":[{"id":1,"name":"Eva Smit"},{"id":2,"name":"Joost"}],"monologues":[
			{"speaker":1,"speaker_name":"Eva Smit","elements":[{"type":"text","value":"Hoe dan?","timestamp":"00:00:20,000","end_timestamp":"00:00:21,500"},{"type":"tag","name":"crosstalk"},{"type":"text","value":"En toen?","timestamp":"00:00:23,250"}]},
			{"speaker":2,"elements":[{"type":"text","value":"Zo ","timestamp":"01:00:24,000"},{"type":"tag","value":"<laughter>"},{"type":"text","value":", ja."}]}]}`,
			"rev", "1 Eva Smit|Hoe dan? [crosstalk] En toen?\n2 Joost|Zo <laughter>, ja.", "20000 23250 3624000", "", ""},
		{"Rev.ai", "a.json", `{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Hoe","ts":0.5,"end_ts":0.9,"confidence":0.9},{"type":"punct","value":" "},{"type":"text","value":"dan","ts":1},{"type":"punct","value":"?"},{"type":"punct","value":"\""},{"type":"punct","value":" "},{"type":"text","value":"Nu","ts":2}]},
			{"speaker":1,"speaker_info":{"id":"x","display_name":"Joost"},"elements":[{"type":"text","value":"Zo","ts":3.5},{"type":"punct","value":"."}]},{"speaker":2,"elements":[]}]}`,
			"rev", "1 Speaker 0|Hoe dan?\" Nu\n2 Joost|Zo.", "500 2000 3500", "", "empty-pieces 1"},
		{"no speaker, bad time", "a.json", `{"monologues":[{"elements":[{"type":"text","value":"Hoe","timestamp":"x"}]}]}`, "rev", "1 |Hoe", "", "", "bad-times 1; no-speakers"},
	} {
		tt.run(t)
	}
}

func TestReadOTranscribe(t *testing.T) {
	otr := func(page string) string {
		return `{"text":"` + strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(page) + `","media":"gesprek.mp3","media-time":12.5}`
	}
	const stamp = `<span class="timestamp" contenteditable="false" data-timestamp="`
	for _, tt := range []reads{
		{"paragraphs", "a.otr", otr(`<p>` + stamp + `1.5">00:01</span>&nbsp;<b>I:</b> Hoe dan?</p><p>` + stamp + `4.25">00:04</span>&nbsp; R: Zo &amp; <i>zus</i>?<br />En&nbsp;toen. ` + stamp + `9.75">00:09</span> Ja</p><p>` + stamp + `3725">1:02:05</span>&nbsp;I: Slot.</p>`),
			"otr", "1 I|Hoe dan?\n2 R|Zo & zus?/En\u00a0toen. Ja\n3 I|Slot.", "1500 4250 9750 3725000", "I interviewer", ""},
		{"older: lines", "a.json", otr("<span class=\"timestamp\" data-timestamp=\"2\">00:02</span> I: Hoe?<br><br>\nR: Zo,<br>ja.<div>I: &lt;Ah&gt;</div><style>x</style>" + stamp + `7">0:07</span>`),
			"otr", "1 I|Hoe?\n2 R|Zo,/ja.\n3 I|<Ah>", "2000 7000", "I interviewer", ""},
		{"times that can't be read", "a.otr", otr(`<p>` + stamp + `x">00:03</span> I: Een ` + stamp + `-1">later</span> twee</p>`),
			"otr", "1 I|Een later twee", "3000", "I interviewer", "bad-times 1"},
		{"text inside a time's tags", "a.otr", otr(`<p>` + stamp + `1">00:01 I: Een</p><p>` + stamp + `2">0:02</span>R: twee` + stamp + `3">hier</span></p>`),
			"otr", "1 I|Een\n2 R|twee hier", "1000 2000 3000", "I interviewer", ""},
		{"no labels", "a.otr", otr(`<p>Een.</p><p>Twee.</p>`), "otr", "1 |Een.\n2 |Twee.", "", "", "no-speakers"},
	} {
		tt.run(t)
	}
}

func TestReadCHAT(t *testing.T) {
	const head = "@UTF8\n@PID:\t11312/x\n@Begin\n@Languages:\tnld\n@Participants:\tINV Anna Investigator, RES Mw_Böhm Adult,\n\tMOE Mother\n@Media:\tgesprek, audio\n"
	const zero = "0 |@Languages: nld/@Participants: INV Anna Investigator, RES Mw_Böhm Adult, MOE Mother/@Media: gesprek, audio\n"
	for _, tt := range []reads{
		{"tiers, continuation, bullets", "a.cha", head + "*INV:\thoe was de reünie ? \x150_1500\x15\n%wor:\thoe \x150_90\x15 was\n*RES:\theel <gezellig> [/] gezellig (.) &-uh xxx\n\tmet ⌈ vervolg ⌉ . \x151500_5200\x15\n%com:\tlacht\n*RES:\ten toen . \x155200_6000\x15 en nu .\n@Comment:\tpauze\n*MOE:\tja .\n@End\n",
			"cha", zero + "1 INV|hoe was de reünie ?\n2 RES|heel <gezellig> [/] gezellig (.) &-uh xxx met ⌈ vervolg ⌉ . en toen . en nu .\n3 MOE|ja .", "0 1500 5200", "INV interviewer", "tiers-dropped 3 %wor, %com, @Comment"},
		{"the legend says who asks", "a.cha", "@UTF8\n@Begin\n@Participants:\tANN Anna Investigator, MOE Mother\n*ANN:\tdag .\n*MOE:\tdag .\n@End\n",
			"cha", "0 |@Participants: ANN Anna Investigator, MOE Mother\n1 ANN|dag .\n2 MOE|dag .", "", "ANN interviewer", ""},
		{"older bullets, bad ones, stray lines", "a.cha", "@Begin\nvooraf\n*INV:\tdag \x15%snd:\"gesprek.aif\"_100_1500\x15\n*RES:\tja \x15-5_3\x15\n*RES:\tnee \x1599999999999999_3\x15\n*:\tniemand\n*RES:\n*INV:\topen \x15100",
			"cha", "0 |vooraf\n1 INV|dag\n2 RES|ja nee\n3 |*:\tniemand\n4 INV|open", "100", "INV interviewer", "bad-times 3; empty-pieces 1"},
		{"by its ending", "a.cha", "@Languages:\tnld\n*INV:\tdag .\n", "cha", "0 |@Languages: nld\n1 INV|dag .", "", "INV interviewer", ""},
	} {
		tt.run(t)
	}
}

func TestReadTextGrid(t *testing.T) {
	long := func(tiers ...string) string {
		return "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 9 \ntiers? <exists> \nsize = " + fmt.Sprint(len(tiers)) + " \nitem []: \n" + strings.Join(tiers, "")
	}
	interval := func(name string, pieces ...string) string {
		s := fmt.Sprintf("    item [1]:\n        class = \"IntervalTier\" \n        name = %q \n        xmin = 0 \n        xmax = 9 \n        intervals: size = %d \n", name, len(pieces))
		for i, p := range pieces {
			s += fmt.Sprintf("        intervals [%d]:\n            xmin = %d.25 \n            xmax = %d.25 \n            text = \"%s\" \n", i+1, i, i+1, p)
		}
		return s
	}
	for _, tt := range []reads{
		{"long", "a.TextGrid", long(interval("Eva", "Hoe dan?", "", "Ah."), interval("Joost", "", `Zo, ""ja"".`)),
			"textgrid", "1 Eva|Hoe dan?\n2 Joost|Zo, \"ja\".\n3 Eva|Ah.", "250 1250 2250", "", ""},
		{"UTF-16", "a.TextGrid", inUTF16(long(interval("Eva", "één"), interval("Joost", "twee"))), "textgrid", "1 Eva|één\n2 Joost|twee", "250 250", "", "bom-removed"},
		{"short", "a.txt", "File type = \"ooTextFile short\"\n\"TextGrid\"\n\n0\n9\n<exists>\n3\n\"IntervalTier\"\n\"Interviewer\"\n0\n9\n2\n0\n1.5\n\"Hoe \n dan?\"\n1.5\n9\n\"\"\n\"TextTier\"\n\"klik\"\n0\n9\n1\n2.5\n\"tik\"\n\"IntervalTier\"\n\"R\"\n0\n9\n1\n1.5\n9\n\"Zo.\"\n",
			"textgrid", "1 Interviewer|Hoe   dan?\n2 R|Zo.", "0 1500", "Interviewer interviewer", "tiers-dropped 1 klik"},
		{"one tier with labels in its text", "a.TextGrid", long(interval("spraak", "Eva: Hoe dan?", "Joost: Zo.", "", "en zus.")),
			"textgrid", "1 Eva|Hoe dan?\n2 Joost|Zo. en zus.", "250 1250 3250", "", ""},
		{"one tier that is a speaker", "a.TextGrid", long(interval("Eva", "Hoe dan?", "Zo.")), "textgrid", "1 Eva|Hoe dan? Zo.", "250 1250", "", ""},
		{"one tier that is a layer", "a.TextGrid", long(interval("words", "Hoe", "dan?")), "textgrid", "1 |Hoe dan?", "250 1250", "", "no-speakers"},
		{"cut off in an interval", "a.TextGrid", strings.TrimSuffix(long(interval("Eva", "Een.", "Twee."), interval("Joost", "Drie.")), "\"Drie.\" \n"),
			"textgrid", "1 Eva|Een. Twee.", "250 1250", "", "truncated"},
		{"more promised than there is, bad times", "a.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0 9 <exists> 99999999999\n\"IntervalTier\" \"Eva\" 0 9 1e300\n-1 2 \"een\"\n1e300 3 \"twee\"\n4 5 \"drie\"\n",
			"textgrid", "1 Eva|een twee drie", "4000", "", "bad-times 2; truncated"},
	} {
		tt.run(t)
	}
}

func TestReadZoomChat(t *testing.T) {
	for _, tt := range []reads{
		{"with tabs", "a.txt", "00:21:14\tEva Smit:\tDag allemaal: hoi\n00:21:40\tpietje 😀:\tdag\n\ten nog iets\n00:22:00\tpietje 😀:\thoi\n",
			"zoomchat", "1 Eva Smit|Dag allemaal: hoi\n2 pietje 😀|dag/\ten nog iets/00:22:00\tpietje 😀:\thoi", "1274000 1300000 1320000", "", ""},
		{"from and to", "meeting_saved_chat.txt", "14:05:12 From Eva Smit to Everyone:\n\tDag\n14:05:20 From joost to Eva Smit(Direct Message):\n\tHoi\n\tterug\n14:06:00\t From  Van der Berg : oud\n14:06:10 From  Eva Smit  to  Everyone : ook oud\n",
			"zoomchat", "1 Eva Smit|Dag\n2 joost|Hoi/\tterug\n3 Van der Berg|oud\n4 Eva Smit|ook oud", "50712000 50720000 50760000 50770000", "", ""},
		{"in Dutch", "a.txt", "14:05:12 Van Eva Smit aan Iedereen:\n\tDag\n14:05:20 Van Joost aan Iedereen:\n\tHoi\n", "zoomchat", "1 Eva Smit|Dag\n2 Joost|Hoi", "50712000 50720000", "", ""},
		{"no chat: times before a name", "a.txt", "00:00:12 Eva: Dag\n00:00:14 Joost: Hoi\n", "txt", "1 Eva|Dag\n2 Joost|Hoi", "12000 14000", "", ""},
		{"no chat: a time and a sentence", "a.txt", "10:30:00 van alles: wel aan de hand.\n\nTwee.\n\nDrie.\n\nVier.\n", "txt", "1 |10:30:00 van alles: wel aan de hand.\n2 |Twee.\n3 |Drie.\n4 |Vier.", "", "", "no-speakers"},
	} {
		tt.run(t)
	}
}
