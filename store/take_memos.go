package store

import (
	"veldwerk/codebook"
	"veldwerk/transcript"
)

// written is what two memos that say the same share.
type written struct {
	kind        codebook.MemoKind
	about       codebook.Ref
	title, body string
	coder       codebook.CoderID
}

func writtenAs(m codebook.Memo) written { return written{m.Kind, m.About, m.Title, m.Body, m.Coder} }

// memos adds the file's memos but those that the project has word for word
// about the same thing.
func (t *taking) memos() error {
	there, err := list(t.ctx, t.p.writer, scanMemo, memoColumns)
	if err != nil {
		return err
	}
	met := map[written]int{}
	for _, m := range there {
		met[writtenAs(m)]++
	}
	for _, m := range t.in.Memos {
		if err := t.stop(); err != nil {
			return err
		}
		m.Title, m.Body, m.Coder = valid(m.Title), valid(m.Body), t.coderAs(m.Coder)
		m.About = t.subject(m.About)
		switch m.Kind {
		case codebook.MemoTheory, codebook.MemoMethod, codebook.MemoReflection, codebook.MemoTask:
		default:
			m.Kind = codebook.MemoNote
		}
		if as := writtenAs(m); met[as] > 0 {
			met[as]--
			continue
		}
		if err := t.memo(m); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) memo(m codebook.Memo) error {
	id, err := free(t.act, memoTable, m.ID)
	if err != nil {
		return err
	}
	r, err := t.memoRow(m)
	if err != nil {
		return err
	}
	created := t.millis(m.Created)
	r["coder_id"], r["created"], r["modified"] = m.Coder, created, created
	if !m.Modified.IsZero() {
		r["modified"] = t.millis(m.Modified)
	}
	t.out.Memos++
	return t.insert(memoTable, id.String(), r)
}

// subject is what a memo of the file is about here. When that has no place
// here it is about the document, or the project: a note is never dropped.
func (t *taking) subject(about codebook.Ref) codebook.Ref {
	project := codebook.Ref{Kind: codebook.RefProject}
	document := func(id transcript.DocumentID) codebook.Ref {
		if doc, ok := t.documentOf[id]; ok {
			return codebook.Ref{Kind: codebook.RefDocument, Document: doc.id}
		}
		return project
	}
	switch about.Kind {
	case codebook.RefDocument:
		return document(about.Document)
	case codebook.RefSpan:
		doc, ok := t.documentOf[about.Document]
		if !ok || about.Span.Start < 0 || about.Span.IsEmpty() || about.Span.End > doc.text.Len() {
			return document(about.Document)
		}
		return codebook.Ref{Kind: codebook.RefSpan, Document: doc.id, Span: about.Span}
	case codebook.RefCode:
		if id, ok := t.codeOf[about.Code]; ok {
			return codebook.Ref{Kind: codebook.RefCode, Code: id}
		}
	case codebook.RefTheme:
		if id, ok := t.themeOf[about.Theme]; ok {
			return codebook.Ref{Kind: codebook.RefTheme, Theme: id}
		}
	case codebook.RefCase:
		if id, ok := t.caseOf[about.Case]; ok {
			return codebook.Ref{Kind: codebook.RefCase, Case: id}
		}
	case codebook.RefCoding:
		if id, ok := t.codingOf[about.Coding]; ok {
			return codebook.Ref{Kind: codebook.RefCoding, Coding: id}
		}
		return document(t.strayed[about.Coding])
	}
	return project
}
