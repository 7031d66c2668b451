package cli

import (
	"bytes"
	"encoding/json"

	"veldwerk/exchange"
)

// printJSON writes a value to stdout, indented, with every code point that can
// act on a terminal as an escape of four hex digits. A nil slice must not reach it: scripts expect [].
func (s *Shell) printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := s.Out.Write(exchange.SafeJSON(b.Bytes()))
	return err
}
