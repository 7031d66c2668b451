package workspace

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/demo"
	"veldwerk/store"
	"veldwerk/transcript"
)

// demoField is the demo project, opened.
func demoField(t *testing.T) *Workspace {
	t.Helper()
	home := t.TempDir()
	path := filepath.Join(home, "demo.veldwerk")
	ok(t, demo.Write(ctx, path, store.Options{Version: "test"}))
	w, err := Open(ctx, path, testEnvironment(home), Options{Mode: Write, Coder: demo.Coder})
	ok(t, err)
	t.Cleanup(func() { ok(t, w.Close()) })
	return w
}

// nouns gives every noun of a project as lines of JSON.
func nouns(t *testing.T, w *Workspace) map[string][]string {
	t.Helper()
	p, err := w.Project.Whole(ctx, store.WholeOptions{Sources: true})
	ok(t, err)
	out := map[string][]string{}
	line := func(noun string, v ...any) {
		b, err := json.Marshal(v)
		ok(t, err)
		out[noun] = append(out[noun], string(b))
	}
	texts := map[transcript.DocumentID]transcript.Text{}
	for _, d := range p.Documents {
		texts[d.ID] = d.Text
		source := d.Source
		source.Bytes, source.SHA256 = nil, ""
		line("documents", d.ID, d.Title, d.Language, d.Case, d.Text.String(), d.Speakers, d.Anchors, d.Pages)
		line("turns", d.ID, d.Turns)
		line("sources", source.Name, source.Kind, source.Encoding, d.Source.SHA256, len(d.Source.Bytes))
	}
	for _, c := range p.Codes {
		if len(c.Alias) == 0 {
			c.Alias = nil
		}
		line("codes", c)
	}
	for _, c := range p.Codings {
		line("codings", c.ID, c.Document, c.Code, c.Coder, c.Span, texts[c.Document].Slice(c.Span), c.Certainty, c.Memo, c.Created, c.Modified)
	}
	for _, m := range p.Memos {
		line("memos", m)
	}
	for _, c := range p.Coders {
		line("coders", c)
	}
	for _, c := range p.Cases {
		line("cases", c)
	}
	for _, a := range p.Attributes {
		line("attributes", a)
	}
	for _, x := range p.Themes {
		line("themes", x)
	}
	for _, lines := range out {
		slices.Sort(lines)
	}
	return out
}

// TestDemoGoesRound: the demo, written for other programs and taken into a new
// project, is the demo: every noun, word for word.
func TestDemoGoesRound(t *testing.T) {
	from := demoField(t)
	want := nouns(t, from)
	for _, profile := range []string{"", "nvivo"} {
		t.Run("refi "+profile, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "demo.qdpx")
			file, err := os.Create(path)
			ok(t, err)
			_, err = outgoing(t, from).WriteProject(file, profile)
			ok(t, err)
			ok(t, file.Close())
			into := fresh(t)
			receipts, err := into.Import(ctx, []string{path}, false, nil)
			ok(t, err)
			ok(t, receipts[0].Err)
			got := nouns(t, into)
			for noun := range want {
				if noun == "coders" { // the one who imports is a coder too
					got[noun] = slices.DeleteFunc(got[noun], func(s string) bool { return !slices.Contains(want[noun], s) })
				}
				differ(t, noun, got[noun], want[noun])
			}
		})
	}
}

// differ tells the first lines that only one of the two has.
func differ(t *testing.T, noun string, got, want []string) {
	t.Helper()
	told := 0
	tell := func(what string, a, b []string) {
		for _, line := range a {
			if told < 4 && !slices.Contains(b, line) {
				told++
				t.Errorf("%s %s: %.400s", noun, what, line)
			}
		}
	}
	tell("missing", want, got)
	tell("too many", got, want)
	if len(got) != len(want) {
		t.Errorf("%d %s, want %d", len(got), noun, len(want))
	}
}

