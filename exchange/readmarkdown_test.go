package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"veldwerk/codebook"
)

// contents are the codes of a book with all that Markdown holds of them.
func contents(codes []codebook.Code, themes []codebook.Theme) []string {
	tree := codebook.NewTree(codes)
	var out []string
	for _, c := range codes {
		out = append(out, fmt.Sprintf("%q %q %q %q %q %q %q %q", tree.Path(c.ID), c.Short, c.Full, c.UseWhen, c.NotWhen, c.Example, c.Alias, status(c)))
	}
	for _, t := range themes {
		var paths []string
		for _, id := range t.Codes {
			paths = append(paths, tree.Path(id))
		}
		slices.Sort(paths)
		out = append(out, fmt.Sprintf("theme %q %q", t.Name, paths))
	}
	slices.Sort(out)
	return out
}

func TestCodebookMarkdownReadsBack(t *testing.T) {
	s := newSample()
	starter, themes := codebook.Starter()
	for _, book := range []struct {
		codes  []codebook.Code
		themes []codebook.Theme
	}{{s.tree.Codes(), s.themes}, {starter, themes}} {
		raw := written(t, Codebook(codebook.NewTree(book.codes), book.themes, nil), Markdown, Dialect{})
		if !IsCodebookMarkdown(string(raw)) {
			t.Error("not taken for a codebook")
		}
		for _, as := range []string{string(raw), "\uFEFF# Ons codeboek\n\nVooraf.\n\n" + strings.ReplaceAll(string(raw), "\n", "\r\n")} {
			codes, again, err := ReadCodebookMarkdown(strings.NewReader(as), counted())
			if err != nil {
				t.Fatal(err)
			}
			if got, want := contents(codes, again), contents(book.codes, book.themes); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

func TestCodebookMarkdownHoldsAnyDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	pieces := []string{"#", "## ", "- **short**: ", "\n", "\n\n", "<br>", "\\", "\\\\", "1. ", "*", "_", "|", "`", "&amp;", "een", " ", "é", "<b>", "> ", "+", "~"}
	for range 2000 {
		text := ""
		for range 1 + r.IntN(6) {
			text += pieces[r.IntN(len(pieces))]
		}
		text = strings.TrimSpace(text)
		want := []codebook.Code{{ID: id(1), Name: "a#b", Full: text, Status: codebook.StatusActive}}
		raw := written(t, Codebook(codebook.NewTree(want), nil, nil), Markdown, Dialect{})
		got, _, err := ReadCodebookMarkdown(bytes.NewReader(raw), counted())
		if err != nil || len(got) != 1 || got[0].Full != text || got[0].Name != "a#b" {
			t.Fatalf("%q: %+v, %v of %s", text, got, err, raw)
		}
	}
}

func TestReadCodebookMarkdownByHand(t *testing.T) {
	codes, _, err := ReadCodebookMarkdown(strings.NewReader("## ruimte\n* **full**: eerste\n  tweede\n\n## ruimte/vrij\nLosse tekst.\n- **other**: x\n"), counted())
	if err != nil || len(codes) != 2 || codes[0].Full != "eerste\ntweede" || codes[1].Parent != codes[0].ID || codes[1].Full != "" {
		t.Errorf("%+v, %v", codes, err)
	}
	var wrong *CodebookError
	for in, code := range map[string]string{"": "no-codes", "# alleen een kop\n": "no-codes", "## a\n## A\n": "duplicate-path", "## /\n": "no-path"} {
		if _, _, err := ReadCodebookMarkdown(strings.NewReader(in), counted()); !errors.As(err, &wrong) || wrong.Code != code {
			t.Errorf("%q: %v", in, err)
		}
	}
	for _, text := range []string{"", "# Gesprek\n\n## Deel 1\n\nI: Hallo\n\n- **short**: nee", "## Kop\n\n- **let op**: x\n", "- **short**: x"} {
		if IsCodebookMarkdown(text) {
			t.Errorf("%q was taken for a codebook", text)
		}
	}
}

// A book that was read is written and read as the same.
func FuzzCodebookMarkdown(f *testing.F) {
	s := newSample()
	f.Add(written(f, Codebook(s.tree, s.themes, s.counts), Markdown, Dialect{}))
	f.Add([]byte("## a/b\n- **full**: x<br>\\#y\nz\n## a\n- **alias**: q; \\;r\n- **themes**: t\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		codes, themes, err := ReadCodebookMarkdown(bytes.NewReader(raw), counted())
		if err != nil {
			return
		}
		out := written(t, Codebook(codebook.NewTree(codes), themes, nil), Markdown, Dialect{})
		again, _, err := ReadCodebookMarkdown(bytes.NewReader(out), counted())
		if err != nil || len(again) != len(codes) {
			t.Fatalf("%d codes, then %d: %v of %q", len(codes), len(again), err, out)
		}
	})
}
