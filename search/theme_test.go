package search

import (
	"context"
	"fmt"
	"math/rand/v2"
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

func TestVocabularyWords(t *testing.T) {
	for word, want := range map[string]string{
		"parkeerruimte": "-parkeerruimte", `"ruimte voor"`: `-"ruimte voor"`, "a b": "-(a b)", "-x": "-x", "a OF b": "-(a OR b)", "loket NEAR/2 balie": "-(loket NEAR/2 balie)", " ": "",
	} {
		got := Exclusion(word)
		if got != want || want != "" && (!Excludes(got) || Parse(got).String() != got) {
			t.Errorf("exclusion of %q: %q, want %q", word, got, want)
		}
		if q := Parse(word); !q.isExclusion() && Standing(got).String() != q.String() {
			t.Errorf("%q stands for %s", got, Standing(got))
		}
	}
	for word, want := range map[string]string{"thema:zorg": "zorg", `theme:"Samen werken"`: "Samen werken", "-thema:zorg": "", "code:zorg": "", "zorg": "", "thema:a thema:b": ""} {
		if got := SubTheme(word); got != want {
			t.Errorf("%s stands for the theme %q, want %q", word, got, want)
		}
	}
	for _, name := range []string{"zorg", "Samen werken", "a:b", `met "aan"`} {
		if got := SubTheme(ThemeWord(name, "nl")); !valueMatch(got)(name) {
			t.Errorf("%s: %q", name, got)
		}
	}
	var words []codebook.Word
	for _, w := range []string{"schotten", "loket+", " ", "Schotten[-schot]", "schotten+", "-loket+", "loket+[+balie]"} {
		words = AddWord(words, w)
	}
	words[2].Off = true
	words = AddWord(words, "schotten+")
	if got, want := fmt.Sprint(words), "[{Schotten[-schot] false} {loket+[+balie] false} {schotten+ false} {-loket+ false}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestThemesWithinThemes(t *testing.T) {
	a, b, c := theme(1, "A", "x", "thema:B y"), theme(2, "B", "-thema:C", `theme:"c"`, "thema:weg"), theme(3, "C", "z")
	a.Words = append(a.Words, codebook.Word{Text: "thema:C", Off: true})
	book := Codebook{Themes: []codebook.Theme{a, b, c}}
	names := func(themes []codebook.Theme) string {
		var out []string
		for _, t := range themes {
			out = append(out, t.Name)
		}
		return strings.Join(out, " ")
	}
	if got := names(book.Asked(Parse("q -(thema:a OR code:x)"))); got != "A B C" {
		t.Errorf("asked: %s", got)
	}
	if got := names(book.Within(a)) + "/" + names(book.Within(c)); got != "B/" {
		t.Errorf("within: %s", got)
	}
	for word, want := range map[string]bool{"thema:A": true, "thema:b": true, "thema:B OR w": true, "-thema:A": false, "thema:weg": false, "w": false} {
		if got := book.Circular(b.ID, word); got != want {
			t.Errorf("B with %s: %v", word, got)
		}
	}
	if !book.Circular(c.ID, "thema:A") || book.Circular(a.ID, "thema:C") {
		t.Error("over several steps")
	}
	got, changed := RenameTheme(b.Words, "c", "Met spatie")
	if want := `[{-thema:"Met spatie" false} {theme:"Met spatie" false} {thema:weg false}]`; !changed || fmt.Sprint(got) != want || b.Words[0].Text != "-thema:C" {
		t.Errorf("renamed: %v, %v", got, changed)
	}
	if _, changed := RenameTheme(c.Words, "c", "d"); changed {
		t.Error("a word is no theme")
	}
}

// theme makes a theme of words.
func theme(n int, name string, words ...string) codebook.Theme {
	t := codebook.Theme{ID: codebook.ThemeID(idOf[struct{}]("theme", n)), Name: name}
	for _, w := range words {
		t.Words = append(t.Words, codebook.Word{Text: w})
	}
	return t
}

// TestThemesAmongRandomQueries compares index and scan on themes with every
// kind of word, each within the other, as parts of queries of every kind.
func TestThemesAmongRandomQueries(t *testing.T) {
	f := corpus(3, 6)
	f.documents[5].Language = ""
	f.book.Themes = append(f.book.Themes,
		theme(2, "Speling", "ruimte+[-ruimtes]", `"de gemeente"`, `"loket gesprek"~6`, "gemeente NEAR/4 zorg", "thema:zorg", "wethouder raad", "code:loket",
			`-"een ruimte"`, "-gemeentelijk", "-het NEAR/2 loket", "-is:interviewer"),
		theme(3, "Zorg", "*zorg*", "maatwerk OR budget", "thema:speling", "inwoner -niet", "-jeugdzorg", "-(wachtlijst zorg)"))
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	last := f.documents[len(f.documents)-1].ID
	f.set(last, f.texts[last].Text.String()+"\nR2: En de gemeente gaf ruimte.") // one is scanned
	r := rand.New(rand.NewPCG(5, 8))
	found := 0
	for i := range randomQueries / 4 {
		themes := []string{"thema:speling", "-thema:speling", "thema:zorg", "thema:=zorg", "(thema:zorg OR thema:responsiviteit)"}
		query := themes[i%len(themes)]
		switch r.IntN(3) {
		case 0:
			query += " " + randomQuery(r, 1)
		case 1:
			query = "(" + randomQuery(r, 1) + ") OF " + query
		}
		found += same(t, ix, f, query, []int{0, 5, 50}[i%3]).Total
	}
	if found < 5000 {
		t.Errorf("only %d hits: the queries test nothing", found)
	}
}
