package codebook

import "strings"

// JoinPath writes names from the top as one path: joined by "/", a slash in a
// name as `\/`. A backslash stays as it is, except where it stands before a
// slash or at the end of a name: there it is doubled, or the path could be
// read in two ways.
func JoinPath(names []string) string { return join(names, '/', "/") }

// SplitPath is the inverse of JoinPath: the names of a path, trimmed; empty
// ones are left out.
func SplitPath(path string) []string { return split(path, '/') }

// JoinList writes names, paths or other short texts as one cell: joined by
// "; ", a semicolon in one as `\;`, by the rule of JoinPath.
func JoinList(items []string) string { return join(items, ';', "; ") }

// SplitList is the inverse of JoinList: the items, trimmed; empty ones are left
// out.
func SplitList(cell string) []string { return split(cell, ';') }

func join(items []string, separator byte, between string) string {
	var b strings.Builder
	for i, item := range items {
		if i > 0 {
			b.WriteString(between)
		}
		run := 0 // backslashes right in front
		for j := 0; j < len(item); j++ {
			if item[j] == separator {
				b.WriteString(strings.Repeat(`\`, run+1))
			}
			run++
			if item[j] != '\\' {
				run = 0
			}
			b.WriteByte(item[j])
		}
		b.WriteString(strings.Repeat(`\`, run))
	}
	return b.String()
}

func split(s string, separator byte) []string {
	var items []string
	var b strings.Builder
	for i := 0; i < len(s); {
		run := 0
		for i < len(s) && s[i] == '\\' {
			run, i = run+1, i+1
		}
		switch {
		case i == len(s):
			b.WriteString(strings.Repeat(`\`, (run+1)/2))
		case s[i] == separator && run%2 == 1:
			b.WriteString(strings.Repeat(`\`, run/2))
			b.WriteByte(separator)
			i++
		case s[i] == separator:
			b.WriteString(strings.Repeat(`\`, run/2))
			items = append(items, b.String())
			b.Reset()
			i++
		default:
			b.WriteString(strings.Repeat(`\`, run))
			b.WriteByte(s[i])
			i++
		}
	}
	items = append(items, b.String())
	var kept []string
	for _, item := range items {
		if item = strings.TrimSpace(item); item != "" {
			kept = append(kept, item)
		}
	}
	return kept
}
