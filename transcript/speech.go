package transcript

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// maxMillis bounds the times that are believed: a thousand hours.
const maxMillis = 1000 * 3600 * 1000

// runMillis is how long a run of words without a full stop may go on before it
// gets a time again.
const runMillis = 30_000

// moment is a time as a file gives it. A file may say nothing, or nonsense.
type moment struct {
	millis int64
	known  bool // millis holds
	bad    bool // there was a time, but no recording has it
}

// momentOf takes seconds; NaN, negative and endless times are bad ones.
func momentOf(seconds float64) moment {
	millis := seconds * 1000
	if !(millis >= 0 && millis <= maxMillis) {
		return moment{bad: true}
	}
	return moment{millis: int64(millis + 0.5), known: true}
}

// speech gathers what was said, for formats that say who speaks when.
type speech struct {
	head      string // what stands before the talk: turn 0
	lines     []spokenLine
	badTimes  int
	empty     int
	changed   changes
	truncated bool
	goesOn    bool // a piece without a speaker goes on with the one before it
	warnings  []Warning

	open spokenLine // a run of words that grows until its sentence ends
	run  strings.Builder
}

// add takes a piece of one speaker; an empty name says nothing about who.
func (s *speech) add(name, text string, at moment) {
	s.endRun()
	s.addLine(speakerLine(name), text, at)
}

// speakerLine is a line by the speaker, still without text.
func speakerLine(name string) spokenLine {
	if name = oneBlank(name); name == "" {
		return spokenLine{}
	}
	return spokenBy(name, "")
}

func (s *speech) addLine(l spokenLine, text string, at moment) {
	if at.bad {
		s.badTimes++
	}
	text, changed := canonical(text)
	s.changed.nul += changed.nul
	s.changed.controls += changed.controls
	if l.text = oneLine(text); l.text == "" {
		s.empty++
		return
	}
	l.start, l.timed = at.millis, at.known
	s.lines = append(s.lines, l)
}

// word adds a word or a mark to a speaker's run, with the blanks that it
// brings. Each sentence becomes a piece, so that it keeps its own time.
func (s *speech) word(name, text string, at moment) {
	if at.bad {
		s.badTimes++
		at = moment{}
	}
	so := s.run.String()
	blank := so != strings.TrimRightFunc(so, unicode.IsSpace)
	if blank && strings.TrimSpace(text) == "" {
		return // one blank is enough
	}
	blank = blank || startsBlank(text)
	long := at.known && s.open.timed && at.millis-s.open.start > runMillis
	if l := speakerLine(name); l.key != s.open.key || blank && (long || endsSentence(so)) {
		s.endRun()
		s.open = l
	}
	if at.known && !s.open.timed {
		s.open.start, s.open.timed = at.millis, true
	}
	s.run.WriteString(text)
}

func startsBlank(s string) bool {
	r, _ := decodeRune(s, 0)
	return s != "" && unicode.IsSpace(r)
}

// endRun ends the run of words.
func (s *speech) endRun() {
	if s.run.Len() > 0 {
		s.addLine(s.open, s.run.String(), moment{millis: s.open.start, known: s.open.timed})
	}
	s.run.Reset()
	s.open = spokenLine{}
}

// rename gives speakers that were known by an id the names that a file lists
// elsewhere, perhaps behind the talk.
func (s *speech) rename(names map[string]string) {
	for i := range s.lines {
		l := &s.lines[i]
		if name := oneBlank(names[l.name]); l.rule != "" && name != "" {
			l.name, l.key, l.role = name, foldName(name), RoleOf(name)
		}
	}
}

// merge puts pieces of several speakers in order of time. A piece without a
// time stays behind the one before it.
func (s *speech) merge() {
	last := int64(0)
	at := make([]int64, len(s.lines))
	order := make([]int, len(s.lines))
	for i, l := range s.lines {
		if l.timed || i > 0 && l.key != s.lines[i-1].key {
			last = l.start
		}
		at[i], order[i] = last, i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	sorted := make([]spokenLine, len(order))
	for i, from := range order {
		sorted[i] = s.lines[from]
	}
	s.lines = sorted
}

// reading is what came of it. Where some pieces have a speaker, one without is
// said by somebody unknown.
func (s *speech) reading() (reading, error) {
	s.endRun()
	if len(s.lines) == 0 {
		if s.truncated {
			return reading{}, &Error{Code: "truncated"}
		}
		return reading{}, &Error{Code: "empty"}
	}
	lines := s.lines
	named := !s.goesOn && slices.ContainsFunc(lines, func(l spokenLine) bool { return l.rule != "" })
	for i := range lines {
		unknown := named && lines[i].rule == ""
		lines[i].change = lines[i].change || unknown && (i == 0 || lines[i-1].rule != "")
	}
	if s.head != "" {
		lines = append([]spokenLine{{text: s.head}}, lines...)
	}
	warnings := appendCounts(s.changed.warnings(), []count{{"bad-times", s.badTimes}, {"empty-pieces", s.empty}})
	if s.truncated {
		warnings = append(warnings, Warning{Code: "truncated"})
	}
	return reading{spoken: lines, warnings: append(warnings, s.warnings...)}, nil
}

// oneBlank makes a name one line with single blanks, and canonical.
func oneBlank(name string) string {
	name, _ = canonical(name)
	return strings.Join(strings.Fields(name), " ")
}

// dropped counts pieces that were left out, by the names of their tiers.
type dropped struct {
	names []string
	count int
}

// maxNames is how many tiers a warning names.
const maxNames = 12

func (d *dropped) add(name string) {
	d.count++
	if name = oneBlank(name); !slices.Contains(d.names, name) && len(d.names) <= maxNames {
		d.names = append(d.names, name)
	}
}

// warnings is at most one: tiers-dropped, Args count and names.
func (d *dropped) warnings() []Warning {
	if d.count == 0 {
		return nil
	}
	names := d.names
	if len(names) > maxNames {
		names = append(slices.Clone(names[:maxNames]), "…")
	}
	return []Warning{{Code: "tiers-dropped", Args: map[string]any{"count": d.count, "names": strings.Join(names, ", ")}}}
}
