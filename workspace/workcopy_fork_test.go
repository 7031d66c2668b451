//go:build unix

package workspace

import (
	"os"
	"testing"
)

// TestForkedChainsComeToRest puts a backup back on one machine while the other
// has more. Both go on; their logs then hold the same steps under other numbers,
// and must not be published to and fro for ever.
func TestForkedChainsComeToRest(t *testing.T) {
	c := newCloud(t)
	env, pc := c.machine("laptop"), c.machine("pc")
	w := c.create(env, "Anna")
	ok(t, add(w, "een"))
	b, err := w.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, add(w, "twee"))
	ok(t, w.Close())
	other := c.open(pc, Options{Mode: Write, Coder: "Bas"})
	_, err = Restore(ctx, env, c.path, b.Path, RestoreOptions{})
	ok(t, err)
	w = c.open(env, Options{Mode: Write, Coder: "Anna"})
	ok(t, add(w, "drie"))
	ok(t, add(other, "van Bas"))
	for range 3 {
		ok(t, w.Publish(ctx))
		ok(t, other.Publish(ctx))
	}
	codesAre(t, "laptop", codesOf(t, w.Project), codesOf(t, other.Project)...)
	before, err := os.Stat(c.path)
	ok(t, err)
	for range 2 {
		ok(t, w.Publish(ctx))
		ok(t, other.Publish(ctx))
	}
	after, err := os.Stat(c.path)
	ok(t, err)
	same(t, "published without news", after.ModTime(), before.ModTime())
	w.Notices()
	ok(t, w.Publish(ctx))
	same(t, "notices", noticed(w), "")
}
