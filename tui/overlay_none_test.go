package tui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// TestPickerFindsNothing: a picker that finds nothing says so, and how to clear
// what was typed; that key does it.
func TestPickerFindsNothing(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		for _, size := range frameSizes[:2] {
			t.Run(fmt.Sprintf("%s-%dx%d", lang, size[0], size[1]), func(t *testing.T) {
				d := newDriver(t, size[0], size[1], lang).Press("ctrl+p").Type("qqzz")
				golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				found := map[string]string{"nl": "Niets gevonden", "en": "Nothing found"}[lang]
				d.See(found).Press("enter").See(found).Press("ctrl+u").Miss(found)
			})
		}
	}
}
