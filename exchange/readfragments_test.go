package exchange

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
)

// What was written is read back, in every dialect that keeps it and whatever
// the order of its columns.
func TestFragmentsReadBack(t *testing.T) {
	s := newSample()
	fragments := codebook.Assemble(s.material)
	codebook.SortFragments(fragments)
	r := rand.New(rand.NewPCG(5, 6))
	for _, columns := range []Selection{Full, Short} {
		for _, d := range []Dialect{{}, {Excel: true}} {
			for _, f := range []Format{CSV, TSV} {
				table := s.fragments(t, columns)
				order := r.Perm(len(table.Columns))
				mixed := Table{Name: table.Name}
				for _, at := range order {
					mixed.Columns = append(mixed.Columns, table.Columns[at])
				}
				for _, row := range table.Rows {
					var cells []string
					for _, at := range order {
						cells = append(cells, row[at])
					}
					mixed.Rows = append(mixed.Rows, cells)
				}
				rows, err := ReadFragments(bytes.NewReader(written(t, mixed, f, d)))
				if err != nil || len(rows) != len(fragments) {
					t.Fatalf("%d rows, %v", len(rows), err)
				}
				for i, row := range rows {
					want := fragments[i]
					if row.Coding != want.Coding.ID || *row.Text != want.Text || *row.Memo != want.Coding.Memo || *row.CodePath != want.CodePath {
						t.Errorf("%s %s: row %d is %+v", columns, f, i, row)
					}
					if full := columns == Full; full != (row.Certainty != nil) || full && !row.Modified.Equal(want.Coding.Modified.Truncate(time.Second)) {
						t.Errorf("%s: row %d: certainty %v, modified %v", columns, i, row.Certainty, row.Modified)
					}
				}
			}
		}
	}
}

// A person writes cells without a guard between those that have one; rows lose
// their empty ends, and lines end in any way.
func TestFragmentsOfASpreadsheet(t *testing.T) {
	const id1, id2 = "019b0000-0000-7000-8000-000000000065", "019b0000-0000-7000-8000-000000000066"
	in := "\uFEFFCoding_ID ;text;memo\r\n" + id1 + ";''s avonds;- nieuw\r\n" + id2 + ";\"'- een\r\ntwee\"\r\n;;\r\n\r\nx;y;z\r\n"
	rows, err := ReadFragments(strings.NewReader(in))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%+v, %v", rows, err)
	}
	got := []string{*rows[0].Text, *rows[0].Memo, *rows[1].Text, *rows[1].Memo, rows[2].ID}
	if want := []string{"'s avonds", "- nieuw", "- een\ntwee", "", "x"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if rows[0].CodePath != nil || !rows[2].Coding.IsZero() || rows[0].Coding.String() != id1 || rows[2].Row != 4 {
		t.Errorf("got %+v", rows)
	}
}

func TestReadFragmentsRefuses(t *testing.T) {
	for in, code := range map[string]string{"text,memo\na,b\n": "no-coding-id", "coding_id,code:ruimte\nx,1\n": "wide", "coding_id,text\na; b,x\n": "wide"} {
		_, err := ReadFragments(strings.NewReader(in))
		var got *FragmentsError
		if !errors.As(err, &got) || got.Code != code {
			t.Errorf("%q: %v", in, err)
		}
	}
	var syntax *SyntaxError
	for _, in := range []string{"", "coding_id,text\na,\"b", "coding_id\nx,y\n", "coding_id\n\xff"} {
		if _, err := ReadFragments(strings.NewReader(in)); !errors.As(err, &syntax) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func FuzzReadFragments(f *testing.F) {
	s := newSample()
	f.Add(written(f, s.fragments(f, Full), CSV, Dialect{}))
	f.Add(written(f, s.fragments(f, Short), CSV, Dialect{Excel: true}))
	f.Add([]byte("\uFEFFcoding_id;text\r\n'';'-\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		rows, err := ReadFragments(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for i, row := range rows {
			if i > 0 && row.Row <= rows[i-1].Row || row.Text != nil && strings.Contains(*row.Text, "\r\n") {
				t.Fatalf("row %+v", row)
			}
		}
	})
}
