package tui

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
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
	pages  pageCount
}

// pageCount is how far the reading of a long file is; readers tell it from
// goroutines of their own.
type pageCount struct {
	mu          sync.Mutex
	path        string
	done, total int
}

func (c *pageCount) progress(path string, done, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.path, c.done, c.total = path, done, total
}

// at is how many pages of the file were read; 0 of 0 when nothing is known.
func (c *pageCount) at(path string) (done, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.path != path {
		return 0, 0
	}
	return c.done, c.total
}

func (j *importJob) progress(done, total int, path string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done, j.total, j.path = done, total, path
}

// at is how far it is; going is false when there is none, or it ended.
func (j *importJob) at() (done, total int, path string, going bool) {
	if j == nil {
		return 0, 0, "", false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done, j.total, j.path, !j.ended
}

func (j *importJob) end() {
	j.cancel()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended = true
}

// importTick asks for a new frame while an import is on its way.
type importTick struct{}

func (j *importJob) watch() tea.Cmd {
	return tea.Tick(100*time.Millisecond, func(time.Time) tea.Msg { return importTick{} })
}

// askImport asks for files. What they are is looked at in the background: one
// file is previewed, of several there is a list first.
func (d *desk) askImport() tea.Cmd {
	if d.refuseReadOnly() {
		return nil
	}
	d.ask(promptFor(d, "import.ask", "", func(answer string) tea.Cmd { return d.look(typedPaths(answer)) }))
	return nil
}

// looked is what there is to import; the intake screen gets it.
type looked struct{ files []workspace.Look }

func (d *desk) look(paths []string) tea.Cmd {
	d.tell("intake.looking")
	ws := d.ws
	return d.read(screenIntake, "look", func(ctx context.Context) (tea.Msg, error) {
		files := ws.Look(ctx, paths)
		return looked{files: files}, ctx.Err()
	})
}

// startImport brings files in, one step per file; again takes texts that are
// there already once more.
func (d *desk) startImport(paths []string, again bool) tea.Cmd {
	ws := d.ws
	return d.runImport(screenIntake, func(ctx context.Context, job *importJob) ([]workspace.Receipt, error) {
		return ws.ImportWith(ctx, paths, workspace.ImportOptions{Again: again, Pages: job.pages.progress}, job.progress)
	})
}

// runImport puts an import in the queue. A stopped one is no error: what came
// in by then stays, and the receipts say what that is.
func (d *desk) runImport(owner screenID, f func(context.Context, *importJob) ([]workspace.Receipt, error)) tea.Cmd {
	ctx, cancel := context.WithCancel(d.ctx)
	job := &importJob{cancel: cancel}
	d.job = job
	var receipts []workspace.Receipt
	stopped := false
	run := d.act(owner, func(context.Context, codebook.CoderID) (tea.Msg, error) {
		var err error
		receipts, err = f(ctx, job)
		if stopped = ctx.Err() != nil; stopped {
			err = nil
		}
		return nil, err
	}, nil)
	return tea.Batch(job.watch(), func() tea.Msg {
		m, ok := run().(acted)
		job.end()
		if !ok {
			return m
		}
		return imported{acted: m, receipts: receipts, stopped: stopped}
	})
}

// imported is an import that ended; its owner shows the receipts.
type imported struct {
	acted    acted
	receipts []workspace.Receipt
	stopped  bool
}

// jobStatus is the status row while an import is on its way.
func (d *desk) jobStatus() string {
	done, total, path, going := d.job.at()
	if !going || total == 0 {
		return d.checkStatus()
	}
	words := d.say("import.progress", "Done", done, "Total", total, "Name", safe(filepath.Base(path)))
	return words + d.pageStatus(d.job.pages.at(path))
}

// pageStatus words the pages of a long file that were read, "" when there is
// nothing to tell.
func (d *desk) pageStatus(done, total int) string {
	if total == 0 {
		return ""
	}
	return " · " + d.say("import.pages", "Done", d.tongue.Number(done), "Total", d.tongue.Number(total))
}

// dropRead stops a read that is on its way; its result is not shown.
func (d *desk) dropRead(owner screenID, topic string) {
	key := string(owner) + "/" + topic
	d.reads[key]++
	if stop := d.stops[key]; stop != nil {
		stop()
	}
}
