package foreign

import (
	"context"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func textOf(t testing.TB, raw string) *Text {
	t.Helper()
	text, err := NewDraft("", "", ids()).Text(context.Background(), "a.txt", raw)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Positions count the other tool's text; what is found stands in ours.
func TestPlace(t *testing.T) {
	const raw = "\uFEFFAnna: één\r\nBram: 😀 de\x00 reünie\rAnna: zo, zo, zo"
	at := func(quote string) int { return len([]rune(raw[:strings.Index(raw, quote)])) }
	text := textOf(t, raw)
	if got := text.Document.Text.String(); got != "Anna: één\nBram: 😀 de\uFFFD reünie\nAnna: zo, zo, zo" {
		t.Fatalf("%q", got)
	}
	if len(text.Document.Turns) == 0 || text.Document.Title != "a" {
		t.Errorf("%d turns, title %q", len(text.Document.Turns), text.Document.Title)
	}
	end := len([]rune(raw))
	for _, c := range []struct {
		start, end int
		quote      string
		got        string
		moved      bool
		reason     codebook.StrayReason
	}{
		{at("reünie"), at("reünie") + 6, "reünie", "reünie", false, ""},
		{at("reünie"), at("reünie") + 6, "", "reünie", false, ""},
		{at("reünie") + 1, at("reünie") + 7, "reünie", "reünie", true, ""}, // UTF-16
		{at("één"), at("😀") + 1, "één\u2029Bram: 😀", "één\nBram: 😀", false, ""},
		{at("één"), at("😀") + 1, "één\r\nBram: 😀", "één\nBram: 😀", false, ""},
		{0, 5, "reünie", "reünie", true, ""},
		{end - 1, end + 2, "zo", "zo", true, ""},
		{-1, -1, "één", "één", true, ""},
		{0, 5, "nergens", "", false, codebook.StrayNotFound},
		{0, end + 1, "nergens", "", false, codebook.StrayOutside},
		{-1, 5, "", "", false, codebook.StrayOutside},
		{5, 4, "", "", false, codebook.StrayReversed},
		{5, 5, "", "", false, codebook.StrayEmpty},
		{0, 1, "", "", false, codebook.StrayEmpty}, // the byte order mark
	} {
		p := text.Place(c.start, c.end, c.quote, Exact)
		if got := text.Document.Text.Slice(p.Span); got != c.got || p.Moved != c.moved || p.Reason != c.reason {
			t.Errorf("[%d,%d) %q: got %q %v %q", c.start, c.end, c.quote, got, p.Moved, p.Reason)
		}
	}
	if p := text.Place(at("zo, zo"), at("zo, zo")+2, "zo", Exact); text.Document.Text.Len()-p.Span.Start != 10 {
		t.Errorf("the wrong one of three: %v", p)
	}
}

// A quote that stands in a text twice, far from where it should be, is not
// guessed at.
func TestPlaceDoesNotGuess(t *testing.T) {
	text := textOf(t, strings.Repeat("vulling ", 2000)+"de brug en de brug")
	if p := text.Place(0, 5, "de brug", Exact); p.Reason != codebook.StrayNotFound {
		t.Errorf("%+v", p)
	}
	if p := text.Place(0, 5, "en de brug", Exact); p.Reason != "" || !p.Moved {
		t.Errorf("%+v", p)
	}
}

func TestTextsThatAreNone(t *testing.T) {
	for _, raw := range []string{"", " \n", strings.Repeat("\x01\x02", 50)} {
		if text := textOf(t, raw); len(text.Document.Turns) > 0 || text.Document.Text.String() != raw {
			t.Errorf("%q: %+v", raw, text.Document)
		}
	}
	for name, want := range map[string]string{"Interview 3.5": "Interview 3.5", "a.DOCX": "a", ".txt": ".txt", "b.mp3.transcribed": "b.mp3", " x.md ": "x"} {
		if got := title(name); got != want {
			t.Errorf("%q: title %q", name, got)
		}
	}
}

func TestDraft(t *testing.T) {
	d := NewDraft("p", "o", ids())
	top := d.Code(codebook.Code{Name: " Zorg \n thuis"})
	for _, name := range []string{"zorg thuis", "ZORG THUIS", "", "?"} {
		d.Code(codebook.Code{Name: name})
	}
	for range 3 {
		d.Code(codebook.Code{Name: "a", Parent: top})
	}
	var names []string
	for _, c := range d.Project.Codes {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, "|"); got != "Zorg thuis|zorg thuis (2)|ZORG THUIS (3)|?|? (2)|a|a (2)|a (3)" {
		t.Error(got)
	}
	if a, b := d.Coder("Anne de Boer-Smit"), d.Coder(" anne  de boer-smit "); a != b || d.Project.Coders[0].Initials != "ADB" || !d.Coder(" ").IsZero() {
		t.Error("coders", d.Project.Coders)
	}
	of, kind := d.Case("Anna"), d.Attribute("leeftijd", transcript.AttributeNumber)
	d.Value(of, kind, "")
	d.Value(of, kind, "3")
	d.Value(of, kind, "4")
	if d.Project.Cases[of].Values[kind] != "3" {
		t.Error("the first value counts")
	}
	got := map[string]int{}
	for _, l := range d.Project.Losses {
		got[l.Code] = l.Args["count"].(int)
	}
	if got["codes-renamed"] != 5 || got["values"] != 1 || len(got) != 2 {
		t.Error(got)
	}
}

// FuzzPlace places any quote at any position of any text: it stands on its
// words, in a text that is what transcript makes of the same bytes.
func FuzzPlace(f *testing.F) {
	f.Add("\uFEFF😀 de wijk\r\nen 😀 de\r wijk", "wijk", 6, 10)
	f.Add("a\x00b\u2029c", "b\nc", 2, 5)
	f.Add("\xff\xfeab", "", 0, 2)
	f.Fuzz(func(t *testing.T, raw, quote string, start, end int) {
		text := textOf(t, raw)
		valid := strings.ToValidUTF8(raw, "\uFFFD")
		doc, _, err := transcript.ReadWith(context.Background(), "a", []byte(valid), transcript.Options{Kind: "txt", Encoding: "utf-8"})
		if err == nil && valid == raw && doc.Text.String() != text.Document.Text.String() {
			t.Fatalf("%q, but transcript reads %q", text.Document.Text, doc.Text)
		}
		p := text.Place(start, end, quote, []Shift{{}, {Start: -1}, {Start: -1, End: -1}})
		if p.Reason != "" {
			return
		}
		if !text.Document.Text.Whole().Covers(p.Span) || p.Span.IsEmpty() {
			t.Fatalf("%v in %d", p.Span, text.Document.Text.Len())
		}
		got := text.Document.Text.Slice(p.Span)
		if quote != "" && comparable(got) != comparable(quote) {
			t.Fatalf("%q stands on %q", quote, got)
		}
		if quote == "" && !strings.ContainsAny(raw, "\r\x00\uFEFF") && valid == raw && got != string([]rune(raw)[start:end]) {
			t.Fatalf("[%d,%d) of %q is %q", start, end, raw, got)
		}
	})
}
