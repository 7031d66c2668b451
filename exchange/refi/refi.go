// Package refi reads and writes the files of REFI-QDA 1.0, by which programs
// for qualitative analysis hand each other their work: projects (.qdpx, a zip
// with one .qde and the sources) and codebooks (.qdc).
//
// Words: a Source is what was coded there, a text, recording, picture or PDF. A
// Convention says what the positions of a file count. The packing is one more
// member of the zip, veldwerk/project.json, which holds what REFI-QDA cannot
// hold; other programs pass it by. A loss is a typed fact about what another
// program will not see (Write), or what this one could not keep (Read).
//
// The way in is Read: archive.go finds the members, qde.go makes values of the
// XML, then one file per noun turns these into a codebook.Project (readcodes,
// readcases, readtexts, readcodings, readmemos). What the positions count is
// found per text by convention.go and anchor.go; packing.go puts back what we
// packed ourselves, where it still fits. The way out is Write: the same nouns,
// strictly in the order of the schema.
//
// Guarantees: the package is pure (no files, no clock) and the same project
// gives the same bytes. Read is lenient: after it every coding's text is what
// was coded, or it is a Stray with a reason; nothing goes unsaid. Write is
// strict: what it writes is valid by the schemas of the standard (tests hold it
// against them). A file that is written and read again gives the same project.
//
// Non-goals: media files; positions on pages and in recordings; graphs and
// links between codes (listed as losses).
package refi

import (
	"veldwerk/transcript"
)

// Receipt says what Read recognised in a project file.
type Receipt struct {
	Kind     string               // "qdpx" or "qde"
	Sources  []Source             // one per text, in the order of the file
	Packed   bool                 // our own packing was found and used
	Warnings []transcript.Warning // what was strange in the file, and harmless
}

// Source is what Read made of one text.
type Source struct {
	Document   transcript.DocumentID
	Title      string
	Text       transcript.Receipt
	Convention Convention
	Evidence   Evidence
	Codings    int // placed, those found again too
	Found      int // whose text stood elsewhere than the position said
	Strays     int
}

// Evidence says what settled a Convention.
type Evidence string

// What may settle a Convention, the surest first. EvidenceNone means that all
// conventions agree on this text.
const (
	EvidenceNone   Evidence = "none"
	EvidenceQuotes Evidence = "quotes" // the texts that stand beside the positions
	EvidenceWords  Evidence = "words"  // no word is cut
	EvidenceOrigin Evidence = "origin" // what that program is known to do
)

// Profile chooses whose habits Write follows.
type Profile string

// The profiles. ProfileStandard counts code points in texts with LF, as the
// standard says; ProfileNVivo writes what NVivo for Windows writes: a byte
// order mark, CRLF, UTF-16 positions that count CRLF as two, a folder Sources.
const (
	ProfileStandard Profile = ""
	ProfileNVivo    Profile = "nvivo"
)

// Options of Write.
type Options struct {
	Profile Profile
	Origin  string // the program and version that the file names; "" is "veldwerk"
}

// The limits of what is read. A project of a thousand interviews with 300,000
// codings stays well below them.
const (
	maxMembers   = 10_000
	maxMember    = 64 << 20 // bytes of the XML, or of one text
	maxText      = 16 << 20 // bytes of one text, forty long interviews
	maxLines     = 200_000  // of one text
	maxAllLines  = 1_500_000
	maxCodings   = 300_000  // and as many selections
	maxPins      = 100_000  // places of notes
	maxTexts     = 64 << 20 // bytes of all texts together
	maxOriginals = 64 << 20 // bytes of the files that documents came from
	ratioFrom    = 10 << 20 // below this, any ratio of a zip is harmless
	maxRatio     = 200
	maxTags      = 3_000_000 // a coding takes five
	maxEquals    = 1000      // equals signs in one tag
	maxParts     = 100       // transcripts of one source
	maxPacking   = 32 << 20
	maxHash      = 1 << 29 // bytes of quotes that are hashed here; the store hashes the others
	maxDepth     = 1000
	maxSearch    = 1 << 30 // bytes that may be searched for quotes out of place
)

// counter collects typed facts by code, in the order of first appearance.
type counter struct {
	codes []string
	n     map[string]int
	names map[string]string
}

// add counts n more under the code; the first name of a code is kept.
func (c *counter) add(code string, n int, name ...string) {
	if n == 0 {
		return
	}
	if c.n == nil {
		c.n, c.names = map[string]int{}, map[string]string{}
	}
	if c.n[code] == 0 {
		c.codes = append(c.codes, code)
	}
	c.n[code] += n
	if len(name) > 0 && name[0] != "" && c.names[code] == "" {
		c.names[code] = name[0]
	}
}

func (c *counter) warnings() []transcript.Warning {
	var out []transcript.Warning
	for _, code := range c.codes {
		args := map[string]any{"count": c.n[code]}
		if c.names[code] != "" {
			args["name"] = c.names[code]
		}
		out = append(out, transcript.Warning{Code: code, Args: args})
	}
	return out
}
