package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// corpusWords are words of a conversation about local government, some written
// in the ways that make searching hard. The first are the most frequent.
var corpusWords = strings.Fields(`de het en van een ik dat niet je is in we ze zo’n zo'n maar ook met voor er heb wat dan
	gemeente ruimte mensen zeg wijkteam regels cliënt clie` + "\u0308" + `nt beleid loket gesprek vertrouwen verantwoording idee ideeën
	coördinatie coo` + "\u0308" + `rdinatie co` + "\u00ad" + `ördinatie oud-wethouder wethouder café cafe` + "\u0301" + ` auto’s auto's 3.000 1,5 2019 🙂 👩‍👩‍👧 1️⃣
	gemeenten gemeentelijk ruimtes beleidsruimte beleids` + "\u00ad" + `ruimte verkokering verkokerd ĳsbaan ijsbaan straße Łódź jeugdzorg zorg keukentafelgesprek
	walking walked policy policies regel geregeld bezuinigen bezuinigd huis huizen stadhuis
	budget wachtlijst inwoner inwoners raad raadslid verordening maatwerk e` + "\u0301\u0323" + `e` + "\u0301" + `n a` + "\u200d" + `b क्षत्रिय`)

// corpus makes n interviews of some thirty turns; the same seed gives the same.
func corpus(seed uint64, n int) *fakeFacts { return corpusOf(seed, n, 30, corpusWords) }

func corpusOf(seed uint64, n, turns int, words []string) *fakeFacts {
	r := rand.New(rand.NewPCG(seed, 1))
	f := newFacts()
	roles := []string{"beleid", "uitvoering"}
	for d := range n {
		var b strings.Builder
		for range turns + r.IntN(turns/5+1) {
			fmt.Fprintf(&b, "%s: ", []string{"I", "R1", "R2"}[r.IntN(3)])
			for w := 10 + r.IntN(50); w > 0; w-- {
				b.WriteString(pick(r, words))
				b.WriteString([]string{" ", " ", " ", " ", ", ", ". "}[r.IntN(6)])
			}
			b.WriteString("\n")
		}
		language := []string{"nl", "nl", "en"}[r.IntN(3)]
		id := f.add(fmt.Sprintf("Interview %d", d+1), language, map[string]string{
			"rol": roles[r.IntN(2)], "jaar": fmt.Sprint(2015 + r.IntN(8)), "datum": fmt.Sprintf("2019-%02d-%02d", 4+r.IntN(4), 1+r.IntN(28)), "zwaar": []string{"yes", "no", ""}[r.IntN(3)],
		}, b.String())
		for _, turn := range f.texts[id].Turns {
			if r.IntN(6) == 0 {
				f.code(id, f.texts[id].Text.Slice(turn.Span), []string{"ruimte", "loket", "discretionaire ruimte"}[r.IntN(3)], []string{"Noor", "Daan"}[r.IntN(2)], []string{"", "stand 1", "Stand van zaken"}[r.IntN(3)])
			}
		}
	}
	return f
}

// pick takes a word; early ones far more often, as in speech.
func pick(r *rand.Rand, words []string) string {
	x := r.Float64()
	return words[int(x*x*x*float64(len(words)))]
}

// randomQuery makes a query of any kind.
func randomQuery(r *rand.Rand, depth int) string {
	word := func() string { return strings.Trim(pick(r, corpusWords), ".,") }
	plain := func() string {
		w := []rune(strings.ReplaceAll(word(), "-", ""))
		return string(w)
	}
	if depth > 0 && r.IntN(3) == 0 {
		a, b := randomQuery(r, depth-1), randomQuery(r, depth-1)
		switch r.IntN(5) {
		case 0:
			return a + " OR " + b
		case 1:
			return "(" + a + ") (" + b + ")"
		case 2:
			return a + " NIET (" + b + ")"
		case 3:
			return "-(" + a + ") OF " + b
		default:
			return a + " " + b
		}
	}
	fields := func(all ...string) string { return all[r.IntN(len(all))] }
	switch r.IntN(28) {
	case 0:
		return `"` + word() + " " + word() + `"`
	case 1:
		return fmt.Sprintf(`"%s %s %s"~%d`, word(), word(), word(), 2+r.IntN(12))
	case 2:
		return fmt.Sprintf("%s NEAR/%d %s", plain(), 1+r.IntN(6), plain())
	case 3:
		return fmt.Sprintf(`%s NEAR/%d (%s OR "%s %s") NEAR/4 %s`, plain(), 1+r.IntN(6), plain(), word(), word(), plain())
	case 4:
		w := []rune(plain())
		return string(w[:1+r.IntN(len(w))]) + "*"
	case 5:
		w := []rune(plain())
		from := r.IntN(len(w))
		return "*" + string(w[from:from+1+r.IntN(len(w)-from)]) + "*"
	case 6:
		return plain() + "~"
	case 7:
		return []string{"/ruimte/", "/^ge.*e/", "/[0-9]/", "/(raad|idee)/", "/s$/"}[r.IntN(5)]
	case 8:
		return `"` + word() + " * " + word() + `"`
	case 9:
		return "-" + plain()
	case 10:
		return fields("code:ruimte", "code:=ruimte", "code:ruimte/disc*", "code:speelruimte", "code:weg", "is:coded", "is:ongecodeerd", "is:uncoded", "is:interviewer",
			"thema:responsiviteit", "theme:=responsiviteit", "thema:resp*", "coder:noor", "codeur:DV", "memo:stand", `memo:"stand 1"`, "memo:*")
	case 11:
		return fields("spreker:R1", "speaker:r*", "rol:beleid", "rol:=uitvoering", "rol:*", "jaar:>2018", "jaar:<=2017", "jaar:>=2019", "jaar:<2016", "jaar:=2020", "datum:2019-05", "datum:>2019-06-02",
			"zwaar:ja", "zwaar:nee", "taal:nl", "language:engels", `document:"interview 3"`, "document:*1", "rool:beleid")
	case 12:
		return "=" + plain()
	case 13, 14:
		return plain() + "+"
	case 15:
		return plain() + []string{"", "+", "*"}[r.IntN(3)] + "[-" + plain() + " +" + plain() + "]"
	case 16:
		return fmt.Sprintf(`"%s %s"~%d[-%s]`, word(), word(), 1+r.IntN(8), plain())
	case 17:
		return fields("-", "NIET ") + `"` + word() + " " + word() + `"`
	case 18:
		return fmt.Sprintf(`"%s * * %s %s"`, word(), word(), word())
	case 19:
		return fmt.Sprintf("%s+ NEAR/%d %s~", plain(), 1+r.IntN(6), plain())
	case 20:
		w := []rune(plain())
		at := r.IntN(len(w))
		return string(w[:at]) + "*" + string(w[min(at+1+r.IntN(3), len(w)):])
	case 21:
		return fields("zo’n", "zo'n", "auto’s", "auto's", "oud-wethouder", "oud wethouder", "oud-wethouder*", `"oud wethouder"`, "3.000", "3000", `"3.000 1,5"`, "1,5", "🙂", "coo\u0308rdinatie", "coördinatie+",
			"co\u00adördinatie", "e\u0301\u0323e\u0301n", "een", "ijsbaan", "ĳsba*", "strasse", "straße~", "lodz", "क्षत्रिय", "ab", "a\u200db")
	case 22:
		return fmt.Sprintf("(%s OR %s) -(%s NEAR/%d %s)", plain(), word(), plain(), 1+r.IntN(4), plain())
	}
	return word()
}
