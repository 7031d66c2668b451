package transcript

import (
	"strings"
	"unicode"
)

// readZoomChat reads the chat that Zoom saves beside a recording. The text
// stays as it stands; each line that starts with a time and a sender is a
// label, and lines without one belong to the message before them.
func readZoomChat(text string) (reading, error) { return reading{text: text}, nil }

// senders are the words around the sender and the receiver of a message, in
// the languages in which we know them.
var senders = []struct{ from, to string }{{"From", "to"}, {"Van", "aan"}}

// chatLabel reads the start of a message: "00:21:14<TAB>Anna de Vries:<TAB>",
// "00:21:14 From Anna de Vries to Everyone:" or "… From Anna : text".
func chatLabel(line string) (label, bool) {
	line = line[:labelWindow(line)]
	at, ok := clock(line)
	if !ok || !at.full || strings.IndexByte(line[:at.len], ':') < 0 {
		return label{}, false
	}
	gap := blanks(line[at.len:])
	lo := at.len + gap
	sep := ":"
	sender := ""
	for _, s := range senders {
		if rest := strings.TrimPrefix(line[lo:], s.from); rest != line[lo:] && blanks(rest) > 0 {
			sender = s.to
			lo = len(line) - len(rest)
		}
	}
	if sender == "" {
		if !strings.HasPrefix(line[at.len:], "\t") {
			return label{}, false
		}
		sep = ":\t"
	}
	n := strings.Index(line[lo:], sep)
	if n < 0 && sender == "" && strings.HasSuffix(line, ":") {
		n = len(line) - 1 - lo
	}
	// Behind "From Anna to Everyone" the line ends, or a blank stands before the
	// colon; anything else is a sentence.
	if n < 0 || sender != "" && blanks(line[lo+n+1:]) < len(line)-lo-n-1 && !strings.HasSuffix(line[:lo+n], " ") {
		return label{}, false
	}
	name := line[lo : lo+n]
	if i := strings.Index(name, " "+sender+" "); sender != "" && i > 0 {
		name = name[:i]
	}
	name = strings.Join(strings.Fields(name), " ")
	if runes := len([]rune(name)); runes == 0 || runes > maxTimedName || strings.IndexFunc(name, unicode.IsControl) >= 0 {
		return label{}, false
	}
	return label{name: name, key: foldName(name), end: lo + n + 1, form: formChat, timed: true, millis: at.millis}, true
}

// isZoomChat says whether a text starts with a chat's message and has another,
// or is that message.
func isZoomChat(head string) bool {
	first, rest, _ := strings.Cut(head, "\n")
	if _, ok := chatLabel(first); !ok {
		return false
	}
	lines, found := 0, 0
	for ; rest != "" && lines < 200; lines++ {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if _, ok := chatLabel(line); ok {
			found++
		}
	}
	return found > 0 || lines <= 3
}
