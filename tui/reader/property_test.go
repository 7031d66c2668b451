package reader

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"

	"veldwerk/transcript"
	"veldwerk/tui/theme"
)

// hazards are what random texts are made of.
var hazards = []string{
	"a", "de", "het", "verkokering", "jeugdzorg-budget", " ", " ", " ", " ", ". ", "? ", "\n", "’s", "é", "e\u0301", "€ 1.500",
	"\u00a0", "\u00ad", "❤\ufe0f", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "🇳🇱", "1\ufe0f\u20e3", "漢字", "ﾟДﾟ", "क्षत्रिय", "שלום", "مرحبا",
	"\u202e", "\u200b", "\u200d", "\ufe0f", "\x1b[31m", "\t", "\r\n", "\u0301", "\U000e0041", "각", "\u2028", "\u0085", "dhr. Jansen",
}

func hazardText(rnd *rand.Rand, most int) string {
	var b strings.Builder
	for range rnd.IntN(most + 1) {
		b.WriteString(hazards[rnd.IntN(len(hazards))])
	}
	return b.String()
}

// randomDocument has turns on grapheme boundaries, with gaps for labels.
func randomDocument(rnd *rand.Rand) *transcript.Document {
	size := 60
	if rnd.IntN(8) == 0 {
		size = 4000 // several chunks
	}
	s := hazardText(rnd, size)
	d := &transcript.Document{Text: transcript.NewText(s), Speakers: []transcript.Speaker{
		{Name: "I", Role: transcript.RoleInterviewer}, {Name: "B\x1b4" + hazardText(rnd, 3)},
	}}
	if rnd.IntN(4) == 0 {
		return d
	}
	edges := clusterEdges(s)
	for at := rnd.IntN(3); at < len(edges); {
		end := min(at+rnd.IntN(size/2), len(edges)-1)
		d.Turns = append(d.Turns, transcript.Turn{
			N: len(d.Turns) + rnd.IntN(2), Speaker: rnd.IntN(3) - 1,
			Span: d.Text.SpanOf(edges[at], edges[end]),
		})
		at = end + 1 + rnd.IntN(4)
	}
	for i := range d.Turns {
		d.Turns[i].N = i
		d.Anchors = append(d.Anchors, transcript.Anchor{At: d.Turns[i].Span.Start, Millis: int64(i) * 7_777_777})
	}
	return d
}

// clusterEdges are the bytes between which clusters lie.
func clusterEdges(s string) []int {
	edges := []int{0}
	for it := graphemes.FromString(s); it.Next(); {
		edges = append(edges, it.End())
	}
	return edges
}

func randomSpan(rnd *rand.Rand, d *transcript.Document) transcript.Span {
	at := rnd.IntN(d.Text.Len()+3) - 1
	return transcript.Span{Start: at, End: at + rnd.IntN(80)}
}

func randomStripes(rnd *rand.Rand, d *transcript.Document) []Stripe {
	var out []Stripe
	for i := range rnd.IntN(30) {
		out = append(out, Stripe{
			ID: ID{1, byte(i)}, Code: ID{2, byte(rnd.IntN(5))}, Span: randomSpan(rnd, d), Letter: hazards[rnd.IntN(len(hazards))],
			Name: hazardText(rnd, 4), Colour: rnd.IntN(12) - 1, Glyph: rnd.IntN(6) - 1, Initials: hazards[rnd.IntN(6)], Memo: i%3 == 0,
		})
	}
	return out
}

