package tui

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/exchange/taguette"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// previewScreen shows one file before anything of it is stored: what it was
// taken for, who speaks, the text as it will stand. Enter stores it as it is
// shown, Esc leaves nothing.
type previewScreen struct {
	*desk
	list    *list.List
	path    string
	options workspace.ImportOptions
	roles   map[string]transcript.Role // that were chosen, by name
	speech  *string                    // the language that was chosen; nil: as it was recognised
	file    workspace.Preview
	state   previewState
	again   bool     // it is there already, and the person wants it once more
	from    screenID // the list of files that one came from, else ""

	meets   workspace.Collisions // of a codebook with that of the project
	amends  workspace.Amending   // what a fragments file changes
	pages   *pageCount           // of the file that is being read
	receipt transcript.Receipt   // of the transcript as it is shown
	facts   facts                // of a project, counted once
	body    previewText          // lines of the text, as drawn last
	top     int                  // first line of the text that is drawn
	parts   struct{ list, text area }
}

// area is where something was drawn, in the screen's rows.
type area struct{ x, y, w, h int }

func (a area) holds(x, y int) bool { return x >= a.x && x < a.x+a.w && y >= a.y && y < a.y+a.h }

// previewState is what the screen waits for.
type previewState int

const (
	previewReading previewState = iota
	previewShown
	previewStoring
)

// showFile asks for the preview of a file.
type showFile struct {
	path string
	from screenID // the list of files that it stands in, else ""
}

// previewed is a file that was read.
type previewed struct {
	file   workspace.Preview
	meets  workspace.Collisions // of a codebook
	amends workspace.Amending   // of a fragments file
}

func newPreview(d *desk) *previewScreen {
	s := &previewScreen{desk: d, state: previewShown}
	s.list = list.New(d.theme)
	return s
}

func (s *previewScreen) Enter(show any) tea.Cmd {
	m, ok := show.(showFile)
	if !ok {
		return nil
	}
	s.path, s.from, s.options, s.roles, s.again = m.path, m.from, workspace.ImportOptions{}, map[string]transcript.Role{}, false
	s.file, s.top, s.speech = workspace.Preview{}, 0, nil
	s.list.ClearTicks()
	s.list.SetSource(list.Of())
	return s.reread()
}

// reread reads the file anew, as with another encoding.
func (s *previewScreen) reread() tea.Cmd {
	s.state, s.pages = previewReading, &pageCount{}
	ws, path, o := s.ws, s.path, s.options
	o.Pages = s.pages.progress
	reading := s.read(screenPreview, "file", func(ctx context.Context) (tea.Msg, error) {
		file, _ := ws.Preview(ctx, path, o) // why not stands in it too
		got := previewed{file: file}
		var err error
		switch {
		case file.Err != nil:
		case file.Kind == workspace.KindCodebook:
			got.meets, err = ws.Collisions(ctx, file.Project.Codes)
		case file.Kind == workspace.KindFragments:
			got.amends, got.file.Err = ws.PlanAmending(ctx, file.Fragments, o.CreateCodes)
		}
		return got, err
	})
	return tea.Batch(reading, previewTick())
}

// previewTick asks for a new frame while a long file is read.
func previewTick() tea.Cmd {
	return tea.Tick(200*time.Millisecond, func(time.Time) tea.Msg { return toScreen{owner: screenPreview, msg: previewTicked{}} })
}

type previewTicked struct{}

func (s *previewScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case previewTicked:
		if s.state != previewReading {
			return nil
		}
		return previewTick()
	case previewed:
		s.meets, s.amends = m.meets, m.amends
		s.take(m.file)
		return nil
	case imported:
		return s.stored(m)
	case tea.MouseWheelMsg:
		if s.parts.text.holds(m.X, m.Y) {
			s.scroll(wheelLines(m))
			return nil
		}
	case tea.MouseClickMsg:
		if !s.parts.list.holds(m.X, m.Y) {
			return nil
		}
	}
	hit, again := pointAt(s.list, below(msg, s.parts.list.y))
	if again && hit.Part == list.Body {
		if s.file.Survey != nil {
			return s.askColumn()
		}
		return s.rename()
	}
	return nil
}

