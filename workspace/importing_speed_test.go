//go:build unix

package workspace

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// spoken is a turn of some forty words.
func spoken(r *rand.Rand) string {
	words := []string{"de", "wijk", "heeft", "ruimte", "nodig", "voor", "eigen", "regels", "zegt", "het", "team", "dat", "lastig", "vindt", "afstemming", "samen"}
	var b bytes.Buffer
	for i := range 40 {
		b.WriteString(words[r.Intn(len(words))])
		if r.Intn(6) == 0 {
			fmt.Fprintf(&b, "%d", r.Intn(4000)) // so that the vocabulary is not sixteen words
		}
		b.WriteString(" .,"[i%13%3:][:1])
	}
	return b.String()
}

// interviewDOCX is a Word file of 200 turns, as typists make them.
func interviewDOCX(r *rand.Rand) []byte {
	var doc bytes.Buffer
	doc.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for n := range 200 {
		fmt.Fprintf(&doc, `<w:p><w:pPr><w:spacing w:after="120"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">%s: </w:t></w:r>`, []string{"Interviewer", "Mw. de Wit"}[n%2])
		for range 4 {
			fmt.Fprintf(&doc, `<w:r w:rsidR="00A1"><w:rPr><w:lang w:val="nl-NL"/></w:rPr><w:t xml:space="preserve">%s </w:t></w:r>`, spoken(r)[:60])
		}
		doc.WriteString(`</w:p>`)
	}
	doc.WriteString(`</w:body></w:document>`)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, _ := z.Create("word/document.xml")
	_, _ = w.Write(doc.Bytes())
	_ = z.Close()
	return out.Bytes()
}

// interviewVTT is a meeting's captions: a cue for every ten words or so.
func interviewVTT(r *rand.Rand) []byte {
	var b bytes.Buffer
	b.WriteString("WEBVTT\n\n")
	for n := range 800 {
		at := time.Duration(n*4) * time.Second
		stamp := func(d time.Duration) string {
			return fmt.Sprintf("%02d:%02d:%02d.000", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
		}
		fmt.Fprintf(&b, "%s --> %s\n<v %s>%s</v>\n\n", stamp(at), stamp(at+3*time.Second), []string{"Jonna Bakker", "Mw. de Wit"}[n/4%2], spoken(r)[:60])
	}
	return b.Bytes()
}

// refusals lists the files that did not come in.
func refusals(receipts []Receipt) string {
	var out string
	for _, r := range receipts {
		if r.Err != nil {
			out += fmt.Sprintln(r.Path, r.Err)
		}
	}
	return out
}

// BenchmarkImport100 imports a folder of 100 interviews of some 8,000 words,
// half of them Word files and half captions, until all are searchable.
func BenchmarkImport100(b *testing.B) {
	folder := filepath.Join(b.TempDir(), "map")
	ok(b, os.Mkdir(folder, 0o700))
	r := rand.New(rand.NewSource(1))
	for n := range 50 {
		ok(b, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%02d.docx", n)), interviewDOCX(r), 0o600))
		ok(b, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%02d.vtt", n)), interviewVTT(r), 0o600))
	}
	for n := 0; b.Loop(); n++ {
		home := b.TempDir()
		w, err := Create(ctx, filepath.Join(home, "p.veldwerk"), testEnvironment(home), Options{Coder: "Jonna", Index: KeepIndex})
		ok(b, err)
		before := b.Elapsed()
		got, err := w.Import(ctx, []string{folder}, false, nil)
		ok(b, err)
		if bad := refusals(got); bad != "" {
			b.Fatal(bad)
		}
		b.ReportMetric((b.Elapsed() - before).Seconds(), "stored-s")
		for !w.Indexing().Ready || w.Indexing().Done < len(got) {
			<-w.IndexChanged()
		}
		b.ReportMetric((b.Elapsed() - before).Seconds(), "searchable-s")
		counts, err := w.Project.Counts(ctx)
		ok(b, err)
		b.ReportMetric(float64(counts.Words), "words")
		ok(b, w.Close())
	}
}
