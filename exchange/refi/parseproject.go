package refi

import (
	"encoding/xml"
	"strings"

	"github.com/google/uuid"
)

func (p *parser) project(root xml.StartElement) error {
	q := p.q
	q.name, q.origin = attr(root, "name"), attr(root, "origin")
	return p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Users":
			return p.list("User", func() int { return len(q.users) }, p.user)
		case "CodeBook":
			return p.each(p.codebookChild)
		case "Variables":
			return p.list("Variable", func() int { return len(q.variables) }, p.variable)
		case "Cases":
			return p.list("Case", func() int { return len(q.cases) }, p.caseOf)
		case "Sources":
			return p.each(p.sourceChild)
		case "Notes":
			return p.list("Note", func() int { return len(q.notes) }, func(e xml.StartElement) error {
				n, err := p.source(e)
				q.notes = append(q.notes, n)
				return err
			})
		case "Links":
			return p.list("Link", func() int { return len(q.links) }, p.link)
		case "Sets":
			return p.list("Set", func() int { return len(q.sets) }, p.set)
		case "Graphs":
			return p.list("Graph", func() int { return q.graphs }, func(xml.StartElement) error {
				q.graphs++
				return p.end()
			})
		case "Description":
			return p.text(&q.description)
		case "NoteRef":
			return p.target(e, &q.noteRefs)
		}
		return p.skip(e)
	})
}

func (p *parser) user(e xml.StartElement) error {
	p.q.users = append(p.q.users, qdeUser{guid: guid(e, "guid"), name: attr(e, "name"), id: attr(e, "id")})
	return p.end()
}

func (p *parser) codebookChild(e xml.StartElement) error {
	switch e.Name.Local {
	case "Codes":
		return p.list("Code", func() int { return len(p.q.codes) }, func(e xml.StartElement) error { return p.code(e, -1) })
	case "Sets":
		return p.list("Set", func() int { return len(p.q.sets) }, p.set)
	}
	return p.skip(e)
}

func (p *parser) code(e xml.StartElement, parent int) error {
	q := p.q
	codable := strings.TrimSpace(attr(e, "isCodable"))
	at := len(q.codes)
	if at >= maxThings {
		return tooMany("Code")
	}
	q.codes = append(q.codes, qdeCode{
		guid: guid(e, "guid"), parent: parent, name: attr(e, "name"), colour: strings.TrimSpace(attr(e, "color")),
		folder: codable == "0" || strings.EqualFold(codable, "false"),
	})
	return p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Description":
			return p.text(&q.codes[at].description)
		case "NoteRef":
			return p.target(e, &q.codes[at].noteRefs)
		case "Code":
			return p.code(e, at)
		}
		return p.skip(e)
	})
}

func (p *parser) variable(e xml.StartElement) error {
	v := qdeVariable{guid: guid(e, "guid"), name: attr(e, "name"), kind: attr(e, "typeOfVariable")}
	err := p.each(func(e xml.StartElement) error {
		if e.Name.Local == "Description" {
			return p.text(&v.description)
		}
		return p.skip(e)
	})
	p.q.variables = append(p.q.variables, v)
	return err
}

func (p *parser) value(into *[]qdeValue) error {
	var v qdeValue
	err := p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "VariableRef":
			v.variable = guid(e, "targetGUID")
			return p.end()
		case "TextValue":
			return p.text(&v.text)
		case "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue":
			err := p.text(&v.text)
			v.text = strings.TrimSpace(v.text)
			return err
		}
		return p.skip(e)
	})
	*into = append(*into, v)
	return err
}

func (p *parser) caseOf(e xml.StartElement) error {
	c := qdeCase{guid: guid(e, "guid"), name: attr(e, "name")}
	err := p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Description":
			return p.text(&c.description)
		case "CodeRef":
			c.codeRefs++
			return p.end()
		case "VariableValue":
			return p.value(&c.values)
		case "SourceRef":
			return p.target(e, &c.sources)
		case "SelectionRef":
			return p.target(e, &c.selections)
		}
		return p.skip(e)
	})
	p.q.cases = append(p.q.cases, c)
	return err
}

func (p *parser) link(e xml.StartElement) error {
	l := qdeLink{origin: guid(e, "originGUID"), target: guid(e, "targetGUID")}
	err := p.each(func(e xml.StartElement) error {
		if e.Name.Local == "NoteRef" {
			return p.target(e, &l.noteRefs)
		}
		return p.skip(e)
	})
	p.q.links = append(p.q.links, l)
	return err
}

func (p *parser) set(e xml.StartElement) error {
	s := qdeSet{guid: guid(e, "guid"), name: attr(e, "name")}
	into := map[string]*[]uuid.UUID{"MemberCode": &s.codes, "MemberSource": &s.sources, "MemberNote": &s.notes}
	err := p.each(func(e xml.StartElement) error {
		if list := into[e.Name.Local]; list != nil {
			return p.target(e, list)
		}
		if e.Name.Local == "Description" {
			return p.text(&s.description)
		}
		return p.skip(e)
	})
	p.q.sets = append(p.q.sets, s)
	return err
}
