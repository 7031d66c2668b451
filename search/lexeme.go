package search

import (
	"strings"
	"unicode"
)

// The small pieces of a query: blanks, quotes, names and operators.

func isBlank(r rune) bool { return unicode.IsSpace(r) }

func isQuote(r rune) bool {
	return r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»'
}

func endsChunk(r rune) bool { return isBlank(r) || r == '(' || r == ')' || isQuote(r) }

// isName says whether what stands before a colon may be the name of a field;
// 10:30 is none.
func isName(name []rune) bool {
	if len(name) == 0 || !unicode.IsLetter(name[0]) {
		return false
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("_-.'’", r) {
			return false
		}
	}
	return true
}

func (p *parser) blanks() {
	for p.at < len(p.src) && isBlank(p.src[p.at]) {
		p.at++
	}
}

// longestOperator is as far as an operator is looked for: NEAR/ and 15 digits.
const longestOperator = 20

// lexeme is what stands together at p.at, up to a blank, bracket or quote.
func (p *parser) lexeme() string {
	end := p.at
	for end < len(p.src) && end-p.at <= longestOperator && !endsChunk(p.src[end]) {
		end++
	}
	return string(p.src[p.at:end])
}

// peekOperator says whether one of the words stands at p.at on its own.
func (p *parser) peekOperator(words ...string) bool {
	lexeme := p.lexeme()
	for _, w := range words {
		if lexeme == w {
			return true
		}
	}
	return false
}

// operator passes one of the words.
func (p *parser) operator(words ...string) bool {
	p.blanks()
	if !p.peekOperator(words...) {
		return false
	}
	p.at += len(p.lexeme())
	return true
}

func (p *parser) anyOperator() bool {
	_, near := p.peekNear()
	return near || p.peekOperator("AND", "EN", "OR", "OF", "NOT", "NIET")
}

// peekNear reads NEAR and NEAR/8.
func (p *parser) peekNear() (length int, ok bool) {
	lexeme := p.lexeme()
	if lexeme == "NEAR" {
		return len(lexeme), true
	}
	digits, ok := strings.CutPrefix(lexeme, "NEAR/")
	return len(lexeme), ok && digits != "" && len(lexeme) <= longestOperator && strings.Trim(digits, "0123456789") == ""
}

// nearOperator passes NEAR/8 and gives its distance.
func (p *parser) nearOperator() (distance int, ok bool) {
	p.blanks()
	length, ok := p.peekNear()
	if !ok {
		return 0, false
	}
	start := p.at
	p.at += min(length, len("NEAR/"))
	distance = nearDefault
	if length > len("NEAR/") {
		distance = max(1, p.number())
	}
	p.at = start + length
	return distance, true
}
