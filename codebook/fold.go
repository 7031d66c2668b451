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

// cherokee gives the capital of a small Cherokee letter. Unicode folds that
// script to its capitals; the fold of x/text swaps the two, so that folding a
// second time would undo the first.
func cherokee(r rune) rune {
	switch {
	case r >= 0xAB70 && r <= 0xABBF:
		return r - 0xAB70 + 0x13A0
	case r >= 0x13F8 && r <= 0x13FD:
		return r - 8
	}
	return r
}

// Fold is the form in which names compare: NFC, case folded, every dash a
// hyphen, runs of blanks one blank.
func Fold(name string) string {
	// Folding can undo a composition (ΐ), so the result is composed again.
	s := strings.Map(cherokee, norm.NFC.String(dashes.Replace(name)))
	s = strings.Map(cherokee, norm.NFC.String(cases.Fold().String(s)))
	return strings.Join(strings.Fields(s), " ")
}
