// Package transcript holds what was said: documents, their turns and speakers,
// and the cases and attributes that describe who spoke.
//
// Words: a Document is one transcript, a canonical text plus its turns. A Turn
// is an uninterrupted run of one speaker. A Span is a half-open range of
// Unicode code points in one revision of a document's text. An Anchor ties a
// code point to a time in the recording.
//
// Guarantees: the package is pure (no files, no clock, no database). Text is
// never changed after Read has made it; Text is the one place where code
// points and bytes are converted into each other. Read never panics on any
// input and never loses text silently: what it changed stands in the receipt.
//
// Non-goals: codes and codings (package codebook), storage (package store).
package transcript
