package exchange

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// counted gives ids 1000, 1001 …
func counted() func() uuid.UUID {
	n := 999
	return func() uuid.UUID { n++; return id(n) }
}

func TestCodebookRoundTrip(t *testing.T) {
	starter, themes := codebook.Starter()
	s := newSample()
	for _, book := range []struct {
		tree   *codebook.Tree
		themes []codebook.Theme
	}{{codebook.NewTree(starter), themes}, {s.tree, s.themes}} {
		table := Codebook(book.tree, book.themes, nil)
		for _, as := range []struct {
			f Format
			d Dialect
		}{{CSV, Dialect{}}, {CSV, Dialect{Excel: true}}, {TSV, Dialect{}}, {JSON, Dialect{}}} {
			codes, themes, err := ReadCodebook(bytes.NewReader(written(t, table, as.f, as.d)), counted())
			if err != nil {
				t.Fatalf("%s: %v", as.f, err)
			}
			again := Codebook(codebook.NewTree(codes), themes, nil)
			same(t, again, table, string(as.f))
			for i, c := range codebook.NewTree(codes).Codes() {
				want := book.tree.Codes()[i]
				if want.Status == "" {
					want.Status = codebook.StatusActive
				}
				if !reflect.DeepEqual(c, want) {
					t.Errorf("%s: %+v\nwant %+v", as.f, c, want)
				}
			}
			if len(themes) != len(book.themes) || themes[0].Name != book.themes[0].Name {
				t.Errorf("%s: themes %+v", as.f, themes)
			}
		}
	}
}

func TestReadCodebookFromElsewhere(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"tag,description\nruimte,vrij zijn\ntijd,\n", "ruimte|vrij zijn tijd|"},
		{"Name;Description;Aantal\nzorg/jeugd;iets;3\nzorg;alles;9\n", "zorg|alles zorg/jeugd|iets"},
		{"code_name\tparent\nonder\tboven/midden\n", "boven| boven/midden| boven/midden/onder|"},
		{`[{"path": "a/b", "description": "x", "n": 3}]`, "a| a/b|x"},
		{"code_id,code_path\nzomaar,a\n", "a|"},
	} {
		codes, _, err := ReadCodebook(strings.NewReader(c.in), counted())
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		tree := codebook.NewTree(codes)
		var got []string
		seen := map[codebook.CodeID]bool{}
		for _, code := range tree.Codes() {
			got = append(got, tree.Path(code.ID)+"|"+code.Full)
		}
		for _, code := range codes {
			if !code.Parent.IsZero() && !seen[code.Parent] {
				t.Errorf("%q: %s stands before its parent", c.in, code.Name)
			}
			if seen[code.ID] || code.ID.IsZero() {
				t.Errorf("%q: id %v twice", c.in, code.ID)
			}
			seen[code.ID] = true
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestReadCodebookRefuses(t *testing.T) {
	for in, want := range map[string]CodebookError{
		"a,b\n1,2\n":                      {Code: "no-path-column", Row: 1},
		"code_path\nx\nX \n":              {Code: "duplicate-path", Path: "X", Row: 2},
		"code_path,short\nx,1\n\" \",2\n": {Code: "no-path", Row: 2},
		"code_path\n":                     {Code: "no-codes"},
		"[]":                              {Code: "no-codes"},
	} {
		_, _, err := ReadCodebook(strings.NewReader(in), counted())
		var got *CodebookError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%q: %v, want %+v", in, err, want)
		}
	}
	for in, code := range map[string]string{"": "empty", "[{": "json", `[{"path": ["a"]}]`: "json", `["a"]`: "json", "a\n\"": "unclosed-quote"} {
		_, _, err := ReadCodebook(strings.NewReader(in), counted())
		var got *SyntaxError
		if !errors.As(err, &got) || got.Code != code {
			t.Errorf("%q: %v, want %s", in, err, code)
		}
	}
}

// Whatever is read can be written and read again with the same meaning.
func FuzzReadCodebook(f *testing.F) {
	s := newSample()
	f.Add(written(f, Codebook(s.tree, s.themes, nil), CSV, Dialect{}))
	f.Add(written(f, Codebook(s.tree, s.themes, nil), JSON, Dialect{}))
	f.Add([]byte("tag;description;alias;themes\na/b;x;c\\;d; t\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		codes, themes, err := ReadCodebook(bytes.NewReader(raw), counted())
		if err != nil {
			return
		}
		tree := codebook.NewTree(codes)
		if tree.Len() != len(codes) {
			t.Fatalf("%d codes, %d in the tree", len(codes), tree.Len())
		}
		want := Codebook(tree, themes, nil)
		again, more, err := ReadCodebook(bytes.NewReader(written(t, want, CSV, Dialect{})), counted())
		if err != nil {
			t.Fatalf("%v after %q", err, raw)
		}
		same(t, Codebook(codebook.NewTree(again), more, nil), want, string(raw))
	})
}
