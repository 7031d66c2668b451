package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/transcript"
	"veldwerk/tui/text"
)

// frames compares a screen with its pictures in three sizes and two languages.
func frames(t *testing.T, keys ...string) {
	t.Helper()
	for _, c := range []struct {
		lang string
		w, h int
	}{{"nl", 80, 24}, {"nl", 120, 36}, {"nl", 200, 50}, {"en", 80, 24}, {"en", 120, 36}, {"en", 200, 50}} {
		t.Run(fmt.Sprintf("%s-%dx%d", c.lang, c.w, c.h), func(t *testing.T) {
			d := newDriver(t, c.w, c.h, c.lang).Press(keys...)
			golden.RequireEqual(t, []byte(d.Frame()+"\n"))
		})
	}
}

func TestCasesFrames(t *testing.T)    { frames(t, "g", "k", "down", "right", "right", "right") }
func TestCaseCellFrames(t *testing.T) { frames(t, "g", "k", "right", "right", "enter", "down") }

// project is the table as it is on disk.
func (d *driver) caseTable() (cases map[string]transcript.Case, attributes map[string]transcript.Attribute) {
	d.t.Helper()
	p := d.app.desk.ws.Project
	list, err := p.Cases.List(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	heads, err := p.Attributes.List(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	cases, attributes = map[string]transcript.Case{}, map[string]transcript.Attribute{}
	for _, c := range list {
		cases[c.Name] = c
	}
	for _, a := range heads {
		attributes[a.Name] = a
	}
	return cases, attributes
}

// value is what a case has for an attribute, on disk.
func (d *driver) value(name, attribute string) string {
	d.t.Helper()
	cases, attributes := d.caseTable()
	if _, ok := cases[name]; !ok {
		d.t.Fatalf("no case %q", name)
	}
	if _, ok := attributes[attribute]; !ok {
		d.t.Fatalf("no attribute %q", attribute)
	}
	return cases[name].Values[attributes[attribute].ID]
}

func TestCellIsFilledInAndUndone(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "k", "right", "right")
	before := d.value("R01", "rol")
	d.Press("enter").See("R01 · rol (tekst)", "eerder:").Type(" en meer").Press("enter").See("R01: rol is " + before + " en meer")
	if got := d.value("R01", "rol"); got != before+" en meer" {
		t.Fatalf("on disk stands %q", got)
	}
	d.Press("u").See("teruggedraaid")
	if got := d.value("R01", "rol"); got != before {
		t.Fatalf("after undo %q", got)
	}
	d.Press("e").Type("!").Press("esc")
	if got := d.value("R01", "rol"); got != before {
		t.Fatalf("Esc kept %q", got)
	}
	d.Press("delete").See("leeggemaakt").Press("backspace")
	if got := d.value("R01", "rol"); got != "" {
		t.Fatalf("emptied, yet %q", got)
	}
}

// clearLine empties the line that is being typed in.
func (d *driver) clearLine() *driver {
	for range 60 {
		d.Press("backspace")
	}
	return d
}

func TestUsedValueIsTaken(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("g", "k", "down", "right", "right", "right", "enter").clearLine()
	d.Type("uit").See("eerder:  uitvoering  ").Miss("eerder:  beleid").Press("down", "enter")
	if got := d.value("R02", "wereld"); got != "uitvoering" {
		t.Errorf("wereld of R02 is %q", got)
	}
	// Tab keeps and goes on to the column beside it.
	d.Press("enter").clearLine().Type("beleid").Press("tab").See("R02 · gemeente").Press("esc")
	if got := d.value("R02", "wereld"); got != "beleid" {
		t.Errorf("wereld of R02 is %q", got)
	}
}

func TestWrongValueIsRefused(t *testing.T) {
	for _, c := range []struct {
		kind, wrong, complaint, right, kept, shown string
		steps                                      int // of the type choice
	}{
		{"getal", "veel", "“veel” is geen getal", "3,5", "3.5", "3,5", 1},
		{"datum", "31-2-2024", "“31-2-2024” is geen datum", "17-5-2024", "2024-05-17", "2024-05-17", 2},
		{"ja/nee", "soms", "“soms” is geen ja of nee", "J", "yes", "ja", 3},
	} {
		t.Run(c.kind, func(t *testing.T) {
			d := newDriver(t, 120, 36, "nl").Press("g", "k", "A").Type("proefkenmerk").Press("enter")
			for range c.steps {
				d.Press("right")
			}
			d.Press("enter").See("kenmerk “proefkenmerk” (" + c.kind + ") gemaakt")
			for range 9 {
				d.Press("right")
			}
			d.Press("enter").Type(c.wrong).Press("enter").See(c.complaint)
			if got := d.value("R01", "proefkenmerk"); got != "" {
				t.Fatalf("kept %q", got)
			}
			d.Press("tab").See(c.complaint)
			d.clearLine().Miss(c.complaint).Type(c.right).Press("enter").See("proefkenmerk is " + c.shown)
			if got := d.value("R01", "proefkenmerk"); got != c.kept {
				t.Fatalf("%q stands on disk as %q, want %q", c.right, got, c.kept)
			}
			d.Press("enter").See(c.shown).Press("enter")
			if got := d.value("R01", "proefkenmerk"); got != c.kept {
				t.Fatalf("kept again it became %q", got)
			}
		})
	}
}

// TestReadValueAgreesWithTheStore: what the screen lets through, the store
// takes as it is; what the store would refuse, the screen has refused.
func TestReadValueAgreesWithTheStore(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	ctx, p := context.Background(), d.app.desk.ws.Project
	by, err := d.app.desk.ws.Acting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Cases.Add(ctx, by, "proef")
	if err != nil {
		t.Fatal(err)
	}
	typed := []string{"", "1", "1,5", "1.5", "1.000,5", "-3e2", "0x10", "Inf", "NaN", "1_0", "2024", "2024-02", "2024-02-30", "1-2-2024", "1/2/2024", "32-1-2024",
		"ja", "NEE", "yes", "n", "misschien", "vrije tekst", "é", "1 2", "+1", "."}
	for _, kind := range attributeTypes {
		id, err := p.Attributes.Add(ctx, by, "proef-"+string(kind), kind)
		if err != nil {
			t.Fatal(err)
		}
		a := transcript.Attribute{ID: id, Name: "proef", Type: kind}
		for _, s := range typed {
			value, complaint := d.app.desk.readValue(a, s)
			if complaint != "" {
				if p.Cases.SetValue(ctx, by, c, id, s) == nil {
					t.Errorf("%s: %q is refused, yet the store takes it", kind, s)
				}
				continue
			}
			if err := p.Cases.SetValue(ctx, by, c, id, value); err != nil {
				t.Errorf("%s: %q goes to the store as %q: %v", kind, s, value, err)
			}
			cases, _ := d.caseTable()
			if got := cases["proef"].Values[id]; got != value {
				t.Errorf("%s: %q was kept as %q, not %q", kind, s, got, value)
			}
		}
	}
}

func TestCasesComeAndGo(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "k", "a").Type("Gemeente Zilt").Press("enter").See("casus “Gemeente Zilt” gemaakt", "▸Gemeente Zilt")
	d.Press("enter").clearLine().Type("Gemeente Zout").Press("enter").See("▸Gemeente Zout")
	d.Press("a").Type("gemeente zout").Press("enter").See("staat al in dit project").Press("esc")
	d.Press("x").See("verwijderd").Miss("▸Gemeente Zout").Press("u").See("Gemeente Zout")
	if cases, _ := d.caseTable(); len(cases) != 10 {
		t.Errorf("%d cases", len(cases))
	}
}

