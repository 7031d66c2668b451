package cli

import (
	"strings"

	"veldwerk/workspace"
)

type collisionsJSON struct {
	New    []string        `json:"new"`
	Same   []string        `json:"same"`
	Filled []string        `json:"filled"`
	Differ []differingJSON `json:"differ"`
}

type differingJSON struct {
	Path   string `json:"path"`
	Field  string `json:"field"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

func collisionsOf(c *workspace.Collisions) *collisionsJSON {
	if c == nil {
		return nil
	}
	out := &collisionsJSON{append([]string{}, c.New...), append([]string{}, c.Same...), append([]string{}, c.Filled...), []differingJSON{}}
	for _, d := range c.Differ {
		out.Differ = append(out.Differ, differingJSON(d))
	}
	return out
}

// printCollisions lists what differs; what is new or filled in only before it
// is written: after that the receipt counts it.
func (s *Shell) printCollisions(c workspace.Collisions, dry bool) {
	if dry && len(c.New) > 0 {
		s.line("  %s", s.t.Say("collide.new", "Paths", strings.Join(c.New, ", ")))
	}
	if dry && len(c.Filled) > 0 {
		s.line("  %s", s.t.Say("collide.filled", "Paths", strings.Join(c.Filled, ", ")))
	}
	if dry && len(c.Same) > 0 {
		s.line("  %s", s.t.Say("collide.same", "Count", len(c.Same)))
	}
	for _, d := range c.Differ {
		s.line("  %s", s.t.Say("collide.differs", "Path", d.Path, "Field", d.Field))
		s.line("    %s", s.t.Say("collide.ours", "Text", s.orNothing(d.Ours)))
		s.line("    %s", s.t.Say("collide.theirs", "Text", s.orNothing(d.Theirs)))
	}
}
