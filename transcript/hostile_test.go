package transcript

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestHostileSpeechFiles reads files that would make a reader run away: each
// gives a typed refusal or a reading with a warning.
func TestHostileSpeechFiles(t *testing.T) {
	deep := func(before, open string, n int, after string) string { return before + strings.Repeat(open, n) + after }
	const n = 20_000
	tests := []struct {
		name, file, data string
		code             string // of the refusal; "" means it is read
		warning          string // which must be there when it is read
	}{
		{"deep lists in a segment", "a.json", `{"segments":[{"start":0,"text":"Een."},` + deep("", "[", n, "") + strings.Repeat("]", n) + "]}", "damaged", ""},
		{"deep objects, never closed", "a.json", deep(`{"segments":[{"text":"Een."},`, `{"segments":`, n, ""), "damaged", ""},
		{"deep words", "a.json", `{"speakers":[{"spkid":"a"}],"segments":[{"words":[{"text":` + deep("", `{"a":[`, n, "1") + strings.Repeat("]}", n) + `}]}]}`, "damaged", ""},
		{"deep and unknown", "a.json", deep("", "[", n, "") + strings.Repeat("]", n), "unsupported", ""},
		{"many empty segments", "a.json", `{"text":"x","segments":[` + strings.Repeat("{},", 200_000) + `{"text":"Een."}]}`, "", "empty-pieces"},
		{"many empty words", "a.json", `{"speakers":[{"spkid":"a"}],"segments":[{"speaker":"a","words":[` + strings.Repeat("{},", 200_000) + `{"text":"Een."}]}]}`, "", ""},
		{"segments are no list", "a.json", `{"text":"Een.","segments":{"0":{"text":"Twee."}},"language":"nl"}`, "", ""},
		{"everything is of another type", "a.json", `{"monologues":[{"speaker":{"a":1},"elements":[{"type":[],"value":{}},7,"x",null]},5],"speakers":"x"}`, "empty", ""},
		{"broken in the middle", "a.json", `{"segments":[{"text":"Een."},{"text":"Twee."]}}`, "damaged", ""},
		{"an otr that is cut off", "a.otr", `{"media":"x","media-time":1,"text":"<p>Ee`, "truncated", ""},
		{"deep HTML", "a.otr", `{"media":"x","media-time":1,"text":"` + deep("", "<div><b>", n, "Een.") + `"}`, "", "no-speakers"},
		{"a time in the HTML that never ends", "a.otr", `{"media":"x","media-time":1,"text":"<p>Een.<span class='timestamp' data-timestamp='1'>` + strings.Repeat("x", n) + `"}`, "", "no-speakers"},
		{"times inside times", "a.otr", `{"media":"x","media-time":1,"text":"` + strings.Repeat("x<span class='timestamp'>", 100_000) + `"}`, "", "bad-times"},
		{"line breaks without end", "a.otr", `{"media":"x","media-time":1,"text":"` + strings.Repeat("<br>", 200_000) + `x"}`, "", ""},
		{"blanks without end", "a.json", `{"monologues":[{"speaker":1,"elements":[` + strings.Repeat(`{"type":"punct","value":" "},`, 50_000) + `{"type":"text","value":"x"}]}]}`, "", ""},
		{"a cue of many lines", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n" + strings.Repeat("aa\n", 200_000), "", "no-speakers"},
		{"overrides that never end", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n" + strings.Repeat(`{\`, 400_000), "", "no-speakers"},
		{"billion laughs", "a.eaf", laughs(), "damaged", ""},
		{"an outer entity", "a.eaf", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ANNOTATION_DOCUMENT><TIER TIER_ID="A"><ALIGNABLE_ANNOTATION><ANNOTATION_VALUE>&x;</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></TIER></ANNOTATION_DOCUMENT>`, "damaged", ""},
		{"deep XML", "a.eaf", `<?xml version="1.0"?><ANNOTATION_DOCUMENT>` + strings.Repeat("<TIER>", n), "damaged", ""},
		{"a tag with a million attributes", "a.eaf", `<?xml version="1.0"?><ANNOTATION_DOCUMENT ` + strings.Repeat(`a="" `, 1_000_000) + "/>", "damaged", ""},
		{"a long chain of references", "a.eaf", chain(n), "", "tiers-dropped"},
		{"a chain of references in a circle", "a.eaf", strings.Replace(chain(n), `ANNOTATION_REF="a0"`, fmt.Sprintf(`ANNOTATION_REF="a%d"`, n-1), 1), "", "tiers-dropped"},
		{"an encoding that nobody knows", "a.eaf", strings.Replace(chain(3), "UTF-8", "klingon", 1), "", "tiers-dropped"},
		{"other XML by that name", "a.eaf", `<?xml version="1.0"?><rss version="2.0"></rss>`, "unsupported", ""},
		{"a grid of quotes", "a.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n" + strings.Repeat(`"`, 1_000_001), "truncated", ""},
		{"a grid that is all counts", "a.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n" + strings.Repeat("1e308 ", 100_000), "truncated", ""},
		{"a grid without tiers", "a.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0 9 <exists> 0\n", "damaged", ""},
		{"a grid with a negative count", "a.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0 9 <exists> -7\n", "truncated", ""},
		{"a talk of bullets", "a.cha", "@UTF8\n*INV:\tja" + strings.Repeat("\x15 ja", 50_001), "", "bad-times"},
		{"a talk of continuations", "a.cha", "@UTF8\n*INV:\tja\n" + strings.Repeat("\tja\n", 50_000), "", ""},
		{"a talk of tiers", "a.cha", "@UTF8\n*INV:\tja\n" + tiersNamed(n), "", "tiers-dropped"},
		{"a chat of colons", "a.txt", strings.Repeat("00:00:01\t:\t\n", 30_000), "", ""},
		{"more labels than a text may hold", "a.txt", strings.Repeat("I: b\nR: c\n", maxTurns/2+1), "too-large", ""},
		{"more paragraphs than a text may hold", "a.txt", strings.Repeat("b\n\n", maxTurns+1), "too-large", ""},
		{"more long lines than a text may hold", "a.txt", strings.Repeat("b\n", maxTurns) + strings.Repeat("b", longLine+1), "too-large", ""},
		{"more short lines than turns", "a.txt", strings.Repeat("b\n", maxTurns+1), "", "no-speakers"},
		{"as many cues", "a.vtt", "WEBVTT\n\n" + strings.Repeat("00:01.000 --> 00:02.000\n<v A>a\n\n", maxTurns+1), "too-large", ""},
		{"a grid by the name of a chat", "a.cha", "File type = \"ooTextFile\"\n\"TextGrid\" 0 9 <exists> 1 \"IntervalTier\" \"Eva\" 0 9 1 0 9 \"Een.\"", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, r, err := Read(tt.file, []byte(tt.data))
			var e *Error
			switch {
			case err != nil && !errors.As(err, &e):
				t.Fatalf("error %v", err)
			case err != nil && e.Code != tt.code:
				t.Fatalf("refused as %s, want %q", e.Code, tt.code)
			case err == nil && tt.code != "":
				t.Fatalf("read as %s, want %s", r.Kind, tt.code)
			case err != nil:
				return
			}
			if _, ok := warned(r, tt.warning); tt.warning != "" && !ok {
				t.Errorf("warnings %v, want %s", r.Warnings, tt.warning)
			}
			checkDocument(t, d)
			checkReceipt(t, d, r)
		})
	}
}

func laughs() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY l0 \"lol\">")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "<!ENTITY l%d \"%s\">", i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	b.WriteString("]>\n" + `<ANNOTATION_DOCUMENT><TIER TIER_ID="A"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1"><ANNOTATION_VALUE>&l9;</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>`)
	return b.String()
}

