//go:build unix

package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"veldwerk/store"
)

// beside are the published files of the folder, and what each holds.
func (c *cloud) beside() map[string]string {
	c.t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(c.folder)
	ok(c.t, err)
	for _, e := range entries {
		out[e.Name()] = fmt.Sprint(c.read(filepath.Join(c.folder, e.Name())))
	}
	return out
}

// foreignFile is the file of another project.
func foreignFile(t *testing.T) []byte {
	t.Helper()
	other := newCloud(t)
	o := other.create(other.machine("ander"), "Bas")
	ok(t, add(o, "van Bas"))
	ok(t, o.Close())
	content, err := os.ReadFile(other.path)
	ok(t, err)
	return content
}

// TestSwappedOutIsKept puts a file of another project at the path in the instant
// in which ours takes its place. It is in our hands only, and nobody's to throw
// away.
func TestSwappedOutIsKept(t *testing.T) {
	c := newCloud(t)
	foreign := foreignFile(t)

	w := c.create(c.machine("laptop"), "Anna")
	ok(t, w.Publish(ctx))
	ok(t, add(w, "van Anna"))
	w.copy.exchange = func(a, b string) error {
		w.copy.exchange = changePlaces
		ok(t, os.WriteFile(b, foreign, 0o600))
		return changePlaces(a, b)
	}
	ok(t, w.Publish(ctx))
	got := c.beside()
	if got["wijk.veldwerk"] != "[van Anna]" || got["wijk 2.veldwerk"] != "[van Bas]" || len(got) != 2 {
		t.Errorf("published %v; notices %s", got, noticed(w))
	}
}

// TestWrittenBeforeTheRename has another machine publish between the look at
// the file and its replacement, where names can't change places.
func TestWrittenBeforeTheRename(t *testing.T) {
	c := newCloud(t)
	w := c.create(c.machine("laptop"), "Anna")
	ok(t, w.Publish(ctx))
	pc := c.machine("pc")
	ok(t, add(w, "van Anna"))
	w.copy.exchange = func(string, string) error {
		w.copy.exchange = func(string, string) error { return errNoExchange }
		o := c.open(pc, Options{Mode: Write, Coder: "Bas"})
		ok(t, add(o, "van Bas"))
		ok(t, o.Close())
		return errNoExchange
	}
	ok(t, w.Publish(ctx))
	codesAre(t, "published", c.published(), "van Anna", "van Bas")
}

// TestStrayIsPublishedAfterAll takes the share away, works in a copy of the file
// elsewhere, and gives the share back: its file must get what it lacks.
func TestStrayIsPublishedAfterAll(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, add(w, "een"))
	ok(t, w.Publish(ctx))
	ok(t, add(w, "twee"))
	away := c.folder + " weg"
	ok(t, os.Rename(c.folder, away))
	var late *UnpublishedError
	if err := w.Close(); !errors.As(err, &late) {
		t.Fatal(err)
	}

	b, err := os.ReadFile(filepath.Join(away, "wijk.veldwerk"))
	ok(t, err)
	elsewhere := filepath.Join(t.TempDir(), "OneDrive", "wijk.veldwerk")
	ok(t, os.MkdirAll(filepath.Dir(elsewhere), 0o700))
	ok(t, os.WriteFile(elsewhere, b, 0o600))
	o, err := Open(ctx, elsewhere, env, Options{Mode: Write, Coder: "Anna"})
	ok(t, err)
	codesAre(t, "elsewhere", codesOf(t, o.Project), "een", "twee")
	ok(t, o.Close())

	ok(t, os.Rename(away, c.folder))
	w = c.open(env, Options{Mode: Write, Coder: "Anna"})
	ok(t, w.Close())
	codesAre(t, "published", c.published(), "een", "twee")
}

// TestSameFileOtherName opens by a hard link what has unpublished work under its
// first name.
func TestSameFileOtherName(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, w.Publish(ctx))
	ok(t, add(w, "niet gepubliceerd"))
	w.copy.exchange = func(string, string) error { return os.ErrNotExist }
	var late *UnpublishedError
	if err := w.Close(); !errors.As(err, &late) {
		t.Fatal(err)
	}
	second := filepath.Join(c.folder, "tweede naam.veldwerk")
	ok(t, os.Link(c.path, second))
	o, err := Open(ctx, second, env, Options{Mode: Write, Coder: "Anna"})
	ok(t, err)
	codesAre(t, "by its other name", codesOf(t, o.Project), "niet gepubliceerd")
	ok(t, o.Close())
}

// TestTheLastOfTwoProjects: of two projects that stood at a path, the one that
// stood there last is opened when nothing is there.
func TestTheLastOfTwoProjects(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	for i, name := range []string{"een", "twee", "drie"} {
		env.Now = later(env, i)
		w := c.create(env, "Anna")
		ok(t, add(w, name))
		ok(t, w.Close())
		ok(t, os.Remove(c.path))
	}
	w := c.open(env, Options{Mode: Read})
	codesAre(t, "the last one", codesOf(t, w.Project), "drie")
}

