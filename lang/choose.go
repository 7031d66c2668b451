package lang

// Choose gives the language to speak, "nl" or "en": the first that names one
// of flag (--lang), env ($VELDWERK_LANG), settings, then LC_ALL, LC_MESSAGES and
// LANG as lookup gives them; else English. C and POSIX name no language, and
// neither does a locale that there is no catalogue for.
func Choose(flag, env, settings string, lookup func(string) string) string {
	for _, tag := range []string{flag, env, settings} {
		if l := named(tag); l != "" {
			return l
		}
	}
	if lookup != nil {
		for _, variable := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if l := named(lookup(variable)); l != "" {
				return l
			}
		}
	}
	return "en"
}

// Speaks says whether a tag names a language that there is a catalogue for,
// so that a command can refuse --lang xx.
func Speaks(tag string) bool { return named(tag) != "" }
