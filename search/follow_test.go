package search

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

func followIndex(t testing.TB, dir string) *Index {
	t.Helper()
	ix, err := FollowIndex(dir, testProject)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}

// leftBehind lists what a folder holds beside what an index at rest has.
func leftBehind(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "reader-*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestFollow: one that follows answers from the index of another, sees what
// that one adds, never stands in its way, and takes over when it is gone.
func TestFollow(t *testing.T) {
	f := dorp()
	dir := t.TempDir()
	early := followIndex(t, filepath.Join(dir, "not there yet"))
	if r := same(t, early, f, "gemeente", 0); r.Indexed {
		t.Error("indexed out of nothing")
	}
	keeper := openIndex(t, dir)
	follower := followIndex(t, dir)
	if r := same(t, follower, f, "gemeente", 0); r.Indexed {
		t.Error("indexed before the keeper did")
	}
	follow := func(step string, busy bool) {
		t.Helper()
		err := follower.CatchUp(context.Background(), f, func(int, int) { t.Error("the follower writes") })
		if errors.Is(err, ErrIndexBusy) != busy || !busy && err != nil {
			t.Errorf("%s: %v", step, err)
		}
		for _, limit := range []int{0, 20} {
			if r := same(t, follower, f, "gemeente OR *ruimte*", limit); r.Indexed == busy {
				t.Errorf("%s: indexed %v", step, r.Indexed)
			}
		}
		sameForms(t, follower, f, "gemeente+")
		if left := leftBehind(t, dir); len(left) > 0 {
			t.Errorf("%s: left behind %v", step, left)
		}
	}
	follow("nothing there", true)
	catchUp(t, keeper, f)
	follow("caught up", false)
	for range 2 * mostSegments { // the keeper merges segments that the follower reads
		f.add("Nieuw", "nl", nil, "I: En de gemeente?\nR: Veel ruimte.")
		same(t, follower, f, "gemeente", 0)
		catchUp(t, keeper, f)
		follow("one more", false)
	}
	f.set(f.documents[1].ID, "I: En de gemeente?\nR: Veel ruimte.")
	delete(f.codings, f.documents[1].ID)
	follow("one that the keeper does not have", true)
	catchUp(t, keeper, f)
	keeper.distrust()
	catchUp(t, keeper, f)
	follow("made anew", false)
	if err := keeper.Close(); err != nil {
		t.Fatal(err)
	}
	follow("the keeper is gone", false)
	if r := same(t, keeper, f, "gemeente", 0); r.Indexed {
		t.Error("one that is closed answers from the index")
	}
	f.add("Laatste", "nl", nil, "I: En de gemeente?\nR: Veel ruimte.")
	catchUp(t, follower, f) // it keeps the index now
	if r := same(t, follower, f, "gemeente", 0); !r.Indexed {
		t.Error("not taken over")
	}
	if _, err := OpenIndex(dir, testProject); !errors.Is(err, ErrIndexBusy) {
		t.Errorf("beside one that took over: %v", err)
	}
}

// TestFollowDamaged: one that follows changes nothing in a folder, whatever it
// finds there.
func TestFollowDamaged(t *testing.T) {
	f, d := damageable(t)
	files := d.files(t)
	for i, h := range fileHarms {
		c := *d
		c.dir, c.r = filepath.Join(t.TempDir(), "index"), rand.New(rand.NewPCG(5, uint64(i)))
		if err := os.CopyFS(c.dir, os.DirFS(d.whole)); err != nil {
			t.Fatal(err)
		}
		name := files[i%len(files)]
		if err := h.do(&c, name); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadDir(c.dir)
		if err != nil {
			t.Fatal(err)
		}
		follower := followIndex(t, c.dir)
		for _, limit := range []int{20, 0} {
			same(t, follower, f, "gemeente OR *ruimte*", limit)
		}
		sameForms(t, follower, f, "gemeente+")
		after, err := os.ReadDir(c.dir)
		if err != nil || len(before) != len(after) {
			t.Errorf("%s %s: %v, %d files became %d", h.name, name, err, len(before), len(after))
		}
		if err := follower.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFollowWhileWriting: the keeper writes all the while that others read.
func TestFollowWhileWriting(t *testing.T) {
	dir := t.TempDir()
	keeper := openIndex(t, dir)
	catchUp(t, keeper, stageOf(0))
	done := make(chan error, 1)
	go func() {
		var err error
		for stage := 1; stage < 12 && err == nil; stage++ {
			err = keeper.CatchUp(context.Background(), stageOf(stage), nil)
		}
		done <- err
	}()
	follower := followIndex(t, dir)
	r := rand.New(rand.NewPCG(8, 8))
	for i := 0; ; i++ {
		f := stageOf(r.IntN(12))
		same(t, follower, f, randomQuery(r, 1), []int{0, 50}[i%2])
		if i%8 == 7 {
			follower = followIndex(t, dir)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}
