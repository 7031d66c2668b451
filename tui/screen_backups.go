package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// backupsScreen lists the copies of the project: when and why they were made,
// and what differs from the project now. Enter puts one back.
type backupsScreen struct {
	*desk
	list     *list.List
	backups  []workspace.Backup
	now      workspace.Standing
	standing map[string]backupStanding // by path; counted after the list is shown
	loaded   bool
}

// backupStanding is what a backup holds, or that it can't be read.
type backupStanding struct {
	workspace.Standing
	bad bool
}

type backupsRead struct {
	backups []workspace.Backup
	now     workspace.Standing
}

type backupsCounted struct{ standing map[string]backupStanding }

func newBackups(d *desk) *backupsScreen {
	s := &backupsScreen{desk: d, standing: map[string]backupStanding{}}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("backups.col.when"), Fixed: 18, Stay: 5},
		list.Column{Title: d.say("backups.col.reason"), Min: 22, Weight: 1, Stay: 3},
		list.Column{Title: d.say("backups.col.size"), Fixed: 9, Align: list.Right, Stay: 1},
		list.Column{Title: d.say("backups.col.differs"), Min: 22, Weight: 2, Stay: 4},
	)
	return s
}

func (s *backupsScreen) Enter(any) tea.Cmd {
	ws := s.ws
	return s.read(screenBackups, "list", func(ctx context.Context) (tea.Msg, error) {
		all, err := ws.Backups()
		if err != nil {
			return nil, err
		}
		now, err := ws.Standing(ctx)
		return backupsRead{backups: all, now: now}, err
	})
}

// count looks into each backup; those that were counted before are not what has
// changed.
func (s *backupsScreen) count() tea.Cmd {
	known, all := s.standing, s.backups
	return s.read(screenBackups, "count", func(ctx context.Context) (tea.Msg, error) {
		out := make(map[string]backupStanding, len(all))
		for _, b := range all {
			if ctx.Err() != nil {
				return nil, nil
			}
			if is, ok := known[b.Path]; ok || b.Encrypted {
				out[b.Path] = is
				continue
			}
			is, err := b.Standing(ctx)
			out[b.Path] = backupStanding{Standing: is, bad: err != nil}
		}
		return backupsCounted{standing: out}, nil
	})
}

func (s *backupsScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case backupsRead:
		s.backups, s.now, s.loaded = m.backups, m.now, true
		s.lay()
		return s.count()
	case backupsCounted:
		s.standing = m.standing
		s.lay()
		return nil
	}
	if _, again := pointAt(s.list, msg); again {
		return s.restore()
	}
	return nil
}

func (s *backupsScreen) lay() {
	s.list.Empty = s.say("backups.none")
	all := s.backups
	s.list.SetSource(list.Source{
		Len: len(all),
		Key: func(i int) string { return all[i].Path },
		Row: func(i int) list.Row { return s.row(all[i]) },
	})
}

func (s *backupsScreen) row(b workspace.Backup) list.Row {
	differs := list.Cell{Text: s.differs(b), Style: s.theme.Dim}
	if s.standing[b.Path].bad {
		differs.Style = s.theme.Error
	}
	return list.Row{Key: b.Path, Cells: []list.Cell{
		{Text: s.tongue.DateTime(s.local(b.At))}, {Text: s.wordReason(b)}, {Text: sizeWords(s.desk, b.Bytes), Style: s.theme.Dim}, differs,
	}}
}

// wordReason says why a backup was made, and where it lies when not with the
// others.
func (d *desk) wordReason(b workspace.Backup) string {
	id := "backups.reason." + b.Reason
	if !d.tongue.Knows(id) {
		id = "backups.reason.other"
	}
	words := d.say(id)
	if b.Second {
		words += " · " + d.say("backups.second")
	}
	return words
}

