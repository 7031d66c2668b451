package tui

import (
	"context"
	"fmt"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/codebook"
)

// theme finds a theme of the project by its name.
func (d *driver) theme(name string) codebook.Theme {
	d.t.Helper()
	themes, err := d.app.desk.ws.Project.Themes.List(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	at := slices.IndexFunc(themes, func(t codebook.Theme) bool { return t.Name == name })
	if at < 0 {
		d.t.Fatalf("no theme %q", name)
	}
	return themes[at]
}

func TestThemesFrames(t *testing.T) {
	for _, size := range goldenSizes {
		t.Run(fmt.Sprintf("%dx%d-%s", size.w, size.h, size.lang), func(t *testing.T) {
			d := newDriver(t, size.w, size.h, size.lang)
			d.Press("g", "t", "down", "tab", "down")
			golden.RequireEqual(t, []byte(d.Frame()+"\n"))
		})
	}
}

// offWords are the words that are switched off.
func offWords(t codebook.Theme) []string {
	var out []string
	for _, w := range t.Words {
		if w.Off {
			out = append(out, w.Text)
		}
	}
	return out
}

func TestThemesSwitchWords(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	before := d.theme("verkokering")
	d.Press("g", "t", "down").See("verkokering", "Tab").Press("tab", "end", "space").See("staat uit")
	last := before.Words[len(before.Words)-1].Text
	if got := offWords(d.theme("verkokering")); !slices.Equal(got, []string{last}) {
		t.Fatalf("%q are off", got)
	}
	d.Press("space").See("staat aan").Press("space", "u")
	if got := d.theme("verkokering"); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Fatalf("%+v, want %+v", got, before)
	}
	d.Press("esc", "down", "tab").Press("home").See("▌ruimte").Press("space").Miss("staat uit") // on a code: nothing to switch
}

// Keys that are pressed before the first result is there amend the theme as it
// is then.
func TestThemesSwitchQuickly(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("g", "t", "tab", "end")
	want := d.theme("responsiviteit").Words
	var waiting []tea.Cmd
	for _, k := range []string{"space", "up", "space", "up", "space", "space", "space"} {
		_, cmd := d.app.Update(keyPress(k))
		waiting = append(waiting, cmd)
	}
	for _, cmd := range waiting {
		d.run(cmd)
	}
	n := len(want)
	if got := offWords(d.theme("responsiviteit")); !slices.Equal(got, []string{want[n-3].Text, want[n-2].Text, want[n-1].Text}) {
		t.Fatalf("%q are off", got)
	}
}

func TestThemesAddAndTakeOut(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	before := d.theme("responsiviteit")
	d.Press("g", "t", "w").Type(`"half`).Press("enter").See("niet gesloten").Type(` werk"; luister*`).Press("enter").See("2 woorden erbij", "▸[x] luister*")
	d.Press("c").Type("mandaat").Press("enter").See("“mandaat” hoort nu bij “responsiviteit”", "ruimte/mandaat")
	after := d.theme("responsiviteit")
	if len(after.Words) != len(before.Words)+2 || len(after.Codes) != len(before.Codes)+1 || after.Claim != before.Claim {
		t.Fatalf("%+v", after)
	}
	d.Press("tab", "end", "x").See("“luister*” hoort niet meer bij")
	if len(d.theme("responsiviteit").Words) != len(before.Words)+1 {
		t.Fatal("the word is still there")
	}
	d.Press("home", "x").See("hoort niet meer bij")
	if got := d.theme("responsiviteit"); len(got.Codes) != len(before.Codes) || got.Codes[0] == before.Codes[0] {
		t.Fatalf("%+v", got)
	}
	d.Press("u", "u", "u", "u")
	if got := d.theme("responsiviteit"); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Fatalf("%+v, want %+v", got, before)
	}
}

func TestThemesMakeEditDelete(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("g", "t", "a").Type("Ruimte").Press("tab").Type("Wie ruimte heeft, neemt die.").Press("tab")
	d.Type("mandaat").Press("enter").Type("bestaat niet").Press("tab").Type("speelruimte").Press("ctrl+s").See("er is al een thema “ruimte”")
	d.Type(" nemen").Press("ctrl+s").See("er is geen code “bestaat niet”")
	for range len("bestaat niet") {
		d.Press("backspace")
	}
	d.Press("ctrl+s").See("thema “Ruimte nemen” gemaakt", "▸Ruimte nemen", "Wie ruimte heeft", "[x] speelruimte", "1 code")
	made := d.theme("Ruimte nemen")
	if len(made.Codes) != 1 || made.Codes[0] != d.code("ruimte/mandaat").ID || len(made.Words) != 1 {
		t.Fatalf("%+v", made)
	}
	// A word that is off stays off when the theme is edited.
	d.Press("tab", "end", "space", "esc", "e").Type(" dan").Press("ctrl+s").See("bewaard")
	if got := d.theme("Ruimte nemen dan"); len(offWords(got)) != 1 || got.ID != made.ID {
		t.Fatalf("%+v", got)
	}
	before := d.counts().Themes
	d.Press("x").See("verwijderd; de codes blijven")
	if d.counts().Themes != before-1 || !d.has("ruimte/mandaat") {
		t.Fatal("the theme is still there, or its code is not")
	}
	d.Press("u").See("Ruimte nemen dan")
}

