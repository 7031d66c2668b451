package tui

import (
	"context"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// memoEntry is one memo of the list: one of its own, or the memo that a coding
// bears.
type memoEntry struct {
	memo     codebook.Memo // of a coding's memo only About, Body and Coder
	onCoding bool          // the text belongs to the coding itself
	about    string        // name of what it is about, "" for the project
	quote    string        // the passage it is about
	coder    codebook.Coder
	at       time.Time
	place    showDocument // where the passage stands
}

// key names the row.
func (e memoEntry) key() string {
	if e.onCoding {
		return "coding:" + e.memo.About.Coding.String()
	}
	return e.memo.ID.String()
}

// memosRead is what the memos screen shows.
type memosRead struct{ entries []memoEntry }

// memoNames are the names of what memos can be about.
type memoNames struct {
	ws        *workspace.Workspace
	docs      map[transcript.DocumentID]string
	cases     map[transcript.CaseID]string
	themes    map[codebook.ThemeID]string
	coders    map[codebook.CoderID]codebook.Coder
	fragments map[codebook.CodingID]codebook.Fragment
	codes     search.Codebook
}

func readMemos(ctx context.Context, ws *workspace.Workspace) (memosRead, error) {
	memos, err := ws.Project.Memos.List(ctx)
	if err != nil {
		return memosRead{}, err
	}
	coded, err := ws.Fragments(ctx, search.Parse("memo:*"))
	if err != nil {
		return memosRead{}, err
	}
	about, err := readMemoNames(ctx, ws, memos, coded)
	if err != nil {
		return memosRead{}, err
	}
	var r memosRead
	for _, m := range memos {
		e := memoEntry{memo: m, coder: about.coders[m.Coder], at: m.Modified}
		if err := about.name(ctx, &e); err != nil {
			return memosRead{}, err
		}
		r.entries = append(r.entries, e)
	}
	for _, f := range coded {
		c := f.Coding
		e := memoEntry{
			memo:     codebook.Memo{About: codebook.Ref{Kind: codebook.RefCoding, Coding: c.ID}, Body: c.Memo, Coder: c.Coder},
			onCoding: true, coder: about.coders[c.Coder], at: c.Modified,
		}
		if err := about.name(ctx, &e); err != nil {
			return memosRead{}, err
		}
		r.entries = append(r.entries, e)
	}
	return r, nil
}

func readMemoNames(ctx context.Context, ws *workspace.Workspace, memos []codebook.Memo, coded []codebook.Fragment) (*memoNames, error) {
	n := &memoNames{
		ws: ws, docs: map[transcript.DocumentID]string{}, cases: map[transcript.CaseID]string{}, themes: map[codebook.ThemeID]string{},
		coders: map[codebook.CoderID]codebook.Coder{}, fragments: map[codebook.CodingID]codebook.Fragment{},
	}
	docs, err := ws.Project.Documents.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		n.docs[d.ID] = d.Title
	}
	cases, err := ws.Project.Cases.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		n.cases[c.ID] = c.Name
	}
	if n.codes, err = ws.Codebook(ctx); err != nil {
		return nil, err
	}
	for _, t := range n.codes.Themes {
		n.themes[t.ID] = t.Name
	}
	coders, err := ws.Project.Coders.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range coders {
		n.coders[c.ID] = c
	}
	for _, f := range coded {
		n.fragments[f.Coding.ID] = f
	}
	return n, n.findCodings(ctx, memos)
}

// findCodings reads the fragments that memos of their own are about.
func (n *memoNames) findCodings(ctx context.Context, memos []codebook.Memo) error {
	for _, m := range memos {
		if _, ok := n.fragments[m.About.Coding]; ok || m.About.Kind != codebook.RefCoding {
			continue
		}
		all, err := n.ws.Fragments(ctx, search.Query{})
		for _, f := range all {
			n.fragments[f.Coding.ID] = f
		}
		return err
	}
	return nil
}

// name fills in what the memo is about, and where that stands.
func (n *memoNames) name(ctx context.Context, e *memoEntry) error {
	about := e.memo.About
	switch about.Kind {
	case codebook.RefDocument:
		e.about, e.place = n.docs[about.Document], showDocument{id: about.Document}
	case codebook.RefCode:
		e.about = n.codes.Tree.Path(about.Code)
	case codebook.RefTheme:
		e.about = n.themes[about.Theme]
	case codebook.RefCase:
		e.about = n.cases[about.Case]
	case codebook.RefCoding:
		f := n.fragments[about.Coding]
		e.about, e.quote = f.Code.Name, f.Text
		e.place = showDocument{id: f.Coding.Document, at: f.Coding.Span}
	case codebook.RefSpan:
		e.about, e.place = n.docs[about.Document], showDocument{id: about.Document, at: about.Span}
		doc, err := n.ws.Document(ctx, about.Document)
		if err != nil {
			return err
		}
		e.quote = passage(doc, about.Span)
	}
	return nil
}

// passage is the text of a span; "" when a damaged file says it lies outside.
func passage(doc *transcript.Document, span transcript.Span) string {
	if span.Start < 0 || span.End > doc.Text.Len() || span.IsEmpty() {
		return ""
	}
	return strings.TrimSpace(doc.Text.Slice(span))
}
