package codebook

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sketch makes codes from "parent/child" lines; the id is the line's number.
func sketch(paths ...string) []Code {
	var codes []Code
	at := map[string]CodeID{}
	for i, p := range paths {
		c := Code{ID: codeID(i + 1), Status: StatusActive, Position: i}
		if cut := strings.LastIndex(p, "/"); cut >= 0 {
			c.Parent = at[p[:cut]]
			c.Name = p[cut+1:]
		} else {
			c.Name = p
		}
		at[p] = c.ID
		codes = append(codes, c)
	}
	return codes
}

func pathsOf(t *Tree, codes []Code) []string {
	var out []string
	for _, c := range codes {
		out = append(out, t.Path(c.ID))
	}
	return out
}

func TestFind(t *testing.T) {
	codes := sketch("ruimte", "ruimte/regels", "sturing", "sturing/regels", "sturing/ruimte", "loket", "oud", "nieuw")
	codes[5].Alias = []string{"Balie"}
	codes[6].Status, codes[6].Into = StatusMerged, codes[7].ID
	codes[7].Alias = []string{"oud"}
	tree := NewTree(codes)
	for _, c := range []struct {
		path string
		want []string
	}{
		{"ruimte", []string{"ruimte"}}, // an exact path wins from an end
		{"regels", []string{"ruimte/regels", "sturing/regels"}},
		{"Sturing / RUIMTE", []string{"sturing/ruimte"}},
		{"balie", []string{"loket"}},
		{"oud", []string{"nieuw"}}, // a merged code gives way to the one that took its name
		{"onbekend", nil},
		{"loket/ruimte", nil},
		{"", nil},
		{"/", nil},
	} {
		if got := pathsOf(tree, tree.Find(c.path)); !slices.Equal(got, c.want) {
			t.Errorf("Find(%q) = %q, want %q", c.path, got, c.want)
		}
	}
}

func TestPathRoundTrip(t *testing.T) {
	for names, want := range map[[2]string]string{
		{"en/of", "b"}:   `en\/of/b`,
		{`a\`, "b"}:      `a\\/b`,
		{`a\/`, `c\d`}:   `a\\\//c\d`,
		{`\`, `\\`}:      `\\/\\\\`,
		{"blank x", "/"}: `blank x/\/`,
	} {
		got := JoinPath(names[:])
		if got != want {
			t.Errorf("JoinPath(%q) = %q, want %q", names, got, want)
		}
		if back := SplitPath(got); !slices.Equal(back, names[:]) {
			t.Errorf("SplitPath(%q) = %q, want %q", got, back, names)
		}
	}
}

func FuzzSplitPath(f *testing.F) {
	f.Add(`en\/of`, `b\`)
	f.Add(`\\`, `/`)
	f.Add(`een; twee`, `drie\`)
	f.Fuzz(func(t *testing.T, a, b string) {
		names := slices.DeleteFunc([]string{strings.TrimSpace(a), strings.TrimSpace(b)}, func(s string) bool { return s == "" })
		if got := SplitPath(JoinPath(names)); !slices.Equal(got, names) {
			t.Errorf("%q became %q by way of %q", names, got, JoinPath(names))
		}
		if got := SplitList(JoinList(names)); !slices.Equal(got, names) {
			t.Errorf("%q became %q by way of %q", names, got, JoinList(names))
		}
	})
}

func TestTreeNeverHoldsACycle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := 1 + r.IntN(8)
		codes := make([]Code, n)
		for i := range codes {
			// The parent may be any code, itself, a missing one or none.
			codes[i] = Code{ID: codeID(i + 1), Name: string(rune('a' + i)), Parent: codeID(1 + r.IntN(n+1))}
			if r.IntN(4) == 0 {
				codes[i].Parent = CodeID{}
			}
		}
		tree := NewTree(codes)
		if tree.Len() != n || len(tree.Codes()) != n {
			t.Fatalf("%d of %d codes in the tree of %+v", tree.Len(), n, codes)
		}
		tree.Walk(func(c Code, depth int) {
			path := tree.Path(c.ID)
			if names := SplitPath(path); len(names) != depth+1 {
				t.Fatalf("path %q at depth %d", path, depth)
			}
			found := tree.Find(path)
			if len(found) != 1 || found[0].ID != c.ID {
				t.Fatalf("Find(%q) = %v", path, found)
			}
			if under := tree.Under(c.ID); under[0] != c.ID || len(under) > n {
				t.Fatalf("Under(%q) = %v", path, under)
			}
		})
	}
}

func TestTreeOrder(t *testing.T) {
	codes := []Code{
		{ID: codeID(1), Name: "zorg"},
		{ID: codeID(2), Name: "Éérst", Position: -1},
		{ID: codeID(3), Name: "arbeid"},
		{ID: codeID(4), Name: "wees", Parent: codeID(99)},
		{ID: codeID(5), Name: "onder", Parent: codeID(1)},
	}
	tree := NewTree(codes)
	want := []string{"Éérst", "arbeid", "wees", "zorg", "zorg/onder"}
	if got := pathsOf(tree, tree.Codes()); !slices.Equal(got, want) {
		t.Errorf("order %q, want %q", got, want)
	}
	if got := tree.Parent(codeID(4)); !got.IsZero() {
		t.Errorf("a code without its parent stands under %v", got)
	}
	if tree.Path(codeID(77)) != "" {
		t.Error("an unknown code has a path")
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Keukentafel–Gesprek": "keukentafel-gesprek",
		"  twee\t woorden ":   "twee woorden",
		"coo\u0308rdinatie":   "co\u00f6rdinatie",
		"STRASSE":             "strasse",
		"straße":              "strasse",
		"regio’s":             "regio's",
		"":                    "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestFoldIsStable folds every letter there is twice: names are compared by
// what comes out, so it must not change again.
func TestFoldIsStable(t *testing.T) {
	for r := rune(1); r < 0x20000; r++ {
		if r >= 0xD800 && r < 0xE000 {
			continue
		}
		for _, s := range []string{string(r), "a" + string(r), string(r) + "\u0301"} {
			if once := Fold(s); Fold(once) != once {
				t.Errorf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
			}
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Hiërarchie — ΐ ŉ ǰ İ")
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}
