// Package lang words everything a person reads, in Dutch and English, from
// catalogue files: lang/nl/ROOM.json and lang/en/ROOM.json hold the messages
// whose ids start with "ROOM.". A message is a string, or an object of plural
// forms {"one": …, "other": …}; arguments stand in it as {{.Name}}, and
// {{if .Name}}…{{end}} leaves a part out. A new file in both folders is all that
// a new room needs.
//
// Guarantees: both catalogues hold the same ids with the same arguments and
// the same plural forms, and every message that the code of this module asks
// for by a literal id exists and gets its arguments (tests); an unknown id is
// shown as itself, never a panic. Everything here may be used by several
// goroutines at once.
//
// Non-goals: JSON keys, CSV headers and exit codes, which never change with the
// language; making arguments safe to draw (tui/text.Safe).
package lang

import (
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Tongue is a language of screens and shell: "nl" or "en".
type Tongue struct {
	tag       string
	localizer *i18n.Localizer
	plain     map[string]string // messages without arguments: frames ask for them hundreds of times
	known     map[string]bool   // ids of all messages

	mu       sync.Mutex // a collator keeps state between calls
	collator *collate.Collator
}

var dutch = sync.OnceValue(func() *Tongue { return newTongue("nl", language.Dutch) })
var english = sync.OnceValue(func() *Tongue { return newTongue("en", language.English) })

// For gives the tongue of a tag; any tag but "nl…" is English.
func For(tag string) *Tongue {
	if named(tag) == "nl" {
		return dutch()
	}
	return english()
}

// Tag is "nl" or "en".
func (t *Tongue) Tag() string { return t.tag }

// Say words a message. pairs are argument names and values: Say("reader.coded", "Code", name).
// A pair "Count", n chooses the plural form. A name may start with a small
// letter, as those of the typed facts of lower rooms do. Values of type int and int64 are
// written as Number does; give a string for numbers that are names, such as
// years. An unknown id is the answer itself.
func (t *Tongue) Say(id string, pairs ...any) string {
	if s, ok := t.plain[id]; ok {
		return s
	}
	if !t.known[id] {
		return id
	}
	cfg := i18n.LocalizeConfig{MessageID: id}
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok || name == "" {
			continue
		}
		name = strings.ToUpper(name[:1]) + name[1:]
		value := pairs[i+1]
		if n, ok := whole(value); ok {
			value = t.figure(n)
			if name == "Count" {
				cfg.PluralCount = n
			}
		}
		data[name] = value
	}
	cfg.TemplateData = data
	// An error beside a text is a missing plural form: the text is still the
	// best there is. A text is missing only if a template fails.
	s, err := t.localizer.Localize(&cfg)
	if err != nil && s == "" {
		return id
	}
	return s
}

// Knows says whether a message exists: for ids made from data, such as the
// code of a warning.
func (t *Tongue) Knows(id string) bool { return t.known[id] }

// A figure is a whole number that a template writes as its language does and
// that {{if}} takes for a number: 0 is no.
type (
	dutchFigure   int
	englishFigure int
)

func (f dutchFigure) String() string   { return dutch().Number(int(f)) }
func (f englishFigure) String() string { return english().Number(int(f)) }

func (t *Tongue) figure(n int) any {
	if t.tag == "nl" {
		return dutchFigure(n)
	}
	return englishFigure(n)
}

func whole(v any) (int, bool) {
	switch n := v.(type) {
	case int:
		return n, true
	case int64:
		return int(n), true
	}
	return 0, false
}

// named is the language that a tag or locale names: "nl", "en" or "".
func named(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if cut := strings.IndexAny(tag, "_-.@"); cut >= 0 {
		tag = tag[:cut]
	}
	if tag == "nl" || tag == "en" {
		return tag
	}
	return ""
}
