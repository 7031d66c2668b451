package transcript

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// pageUTF8 is the number by which Windows programs name UTF-8.
const pageUTF8 = 65001

// codepages are the tables of one byte a character, by the number that
// Windows gives them; RTF names them so, and HTML by a name that leads here.
var codepages = map[int]*charmap.Charmap{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 858: charmap.CodePage858,
	860: charmap.CodePage860, 863: charmap.CodePage863, 865: charmap.CodePage865, 866: charmap.CodePage866,
	874: charmap.Windows874, 1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252,
	1253: charmap.Windows1253, 1254: charmap.Windows1254, 1255: charmap.Windows1255, 1256: charmap.Windows1256,
	1257: charmap.Windows1257, 1258: charmap.Windows1258, 10000: charmap.Macintosh, 10007: charmap.MacintoshCyrillic,
	20866: charmap.KOI8R, 21866: charmap.KOI8U, 28592: charmap.ISO8859_2, 28593: charmap.ISO8859_3,
	28594: charmap.ISO8859_4, 28595: charmap.ISO8859_5, 28597: charmap.ISO8859_7, 28605: charmap.ISO8859_15,
}

// codepageNames are the names in HTML and XML that do not end in the number.
// Browsers read ISO 8859-1 and ASCII as windows-1252, and so do we.
var codepageNames = map[string]int{
	"utf-8": pageUTF8, "utf8": pageUTF8, "iso-8859-1": 1252, "iso8859-1": 1252, "latin1": 1252, "latin-1": 1252,
	"us-ascii": 1252, "ascii": 1252, "ansi": 1252, "macintosh": 10000, "mac": 10000, "x-mac-roman": 10000,
	"x-mac-cyrillic": 10007, "koi8-r": 20866, "koi8-u": 21866, "iso-8859-2": 28592, "latin2": 28592,
	"iso-8859-3": 28593, "iso-8859-4": 28594, "iso-8859-5": 28595, "iso-8859-7": 28597, "iso-8859-9": 1254,
	"iso-8859-15": 28605, "latin-9": 28605, "latin9": 28605,
}

// codepageOf is the number of a character set's name; false when it is not
// known.
func codepageOf(name string) (int, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	if page, ok := codepageNames[name]; ok {
		return page, true
	}
	for _, prefix := range []string{"windows-", "cp", "ibm", "x-cp"} {
		if page, err := strconv.Atoi(strings.TrimPrefix(name, prefix)); err == nil && codepages[page] != nil {
			return page, true
		}
	}
	return 0, false
}

// codepageName is the page as Source.Encoding names it.
func codepageName(page int) string {
	switch page {
	case pageUTF8:
		return encodingUTF8
	case 10000:
		return encodingMac
	}
	for _, name := range []string{"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-7", "iso-8859-15", "koi8-r", "koi8-u", "x-mac-cyrillic"} {
		if codepageNames[name] == page {
			return name
		}
	}
	if page >= 1250 && page <= 1258 {
		return "windows-" + strconv.Itoa(page)
	}
	return "cp" + strconv.Itoa(page)
}

// decodePage decodes bytes of a code page. In one that is not known, only
// ASCII can be read.
func decodePage(data []byte, page int) (string, int) {
	switch page {
	case pageUTF8:
		return fromUTF8(data)
	case 1252:
		return from1252(data)
	}
	table := codepages[page]
	var b strings.Builder
	b.Grow(len(data) + len(data)/16)
	invalid := 0
	for _, c := range data {
		r := rune(c)
		if c >= utf8.RuneSelf {
			if r = utf8.RuneError; table != nil {
				r = table.DecodeByte(c)
			}
			if r == utf8.RuneError {
				invalid++
			}
		}
		b.WriteRune(r)
	}
	return b.String(), invalid
}
