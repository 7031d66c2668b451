package tui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// intakeScreen imports several files: what each is, how far the import is, and
// afterwards what became of each. The last one can be read again.
type intakeScreen struct {
	*desk
	list     *list.List
	files    []workspace.Look
	folder   string // that all files lie in
	phase    intakePhase
	chosen   map[string]bool              // paths that were to come in
	receipts map[string]workspace.Receipt // by path
	stopped  bool
}

// intakePhase is how far the import of several files is.
type intakePhase int

const (
	intakeFound intakePhase = iota // files are listed, nothing came in
	intakeGoing
	intakeDone
)

func newIntake(d *desk) *intakeScreen {
	s := &intakeScreen{desk: d, receipts: map[string]workspace.Receipt{}}
	s.list = list.New(d.theme)
	s.list.Empty = d.say("intake.empty")
	return s
}

// received is a file of the list that came in by its preview.
type received struct{ receipt workspace.Receipt }

func (s *intakeScreen) Enter(any) tea.Cmd { return nil }

func (s *intakeScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case looked:
		return s.show(m.files)
	case imported:
		return s.ended(m)
	case received:
		s.receipts[m.receipt.Path] = m.receipt
		s.list.SetTicked(m.receipt.Path, false)
		s.lay()
		return nil
	}
	if _, again := pointAt(s.list, below(msg, s.above())); again {
		return s.details()
	}
	return nil
}

// show lists the files; a single one is previewed at once. Whoever went on to
// something else meanwhile asked for it all the same.
func (s *intakeScreen) show(files []workspace.Look) tea.Cmd {
	s.toast = toast{}
	if len(files) == 0 {
		s.tell("intake.empty")
		return nil
	}
	if len(files) == 1 {
		return s.goTo(screenPreview, showFile{path: files[0].Path})
	}
	if s.phase == intakeGoing {
		s.tell("intake.busy")
		return nil
	}
	s.files, s.phase, s.stopped, s.receipts = files, intakeFound, false, map[string]workspace.Receipt{}
	s.folder = commonFolder(files)
	s.list.ClearTicks()
	s.lay()
	for _, f := range files {
		s.list.SetTicked(f.Path, f.Err == nil && f.Kind != workspace.KindUnknown)
	}
	s.list.Home()
	return s.goTo(screenIntake, nil)
}

// commonFolder is the folder that all files lie in, with its separator.
func commonFolder(files []workspace.Look) string {
	common := filepath.Dir(files[0].Path) + string(os.PathSeparator)
	for _, f := range files {
		for !strings.HasPrefix(f.Path, common) {
			parent := filepath.Dir(strings.TrimSuffix(common, string(os.PathSeparator)))
			if parent+string(os.PathSeparator) == common || len(parent) >= len(common) {
				return ""
			}
			common = strings.TrimSuffix(parent, string(os.PathSeparator)) + string(os.PathSeparator)
		}
	}
	return common
}

func (s *intakeScreen) name(path string) string { return strings.TrimPrefix(path, s.folder) }

// lay shows a row per file: what it is, or what became of it.
func (s *intakeScreen) lay() {
	s.list.Boxes = s.phase == intakeFound
	s.list.Columns = []list.Column{
		{Title: s.say("intake.file"), Min: 22, Weight: 2, Stay: 3},
		{Title: s.say("intake.what"), Min: 14, Weight: 1, Stay: 2},
		{Title: s.say("intake.size"), Fixed: 9, Align: list.Right, Stay: 1},
	}
	if s.phase == intakeDone {
		s.list.Columns = []list.Column{
			{Title: s.say("intake.file"), Min: 22, Weight: 2, Stay: 3},
			{Title: s.say("intake.result"), Min: 20, Weight: 3, Stay: 2},
		}
		// What did not come in asks for attention: it must not hide among a hundred.
		slices.SortStableFunc(s.files, func(a, b workspace.Look) int { return s.rank(a) - s.rank(b) })
	}
	files := s.files
	s.list.SetSource(list.Source{
		Len: len(files),
		Key: func(i int) string { return files[i].Path },
		Row: func(i int) list.Row { return s.row(files[i]) },
	})
}

// rank puts what was refused first, then what did not come to its turn.
func (s *intakeScreen) rank(f workspace.Look) int {
	r, came := s.receipts[f.Path]
	switch {
	case came && r.Err != nil:
		return 0
	case !came && s.chosen[f.Path]:
		return 1
	case came:
		return 2
	}
	return 3
}

