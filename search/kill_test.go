package search

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// childEnv makes this test binary play another program.
const childEnv = "VELDWERK_SEARCH_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childEnv); task != "" {
		if err := child(strings.Split(task, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child indexes until it is killed: "build DIR STAGE", "import DIR STAGE" or
// "rebuild DIR STAGE". It says a line each time the index is at rest.
func child(task []string) error {
	stage, err := strconv.Atoi(task[2])
	if err != nil {
		return err
	}
	dir, n := task[1], 0
	ix, err := OpenIndex(dir, testProject)
	if err != nil {
		return err
	}
	for say := range rests {
		switch task[0] {
		case "build": // anew each time, in another folder
			if err := ix.Close(); err != nil {
				return err
			}
			if ix, err = OpenIndex(filepath.Join(dir, fmt.Sprint(say)), testProject); err != nil {
				return err
			}
		case "import":
			n = say
		case "rebuild": // the new one is swapped for the old one
			<-ix.ready
			ix.distrust()
		default:
			return errors.New(task[0])
		}
		if err := ix.CatchUp(context.Background(), stageOf(stage+n), nil); err != nil {
			return err
		}
		fmt.Println(say)
	}
	return errors.New("not killed")
}

// rests bounds a child that nobody kills.
const rests = 1000

// stageOf is a project at some moment of its life: from one stage to the next
// a text comes, one goes and one is corrected.
func stageOf(stage int) *fakeFacts {
	f := corpus(31, 12)
	for i := range f.documents {
		d := f.documents[i]
		if i%4 == stage%4 {
			f.set(d.ID, f.texts[d.ID].Text.String()+fmt.Sprintf("R1: Dat is de gemeente van stand %d.\n", stage))
			delete(f.codings, d.ID)
		}
	}
	f.remove(f.documents[stage*5%12].ID)
	return f
}

// TestKilledAtAnyMoment kills a process that builds an index, that follows the
// documents, or that puts a rebuilt index in the place of another, at a random
// moment. What it leaves gives the answers of the scan, and can be gone on
// with.
func TestKilledAtAnyMoment(t *testing.T) {
	for _, mode := range []string{"build", "import", "rebuild"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel() // a good part is waiting for the disk
			k := kills{T: t, mode: mode, dir: t.TempDir(), r: rand.New(rand.NewPCG(rand.Uint64(), 1))}
			rounds := (killRounds + 2) / 3
			for range rounds {
				k.round()
			}
			t.Logf("%d kills: %d while it was written, %d at rest; %d rests before them", rounds, k.writing, k.atRest, k.rests)
		})
	}
}

type kills struct {
	*testing.T
	mode, dir              string
	r                      *rand.Rand
	stage                  int
	writing, atRest, rests int
}

func (k *kills) round() {
	dir := k.dir
	if k.mode == "build" { // where the child will be when it is killed is not known yet
		dir = k.TempDir()
	}
	rests := k.runAndKill(dir)
	k.rests += rests
	if k.mode == "build" {
		dir = filepath.Join(dir, fmt.Sprint(rests))
	}
	if _, err := os.Stat(filepath.Join(dir, manifestName)); err == nil {
		k.atRest++
	} else {
		k.writing++
	}
	if k.mode == "import" {
		k.stage += rests
	}
	ix := openIndex(k.T, dir)
	f := stageOf(k.stage + k.r.IntN(2)) // what the project has by now; the index may be ahead or behind
	for range 3 {
		query := randomQuery(k.r, 2)
		same(k.T, ix, f, query, 0)
		same(k.T, ix, f, query, 50)
	}
	if k.r.IntN(2) == 0 { // else the next child finds what this one left
		catchUp(k.T, ix, f)
		if r := same(k.T, ix, f, "gemeente+", 0); !r.Indexed {
			k.Error("not indexed after all")
		}
		sameForms(k.T, ix, f, "gemeente+ *stand*")
	}
	if err := ix.Close(); err != nil {
		k.Fatal(err)
	}
}

// runAndKill gives how often the index came to rest. The moment of the kill is
// random in time, not only in rests: the wait is the test itself.
func (k *kills) runAndKill(dir string) (rests int) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join([]string{k.mode, dir, strconv.Itoa(k.stage)}, "\n"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for wanted := 1 + k.r.IntN(2); rests < wanted && lines.Scan(); {
		rests++
	}
	if rests == 0 {
		k.Fatalf("the child ended by itself: %v", cmd.Wait())
	}
	<-time.After(time.Duration(k.r.IntN(60_000)) * time.Microsecond)
	if err := cmd.Process.Kill(); err != nil {
		k.Fatal(err)
	}
	for lines.Scan() {
		rests++
	}
	_ = cmd.Wait()
	return rests
}
