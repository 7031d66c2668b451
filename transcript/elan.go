package transcript

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// readELAN reads an .eaf file. A tier without a parent holds speech: its
// participant, or else its own name, is the speaker. Tiers that depend on
// another (translations, glosses, words) are left out and counted by name;
// only where no other tier has text are they what is read. An annotation
// without a time of its own gets one from the slots around it.
func readELAN(_ context.Context, f file) (reading, error) {
	d, encoding, err := openXML(f)
	if err != nil {
		return reading{}, err
	}
	e := elanReader{s: &speech{}, slots: map[string]int{}, times: map[string]moment{}}
	if err := e.read(d); err != nil {
		return reading{}, err
	}
	e.estimate()
	e.lay()
	r, err := e.s.reading()
	r.encoding = encoding
	return r, err
}

// openXML decodes the bytes of an XML file: as was chosen, by their mark, as
// the file declares, or, where they can't be that, as any text.
func openXML(f file) (*xml.Decoder, string, error) {
	data, encoding := f.data, encodingUTF8
	asIs := f.options.Encoding != "" || utf16Pattern(data) != "" || declaredCharset(data) == "" && !utf8.Valid(data)
	for _, b := range boms {
		asIs = asIs || bytes.HasPrefix(data, []byte(b.mark))
	}
	// A declaration that names no encoding we know, or one that the bytes are
	// not in (editors leave "UTF-16" standing), says nothing.
	_, declared := charset.Lookup(declaredCharset(data))
	asIs = asIs || declaredCharset(data) != "" && (declared == "" || strings.HasPrefix(declared, "utf-16"))
	if asIs {
		text, err := decodeChosen(data, f.options.Encoding)
		if err != nil {
			return nil, "", err
		}
		data, encoding = []byte(text.text), text.encoding
	}
	// part bounds the size and the attributes of a tag.
	d := xml.NewDecoder(&part{r: io.NopCloser(bytes.NewReader(data)), packed: int64(len(data))})
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if asIs {
			return in, nil
		}
		return charset.NewReaderLabel(label, in)
	}
	if !asIs {
		encoding = cmp.Or(declared, encoding)
	}
	return d, encoding, nil
}

// declaredCharset is the encoding that an XML declaration names, unless that is
// UTF-8.
func declaredCharset(data []byte) string {
	head := data[:min(len(data), 200)]
	if !bytes.HasPrefix(head, []byte("<?xml")) {
		return ""
	}
	head, _, _ = bytes.Cut(head, []byte("?>"))
	_, value, ok := bytes.Cut(head, []byte("encoding="))
	if !ok || len(value) < 2 {
		return ""
	}
	name, _, _ := bytes.Cut(value[1:], value[:1])
	if strings.EqualFold(string(name), encodingUTF8) {
		return ""
	}
	return string(name)
}

// annotation is one of an .eaf file, on a tier.
type annotation struct {
	id, slot, ref string
	text          strings.Builder
}

type elanTier struct {
	name, id, parent string
	person           bool
	annotations      []*annotation
}

// elanReader gathers what an .eaf file holds.
type elanReader struct {
	s         *speech
	slots     map[string]int // id to place in order
	order     []moment       // times of the slots, in the file's order
	estimated []bool
	tiers     []*elanTier
	times     map[string]moment // of annotations that are resolved
	guessed   int
}

func (e *elanReader) read(d *xml.Decoder) error {
	depth := 0
	var open *annotation
	inValue := false
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0:
			return nil
		case err != nil:
			return e.broken(err)
		}
		switch x := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return &Error{Code: "damaged", Args: map[string]any{"depth": depth}}
			}
			if a := e.start(x); a != nil {
				open = a
			}
			inValue = x.Name.Local == "ANNOTATION_VALUE"
		case xml.EndElement:
			depth--
			inValue = false
		case xml.CharData:
			if inValue && open != nil {
				open.text.Write(x)
			}
		}
	}
}

// broken takes an error of the decoder: a file that was cut off keeps what
// stands before the cut.
func (e *elanReader) broken(err error) error {
	var own *Error
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"), errors.Is(err, io.ErrUnexpectedEOF):
		e.s.truncated = true
		return nil
	}
	return &Error{Code: "damaged", Err: errXML}
}

// errXML stands for the decoder's own error, which may quote the file.
var errXML = errors.New("not well-formed XML")

