package search

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// vocabularyOf makes the vocabulary that some texts have, from nothing.
func vocabularyOf(f *fakeFacts) *vocabulary {
	met := map[string]bool{}
	var fresh []newcomer
	for _, d := range f.documents {
		for _, u := range turnSheet(nil, f.texts[d.ID]).units {
			for _, tok := range tokens(f.texts[d.ID].Text.Slice(u.span)) {
				if !met[tok.term] {
					met[tok.term] = true
					fresh = append(fresh, newcomer{tok.term, kinOf(tok.term, true)})
				}
			}
		}
	}
	return (&vocabulary{}).with(fresh)
}

func equalVocabulary(a, b *vocabulary) bool { return bytes.Equal(a.bytes(), b.bytes()) }

// TestVocabularyFollowsTexts: whatever came and went, the vocabulary is that
// of the texts as they are, in memory and in the file.
func TestVocabularyFollowsTexts(t *testing.T) {
	dir := t.TempDir()
	ix := openIndex(t, dir)
	r := rand.New(rand.NewPCG(4, 4))
	for range 25 {
		f := stageOf(r.IntN(1000))
		for range r.IntN(4) {
			f.remove(f.documents[r.IntN(len(f.documents))].ID)
		}
		catchUp(t, ix, f)
		want := vocabularyOf(f)
		if !equalVocabulary(ix.words, want) {
			t.Fatalf("%d words, want %d", len(ix.words.terms), len(want.terms))
		}
		b, err := os.ReadFile(filepath.Join(dir, wordsName))
		if err != nil || !bytes.Equal(b, want.bytes()) {
			t.Fatalf("%v, the file has other words", err)
		}
		sameForms(t, ix, f, "gemeente+ *stand* de 1*")
		counted := newSnapshot(ix.snap.reader, ix.held, ix.words)
		if err := counted.count(nil, true); err != nil || !reflect.DeepEqual(counted.rowTable, ix.snap.rowTable) {
			t.Fatalf("%v, rows that were kept are not those that are counted", err)
		}
		if ix.generation != "words-1" {
			t.Fatalf("made anew on the way: %s", ix.generation)
		}
	}
}

// TestRemovedTextLeavesNothingToRead: names that only a removed text has stand
// in no file of the index that holds words, and are no form of anything. The
// same holds for a name that was taken out of a text, and for one of a text
// that went while another came.
func TestRemovedTextLeavesNothingToRead(t *testing.T) {
	f := dorp()
	dir := t.TempDir()
	ix := openIndex(t, dir)
	secret := f.add("Interview 4", "nl", nil, "I: Hoe heet u?\nR1: Quintijn Xanthopoulos, uit Yerseke.")
	catchUp(t, ix, f)
	stands := func(step string, want bool, words ...string) {
		t.Helper()
		for _, word := range words {
			e, err := ix.Expand(t.Context(), Parse("*"+word[1:]+"*"), f)
			if err != nil || len(e) != 1 || (len(e[0].Forms) == 1) != want {
				t.Errorf("%s: %s: %v %v", step, word, e, err)
			}
			if got := same(t, ix, f, word+"*", 0).Total > 0; got != want {
				t.Errorf("%s: %s is found: %v", step, word, got)
			}
			for _, name := range []string{wordsName, outlinesName, rowsName, manifestName} {
				b, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(b, []byte(word)) != (want && name == wordsName) {
					t.Errorf("%s: %s in %s", step, word, name)
				}
			}
		}
	}
	stands("added", true, "quintijn", "xanthopoulos", "yerseke")
	f.set(secret, "I: Hoe heet u?\nR1: [naam], uit Yerseke.")
	catchUp(t, ix, f)
	stands("corrected", false, "quintijn", "xanthopoulos")
	stands("corrected", true, "yerseke", "naam")
	f.remove(secret)
	f.set(f.documents[0].ID, "R1: Wie komt daar, Zacharias?")
	f.codings = nil
	catchUp(t, ix, f)
	stands("removed", false, "quintijn", "xanthopoulos", "yerseke", "naam")
	stands("removed", true, "zacharias")
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	ix = openIndex(t, dir)
	stands("opened again", false, "quintijn", "xanthopoulos", "yerseke", "naam")
	stands("opened again", true, "zacharias")
	for _, d := range slices.Clone(f.documents) {
		f.remove(d.ID)
	}
	catchUp(t, ix, f)
	stands("emptied", false, "zacharias")
	if len(ix.words.terms) != 0 {
		t.Errorf("words of no text: %v", ix.words.terms)
	}
}

func TestVocabularyFile(t *testing.T) {
	v := vocabularyOf(corpus(6, 2))
	b := v.bytes()
	got, err := readVocabulary(b)
	if err != nil || !reflect.DeepEqual(got, v) {
		t.Fatalf("%v: read is not what was written", err)
	}
	for i := range b {
		if _, err := readVocabulary(b[:i]); err == nil {
			t.Fatalf("%d of %d bytes are read as whole", i, len(b))
		}
	}
	if _, err := readVocabulary(append(b, 0)); err == nil {
		t.Error("a byte too many is read")
	}
	empty, err := readVocabulary((&vocabulary{}).bytes())
	if err != nil || len(empty.terms) != 0 {
		t.Errorf("none: %v", err)
	}
}

// FuzzVocabularyFile: what is read can be searched, whatever was in the file.
func FuzzVocabularyFile(f *testing.F) {
	f.Add(vocabularyOf(dorp()).bytes())
	f.Add((&vocabulary{}).bytes())
	f.Add([]byte{1, 1, 'a', 1, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0})
	kin := newKinWord("gemeente", true)
	f.Fuzz(func(_ *testing.T, b []byte) {
		v, err := readVocabulary(b)
		if err != nil {
			return
		}
		v.kin(kin)
		for _, k := range v.stems.keys {
			v.stems.at(k)
		}
		v.candidates(matcher{inside: "a"}, 0, len(v.terms), func(int32) {})
		v.has("gemeente")
	})
}

func TestRowTable(t *testing.T) {
	table := rowTable{table: []int32{64, -1, 0, 1}, numbers: make([]int32, 128)}
	table.numbers[64], table.numbers[0], table.numbers[1] = 1, 3, 4
	b := table.bytes()
	got, err := readRowTable(b, 128, 3)
	if err != nil || !reflect.DeepEqual(got, table) {
		t.Errorf("%v %v", got, err)
	}
	for _, wrong := range []struct{ rows, turns int }{{64, 3}, {128, 2}, {128, 4}} {
		if _, err := readRowTable(b, wrong.rows, wrong.turns); err == nil {
			t.Errorf("%v is read", wrong)
		}
	}
	for _, wrong := range [][]byte{b[:len(b)-1], append(slices.Clone(b), b[:4]...)} {
		if _, err := readRowTable(wrong, 128, 4); err == nil {
			t.Errorf("%v is read", wrong)
		}
	}
}
