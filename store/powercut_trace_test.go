//go:build unix

package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// call is one thing that a program asked of the disk. Files are base names of
// one folder; the folder itself is "".
type call struct {
	Op   string // "make", "write", "cut", "sync", "unlink", "link", "rename"; "say" is a line on standard output
	File string
	To   string  // of link and rename
	At   int64   // where a write begins, or the size that a cut leaves
	Data []int32 // what is written, as sectors of the trace
}

const sectorSize = 512

// trace is what a program did to one folder, and what it said meanwhile. Most
// sectors are written several times (a journal holds the former page), so each
// is kept once: that makes the file an eighth of what compression alone does.
type trace struct {
	Sectors [][]byte
	Calls   []call

	known map[string]int32
}

func (t *trace) keep(data []byte) []int32 {
	if t.known == nil {
		t.known = map[string]int32{}
	}
	var out []int32
	for len(data) > 0 {
		sector := data[:min(sectorSize, len(data))]
		n, ok := t.known[string(sector)]
		if !ok {
			n = int32(len(t.Sectors))
			t.known[string(sector)] = n
			t.Sectors = append(t.Sectors, bytes.Clone(sector))
		}
		out, data = append(out, n), data[len(sector):]
	}
	return out
}

func (t *trace) data(c call) []byte {
	var out []byte
	for _, n := range c.Data {
		out = append(out, t.Sectors[n]...)
	}
	return out
}

func readTrace(path string) (*trace, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	t := &trace{}
	return t, gob.NewDecoder(z).Decode(t)
}

func (t *trace) write(path string) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		err = gob.NewEncoder(z).Encode(t)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

var (
	traceLine  = regexp.MustCompile(`^(\d+) +(\w+)\((.*)\) += (-?\d+)`)
	traceText  = regexp.MustCompile(`"((?:\\x[0-9a-f]{2})*)"`)
	tracePath  = regexp.MustCompile(`^(\d+)<((?:\\x[0-9a-f]{2})*)>`)
	lastNumber = regexp.MustCompile(`, (\d+)$`)
)

// readStrace makes a trace of what `strace -f -y -xx -e trace=…` wrote about a
// folder. Calls that failed changed nothing and are left out.
func readStrace(from io.Reader, folder string) (*trace, error) {
	t := &trace{}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<26)
	begun := map[string]string{} // by thread: a call that another thread's line cut in two
	for lines.Scan() {
		line := lines.Text()
		thread, _, _ := strings.Cut(line, " ")
		if before, ok := strings.CutSuffix(line, " <unfinished ...>"); ok {
			begun[thread] = before
			continue
		}
		if _, after, ok := strings.Cut(line, " resumed>"); ok {
			line = begun[thread] + after
		}
		m := traceLine.FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(m[4], "-") {
			continue
		}
		c, err := straceCall(t, m[2], m[3], folder)
		if err != nil {
			return nil, fmt.Errorf("%.200s: %w", line, err)
		}
		if c.Op != "" {
			t.Calls = append(t.Calls, c)
		}
	}
	return t, lines.Err()
}

