package transcript

// tier is a layer of a file that has one layer for each speaker.
type tier struct {
	name   string
	person bool // the name is said to be a person's
	pieces []tierPiece
}

type tierPiece struct {
	text  string
	start moment
}

// layerNames are names of tiers that say what is in them, not who speaks.
var layerNames = wordSet(`default transcript transcriptie transcription tekst text spraak speech uiting uitingen utterance
	utterances zin zinnen sentence sentences phrase phrases woord woorden word words phone phones phoneme phonemes
	segment segments orthography ort ortho orthographic tier tier_1 audio opmerkingen notes main hoofd`)

// addTiers takes the tiers in which somebody speaks, a tier being a speaker,
// and puts their pieces in order of time. In a file with one tier, labels
// inside the text may say who speaks.
func (s *speech) addTiers(tiers []tier) {
	var talk []tier
	for _, t := range tiers {
		if len(t.pieces) > 0 {
			talk = append(talk, t)
		}
	}
	if len(talk) == 1 && s.addSingle(talk[0]) {
		return
	}
	for _, t := range talk {
		for _, p := range t.pieces {
			s.add(t.name, p.text, p.start)
		}
	}
	s.merge()
}

// addSingle reads a tier's labels, or its text without speakers when its name
// is that of a layer; false when the tier is one speaker's.
func (s *speech) addSingle(t tier) bool {
	all := make([]said, 0, len(t.pieces))
	bad := 0
	for _, p := range t.pieces {
		if p.start.bad {
			bad++
		}
		text, changed := canonical(p.text)
		s.changed.nul += changed.nul
		s.changed.controls += changed.controls
		all = append(all, said{text: text, start: p.start.millis, timed: p.start.known})
	}
	lines := linesOf(all)
	for _, l := range lines {
		if l.rule != "" {
			s.lines, s.goesOn = lines, true
			s.badTimes += bad
			return true
		}
	}
	name := oneBlank(t.name)
	if !t.person && (layerNames[foldName(name)] || !looksLikeName(name) && !isKnownRole(label{name: name, key: foldName(name)})) {
		s.lines = lines
		s.badTimes += bad
		return true
	}
	s.changed = changes{}
	return false
}
