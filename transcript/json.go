package transcript

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// jsonReader walks the JSON that speech tools write, value by value: a file
// that breaks off gives what stands before the break, and a value of another
// type than expected costs that value.
type jsonReader struct{ d *json.Decoder }

func newJSONReader(text string) jsonReader {
	return jsonReader{json.NewDecoder(strings.NewReader(withoutNaN(text)))}
}

// object calls f for each key; f reads the value. A value that is no object is
// skipped.
func (r jsonReader) object(f func(key string) error) error {
	return r.each('{', func() error {
		t, err := r.d.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		return f(key)
	})
}

// array calls f for each element; f reads it.
func (r jsonReader) array(f func() error) error { return r.each('[', f) }

// each opens the next value, if it is of the kind, and calls f till its end.
func (r jsonReader) each(open json.Delim, f func() error) error {
	t, err := r.d.Token()
	if err != nil {
		return err
	}
	d, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	for r.d.More() {
		if d != open {
			if err := r.skipInside(d); err != nil {
				return err
			}
			continue
		}
		if err := f(); err != nil {
			return err
		}
	}
	_, err = r.d.Token()
	return err
}

// skipInside passes one member of an object or element of an array.
func (r jsonReader) skipInside(d json.Delim) error {
	if d == '{' {
		if _, err := r.d.Token(); err != nil {
			return err
		}
	}
	return r.skip()
}

func (r jsonReader) skip() error {
	var raw json.RawMessage
	return r.d.Decode(&raw)
}

// text reads a string, or a number as it is written; "" for anything else.
func (r jsonReader) text(into *string) error {
	var raw json.RawMessage
	if err := r.d.Decode(&raw); err != nil {
		return err
	}
	*into = ""
	switch c := raw[0]; {
	case c == '"':
		return json.Unmarshal(raw, into)
	case c == '-' || isDigit(c):
		*into = string(raw)
	}
	return nil
}

// seconds reads a time as a number or as a string that holds one; null is no
// time at all.
func (r jsonReader) seconds(into *moment) error {
	var s string
	if err := r.text(&s); err != nil {
		return err
	}
	*into = momentIn(strings.TrimSpace(s))
	return nil
}

// momentIn reads seconds as they are written; "" is no time.
func momentIn(s string) moment {
	if s == "" {
		return moment{}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return moment{bad: true}
	}
	return momentOf(v)
}

// ended takes the error that ended a walk. A file that was cut off keeps what
// was read; any other fault is damage.
func (s *speech) ended(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		s.truncated = true
		return nil
	}
	return &Error{Code: "damaged", Err: errJSON}
}

// errJSON stands for the decoder's own error, which may quote the file.
var errJSON = errors.New("not well-formed JSON")

// withoutNaN makes NaN and Infinity, which Python writes for numbers that are
// none, null; inside strings they stay.
func withoutNaN(text string) string {
	if !strings.Contains(text, "NaN") && !strings.Contains(text, "Infinity") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		n := strings.IndexAny(text[i:], `"NI`)
		if n < 0 {
			b.WriteString(text[i:])
			break
		}
		before, rest := text[i:i+n], text[i+n:]
		skip, put := 1, rest[:1]
		switch {
		case rest[0] == '"':
			skip = min(stringEnd(rest, 1)+1, len(rest))
			put = rest[:skip]
		case strings.HasPrefix(rest, "NaN"):
			skip, put = len("NaN"), "null"
		case strings.HasPrefix(rest, "Infinity"):
			skip, put = len("Infinity"), "null"
			before = strings.TrimSuffix(before, "-")
		}
		b.WriteString(before)
		b.WriteString(put)
		i += n + skip
	}
	return b.String()
}

// Limits of jsonKeys: no tool's keys lie deeper, and by then all were seen.
const (
	maxKeyDepth = 4
	maxKeys     = 20_000
)

// jsonKeys lists the keys that stand in a JSON text, as paths without the
// brackets of arrays (segments.words.text). The text may be cut off or broken.
func jsonKeys(text string) map[string]bool {
	keys := map[string]bool{}
	var path []string // keys of the objects that are open, "" in arrays
	var isObject []bool
	deep := 0 // brackets deeper than that
	seen := 0
	key, atKey := "", false
	for i := 0; i < len(text) && seen < maxKeys; i++ {
		switch c := text[i]; c {
		case '{', '[':
			if deep > 0 || len(path) >= 2*maxKeyDepth {
				deep++
				continue
			}
			path, isObject = append(path, key), append(isObject, c == '{')
			key, atKey = "", c == '{'
		case '}', ']':
			if deep > 0 {
				deep--
				continue
			}
			if n := len(path); n > 0 {
				path, isObject = path[:n-1], isObject[:n-1]
			}
			atKey = false
		case ',':
			if deep == 0 {
				key = ""
				atKey = len(isObject) > 0 && isObject[len(isObject)-1]
			}
		case '"':
			end := stringEnd(text, i+1)
			if deep == 0 && atKey && end-i < 80 {
				key, atKey = text[i+1:end], false
				seen++
				keys[joinKeys(path, key)] = true
			}
			i = end
		}
	}
	return keys
}

// stringEnd is where the string ends whose text starts at i.
func stringEnd(text string, i int) int {
	for i < len(text) {
		n := strings.IndexAny(text[i:], `"\`)
		if n < 0 {
			return len(text)
		}
		if i += n; text[i] == '"' {
			return i
		}
		i += 2
	}
	return len(text)
}

func joinKeys(path []string, key string) string {
	var b strings.Builder
	for _, p := range append(path[:len(path):len(path)], key) {
		if p != "" && b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(p)
	}
	return b.String()
}

// jsonKind names the tool that wrote a JSON file by its keys; "json" when none
// of those that Read knows did.
func jsonKind(text string) string {
	text = strings.TrimLeft(text, "\uFEFF \t\r\n\v\f")
	keys := jsonKeys(text)
	switch {
	case keys["monologues"]:
		return "rev"
	case keys["segments.words.text"] && !keys["segments.text"]:
		return "amberscript"
	case keys["segments.text"], keys["segments"] && (keys["text"] || keys["language"]), keys["transcription.text"] && keys["transcription.offsets"],
		strings.HasPrefix(text, "[") && keys["start"] && keys["end"] && keys["text"]:
		return "whisper"
	case keys["text"] && (keys["media-time"] || keys["media"] && strings.Contains(text, "timestamp")):
		return "otr"
	}
	return "json"
}
