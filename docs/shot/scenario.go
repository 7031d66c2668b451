package main

// step presses keys and waits until a text stands on the screen, and another
// one, if given, no longer does. Keys with a name stand in < >.
type step struct{ keys, wait, gone string }

// scenario is one picture.
type scenario struct {
	name          string // of the file, without .svg
	columns, rows int
	light         bool
	language      string
	steps         []step
}

// first is the title of the first interview of the demo, as narrow lists show
// it.
const first = "01-beleidsadviseur-jeugd"

// scenarios are all pictures, in the order of the documentation.
var scenarios = []scenario{
	{"home", 110, 26, false, "en", []step{
		{"", first, "indexing"},
	}},
	{"reader", 110, 32, false, "en", []step{
		{"", first, ""},
		{"<enter>", "Fijn dat je tijd hebt", ""},
		{"<pgdn>", "dichttimmeren", ""},
		{"<down><down>", "regelgericht + detailsturing", ""},
	}},
	{"reader-light", 110, 32, true, "nl", []step{
		{"", first, ""},
		{"<enter>", "Fijn dat je tijd hebt", ""},
		{"<pgdn>", "dichttimmeren", ""},
		{"<down><down>", "regelgericht + detailsturing", ""},
	}},
	{"codebook", 120, 34, false, "nl", []step{
		{"", first, ""},
		{"<f5>", "Voorbeeld", ""},
	}},
	{"search", 110, 30, false, "en", []step{
		{"", first, ""},
		{"<f6>", "search ›", ""},
		{"schotten", "→ schotten", ""},
		{"", "datum", ""},
	}},
	{"fragments", 110, 30, true, "en", []step{
		{"", first, ""},
		{"<f7>", "288 fragments", ""},
	}},
}
