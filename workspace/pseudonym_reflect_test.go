package workspace

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"veldwerk/pseudonym"
	"veldwerk/transcript"
)

// mark puts a name into every string that a value holds, the texts of
// documents too, and says where it put one.
func markStrings(v reflect.Value, at, name string, put func(at string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			markStrings(v.Elem(), at, name, put)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[transcript.Text]() {
			if v.CanSet() {
				v.Set(reflect.ValueOf(transcript.NewText(v.Interface().(transcript.Text).String() + " " + name)))
				put(at)
			}
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				markStrings(v.Field(i), at+"."+f.Name, name, put)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			markStrings(v.Index(i), at+"[]", name, put)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			one := reflect.New(v.Type().Elem()).Elem()
			one.Set(v.MapIndex(k))
			markStrings(one, at+"{}", name, put)
			v.SetMapIndex(k, one)
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(v.String() + " " + name)
			put(at)
		}
	}
}

// findStrings lists where a value holds a name.
func findStrings(v reflect.Value, at, name string, found map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			findStrings(v.Elem(), at, name, found)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[transcript.Text]() {
			if v.CanInterface() && strings.Contains(v.Interface().(transcript.Text).String(), name) {
				found[at] = true
			}
			return
		}
		for i := range v.NumField() {
			findStrings(v.Field(i), at+"."+v.Type().Field(i).Name, name, found)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			findStrings(v.Index(i), at+"[]", name, found)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			findStrings(k, at+"{key}", name, found)
			findStrings(v.MapIndex(k), at+"{}", name, found)
		}
	case reflect.String:
		if strings.Contains(v.String(), name) {
			found[at] = true
		}
	}
}

func TestEveryStringIsReplaced(t *testing.T) {
	const name = "Oosterwolde"
	w := demoField(t)
	o, err := w.Outgoing(ctx, OutgoingOptions{Log: true, Sources: true})
	ok(t, err)
	marked := map[string]bool{}
	markStrings(reflect.ValueOf(o).Elem(), "", name, func(at string) { marked[at] = true })
	ok(t, o.Pseudonymise(pseudonym.Table{Entries: []pseudonym.Entry{{Kind: pseudonym.Person, Name: name, Replacement: "[persoon-1]"}}}))
	// Closed sets of words that the program gives, no person. Whoever adds a
	// string to what goes out comes by here.
	closed := regexp.MustCompile(`^\.(ID|Project\.Origin|Project\.Memos\[\]\.(About\.)?Kind|Project\.Attributes\[\]\.Type` +
		`|Project\.Documents\[\]\.Document\.(Language|Source\.(Kind|Encoding)|Speakers\[\]\.(Rule|Role))` +
		`|(Project\.Codes\[\]|AllCodes\[\]|tree\.codes\{\})\.Status)$`)
	left := map[string]bool{}
	findStrings(reflect.ValueOf(o).Elem(), "", name, left)
	for at := range left {
		if !closed.MatchString(at) {
			t.Errorf("%s still holds the name", at)
		}
	}
	for _, at := range []string{".Project.Cases[].Values{}", ".Project.Documents[].Document.Text", ".Project.Codings[].Memo", ".Project.Coders[].Initials", ".AllCodes[].Letter"} {
		if !marked[at] {
			t.Errorf("nothing was put into %s, so this shows nothing about it", at)
		}
	}
}

// TestWordsInTypedValues: a value that does not fit its type is replaced, one
// that does stays and is looked at.
func TestWordsInTypedValues(t *testing.T) {
	number := transcript.AttributeNumber
	attribute := func() (*Outgoing, *transcript.Case) {
		id := transcript.AttributeID(uuid.MustParse("019a0000-0000-7000-8000-000000000001"))
		o := &Outgoing{}
		o.Attributes = []transcript.Attribute{{ID: id, Name: "tel", Type: number}}
		o.Cases = []transcript.Case{{Name: "a", Values: map[transcript.AttributeID]string{id: "12"}}}
		return o, &o.Cases[0]
	}
	table := pseudonym.Table{Entries: []pseudonym.Entry{{Kind: pseudonym.Person, Name: "Oosterwolde", Variants: []string{"12"}, Replacement: "[persoon]"}}}
	for value, want := range map[string]string{"12": "12", "12,5": "12,5", "bij Oosterwolde": "bij [persoon]"} {
		o, c := attribute()
		c.Values[o.Attributes[0].ID] = value
		ok(t, o.Pseudonymise(table))
		same(t, value, c.Values[o.Attributes[0].ID], want)
	}
	o, c := attribute()
	c.Values[o.Attributes[0].ID] = "0612345678"
	left, err := o.Residue(table, nil, "cases")
	ok(t, err)
	same(t, "a number that is a telephone's", len(left) == 1 && left[0].Kind == pseudonym.Phone, true)
}
