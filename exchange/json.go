package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// writeJSON writes an array with one object a line, keys in column order.
// Text columns are strings, Number columns numbers, or null when empty.
func (t Table) writeJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	keys := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		keys[i] = append(jsonString(c.Name), ':')
	}
	put(b, "[")
	for i, row := range t.Rows {
		if i > 0 {
			put(b, ",")
		}
		put(b, "\n{")
		for j, cell := range row {
			if j > 0 {
				put(b, ",")
			}
			put(b, string(keys[j]))
			put(b, string(jsonCell(t.Columns[j].Kind, cell)))
		}
		put(b, "}")
	}
	if len(t.Rows) > 0 {
		put(b, "\n")
	}
	put(b, "]\n")
	return b.Flush()
}

func jsonCell(k Kind, cell string) []byte {
	if k == Text {
		return jsonString(cell)
	}
	if cell == "" {
		return []byte("null")
	}
	if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
		return strconv.AppendInt(nil, n, 10)
	}
	return jsonString(cell)
}

func jsonString(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return []byte(`""`) // a string always encodes
	}
	return SafeJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// SafeJSON writes the characters that could steer a terminal, or hide from a
// reader (DEL, C1 controls, bidi marks and overrides, line and paragraph
// separators, annotations, tags), as \u and four hex digits in JSON, where
// encoding/json leaves them raw. The value stays the same.
func SafeJSON(in []byte) []byte {
	var out []byte
	from := 0
	for i := 0; i < len(in); {
		r, size := utf8.DecodeRune(in[i:])
		if steers(r) {
			out = append(out, in[from:i]...)
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
			from = i + size
		}
		i += size
	}
	if out == nil {
		return in
	}
	return append(out, in[from:]...)
}

func steers(r rune) bool {
	switch {
	case r >= 0x7f && r <= 0x9f, r == 0x61c, r == 0x200e, r == 0x200f:
		return true
	}
	return r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xfff9 && r <= 0xfffb || r >= 0xe0000 && r <= 0xe007f
}
