package tui

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// importJob is an import on its way: the queue runs it, the screen looks how
// far it is.
type importJob struct {
	cancel context.CancelFunc
	mu     sync.Mutex
	done   int
	total  int
	path   string
	ended  bool
}

func (j *importJob) progress(done, total int, path string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done, j.total, j.path = done, total, path
}

// importTick asks for a new frame while an import is on its way.
type importTick struct{}

func (j *importJob) watch() tea.Cmd {
	return tea.Tick(100*time.Millisecond, func(time.Time) tea.Msg { return importTick{} })
}

func (d *desk) askImport() tea.Cmd {
	if d.refuseReadOnly() {
		return nil
	}
	d.ask(promptFor(d, "import.ask", "", func(answer string) tea.Cmd { return d.startImport(typedPaths(answer), false) }))
	return nil
}

func (d *desk) startImport(paths []string, again bool) tea.Cmd {
	ctx, cancel := context.WithCancel(d.ctx)
	job := &importJob{cancel: cancel}
	ws := d.ws
	var receipts []workspace.Receipt
	d.job = job
	run := d.act(screenDocuments, func(context.Context, codebook.CoderID) (tea.Msg, error) {
		var err error
		receipts, err = ws.Import(ctx, paths, again, job.progress)
		if ctx.Err() != nil {
			err = nil
		}
		return nil, err
	}, nil)
	return tea.Batch(job.watch(), func() tea.Msg {
		m, ok := run().(acted)
		cancel()
		job.mu.Lock()
		job.ended = true
		job.mu.Unlock()
		if !ok {
			return m
		}
		return imported{acted: m, receipts: receipts}
	})
}

// imported is an import that ended; App shows the receipt.
type imported struct {
	acted    acted
	receipts []workspace.Receipt
}

// showReceipts says what came in, what was changed and what was refused.
func (d *desk) showReceipts(receipts []workspace.Receipt) {
	var b strings.Builder
	came, refused := 0, 0
	duplicates := []string{}
	for _, r := range receipts {
		if r.Err != nil {
			refused++
			fact, hint := wordError(d.tongue, r.Err)
			b.WriteString(filepath.Base(r.Path) + "\n  " + d.say("import.refused", "Reason", fact) + "\n")
			if hint != "" && !isDuplicate(r.Err) { // for those Enter is the hint
				b.WriteString("  " + hint + "\n")
			}
			if isDuplicate(r.Err) {
				duplicates = append(duplicates, r.Path)
			}
			b.WriteString("\n")
			continue
		}
		for _, doc := range r.Documents {
			came++
			d.writeReceipt(&b, doc, r.Warnings)
		}
	}
	title := d.say("import.title", "Count", came, "Refused", refused)
	var then func() tea.Cmd
	if len(duplicates) > 0 {
		b.WriteString(d.say("import.again") + "\n")
		then = func() tea.Cmd { return d.startImport(duplicates, true) }
	}
	d.ask(page(d, title, strings.TrimRight(b.String(), "\n"), then))
}

func (d *desk) writeReceipt(b *strings.Builder, doc workspace.ImportedDocument, warnings []transcript.Warning) {
	b.WriteString(doc.Title + "\n  " + d.say("import.came", "Kind", doc.Kind, "Count", doc.Turns, "Turns", d.tongue.Number(doc.Turns), "Words", d.tongue.Number(doc.Words)) + "\n")
	for _, s := range doc.Speakers {
		b.WriteString("  " + d.say("import.speaker", "Name", s.Name, "Count", s.Turns, "Rule", d.ruleName(s.Rule)))
		if s.Role != transcript.RoleNone {
			b.WriteString(" · " + d.roleName(s.Role))
		}
		b.WriteString("\n")
	}
	for _, w := range warnings {
		b.WriteString("  ! " + d.wordWarning(w) + "\n")
	}
	b.WriteString("\n")
}

func (d *desk) wordWarning(w transcript.Warning) string {
	var pairs []any
	for k, v := range w.Args {
		pairs = append(pairs, k, v)
	}
	return d.say("warning."+w.Code, pairs...)
}

// jobStatus is the status row while an import is on its way.
func (d *desk) jobStatus() string {
	if d.job == nil {
		return ""
	}
	d.job.mu.Lock()
	defer d.job.mu.Unlock()
	if d.job.ended {
		return ""
	}
	return d.say("import.progress", "Done", d.job.done, "Total", d.job.total, "Name", safe(filepath.Base(d.job.path)))
}
