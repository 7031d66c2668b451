package codebook

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// structure is the codebook as the field's page draws it: theme, codes.
var structure = map[string]string{
	"responsiviteit":            "menselijke maat · samen zoeken · maatwerk · aanspreekbaarheid · keukentafelgesprek · signalen oppakken",
	"verkokering":               "kokers · ontkokering · afstemming · perspectieven · langs elkaar heen",
	"ruimte":                    "discretionaire ruimte · handelingsvrijheid · mandaat · mensgericht · regelgericht",
	"beleid en uitvoering":      "gescheiden werelden · contact beleid-uitvoering · volgens de bedoeling · omgekeerde verordening · hiërarchie · sleutelfiguren",
	"sturing en verantwoording": "verantwoordingsdruk · detailsturing · standaardisering · schaalvergroting · macht · vertrouwen · wantrouwen",
	"decentralisatie":           "jeugdwet · wmo · participatiewet · gemeenteraad · bezuiniging · participatie",
}

func TestStarterStructure(t *testing.T) {
	codes, themes := Starter()
	tree := NewTree(codes)
	if len(themes) != len(structure) || len(tree.Children(CodeID{})) != len(structure) {
		t.Fatalf("%d themes, %d top-level codes", len(themes), len(tree.Children(CodeID{})))
	}
	for _, theme := range themes {
		top := tree.Find(theme.Name)
		if len(top) != 1 || !top[0].Parent.IsZero() {
			t.Fatalf("theme %q has no top-level code", theme.Name)
		}
		var names []string
		for _, id := range tree.Children(top[0].ID) {
			c, _ := tree.Code(id)
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " · "); got != structure[theme.Name] {
			t.Errorf("%s: %s", theme.Name, got)
		}
		if want := tree.Under(top[0].ID); !slices.Equal(theme.Codes, want) {
			t.Errorf("theme %q holds %v, want %v", theme.Name, theme.Codes, want)
		}
	}
}

func TestStarterFieldsAreComplete(t *testing.T) {
	codes, themes := Starter()
	for _, c := range codes {
		for field, text := range map[string]string{"short": c.Short, "full": c.Full, "use": c.UseWhen, "not": c.NotWhen, "example": c.Example} {
			if len(text) < 40 || text != strings.TrimSpace(text) {
				t.Errorf("%s: %s is %q", c.Name, field, text)
			}
		}
		if !strings.Contains(c.Short, "(EN: ") || !strings.HasSuffix(c.Short, ")") {
			t.Errorf("%s has no English gloss: %q", c.Name, c.Short)
		}
		if c.Colour < 1 || c.Colour > 8 || len([]rune(c.Letter)) != 1 {
			t.Errorf("%s has colour %d and letter %q", c.Name, c.Colour, c.Letter)
		}
	}
	for _, theme := range themes {
		if theme.Claim == "" || len(theme.Words) < 10 {
			t.Errorf("%s: claim %q, %d words", theme.Name, theme.Claim, len(theme.Words))
		}
		seen := map[string]bool{}
		for _, w := range theme.Words {
			if seen[w.Text] || strings.Contains(w.Text, " ") != strings.HasPrefix(w.Text, `"`) {
				t.Errorf("%s: word %q is doubled or a phrase without quotes", theme.Name, w.Text)
			}
			seen[w.Text] = true
		}
	}
	for _, f := range Lint(NewTree(codes), nil) {
		if f.Kind != FindingNeverUsed {
			t.Errorf("lint: %+v", f)
		}
	}
}

func TestStarterIDsAreFixed(t *testing.T) {
	codes, themes := Starter()
	seen := map[string]bool{}
	check := func(s string) {
		id := uuid.MustParse(s)
		sec, nsec := id.Time().UnixTime()
		if made := time.Unix(sec, nsec).UTC(); id.Version() != 7 || id.Variant() != uuid.RFC4122 || made.Year() != 2026 {
			t.Errorf("%s: version %d of %v", s, id.Version(), made)
		}
		if seen[s] {
			t.Errorf("%s twice", s)
		}
		seen[s] = true
	}
	for _, c := range codes {
		check(c.ID.String())
	}
	for _, theme := range themes {
		check(theme.ID.String())
	}
	if got := codes[0].ID.String(); got != "019b76da-a800-7000-8000-000000000001" {
		t.Errorf("first id %s", got)
	}
	// The same letter with the same glyph would make two stripes alike.
	glyphs := Glyphs(codes)
	heads := map[string]string{}
	for _, c := range codes {
		head := c.Letter + string(rune('0'+glyphs[c.ID]))
		if heads[head] != "" {
			t.Errorf("%s and %s share %s", heads[head], c.Name, head)
		}
		heads[head] = c.Name
	}
	if glyphs[codes[0].ID] != 0 {
		t.Error("a top-level code has a second glyph")
	}
}
