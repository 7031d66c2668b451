// Command data writes the dictionary that package search embeds, dutch.fst,
// from the word list dutch.txt.gz beside it. Run it with go generate ./search.
//
// The list is OpenTaal's, folded as package search folds words, one a line and
// sorted; docs/licences/opentaal.txt holds its notice. The same list always
// gives the same bytes.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/vellum"
)

func main() {
	folder := "data"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := write(folder); err != nil {
		fmt.Fprintln(os.Stderr, "data:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	list, err := os.ReadFile(filepath.Join(folder, "dutch.txt.gz"))
	if err != nil {
		return err
	}
	b, err := Dictionary(list)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "dutch.fst"), b, 0o644)
}

// Dictionary makes the automaton of a compressed word list.
func Dictionary(list []byte) ([]byte, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(list))
	if err != nil {
		return nil, fmt.Errorf("word list: %w", err)
	}
	var out bytes.Buffer
	builder, err := vellum.New(&out, nil)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(unpacked)
	for lines.Scan() {
		if err := builder.Insert(lines.Bytes(), 0); err != nil {
			return nil, fmt.Errorf("word %q: %w", lines.Text(), err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("word list: %w", err)
	}
	if err := builder.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
