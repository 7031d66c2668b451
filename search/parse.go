package search

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/codebook"
)

// deepest is how many brackets may stand inside each other.
const deepest = 50

// nearDefault is the distance of NEAR without a number, and nearMost the
// largest.
const (
	nearDefault = 8
	nearMost    = 1000
)

// Parse reads a query. It never refuses: what can't be read as typed is read
// as well as it can be, and stands in Problems.
func Parse(text string) Query {
	p := &parser{src: []rune(text)}
	root := p.either()
	for p.at < len(p.src) { // either stops only at a bracket too many
		p.problem("unopened-bracket", p.at, p.at+1)
		p.at++
		root = join(opAnd, root, p.either())
	}
	return Query{Text: text, root: root, Problems: p.problems}
}

type parser struct {
	src      []rune
	at       int
	depth    int
	field    *field // inside field:( … )
	problems []Problem
}

func (p *parser) problem(code string, start, end int) {
	end = min(end, len(p.src))
	p.problems = append(p.problems, Problem{Code: code, Text: string(p.src[start:end]), Start: start, End: end})
}

// join combines parts and keeps the tree normal; nil parts are left out.
func join(op operator, parts ...*node) *node {
	n := &node{op: op}
	for _, part := range parts {
		switch {
		case part == nil:
		case part.op == op:
			n.kids = append(n.kids, part.kids...)
		default:
			n.kids = append(n.kids, part)
		}
	}
	switch len(n.kids) {
	case 0:
		return nil
	case 1:
		return n.kids[0]
	}
	return n
}

func negate(n *node) *node {
	if n.op == opNot {
		return n.kids[0]
	}
	return &node{op: opNot, kids: []*node{n}}
}

// either reads: all OR all OR …
func (p *parser) either() *node {
	parts := []*node{p.all()}
	for {
		start := p.at
		if !p.operator("OR", "OF") {
			return join(opOr, parts...)
		}
		end := p.at
		next := p.all()
		if next == nil || parts[len(parts)-1] == nil {
			p.problem("dangling-operator", start, end)
		}
		parts = append(parts, next)
	}
}

// all reads: part AND part part …
func (p *parser) all() *node {
	var parts []*node
	for {
		p.blanks()
		if p.at >= len(p.src) || p.src[p.at] == ')' || p.peekOperator("OR", "OF") {
			return join(opAnd, parts...)
		}
		start := p.at
		if p.operator("AND", "EN") {
			end := p.at
			p.blanks()
			if len(parts) == 0 || p.at >= len(p.src) || p.src[p.at] == ')' || p.peekOperator("OR", "OF") {
				p.problem("dangling-operator", start, end)
			}
			continue
		}
		if n := p.unary(); n != nil {
			parts = append(parts, n)
		}
	}
}

// unary reads: NOT near, -near.
func (p *parser) unary() *node {
	p.blanks()
	negated, start, end := false, p.at, p.at
	for p.operator("NOT", "NIET") || p.minus() {
		negated, end = !negated, p.at
		p.blanks()
	}
	n := p.near()
	switch {
	case n == nil && end > start:
		p.problem("dangling-operator", start, end)
		return nil
	case n != nil && negated:
		return negate(n)
	}
	return n
}

// minus reads a dash that something follows.
func (p *parser) minus() bool {
	if p.at+1 < len(p.src) && unicode.Is(unicode.Pd, p.src[p.at]) && !isBlank(p.src[p.at+1]) && p.src[p.at+1] != ')' {
		p.at++
		return true
	}
	return false
}

// near reads: primary NEAR/8 primary …
func (p *parser) near() *node {
	start := p.at
	n := p.primary()
	for {
		from := p.at
		distance, ok := p.nearOperator()
		if !ok {
			return n
		}
		end := p.at
		right := p.nearRight()
		switch {
		case n == nil || right == nil:
			p.problem("dangling-operator", from, end)
			n = join(opAnd, n, right)
		case !isPlace(n) || !isPlace(right):
			p.problem("near-operand", start, p.at)
			n = join(opAnd, n, right)
		default:
			n = &node{op: opNear, distance: distance, kids: []*node{n, right}}
		}
	}
}

