package codebook

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

var dashes = strings.NewReplacer(
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-",
	"’", "'", "‘", "'",
)

// Fold is the form in which names compare: NFC, case folded, every dash a
// hyphen, runs of blanks one blank.
func Fold(name string) string {
	// Folding can undo a composition (ΐ), so the result is composed again.
	s := norm.NFC.String(cases.Fold().String(norm.NFC.String(dashes.Replace(name))))
	return strings.Join(strings.Fields(s), " ")
}
