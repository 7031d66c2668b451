package transcript

import "strings"

// Words that are frequent in one of the two languages and rare or absent in
// the other, and in German, Frisian and the Scandinavian languages. Words that
// both know (in, is, we, was, of, over) would only blur the count.
var functionWordsOf = languageTable(
	`de het een en van ik dat niet je jij maar ook met op voor er zijn hebben die dit bij aan als wel dan
	 naar om uit heb heeft wat nog geen hij zij ze hun ons onze wij mijn jullie u uw kan kunnen moet moeten
	 wordt worden waar hoe toen omdat heel gewoon eigenlijk zo’n zo'n even ja nou dus`,
	`the and to you that it for not have are with this they but from or which what when there their were been
	 would could about your because don't i'm it's that's just very really know how who my me she him
	 has had can will if so then yeah`)

func languageTable(dutch, english string) map[string]string {
	table := map[string]string{}
	for _, w := range strings.Fields(dutch) {
		table[w] = "nl"
	}
	for _, w := range strings.Fields(english) {
		table[w] = "en"
	}
	return table
}

// languageSample is how many words are looked at: more does not change the
// answer.
const languageSample = 4000

// GuessLanguage is "nl", "en" or "" by counting frequent function words: at
// least three different ones, a tenth of the words, and twice those of the
// other language.
func GuessLanguage(s string) string {
	hits := map[string]int{}
	seen := map[string]map[string]bool{"nl": {}, "en": {}}
	total := 0
	for at := 0; total < languageSample; total++ {
		w, ok := nextWord(s, at)
		if !ok {
			break
		}
		at = w.Hi
		if w.Len() > 12 {
			continue
		}
		word := strings.ToLower(w.Of(s))
		if language, known := functionWordsOf[word]; known {
			hits[language]++
			seen[language][word] = true
		}
	}
	best, other := "nl", "en"
	if hits["en"] > hits["nl"] {
		best, other = other, best
	}
	if len(seen[best]) < 3 || hits[best]*10 < total || hits[best] < 2*hits[other] {
		return ""
	}
	return best
}