// take shows what was read, with the roles and the language that were chosen
// before it was read anew.
func (s *previewScreen) take(file workspace.Preview) {
	s.file, s.state, s.top = file, previewShown, 0
	s.facts = factsOf(&file.Project)
	if s.speech != nil {
		s.file.Document.Language = *s.speech
	}
	for i, one := range s.file.Document.Speakers {
		if role, ok := s.roles[one.Name]; ok {
			s.file.Document.SetRole(i, role)
		}
	}
	at := s.list.Key()
	s.lay()
	if !s.list.Goto(at) {
		s.list.Home()
	}
	var several *taguette.SeveralError
	if errors.As(file.Err, &several) {
		s.askPart(several.Names)
	}
}

// lay shows the speakers of a transcript, or the parts of a project.
func (s *previewScreen) lay() {
	s.body = previewText{}
	switch {
	case s.file.Kind == workspace.KindTranscript:
		s.receipt = s.file.Document.Receipt(nil)
		s.laySpeakers()
	case s.file.Survey != nil:
		s.laySurvey()
	case s.file.Kind == workspace.KindCodebook:
		s.layCodebook()
	case s.file.Kind == workspace.KindFragments:
		s.layAmending()
	default:
		s.layProject()
	}
}

func (s *previewScreen) isTranscript() bool {
	return s.state == previewShown && s.file.Err == nil && s.file.Kind == workspace.KindTranscript
}

func (s *previewScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.isTranscript() {
		page := max(s.parts.text.h-1, 1)
		switch key {
		case "pgdown", "ctrl+d":
			s.scroll(page)
			return nil, true
		case "pgup", "ctrl+u":
			s.scroll(-page)
			return nil, true
		}
	}
	return nil, walk(s.list, key)
}

func (s *previewScreen) scroll(n int) { s.top = max(s.top+n, 0) } // Draw knows the end

func (s *previewScreen) Commands() []command {
	switch s.state {
	case previewReading:
		return []command{{id: "preview.cancel", keys: []string{"esc"}, bar: 1, run: s.leave}}
	case previewStoring:
		return []command{{id: "intake.stop", keys: []string{"esc"}, bar: 1, run: s.stop}}
	}
	var out []command
	if s.file.Err == nil {
		out = append(out, command{id: "preview.store", keys: []string{"enter"}, bar: 1, run: s.store})
	}
	out = append(out, command{id: "preview.cancel", keys: []string{"esc"}, bar: 2, run: s.leave})
	if s.isTranscript() && len(s.file.Document.Speakers) > 0 {
		out = append(out,
			command{id: "preview.rename", keys: []string{"e"}, bar: 3, run: s.rename},
			command{id: "preview.role", keys: []string{"R"}, bar: 4, run: s.nextRole},
			command{id: "preview.merge", keys: []string{"M"}, bar: 6, run: s.merge},
			command{id: "preview.tick", keys: []string{"space"}, bar: 7, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return nil }},
		)
	}
	out = append(out, s.tableCommands()...)
	if s.isTranscript() {
		out = append(out, command{id: "preview.language", keys: []string{"l"}, bar: 8, run: s.nextLanguage})
	}
	if s.hasEncoding() {
		out = append(out, command{id: "preview.encoding", keys: []string{"t"}, bar: 5, run: s.askEncoding})
	}
	return out
}

// leave goes back and leaves nothing.
func (s *previewScreen) leave() tea.Cmd {
	if s.list.Unmark() || s.list.ClearTicks() {
		return nil
	}
	s.dropRead(screenPreview, "file")
	s.file, s.state, s.path = workspace.Preview{}, previewShown, ""
	return s.goBack()
}

func (s *previewScreen) stop() tea.Cmd {
	s.job.cancel()
	return nil
}

func (s *previewScreen) title() string { return safe(filepath.Base(s.path)) }

func (s *previewScreen) Capturing() bool { return false }