func TestAttributesAreRenamedRetypedAndDeleted(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "k", "right", "right", "R").clearLine().Type("functie").Press("enter").See("functie")
	if got := d.value("R01", "functie"); got == "" {
		t.Error("a renamed attribute lost its values")
	}
	d.Press("T").Type("getal").Press("enter").See("blijft zoals het was")
	if _, attributes := d.caseTable(); attributes["functie"].Type != transcript.AttributeText {
		t.Errorf("it is a %s now", attributes["functie"].Type)
	}
	d.Press("ctrl+p").Type("kenmerk verwijderen").Press("enter").See("kenmerk “functie” verwijderd")
	if _, attributes := d.caseTable(); len(attributes) != 4 {
		t.Errorf("%d attributes", len(attributes))
	}
	d.Press("u").See("functie")
	// From the name's column one picks which.
	d.Press("left", "left", "T").See("Welk kenmerk?").Type("functie").Press("enter").See("Welke soort?")
}

// names are the cases in the order of the rows.
func (d *driver) names() string {
	var out []string
	for _, row := range strings.Split(d.Frame(), "\n")[2 : d.app.height-2] {
		if f := strings.Fields(strings.TrimPrefix(row, "▸")); len(f) > 0 {
			out = append(out, f[0])
		}
	}
	return strings.Join(out, " ")
}

