//go:build unix

package tui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/tui/form"
	"veldwerk/workspace"
)

// reopen ends the program, as a closing terminal does, and starts it again.
func (d *driver) reopen() *driver {
	d.t.Helper()
	d.Close()
	// In the same surroundings: the ids of an earlier run are used up.
	return driveIn(d.t, d.app.desk.env, d.folder, d.path, d.app.width, d.app.height, d.app.desk.tongue.Tag())
}

// draftFiles counts what lies in the folder of drafts.
func (d *driver) draftFiles() int {
	found, _ := filepath.Glob(filepath.Join(d.folder, "state", "drafts", "*", "*"))
	return len(found)
}

func (d *driver) allMemos() []codebook.Memo {
	d.t.Helper()
	memos, err := d.app.desk.ws.Project.Memos.List(context.Background())
	must(d.t, err)
	return memos
}

func (d *driver) hasMemo(body string) bool {
	d.t.Helper()
	for _, m := range d.allMemos() {
		if m.Body == body {
			return true
		}
	}
	return false
}

// draftedForms open each form whose text is kept, and type in it.
var draftedForms = map[string]struct{ open, typed []string }{
	"memo of a passage":    {[]string{"f4", "m"}, nil},
	"memo of the project":  {[]string{"f10", "m"}, nil},
	"memo that is there":   {[]string{"f10", "e"}, nil},
	"code":                 {[]string{"f5", "e"}, []string{"tab"}},
	"new code":             {[]string{"f5", "A"}, nil},
	"new code under":       {[]string{"f5", "a"}, nil},
	"theme":                {[]string{"g", "t", "e"}, []string{"tab"}},
	"new theme":            {[]string{"g", "t", "a"}, nil},
	"memo of a theme":      {[]string{"g", "t", "m"}, nil},
	"memo of a case":       {[]string{"g", "k", "m"}, nil},
	"memo of a code":       {[]string{"f5", "m"}, nil},
	"memo of the document": {[]string{"f4", "M"}, nil},
}

// TestDraftsComeBack: what was typed when the program ended is on disk; the next
// opening says so, Enter brings it back, and so does opening the same form.
func TestDraftsComeBack(t *testing.T) {
	const words = "Haastig getypt, nog niet af."
	for name, c := range draftedForms {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, 120, 36, "nl").Press("f2").Press(c.open...).Press(c.typed...)
			if len(d.app.desk.overlays) == 0 {
				t.Fatalf("no form:\n%s", d.Frame())
			}
			d.send(tea.PasteMsg{Content: words})
			d.See(words)
			if d.draftFiles() != 1 {
				t.Fatalf("%d drafts on disk while it is typed", d.draftFiles())
			}
			before := d.counts()
			d = d.reopen()
			d.See("niet bewaard: één tekst van 12 nov 2026 10:00", "Niet bewaard", "Haastig getypt").Press("enter").See(words, "is terug")
			if got := d.counts(); got != before {
				t.Errorf("counts %+v, before %+v", got, before)
			}
			d = d.reopen().See("Haastig getypt")
			d.Press("f2").Press(c.open...).See(words, "is terug")
			d.Press("esc").See(words, "Esc nog eens gooit het weg").Press("esc").Miss(words)
			d = d.reopen().Miss("niet bewaard", "Haastig getypt")
			if d.draftFiles() != 0 {
				t.Errorf("%d drafts on disk after it was thrown away", d.draftFiles())
			}
		})
	}
}

// TestSavedDraftsGo: a draft that was brought back and saved is gone, in the
// next run too.
func TestSavedDraftsGo(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10", "m").Type("Eerste regel").Press("enter").Type("tweede")
	d = d.reopen().Press("enter").See("tweede").Type(" en derde").Press("ctrl+s")
	if !d.hasMemo("Eerste regel\ntweede en derde") {
		t.Fatalf("memos %v", d.allMemos())
	}
	d = d.reopen().Miss("niet bewaard")
	if d.draftFiles() != 0 {
		t.Errorf("%d drafts on disk", d.draftFiles())
	}
	d.Press("f10", "m").Type("x").Press("backspace") // typed and taken back: nothing to keep
	if d.draftFiles() != 0 {
		t.Errorf("%d drafts of nothing", d.draftFiles())
	}
}

// TestDraftsOverwriteNothing: what was saved since the draft is still there, with
// the draft beside it, and the screen says so.
func TestDraftsOverwriteNothing(t *testing.T) {
	ctx := context.Background()
	d := newDriver(t, 80, 24, "nl").Press("f10", "e").Type(" Getypt voor de val.")
	draft := d.app.desk.overlays[0].(*formOverlay).draftOf()
	d.Close()
	ws, err := workspace.Open(ctx, d.path, d.app.desk.env, workspace.Options{Mode: workspace.Write, Coder: "Piet"})
	must(t, err)
	by, err := ws.Acting(ctx)
	must(t, err)
	memos, err := ws.Project.Memos.List(ctx)
	must(t, err)
	for _, m := range memos {
		if m.ID == draft.Of.Memo {
			m.Body = "Intussen door een ander bewaard."
			must(t, ws.Project.Memos.Update(ctx, by, m))
		}
	}
	must(t, ws.Close())
	d = d.reopen()
	d.Press("enter").See("is dit gewijzigd", "Intussen door een ander bewaard.").Press("ctrl+s")
	if want := "Intussen door een ander bewaard.\n\n" + draft.Now["body"]; !d.hasMemo(want) {
		t.Errorf("no memo %q", want)
	}
	d.reopen().Miss("niet bewaard")
}

