// Package transcript holds what was said: documents, their turns and speakers,
// and the cases and attributes that describe who spoke.
//
// Words: a Document is one transcript, a canonical text plus its turns. A Turn
// is an uninterrupted run of one speaker. A Span is a half-open range of
// Unicode code points in one revision of a document's text. An Anchor ties a
// code point to a time in the recording.
//
// The way of a file is Read: bytes → encoding.go → canonical.go → one reader
// per format (plain.go for text and Markdown, cue.go and caption.go for WebVTT
// and SRT, docx.go, and for speech tools whisper.go, amberscript.go, rev.go,
// otranscribe.go, chat.go, elan.go, textgrid.go, zoomchat.go; and pdf.go, with
// a Sandbox) → label.go and speaker.go, which say who speaks → draft.go, where
// byte offsets become spans. Sentences, Words and Graphemes cut a text for
// reading and counting.
//
// Guarantees: the package is pure (no files, no clock, no database), but that a
// Sandbox keeps what it compiled in the folder that it is given, and that a PDF
// has only so much time. Text is never changed after Read has made it; Text is
// the one place where code points and bytes are converted into each other. Read
// never panics on any input and never loses text silently: what it changed
// stands in the receipt.
//
// Non-goals: turning other formats into text (Sniff names them, Read refuses
// them), Unicode normalisation, drawing; codes and codings (package codebook),
// storage (package store).
package transcript