// TestLeftovers is what a killed program can leave beside the path. Nothing of
// it keeps anybody from publishing, and nothing of others is lost.
func TestLeftovers(t *testing.T) {
	c := newCloud(t)
	foreign := foreignFile(t)
	w := c.create(c.machine("laptop"), "Anna")
	ok(t, w.Publish(ctx))
	sound, err := os.ReadFile(c.path)
	ok(t, err)
	strange := append([]byte(nil), sound...)
	copy(strange[60:], []byte{0, 0, 0, 99}) // a schema that we don't know
	changed := bytes.Replace(sound, []byte(" TEXT"), []byte(" BLOB"), 1)

	lefts := map[string][]byte{"empty": {}, "a head": sound[:100], "a page": sound[:4096], "newer": strange, "foreign": foreign, "tables that are not ours": changed, "noise": []byte("geen project")}
	for n := 1; n < 12; n++ {
		lefts[fmt.Sprint("part ", n)] = sound[:len(sound)*n/12]
	}
	n := 0
	for what, left := range lefts {
		ok(t, os.WriteFile(w.copy.draftPath(), left, 0o600))
		ok(t, add(w, fmt.Sprintf("a-%05d", n)))
		n++
		if err := w.Publish(ctx); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := os.Stat(w.copy.draftPath()); err == nil {
			t.Errorf("%s lies on", what)
			ok(t, os.Remove(w.copy.draftPath()))
		}
	}
	_, err = prefixOf(c.published())
	ok(t, err)
	kept := map[string]bool{} // who can't read it may not throw it away either
	entries, err := os.ReadDir(c.folder)
	ok(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(c.folder, e.Name()))
		ok(t, err)
		kept[string(b)] = true
	}
	same(t, "others' files kept", fmt.Sprint(len(entries), kept[string(foreign)], kept[string(changed)]), "3 true true")
}

// TestReadAgain lets a disk say for a moment that a sound file is damaged.
func TestReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	ok(t, os.WriteFile(path, []byte("x"), 0o600))
	pauses := []time.Duration{1, 1, 1}
	for _, one := range []struct {
		times int // that it seems damaged
		want  error
	}{{0, nil}, {1, nil}, {3, nil}, {100, store.ErrDamaged}} {
		n := 0
		err := readAgain(ctx, path, pauses, func(context.Context, string) (store.Info, error) {
			if n++; n <= one.times {
				return store.Info{}, store.ErrDamaged
			}
			return store.Info{}, nil
		})
		if !errors.Is(err, one.want) {
			t.Errorf("%d times: %v", one.times, err)
		}
	}
	gone := func(context.Context, string) (store.Info, error) { return store.Info{}, store.ErrDamaged }
	if err := readAgain(ctx, path+" weg", pauses, gone); err == nil || isNoProject(err) {
		t.Errorf("a file that can't be read is called damaged: %v", err)
	}
}

// TestNoJournalIsPlayedIntoAnother: a program was killed between putting a
// damaged copy aside and its journal.
func TestNoJournalIsPlayedIntoAnother(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, add(w, "een"))
	file := w.copy.file
	ok(t, w.Close())
	ok(t, os.Remove(file))
	ok(t, os.WriteFile(file+"-journal", []byte("van een andere staat"), 0o600))
	w = c.open(env, Options{Mode: Write, Coder: "Anna"})
	codesAre(t, "taken anew", codesOf(t, w.Project), "een")
	aside, err := filepath.Glob(filepath.Join(globbed(w.copy.folder), "damaged", "*-journal"))
	ok(t, err)
	if len(aside) != 1 {
		t.Errorf("the journal was left where SQLite would play it: %v", aside)
	}
}

// TestRecordLost: the record of a copy is gone, and the file has another name by
// now.
func TestRecordLost(t *testing.T) {
	folder := t.TempDir()
	same(t, "none", onlyCopy(folder, "wijk.veldwerk"), "wijk.veldwerk")
	for _, name := range []string{"taking.veldwerk", "oud.veldwerk", "taken.json"} {
		ok(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	same(t, "the only one", onlyCopy(folder, "wijk.veldwerk"), "oud.veldwerk")
	ok(t, os.WriteFile(filepath.Join(folder, "ander.veldwerk"), nil, 0o600))
	same(t, "two", onlyCopy(folder, "wijk.veldwerk"), "wijk.veldwerk")
}

// later is a clock that is some days on.
func later(env Environment, days int) func() time.Time {
	at := env.Now().AddDate(0, 0, days)
	return func() time.Time { return at }
}
