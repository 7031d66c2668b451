package transcript

import (
	"bytes"
	"regexp"
	"unicode/utf8"
)

// Limits in bytes: of a page without the pictures in it, of one text or tag,
// and of what is too long for an attribute that matters.
const (
	maxPage      = 32 << 20
	maxToken     = 8 << 20
	maxValue     = 4 << 10
	pictureBytes = 64 << 10
)

// withoutPictures takes out pictures that stand in a page as data: they are
// most of many pages that a word processor writes.
func withoutPictures(data []byte) []byte {
	if len(data) < pictureBytes {
		return data
	}
	var kept []byte
	from := 0
	for at := 0; ; {
		n := bytes.Index(data[at:], []byte(`="data:`))
		if n < 0 {
			break
		}
		at += n + len(`="`)
		end := bytes.IndexAny(data[at:], `"<>`)
		if end >= pictureBytes && data[at+end] == '"' {
			kept = append(kept, data[from:at]...)
			from = at + end
		}
		at += max(end, 0)
	}
	if from == 0 {
		return data
	}
	return append(kept, data[from:]...)
}

var (
	xmlCharset  = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]+)`)
	metaCharset = regexp.MustCompile(`(?i)<meta\s[^>]{0,400}charset\s*=\s*["']?\s*([\w.:-]+)`)
)

// decodeHTML believes a byte order mark, then the bytes when they can only be
// UTF-8 or UTF-16, then what the page declares: editors change the encoding
// and leave the declaration.
func decodeHTML(data []byte, chosen string) (decoded, error) {
	if chosen != "" {
		return decodeChosen(data, chosen)
	}
	for _, b := range boms {
		if bytes.HasPrefix(data, []byte(b.mark)) {
			return decode(data)
		}
	}
	if utf16Pattern(data) != "" || utf8.Valid(data) {
		return decode(data)
	}
	head := data[:min(len(data), 4096)]
	for _, declaration := range []*regexp.Regexp{xmlCharset, metaCharset} {
		m := declaration.FindSubmatch(head)
		if m == nil {
			continue
		}
		if page, ok := codepageOf(string(m[1])); ok && page != pageUTF8 {
			d := decoded{encoding: codepageName(page)}
			d.text, d.invalid = decodePage(data, page)
			return d, d.check()
		}
	}
	return decode(data)
}
