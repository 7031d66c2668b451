package codebook

import "veldwerk/transcript"

func sentences(s, _ string) []transcript.Bytes {
	var out []transcript.Bytes
	lo := 0
	for i := 0; i < len(s); i++ {
		if (s[i] == '.' || s[i] == '?' || s[i] == '!') && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n') {
			out = append(out, transcript.Bytes{Lo: lo, Hi: i + 1})
			lo = i + 1
		}
	}
	if lo < len(s) {
		out = append(out, transcript.Bytes{Lo: lo, Hi: len(s)})
	}
	return out
}
