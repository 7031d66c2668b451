package transcript

import (
	"strings"
	"unicode/utf8"
)

// cue is one caption: its times and its raw lines.
type cue struct {
	start, end int64
	timed      bool // the times could be read
	lines      []string
}

// cueList is what a cue file holds, with what was left out of the text.
type cueList struct {
	cues       []cue
	notes      int // NOTE, STYLE and REGION blocks
	badTimes   int
	zeroLength int
}

// readCues splits WebVTT or SRT into cues by its lines with an arrow: what
// stands between two of them is text, whatever blank lines a program left in
// it. One time that cannot be read costs that time, not the file. It ends after
// maxTurns and one more.
func readCues(text string) cueList {
	lines := strings.Split(text, "\n")
	var list cueList
	i := skipCueHeader(lines)
	note := false
	for ; i < len(lines) && len(list.cues) <= maxTurns; i++ {
		line := lines[i]
		blank := strings.TrimSpace(line) == ""
		if c, ok := cueTiming(line); ok {
			list.dropCueID(lines, i)
			list.add(c)
			note = false
			continue
		}
		if startsNote(lines, i) {
			list.notes++
			note = true
		}
		if blank {
			note = false
			continue
		}
		if note || len(list.cues) == 0 {
			continue
		}
		last := &list.cues[len(list.cues)-1]
		last.lines = append(last.lines, line)
	}
	return list
}

func (l *cueList) add(c cue) {
	switch {
	case !c.timed:
		l.badTimes++
	case c.end == c.start:
		l.zeroLength++
	}
	l.cues = append(l.cues, c)
}

// skipCueHeader is the first line after the WEBVTT header block.
func skipCueHeader(lines []string) int {
	if !strings.HasPrefix(strings.TrimLeft(lines[0], "\uFEFF "), "WEBVTT") {
		return 0
	}
	for i := 1; i < len(lines); i++ {
		if _, ok := cueTiming(lines[i]); ok {
			if cueID(lines, i) {
				return i - 1
			}
			return i
		}
		if strings.TrimSpace(lines[i]) == "" {
			return i + 1
		}
	}
	return len(lines)
}

// startsNote says whether a comment, style or region block starts at line i.
func startsNote(lines []string, i int) bool {
	if i > 0 && strings.TrimSpace(lines[i-1]) != "" {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimRight(lines[i], " \t"), " ")
	return word == "NOTE" || (word == "STYLE" || word == "REGION") && word == strings.TrimSpace(lines[i])
}

// cueTiming reads "00:01.000 --> 00:02.000 position:10%". A line with an arrow
// and one readable time is a cue without times.
func cueTiming(line string) (cue, bool) {
	left, right, ok := strings.Cut(line, "-->")
	if !ok || len(left) > 40 {
		return cue{}, false
	}
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	start, okStart := clock(left)
	end, okEnd := clock(right)
	okStart = okStart && start.len == len(left)
	if !okStart && !okEnd {
		return cue{}, false
	}
	return cue{start: start.millis, end: end.millis, timed: okStart && okEnd}, true
}

// cueID says whether the line before the times is the cue's id: a number, or
// any line on its own.
func cueID(lines []string, i int) bool {
	if i == 0 {
		return false
	}
	id := strings.TrimSpace(lines[i-1])
	if id == "" {
		return false
	}
	if strings.Trim(id, "0123456789") == "" {
		return true
	}
	return i < 2 || strings.TrimSpace(lines[i-2]) == ""
}

// dropCueID takes the id of the next cue off the text of the last one.
func (l *cueList) dropCueID(lines []string, i int) {
	if len(l.cues) == 0 || !cueID(lines, i) {
		return
	}
	last := &l.cues[len(l.cues)-1]
	if n := len(last.lines); n > 0 && last.lines[n-1] == lines[i-1] {
		last.lines = last.lines[:n-1]
	}
}

// said is a piece of a cue by one voice, as plain text.
type said struct {
	voice  string // from a <v> tag
	text   string // lines separated by LF
	start  int64
	timed  bool
	change bool // >> : another speaker, not named
}