func (p *parser) nearRight() *node {
	p.blanks()
	negated := false
	for p.minus() {
		negated = !negated
	}
	n := p.primary()
	if n != nil && negated {
		return negate(n)
	}
	return n
}

// isPlace says whether a part of a query stands somewhere in the words of a
// turn, so that a distance to it has a meaning.
func isPlace(n *node) bool {
	switch n.op {
	case opWord, opPhrase, opNear:
		return true
	case opOr:
		for _, kid := range n.kids {
			if !isPlace(kid) {
				return false
			}
		}
		return true
	}
	return false
}

// primary reads a group, a phrase, a regular expression or a word.
func (p *parser) primary() *node {
	p.blanks()
	if p.at >= len(p.src) || p.anyOperator() {
		return nil
	}
	switch r := p.src[p.at]; {
	case r == ')':
		return nil
	case r == '(':
		return p.group()
	case isQuote(r):
		return p.phrase(asQuoted)
	case r == '=' && p.at+1 < len(p.src) && isQuote(p.src[p.at+1]):
		p.at++
		return p.phrase(asIs)
	case r == '/' && p.field == nil:
		if n, ok := p.regexp(); ok {
			return n
		}
	}
	return p.chunk()
}

func (p *parser) group() *node {
	start := p.at
	p.at++
	if p.depth >= deepest {
		p.problem("too-deep", start, start+1)
		return nil // the bracket is left out; its closing one will be one too many
	}
	p.depth++
	n := p.either()
	p.depth--
	if p.at < len(p.src) {
		p.at++ // either stops at ')' or the end
	} else {
		p.problem("unclosed-bracket", start, start+1)
	}
	return n
}

// regexp reads /…/; ok is false when it is none.
func (p *parser) regexp() (n *node, ok bool) {
	start := p.at
	var source strings.Builder
	i := start + 1
	for ; i < len(p.src) && p.src[i] != '/'; i++ {
		if p.src[i] == '\\' && i+1 < len(p.src) {
			if p.src[i+1] != '/' {
				source.WriteRune('\\')
			}
			i++
		}
		source.WriteRune(p.src[i])
	}
	if i >= len(p.src) {
		p.problem("unclosed-regexp", start, i)
		return nil, false
	}
	if source.Len() == 0 {
		return nil, false
	}
	p.at = i + 1
	if _, err := compileRegexp(source.String()); err != nil {
		p.problem("bad-regexp", start, p.at)
		return fieldWords("", source.String()), true
	}
	words := []pattern{{kind: regexpWord, text: source.String()}}
	p.switches(words)
	return &node{op: opWord, words: words}, true
}

