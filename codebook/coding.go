package codebook

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"veldwerk/transcript"
)

// Coding is one code on one span by one coder. Codings of the same coder and
// code never overlap: they unite.
type Coding struct {
	ID        CodingID
	Document  transcript.DocumentID
	Revision  int // of the document whose code points Span counts
	Code      CodeID
	Coder     CoderID
	Span      transcript.Span
	QuoteHash string // QuoteHash of the text under Span
	Certainty int    // 1…3, 0 for none
	Memo      string // the coding's memo, Markdown; "" for none
	Created   time.Time
	Modified  time.Time
}

// QuoteHash is the lower-case hex SHA-256 of a quote's UTF-8 bytes.
func QuoteHash(quote string) string {
	sum := sha256.Sum256([]byte(quote))
	return hex.EncodeToString(sum[:])
}