func TestThemesLeadOn(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("g", "t", "tab", "enter").on("responsiviteit").Press("q").See("Thema’s")
	d.Press("end", "enter").See("Zoeken", "meedenken").Press("q").See("Thema’s")
	d.Press("o").See("zoek › thema:responsiviteit", "treffer").Press("q", "m").Type("Nog eens lezen").Press("ctrl+s").See("Nog eens lezen")
}

func TestThemesByMouse(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		d := newDriver(t, size[0], size[1], "nl")
		d.Press("g", "t")
		x, y := d.Find(" ruimte ")
		d.Click(x+1, y)
		if s := d.app.screens[screenThemes].(*themesScreen); s.shown != d.theme("ruimte").ID {
			t.Fatalf("%v: another theme is shown", size)
		}
		x, y = d.Find("ruimte/mandaat")
		d.Click(x, y).See("▌ruimte").Click(x, y).on("ruimte/mandaat")
	}
}

// TestThemesExcludeAndHold: exclusions and themes within are words of their own
// kind, each with what it finds; a theme never stands within itself.
func TestThemesExcludeAndHold(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("g", "t", "down", "W").Type(`schot; "langs elkaar"`).Press("enter").See("2 woorden erbij", "telt niet mee: 2", "[x] schot", "[x] \"langs elkaar\"")
	d.Press("d").Type("ruimte").Press("enter").See("1 thema erin", "[x] ruimte")
	got := d.theme("verkokering").Words
	for i, want := range []string{"-schot", `-"langs elkaar"`, "thema:ruimte"} {
		if w := got[len(got)-3+i]; w.Text != want || w.Off {
			t.Errorf("%+v, want %s", w, want)
		}
	}
	d.Press("down", "w").Type("thema:verkokering").Press("enter").See("zou het thema in zichzelf zetten").Press("esc")
	d.Press("W").Type("thema:verkokering").Press("enter").See("telt niet mee").Press("u")
	d.Press("up", "tab", "end", "enter").See("▸ruimte") // from the theme within to that theme
	d.Press("up", "tab", "end", "up", "enter").See("zoek › \"langs elkaar\"").Press("q")
	d.Press("esc", "home", "down", "z").See("zoek › thema:verkokering is:ongecodeerd", "treffers")
	d.Press("q", "down", "e").Type(" erbij").Press("ctrl+s").See("bewaard")
	if w := d.theme("verkokering").Words; w[len(w)-1].Text != `thema:"ruimte erbij"` {
		t.Errorf("the theme within did not follow its name: %+v", w[len(w)-1])
	}
	d.Press("u")
}

// TestThemesForms: v shows the forms of a word of the theme; what is switched
// off there is off wherever the theme is searched.
func TestThemesForms(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("g", "t", "down", "tab")
	s := d.app.screens[screenThemes].(*themesScreen)
	s.parts.Goto(partWord + "schotten")
	before := s.turns["schotten"]
	d.Press("v").See("schotten · thema verkokering", "schot ").Press("down", "space", "enter").See("woorden van het thema verkokering gewijzigd", "schotten[-schot]")
	if after := s.turns["schotten[-schot]"]; after == 0 || after >= before {
		t.Errorf("%d turns, before %d", after, before)
	}
	d.Press("u").Miss("schotten[-schot]")
	s.parts.Home()
	d.Press("v") // a code has no forms
	if len(d.app.desk.overlays) > 0 {
		t.Fatal("a code has forms")
	}
	d.Press("esc", "v").See("verkokerd · thema verkokering", "loket").Press("esc")
}

// TestThemesSuggest: suggestions say why; Enter adds one, and takes it out
// again; the way back leads to what was there.
func TestThemesSuggest(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	before := d.theme("verkokering")
	d.Press("g", "t", "down", "b").See("Suggesties voor “verkokering”: jij beslist", "familie van een woord van het thema", "familie van", "pas vanaf 1.000.000 woorden")
	o := d.app.desk.overlays[0].(*suggestOverlay)
	first := o.rows[1].Text // below its heading
	d.Press("up", "enter").See("“" + first + "” erbij · nog eens Enter")
	if !o.added[o.rows[1].Term] {
		t.Fatal("it does not show as added")
	}
	d.Press("enter")
	if got := d.theme("verkokering").Words; len(got) != len(before.Words)+2 || got[len(got)-2].Text != first {
		t.Fatalf("%+v", got)
	}
	d.Press("up", "enter").See("is er weer uit")
	if got := d.theme("verkokering").Words; len(got) != len(before.Words)+1 {
		t.Fatalf("%+v", got)
	}
	d.Press("esc").See("[x] "+first).Press("u", "u", "u")
	if got := d.theme("verkokering"); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Fatalf("%+v, want %+v", got, before)
	}
	d.Press("b", "o").See("zoek › ").Miss("thema:")
	// Whatever comes back after it was closed is nobody's.
	d.Press("q")
	_, cmd := d.app.Update(keyPress("b"))
	d.app.Update(keyPress("esc"))
	d.run(cmd)
	if len(d.app.desk.overlays) > 0 || d.app.desk.toast.error {
		t.Fatal("suggestions that nobody waits for came back")
	}
}
