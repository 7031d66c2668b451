package transcript

import (
	"strings"
	"unicode"
)

// mark is a label that names a speaker, or a line that ends a turn and starts
// none (speaker empty).
type mark struct {
	label
	lo, hi int // bytes of the text that the label takes
	rule   Rule
}

// maxTurns is what one text may hold of turns, of labels, and of paragraphs
// where nobody is named: a hundred times a long interview. Each takes memory
// that a file of two letters a line would multiply by forty.
const maxTurns = 500_000

// layPlain finds the turns of a text that stays as it stands.
func layPlain(text string) *draft {
	d := &draft{text: text}
	marks, rules := findMarks(text)
	if rules == nil {
		d.full = true
		return d
	}
	if !d.cutTurns(marks, rules) {
		*d = draft{text: text}
		d.cutParagraphs()
		d.warnings = append(d.warnings, Warning{Code: "no-speakers"})
	}
	return d
}

// findMarks makes the two passes over the lines: see every label, then keep
// those that name speakers. The rules are nil when there are too many labels.
func findMarks(text string) ([]mark, *speakerRules) {
	rules := newSpeakerRules(false)
	var found []mark
	matter := frontMatter(text)
	eachLine(text, matter, func(lo, hi int) {
		if len(found) > maxTurns {
			return
		}
		line := text[lo:hi]
		if l, ok := arrowLabel(text, lo, hi); ok {
			rules.see(l)
			found = append(found, mark{label: l, lo: lo, hi: lo + l.end})
			return
		}
		if isEvent(line) {
			found = append(found, mark{lo: lo, hi: hi})
			return
		}
		if len(found) == 0 {
			rules.readLegend(line)
		}
		if l, ok := readLabel(line); ok {
			rules.see(l)
			found = append(found, mark{label: l, lo: lo, hi: lo + l.end})
		}
	})
	if len(found) > maxTurns {
		return nil, nil
	}
	kept := found[:0]
	for _, m := range found {
		if m.key != "" {
			if m.rule = rules.rule(m.label); m.rule == "" {
				continue
			}
		}
		kept = append(kept, m)
	}
	return dropHeaderLabels(text, matter, kept, rules), rules
}

// eachLine calls f with the byte range of each line from lo on, without LF.
func eachLine(text string, lo int, f func(lo, hi int)) {
	for lo < len(text) {
		hi := len(text)
		if n := strings.IndexByte(text[lo:], '\n'); n >= 0 {
			hi = lo + n
		}
		f(lo, hi)
		lo = hi + 1
	}
}

// frontMatter is the length of a YAML block between --- lines at the start.
func frontMatter(text string) int {
	if !strings.HasPrefix(text, "---\n") {
		return 0
	}
	end := 0
	at := len("---\n")
	for range 200 {
		n := strings.IndexByte(text[at:], '\n')
		line := text[at:]
		if n >= 0 {
			line = text[at : at+n]
		}
		if line = strings.TrimRight(line, " \t"); line == "---" || line == "..." {
			end = at + n + 1
			if n < 0 {
				end = len(text)
			}
			break
		}
		if n < 0 {
			break
		}
		at += n + 1
	}
	return end
}

// arrowLabel reads Teams' older document layout: a line with two times and an
// arrow, a line with the name, then the text.
func arrowLabel(text string, lo, hi int) (label, bool) {
	line := text[lo:hi]
	if len(line) > 80 || !strings.Contains(line, "-->") {
		return label{}, false
	}
	at := blanks(line)
	c, ok := clock(line[at:])
	if !ok || hi == len(text) {
		return label{}, false
	}
	if n, ok := rangeEnd(line[at+c.len+blanks(line[at+c.len:]):]); !ok || n == 0 {
		return label{}, false
	}
	end := strings.IndexByte(text[hi+1:], '\n')
	if end < 0 {
		return label{}, false
	}
	end += hi + 1
	name := cleanName(text[hi+1 : end])
	if !isName(name, true) || strings.HasSuffix(name, ".") {
		return label{}, false
	}
	return label{name: name, key: foldName(name), end: end - lo, form: formHeader, timed: true, millis: c.millis}, true
}

// eventSigns end or start a recording, or are a service's footer: lines that
// nobody says.
var eventSigns = []string{
	"stopped transcription", "started transcription", "heeft de transcriptie beëindigd",
	"heeft de transcriptie gestart", "heeft de transcriptie gestopt", "heeft transcriptie beëindigd",
	"heeft transcriptie gestart", "heeft de transcriptie stopgezet",
}

