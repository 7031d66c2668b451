package search

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct{ text, read, problems string }{
		{"", "", ""},
		{"  ", "", ""},
		{"ruimte regels", "ruimte regels", ""},
		{"Ruimte EN régels", "ruimte regels", ""},
		{"niet of en", "niet of en", ""},
		{"a OF b c", "a OR (b c)", ""},
		{"(a OF b) c", "(a OR b) c", ""},
		{"a OR b OR c", "a OR b OR c", ""},
		{"NIET a", "-a", ""},
		{"a NOT b", "a -b", ""},
		{"a -b -\"c d\"", `a -b -"c d"`, ""},
		{"-(a b)", "-(a b)", ""},
		{"NOT NOT a", "a", ""},
		{"NOT (NOT a)", "a", ""},
		{"–a", "-a", ""},
		{"een - twee", "een twee", "no-words"},
		{`"Zo’n Ding"`, `"zon ding"`, ""},
		{"„zo'n ding”", `"zon ding"`, ""},
		{`"zo'n`, `"zon"`, "unclosed-quote"},
		{`"niet * genoeg"`, `"niet * genoeg"`, ""},
		{`"* genoeg *"`, `"genoeg"`, ""},
		{"oud-wethouder", "oud-wethouder", ""},
		{"ruim*", "ruim*", ""},
		{"*ruimte*", "*ruimte*", ""},
		{"ge**eerd", "ge*eerd", ""},
		{"*", "", "no-words"},
		{"👍", "", "no-words"},
		{"=Huis huis+ huis~ huis~1", "=huis huis+ huis~ huis~", ""},
		{`="het huis"`, `="het huis"`, ""},
		{`"a b"~8`, `"a b"~8`, ""},
		{`"a * b"~3`, `"a b"~3`, ""},
		{"a NEAR/8 b", "a NEAR/8 b", ""},
		{"a NEAR b", "a NEAR/8 b", ""},
		{"a NEAR/3 b NEAR/5 c", "a NEAR/3 b NEAR/5 c", ""},
		{"a NEAR/3 (b NEAR/5 c)", "a NEAR/3 (b NEAR/5 c)", ""},
		{"a NEAR/3 (b OR \"c d\")", "a NEAR/3 (b OR \"c d\")", ""},
		{"a NEAR/3 (b c)", "a b c", "near-operand"},
		{"a NEAR/3 -b", "a -b", "near-operand"},
		{"a NEAR/3", "a", "dangling-operator"},
		{"NEAR/3 a", "a", "dangling-operator"},
		{"a OR", "a", "dangling-operator"},
		{"OR a", "a", "dangling-operator"},
		{"a AND", "a", "dangling-operator"},
		{"AND", "", "dangling-operator"},
		{"NIET", "", "dangling-operator"},
		{"(a", "a", "unclosed-bracket"},
		{"a) b", "a b", "unopened-bracket"},
		{"()", "", ""},
		{"/ge.*eerd$/", "/ge.*eerd$/", ""},
		{`/en\/of/`, `/en\/of/`, ""},
		{"/ge(/", "ge", "bad-regexp"},
		{"/etc", "etc", "unclosed-regexp"},
		{"24/7", "24-7", ""},
		{"10:30", "10-30", ""},
		{"code:ruimte", "code:ruimte", ""},
		{"CODE:=ruimte", "code:=ruimte", ""},
		{`code:"discretionaire ruimte"`, `code:"discretionaire ruimte"`, ""},
		{`thema:"ruim"*`, `thema:ruim*`, ""},
		{"code:(a OF b)", "code:a OR code:b", ""},
		{"code:(a OF \"b c\") d", `(code:a OR code:"b c") d`, ""},
		{"code:", "", "empty-field"},
		{"code: a", "a", "empty-field"},
		{"ruimte: a", "ruimte a", "empty-field"},
		{"-is:interviewer", "-is:interviewer", ""},
		{"is:gecodeerd is:ongecodeerd", "is:coded is:uncoded", ""},
		{"is:gek", "is gek", "unknown-value"},
		{"jaar:>=2019 rol:beleid", "jaar:>=2019 rol:beleid", ""},
		{"jaar:(>2019 OF 2017)", "jaar:>2019 OR jaar:2017", ""},
		{`"aantal inwoners":<5000`, `"aantal inwoners":<5000`, ""},
		{`document:"zeg \"ja\""`, `document:"zeg \"ja\""`, ""},
		{"3.000 1,5", "3.000 1,5", ""},
		{"ruimte[-Ruimten +ruimtelijk,-ruimtes]", "ruimte[+ruimtelijk -ruimten -ruimtes]", ""},
		{"ruimte+[-ruimten", "ruimte+[-ruimten]", "unclosed-bracket"},
		{"ruim*[-ruimen] /x/[-xx] a~[-b]", "ruim*[-ruimen] /x/[-xx] a~[-b]", ""},
		{`"a b"~8[-c]`, `"a b"~8[-c]`, ""},
		{`"a b"[-c]`, `"a b"`, "literal-switch"},
		{"ruimte[-]", "ruimte", ""},
		{"v* *e* =a** 1*", "v e =a 1", "short-wildcard short-wildcard short-wildcard short-wildcard"},
		{`"de v* in" ve*`, `"de v in" ve*`, "short-wildcard"},
		{"[lacht] a[3]", "lacht a-3", ""},
	}
	for _, tt := range tests {
		q := Parse(tt.text)
		if got := q.String(); got != tt.read {
			t.Errorf("Parse(%q) reads %q, want %q", tt.text, got, tt.read)
		}
		var problems []string
		for _, p := range q.Problems {
			problems = append(problems, p.Code)
		}
		if got := strings.Join(problems, " "); got != tt.problems {
			t.Errorf("Parse(%q) has problems %q, want %q", tt.text, got, tt.problems)
		}
		if q.Text != tt.text || q.IsEmpty() != (tt.read == "") {
			t.Errorf("Parse(%q): text %q, empty %v", tt.text, q.Text, q.IsEmpty())
		}
	}
}

