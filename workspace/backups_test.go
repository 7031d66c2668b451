//go:build unix

package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
	"veldwerk/store"
)

// at moves the clock of a workspace.
func (f *field) at(now time.Time) { f.env.Now = func() time.Time { return now } }

var noon = time.Date(2026, 11, 12, 12, 0, 0, 0, time.UTC)

func TestBackUp(t *testing.T) {
	f := newField(t)
	first, err := f.BackUp(ctx, ReasonImport)
	ok(t, err)
	again, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	same(t, "second backup of the same", again.Path, first.Path)
	ok(t, code(f.Workspace, 0))
	second, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	all, err := f.Backups()
	ok(t, err)
	// bring() made one before its import too, had there been anything to keep.
	same(t, "newest", all[0].Name(), second.Name())
	same(t, "name", second.Name(), "20261112T100000Z.2-manual.veldwerk")
	same(t, "bytes", second.Bytes > 0 && all[0].Bytes == second.Bytes, true)
	is, err := second.Standing(ctx)
	ok(t, err)
	same(t, "codings", is.Codings, 1)
	was, err := first.Standing(ctx)
	ok(t, err)
	same(t, "codings before", was.Codings, 0)
	ok(t, filepath.WalkDir(filepath.Join(f.home, "state", "backups"), func(path string, d fs.DirEntry, err error) error {
		ok(t, err)
		info, err := d.Info()
		ok(t, err)
		same(t, "others may read "+d.Name(), info.Mode().Perm()&0o077, 0)
		return nil
	}))
	for _, b := range all {
		r, err := b.Prove(ctx)
		ok(t, err)
		same(t, "sound", r.OK, true)
	}
}

// TestBackUpSeesRot: a newest backup that rotted is no reason not to make
// another, and is not what restore offers.
func TestBackUpSeesRot(t *testing.T) {
	f := newField(t)
	good, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, code(f.Workspace, 0))
	bad, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	raw, err := os.ReadFile(bad.Path)
	ok(t, err)
	ok(t, os.WriteFile(bad.Path, raw[:len(raw)/2], 0o600))
	newest, found := NewestSound(ctx, f.env, f.Project.Info().ID.String(), f.path)
	same(t, "newest sound", found && newest.Path == good.Path, true)
	again, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	if again.Path == bad.Path {
		t.Error("the rotten backup was taken for a backup")
	}
	report, err := f.CheckAll(ctx, true, nil)
	ok(t, err)
	same(t, "found", !report.OK && len(report.Findings) == 1 && report.Findings[0].Code == "backup" && report.Findings[0].ID == bad.Name(), true)
}

// TestThin holds the rules on random lists.
func TestThin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	reasons := []string{ReasonDaily, ReasonTimed, ReasonTimed, ReasonTimed, ReasonImport, ReasonManual, ReasonMerge, ReasonMigration}
	for range 400 {
		var list []Backup
		for n := range r.IntN(120) {
			age := time.Duration(r.Int64N(int64([]time.Duration{time.Hour, 48 * time.Hour, 60 * 24 * time.Hour, 900 * 24 * time.Hour}[r.IntN(4)])))
			list = append(list, Backup{Path: fmt.Sprint(n), At: noon.Add(-age).Truncate(time.Second), Reason: reasons[r.IntN(len(reasons))], number: n})
		}
		keep := thin(list, noon)
		var rest []Backup
		plain := 0
		for _, b := range list {
			risky := b.Reason != ReasonDaily && b.Reason != ReasonTimed
			if risky && noon.Sub(b.At) <= keepRisky && !keep[b.Path] || b.Reason == ReasonMigration && !keep[b.Path] {
				t.Fatalf("%+v is gone", b)
			}
			if keep[b.Path] {
				rest = append(rest, b)
				if !risky {
					plain++
				}
			}
		}
		if len(list) > 0 && !keep[slices.MinFunc(list, newestFirst).Path] {
			t.Fatal("the newest is gone")
		}
		if most := keepHalfHours + keepDays + keepWeeks + keepMonths; plain > most {
			t.Fatalf("%d stay, at most %d", plain, most)
		}
		if again := thin(rest, noon); len(again) != len(rest) {
			t.Fatalf("of %d that stay %d stay", len(rest), len(again))
		}
	}
}

