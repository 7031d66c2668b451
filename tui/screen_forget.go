package tui

import (
	"context"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/form"
	"veldwerk/workspace"
)

// forgetScreen lists what the forgetting of a participant erases and where it
// can't reach; a typed name does it, and then the list says what was done.
type forgetScreen struct {
	*desk
	target  forgetTarget
	state   workspace.Forgotten
	phase   forgetPhase
	backups bool
	scroll
}

type forgetPhase int

const (
	forgetNobody  forgetPhase = iota // nobody was chosen
	forgetLooking                    // the list is being made
	forgetPlanned
	forgetDone
)

// forgetPlan and forgetResult are the lists before and after. They say whom
// they are about: somebody else may have been chosen meanwhile.
type forgetPlan struct {
	target  string
	backups bool
	vault   *workspace.Vault // that it looked into; nil while it is closed
	state   workspace.Forgotten
}

type forgetResult struct {
	target string
	ws     *workspace.Workspace
	vault  vaultState // as it is now; empty while it is closed
	state  workspace.Forgotten
}

func newForget(d *desk) *forgetScreen { return &forgetScreen{desk: d} }

func (s *forgetScreen) Enter(show any) tea.Cmd {
	target, ok := show.(forgetTarget)
	if !ok {
		return nil
	}
	s.target, s.backups, s.top = target, false, 0
	return s.plan()
}

// plan makes the list. It goes through the queue, behind the acts before it.
func (s *forgetScreen) plan() tea.Cmd {
	s.phase = forgetLooking
	ws, target, backups, vault := s.ws, s.target, s.backups, s.vault.vault
	return s.act(screenForget, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		state, err := ws.PlanForgetting(ctx, by, workspace.Forgetting{Who: target.who, Backups: backups, Vault: vault})
		return forgetPlan{target: target.id, backups: backups, vault: vault, state: state}, err
	}, nil)
}

func (s *forgetScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case forgetPlan:
		if m.target == s.target.id && m.backups == s.backups && m.vault == s.vault.vault && s.phase == forgetLooking {
			s.state, s.phase = m.state, forgetPlanned
			if m.state.At.IsZero() { // it could not be made; the toast says why
				s.phase = forgetNobody
			}
		}
	case forgetResult:
		if m.ws == s.ws && m.vault.vault != nil && m.vault.vault == s.vault.vault {
			s.vault = m.vault
		}
		if m.target == s.target.id && !m.state.At.IsZero() {
			s.state, s.phase, s.top = m.state, forgetDone, 0
		}
	case tea.MouseWheelMsg:
		s.wheel(m)
	}
	return nil
}

// confirm asks for the name: nothing else in the program can't be taken back.
func (s *forgetScreen) confirm() tea.Cmd {
	if s.phase != forgetPlanned || s.refuseReadOnly() {
		return nil
	}
	word := s.word()
	f := form.New(s.theme, form.Field{Name: "answer", Kind: form.Line, Check: func(f *form.Form) string {
		if codebook.Fold(f.Value("answer")) != codebook.Fold(word) {
			return s.say("forget.other-word", "Word", word)
		}
		return ""
	}})
	s.ask(&formOverlay{desk: s.desk, title: s.say("forget.ask", "Word", word), form: f, then: func(*form.Form) tea.Cmd { return s.forget() }})
	return nil
}

// word is what has to be typed: the name as it is on the screen, unless that is
// long or can't be typed.
func (s *forgetScreen) word() string {
	const most = 40
	if name := s.target.name; name == safe(name) && name != "" && utf8.RuneCountInString(name) <= most {
		return name
	}
	return s.say("forget.word")
}

func (s *forgetScreen) forget() tea.Cmd {
	ws, target, backups, vault := s.ws, s.target, s.backups, s.vault.vault
	return s.act(screenForget, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		state, err := ws.Forget(ctx, by, workspace.Forgetting{Who: target.who, Backups: backups, Vault: vault})
		m := forgetResult{target: target.id, ws: ws, state: state}
		if vault != nil {
			m.vault = stateOf(vault)
		}
		return m, err
	}, func() string { return s.say("forget.told") })
}

// toggleBackups asks for the list with the other choice.
func (s *forgetScreen) toggleBackups() tea.Cmd {
	if s.phase != forgetPlanned {
		return nil
	}
	s.backups = !s.backups
	return s.plan()
}

// vaultIsClosed says that there is a table of pseudonyms that nobody opened: the
// person stays in it.
func (s *forgetScreen) vaultIsClosed() bool { return s.book.vaulted && s.vault.vault == nil }

// openTable opens it, and makes the list again with what is in it.
func (s *forgetScreen) openTable() tea.Cmd {
	return s.withVault(func() tea.Cmd {
		if s.phase == forgetPlanned || s.phase == forgetLooking {
			return s.plan()
		}
		return nil
	})
}

func (s *forgetScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if key == "esc" {
		return s.goBack(), true
	}
	return nil, s.moves(key)
}

func (s *forgetScreen) Commands() []command {
	if s.phase != forgetPlanned {
		return nil
	}
	out := []command{
		{id: "forget.enter", keys: []string{"enter"}, bar: 1, run: s.confirm},
		{id: "forget.backups", keys: []string{"b"}, bar: 2, run: s.toggleBackups},
	}
	if s.vaultIsClosed() {
		out = append(out, command{id: "forget.vault", keys: []string{"p"}, bar: 3, run: s.openTable})
	}
	return out
}

func (s *forgetScreen) Draw(w, h int) face {
	f := s.listed(s.lines(), &s.scroll, w, h)
	if s.phase != forgetDone { // forgotten is forgotten
		f.title = safe(s.target.name)
	}
	return f
}

func (s *forgetScreen) Capturing() bool { return false }
