package codebook

// Finding is a weakness of the codebook, as a typed fact.
type Finding struct {
	Kind  FindingKind
	Code  CodeID
	Other CodeID // with FindingNearDuplicate: the code it resembles, later in the tree
}

// FindingKind is the closed set of what Lint looks for.
type FindingKind string

// What Lint finds.
const (
	FindingNoDefinition  FindingKind = "no-definition" // neither a short nor a full one
	FindingNoNotWhen     FindingKind = "no-not-when"   // no "do not use when"
	FindingNoExample     FindingKind = "no-example"
	FindingNeverUsed     FindingKind = "never-used"
	FindingNearDuplicate FindingKind = "near-duplicate" // a name like another's
)

// Lint looks through the codes that are in use, depth first; counts holds the
// number of codings per code. A code with sub-codes is used when one of them
// is.
func Lint(tree *Tree, counts map[CodeID]int) []Finding {
	var out []Finding
	var codes []Code
	tree.Walk(func(c Code, _ int) {
		if c.Usable() {
			codes = append(codes, c)
		}
	})
	for i, c := range codes {
		add := func(bad bool, kind FindingKind) {
			if bad {
				out = append(out, Finding{Kind: kind, Code: c.ID})
			}
		}
		add(c.Short == "" && c.Full == "", FindingNoDefinition)
		add(c.NotWhen == "", FindingNoNotWhen)
		add(c.Example == "", FindingNoExample)
		add(!used(tree, counts, c.ID), FindingNeverUsed)
		for _, o := range codes[i+1:] {
			if alike(tree.folded[c.ID].name, tree.folded[o.ID].name) {
				out = append(out, Finding{FindingNearDuplicate, c.ID, o.ID})
			}
		}
	}
	return out
}

func used(tree *Tree, counts map[CodeID]int, id CodeID) bool {
	for _, under := range tree.Under(id) {
		if counts[under] > 0 {
			return true
		}
	}
	return false
}

// alike says whether two folded names could be meant as one: equal but for
// blanks and hyphens, or one typing slip apart, two in names of twelve letters
// or more. Short names (wmo, wlz) differ by a letter without being alike.
func alike(a, b string) bool {
	x, y := bare(a), bare(b)
	short := min(len(x), len(y))
	switch {
	case short >= 12:
		return distance(x, y, 2) <= 2
	case short >= 5:
		return distance(x, y, 1) <= 1
	}
	return string(x) == string(y)
}

func bare(name string) []rune {
	var out []rune
	for _, r := range name {
		if r != ' ' && r != '-' {
			out = append(out, r)
		}
	}
	return out
}

// distance is the number of insertions, deletions and replacements that make x
// into y; past limit it gives up with limit+1.
func distance(x, y []rune, limit int) int {
	if d := len(x) - len(y); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		diagonal, best := row[0], i
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := diagonal
			if x[i-1] != y[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
			best = min(best, cost)
		}
		if best > limit {
			return limit + 1
		}
	}
	return row[len(y)]
}
