package lang

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// newCollator orders digits by their value, so that R2 stands before R10.
func newCollator(tag language.Tag) *collate.Collator {
	return collate.New(tag, collate.Numeric)
}

// Compare orders names as people who speak the language do: case and accents
// decide only between names that are otherwise the same, numbers go by value.
// Strings that differ never compare as 0, so an order is always the same order.
func (t *Tongue) Compare(a, b string) int {
	t.mu.Lock()
	order := t.collator.CompareString(a, b)
	t.mu.Unlock()
	if order != 0 {
		return order
	}
	return strings.Compare(a, b)
}

// Sort puts names in the order of Compare.
func (t *Tongue) Sort(names []string) { slices.SortFunc(names, t.Compare) }
