package pseudonym

import (
	"cmp"
	"slices"
	"strings"

	"veldwerk/transcript"
)

// Source is a text in which names are looked for.
type Source struct {
	Text     string
	Language string   // of its sentences: "nl", "en" or ""
	Names    []string // of speakers and cases: candidates as they stand
}

// Candidate is what may be a name, with the kind it looks like.
type Candidate struct {
	Kind     Kind
	Name     string
	Count    int
	Variants []string // shorter spellings seen, and proposed ones
}

// whither is a place, but only when most of the mentions say so: one goes to
// people too.
const whither Kind = "whither"

// cues are words before a name that tell its kind.
var cues = map[Kind]map[string]bool{
	Place:        words(`gemeente stad dorp wijk buurt provincie regio straat municipality city village town`),
	whither:      words(`in te naar uit near from`),
	Organisation: words(`stichting vereniging ministerie bedrijf school ziekenhuis bureau organisatie foundation company ministry`),
	Post:         words(`wethouder burgemeester directeur minister staatssecretaris gedeputeerde rector mayor director`),
}

// corporate are words inside a name that make it an organisation's.
var corporate = words(`bv nv stichting ggd ggz uwv ministerie universiteit hogeschool college zorg groep welzijn foundation university`)

// never are words that are written with a capital and name nobody.
var never = words(`ik u i nederland nederlands nederlandse nederlander engels engelse duits duitse europa europees europese eu
	maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september oktober november december
	monday tuesday wednesday thursday friday saturday sunday january february march may june july august october december
	dutch english wmo pgb avg wob woo cao covid corona god kerst pasen jeugdwet participatiewet interviewer respondent moderator speaker`)

// openers are words that sentences open with; in a short text none of them may
// stand small.
var openers = words(`dus maar en toen want voor bij in op als dat die deze dit de het een er wat wie hoe waar nou ja nee
	volgens met van om ook so but and then for the a an what who how where well yes no with`)

// seen is what was met of one name.
type seen struct {
	name   string
	count  int
	titled int
	cues   map[Kind]int
	given  bool // a speaker or a case
}

// Suggest lists what may be a name and is in no entry yet: words with a capital
// that do not start a sentence, names behind a title, speakers and cases; the
// most frequent first. Words that also stand in the texts without a capital
// are left out, unless a title or a speaker vouches for them.
func Suggest(table Table, sources []Source) []Candidate {
	h := harvest{met: map[string]*seen{}, small: map[string]int{}}
	for _, s := range sources {
		for _, n := range s.Names {
			if n = withoutDescription(n); h.names(n) {
				h.meet(n).given = true
			}
		}
		h.read(s)
	}
	return h.candidates(table)
}

// withoutDescription is a name without what titles of interviews have before
// it: "Interview 3 met Jan Kamp".
func withoutDescription(name string) string {
	rest := name
	described := false
	for {
		word, after, more := strings.Cut(strings.TrimLeft(rest, " _-.:,"), " ")
		key := plain(word)
		between := described && (openers[key] || strings.Trim(key, "0123456789") == "") // "3 met"
		if !more || !describing[key] && !between {
			break
		}
		rest, described = after, true
	}
	if !described {
		return name
	}
	return strings.TrimLeft(rest, " _-.:,")
}

type harvest struct {
	met   map[string]*seen
	small map[string]int // words seen without a capital
	opens []string       // runs of several words that open a sentence
}

// names says whether a speaker or case has a name, not a letter and a number.
func (h *harvest) names(n string) bool {
	list := tokens(n, true)
	for _, t := range list {
		if len(t.folded) > 2 && t.capped && !t.shout && !never[t.folded] && !titles[t.folded] {
			return true
		}
	}
	return false
}

func (h *harvest) meet(name string) *seen {
	key := plain(name)
	if h.met[key] == nil {
		h.met[key] = &seen{name: name, cues: map[Kind]int{}}
	}
	return h.met[key]
}

func (h *harvest) read(s Source) {
	for _, b := range transcript.Sentences(s.Text, s.Language) {
		h.sentence(s.Text[b.Lo:b.Hi])
	}
}

// sentence takes the runs of capitalised words, particles inside them allowed.
func (h *harvest) sentence(s string) {
	list := tokens(s, false)
	for at := 0; at < len(list); {
		t := list[at]
		if !t.capped || len(t.folded) < 2 && !initial(s, list, at) {
			h.small[t.folded]++
			at++
			continue
		}
		to := at + 1
		for next := to; next < len(list) && joins(s, list, next); next++ {
			if list[next].capped {
				to = next + 1
			} else if !particles[list[next].folded] {
				break
			}
		}
		h.run(s, list, at, to)
		at = to
	}
}

