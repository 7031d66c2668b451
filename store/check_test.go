package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestCheckProvesWhatTheLogDoesNot changes one thing at a time that no row of
// the log speaks of; the seals of a former check tell.
func TestCheckProvesWhatTheLogDoesNot(t *testing.T) {
	for name, c := range map[string]struct {
		code    string
		queries []string
	}{
		"a turn moved":        {"layout", []string{"DROP TRIGGER turn_is_fixed", "UPDATE turn SET char_end = char_end - 1 WHERE position = 2"}},
		"a turn gone":         {"layout", []string{"DELETE FROM turn WHERE position = 3"}},
		"another's turn":      {"layout", []string{"DROP TRIGGER turn_is_fixed", "UPDATE turn SET speaker = 2 WHERE position = 1"}},
		"an anchor":           {"layout", []string{"DROP TRIGGER anchor_is_fixed", "UPDATE anchor SET value = value + 1 WHERE position = 0"}},
		"a source's name":     {"layout", []string{"DROP TRIGGER source_is_fixed", "UPDATE source SET name = 'ander.txt'"}},
		"a source's bytes":    {"source", []string{"DROP TRIGGER source_is_fixed", "UPDATE source SET bytes = CAST(replace(CAST(bytes AS TEXT), 'vertrouwen', 'wantrouwen') AS BLOB)"}},
		"the project's id":    {"layout", []string{"UPDATE project SET id = replace(id, '7', '3')"}},
		"an older text":       {"body", []string{"UPDATE body SET text = text || '.'"}},
		"a step's coder":      {"step", []string{"UPDATE step SET coder = (SELECT max(id) FROM coder) WHERE coder <> (SELECT max(id) FROM coder)"}},
		"a row gone":          {"log", []string{"DELETE FROM coding"}},
		"a row from nowhere":  {"log", []string{"INSERT INTO \"case\" VALUES ('zzz', 'Urk', 0)"}},
		"a row before all":    {"log", []string{"INSERT INTO \"case\" VALUES ('000', 'Urk', 0)"}},
		"no number of a text": {"layout", []string{"DROP TRIGGER revision_is_fixed", "UPDATE revision SET words = words + 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			f.apply(f.anna, 0, 10, 20)
			former, err := f.Check(ctx)
			f.ok(err)
			again, err := f.CheckWith(ctx, CheckOptions{Seals: former.Seals})
			f.ok(err)
			if !again.OK || len(again.Seals) != len(former.Seals) || len(former.Seals) < 3 {
				t.Fatalf("sound: %+v", again)
			}
			for _, q := range c.queries {
				_, err := f.writer.ExecContext(ctx, q)
				f.ok(err)
			}
			r, err := f.CheckWith(ctx, CheckOptions{Seals: former.Seals})
			f.ok(err)
			if r.OK || !slices.ContainsFunc(r.Findings, func(x Finding) bool { return x.Code == c.code }) {
				t.Errorf("found %+v", r.Findings)
			}
		})
	}
}

// TestCheckOfALongLog: thousands of changes of the same rows fold to them, and
// progress goes up to the number of all.
func TestCheckOfALongLog(t *testing.T) {
	f := newField(t)
	for i := range 1500 {
		f.ok(f.Cases.Rename(ctx, f.anna, f.doc.Case, fmt.Sprintf("naam %d", i)))
	}
	most := map[string]int{}
	r, err := f.CheckWith(ctx, CheckOptions{Progress: func(part string, done, total int) {
		if done > total {
			t.Errorf("%s: %d of %d", part, done, total)
		}
		most[part] = max(most[part], done)
	}})
	f.ok(err)
	if !r.OK || r.Changes < 1500 || most["fold"] < 1000 || most["chain"] < 1000 {
		t.Errorf("%+v %v", r, most)
	}
	cancelled, cancel := contextCancelled()
	cancel()
	if _, err := f.Check(cancelled); err == nil {
		t.Error("a cancelled check said something")
	}
}

// TestUncleanSessions: a session without an end is seen by the next one, until
// it is settled.
func TestUncleanSessions(t *testing.T) {
	f := newField(t)
	unclean := func(want bool) {
		t.Helper()
		got, err := f.Sessions.Unclean(ctx)
		f.ok(err)
		if got != want {
			t.Errorf("unclean %t", got)
		}
	}
	unclean(false)
	f.reopen()
	unclean(false)
	path := filepath.Join(filepath.Dir(f.path), "afgebroken.veldwerk")
	f.ok(f.Backup(ctx, path)) // with the session of this opening
	p, err := Open(ctx, path, f.env.options())
	f.ok(err)
	f.Project = p
	defer func() { _ = p.Close() }()
	unclean(true)
	f.ok(f.Sessions.Settle(ctx))
	unclean(false)
	f.ok(f.Close())
	is(t, f.Sessions.Settle(ctx), ErrReadOnly)
}

// TestAnOlderFileIsKeptWhereWeAreTold, or else beside it; without a copy it is
// not touched.
func TestAnOlderFileIsKeptWhereWeAreTold(t *testing.T) {
	steps, err := schemaSteps()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	later := append(slices.Clone(steps), "CREATE TABLE later (id TEXT PRIMARY KEY) STRICT")
	folder := t.TempDir()
	for place, beside := range map[string]bool{filepath.Join(folder, "kopie.veldwerk"): false, filepath.Join(folder, "geen", "map.veldwerk"): true, "": true} {
		f := newField(t)
		f.ok(f.Close())
		o := f.env.options()
		o.Keep = func(info Info) string {
			if info.Schema != len(steps) {
				t.Errorf("schema %d", info.Schema)
			}
			return place
		}
		p, err := open(ctx, f.path, o, later)
		f.ok(err)
		f.ok(p.Close())
		if exists(fmt.Sprintf("%s.schema-%d", f.path, len(steps))) != beside || place != "" && exists(place) == beside {
			t.Errorf("%q: beside %t", place, beside)
		}
	}
}

// TestBackupWhileSomebodyCodes: a copy is one moment's state, and is made though
// acts go on all the time.
func TestBackupWhileSomebodyCodes(t *testing.T) {
	f := newField(t)
	stop, done := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				done <- n
				return
			default:
				f.apply(f.anna, n%3, (n/3%60)*2, (n/3%60)*2+1)
				n++
			}
		}
	}()
	folder := t.TempDir()
	for i := range 12 {
		path := filepath.Join(folder, fmt.Sprintf("%d.veldwerk", i))
		f.ok(f.Backup(ctx, path))
		p, err := Open(ctx, path, Options{ReadOnly: true})
		f.ok(err)
		r, err := p.Check(ctx)
		f.ok(err)
		if !r.OK {
			t.Errorf("copy %d: %+v", i, r.Findings)
		}
		f.ok(p.Close())
	}
	close(stop)
	if n := <-done; n == 0 {
		t.Error("nobody coded")
	}
}

// TestAStaleDraftIsNoDanger: what a killed program left of a backup, with its
// journal, is not mixed into the next one.
func TestAStaleDraftIsNoDanger(t *testing.T) {
	f := newField(t)
	path := filepath.Join(t.TempDir(), "b.veldwerk")
	f.ok(os.WriteFile(path+".unfinished", []byte("half"), 0o600))
	f.ok(os.WriteFile(path+".unfinished-journal", []byte("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7 oud"), 0o600))
	f.ok(f.Backup(ctx, path))
	if exists(path+".unfinished") || exists(path+".unfinished-journal") {
		t.Error("it is still there")
	}
}
