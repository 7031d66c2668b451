package refi

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// attributeOf is a variable as an attribute, with what turns its values into
// ours.
type attributeOf struct {
	id    transcript.AttributeID
	value func(string) string
}

// visit says that a case has a place in a document.
type visit struct {
	of   uuid.UUID // GUID of the case
	spot spot
}

// readAttributes makes an attribute of each variable. Moments become dates
// where every value is a whole day, else texts: an attribute has no hours.
func (r *reader) readAttributes() {
	timed := r.timedVariables()
	for _, v := range r.q.variables {
		a := transcript.Attribute{ID: transcript.AttributeID(r.keep("attribute", v.guid)), Name: r.exact(v.guid, "name", v.name), Type: transcript.AttributeText}
		value := func(s string) string { return s }
		switch v.kind {
		case "Integer", "Float":
			a.Type = transcript.AttributeNumber
		case "Boolean":
			a.Type, value = transcript.AttributeYesNo, yesNo
		case "Date":
			a.Type, value = transcript.AttributeDate, day
		case "DateTime":
			if !timed[v.guid] {
				a.Type, value = transcript.AttributeDate, day
			}
		}
		if r.packed != nil {
			if kind, ok := r.packed.Attributes[key(v.guid)]; ok && r.ours(kind) {
				a.Type = transcript.AttributeType(kind)
			}
		}
		a.Name = cmp.Or(a.Name, short(uuid.UUID(a.ID)))
		if v.description != "" {
			r.losses.add("refi-variable-descriptions", 1, a.Name)
		}
		r.project.Attributes = append(r.project.Attributes, a)
		if r.kinds[v.guid] == nil {
			r.kinds[v.guid] = &attributeOf{a.ID, value}
		}
	}
}

// ours says whether a type of attribute is one that we know.
func (r *reader) ours(kind string) bool {
	switch transcript.AttributeType(kind) {
	case transcript.AttributeText, transcript.AttributeNumber, transcript.AttributeDate, transcript.AttributeYesNo:
		return true
	}
	return false
}

// timedVariables are those with a value that names an hour.
func (r *reader) timedVariables() map[uuid.UUID]bool {
	timed := map[uuid.UUID]bool{}
	see := func(values []qdeValue) {
		for _, v := range values {
			if _, hour, ok := strings.Cut(v.text, "T"); ok && !strings.HasPrefix(hour, "00:00:00") {
				timed[v.variable] = true
			}
		}
	}
	for _, c := range r.q.cases {
		see(c.values)
	}
	for _, s := range r.q.sources {
		see(s.values)
	}
	return timed
}

func yesNo(s string) string {
	switch strings.ToLower(s) {
	case "true", "1":
		return "yes"
	case "false", "0":
		return "no"
	}
	return s
}

// day is the date of a moment or of a date with a zone.
func day(s string) string {
	if len(s) > 10 && s[4] == '-' && s[7] == '-' {
		return s[:10]
	}
	return s
}

// take puts values into a case or a document; empty ones say nothing.
func (r *reader) take(into map[transcript.AttributeID]string, values []qdeValue, owner uuid.UUID) {
	if r.search -= 64 * len(values); r.search < 0 { // the same values for source after source
		r.losses.add("refi-values-dropped", len(values))
		return
	}
	for _, v := range values {
		a := r.kinds[v.variable]
		switch {
		case a == nil:
			r.losses.add("refi-values-without-variable", 1)
		case v.text != "":
			into[a.id] = a.value(r.exact(owner, key(v.variable), v.text))
		}
	}
}

// readCases takes up the cases. One without a name and with one source holds
// the values of that document (MAXQDA, Quirkos); these wait for joinCases.
func (r *reader) readCases() {
	for _, c := range r.q.cases {
		named := c.name != "" || r.packed != nil && r.packed.Cases[key(c.guid)]
		r.losses.add("refi-case-codes", c.codeRefs, c.name)
		if !named && len(c.sources) > 0 && len(c.selections) == 0 && r.members[c.guid] == uuid.Nil {
			continue
		}
		out := transcript.Case{ID: transcript.CaseID(r.keep("case", c.guid)), Name: r.exact(c.guid, "name", c.name), Values: map[transcript.AttributeID]string{}}
		if !named {
			out.Name = short(uuid.UUID(out.ID))
			r.strange.add("refi-names-missing", 1)
		}
		r.take(out.Values, c.values, c.guid)
		if _, ok := r.cases[c.guid]; !ok {
			r.cases[c.guid] = len(r.project.Cases)
		}
		r.project.Cases = append(r.project.Cases, out)
		if text := r.exact(c.guid, "description", c.description); text != "" {
			r.memo(codebook.Memo{About: codebook.Ref{Kind: codebook.RefCase, Case: out.ID}, Body: text})
		}
	}
}