// phrase reads "…", "…"~8, and "…":value as a field.
func (p *parser) phrase(mode wordMode) *node {
	start := p.at
	inside := p.quoted()
	if p.at+1 < len(p.src) && p.src[p.at] == ':' && !isBlank(p.src[p.at+1]) && mode == asQuoted && fieldName(inside) != "" {
		return p.condition(inside, start)
	}
	if p.field != nil {
		return p.fieldLeaf(*p.field, strings.TrimSuffix(inside, `\`), start)
	}
	distance := 0
	if p.at < len(p.src) && p.src[p.at] == '~' {
		p.at++
		distance = p.number()
	}
	if mode == asQuoted && distance > 0 && len(patterns(inside, mode, false)) > 1 {
		mode = asForms // as with NEAR: only a phrase in a row is literal
	}
	words := patterns(inside, mode, false)
	p.wildcards(inside, start)
	if distance > 0 && mode == asForms {
		p.switches(words)
	} else if from := p.at; p.opensSwitches() {
		p.switches(nil)
		p.problem("literal-switch", from, p.at)
	}
	if len(words) == 0 {
		if strings.TrimSpace(inside) != "" {
			p.problem("no-words", start, p.at)
		}
		return nil
	}
	return wordsNode(words, distance)
}

// quoted reads from the quote at p.at to the next, and passes both. Inside,
// \" is a quote.
func (p *parser) quoted() string {
	start := p.at
	var b strings.Builder
	for p.at++; p.at < len(p.src); p.at++ {
		r := p.src[p.at]
		if r == '\\' && p.at+1 < len(p.src) && p.src[p.at+1] == '"' {
			p.at++
			b.WriteRune('"')
			continue
		}
		if isQuote(r) {
			p.at++
			return b.String()
		}
		b.WriteRune(r)
	}
	p.problem("unclosed-quote", start, len(p.src))
	return b.String()
}

func (p *parser) number() int {
	start := p.at
	for p.at < len(p.src) && p.src[p.at] >= '0' && p.src[p.at] <= '9' {
		p.at++
	}
	n, err := strconv.Atoi(string(p.src[start:p.at]))
	if err != nil && p.at > start || n > nearMost {
		return nearMost
	}
	return n
}

// chunk reads what stands together: a word in one of its ways, or a field.
func (p *parser) chunk() *node {
	start := p.at
	for p.at < len(p.src) && !endsChunk(p.src[p.at]) && (p.at == start || !p.opensSwitches()) {
		if p.src[p.at] == ':' && isName(p.src[start:p.at]) {
			return p.condition(string(p.src[start:p.at]), start)
		}
		p.at++
	}
	raw := string(p.src[start:p.at])
	if p.field != nil {
		f := *p.field
		if f.compare == "" {
			f.compare = comparison(raw)
			raw = raw[len(f.compare):]
		}
		return p.fieldLeaf(f, raw, start)
	}
	mode, fuzzy := asForms, false
	if strings.HasPrefix(raw, "=") {
		mode = asIs
	}
	switch trimmed := strings.TrimRight(raw, "0123456789"); {
	case strings.HasSuffix(raw, "+") && mode != asIs:
		mode = asKin
	case strings.HasSuffix(raw, "~"), strings.HasSuffix(trimmed, "~"):
		fuzzy, raw = true, trimmed
	}
	words := patterns(raw, mode, fuzzy)
	p.wildcards(raw, start)
	p.switches(words)
	if len(words) == 0 {
		p.problem("no-words", start, p.at)
		return nil
	}
	return wordsNode(words, 0)
}

// opensSwitches says whether forms are put on or off at p.at: [-ruimten].
func (p *parser) opensSwitches() bool {
	return p.at+1 < len(p.src) && p.src[p.at] == '[' && (p.src[p.at+1] == '-' || p.src[p.at+1] == '+')
}

// switches reads [-ruimten +ruimtelijk] behind words and gives it to each.
func (p *parser) switches(words []pattern) {
	if !p.opensSwitches() {
		return
	}
	start := p.at
	for p.at < len(p.src) && p.src[p.at] != ']' {
		p.at++
	}
	inside := string(p.src[start+1 : p.at])
	if p.at < len(p.src) {
		p.at++
	} else {
		p.problem("unclosed-bracket", start, start+1)
	}
	s := readSwitches(inside)
	for i := range words {
		if words[i].kind != anyWord {
			words[i].switches = s
		}
	}
}

// patterns reads the words of a piece of query text.
func patterns(text string, mode wordMode, fuzzy bool) []pattern {
	var words []pattern
	t := tokeniser{s: text, wild: true}
	for {
		tok, ok := t.next()
		if !ok {
			break
		}
		words = append(words, wordPattern(tok.term, mode, fuzzy))
	}
	for len(words) > 0 && words[0].kind == anyWord {
		words = words[1:]
	}
	for len(words) > 0 && words[len(words)-1].kind == anyWord {
		words = words[:len(words)-1]
	}
	return words
}

func wordPattern(term string, mode wordMode, fuzzy bool) pattern {
	if isShortWildcard(term) {
		term = strings.Trim(term, "*")
	}
	switch {
	case strings.Trim(term, "*") == "":
		return pattern{}
	case strings.Contains(term, "*"):
		for strings.Contains(term, "**") {
			term = strings.ReplaceAll(term, "**", "*")
		}
		return pattern{kind: globWord, mode: mode, text: term}
	case fuzzy:
		return pattern{kind: fuzzyWord, mode: mode, text: term}
	}
	return pattern{kind: oneWord, mode: mode, text: term}
}

// isShortWildcard says whether a wildcard has one letter only: nearly every
// turn has such a word, so that it tells nothing and takes long. It is read as
// that letter.
func isShortWildcard(term string) bool {
	letters := strings.ReplaceAll(term, "*", "")
	return len(letters) < len(term) && utf8.RuneCountInString(letters) == 1
}

// wildcards reports those that are too short, in words that stand at start.
func (p *parser) wildcards(text string, start int) {
	t := tokeniser{s: text, wild: true}
	for tok, ok := t.next(); ok; tok, ok = t.next() {
		if isShortWildcard(tok.term) {
			p.problem("short-wildcard", start, p.at)
			return
		}
	}
}

func wordsNode(words []pattern, distance int) *node {
	if len(words) == 1 {
		return &node{op: opWord, words: words}
	}
	if distance > 0 { // a gap has no place among words in any order
		kept := words[:0]
		for _, w := range words {
			if w.kind != anyWord {
				kept = append(kept, w)
			}
		}
		words = kept
	}
	return &node{op: opPhrase, words: words, distance: distance}
}

// comparison is the sign in front of a value.
func comparison(value string) string {
	for _, sign := range []string{">=", "<=", ">", "<", "="} {
		if strings.HasPrefix(value, sign) {
			return sign
		}
	}
	return ""
}

// condition reads the value of a field; p.at stands at the colon.
func (p *parser) condition(name string, start int) *node {
	f := field{name: fieldName(name)}
	f.key = fieldKeys[f.name]
	p.at++
	f.compare = comparison(string(p.src[p.at:min(p.at+2, len(p.src))]))
	p.at += len(f.compare)
	if p.at < len(p.src) && p.src[p.at] == '(' {
		outer := p.field
		p.field = &f
		n := p.group()
		p.field = outer
		if n == nil {
			p.problem("empty-field", start, p.at)
		}
		return n
	}
	var value string
	if p.at < len(p.src) && isQuote(p.src[p.at]) {
		value = p.quoted()
		if p.at < len(p.src) && p.src[p.at] == '*' {
			value += "*"
			p.at++
		}
	} else {
		from := p.at
		for p.at < len(p.src) && !endsChunk(p.src[p.at]) {
			p.at++
		}
		value = string(p.src[from:p.at])
	}
	return p.fieldLeaf(f, value, start)
}

// fieldName is the name of a field, folded. A backslash at its end would hide
// the quote behind it when it is printed.
func fieldName(name string) string {
	return codebook.Fold(strings.TrimRightFunc(name, func(r rune) bool { return r == '\\' || unicode.IsSpace(r) }))
}

// fieldLeaf makes one condition. A field without a value asks for nothing
// while it is typed; the same after an unknown name is a word with a colon.
func (p *parser) fieldLeaf(f field, value string, start int) *node {
	value = strings.TrimRight(strings.Join(strings.Fields(value), " "), `\`)
	if value == "" {
		p.problem("empty-field", start, p.at)
		if f.key != keyAttribute {
			return nil
		}
		return fieldWords(f.name, "")
	}
	if f.key == keyIs {
		state, ok := states[codebook.Fold(value)]
		if !ok {
			p.problem("unknown-value", start, p.at)
			return fieldWords(f.name, value)
		}
		value = state
	}
	f.value = value
	return &node{op: opField, field: f, at: place{start, p.at}}
}

// fieldWords reads what looked like a field as the words it consists of.
func fieldWords(name, value string) *node {
	var parts []*node
	for _, text := range []string{name, value} {
		if words := patterns(text, asForms, false); len(words) > 0 {
			parts = append(parts, wordsNode(words, 0))
		}
	}
	return join(opAnd, parts...)
}
