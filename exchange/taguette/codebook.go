package taguette

import (
	"encoding/csv"
	"io"

	"veldwerk/codebook"
)

// WriteCodebook writes the codes as a CSV that Taguette imports: tag and
// description. A tag is the path of a code with " / " between its names, for
// Taguette has no tree. Merged codes are left out.
//
// It starts with a byte order mark: Taguette guesses the encoding by the first
// 4,096 bytes, and takes a late ë for another letter without one.
func WriteCodebook(w io.Writer, codes []codebook.Code) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write([]string{"tag", "description"}); err != nil {
		return err
	}
	tree := codebook.NewTree(codes)
	paths := map[codebook.CodeID]string{}
	for _, c := range tree.Codes() {
		paths[c.ID] = c.Name
		if parent := tree.Parent(c.ID); !parent.IsZero() {
			paths[c.ID] = paths[parent] + " / " + c.Name
		}
		if c.Status == codebook.StatusMerged {
			continue
		}
		if err := out.Write([]string{paths[c.ID], description(c)}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// description is what one field holds of a definition.
func description(c codebook.Code) string {
	text := c.Short
	for _, part := range []struct{ head, text string }{{"", c.Full}, {"use_when: ", c.UseWhen}, {"not_when: ", c.NotWhen}, {"example: ", c.Example}} {
		if part.text == "" {
			continue
		}
		if text != "" {
			text += "\n\n"
		}
		text += part.head + part.text
	}
	return text
}
