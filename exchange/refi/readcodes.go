package refi

import (
	"cmp"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// readCodes takes up the codes, parents before their children as they stand.
// A code that bears the GUID of a case is no code: NVivo codes with it what
// belongs to the case.
func (r *reader) readCodes() {
	cases := map[uuid.UUID]bool{}
	for _, c := range r.q.cases {
		cases[c.guid] = c.guid != uuid.Nil
	}
	ids := make([]codebook.CodeID, len(r.q.codes)) // what children stand under
	places := map[codebook.CodeID]int{}
	for i, c := range r.q.codes {
		var parent codebook.CodeID
		if c.parent >= 0 {
			parent = ids[c.parent]
		}
		if cases[c.guid] {
			r.members[c.guid] = c.guid
			ids[i] = parent
			continue
		}
		id := codebook.CodeID(r.keep("code", c.guid))
		ids[i] = id
		code := codebook.Code{
			ID: id, Parent: parent, Name: r.exact(c.guid, "name", c.name),
			Colour: colourOf(c.colour), Status: codebook.StatusActive, Position: places[parent],
		}
		places[parent]++
		r.defineCode(&code, c)
		if code.Name == "" {
			code.Name = short(uuid.UUID(id))
			r.strange.add("refi-names-missing", 1)
		}
		if c.folder {
			r.losses.add("refi-folders", 1, code.Name)
		}
		r.project.Codes = append(r.project.Codes, code)
		if _, ok := r.codes[c.guid]; !ok {
			r.codes[c.guid] = id
		}
		for _, n := range c.noteRefs {
			r.pin(n, codebook.Ref{Kind: codebook.RefCode, Code: id})
		}
	}
	r.checkInto()
}

// defineCode reads the definition: ours where the description still is the one
// that we wrote, else the description.
func (r *reader) defineCode(code *codebook.Code, c qdeCode) {
	text := r.exact(c.guid, "description", c.description)
	if r.packed == nil {
		define(code, text)
		return
	}
	p, ok := r.packed.Codes[key(c.guid)]
	if !ok {
		define(code, text)
		return
	}
	if colourText(p.Colour) == c.colour {
		code.Colour = p.Colour
	}
	code.Letter, code.Alias, code.Status, code.Into, code.Position = p.Letter, p.Alias, p.Status, p.Into, p.Position
	code.Short, code.Full, code.UseWhen, code.NotWhen, code.Example = p.Short, p.Full, p.UseWhen, p.NotWhen, p.Example
	if describe(*code) != text {
		code.Short, code.Full, code.UseWhen, code.NotWhen, code.Example = "", "", "", "", ""
		define(code, text)
	}
}

// checkInto takes back what points at a code that is not there.
func (r *reader) checkInto() {
	for i := range r.project.Codes {
		c := &r.project.Codes[i]
		if !c.Into.IsZero() && !r.used["code"+string(c.Into[:])] {
			c.Into = codebook.CodeID{}
			c.Status = codebook.StatusRetired
		}
	}
}

// code finds the code of a coding; one that the file does not list is added
// under a name made of its GUID, so that no coding is lost.
func (r *reader) code(ref uuid.UUID) codebook.CodeID {
	if id, ok := r.codes[ref]; ok {
		return id
	}
	r.strange.add("refi-codes-missing", 1)
	c := codebook.Code{ID: codebook.CodeID(r.keep("code", ref)), Name: short(ref), Status: codebook.StatusActive, Position: len(r.project.Codes)}
	r.project.Codes = append(r.project.Codes, c)
	r.codes[ref] = c.ID
	return c.ID
}

// readSets makes themes of sets of codes (ATLAS.ti: code groups) and yes/no
// attributes of sets of sources (document groups), for a document may be in
// several.
func (r *reader) readSets() {
	for _, s := range r.q.sets {
		if len(s.sources) == 0 || len(s.codes) > 0 {
			r.theme(s)
		}
		if len(s.sources) > 0 {
			r.group(s)
		}
	}
}

func (r *reader) theme(s qdeSet) {
	t := codebook.Theme{
		ID: codebook.ThemeID(r.keep("theme", s.guid)), Name: r.exact(s.guid, "name", s.name),
		Claim: r.exact(s.guid, "description", s.description), Position: len(r.project.Themes),
	}
	seen := map[codebook.CodeID]bool{}
	for _, ref := range s.codes {
		id, ok := r.codes[ref]
		switch {
		case !ok:
			r.losses.add("refi-members-missing", 1)
		case !seen[id]:
			seen[id] = true
			t.Codes = append(t.Codes, id)
		}
	}
	if r.packed != nil {
		if p, ok := r.packed.Themes[key(s.guid)]; ok {
			t.Words, t.Position = p.Words, p.Position
		}
	}
	t.Name = cmp.Or(t.Name, short(uuid.UUID(t.ID)))
	r.project.Themes = append(r.project.Themes, t)
	if _, ok := r.sets[s.guid]; !ok {
		r.sets[s.guid] = t.ID
	}
	for _, n := range s.notes {
		r.pin(n, codebook.Ref{Kind: codebook.RefTheme, Theme: t.ID})
	}
}
