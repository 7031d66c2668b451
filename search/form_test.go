package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"veldwerk/codebook"
)

// showForms writes expansions as "word: +form 2/1 -other 1/1": on or off,
// occurrences and turns; kinds other than inflected in front.
func showForms(expansions []Expansion) string {
	var out []string
	for _, e := range expansions {
		var forms []string
		for _, f := range e.Forms {
			sign := "-"
			if f.On {
				sign = "+"
			}
			if f.Excluded {
				sign = "x-"
			}
			forms = append(forms, fmt.Sprintf("%s%s%s %d/%d", []string{"", "d:", "c:", "m:", "in:"}[f.Kind], sign, f.Term, f.Occurrences, f.Turns))
		}
		out = append(out, e.Word+": "+strings.Join(forms, " "))
	}
	return strings.Join(out, "; ")
}

func TestExpand(t *testing.T) {
	f := dorp()
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	f.add("Interview 4", "nl", nil, "R1: Ruimtes en beleidsruimte, ruimtelijk gezien. De geruimten.") // is not in the index
	tests := []struct{ query, forms string }{
		{"", ""},
		{"ruimte", "ruimte: +ruimte 3/3 +ruimtes 2/2 d:-ruimtelijk 1/1 c:-beleidsruimte 1/1 in:-geruimten 1/1"},
		{"ruimte+ -is:interviewer", "ruimte+: +ruimte 3/3 +ruimtes 2/2 d:+ruimtelijk 1/1 c:+beleidsruimte 1/1 in:-geruimten 1/1"},
		{"=ruimte", "=ruimte: +ruimte 3/3 -ruimtes 2/2 d:-ruimtelijk 1/1 c:-beleidsruimte 1/1 in:-geruimten 1/1"},
		{"ruimte[-ruimtes +ruimtelijk]", "ruimte: +ruimte 3/3 -ruimtes 2/2 d:+ruimtelijk 1/1 c:-beleidsruimte 1/1 in:-geruimten 1/1"},
		{"ruim*", "ruim*: m:+ruimte 3/3 m:+ruimtes 2/2 m:+ruimtelijk 1/1"},
		{"room OR -(room rooms)", "room: +room 2/2; rooms: +room 2/2"},
		{`"de gemeente" code:ruimte`, ""},
		{"loket NEAR/3 gemeenten", "loket: +loket 2/1; gemeenten: +gemeente 4/3 c:-gemeentehuis 1/1"},
		{"zwaluw", "zwaluw: "},
	}
	for _, tt := range tests {
		for name, expand := range map[string]func(context.Context, Query, Facts) ([]Expansion, error){"index": ix.Expand, "scan": Expand} {
			got, err := expand(context.Background(), Parse(tt.query), f)
			if err != nil {
				t.Fatal(err)
			}
			if s := showForms(got); s != tt.forms {
				t.Errorf("%s of %q\n got  %s\n want %s", name, tt.query, s, tt.forms)
			}
		}
	}
}

func TestSwitch(t *testing.T) {
	q := Parse(`Ruimte (ruimte+ OR "vrije ruimte"~4) -"de ruimte"`)
	for _, step := range []struct {
		word, form string
		on         bool
		want       string
	}{
		{"ruimte", "ruimtes", false, `ruimte[-ruimtes] (ruimte+ OR "vrije ruimte[-ruimtes]"~4)`},
		{"ruimte+", "beleidsruimte", false, ""},
		{"ruimte", "ruimtelijk", true, ""},
		{"ruimte", "ruimtes", true, ""},
		{"ruimte", "ruimtelijk", false, ""},
		{"ruimte+", "beleidsruimte", true, ""},
	} {
		q = q.Switch(step.word, step.form, step.on)
		if again := Parse(q.String()); again.String() != q.String() || len(q.Problems) > 0 {
			t.Errorf("%s reads %s, problems %v", q, again, q.Problems)
		}
	}
	if got, want := q.String(), `ruimte (ruimte+ OR "vrije ruimte"~4) -"de ruimte"`; got != want {
		t.Errorf("switched to and fro: %s, want %s", got, want)
	}
	if got := Parse("ruimte").Switch("ruimte", "ruimtes", false).Switch("ruimte", "ruim", true).String(); got != "ruimte[+ruim -ruimtes]" {
		t.Errorf("switched: %s", got)
	}
	if got := (Query{}).Switch("a", "b", true); !got.IsEmpty() {
		t.Errorf("an empty query got %s", got)
	}
}

// TestSwitchedFormsAreFound: what an expansion says is on is what the query
// finds.
func TestSwitchedFormsAreFound(t *testing.T) {
	f := corpus(5, 4)
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	for _, query := range []string{"ruimte", "ruimte+", "huis+[-stadhuis]", "geregeld", "policies", "verkokering+[-verkokerd +zorg]", "*zorg*", "gemeente~"} {
		q := Parse(query)
		expansions, err := ix.Expand(context.Background(), q, f)
		if err != nil || len(expansions) != 1 {
			t.Fatal(err, expansions)
		}
		want := map[string]int{}
		for _, form := range expansions[0].Forms {
			if form.On {
				want[form.Term] = form.Occurrences
			}
		}
		got := map[string]int{}
		for _, h := range find(t, ix, f, query, 0).Hits {
			for _, m := range h.Matches {
				got[tokens(f.texts[h.Document].Text.Slice(m))[0].term]++
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s finds %v, its forms are %v", query, got, want)
		}
	}
}

func TestVocabulary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	grown, all := &vocabulary{}, []newcomer(nil)
	for range 6 {
		var more []newcomer
		for range 20 {
			term := tokens(strings.ReplaceAll(pick(r, corpusWords), "-", "") + "x")[0].term
			more = append(more, newcomer{term, kinOf(term, true)})
		}
		all = append(all, more...)
		grown = grown.with(more)
	}
	if once := (&vocabulary{}).with(all); !reflect.DeepEqual(once, grown) {
		t.Error("words added bit by bit and at once differ")
	}
	b := grown.bytes()
	got, err := readVocabulary(b)
	if err != nil || !reflect.DeepEqual(got, grown) {
		t.Errorf("read back: %v", err)
	}
	for i := range b {
		if _, err := readVocabulary(b[:i]); err == nil {
			t.Fatalf("%d of %d bytes are read as whole", i, len(b))
		}
	}
}

