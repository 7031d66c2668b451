package tui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/uuid"

	"veldwerk/demo"
	"veldwerk/store"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// driver works the screens as a person does, in the test's own goroutine: a
// key is pressed, and every command that follows from it is run to its end.
type driver struct {
	t      *testing.T
	app    *App
	folder string
	path   string
	quit   bool
}

var demoFile struct {
	once sync.Once
	data []byte
	err  error
}

// demoProject writes a copy of the demo project; it is made once for all tests.
func demoProject(t testing.TB, path string) {
	t.Helper()
	demoFile.once.Do(func() {
		dir, err := os.MkdirTemp("", "veldwerk-demo")
		if err == nil {
			defer os.RemoveAll(dir)
			err = demo.Write(context.Background(), filepath.Join(dir, "demo.veldwerk"), store.Options{Version: "test"})
		}
		if err == nil {
			demoFile.data, err = os.ReadFile(filepath.Join(dir, "demo.veldwerk"))
		}
		demoFile.err = err
	})
	if demoFile.err != nil {
		t.Fatal(demoFile.err)
	}
	if err := os.WriteFile(path, demoFile.data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// testEnvironment is fixed: clock, ids, folders, names.
func testEnvironment(folder string) workspace.Environment {
	n := uint64(0)
	var mu sync.Mutex
	return workspace.Environment{
		Now: func() time.Time { return time.Date(2026, 11, 12, 10, 0, 0, 0, time.UTC) },
		NewID: func() uuid.UUID {
			mu.Lock()
			defer mu.Unlock()
			n++
			u := uuid.UUID{0x01, 0x9a, 0x77, 0, 0, 0, 0x70, 0, 0x80}
			for i := range 6 {
				u[15-i] = byte(n >> (8 * i))
			}
			return u
		},
		Getenv: func(string) string { return "" },
		Config: filepath.Join(folder, "config"), Data: filepath.Join(folder, "data"), State: filepath.Join(folder, "state"), Cache: filepath.Join(folder, "cache"),
		Account: "Test Tester", Host: "test", Version: "test", PassphraseWork: 8,
	}
}

// newDriver opens a copy of the demo project as its main coder.
func newDriver(t *testing.T, w, h int, lang string) *driver {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "demo.veldwerk")
	demoProject(t, path)
	return openDriver(t, folder, path, w, h, lang)
}

// openDriver opens a project that is there already.
func openDriver(t *testing.T, folder, path string, w, h int, lang string) *driver {
	t.Helper()
	return driveIn(t, testEnvironment(folder), folder, path, w, h, lang)
}

// driveIn opens a project in surroundings of the test's own.
func driveIn(t *testing.T, env workspace.Environment, folder, path string, w, h int, lang string) *driver {
	t.Helper()
	ctx := context.Background()
	var first opened
	if path != "" {
		ws, err := workspace.Open(ctx, path, env, workspace.Options{Mode: workspace.WriteOrRead, Coder: demo.Coder})
		if err != nil {
			t.Fatal(err)
		}
		book, err := readBook(ctx, ws)
		if err != nil {
			t.Fatal(err)
		}
		first = opened{ws: ws, book: book, drafts: ws.Drafts()}
	}
	d := &driver{t: t, folder: folder, path: path}
	d.app = newApp(ctx, env, first, Options{Language: lang, Coder: demo.Coder})
	d.app.desk.patience, d.app.desk.draftEvery, d.app.desk.index = 0, 0, workspace.NoIndex
	d.app.term.Profile = colorprofile.TrueColor
	d.app.retheme()
	t.Cleanup(d.Close)
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.run(d.app.show(screenHome, nil))
	return d
}

// Close lets go of the project, as leaving the program does.
func (d *driver) Close() {
	if d.app.desk.ws != nil {
		if err := d.app.close(); err != nil {
			d.t.Error(err)
		}
		d.app.desk.ws = nil
	}
}

// run does a command and all that follows from it.
func (d *driver) run(cmd tea.Cmd) {
	if on := d.app.goOn(); on != nil { // a test may have called a screen itself
		d.run(on)
	}
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, importTick: // a new frame is asked for; here each message draws one
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		d.send(msg)
	}
}

func (d *driver) send(msg tea.Msg) {
	_, cmd := d.app.Update(msg)
	d.run(cmd)
}

// keyCodes are the keys that are more than a character.
var keyCodes = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5, "f6": tea.KeyF6, "f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "f11": tea.KeyF11, "f12": tea.KeyF12,
}

