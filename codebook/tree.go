package codebook

import (
	"cmp"
	"slices"
)

// Tree is the codes of a project, by parent. It is built once from a list and
// then only read; a code whose parent is missing or that lies on a cycle
// stands at the top level.
type Tree struct {
	codes    map[CodeID]Code
	folded   map[CodeID]folded
	parents  map[CodeID]CodeID // only of codes that stand under another
	children map[CodeID][]CodeID
	order    []CodeID // depth first
}

// folded holds a code's names as Fold gives them, so that Find folds once.
type folded struct {
	name  string
	alias []string
}

// NewTree orders the codes: siblings by Position, then by folded name.
func NewTree(codes []Code) *Tree {
	t := &Tree{
		codes:    make(map[CodeID]Code, len(codes)),
		folded:   make(map[CodeID]folded, len(codes)),
		parents:  make(map[CodeID]CodeID, len(codes)),
		children: map[CodeID][]CodeID{},
	}
	for _, c := range codes {
		t.codes[c.ID] = c
		f := folded{name: Fold(c.Name)}
		for _, a := range c.Alias {
			f.alias = append(f.alias, Fold(a))
		}
		t.folded[c.ID] = f
	}
	for id, c := range t.codes {
		if _, ok := t.codes[c.Parent]; ok && !t.onCycle(id) {
			t.parents[id] = c.Parent
		}
	}
	for id := range t.codes {
		t.children[t.parents[id]] = append(t.children[t.parents[id]], id)
	}
	for _, ids := range t.children {
		slices.SortFunc(ids, t.compare)
	}
	t.walk(CodeID{}, 0, func(c Code, _ int) { t.order = append(t.order, c.ID) })
	return t
}

// compare orders siblings.
func (t *Tree) compare(a, b CodeID) int {
	x, y := t.codes[a], t.codes[b]
	return cmp.Or(
		cmp.Compare(x.Position, y.Position),
		cmp.Compare(t.folded[a].name, t.folded[b].name),
		cmp.Compare(x.Name, y.Name),
		cmp.Compare(a.String(), b.String()),
	)
}

// onCycle says whether following parents from the code comes back to it.
func (t *Tree) onCycle(id CodeID) bool {
	at := t.codes[id].Parent
	for range t.codes {
		if at == id {
			return true
		}
		c, ok := t.codes[at]
		if !ok {
			return false
		}
		at = c.Parent
	}
	return false
}

func (t *Tree) walk(parent CodeID, depth int, f func(Code, int)) {
	for _, id := range t.children[parent] {
		f(t.codes[id], depth)
		t.walk(id, depth+1, f)
	}
}

// Len is the number of codes.
func (t *Tree) Len() int { return len(t.order) }

// Walk visits every code depth first, with its depth from 0.
func (t *Tree) Walk(f func(c Code, depth int)) { t.walk(CodeID{}, 0, f) }

// Codes lists every code depth first.
func (t *Tree) Codes() []Code {
	out := make([]Code, len(t.order))
	for i, id := range t.order {
		out[i] = t.codes[id]
	}
	return out
}

// Code looks one up.
func (t *Tree) Code(id CodeID) (Code, bool) { c, ok := t.codes[id]; return c, ok }

// Children lists the codes right under one; the zero id gives the top level.
func (t *Tree) Children(id CodeID) []CodeID { return slices.Clone(t.children[id]) }

// Under lists a code and all its descendants, depth first.
func (t *Tree) Under(id CodeID) []CodeID {
	out := []CodeID{id}
	t.walk(id, 0, func(c Code, _ int) { out = append(out, c.ID) })
	return out
}

// Parent is the code right above one; zero at the top level.
func (t *Tree) Parent(id CodeID) CodeID { return t.parents[id] }

// Path is the code's names from the top, joined by "/"; a slash in a name is
// written `\/`. "" for a code that is not in the tree.
func (t *Tree) Path(id CodeID) string {
	var names []string
	for {
		c, ok := t.codes[id]
		if !ok {
			break
		}
		names = append(names, c.Name)
		if id = t.parents[id]; id.IsZero() {
			break
		}
	}
	slices.Reverse(names)
	return JoinPath(names)
}

// Find returns the codes that a path or name may mean, depth first: an exact
// path gives one; otherwise every code whose last names equal it, folded. An
// alias counts as a name where no code has it as its name, and a merged code
// only where no other is meant.
func (t *Tree) Find(path string) []Code {
	names := SplitPath(path)
	if len(names) == 0 {
		return nil
	}
	for i := range names {
		names[i] = Fold(names[i])
	}
	var found [len(ranks)][]Code
	for _, id := range t.order {
		m, ok := t.matches(id, names)
		if !ok {
			continue
		}
		m.merged = t.codes[id].Status == StatusMerged
		at := slices.Index(ranks[:], m)
		found[at] = append(found[at], t.codes[id])
	}
	for _, codes := range found {
		if len(codes) > 0 {
			return codes
		}
	}
	return nil
}

// match says how a code answers a path.
type match struct {
	tail   bool // the path is only the end of the code's
	alias  bool // one of the names is an alias
	merged bool
}

// ranks orders the ways to answer a path, the surest first.
var ranks = [...]match{
	{}, {alias: true},
	{tail: true}, {tail: true, alias: true},
	{merged: true}, {merged: true, alias: true},
	{merged: true, tail: true}, {merged: true, tail: true, alias: true},
}

// matches says whether the folded names end the code's path.
func (t *Tree) matches(id CodeID, names []string) (m match, ok bool) {
	for i := len(names) - 1; i >= 0; i-- {
		if id.IsZero() {
			return m, false
		}
		f := t.folded[id]
		if f.name != names[i] {
			if !slices.Contains(f.alias, names[i]) {
				return m, false
			}
			m.alias = true
		}
		id = t.parents[id]
	}
	m.tail = !id.IsZero()
	return m, true
}
