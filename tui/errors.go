package tui

import (
	"errors"

	"veldwerk/lang"
	"veldwerk/store"
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

// isDuplicate says that a text was refused because it is there already.
func isDuplicate(err error) bool {
	var duplicate *store.DuplicateError
	return errors.As(err, &duplicate)
}

// otherTongue is the language that is not on the screen.
func otherTongue(d *desk) *lang.Tongue {
	if d.tongue.Tag() == "nl" {
		return lang.For("en")
	}
	return lang.For("nl")
}

// chooseTongue is --lang, $VELDWERK_LANG, the settings, the locale, English.
func chooseTongue(env workspace.Environment, flag string, s workspace.Settings) *lang.Tongue {
	return lang.For(lang.Choose(flag, env.Getenv("VELDWERK_LANG"), s.Language, env.Getenv))
}