// straceCall reads one call; it gives none for what concerns no file of the
// folder.
func straceCall(t *trace, name, args, folder string) (call, error) {
	var texts []string
	for _, m := range traceText.FindAllStringSubmatch(args, -1) {
		b, err := hex.DecodeString(strings.ReplaceAll(m[1], `\x`, ""))
		if err != nil {
			return call{}, err
		}
		texts = append(texts, string(b))
	}
	descriptor, path := "", ""
	if m := tracePath.FindStringSubmatch(args); m != nil {
		b, err := hex.DecodeString(strings.ReplaceAll(m[2], `\x`, ""))
		if err != nil {
			return call{}, err
		}
		descriptor, path = m[1], string(b)
	} else if len(texts) > 0 {
		path = texts[0]
	}
	if name == "write" && descriptor == "1" && len(texts) == 1 {
		return call{Op: "say", Data: t.keep([]byte(texts[0]))}, nil
	}
	file := ""
	switch {
	case filepath.Dir(path) == folder:
		file = filepath.Base(path)
	case path != folder:
		return call{}, nil
	}
	number := int64(0)
	if m := lastNumber.FindStringSubmatch(args); m != nil {
		var err error
		if number, err = strconv.ParseInt(m[1], 10, 64); err != nil {
			return call{}, err
		}
	}
	switch name {
	case "open", "openat", "creat":
		if strings.Contains(args, "O_TRUNC") || name == "creat" {
			return call{}, errors.New("emptied at opening, which the replay does not know")
		}
		if strings.Contains(args, "O_CREAT") {
			return call{Op: "make", File: file}, nil
		}
		return call{}, nil
	case "pwrite64":
		return call{Op: "write", File: file, At: number, Data: t.keep([]byte(texts[0]))}, nil
	case "ftruncate":
		return call{Op: "cut", File: file, At: number}, nil
	case "fsync", "fdatasync":
		return call{Op: "sync", File: file}, nil
	case "unlink", "unlinkat":
		return call{Op: "unlink", File: file}, nil
	case "link", "linkat", "rename", "renameat", "renameat2":
		op := "link"
		if strings.HasPrefix(name, "rename") {
			op = "rename"
		}
		return call{Op: op, File: file, To: filepath.Base(texts[1])}, nil
	}
	return call{}, fmt.Errorf("%s of %q, which the replay does not know", name, file)
}

// TestStraceIsRead reads lines as strace writes them: a call cut in two by
// another thread, one that failed, others' files, and what the child said.
func TestStraceIsRead(t *testing.T) {
	x := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
		return b.String()
	}
	file, journal, folder := x("/t/a b/p"), x("/t/a b/p-journal"), x("/t/a b")
	lines := []string{
		`7 openat(AT_FDCWD<` + x("/t") + `>, "` + file + `", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 5<` + file + `>`,
		`7 open("` + x("/dev/urandom") + `", O_RDONLY) = 6<` + x("/dev/urandom") + `>`,
		`7 pwrite64(5<` + file + `>, "` + x(strings.Repeat("a", sectorSize)+"bc") + `", 514, 4096 <unfinished ...>`,
		`8 write(1<` + x("pipe:[1]") + `>, "` + x("done 1 ff code\n") + `", 15) = 15`,
		`7 <... pwrite64 resumed>) = 514`,
		`7 pwrite64(5<` + file + `>, "` + x("x") + `", 1, 0) = -1 EIO (Input/output error)`,
		`7 fsync(5<` + file + `>) = 0`,
		`7 linkat(AT_FDCWD<` + x("/t") + `>, "` + file + `", AT_FDCWD<` + x("/t") + `>, "` + journal + `", 0) = 0`,
		`7 ftruncate(5<` + file + `>, 512) = 0`,
		`7 fsync(9<` + folder + `>) = 0`,
		`7 unlink("` + journal + `") = 0`,
		`7 +++ exited with 0 +++`,
	}
	made, err := readStrace(strings.NewReader(strings.Join(lines, "\n")), "/t/a b")
	must(t, err)
	path := filepath.Join(t.TempDir(), "trace")
	must(t, made.write(path))
	made, err = readTrace(path)
	must(t, err)
	d := newDisk(made)
	var got []string
	for _, c := range made.Calls {
		must(t, d.do(c))
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %d %d", c.Op, c.File, c.To, c.At, len(made.data(c)))))
	}
	want := []string{"make p  0 0", "say   0 15", "write p  4096 514", "sync p  0 0", "link p p-journal 0 0", "cut p  512 0", "sync   0 0", "unlink p-journal  0 0"}
	if !slices.Equal(got, want) {
		t.Errorf("calls %q\nwant %q", got, want)
	}
	if n := len(d.names["p"].certain); n != 4096+514 {
		t.Errorf("%d bytes are certain", n)
	}
	if _, err := readStrace(strings.NewReader(`7 fallocate(5<`+file+`>, 0, 0, 9) = 0`), "/t/a b"); err == nil {
		t.Error("a call that the replay does not know was passed over")
	}
}
