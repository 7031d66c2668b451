package store

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// attributes meets or makes the file's attributes. One whose values are not
// all of its type becomes text: a value must not be refused for its form.
func (t *taking) attributes() error {
	known, err := t.byName(attributeTable)
	if err != nil {
		return err
	}
	var last int
	if err := t.row("SELECT coalesce(max(position), 0) FROM attribute").Scan(&last); err != nil {
		return err
	}
	values := t.valuesOf()
	for _, one := range t.in.Attributes {
		if _, twice := t.attributeOf[one.ID]; twice {
			continue
		}
		at, err := t.attribute(known, one, values[one.ID], &last)
		if err != nil {
			return err
		}
		t.attributeOf[one.ID] = at
	}
	return nil
}

// valuesOf collects the values of each attribute.
func (t *taking) valuesOf() map[transcript.AttributeID][]string {
	out := map[transcript.AttributeID][]string{}
	for _, c := range t.in.Cases {
		for id, value := range c.Values {
			if value = strings.TrimSpace(valid(value)); value != "" {
				out[id] = append(out[id], value)
			}
		}
	}
	return out
}

func (t *taking) attribute(known map[string]string, one transcript.Attribute, values []string, last *int) (attributeAt, error) {
	name := clean(one.Name, "?")
	folded := codebook.Fold(name)
	if id := known[folded]; id != "" {
		return t.meetAttribute(id, values)
	}
	typ, err := attributeType(one.Type)
	if err != nil {
		typ = transcript.AttributeText
	}
	if !fits(typ, values) {
		typ = transcript.AttributeText
		t.out.Retyped++
	}
	id, err := free(t.act, attributeTable, one.ID)
	if err != nil {
		return attributeAt{}, err
	}
	known[folded] = id.String()
	*last++
	t.out.Attributes++
	return attributeAt{id, typ}, t.insert(attributeTable, id.String(), row{"name": name, "type": string(typ), "position": *last})
}

func (t *taking) meetAttribute(id string, values []string) (attributeAt, error) {
	r, err := t.need(attributeTable, id)
	if err != nil {
		return attributeAt{}, err
	}
	at := attributeAt{typ: transcript.AttributeType(r.text("type"))}
	if at.id, err = parsed[transcript.AttributeID](id); err != nil || fits(at.typ, values) {
		return at, err
	}
	at.typ = transcript.AttributeText
	t.out.Retyped++
	return at, t.put(attributeTable, id, row{"type": string(at.typ)})
}

func fits(typ transcript.AttributeType, values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool {
		_, ok := typed(typ, v)
		return !ok
	})
}

// cases meets or makes the file's cases and sets their values. A case without
// a name, which other tools have for attributes of a document, takes the
// title of that document.
func (t *taking) cases() error {
	known, err := t.byName(caseTable)
	if err != nil {
		return err
	}
	titles := map[transcript.CaseID]string{}
	for _, d := range t.in.Documents {
		if titles[d.Case] == "" {
			titles[d.Case] = d.Title
		}
	}
	for _, c := range t.in.Cases {
		if _, twice := t.caseOf[c.ID]; !twice {
			name := clean(c.Name, clean(titles[c.ID], c.ID.String()))
			if t.caseOf[c.ID], err = t.caseNamedAs(known, c.ID, name); err != nil {
				return err
			}
		}
		if err := t.values(c); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) caseNamedAs(known map[string]string, as transcript.CaseID, name string) (transcript.CaseID, error) {
	folded := codebook.Fold(name)
	if id := known[folded]; id != "" {
		return parsed[transcript.CaseID](id)
	}
	id, err := free(t.act, caseTable, as)
	if err != nil {
		return id, err
	}
	known[folded] = id.String()
	t.out.Cases++
	return id, t.insert(caseTable, id.String(), row{"name": name})
}

// values sets those of one case; a value that is there stays.
func (t *taking) values(c transcript.Case) error {
	of := slices.SortedFunc(maps.Keys(c.Values), func(a, b transcript.AttributeID) int { return cmp.Compare(a.String(), b.String()) })
	for _, id := range of {
		at, known := t.attributeOf[id]
		value := strings.TrimSpace(valid(c.Values[id]))
		if !known || value == "" {
			continue
		}
		value, _ = typed(at.typ, value)
		key := uuid.NewSHA1(uuid.UUID(t.caseOf[c.ID]), at.id[:]).String()
		r, found, err := t.get(valueTable, key)
		if err != nil {
			return err
		}
		if found && r.live() {
			if r.text("value") != value {
				t.out.Conflicts++
			}
			continue
		}
		if err := t.put(valueTable, key, row{"case_id": t.caseOf[c.ID], "attribute_id": at.id, "value": value, "deleted": 0}); err != nil {
			return err
		}
	}
	return nil
}