func (e *elanReader) start(x xml.StartElement) *annotation {
	switch x.Name.Local {
	case "TIME_SLOT":
		e.slot(attribute(x, "TIME_SLOT_ID"), attribute(x, "TIME_VALUE"))
	case "TIER":
		t := &elanTier{id: attribute(x, "TIER_ID"), parent: attribute(x, "PARENT_REF")}
		t.name = oneBlank(attribute(x, "PARTICIPANT"))
		t.person = t.name != ""
		t.name = cmp.Or(t.name, oneBlank(t.id))
		e.tiers = append(e.tiers, t)
	case "ALIGNABLE_ANNOTATION", "REF_ANNOTATION":
		if len(e.tiers) == 0 {
			return nil
		}
		a := &annotation{id: attribute(x, "ANNOTATION_ID"), slot: attribute(x, "TIME_SLOT_REF1"), ref: attribute(x, "ANNOTATION_REF")}
		t := e.tiers[len(e.tiers)-1]
		t.annotations = append(t.annotations, a)
		return a
	}
	return nil
}

func (e *elanReader) slot(id, value string) {
	at := moment{}
	if value != "" {
		millis, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		at = moment{millis: millis, known: true}
		if err != nil || millis < 0 || millis > maxMillis {
			e.s.badTimes++
			at = moment{}
		}
	}
	if _, twice := e.slots[id]; !twice {
		e.slots[id] = len(e.order)
	}
	e.order = append(e.order, at)
}

// estimate gives slots without a time one evenly between the known ones; ELAN
// writes slots in order of time.
func (e *elanReader) estimate() {
	e.estimated = make([]bool, len(e.order))
	last := -1
	for i := 0; i <= len(e.order); i++ {
		if i < len(e.order) && !e.order[i].known {
			continue
		}
		from, to := int64(0), int64(0)
		if last >= 0 {
			from, to = e.order[last].millis, e.order[last].millis
		}
		if i < len(e.order) {
			to = max(from, e.order[i].millis)
		}
		steps := int64(i - last)
		for k := last + 1; k < i && (last >= 0 || i < len(e.order)); k++ {
			e.order[k] = moment{millis: from + (to-from)*int64(k-last)/steps, known: true}
			e.estimated[k] = true
		}
		last = i
	}
}

// lay hands the tiers of speech on.
func (e *elanReader) lay() {
	byID := map[string]*annotation{}
	tiers := map[string]bool{}
	for _, t := range e.tiers {
		tiers[t.id] = true
		for _, a := range t.annotations {
			if a.id != "" && byID[a.id] == nil {
				byID[a.id] = a
			}
		}
	}
	speaks := func(t *elanTier) bool { return t.parent == "" || t.parent == t.id || !tiers[t.parent] }
	if !e.anyText(speaks) {
		speaks = func(*elanTier) bool { return true }
	}
	var talk []tier
	var out dropped
	for _, t := range e.tiers {
		layer := tier{name: t.name, person: t.person}
		for _, a := range t.annotations {
			text := a.text.String()
			switch {
			case strings.TrimFunc(text, isNothing) == "":
				e.s.empty++
			case !speaks(t):
				out.add(cmp.Or(t.id, t.name))
			default:
				layer.pieces = append(layer.pieces, tierPiece{text, e.timeOf(a, byID)})
			}
		}
		talk = append(talk, layer)
	}
	e.s.addTiers(talk)
	e.s.warnings = append(out.warnings(), appendCounts(nil, []count{{"times-estimated", e.guessed}})...)
}

func (e *elanReader) anyText(speaks func(*elanTier) bool) bool {
	for _, t := range e.tiers {
		for _, a := range t.annotations {
			if speaks(t) && strings.TrimFunc(a.text.String(), isNothing) != "" {
				return true
			}
		}
	}
	return false
}

// timeOf is when an annotation starts: by its slot, else by that of the one it
// refers to. A reference to nothing, or in a circle, is a bad time.
func (e *elanReader) timeOf(a *annotation, byID map[string]*annotation) moment {
	var passed []*annotation
	at := moment{bad: true}
	for seen := map[*annotation]bool{}; a != nil && !seen[a]; a = byID[a.ref] {
		if known, ok := e.times[a.id]; ok && a.id != "" {
			at = known
			break
		}
		seen[a] = true
		passed = append(passed, a)
		if i, ok := e.slots[a.slot]; ok && a.slot != "" {
			if at = e.order[i]; e.estimated[i] {
				e.guessed++
			}
			break
		}
		if a.ref == "" {
			break
		}
	}
	for _, p := range passed {
		if p.id != "" {
			e.times[p.id] = at
		}
	}
	return at
}
