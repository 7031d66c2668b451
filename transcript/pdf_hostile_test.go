package transcript

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// locked puts a password on a PDF: the entries of the standard handler, whose
// key nobody knows.
func locked() []byte {
	d := pdfOf("", a4("I: Vraag."))
	sum := md5.Sum([]byte("slot"))
	key := fmt.Sprintf("%x%x", sum, sum)
	d.trailer = fmt.Sprintf("/ID[<%x><%x>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>", sum, sum, key, key)
	return d.bytes()
}

// bomb draws a form that draws ten forms that draw ten forms …: nothing in the
// file is large and no form draws itself.
func bomb(leaf string) []byte { return forms(leaf, 12).bytes() }

// slow is a file of a few kilobytes whose pages each take a while.
func slow(pages int) []byte {
	d := forms("q Q", 4)
	d.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", pages, strings.Repeat("5 0 R ", pages))
	return d.bytes()
}

func forms(leaf string, levels int) *pdfDraft {
	d := pdfOf("", a4("I: Vraag."))
	below := d.stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>", leaf)
	for range levels {
		below = d.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>", below), strings.Repeat("/X Do ", 10))
	}
	d.objects[4] = strings.Replace(d.objects[4], "/Resources<<", fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>", below), 1)
	content := "/X Do"
	d.objects[3] = fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
	return d
}

// circle is a tree of pages whose branch is its own root.
func circle() []byte {
	d := pdfOf("", a4("I: Vraag."))
	d.objects[1] = "<</Type/Pages/Count 1000000/Kids[2 0 R 5 0 R 2 0 R]/Parent 2 0 R>>"
	return d.bytes()
}

func crowd(n int) []byte {
	d := pdfOf("", a4("I: Vraag.", "R: Antwoord."))
	for range n {
		d.add("<</Nummer 1>>")
	}
	return d.bytes()
}

func TestReadPDFHostile(t *testing.T) {
	whole := pdfInterview(3).bytes()
	scan := pdfOf("")
	picture := scan.stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x")
	content := scan.stream("", "q 595 0 0 842 0 0 cm /I Do Q")
	page := scan.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I %d 0 R>>>>/Contents %d 0 R>>", picture, content)
	scan.objects[1] = fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]>>", page)
	huge := pdfOf("", a4("I: Vraag.", "R: Antwoord."))
	huge.objects[4] = strings.Replace(huge.objects[4], "0 0 595 842", "-2e9 -2e9 2e9 1e38", 1)
	deep := pdfOf("", a4("I: Vraag."))
	deep.objects[2] = strings.Repeat("[", 20000) + strings.Repeat("]", 20000)
	for _, c := range []struct {
		name string
		data []byte
		code string // "" reads it
	}{
		{"a scan", scan.bytes(), "no-text-layer"},
		{"locked", locked(), "encrypted"},
		{"a circle of pages", circle(), "too-large"},
		{"only a header", []byte("%PDF-1.7\n"), "truncated"},
		{"cut in the first object", whole[:400], "truncated"},
		{"noise", append([]byte("%PDF-1.7\n"), append(bytes.Repeat([]byte("ruis "), 50000), []byte("\nstartxref\n12\n%%EOF")...)...), "damaged"},
		{"no pages", pdfOf("").bytes(), "damaged"},
		{"text in forms in forms", bomb(pdfContent(a4(strings.Repeat("bom ", 20)))), "too-heavy"},
		{"many slow pages", slow(400), "too-heavy"},
		{"nothing in forms in forms", bomb("q Q"), "too-heavy"},
		{"a page of a light year", huge.bytes(), ""},
		{"20,000 brackets", deep.bytes(), ""},
		{"100,000 objects", crowd(100_000), ""},
		{"cut in the middle", whole[:len(whole)*2/3], "truncated"},
		{"something in front", append([]byte("x\n"), whole...), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, r, err := readPDFTest(t, c.data)
			if c.code == "" {
				if err != nil || r.Turns == 0 {
					t.Fatalf("%v, %d turns", err, r.Turns)
				}
				checkDocument(t, doc)
				checkReceipt(t, doc, r)
				return
			}
			var e *Error
			if !errors.As(err, &e) || e.Code != c.code {
				t.Errorf("%v (%d words), want %s", err, r.Words, c.code)
			}
		})
	}
	// What is there of a file that breaks off is read, and the receipt says so.
	_, r, err := readPDFTest(t, append(whole[:len(whole)/2:len(whole)/2], "\nendobj\ntrailer<</Root 1 0 R>>"...))
	if _, ok := warned(r, "truncated"); err != nil || !ok || r.Turns == 0 {
		t.Errorf("%v, %d turns, %v; want truncated", err, r.Turns, r.Warnings)
	}
}

