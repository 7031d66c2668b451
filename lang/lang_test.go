package lang

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

var (
	argument     = regexp.MustCompile(`\{\{\s*(.*?)\s*\}\}`)
	argumentName = regexp.MustCompile(`\{\{(?:if )?\.(\w+)`)
	allowed      = regexp.MustCompile(`^((if )?\.[A-Z][A-Za-z]*|else|end)$`)
)

// shape is what must be the same in both languages.
func shape(m *i18n.Message) string {
	found := map[string]bool{}
	for _, text := range []string{m.One, m.Other} {
		for _, a := range argumentName.FindAllStringSubmatch(text, -1) {
			found[a[1]] = true
		}
	}
	return fmt.Sprint(slices.Sorted(maps.Keys(found)), m.One != "")
}

func catalogue(t *testing.T, folder string, tag language.Tag) map[string]*i18n.Message {
	t.Helper()
	all := map[string]*i18n.Message{}
	for _, m := range mustLoad(folder, tag) {
		if all[m.ID] != nil {
			t.Errorf("%s: %s stands in two files", folder, m.ID)
		}
		all[m.ID] = m
	}
	return all
}

func TestBothCataloguesSayTheSameThings(t *testing.T) {
	nl, en := catalogue(t, "nl", language.Dutch), catalogue(t, "en", language.English)
	if len(nl) == 0 {
		t.Fatal("no messages")
	}
	for id, m := range nl {
		other := en[id]
		if other == nil {
			t.Errorf("%s is not in en", id)
			continue
		}
		if a, b := shape(m), shape(other); a != b {
			t.Errorf("%s: nl has %s, en has %s", id, a, b)
		}
	}
	for id := range en {
		if nl[id] == nil {
			t.Errorf("%s is not in nl", id)
		}
	}
}

func TestMessagesAreSound(t *testing.T) {
	for folder, tag := range map[string]language.Tag{"nl": language.Dutch, "en": language.English} {
		for id, m := range catalogue(t, folder, tag) {
			if m.Other == "" {
				t.Errorf("%s %s: no text", folder, id)
			}
			for _, text := range []string{m.One, m.Other} {
				for _, a := range argument.FindAllStringSubmatch(text, -1) {
					if !allowed.MatchString(a[1]) {
						t.Errorf("%s %s: %s is more than an argument", folder, id, a[0])
					}
				}
				if strings.Count(text, "{{") != strings.Count(text, "}}") || strings.ContainsAny(text, "\t\r\x1b") {
					t.Errorf("%s %s: %q", folder, id, text)
				}
			}
		}
	}
}

// A second key of the same name wins silently in encoding/json: one of two
// people's wordings would vanish.
func TestNoIDStandsTwiceInAFile(t *testing.T) {
	for _, folder := range []string{"nl", "en"} {
		entries, err := files.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			raw, err := files.ReadFile(folder + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			room := strings.TrimSuffix(e.Name(), ".json") + "."
			seen := map[string]bool{}
			for _, id := range topKeys(t, raw) {
				if seen[id] {
					t.Errorf("%s/%s: %s stands twice", folder, e.Name(), id)
				}
				seen[id] = true
				if !strings.HasPrefix(id, room) {
					t.Errorf("%s/%s: %s belongs in another file", folder, e.Name(), id)
				}
			}
		}
	}
}

