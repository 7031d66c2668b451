package transcript

import (
	"sort"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkDocument holds what must be true of every document that Read makes.
func checkDocument(t *testing.T, d Document) {
	t.Helper()
	s := d.Text.String()
	if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00") || strings.HasPrefix(s, "\uFEFF") {
		t.Fatalf("text is not canonical: %q", s)
	}
	bounds := map[int]bool{}
	for _, b := range Graphemes(s) {
		bounds[d.Text.SpanOf(b, b).Start] = true
	}
	last, n := 0, 0
	for i, turn := range d.Turns {
		if i > 0 || turn.N != 0 {
			n++
		}
		switch {
		case turn.N != n:
			t.Fatalf("turn %d is numbered %d", n, turn.N)
		case turn.Span.IsEmpty() || turn.Span.End > d.Text.Len() || turn.Span.Start < last:
			t.Fatalf("turn %d: span %v, last end %d, length %d", turn.N, turn.Span, last, d.Text.Len())
		case !bounds[turn.Span.Start] || !bounds[turn.Span.End]:
			t.Fatalf("turn %d: %v is inside a grapheme of %q", turn.N, turn.Span, s)
		case turn.Label.End > turn.Span.Start || turn.Label.Start < last || turn.Label.End < turn.Label.Start:
			t.Fatalf("turn %d: label %v, span %v, last end %d", turn.N, turn.Label, turn.Span, last)
		case turn.Speaker < -1 || turn.Speaker >= len(d.Speakers):
			t.Fatalf("turn %d: speaker %d of %d", turn.N, turn.Speaker, len(d.Speakers))
		case turn.N == 0 && turn.Speaker != -1:
			t.Fatal("turn 0 has a speaker")
		}
		last = turn.Span.End
	}
	if !sort.SliceIsSorted(d.Anchors, func(i, j int) bool { return d.Anchors[i].At < d.Anchors[j].At }) {
		t.Fatalf("anchors out of order: %v", d.Anchors)
	}
	for _, a := range d.Anchors {
		if a.At < 0 || a.At > d.Text.Len() || a.Millis < 0 {
			t.Fatalf("anchor %v", a)
		}
	}
}

// ink is every letter and digit of s, in order.
func ink(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func checkReceipt(t *testing.T, d Document, r Receipt) {
	t.Helper()
	turns := 0
	for _, s := range r.Speakers {
		turns += s.Turns
	}
	unnamed := 0
	words := 0
	for _, turn := range d.Turns {
		if turn.N > 0 {
			words += d.Words(turn)
			if turn.Speaker < 0 {
				unnamed++
			}
		}
	}
	if r.Times != len(d.Anchors) || r.Times == 0 && r.Until != 0 {
		t.Fatalf("receipt: %d times until %d, the document has %d", r.Times, r.Until, len(d.Anchors))
	}
	if r.Turns != turns+unnamed || r.Words != words {
		t.Fatalf("receipt: %d turns, %d words; counted %d, %d", r.Turns, r.Words, turns+unnamed, words)
	}
}

func FuzzReadText(f *testing.F) {
	for _, s := range []string{
		"I: Hoe?\nR: Zo. #00:00:05-3#\n", "[00:01:05] Anna: a\nAnna [0:09]: b\n\nNoot: x\n", "---\na: b\n---\n**I:** x\n",
		"Lies  0:00\nHoi\n\nTranscribed by https://otter.ai\n", "0:0:4.2 --> 0:0:7.2\nVos, M\nja\n", "I = a; X = b\nX:\ty\n",
		"[id1] a\n[id2] b", "\xff\xfeI\x00:\x00 \x00a\x00", "I: \u0308\r\nR1 – 👩\u200d👧\r", "a\x00b\xe9",
	} {
		f.Add("a.txt", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		d, r, err := Read(name, data)
		if err != nil {
			return
		}
		checkDocument(t, d)
		checkReceipt(t, d, r)
		if kind := d.Source.Kind; kind == "txt" || kind == "md" {
			raw, err := decode(data)
			if err != nil {
				t.Fatal(err)
			}
			if ink(raw.text) != ink(d.Text.String()) {
				t.Fatalf("letters lost: %q from %q", d.Text.String(), raw.text)
			}
		}
	})
}

func FuzzReadCues(f *testing.F) {
	for _, s := range []string{
		"1\n00:01.000 --> 00:02.000\n<v Jan, A>Hoi &amp; <i>dag</i>\nja</v>\n",
		"NOTE x\n\nid\n00:00:01.000 --> 00:00:01.000 align:left\nAnna: Let op: a\n\n00:02.000 --> x\nb &#13;&#0;\n",
		"1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_01]: a\n- Bo: b\n>> c\n{\\an8}d\n",
	} {
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, vtt bool) {
		if vtt {
			data = append([]byte("WEBVTT\n\n"), data...)
		}
		d, r, err := Read("a.srt", data)
		if err != nil {
			return
		}
		checkDocument(t, d)
		checkReceipt(t, d, r)
	})
}

func FuzzReadDOCX(f *testing.F) {
	for _, s := range []string{
		para(run("I: a")), para(run("R: b"), `<w:del><w:r><w:delText>x</w:delText></w:r></w:del>`, `<w:r><w:br/><w:tab/></w:r>`),
		table("R", "cel"), `<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r></w:p>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, r, err := Read("a.docx", docx(map[string]string{"word/document.xml": wordXML(string(body))}))
		if err != nil {
			return
		}
		checkDocument(t, d)
		checkReceipt(t, d, r)
	})
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{
		"Dhr. A. Vos zei: ‘Kom je?’ Nou… Ja. ’s Avonds niet.\nEn dan\nverder", strings.Repeat("woord, ", 60), ".🏿\u0308 A.\u00a0👩\u200d👧 b",
	} {
		f.Add(s, "nl")
	}
	f.Fuzz(func(t *testing.T, s, language string) {
		if utf8.ValidString(s) && !strings.Contains(s, "\r") {
			checkSentences(t, s, Sentences(s, language))
		}
	})
}

// checkSentences holds what must be true of every cut: in order, on grapheme
// boundaries, trimmed, and nothing but white space between.
func checkSentences(t *testing.T, s string, list []Bytes) {
	t.Helper()
	bounds := map[int]bool{}
	for _, b := range Graphemes(s) {
		bounds[b] = true
	}
	last := 0
	for _, b := range list {
		if b.Lo < last || b.Hi <= b.Lo || b.Hi > len(s) {
			t.Fatalf("range %v after %d in %q", b, last, s)
		}
		if strings.TrimFunc(s[last:b.Lo], unicode.IsSpace) != "" {
			t.Fatalf("%q is in no sentence of %q", s[last:b.Lo], s)
		}
		if !bounds[b.Lo] || !bounds[b.Hi] {
			t.Fatalf("%v cuts a grapheme of %q", b, s)
		}
		last = b.Hi
	}
	if strings.TrimFunc(s[last:], unicode.IsSpace) != "" {
		t.Fatalf("%q is in no sentence of %q", s[last:], s)
	}
}
