package refi

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

const codesXML = `<CodeBook><Codes><Code guid="@1" name="Zorg" isCodable="true"/><Code guid="@2" name="Regels" isCodable="true"/></Codes></CodeBook>`

// oneText is a project with one text and these selections.
func oneText(t *testing.T, origin, text, selections string) []byte {
	t.Helper()
	return zipOf(t, "project.qde", inProject(origin, codesXML+`<Sources><TextSource guid="@10" name="Gesprek" plainTextPath="internal://gesprek.txt">`+
		selections+`</TextSource></Sources>`), "sources/gesprek.txt", text)
}

func coded(start, end, name string) string {
	return `<PlainTextSelection guid="@20" name="` + name + `" startPosition="` + start + `" endPosition="` + end + `"><Coding guid="@21"><CodeRef targetGUID="@1"/></Coding></PlainTextSelection>`
}

// Each text is counted in its own way; the convention is found by quotes, by
// words, or by the program's habit.
func TestConventionIsFound(t *testing.T) {
	const text = "\uFEFFI: Hoe is het? 😀\r\nR: De 😀 mantelzorg is zwaar.\r\nI: Ja.\r\n"
	for name, c := range map[string]struct {
		origin, selections, want string
		convention               string
		evidence                 Evidence
	}{
		"code points by quote": {"Proef", coded("25", "35", "mantelzorg"), "Zorg: mantelzorg", "code-points", EvidenceQuotes},
		"UTF-16 and CRLF":      {"Proef", coded("28", "38", "mantelzorg"), "Zorg: mantelzorg", "utf-16+crlf", EvidenceQuotes},
		"UTF-16":               {"Proef", coded("27", "37", "mantelzorg"), "Zorg: mantelzorg", "utf-16", EvidenceQuotes},
		"CRLF":                 {"Proef", coded("26", "36", "mantelzorg"), "Zorg: mantelzorg", "code-points+crlf", EvidenceQuotes},
		"no names, words":      {"Proef", coded("28", "38", ""), "Zorg: mantelzorg", "utf-16+crlf", EvidenceWords},
		"nothing but a habit":  {"NVivo 14", "", "", "utf-16+crlf", EvidenceOrigin},
	} {
		p, r := mustRead(t, oneText(t, c.origin, text, c.selections))
		got := strings.Join(codedTexts(t, p), "; ")
		if got != c.want || r.Sources[0].Convention.String() != c.convention || r.Sources[0].Evidence != c.evidence || r.Sources[0].Found > 0 {
			t.Errorf("%s: %q by %s, %s", name, got, r.Sources[0].Convention, r.Sources[0].Evidence)
		}
	}
}

