package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
)

// rich is a field with something of every noun.
func rich(t *testing.T) *field {
	f := newField(t)
	by, err := f.Acting(ctx)
	ok(t, err)
	doc := f.only()
	codes, err := f.Project.Codes.Add(ctx, by, codebook.Code{Name: "druk", Short: "van bovenaf"}, codebook.Code{Name: "geld"})
	ok(t, err)
	for i, c := range codes {
		_, err = f.Project.Codings.Apply(ctx, by, store.Application{Code: c.ID, Places: []store.Place{{Document: doc.ID, Span: transcript.Span{Start: 3 + i, End: 20 + 30*i}}}})
		ok(t, err)
	}
	of, err := f.Project.Attributes.Add(ctx, by, "rol", transcript.AttributeText)
	ok(t, err)
	ok(t, f.Project.Cases.SetValue(ctx, by, doc.Case, of, "beleid"))
	_, err = f.Project.Themes.Add(ctx, by, codebook.Theme{Name: "samen", Claim: "het kan", Codes: []codebook.CodeID{codes[0].ID}, Words: []codebook.Word{{Text: "samen*"}}})
	ok(t, err)
	_, err = f.Project.Memos.Add(ctx, by, codebook.Memo{Kind: codebook.MemoTheory, Title: "gedachte", Body: "over *druk*", About: codebook.Ref{Kind: codebook.RefCode, Code: codes[0].ID}})
	ok(t, err)
	return f
}

// only is the field's document.
func (f *field) only() transcript.Document {
	infos, err := f.Project.Documents.List(ctx)
	ok(f.t, err)
	doc, err := f.Project.Documents.Get(ctx, infos[0].ID)
	ok(f.t, err)
	return doc
}

// told is a whole project as text.
func told(t *testing.T, w *Workspace) string {
	t.Helper()
	p, err := w.Project.Whole(ctx, store.WholeOptions{})
	ok(t, err)
	p.Name = ""
	var texts []string
	for _, d := range p.Documents {
		texts = append(texts, d.Text.String())
	}
	b, err := json.Marshal([]any{p, texts})
	ok(t, err)
	return string(b)
}

func fresh(t *testing.T) *Workspace {
	t.Helper()
	home := t.TempDir()
	w, err := Create(ctx, filepath.Join(home, "ander.veldwerk"), testEnvironment(home), Options{Coder: "Anna"})
	ok(t, err)
	t.Cleanup(func() { ok(t, w.Close()) })
	return w
}

func TestAProjectGoesOutAndComesIn(t *testing.T) {
	f := rich(t)
	path := filepath.Join(f.home, "uit.qdpx")
	file, err := os.Create(path)
	ok(t, err)
	_, err = outgoing(t, f.Workspace).WriteProject(file, "")
	ok(t, err)
	ok(t, file.Close())
	w := fresh(t)
	got, err := w.Import(ctx, []string{path}, false, nil)
	ok(t, err)
	if len(got) != 1 || got[0].Err != nil || got[0].Kind != KindProject || got[0].Part() || len(got[0].Documents) != 1 {
		t.Fatalf("%+v", got)
	}
	// Anna has an id of her own in each project.
	name := func(s string, w *Workspace) string { return strings.ReplaceAll(s, w.Coder().ID.String(), "ANNA") }
	if a, b := name(told(t, f.Workspace), f.Workspace), name(told(t, w), w); a != b {
		t.Errorf("went out\n%s\ncame in\n%s", a, b)
	}
	ok(t, sound(w))
}

func TestAProjectFolderIsOneFile(t *testing.T) {
	f := rich(t)
	f.write("map/a.txt", talk(1))
	folder := filepath.Join(f.home, "map", "uit.qda")
	_, err := outgoing(t, f.Workspace).WriteProjectFolder(ctx, folder, false)
	ok(t, err)
	if _, err = outgoing(t, f.Workspace).WriteProjectFolder(ctx, folder, false); !errors.Is(err, os.ErrExist) {
		t.Fatalf("written over: %v", err)
	}
	_, err = outgoing(t, f.Workspace).WriteProjectFolder(ctx, folder, true)
	ok(t, err)
	if _, err = outgoing(t, f.Workspace).WriteProjectFolder(ctx, filepath.Join(f.home, "map"), true); !errors.Is(err, os.ErrExist) {
		t.Fatalf("a folder of somebody else written over: %v", err)
	}
	left, err := os.ReadDir(filepath.Join(f.home, "map"))
	ok(t, err)
	same(t, "entries", len(left), 2)
	w := fresh(t)
	got, err := w.Import(ctx, []string{filepath.Join(f.home, "map")}, false, nil)
	ok(t, err)
	same(t, "receipts", fmt.Sprint(got[0].Kind, got[1].Kind, got[1].Taken.Codings), fmt.Sprint(KindTranscript, KindProject, 2))
	steps, err := w.Project.Changes.Steps(ctx, 0, "")
	ok(t, err)
	same(t, "steps", len(steps), 2)
	same(t, "of the database", read1(t, w, filepath.Join(folder, "data.qda")), KindProject)
}

// read1 is what a path is taken for.
func read1(t *testing.T, w *Workspace, path string) string {
	t.Helper()
	p, err := w.Preview(ctx, path, ImportOptions{})
	ok(t, err)
	return p.Kind
}