// chain is a tier of which each annotation refers to the one before it.
func chain(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = referring(fmt.Sprintf("a%d", i+1), fmt.Sprintf("a%d", i), "x")
	}
	return eaf([]string{"ts1 5"}, eafTier(`TIER_ID="Eva"`, aligned("a0", "ts1", "ts1", "Een.")), eafTier(`TIER_ID="glos" PARENT_REF="Eva"`, list...))
}

func tiersNamed(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%%x%d:\tx\n", i)
	}
	return b.String()
}

// TestCutOffAnywhere cuts a file of each format at every byte, and flips every
// byte of it.
func TestCutOffAnywhere(t *testing.T) {
	files := []struct{ file, data string }{
		{"a.json", `{"text":" Één.","segments":[{"start":0.5,"text":" Één.","speaker":"S1"},{"text":"Twee","words":[{"start":2,"speaker":"S2"}]}]}`},
		{"a.json", `{"speakers":[{"spkid":"a","name":"Eva"}],"segments":[{"speaker":"a","words":[{"start":1,"text":"Één"}]}]}`},
		{"a.json", `{"speakers":[{"id":1,"name":"Eva"}],"monologues":[{"speaker":1,"elements":[{"type":"text","value":"Één","timestamp":"00:00:20,000"}]}]}`},
		{"a.otr", `{"media":"x","media-time":1,"text":"<p><span class='timestamp' data-timestamp='1.5'>00:01</span>&nbsp;I: &eacute;&eacute;n</p>"}`},
		{"a.cha", "@UTF8\n@Participants:\tINV Anna Investigator\n*INV:\téén\n\ttwee . \x150_1500\x15\n%com:\tx\n@End\n"},
		{"a.eaf", eaf([]string{"t1 5", "t2"}, eafTier(`TIER_ID="A" PARTICIPANT="Eva"`, aligned("a1", "t1", "t2", "Één")), eafTier(`TIER_ID="B" PARENT_REF="A"`, referring("a2", "a1", "x")))},
		{"a.TextGrid", inUTF16("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n0 9 <exists> 1\n\"IntervalTier\" \"Eva\" 0 9 1\n0 9 \"Één\"\n")},
		{"a.txt", "00:21:14\tEva:\téén\n14:05:12 From Bo to Everyone:\n\ttwee\n"},
		{"a.vtt", "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<v Eva>één &amp; twee</v>\n\n00:02.000 --> 00:03.000\n<v Bo>drie</v>\n"},
	}
	for _, f := range files {
		for i := range len(f.data) {
			flipped := []byte(f.data)
			flipped[i] ^= 0x15
			for _, data := range [][]byte{[]byte(f.data[:i]), flipped} {
				d, r, err := Read(f.file, data)
				var e *Error
				if err != nil {
					if !errors.As(err, &e) {
						t.Fatalf("%q: %v", data, err)
					}
					continue
				}
				checkDocument(t, d)
				checkReceipt(t, d, r)
			}
		}
	}
}
