package transcript

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The encodings that Read knows, as Source.Encoding names them.
const (
	encodingUTF8    = "utf-8"
	encodingUTF16LE = "utf-16le"
	encodingUTF16BE = "utf-16be"
	encodingUTF32LE = "utf-32le"
	encodingUTF32BE = "utf-32be"
	encoding1252    = "windows-1252"
	encodingMac     = "macintosh"
)

// decoded is a file's bytes as UTF-8, not yet canonical.
type decoded struct {
	text     string
	encoding string
	bom      bool
	invalid  int // bytes or units that became U+FFFD
}

// boms is in order: the mark of UTF-32LE starts with that of UTF-16LE.
var boms = []struct {
	mark     string
	encoding string
}{
	{"\xEF\xBB\xBF", encodingUTF8},
	{"\xFF\xFE\x00\x00", encodingUTF32LE},
	{"\x00\x00\xFE\xFF", encodingUTF32BE},
	{"\xFF\xFE", encodingUTF16LE},
	{"\xFE\xFF", encodingUTF16BE},
}

// decode finds the encoding: a byte order mark, the zero bytes of UTF-16
// (before UTF-8, for ASCII in UTF-16 is valid UTF-8 too), UTF-8, UTF-8 with a
// few bad bytes, else windows-1252 when that reads as western text.
func decode(data []byte) (decoded, error) {
	for _, b := range boms {
		if bytes.HasPrefix(data, []byte(b.mark)) {
			d := decodeAs(data[len(b.mark):], b.encoding)
			d.bom = true
			return d, d.check()
		}
	}
	encoding := utf16Pattern(data)
	if encoding == "" && (utf8.Valid(data) || mostlyUTF8(data)) {
		encoding = encodingUTF8
	}
	if encoding == "" {
		if err := western(data); err != nil {
			return decoded{}, err
		}
		encoding = encoding1252
	}
	d := decodeAs(data, encoding)
	return d, d.check()
}

// decodeChosen decodes as a person chose; "" is decode. An encoding that is
// not known is an error: unknown-encoding, Args encoding.
func decodeChosen(data []byte, encoding string) (decoded, error) {
	switch encoding {
	case "":
		return decode(data)
	case encodingUTF8, encodingUTF16LE, encodingUTF16BE, encodingUTF32LE, encodingUTF32BE, encoding1252, encodingMac:
	default:
		return decoded{}, &Error{Code: "unknown-encoding", Args: map[string]any{"encoding": encoding}}
	}
	d := decodeAs(data, encoding)
	return d, d.check()
}

// Encodings are what Options.Encoding may be.
func Encodings() []string {
	return []string{encodingUTF8, encoding1252, encodingMac, encodingUTF16LE, encodingUTF16BE, encodingUTF32LE, encodingUTF32BE}
}

// check refuses what decodes but is no text: mostly controls or replacements.
func (d decoded) check() error {
	controls, total := 0, 0
	for _, r := range d.text {
		total++
		if r < 0x20 && !isLayoutControl(r) {
			controls++
		}
	}
	if total > 0 && (controls+d.invalid)*10 > total*3 {
		return &Error{Code: "no-text"}
	}
	return nil
}

func isLayoutControl(r rune) bool { return r >= '\t' && r <= '\r' || r == 0x1B }

func decodeAs(data []byte, encoding string) decoded {
	d := decoded{encoding: encoding}
	switch encoding {
	case encodingUTF16LE:
		d.text, d.invalid = fromUTF16(data, binary.LittleEndian)
	case encodingUTF16BE:
		d.text, d.invalid = fromUTF16(data, binary.BigEndian)
	case encodingUTF32LE:
		d.text, d.invalid = fromUTF32(data, binary.LittleEndian)
	case encodingUTF32BE:
		d.text, d.invalid = fromUTF32(data, binary.BigEndian)
	case encoding1252:
		d.text, d.invalid = from1252(data)
	case encodingMac:
		text, err := charmap.Macintosh.NewDecoder().Bytes(data)
		if err != nil { // every byte has a character there
			text, d.invalid = nil, len(data)
		}
		d.text = string(text)
	default:
		d.text, d.invalid = fromUTF8(data)
	}
	return d
}

