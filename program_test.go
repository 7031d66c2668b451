//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// childEnv makes this test binary the program itself; "call out" makes it do
// what the program never does.
const childEnv = "VELDWERK_MAIN_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childEnv) {
	case "":
		os.Exit(m.Run())
	case "call out":
		os.Exit(callOut())
	}
	main()
}

// callOut asks for a page on this machine, without a package for networks.
func callOut() int {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err == nil {
		err = syscall.Connect(s, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: 9})
	}
	fmt.Println(err)
	return 0
}

// session is a day's work with the program, in a home of its own.
type session struct {
	t       *testing.T
	home    string // settings, state, cache, data and projects
	out     string // what goes out to others
	project string
	attr    syscall.SysProcAttr
	under   []string // a program to run it under, with its arguments
	noPDF   bool
	runs    int
}

func newSession(t *testing.T) *session {
	s := &session{t: t, home: t.TempDir(), out: t.TempDir()}
	s.project = filepath.Join(s.home, "projecten", "wijk.veldwerk")
	return s
}

func (s *session) command(what string, args ...string) *exec.Cmd {
	line := append(append([]string{}, s.under...), os.Args[0])
	line = append(line, args...)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = s.home
	cmd.Env = []string{
		childEnv + "=" + what, "HOME=" + s.home, "PATH=" + os.Getenv("PATH"), "LANG=nl_NL.UTF-8", "TERM=xterm-256color", "VELDWERK_PROJECT=" + s.project, "TMPDIR=" + s.t.TempDir(),
		"XDG_CONFIG_HOME=" + s.home + "/config", "XDG_DATA_HOME=" + s.home + "/data", "XDG_STATE_HOME=" + s.home + "/state", "XDG_CACHE_HOME=" + s.home + "/cache",
	}
	return cmd
}

