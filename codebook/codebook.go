// Package codebook holds what researchers make of a transcript: codes in a
// tree, themes that group them, codings of spans, memos and coders.
//
// Words: a Code is a label with a definition. A Theme groups codes and has a
// vocabulary and a claim. A Coding is one code on one span by one coder. A
// Fragment is a coding seen with its text and context.
//
// Guarantees: the package is pure; a Tree never holds a cycle; Unite never
// leaves two overlapping codings of the same coder and code.
//
// Non-goals: storage (package store), statistics (package analysis).
package codebook

import "veldwerk/transcript"

type (
	codeKind   struct{}
	themeKind  struct{}
	codingKind struct{}
	memoKind   struct{}
	coderKind  struct{}
)

// CodeID names a Code.
type CodeID = transcript.ID[codeKind]

// ThemeID names a Theme.
type ThemeID = transcript.ID[themeKind]

// CodingID names a Coding.
type CodingID = transcript.ID[codingKind]

// MemoID names a Memo.
type MemoID = transcript.ID[memoKind]

// CoderID names a Coder.
type CoderID = transcript.ID[coderKind]
