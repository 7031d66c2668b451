package tui

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/demo"
	"veldwerk/exchange"
	"veldwerk/store"
	"veldwerk/workspace"
)

// nasty are texts that people, machines and bad luck put into transcripts,
// names and files.
var nasty = []string{
	"\x1b[31mrood\x1b[0m", "\x1b]0;titel\x07", "\x9b2J", "\x00\x01\x08\x7f", "\u0085\u2028\u2029", "\r", "\t\t",
	"\u202eomgekeerd\u202c", "\u2066los\u2069", "שלום עולם", "مرحبا", "👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🇳🇱", "e\u0301\u0302\u0303", "क्षत्रिय", "漢字仮名", "한국어",
	"\ufeff", "\u200b", "ﷺ", "\U000e0041", "1\ufe0f\u20e3", "naam/pad", "{{.Count}}", "%s%d", strings.Repeat("lang", 40), strings.Repeat("漢", 30), "",
}

// tangle strings some of them together.
func tangle(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(nasty[r.IntN(len(nasty))])
		b.WriteString([]string{" ", "gewoon", ". ", "ruimte"}[r.IntN(4)])
	}
	return b.String()
}

// tangledProject is the demo with nasty texts everywhere a text can be.
func tangledProject(t *testing.T, r *rand.Rand) (folder, path string) {
	t.Helper()
	folder = t.TempDir()
	path = filepath.Join(folder, "demo\u202e\x1b[31m"+workspace.Extension)
	demoProject(t, path)
	ctx, env := context.Background(), testEnvironment(folder)
	ids := env.NewID
	env.NewID = func() uuid.UUID { // others than those of the driver, which opens the project next
		id := ids()
		id[9] = 1
		return id
	}
	ws, err := workspace.Open(ctx, path, env, workspace.Options{Mode: workspace.WriteOrRead, Coder: demo.Coder})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	by, err := ws.Acting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var body strings.Builder
	for range 30 {
		body.WriteString("R1: " + tangle(r, 6) + "\n\nI: " + tangle(r, 2) + "\n\n")
	}
	file := filepath.Join(folder, "raar \x1b[2J\u202e 漢.txt")
	if err := os.WriteFile(file, []byte(body.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	receipts, err := ws.Import(ctx, []string{file}, false, func(int, int, string) {})
	if err != nil || len(receipts) != 1 || receipts[0].Err != nil {
		t.Fatal(err, receipts)
	}
	docs, err := ws.Project.Documents.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := ws.Project
	for i, d := range docs[:4] {
		err = errors.Join(err,
			p.Documents.Rename(ctx, by, d.ID, tangle(r, 3)),
			add(p.Memos.Add(ctx, by, codebook.Memo{About: codebook.Ref{Kind: codebook.RefDocument, Document: d.ID}, Title: tangle(r, 2), Body: "# " + tangle(r, 9) + "\n\n* " + tangle(r, 3)})),
			add(p.Codes.Add(ctx, by, codebook.Code{ID: codebook.CodeID(env.NewID()), Name: itoa(i) + tangle(r, 2), Short: tangle(r, 5), Letter: "\x1b", Status: codebook.StatusActive})),
		)
	}
	if err != nil {
		t.Fatal(err)
	}
	return folder, path
}

func add[T any](_ T, err error) error { return err }

// monkeyKeys are pressed at random; the screens' own come often.
var monkeyKeys = strings.Fields(`up down left right up down pgup pgdown home end enter enter enter esc esc esc tab space space backspace delete
	1 2 3 9 c r x u U m M y n N v t T s i o f w e a A b d z Z R G l k j + - < > / / ? q q g : ctrl+p ctrl+e ctrl+s ctrl+z ctrl+y
	shift+up shift+down shift+left shift+right f1 f2 f3 f4 f4 f4 f5 f6 f7 f10 f11 f12`)

// monkeys is how many seeds are tried; VELDWERK_MONKEYS tries more.
func monkeys() uint64 {
	if n, err := strconv.ParseUint(os.Getenv("VELDWERK_MONKEYS"), 10, 64); err == nil {
		return n
	}
	return 2
}

// TestMonkey presses 2,000 random keys and clicks on screens of random size,
// over texts that are as bad as texts can be. check demands of each frame what
// holds for all; afterwards the project is sound, and taking everything back
// and doing it again changes nothing.
func TestMonkey(t *testing.T) {
	for seed := range monkeys() {
		t.Run(itoa(int(seed)), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 7))
			folder, path := tangledProject(t, r)
			d := openDriver(t, folder, path, 80, 24, []string{"nl", "en"}[seed%2])
			d.folder = folder
			for range 1000 {
				monkeyStep(d, r)
			}
			d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			report, err := d.app.desk.ws.Project.Check(context.Background())
			if err != nil || !report.OK {
				t.Fatal(err, report.Findings)
			}
			undoAndRedo(t, d, 60)
		})
	}
}