func TestProblemPlaces(t *testing.T) {
	q := Parse(`é "zo`)
	want := []Problem{{Code: "unclosed-quote", Text: `"zo`, Start: 2, End: 5}}
	if !reflect.DeepEqual(q.Problems, want) {
		t.Errorf("problems %v, want %v", q.Problems, want)
	}
}

func TestParseDeep(t *testing.T) {
	q := Parse(strings.Repeat("(", 10000) + "a")
	if q.String() != "a" || q.Problems[0].Code != "too-deep" {
		t.Errorf("read %q, first problem %v", q.String(), q.Problems[0])
	}
}

// structure is a query without the places where it was typed.
func structure(n *node) string {
	if n == nil {
		return ""
	}
	var kids []string
	for _, kid := range n.kids {
		kids = append(kids, structure(kid))
	}
	return fmt.Sprintf("{%d %d %v %v %q}", n.op, n.distance, n.words, n.field, kids)
}

// FuzzParse: reading never panics, problems lie in the text, and what was read
// reads the same again, without problems.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`a NEAR/3 (b OR "c d") -x* is:coded jaar:>=2019`, `="a b"~8 /x\/y/ =w+ w~ *a* "q r":"s\"t"`, "((a) OF NIET b", "code:(a OR -b NEAR c)", `"a\":x`, "*0!00~", "ruimte+[-ruimten,+x", `"a b"~3[-c d]`, "a-*-b~1 3.*5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		n := len([]rune(s))
		for _, p := range q.Problems {
			if p.Start < 0 || p.End < p.Start || p.End > n || p.Code == "" {
				t.Fatalf("%q: problem %+v outside the text", s, p)
			}
		}
		read := q.String()
		again := Parse(read)
		if structure(again.root) != structure(q.root) || again.String() != read {
			t.Fatalf("%q reads %q, again %q\n%s\n%s", s, read, again.String(), structure(q.root), structure(again.root))
		}
		if len(again.Problems) > 0 {
			t.Fatalf("%q reads %q, which has problems %v", s, read, again.Problems)
		}
	})
}
