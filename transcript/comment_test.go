package transcript

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func commentsXML(inner string) string {
	return `<w:comments xmlns:w="` + wordSpace + `">` + inner + `</w:comments>`
}

func remarkXML(id, author, text string) string {
	return `<w:comment w:id="` + id + `" w:author="` + author + `" w:date="2024-03-05T09:00:00">` + para(run(text)) + `</w:comment>`
}

func opens(id string) string  { return `<w:commentRangeStart w:id="` + id + `"/>` }
func closes(id string) string { return `<w:commentRangeEnd w:id="` + id + `"/>` }
func refers(id string) string { return `<w:r><w:commentReference w:id="` + id + `"/></w:r>` }

func TestReadComments(t *testing.T) {
	body := para(opens("1"), run("\uFEFFI: Hoe "), closes("1"), run("gaat het?")) +
		opens("2") + para() + para(run("R: "), opens("3"), run("Zoë 😀 "), `<w:del>`+closes("3")+`<w:r><w:delText>weg</w:delText></w:r></w:del>`, run("is hier.")) + closes("2") + refers("2") +
		para(run("I: Dank"), refers("4"), run(".")) + table("Spreker", opens("5"), "R", "cel")
	body = strings.Replace(body, "cel</w:t></w:r>", "cel</w:t></w:r>"+closes("5"), 1) + para(opens("6"), run("einde")) + closes("9")
	var remarks []string
	for _, id := range []string{"6", "5", "4", "3", "2", "1", "7"} {
		remarks = append(remarks, remarkXML(id, "Anne", "opmerking "+id))
	}
	data := docx(map[string]string{"word/document.xml": wordXML(body), "word/comments.xml": commentsXML(strings.Join(remarks, ""))})
	comments, doc, err := ReadComments("a.docx", data)
	if err != nil {
		t.Fatal(err)
	}
	plain, _, err := Read("a.docx", data)
	if err != nil || plain.Text.String() != doc.Text.String() {
		t.Errorf("another text: %q, %q", doc.Text, plain.Text)
	}
	var got []string
	for _, c := range comments {
		if c.Author != "Anne" || c.Text != "opmerking "+c.ID || !c.Date.Equal(time.Date(2024, 3, 5, 9, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v", c)
		}
		got = append(got, c.ID+"|"+doc.Text.Slice(c.Span))
	}
	want := []string{"1|I: Hoe", "2|R: Zoë 😀 is hier.", "3|Zoë 😀", "4|", "5|R\tcel", "6|", "7|"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nin %q", got, doc.Text)
	}
}

func TestReadCommentsRefuses(t *testing.T) {
	deep := commentsXML(strings.Repeat("<w:p>", 20000))
	for want, parts := range map[string]map[string]string{
		"damaged": {"word/document.xml": wordXML(para(run("ja"))), "word/comments.xml": deep},
		"empty":   {"word/document.xml": wordXML("")},
	} {
		var refused *Error
		if _, _, err := ReadComments("a.docx", docx(parts)); !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if comments, doc, err := ReadComments("a.docx", docx(map[string]string{"word/document.xml": wordXML(para(run("ja")))})); err != nil || comments != nil || doc.Text.Len() != 2 {
		t.Error(comments, err)
	}
}

// A text of another tool is plain text, though it looks like captions.
func TestReadKindChosen(t *testing.T) {
	const text = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Anna>ja</v>\n"
	doc, receipt, err := ReadWith(context.Background(), "a.vtt", []byte(text), Options{Kind: "txt", Encoding: "utf-8"})
	if err != nil || doc.Text.String() != text || receipt.Kind != "txt" {
		t.Errorf("%q %q %v", doc.Text, receipt.Kind, err)
	}
	var refused *Error
	if _, _, err := ReadWith(context.Background(), "a", []byte(text), Options{Kind: "docx"}); !errors.As(err, &refused) || refused.Code != "truncated" {
		t.Error(err)
	}
	if _, _, err := ReadWith(context.Background(), "a", []byte(text), Options{Kind: "schilderij"}); !errors.As(err, &refused) || refused.Code != "unsupported" {
		t.Error(err)
	}
}

// FuzzComments reads the ranges of comments wherever they stand: they lie in
// the text, which is Read's.
func FuzzComments(f *testing.F) {
	f.Add(para(opens("1"), run("een "), closes("1")) + table("a", "b"))
	f.Add(`<w:del>` + opens("1") + `</w:del>` + para() + refers("1") + closes("2") + para(run("\uFEFF  x")))
	f.Fuzz(func(t *testing.T, body string) {
		data := docx(map[string]string{"word/document.xml": wordXML(body), "word/comments.xml": commentsXML(remarkXML("1", "A", "x") + remarkXML("2", "B", "y"))})
		comments, doc, err := ReadComments("a.docx", data)
		if err != nil {
			return
		}
		plain, _, err := Read("a.docx", data)
		if err != nil || plain.Text.String() != doc.Text.String() || len(comments) != 2 {
			t.Fatalf("%v, %d comments", err, len(comments))
		}
		for _, c := range comments {
			if !doc.Text.Whole().Covers(c.Span) || c.Span.End < c.Span.Start {
				t.Fatalf("%v in %d", c.Span, doc.Text.Len())
			}
		}
	})
}