// run runs the program and wants it to succeed.
func (s *session) run(args ...string) string {
	s.t.Helper()
	cmd, attr := s.command("program", args...), s.attr
	cmd.SysProcAttr = &attr
	out, err := cmd.CombinedOutput()
	s.runs++
	if err != nil {
		s.t.Fatalf("veldwerk %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// day is what people do in a day, outside the screens. OUT is the folder of what
// goes out, IN that of the interviews. The first hour is part of each short test,
// the morning of the short test without a network.
var day = struct{ hour, morning, rest [][]string }{
	hour: [][]string{
		{"new", "PROJECT", "--codebook", "decentralisatie", "--coder", "Jonna"}, {"import", "IN"}, {"search", "--kwic", "ruimte"},
		{"code", "gemeente", "--code", "nieuw/code"}, {"export", "all", "-o", "OUT/alles"}, {"check"},
	},
	morning: [][]string{{"demo", "--no-open"}, {"undo"}, {"reindex"}, {"export", "fragments", "-o", "OUT/f.xlsx"}, {"export", "project", "-o", "OUT/p.qdpx"}},
	rest: [][]string{
		{"search", "--json", "gemeente+ NIET wonen"}, {"redo"}, {"stats"}, {"fragments"}, {"documents"}, {"speakers"}, {"cases"}, {"memos"}, {"coders"}, {"themes"}, {"codes"}, {"changes"}, {"quarantine"},
		{"export", "fragments", "-o", "OUT/f.csv"}, {"export", "fragments", "-o", "OUT/f.html"}, {"export", "codebook", "-o", "OUT/c.md"}, {"export", "codebook", "-o", "OUT/c.qdc"},
		{"export", "documents", "-o", "OUT/d.json"}, {"export", "changes", "-o", "OUT/h.tsv"}, {"import", "--again", "OUT/p.qdpx"}, {"check"},
	},
}

// work runs the commands and opens the screens.
func (s *session) work(parts ...[][]string) {
	s.t.Helper()
	in := s.sources()
	for _, part := range parts {
		for _, line := range part {
			args := slices.Clone(line)
			for i := range args {
				args[i] = strings.NewReplacer("PROJECT", s.project, "IN", in, "OUT", s.out).Replace(args[i])
			}
			s.run(args...)
		}
	}
	s.screens()
}

// screens opens the screens, searches and begins a memo, and is told to end.
func (s *session) screens() {
	s.t.Helper()
	cmd, attr := s.command("program", s.project), s.attr
	attr.Setsid, attr.Setctty = true, true
	terminal, err := pty.StartWithAttrs(cmd, &pty.Winsize{Rows: 24, Cols: 80}, &attr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.runs++
	defer func() { _ = terminal.Close() }()
	late := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	screen, buffer := vt.NewEmulator(80, 24), make([]byte, 1<<16)
	go func() { _, _ = io.Copy(terminal, screen) }() // what the terminal answers; ends with it
	see := func(words string) {
		s.t.Helper()
		for !strings.Contains(screen.String(), words) {
			n, err := terminal.Read(buffer)
			if err != nil {
				s.t.Fatalf("%q did not come: %v\n%s", words, err, screen.String())
			}
			_, _ = screen.Write(buffer[:n])
		}
	}
	press := func(keys string) {
		if _, err := io.WriteString(terminal, keys); err != nil {
			s.t.Fatal(err)
		}
	}
	see("Verder lezen")
	press("/ruimte")
	see("Zoeken")
	press("\x1b[27u\x1b[27u\x1b[21~m")
	see("Tekst (Markdown mag)")
	press("Half af")
	see("Half af")
	press("\x03")
	go func() {
		for err := error(nil); err == nil; {
			_, err = terminal.Read(buffer)
		}
	}()
	if err := cmd.Wait(); err != nil {
		s.t.Errorf("the screens ended with %v", err)
	}
}

// sources is a folder with an interview in several formats.
func (s *session) sources() string {
	folder := filepath.Join(s.home, "bronnen")
	talk := "I: Wat doet de gemeente hier?\n\nR: De gemeente laat ons de ruimte. Dat merk je in de wijk.\n\nI: En het wonen?\n\nR: Daar wachten mensen lang op.\n\n"
	var word, pages bytes.Buffer
	z := zip.NewWriter(&word)
	for name, part := range map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"word/document.xml":   `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>I: Hoe gaat het met de buurt?</w:t></w:r></w:p><w:p><w:r><w:t>R: De gemeente kijkt weg.</w:t></w:r></w:p><w:p><w:r><w:t>I: Hoezo?</w:t></w:r></w:p><w:p><w:r><w:t>R: Niemand komt.</w:t></w:r></w:p></w:body></w:document>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, part)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		s.t.Fatal(err)
	}
	line := "BT /F1 11 Tf 72 700 Td (I: Wie regelt dat hier?) Tj 0 -20 Td (R: De gemeente regelt het.) Tj 0 -20 Td (I: Altijd?) Tj 0 -20 Td (R: Soms niet.) Tj ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(line), line), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	pages.WriteString("%PDF-1.4\n")
	table := "xref\n0 6\n0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", pages.Len())
		fmt.Fprintf(&pages, "%d 0 obj%s endobj\n", i+1, o)
	}
	fmt.Fprintf(&pages, "%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF", table, strings.Index(pages.String()+"xref", "xref"))
	for name, content := range map[string]string{
		"a.txt": talk, "b.md": "# Gesprek\n\n" + talk + "Nog iets over de straat.\n", "c.docx": word.String(), "d.pdf": pages.String(),
		"e.vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Sanne>De gemeente belde nooit terug.\n\n00:05.000 --> 00:08.000\n<v Henk>Nooit?\n",
	} {
		if s.noPDF && filepath.Ext(name) == ".pdf" {
			continue
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	return folder
}

// checkPrivate demands that nobody else can read what the program keeps, and
// that what goes out is as open as the person's own umask says.
func (s *session) checkPrivate(umask fs.FileMode) {
	s.t.Helper()
	kept := map[string]int{}
	walk := func(root string, check func(path string, mode fs.FileMode)) {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || path == root {
				return err
			}
			info, err := d.Info()
			if err == nil {
				check(path, info.Mode())
			}
			return err
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	walk(s.home, func(path string, mode fs.FileMode) {
		name, _ := filepath.Rel(s.home, path)
		part, _, _ := strings.Cut(name, string(filepath.Separator))
		kept[part]++
		if mode.Perm()&0o077 != 0 {
			s.t.Errorf("%s is open to others: %v", name, mode)
		}
	})
	for _, part := range []string{"config", "data", "state", "cache", "projecten"} {
		if kept[part] == 0 {
			s.t.Errorf("nothing lies in %s", part)
		}
	}
	out := 0
	walk(s.out, func(path string, mode fs.FileMode) {
		out++
		want := 0o666 &^ umask
		if mode.IsDir() {
			want = 0o777 &^ umask
		}
		if mode.Perm() != want {
			s.t.Errorf("%s has mode %v, the umask of the person says %v", path, mode.Perm(), want)
		}
	})
	if out < 10 {
		s.t.Errorf("%d files went out", out)
	}
}
