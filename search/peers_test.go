package search

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the linter allows it here: only to be compared with
)

// peer is another way to ask the same questions of the same texts. ok is false
// where it has no such question.
type peer struct {
	name string
	ask  func(class, query string) (took time.Duration, ok bool)
}

// peerQueries is how many queries of a kind the others are asked too: some take
// seconds.
const peerQueries = 8

// peers compares the first page and the number of turns with those of others
// that people use: full-text search in SQLite, and ripgrep over text files. Both
// find a word as it is written only, so ours does here too.
func (p *benchProject) peers(b *testing.B) {
	ours := peer{"veldwerk", func(_, query string) (time.Duration, bool) {
		r, err := p.ix.Search(context.Background(), Parse(query), p.facts, Options{Limit: firstPage})
		if err != nil || !r.Indexed {
			b.Fatal(query, err, r.Indexed)
		}
		return r.Took, true
	}}
	all := []peer{ours, p.fts5(b), p.ripgrep(b)}
	for _, c := range benchClasses(p.zipf, p.facts) {
		switch c.name {
		case "word-exact", "and", "or-50", "phrase", "near", "typing", "infix":
		default:
			continue
		}
		if n := len(c.queries); n > peerQueries {
			some := make([]string, peerQueries)
			for i := range some { // over all frequencies
				some[i] = c.queries[i*(n-1)/(peerQueries-1)]
			}
			c.queries = some
		}
		for i, q := range c.queries {
			if c.name == "and" || c.name == "or-50" || c.name == "near" {
				c.queries[i] = exactly(q)
			}
		}
		b.Run(c.name, func(b *testing.B) {
			took := make([]samples, len(all))
			for b.Loop() {
				for _, query := range c.queries {
					for i, other := range all {
						if d, ok := other.ask(c.name, query); ok {
							took[i].add(d)
						}
					}
				}
			}
			b.ReportMetric(0, "ns/op")
			for i, other := range all {
				if len(took[i]) > 0 {
					b.ReportMetric(ms(took[i].at(50)), other.name+"-p50-ms")
					b.ReportMetric(ms(took[i].at(99)), other.name+"-p99-ms")
				}
			}
		})
	}
}

var plainWord = regexp.MustCompile(`[\p{L}\p{N}.,]+`)

// exactly asks for words as they are written.
func exactly(query string) string {
	return plainWord.ReplaceAllStringFunc(query, func(w string) string {
		if w == "OR" || w == "NEAR" || strings.Trim(w, "0123456789") == "" {
			return w
		}
		return "=" + w
	})
}

// fts5 holds the turns in a table of SQLite's FTS5, through the driver that
// store uses, folded as FTS5 does by itself.
func (p *benchProject) fts5(b *testing.B) peer {
	path := filepath.Join(b.TempDir(), "fts5.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	start := time.Now()
	if _, err = db.Exec(`CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2')`); err != nil {
		b.Logf("FTS5 is not compared: %v", err)
		return peer{"fts5", func(_, _ string) (time.Duration, bool) { return 0, false }}
	}
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare(`INSERT INTO t(rowid, body) VALUES (?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = insert.Close() }()
	n := 0
	for _, d := range p.facts.documents {
		doc := p.facts.texts[d.ID]
		for _, turn := range doc.Turns {
			n++
			if _, err := insert.Exec(n, doc.Text.Slice(turn.Span)); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("FTS5: built in %.1f s, %.1f MB", time.Since(start).Seconds(), float64(info.Size())/1e6)
	return peer{"fts5", func(class, query string) (time.Duration, bool) {
		match, ok := forFTS5(class, query)
		if !ok {
			return 0, false
		}
		start := time.Now()
		found, err := db.Query(`SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid LIMIT 50`, match)
		if err != nil {
			b.Fatal(match, err)
		}
		defer func() { _ = found.Close() }()
		for found.Next() {
			var id int
			if err := found.Scan(&id); err != nil {
				b.Fatal(err)
			}
		}
		if err := found.Err(); err != nil {
			b.Fatal(match, err)
		}
		_ = found.Close() // there is one connection
		total := 0
		if err := db.QueryRow(`SELECT count(*) FROM t WHERE t MATCH ?`, match).Scan(&total); err != nil {
			b.Fatal(match, err)
		}
		return time.Since(start), true
	}}
}

// forFTS5 writes a query in the language of FTS5.
func forFTS5(class, query string) (match string, ok bool) {
	quoted := func(words []string, between string) string {
		for i, w := range words {
			words[i] = `"` + strings.Trim(w, `=*"`) + `"`
		}
		return strings.Join(words, between)
	}
	words := strings.Fields(strings.ReplaceAll(query, " OR ", " "))
	switch class {
	case "word-exact", "and":
		return quoted(words, " AND "), true
	case "or-50":
		return quoted(words, " OR "), true
	case "phrase":
		return query, true
	case "near":
		return fmt.Sprintf(`NEAR(%s, 4)`, quoted([]string{words[0], words[2]}, " ")), true
	case "typing":
		return quoted(words, "") + "*", true
	}
	return "", false // infix: FTS5 finds words by their beginnings only
}

// ripgrep searches the texts as files, a turn a line. It counts lines, which
// is what the total is; that it starts anew for each question counts, as it
// does for who uses it so.
func (p *benchProject) ripgrep(b *testing.B) peer {
	none := peer{"rg", func(_, _ string) (time.Duration, bool) { return 0, false }}
	rg, err := exec.LookPath("rg")
	if err != nil {
		b.Log("ripgrep is not installed: it is not compared")
		return none
	}
	dir := b.TempDir()
	for i, d := range p.facts.documents {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.txt", i)), []byte(p.facts.texts[d.ID].Text.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	asked := map[string]bool{} // once is enough: some take seconds
	return peer{"rg", func(class, query string) (time.Duration, bool) {
		pattern, ok := forRipgrep(class, query)
		if !ok || asked[pattern] {
			return 0, false
		}
		asked[pattern] = true
		start := time.Now()
		out, err := exec.Command(rg, "--no-messages", "-i", "-c", "-e", pattern, dir).Output()
		took := time.Since(start)
		if err != nil && len(out) > 0 {
			b.Fatal(pattern, err)
		}
		return took, true
	}}
}

// forRipgrep writes a query as a regular expression; two words of which one may
// stand before or behind the other make two.
func forRipgrep(class, query string) (pattern string, ok bool) {
	words := strings.Fields(strings.ReplaceAll(query, " OR ", " "))
	for i, w := range words {
		words[i] = regexp.QuoteMeta(strings.Trim(w, `=*"`))
	}
	switch class {
	case "word-exact":
		return `\b` + words[0] + `\b`, true
	case "and":
		return fmt.Sprintf(`\b%[1]s\b.*\b%[2]s\b|\b%[2]s\b.*\b%[1]s\b`, words[0], words[1]), true
	case "or-50":
		return `\b(` + strings.Join(words, "|") + `)\b`, true
	case "phrase":
		return `\b` + strings.Join(words, `\W+`) + `\b`, true
	case "near":
		return fmt.Sprintf(`\b%[1]s\W+(\w+\W+){0,4}%[2]s\b|\b%[2]s\W+(\w+\W+){0,4}%[1]s\b`, words[0], words[2]), true
	case "typing":
		return `\b` + words[0], true
	case "infix":
		return words[0], true
	}
	return "", false
}
