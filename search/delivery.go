package search

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"

	"veldwerk/transcript"
)

// delivery is one batch with the documents it brings and takes out.
type delivery struct {
	batch *bleve.Batch
	turns int
	bytes int
	brung []*outline
	gone  []*outline
	met   map[string]struct{} // its words
	words map[string]struct{} // of them, those that the vocabulary lacks
}

// meet notes the words of a document that the vocabulary lacks. A word may be
// in several deliveries under way: each must bring all that it needs.
func (d *delivery) meet(o *outline, doc *transcript.Document, words *vocabulary) {
	for _, u := range o.units {
		t := tokeniser{s: doc.Text.Slice(u.span)}
		for {
			tok, ok := t.next()
			if !ok {
				break
			}
			if _, met := d.met[tok.term]; met {
				continue
			}
			term := strings.Clone(tok.term)
			d.met[term] = struct{}{}
			if !words.has(term) {
				d.words[term] = struct{}{}
			}
		}
	}
}

func (w *writer) delivery() *delivery {
	return &delivery{batch: w.engine.NewBatch(), met: map[string]struct{}{}, words: map[string]struct{}{}}
}

func (d *delivery) add(o *outline, doc *transcript.Document, former *outline) error {
	if former != nil {
		d.remove(former, len(o.units))
	}
	for i, u := range o.units {
		text := doc.Text.Slice(u.span)
		if err := d.batch.Index(turnID(o.id, i), map[string]any{wordField: text}); err != nil {
			return fmt.Errorf("%w: %w", errUnsound, err)
		}
		d.turns++
		d.bytes += len(text)
	}
	d.brung = append(d.brung, o)
	return nil
}

// remove takes the turns of a document out, from one on.
func (d *delivery) remove(o *outline, from int) {
	for i := from; i < len(o.units); i++ {
		d.batch.Delete(turnID(o.id, i))
		d.turns++
	}
}
