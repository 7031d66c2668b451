// Package lang words everything a person reads, in Dutch and English, from
// catalogue files: lang/nl/ROOM.json and lang/en/ROOM.json hold the messages
// whose ids start with "ROOM.".
//
// Guarantees: both catalogues hold the same ids with the same arguments (a
// test); an unknown id is shown as itself, never a panic.
//
// Non-goals: JSON keys, CSV headers and exit codes, which never change with the
// language.
package lang

// Tongue is a language of screens and shell: "nl" or "en".
type Tongue struct{ tag string }

// Say words a message. pairs are argument names and values: Say("reader.coded", "Code", name).
// A pair "Count", n chooses the plural form.
func (t *Tongue) Say(id string, pairs ...any) string { panic("unbuilt") }

// Tag is "nl" or "en".
func (t *Tongue) Tag() string { return t.tag }

// For gives the tongue of a tag; any tag but "nl…" is English.
func For(tag string) *Tongue { panic("unbuilt") }
