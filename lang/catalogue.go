package lang

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed nl/*.json en/*.json
var files embed.FS

// newTongue loads a folder. It panics on a catalogue that does not parse: the
// files are built in, and a test loads them all.
func newTongue(folder string, tag language.Tag) *Tongue {
	t := &Tongue{
		tag:      folder,
		plain:    map[string]string{},
		known:    map[string]bool{},
		collator: newCollator(tag),
	}
	bundle := i18n.NewBundle(tag)
	for _, m := range mustLoad(folder, tag) {
		bundle.MustAddMessages(tag, m)
		t.known[m.ID] = true
		if m.One == "" && !strings.Contains(m.Other, "{{") {
			t.plain[m.ID] = m.Other
		}
	}
	t.localizer = i18n.NewLocalizer(bundle, folder)
	return t
}

func mustLoad(folder string, tag language.Tag) []*i18n.Message {
	names, err := fs.Glob(files, folder+"/*.json")
	if err != nil {
		panic(err)
	}
	var all []*i18n.Message
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			panic(fmt.Errorf("catalogue %s: %w", name, err))
		}
		// The library takes the language from a file's name; ours stand in folders.
		file, err := i18n.NewBundle(tag).ParseMessageFileBytes(raw, folder+".json")
		if err != nil {
			panic(fmt.Errorf("catalogue %s: %w", name, err))
		}
		all = append(all, file.Messages...)
	}
	return all
}
