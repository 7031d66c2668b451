//go:build unix

package store

import (
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// committedTrace is what a child did that made a project and lived in it; see
// TestRecordTrace for how it is made.
const committedTrace = "testdata/powercut.trace.gz"

// image is a folder as a power cut may leave it, and what was acknowledged by
// then.
type image struct {
	point           int // calls of the trace done
	naming, content int
	files           map[string]leftover

	created bool
	mark    mark
	copies  map[string]mark // backups that were acknowledged
}

func (i *image) String() string {
	return fmt.Sprintf("call %d, names %s, contents %s", i.point, wayNames[i.naming], wayNames[i.content])
}

// powerCuts replays a trace and cuts the power after its calls, in `draws` ways
// each. Images that were seen before count once.
type powerCuts struct {
	*trace
	seed  int64
	draws int
	share int // of the calls, in hundredths, after which it is cut
	tune  func(d *disk)

	made   int // images, the same ones too
	each   [ways]int
	judges func(i *image) error
	errs   []error
	opened int
	mu     sync.Mutex
}

func (c *powerCuts) run() error {
	work := make(chan *image, 8)
	var all sync.WaitGroup
	for range runtime.NumCPU() {
		all.Go(func() {
			for i := range work {
				err := c.judges(i)
				c.mu.Lock()
				c.opened++
				if err != nil {
					c.errs = append(c.errs, fmt.Errorf("%v: %w", i, err))
				}
				c.mu.Unlock()
			}
		})
	}
	err := c.images(func(i *image) { work <- i })
	close(work)
	all.Wait()
	return err
}

func (c *powerCuts) images(give func(i *image)) error {
	d := newDisk(c.trace)
	if c.tune != nil {
		c.tune(d)
	}
	r := rand.New(rand.NewSource(c.seed))
	seed, seen := maphash.MakeSeed(), map[uint64]bool{}
	said := image{copies: map[string]mark{}}
	for point, one := range c.Calls {
		if err := d.do(one); err != nil {
			return fmt.Errorf("call %d: %w", point, err)
		}
		if one.Op == "say" {
			if err := said.hear(string(c.data(one))); err != nil {
				return err
			}
		}
		if r.Intn(100) >= c.share {
			continue
		}
		for range c.draws {
			i := image{point: point, naming: r.Intn(some + 1), content: r.Intn(ways), created: said.created, mark: said.mark}
			if i.content == whole && r.Intn(4) > 0 {
				i.content = torn // whole is what a kill leaves; a power cut can do worse
			}
			i.files, i.copies = d.crash(i.naming, i.content, r), maps.Clone(said.copies)
			c.made++
			if key := i.key(seed); !seen[key] {
				seen[key] = true
				c.each[i.content]++
				give(&i)
			}
		}
	}
	return nil
}

// key tells images apart, and what they are held to.
func (i *image) key(seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, name := range slices.Sorted(maps.Keys(i.files)) {
		f := i.files[name]
		fmt.Fprintf(&h, "%s %d %d\n", name, f.stamp, len(f.content))
		if f.stamp == 0 {
			_, _ = h.Write(f.content)
		}
	}
	fmt.Fprint(&h, i.created, i.mark, len(i.copies))
	return h.Sum64()
}

// hear takes up the acknowledgements in what a child said.
func (i *image) hear(said string) error {
	for line := range strings.Lines(said) {
		var what, hash, name string
		var n int64
		if _, err := fmt.Sscanf(line, "%s %d %s %s", &what, &n, &hash, &name); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		i.created = true
		i.mark = mark{n, hash}
		if what == "copy" {
			i.copies[name] = i.mark
		}
	}
	return nil
}

// judge opens images as the next start would: sound, with all that was
// acknowledged. Copies are opened once for each content.
type judge struct {
	place  func() string // a folder of its own for each call at a time
	giveUp func(place string)
	deep   int // Check in full of one in so many images, else of SQLite's part
	copies sync.Map
}

func newJudge(t *testing.T, deep int) *judge {
	free := make(chan string, runtime.NumCPU())
	root := inMemory(t)
	for n := range runtime.NumCPU() {
		dir := filepath.Join(root, fmt.Sprint(n))
		must(t, os.Mkdir(dir, 0o700))
		free <- dir
	}
	return &judge{place: func() string { return <-free }, giveUp: func(dir string) { free <- dir }, deep: deep}
}

func (j *judge) judge(i *image) error {
	place := j.place()
	defer j.giveUp(place)
	if err := lay(place, i.files, i.copies); err != nil {
		return err
	}
	for name, m := range i.copies {
		if err := j.judgeCopy(place, name, i.files[name], m); err != nil {
			return fmt.Errorf("acknowledged copy: %w", err)
		}
	}
	env := &surroundings{ids: 1 << 20}
	opt := env.options()
	opt.ReadOnly = i.point%2 == 0
	p, err := Open(ctx, filepath.Join(place, "veld.veldwerk"), opt)
	if !i.created && (errors.Is(err, os.ErrNotExist) || errors.Is(err, ErrNotProject)) {
		return nil // nobody was told that there is one
	}
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	if i.point%j.deep == 0 {
		return p.whole(ctx, i.mark)
	}
	var verdict string
	if err := p.readers.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil || verdict != "ok" {
		return errors.Join(err, errors.New(verdict))
	}
	return p.keeps(ctx, i.mark)
}

func (j *judge) judgeCopy(place, name string, f leftover, m mark) error {
	if f.content == nil {
		return fmt.Errorf("%s: %w", name, os.ErrNotExist)
	}
	if _, seen := j.copies.LoadOrStore(fmt.Sprint(name, f.stamp), true); seen && f.stamp > 0 {
		return nil
	}
	if err := os.WriteFile(filepath.Join(place, name), f.content, 0o600); err != nil {
		return err
	}
	p, err := Open(ctx, filepath.Join(place, name), Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	return p.whole(ctx, m)
}

// cut replays a trace and reports.
func cut(t *testing.T, c *powerCuts, deep int) {
	t.Helper()
	c.judges = newJudge(t, deep).judge
	must(t, c.run())
	for n, err := range c.errs {
		if n < 5 {
			t.Error(err)
		}
	}
	var kinds []string
	for way, n := range c.each {
		kinds = append(kinds, fmt.Sprintf("%s %d", wayNames[way], n))
	}
	t.Logf("%d calls, %d images, %d of them different and opened (%s): %d damaged or with something acknowledged lost",
		len(c.Calls), c.made, c.opened, strings.Join(kinds, ", "), len(c.errs))
}

// TestPowerCut replays what a program did to the disk up to one in four of its
// calls, and cuts the power there.
func TestPowerCut(t *testing.T) {
	made, err := readTrace(committedTrace)
	must(t, err)
	c := &powerCuts{trace: made, seed: 5, draws: 2, share: 25}
	cut(t, c, 10)
	if c.opened < 1000 {
		t.Errorf("only %d different images", c.opened)
	}
}

// TestPowerCutHasTeeth: a program that does not wait for the disk loses work in
// the same replay. One that syncs its files but not their folder keeps a sound
// file and loses the last act; that is what synchronous=FULL would do.
func TestPowerCutHasTeeth(t *testing.T) {
	made, err := readTrace(committedTrace)
	must(t, err)
	for name, tune := range map[string]func(d *disk){
		"no sync":               func(d *disk) { d.ignoreSyncs = true },
		"no sync of the folder": func(d *disk) { d.ignoreFolderSyncs = true },
	} {
		t.Run(name, func(t *testing.T) {
			c := &powerCuts{trace: made, seed: 5, draws: 2, share: 4, tune: tune, judges: newJudge(t, 1).judge}
			must(t, c.run())
			t.Logf("%d images, %d damaged or with something acknowledged lost", c.opened, len(c.errs))
			if len(c.errs) < c.opened/20 {
				t.Error("nearly nothing was lost: this replay would not see a fault")
			}
		})
	}
}
