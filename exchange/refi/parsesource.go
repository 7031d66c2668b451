package refi

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"veldwerk/transcript"
)

func (p *parser) sourceChild(e xml.StartElement) error {
	switch e.Name.Local {
	case "TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource":
	default:
		return p.skip(e)
	}
	if len(p.q.sources) >= maxThings {
		return tooMany("Source")
	}
	s, err := p.source(e)
	p.q.sources = append(p.q.sources, s)
	return err
}

// source reads a source of any kind, a transcript, a representation or a note:
// their children have the same names.
func (p *parser) source(e xml.StartElement) (qdeSource, error) {
	s := qdeSource{
		qdeMade: p.made(e), kind: e.Name.Local, guid: guid(e, "guid"), name: attr(e, "name"),
		plain: attr(e, "plainTextPath"), rich: attr(e, "richTextPath"), path: attr(e, "path"),
	}
	err := p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Description":
			return p.text(&s.description)
		case "PlainTextContent":
			s.hasContent = true
			return p.text(&s.content)
		case "PlainTextSelection", "PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection", "TranscriptSelection":
			return p.selection(e, &s.selections)
		case "Coding":
			return p.coding(e, &s.codings)
		case "NoteRef":
			return p.target(e, &s.noteRefs)
		case "VariableValue":
			return p.value(&s.values)
		case "SyncPoint":
			return p.point(e, &s.points)
		case "Representation", "Transcript", "TextDescription":
			if len(s.parts) >= maxParts {
				return tooMany(e.Name.Local)
			}
			part, err := p.source(e)
			s.parts = append(s.parts, part)
			return err
		}
		return p.skip(e)
	})
	return s, err
}

func (p *parser) selection(e xml.StartElement, into *[]qdeSelection) error {
	if p.selections++; p.selections > maxCodings {
		return &transcript.Error{Code: "too-large", Args: map[string]any{"selections": p.selections, "limit": maxCodings}}
	}
	s := qdeSelection{qdeMade: p.made(e), kind: e.Name.Local, guid: guid(e, "guid"), name: attr(e, "name"), start: -1, end: -1}
	switch s.kind {
	case "PlainTextSelection":
		s.start, _ = p.number(e, "startPosition")
		s.end, _ = p.number(e, "endPosition")
	case "TranscriptSelection":
		s.from, s.to = guid(e, "fromSyncPoint"), guid(e, "toSyncPoint")
	default:
		s.place = p.place(e)
	}
	err := p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Description":
			return p.text(&s.description)
		case "Coding":
			return p.coding(e, &s.codings)
		case "NoteRef":
			return p.target(e, &s.noteRefs)
		case "Representation":
			part, err := p.source(e)
			s.part = &part
			return err
		}
		return p.skip(e)
	})
	if s.guid != uuid.Nil || s.description != "" || len(s.codings)+len(s.noteRefs) > 0 {
		*into = append(*into, s)
	}
	return err
}

// place words a place without text in figures alone: "0:01.000–0:02.500" of a
// recording, "p. 3 (10,20)–(30,40)" of a page.
func (p *parser) place(e xml.StartElement) string {
	if strings.HasPrefix(e.Name.Local, "Audio") || strings.HasPrefix(e.Name.Local, "Video") {
		begin, _ := p.number(e, "begin")
		end, _ := p.number(e, "end")
		return clock(begin) + "–" + clock(end)
	}
	var n [4]int
	for i, name := range []string{"firstX", "firstY", "secondX", "secondY"} {
		n[i], _ = p.number(e, name)
	}
	place := fmt.Sprintf("(%d,%d)–(%d,%d)", n[0], n[1], n[2], n[3])
	if page, ok := p.number(e, "page"); ok {
		place = fmt.Sprintf("p. %d %s", page, place)
	}
	return place
}

func clock(millis int) string {
	if millis < 0 {
		return "?"
	}
	s := millis / 1000
	return fmt.Sprintf("%d:%02d:%02d.%03d", s/3600, s/60%60, s%60, millis%1000)
}

func (p *parser) coding(e xml.StartElement, into *[]qdeCoding) error {
	if p.codings++; p.codings > maxCodings {
		return &transcript.Error{Code: "too-large", Args: map[string]any{"codings": p.codings, "limit": maxCodings}}
	}
	c := qdeCoding{guid: guid(e, "guid"), user: guid(e, "creatingUser"), created: p.date(e, "creationDateTime")}
	var refs []uuid.UUID
	err := p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "CodeRef":
			return p.target(e, &refs)
		case "NoteRef":
			return p.target(e, &c.noteRefs)
		}
		return p.skip(e)
	})
	if len(refs) == 0 {
		p.q.lost.add("refi-codings-without-code", 1)
		return err
	}
	// The schema allows one; where there are more, each is a coding.
	p.codings += len(refs) - 1
	for i, ref := range refs {
		c.code = ref
		if i > 0 {
			c.guid, c.noteRefs = uuid.Nil, nil
		}
		*into = append(*into, c)
	}
	return err
}

func (p *parser) point(e xml.StartElement, into *[]qdePoint) error {
	s := qdePoint{guid: guid(e, "guid")}
	millis, timed := p.number(e, "timeStamp")
	s.millis, s.timed = int64(millis), timed
	s.position, s.place = p.number(e, "position")
	*into = append(*into, s)
	return p.end()
}