// pieces splits a cue at its voice tags and decodes what is left.
func (c cue) pieces() []said {
	raw := strings.Join(c.lines, "\n")
	var list []said
	voice, b := "", strings.Builder{}
	flush := func() {
		text := strings.TrimSpace(b.String())
		b.Reset()
		if text == "" {
			return
		}
		p := said{voice: voice, text: text, start: c.start, timed: c.timed}
		if voice == "" && strings.HasPrefix(text, ">>") {
			p.change = true
			p.text = strings.TrimSpace(strings.TrimLeft(text, "> "))
		}
		list = append(list, p)
	}
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '<':
			tag, n := cueTag(raw[i:])
			if n == 0 {
				b.WriteByte('<')
				i++
				continue
			}
			if name, ok := voiceOf(tag); ok {
				flush()
				voice = name
			}
			i += n
		case '&':
			r, n := entity(raw[i:])
			b.WriteRune(r)
			i += n
		case '{':
			if n := strings.IndexByte(raw[i:min(len(raw), i+maxOverride)], '}'); n > 0 && strings.HasPrefix(raw[i:], `{\`) {
				i += n + 1 // an SSA override such as {\an8}
				continue
			}
			b.WriteByte('{')
			i++
		default:
			b.WriteByte(raw[i])
			i++
		}
	}
	flush()
	return list
}

// maxOverride is the longest SSA override that is looked for, in bytes.
const maxOverride = 400

// cueTags are the tags of WebVTT and of common SRT; another "<" is text.
var cueTags = map[string]bool{
	"v": true, "c": true, "i": true, "b": true, "u": true, "ruby": true, "rt": true, "lang": true, "font": true,
	"s": true, "br": true,
}

// cueTag is the tag at the start of s and its length, 0 when there is none.
func cueTag(s string) (tag string, n int) {
	end := strings.IndexByte(s[:min(len(s), 400)], '>')
	if end < 2 {
		return "", 0
	}
	tag = s[1:end]
	name := strings.TrimPrefix(tag, "/")
	if i := strings.IndexAny(name, ". \t\n/"); i >= 0 {
		name = name[:i]
	}
	if c, ok := clock(tag); ok && c.len == len(tag) {
		return tag, end + 1
	}
	if !cueTags[strings.ToLower(name)] {
		return "", 0
	}
	return tag, end + 1
}

// voiceOf is the name in <v Name> or <v.loud Name>; </v> ends the voice with
// an empty name.
func voiceOf(tag string) (string, bool) {
	if tag == "/v" {
		return "", true
	}
	if len(tag) < 2 || tag[0] != 'v' || tag[1] != ' ' && tag[1] != '.' && tag[1] != '\t' {
		return "", false
	}
	_, name, _ := strings.Cut(strings.ReplaceAll(tag, "\t", " "), " ")
	name = decodeEntities(strings.ReplaceAll(name, "\n", " "))
	return strings.Join(strings.Fields(strings.TrimPrefix(strings.TrimSpace(name), "//")), " "), true
}

var entities = map[string]rune{
	"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\'', "nbsp": 0xA0, "lrm": 0x200E, "rlm": 0x200F,
}

// entity decodes the entity at the start of s; a bare & is itself.
func entity(s string) (rune, int) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return '&', 1
	}
	name := s[1:end]
	if r, ok := entities[name]; ok {
		return r, end + 1
	}
	if name[0] != '#' {
		return '&', 1
	}
	digits, base := name[1:], rune(10)
	if strings.HasPrefix(strings.ToLower(digits), "x") {
		digits, base = digits[1:], 16
	}
	var r rune
	for _, c := range strings.ToLower(digits) {
		v := rune(strings.IndexRune("0123456789abcdef", c))
		if v < 0 || v >= base || r > utf8.MaxRune {
			return '&', 1
		}
		r = r*base + v
	}
	switch {
	case digits == "" || !utf8.ValidRune(r):
		return '&', 1
	case r == '\r':
		r = '\n'
	case r == 0:
		r = utf8.RuneError
	}
	return r, end + 1
}

func decodeEntities(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '&' {
			r, n := entity(s[i:])
			b.WriteRune(r)
			i += n
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}