func (s *intakeScreen) row(f workspace.Look) list.Row {
	what := list.Cell{Text: s.formatName(f.Format)}
	r, came := s.receipts[f.Path]
	switch {
	case came && r.Err != nil:
		what = list.Cell{Text: "✗ " + s.receiptLine(r), Style: s.theme.Warning}
	case came:
		what = list.Cell{Text: "✓ " + s.receiptLine(r)}
	case s.phase == intakeDone && s.chosen[f.Path]:
		what = list.Cell{Text: s.say("intake.not-done"), Style: s.theme.Dim}
	case s.phase == intakeDone && f.Err == nil && f.Kind != workspace.KindUnknown:
		what = list.Cell{Text: s.say("intake.left-out"), Style: s.theme.Dim}
	case f.Err != nil:
		what = list.Cell{Text: s.refusal(f.Err), Style: s.theme.Warning}
	case f.Kind == workspace.KindUnknown:
		what = list.Cell{Text: s.say("intake.unknown"), Style: s.theme.Dim}
	}
	name := theme.Style{}
	if s.phase == intakeFound && !s.list.IsTicked(f.Path) {
		name = s.theme.Dim
	}
	cells := []list.Cell{{Text: s.name(f.Path), Style: name}, what, {Text: s.size(f.Bytes), Style: s.theme.Dim}}
	return list.Row{Key: f.Path, Cells: cells[:len(s.list.Columns)]}
}

// size words a number of bytes as file managers do.
func (s *intakeScreen) size(n int) string {
	switch {
	case n == 0:
		return ""
	case n < 1000:
		return s.say("intake.bytes", "Number", s.tongue.Number(n))
	case n < 1000*1000:
		return s.say("intake.kilobytes", "Number", s.tongue.Number((n+500)/1000))
	}
	return s.say("intake.megabytes", "Number", s.tongue.Number((n+500_000)/1_000_000))
}

func (s *intakeScreen) current() (workspace.Look, bool) {
	for _, f := range s.files {
		if f.Path == s.list.Key() {
			return f, true
		}
	}
	return workspace.Look{}, false
}

// start imports the ticked files.
func (s *intakeScreen) start() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	var paths []string
	s.chosen = map[string]bool{}
	for _, f := range s.files {
		if s.list.IsTicked(f.Path) {
			s.chosen[f.Path] = true
			paths = append(paths, f.Path)
		}
	}
	if len(paths) == 0 {
		s.tell("intake.none-ticked")
		return nil
	}
	s.phase = intakeGoing
	s.lay()
	return s.startImport(paths, false)
}

// again takes the texts once more that were refused because they are there.
func (s *intakeScreen) again() tea.Cmd {
	var paths []string
	for _, f := range s.files {
		if r, ok := s.receipts[f.Path]; ok && isDuplicate(r.Err) {
			paths = append(paths, f.Path)
		}
	}
	if len(paths) == 0 || s.refuseReadOnly() {
		return nil
	}
	s.phase = intakeGoing
	s.lay()
	return s.startImport(paths, true)
}

// ended keeps what became of the files. A person who is elsewhere by then is
// told, and stays there.
func (s *intakeScreen) ended(m imported) tea.Cmd {
	s.phase, s.stopped = intakeDone, m.stopped
	for _, r := range m.receipts {
		s.receipts[r.Path] = r
	}
	s.list.ClearTicks()
	s.lay()
	s.list.Home()
	if m.acted.err == nil {
		s.desk.show(toast{text: s.sum()})
	}
	return nil
}

// sum is what became of all files, in a line.
func (s *intakeScreen) sum() string {
	came, refused := 0, 0
	for _, r := range s.receipts {
		came += len(r.Documents)
		if r.Err != nil {
			refused++
		}
	}
	if s.stopped {
		return s.say("intake.stopped", "Count", came)
	}
	return s.say("import.title", "Count", came, "Refused", refused)
}

// strays are the codings of this import that wait for a place.
func (s *intakeScreen) strays() int {
	n := 0
	for _, r := range s.receipts {
		if r.Taken != nil {
			n += r.Taken.Strays
		}
	}
	return n
}

func (s *intakeScreen) duplicates() int {
	n := 0
	for _, r := range s.receipts {
		if isDuplicate(r.Err) {
			n++
		}
	}
	return n
}

