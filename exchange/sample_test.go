package exchange

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// The sample is a short invented interview whose passages start with what
// spreadsheets and parsers stumble on, with decomposed accents and an emoji of
// several code points in front of them.
const sampleText = "Gesprek, \"wijk A\"\n" +
	"I: Hoe gaat het\u00a0daar?\n" +
	"Anna: 's Avonds 👩‍👧‍👦 bel ik; de ideee\u0308n zijn er.\n" +
	"- en dan?\n" +
	"=geen| formule_, @ nee.\n" +
	"I: 1. Ja.\n" +
	"Bart: Zo <is> het."

func id(n int) (out [16]byte) {
	out = [16]byte{0x01, 0x9b, 0, 0, 0, 0, 0x70, 0, 0x80}
	binary.BigEndian.PutUint32(out[12:], uint32(n))
	return out
}

type sample struct {
	material codebook.Material
	tree     *codebook.Tree
	themes   []codebook.Theme
	counts   map[codebook.CodeID]int
}

func newSample() sample {
	text := transcript.NewText(sampleText)
	at := func(quote string) transcript.Span {
		lo := strings.Index(sampleText, quote)
		if lo < 0 {
			panic(quote)
		}
		return text.SpanOf(lo, lo+len(quote))
	}
	label := func(s transcript.Span, name string) transcript.Span {
		return transcript.Span{Start: s.Start - len(name) - 2, End: s.Start}
	}
	zero, one := at("Gesprek, \"wijk A\""), at("Hoe gaat het\u00a0daar?")
	two := at("'s Avonds 👩‍👧‍👦 bel ik; de ideee\u0308n zijn er.\n- en dan?\n=geen| formule_, @ nee.")
	three, four := at("1. Ja."), at("Zo <is> het.")
	doc := &transcript.Document{
		ID: id(900), Title: "gesprek \"A\"", Language: "nl", Text: text,
		Speakers: []transcript.Speaker{{Name: "I", Role: transcript.RoleInterviewer}, {Name: "Anna"}, {Name: "Bart", Role: transcript.RoleRespondent}},
		Turns: []transcript.Turn{
			{N: 0, Speaker: -1, Span: zero}, {N: 1, Speaker: 0, Span: one, Label: label(one, "I")},
			{N: 2, Speaker: 1, Span: two, Label: label(two, "Anna")}, {N: 3, Speaker: 0, Span: three, Label: label(three, "I")},
			{N: 4, Speaker: 2, Span: four, Label: label(four, "Bart")},
		},
		Anchors: []transcript.Anchor{{At: one.Start, Millis: 0}, {At: two.Start, Millis: 3_723_004}},
		Source:  transcript.Source{Name: "a.txt", Kind: "txt"},
	}
	codes := []codebook.Code{
		{ID: id(1), Name: "ruimte", Short: "speelruimte", Colour: 3, Letter: "r", Alias: []string{"vrij; los", "spel"}, Status: codebook.StatusActive},
		{ID: id(2), Parent: id(1), Name: "en/of", Full: "=twee\nregels", UseWhen: "- soms", NotWhen: "nooit", Example: "\"zo\"", Colour: 4, Letter: "e", Status: codebook.StatusDraft},
		{ID: id(3), Name: "tijd", Position: 1},
	}
	made := time.Date(2026, 11, 12, 11, 0, 0, 500, time.FixedZone("CET", 3600))
	coding := func(n, code, coder int, quote string) codebook.Coding {
		return codebook.Coding{ID: id(100 + n), Document: doc.ID, Revision: 1, Code: id(code), Coder: id(10 + coder), Span: at(quote), Created: made, Modified: made.Add(time.Hour)}
	}
	codings := []codebook.Coding{
		coding(1, 1, 1, "'s Avonds 👩‍👧‍👦 bel ik; de ideee\u0308n zijn er."),
		coding(2, 2, 1, "- en dan?\n=geen| formule_"),
		coding(3, 1, 2, "=geen"),
		coding(4, 2, 1, "ideee\u0308n"),
		coding(5, 1, 1, "- en dan?\n=geen| formule_"),
		coding(6, 1, 1, "Zo <is> het."),
	}
	codings[1].Memo, codings[1].Certainty = "let op:\n=1+1", 2
	tree := codebook.NewTree(codes)
	return sample{
		material: codebook.Material{
			Document: doc, Codings: codings, All: codings, Tree: tree,
			Coders: []codebook.Coder{{ID: id(11), Name: "Bo"}, {ID: id(12), Name: "Cas"}},
			Case:   "Wijk A", Attributes: map[string]string{"rol": "consulent", "wereld": "uitvoering"},
			Speakers: map[string]map[string]string{"Bart": {"rol": "inwoner"}}, SpeakerCases: map[string]string{"Bart": "Bart"},
		},
		tree:   tree,
		themes: []codebook.Theme{{ID: id(20), Name: "ruimte", Claim: "Ruimte *telt*.", Codes: []codebook.CodeID{id(1), id(2)}, Words: []codebook.Word{{Text: "ruimte"}, {Text: `"de regels; zeggen"`}, {Text: "vrij*", Off: true}}}},
		counts: map[codebook.CodeID]int{id(1): 4, id(2): 2},
	}
}

func (s sample) fragments(t testing.TB, columns Selection) Table {
	t.Helper()
	return Fragments(codebook.Assemble(s.material), FragmentOptions{Project: "proef", Columns: columns})
}

// tables are all exports of the sample.
func (s sample) tables(t testing.TB) []Table {
	attributes := []transcript.Attribute{{ID: id(31), Name: "wereld"}, {ID: id(30), Name: "rol"}}
	made := time.Date(2026, 11, 12, 10, 0, 0, 123_000_000, time.UTC)
	return []Table{
		s.fragments(t, Full), s.fragments(t, Short), s.fragments(t, Wide),
		Turns([]codebook.Material{s.material}, []string{"wereld", "rol"}),
		Documents([]DocumentRow{{Document: s.material.Document, SHA256: "ab", Case: "Wijk A", Added: made, Attributes: s.material.Attributes}}, []string{"rol"}),
		Codebook(s.tree, s.themes, s.counts),
		Themes(s.themes, s.tree),
		Cases([]transcript.Case{{ID: id(40), Name: "Wijk A", Values: map[transcript.AttributeID]string{id(30): "beleid"}}}, attributes, map[transcript.CaseID][]string{id(40): {"a", "b; c"}}),
		Memos([]MemoRow{{Memo: codebook.Memo{ID: id(50), Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefSpan, Span: transcript.Span{Start: 3, End: 9}}, Title: "Let op", Body: "**vet**\n\n- a", Created: made, Modified: made}, Coder: "Bo", About: "gesprek", Document: "gesprek", Text: "=geen"}}),
		Changes([]ChangeRow{{Device: "d", Seq: 7, Step: "s", Coder: "Bo", At: made, Act: "code", Table: "coding", Row: "r", After: `{"a":1}`, Hash: "00"}}),
	}
}
