package tui

import (
	"context"
	"errors"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// speakerAt is the place in the document of the speaker under the cursor.
func (s *previewScreen) speakerAt() (int, bool) {
	i, err := strconv.Atoi(s.list.Key())
	return i, err == nil && s.isTranscript() && i < len(s.file.Document.Speakers)
}

func (s *previewScreen) speakerNamed(name string) int {
	folded := codebook.Fold(name)
	return slices.IndexFunc(s.file.Document.Speakers, func(one transcript.Speaker) bool { return codebook.Fold(one.Name) == folded })
}

// rename gives the speaker under the cursor another name; to that of another
// speaker the two become one, as the receipt of the command line has it too.
func (s *previewScreen) rename() tea.Cmd {
	at, ok := s.speakerAt()
	if !ok {
		return nil
	}
	was := s.file.Document.Speakers[at].Name
	s.ask(promptFor(s.desk, "preview.ask-rename", was, func(name string) tea.Cmd {
		if into := s.speakerNamed(name); into >= 0 && into != at {
			s.mergeInto([]int{at}, into)
			return nil
		}
		s.file.Document.RenameSpeaker(at, name)
		s.keepRename(was, s.file.Document.Speakers[at])
		s.lay()
		return nil
	}))
	return nil
}

// keepRename remembers what was chosen, for when the file is read anew.
func (s *previewScreen) keepRename(was string, now transcript.Speaker) {
	s.options.Renames = append(s.options.Renames, workspace.Renaming{From: was, To: now.Name})
	if role, ok := s.roles[was]; ok {
		delete(s.roles, was)
		s.roles[now.Name] = role
	}
}

// merge makes the ticked speakers, else the one under the cursor, one with the
// speaker that is picked.
func (s *previewScreen) merge() tea.Cmd {
	at, ok := s.speakerAt()
	if !ok {
		return nil
	}
	chosen := []int{at}
	if s.list.TickCount() > 0 {
		chosen = nil
		for _, key := range s.list.Ticked() {
			if i, err := strconv.Atoi(key); err == nil {
				chosen = append(chosen, i)
			}
		}
	}
	var items []choice
	for i, one := range s.counts() {
		if len(chosen) > 1 || i != chosen[0] {
			items = append(items, choice{key: itoa(i), label: s.file.Document.Speakers[i].Name, detail: s.say("intake.turns", "Count", one)})
		}
	}
	if len(items) == 0 {
		s.tell("speakers.alone", "Name", safe(s.file.Document.Speakers[at].Name))
		return nil
	}
	s.ask(pickFrom(s.desk, "preview.ask-merge", items, func(key string) tea.Cmd {
		into, _ := strconv.Atoi(key) // keys are places
		s.mergeInto(chosen, into)
		return nil
	}))
	return nil
}

// mergeInto takes the last first: the places behind one that goes move down.
func (s *previewScreen) mergeInto(from []int, into int) {
	doc := &s.file.Document
	name := doc.Speakers[into].Name
	slices.Sort(from)
	n := 0
	for _, i := range slices.Backward(slices.Compact(from)) {
		if i == into {
			continue
		}
		s.options.Renames = append(s.options.Renames, workspace.Renaming{From: doc.Speakers[i].Name, To: name})
		delete(s.roles, doc.Speakers[i].Name)
		doc.MergeSpeakers(i, into)
		if i < into {
			into--
		}
		n++
	}
	s.list.ClearTicks()
	s.lay()
	s.list.Goto(itoa(into))
	s.tell("preview.merged", "Count", n, "Name", safe(name))
}

// nextRole gives the speaker under the cursor the next role: none, interviewer,
// respondent.
func (s *previewScreen) nextRole() tea.Cmd {
	at, ok := s.speakerAt()
	if !ok {
		return nil
	}
	one := s.file.Document.Speakers[at]
	next := roleAfter[one.Role]
	s.file.Document.SetRole(at, next)
	s.roles[one.Name] = next
	s.lay()
	return nil
}

// nextLanguage says in which language the text is, for searching it.
func (s *previewScreen) nextLanguage() tea.Cmd {
	next := languageAfter[s.file.Document.Language]
	s.file.Document.Language, s.speech = next, &next
	return nil
}

// packed are the formats that say themselves in which encoding they are, so
// that there is nothing to choose.
var packed = []string{"docx", "odt", "epub", "pdf", "qdpx", "qde", "qdc", "qda", "sqlite", "xlsx", "encrypted", "binary", "zip", "png", "empty", ""}

// hasEncoding says whether another encoding may help.
func (s *previewScreen) hasEncoding() bool {
	if s.state != previewShown || slices.Contains(packed, s.file.Format) {
		return false
	}
	var refused *transcript.Error
	if errors.As(s.file.Err, &refused) {
		return s.options.Encoding != "" || refused.Code == "unknown-encoding" || refused.Code == "no-text"
	}
	return s.file.Err == nil && s.file.Kind == workspace.KindTranscript
}

func (s *previewScreen) askEncoding() tea.Cmd {
	items := []choice{{key: "", label: s.say("preview.encoding-found")}}
	now := s.file.Encoding()
	for _, name := range transcript.Encodings() {
		detail := s.say("preview.encoding-of." + name)
		if name == now {
			detail = s.say("preview.encoding-now")
		}
		items = append(items, choice{key: name, label: name, detail: detail})
	}
	s.ask(pickFrom(s.desk, "preview.ask-encoding", items, func(name string) tea.Cmd {
		s.options.Encoding = name
		return s.reread()
	}))
	return nil
}

// askPart asks which of the projects in the file is meant.
func (s *previewScreen) askPart(names []string) {
	var items []choice
	for _, name := range names {
		items = append(items, choice{key: name, label: name})
	}
	s.ask(pickFrom(s.desk, "preview.ask-part", items, func(name string) tea.Cmd {
		s.options.Part = name
		return s.reread()
	}))
}

// store brings the file in as it is shown, in one step.
func (s *previewScreen) store() tea.Cmd {
	if s.refuseReadOnly() || s.file.Err != nil {
		return nil
	}
	s.state = previewStoring
	ws, file, o := s.ws, s.file, workspace.ImportOptions{Again: s.again, Theirs: s.options.Theirs, CreateCodes: s.options.CreateCodes}
	return s.runImport(screenPreview, func(ctx context.Context, _ *importJob) ([]workspace.Receipt, error) {
		r, err := ws.ImportReadWith(ctx, file, o)
		if r.Path == "" {
			return nil, err
		}
		return []workspace.Receipt{r}, err
	})
}

// stored tells what came in and goes to it. A text that is there already stays
// in the preview until the person decides.
func (s *previewScreen) stored(m imported) tea.Cmd {
	s.state = previewShown
	if len(m.receipts) == 0 || m.stopped {
		if m.acted.err == nil {
			s.tell("preview.nothing-stored")
		}
		return nil
	}
	r := m.receipts[0]
	if r.Err != nil {
		return s.refused(r.Err)
	}
	s.file, s.path = workspace.Preview{}, ""
	next := s.instead(screenDocuments, nil)
	switch {
	case s.from == screenIntake:
		next = tea.Batch(func() tea.Msg { return toScreen{owner: screenIntake, msg: received{receipt: r}} }, s.goBack())
	case r.Kind == workspace.KindCodebook:
		next = s.instead(screenCodebook, nil)
	case len(r.Documents) > 0:
		next = s.instead(screenDocuments, showDocument{id: r.Documents[0].ID})
	}
	if r.Taken == nil && len(r.Documents) == 1 {
		one := r.Documents[0]
		s.tell("preview.stored", "Title", safe(one.Title), "Parts", s.amounts(amount{"intake.turns", one.Turns}, amount{"intake.words", one.Words}))
		return next
	}
	then := func() tea.Cmd { return nil }
	body := s.receiptText(r)
	if r.Taken != nil && r.Taken.Strays > 0 {
		body += "\n\n" + s.say("preview.to-quarantine", "Count", r.Taken.Strays)
		then = func() tea.Cmd { return s.goTo(screenQuarantine, nil) }
	}
	s.ask(page(s.desk, s.say("preview.received"), body, then))
	return next
}

func (s *previewScreen) refused(err error) tea.Cmd {
	if !isDuplicate(err) {
		s.fail(err)
		return nil
	}
	fact, _ := wordError(s.tongue, err)
	items := []choice{{key: "no", label: s.say("preview.leave-it"), detail: fact}, {key: "yes", label: s.say("preview.take-again")}}
	s.ask(pickFrom(s.desk, "preview.is-there", items, func(key string) tea.Cmd {
		if key != "yes" {
			return s.leave()
		}
		s.again = true
		return s.store()
	}))
	return nil
}