func fromUTF8(data []byte) (string, int) {
	if utf8.Valid(data) {
		return string(data), 0
	}
	var b strings.Builder
	b.Grow(len(data))
	invalid := 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			invalid++
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String(), invalid
}

func fromUTF16(data []byte, order binary.ByteOrder) (string, int) {
	var b strings.Builder
	b.Grow(len(data))
	invalid := 0
	for len(data) >= 2 {
		r, n := rune(order.Uint16(data)), 2
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if len(data) >= 4 {
				pair = utf16.DecodeRune(r, rune(order.Uint16(data[2:])))
			}
			if r = pair; pair == utf8.RuneError {
				invalid++
			} else {
				n = 4
			}
		}
		b.WriteRune(r)
		data = data[n:]
	}
	if len(data) > 0 {
		b.WriteRune(utf8.RuneError)
		invalid++
	}
	return b.String(), invalid
}

func fromUTF32(data []byte, order binary.ByteOrder) (string, int) {
	var b strings.Builder
	b.Grow(len(data))
	invalid := 0
	for len(data) > 0 {
		r, n := rune(utf8.RuneError), min(4, len(data))
		if n == 4 {
			if u := order.Uint32(data); u <= utf8.MaxRune && utf8.ValidRune(rune(u)) {
				r = rune(u)
			} else {
				invalid++
			}
		} else {
			invalid++
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String(), invalid
}

func from1252(data []byte) (string, int) {
	var b strings.Builder
	b.Grow(len(data) + len(data)/16)
	invalid := 0
	for _, c := range data {
		if undefined1252(c) {
			b.WriteRune(utf8.RuneError)
			invalid++
			continue
		}
		b.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return b.String(), invalid
}

func undefined1252(c byte) bool {
	return c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D
}

// utf16Pattern sees UTF-16 without a mark: in western text every second byte
// is zero and the others hardly ever are.
func utf16Pattern(data []byte) string {
	head := data[:min(len(data), 1<<14)]
	pairs := len(head) / 2
	if pairs < 2 {
		return ""
	}
	even, odd := 0, 0
	for i := 0; i+1 < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	switch {
	case odd*10 >= pairs*4 && even*20 <= pairs:
		return encodingUTF16LE
	case even*10 >= pairs*4 && odd*20 <= pairs:
		return encodingUTF16BE
	}
	return ""
}

// mostlyUTF8 says whether the bad bytes are few beside good multi-byte
// sequences, or only the cut end of one: then it is damaged UTF-8, for such
// sequences hardly occur in windows-1252.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r != utf8.RuneError || n > 1:
			good++
		case !utf8.FullRune(data[i:]):
			return good >= bad // cut inside the last character
		default:
			bad++
		}
		i += n
	}
	return good > 0 && good >= bad
}

// western says why bytes that are not UTF-8 cannot be windows-1252 either:
// controls make them no text; many high bytes (KOI8, Shift-JIS) or signs
// inside words (the DOS and Macintosh code pages) an unknown encoding.
func western(data []byte) error {
	controls, high, odd, ink := 0, 0, 0, 0
	for i, c := range data {
		switch {
		case c < 0x20 && !isLayoutControl(rune(c)):
			controls++
		case c >= 0x80:
			high++
			if undefined1252(c) || oddInWord(data, i) {
				odd++
			}
		}
		if c > ' ' {
			ink++
		}
	}
	switch {
	case controls > 3+len(data)/50:
		return &Error{Code: "no-text"}
	case high*10 > ink*3 || odd*4 > high:
		return &Error{Code: "unknown-encoding"}
	}
	return nil
}

// oddInWord says whether a byte stands between two letters and is no letter,
// apostrophe or dash in windows-1252.
func oddInWord(data []byte, i int) bool {
	c := data[i]
	if c > 0x9F || i == 0 || i+1 == len(data) {
		return false
	}
	switch c {
	case 0x92, 0x96, 0x97, 0x9A, 0x9C, 0x9E:
		return false
	}
	return isASCIILetter(data[i-1]) && isASCIILetter(data[i+1])
}

func isASCIILetter(c byte) bool {
	c |= 0x20
	return 'a' <= c && c <= 'z'
}
