package transcript

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// readOTranscribe reads an .otr file: JSON around a piece of HTML. Paragraphs
// are set apart by a blank line and line breaks stay; the clickable times
// become anchors, with the fractions that their text hides, and leave the
// text. Who speaks, the typist's labels say.
func readOTranscribe(text string) (reading, error) {
	r := newJSONReader(text)
	s := &speech{}
	page := ""
	err := r.object(func(key string) error {
		if key == "text" {
			return r.text(&page)
		}
		return r.skip()
	})
	if err := s.ended(err); err != nil {
		return reading{}, err
	}
	page, changed := canonical(page)
	w := typedPage{z: html.NewTokenizer(strings.NewReader(page))}
	w.read()
	if strings.TrimFunc(w.text.String(), isNothing) == "" {
		if s.truncated {
			return reading{}, &Error{Code: "truncated"}
		}
		return reading{}, &Error{Code: "empty"}
	}
	warnings := appendCounts(changed.warnings(), []count{{"bad-times", w.badTimes}})
	if s.truncated {
		warnings = append(warnings, Warning{Code: "truncated"})
	}
	return reading{text: w.text.String(), anchors: w.anchors, warnings: warnings}, nil
}

// typedPage makes text of the HTML that oTranscribe's editor keeps.
type typedPage struct {
	z        *html.Tokenizer
	text     strings.Builder
	breaks   int  // line ends that go before the next ink
	blank    bool // a blank is due, if ink follows on the line
	pending  []int64
	anchors  []draftAnchor
	badTimes int
	inTime   bool // inside a clickable time …
	at       moment
	shown    strings.Builder // … and its text so far
	hidden   string          // the element whose text nobody sees
}

// typedBlocks are the elements that end a paragraph.
var typedBlocks = map[string]bool{
	"p": true, "div": true, "li": true, "ul": true, "ol": true, "blockquote": true, "pre": true, "table": true,
	"tr": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hr": true,
}

func (w *typedPage) read() {
	for {
		switch w.z.Next() {
		case html.ErrorToken:
			w.shut()
			w.write("", true)
			return
		case html.TextToken:
			switch {
			case w.inTime:
				w.shown.Write(w.z.Text())
			case w.hidden == "":
				w.write(string(w.z.Text()), false)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			w.shut()
			w.start(w.z.Token())
		case html.EndTagToken:
			w.shut()
			name, _ := w.z.TagName()
			if w.hidden == string(name) {
				w.hidden = ""
			}
			w.breakAt(string(name))
		}
	}
}

func (w *typedPage) start(t html.Token) {
	switch {
	case t.Data == "br":
		w.blank = false
		w.breaks++
	case t.Data == "script" || t.Data == "style":
		w.hidden = t.Data
	case t.Data == "span" && t.Type == html.StartTagToken && isTimestamp(t):
		w.open(t)
	default:
		w.breakAt(t.Data)
	}
}

func (w *typedPage) breakAt(name string) {
	if typedBlocks[name] {
		w.blank, w.breaks = false, max(w.breaks, 2)
	}
}

func isTimestamp(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "class" && strings.Contains(a.Val, "timestamp") || a.Key == "data-timestamp" {
			return true
		}
	}
	return false
}

// open begins a clickable time; its text waits for the next tag.
func (w *typedPage) open(t html.Token) {
	w.inTime, w.at = true, moment{bad: true}
	for _, a := range t.Attr {
		if a.Key == "data-timestamp" {
			w.at = momentIn(strings.TrimSpace(a.Val))
		}
	}
}

// shut ends a clickable time. One that cannot be read stays as text, and so
// does what a typist wrote inside its tags.
func (w *typedPage) shut() {
	if !w.inTime {
		return
	}
	shown := strings.TrimSpace(w.shown.String())
	w.inTime = false
	w.shown.Reset()
	c, ok := clock(shown)
	if !w.at.known && ok {
		w.at = moment{millis: c.millis, known: true}
	}
	if w.at.known {
		w.blank = true
		w.pending = append(w.pending, w.at.millis)
		if ok {
			shown = shown[c.len:]
		}
	} else {
		w.badTimes++
	}
	w.write(shown, false)
}

// write adds text with its blanks made single; a no-break space stays, but for
// the one that the editor sets behind a time.
func (w *typedPage) write(raw string, end bool) {
	text, _ := canonical(raw)
	if len(w.pending) > 0 {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
	}
	for _, r := range text {
		if r == ' ' || r == '\n' || r == '\t' {
			w.blank = true
			continue
		}
		if r == 0xFEFF && w.text.Len() == 0 {
			continue
		}
		w.ink()
		w.text.WriteRune(r)
	}
	if end {
		w.anchor()
	}
}

// ink sets what stands between the text and the next character.
func (w *typedPage) ink() {
	switch {
	case w.text.Len() == 0:
	case w.breaks > 0:
		w.text.WriteString(strings.Repeat("\n", w.breaks))
	case w.blank:
		w.text.WriteByte(' ')
	}
	w.breaks, w.blank = 0, false
	w.anchor()
}

func (w *typedPage) anchor() {
	for _, millis := range w.pending {
		w.anchors = append(w.anchors, draftAnchor{w.text.Len(), millis})
	}
	w.pending = nil
}