// TestThinOverTime works half a year, in half hours: thinned each time, there is
// always one of each of the days, weeks and months that are promised.
func TestThinOverTime(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var list []Backup
	days, months := map[int64]bool{}, map[int64]bool{}
	for step := range 48 * 180 {
		now := noon.Add(time.Duration(step) * BetweenTimed)
		if hour := now.Hour(); hour < 9 || hour > 17 || r.IntN(3) == 0 {
			continue
		}
		list = append(list, Backup{Path: fmt.Sprint(step), At: now, Reason: ReasonTimed, number: 1})
		days[periods[1].of(now)], months[periods[3].of(now)] = true, true
		keep := thin(list, now)
		list = slices.DeleteFunc(list, func(b Backup) bool { return !keep[b.Path] })
		have := func(of func(time.Time) int64, n int64) bool {
			return slices.ContainsFunc(list, func(b Backup) bool { return of(b.At) == n })
		}
		for back := range int64(keepDays) {
			if d := periods[1].of(now) - back; days[d] && !have(periods[1].of, d) {
				t.Fatalf("at %v nothing of the day %d before", now, back)
			}
		}
		for back := range int64(keepMonths) {
			if m := periods[3].of(now) - back; months[m] && !have(periods[3].of, m) {
				t.Fatalf("at %v nothing of the month %d before", now, back)
			}
		}
	}
	if len(list) > keepHalfHours+keepDays+keepWeeks+keepMonths {
		t.Errorf("%d stay", len(list))
	}
}

func TestBackupNames(t *testing.T) {
	for _, b := range []Backup{{At: noon, Reason: ReasonImport, number: 1}, {At: noon, Reason: ReasonMigration, number: 12}} {
		got, known := parseBackup("map", nameOf(b.At, b.number, b.Reason))
		same(t, "known", known && got.At.Equal(b.At) && got.number == b.number && got.Reason == b.Reason && !got.Encrypted, true)
	}
	for _, name := range []string{"x.veldwerk", "20261112T100000Z-import", "20261312T100000Z-import.veldwerk", "20261112T100000Z-im port.veldwerk", "20261112T100000Z-import.veldwerk.unfinished"} {
		if b, known := parseBackup("map", name); known {
			t.Errorf("%s is %+v", name, b)
		}
	}
}

func TestSecureTellsOnce(t *testing.T) {
	f := newField(t)
	folder := BackupFolder(f.env, f.Project.Info().ID.String())
	ok(t, os.RemoveAll(folder))
	ok(t, os.MkdirAll(filepath.Dir(folder), 0o700))
	ok(t, os.WriteFile(folder, []byte("in de weg"), 0o600)) // as root no mode would keep us out
	f.Secure(ctx, ReasonImport)
	if f.BackupTrouble() == nil {
		t.Fatal("no trouble")
	}
	f.Secure(ctx, ReasonImport)
	ok(t, f.BackupTrouble())
	ok(t, code(f.Workspace, 0))
	ok(t, os.Remove(folder))
	f.Secure(ctx, ReasonImport)
	all, err := f.Backups()
	ok(t, err)
	same(t, "backups", len(all), 1)
	ok(t, f.BackupTrouble())
}

