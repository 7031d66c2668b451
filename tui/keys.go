package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/workspace"
)

// keyName is the name by which commands know a key: "a", "A", "1", "enter",
// "ctrl+p", "shift+down", "f1", "space". A person's own keys come first; a digit
// that needs Shift on this keyboard counts where the terminal reports the
// key's place (AZERTY).
func keyName(msg tea.KeyPressMsg, s workspace.Settings) string {
	k := msg.Key()
	name := msg.String()
	if own, ok := s.Keys[name]; ok {
		return own
	}
	if k.BaseCode >= '1' && k.BaseCode <= '9' && k.Mod&^tea.ModShift == 0 && k.Text != "" {
		return string(k.BaseCode)
	}
	return name
}

// isText says whether the key types something into a field.
func isText(msg tea.KeyPressMsg) bool {
	return msg.Key().Text != "" && msg.Key().Mod&(tea.ModCtrl|tea.ModAlt) == 0
}

// pressedKeys are the keys in bars that are more than a character.
var pressedKeys = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "delete": tea.KeyDelete,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
}

// pressOf is the key press that a hint in the bar stands for, for the mouse;
// false when it stands for several ("1–9").
func pressOf(name string) (tea.KeyPressMsg, bool) {
	k := tea.Key{}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		k.Mod, name = tea.ModCtrl, rest
	}
	if code, ok := pressedKeys[name]; ok {
		k.Code = code
		return tea.KeyPressMsg(k), true
	}
	runes := []rune(name)
	if len(runes) != 1 {
		return tea.KeyPressMsg{}, false
	}
	k.Code = runes[0]
	if k.Mod == 0 {
		k.Text = name
	}
	return tea.KeyPressMsg(k), true
}

// typesNothing says that a key can never be meant as text.
func typesNothing(key string) bool {
	return strings.HasPrefix(key, "ctrl+") || len(key) > 1 && key[0] == 'f' && key[1] >= '1' && key[1] <= '9'
}

// find gives the command that a key means; while a text field has the focus only
// those that say so, and those on keys that type nothing.
func find(commands []command, key string, capturing bool) (command, bool) {
	for _, c := range commands {
		if capturing && !c.text && !typesNothing(key) {
			continue
		}
		for _, k := range c.keys {
			if k == key {
				return c, true
			}
		}
	}
	return command{}, false
}

// shownKey is how a key is written in bars and help, in the tongue's words.
func (d *desk) shownKey(key string) string {
	parts := strings.Split(key, "+")
	for i, p := range parts {
		switch {
		case d.tongue.Knows("key." + p):
			parts[i] = d.say("key." + p)
		case i > 0 || len(p) > 1 && p[0] == 'f':
			parts[i] = strings.ToUpper(p)
		}
	}
	return strings.Join(parts, "+")
}
