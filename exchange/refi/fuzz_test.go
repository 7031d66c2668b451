package refi

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// sound checks what must be true of any project that was read: ids are unique,
// every reference meets, every coding and memo lies in its text.
func sound(t *testing.T, p codebook.Project) {
	t.Helper()
	texts := map[transcript.DocumentID]transcript.Text{}
	speakers := map[transcript.SpeakerID]bool{}
	cases := map[transcript.CaseID]bool{}
	for _, c := range p.Cases {
		if cases[c.ID] || c.ID.IsZero() {
			t.Fatalf("case %s twice", c.ID)
		}
		cases[c.ID] = true
	}
	for _, d := range p.Documents {
		if _, twice := texts[d.ID]; twice || d.ID.IsZero() {
			t.Fatalf("document %s twice", d.ID)
		}
		texts[d.ID] = d.Text
		if !d.Case.IsZero() && !cases[d.Case] {
			t.Fatalf("document of case %s", d.Case)
		}
		for _, s := range d.Speakers {
			if speakers[s.ID] || s.ID.IsZero() || !s.Case.IsZero() && !cases[s.Case] {
				t.Fatalf("speaker %+v", s)
			}
			speakers[s.ID] = true
		}
		for _, u := range d.Turns {
			if u.Span.Start < 0 || u.Span.End > d.Text.Len() || u.Speaker < -1 || u.Speaker >= len(d.Speakers) {
				t.Fatalf("turn %+v", u)
			}
		}
		for i, a := range d.Anchors {
			if a.At < 0 || a.At > d.Text.Len() || i > 0 && a.At < d.Anchors[i-1].At {
				t.Fatalf("anchors %+v", d.Anchors)
			}
		}
	}
	codes, coders := map[codebook.CodeID]bool{}, map[codebook.CoderID]bool{{}: true}
	for _, c := range p.Codes {
		if codes[c.ID] || c.ID.IsZero() || !c.Parent.IsZero() && !codes[c.Parent] {
			t.Fatalf("code %+v", c)
		}
		codes[c.ID] = true
	}
	for _, c := range p.Coders {
		if coders[c.ID] {
			t.Fatalf("coder %+v", c)
		}
		coders[c.ID] = true
	}
	codings := map[codebook.CodingID]bool{}
	for _, c := range p.Codings {
		text, ok := texts[c.Document]
		if codings[c.ID] || c.ID.IsZero() || !ok || !codes[c.Code] || !coders[c.Coder] || !inside(c.Span, text) || c.QuoteHash != "" && c.QuoteHash != codebook.QuoteHash(text.Slice(c.Span)) {
			t.Fatalf("coding %+v", c)
		}
		codings[c.ID] = true
	}
	memos := map[codebook.MemoID]bool{}
	for _, m := range p.Memos {
		text, ok := texts[m.About.Document]
		placed := true
		switch m.About.Kind {
		case codebook.RefDocument:
			placed = ok
		case codebook.RefSpan:
			placed = ok && inside(m.About.Span, text)
		case codebook.RefCode:
			placed = codes[m.About.Code]
		case codebook.RefCase:
			placed = cases[m.About.Case]
		case codebook.RefCoding:
			placed = codings[m.About.Coding]
		}
		if memos[m.ID] || m.ID.IsZero() || !placed || !coders[m.Coder] {
			t.Fatalf("memo %+v", m)
		}
		memos[m.ID] = true
	}
	for _, s := range p.Strays {
		_, ok := texts[s.Document]
		if !s.Document.IsZero() && !ok || !s.Code.IsZero() && !codes[s.Code] || !coders[s.Coder] || s.Document.IsZero() && s.Source == "" || s.Reason == "" {
			t.Fatalf("stray %+v", s)
		}
	}
	attributes := map[transcript.AttributeID]bool{}
	for _, a := range p.Attributes {
		attributes[a.ID] = true
	}
	for _, c := range p.Cases {
		for id := range c.Values {
			if !attributes[id] {
				t.Fatalf("value of %s in case %+v", id, c)
			}
		}
	}
}