// A person who stops an import is not kept waiting, and what was learnt of a
// file goes with it.
func TestReadPDFCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	pages := 0
	_, _, err := ReadWith(ctx, "a.pdf", pdfInterview(20).bytes(), Options{Sandbox: testSandbox(), Progress: func(done, total int) {
		if pages = done; total != 20 || done == 5 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || pages != 5 {
		t.Errorf("%v at page %d; want cancelled at 5", err, pages)
	}
	last := -1
	if _, _, err := ReadWith(context.Background(), "a.pdf", pdfInterview(3).bytes(), Options{Sandbox: testSandbox(), Progress: func(done, total int) {
		if done != last+1 || total != 3 {
			t.Errorf("page %d of %d after %d", done, total, last)
		}
		last = done
	}}); err != nil || last != 3 {
		t.Errorf("%v at page %d", err, last)
	}
}

// What was compiled is kept in the folder, and a folder that cannot be used or
// is spoilt costs nothing but time.
func TestSandboxFolder(t *testing.T) {
	folder := t.TempDir()
	read := func(name string) {
		t.Helper()
		s := NewSandbox(folder)
		defer s.Close()
		if _, _, err := ReadWith(context.Background(), "a.pdf", pdfInterview(1).bytes(), Options{Sandbox: s}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	read("cold")
	var kept []string
	_ = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if info, e := d.Info(); err == nil && e == nil && info.Mode().IsRegular() {
			kept = append(kept, path)
		}
		return nil
	})
	if len(kept) != 1 {
		t.Fatalf("kept %v", kept)
	}
	read("warm")
	if err := os.WriteFile(kept[0], []byte("geen machinecode"), 0o600); err != nil {
		t.Fatal(err)
	}
	read("spoilt")
	if info, err := os.Stat(kept[0]); err != nil || info.Size() < 1<<20 {
		t.Errorf("the folder stays spoilt: %v", err)
	}
	s := NewSandbox("")
	s.Close()
	var e *Error
	if _, _, err := ReadWith(context.Background(), "a.pdf", pdfInterview(1).bytes(), Options{Sandbox: s}); !errors.As(err, &e) || e.Code != "no-sandbox" {
		t.Errorf("a closed sandbox: %v", err)
	}
}

// TestSamplePDFs reads the files that stand beside a checkout where the project
// is developed.
func TestSamplePDFs(t *testing.T) {
	folder := filepath.Join("..", "..", "shared", "samples", "documents")
	plain, err := os.ReadFile(filepath.Join(folder, "dutch_nl.txt"))
	if err != nil {
		t.Log("no samples beside this checkout")
		return
	}
	read := func(name string) (Document, Receipt) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		doc, r, err := readPDFTest(t, data)
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, doc)
		checkReceipt(t, doc, r)
		return doc, r
	}
	base, want := mustRead(t, "dutch_nl.txt", string(plain))
	doc, r := read("dutch_nl_libreoffice.pdf")
	if r.Turns != 8 || r.Words != want.Words || len(doc.Pages) != 1 {
		t.Errorf("%d turns, %d words, %d pages; want 8, %d, 1", r.Turns, r.Words, len(doc.Pages), want.Words)
	}
	for i, turn := range doc.Turns {
		if turn.N > 0 && doc.Text.Slice(turn.Span) != oneLine(base.Text.Slice(base.Turns[i].Span)) {
			t.Errorf("turn %d: %q", turn.N, doc.Text.Slice(turn.Span))
		}
	}
	doc, r = read("pdpilot_p1.pdf")
	text := doc.Text.String()
	for _, label := range []string{"Dan:", "Participant:"} {
		if n := strings.Count("\n"+text, "\n"+label); n != 47 {
			t.Errorf("%s stands at %d starts, want 47", label, n)
		}
	}
	// Every word of the pages is in the text or in the receipt: 3132 are to be
	// seen, with a number beside each block and one at the foot of each page.
	numbers, _ := warned(r, "line-numbers-dropped")
	heads, _ := warned(r, "headers-dropped")
	count := len(strings.Fields(text))
	for _, w := range []Warning{numbers, heads} {
		if n, ok := w.Args["count"].(int); ok {
			count += n
		}
	}
	if len(doc.Pages) != 5 || count < 3069 || count > 3195 {
		t.Errorf("%d pages, %d words; want 5, 3132", len(doc.Pages), count)
	}
}

func FuzzPDF(f *testing.F) {
	f.Add([]byte(pdfContent(a4("I: Vraag met samen-", "werking.", "R: Antwoord."))), []byte("<</Nummer 1>>"))
	f.Add([]byte("BT /F1 11 Tf 1 0 0 -1 72 700 Tm (I: a) Tj T* [(b) -3000 (c)] TJ ET"), []byte("<</Type/Font/Subtype/Type3>>"))
	f.Add([]byte("q 0 1 -1 0 0 0 cm BT /F1 1e9 Tf (R: x) Tj ET Q"), []byte(")"))
	f.Fuzz(func(t *testing.T, content, object []byte) {
		d := pdfOf("")
		at := d.stream("", string(content))
		more := d.add("%s", object)
		page := d.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[%d 0 R]/Resources<</Font<</F1 3 0 R/F2 %d 0 R>>>>/Contents %d 0 R>>", more, more, at)
		d.objects[1] = fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]>>", page)
		doc, r, err := readPDFTest(t, d.bytes())
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Code == "" || e.Code == "no-sandbox" {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		checkDocument(t, doc)
		checkReceipt(t, doc, r)
	})
}
