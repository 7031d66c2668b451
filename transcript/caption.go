package transcript

import (
	"strings"
	"unicode"
)

// A caption file without speakers is cut where a sentence ends after a minute;
// speech without full stops after five.
const (
	paragraphMillis = 60_000
	longestMillis   = 300_000
)

// readCaptions reads a WebVTT or SRT file.
func readCaptions(text string) (reading, error) {
	list := readCues(text)
	if len(list.cues) > maxTurns {
		return reading{}, &Error{Code: "too-large", Args: map[string]any{"limit": maxTurns}}
	}
	lines, empty := list.spoken()
	apart := setApart(lines)
	if len(lines) == 0 {
		return reading{}, &Error{Code: "empty"}
	}
	return reading{spoken: lines, warnings: appendCounts(nil, []count{
		{"notes-dropped", list.notes}, {"bad-times", list.badTimes},
		{"zero-length-cues", list.zeroLength}, {"empty-cues", empty}, {"unlabelled-cues", apart},
	})}, nil
}

// laySpoken lays out what was said: one paragraph a turn, "Name: text", a
// blank line between, cues joined by a blank, their times as anchors. It gives
// nil when nothing was said.
func laySpoken(lines []spokenLine) *draft {
	if len(lines) == 0 {
		return nil
	}
	if len(lines) > maxTurns {
		return &draft{full: true}
	}
	b := captionBuilder{draft: &draft{}, index: map[string]int{}, who: -1}
	named := false
	for _, l := range lines {
		named = named || l.rule != "" || l.change
	}
	for _, l := range lines {
		if named {
			b.addSpoken(l)
		} else {
			b.addUnnamed(l)
		}
	}
	d := b.finish()
	if len(d.speakers) == 0 {
		d.warnings = append(d.warnings, Warning{Code: "no-speakers"})
	}
	return d
}

// spokenLine is a piece of text with the speaker it names, if it names one.
// Pieces of one speaker that follow each other make one turn.
type spokenLine struct {
	name, key string // key is foldName(name)
	role      Role
	rule      Rule   // empty: no label, the speaker before goes on
	change    bool   // somebody else speaks, without a name
	apart     bool   // the speaker before goes on, so it seems: a turn of its own
	text      string // canonical (see canonical); one line, unless the format keeps lines
	start     int64  // ms, when timed
	timed     bool
}

// spokenBy is a piece that a format ascribes to a speaker.
func spokenBy(name, text string) spokenLine {
	return spokenLine{name: name, key: foldName(name), rule: RuleTime, role: RoleOf(name), text: text}
}

// spoken finds who says what, in two passes over the cues.
func (l cueList) spoken() (lines []spokenLine, empty int) {
	var all []said
	for _, c := range l.cues {
		pieces := c.pieces()
		if len(pieces) == 0 {
			empty++
		}
		all = append(all, pieces...)
	}
	return linesOf(all), empty
}

// linesOf looks for labels in all pieces before it reads any.
func linesOf(all []said) (lines []spokenLine) {
	rules := newSpeakerRules(true)
	for _, p := range all {
		if p.voice != "" {
			continue
		}
		for i, line := range strings.Split(p.text, "\n") {
			if lab, ok := readLabel(line); ok && (i == 0 || isKnownRole(lab) || strings.HasPrefix(line, "-")) {
				rules.see(lab)
			}
		}
	}
	for _, p := range all {
		lines = append(lines, p.lines(rules)...)
	}
	return lines
}

// setApart marks the cues without a label in a file whose cues repeat their
// speaker's label (Zoom's): where nine of ten that could leave it out have it,
// its absence says that the program did not know who spoke. They go by the
// speaker before, as turns of their own, so that a person can see and judge
// them. It gives their number.
func setApart(lines []spokenLine) int {
	repeated, bare := 0, 0
	last := ""
	for _, l := range lines {
		switch {
		case l.rule != "" && l.key == last:
			repeated++
		case l.rule == "" && !l.change && last != "":
			bare++
		}
		if l.rule != "" {
			last = l.key
		}
	}
	if bare == 0 || repeated < 9*bare {
		return 0
	}
	started := false
	for i := range lines {
		l := &lines[i]
		l.apart = started && l.rule == "" && !l.change
		started = started || l.rule != ""
	}
	return bare
}