func isEvent(line string) bool {
	line = strings.TrimRight(line, " \t.*_")
	if len(line) > 160 {
		return false
	}
	if strings.HasPrefix(strings.TrimLeft(line, " *_"), "Transcribed by https://otter.ai") {
		return true
	}
	for _, s := range eventSigns {
		if strings.HasSuffix(line, s) && len(line) > len(s) {
			return true
		}
	}
	return false
}

// dropHeaderLabels takes out labels that only describe the interview: a line
// "Respondent: R07" that stands in one block with "Datum: …", or above such a
// line, and whose label is not used again.
func dropHeaderLabels(text string, from int, marks []mark, rules *speakerRules) []mark {
	body := -1 // where the first label that comes back stands
	for _, m := range marks {
		if g := rules.seen[m.key]; m.key != "" && g.count+g.dashes+g.brackets > 1 {
			body = m.lo
			break
		}
	}
	if body < 0 {
		return marks
	}
	facts := -1 // the last line before it with a label that names nobody
	eachLine(text[:body], from, func(lo, hi int) {
		if l, ok := readLabel(text[lo:hi]); ok && isNever(l) {
			facts = lo
		}
	})
	kept := marks[:0]
	for _, m := range marks {
		once := m.key != "" && m.lo < body
		if once && facts >= 0 && (m.lo < facts || !strings.Contains(text[facts:m.lo], "\n\n")) {
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// cutTurns makes turns of the text between marks and unites neighbours of one
// speaker. It says whether there is any turn.
func (d *draft) cutTurns(marks []mark, rules *speakerRules) bool {
	speakers := map[string]int{}
	empty, outside := 0, 0
	first := len(d.text)
	for _, m := range marks {
		if m.key != "" {
			first = m.lo
			break
		}
	}
	d.addTurnZero(Bytes{0, first})
	started := false
	for i, m := range marks {
		end := len(d.text)
		if i+1 < len(marks) {
			end = marks[i+1].lo
		}
		if m.key == "" {
			if started {
				outside++
			}
			continue
		}
		started = true
		body := d.trimTurn(Bytes{m.hi, end})
		if m.timed {
			d.anchors = append(d.anchors, draftAnchor{body.Lo, m.millis})
		}
		d.scanStamps(Bytes{body.Lo, end})
		if body.Len() == 0 {
			empty++
			continue
		}
		who, ok := speakers[m.key]
		if !ok {
			who = len(d.speakers)
			speakers[m.key] = who
			d.speakers = append(d.speakers, Speaker{Name: m.name, Role: rules.role(m.label), Rule: m.rule})
		}
		d.addTurn(who, Bytes{m.lo, m.hi}, body)
	}
	d.warnings = appendCounts(d.warnings, []count{{"empty-turns", empty}, {"lines-outside-turns", outside}})
	return len(d.speakers) > 0
}

// longLine is the length in bytes past which lines without blank lines between
// them are paragraphs of their own, not a hard-wrapped text.
const longLine = 240

// cutParagraphs makes each paragraph a turn, for texts without speakers.
func (d *draft) cutParagraphs() {
	matter := frontMatter(d.text)
	d.addTurnZero(Bytes{0, matter})
	var blocks, lines []Bytes
	open, long := -1, false
	eachLine(d.text, matter, func(lo, hi int) {
		if d.full {
			return
		}
		if strings.TrimFunc(d.text[lo:hi], unicode.IsSpace) == "" {
			open = -1
			return
		}
		if open < 0 {
			open = len(blocks)
			if d.full = d.full || open == maxTurns; d.full {
				return
			}
			blocks = append(blocks, Bytes{lo, hi})
		}
		blocks[open].Hi = hi
		long = long || hi-lo > longLine
		if len(blocks) == 1 && len(lines) <= maxTurns {
			lines = append(lines, Bytes{lo, hi})
		}
	})
	if len(blocks) == 1 && long {
		blocks = lines
	}
	if d.full = d.full || len(blocks) > maxTurns; d.full {
		return
	}
	for _, b := range blocks {
		body := d.trimTurn(b)
		d.scanStamps(Bytes{body.Lo, b.Hi})
		if body.Len() > 0 {
			d.addTurn(-1, trimBytes(d.text, Bytes{b.Lo, body.Lo}), body)
		}
	}
}
