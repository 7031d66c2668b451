package transcript

import "context"

// format is a kind of file that Read takes. One of the two is set: bytes for a
// format of its own, text for one that is written in plain text.
type format struct {
	bytes func(context.Context, file) (reading, error)
	text  func(string) (reading, error) // of the canonical text
}

// formats are the kinds that Read takes, as Sniff names them; each reader
// stands in the file of its name.
var formats = map[string]format{
	"epub": {bytes: readEPUB},
	"html": {bytes: readHTML},
	"odt":  {bytes: readODT},
	"pdf":  {bytes: readPDF},
	"rtf":  {bytes: readRTF},
	"txt":  {text: readPlain},
	"md":   {text: readPlain},
	"vtt":  {text: readCaptions},
	"srt":  {text: readCaptions},
	"docx": {bytes: readDOCX},

	"amberscript": {text: readAmberscript},
	"cha":         {bytes: readCHAT},
	"eaf":         {bytes: readELAN},
	"otr":         {text: readOTranscribe},
	"rev":         {text: readRev},
	"textgrid":    {text: readTextGrid},
	"whisper":     {text: readWhisper},
	"zoomchat":    {text: readZoomChat},
}

// file is what a reader gets.
type file struct {
	name    string // as given to Read
	data    []byte
	options Options
}

// reading is what a reader found, before turns are cut. Either spoken is set,
// by formats that say who speaks when: finish lays it out, one paragraph a
// turn. Or text is, whose labels say who speaks; anchors and pages then count
// bytes of it, so a reader that sets them has made it canonical.
type reading struct {
	spoken   []spokenLine
	text     string
	anchors  []draftAnchor // beside the stamps that stand in text
	pages    []draftPage
	encoding string // of the text inside; "" is UTF-8
	warnings []Warning
}

type draftPage struct{ at, number int }

// layout cuts the turns; nil when there is no text.
func (r reading) layout() *draft {
	if r.spoken != nil {
		return laySpoken(r.spoken)
	}
	d := layPlain(r.text)
	d.anchors = append(d.anchors, r.anchors...)
	d.pages = r.pages
	return d
}

func readPlain(text string) (reading, error) { return reading{text: text}, nil }
