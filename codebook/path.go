package codebook

import (
	"slices"
	"strings"
)

// JoinPath writes names from the top as one path: joined by "/", a slash in a
// name as `\/`. A backslash stays as it is, except where it stands before a
// slash or at the end of a name: there it is doubled, or the path could be
// read in two ways.
func JoinPath(names []string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteByte('/')
		}
		run := 0
		for j := 0; j < len(name); j++ {
			if name[j] == '/' {
				b.WriteString(strings.Repeat(`\`, run+1))
			}
			run++
			if name[j] != '\\' {
				run = 0
			}
			b.WriteByte(name[j])
		}
		b.WriteString(strings.Repeat(`\`, run))
	}
	return b.String()
}

// SplitPath is the inverse of JoinPath: the names of a path, trimmed; empty
// ones are left out.
func SplitPath(path string) []string {
	var names []string
	var b strings.Builder
	for i := 0; i < len(path); {
		run := 0
		for i < len(path) && path[i] == '\\' {
			run, i = run+1, i+1
		}
		switch {
		case i == len(path):
			b.WriteString(strings.Repeat(`\`, (run+1)/2))
		case path[i] == '/' && run%2 == 1:
			b.WriteString(strings.Repeat(`\`, run/2) + "/")
			i++
		case path[i] == '/':
			b.WriteString(strings.Repeat(`\`, run/2))
			names = append(names, b.String())
			b.Reset()
			i++
		default:
			b.WriteString(strings.Repeat(`\`, run))
			b.WriteByte(path[i])
			i++
		}
	}
	names = append(names, b.String())
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return slices.DeleteFunc(names, func(s string) bool { return s == "" })
}