// TestExpandThemes: the words of a theme have forms too, of its sub-themes also;
// what it excludes is told apart.
func TestExpandThemes(t *testing.T) {
	f := dorp()
	f.book.Themes = []codebook.Theme{
		theme(5, "Heel", "ruimte+", `"de gemeente"`, "thema:deel", "-=ruimtes", "-huis+", "thema:heel"),
		theme(6, "Deel", "loket", "gemeente+[-gemeente]"),
	}
	f.book.Themes[0].Words = append(f.book.Themes[0].Words, codebook.Word{Text: "tijd", Off: true})
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	want := []string{
		"tijd: +tijd 1/1",
		"Heel/ruimte+: +ruimte 3/3 x-ruimtes 1/1",
		"Heel/=ruimtes!: -ruimte 3/3 +ruimtes 1/1",
		"Heel/huis+!: c:+gemeentehuis 1/1",
		"Deel/loket: +loket 2/1",
		"Deel/gemeente+: -gemeente 4/3 c:x-gemeentehuis 1/1",
	}
	for name, expand := range map[string]func(context.Context, Query, Facts) ([]Expansion, error){"index": ix.Expand, "scan": Expand} {
		got, err := expand(context.Background(), Parse("tijd -thema:heel OR thema:deel"), f)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range got {
			if i >= len(want) {
				t.Fatalf("%s: %d words", name, len(got))
			}
			if e.Theme.IsZero() == (e.Name != "") || e.Theme.IsZero() == (e.Entry != "") {
				t.Errorf("%s: %+v", name, e)
			}
			if e.Name != "" {
				e.Word = e.Name + "/" + e.Word
			}
			if e.Excludes {
				e.Word += "!"
			}
			if s := showForms([]Expansion{e}); s != want[i] {
				t.Errorf("%s\n got  %s\n want %s", name, s, want[i])
			}
		}
	}
}

// TestCountsAreThoseOfTheTexts: the counts of every kind of word are what one
// gets who counts the words of all texts.
func TestCountsAreThoseOfTheTexts(t *testing.T) {
	f := corpus(17, 5)
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	total, turns := map[string]int{}, map[string]int{}
	for _, d := range f.documents {
		for _, turn := range f.texts[d.ID].Turns {
			in := map[string]bool{}
			for _, tok := range tokens(f.texts[d.ID].Text.Slice(turn.Span)) {
				total[tok.term]++
				if !in[tok.term] {
					turns[tok.term]++
				}
				in[tok.term] = true
			}
		}
	}
	for _, query := range []string{"ruimte*", "*zorg*", "gemeente~", "/^ge/", "*en*", "=gemeente", "=3.000"} {
		got, err := ix.Expand(context.Background(), Parse(query+" is:interviewer"), f) // of all texts, whatever else is asked
		if err != nil || len(got) != 1 || len(got[0].Forms) == 0 {
			t.Fatal(query, got, err)
		}
		m := Parse(query).root.words[0].matcher()
		on := 0
		for _, form := range got[0].Forms {
			if form.Occurrences != total[form.Term] || form.Turns != turns[form.Term] {
				t.Errorf("%s: %+v, want %d in %d", query, form, total[form.Term], turns[form.Term])
			}
			if form.On {
				on++
			}
		}
		for term := range total {
			if in := m.exact == term || m.match != nil && m.match(term); in {
				on--
			}
		}
		if on != 0 {
			t.Errorf("%s: %d forms too many are on", query, on)
		}
	}
}

func TestRecall(t *testing.T) {
	choices := map[string]string{"ruimte+": "ruimte+[-ruimtelijk +geruimd]", "*schot*": "*schot*[-schotel]", "huis": "huis["}
	for _, tt := range []struct{ query, read, words string }{
		{"", "", ""},
		{"ruimte", "ruimte", ""},
		{"RUIMTE+ loket", "ruimte+[+geruimd -ruimtelijk] loket", "ruimte+"},
		{"ruimte+[-ruimtes] *schot*", "ruimte+[-ruimtes] *schot*[-schotel]", "*schot*"},
		{`"de ruimte" -(ruimte+ OR huis)`, `"de ruimte" -(ruimte+[+geruimd -ruimtelijk] OR huis)`, "ruimte+"},
		{"*schot*", "*schot*[-schotel]", "*schot*"},
	} {
		q, words := Parse(tt.query).Recall(choices)
		if q.String() != tt.read || strings.Join(words, " ") != tt.words || q.Text != tt.query {
			t.Errorf("%s: %s, %v", tt.query, q, words)
		}
		if len(words) > 0 && q.AllForms().String() != Parse(tt.query).AllForms().String() {
			t.Errorf("%s with all forms: %s", tt.query, q.AllForms())
		}
	}
	if got := Parse(`ruimte+[-ruimtes] huis "een ruimte" code:x`).Choices(); !reflect.DeepEqual(got, map[string]string{"ruimte+": "ruimte+[-ruimtes]", "huis": ""}) {
		t.Errorf("choices %q", got)
	}
	if got := Parse("a[-b +c] *dd*[-e] f").AllForms().String(); got != "a *dd* f" {
		t.Errorf("all forms: %s", got)
	}
}
