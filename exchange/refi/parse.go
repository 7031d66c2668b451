package refi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"veldwerk/transcript"
)

// maxThings bounds lists whose entries have names: users, codes, cases …
const maxThings = 50_000

// parseQDE reads the XML of a project, or of a codebook.
func parseQDE(data []byte) (*qde, error) {
	data, replaced, err := prepare(data)
	if err != nil {
		return nil, err
	}
	p := &parser{dec: xml.NewDecoder(bytes.NewReader(data)), q: &qde{}}
	p.dec.CharsetReader = charset
	p.q.strange.add("refi-controls-replaced", replaced)
	root, err := p.root()
	if err == nil {
		switch root.Name.Local {
		case "Project":
			err = p.project(root)
		case "CodeBook":
			p.q.origin = attr(root, "origin")
			err = p.each(p.codebookChild)
		}
	}
	if err != nil {
		return nil, refusal(err)
	}
	return p.q, nil
}

type parser struct {
	dec   *xml.Decoder
	q     *qde
	depth int

	selections, codings int
}

// root finds the root element; one that belongs to another standard is none of
// ours.
func (p *parser) root() (xml.StartElement, error) {
	for {
		token, err := p.dec.Token()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, &transcript.Error{Code: "refi-no-project", Err: err}
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		space := strings.ToLower(e.Name.Space)
		if e.Name.Local != "Project" && e.Name.Local != "CodeBook" || space != "" && !strings.Contains(space, "qda") {
			return e, &transcript.Error{Code: "refi-no-project"}
		}
		p.q.root = e.Name.Local
		return e, nil
	}
}

// each calls f for every child of the element that was just opened, up to its
// end; f takes the child up whole.
func (p *parser) each(f func(xml.StartElement) error) error {
	if p.depth++; p.depth > maxDepth {
		return &transcript.Error{Code: "damaged", Args: map[string]any{"depth": p.depth}}
	}
	defer func() { p.depth-- }()
	for {
		token, err := p.dec.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip passes over an element that this reader does not know.
func (p *parser) skip(e xml.StartElement) error {
	p.q.lost.add("refi-elements-unknown", 1, e.Name.Local)
	return p.dec.Skip()
}

// end passes over the inside of an element that has none.
func (p *parser) end() error { return p.dec.Skip() }

// text takes the text of the element that was just opened.
func (p *parser) text(into *string) error {
	var b strings.Builder
	for {
		token, err := p.dec.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := p.skip(t); err != nil {
				return err
			}
		case xml.EndElement:
			if *into != "" && b.Len() > 0 { // twice, against the schema
				*into += "\n\n"
			}
			*into += b.String()
			return nil
		}
	}
}

// list reads the children called name; what else stands there is skipped.
func (p *parser) list(name string, length func() int, f func(xml.StartElement) error) error {
	return p.each(func(e xml.StartElement) error {
		if e.Name.Local != name {
			return p.skip(e)
		}
		if length() >= maxThings {
			return tooMany(name)
		}
		return f(e)
	})
}

func tooMany(name string) error {
	return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": maxThings}, Err: fmt.Errorf("too many of %s", name)}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func guid(e xml.StartElement, name string) uuid.UUID { return guidOf(strings.TrimSpace(attr(e, name))) }

// target takes a reference; the codebook's standard calls it guid.
func (p *parser) target(e xml.StartElement, into *[]uuid.UUID) error {
	id := guid(e, "targetGUID")
	if id == uuid.Nil {
		id = guid(e, "guid")
	}
	if id != uuid.Nil {
		*into = append(*into, id)
	}
	return p.end()
}

// number reads an integer; ok is false where there is none.
func (p *parser) number(e xml.StartElement, name string) (n int, ok bool) {
	s := strings.TrimSpace(attr(e, name))
	if s == "" {
		return -1, false
	}
	v, err := strconv.ParseInt(s, 10, 48)
	if err != nil {
		p.q.strange.add("refi-numbers-unreadable", 1)
		return -1, false
	}
	return int(v), true
}

// dateLayouts are the forms of xsd:dateTime, and what peers write for it. A
// missing zone is taken for UTC: QualCoder writes Z behind local time too.
var dateLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02"}

func (p *parser) date(e xml.StartElement, name string) time.Time {
	s := strings.TrimSpace(attr(e, name))
	if s == "" {
		return time.Time{}
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	p.q.strange.add("refi-dates-unreadable", 1)
	return time.Time{}
}

func (p *parser) made(e xml.StartElement) qdeMade {
	m := qdeMade{user: guid(e, "creatingUser"), created: p.date(e, "creationDateTime"), modified: p.date(e, "modifiedDateTime")}
	if m.user == uuid.Nil {
		m.user = guid(e, "modifyingUser")
	}
	return m
}
