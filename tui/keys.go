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

// find gives the command that a key means.
func find(commands []command, key string, capturing bool) (command, bool) {
	for _, c := range commands {
		if capturing && !c.text {
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