// details shows all that is known of the file under the cursor: its preview
// before the import, also of one that was refused, for another encoding may
// help; its receipt afterwards.
func (s *intakeScreen) details() tea.Cmd {
	f, ok := s.current()
	if !ok {
		return nil
	}
	r, came := s.receipts[f.Path]
	if came && (r.Err == nil || isDuplicate(r.Err)) {
		s.ask(page(s.desk, s.name(f.Path), s.receiptText(r), nil))
		return nil
	}
	if s.phase == intakeGoing {
		return nil
	}
	return s.goTo(screenPreview, showFile{path: f.Path, from: screenIntake})
}

// open goes to the first document that the file brought.
func (s *intakeScreen) open() tea.Cmd {
	r, ok := s.receipts[s.list.Key()]
	if !ok || len(r.Documents) == 0 {
		return nil
	}
	return s.goTo(screenReader, showDocument{id: r.Documents[0].ID})
}

func (s *intakeScreen) stop() tea.Cmd {
	s.job.cancel()
	s.tell("intake.stopping")
	return nil
}

// leave goes back; files that were only listed are forgotten.
func (s *intakeScreen) leave() tea.Cmd {
	if s.phase == intakeFound {
		s.files = nil
		s.lay()
	}
	return s.goBack()
}

func (s *intakeScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	return nil, walk(s.list, key)
}

func (s *intakeScreen) Commands() []command {
	switch s.phase {
	case intakeGoing:
		return []command{{id: "intake.stop", keys: []string{"esc"}, bar: 1, run: s.stop}}
	case intakeDone:
		out := []command{
			{id: "intake.details", keys: []string{"enter"}, bar: 1, run: s.details},
			{id: "intake.open", keys: []string{"o"}, bar: 2, run: s.open},
		}
		if s.duplicates() > 0 {
			out = append(out, command{id: "intake.again", keys: []string{"a"}, bar: 3, run: s.again})
		}
		if s.strays() > 0 {
			out = append(out, command{id: "intake.quarantine", keys: []string{"w"}, bar: 4, run: func() tea.Cmd { return s.goTo(screenQuarantine, nil) }})
		}
		return append(out, command{id: "intake.close", keys: []string{"esc"}, bar: 5, run: s.leave})
	}
	return []command{
		{id: "intake.start", keys: []string{"enter"}, bar: 1, run: s.start},
		{id: "intake.cancel", keys: []string{"esc"}, bar: 2, run: s.leave},
		{id: "intake.tick", keys: []string{"space"}, bar: 3, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return nil }},
		{id: "intake.tick-all", keys: []string{"A"}, bar: 4, run: func() tea.Cmd { s.list.TickAll(); return nil }},
		{id: "intake.preview", keys: []string{"o"}, bar: 5, run: s.details},
	}
}

// above is how many rows stand above the list.
func (s *intakeScreen) above() int { return 2 }

func (s *intakeScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	head := s.say("intake.ticked", "Count", s.list.TickCount(), "All", s.tongue.Number(len(s.files)))
	if len(s.receipts) == 0 {
		head += " · " + s.say("intake.nothing-yet")
	}
	switch {
	case len(s.files) == 0:
		head = ""
	case s.phase == intakeGoing:
		head = s.bar(w - 2)
	case s.phase == intakeDone:
		head = s.sum()
	}
	rows := []string{text.Fit(" "+head, w), ""}
	rows = append(rows, s.list.View(min(w, 160), max(h-len(rows), 0), true)...)
	title := ""
	if s.folder != "" {
		title = safe(filepath.Base(s.folder))
	}
	f := face{title: title, rows: rows[:min(len(rows), max(h, 0))]}
	if file, ok := s.current(); ok {
		f.status = s.theme.Dim.Render(text.Cut(" "+safe(s.statusOf(file)), w))
	}
	return f
}

func (s *intakeScreen) statusOf(f workspace.Look) string {
	if r, ok := s.receipts[f.Path]; ok {
		return s.receiptLine(r)
	}
	if f.Err != nil {
		return s.refusal(f.Err)
	}
	return s.name(f.Path) + " · " + s.formatName(f.Format)
}

// bar is how far the import is, as a bar and in words.
func (s *intakeScreen) bar(w int) string {
	done, total, path, _ := s.job.at()
	words := s.say("intake.bar", "Done", s.tongue.Number(done), "Total", s.tongue.Number(total), "Name", safe(filepath.Base(path)))
	width := max(min(w/3, 40), 4)
	filled := 0
	if total > 0 {
		filled = done * width / total
	}
	return strings.Repeat(s.theme.Signs.Full, filled) + strings.Repeat(s.theme.Signs.Empty, width-filled) + "  " + words
}

func (s *intakeScreen) Capturing() bool { return false }
