package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/form"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// replaceScreen lists what the table of pseudonyms does to the project itself;
// a typed word does it for good, and then the list says what was done.
type replaceScreen struct {
	*desk
	state   workspace.Replaced
	phase   replacePhase
	backups bool // are erased too
	asked   int  // number of the newest list
	scroll
}

type replacePhase int

const (
	replaceNothing replacePhase = iota // nothing was asked for
	replaceLooking                     // the list is being made
	replacePlanned
	replaceDoing
	replaceDone
)

// replaceBegin asks for the list; the table was opened on another screen.
type replaceBegin struct{}

// replaceList is the list before or after; ok is false when there is none, and
// the toast says why.
type replaceList struct {
	asked int
	ok    bool
	done  bool
	state workspace.Replaced
}

func newReplace(d *desk) *replaceScreen { return &replaceScreen{desk: d} }

// replaceNames goes to the list, when there are names to replace.
func (s *pseudonymsScreen) replaceNames() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	if len(s.vault.table.Entries) == 0 {
		s.tell("replace.no-names")
		return nil
	}
	return s.goTo(screenReplace, replaceBegin{})
}

func (s *replaceScreen) Enter(show any) tea.Cmd {
	if _, ok := show.(replaceBegin); !ok {
		return nil
	}
	s.backups, s.top = false, 0
	return s.plan()
}

func (s *replaceScreen) replacing() workspace.Replacing {
	return workspace.Replacing{Table: s.vault.table, Accepted: s.vault.accepted, Backups: s.backups}
}

// plan makes the list. It goes through the queue, behind the acts before it.
func (s *replaceScreen) plan() tea.Cmd {
	s.phase = replaceLooking
	s.asked++
	ws, r, m := s.ws, s.replacing(), replaceList{asked: s.asked}
	return s.act(screenReplace, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		state, err := ws.PlanReplacing(ctx, by, r)
		m.state, m.ok = state, err == nil
		return m, err
	}, nil)
}

func (s *replaceScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case replaceList:
		s.take(m)
	case tea.MouseWheelMsg:
		s.wheel(m)
	}
	return nil
}

func (s *replaceScreen) take(m replaceList) {
	if m.asked != s.asked {
		return
	}
	switch {
	case m.done && m.ok:
		s.phase, s.top = replaceDone, 0
	case m.ok:
		s.phase = replacePlanned
	default:
		s.phase = replaceNothing
	}
	s.state = m.state
}

// nothing says that no name of the table stands in the project.
func (s *replaceScreen) nothing() bool { return s.state.Texts == 0 && len(s.state.Fields) == 0 }

// confirm asks for a word: this can't be taken back.
func (s *replaceScreen) confirm() tea.Cmd {
	if s.phase != replacePlanned || s.refuseReadOnly() {
		return nil
	}
	word := s.say("replace.word")
	f := form.New(s.theme, form.Field{Name: "answer", Kind: form.Line, Check: func(f *form.Form) string {
		if codebook.Fold(f.Value("answer")) != codebook.Fold(word) {
			return s.say("forget.other-word", "Word", word)
		}
		return ""
	}})
	s.ask(&formOverlay{desk: s.desk, title: s.say("replace.ask", "Word", word), form: f, then: func(*form.Form) tea.Cmd { return s.replace() }})
	return nil
}

func (s *replaceScreen) replace() tea.Cmd {
	s.phase = replaceDoing
	s.asked++
	ws, r, m := s.ws, s.replacing(), replaceList{asked: s.asked, done: true}
	return s.act(screenReplace, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		state, err := ws.Replace(ctx, by, r)
		ws.Reindex()
		m.state, m.ok = state, err == nil
		return m, err
	}, func() string { return s.say("replace.told") })
}

// toggleBackups asks for the list with the other choice.
func (s *replaceScreen) toggleBackups() tea.Cmd {
	if s.phase != replacePlanned {
		return nil
	}
	s.backups = !s.backups
	return s.plan()
}

func (s *replaceScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if key == "esc" {
		return s.goBack(), true
	}
	return nil, s.moves(key)
}

func (s *replaceScreen) Commands() []command {
	switch {
	case s.phase == replaceDone && len(s.state.Left) > 0:
		return []command{{id: "replace.look", keys: []string{"enter"}, bar: 1, run: func() tea.Cmd { return s.goTo(screenPseudonyms, viewResidue) }}}
	case s.phase == replacePlanned && !s.nothing():
		return []command{
			{id: "replace.enter", keys: []string{"enter"}, bar: 1, run: s.confirm},
			{id: "replace.backups", keys: []string{"b"}, bar: 2, run: s.toggleBackups},
		}
	}
	return nil
}

func (s *replaceScreen) Draw(w, h int) face { return s.listed(s.lines(), &s.scroll, w, h) }

// lines is the list in words.
func (s *replaceScreen) lines() []forgetLine {
	switch s.phase {
	case replaceNothing:
		return []forgetLine{{text: s.say("replace.none"), indent: 1, style: s.theme.Dim}}
	case replaceLooking:
		return []forgetLine{{text: s.say("replace.looking"), indent: 1, style: s.theme.Dim}}
	case replaceDoing:
		return []forgetLine{{text: s.say("replace.doing"), indent: 1, style: s.theme.Dim}}
	case replacePlanned, replaceDone:
	}
	if s.nothing() && s.phase == replacePlanned {
		return []forgetLine{{text: s.say("replace.nothing"), indent: 1, style: s.theme.Dim}}
	}
	var out []forgetLine
	heading := func(id string, pairs ...any) {
		if len(out) > 0 {
			out = append(out, forgetLine{})
		}
		out = append(out, forgetLine{text: s.say(id, pairs...), indent: 1, style: s.theme.Heading})
	}
	item := func(style theme.Style, words string) {
		out = append(out, forgetLine{text: words, indent: 3, style: style})
	}
	planned := s.phase == replacePlanned
	if planned {
		heading("pseudonyms.apply.planned")
	} else {
		heading("pseudonyms.apply.done")
	}
	item(theme.Style{}, s.say("pseudonyms.apply.texts", "Count", s.state.Texts))
	for _, kind := range workspace.ReplacedKinds() {
		if n := s.state.Fields[kind]; n > 0 {
			item(theme.Style{}, s.say("pseudonyms.apply.field."+kind, "Count", n))
		}
	}
	heading("replace.mind")
	for _, words := range s.minds(planned) {
		item(s.theme.Warning, words)
	}
	s.placeLines(s.state.Places, planned, heading, item)
	if s.state.Proof != "" {
		out = append(out, forgetLine{}, forgetLine{text: safe(s.say("forget.proof", "Path", s.state.Proof)), indent: 1, style: s.theme.Dim})
	}
	return out
}

// minds are what somebody should know before, or should look at after.
func (s *replaceScreen) minds(planned bool) []string {
	var out []string
	switch {
	case planned && s.backups:
		out = append(out, s.say("replace.for-good"), s.say("replace.no-backup"))
	case planned:
		out = append(out, s.say("replace.for-good"), s.say("replace.backup"))
	case s.state.Backup != "":
		out = append(out, safe(s.say("pseudonyms.apply.backup", "Path", s.state.Backup)))
	}
	if s.state.Log > 0 {
		out = append(out, s.say("pseudonyms.apply.log", "Count", s.state.Log))
	}
	if n := len(s.state.Left); n > 0 {
		out = append(out, s.say("replace.left", "Count", n))
	} else {
		out = append(out, s.say("replace.none-left"))
	}
	return out
}

func (s *replaceScreen) Capturing() bool { return false }
