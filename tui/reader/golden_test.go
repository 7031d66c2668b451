package reader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/charmbracelet/x/vt"

	"veldwerk/transcript"
	"veldwerk/tui/theme"
)

// Golden frames hold plain text; the selection stands between ⟦ and ⟧.
func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{20, 12}, {40, 20}, {60, 24}, {80, 24}, {120, 24}, {170, 20}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			r, _ := example(size[0], size[1])
			press(r, "↓ ↓ ↓ ↓ ↓")
			golden.RequireEqual(t, screen(r))
		})
	}
}

// The head of a stripe that starts above the screen is its letter again.
func TestFrameScrolled(t *testing.T) {
	r, d := example(80, 7)
	r.ShowTimes(true)
	r.SelectSpan(spanOf(d, "Daar zit", "maand."))
	r.Wheel(2)
	golden.RequireEqual(t, screen(r))
}

func TestFrameASCII(t *testing.T) {
	d := document(interview)
	r := New(d, theme.New(theme.Options{Profile: colorprofile.ASCII, ASCII: true}))
	r.SetSize(80, 16)
	r.SetStripes(coded(d))
	got := screen(r)
	for _, row := range strings.Split(got, "\n") {
		if i := strings.IndexAny(row, "│╵┃║┊▸✎"); i >= 0 {
			t.Errorf("not ASCII: %q", row)
		}
	}
	golden.RequireEqual(t, got)
}

// With more fragments than lanes a + says that there are more, and labels that
// find no room are counted.
func TestFrameCrowded(t *testing.T) {
	r, d := example(80, 8)
	stripes := coded(d)
	for i := range 7 {
		s := codes[i%len(codes)]
		s.ID, s.Name, s.Letter = ID{7, byte(i)}, fmt.Sprintf("code %d", i), fmt.Sprint(i)
		s.Span = spanOf(d, "Het team", "kwijt,")
		stripes = append(stripes, s)
	}
	r.SetStripes(stripes)
	r.GoToTurn(4)
	golden.RequireEqual(t, screen(r))
}

func TestSpotlightDimsTheRest(t *testing.T) {
	d := document(interview)
	th := theme.New(theme.Options{Profile: colorprofile.TrueColor})
	r := New(d, th)
	r.SetSize(80, 24)
	r.SetStripes(coded(d))
	r.Spotlight(ID{2, 0})
	all := strings.Join(r.View(), "\n")
	lit := th.Spotlight.Over(th.Shade(1)).Render("Het team mocht zogenaamd alles zelf regelen.")
	if !strings.Contains(all, lit) {
		t.Errorf("ruimte is not lit in\n%q", all)
	}
	dim := th.Shade(1).Over(th.Dim).Render("potje vast. De Wmo zat beneden, jeugd boven, en op de")
	if !strings.Contains(all, dim) || !strings.Contains(all, th.Dim.Render("v")) {
		t.Errorf("verkokering is not dim in\n%q", all)
	}
}

// hard are clusters about whose width terminals disagree.
var hard = []string{
	"❤\ufe0f", "👨\u200d👩\u200d👧\u200d👦", "क्षत्रिय", "漢字", "👍🏽", "1\ufe0f\u20e3", "🇳🇱", "ﾟДﾟ", "e\u0301", "한국", "שלום",
}

// An emulator that measures clusters and never says so is where a column
// right of the text goes astray.
func TestStripesStayInTheirColumn(t *testing.T) {
	for _, w := range []int{40, 60, 80, 120} {
		var turns []said
		for _, h := range hard {
			turns = append(turns, said{"B1", "Zij schreef " + h + " in het verslag, en nog eens " + strings.Repeat(h+" ", 12) + "tot slot."})
		}
		d := document(turns)
		r := New(d, plainTheme())
		r.SetSize(w, 60)
		r.SetStripes([]Stripe{{ID: ID{1}, Span: d.Text.Whole(), Letter: "|", Name: "alles"}})
		for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			for y, row := range r.View() {
				if mark := stripeColumn(row, method); row != "" && mark >= 0 && mark != r.cols.lanesAt() {
					t.Errorf("width %d, row %d: stripe in column %d, not %d: %q", w, y, mark, r.cols.lanesAt(), row)
				}
			}
		}
		emulator := vt.NewEmulator(w, 60)
		emulator.WriteString(strings.Join(r.View(), "\r\n"))
		for y, row := range r.present().rows {
			want := "│"
			switch {
			case row.count == 0:
				continue
			case r.cols.count:
				if want = "1"; row.kind != rowText {
					want = " "
				}
			case y == r.present().shown[0].from:
				want = "|"
			case row.at == r.lastPlace():
				want = "╵"
			}
			if cell := emulator.CellAt(r.cols.lanesAt(), y); cell == nil || cell.Content != want {
				t.Errorf("width %d, row %d: column %d holds %v, want %q", w, y, r.cols.lanesAt(), cell, want)
			}
		}
	}
}

func stripeColumn(row string, method ansi.Method) int {
	plain := ansi.Strip(row)
	if i := strings.LastIndexAny(plain, "│╵"); i >= 0 {
		return method.StringWidth(plain[:i])
	}
	return -1
}

func TestNothingIsDrawnRaw(t *testing.T) {
	d := document([]said{{"B\x1b[2J", "Kleur \x1b[31mrood\x07 en \u202eomgekeerd\u2028 met\ttab."}})
	for _, w := range []int{40, 120} {
		r := New(d, plainTheme())
		r.SetSize(w, 6)
		r.SetStripes([]Stripe{{Span: transcript.Span{Start: 8, End: 20}, Letter: "\x1b", Name: "\x1b]0;x\x07", Initials: "\x9b"}})
		for _, row := range r.View() {
			for _, sequence := range []string{"\x1b[2J", "\x1b[31m", "\x07", "\x1b]", "\u202e", "\u2028", "\t"} {
				if strings.Contains(row, sequence) {
					t.Errorf("%q reaches the terminal in %q", sequence, row)
				}
			}
		}
	}
}

// A turn of many chunks is laid out and walked as one text.
func TestLongTurnLosesNothing(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "Zin %d over de één of andere tafel. ", i)
	}
	for _, s := range []string{b.String(), strings.ReplaceAll(b.String(), " ", ""), strings.Repeat("漢字👨\u200d👩\u200d👧", 3000)} {
		s = strings.TrimSpace(s)
		d := &transcript.Document{Language: "nl", Text: transcript.NewText(s)}
		r := New(d, plainTheme())
		r.SetSize(60, 10)
		var seen strings.Builder
		for p := (place{}); ; p = r.advance(p, 1) {
			row := r.rowAt(p)
			seen.WriteString(strings.ReplaceAll(s[row.lo:row.hi], " ", ""))
			if p == r.lastPlace() {
				break
			}
			if back := r.advance(r.advance(p, 1), -1); back != p {
				t.Fatalf("down and up from %v leads to %v", p, back)
			}
		}
		if seen.String() != strings.ReplaceAll(s, " ", "") {
			t.Fatal("rows lose text")
		}
	}
	d := &transcript.Document{Language: "nl", Text: transcript.NewText(strings.TrimSpace(b.String()))}
	r := New(d, plainTheme())
	for i := range 3000 {
		if got, want := d.Text.Slice(r.Selection()), fmt.Sprintf("Zin %d over de één of andere tafel.", i); got != want {
			t.Fatalf("sentence %d is %q", i, got)
		}
		r.Sentence(1)
	}
}