func TestBackUpIfDue(t *testing.T) {
	f := newField(t)
	count := func() int {
		all, err := f.Backups()
		ok(t, err)
		return len(all)
	}
	ok(t, os.RemoveAll(BackupFolder(f.env, f.Project.Info().ID.String())))
	f.at(noon)
	f.BackUpIfDue(ctx, ReasonDaily)
	same(t, "the first", count(), 1)
	ok(t, code(f.Workspace, 0))
	f.at(noon.Add(23 * time.Hour))
	f.BackUpIfDue(ctx, ReasonDaily)
	same(t, "on the same day", count(), 1)
	start := 1
	f.at(noon.Add(25 * time.Hour))
	f.BackUpIfDue(ctx, ReasonDaily)
	same(t, "a day later", count(), start+1)
	ok(t, code(f.Workspace, 4))
	f.at(noon.Add(25*time.Hour + 20*time.Minute))
	f.BackUpIfDue(ctx, ReasonTimed)
	same(t, "too soon", count(), start+1)
	f.at(noon.Add(25*time.Hour + 31*time.Minute))
	f.BackUpIfDue(ctx, ReasonTimed)
	same(t, "half an hour of work", count(), start+2)
	f.at(noon.Add(27 * time.Hour))
	f.BackUpIfDue(ctx, ReasonTimed)
	same(t, "nothing new", count(), start+2)
}

func TestRestore(t *testing.T) {
	f := newField(t)
	ok(t, code(f.Workspace, 0))
	b, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, code(f.Workspace, 8))
	_, err = Restore(ctx, f.env, f.path, b.Path, RestoreOptions{})
	var busy *BusyError
	same(t, "refused while it is open", errors.As(err, &busy), true)
	id := f.Project.Info().ID
	ok(t, f.Close())
	got, err := Restore(ctx, f.env, f.path, b.Path, RestoreOptions{})
	ok(t, err)
	same(t, "codings now", got.Is.Codings, 1)
	same(t, "codings before", got.Was.Codings, 2)
	same(t, "aside", filepath.Base(got.Aside), "veld.veldwerk.before-restore-20261112T100000Z")
	f.again(Options{Mode: Write, Coder: "Anna"})
	same(t, "id", f.Project.Info().ID, id)
	same(t, "codings", counts(t, f.Workspace).Codings, 1)
	ok(t, sound(f.Workspace))
	aside, err := store.Open(ctx, got.Aside, store.Options{ReadOnly: true})
	ok(t, err)
	c, err := aside.Counts(ctx)
	ok(t, errors.Join(err, aside.Close()))
	same(t, "codings aside", c.Codings, 2)
	all, err := f.Backups()
	ok(t, err)
	same(t, "backups of what was there, and what is", all[1].Reason+" "+all[0].Reason, ReasonRestore+" "+ReasonRestored)
	ok(t, code(f.Workspace, 4)) // and the work goes on
	ok(t, sound(f.Workspace))

	// Elsewhere: a new file, nothing moved.
	to := filepath.Join(f.home, "elders", "terug.veldwerk")
	ok(t, os.MkdirAll(filepath.Dir(to), 0o700))
	_, err = Restore(ctx, f.env, f.path, b.Path, RestoreOptions{To: to})
	ok(t, err)
	_, err = Restore(ctx, f.env, f.path, b.Path, RestoreOptions{To: to})
	same(t, "overwritten", errors.Is(err, os.ErrExist), true)
	if names := listing(t, f.home); strings.Contains(names, ".restoring") || strings.Contains(names, ".unfinished") {
		t.Errorf("left behind: %s", names)
	}
}

