package codebook

import (
	"slices"
	"testing"
)

func TestLint(t *testing.T) {
	full := Code{Short: "kort", NotWhen: "niet", Example: "vb", Status: StatusActive}
	code := func(n, parent int, name string, change func(*Code)) Code {
		c := full
		c.ID, c.Name, c.Position = codeID(n), name, n
		if parent > 0 {
			c.Parent = codeID(parent)
		}
		if change != nil {
			change(&c)
		}
		return c
	}
	tree := NewTree([]Code{
		code(1, 0, "vertrouwen", nil),
		code(2, 1, "vertrouwend", nil),
		code(3, 0, "leeg", func(c *Code) { c.Short, c.NotWhen, c.Example = "", "", "" }),
		code(4, 0, "vertrouwde", func(c *Code) { c.Status = StatusRetired }),
		code(5, 0, "wmo", nil),
		code(6, 0, "wlz", nil),
		code(7, 0, "langs-elkaar", nil),
		code(8, 0, "langs elkaar", nil),
	})
	got := Lint(tree, map[CodeID]int{codeID(2): 3, codeID(5): 1, codeID(6): 1, codeID(7): 1})
	want := []Finding{
		{Kind: FindingNearDuplicate, Code: codeID(1), Other: codeID(2)},
		{Kind: FindingNoDefinition, Code: codeID(3)},
		{Kind: FindingNoNotWhen, Code: codeID(3)},
		{Kind: FindingNoExample, Code: codeID(3)},
		{Kind: FindingNeverUsed, Code: codeID(3)},
		{Kind: FindingNearDuplicate, Code: codeID(7), Other: codeID(8)},
		{Kind: FindingNeverUsed, Code: codeID(8)},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		limit, want int
	}{
		{"koker", "kokers", 2, 1},
		{"regel", "leger", 4, 2},
		{"", "abc", 3, 3},
		{"ruimte", "sturing", 2, 3},
		{"één", "een", 2, 2},
	} {
		if got := distance([]rune(c.a), []rune(c.b), c.limit); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
