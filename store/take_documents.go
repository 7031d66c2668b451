package store

import (
	"database/sql"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// twin is a document of the project that one of the file may be.
type twin struct {
	id       transcript.DocumentID
	title    string
	hash     string // of the text
	source   string // SHA-256 of the source file, "" for none
	revision int
	met      bool // by a document of the file
}

// documents adds the file's documents but those that are there: a text that is
// the same is the same document, and codings of it go there. The same source
// file under another text is the same only when nothing hangs on it.
func (t *taking) documents() error {
	twins, err := list(t.ctx, t.p.writer, func(rows *sql.Rows, w *twin) error {
		return rows.Scan(&w.id, &w.title, &w.hash, &w.source, &w.revision)
	}, `SELECT d.id, d.title, d.text_hash, coalesce(f.sha256, ''), d.revision FROM document d
		JOIN revision r ON r.document_id = d.id AND r.n = d.revision
		LEFT JOIN source f ON f.id = r.source_id WHERE d.deleted = 0 ORDER BY d.id`)
	if err != nil {
		return err
	}
	coded := t.referred()
	for i := range t.in.Documents {
		if err := t.stop(); err != nil {
			return err
		}
		from := t.in.Documents[i]
		doc := from.Document
		if doc.Source.SHA256 == "" && doc.Source.Bytes != nil {
			doc.Source.SHA256 = bodyHash(string(doc.Source.Bytes))
		}
		if !t.opt.Again {
			if met := meet(twins, doc, coded[doc.ID]); met != nil {
				met.met = true
				t.documentOf[doc.ID] = documentAt{id: met.id, revision: met.revision, text: doc.Text, there: true}
				t.out.There = append(t.out.There, met.title)
				continue
			}
		}
		if err := t.document(i, doc, t.millis(from.Added)); err != nil {
			return err
		}
	}
	return nil
}

// referred are the documents that something of the file hangs on.
func (t *taking) referred() map[transcript.DocumentID]bool {
	out := map[transcript.DocumentID]bool{}
	for _, c := range t.in.Codings {
		out[c.Document] = true
	}
	for _, s := range t.in.Strays {
		out[s.Document] = true
	}
	for _, m := range t.in.Memos {
		out[m.About.Document] = true
	}
	return out
}

// meet finds the document that one of the file is; of several with that text
// the one of the same id or title, and each only once.
func meet(twins []twin, doc transcript.Document, coded bool) *twin {
	hash := bodyHash(doc.Text.String())
	same := []func(w twin) bool{
		func(w twin) bool { return w.hash == hash && w.id == doc.ID },
		func(w twin) bool { return w.hash == hash && codebook.Fold(w.title) == codebook.Fold(doc.Title) },
		func(w twin) bool { return w.hash == hash },
	}
	if doc.Source.SHA256 != "" && !coded {
		same = append(same, func(w twin) bool { return w.source == doc.Source.SHA256 })
	}
	for _, is := range same {
		if i := slices.IndexFunc(twins, func(w twin) bool { return !w.met && is(w) }); i >= 0 {
			return &twins[i]
		}
	}
	return nil
}

// document adds one.
func (t *taking) document(i int, doc transcript.Document, added int64) error {
	given := doc.ID
	var err error
	if doc.ID, err = free(t.act, documentTable, doc.ID); err != nil {
		return err
	}
	doc.Title = clean(doc.Title, clean(doc.Source.Name, "?"))
	doc.Case = t.caseOf[doc.Case]
	doc.Speakers = slices.Clone(doc.Speakers)
	for n := range doc.Speakers {
		s := &doc.Speakers[n]
		s.Case = t.caseOf[s.Case]
		if s.ID, err = free(t.act, speakerTable, s.ID); err != nil {
			return err
		}
	}
	if err := t.addDocument(&doc, added); err != nil {
		return err
	}
	t.documentOf[given] = documentAt{id: doc.ID, revision: doc.Revision, text: doc.Text}
	t.out.Documents = append(t.out.Documents, TakenDocument{At: i, ID: doc.ID})
	return nil
}