func topKeys(t *testing.T, raw []byte) []string {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	if _, err := dec.Token(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
		var value any
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

func TestSay(t *testing.T) {
	for _, c := range []struct {
		tag, id string
		pairs   []any
		want    string
	}{
		{"nl", "act.add-code", []any{"Subject", "ruimte"}, "code “ruimte” gemaakt"},
		{"en", "act.add-code", []any{"Subject", "ruimte"}, "code “ruimte” made"},
		{"nl", "act.code", []any{"Subject", "geld", "Count", 1}, "“geld” op een passage"},
		{"nl", "act.code", []any{"Subject", "geld", "Count", 0}, "“geld” op passages (0 wijzigingen)"},
		{"nl", "act.code", []any{"Subject", "geld", "Count", 1234}, "“geld” op passages (1.234 wijzigingen)"},
		{"en", "act.code", []any{"Subject", "geld", "Count", int64(1234)}, "“geld” on passages (1,234 changes)"},
		{"en", "act.add-code", []any{"Subject", "{{.Rows}} <b>&"}, "code “{{.Rows}} <b>&” made"},
		{"en", "error.empty", nil, "this file is empty"},
		{"en", "no.such-id", []any{"Count", 3}, "no.such-id"},
		{"en", "", nil, ""},
		{"en", "act.add-code", []any{"Subject", "a", "odd"}, "code “a” made"},
		{"en", "warning.nul-replaced", []any{"count", 1}, "1 NUL character was replaced by �"},
		{"nl", "warning.nul-replaced", []any{"count", 2000}, "2.000 nultekens zijn vervangen door �"},
		{"en", "act.add-code", []any{"", 1, "Subject", "a"}, "code “a” made"},
		{"en", "act.add-code", []any{7, "b", "Subject", "a"}, "code “a” made"},
		{"nl-BE", "error.empty", nil, "dit bestand is leeg"},
		{"de", "error.empty", nil, "this file is empty"},
	} {
		if got := For(c.tag).Say(c.id, c.pairs...); got != c.want {
			t.Errorf("%s %s %v: %q, want %q", c.tag, c.id, c.pairs, got, c.want)
		}
	}
	// A number is written as the language does, and 0 still is no.
	if got := For("nl").Say("search.coded", "Code", "geld", "Count", 2, "United", 0, "Skipped", 1200); strings.Contains(got, " 0 ") || !strings.Contains(got, "1.200") {
		t.Errorf("%q", got)
	}
	if !For("nl").Knows("act.undo") || For("nl").Knows("act.unheard") {
		t.Error("Knows does not know")
	}
}

func TestChoose(t *testing.T) {
	none := map[string]string{}
	for _, c := range []struct {
		flag, env, settings string
		locale              map[string]string
		want                string
	}{
		{"", "", "", none, "en"},
		{"nl", "en", "en", map[string]string{"LANG": "en_GB.UTF-8"}, "nl"},
		{"", "nl", "en", none, "nl"},
		{"", "", "NL", none, "nl"},
		{"", "", "", map[string]string{"LANG": "nl_NL.UTF-8"}, "nl"},
		{"", "", "", map[string]string{"LC_ALL": "C", "LANG": "nl_NL.UTF-8"}, "nl"},
		{"", "", "", map[string]string{"LC_ALL": "C.UTF-8", "LC_MESSAGES": "POSIX", "LANG": "nl_BE@euro"}, "nl"},
		{"", "", "", map[string]string{"LC_ALL": "en_US.UTF-8", "LANG": "nl_NL.UTF-8"}, "en"},
		{"", "", "", map[string]string{"LC_MESSAGES": "nl_NL", "LANG": "en_US"}, "nl"},
		{"", "", "", map[string]string{"LC_ALL": "de_DE.UTF-8", "LANG": "nl_NL"}, "nl"},
		{"xx", "", "", map[string]string{"LANG": "nl"}, "nl"},
		{"", "", "", map[string]string{"LANG": "nln_XX"}, "en"},
	} {
		got := Choose(c.flag, c.env, c.settings, func(k string) string { return c.locale[k] })
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if Choose("", "", "", nil) != "en" {
		t.Error("without a locale it is English")
	}
	if !Speaks("nl-NL") || Speaks("fr") || Speaks("") {
		t.Error("Speaks")
	}
}

func TestFigures(t *testing.T) {
	nl, en := For("nl"), For("en")
	for _, c := range []struct{ got, want string }{
		{nl.Number(0), "0"}, {nl.Number(999), "999"}, {nl.Number(1234), "1.234"},
		{en.Number(1234567), "1,234,567"}, {en.Number(-1234), "-1,234"}, {nl.Number(-999), "-999"},
		{nl.Number(math.MinInt64), "-9.223.372.036.854.775.808"},
		{nl.Percent(0.41), "41%"}, {en.Percent(1), "100%"}, {en.Percent(math.NaN()), "–"},
		{nl.Decimal(0.725, 2), "0,72"}, {en.Decimal(1234.5, 1), "1,234.5"}, {nl.Decimal(-0.001, 2), "0,00"},
		{nl.Decimal(-1234.56, 2), "-1.234,56"}, {en.Decimal(math.Inf(1), 1), "–"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	amsterdam := time.FixedZone("CET", 3600)
	at := time.Date(2026, 3, 5, 9, 7, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{nl.Date(at), "5 mrt 2026"}, {en.Date(at), "5 Mar 2026"},
		{nl.DateTime(at.In(amsterdam)), "5 mrt 2026 10:07"}, {en.DateTime(at), "5 Mar 2026 09:07"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestSort(t *testing.T) {
	names := []string{"R10", "zorg", "Eén", "een", "R2", "Zwolle", "ézel", "eend", "abc", "R2"}
	For("nl").Sort(names)
	want := []string{"abc", "een", "Eén", "eend", "ézel", "R2", "R2", "R10", "zorg", "Zwolle"}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

// Whatever the names are, the order must be one: no panic, antisymmetric.
func FuzzCompare(f *testing.F) {
	f.Add("R2", "R10")
	f.Add("007", "7")
	f.Add("\xff", "e\u0301")
	f.Add("٣", "3")
	tongue := For("nl")
	f.Fuzz(func(t *testing.T, a, b string) {
		ab, ba := tongue.Compare(a, b), tongue.Compare(b, a)
		if ab != -ba || (ab == 0) != (a == b) {
			t.Errorf("%q %q: %d and %d", a, b, ab, ba)
		}
	})
}

func BenchmarkSayPlain(b *testing.B) {
	tongue := For("nl")
	for b.Loop() {
		tongue.Say("error.empty")
	}
}

func BenchmarkSayWithArguments(b *testing.B) {
	tongue := For("nl")
	for b.Loop() {
		tongue.Say("act.code", "Subject", "verkokering", "Count", 20)
	}
}