// FuzzQDPX reads any XML with any text and any packing beside it; what comes
// out is sound, and can be written and read again.
func FuzzQDPX(f *testing.F) {
	for seed := range uint64(6) {
		p := random{rand.New(rand.NewPCG(seed, 3))}.project()
		var b bytes.Buffer
		if _, err := Write(&b, p, Options{Profile: profiles[seed%2]}); err != nil {
			f.Fatal(err)
		}
		text := ""
		if len(p.Documents) > 0 {
			text = p.Documents[0].Text.String()
		}
		xml, packing := memberOf(f, b.Bytes(), "project.qde"), memberOf(f, b.Bytes(), packingName)
		f.Add(xml, text, packing)
		f.Add(xml, text, "")
	}
	f.Add(inProject("NVivo", codesXML+`<Cases><Case guid="@1" name="A"/><Case guid="@6"><VariableValue><VariableRef targetGUID="@9"/><TextValue>x</TextValue></VariableValue><SourceRef targetGUID="@10"/></Case></Cases>
		<Sources><TextSource guid="@10" plainTextPath="a">`+coded("3", "6", "zorg")+`<NoteRef targetGUID="@7"/></TextSource><VideoSource guid="@11"><Transcript guid="@12" plainTextPath="a"><SyncPoint guid="@13" position="2" timeStamp="5"/>
		<TranscriptSelection guid="@14" fromSyncPoint="@13" toSyncPoint="@13"/></Transcript></VideoSource></Sources><Notes><Note guid="@7"><PlainTextSelection startPosition="1" endPosition="4"/></Note></Notes>
		<Links><Link originGUID="@7" targetGUID="@1"/></Links><Sets><Set name="s"><MemberSource targetGUID="@10"/><MemberCode targetGUID="@2"/></Set></Sets>`), "R: 😀\r\nzorg\r\n", "")
	f.Fuzz(func(t *testing.T, xml, text, packing string) {
		if len(xml)+len(text)+len(packing) > 1<<20 {
			return
		}
		// Every path of the XML that ends in a name finds the text.
		files := []string{"project.qde", xml, packingName, packing, "sources/a", text, "sources/b.txt", "I: " + text}
		for _, name := range pathsIn(xml) {
			if base := baseName(name); len(files) < 40 && base != "" && !strings.HasSuffix(base, "/") {
				files = append(files, "sources/"+base, text)
			}
		}
		p, _, err := Read(zipOf(t, files...), counting())
		if err != nil {
			return
		}
		sound(t, p)
		var b bytes.Buffer
		if _, err := Write(&b, p, Options{}); err != nil {
			t.Fatal(err)
		}
		again, _, err := Read(b.Bytes(), counting())
		if err != nil {
			t.Fatalf("what we wrote is refused: %v", err)
		}
		sound(t, again)
		if len(again.Codings) != len(p.Codings) || len(again.Memos) != len(p.Memos) || len(again.Documents) != len(p.Documents) {
			t.Fatalf("%d codings, %d memos, %d documents became %d, %d, %d", len(p.Codings), len(p.Memos), len(p.Documents), len(again.Codings), len(again.Memos), len(again.Documents))
		}
	})
}

// pathsIn are the attribute values that start with internal://.
func pathsIn(xml string) []string {
	var out []string
	for rest := xml; ; {
		_, after, ok := strings.Cut(rest, "internal://")
		if !ok {
			return out
		}
		name, more, _ := strings.Cut(after, `"`)
		out, rest = append(out, name), more
	}
}

// FuzzQDC reads any XML as a codebook: parents stand first and ids are unique.
func FuzzQDC(f *testing.F) {
	f.Add(`<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="{0000000A-0000-4000-8000-000000000001}" name="Zorg" isCodable="true" color="#f80"><Description>short: a

example: b</Description><Code guid="x" name="Zorg" isCodable="0"/></Code></Codes><Sets><Set guid="y" name="Kern"><MemberCode guid="x"/></Set></Sets></CodeBook>`)
	f.Add(guids(`<Project xmlns="urn:QDA-XML:project:0:4">` + codesXML + `</Project>`))
	f.Fuzz(func(t *testing.T, xml string) {
		codes, themes, _, err := ReadCodebook([]byte(xml), counting())
		if err != nil {
			return
		}
		sound(t, codebook.Project{Codes: codes})
		var b bytes.Buffer
		if _, err := WriteCodebook(&b, codes, themes, Options{}); err != nil {
			t.Fatal(err)
		}
		again, _, _, err := ReadCodebook(b.Bytes(), counting())
		if err != nil || len(again) != len(codes) {
			t.Fatalf("%d codes became %d: %v", len(codes), len(again), err)
		}
		for i, c := range again {
			if uuid.UUID(c.ID) == uuid.Nil || codes[i].Name == "" {
				t.Fatalf("%+v", c)
			}
		}
	})
}
