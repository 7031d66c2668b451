package codebook

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Tree is the codes of a project, by parent. It is built once from a list and
// then only read; a code whose parent is missing or that lies on a cycle
// stands at the top level.
type Tree struct {
	codes    map[CodeID]Code
	children map[CodeID][]CodeID
	order    []CodeID // depth first
}

// NewTree orders the codes: siblings by Position, then by folded name.
func NewTree(codes []Code) *Tree {
	t := &Tree{codes: make(map[CodeID]Code, len(codes)), children: map[CodeID][]CodeID{}}
	for _, c := range codes {
		t.codes[c.ID] = c
	}
	for _, c := range codes {
		parent := c.Parent
		if _, ok := t.codes[parent]; !ok || t.onCycle(c.ID) {
			parent = CodeID{}
		}
		t.children[parent] = append(t.children[parent], c.ID)
	}
	for _, ids := range t.children {
		slices.SortFunc(ids, func(a, b CodeID) int {
			x, y := t.codes[a], t.codes[b]
			return cmp.Or(cmp.Compare(x.Position, y.Position), cmp.Compare(Fold(x.Name), Fold(y.Name)), cmp.Compare(x.Name, y.Name), cmp.Compare(a.String(), b.String()))
		})
	}
	t.walk(CodeID{}, 0, func(c Code, _ int) { t.order = append(t.order, c.ID) })
	return t
}

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
	return !at.IsZero()
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

// Path is the code's names from the top, joined by "/"; a slash in a name is
// written `\/`.
func (t *Tree) Path(id CodeID) string {
	var names []string
	for range t.codes {
		c, ok := t.codes[id]
		if !ok {
			break
		}
		names = append(names, strings.ReplaceAll(c.Name, "/", `\/`))
		id = c.Parent
	}
	slices.Reverse(names)
	return strings.Join(names, "/")
}

// SplitPath is the inverse of Path: the unescaped names of a path.
func SplitPath(path string) []string {
	var names []string
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch {
		case path[i] == '\\' && i+1 < len(path) && path[i+1] == '/':
			b.WriteByte('/')
			i++
		case path[i] == '/':
			names = append(names, strings.TrimSpace(b.String()))
			b.Reset()
		default:
			b.WriteByte(path[i])
		}
	}
	names = append(names, strings.TrimSpace(b.String()))
	return slices.DeleteFunc(names, func(s string) bool { return s == "" })
}

// Find returns the codes that a path or name may mean, depth first: an exact
// path gives one; otherwise every code whose last names equal it, folded. An
// alias counts as a name.
func (t *Tree) Find(path string) []Code {
	names := SplitPath(path)
	if len(names) == 0 {
		return nil
	}
	var exact, tail []Code
	for _, id := range t.order {
		depth, ok := t.matches(id, names)
		switch {
		case !ok:
		case depth == len(names):
			exact = append(exact, t.codes[id])
		default:
			tail = append(tail, t.codes[id])
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return tail
}

// matches says whether the names end the code's path; depth is the length of
// the whole path.
func (t *Tree) matches(id CodeID, names []string) (depth int, ok bool) {
	ok = true
	for i := len(names) - 1; ; i-- {
		c, found := t.codes[id]
		if !found {
			return depth, ok && i < 0
		}
		if i >= 0 && !c.called(names[i]) {
			return depth, false
		}
		depth++
		id = c.Parent
		if depth > len(t.codes) {
			return depth, false
		}
	}
}

func (c Code) called(name string) bool {
	folded := Fold(name)
	return Fold(c.Name) == folded || slices.ContainsFunc(c.Alias, func(a string) bool { return Fold(a) == folded })
}

var dashes = strings.NewReplacer("‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "’", "'", "‘", "'")

// Fold is the form in which names compare: NFC, case folded, every dash a
// hyphen, runs of blanks one blank.
func Fold(name string) string {
	s := cases.Fold().String(norm.NFC.String(dashes.Replace(name)))
	return strings.Join(strings.Fields(s), " ")
}
