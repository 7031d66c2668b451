package transcript

import (
	"strings"
	"unicode"
)

// neverNames are words before a colon that name no speaker (DESIGN section 6),
// as whole labels or as the first word of one.
var neverNames = wordSet(`noot note notes nb n.b letop datum date duur duration locatie location plaats place
	onderwerp subject topic thema theme tijd time starttijd eindtijd titel title aanwezig present afwezig opname
	recording bestand file bestandsnaam filename project versie version opmerking opmerkingen remark comment naam
	name leeftijd age functie organisatie organisation organization gemeente geslacht gender samenvatting summary
	trefwoorden keywords speakers sprekers figuur figure tabel table bron source contact adres address telefoon
	tel phone email e-mail mail website url http https ftp www mailto bijlage appendix transcript transcriptie
	transcription getranscribeerd transcribed legenda legend ps p.s todo taal language lang aantal pagina page
	interview interviewnummer respondentnummer dossier code vervolg pauze`)

// neverLabels are whole labels only: sentences start with these words too.
var neverLabels = wordSet(`ja nee nou dus en maar want of oke oké okay ok goed kijk kortom namelijk bijvoorbeeld
	voorbeeld conclusie trouwens eigenlijk toen daarna eerst ten_eerste ten_tweede yes no well so but and or now
	example conclusion first then finally also plus resultaat gevolg antwoord_op let_op to_do nota_bene citaat`)

// noises stand in brackets where QualCoder puts a label: [Gelach] ja.
var noises = wordSet(`gelach lacht lachen lach lachend stilte pauze zucht zuchten onverstaanbaar hoest applaus
	muziek ruis geluid telefoon kucht fluistert laughs laughter laughing laugh pause silence inaudible crosstalk
	music applause unintelligible noise sighs sigh coughs whispers background foreign`)

// titles before a name make a label of it the first time (DESIGN rule e).
var titles = wordSet(`mw mevr mevrouw dhr meneer dr drs mr mrs ms miss ir ing prof wethouder`)

// particles are the lower-case words of names.
var particles = wordSet(`de den der van von ter ten te het 't la le el al bin ben d' du da dos di en op in aan het
	uit voor the of and`)

// roles are the known roles of DESIGN rule (a) that need no number; a number
// may follow each.
var roles = wordSet(`int inv interviewer interviewster moderator mod respondent respondente geïnterviewde
	geinterviewde interviewee onderzoeker researcher gespreksleider facilitator participant deelnemer deelneemster
	informant spreker speaker unknown_speaker onbekende_spreker ondervraagde`)

// letters are roles of one letter or two: in capitals, or with a number.
var letters = wordSet(`i r b`)
var numberedLetters = wordSet(`i r b p s d m id spk`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[strings.ReplaceAll(w, "_", " ")] = true
	}
	return set
}

// isNever says whether a label names no speaker, however often it is seen.
func isNever(l label) bool {
	if neverLabels[l.key] || neverNames[l.key] || strings.Contains(l.key, "www.") {
		return true
	}
	first, _, _ := strings.Cut(l.key, " ")
	return neverNames[strings.TrimRight(first, ".,")]
}

// splitNumber cuts the number off a role: speaker_00, r1, respondent 12.
func splitNumber(key string) (role string, numbered bool) {
	role = strings.TrimRight(key, "0123456789")
	numbered = role != key && len(key)-len(role) <= 3
	return strings.TrimRight(role, " _-#"), numbered
}

// isKnownRole is DESIGN rule (a).
func isKnownRole(l label) bool {
	role, numbered := splitNumber(l.key)
	switch {
	case roles[role]:
		return true
	case numbered && len(l.key) > len(role):
		return numberedLetters[role]
	}
	return letters[role] && l.name == strings.ToUpper(l.name)
}

// isColumnTitle is true for the head of a table with a column of speakers.
func isColumnTitle(l label) bool {
	return l.form == formTab && (l.key == "spreker" || l.key == "speaker")
}

// RoleOf is the role that follows from a speaker's name: interviewer from I,
// Int, INV, Interviewer (with a number or a name behind it), else none.
func RoleOf(name string) Role {
	key := foldName(name)
	role, _ := splitNumber(key)
	switch role {
	case "i", "int", "inv":
		return RoleInterviewer
	}
	first := strings.FieldsFunc(key, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(first) > 0 && (first[0] == "interviewer" || first[0] == "interviewster") {
		return RoleInterviewer
	}
	return RoleNone
}

// isTitled is DESIGN rule (e): a title and a capitalised name.
func isTitled(l label) bool {
	words := strings.Fields(l.name)
	if len(words) < 2 || !titles[foldName(words[0])] {
		return false
	}
	return looksLikeName(strings.Join(words[1:], " "))
}

// looksLikeName says whether every word is capitalised, a particle, an initial
// or in parentheses: Anna de Vries, El Amrani, Youssef (gast).
func looksLikeName(name string) bool {
	if i := strings.IndexByte(name, '('); i > 0 {
		name = name[:i]
	}
	capitals := 0
	for _, w := range strings.Fields(name) {
		r, _ := decodeRune(w, 0)
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r) || unicode.IsLetter(r) && !unicode.IsLower(r):
			capitals++
		case unicode.IsDigit(r), particles[w], r == '&', r == '-':
		case strings.HasPrefix(w, "d'") || strings.HasPrefix(w, "'"):
		default:
			return false
		}
	}
	return capitals > 0
}

