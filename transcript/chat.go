package transcript

import (
	"context"
	"strconv"
	"strings"
)

// readCHAT reads a .cha file of the CHILDES and TalkBank archives. Each *INV:
// line with its continuation lines is an utterance; its codes and markers stay
// as they are written. The headers in front are turn 0. Dependent tiers (%com,
// %mor …) and headers inside the talk are no speech: they are left out and
// counted by name.
func readCHAT(_ context.Context, f file) (reading, error) {
	d, err := decodeChosen(f.data, f.options.Encoding)
	if err != nil {
		return reading{}, err
	}
	text, changed := canonical(d.text)
	changed.controls = 0 // bullets; those that stay are counted with the speech
	c := chatReader{s: &speech{}, roles: map[string]string{}}
	for _, line := range chatLines(text) {
		switch {
		case line == "":
		case line[0] == '*':
			c.utterance(line)
		case line[0] == '%':
			c.tier(line)
		case line[0] == '@':
			c.header(line)
		default: // in front of all
			c.headers = append(c.headers, line)
		}
	}
	if len(c.s.lines) > 0 {
		c.s.head = strings.Join(c.headers, "\n")
	}
	if d.bom || changed.boms > 0 {
		c.s.warnings = append(c.s.warnings, Warning{Code: "bom-removed"})
	}
	c.s.warnings = append(appendCounts(c.s.warnings, []count{{"invalid-bytes", d.invalid}}), changed.warnings()...)
	c.s.warnings = append(c.s.warnings, c.dropped.warnings()...)
	r, err := c.s.reading()
	r.encoding = d.encoding
	return r, err
}

// chatReader is the state between the lines of a .cha file.
type chatReader struct {
	s       *speech
	roles   map[string]string // a participant's code to its role
	headers []string          // those in front of the talk
	dropped dropped
}

// chatLines joins continuation lines, which should start with a tab, to the
// line they continue.
func chatLines(text string) []string {
	var lines []string
	var open []string
	flush := func() {
		if len(open) > 0 {
			lines = append(lines, strings.Join(open, " "))
		}
		open = nil
	}
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" {
			continue
		}
		if strings.IndexByte("*%@", line[0]) >= 0 {
			flush()
		}
		if len(open) == 1 && silentHeaders[open[0]] {
			flush() // these have no continuation
		}
		open = append(open, trimmed)
	}
	flush()
	return lines
}

// silentHeaders only tell a program how to read or show the file.
var silentHeaders = map[string]bool{
	"@UTF8": true, "@Begin": true, "@End": true, "@Font": true, "@Window": true, "@Color words": true, "@PID": true,
}

func (c *chatReader) header(line string) {
	name, value, _ := strings.Cut(line, ":")
	name = strings.TrimSpace(name)
	if name == "@Participants" {
		c.participants(value)
	}
	switch {
	case silentHeaders[name]:
	case len(c.s.lines) == 0:
		c.headers = append(c.headers, strings.ReplaceAll(line, "\t", " "))
	default:
		c.dropped.add(name)
	}
}

// participants reads "INV Anna Investigator, RES Mw_Böhm Adult".
func (c *chatReader) participants(value string) {
	for _, p := range strings.Split(value, ",") {
		if words := strings.Fields(p); len(words) > 0 {
			c.roles[words[0]] = words[len(words)-1]
		}
	}
}

func (c *chatReader) tier(line string) {
	name, _, _ := strings.Cut(line, ":")
	if i := strings.IndexAny(name, " \t"); i > 0 {
		name = name[:i]
	}
	c.dropped.add(name)
}

// utterance splits "*INV:<TAB>text" at the time bullets that end its parts.
func (c *chatReader) utterance(line string) {
	code, said, ok := strings.Cut(line[1:], ":")
	if code = strings.TrimSpace(code); !ok || code == "" || len(code) > maxName || strings.ContainsAny(code, " \t") {
		c.s.addLine(spokenLine{}, line, moment{})
		return
	}
	l := spokenBy(code, "")
	if role, declared := c.roles[code]; declared {
		l.rule = RuleLegend
		if l.role == RoleNone && (role == "Investigator" || role == "Interviewer") {
			l.role = RoleInterviewer
		}
	}
	for {
		part, rest, found := strings.Cut(said, bullet)
		if !found {
			break
		}
		times, after, _ := strings.Cut(rest, bullet)
		c.s.addLine(l, part, bulletTime(times))
		said = after
		if strings.TrimSpace(said) == "" {
			return
		}
	}
	c.s.addLine(l, said, moment{})
}

// bullet stands on both sides of the times of a stretch of talk, in ms:
// 0_1500. Older files have the name of the recording in front of them.
const bullet = "\x15"

func bulletTime(times string) moment {
	parts := strings.Split(times, "_")
	if len(parts) < 2 {
		return moment{bad: true}
	}
	millis, err := strconv.ParseInt(strings.TrimSpace(parts[len(parts)-2]), 10, 64)
	if err != nil || millis < 0 || millis > maxMillis {
		return moment{bad: true}
	}
	return moment{millis: millis, known: true}
}