// own is where the values of a document are kept until its case is known.
func (r *reader) own(t *textOf) map[transcript.AttributeID]string {
	if r.values[t] == nil {
		r.values[t] = map[transcript.AttributeID]string{}
	}
	return r.values[t]
}

// group makes a yes/no attribute of a set of sources.
func (r *reader) group(s qdeSet) {
	a := transcript.Attribute{ID: transcript.AttributeID(r.keep("attribute", s.guid)), Name: cmp.Or(s.name, short(s.guid)), Type: transcript.AttributeYesNo}
	r.project.Attributes = append(r.project.Attributes, a)
	r.strange.add("refi-groups", 1, s.name)
	for _, ref := range once(s.sources) {
		if len(r.bySource[ref]) == 0 {
			r.losses.add("refi-members-missing", 1)
		}
		for _, t := range r.bySource[ref] {
			r.own(t)[a.ID] = "yes"
		}
	}
	for _, n := range s.notes {
		r.pin(n, codebook.Ref{Kind: codebook.RefProject})
	}
	if s.description != "" {
		r.memo(codebook.Memo{Title: s.name, Body: s.description, About: codebook.Ref{Kind: codebook.RefProject}})
	}
}

// joinCases gives documents and speakers their cases, and cases the values of
// their documents.
func (r *reader) joinCases() {
	for _, c := range r.q.cases {
		if at, ok := r.cases[c.guid]; ok {
			r.joinCase(c, at)
			continue
		}
		for _, ref := range once(c.sources) {
			for _, t := range r.bySource[ref] {
				r.take(r.own(t), c.values, c.guid)
				if c.description != "" {
					r.memo(codebook.Memo{About: codebook.Ref{Kind: codebook.RefDocument, Document: t.doc().ID}, Body: c.description})
				}
			}
			if len(r.bySource[ref]) == 0 {
				r.losses.add("refi-values-without-source", len(c.values))
			}
		}
	}
	r.joinVisits()
	r.joinPacked()
	for _, t := range r.texts {
		r.take(r.own(t), t.source.values, t.source.guid)
		if t.part != t.source {
			r.take(r.own(t), t.part.values, t.part.guid)
		}
	}
	r.joinValues()
}

func (r *reader) joinCase(c qdeCase, at int) {
	id := r.project.Cases[at].ID
	for _, ref := range once(c.sources) {
		for _, t := range r.bySource[ref] {
			switch doc := t.doc(); {
			case doc.Case.IsZero():
				doc.Case = id
			case doc.Case != id:
				r.losses.add("refi-cases-of-one-source", 1, c.name)
			}
		}
		if len(r.bySource[ref]) == 0 {
			r.losses.add("refi-members-missing", 1, c.name)
		}
	}
	for _, ref := range c.selections {
		if s, ok := r.places[ref]; ok {
			r.visits = append(r.visits, visit{c.guid, s})
		} else {
			r.losses.add("refi-members-missing", 1, c.name)
		}
	}
}

// joinVisits reads what belongs to a case passage by passage: when all of a
// case's passages in a document are one speaker's, the speaker has that case;
// when the document has no case yet and only this one is there, the document.
func (r *reader) joinVisits() {
	type pair struct {
		of   uuid.UUID
		text *textOf
	}
	spans := map[pair][]transcript.Span{}
	var order []pair
	alone := map[*textOf]int{}
	for _, v := range r.visits {
		p := pair{v.of, v.spot.text}
		if spans[p] == nil {
			order = append(order, p)
			alone[p.text]++
		}
		spans[p] = append(spans[p], v.spot.span)
	}
	for _, p := range order {
		at, ok := r.cases[p.of]
		if !ok {
			continue
		}
		c := r.project.Cases[at]
		doc := p.text.doc()
		speaker := r.speakerOf(doc, spans[p])
		switch {
		case doc.Case == c.ID:
		case speaker >= 0 && doc.Speakers[speaker].Case.IsZero() && (alone[p.text] > 1 || codebook.Fold(doc.Speakers[speaker].Name) == codebook.Fold(c.Name)):
			doc.Speakers[speaker].Case = c.ID
		case alone[p.text] == 1 && doc.Case.IsZero():
			doc.Case = c.ID
		default:
			r.losses.add("refi-case-places", len(spans[p]), c.Name)
		}
	}
}