func keyPress(name string) tea.KeyPressMsg {
	k := tea.Key{}
	for {
		switch {
		case strings.HasPrefix(name, "ctrl+"):
			k.Mod, name = k.Mod|tea.ModCtrl, name[5:]
			continue
		case strings.HasPrefix(name, "shift+"):
			k.Mod, name = k.Mod|tea.ModShift, name[6:]
			continue
		}
		break
	}
	if code, ok := keyCodes[name]; ok {
		k.Code = code
		if code == tea.KeySpace && k.Mod == 0 {
			k.Text = " "
		}
		return tea.KeyPressMsg(k)
	}
	r := []rune(name)[0]
	k.Code = unicode.ToLower(r)
	if k.Mod&tea.ModCtrl == 0 {
		k.Text = name
	}
	if unicode.IsUpper(r) {
		k.Mod |= tea.ModShift
	}
	return tea.KeyPressMsg(k)
}

// Press presses keys one after another and checks each frame.
func (d *driver) Press(keys ...string) *driver {
	d.t.Helper()
	for _, k := range keys {
		d.send(keyPress(k))
		d.check(k)
	}
	return d
}

// Burst presses keys before anything that follows from one of them is done, as
// on a slow line; what follows is then done, the last first.
func (d *driver) Burst(keys ...string) *driver {
	d.t.Helper()
	var after []tea.Cmd
	for _, k := range keys {
		_, cmd := d.app.Update(keyPress(k))
		after = append(after, cmd)
		d.check(k)
	}
	for _, cmd := range slices.Backward(after) {
		d.run(cmd)
	}
	return d
}

// Type types a text, a key per character.
func (d *driver) Type(s string) *driver {
	d.t.Helper()
	for _, r := range s {
		if r == ' ' {
			d.Press("space")
			continue
		}
		d.Press(string(r))
	}
	return d
}

// Click presses and releases the left button.
func (d *driver) Click(x, y int) *driver {
	d.t.Helper()
	d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.check("click")
	return d
}

// Find gives the place of a text on the screen.
func (d *driver) Find(s string) (x, y int) {
	d.t.Helper()
	for y, row := range strings.Split(d.Frame(), "\n") {
		if i := strings.Index(row, s); i >= 0 {
			return text.Width(row[:i]), y
		}
	}
	d.t.Fatalf("%q is not on the screen:\n%s", s, d.Frame())
	return 0, 0
}

// Frame is the screen as plain text.
func (d *driver) Frame() string { return ansi.Strip(d.app.View().Content) }

// See demands that a text is on the screen.
func (d *driver) See(texts ...string) *driver {
	d.t.Helper()
	for _, s := range texts {
		if !strings.Contains(d.Frame(), s) {
			d.t.Fatalf("%q is not on the screen:\n%s", s, d.Frame())
		}
	}
	return d
}

// Miss demands that a text is not on the screen.
func (d *driver) Miss(texts ...string) *driver {
	d.t.Helper()
	for _, s := range texts {
		if strings.Contains(d.Frame(), s) {
			d.t.Fatalf("%q is on the screen:\n%s", s, d.Frame())
		}
	}
	return d
}

// styles are the escape sequences that a frame may hold.
var styles = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// check demands what holds for every frame: exactly the height, nothing wider
// than the screen, nothing raw, the cursor inside.
func (d *driver) check(after string) {
	d.t.Helper()
	v := d.app.View()
	w, h := d.app.width, d.app.height
	rows := strings.Split(v.Content, "\n")
	if len(rows) != h {
		d.t.Fatalf("after %s: %d rows on a screen of %d:\n%s", after, len(rows), h, ansi.Strip(v.Content))
	}
	for i, row := range rows {
		if got := text.WidthStyled(row); got > w {
			d.t.Fatalf("after %s: row %d is %d wide on a screen of %d: %q", after, i, got, w, row)
		}
		for _, r := range styles.ReplaceAllString(row, "") {
			if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
				d.t.Fatalf("after %s: row %d holds %U: %q", after, i, r, row)
			}
		}
	}
	if c := v.Cursor; c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
		d.t.Fatalf("after %s: cursor at %d,%d of %dx%d", after, c.X, c.Y, w, h)
	}
}

// counts are the numbers of the project now.
func (d *driver) counts() store.Counts {
	d.t.Helper()
	c, err := d.app.desk.ws.Project.Counts(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
