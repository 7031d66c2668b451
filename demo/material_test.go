package demo

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func loaded(t *testing.T) *material {
	t.Helper()
	m, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// turnsAndWords counts without the package under it, so that a change of its
// counting does not hide a shrunken demo.
func turnsAndWords(d transcript.Document) (turns, words int) {
	for _, turn := range d.Turns {
		if turn.N == 0 {
			continue
		}
		turns++
		words += len(strings.FieldsFunc(d.Text.Slice(turn.Span), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("'’-", r)
		}))
	}
	return turns, words
}

func TestMaterialIsLargeEnough(t *testing.T) {
	m := loaded(t)
	worlds, towns, turns, words := map[string]int{}, map[string]int{}, 0, 0
	for _, in := range m.interviews {
		n, w := turnsAndWords(in.document)
		t.Logf("%-45s %3d turns %5d words", in.file, n, w)
		turns, words = turns+n, words+w
		worlds[m.value(in, "wereld")]++
		towns[m.value(in, "gemeente")]++
	}
	if len(m.interviews) < 8 || turns < 320 || words < 13_500 {
		t.Errorf("%d interviews, %d turns, %d words: want 8, 320 and 13,500", len(m.interviews), turns, words)
	}
	if worlds["beleid"] < 4 || worlds["uitvoering"] < 4 || len(towns) < 3 {
		t.Errorf("worlds %v, municipalities %v: want four of beleid and uitvoering, three municipalities", worlds, towns)
	}
	if n := len(m.marks); n < 220 {
		t.Errorf("%d codings, want 220", n)
	}
}

func (m *material) value(in interview, name string) string {
	i := slices.IndexFunc(m.attributes, func(a transcript.Attribute) bool { return a.Name == name })
	return in.values[i]
}

func TestAttributesAreComplete(t *testing.T) {
	m := loaded(t)
	allowed := map[string][]string{
		"rol":      strings.Fields("klantmanager consulent werkmatcher beleidsmedewerker beleidsadviseur inkoopmanager strateeg teamleider wethouder raadslid inwoner"),
		"wereld":   strings.Fields("beleid uitvoering bestuur inwoner"),
		"gemeente": strings.Fields("Veldermeer Hazerloo Wolvendam Zandermonde"),
		"domein":   strings.Fields("jeugd wmo participatie"),
	}
	var names []string
	for _, a := range m.attributes {
		names = append(names, a.Name)
	}
	if want := []string{"rol", "wereld", "gemeente", "domein", "datum"}; !slices.Equal(names, want) {
		t.Fatalf("attributes %q, want %q", names, want)
	}
	var files, people []string
	for _, in := range m.interviews {
		files, people = append(files, in.file), append(people, in.person)
		for name, values := range allowed {
			if v := m.value(in, name); !slices.Contains(values, v) {
				t.Errorf("%s: %s is %q", in.file, name, v)
			}
		}
		if v := m.value(in, "datum"); !strings.HasPrefix(v, "2026-") || len(v) != len("2026-01-02") {
			t.Errorf("%s: datum is %q", in.file, v)
		}
	}
	var there []string
	entries, err := data.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if ext := path.Ext(e.Name()); ext == ".txt" || ext == ".vtt" {
			there = append(there, e.Name())
		}
	}
	if !slices.Equal(files, there) {
		t.Errorf("attributes.csv names %q, data holds %q", files, there)
	}
	if slices.Sort(people); len(slices.Compact(people)) != len(files) {
		t.Error("two interviews share a case")
	}
}

// Each transcript is read as it was meant: two speakers who take turns, the
// first of them the interviewer, and times where the file has them.
func TestInterviewsAreReadAsMeant(t *testing.T) {
	for _, in := range loaded(t).interviews {
		t.Run(in.file, func(t *testing.T) {
			d := in.document
			if len(d.Speakers) != 2 || d.Speakers[0].Role != transcript.RoleInterviewer || d.Speakers[1].Role != transcript.RoleRespondent {
				t.Fatalf("speakers %+v, want an interviewer and a respondent", d.Speakers)
			}
			said := d.Turns
			if len(said) > 0 && said[0].N == 0 {
				said = said[1:]
			}
			for i, turn := range said {
				if turn.N != i+1 || turn.Speaker != i%2 {
					t.Fatalf("turn %d has number %d and speaker %d", i+1, turn.N, turn.Speaker)
				}
			}
			if d.Language != "nl" {
				t.Errorf("language %q, want nl", d.Language)
			}
			timed := strings.HasPrefix(in.file, "03") || strings.HasPrefix(in.file, "04")
			if timed != (len(d.Anchors) > 0) {
				t.Errorf("%d times", len(d.Anchors))
			}
		})
	}
}

