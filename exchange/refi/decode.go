package refi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"veldwerk/transcript"
)

// prepare makes the bytes of an XML file fit for encoding/xml: UTF-8 without a
// mark, and without the characters that XML 1.0 cannot hold, which some
// programs write all the same (each becomes U+FFFD). It refuses what would take
// too much to read.
func prepare(data []byte) (out []byte, replaced int, err error) {
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) {
		if data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err != nil {
			return nil, 0, &transcript.Error{Code: "damaged", Err: err}
		}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if err := countTags(data); err != nil {
		return nil, 0, err
	}
	if !utf8.Valid(data) && !bytes.Contains(data[:min(len(data), 200)], []byte("encoding=")) {
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	if !bytes.ContainsFunc(data[:], isIllegal) && !bytes.Contains(data, []byte("&#")) {
		return data, 0, nil
	}
	data, replaced = replaceIllegal(data)
	return data, replaced, nil
}

// countTags refuses an XML with more tags, or more attributes in one, than any
// project has: encoding/xml would hold them all.
func countTags(data []byte) error {
	tags, equals, most := 0, 0, 0
	for _, c := range data {
		switch c {
		case '<':
			tags++
			equals = 0
		case '=':
			equals++
			most = max(most, equals)
		}
	}
	if tags > maxTags {
		return &transcript.Error{Code: "too-large", Args: map[string]any{"tags": tags, "limit": maxTags}}
	}
	if most > maxEquals { // a text between tags may well hold so many
		return tagTooLong(data)
	}
	return nil
}

// tagTooLong counts the equals signs inside tags and outside quotes.
func tagTooLong(data []byte) error {
	inTag, quote, equals := false, byte(0), 0
	for i, c := range data {
		switch {
		case !inTag: // comments and CDATA are no tags
			inTag, equals, quote = c == '<' && i+1 < len(data) && data[i+1] != '!', 0, 0
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			inTag = false
		case c == '=':
			if equals++; equals > maxEquals {
				return &transcript.Error{Code: "damaged", Args: map[string]any{"attributes": equals}}
			}
		}
	}
	return nil
}

// isIllegal says whether XML 1.0 cannot hold the character.
func isIllegal(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// replaceIllegal puts U+FFFD for what XML cannot hold, written out or as a
// character reference.
func replaceIllegal(data []byte) ([]byte, int) {
	var b bytes.Buffer
	b.Grow(len(data))
	replaced := 0
	for i := 0; i < len(data); {
		r, n := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(data[i:])
		}
		if r == '&' && i+1 < len(data) && data[i+1] == '#' {
			end := bytes.IndexByte(data[i:min(len(data), i+12)], ';')
			if v, ok := reference(data[i:], end); ok && (isIllegal(v) || !utf8.ValidRune(v)) {
				r, n = 0, end+1
			}
		}
		if isIllegal(r) {
			b.WriteString("\uFFFD")
			replaced++
		} else {
			b.Write(data[i : i+n])
		}
		i += n
	}
	return b.Bytes(), replaced
}

// reference reads "&#65;" and "&#x41;", whose semicolon stands at end.
func reference(data []byte, end int) (rune, bool) {
	if end < 3 {
		return 0, false
	}
	digits, base := string(data[2:end]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 31)
	return rune(v), err == nil
}

// charset reads the encodings, beside UTF-8, that peers were seen to name.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be": // prepare has decoded these
		return in, nil
	case "iso-8859-1", "windows-1252", "latin1", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	}
	return nil, &transcript.Error{Code: "unknown-encoding"}
}

// refusal makes a typed error of what went wrong while the XML was read.
func refusal(err error) error {
	var typed *transcript.Error
	if errors.As(err, &typed) {
		return typed
	}
	var syntax *xml.SyntaxError
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) && strings.Contains(syntax.Msg, "EOF") {
		return &transcript.Error{Code: "truncated", Err: err}
	}
	return &transcript.Error{Code: "damaged", Err: err}
}
