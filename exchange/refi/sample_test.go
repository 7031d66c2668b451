package refi

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// samples are files beside the repository, with a README that says what they
// hold; the test says so when they are not there.
const samples = "../../../shared/samples"

func sampleFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples, filepath.FromSlash(name)))
	if err != nil {
		t.Logf("%s is not there", name)
		return nil
	}
	return data
}

func TestSampleOffsets(t *testing.T) {
	want := map[string]string{
		"zorg: zorg?": "49 54",
		"reünie: reünie met haar kleinkinderen":   "84 113",
		"emoji: 😀😀":                               "155 157",
		"zoe: Zoë op; zij zegt: „Het komt goed.”": "172 206",
		"door: weer door.":                        "236 246",
		"multi: Dan bel ik Zoë op; zij zegt: „Het komt goed.” naïef, hè?\nR: שלום מבית": "161 230",
	}
	spans := map[string]transcript.Span{
		"49 54": {Start: 49, End: 54}, "84 113": {Start: 84, End: 113}, "155 157": {Start: 155, End: 157},
		"172 206": {Start: 172, End: 206}, "236 246": {Start: 236, End: 246}, "161 230": {Start: 161, End: 230},
	}
	for name, convention := range map[string]string{
		"refi/offsets_nvivo_style.qdpx": "utf-16+crlf", "refi/offsets_spec_codepoints.qdpx": "code-points", "hostile/traversal.qdpx": "code-points",
	} {
		data := sampleFile(t, name)
		if data == nil {
			continue
		}
		p, r := mustRead(t, data)
		texts := codedTexts(t, p)
		if len(texts) != 6 || len(p.Codes) != 6 || len(p.Strays) > 0 || r.Sources[0].Convention.String() != convention || r.Sources[0].Found > 0 {
			t.Errorf("%s: %q by %s", name, texts, r.Sources[0].Convention)
		}
		for i, text := range texts {
			if p.Codings[i].Span != spans[want[text]] {
				t.Errorf("%s: %q at %v", name, text, p.Codings[i].Span)
			}
		}
		if name == "hostile/traversal.qdpx" && count(r.Warnings, "refi-entries-ignored") != 4 {
			t.Errorf("%s: %v", name, r.Warnings)
		}
		again, _ := mustRead(t, written(t, p, ProfileNVivo))
		if !slices.Equal(codedTexts(t, again), codedTexts(t, p)) && len(again.Codings) != 6 {
			t.Errorf("%s: %q after a round trip", name, codedTexts(t, again))
		}
	}
}

func TestSampleAllElements(t *testing.T) {
	data := sampleFile(t, "refi/all_elements.qdpx")
	if data == nil {
		return
	}
	p, _ := mustRead(t, data)
	if len(p.Coders) != 2 || len(p.Codes) != 5 || len(p.Documents) != 3 || len(p.Codings) != 6 || len(p.Themes) != 1 || len(p.Strays) != 1 {
		t.Errorf("%d coders, %d codes, %d documents, %d codings, %d themes, %d strays",
			len(p.Coders), len(p.Codes), len(p.Documents), len(p.Codings), len(p.Themes), len(p.Strays))
	}
	texts := codedTexts(t, p)
	slices.Sort(texts)
	want := []string{
		"Fiets kapot: De fiets is kapot.", "Fiets: De fiets is kapot.", "Fiets: De fiets is kapot.", "Fiets: Regel twee",
		"Geld <3 & \"bus\": Hallo wereld", "Geld <3 & \"bus\": " + p.Documents[0].Text.String(),
	}
	if !slices.Equal(texts, want) {
		t.Errorf("%q", texts)
	}
	values := map[string]string{}
	for _, a := range p.Attributes {
		values[a.Name] = p.Cases[0].Values[a.ID]
	}
	for name, value := range map[string]string{"leeftijd": "42", "lid": "yes", "score": "", "woonplaats": "'s-Hertogenbosch", "datum": "2023-11-05", "Ronde 1": "yes"} {
		if values[name] != value {
			t.Errorf("%s is %q", name, values[name])
		}
	}
	bodies := map[string]codebook.RefKind{}
	for _, m := range p.Memos {
		bodies[m.Body] = m.About.Kind
	}
	for body, kind := range map[string]codebook.RefKind{
		"Definitie: fiets = tweewieler": codebook.RefCode, "memo bij codering": codebook.RefCoding, "Memo over dit document.\n": codebook.RefDocument,
		"Dag 1": codebook.RefProject, "Projectbeschrijving": codebook.RefProject, "alleen een notitie, geen code": codebook.RefSpan,
		"eerste gesprek": codebook.RefDocument, "casus": codebook.RefCase,
	} {
		if bodies[body] != kind {
			t.Errorf("%q is about %q", body, bodies[body])
		}
	}
	for code, n := range map[string]int{"refi-folders": 1, "refi-links": 2, "refi-graphs": 1, "refi-case-codes": 1, "refi-variable-descriptions": 1, "refi-rich-dropped": 1, "refi-media": 1} {
		if count(p.Losses, code) != n {
			t.Errorf("%s: %d of %v", code, count(p.Losses, code), p.Losses)
		}
	}
	again, _ := mustRead(t, written(t, p, ProfileStandard))
	same(t, 0, p, withOrigin(again, p))
}

// withOrigin sets what a round trip leaves open: turns' documents have the
// file they were written as for a source.
func withOrigin(got, want codebook.Project) codebook.Project {
	for i := range got.Documents {
		got.Documents[i].Source.Name = want.Documents[i].Source.Name
	}
	return got
}

func TestSampleBadPositions(t *testing.T) {
	data := sampleFile(t, "hostile/bad_positions.qdpx")
	if data == nil {
		return
	}
	p, _ := mustRead(t, data)
	var reasons []string
	for _, s := range p.Strays {
		reasons = append(reasons, string(s.Reason)+" "+s.Quote)
	}
	want := []string{"outside zorg?", "reversed reünie met haar kleinkinderen", "empty 😀😀", "outside Zoë op; zij zegt: „Het komt goed.”"}
	if !slices.Equal(reasons, want) || len(p.Codings) != 2 {
		t.Errorf("%q, %d codings", reasons, len(p.Codings))
	}
}

func TestSampleRefusals(t *testing.T) {
	for name, want := range map[string]string{"hostile/billion_laughs.qdpx": "damaged", "hostile/not_a_zip.qdpx": "truncated"} {
		if data := sampleFile(t, name); data != nil {
			if _, _, err := Read(data, counting()); refused(err) != want {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestSampleCodebooks(t *testing.T) {
	for name, sets := range map[string]int{"refi/qdc_spec.qdc": 1, "refi/qdc_bom_qualcoder_style.qdc": 0} {
		data := sampleFile(t, name)
		if data == nil {
			continue
		}
		codes, themes, losses, err := ReadCodebook(data, counting())
		if err != nil {
			t.Fatal(err)
		}
		tree := codebook.NewTree(codes)
		var paths []string
		for _, c := range codes {
			paths = append(paths, tree.Path(c.ID))
		}
		if !slices.Equal(paths, []string{"Zorg", "Zorg/Mantelzorg", "Map", "Map/Zorg"}) || codes[0].Full != "Café, reünie & co" || len(themes) != sets || count(losses, "refi-folders") != 1 {
			t.Errorf("%s: %q %+v %v", name, paths, themes, losses)
		}
		if sets > 0 && (themes[0].Name != "Kern" || len(themes[0].Codes) != 1 || themes[0].Codes[0] != codes[1].ID) {
			t.Errorf("%+v", themes[0])
		}
	}
}
