package search

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// TestThemes reads vocabularies of every kind over dorp, by index and by scan.
func TestThemes(t *testing.T) {
	const sub = 9
	tests := []struct {
		words string // divided by semicolons; (…) is off
		query string
		found string
	}{
		{"ruimte", "", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
		{"ruimte[-ruimtes]", "", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte]"},
		{"ruimte; (loket)", "", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
		{"ruimte; -ruimtes", "", ""},
		{"ruimte; -=ruimtes", "", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte]"},
		{"ruimte; (-=ruimtes)", "", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
		{`gemeente; -"loket en de gemeente"`, "", "1.3[gemeente] 2.1[gemeente] 2.2[gemeente]"},
		{`"de gemeente"; -gemeente NEAR/3 loket`, "", "1.3[de gemeente] 2.1[de gemeente]"},
		{"gemeente; -is:interviewer", "", "1.3[gemeente] 2.2[gemeente|gemeente]"},
		{"gemeente; -(loket tijd)", "", "1.3[gemeente] 2.1[gemeente]"},
		{"gemeente; -code:loket", "", "1.3[gemeente] 2.1[gemeente]"},
		{"ruimte -niet", "", "1.1[ruimte] 2.2[ruimte]"},
		{"-ruimte", "", ""},
		{"thema:deel; tijd", "", "2.2[loket|loket|tijd]"},
		{"thema:deel; tijd; -loket", "", "2.2[tijd]"},
		{"tijd; -thema:deel", "", ""},
		{"thema:heel; tijd", "", "2.2[tijd]"},
		{"ruimte; -=ruimtes", "ruimte OR thema:heel", "1.1[ruimte] 1.2[ruimte] 2.2[ruimte] 2.3[ruimtes]"},
		{"ruimte; -=ruimtes", "-thema:heel ruimte", "2.3[ruimtes]"},
		{"ruimte; -niet", "thema:heel niet", "1.2[ruimte|niet] 2.3[ruimtes|niet]"},
		{"gemeente; thema:deel; thema:lus", "thema:heel tijd", "2.2[gemeente|loket|loket|gemeente|tijd]"},
	}
	f := dorp()
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	for _, tt := range tests {
		heel := codebook.Theme{ID: codebook.ThemeID(idOf[struct{}]("theme", 8)), Name: "Heel"}
		for _, w := range strings.Split(tt.words, "; ") {
			off := strings.HasPrefix(w, "(")
			if off {
				w = w[1 : len(w)-1]
			}
			heel.Words = append(heel.Words, codebook.Word{Text: w, Off: off})
		}
		f.book.Themes = []codebook.Theme{heel, theme(sub, "Deel", "loket"), theme(sub+1, "Lus", "thema:heel")}
		query := tt.query
		if query == "" {
			query = "thema:heel"
		}
		if got := show(t, f, same(t, ix, f, query, 0)); got != tt.found {
			t.Errorf("%s in %s\n got  %s\n want %s", query, tt.words, got, tt.found)
		}
		same(t, ix, f, query, 2)
	}
}

// TestExclusionsAreWhatTheyFind: a vocabulary of single words finds their
// matches, less each that shares a word with a match of an exclusion.
func TestExclusionsAreWhatTheyFind(t *testing.T) {
	f := corpus(23, 6)
	places := func(query string) map[string]transcript.Span {
		r, err := Scan(context.Background(), Parse(query), f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]transcript.Span{}
		for _, h := range r.Hits {
			for _, m := range h.Matches {
				out[fmt.Sprint(h.Document, m)] = m
			}
		}
		return out
	}
	words, never := []string{"ruimte+", "gemeente", "*loket*"}, []string{"ruimtes", `"de gemeente"`, "loket NEAR/4 en", "beleids*"}
	all := theme(5, "Alles", words...)
	for _, n := range never {
		all.Words = append(all.Words, codebook.Word{Text: "-" + n})
	}
	f.book.Themes = []codebook.Theme{all}
	got := places("thema:alles")
	// What an exclusion finds, one by one: places of several may overlap and be
	// shown as one, which covers the same words.
	var out []string
	for key := range places(strings.Join(words, " OR ")) {
		if _, ok := got[key]; !ok {
			out = append(out, key)
		}
	}
	excluded := map[string]bool{}
	for _, n := range never {
		for key, x := range places(n) {
			document, _, _ := strings.Cut(key, " ")
			for other, m := range places(strings.Join(words, " OR ")) {
				if strings.HasPrefix(other, document+" ") && m.Overlaps(x) {
					excluded[other] = true
				}
			}
		}
	}
	for _, key := range out {
		if !excluded[key] {
			t.Errorf("%s is not found, though nothing excludes it", key)
		}
	}
	for key := range excluded {
		if _, ok := got[key]; ok {
			t.Errorf("%s is found, though it is excluded", key)
		}
	}
	if len(got) < 20 || len(excluded) < 10 {
		t.Errorf("%d found, %d excluded: the words test nothing", len(got), len(excluded))
	}
}
