package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"
)

func drawn(t *testing.T, c colours, output string) string {
	t.Helper()
	screen := vt.NewEmulator(20, 3)
	if _, err := screen.WriteString(output); err != nil {
		t.Fatal(err)
	}
	picture := svg(screen, c)
	if again := svg(screen, c); !bytes.Equal(picture, again) {
		t.Error("the same cells gave other bytes")
	}
	return string(picture)
}

func TestSVGDrawsCells(t *testing.T) {
	tests := []struct{ name, output, want string }{
		{"plain", "hoi", `<text x="14.0" y="27" textLength="25.2" lengthAdjust="spacingAndGlyphs" fill="#d8dae0">hoi</text>`},
		{"column", "\x1b[2;5Hja", `<text x="47.6" y="44" textLength="16.8"`},
		{"bold", "\x1b[1mvet\x1b[m", `font-weight="bold">vet</text>`},
		{"underline", "\x1b[4mlijn\x1b[m", `text-decoration="underline">lijn</text>`},
		{"colour", "\x1b[38;2;255;0;16mrood\x1b[m", `fill="#ff0010">rood</text>`},
		{"ground", "\x1b[48;2;0;0;255mab\x1b[m", `<rect x="14.0" y="14" width="16.8" height="17" fill="#0000ff"/>`},
		{"reverse", "\x1b[7mab\x1b[m", `<rect x="14.0" y="14" width="16.8" height="17" fill="#d8dae0"/>`},
		{"faint", "\x1b[2mab\x1b[m", `fill="#8a8c92">ab</text>`},
		{"markup", "<a & b>", `&lt;a &amp; b&gt;`},
		{"wide signs keep their columns", "a漢b", `<text x="39.2" y="27" textLength="8.4" lengthAdjust="spacingAndGlyphs" fill="#d8dae0">b</text>`},
		{"stripes stand alone", "a┃b", `<text x="22.4" y="27" textLength="8.4" lengthAdjust="spacingAndGlyphs" fill="#d8dae0">┃</text>`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := drawn(t, darkColours, test.output); !strings.Contains(got, test.want) {
				t.Errorf("no %s in\n%s", test.want, got)
			}
		})
	}
}

func TestSVGOfALightTerminal(t *testing.T) {
	got := drawn(t, lightColours, "hoi")
	if !strings.Contains(got, `fill="#fcfcfa"`) || !strings.Contains(got, `fill="#24272e">hoi`) {
		t.Errorf("not the light colours:\n%s", got)
	}
}

func TestScenariosHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range scenarios {
		if seen[s.name] {
			t.Errorf("two scenarios %q", s.name)
		}
		seen[s.name] = true
		if left := keys.Replace(strings.Join(keysOf(s), "")); strings.ContainsAny(left, "<>") {
			t.Errorf("%s presses an unknown key: %q", s.name, left)
		}
	}
}

func keysOf(s scenario) []string {
	var out []string
	for _, step := range s.steps {
		out = append(out, step.keys)
	}
	return out
}
