package exchange

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the style and the script of pages
	"encoding/base64"
	"html"
	"io"
	"strconv"
	"strings"

	"veldwerk/codebook"
)

// Page is what a person reads in a browser: coded transcripts and fragments as
// one HTML file that asks for nothing outside itself. Its policy forbids all
// but its own style and script, so that no text of an interview can act.
type Page struct {
	Project   string                               // name
	Language  string                               // of the words around the texts: "nl", "en"
	Say       func(id string, pairs ...any) string // words them, ids page.…
	Materials []codebook.Material                  // Codings are those that show
	Themes    []codebook.Theme
}

var (
	//go:embed page/page.css
	pageStyle string
	//go:embed page/filter.js
	pageScript string
)

// sourceHash names a style or script in the page's policy.
func sourceHash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// startPage writes all that stands before the body's content.
func startPage(b *bufio.Writer, language, title, script string) {
	policy := "default-src 'none'; style-src " + sourceHash(pageStyle) + "; base-uri 'none'; form-action 'none'"
	if script != "" {
		policy += "; script-src " + sourceHash(script)
	}
	put(b, "<!doctype html>\n<html")
	if language != "" {
		put(b, ` lang="`, escapeHTML(language), `"`)
	}
	put(b, ">\n<head>\n<meta charset=\"utf-8\">\n", `<meta http-equiv="Content-Security-Policy" content="`, policy, "\">\n",
		`<meta name="viewport" content="width=device-width, initial-scale=1">`, "\n<title>", escapeHTML(title), "</title>\n<style>", pageStyle, "</style>\n</head>\n<body>\n")
}

func endPage(b *bufio.Writer, script string) {
	if script != "" {
		put(b, "<script>", script, "</script>\n")
	}
	put(b, "</body>\n</html>\n")
}

// escapeHTML writes text for content and quoted attributes. What would steer
// the reader's eye instead of showing (controls, overrides of direction) shows
// as a sign; HTML cannot hold most of it at all.
func escapeHTML(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case r < 0x20:
			return 0x2400 + r // ␀ … ␟
		case r == 0x7f:
			return '␡'
		case r > 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe, r == 0xffff:
			return '\ufffd'
		}
		return r
	}, s))
}

// colourClass is the style of a code's colour.
func colourClass(c codebook.Code) string {
	if c.Colour < 1 || c.Colour > 8 {
		return "c8"
	}
	return "c" + strconv.Itoa(c.Colour)
}

// writeHTML writes a table as a page with one grid: its column names are all
// the words that it needs.
func (t Table) writeHTML(w io.Writer) error {
	b := bufio.NewWriter(w)
	startPage(b, "", t.Name, "")
	put(b, "<h1>", escapeHTML(t.Name), "</h1>\n<table>\n<thead><tr>")
	for _, c := range t.Columns {
		put(b, `<th scope="col">`, escapeHTML(c.Name), "</th>")
	}
	put(b, "</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		put(b, "<tr>")
		for _, cell := range row {
			put(b, "<td>", escapeHTML(cell), "</td>")
		}
		put(b, "</tr>\n")
	}
	put(b, "</tbody>\n</table>\n")
	endPage(b, "")
	return b.Flush()
}