// TestRestoreDamaged: whatever became of the file, it lies aside with its
// journal, and the backup is in its place.
func TestRestoreDamaged(t *testing.T) {
	for name, harm := range map[string]func(path string, raw []byte) error{
		"gone":    func(path string, _ []byte) error { return os.Remove(path) },
		"cut":     func(path string, raw []byte) error { return os.WriteFile(path, raw[:len(raw)/2], 0o600) },
		"empty":   func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o600) },
		"no head": func(path string, raw []byte) error { clear(raw[:100]); return os.WriteFile(path, raw, 0o600) },
		"zeroes":  func(path string, raw []byte) error { clear(raw); return os.WriteFile(path, raw, 0o600) },
		"journal": func(path string, raw []byte) error {
			return errors.Join(os.WriteFile(path, raw[:5000], 0o600), os.WriteFile(path+"-journal", raw[:900], 0o600))
		},
		"by a link": func(path string, raw []byte) error {
			return errors.Join(os.Rename(path, path+".echt"), os.Symlink(path+".echt", path), os.WriteFile(path+".echt", raw[:5000], 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			ok(t, code(f.Workspace, 0))
			b, err := f.BackUp(ctx, ReasonManual)
			ok(t, err)
			ok(t, f.Close())
			raw, err := os.ReadFile(f.path)
			ok(t, err)
			ok(t, harm(f.path, raw))
			before, _ := os.ReadFile(f.path)
			if name != "gone" {
				for _, mode := range []Mode{Write, WriteOrRead} {
					_, err = Open(ctx, f.path, f.env, Options{Mode: mode})
					var d *DamagedError
					same(t, "damage is told", errors.As(err, &d) && errors.Is(err, store.ErrDamaged) && d.Newest != nil && d.Newest.Path == b.Path, true)
				}
				after, _ := os.ReadFile(f.path)
				same(t, "file untouched", string(after) == string(before), true)
			}
			got, err := Restore(ctx, f.env, f.path, b.Path, RestoreOptions{})
			ok(t, err)
			if name != "gone" {
				kept, err := os.ReadFile(got.Aside)
				ok(t, err)
				same(t, "kept aside", string(kept) == string(before) && strings.Contains(got.Aside, ".damaged-"), true)
			}
			if _, err := os.Stat(f.path + "-journal"); !errors.Is(err, fs.ErrNotExist) {
				t.Error("a journal of another file is left to be played into this one")
			}
			f.again(Options{Mode: Write, Coder: "Anna"})
			same(t, "codings", counts(t, f.Workspace).Codings, 1)
			ok(t, sound(f.Workspace))
		})
	}
}

// TestPutInPlaceMovesTheJournal: what belongs to the file goes with it, and a
// name that is taken is not used.
func TestPutInPlaceMovesTheJournal(t *testing.T) {
	folder := t.TempDir()
	target, draft := filepath.Join(folder, "p"), filepath.Join(folder, "d")
	for path, text := range map[string]string{target: "oud", target + "-journal": "bij oud", target + "-wal": "ook", target + ".damaged-x": "van eerder", draft: "nieuw"} {
		ok(t, os.WriteFile(path, []byte(text), 0o600))
	}
	aside, err := putInPlace(draft, target, "damaged-x")
	ok(t, err)
	for path, want := range map[string]string{target: "nieuw", target + ".damaged-x": "van eerder", aside: "oud", aside + "-journal": "bij oud", aside + "-wal": "ook"} {
		got, err := os.ReadFile(path)
		ok(t, err)
		same(t, path, string(got), want)
	}
	entries, err := os.ReadDir(folder)
	ok(t, err)
	same(t, "files", len(entries), 5)
}

func TestRestoreRefuses(t *testing.T) {
	f := newField(t)
	home := t.TempDir()
	env := testEnvironment(home)
	for range 1000 {
		env.NewID() // others than those of f
	}
	w, err := Create(ctx, filepath.Join(home, "ander.veldwerk"), env, Options{Coder: "Bram"})
	ok(t, err)
	g := &field{Workspace: w, t: t, home: home}
	defer func() { ok(t, w.Close()) }()
	g.bring("gesprek.txt", interview)
	ok(t, f.Close())
	b, err := g.BackUp(ctx, ReasonManual)
	ok(t, err)
	before, err := os.ReadFile(f.path)
	ok(t, err)
	var other *OtherProjectError
	_, err = Restore(ctx, f.env, f.path, b.Path, RestoreOptions{})
	same(t, "another project's", errors.As(err, &other), true)
	raw, err := os.ReadFile(b.Path)
	ok(t, err)
	ok(t, os.WriteFile(b.Path, []byte(strings.Replace(string(raw), "luistert niet altijd", "luistert nu altijd! ", 1)), 0o600))
	var unsound *UnsoundError
	_, err = Restore(ctx, f.env, filepath.Join(g.home, "nieuw.veldwerk"), b.Path, RestoreOptions{})
	same(t, "an unsound one", errors.As(err, &unsound) && errors.Is(err, store.ErrDamaged), true)
	after, err := os.ReadFile(f.path)
	ok(t, err)
	same(t, "untouched", string(after) == string(before), true)
	f.again(Options{Mode: Read})
}

