package transcript

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	tests := []struct{ language, in, want string }{
		{"nl", "Dat zei dhr. Jansen. En drs. A. de Boer ook.", "Dat zei dhr. Jansen.|En drs. A. de Boer ook."},
		{"nl", "Mw. B. Kok kwam. Ir. Vos niet.", "Mw. B. Kok kwam.|Ir. Vos niet."},
		{"nl", "Zie art. 5 lid 2. Art. 2.3 ook.", "Zie art. 5 lid 2.|Art. 2.3 ook."},
		{"nl", "Bijv. Utrecht, d.w.z. Noord, o.a. Overvecht. Ja.", "Bijv. Utrecht, d.w.z. Noord, o.a. Overvecht.|Ja."},
		{"nl", "Geld, tijd, enz. Dat dus. M.b.t. Jeugd niet.", "Geld, tijd, enz.|Dat dus.|M.b.t. Jeugd niet."},
		{"nl", "Nou… Ik weet niet... Misschien… ja.", "Nou…|Ik weet niet...|Misschien… ja."},
		{"nl", "‘Kom je?’ vroeg hij. „Nee.” Dat was het.", "‘Kom je?’ vroeg hij.|„Nee.”|Dat was het."},
		{"nl", "Klaar. ’s Avonds niet. Echt? ’t Is zo.", "Klaar.|’s Avonds niet.|Echt?|’t Is zo."},
		{"nl", "Toen kwam plan B. Dat werkte in 2019. Toen niet.", "Toen kwam plan B.|Dat werkte in 2019.|Toen niet."},
		{"nl", "1. Eerst dit. 2. Dan dat.", "1. Eerst dit.|2. Dan dat."},
		{"nl", "een regel die\nverder gaat\nNieuw.\n\nLaatste", "een regel die\nverder gaat|Nieuw.|Laatste"},
		{"en", "Mr. Smith met Dr. Jones, e.g. Tuesday. Done.", "Mr. Smith met Dr. Jones, e.g. Tuesday.|Done."},
		{"en", "No. I did. So did I. Then no. 5 left.", "No.|I did.|So did I.|Then no. 5 left."},
		{"", "  ", ""},
		{"", "", ""},
		{"", "geen punt", "geen punt"},
	}
	for _, tt := range tests {
		var got []string
		list := Sentences(tt.in, tt.language)
		for _, b := range list {
			got = append(got, b.Of(tt.in))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q\n got %q\nwant %q", tt.in, s, tt.want)
		}
		checkSentences(t, tt.in, list)
	}
}

func TestSentencesOfUnpunctuatedSpeech(t *testing.T) {
	for name, unit := range map[string]string{
		"commas":       "en toen gingen we naar het gemeentehuis omdat er geen geld meer was, ",
		"conjunctions": "we gingen daar heen en we zagen niets maar het was goed ",
		"nothing":      "woord ",
		"small stops":  "dat was zo. toen ging het mis. nou ja. ",
	} {
		t.Run(name, func(t *testing.T) {
			s := strings.Repeat(unit, 300)
			list := Sentences(s, "nl")
			checkSentences(t, s, list)
			for _, b := range list {
				if n := CountWords(b.Of(s)); n > longRun {
					t.Errorf("%d words in %q", n, b.Of(s))
				}
			}
			if mean := CountWords(s) / len(list); mean < 18 || mean > 32 {
				t.Errorf("%d words a clause", mean)
			}
		})
	}
	whole := strings.TrimSpace(strings.Repeat("woord ", longRun)) + "."
	if n := len(Sentences(whole, "nl")); n != 1 {
		t.Errorf("%d words are cut in %d", longRun, n)
	}
}

func TestSentencesOfRandomText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "Ja", " ", " ", ". ", "… ", "?", "’s ", "'", "\n", "\n\n", "\u0308", "👩🏽\u200d🚀", "🇳🇱", ",", "dhr. ", "A.", "\u2028", "\u00a0", "(", "”", "en ", "क्ष", "1"}
	for range 4000 {
		var b strings.Builder
		for range random.IntN(60) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		checkSentences(t, b.String(), Sentences(b.String(), ""))
	}
}

func TestWords(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Zo'n collega’s fiets", "Zo'n|collega’s|fiets"},
		{"’s avonds -ja- Noord-Holland a--b", "s|avonds|ja|Noord-Holland|a|b"},
		{"reu\u0308nie één IJsbrand", "reu\u0308nie|één|IJsbrand"},
		{"€12,50 om 10:30 (zucht)", "12|50|om|10|30|zucht"},
		{"samen\u00adwerken", "samen\u00adwerken"},
		{"…!? 😀", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range Words(tt.in) {
			got = append(got, w.Of(tt.in))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, s, tt.want)
		}
		if CountWords(tt.in) != len(got) {
			t.Errorf("CountWords(%q) = %d", tt.in, CountWords(tt.in))
		}
	}
}

func TestGuessLanguage(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Ja, dat is een lang verhaal, en ik ben eigenlijk begonnen als hulp.", "nl"},
		{"Well, that is a long story and it started when I was at the office.", "en"},
		{"Ta en kopp varmt te. Det är inte varmt. Har en kopp te.", ""},
		{"Das ist eine lange Geschichte und ich habe es nicht gewusst.", ""},
		{"", ""},
		{"Hm.", ""},
	}
	for _, tt := range tests {
		if got := GuessLanguage(tt.in); got != tt.want {
			t.Errorf("GuessLanguage(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
