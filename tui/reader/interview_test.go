package reader

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"veldwerk/transcript"
	"veldwerk/tui/theme"
)

// said is one turn of an invented interview.
type said struct{ speaker, text string }

var interview = []said{
	{"I", "Hoe is de jeugdzorg hier in 2015 overgekomen?"},
	{"B4", "Eerlijk gezegd kwam er een berg dossiers binnen en nauwelijks mensen. Elke afdeling hield haar eigen potje vast. De Wmo zat beneden, jeugd boven, en op de trap kwam je elkaar niet tegen."},
	{"I", "En wat merkte het wijkteam daarvan?"},
	{"B4", "Het team mocht zogenaamd alles zelf regelen. Alleen moest elke uitgave langs drie tafels, want iedere tafel had haar eigen formulier. Daar zit je dan bij een moeder in de kamer en je zegt: ik weet het volgende maand. Zo raak je haar kwijt, en terecht."},
	{"I", "Wat hielp wel?"},
	{"B4", "Een klein budget zonder formulier. Dat heette de vrije ruimte. Wij gaven het uit aan een wasmachine, een fiets, een cursus ❤\ufe0f. Niemand heeft er ooit misbruik van gemaakt."},
	{"B5", "Nou ja, één keer."},
}

// document lays turns out as a text file does: label, colon, text, blank line.
func document(turns []said) *transcript.Document {
	d := &transcript.Document{Language: "nl"}
	index := map[string]int{}
	var b strings.Builder
	at := 0
	write := func(s string) int {
		b.WriteString(s)
		at += utf8.RuneCountInString(s)
		return at
	}
	for n, t := range turns {
		if _, ok := index[t.speaker]; !ok {
			index[t.speaker] = len(d.Speakers)
			role := transcript.RoleRespondent
			if t.speaker == "I" {
				role = transcript.RoleInterviewer
			}
			d.Speakers = append(d.Speakers, transcript.Speaker{Name: t.speaker, Role: role})
		}
		label := at
		start := write(t.speaker + ": ")
		end := write(t.text)
		d.Turns = append(d.Turns, transcript.Turn{
			N: n + 1, Speaker: index[t.speaker],
			Label: transcript.Span{Start: label, End: start}, Span: transcript.Span{Start: start, End: end},
		})
		d.Anchors = append(d.Anchors, transcript.Anchor{At: start, Millis: int64(n) * 61_000})
		write("\n\n")
	}
	d.Text = transcript.NewText(b.String())
	return d
}

// spanOf finds from the first quote to the second in the text.
func spanOf(d *transcript.Document, from, to string) transcript.Span {
	s := d.Text.String()
	lo := strings.Index(s, from)
	hi := lo + strings.Index(s[lo:], to) + len(to)
	return d.Text.SpanOf(lo, hi)
}

var codes = []Stripe{
	{Letter: "r", Name: "ruimte", Colour: 2},
	{Letter: "v", Name: "verkokering", Colour: 1},
	{Letter: "d", Name: "regeldruk", Colour: 3},
	{Letter: "t", Name: "vertrouwen", Colour: 4, Initials: "MV"},
}

// coded are overlapping codings of the interview.
func coded(d *transcript.Document) []Stripe {
	places := []struct {
		code     int
		from, to string
	}{
		{1, "Elke afdeling", "elkaar niet tegen."},
		{0, "Het team", "regelen."},
		{1, "Alleen moest", "formulier."},
		{2, "want iedere", "volgende maand."},
		{3, "Daar zit je", "vrije ruimte."},
		{0, "Dat heette", "vrije ruimte."},
	}
	var out []Stripe
	for i, p := range places {
		s := codes[p.code]
		s.ID, s.Code = ID{1, byte(i)}, ID{2, byte(p.code)}
		s.Span = spanOf(d, p.from, p.to)
		s.Memo = i == 3
		out = append(out, s)
	}
	return out
}

func plainTheme() *theme.Theme { return theme.New(theme.Options{Profile: colorprofile.ASCII}) }

// example is the coded interview in a widget of this size.
func example(w, h int) (*Reader, *transcript.Document) {
	d := document(interview)
	r := New(d, plainTheme())
	r.SetSize(w, h)
	r.SetStripes(coded(d))
	return r, d
}

// screen is the frame without styles, the selection between ⟦ and ⟧.
func screen(r *Reader) string {
	rows := r.View()
	for i, row := range rows {
		row = strings.ReplaceAll(row, "\x1b[7m", "⟦")
		row = strings.ReplaceAll(row, "\x1b[m", "\x01")
		for open := 0; strings.Contains(row[open:], "⟦"); {
			at := open + strings.Index(row[open:], "⟦")
			end := at + strings.Index(row[at:], "\x01")
			row = row[:end] + "⟧" + row[end+1:]
			open = end
		}
		row = strings.ReplaceAll(ansi.Strip(strings.ReplaceAll(row, "\x01", "")), "⟧⟦", "")
		rows[i] = strings.TrimRight(row, " ")
	}
	return strings.Join(rows, "\n") + "\n"
}
