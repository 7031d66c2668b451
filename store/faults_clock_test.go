package store

import (
	"slices"
	"testing"
	"time"

	"veldwerk/codebook"
)

// TestClocksThatJump gives acts the times of clocks that were set wrong, set
// back, or moved by summer time. The order of acts stays that in which they
// were done, so undo takes back the last one, and the project is sound.
func TestClocksThatJump(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Skipf("NOT RUN: no time zones here (%v)", err)
	}
	start := time.Date(2026, 10, 25, 2, 59, 59, 0, amsterdam)
	moments := []time.Time{
		start,
		start.Add(time.Second), // 2.00 again: the clocks go back
		time.Date(2026, 10, 25, 2, 30, 0, 0, time.UTC), // a machine in another zone
		start.AddDate(1, 0, 0),
		start.AddDate(-1, 0, 0),
		time.Unix(0, 0), // an empty battery
		time.UnixMilli(-1),
		time.Date(2027, 3, 28, 1, 59, 59, 0, amsterdam),
		time.Date(2027, 3, 28, 3, 0, 0, 0, amsterdam), // an hour less
		start.Add(time.Minute),
	}
	f := newField(t)
	f.ok(f.Close())
	now := start
	opt := f.env.options()
	opt.Now = func() time.Time { return now }
	var names []string
	for i := range moments {
		now = moments[i]
		p, err := Open(ctx, f.path, opt) // a session begins and ends at that time
		f.ok(err)
		f.Project = p
		f.hurry()
		name := now.Format(time.RFC3339Nano) + " codering"
		names = append(names, name)
		_, err = f.Codes.Add(ctx, f.anna, codebook.Code{Name: name})
		f.ok(err)
		_, err = f.Codes.Add(ctx, f.anna, codebook.Code{Name: name + " te veel"})
		f.ok(err)
		if i < len(moments)-1 {
			now = moments[i+1] // jumps between an act and its undo
		}
		undone, err := f.Changes.Undo(ctx, f.anna)
		f.ok(err)
		if undone.Subject != name+" te veel" {
			t.Errorf("at %v undo took back %q", moments[i], undone.Subject)
		}
		f.sound()
		f.ok(f.Close())
	}
	p, err := Open(ctx, f.path, opt)
	f.ok(err)
	f.Project = p
	defer func() { _ = p.Close() }()
	codes, err := f.Codes.List(ctx)
	f.ok(err)
	var got []string
	for _, c := range codes[len(f.codes):] {
		got = append(got, c.Name)
	}
	if !slices.Equal(got, names) {
		t.Errorf("codes %q, want %q", got, names)
	}
	steps, err := f.Changes.Steps(ctx, len(moments)*4, "")
	f.ok(err)
	for i := 1; i < len(steps); i++ {
		if steps[i].ID == steps[i-1].ID {
			t.Error("a step stands twice")
		}
	}
	f.sound()
}