func TestPreview(t *testing.T) {
	f := newField(t)
	text := "\nAnna: Hoe gaat het?\n\nMw. K.: Goed.\n\nMevr. Kok: Heel goed.\n\nAnna: Fijn.\n\nMw. K.: Ja.\n\nMevr. Kok: Ook.\n"
	p, err := f.Preview(ctx, f.write("voor.txt", text), ImportOptions{Interviewers: []string{"anna", "Nora"}, Renames: []Renaming{{"Mw. K.", "Mw. Kok"}}})
	ok(t, err)
	same(t, "kind", p.Kind+" "+p.Format+" "+p.Encoding(), "transcript txt utf-8")
	same(t, "lines", strings.Join(p.Lines(2), "|"), "Anna: Hoe gaat het?|Mw. K.: Goed.")
	same(t, "unknown", strings.Join(p.Unknown, " "), "Nora")
	p.Document.MergeSpeakers(2, 1)
	same(t, "speakers", fmt.Sprint(p.Speakers()), "[{Anna 2 interviewer seen-twice} {Mw. Kok 2  seen-twice}]")
	before := counts(t, f.Workspace).Documents
	r, err := f.ImportRead(ctx, p, false)
	ok(t, err)
	same(t, "stored", counts(t, f.Workspace).Documents, before+1)
	same(t, "receipt", fmt.Sprint(r.Documents[0].Title, len(r.Documents[0].Speakers), r.Documents[0].Turns), "voor2 4")

	refused, err := f.Preview(ctx, f.write("stuk.qdpx", "geen zip\n"), ImportOptions{})
	if err == nil || refused.Kind != KindProject {
		t.Errorf("a broken project: %+v", refused)
	}
	r, err = f.ImportRead(ctx, refused, false)
	ok(t, err)
	if r.Err == nil || len(r.Documents) > 0 {
		t.Errorf("a refused file came in: %+v", r)
	}
	mac, err := f.Preview(ctx, f.write("mac.txt", "I: Caf\x8e?\n\nR: Ja.\n\nI: Zo.\n\nR: Ja.\n"), ImportOptions{Encoding: "macintosh"})
	ok(t, err)
	same(t, "encoding", mac.Encoding()+mac.Lines(1)[0], "macintoshI: Café?")
}

func TestWhichTablesAreCodebooks(t *testing.T) {
	w := fresh(t)
	for text, want := range map[string]string{
		"code_id,code_path,short\n1,a/b,kort\n":            KindCodebook,
		"\uFEFF\"tag\";\"description\"\r\nzijstraat;x\r\n": KindCodebook,
		"name,description\nzijstraat,x\n":                  KindCodebook,
		"coding_id,code_path,text\n1,a/b,tekst\n":          KindTranscript,
	} {
		path := filepath.Join(t.TempDir(), "tabel.csv")
		ok(t, os.WriteFile(path, []byte(text), 0o600))
		p, _ := w.Preview(ctx, path, ImportOptions{})
		if (p.Kind == KindCodebook) != (want == KindCodebook) {
			t.Errorf("%q is %s: %v", text, p.Kind, p.Err)
		}
	}
	path := filepath.Join(t.TempDir(), "stuk.csv")
	ok(t, os.WriteFile(path, []byte("code_path,short\na,x\na,y\n"), 0o600))
	_, err := w.Preview(ctx, path, ImportOptions{})
	var refused *transcript.Error
	if !errors.As(err, &refused) || refused.Code != "codebook-row" {
		t.Errorf("twice the same code: %v", err)
	}
}

// TestAReaderThatBreaks refuses its file and no other, and leaves a note.
func TestAReaderThatBreaks(t *testing.T) {
	f := newField(t)
	importers["png"] = []importer{{kind: KindProject, read: func(*Workspace, context.Context, file, *Preview) error { panic("stuk") }}}
	defer delete(importers, "png")
	got, err := f.Import(ctx, []string{f.write("a.png", "\x89PNG\r\n\x1a\n"), f.write("b.txt", talk(3))}, false, nil)
	ok(t, err)
	var broken *PanicError
	if !errors.As(got[0].Err, &broken) || got[1].Err != nil {
		t.Errorf("%+v", got)
	}
	note, err := os.ReadFile(filepath.Join(f.env.State, "fault.txt"))
	ok(t, err)
	if strings.Contains(string(note), "stuk") || !strings.Contains(string(note), "importers_test.go") {
		t.Errorf("note %q", note)
	}
}

func TestQuarantineHasNames(t *testing.T) {
	f := rich(t)
	by, err := f.Acting(ctx)
	ok(t, err)
	whole, err := f.Project.Whole(ctx, store.WholeOptions{})
	ok(t, err)
	whole.Codings, whole.Memos = nil, nil
	whole.Strays = []codebook.Stray{{Document: whole.Documents[0].ID, Code: whole.Codes[0].ID, Span: transcript.Span{Start: -1, End: -1}, Quote: "gaat", Reason: codebook.StrayNotFound}}
	_, err = f.Project.Take(ctx, by, whole, store.TakeOptions{})
	ok(t, err)
	waiting, err := f.Quarantine(ctx)
	ok(t, err)
	same(t, "waiting", fmt.Sprint(len(waiting), waiting[0].Title, waiting[0].CodePath, waiting[0].Coder), "1gesprekdruk")
	places, err := f.TextPlaces(ctx, waiting[0].Document, "gaat")
	ok(t, err)
	same(t, "places", fmt.Sprint(places), "[{7 11} {45 49}]")
}
