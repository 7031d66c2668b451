package tui

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/exchange"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// zipped makes a zip file of names and contents by turns.
func zipped(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err == nil {
			_, err = f.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wordFile is a Word document with these paragraphs.
func wordFile(t *testing.T, paragraphs ...string) []byte {
	t.Helper()
	var body strings.Builder
	for _, p := range paragraphs {
		body.WriteString("<w:p><w:r><w:t xml:space=\"preserve\">" + p + "</w:t></w:r></w:p>")
	}
	return zipped(t,
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+body.String()+`</w:body></w:document>`)
}

// strayProject is a project of another program: one text, one code that stands
// in it, and one whose place lies outside of it although its text is there.
func strayProject(t *testing.T) []byte {
	t.Helper()
	const said = "Anna: Wie gaat daarover?\n\nBram: De raad gaat erover, maar het loket doet het werk.\n\nAnna: En de buurt?\n\nBram: Die wacht af.\n"
	const user, one, two = "0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-00000000000a", "0a000000-0000-4000-8000-00000000000b"
	selection := func(n int, name string, from, to int, code string) string {
		return fmt.Sprintf(`<PlainTextSelection guid="0a000000-0000-4000-8000-0000000001%02d" name="%s" startPosition="%d" endPosition="%d" creatingUser="%s"><Coding guid="0a000000-0000-4000-8000-0000000002%02d" creatingUser="%s"><CodeRef targetGUID="%s"/></Coding></PlainTextSelection>`, n, name, from, to, user, n, user, code)
	}
	at := strings.Index(said, "De raad")
	return zipped(t,
		"project.qde", `<?xml version="1.0" encoding="utf-8"?><Project name="Buurt" origin="Ander programma 3" xmlns="urn:QDA-XML:project:1.0"><Users><User guid="`+user+`" name="Bo Kramer"/></Users>`+
			`<CodeBook><Codes><Code guid="`+one+`" name="bevoegd" isCodable="true" color="#CC3311"/><Code guid="`+two+`" name="uitvoering" isCodable="true" color="#0077BB"/></Codes></CodeBook>`+
			`<Sources><TextSource guid="0a000000-0000-4000-8000-000000000010" name="Buurtgesprek" plainTextPath="internal://a.txt" creatingUser="`+user+`">`+
			selection(1, "De raad gaat erover", at, at+len("De raad gaat erover"), one)+selection(2, "het loket doet het werk", 9000, 9023, two)+
			`</TextSource></Sources></Project>`,
		"sources/a.txt", said)
}

// put writes a file into the driver's folder.
func (d *driver) put(name string, data []byte) string {
	d.t.Helper()
	path := filepath.Join(d.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// importPath asks for the import of a path, as a person pastes it.
func (d *driver) importPath(path string) *driver {
	d.t.Helper()
	d.Press("i")
	d.send(tea.PasteMsg{Content: path})
	return d.Press("enter")
}

// document reads a document of the project by its title.
func (d *driver) document(title string) *transcript.Document {
	d.t.Helper()
	ctx, ws := context.Background(), d.app.desk.ws
	all, err := ws.Project.Documents.List(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, one := range all {
		if one.Title == title {
			doc, err := ws.Document(ctx, one.ID)
			if err != nil {
				d.t.Fatal(err)
			}
			return doc
		}
	}
	d.t.Fatalf("no document %q", title)
	return nil
}

// speakersIn words the speakers of a document.
func speakersIn(doc *transcript.Document) string {
	var out []string
	for _, s := range doc.Receipt(nil).Speakers {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %d %s", s.Name, s.Turns, s.Role)))
	}
	return strings.Join(out, ", ")
}

var wordTalk = []string{"Loes: Waar begon het mee?", "Meneer K.: Met een brief.", "Loes: En toen?", "Kees: Toen belde ik het loket.", "Loes: Dank u.", "Kees: Graag gedaan."}

// TestPreviewOfWordFile: nothing is stored before Enter; a speaker gets another
// name, two become one, one is the interviewer; that is how the text comes in.
func TestPreviewOfWordFile(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	before := d.counts()
	path := d.put("Gesprek met Kees.docx", wordFile(t, wordTalk...))
	d.importPath(path).See("Voorbeeld │ Gesprek met Kees.docx", "Word-document", "Loes", "Meneer K.", "Toen belde ik het loket.")
	d.Press("esc").Miss("Voorbeeld │")
	if d.counts() != before {
		t.Fatal("a preview that was left stored something")
	}
	d.importPath(path).Press("R").See("interviewer")
	d.Press("e")
	for range "Loes" {
		d.Press("backspace")
	}
	d.Type("Loes Smit").Press("enter").See("Loes Smit")
	if d.counts() != before {
		t.Fatal("stored before Enter")
	}
	d.Press("down", "M").See("Met wie zijn ze één?").Type("Kees").Press("enter").Miss("Meneer K.:")
	d.Press("enter").See("Documenten │", "✓ opgenomen: “Gesprek met Kees”", "▸Gesprek met Kees")
	if got, want := speakersIn(d.document("Gesprek met Kees")), "Loes Smit 3 interviewer, Kees 3"; got != want {
		t.Errorf("speakers %q, want %q", got, want)
	}
	d.Press("q").Miss("Voorbeeld │").Press("u").See("teruggedraaid")
	if d.counts() != before {
		t.Error("one undo does not take the import back")
	}
}

// TestPreviewByMouse does the same with clicks: a second click on a speaker
// renames it, a click on the bar presses the key.
func TestPreviewByMouse(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.importPath(d.put("Gesprek.docx", wordFile(t, wordTalk...)))
	x, y := d.Find("[ ] Kees")
	d.Click(x+5, y).Click(x+5, y).See("Hoe heet deze spreker?").Type(" Bos").Press("enter").See("Kees Bos")
	x, y = d.Find("[ ] Loes")
	d.Click(x+5, y)
	x, y = d.Find("R interviewer")
	d.Click(x, y)
	x, y = d.Find("Enter opnemen")
	d.Click(x, y).See("✓ opgenomen")
	if got, want := speakersIn(d.document("Gesprek")), "Loes 3 interviewer, Meneer K. 1, Kees Bos 2"; got != want {
		t.Errorf("speakers %q, want %q", got, want)
	}
}

// TestPreviewScrolls: the wheel over the text moves the text, elsewhere not.
func TestPreviewScrolls(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	var said strings.Builder
	for i := range 60 {
		fmt.Fprintf(&said, "Loes: Vraag nummer %d?\n\nKees: Antwoord %d.\n\n", i+1, i+1)
	}
	d.importPath(d.put("lang.txt", []byte(said.String()))).See("Vraag nummer 1?")
	_, y := d.Find("Vraag nummer 1?")
	d.send(tea.MouseWheelMsg{X: 5, Y: y, Button: tea.MouseWheelDown})
	d.Miss("Vraag nummer 1?").See("Vraag nummer 3?").Press("pgdown", "pgdown").Miss("Vraag nummer 3?")
	for range 40 {
		d.Press("pgdown")
	}
	d.See("Antwoord 60.").Press("pgup").Miss("Antwoord 60.")
}

// TestAnotherEncoding: the encoding of a file of an old Mac is not known, and
// then taken for the wrong one; the preview is read anew each time, and the role
// that was given stays.
func TestAnotherEncoding(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	path := d.put("mac.txt", []byte("Loes: Is het \x8e\x8en geheel?\n\nKees: Re\x95el wel, ja.\n\nLoes: Mooi.\n\nKees: Dank je.\n"))
	d.importPath(path).See("niet te herkennen", "t tekenset").Press("enter").See("Voorbeeld │")
	d.Press("t").Type("1252").Press("enter").See("tekenset windows-1252", "Loes").Miss("één geheel")
	for i := 0; i < 3 && !strings.Contains(d.Frame(), "taal: Engels"); i++ {
		d.Press("l") // from whatever was recognised
	}
	d.Press("R", "t").See("Welke tekenset?").Type("mac").Press("enter").See("tekenset macintosh", "één geheel", "interviewer", "taal: Engels")
	d.Press("enter").See("✓ opgenomen")
	doc := d.document("mac")
	if doc.Language != "en" {
		t.Errorf("language is %q", doc.Language)
	}
	if said := doc.Text.String(); !strings.Contains(said, "Is het één geheel?") {
		t.Errorf("text is %q", said)
	}
	if got, want := speakersIn(doc), "Loes 2 interviewer, Kees 2"; got != want {
		t.Errorf("speakers %q, want %q", got, want)
	}
}

// TestTextThatIsThere: it comes in once more only when one says so.
func TestTextThatIsThere(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	path := d.put("dubbel.txt", []byte("Loes: Hoe gaat het?\n\nKees: Goed.\n\nLoes: Fijn.\n\nKees: Ja.\n"))
	d.importPath(path).Press("enter").See("✓ opgenomen")
	once := d.counts().Documents
	d.importPath(path).Press("enter").See("Deze tekst is er al").Press("enter").Miss("Voorbeeld │")
	if got := d.counts().Documents; got != once {
		t.Fatalf("%d documents, want %d", got, once)
	}
	d.importPath(path).Press("enter", "down", "enter").See("✓ opgenomen")
	if got := d.counts().Documents; got != once+1 {
		t.Fatalf("%d documents, want %d", got, once+1)
	}
}

// TestProjectOfAnotherProgram comes in whole after a preview, and one undo takes
// it all back.
func TestProjectOfAnotherProgram(t *testing.T) {
	from := newDriver(t, 80, 24, "nl")
	out := filepath.Join(from.folder, "uit.qdpx")
	from.Press("f2", "ctrl+e").Type("Project voor").Press("enter")
	for range 200 {
		from.Press("backspace")
	}
	from.Type(out).Press("enter").See("✓ geschreven", "Dit gaat niet mee").Press("esc")
	want := from.counts()
	folder := t.TempDir()
	path := filepath.Join(folder, "leeg"+workspace.Extension)
	d := openDriver(t, folder, "", 120, 36, "nl")
	d.run(d.app.desk.open(path, func(ctx context.Context) error {
		return newProject(ctx, path, d.app.desk.env, "Anna", false)
	}))
	empty := projectTables(t, d.app.desk.ws)
	d.importPath(out).See("Voorbeeld │ uit.qdpx", "9 documenten", "43 codes", "288 coderingen", "Codeurs", "verkokering")
	if got := projectTables(t, d.app.desk.ws); got != empty {
		t.Fatal("the preview stored something")
	}
	d.Press("enter").See("Wat er binnenkwam", "erbij gekomen").Press("esc").See("Documenten │ 9")
	if got := d.counts(); got.Documents != want.Documents || got.Codes != want.Codes || got.Codings != want.Codings || got.Turns != want.Turns {
		t.Errorf("came in %+v, want %+v", got, want)
	}
	d.Press("u").See("teruggedraaid")
	if got := projectTables(t, d.app.desk.ws); got != empty {
		t.Errorf("after one undo there is still\n%s", got)
	}
}

// TestFolder: several files are listed with what each is; the ticked ones come
// in, and there is a line for each, the refused ones first.
func TestFolder(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	folder := filepath.Dir(d.put("map/a.txt", []byte("Loes: Een?\n\nKees: Twee.\n\nLoes: Drie?\n\nKees: Vier.\n")))
	d.put("map/b.docx", wordFile(t, wordTalk...))
	d.put("map/c.txt", []byte("Loes: Vijf?\n\nKees: Zes.\n\nLoes: Zeven?\n\nKees: Acht.\n"))
	d.put("map/kapot.docx", []byte("PK\x03\x04stuk"))
	d.put("map/plaatje.bin", []byte{0, 1, 2, 0, 255, 0})
	before := d.counts().Documents
	d.importPath(folder).See("Importeren │ map", "gewone tekst", "Word-document", "van 5 bestanden", "dit kan veldwerk niet lezen")
	if d.counts().Documents != before {
		t.Fatal("looking stored something")
	}
	d.Press("down", "down", "space", "enter").See("2 documenten geïmporteerd, 1 niet", "overgeslagen: niet aangevinkt")
	_, refused := d.Find("✗ niet opgenomen")
	_, came := d.Find("✓ 4 beurten")
	if refused > came {
		t.Error("what was refused does not come first")
	}
	if got := d.counts().Documents; got != before+2 {
		t.Fatalf("%d documents, want %d", got, before+2)
	}
	x, y := d.Find("b.docx")
	d.Click(x, y).Click(x, y).See("Meneer K.: 1 beurt").Press("esc", "o").See("Lezen │ b").Press("q").See("Importeren │")
	d.Press("esc").Miss("Importeren │").Press("u", "u").importPath(folder).Press("o").See("Voorbeeld │ a.txt").Press("R", "enter").See("✓ opgenomen: “a”", "Importeren │ map", "✓ 4 beurten", "3 van 5").Miss("nog niets opgeslagen")
	d.Press("esc", "u").importPath(folder).Press("esc").Miss("Importeren │")
	if got := d.counts().Documents; got != before {
		t.Errorf("%d documents after two undos, want %d", got, before)
	}
}

// TestFolderStopped: Esc stops between two files; what came in stays, and is
// what the receipt says.
func TestFolderStopped(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	folder := filepath.Dir(d.put("map/a.txt", []byte("Loes: Een?\n\nKees: Twee.\n")))
	for i := range 30 {
		d.put(fmt.Sprintf("map/b%02d.txt", i), fmt.Appendf(nil, "Loes: Vraag %d?\n\nKees: Ja, %d keer.\n", i, i))
	}
	d.importPath(folder).See("31 van 31 bestanden")
	before := d.counts().Documents
	gate := make(chan struct{})
	held := d.app.desk.ws.Queue().Do(func(context.Context) error { <-gate; return nil })
	_, going := d.app.Update(keyPress("enter"))
	d.See("Esc stoppen").Press("esc").See("stoppen na dit bestand")
	close(gate)
	if err := <-held; err != nil {
		t.Fatal(err)
	}
	d.run(going)
	d.See("gestopt: ", "niet aan de beurt gekomen")
	came := d.counts().Documents - before
	if want := d.app.desk.say("intake.stopped", "Count", came); !strings.Contains(d.Frame(), want) || came == 31 {
		t.Errorf("%d came in, the screen says\n%s", came, d.Frame())
	}
}

// TestStrayPlaced: what has no place waits; the home screen counts it, Enter
// goes to where its text stands, Enter again puts it there.
func TestStrayPlaced(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	codings := d.counts().Codings
	d.importPath(d.put("buurt.qdpx", strayProject(t))).See("Ander programma 3", "1 codering heeft geen plek in de tekst")
	d.Press("enter").See("Enter toont de codering die op een plek wacht").Press("enter").See("Zonder plek │ 1 codering wacht", "het loket doet het werk", "valt buiten de tekst")
	d.Press("f2").See("1 codering heeft geen plek")
	d.Press("ctrl+p").Type("zonder plek").Press("enter").See("Zonder plek │ 1")
	d.Press("enter").See("Lezen │ Buurtgesprek", "deze tekst staat hier één keer", "Enter hier zetten")
	d.Press("left", "right").See("plek kiezen voor uitvoering").Press("esc").See("Zonder plek │ 1")
	d.Press("enter", "enter").See("“uitvoering” staat op zijn plek", "nog 0 wachten")
	if got := d.counts().Codings; got != codings+2 {
		t.Fatalf("%d codings, want %d", got, codings+2)
	}
	ctx, ws := context.Background(), d.app.desk.ws
	all, err := ws.Project.Codings.Of(ctx, d.document("Buurtgesprek").ID)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, c := range all {
		texts = append(texts, d.document("Buurtgesprek").Text.Slice(c.Span))
	}
	if got := strings.Join(texts, " | "); got != "De raad gaat erover | het loket doet het werk" {
		t.Errorf("coded texts are %q", got)
	}
	d.Press("g", "h").Miss("geen plek in de tekst")
	d.Press("u").See("teruggedraaid", "1 codering heeft geen plek")
	d.Press("ctrl+p").Type("zonder plek").Press("enter", "x").See("weggegooid", "Niets wacht op een plek").Press("u").See("Zonder plek │ 1 codering wacht")
}

// intakeScenes are what there is to look at; each begins on home, in the demo.
var intakeScenes = []struct {
	name, file string
	keys       []string
}{
	{"preview", "gesprek.docx", nil},
	{"preview-merge", "gesprek.docx", []string{"down", "M"}},
	{"preview-encoding", "mac.txt", []string{"t"}},
	{"preview-refused", "kapot.docx", nil},
	{"preview-project", "buurt.qdpx", nil},
	{"receipt-project", "buurt.qdpx", []string{"enter"}},
	{"quarantine", "buurt.qdpx", []string{"enter", "enter"}},
	{"quarantine-placing", "buurt.qdpx", []string{"enter", "enter", "enter"}},
	{"quarantine-empty", "", []string{"ctrl+p", "z", "o", "n", "d", "e", "r", "space", "p", "l", "enter"}},
	{"preview-survey", "enquete.csv", []string{"down", "e"}},
	{"preview-codebook", "boek.csv", nil},
	{"folder", ".", nil},
	{"folder-receipt", ".", []string{"enter"}},
}

func TestIntakeFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		for _, scene := range intakeScenes {
			d := newDriver(t, 80, 24, lang)
			d.put("materiaal/gesprek.docx", wordFile(t, wordTalk...))
			d.put("materiaal/kapot.docx", []byte("PK\x03\x04stuk"))
			d.put("materiaal/mac.txt", []byte("Loes: Is het \x8e\x8en geheel?\n\nKees: Re\x95el wel, ja.\n\nLoes: Mooi.\n\nKees: Dank je.\n"))
			d.put("materiaal/buurt.qdpx", strayProject(t))
			d.put("materiaal/enquete.csv", []byte("respondent;leeftijd;Wat vond u ervan?\nR91;34;Het was ver weg.\nR92;51;Traag.\n"))
			d.put("materiaal/boek.csv", []byte("code_path,short\nverkokering,schotten\nvreemd/kind,iets\n"))
			if scene.file != "" {
				d.importPath(filepath.Join(d.folder, "materiaal", scene.file))
			}
			d.Press(scene.keys...)
			for _, size := range frameSizes {
				t.Run(fmt.Sprintf("%s/%s-%dx%d", scene.name, lang, size[0], size[1]), func(t *testing.T) {
					d.resize(size[0], size[1])
					golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				})
			}
		}
	}
}

// TestPreviewOfChangedFragments: what a fragments file changes is listed before
// it is stored, and codes that are not there are made when one says so.
func TestPreviewOfChangedFragments(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		d := newDriver(t, size[0], size[1], "nl")
		ws := d.app.desk.ws
		table, err := ws.Table(context.Background(), "fragments", workspace.TableOptions{Columns: exchange.Full})
		if err != nil {
			t.Fatal(err)
		}
		column := map[string]int{}
		for i, c := range table.Columns {
			column[c.Name] = i
		}
		table.Rows[0][column["memo"]] = "nagekeken in de trein"
		table.Rows[1][column["code_path"]] = "wachttijd/telefoon"
		table.Rows[1][column["code_id"]] = ""
		var b bytes.Buffer
		if err := table.Write(&b, exchange.CSV, exchange.Dialect{}); err != nil {
			t.Fatal(err)
		}
		before := d.counts()
		d.importPath(d.put("terug.csv", b.Bytes())).See("1 wijziging", "nagekeken in de trein", "1 rij verandert niets", "er is nog geen code “wachttijd", "codes maken")
		d.Press("d").See("2 wijzigingen", "2 nieuwe codes", "wachttijd/telefoon").Miss("verandert niets")
		if d.counts() != before {
			t.Fatal("a preview stored something")
		}
		d.Press("enter").See("2 wijzigingen overgenomen")
		if now := d.counts(); now.Codes != before.Codes+2 || now.Codings != before.Codings {
			t.Errorf("%+v, before %+v", now, before)
		}
		d.Press("enter", "u").See("teruggedraaid")
		if d.counts() != before {
			t.Error("one undo does not take it back")
		}
	}
}

// TestPreviewOvertaken: the preview of a file that was left while it was read
// shows nothing, and a later one is not overwritten by it.
func TestPreviewOvertaken(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	slow := d.put("traag.txt", []byte("Loes: Traag?\n\nKees: Ja.\n"))
	quick := d.put("vlug.txt", []byte("Loes: Vlug?\n\nKees: Ja.\n"))
	left := d.app.show(screenPreview, showFile{path: slow})
	d.See("traag.txt wordt gelezen").Press("esc")
	again := d.app.show(screenPreview, showFile{path: slow})
	d.run(d.app.show(screenPreview, showFile{path: quick}))
	d.run(left)
	d.run(again)
	d.See("Vlug?").Miss("Traag?").Press("enter").See("✓ opgenomen: “vlug”")
}

// TestIntakeOfTangledFiles draws the screens at every width and height over names
// and texts that are as bad as they can be.
func TestIntakeOfTangledFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	d := newDriver(t, 80, 24, "nl")
	var said strings.Builder
	for i := range 12 {
		fmt.Fprintf(&said, "%s: %s\n\nKees: %s\n\n", nasty[3*i%len(nasty)]+"wie", tangle(r, 5), tangle(r, 3))
	}
	file := d.put("map/raar \x1b[2J\u202e 漢.txt", []byte(said.String()))
	d.put("map/\u2066los.bin", []byte{0, 1, 2, 0, 255})
	d.put("map/buurt.qdpx", strayProject(t))
	sizes := func(what string) {
		for w := 1; w <= 125; w += 1 + w/15 {
			d.send(tea.WindowSizeMsg{Width: w, Height: 1 + w%24})
			d.check(what + " at width " + itoa(w))
		}
		d.resize(80, 24)
	}
	d.importPath(file)
	sizes("preview")
	for _, key := range []string{"R", "space", "M", "esc", "e", "esc", "t", "esc", "pgdown", "down", "end", "pgup"} {
		d.Press(key)
		sizes("preview after " + key)
	}
	d.Press("esc", "esc").importPath(filepath.Dir(file))
	sizes("list")
	d.Press("enter")
	sizes("receipt")
	d.Press("enter")
	sizes("receipt of a file")
	d.Press("esc", "w")
	sizes("quarantine")
	d.Press("enter")
	sizes("placing")
	report, err := d.app.desk.ws.Project.Check(context.Background())
	if err != nil || !report.OK {
		t.Fatal(err, report.Findings)
	}
}

// TestSurveyMapping: a column of a table gets another use before it comes in.
func TestSurveyMapping(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	before := d.counts()
	d.importPath(d.put("enquete.csv", []byte("respondent;leeftijd;buurt;Wat vond u ervan?\nR91;34;Noord;Het was ver weg.\nR92;51;Zuid;Vriendelijk maar traag.\n")))
	d.See("2 rijen: elke rij wordt een casus", "naam van de casus", "kenmerk: getal").Press("down", "e").See("Wat wordt deze kolom?").Type("weggelaten").Press("enter").See("▸leeftijd", "weggelaten")
	x, y := d.Find("Wat vond u ervan?")
	d.Click(x, y).Click(x, y).Type("open vraag").Press("enter").See("2 documenten")
	if d.counts() != before {
		t.Fatal("stored before Enter")
	}
	d.Press("enter").See("Wat er binnenkwam").Press("esc")
	if got := d.counts(); got.Documents != before.Documents+2 || got.Cases != before.Cases+2 {
		t.Errorf("%+v came of %+v", got, before)
	}
	d.Press("g", "k").See("buurt", "Noord").Miss("leeftijd")
}

// TestCodebookCollisions: what is new, the same and different is seen before it
// comes in; ours stay unless one says otherwise.
func TestCodebookCollisions(t *testing.T) {
	for _, theirs := range []bool{false, true} {
		d := newDriver(t, 80, 24, "nl")
		codes := d.counts().Codes
		tree := func() string {
			c := d.app.desk.book.book.Tree.Find("verkokering")
			return c[0].Short
		}
		ours := tree()
		d.importPath(d.put("boek.csv", []byte("code_path,short\nverkokering,schotten\nruimte,\nvreemd/kind,iets\n")))
		d.See("1 omschrijving verschilt", "2 nieuwe codes", "vreemd/kind", "1 code was er al zo")
		if theirs {
			d.Press("d").See("wint het bestand")
		}
		d.Press("enter").See("Wat er binnenkwam").Press("esc")
		want := ours
		if theirs {
			want = "schotten"
		}
		if got := tree(); got != want || d.counts().Codes != codes+2 {
			t.Errorf("theirs %v: definition %q, want %q; %d codes of %d", theirs, got, want, d.counts().Codes, codes)
		}
		d.Press("u")
		if got := tree(); got != ours || d.counts().Codes != codes {
			t.Errorf("theirs %v: after undo %q", theirs, got)
		}
	}
}

// TestPageAndFolder: the documents go out as a page, and everything as a folder;
// what is there is only replaced when one says so.
func TestPageAndFolder(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	export := func(kind, name string) {
		d.Press("ctrl+e").Type(kind).Press("enter")
		for range 200 {
			d.Press("backspace")
		}
		d.Type(filepath.Join(d.folder, name)).Press("enter")
	}
	export("webpagina", "pagina.html")
	d.See("✓ geschreven: pagina.html")
	export("Alles", "uitvoer")
	d.See("✓ geschreven: uitvoer")
	page, err := os.ReadFile(filepath.Join(d.folder, "pagina.html"))
	if err != nil || !strings.Contains(string(page), "verkokering") {
		t.Errorf("%d bytes of a page, %v", len(page), err)
	}
	for _, name := range []string{"fragments.csv", "manifest.json", "README.txt"} {
		if info, err := os.Stat(filepath.Join(d.folder, "uitvoer", name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	export("Alles", "uitvoer")
	d.See("Dit bestand is er al").Press("down", "enter").See("✓ geschreven: uitvoer")
}
