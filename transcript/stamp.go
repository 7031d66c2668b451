package transcript

// A stamp is a moment of the recording as transcripts write it: [00:01:05],
// (1:05), [01.23.45], #00:00:05-3#, or bare 1:02:11.
type stamp struct {
	len    int // bytes
	millis int64
	full   bool // hours, minutes and seconds are all there
}

// stampAt reads a stamp in brackets, parentheses or number signs at the start
// of s. Of a range ([0:01 - 0:05]) it takes the first moment.
func stampAt(s string) (stamp, bool) {
	if len(s) < 5 {
		return stamp{}, false
	}
	var closer byte
	switch s[0] {
	case '[':
		closer = ']'
	case '(':
		closer = ')'
	case '#':
		closer = '#'
	default:
		return stamp{}, false
	}
	i := 1 + blanks(s[1:])
	c, ok := clock(s[i:])
	if !ok {
		return stamp{}, false
	}
	i += c.len
	i += blanks(s[i:])
	if rest, ok := rangeEnd(s[i:]); ok {
		i += rest
	}
	if i >= len(s) || s[i] != closer {
		return stamp{}, false
	}
	c.len = i + 1
	return c, true
}

// rangeEnd is the length of "- 0:05" or "--> 0:05" with the blanks after it.
func rangeEnd(s string) (int, bool) {
	i := 0
	for i < len(s) && i < 3 && (s[i] == '-' || s[i] == '>') {
		i++
	}
	if i == 0 {
		return 0, false
	}
	i += blanks(s[i:])
	c, ok := clock(s[i:])
	if !ok {
		return 0, false
	}
	i += c.len
	return i + blanks(s[i:]), true
}

// clock reads m:ss, h:mm:ss or h.mm.ss, with a fraction after . or , or the
// tenths that F4 writes after a hyphen. Teams writes 0:0:4.263, so the parts
// of a three-part time may have one digit.
func clock(s string) (stamp, bool) {
	var part [3]int
	var digits [3]int
	n, i := 0, 0
	sep := byte(':')
	for {
		v, d := number(s[i:], 3)
		if d == 0 {
			break
		}
		part[n], digits[n] = v, d
		i += d
		n++
		if n == 3 || i >= len(s) {
			break
		}
		if n == 1 && s[i] == '.' {
			sep = '.'
		}
		if s[i] != sep || i+1 >= len(s) || !isDigit(s[i+1]) {
			break
		}
		i++
	}
	if !clockFits(n, sep, part, digits) {
		return stamp{}, false
	}
	millis := int64(0)
	for _, v := range part[:n] {
		millis = millis*60 + int64(v)
	}
	millis *= 1000
	f, ms := fraction(s[i:])
	if end := i + f; end < len(s) && (isDigit(s[end]) || s[end] == ':') {
		return stamp{}, false
	}
	return stamp{len: i + f, millis: millis + ms, full: n == 3}, true
}

func clockFits(n int, sep byte, part, digits [3]int) bool {
	switch {
	case n == 2 && sep == ':':
		return digits[1] == 2 && part[1] < 60
	case n == 3:
		return digits[1] <= 2 && digits[2] <= 2 && part[1] < 60 && part[2] < 60
	}
	return false
}

// fraction reads .263, ,263 or F4's -3.
func fraction(s string) (n int, millis int64) {
	if len(s) < 2 || (s[0] != '.' && s[0] != ',' && s[0] != '-') || !isDigit(s[1]) {
		return 0, 0
	}
	v, d := number(s[1:], 3)
	if s[0] == '-' && d > 1 {
		return 0, 0 // a range such as 0:05-10
	}
	for range 3 - d {
		v *= 10
	}
	n = 1 + d
	for n < len(s) && isDigit(s[n]) && n < 10 {
		n++ // microseconds
	}
	return n, int64(v)
}

// number reads up to limit digits.
func number(s string, limit int) (value, digits int) {
	for digits < len(s) && digits < limit && isDigit(s[digits]) {
		value = value*10 + int(s[digits]-'0')
		digits++
	}
	return value, digits
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// blanks is the length in bytes of the spaces, tabs and no-break spaces at the
// start of s.
func blanks(s string) int {
	i := 0
	for i < len(s) {
		switch {
		case s[i] == ' ' || s[i] == '\t':
			i++
		case s[i] == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0:
			i += 2
		default:
			return i
		}
	}
	return i
}