// speakerOf is the one speaker in whose turns all spans lie, -1 for none.
func (r *reader) speakerOf(doc *transcript.Document, spans []transcript.Span) int {
	who := -1
	for _, s := range spans {
		for i := max(0, doc.TurnAt(s.Start)); i < len(doc.Turns) && doc.Turns[i].Span.Start < s.End; i++ {
			t := doc.Turns[i]
			if r.search -= 16; r.search < 0 {
				return -1
			}
			if !t.Span.Overlaps(s) {
				continue
			}
			if t.Speaker < 0 || who >= 0 && who != t.Speaker {
				return -1
			}
			who = t.Speaker
		}
	}
	return who
}

// joinPacked drops the cases of packed speakers that are not there.
func (r *reader) joinPacked() {
	for _, t := range r.texts {
		doc := t.doc()
		for i := range doc.Speakers {
			if c := doc.Speakers[i].Case; !c.IsZero() && !r.used["case"+string(c[:])] {
				doc.Speakers[i].Case = transcript.CaseID{}
			}
		}
	}
}

// joinValues puts the values of documents into their cases. A case that several
// documents share can't hold what differs between them: such a document gets a
// case of its own with the values of both, and the name of the one it shared as
// attribute "case".
func (r *reader) joinValues() {
	sharing := map[transcript.CaseID][]*textOf{}
	for _, t := range r.texts {
		sharing[t.doc().Case] = append(sharing[t.doc().Case], t)
	}
	index := map[transcript.CaseID]int{}
	for i, c := range r.project.Cases {
		index[c.ID] = i
	}
	agree := map[transcript.CaseID]bool{}
	for id, texts := range sharing {
		agree[id] = !slices.ContainsFunc(texts, func(t *textOf) bool { return !maps.Equal(r.values[t], r.values[texts[0]]) })
	}
	var note *transcript.AttributeID
	for _, t := range r.texts {
		own := r.values[t]
		if len(own) == 0 {
			continue
		}
		doc := t.doc()
		at, has := index[doc.Case]
		if has && agree[doc.Case] && fits(r.project.Cases[at], own) {
			maps.Copy(r.project.Cases[at].Values, own)
			continue
		}
		made := transcript.Case{ID: transcript.CaseID(r.fresh("case")), Name: doc.Title, Values: maps.Clone(own)}
		if has {
			shared := r.project.Cases[at]
			if r.search -= 64 * len(shared.Values); r.search < 0 {
				r.losses.add("refi-values-dropped", len(own))
				continue
			}
			for k, v := range shared.Values {
				if _, ok := own[k]; !ok {
					made.Values[k] = v
				}
			}
			if note == nil {
				a := transcript.Attribute{ID: transcript.AttributeID(r.fresh("attribute")), Name: "case", Type: transcript.AttributeText}
				r.project.Attributes = append(r.project.Attributes, a)
				note = &a.ID
			}
			made.Values[*note] = shared.Name
			r.strange.add("refi-cases-split", 1, shared.Name)
		}
		r.project.Cases = append(r.project.Cases, made)
		doc.Case = made.ID
	}
}

// fits says whether a case can hold the values without a contradiction.
func fits(c transcript.Case, own map[transcript.AttributeID]string) bool {
	for k, v := range own {
		if old, ok := c.Values[k]; ok && old != v {
			return false
		}
	}
	return true
}

// once is the list without what stands in it again.
func once(list []uuid.UUID) []uuid.UUID {
	seen := make(map[uuid.UUID]bool, len(list))
	return slices.DeleteFunc(list, func(id uuid.UUID) bool {
		again := seen[id]
		seen[id] = true
		return again
	})
}
