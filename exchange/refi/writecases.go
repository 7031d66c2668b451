package refi

import (
	"regexp"
	"time"

	"github.com/google/uuid"

	"veldwerk/transcript"
)

// variable is an attribute as a Variable: the type that holds all its values.
type variable struct {
	guid    uuid.UUID
	kind    string // typeOfVariable
	element string
	text    func(string) string
}

var (
	wholeNumber   = regexp.MustCompile(`^[+-]?[0-9]+$`)
	decimalNumber = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$`)
)

func isDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1
}

// kinds are the types that an attribute may take, the narrowest first; text
// holds anything.
var kinds = map[transcript.AttributeType][]struct {
	kind string
	fits func(string) bool
}{
	transcript.AttributeNumber: {{"Integer", wholeNumber.MatchString}, {"Float", decimalNumber.MatchString}},
	transcript.AttributeDate:   {{"Date", isDay}},
	transcript.AttributeYesNo:  {{"Boolean", func(s string) bool { return s == "yes" || s == "no" }}},
}

// variableOf chooses the type of an attribute by its values in all cases.
func (w *writer) variableOf(a transcript.Attribute) variable {
	v := variable{guid: w.guid("attribute", uuid.UUID(a.ID)), kind: "Text", element: "TextValue", text: func(s string) string { return s }}
	for _, k := range kinds[a.Type] {
		all := true
		for _, c := range w.p.Cases {
			if value := c.Values[a.ID]; value != "" && !k.fits(value) {
				all = false
			}
		}
		if all {
			v.kind, v.element = k.kind, k.kind+"Value"
			break
		}
	}
	if v.kind == "Boolean" {
		v.text = func(s string) string {
			if s == "yes" {
				return "true"
			}
			return "false"
		}
	}
	if v.kind == "Text" && a.Type != transcript.AttributeText && a.Type != "" {
		w.losses.add("refi-out-types", 1, a.Name)
	}
	return v
}

func (w *writer) writeVariables() {
	if len(w.p.Attributes) == 0 {
		return
	}
	w.x.start("Variables")
	for _, a := range w.p.Attributes {
		v := w.variableOf(a)
		w.variables = append(w.variables, v)
		w.x.empty("Variable", "guid", key(v.guid), "name!", w.exact(v.guid, "name", a.Name), "typeOfVariable", v.kind)
		w.packing.Attributes[key(v.guid)] = string(a.Type)
	}
	w.x.end()
}

func (w *writer) writeCases() {
	if len(w.p.Cases) == 0 {
		return
	}
	sources := map[transcript.CaseID][]uuid.UUID{}
	for _, d := range w.p.Documents {
		sources[d.Case] = append(sources[d.Case], w.guid("document", uuid.UUID(d.ID)))
		for _, s := range d.Speakers {
			if !s.Case.IsZero() {
				w.losses.add("refi-out-speaker-cases", 1)
			}
		}
	}
	w.x.start("Cases")
	for _, c := range w.p.Cases {
		g := w.guid("case", uuid.UUID(c.ID))
		w.x.start("Case", "guid", key(g), "name", w.exact(g, "name", c.Name))
		if c.Name == "" {
			w.packing.Cases[key(g)] = true
		}
		for i, a := range w.p.Attributes {
			value := c.Values[a.ID]
			if value == "" {
				continue
			}
			v := w.variables[i]
			w.x.start("VariableValue")
			w.x.ref("VariableRef", v.guid)
			w.x.text(v.element, w.exact(g, key(v.guid), v.text(value)))
			w.x.end()
		}
		for _, d := range sources[c.ID] {
			w.x.ref("SourceRef", d)
		}
		w.x.end()
	}
	w.x.end()
}
