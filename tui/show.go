package tui

import (
	"maps"
	"slices"
	"strconv"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// What a screen can be asked to show when it is gone to.
type (
	// showDocument opens a document in the reader; at, when not empty, is selected.
	showDocument struct {
		id      transcript.DocumentID
		at      transcript.Span
		matches []transcript.Span // search hits to mark
		turn    int               // when > 0: go to this turn
		unit    workspace.Unit    // how much around at is selected; "" is at itself
	}
	// showCode puts the cursor on a code.
	showCode struct{ id codebook.CodeID }
	// showTheme puts the cursor on a theme.
	showTheme struct{ id codebook.ThemeID }
	// showMemo puts the cursor on a memo.
	showMemo struct{ id codebook.MemoID }
	// showQuery runs a query.
	showQuery struct{ query string }
	// focusField puts the cursor in the screen's text field.
	focusField struct{}
)

// documentID reads the key of a row; what is no id gives the zero id.
func documentID(key string) (id transcript.DocumentID) {
	_ = id.UnmarshalText([]byte(key)) // keys are made from ids
	return id
}

func codeID(key string) (id codebook.CodeID) {
	_ = id.UnmarshalText([]byte(key)) // keys are made from ids
	return id
}

func codingID(key string) (id codebook.CodingID) {
	_ = id.UnmarshalText([]byte(key)) // keys are made from ids
	return id
}

// safe makes arguments of messages fit to be drawn as they stand: nothing raw,
// and of the same width by every measure.
func safe(s string) string { return text.Steady(text.Safe(s)) }

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func itoa(n int) string { return strconv.Itoa(n) }

// slotOf is the pinned slot a key means.
func slotOf(key string) (int, bool) {
	if len(key) == 1 && key[0] >= '1' && key[0] <= '9' {
		return int(key[0] - '0'), true
	}
	return 0, false
}

// ruleName says by what a speaker was recognised.
func (d *desk) ruleName(r transcript.Rule) string {
	if r == "" {
		return d.say("rule.none")
	}
	return d.say("rule." + string(r))
}

// roleName words a role.
func (d *desk) roleName(r transcript.Role) string {
	if r == transcript.RoleNone {
		return d.say("role.none")
	}
	return d.say("role." + string(r))
}