// differs says what a backup has more or less than the project now; "…" while
// it is not counted.
func (s *backupsScreen) differs(b workspace.Backup) string {
	if b.Encrypted {
		return s.say("backups.encrypted")
	}
	is, counted := s.standing[b.Path]
	switch {
	case !counted:
		return "…"
	case is.bad:
		return s.say("backups.differs-unreadable")
	case is.Head == s.now.Head:
		return s.say("backups.differs-same")
	}
	var parts []string
	for _, one := range []struct {
		id string
		by int
	}{
		{"backups.differs-documents", is.Documents - s.now.Documents}, {"backups.differs-codings", is.Codings - s.now.Codings},
		{"backups.differs-memos", is.Memos - s.now.Memos}, {"backups.differs-codes", is.Codes - s.now.Codes},
	} {
		if one.by != 0 {
			sign := "+"
			if one.by < 0 {
				sign, one.by = "−", -one.by
			}
			parts = append(parts, s.say(one.id, "Change", sign+s.tongue.Number(one.by)))
		}
	}
	if len(parts) == 0 {
		return s.say("backups.differs-other")
	}
	return strings.Join(parts, " · ")
}

// sizeWords is a size as people read it.
func sizeWords(d *desk, bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%s kB", d.tongue.Number(int(max(bytes/1024, 1))))
	}
	return d.tongue.Decimal(float64(bytes)/(1<<20), 1) + " MB"
}

// chosen is the backup under the cursor.
func (s *backupsScreen) chosen() (workspace.Backup, bool) {
	for _, b := range s.backups {
		if b.Path == s.list.Key() {
			return b, true
		}
	}
	return workspace.Backup{}, false
}

// restore asks, and puts the backup back.
func (s *backupsScreen) restore() tea.Cmd {
	b, ok := s.chosen()
	if !ok || s.ws.Busy() != nil && s.refuseReadOnly() { // a damaged project is open for reading, and is to be mended
		return nil
	}
	path := s.ws.Path()
	items := []choice{{key: "no", label: s.say("backups.choice-no")}, {key: "yes", label: s.say("backups.choice-yes")}}
	s.ask(pickFrom(s.desk, "backups.ask-restore", items, func(key string) tea.Cmd {
		if key != "yes" {
			return nil
		}
		if b.Encrypted {
			s.ask(askSecret(s.desk, "backups.ask-passphrase", func(secret string) tea.Cmd { return s.putBack(path, b, secret) }))
			return nil
		}
		return s.putBack(path, b, "")
	}))
	return nil
}

// backUp makes a backup now; it waits for the acts that are on their way.
func (s *backupsScreen) backUp() tea.Cmd {
	ws := s.ws
	result := ws.Queue().Do(func(ctx context.Context) error {
		b, err := ws.BackUp(ctx, workspace.ReasonManual)
		if err == nil && b.Path == "" {
			return errNothingToKeep
		}
		return err
	})
	return func() tea.Msg { return backedUp{err: <-result} }
}

func (s *backupsScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	return nil, walk(s.list, key)
}

func (s *backupsScreen) Commands() []command {
	out := []command{
		{id: "backups.restore", keys: []string{"enter"}, bar: 1, run: s.restore},
		{id: "backups.back-up", keys: []string{"b"}, bar: 2, run: s.backUp},
		{id: "backups.second-place", run: s.chooseSecond},
	}
	if s.ws != nil && s.settings.BackupFolder != "" {
		out = append(out, command{id: "backups.second-unlock", run: s.unlockSecond}, command{id: "backups.second-forget", run: s.noSecond})
	}
	return out
}

func (s *backupsScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	f := face{rows: s.list.View(w, h, true)}
	if s.loaded {
		f.title = s.say("backups.count", "Count", len(s.backups))
	}
	if b, ok := s.chosen(); ok {
		status := b.Name()
		if is := s.standing[b.Path]; is.Head.Version > 0 {
			status += " · " + s.say("backups.last-change", "Time", s.tongue.DateTime(s.local(is.Head.At)))
		}
		f.status = s.theme.Dim.Render(" " + safe(status))
	}
	return f
}

func (s *backupsScreen) Capturing() bool { return false }
