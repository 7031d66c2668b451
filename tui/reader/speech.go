package reader

import "veldwerk/transcript"

// sentences and words are the one place where the reader divides a text; the
// ranges exclude blanks around them.
func sentences(s, language string) []transcript.Bytes { return transcript.Sentences(s, language) }

func words(s string) []transcript.Bytes { return transcript.Words(s) }
