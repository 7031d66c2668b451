package transcript

import "strings"

// readRev reads the JSON of Rev: the editor's export (elements are passages,
// with times as 00:00:20,000) and that of the Rev.ai interface (elements are
// words and marks, with times in seconds). Tags such as <crosstalk> stay in the
// text as they are written.
func readRev(text string) (reading, error) {
	r := newJSONReader(text)
	s := &speech{}
	names := map[string]string{}
	err := r.object(func(key string) error {
		switch key {
		case "speakers":
			return r.array(func() error { return r.speaker(names, "id", "name") })
		case "monologues":
			return r.array(func() error { return s.revMonologue(r, names) })
		}
		return r.skip()
	})
	if err := s.ended(err); err != nil {
		return reading{}, err
	}
	s.endRun()
	for _, l := range s.lines {
		if strings.Trim(l.name, "0123456789") == "" && l.name != "" && names[l.name] == "" {
			names[l.name] = "Speaker " + l.name // as Rev's own documents write it
		}
	}
	s.rename(names)
	return s.reading()
}

// revElement is a passage, a word, a mark or a tag.
type revElement struct {
	kind, value string
	start       moment
}

// revMonologue reads {speaker, speaker_name, speaker_info, elements}. A name
// that stands in the monologue goes before the file's list.
func (s *speech) revMonologue(r jsonReader, names map[string]string) error {
	var id, name string
	var elements []revElement
	err := r.object(func(key string) error {
		switch key {
		case "speaker":
			return r.text(&id)
		case "speaker_name":
			return r.text(&name)
		case "speaker_info":
			return r.object(func(key string) error {
				if key == "display_name" {
					return r.text(&name)
				}
				return r.skip()
			})
		case "elements":
			return r.array(func() error {
				e, err := r.revElement()
				if e.value != "" {
					elements = append(elements, e)
				}
				return err
			})
		}
		return r.skip()
	})
	if id = oneBlank(id); id == "" {
		id = oneBlank(name)
	}
	if oneBlank(name) != "" {
		names[id] = name
	}
	if len(elements) == 0 && err == nil {
		s.empty++
	}
	before := revElement{kind: "punct", value: " "}
	s.endRun()
	for _, e := range elements {
		if before.kind != "punct" && e.kind != "punct" && needsBlank(before.value, e.value) {
			e.value = " " + e.value
		}
		s.word(id, e.value, e.start)
		before = e
	}
	return err
}

func (r jsonReader) revElement() (revElement, error) {
	var e revElement
	tag := ""
	err := r.object(func(key string) error {
		switch key {
		case "type":
			return r.text(&e.kind)
		case "value":
			return r.text(&e.value)
		case "name":
			return r.text(&tag)
		case "ts":
			return r.seconds(&e.start)
		case "timestamp":
			return r.clock(&e.start)
		}
		return r.skip()
	})
	if e.value == "" && tag != "" {
		e.value = "[" + tag + "]"
	}
	return e, err
}

// clock reads a time as 00:00:20,000, or as seconds.
func (r jsonReader) clock(into *moment) error {
	var s string
	if err := r.text(&s); err != nil {
		return err
	}
	s = strings.TrimSpace(s)
	c, ok := clock(s)
	switch {
	case s == "":
		*into = moment{}
	case ok && c.len == len(s):
		*into = moment{millis: c.millis, known: true}
	default:
		*into = momentIn(s)
	}
	return nil
}

// needsBlank says whether two passages would grow together.
func needsBlank(a, b string) bool {
	return !startsBlank(b) && strings.TrimRight(a, " \t\n\u00a0") == a && !strings.ContainsAny(b[:1], ".,;:!?)")
}
