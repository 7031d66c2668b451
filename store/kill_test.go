//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// childEnv makes this test binary play another program: a word for its task,
// then what it works on, a line each.
const childEnv = "VELDWERK_STORE_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childEnv); task != "" {
		os.Exit(child(strings.Split(task, "\n")))
	}
	os.Exit(m.Run())
}

func child(task []string) int {
	var err error
	switch task[0] {
	case "code":
		err = codeUntilKilled(task[1], task[2])
	case "take":
		err = takeUntilKilled(task[1])
	case "live", "migrate", "live together":
		err = liveUntilKilled(task[1], task[2], task[0] == "migrate", task[0] == "live together")
	case "fill":
		err = fillOverAndOver(task[1], task[2])
	case "endure":
		err = endure(task[1], task[2])
	case "record":
		err = liveForTheRecord(task[1])
	case "read and tell":
		readAndTell(task[1])
	case "save and tell":
		saveAndTell(task[1])
	case "read":
		err = openWithoutLeave(task[1], os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func childOptions() Options {
	return Options{Now: time.Now, NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }, Device: "laptop-a"}
}

func startChild(t *testing.T, binary string, task ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join(task, "\n"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// story is what the child does, act by act, from a place in the text: three
// codings, then one undo. Both sides know it, so that what must be on disk
// follows from the number of acknowledged acts.
type story struct {
	first int // code point of the first coding
	acts  int
	spans []transcript.Span
}

func (s *story) undoes() bool { return s.acts%4 == 3 }

// next is the span of the next coding; no two touch the same code points.
func (s *story) next() transcript.Span {
	start := s.first + s.acts*3
	return transcript.Span{Start: start, End: start + 2}
}

func (s *story) done() {
	if s.undoes() {
		s.spans = s.spans[:len(s.spans)-1]
	} else {
		s.spans = append(s.spans, s.next())
	}
	s.acts++
}

func codeUntilKilled(path, first string) error {
	p, err := Open(ctx, path, childOptions())
	if err != nil {
		return err
	}
	coder, err := p.Coders.Ensure(ctx, "Anna")
	if err != nil {
		return err
	}
	codes, err := p.Codes.List(ctx)
	if err != nil {
		return err
	}
	docs, err := p.Documents.List(ctx)
	if err != nil {
		return err
	}
	s := &story{}
	if s.first, err = strconv.Atoi(first); err != nil {
		return err
	}
	for {
		if s.undoes() {
			_, err = p.Changes.Undo(ctx, coder.ID)
		} else {
			_, err = p.Codings.Apply(ctx, coder.ID, Application{Code: codes[0].ID, Places: []Place{{docs[0].ID, s.next()}}})
		}
		if err != nil {
			return err
		}
		s.done()
		if _, err := os.Stdout.WriteString("done\n"); err != nil {
			return err
		}
	}
}

// TestKilledAtAnyMoment lets children code and undo in a project and kills
// them, 90 times in all. What they acknowledged must be there, and nothing but
// perhaps the one act that there was no time to acknowledge; never half an act.
func TestKilledAtAnyMoment(t *testing.T) {
	const projects, rounds = 3, 30
	for i := range projects {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel() // most of a round is waiting for the disk
			k := newKills(t)
			for range rounds {
				k.round()
			}
			t.Logf("%d rounds, %d acknowledged acts, %d journals rolled back", rounds, k.acknowledged, k.journals)
			if k.acknowledged < rounds {
				t.Errorf("only %d acts were acknowledged", k.acknowledged)
			}
		})
	}
}

// kills are the rounds on one project.
type kills struct {
	*testing.T
	path                   string
	doc                    transcript.DocumentID
	r                      *rand.Rand
	first                  int               // where the next story begins
	kept                   []transcript.Span // of the rounds before
	acknowledged, journals int
}

func newKills(t *testing.T) *kills {
	k := &kills{T: t, path: filepath.Join(t.TempDir(), "veld.veldwerk"), r: rand.New(rand.NewSource(time.Now().UnixNano()))}
	p, err := Create(ctx, k.path, childOptions())
	must(t, err)
	coder, err := p.Coders.Ensure(ctx, "Anna")
	must(t, err)
	_, err = p.Codes.Add(ctx, coder.ID, codebook.Code{Name: "ruimte"})
	must(t, err)
	text := transcript.NewText(strings.Repeat("zo gaat dat hier. ", 20_000))
	doc, err := p.Documents.Add(ctx, coder.ID, transcript.Document{Title: "lang", Text: text}, false)
	must(t, err)
	must(t, p.Close())
	k.doc = doc.ID
	return k
}

func (k *kills) round() {
	s := &story{first: k.first}
	runAndKill(k.T, k.r, k.path, s)
	k.acknowledged += s.acts
	if exists(k.path + "-journal") {
		k.journals++
	}
	opt := childOptions()
	opt.ReadOnly = k.r.Intn(2) == 0 // a journal is rolled back for a reader too
	p, err := Open(ctx, k.path, opt)
	must(k.T, err)
	defer func() { must(k.T, p.Close()) }()
	report, err := p.Check(ctx)
	must(k.T, err)
	if !report.OK {
		k.Fatalf("after %d acts: %+v", k.acknowledged, report.Findings)
	}
	all, err := p.Codings.Of(ctx, k.doc)
	must(k.T, err)
	var got []transcript.Span
	for _, c := range all {
		got = append(got, c.Span)
	}
	if want := slices.Concat(k.kept, s.spans); !slices.Equal(got, want) {
		s.done() // committed, but killed before it could say so
		if more := slices.Concat(k.kept, s.spans); !slices.Equal(got, more) {
			k.Fatalf("%d codings after %d acknowledged acts:\n%v\nwant\n%v\nor\n%v", len(got), s.acts-1, got, want, more)
		}
	}
	k.kept, k.first = got, s.next().Start+3
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// runAndKill counts the acknowledged acts in s. The moment of the kill is
// random in time, not only in acts: the wait is the test itself.
func runAndKill(t *testing.T, r *rand.Rand, path string, s *story) {
	t.Helper()
	cmd, lines := startChild(t, os.Args[0], "code", path, strconv.Itoa(s.first))
	must(t, cmd.Start())
	acts := 1 + r.Intn(4)
	for s.acts < acts && lines.Scan() {
		s.done()
	}
	if s.acts < acts {
		t.Fatalf("the child ended by itself after %d acts: %v", s.acts, cmd.Wait())
	}
	<-time.After(time.Duration(r.Intn(4000)) * time.Microsecond)
	must(t, cmd.Process.Kill())
	for lines.Scan() {
		s.done()
	}
	_ = cmd.Wait()
}

// openWithoutLeave opens a project that this user can't write and tells how
// that went.
func openWithoutLeave(path string, to io.Writer) error {
	p, err := Open(ctx, path, childOptions())
	if err != nil {
		fmt.Fprintf(to, "refused %t\n", errors.Is(err, os.ErrPermission))
		return nil
	}
	counts, err := p.Counts(ctx)
	if err != nil {
		return err
	}
	_, err = p.Coders.Ensure(ctx, "Chris")
	fmt.Fprintf(to, "read-only %t documents %d refusal %v\n", p.Info().ReadOnly, counts.Documents, err)
	return p.Close()
}

// TestFilesThatCannotBeWritten opens them as a user without leave; a test that
// runs as root hands the work to a child that is nobody.
func TestFilesThatCannotBeWritten(t *testing.T) {
	f := newField(t)
	f.ok(f.Close())
	folder := filepath.Dir(f.path)
	binary := filepath.Join(t.TempDir(), "child")
	content, err := os.ReadFile(os.Args[0])
	f.ok(err)
	f.ok(os.WriteFile(binary, content, 0o755))
	for _, dir := range []string{filepath.Dir(folder), filepath.Dir(filepath.Dir(binary))} {
		f.ok(os.Chmod(dir, 0o755)) // the folder above TempDir's own
	}
	cases := []struct {
		name         string
		file, folder os.FileMode
		want         string
	}{
		{"file", 0o444, 0o777, "read-only true documents 1 refusal project is read-only"},
		{"folder", 0o666, 0o555, "read-only true documents 1 refusal project is read-only"},
		{"both", 0o444, 0o555, "read-only true documents 1 refusal project is read-only"},
		{"unreadable", 0o000, 0o777, "refused true"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f.ok(os.Chmod(f.path, c.file))
			f.ok(os.Chmod(folder, c.folder))
			defer func() { f.ok(os.Chmod(folder, 0o755)) }()
			cmd, lines := startChild(t, binary, "read", f.path)
			if os.Geteuid() == 0 {
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			}
			f.ok(cmd.Start())
			lines.Scan()
			got := lines.Text()
			f.ok(cmd.Wait())
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
