package tui

import (
	"veldwerk/lang"
	"veldwerk/workspace"
)

// wordError gives the fact and the hint of an error; the hint may be empty.
func wordError(t *lang.Tongue, err error) (fact, hint string) {
	id, pairs := workspace.Explain(err)
	if !t.Knows(id) {
		id, pairs = "error.other", []any{"Reason", err.Error()}
	}
	fact = t.Say(id, pairs...)
	if t.Knows(id + ".hint") {
		hint = t.Say(id+".hint", pairs...)
	}
	return fact, hint
}

// chooseTongue is --lang, $VELDWERK_LANG, the settings, the locale, English.
func chooseTongue(env workspace.Environment, flag string, s workspace.Settings) *lang.Tongue {
	return lang.For(lang.Choose(flag, env.Getenv("VELDWERK_LANG"), s.Language, env.Getenv))
}