func TestCasesSortAndFilter(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("g", "k", "s")
	want := func(names string) {
		t.Helper()
		if got := d.names(); got != names {
			t.Errorf("%s\nwant %s", got, names)
		}
	}
	want("R09 R08 R07 R06 R05 R04 R03 R02 R01")
	d.Press("s", "right", "right", "right", "s").See("wereld ↑")
	want("R01 R02 R03 R04 R09 R05 R06 R07 R08") // beleid, bestuur, uitvoering
	d.Press("home", "delete").See("leeggemaakt")
	want("R02 R03 R04 R09 R05 R06 R07 R08 R01") // what is empty comes last either way
	d.Press("s").See("wereld ↓")
	want("R05 R06 R07 R08 R09 R02 R03 R04 R01")
	d.Press("f").Type("veldermeer uitv").See("R05").Miss("R01", "R02").Press("enter", "esc").See("R01")
}

func TestDocumentsAndSpeakersMoveToACase(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("g", "k", "a").Type("Zilt").Press("enter").Press("o").See("nog geen document")
	d.Press("d").See("Welk document", "R03").Type("inkoop").Press("enter").See("hoort nu bij Zilt").Press("p").Type("tineke").Press("enter").See("“Tineke” hoort nu bij Zilt")
	cases, _ := d.caseTable()
	docs, err := d.app.desk.ws.Project.Documents.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range docs {
		if (doc.Case == cases["Zilt"].ID) != strings.Contains(doc.Title, "inkoop") {
			t.Errorf("%s belongs to %s", doc.Title, doc.Case)
		}
	}
	// One document of its own, one in which a speaker of it speaks.
	d.Press("right", "enter").See("Welk document lezen?", "inkoopmanager", "beleidsmedewerker").Type("inkoop").Press("enter").See("Lezen │", "inkoop")
}

func TestCasesInAnEmptyProjectAndReadOnly(t *testing.T) {
	d := newDriver(t, 40, 8, "nl").Press("g", "k")
	for range 9 {
		d.Press("x")
	}
	d.See("Nog geen casussen").Press("enter").See("Naam van de nieuwe casus").Press("esc").Press("s", "f", "o", "d", "p", "e")
}

// TestCaseNamesAreNeverRaw puts what could act on a terminal in every name.
func TestCaseNamesAreNeverRaw(t *testing.T) {
	d := newDriver(t, 60, 16, "nl").Press("g", "k")
	evil := "a\x1b[31m\u202eb\u0085❤️👨‍👩‍👧क्षत्रिय"
	ctx, p := context.Background(), d.app.desk.ws.Project
	by, err := d.app.desk.ws.Acting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Cases.Add(ctx, by, evil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Attributes.Add(ctx, by, evil, transcript.AttributeText)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Cases.SetValue(ctx, by, c, a, evil); err != nil {
		t.Fatal(err)
	}
	d.Press("g", "k", "end")
	for range 7 {
		d.Press("right", "enter", "down", "esc") // every frame is checked
	}
	d.Press("home", "right", "d", "esc", "g", "p", "k", "esc")
	for w := leastW; w < 60; w += 3 {
		d.app.width = w
		d.Press("g", "k", "left", "right", "enter", "esc")
	}
	if text.Width(evil) < 3 {
		t.Fatal("the name has no width")
	}
}

func TestCasesByMouse(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("g", "k")
	d.Click(d.Find("wereld")).See("wereld ↑").Click(d.Find("wereld ↑")).See("wereld ↓")
	x, y := d.Find("Hazerloo")
	d.Click(x, y).See("gemeente (tekst): Hazerloo")
	d.Click(x, y).See("Enter bewaren").Press("esc")
	wx, _ := d.Find("wereld")
	d.Click(wx, y).Miss("Enter bewaren").See("wereld (tekst):") // another cell of the row
}
