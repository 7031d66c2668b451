package transcript

import "strings"

// Corrected makes what a person typed the corrected text of a document: valid
// UTF-8, LF only, no NUL, as when a file is read. An editor's line feed at the
// end does not count as a correction. The error is an *Error: empty, too-large.
func Corrected(typed string, old Text) (Text, error) {
	if len(typed) > maxBytes {
		return Text{}, &Error{Code: "too-large", Args: map[string]any{"bytes": len(typed), "limit": maxBytes}}
	}
	s, _ := canonical(strings.ToValidUTF8(typed, "\uFFFD"))
	if !strings.HasSuffix(old.s, "\n") && strings.HasSuffix(s, "\n") {
		s = strings.TrimSuffix(s, "\n")
	}
	if strings.HasSuffix(old.s, "\n") && s+"\n" == old.s {
		s = old.s
	}
	if strings.TrimFunc(s, isNothing) == "" {
		return Text{}, &Error{Code: "empty"}
	}
	if s == old.s {
		return old, nil
	}
	return NewText(s), nil
}