// plain gives what a QualCoder project holds of a project, by names.
func plain(t *testing.T, w *Workspace) map[string][]string {
	t.Helper()
	p, err := w.Project.Whole(ctx, store.WholeOptions{})
	ok(t, err)
	tree := codebook.NewTree(p.Codes)
	titles, coders, texts := map[transcript.DocumentID]string{}, map[codebook.CoderID]string{}, map[transcript.DocumentID]transcript.Text{}
	out := map[string][]string{}
	add := func(noun string, parts ...any) { out[noun] = append(out[noun], fmt.Sprintf("%q", parts)) }
	cases, of := map[transcript.CaseID]string{}, map[transcript.AttributeID]string{}
	for _, a := range p.Attributes {
		of[a.ID] = a.Name
		add("attributes", a.Name)
	}
	for _, c := range p.Cases {
		cases[c.ID] = c.Name
		add("cases", c.Name)
		for id, value := range c.Values {
			add("values", c.Name, of[id], value)
		}
	}
	for _, c := range p.Coders {
		coders[c.ID] = c.Name
	}
	for _, d := range p.Documents {
		titles[d.ID], texts[d.ID] = d.Title, d.Text
		add("documents", d.Title, d.Text.String(), cases[d.Case])
	}
	for _, c := range p.Codes {
		add("codes", tree.Path(c.ID))
	}
	for _, c := range p.Codings {
		add("codings", titles[c.Document], tree.Path(c.Code), coders[c.Coder], c.Span, texts[c.Document].Slice(c.Span), c.Memo)
	}
	for _, lines := range out {
		slices.Sort(lines)
	}
	return out
}

// TestDemoGoesRoundQualCoder: what that format holds comes back; what it does
// not is in the report of losses.
func TestDemoGoesRoundQualCoder(t *testing.T) {
	from := demoField(t)
	folder := filepath.Join(t.TempDir(), "demo.qda")
	losses, err := outgoing(t, from).WriteProjectFolder(ctx, folder, false)
	ok(t, err)
	into := fresh(t)
	receipts, err := into.Import(ctx, []string{folder}, false, nil)
	ok(t, err)
	ok(t, receipts[0].Err)
	want, got := plain(t, from), plain(t, into)
	for noun := range want {
		differ(t, noun, got[noun], want[noun])
	}
	// Memos on other things than codes have no titles there; several on one thing
	// stand in one.
	before, err := from.Project.Whole(ctx, store.WholeOptions{})
	ok(t, err)
	after, err := into.Project.Whole(ctx, store.WholeOptions{})
	ok(t, err)
	all, aboutCodes := "", map[string]bool{}
	for _, m := range after.Memos {
		all += m.Body + "\n\n"
		aboutCodes[m.Title+"\n"+m.Body] = m.About.Kind == codebook.RefCode
	}
	for _, m := range before.Memos {
		if !strings.Contains(all, m.Body) {
			t.Errorf("memo %q is lost", m.Title)
		}
		if m.About.Kind == codebook.RefCode && !aboutCodes[m.Title+"\n"+m.Body] {
			t.Errorf("memo %q is no longer about a code", m.Title)
		}
	}
	definitions := func(p codebook.Project) (out []string) {
		tree := codebook.NewTree(p.Codes)
		for _, c := range p.Codes {
			out = append(out, fmt.Sprintf("%q", []string{tree.Path(c.ID), c.Short, c.Full, c.UseWhen, c.NotWhen, c.Example}))
		}
		slices.Sort(out)
		return out
	}
	differ(t, "definitions", definitions(after), definitions(before))
	var told []string
	for _, l := range losses {
		told = append(told, l.Code)
	}
	for _, lost := range []string{"themes", "certainties", "memo-titles", "memo-kinds", "anchors", "positions"} {
		if !slices.Contains(told, lost) {
			t.Errorf("losses %v do not tell %s", told, lost)
		}
	}
}
