package transcript

import (
	"errors"
	"strings"
	"testing"
)

func TestFlowLimits(t *testing.T) {
	grow := map[string]func(*flow){
		"elements": func(w *flow) { w.element() },
		"moments":  func(w *flow) { w.moment(1) },
		"lines":    func(w *flow) { w.writeKept("a\nb\nc"); w.endParagraph() },
		"bytes":    func(w *flow) { w.writeKept(strings.Repeat("woord ", 10_000)); w.endParagraph() },
		"one text": func(w *flow) { w.write(strings.Repeat("woord ", 10_000)) },
	}
	for name, more := range grow {
		t.Run(name, func(t *testing.T) {
			w := &flow{}
			for range maxElements + 1 {
				if more(w); w.full {
					break
				}
			}
			var e *Error
			if _, err := w.reading(); !errors.As(err, &e) || e.Code != "too-large" {
				t.Errorf("error %v", err)
			}
			if w.text.Len() > maxFlow || w.para.Len() > maxFlow || len(w.moments) > maxParagraphs {
				t.Errorf("kept %d and %d bytes, %d moments", w.text.Len(), w.para.Len(), len(w.moments))
			}
		})
	}
}

func TestFlowTables(t *testing.T) {
	w := &flow{}
	for range maxTables + 3 {
		w.openTable()
		w.startRow()
		w.startCell()
	}
	w.write("diep")
	for range maxTables + 3 {
		w.closeTable()
	}
	w.write("weer buiten")
	if r, err := w.reading(); err != nil || r.text != "diep\n\nweer buiten" {
		t.Errorf("%q, %v", r.text, err)
	}
}

// TestFlowMoments holds anchors to their words when making the text canonical
// moves what stands before them.
func TestFlowMoments(t *testing.T) {
	w := &flow{}
	w.writeKept("\uFEFFa\r\nb\x00 ")
	w.moment(5000)
	w.writeKept("hier ")
	w.endParagraph()
	w.writeKept("  en ")
	w.moment(9000)
	w.writeKept("daar  ")
	w.tidyParagraph()
	r, err := w.reading()
	if err != nil || r.text != "a\nb\uFFFD hier \n\nen daar" {
		t.Fatalf("%q, %v", r.text, err)
	}
	for i, want := range []string{"hier", "daar"} {
		if !strings.HasPrefix(r.text[r.anchors[i].at:], want) {
			t.Errorf("anchor %d stands at %q", i, r.text[r.anchors[i].at:])
		}
	}
}
