package transcript

import (
	"strings"
	"testing"
)

// fuzzSpeech holds what must be true of every reading: checkDocument says it
// of the document, checkReceipt of the receipt; and a speaker who is named has
// a name.
func fuzzSpeech(t *testing.T, file string, data []byte) {
	d, r, err := Read(file, data)
	if err != nil {
		return
	}
	checkDocument(t, d)
	checkReceipt(t, d, r)
	for _, s := range d.Speakers {
		if strings.TrimSpace(s.Name) == "" {
			t.Fatalf("a speaker without a name: %+v", d.Speakers)
		}
	}
	for i := range d.Speakers {
		merged := d
		merged.MergeSpeakers(i, 0)
		checkDocument(t, merged)
		checkReceipt(t, merged, merged.Receipt(r.Warnings))
	}
}

// fuzzInside fuzzes what stands between a format's own beginning and end, so
// that the inputs reach its reader, and now and then a whole file.
func fuzzInside(f *testing.F, file, before, after string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s), true)
		f.Add([]byte(before+s+after), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, inside bool) {
		if inside {
			data = []byte(before + string(data) + after)
		}
		fuzzSpeech(t, file, data)
	})
}

func FuzzWhisper(f *testing.F) {
	fuzzInside(f, "a.json", `{"language":"nl","segments":[`, `]}`,
		`{"start":0.5,"end":1,"text":" Dag."},{"start":-1,"text":"Ik","speaker":"S1"}`,
		`{"text":"\u0000\ud83d x","words":[{"word":"x","start":"2","speaker":"A"}],"offsets":{"from":1500}}`,
		`{"start":1e999,"text":7},{"start":NaN,"speaker":3,"text":"a"},[{}],null`)
}

func FuzzAmberscript(f *testing.F) {
	fuzzInside(f, "a.json", `{"speakers":[{"spkid":"a","name":"Eva"},{"spkid":2,"name":" "}],"segments":[{"speaker":"a","words":[{"text":"x"}]},`, `]}`,
		`{"speaker":"a","words":[{"start":0.5,"text":"Dag."},{"start":-1,"text":"ja"}]}`,
		`{"words":[{"text":"\n\ufeff"},{"text":7}],"speaker":2},{"speaker":{},"words":{}}`)
}

func FuzzRev(f *testing.F) {
	fuzzInside(f, "a.json", `{"speakers":[{"id":1,"name":"Eva"}],"monologues":[`, `]}`,
		`{"speaker":1,"elements":[{"type":"text","value":"Dag.","timestamp":"00:00:20,000"},{"type":"tag","name":"x"}]}`,
		`{"speaker":0,"elements":[{"type":"text","value":"Dag","ts":0.5},{"type":"punct","value":" "}]}`,
		`{"speaker_name":"\u0085","elements":[{"value":"\u0308"}]},{"speaker_info":{"display_name":"B"},"elements":[{"value":"é","ts":"x"}]}`)
}

func FuzzOTranscribe(f *testing.F) {
	fuzzInside(f, "a.otr", `{"media":"x","media-time":1,"text":"`, `"}`,
		`<p><span class='timestamp' data-timestamp='1.5'>00:01</span>&nbsp;<b>I:</b> a<br>b</p><p>R: &amp;&#13;&#0;</p>`,
		`<div>\ufeff<span data-timestamp='x'>0:01</span>\u0308</div><script>x`, `I: a<span class=timestamp data-timestamp=-1`)
}

func FuzzCHAT(f *testing.F) {
	fuzzInside(f, "a.cha", "@UTF8\n@Begin\n@Participants:\tINV Anna Investigator, RES B Adult\n", "\n@End\n",
		"*INV:\tdag . \x150_1500\x15\n%com:\tlacht\n*RES:\tja\n\tnee \x15x\x15 \x15", "*:\tx\nlos\n@G:\tx\n*RES:\t\u0308\r*INV:a\x00")
}

func FuzzELAN(f *testing.F) {
	fuzzInside(f, "a.eaf", `<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT>`, `</ANNOTATION_DOCUMENT>`,
		`<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="5"/><TIME_SLOT TIME_SLOT_ID="t2"/></TIME_ORDER>`+
			eafTier(`TIER_ID="Eva"`, aligned("a1", "t1", "t2", "Een &amp; twee"))+eafTier(`TIER_ID="B" PARTICIPANT="Bo"`, aligned("a2", "t2", "t1", "Drie")),
		eafTier(`TIER_ID="A" PARENT_REF="B"`, referring("a1", "a2", "Een"), referring("a2", "a1", "Twee"))+eafTier(`TIER_ID="B" PARENT_REF="A"`, aligned("a3", "", "", "")),
		`<TIER TIER_ID="Jan"><ALIGNABLE_ANNOTATION><ANNOTATION_VALUE><![CDATA[Eva: x]]></ANNOTATION_VALUE>`)
}

func FuzzTextGrid(f *testing.F) {
	fuzzInside(f, "a.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n", "\n",
		"0 9 <exists> 2 \"IntervalTier\" \"Eva\" 0 9 2 0 1 \"Een \"\"ja\"\"\" 1 2 \"\" \"TextTier\" \"x\" 0 9 1 3 \"tik\"",
		"xmin = 0\nxmax = 9\ntiers? <exists>\nsize = 1\nitem []:\nitem [1]:\nclass = \"IntervalTier\"\nname = \"spraak\"\nxmin = 0\nxmax = 9\nintervals: size = 1\nintervals [1]:\nxmin = 0\nxmax = 1\ntext = \"Eva: a\nBo: b\"\n",
		"0 9 1e9 \"IntervalTier\" \"\" -1 1e999 7 ! x\n -5 +.5 \"\u0308\"")
}

func FuzzZoomChat(f *testing.F) {
	fuzzInside(f, "a.txt", "00:00:01\tEva:\tdag\n", "\n00:59:59\tBo:\thoi\n",
		"00:21:14\tAnna de Vries:\ttekst: x\n00:22:00\t:\t", "14:05:12 From Eva to Everyone:\n\tDag\n14:06:00\t From  Bo : oud", "14:05:12 Van \u0308 aan Iedereen:\r\u0308")
}
