package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// said words with the id and its arguments, so that a test sees both.
func said(id string, pairs ...any) string {
	for i := 1; i < len(pairs); i += 2 {
		id += " " + fmt.Sprint(pairs[i])
	}
	return id
}

func (s sample) page() Page {
	return Page{Project: `proef "x" <script>`, Language: "nl", Say: said, Materials: []codebook.Material{s.material}, Themes: s.themes}
}

func render(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements reads a page as a browser does: text and attributes by element.
func elements(t testing.TB, page string) []html.Token {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	var out []html.Token
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return out
		default:
			out = append(out, z.Token())
		}
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// closed fails when the elements of a page do not nest.
func closed(t *testing.T, tokens []html.Token) {
	t.Helper()
	void := map[string]bool{"meta": true, "br": true, "input": true}
	var open []string
	for _, tok := range tokens {
		switch tok.Type {
		case html.StartTagToken:
			if !void[tok.Data] {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Fatalf("</%s> closes %q", tok.Data, open)
			}
			open = open[:len(open)-1]
		default:
		}
	}
	if len(open) > 0 {
		t.Errorf("open at the end: %q", open)
	}
}

// A page asks for nothing outside itself, and no text of a project becomes
// markup: the only elements that act are its own style and script, which its
// policy names by their hash.
func TestPagesAreSelfContained(t *testing.T) {
	s := newSample()
	s.material.Case = `"><img src=x onerror=alert(1)>`
	s.material.Codings[0].Memo = "</span></p></article><script>alert(1)</script>\x1b[31m\u202e"
	s.material.Coders[0].Name = "<b>Bo</b>"
	page := s.page()
	for name, write := range map[string]func(io.Writer) error{"fragments": page.WriteFragments, "documents": page.WriteDocuments, "word": page.WriteForWord} {
		out := render(t, write)
		tokens := elements(t, out)
		closed(t, tokens)
		scripts := 0
		for i, tok := range tokens {
			if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
				continue
			}
			switch tok.Data {
			case "script":
				scripts++
				if tokens[i+1].Data != pageScript {
					t.Errorf("%s: a script that is not ours: %q", name, tokens[i+1].Data)
				}
			case "img", "link", "iframe", "object", "base":
				t.Errorf("%s: an element %s", name, tok.Data)
			}
			for _, a := range tok.Attr {
				outside := (a.Key == "src" || a.Key == "href") && !strings.HasPrefix(a.Val, "#")
				if outside || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s=%q>", name, tok.Data, a.Key, a.Val)
				}
			}
		}
		if want := map[string]int{"fragments": 1}[name]; scripts != want {
			t.Errorf("%s: %d scripts", name, scripts)
		}
		if name != "word" && !strings.Contains(out, "default-src 'none'; style-src "+sourceHash(pageStyle)) {
			t.Errorf("%s: no policy", name)
		}
		if strings.ContainsAny(out, "\x1b\u202e\x00") {
			t.Errorf("%s: a control is in it raw", name)
		}
		if again := render(t, write); again != out {
			t.Errorf("%s: other bytes the second time", name)
		}
	}
	if regexp.MustCompile(`https?:|@import|url\(|fetch|XMLHttp|innerHTML|eval`).MatchString(pageStyle + pageScript) {
		t.Error("style or script reaches outside")
	}
}

// What is marked with a coding's number, taken together, is the coding's text.
func TestMarksHoldTheQuotes(t *testing.T) {
	s := newSample()
	page := s.page()
	numbers := page.numbers()
	marked := map[string]string{}
	tokens := elements(t, render(t, page.WriteDocuments))
	for i, tok := range tokens {
		if tok.Type == html.StartTagToken && tok.Data == "mark" {
			for _, n := range strings.Fields(attribute(tok, "data-k")) {
				marked[n] += tokens[i+1].Data
			}
		}
	}
	notes := 0
	for _, tok := range tokens {
		if strings.HasPrefix(attribute(tok, "id"), "n") {
			notes++
		}
	}
	if notes != len(s.material.Codings) {
		t.Errorf("%d notes for %d codings", notes, len(s.material.Codings))
	}
	for _, c := range s.material.Codings {
		n := fmt.Sprint(numbers[c.ID])
		if want := s.material.Document.Text.Slice(c.Span); marked[n] != want {
			t.Errorf("coding %s: marked %q, want %q", n, marked[n], want)
		}
	}
}

// Every fragment can be found by each of its codes, themes, its coder, case
// and values; the choices of a filter are those of the fragments.
func TestFragmentsCanBeFiltered(t *testing.T) {
	s := newSample()
	page := s.page()
	tokens := elements(t, render(t, page.WriteFragments))
	options := map[string]map[string]string{}
	list := ""
	for i, tok := range tokens {
		switch {
		case tok.Type != html.StartTagToken:
		case tok.Data == "select":
			list = attribute(tok, "name")
			options[list] = map[string]string{}
		case tok.Data == "option" && attribute(tok, "value") != "":
			options[list][attribute(tok, "value")] = tokens[i+1].Data
		}
	}
	found := map[string][]string{}
	count := 0
	for _, tok := range tokens {
		if tok.Type == html.StartTagToken && tok.Data == "article" {
			count++
			for name, texts := range options {
				for _, place := range strings.Fields(attribute(tok, "data-"+name)) {
					found[name+" "+texts[place]] = append(found[name+" "+texts[place]], attribute(tok, "data-k"))
				}
			}
		}
	}
	if count != len(s.material.Codings) {
		t.Fatalf("%d fragments", count)
	}
	for name, want := range map[string]int{
		"code ruimte": 6, `code ruimte/en\/of`: 2, "theme ruimte": 6, "coder Bo": 5, "coder Cas": 1, "case Wijk A": 5, "case Bart": 1,
		"value consulent": 5, "value inwoner": 1, "value uitvoering": 6,
	} {
		if len(found[name]) != want {
			t.Errorf("%s: %q, want %d", name, found[name], want)
		}
	}
}

// A document without turns, a coding outside all turns and one of a code that
// is gone still show.
func TestPageOfBareDocument(t *testing.T) {
	text := transcript.NewText("eerste regel\ntweede & derde")
	whole := codebook.Coding{ID: id(7), Document: id(8), Code: id(9), Span: transcript.Span{Start: 7, End: 21}}
	page := Page{Say: said, Materials: []codebook.Material{{Document: &transcript.Document{ID: id(8), Title: "kaal", Text: text}, Codings: []codebook.Coding{whole}, Tree: codebook.NewTree(nil)}}}
	if out := render(t, page.WriteDocuments); !strings.Contains(out, "regel\ntweede &amp;</mark> derde") {
		t.Errorf("got %s", out[strings.Index(out, "<body>"):])
	}
	if out := render(t, page.WriteForWord); !strings.Contains(out, "<sup>[1]</sup><u>regel<br>tweede &amp;</u> derde") {
		t.Errorf("got %s", out)
	}
	empty := Page{Say: said}
	closed(t, elements(t, render(t, empty.WriteFragments)))
}

func FuzzEscapeHTML(f *testing.F) {
	f.Add("a<b>\"'&\x00\x1b\u202e\u2028\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, tok := range elements(t, `<p title="`+escapeHTML(s)+`">`+escapeHTML(s)+"</p>") {
			if tok.Type == html.StartTagToken && (tok.Data != "p" || len(tok.Attr) != 1) || tok.Type == html.CommentToken {
				t.Fatalf("%q became markup: %v", s, tok)
			}
		}
	})
}
