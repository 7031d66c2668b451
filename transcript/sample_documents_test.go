package transcript

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSampleDocuments reads the files that stand beside a checkout where the
// project is developed, and demands what their README says.
func TestSampleDocuments(t *testing.T) {
	folder := filepath.Join("..", "..", "shared", "samples")
	plain, err := os.ReadFile(filepath.Join(folder, "documents", "dutch_nl.txt"))
	if err != nil {
		t.Log("no samples beside this checkout")
		return
	}
	base, want := mustRead(t, "dutch_nl.txt", string(plain))
	for _, ending := range []string{"docx", "odt", "rtf", "html", "epub"} {
		d, r := readSample(t, folder, "documents/dutch_nl."+ending)
		if r.Kind != ending || r.Turns != 8 || math.Abs(float64(r.Words-want.Words)) > 0.02*float64(want.Words) {
			t.Errorf("%s: %d turns, %d words; want 8, %d", r.Kind, r.Turns, r.Words, want.Words)
		}
		if got := fmt.Sprint(r.Speakers); !strings.HasPrefix(got, "[{I 4 interviewer") || !strings.Contains(got, "{R 4 ") {
			t.Errorf("%s: speakers %s", ending, got)
		}
		for i, turn := range d.Turns {
			if turn.N > 0 && d.Text.Slice(turn.Span) != oneLine(base.Text.Slice(base.Turns[i].Span)) {
				t.Errorf("%s, turn %d: %q, want %q", ending, turn.N, d.Text.Slice(turn.Span), base.Text.Slice(base.Turns[i].Span))
			}
		}
		if d.Language != "nl" {
			t.Errorf("%s: language %q", ending, d.Language)
		}
	}
	d, _ := readSample(t, folder, "transcripts/f4_nl.rtf")
	if got, want := shape(d), "1 I|Hoe was de reünie?\n2 B|Heel {gezellig} \\ leuk – €12,50 😀.\n3 I|Fijn."; got != want {
		t.Errorf("f4: %s, want %s", got, want)
	}
	if got := moments(d); got != "5300 #00:00:05-3#, 12800 #00:00:12-8#, 14000 #00:00:14-0#" {
		t.Errorf("f4: %s", got)
	}
	d, r := readSample(t, folder, "documents/docx_features.docx")
	for _, s := range []string{"PAGE"} {
		if strings.Contains(d.Text.String(), s) {
			t.Errorf("%q in %q", s, d.Text.String())
		}
	}
	if _, ok := warned(r, "deletions-dropped"); !ok || !strings.Contains(d.Text.String(), "Spreker\tTekst\n\nR\tcel een\ncel twee") {
		t.Errorf("features: %v, %q", r.Warnings, d.Text.String())
	}
}

func readSample(t *testing.T, folder, name string) (Document, Receipt) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	d, r := mustRead(t, name, string(data))
	checkDocument(t, d)
	checkReceipt(t, d, r)
	return d, r
}