// act does one random thing and says which.
func act(rnd *rand.Rand, r *Reader, d *transcript.Document) string {
	n := rnd.IntN(7) - 3
	x, y := rnd.IntN(210)-2, rnd.IntN(64)-2
	acts := []func() string{
		func() string { return fmt.Sprintf("sentence %d %v", n, r.Sentence(n)) },
		func() string { return fmt.Sprintf("word %d %v", n, r.Word(n)) },
		func() string { return fmt.Sprintf("turn %d %v", n, r.Turn(n)) },
		func() string { return fmt.Sprintf("select turn %d %v", n, r.SelectTurn(n)) },
		func() string { return fmt.Sprintf("page %d %v", n, r.Page(n)) },
		func() string { return fmt.Sprintf("half %d %v", n, r.HalfPage(n)) },
		func() string { return fmt.Sprintf("home %v", r.Home()) },
		func() string { return fmt.Sprintf("end %v", r.End()) },
		func() string { return fmt.Sprintf("extend %d %d %v", (y+64)%4, n, r.Extend(Unit((y+64)%4), n)) },
		func() string { r.Mark(); return "mark" },
		func() string { r.SwapEnd(); return "swap" },
		func() string { return fmt.Sprintf("grow %v", r.Grow()) },
		func() string { return fmt.Sprintf("shrink %v", r.Shrink()) },
		func() string { return fmt.Sprintf("collapse %v", r.Collapse()) },
		func() string { s := randomSpan(rnd, d); return fmt.Sprintf("span %v %v", s, r.SelectSpan(s)) },
		func() string { return fmt.Sprintf("goto %v", r.GoTo(rnd.IntN(d.Text.Len()+5)-2)) },
		func() string { return fmt.Sprintf("turn number %v", r.GoToTurn(rnd.IntN(9))) },
		func() string { return fmt.Sprintf("uncoded %v", r.NextUncoded(n)) },
		func() string { return fmt.Sprintf("match %v", r.NextMatch(n)) },
		func() string { return fmt.Sprintf("stripe %v", r.NextStripe(n)) },
		func() string { return fmt.Sprintf("cycle %v", r.CycleStripe(n)) },
		func() string { r.Spotlight(ID{2, byte(rnd.IntN(5))}); return "spotlight" },
		func() string { a := r.Anchor(); r.Restore(a); return fmt.Sprintf("restore %v", a) },
		func() string { r.Restore(Anchor{n, x, y, x - y, n}); return "restore wild" },
		func() string { return fmt.Sprintf("press %d,%d %v", x, y, r.Press(x, y)) },
		func() string { return fmt.Sprintf("drag %d,%d %v", x, y, r.Drag(x, y)) },
		func() string { return fmt.Sprintf("double %d,%d %v", x, y, r.Double(x, y)) },
		func() string { return fmt.Sprintf("triple %d,%d %v", x, y, r.Triple(x, y)) },
		func() string { r.Wheel(n); return "wheel" },
		func() string { r.ShowTimes(n > 0); return "times" },
		func() string { r.SetStripes(randomStripes(rnd, d)); return "stripes" },
		func() string { r.SetMatches([]transcript.Span{randomSpan(rnd, d)}); return "matches" },
		func() string {
			w, h := 1+rnd.IntN(200), 1+rnd.IntN(60)
			r.SetSize(w, h)
			return fmt.Sprintf("size %dx%d", w, h)
		},
		func() string { r.SetSize(1+rnd.IntN(16), 1+rnd.IntN(4)); return "small" },
	}
	return acts[rnd.IntN(len(acts))]()
}

func TestAnyTextAnySizeAnyMoves(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2015, 1))
	profiles := []colorprofile.Profile{colorprofile.ASCII, colorprofile.ANSI, colorprofile.TrueColor}
	for round := range 400 {
		d := randomDocument(rnd)
		th := theme.New(theme.Options{Profile: profiles[round%3], Light: round%2 == 0, ASCII: round%5 == 0})
		r := New(d, th)
		r.SetSize(1+rnd.IntN(200), 1+rnd.IntN(60))
		r.SetStripes(randomStripes(rnd, d))
		edges := map[int]bool{}
		for _, at := range clusterEdges(d.Text.String()) {
			edges[at] = true
		}
		trail := []string{}
		for range 40 {
			trail = append(trail, act(rnd, r, d))
			if fault := check(r, d, edges); fault != "" {
				t.Fatalf("round %d: %s\nafter %s\ntext %.300q", round, fault, strings.Join(trail, ", "), d.Text.String())
			}
		}
	}
}

// check gives the first broken promise, or nothing.
func check(r *Reader, d *transcript.Document, edges map[int]bool) string {
	rows := r.View()
	if len(rows) != r.h {
		return fmt.Sprintf("%d rows of %d", len(rows), r.h)
	}
	for y, row := range rows {
		plain := ansi.Strip(row)
		if wc, gw := ansi.WcWidth.StringWidth(row), ansi.GraphemeWidth.StringWidth(row); wc > r.w || gw != wc {
			return fmt.Sprintf("row %d of %dx%d is %d wide by runes, %d by clusters: %q", y, r.w, r.h, wc, gw, row)
		}
		if i := strings.IndexFunc(plain, func(c rune) bool { return c < 0x20 || c == 0x202e || c >= 0x7f && c < 0xa0 }); i >= 0 {
			return fmt.Sprintf("row %d is drawn raw: %q", y, row)
		}
	}
	if x, y, ok := r.Cursor(); ok && (x < 0 || x >= r.w || y < 0 || y >= r.h) {
		return fmt.Sprintf("cursor at %d,%d of %dx%d", x, y, r.w, r.h)
	}
	sel := r.Selection()
	if _, words := r.unitAt(Sentence, 0); sel.IsEmpty() && words {
		return "nothing selected"
	}
	if sel.Start < 0 || sel.End > d.Text.Len() || sel.End < sel.Start {
		return fmt.Sprintf("selection %v outside", sel)
	}
	if b := d.Text.Bytes(sel); !edges[b.Lo] || !edges[b.Hi] {
		return fmt.Sprintf("selection %v cuts a cluster: %q", sel, b.Of(d.Text.String()))
	}
	if p := r.Percent(); p < 0 || p > 100 {
		return fmt.Sprintf("percent %d", p)
	}
	return ""
}