// initial says whether a token is a letter with a stop, as before a name.
func initial(s string, list []token, at int) bool {
	return at+1 < len(list) && list[at+1].capped && strings.HasPrefix(s[list[at].hi:], ".")
}

// joins says whether a token stands right behind the one before it.
func joins(s string, list []token, at int) bool {
	gap := s[list[at-1].hi:list[at].lo]
	return gap == " " || gap == "-" || gap == " '" || gap == " ’" || (gap == ". " || gap == ".") && len(list[at-1].folded) == 1
}

func (h *harvest) run(s string, list []token, from, to int) {
	titled := from > 0 && titles[list[from-1].folded]
	for from < to && titles[list[from].folded] {
		from, titled = from+1, true
	}
	// The first word of a sentence has a capital anyway.
	if from == 0 && to-from == 1 && !titled || from >= to {
		return
	}
	if from == 0 && !titled {
		h.opens = append(h.opens, s[list[0].lo:list[to-1].hi])
		return
	}
	if to-from == 1 && (never[list[from].folded] || strings.ContainsAny(list[from].folded, "0123456789")) {
		return
	}
	one := h.meet(s[list[from].lo:list[to-1].hi])
	one.count++
	if titled {
		one.titled++
	}
	if from > 0 {
		for kind, of := range cues {
			if of[list[from-1].folded] {
				one.cues[kind]++
			}
		}
	}
}

// openings takes the runs that open a sentence, without the words in front
// that have a capital for no other reason ("Voor Wolvendam").
func (h *harvest) openings() {
	for _, run := range h.opens {
		list := tokens(run, false)
		from := 0
		for from < len(list) && (h.small[list[from].folded] > 0 || openers[list[from].folded] || particles[list[from].folded] || never[list[from].folded] || h.alone(list[from:])) {
			from++
		}
		if from < len(list) && (len(list)-from != 1 || !never[list[from].folded] && !strings.ContainsAny(list[from].folded, "0123456789")) {
			h.meet(run[list[from].lo:]).count++
		}
	}
	h.opens = nil
}

// alone says whether a run without its first word is a name that was met by
// itself, so that the first word is none of it.
func (h *harvest) alone(list []token) bool {
	var rest []string
	for _, t := range list[1:] {
		rest = append(rest, t.folded)
	}
	key := strings.Join(rest, " ")
	return h.met[key] != nil && h.met[key].cues[Place]+h.met[key].cues[whither] > 0
}

func (h *harvest) candidates(table Table) []Candidate {
	h.openings()
	var keys []string
	for key, one := range h.met {
		single := !strings.Contains(key, " ")
		if one.titled == 0 && single && (h.small[key] > 0 || len(key) < 3) || table.Find(one.name) >= 0 {
			continue
		}
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(b, " "), strings.Count(a, " ")), cmp.Compare(a, b))
	})
	// Longer names first: a shorter one that is part of just one of them is a
	// spelling of it.
	var out []Candidate
	for _, key := range keys {
		one := h.met[key]
		whole := -1
		for i, c := range out {
			if strings.Contains(" "+plain(c.Name)+" ", " "+key+" ") {
				if whole >= 0 {
					whole = -1
					break
				}
				whole = i
			}
		}
		if whole >= 0 && out[whole].Kind == Person && one.cues[Place] == 0 {
			out[whole].Variants = append(out[whole].Variants, one.name)
			out[whole].Count += one.count
			continue
		}
		out = append(out, Candidate{Kind: one.kind(key), Name: one.name, Count: one.count})
	}
	for i := range out {
		for _, v := range table.Variants(out[i].Kind, out[i].Name) {
			if !slices.ContainsFunc(out[i].Variants, func(have string) bool { return plain(have) == plain(v) }) {
				out[i].Variants = append(out[i].Variants, v)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return out
}

// kind is what a name looks like.
func (s *seen) kind(key string) Kind {
	for _, w := range strings.Fields(key) {
		if corporate[w] {
			return Organisation
		}
	}
	switch {
	case s.titled > 0:
		return Person
	case s.cues[Organisation] > 0 && s.cues[Organisation] >= s.cues[Place]:
		return Organisation
	case s.cues[Place] > 0 || s.count > 1 && s.cues[whither]*2 > s.count:
		return Place
	case s.given || strings.Contains(key, " ") || s.cues[Post] > 0:
		return Person
	}
	return Other
}
