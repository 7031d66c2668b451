package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// pieces are what cells of random tables are made of: everything that a
// dialect treats in a way of its own.
var pieces = []string{"'", "''", "-", "=", "+", "@", "\t", "\r", "\n", "\r\n", `"`, `""`, ",", ";", " ", "a", "één", "e\u0301", "👩‍👧", "\u2028", "\x00", "\x1b[0m", "_x0041_", "<&>", "\uFEFF"}

func randomTable(r *rand.Rand) Table {
	cell := func() string {
		var b strings.Builder
		for range r.IntN(5) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	n := 1 + r.IntN(4)
	t := Table{Name: "proef"}
	for i := range n {
		t.Columns = append(t.Columns, Column{Name: fmt.Sprintf("%d%s", i, cell())})
	}
	for range r.IntN(5) {
		row := make([]string, n)
		for i := range row {
			row[i] = cell()
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func same(t *testing.T, got, want Table, as string) {
	t.Helper()
	if header(got) != header(want) || !slices.EqualFunc(got.Rows, want.Rows, slices.Equal) {
		t.Fatalf("%s: got %q %q\nwant %q %q", as, header(got), got.Rows, header(want), want.Rows)
	}
}

func TestEveryDialectReadsBack(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 2000 {
		want := randomTable(r)
		for _, f := range []Format{CSV, TSV} {
			for _, d := range []Dialect{{}, {Excel: true}} {
				raw := written(t, want, f, d)
				got, err := ReadCSV(bytes.NewReader(raw))
				if err != nil {
					t.Fatalf("%v of %q", err, raw)
				}
				same(t, got, want, fmt.Sprintf("%s excel %v", f, d.Excel))
			}
		}
		got, err := ReadJSON(bytes.NewReader(written(t, want, JSON, Dialect{})))
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Rows) > 0 { // an empty array has no columns
			same(t, got, want, "json")
		}
	}
}

func TestGuard(t *testing.T) {
	table := Table{Columns: []Column{{Name: "c"}}}
	for _, cell := range []string{"'s avonds", "=1", "-", "+31", "@x", "\tx", "\rx", "'=1", "''", "gewoon", "", "a=b", "＝1", "'＠x", "\n=1", "é"} {
		table.Rows = append(table.Rows, []string{cell})
	}
	got := string(written(t, table, CSV, Dialect{Excel: true}))
	want := "\uFEFF\"c\"\r\n\"''s avonds\"\r\n\"'=1\"\r\n\"'-\"\r\n\"'+31\"\r\n\"'@x\"\r\n\"'\tx\"\r\n\"'\rx\"\r\n\"''=1\"\r\n\"'''\"\r\n\"gewoon\"\r\n\"\"\r\n\"a=b\"\r\n\"'＝1\"\r\n\"''＠x\"\r\n\"'\n=1\"\r\n\"é\"\r\n"
	if got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	back, err := ReadCSV(strings.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	same(t, back, table, "guarded and read")
	if plain := string(written(t, table, CSV, Dialect{})); strings.Contains(plain, "''s") || strings.Contains(plain, "'-") {
		t.Errorf("the plain dialect has a guard: %q", plain)
	}
}

func TestReadCSV(t *testing.T) {
	for _, c := range []struct {
		in   string
		want [][]string // the header first
	}{
		{"a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}},
		{"a;b\r\n\"x;\"\"y\";2\r\n\r\n", [][]string{{"a", "b"}, {`x;"y`, "2"}}},
		{"a\tb\n1\t", [][]string{{"a", "b"}, {"1", ""}}},
		{"\uFEFFa;b\n's avonds;x\n", [][]string{{"a", "b"}, {"'s avonds", "x"}}}, // no guard: this is text
		{"\uFEFFa;b\n''s avonds;'-x\n", [][]string{{"a", "b"}, {"'s avonds", "-x"}}},
		{"\uFEFFa;b\n''s avonds;-x\n", [][]string{{"a", "b"}, {"''s avonds", "-x"}}},
		{"a\n\"r\r\n1\"\n", [][]string{{"a"}, {"r\r\n1"}}},
		{"a,b\nx\"y,z\n", [][]string{{"a", "b"}, {`x"y`, "z"}}},
		{"\"a\nb\";c\n1;2", [][]string{{"a\nb", "c"}, {"1", "2"}}},
	} {
		got, err := ReadCSV(strings.NewReader(c.in))
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		want := Table{Rows: c.want[1:]}
		for _, n := range c.want[0] {
			want.Columns = append(want.Columns, Column{Name: n})
		}
		same(t, got, want, c.in)
	}
}

func TestReadCSVRefuses(t *testing.T) {
	for in, want := range map[string]SyntaxError{
		"":                     {Code: "empty"},
		"\n\n":                 {Code: "empty"},
		"a\n\"x\ny":            {Code: "unclosed-quote", Line: 2},
		"a,b\n\"x\ny\",1\n\n1": {Code: "row-length", Line: 5},
		"a\n\"x\"y":            {Code: "after-quote", Line: 2},
		"a\n\xff":              {Code: "not-utf8"},
	} {
		_, err := ReadCSV(strings.NewReader(in))
		var got *SyntaxError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%q: %v, want %+v", in, err, want)
		}
	}
}

// What is read once and written in any dialect is read as the same again.
func FuzzReadCSV(f *testing.F) {
	s := newSample()
	f.Add(written(f, s.fragments(f, Full), CSV, Dialect{}))
	f.Add(written(f, s.fragments(f, Short), CSV, Dialect{Excel: true}))
	f.Add([]byte("a;b\r\n''x;\"y\"\"\r\n\"\r\n"))
	f.Add([]byte("\uFEFF'=a\t''\n'\t'-"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		want, err := ReadCSV(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, format := range []Format{CSV, TSV} {
			for _, d := range []Dialect{{}, {Excel: true}} {
				out := written(t, want, format, d)
				got, err := ReadCSV(bytes.NewReader(out))
				if err != nil {
					t.Fatalf("%v of %q", err, out)
				}
				same(t, got, want, fmt.Sprintf("%s excel %v of %q", format, d.Excel, raw))
			}
		}
	})
}