func monkeyStep(d *driver, r *rand.Rand) {
	w, h := d.app.width, d.app.height
	switch n := r.IntN(100); {
	case n < 4:
		d.send(tea.WindowSizeMsg{Width: 1 + r.IntN(200), Height: 1 + r.IntN(60)})
		d.check("resize")
	case n < 8:
		d.send(tea.PasteMsg{Content: tangle(r, 2)})
		d.check("paste")
	case n < 14:
		x, y := r.IntN(w+2), r.IntN(h+2)
		d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		d.check("press")
		d.send(tea.MouseMotionMsg{X: r.IntN(w + 2), Y: r.IntN(h + 2), Button: tea.MouseLeft})
		d.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
		d.check("release")
	case n < 17:
		d.send(tea.MouseWheelMsg{X: r.IntN(w), Y: r.IntN(h), Button: []tea.MouseButton{tea.MouseWheelDown, tea.MouseWheelUp}[r.IntN(2)]})
		d.check("wheel")
	default:
		key := monkeyKeys[r.IntN(len(monkeyKeys))]
		if key == "enter" && leavesFolder(d) {
			key = "esc"
		}
		d.Press(key)
	}
}

// leavesFolder says that Enter would import, export or open something outside
// of the test's folder.
func leavesFolder(d *driver) bool {
	n := len(d.app.desk.overlays)
	if n == 0 {
		return false
	}
	form, ok := d.app.desk.overlays[n-1].(*formOverlay)
	if !ok || form.tall {
		return false
	}
	for _, id := range []string{"import.ask", "export.where", "handover.where", "home.ask-open", "home.ask-new"} {
		if form.title == d.app.desk.say(id) {
			typed := strings.TrimSpace(form.form.Value("answer"))
			return !strings.HasPrefix(typed, d.folder+"/") || strings.Contains(typed, "..") || strings.Contains(typed, "\n")
		}
	}
	return false
}

// undoAndRedo takes back up to n steps of the coder and does them again.
func undoAndRedo(t *testing.T, d *driver, n int) {
	t.Helper()
	ctx, ws := context.Background(), d.app.desk.ws
	by, err := ws.Acting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	before := projectTables(t, ws)
	done := 0
	for ; done < n; done++ {
		if _, err := ws.Project.Changes.Undo(ctx, by); errors.Is(err, store.ErrNothing) {
			break
		} else if err != nil {
			t.Fatalf("undo %d: %v", done, err)
		}
	}
	if done == 0 || projectTables(t, ws) == before {
		t.Fatalf("%d steps undone, and nothing changed", done)
	}
	for i := range done {
		if _, err := ws.Project.Changes.Redo(ctx, by); err != nil {
			t.Fatalf("redo %d: %v", i, err)
		}
	}
	if after := projectTables(t, ws); after != before {
		t.Fatalf("after undo and redo of %d steps\n%s\nbefore\n%s", done, after, before)
	}
}

// projectTables is everything a project holds, as text. When something was
// last changed is left out: doing again is a change too.
func projectTables(t *testing.T, ws *workspace.Workspace) string {
	t.Helper()
	var out bytes.Buffer
	for _, kind := range []string{"fragments", "codebook", "themes", "documents", "cases", "memos"} {
		table, err := ws.Table(context.Background(), kind, workspace.TableOptions{Columns: exchange.Full})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range table.Columns {
			if strings.Contains(c.Name, "modified") {
				for _, row := range table.Rows {
					row[i] = ""
				}
			}
		}
		if err := table.Write(&out, exchange.TSV, exchange.Dialect{}); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestWidths draws every screen of a tangled project at every width from 1 to
// 60, where what gives way to what is decided, and at heights from 1 to 12.
func TestWidths(t *testing.T) {
	folder, path := tangledProject(t, rand.New(rand.NewPCG(3, 3)))
	d := openDriver(t, folder, path, 80, 24, "nl")
	for _, id := range d.app.order {
		d.run(d.app.show(id, nil))
		for w := 1; w <= 60; w++ {
			d.send(tea.WindowSizeMsg{Width: w, Height: 1 + w%24})
			d.check(string(id) + " at width " + itoa(w))
		}
	}
}

// TestNothingRawInTheWindowTitle: the name of a project is a file's name.
func TestNothingRawInTheWindowTitle(t *testing.T) {
	folder, path := tangledProject(t, rand.New(rand.NewPCG(5, 5)))
	d := openDriver(t, folder, path, 80, 24, "nl")
	for _, r := range d.app.View().WindowTitle {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			t.Fatalf("%U in the title of the window", r)
		}
	}
}