func TestEncryptedBackups(t *testing.T) {
	f := newField(t)
	ok(t, code(f.Workspace, 0))
	b, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	away := filepath.Join(f.home, "weg.veldwerk.age")
	ok(t, encryptFile(ctx, b.Path, away, "een zin van vier woorden", 10))
	raw, err := os.ReadFile(away)
	ok(t, err)
	if strings.Contains(string(raw), "gemeente") || !strings.HasPrefix(string(raw), "age-encryption.org/v1\n") {
		t.Error("not encrypted")
	}
	ok(t, f.Close())
	_, err = Restore(ctx, f.env, f.path, away, RestoreOptions{})
	same(t, "without passphrase", errors.Is(err, ErrNoPassphrase), true)
	_, err = Restore(ctx, f.env, f.path, away, RestoreOptions{Passphrase: "fout"})
	same(t, "wrong passphrase", errors.Is(err, ErrPassphrase), true)
	for name, change := range map[string][]byte{"cut": raw[:len(raw)-100], "flipped": flipped(raw, len(raw)/2), "head": flipped(raw, 30), "text": []byte("gewoon tekst")} {
		broken := filepath.Join(f.home, name+".veldwerk.age")
		ok(t, os.WriteFile(broken, change, 0o600))
		if _, err := Restore(ctx, f.env, f.path, broken, RestoreOptions{Passphrase: "een zin van vier woorden"}); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
	got, err := Restore(ctx, f.env, f.path, away, RestoreOptions{Passphrase: "een zin van vier woorden"})
	ok(t, err)
	same(t, "codings", got.Is.Codings, 1)
	f.again(Options{Mode: Write, Coder: "Anna"})
	ok(t, sound(f.Workspace))
}

func flipped(raw []byte, at int) []byte {
	out := slices.Clone(raw)
	out[at] ^= 4
	return out
}

// TestRestoreInASyncedFolder: what is put back stays put back: neither the work
// copy nor a merge with it brings the rest again.
func TestRestoreInASyncedFolder(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "OneDrive - Universiteit #2 50%", "veld"+Extension)
	env := testEnvironment(home)
	w, err := Create(ctx, path, env, Options{Coder: "Anna"})
	ok(t, err)
	f := &field{Workspace: w, t: t, home: home, path: path}
	f.bring("gesprek.txt", interview)
	by, err := w.Acting(ctx)
	ok(t, err)
	_, err = w.Project.Codes.Add(ctx, by, codebook.Code{Name: "ruimte", Status: codebook.StatusActive})
	ok(t, err)
	same(t, "a work copy", w.Path() == path && w.Project.Info().Path != path, true)
	ok(t, code(w, 0))
	b, err := w.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, code(w, 8))
	ok(t, w.Close())
	got, err := Restore(ctx, env, path, b.Path, RestoreOptions{})
	ok(t, err)
	same(t, "before and after", fmt.Sprint(got.Was.Codings, got.Is.Codings), "2 1")
	for range 2 {
		w, err = Open(ctx, path, env, Options{Mode: Write, Coder: "Anna"})
		ok(t, err)
		same(t, "codings", counts(t, w).Codings, 1)
		ok(t, sound(w))
		ok(t, w.Close())
	}
	plain, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	ok(t, err)
	c, err := plain.Counts(ctx)
	ok(t, errors.Join(err, plain.Close()))
	same(t, "codings at the path", c.Codings, 1)
	same(t, "known by its own path", projectAt(env, path) != "", true)
}