// TestDraftOfWhatIsGone becomes a memo of the project, also when it is not
// saved in that run either.
func TestDraftOfWhatIsGone(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10", "e", "tab").Type(" met titel").Press("shift+tab").Type(" Wees.")
	of := d.app.desk.overlays[0].(*formOverlay).draftOf()
	d.Press("esc", "esc", "x").See("verwijderd")
	must(t, d.app.desk.ws.KeepDraft(of, 1000))
	d = d.reopen().Press("enter").See("is er niet meer").Type("!")
	d = d.reopen().See("niet bewaard: één tekst").Press("enter").See("is terug").Press("ctrl+s")
	found := false
	for _, m := range d.allMemos() {
		found = found || m.About.Kind == codebook.RefProject && strings.HasPrefix(m.Body, of.Now["body"]) && strings.Contains(m.Body, "met titel")
	}
	if !found {
		t.Errorf("memos %v", d.allMemos())
	}
	d.reopen().Miss("niet bewaard")
}

// TestFormComesBackWhenStoringFails with all that was typed, and its draft holds
// the same.
func TestFormComesBackWhenStoringFails(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10", "m").Type("Te bewaren")
	o := d.app.desk.overlays[0].(*formOverlay)
	then := o.then
	o.then = func(f *form.Form) tea.Cmd {
		return d.app.desk.act(screenMemos, func(context.Context, codebook.CoderID) (tea.Msg, error) { return nil, store.ErrFull }, nil)
	}
	d.Press("ctrl+s").See("Te bewaren", "de schijf is vol")
	if d.draftFiles() != 1 {
		t.Errorf("%d drafts", d.draftFiles())
	}
	o.then = then
	d.Type("!").Press("ctrl+s")
	if !d.hasMemo("Te bewaren!") || d.draftFiles() != 0 {
		t.Errorf("memos %v, %d drafts", d.allMemos(), d.draftFiles())
	}
}

// TestActThatBreaksKeepsTheDraft with the last letters, though nothing was due.
func TestActThatBreaksKeepsTheDraft(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10", "m").Type("Ook bij een fout")
	o := d.app.desk.overlays[0].(*formOverlay)
	o.then = func(*form.Form) tea.Cmd {
		return d.app.desk.act(screenMemos, func(context.Context, codebook.CoderID) (tea.Msg, error) { panic("kapot") }, nil)
	}
	d.Press("ctrl+s").See("Ook bij een fout").Miss("kapot")
	d.reopen().See("niet bewaard", "Ook bij een fout")
}

// TestDraftsThatCannotBeKept are said, once, and typing goes on.
func TestDraftsThatCannotBeKept(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	must(t, os.MkdirAll(filepath.Join(d.folder, "state"), 0o700))
	must(t, os.WriteFile(filepath.Join(d.folder, "state", "drafts"), []byte("geen map"), 0o600))
	d.Press("f10", "m").Type("a").See("een noodkopie van wat je typt lukt niet").Type("b").Miss("noodkopie").Press("ctrl+s")
	if !d.hasMemo("ab") {
		t.Errorf("memos %v", d.allMemos())
	}
}

// TestAnotherProjectKeepsTheForm that was open when the other one came.
func TestAnotherProjectKeepsTheForm(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	other := filepath.Join(d.folder, "ander.veldwerk")
	ws, err := workspace.Create(context.Background(), other, d.app.desk.env, workspace.Options{})
	must(t, err)
	must(t, ws.Close())
	opening := d.app.desk.open(other, nil)
	d.Press("f10", "m").Type("Halverwege")
	d.run(opening)
	d.Miss("Halverwege")
	d.app.closing.Wait()
	d.run(d.app.desk.open(d.path, nil))
	d.See("niet bewaard", "Halverwege")
}

// TestDraftFrames: the offer on the home screen, a text that came back, and one
// beside what was saved since, where a title could not stand beside.
func TestDraftFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := newDriver(t, 80, 24, lang)
		d.Press("f5", "e", "tab").Type(" Zie ook het gesprek over de wachtlijst, van na de zomer.")
		d = d.reopen().Press("f10", "e")
		memo := d.app.desk.overlays[0].(*formOverlay)
		d.Type(" Nog uitzoeken.").Press("tab").Type(" (twee)")
		draft := memo.draftOf()
		d = d.reopen()
		frame := func(name string) {
			for _, size := range frameSizes[:2] {
				t.Run(fmt.Sprintf("%s/%s-%dx%d", name, lang, size[0], size[1]), func(t *testing.T) {
					toast := d.app.desk.toast
					d.resize(size[0], size[1])
					d.app.desk.toast = toast
					golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				})
			}
		}
		frame("waiting")
		d.Press("enter")
		frame("back")
		d.Press("esc", "esc")
		draft.Was["title"], draft.Was["body"] = "Anders", "Anders."
		d.app.desk.drafts = append(d.app.desk.drafts, draft)
		d.Press("f10", "e")
		frame("beside")
	}
}

// TestNastyDrafts: what was typed may hold anything; the offer draws none of it
// raw (every frame of the driver is looked at), and it comes back to the letter.
func TestNastyDrafts(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f10", "m")
	words := strings.ToValidUTF8(tangle(rand.New(rand.NewPCG(8, 9)), 40), "")
	d.send(tea.PasteMsg{Content: words})
	d.check("paste")
	typed := d.app.desk.overlays[0].(*formOverlay).form.Value("body")
	d = d.reopen().Press("enter")
	d.resize(40, 10)
	if got := d.app.desk.overlays[0].(*formOverlay).form.Value("body"); got != typed {
		t.Errorf("came back as %q, was %q", got, typed)
	}
}
