package refi

import (
	"slices"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

func (w *writer) writeCodes() {
	w.x.start("Codes")
	depth := 0
	w.tree.Walk(func(c codebook.Code, d int) {
		for ; depth > d; depth-- {
			w.x.end()
		}
		w.writeCode(c)
		depth = d + 1
	})
	for ; depth > 0; depth-- {
		w.x.end()
	}
	w.x.end()
}

// writeCode opens a code; its children come inside. Every code of ours may
// hold codings, so each is codable.
func (w *writer) writeCode(c codebook.Code) {
	g := w.guid("code", uuid.UUID(c.ID))
	colour := colourText(c.Colour)
	w.x.start("Code", "guid", key(g), "name!", w.exact(g, "name", c.Name), "isCodable", "true", "color", colour)
	if text := describe(c); text != "" {
		w.x.text("Description", w.exact(g, "description", text))
	}
	if !w.alone {
		w.noteRefs(about("code", uuid.UUID(c.ID)))
	}
	into := c.Into
	if !into.IsZero() {
		into = codebook.CodeID(w.guid("code", uuid.UUID(into)))
	}
	w.packing.Codes[key(g)] = packedCode{
		Short: c.Short, Full: c.Full, UseWhen: c.UseWhen, NotWhen: c.NotWhen, Example: c.Example, Colour: c.Colour,
		Letter: c.Letter, Alias: c.Alias, Status: c.Status, Into: into, Position: c.Position,
	}
	if c.Short+c.UseWhen+c.NotWhen+c.Example != "" || len(c.Alias) > 0 {
		w.losses.add("refi-out-fields", 1)
	}
	if c.Letter != "" {
		w.losses.add("refi-out-letters", 1)
	}
	if c.Status != codebook.StatusActive && c.Status != "" {
		w.losses.add("refi-out-status", 1)
	}
}

// writeSets writes themes as sets of codes; a theme's claim is its description.
func (w *writer) writeSets() {
	if len(w.p.Themes) == 0 {
		return
	}
	themes := slices.Clone(w.p.Themes)
	slices.SortStableFunc(themes, func(a, b codebook.Theme) int { return a.Position - b.Position })
	w.x.start("Sets")
	for _, t := range themes {
		g := w.guid("theme", uuid.UUID(t.ID))
		w.x.start("Set", "guid", key(g), "name!", w.exact(g, "name", t.Name))
		if t.Claim != "" {
			w.x.text("Description", w.exact(g, "description", t.Claim))
		}
		for _, id := range t.Codes {
			if _, ok := w.tree.Code(id); !ok {
				continue
			}
			if code := w.guid("code", uuid.UUID(id)); w.alone {
				w.x.empty("MemberCode", "guid", key(code))
			} else {
				w.x.ref("MemberCode", code)
			}
		}
		if !w.alone {
			for _, n := range w.notes[about("theme", uuid.UUID(t.ID))] {
				w.x.ref("MemberNote", n)
			}
		}
		w.x.end()
		w.packing.Themes[key(g)] = packedTheme{Words: t.Words, Position: t.Position}
		if len(t.Words) > 0 {
			w.losses.add("refi-out-words", 1)
		}
	}
	w.x.end()
}