// Every code path is one of the starter codebook or a draft of the demo.
func TestCodePathsExist(t *testing.T) {
	m := loaded(t)
	codes, themes := codebook.Starter()
	tree, known := codebook.NewTree(codes), map[string]bool{}
	for _, c := range codes {
		known[tree.Path(c.ID)] = true
	}
	for _, draft := range m.Drafts {
		parent, _ := parentOf(draft)
		if known[draft] || !known[parent] {
			t.Errorf("draft %q: want a new code under one of the starter codebook", draft)
		}
	}
	for _, draft := range m.Drafts {
		known[draft] = true
	}
	used := map[string]bool{}
	for _, k := range m.marks {
		used[k.Code] = true
		if !known[k.Code] {
			t.Errorf("coding with unknown code %q", k.Code)
		}
	}
	if len(m.Slots) != 5 || m.Slots[0] != "verkokering" || m.Slots[1] != "ruimte" {
		t.Errorf("slots %q", m.Slots)
	}
	for _, slot := range m.Slots {
		if !known[slot] {
			t.Errorf("slot with unknown code %q", slot)
		}
	}
	for _, n := range m.notes {
		if n.About == codebook.RefCode && !known[n.Code] {
			t.Errorf("memo %q about unknown code %q", n.Title, n.Code)
		}
		if n.About == codebook.RefTheme && !slices.ContainsFunc(themes, func(t codebook.Theme) bool { return t.Name == n.Theme }) {
			t.Errorf("memo %q about unknown theme %q", n.Title, n.Theme)
		}
	}
	if len(used) == len(known) {
		t.Error("every code is used: nothing is left for the lint of the codebook to say")
	}
}

// A coding lies in one turn of the respondent (or, when its quote has the
// label of the next, in the turns it names), and no two of one coder and code
// overlap: they would unite, and the demo would lose one.
func TestMarksStandWhereTheyShould(t *testing.T) {
	m := loaded(t)
	docs := map[string]transcript.Document{}
	for _, in := range m.interviews {
		docs[in.file] = in.document
	}
	seen := map[string][]transcript.Span{}
	for _, k := range m.marks {
		d := docs[k.Document]
		if got := d.Text.Slice(k.span); got != k.Quote {
			t.Errorf("%s: span gives %q, want %q", k.Document, got, k.Quote)
		}
		first, last := d.TurnAt(k.span.Start), d.TurnAt(k.span.End-1)
		across := strings.Contains(k.Quote, "\n\nInterviewer: ")
		if first < 0 || (first != last) != across {
			t.Errorf("%s: %q goes from turn %d to %d", k.Document, k.Quote, first, last)
			continue
		}
		if turn := d.Turns[first]; turn.Span.Start > k.span.Start || d.Turns[last].Span.End < k.span.End || d.SpeakerOf(turn).Role != transcript.RoleRespondent {
			t.Errorf("%s: %q is not what the respondent says", k.Document, k.Quote)
		}
		key := fmt.Sprint(k.Coder, k.Document, k.Code)
		for _, o := range seen[key] {
			if o.Overlaps(k.span) {
				t.Errorf("%s: two codings %q of %s overlap at %q", k.Document, k.Code, k.Coder, k.Quote)
			}
		}
		seen[key] = append(seen[key], k.span)
		if k.Certainty < 0 || k.Certainty > 3 {
			t.Errorf("certainty %d", k.Certainty)
		}
	}
}

// Two coders: the second codes four of the interviews, agrees often, and
// differs in code, in span and by leaving out.
func TestCodersDifferHereAndThere(t *testing.T) {
	m := loaded(t)
	if names := m.coders(); !slices.Equal(names, []string{Coder, "Mees Verhoeven"}) {
		t.Fatalf("coders %q", names)
	}
	files := map[string]bool{}
	var same, resized, other int
	for _, k := range m.marks {
		if k.Coder == Coder {
			continue
		}
		files[k.Document] = true
		var best int // 1 another code, 2 another span, 3 the same
		for _, o := range m.marks {
			switch {
			case o.Coder != Coder || o.Document != k.Document || !o.span.Overlaps(k.span):
			case o.Code == k.Code && o.span == k.span:
				best = max(best, 3)
			case o.Code == k.Code:
				best = max(best, 2)
			default:
				best = max(best, 1)
			}
		}
		switch best {
		case 3:
			same++
		case 2:
			resized++
		case 1:
			other++
		}
	}
	if len(files) != 4 || same < 15 || resized < 15 || other < 5 {
		t.Errorf("%d interviews, %d the same, %d with another span, %d with another code", len(files), same, resized, other)
	}
}

// The words that a lesson in searching needs are said by somebody.
func TestWordsForSearchAreThere(t *testing.T) {
	var all strings.Builder
	for _, in := range loaded(t).interviews {
		all.WriteString(strings.ToLower(in.document.Text.String()))
	}
	for _, word := range strings.Fields(`ruimte ruimtes beleidsruimte handelingsruimte verkokerd verkokering ontschotten ontschotting
		keukentafelgesprek keukentafelgesprekken gemeentes uitvoerder uitvoerders vertrouwde gewerkt maatwerk kpi’s
		budgetplafond casusoverleg traplift wachtlijst responsiever mandaat`) {
		if !strings.Contains(all.String(), word) {
			t.Errorf("nobody says %q", word)
		}
	}
}

func TestFind(t *testing.T) {
	text := transcript.NewText("één koek, en nog één koek")
	cases := []struct {
		quote string
		nth   int
		start int
		err   error
	}{
		{"en nog", 0, 10, nil},
		{"koek", 0, 0, errTwice},
		{"koek", 1, 4, nil},
		{"koek", 2, 21, nil},
		{"koek", 3, 0, errAbsent},
		{"taart", 0, 0, errAbsent},
		{"", 0, 0, errAbsent},
	}
	for _, c := range cases {
		span, err := find(text, c.quote, c.nth)
		if !errors.Is(err, c.err) || err == nil && (span.Start != c.start || text.Slice(span) != c.quote) {
			t.Errorf("find(%q, %d) = %v, %v", c.quote, c.nth, span, err)
		}
	}
}