// lines splits a piece at the labels inside it.
func (p said) lines(rules *speakerRules) []spokenLine {
	blank := spokenLine{start: p.start, timed: p.timed}
	if p.voice != "" {
		l := spokenBy(p.voice, oneLine(p.text))
		l.start, l.timed = p.start, p.timed
		return []spokenLine{l}
	}
	var list []spokenLine
	open := blank
	open.change = p.change
	var text strings.Builder
	flush := func() {
		open.text = text.String()
		text.Reset()
		if open.text != "" || open.rule != "" {
			list = append(list, open)
		}
		open = blank
	}
	for _, line := range strings.Split(p.text, "\n") {
		if lab, ok := readLabel(line); ok {
			if rule := rules.rule(lab); rule != "" {
				flush()
				open.name, open.key, open.rule, open.role = lab.name, lab.key, rule, rules.role(lab)
				line = line[lab.end:]
			}
		}
		if line = oneLine(line); line != "" && text.Len() > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(line)
	}
	flush()
	return list
}

// oneLine makes a caption's lines one line of text.
func oneLine(s string) string {
	return strings.TrimFunc(strings.ReplaceAll(s, "\n", " "), func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF })
}

// captionBuilder writes the text of a caption file and notes where things are.
type captionBuilder struct {
	*draft
	b       strings.Builder
	index   map[string]int // folded name to speaker
	who     int
	started bool  // a label was seen
	open    bool  // a turn is being written
	apart   bool  // it is one of a line set apart
	since   int64 // when the paragraph started
}

// addSpoken adds a line of a file that names speakers.
func (c *captionBuilder) addSpoken(l spokenLine) {
	who := c.who
	if l.rule != "" {
		who = c.speaker(l)
	} else if l.change {
		who = -1
	}
	if !c.open || l.change && l.rule == "" || who != c.who || l.apart != c.apart {
		n := 0
		if c.started || l.rule != "" || l.change {
			n = c.nextNumber()
			c.started = true
		}
		c.start(n, who, !l.apart)
	}
	c.who, c.apart = who, l.apart
	c.write(l)
}

// addUnnamed adds a line of a file without speakers.
func (c *captionBuilder) addUnnamed(l spokenLine) {
	if c.open && l.timed {
		past := l.start - c.since
		if past >= longestMillis || past >= paragraphMillis && endsSentence(c.b.String()[c.turns[len(c.turns)-1].body.Lo:]) {
			c.open = false
		}
	}
	if !c.open {
		c.start(c.nextNumber(), -1, false)
		c.since = l.start
	}
	c.write(l)
}

func (c *captionBuilder) nextNumber() int {
	if n := len(c.turns); n > 0 {
		return c.turns[n-1].n + 1
	}
	return 1
}

func (c *captionBuilder) speaker(l spokenLine) int {
	if who, ok := c.index[l.key]; ok {
		return who
	}
	who := len(c.speakers)
	c.index[l.key] = who
	c.speakers = append(c.speakers, Speaker{Name: l.name, Role: l.role, Rule: l.rule})
	return who
}

// start begins a turn: a blank line, and the speaker's name as first written,
// if the file labels it.
func (c *captionBuilder) start(n, who int, labelled bool) {
	if c.b.Len() > 0 {
		c.b.WriteString("\n\n")
	}
	lo := c.b.Len()
	hi := lo
	if who >= 0 && labelled {
		c.b.WriteString(c.speakers[who].Name)
		c.b.WriteByte(':')
		hi = c.b.Len()
		c.b.WriteByte(' ')
	}
	c.turns = append(c.turns, draftTurn{n: n, speaker: who, label: Bytes{lo, hi}, body: Bytes{c.b.Len(), c.b.Len()}})
	c.open = true
}

// write adds a line's text to the open turn, anchored to its cue's time.
func (c *captionBuilder) write(l spokenLine) {
	if l.text == "" {
		return
	}
	t := &c.turns[len(c.turns)-1]
	if t.body.Len() > 0 {
		c.b.WriteByte(' ')
	}
	if l.timed {
		c.anchors = append(c.anchors, draftAnchor{c.b.Len(), l.start})
	}
	c.b.WriteString(l.text)
	t.body.Hi = c.b.Len()
}

// finish drops turns that stayed empty and numbers the rest.
func (c *captionBuilder) finish() *draft {
	c.b.WriteByte('\n')
	c.text = c.b.String()
	kept := c.turns[:0]
	n := 0
	for _, t := range c.turns {
		if t.body.Len() == 0 {
			continue
		}
		if t.n > 0 {
			n++
			t.n = n
		}
		kept = append(kept, t)
	}
	c.turns = kept
	return c.draft
}

// endsSentence says whether s ends in a full stop, with quotes behind it.
func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) || r == ')' })
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "…")
}
