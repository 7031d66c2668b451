package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestCreateAndOpen(t *testing.T) {
	f := newField(t)
	info := f.Info()
	if info.Name != "veld" || info.Schema != 1 || info.ReadOnly || info.Newer || info.Created.IsZero() || info.ID.Version() != 7 {
		t.Errorf("info %+v", info)
	}
	if stat, err := os.Stat(f.path); err != nil || (runtime.GOOS != "windows" && stat.Mode().Perm() != 0o600) {
		t.Errorf("file %v, %v", stat.Mode(), err)
	}
	_, err := Create(ctx, f.path, f.env.options())
	is(t, err, os.ErrExist)
	f.reopen()
	if f.Info() != info {
		t.Errorf("info %+v after %+v", f.Info(), info)
	}
	_, err = Open(ctx, f.path+".elders", f.env.options())
	is(t, err, os.ErrNotExist)
	_, err = Create(ctx, filepath.Join(filepath.Dir(f.path), "geen", "map.veldwerk"), f.env.options())
	is(t, err, os.ErrNotExist)
}

// TestNamesOfFiles opens the file that was named and no other.
func TestNamesOfFiles(t *testing.T) {
	names := []string{"Interviews #2 50%", "wat?", "100%20", "met spatie", `"aanhaling" 'enkel'`, "a&b=c;d", "één-ü-日本", "x+y", "[haken]", "a?mode=memory", "%00", "-p"}
	dir := t.TempDir()
	env := &surroundings{}
	for _, name := range names {
		if runtime.GOOS == "windows" && strings.ContainsAny(name, `?"`) {
			continue
		}
		path := filepath.Join(dir, name+".veldwerk")
		p, err := Create(ctx, path, env.options())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if p.Info().Name != name {
			t.Errorf("name %q, want %q", p.Info().Name, name)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if p, err = Open(ctx, path, env.options()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && len(entries) != len(names) {
		t.Errorf("%d files for %d names: %v", len(entries), len(names), entries)
	}
}

func TestFilesThatAreNoProject(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	f.ok(f.Close())
	whole, err := os.ReadFile(f.path)
	f.ok(err)
	foreign := append([]byte{}, whole...)
	copy(foreign[68:], "Tgtt")
	scrambled := append([]byte{}, whole...)
	for i := 4096; i < len(scrambled); i++ {
		scrambled[i] = byte(i * 7)
	}
	cases := map[string]struct {
		content []byte
		want    error
	}{
		"empty":         {nil, ErrNotProject},
		"a text":        {[]byte("I: Hoe gaat het?\n" + strings.Repeat("R: Goed hoor.\n", 400)), ErrNotProject},
		"a short text":  {[]byte("x"), ErrNotProject},
		"a header only": {[]byte("SQLite format 3\x00"), ErrNotProject},
		"other program": {foreign, ErrNotProject},
		"cut off":       {whole[:len(whole)/2/4096*4096], ErrDamaged},
		"scrambled":     {scrambled, ErrDamaged},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.veldwerk")
			f.ok(os.WriteFile(path, c.content, 0o600))
			for _, readOnly := range []bool{true, false} {
				opt := f.env.options()
				opt.ReadOnly = readOnly
				p, err := Open(ctx, path, opt)
				if err == nil {
					_ = p.Close()
				}
				is(t, err, c.want)
			}
			after, err := os.ReadFile(path)
			f.ok(err)
			if string(after) != string(c.content) {
				t.Error("a file that is not ours was written")
			}
		})
	}
	_, err = Open(ctx, t.TempDir(), f.env.options())
	is(t, err, ErrNotProject)
}

// TestOpenForReadingLeavesTheFileAlone also lets nothing be written.
func TestOpenForReadingLeavesTheFileAlone(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	f.ok(f.Close())
	before, err := os.ReadFile(f.path)
	f.ok(err)
	p, err := Open(ctx, f.path, Options{ReadOnly: true})
	f.ok(err)
	if !p.Info().ReadOnly || p.Info().Newer {
		t.Errorf("info %+v", p.Info())
	}
	f.Project = p
	if len(f.spans()) != 1 {
		t.Error("the coding is not there")
	}
	_, err = p.Codings.Apply(ctx, f.anna, Application{})
	is(t, err, ErrReadOnly)
	_, err = p.Changes.Undo(ctx, f.anna)
	is(t, err, ErrReadOnly)
	coder, err := p.Coders.Ensure(ctx, "anna de WIT")
	if err != nil || coder.ID != f.anna {
		t.Errorf("known coder: %v, %v", coder, err)
	}
	_, err = p.Coders.Ensure(ctx, "Chris")
	is(t, err, ErrReadOnly)
	f.sound()
	f.ok(p.Close())
	f.ok(p.Close())
	after, err := os.ReadFile(f.path)
	f.ok(err)
	if string(before) != string(after) {
		t.Error("the file changed")
	}
}

func TestVersionGrowsWithActsOnly(t *testing.T) {
	f := newField(t)
	version := func() int64 {
		v, err := f.Version(ctx)
		f.ok(err)
		return v
	}
	start := version()
	f.reopen()
	_, err := f.Codings.All(ctx)
	f.ok(err)
	if version() != start {
		t.Error("reading or opening changed the version")
	}
	f.apply(f.anna, 0, 10, 20)
	if version() <= start {
		t.Error("an act did not")
	}
	coded := version()
	f.apply(f.anna, 0, 12, 18) // covered already
	if version() != coded {
		t.Error("an act that changes nothing changed the version")
	}
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if version() <= coded {
		t.Error("undo did not change it")
	}
}

func TestCounts(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	_, err := f.Codes.Add(ctx, f.anna, codeUnder("sub", f.codes[0].ID))
	f.ok(err)
	got, err := f.Counts(ctx)
	f.ok(err)
	want := Counts{Documents: 1, Turns: 5, Words: 26, Speakers: 3, Cases: 1, Codes: 4, Codings: 1, Coders: 2}
	if got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	f.ok(f.Codes.Merge(ctx, f.anna, f.codes[1].ID, f.codes[0].ID))
	if got, err = f.Counts(ctx); err != nil || got.Codes != 3 {
		t.Errorf("after a merge %d codes, %v", got.Codes, err)
	}
}

func TestClosedAndCancelled(t *testing.T) {
	f := newField(t)
	cancelled, cancel := contextCancelled()
	cancel()
	_, err := f.Cases.Add(cancelled, f.anna, "Urk")
	if err == nil {
		t.Error("a cancelled act went through")
	}
	cases, err := f.Cases.List(ctx)
	f.ok(err)
	if len(cases) != 1 {
		t.Errorf("cases %v", cases)
	}
	f.ok(f.Close())
	_, err = f.Cases.Add(ctx, f.anna, "Urk")
	is(t, err, ErrReadOnly)
	if _, err = f.Cases.List(ctx); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("reading a closed project: %v", err)
	}
}

// TestManyAtOnce lets acts and reports get in each other's way.
func TestManyAtOnce(t *testing.T) {
	f := newField(t)
	const coders, acts = 4, 15
	var all sync.WaitGroup
	errs := make(chan error, coders*acts*2)
	for n := range coders {
		by := f.coder(fmt.Sprintf("codeur %d", n))
		all.Go(func() {
			for i := range acts {
				_, err := f.Codings.Apply(ctx, by, Application{Code: f.codes[0].ID, Places: []Place{{f.doc.ID, span(i*3, i*3+2)}}})
				errs <- err
			}
		})
		all.Go(func() {
			for range acts {
				_, err := f.Documents.Get(ctx, f.doc.ID)
				if err == nil {
					_, err = f.Check(ctx)
				}
				errs <- err
			}
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		f.ok(err)
	}
	if n := len(f.spans()); n != coders*acts {
		t.Errorf("%d codings of %d", n, coders*acts)
	}
	f.sound()
}
