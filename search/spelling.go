package search

import "strings"

// The spelling of Dutch stems: a long vowel is written double in a closed
// syllable and single in an open one (loop, lopen), a short one doubles the
// consonant behind it (zet, zetten), and v and z are f and s at the end (leef,
// leven; huis, huizen).

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// syllables counts the groups of vowels of a word.
func syllables(word string) int {
	n := 0
	for i := range len(word) {
		if isVowel(word[i]) && (i == 0 || !isVowel(word[i-1])) {
			n++
		}
	}
	return n
}

// closed gives the ways in which a stem is written at the end of a word, when
// raw is how it stands in front of an ending with a vowel: lop gives loop,
// zett zet, lev leef, huiz huis, regel regel and regeel.
func closed(raw string) []string {
	n := len(raw)
	if n < 2 {
		return nil
	}
	last, before := raw[n-1], raw[n-2]
	switch {
	case isVowel(last):
		return []string{raw}
	case last == before:
		return []string{raw[:n-1]}
	case !isVowel(before) || n > 2 && isVowel(raw[n-3]) && !oddPair(raw[n-3:n-1]) || strings.IndexByte("iy", before) >= 0:
		return []string{hardened(raw)}
	case n > 2 && isVowel(raw[n-3]):
		return []string{hardened(raw), raw[:n-1] + string(before) + hardened(string(last))} // brief, financieel
	case last == 'w' || last == 'j' || last == 'x':
		return []string{raw}
	}
	long := hardened(raw[:n-1] + string(before) + string(last))
	if syllables(raw) == 1 || stressedLast(raw) {
		return []string{long}
	}
	return []string{hardened(raw), long} // regel-en, probleem: the stress can't be seen
}

// oddPair says that two vowels side by side are of two syllables (cre-er,
// financi-el), so that the second may be a long one.
func oddPair(pair string) bool {
	switch pair {
	case "ie", "ue", "io", "ia", "iu", "ea", "eo", "ua", "uo", "oa":
		return true
	}
	return false
}

// hardened writes v and z at the end as f and s.
func hardened(stem string) string {
	switch n := len(stem); stem[n-1] {
	case 'v':
		return stem[:n-1] + "f"
	case 'z':
		return stem[:n-1] + "s"
	}
	return stem
}

// opened gives the ways in which a stem may stand in front of an ending with a
// vowel: loop gives lop, zet zett, leef lev.
func opened(stem string) []string {
	n := len(stem)
	if n < 2 {
		return nil
	}
	last, before := stem[n-1], stem[n-2]
	if isVowel(last) || !isVowel(before) {
		return append([]string{stem}, softened(stem)...)
	}
	if n > 2 && stem[n-3] == before && before != 'i' {
		short := stem[:n-2] + string(last)
		return append([]string{short}, softened(short)...)
	}
	if n > 2 && isVowel(stem[n-3]) {
		return append([]string{stem}, softened(stem)...)
	}
	doubled := stem + string(last)
	if syllables(stem) == 1 {
		return append([]string{doubled}, softened(stem)...)
	}
	return append([]string{stem, doubled}, softened(stem)...)
}

func softened(stem string) []string {
	switch n := len(stem); stem[n-1] {
	case 'f':
		return []string{stem[:n-1] + "v"}
	case 's':
		return []string{stem[:n-1] + "z"}
	}
	return nil
}

// stressedLast says whether one syllable stands behind a prefix that can stand
// apart, so that it has the stress of the verb: inkop-en is of inkoop.
func stressedLast(raw string) bool {
	for _, prefix := range looseVerbPrefixes {
		if rest, ok := strings.CutPrefix(raw, prefix); ok && len(rest) > 2 && syllables(rest) == 1 {
			return true
		}
	}
	return false
}
