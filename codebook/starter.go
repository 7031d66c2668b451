package codebook

import (
	_ "embed" // the starter codebook
	"encoding/binary"
	"encoding/json"
	"fmt"
)

//go:embed data/decentralisatie.json
var decentralisatie []byte

// starterFile is data/decentralisatie.json.
type starterFile struct {
	Themes []struct {
		Name       string        `json:"name"`
		Colour     int           `json:"colour"` // of the theme's codes
		Claim      string        `json:"claim"`
		Vocabulary []string      `json:"vocabulary"`
		Code       starterCode   `json:"code"` // the top-level code of that name
		Codes      []starterCode `json:"codes"`
	} `json:"themes"`
}

type starterCode struct {
	Name    string `json:"name"`
	Letter  string `json:"letter"`
	Short   string `json:"short"`
	Full    string `json:"full"`
	UseWhen string `json:"use_when"`
	NotWhen string `json:"not_when"`
	Example string `json:"example"`
}

// Starter is the codebook `decentralisatie`: six top-level codes, each with its
// children, and the six themes of the same names, which hold those codes. Ids,
// letters and colours are fixed, so that two projects that start from it can
// be merged. Codes stand parents first.
func Starter() (codes []Code, themes []Theme) {
	var file starterFile
	if err := json.Unmarshal(decentralisatie, &file); err != nil {
		panic(fmt.Sprintf("starter codebook: %v", err)) // a build fault: the file is in the program
	}
	// The top level takes the first ids, and with them the first stripe glyphs.
	next := len(file.Themes)
	for i, t := range file.Themes {
		top := t.Code.code(i+1, CodeID{}, t.Colour, i)
		codes = append(codes, top)
		theme := Theme{ID: ThemeID(starterID(1, i+1)), Name: t.Name, Claim: t.Claim, Codes: []CodeID{top.ID}, Position: i}
		for j, c := range t.Codes {
			next++
			child := c.code(next, top.ID, t.Colour, j)
			codes = append(codes, child)
			theme.Codes = append(theme.Codes, child.ID)
		}
		for _, w := range t.Vocabulary {
			theme.Words = append(theme.Words, Word{Text: w})
		}
		themes = append(themes, theme)
	}
	return codes, themes
}

func (c starterCode) code(n int, parent CodeID, colour, position int) Code {
	return Code{
		ID: CodeID(starterID(0, n)), Parent: parent, Name: c.Name,
		Short: c.Short, Full: c.Full, UseWhen: c.UseWhen, NotWhen: c.NotWhen, Example: c.Example,
		Colour: colour, Letter: c.Letter, Status: StatusActive, Position: position,
	}
}

// starterID is a UUIDv7 of 2026-01-01T00:00:00Z with a number for its random
// part: 019b76da-a800-7KKK-8000-00000000NNNN.
func starterID(kind, n int) [16]byte {
	id := [16]byte{0x01, 0x9b, 0x76, 0xda, 0xa8, 0x00, 0x70, byte(kind), 0x80}
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}