// speakerRules decides for a whole document which labels name speakers.
type speakerRules struct {
	cues   bool // a cue format: rule (f) holds
	legend map[string]string
	seen   map[string]*sightings
}

// sightings is what a document shows of one label.
type sightings struct {
	first     label
	count     int
	timed     bool // beside a time, with a form that proves it
	colon     int
	brackets  int
	dashes    int
	capitaled bool
}

func newSpeakerRules(cues bool) *speakerRules {
	return &speakerRules{cues: cues, legend: map[string]string{}, seen: map[string]*sightings{}}
}

// see counts a label in the first pass.
func (s *speakerRules) see(l label) {
	if isNever(l) {
		return
	}
	g := s.seen[l.key]
	if g == nil {
		r, _ := decodeRune(l.name, 0)
		g = &sightings{first: l, capitaled: !unicode.IsLower(r)}
		s.seen[l.key] = g
	}
	switch l.form {
	case formDash:
		g.dashes++
		return
	case formBracket:
		g.brackets++
		return
	case formGlued:
		return
	case formColon, formTab:
		g.colon++
	}
	g.count++
	if l.timed && l.form != formInline {
		g.timed = true
	}
}

// rule says by which rule a label names a speaker, in the order of the design;
// empty when it does not.
func (s *speakerRules) rule(l label) Rule {
	g := s.seen[l.key]
	if g == nil {
		return ""
	}
	if l.form == formChat {
		return RuleTime
	}
	known := isKnownRole(l) && !isColumnTitle(l)
	_, inLegend := s.legend[l.key]
	switch l.form {
	case formDash:
		if !known || len(l.key) == 1 && g.count+g.dashes < 2 {
			return ""
		}
		return RuleKnownRole
	case formBracket:
		return s.bracketRule(l, g, known, inLegend)
	case formGlued:
		if !known && !inLegend && g.count < 2 {
			return ""
		}
	}
	switch {
	case known:
		return RuleKnownRole
	case g.count >= 2 && plausible(g):
		return RuleTwice
	case g.timed && (g.capitaled || g.count >= 2):
		return RuleTime
	case inLegend:
		return RuleLegend
	case isTitled(g.first):
		return RuleTitle
	case s.cues && g.colon > 0 && looksLikeName(g.first.name):
		return RuleCue
	}
	return ""
}

func (s *speakerRules) bracketRule(l label, g *sightings, known, inLegend bool) Rule {
	first, _, _ := strings.Cut(l.key, " ")
	switch {
	case known:
		return RuleKnownRole
	case noises[first]:
		return ""
	case inLegend:
		return RuleLegend
	case g.brackets+g.count >= 2 && g.capitaled && looksLikeName(l.name):
		return RuleTwice
	}
	return ""
}

// plausible keeps the starts of sentences out of rule (b): "Het punt is: …"
// twice is no speaker, "Medewerker gemeente:" is one.
func plausible(g *sightings) bool {
	words := len(strings.Fields(g.first.name))
	switch {
	case g.timed || looksLikeName(g.first.name):
		return true
	case g.capitaled:
		return words <= 2 || words <= 4 && g.count >= 4
	}
	return words == 1 && g.colon > 0
}

// role is the speaker's role: what the legend says, else what the name says.
func (s *speakerRules) role(l label) Role {
	meaning, ok := s.legend[l.key]
	if !ok {
		return RoleOf(l.name)
	}
	return RoleOf(meaning)
}

// readLegend takes "I = interviewer 1; X = informant" from a line.
func (s *speakerRules) readLegend(line string) {
	if len(line) > 400 || !strings.Contains(line, "=") {
		return
	}
	found := map[string]string{}
	for _, item := range strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == ',' }) {
		name, meaning, ok := strings.Cut(item, "=")
		name = cleanName(name)
		meaning = strings.TrimSpace(meaning)
		if !ok || !isName(name, false) || len(name) > 20 || meaning == "" {
			return
		}
		found[foldName(name)] = meaning
	}
	for key, meaning := range found {
		s.legend[key] = meaning
	}
}
