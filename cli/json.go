package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// printJSON writes a value to stdout, indented, with every code point that can
// act on a terminal as \uXXXX. A nil slice must not reach it: scripts expect [].
func (s *Shell) printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return writeEscaped(s.Out, b.Bytes())
}

// writeEscaped copies JSON with its unsafe code points escaped. Outside of
// strings JSON is ASCII, so every other code point stands in a string.
func writeEscaped(w io.Writer, p []byte) error {
	out := make([]byte, 0, len(p))
	for len(p) > 0 {
		r, n := utf8.DecodeRune(p)
		if unsafeInJSON(r) {
			if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
				out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
			} else {
				out = fmt.Appendf(out, `\u%04x`, r)
			}
		} else {
			out = append(out, p[:n]...)
		}
		p = p[n:]
	}
	_, err := w.Write(out)
	return err
}

// unsafeInJSON holds for controls, bidi marks and overrides, separators,
// invisible operators and tags. JSON's own escapes cover C0.
func unsafeInJSON(r rune) bool {
	switch {
	case r < 0x7f:
		return false
	case r < 0xa0,
		r == 0x061c, r == 0x200e, r == 0x200f,
		r == 0x2028, r == 0x2029,
		r >= 0x202a && r <= 0x202e,
		r >= 0x2066 && r <= 0x2069,
		r == 0xfeff,
		r >= 0xfff9 && r <= 0xfffb,
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}
