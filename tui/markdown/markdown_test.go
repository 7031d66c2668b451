package markdown

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

var (
	colours = theme.New(theme.Options{Profile: colorprofile.TrueColor})
	plain   = theme.New(theme.Options{Profile: colorprofile.Ascii})
)

func drawn(th *theme.Theme, source string, w int) string {
	lines := Lines(th, source, w)
	for i := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(lines[i]), " ")
	}
	return strings.Join(lines, "\n")
}

func TestBlocks(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"heading", "# Kop #\n\n### Lager", "Kop\n\nLager"},
		{"no heading", "#kop\n####### zeven", "#kop\n####### zeven"},
		{"list", "- een lange regel die wel afbreken moet\n  * twee\n10. tien\n- [x] klaar\n- [ ] nog niet", "• een lange regel die\n  wel afbreken moet\n  • twee\n10. tien\n[x] klaar\n[ ] nog niet"},
		{"no list", "-een\n1.twee\n2024. was het\n- ", "-een\n1.twee\n2024. was het\n-"},
		{"quote", "> wat er gezegd is, woord voor woord", "│ wat er gezegd is,\n│ woord voor woord"},
		{"code", "```go\n# geen *kop*\n```\nna", "  # geen *kop*\nna"},
		{"rule", "a\n---\nb", "a\n────────────────────────\nb"},
		{"stress", "**vet** en *schuin* en __vet__ en `code*`", "vet en schuin en vet en\ncode*"},
		{"no stress", "2 * 3 * 4, snake_case_name, **los", "2 * 3 * 4,\nsnake_case_name, **los"},
		{"escaped", `\*niet\* \# zo`, "*niet* # zo"},
		{"link", "zie [de bron](http://b.nl) nu", "zie de bron\n(http://b.nl) nu"},
		{"line breaks stay", "een\ntwee", "een\ntwee"},
		{"empty", "  \n ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := drawn(colours, c.source, 24); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestStylesStayInTheirPlaceWhenWrapped(t *testing.T) {
	got := strings.Join(Lines(colours, "een **twee drie** vier", 9), "|")
	want := "een " + colours.Title.Render("twee") + " |" + colours.Title.Render("drie") + " vier"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingRaw(t *testing.T) {
	evil := "# a\x1b[31m\u202eb\n&#27;[31m [x](\x1b]8;;) `\u0085` > \x9b"
	for _, line := range Lines(plain, evil, 30) {
		for _, r := range ansi.Strip(line) {
			if unicode.IsControl(r) || r == '\u202e' {
				t.Errorf("%q holds %U", line, r)
			}
		}
	}
	if got := drawn(plain, "&#27;[31m", 30); got != "&#27;[31m" {
		t.Errorf("an entity became %q", got)
	}
}

// FuzzLines: every line has the width that was asked, nothing raw is in it, and
// no letter of the text is lost.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "# a\n- b\n> c", "**a *b** c*", "[a](b)", "`", "❤️ 👨‍👩‍👧 क्षत्रिय 漢字", "```\n\tx", "\x1b[0m", "_\xff_", "- - - -", "\\", "1234. x", "> > >"} {
		f.Add(s, 7)
	}
	f.Fuzz(func(t *testing.T, source string, w int) {
		w = 1 + (w%40+40)%40
		var got strings.Builder
		for _, line := range Lines(colours, source, w) {
			if width := text.WidthStyled(line); width != w {
				t.Fatalf("%q is %d wide, not %d", line, width, w)
			}
			for _, r := range ansi.Strip(line) {
				if r < ' ' || r >= 0x7f && r < 0xa0 {
					t.Fatalf("%q holds %U", line, r)
				}
				if unicode.IsLetter(r) {
					got.WriteRune(r)
				}
			}
		}
		if w < 8 || strings.Contains(source, "```") || strings.Contains(source, "~~~") {
			return // clusters wider than the line are drawn as …; a fence's own line is left out
		}
		want := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, text.Steady(text.SafeLines(source)))
		if rest := strings.ToLower(want); strings.ToLower(got.String()) != rest {
			t.Fatalf("drawn as %q, want the letters of %q", got.String(), want)
		}
	})
}