func TestPositionsThatAreWrong(t *testing.T) {
	const text = "I: Hoe gaat het?\nR: De zorg is zwaar.\nI: En de zorg nu?\nR: Ook zwaar.\n"
	right := `<PlainTextSelection guid="@30" name="Ook zwaar." startPosition="59" endPosition="69"><Coding guid="@31"><CodeRef targetGUID="@2"/></Coding></PlainTextSelection>`
	for name, c := range map[string]struct {
		start, end, quote string
		want              []string // codings
		found             int
		reason            codebook.StrayReason
	}{
		"right":                       {"23", "27", "zorg", []string{"Regels: Ook zwaar.", "Zorg: zorg"}, 0, ""},
		"off by some":                 {"20", "24", "zorg", []string{"Regels: Ook zwaar.", "Zorg: zorg"}, 1, ""},
		"quote is nowhere":            {"20", "24", "zorgt", []string{"Regels: Ook zwaar."}, 0, codebook.StrayNotFound},
		"other white space":           {"23", "40", "zorg is  zwaar. I: En", []string{"Regels: Ook zwaar.", "Zorg: zorg is zwaar.\nI: En"}, 1, ""},
		"past the end":                {"23", "400", "zorg", []string{"Regels: Ook zwaar."}, 0, codebook.StrayOutside},
		"before the start":            {"-1", "4", "zorg", []string{"Regels: Ook zwaar."}, 0, codebook.StrayOutside},
		"no length":                   {"23", "23", "zorg", []string{"Regels: Ook zwaar."}, 0, codebook.StrayEmpty},
		"reversed":                    {"27", "23", "zorg", []string{"Regels: Ook zwaar."}, 0, codebook.StrayReversed},
		"no number":                   {"x", "27", "zorg", []string{"Regels: Ook zwaar."}, 0, codebook.StrayOutside},
		"beyond any number":           {"1", "99999999999999999999999", "zorg", []string{"Regels: Ook zwaar."}, 0, codebook.StrayOutside},
		"a cut quote, at its place":   {"20", "58", "De zorg is zwaar. I: En de…", []string{"Regels: Ook zwaar.", "Zorg: De zorg is zwaar.\nI: En de zorg nu?\nR:"}, 0, ""},
		"a cut quote, off its place":  {"17", "37", "De zorg is zwaar. I: En de…", []string{"Regels: Ook zwaar.", "Zorg: De zorg is zwaar.\nI:"}, 1, ""},
		"a quote with a lost control": {"20", "37", "De zorg\uFFFDis zwaar.", []string{"Regels: Ook zwaar.", "Zorg: De zorg is zwaar."}, 0, ""},
	} {
		p, r := mustRead(t, oneText(t, "Proef", text, right+coded(c.start, c.end, c.quote)))
		got := codedTexts(t, p)
		slices.Sort(got)
		if !slices.Equal(got, c.want) || r.Sources[0].Found != c.found {
			t.Errorf("%s: %q, %d found again", name, got, r.Sources[0].Found)
		}
		switch {
		case c.reason == "" && len(p.Strays) > 0, c.reason != "" && (len(p.Strays) != 1 || r.Sources[0].Strays != 1):
			t.Errorf("%s: strays %+v", name, p.Strays)
		case c.reason != "":
			if s := p.Strays[0]; s.Reason != c.reason || s.Quote != c.quote || s.Code.IsZero() || s.Document.IsZero() {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
}

// Titles are no quotes: a name that says something else than the text does not
// move a coding, even where that word occurs.
func TestTitlesAreNoQuotes(t *testing.T) {
	const text = "I: Hoe gaat het met de zorg?\nR: De regels knellen.\n"
	p, r := mustRead(t, oneText(t, "Proef", text, coded("32", "41", "line:2")+strings.NewReplacer("@20", "@22", "@21", "@23").Replace(coded("32", "50", "zorg"))))
	if got := codedTexts(t, p); !slices.Equal(got, []string{"Zorg: De regels", "Zorg: De regels knellen."}) || r.Sources[0].Found > 0 {
		t.Errorf("%q", got)
	}
}

// A text stays as it stands, whatever it looks like, and its turns are found.
func TestTextsAreNotLaidOutAgain(t *testing.T) {
	const text = "WEBVTT\n\n00:01.000 --> 00:04.000\nI: Hoe is de zorg?\n\nR: Goed.\nI: Fijn.\n"
	p, r := mustRead(t, oneText(t, "Proef", text, coded("46", "50", "zorg")))
	d := p.Documents[0]
	if d.Text.String() != text || len(d.Turns) < 3 || d.Source.Kind != "txt" || d.Speakers[0].Role != transcript.RoleInterviewer || d.Speakers[0].ID.IsZero() {
		t.Errorf("%+v", d)
	}
	if got := codedTexts(t, p); len(got) != 1 || got[0] != "Zorg: zorg" || r.Sources[0].Text.Turns == 0 {
		t.Errorf("%q %+v", got, r.Sources[0])
	}
}

// Paths are keys only: every scheme, case and folder means the member of that
// name; the namespace may be any version; GUIDs may have braces and any case.
func TestLenientContainer(t *testing.T) {
	for name, c := range map[string]struct{ qde, space, path, member string }{
		"as the standard says": {"project.qde", "urn:QDA-XML:project:1.0", "internal://a.txt", "sources/a.txt"},
		"NVivo":                {"project.qde", "urn:QDA-XML:project:1.0", "internal://A.TXT", "Sources/a.txt"},
		"named by the project": {"Mijn project.qde", "urn:QDA-XML:project:0:4", "relative:///x/a.txt", "sources/a.txt"},
		"capitals":             {"Project.QDE", "urn:QDA-XML:project:1:0", "absolute://C:/x/a.txt", "SOURCES/A.TXT"},
		"a bare name":          {"project.qde", "", "a.txt", "sources/a.txt"},
		"backslashes":          {"project.qde", "urn:QDA-XML:project:1.0", `absolute:///C:\x\a.txt`, `Sources\a.txt`},
		"no folder":            {"project.qde", "urn:QDA-XML:project:1.0", "internal://a.txt", "a.txt"},
	} {
		xml := strings.NewReplacer(`xmlns="urn:QDA-XML:project:1.0"`, `xmlns="`+c.space+`"`).Replace(
			inProject("Proef", codesXML+`<Sources><TextSource guid="{0000000A-0000-4000-8000-000000000010}" name="A" plainTextPath="`+c.path+`">`+coded("3", "7", "zorg")+`</TextSource></Sources>`))
		p, _ := mustRead(t, zipOf(t, c.qde, xml, c.member, "R: zorg genoeg.", "sources/.root", ""))
		if got := codedTexts(t, p); len(got) != 1 || got[0] != "Zorg: zorg" {
			t.Errorf("%s: %q, losses %v", name, got, p.Losses)
		}
	}
}

func TestLoneQDE(t *testing.T) {
	xml := "\uFEFF" + inProject("Proef", codesXML+`<Sources><TextSource guid="@10" name="A"><PlainTextContent>R: zorg genoeg.</PlainTextContent>`+coded("3", "7", "")+`</TextSource>
		<TextSource guid="@11" name="B" plainTextPath="internal://b.txt">`+strings.NewReplacer("@20", "@24", "@21", "@25").Replace(coded("3", "7", "zorg"))+`</TextSource></Sources>`)
	p, r := mustRead(t, []byte(xml))
	if got := codedTexts(t, p); r.Kind != "qde" || len(got) != 1 || got[0] != "Zorg: zorg" {
		t.Errorf("%q %s", got, r.Kind)
	}
	if len(p.Strays) != 1 || p.Strays[0].Reason != codebook.StrayNoText || p.Strays[0].Source != "B" || p.Strays[0].Quote != "zorg" || !p.Strays[0].Document.IsZero() {
		t.Errorf("%+v", p.Strays)
	}
	if count(p.Losses, "refi-sources-without-text") != 1 || count(p.Losses, "refi-files-missing") != 1 {
		t.Errorf("%v", p.Losses)
	}
}

// Codings keep who made them and when, as far as the file says; nobody and
// never are not made up.
func TestCodersAndDates(t *testing.T) {
	p, r := mustRead(t, oneText(t, "Proef", "R: zorg en regels.", `
	<PlainTextSelection guid="@20" startPosition="3" endPosition="7" creatingUser="{0000000A-0000-4000-8000-000000000090}" creationDateTime="2024-05-06T07:08:09+02:00">
	  <Coding guid="@21"><CodeRef targetGUID="@1"/></Coding>
	  <Coding guid="@22" creatingUser="@91" creationDateTime="2024-05-06 07:08:09"><CodeRef targetGUID="@9"/></Coding></PlainTextSelection>
	<PlainTextSelection guid="@23" startPosition="11" endPosition="17" creationDateTime="gisteren"><Coding guid="@21"><CodeRef targetGUID="@2"/></Coding></PlainTextSelection>`))
	if got := codedTexts(t, p); !slices.Equal(got, []string{"Zorg: zorg", "0000000A: zorg", "Regels: regels"}) {
		t.Fatalf("%q", got)
	}
	a, b, c := p.Codings[0], p.Codings[1], p.Codings[2]
	if a.Created.String() != "2024-05-06 05:08:09 +0000 UTC" || b.Created.Hour() != 7 || !c.Created.IsZero() || !c.Coder.IsZero() || a.Coder.IsZero() || a.Coder == b.Coder {
		t.Errorf("%+v\n%+v\n%+v", a, b, c)
	}
	if a.ID == c.ID || count(r.Warnings, "refi-guids-twice") != 1 || count(r.Warnings, "refi-dates-unreadable") != 1 || len(p.Coders) != 2 ||
		count(r.Warnings, "refi-users-missing") != 2 || count(r.Warnings, "refi-codes-missing") != 1 {
		t.Errorf("%v %+v", r.Warnings, p.Coders)
	}
}

// What several programs mean by a note, by what it is about.
func TestNotes(t *testing.T) {
	xml := inProject("Proef", `<CodeBook><Codes><Code guid="@1" name="Zorg" isCodable="true"><NoteRef targetGUID="@40"/></Code></Codes></CodeBook>
	<Cases><Case guid="@5" name="Anna"><Description>een casus</Description></Case></Cases>
	<Sources><TextSource guid="@10" name="A"><PlainTextContent>R: zorg genoeg.</PlainTextContent>
	  <PlainTextSelection guid="@20" startPosition="3" endPosition="7"><Description>mooi</Description><Coding guid="@21"><CodeRef targetGUID="@1"/><NoteRef targetGUID="@41"/></Coding></PlainTextSelection>
	  <PlainTextSelection guid="@22" startPosition="8" endPosition="14"><Description>zonder code</Description></PlainTextSelection>
	  <PlainTextSelection guid="@23" startPosition="0" endPosition="1"><NoteRef targetGUID="@42"/></PlainTextSelection>
	  <PlainTextSelection guid="@24" startPosition="0" endPosition="2"/>
	  <NoteRef targetGUID="@43"/><NoteRef targetGUID="@44"/><NoteRef targetGUID="@45"/></TextSource></Sources>
	<Notes><Note guid="@40" name="bij code"><PlainTextContent>40</PlainTextContent></Note><Note guid="@41"><PlainTextContent>41</PlainTextContent></Note>
	  <Note guid="@42"><PlainTextContent>42</PlainTextContent></Note><Note guid="@43" name="document" plainTextPath="internal://n.txt"/>
	  <Note guid="@44" name="QualCoder"><PlainTextContent>44</PlainTextContent><PlainTextSelection guid="@50" startPosition="3" endPosition="7"/></Note>
	  <Note guid="@46" name="NVivo"><PlainTextContent>46</PlainTextContent></Note><Note guid="@47" name="casus"><PlainTextContent>47</PlainTextContent></Note>
	  <Note guid="@48"><PlainTextContent>dagboek</PlainTextContent></Note></Notes>
	<Links><Link guid="@60" originGUID="@46" targetGUID="@24"/><Link guid="@61" originGUID="@5" targetGUID="@47"/><Link guid="@62" originGUID="@1" targetGUID="@1"/></Links>
	<Description>waar het over gaat</Description>`)
	p, _ := mustRead(t, zipOf(t, "project.qde", xml, "sources/n.txt", "43"))
	got := map[string]string{}
	for _, m := range p.Memos {
		what := string(m.About.Kind)
		if m.About.Kind == codebook.RefSpan {
			what += " " + p.Documents[0].Text.Slice(m.About.Span)
		}
		got[m.Body] = what
	}
	want := map[string]string{
		"40": "code", "41": "coding", "42": "span R", "43": "document", "44": "span zorg", "46": "span R:", "47": "case",
		"dagboek": "project", "een casus": "case", "zonder code": "span genoeg", "waar het over gaat": "project",
	}
	if !reflect.DeepEqual(got, want) || len(p.Memos) != len(want) {
		t.Errorf("%v", got)
	}
	if p.Codings[0].Memo != "mooi" || count(p.Losses, "refi-links") != 1 || count(p.Losses, "refi-notes-missing") != 1 {
		t.Errorf("%q %v", p.Codings[0].Memo, p.Losses)
	}
}

// Values of documents come in cases with or without a name and in sources;
// groups of documents are attributes too.
func TestCases(t *testing.T) {
	value := func(variable, kind, text string) string {
		return `<VariableValue><VariableRef targetGUID="` + variable + `"/><` + kind + `>` + text + `</` + kind + `></VariableValue>`
	}
	source := func(guid, inside string) string {
		return `<TextSource guid="` + guid + `" name="` + guid + `"><PlainTextContent>R: zorg genoeg.</PlainTextContent>` + inside + `</TextSource>`
	}
	xml := inProject("Proef", `<Variables><Variable guid="@1" name="jaar" typeOfVariable="Integer"/><Variable guid="@2" name="lid" typeOfVariable="Boolean"/>
	<Variable guid="@3" name="dag" typeOfVariable="DateTime"/></Variables>
	<Cases><Case guid="@5" name="Ede">`+value("@1", "IntegerValue", " 2020 ")+`<SourceRef targetGUID="@10"/><SourceRef targetGUID="@11"/></Case>
	<Case guid="@6">`+value("@2", "BooleanValue", "1")+`<SourceRef targetGUID="@10"/></Case>
	<Case guid="@7" name="Zeist">`+value("@3", "DateTimeValue", "2024-03-01T00:00:00Z")+`<SourceRef targetGUID="@12"/><SourceRef targetGUID="@99"/></Case></Cases>
	<Sources>`+source("@10", "")+source("@11", "")+source("@12", value("@1", "IntegerValue", "2021"))+source("@13", value("@2", "BooleanValue", "false"))+`</Sources>
	<Sets><Set guid="@70" name="ronde"><MemberSource targetGUID="@12"/></Set></Sets>`)
	p, r := mustRead(t, []byte(xml))
	names := map[transcript.AttributeID]string{}
	for _, a := range p.Attributes {
		names[a.ID] = a.Name + ":" + string(a.Type)
	}
	got := map[string]string{}
	for _, d := range p.Documents {
		for _, c := range p.Cases {
			if c.ID != d.Case {
				continue
			}
			var values []string
			for id, v := range c.Values {
				values = append(values, names[id]+"="+v)
			}
			slices.Sort(values)
			got[strings.TrimLeft(d.Title[len(d.Title)-2:], "0")] = strings.ReplaceAll(c.Name, g(10), "eigen") + " " + strings.Join(values, " ")
		}
	}
	want := map[string]string{
		"10": "eigen case:text=Ede jaar:number=2020 lid:yesno=yes", "11": "Ede jaar:number=2020",
		"12": "Zeist dag:date=2024-03-01 jaar:number=2021 ronde:yesno=yes", "13": g(13) + " lid:yesno=no",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	if count(r.Warnings, "refi-cases-split") != 1 || count(p.Losses, "refi-members-missing") != 1 {
		t.Errorf("%v %v", r.Warnings, p.Losses)
	}
}

// A code with the GUID of a case says who speaks, as NVivo writes it.
func TestCaseMembership(t *testing.T) {
	xml := inProject("NVivo", `<CodeBook><Codes><Code guid="@1" name="Cases" isCodable="true"><Code guid="@5" name="Anna" isCodable="true"><Code guid="@2" name="onder" isCodable="true"/></Code><Code guid="@6" name="Bram" isCodable="true"/></Code></Codes></CodeBook>
	<Cases><Case guid="@5" name="Anna"/><Case guid="@6" name="Bram"/></Cases>
	<Sources><TextSource guid="@10" name="Groep"><PlainTextContent>Anna: De zorg is goed.
Bram: Nou.
Anna: Toch wel.
Bram: Nee hoor.</PlainTextContent>
	<PlainTextSelection guid="@20" startPosition="6" endPosition="22"><Coding guid="@21"><CodeRef targetGUID="@5"/></Coding></PlainTextSelection>
	<PlainTextSelection guid="@22" startPosition="29" endPosition="33"><Coding guid="@23"><CodeRef targetGUID="@6"/></Coding></PlainTextSelection></TextSource></Sources>`)
	p, _ := mustRead(t, []byte(xml))
	d := p.Documents[0]
	if len(p.Codes) != 2 || p.Codes[1].Parent != p.Codes[0].ID || len(p.Codings) > 0 || len(d.Speakers) != 2 {
		t.Fatalf("%+v %+v", p.Codes, d.Speakers)
	}
	for i, s := range d.Speakers {
		if s.Name != p.Cases[i].Name || s.Case != p.Cases[i].ID {
			t.Errorf("%+v of %+v", s, p.Cases[i])
		}
	}
	if len(p.Losses) > 0 {
		t.Errorf("%v", p.Losses)
	}
}

// Recordings have transcripts with sync points; places without text wait in
// the quarantine with what the file says of them.
func TestMedia(t *testing.T) {
	xml := inProject("Proef", codesXML+`<Sources>
	<AudioSource guid="@10" name="opname.m4a" path="relative:///opname.m4a"><Transcript guid="@11"><PlainTextContent>I: Hoe?
R: De zorg.</PlainTextContent><SyncPoint guid="@30" timeStamp="4000" position="11"/><SyncPoint guid="@31" timeStamp="1000" position="0"/><SyncPoint guid="@32" position="18"/><SyncPoint guid="@33" timeStamp="9" position="900"/>
	 <TranscriptSelection guid="@20" fromSyncPoint="@30" toSyncPoint="@32"><Coding guid="@21"><CodeRef targetGUID="@1"/></Coding></TranscriptSelection>
	 <TranscriptSelection guid="@22" fromSyncPoint="@30" toSyncPoint="@33"><Coding guid="@23"><CodeRef targetGUID="@1"/></Coding></TranscriptSelection></Transcript>
	 <AudioSelection guid="@24" begin="61000" end="62500"><Coding guid="@25"><CodeRef targetGUID="@2"/></Coding></AudioSelection></AudioSource>
	<PictureSource guid="@12" name="foto.jpg"><PictureSelection guid="@26" firstX="1" firstY="2" secondX="3" secondY="4"><Coding guid="@27"><CodeRef targetGUID="@1"/></Coding></PictureSelection><Coding guid="@28"><CodeRef targetGUID="@2"/></Coding></PictureSource>
	<PDFSource guid="@13" name="nota.pdf"><PDFSelection guid="@40" page="0" firstX="1" firstY="2" secondX="3" secondY="4" name="knellende regels"><Coding guid="@41"><CodeRef targetGUID="@2"/></Coding></PDFSelection>
	 <Representation guid="@14"><PlainTextContent>Een nota over knellende regels.</PlainTextContent><PlainTextSelection guid="@42" startPosition="4" endPosition="8"><Coding guid="@43"><CodeRef targetGUID="@1"/></Coding></PlainTextSelection></Representation></PDFSource></Sources>`)
	p, _ := mustRead(t, []byte(xml))
	if got := codedTexts(t, p); !slices.Equal(got, []string{"Zorg: De zorg", "Regels: knellende regels", "Zorg: nota"}) {
		t.Errorf("%q", got)
	}
	if d := p.Documents; len(d) != 2 || d[0].Title != "opname.m4a" || !slices.Equal(d[0].Anchors, []transcript.Anchor{{At: 0, Millis: 1000}, {At: 11, Millis: 4000}}) || d[1].ID.String() != g(13) {
		t.Errorf("%+v", d)
	}
	var strays []string
	for _, s := range p.Strays {
		strays = append(strays, string(s.Reason)+" "+s.Source+" "+s.Quote)
	}
	want := []string{"no-text  0:01:01.000–0:01:02.500", "outside  ", "no-text foto.jpg (1,2)–(3,4)", "no-text foto.jpg "}
	if !slices.Equal(strays, want) {
		t.Errorf("%q", strays)
	}
}

// Programs repeat names and GUIDs; everything is kept apart.
func TestWhatStandsTwice(t *testing.T) {
	xml := inProject("MAXQDA", `<CodeBook><Codes><Code guid="@1" name="Zorg" isCodable="true"/><Code guid="@1" name="Zorg" isCodable="false"/><Code guid="geen guid" name="Vrij" isCodable="1"/></Codes></CodeBook>
	<Sources><TextSource guid="@10" name="Enquête"><PlainTextContent>zorg</PlainTextContent>`+coded("0", "4", "")+`</TextSource>
	<TextSource guid="@10" name="Enquête"><PlainTextContent>regels</PlainTextContent></TextSource>
	<TextSource guid="@12" name="Enquête"><PlainTextContent>vrij werk</PlainTextContent><PlainTextSelection guid="@30" startPosition="0" endPosition="4"><Coding guid="@31"><CodeRef targetGUID="geen guid"/></Coding></PlainTextSelection></TextSource></Sources>`)
	p, r := mustRead(t, []byte(xml))
	titles := []string{}
	for _, d := range p.Documents {
		titles = append(titles, d.Title+"="+d.Text.String())
	}
	if !slices.Equal(titles, []string{"Enquête=zorg", "Enquête (2)=regels", "Enquête (3)=vrij werk"}) || len(p.Codes) != 3 || p.Codes[0].ID == p.Codes[1].ID {
		t.Errorf("%q %+v", titles, p.Codes)
	}
	if got := codedTexts(t, p); !slices.Equal(got, []string{"Zorg: zorg", "Vrij: vrij"}) {
		t.Errorf("%q", got)
	}
	if count(r.Warnings, "refi-guids-twice") != 2 || count(r.Warnings, "refi-titles-twice") != 2 || count(p.Losses, "refi-folders") != 1 {
		t.Errorf("%v %v", r.Warnings, p.Losses)
	}
}

func TestColours(t *testing.T) {
	for text, want := range map[string]int{
		"#FE587E": 1, "#f00": 1, "#f80": 2, "#FFCC00": 3, "#33cc33": 4, "#006400": 4, "#00FFFF": 5, "#1031a4": 6, "#0000FF": 6, "#7944D4": 7, "#800080": 8, "#888": 8, "#000000": 8,
		"": 0, "rood": 0, "#12345": 0, "#GGGGGG": 0,
	} {
		if got := colourOf(text); got != want {
			t.Errorf("%s is %d, want %d", text, got, want)
		}
	}
	for i := 1; i <= 8; i++ {
		if got := colourOf(colourText(i)); got != i {
			t.Errorf("%d became %d", i, got)
		}
	}
}

func TestDefinitions(t *testing.T) {
	for _, c := range []codebook.Code{
		{Full: "Alles over zorg."}, {Short: "kort"}, {Full: "a\n\nb", UseWhen: "x\n\ny", Example: "z"}, {Alias: []string{"hulp", "a;b"}, NotWhen: "n"}, {},
	} {
		got := codebook.Code{}
		define(&got, describe(c))
		if !reflect.DeepEqual(got, c) {
			t.Errorf("%q became %+v", describe(c), got)
		}
	}
}

func TestGUIDs(t *testing.T) {
	id := uuid.MustParse("0000000a-0000-4000-8000-00000000000b")
	for _, s := range []string{"0000000a-0000-4000-8000-00000000000b", "{0000000A-0000-4000-8000-00000000000B}", "0000000A-0000-4000-8000-00000000000B"} {
		if guidOf(s) != id {
			t.Error(s)
		}
	}
	if again := guidOf("x"); guidOf("x") != again || guidOf("y") == again || guidOf("") != uuid.Nil {
		t.Error("other text")
	}
}
