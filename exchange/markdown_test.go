package exchange

import "testing"

func TestEscapeMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"gewoon, met punt.":  "gewoon, met punt.",
		"*a* _b_ `c` [d] <e": "\\*a\\* \\_b\\_ \\`c\\` \\[d\\] \\<e",
		"# kop\n- lijst":     "\\# kop\n\\- lijst",
		"1. een\n 12) twee":  "1\\. een\n 12\\) twee",
		"2026-11-12 3.5":     "2026-11-12 3.5",
		"a | b & c \\":       "a \\| b \\& c \\\\",
		"":                   "",
	} {
		if got := escapeMarkdown(in); got != want {
			t.Errorf("escapeMarkdown(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQuotationKeepsLines(t *testing.T) {
	if got, want := quotation("een\ntwee\n\ndrie"), "> een\\\n> twee\n> \n> drie\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
