package foreign

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Draft is a project in the making.
type Draft struct {
	Project codebook.Project
	NewID   func() uuid.UUID

	coders  map[string]codebook.CoderID
	losses  map[string]int // index in Project.Losses
	cases   map[string]int
	traits  map[string]int                     // attributes by folded name
	names   map[codebook.CodeID]map[string]int // how often a folded name was taken, by parent
	depths  map[codebook.CodeID]int
	users   map[transcript.CaseID]int // how many documents have a case
	places  map[transcript.CaseID]int // index in Project.Cases
	links   map[linking][]transcript.Span
	linked  []linking // in the order met
	scanned int       // bytes looked through for quotes
}

// NewDraft starts a project.
func NewDraft(name, origin string, newID func() uuid.UUID) *Draft {
	return &Draft{
		Project: codebook.Project{Name: name, Origin: origin}, NewID: newID, coders: map[string]codebook.CoderID{}, losses: map[string]int{},
		cases: map[string]int{}, traits: map[string]int{}, names: map[codebook.CodeID]map[string]int{}, depths: map[codebook.CodeID]int{},
	}
}

// Lose counts what could not be kept; name says whose, for the first one.
func (d *Draft) Lose(code string, n int, name string) {
	if n == 0 {
		return
	}
	i, ok := d.losses[code]
	if !ok {
		i = len(d.Project.Losses)
		d.losses[code] = i
		args := map[string]any{"count": 0}
		if name != "" {
			args["name"] = name
		}
		d.Project.Losses = append(d.Project.Losses, transcript.Warning{Code: code, Args: args})
	}
	args := d.Project.Losses[i].Args
	args["count"] = args["count"].(int) + n
}

// Coder is the coder of that name, made when new; the zero id when the name is
// blank.
func (d *Draft) Coder(name string) codebook.CoderID {
	name = strings.TrimSpace(name)
	if name == "" {
		return codebook.CoderID{}
	}
	id, ok := d.coders[codebook.Fold(name)]
	if !ok {
		id = codebook.CoderID(d.NewID())
		d.coders[codebook.Fold(name)] = id
		d.Project.Coders = append(d.Project.Coders, codebook.Coder{ID: id, Name: name, Initials: initials(name)})
	}
	return id
}

// initials are the first letters of up to three words of a name.
func initials(name string) string {
	var out []rune
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if r := []rune(w)[0]; len(out) < 3 {
			out = append(out, unicode.ToUpper(r))
		}
	}
	return string(out)
}

// Case is the index in Project.Cases of the case of that name, made when new.
func (d *Draft) Case(name string) int {
	name = Named(name)
	key := codebook.Fold(name)
	i, ok := d.cases[key]
	if !ok {
		i = len(d.Project.Cases)
		d.cases[key] = i
		d.Project.Cases = append(d.Project.Cases, transcript.Case{
			ID: transcript.CaseID(d.NewID()), Name: name, Values: map[transcript.AttributeID]string{}})
	}
	return i
}

// Attribute is the id of the attribute of that name, made when new.
func (d *Draft) Attribute(name string, kind transcript.AttributeType) transcript.AttributeID {
	name = Named(name)
	i, ok := d.traits[codebook.Fold(name)]
	if !ok {
		i = len(d.Project.Attributes)
		d.traits[codebook.Fold(name)] = i
		d.Project.Attributes = append(d.Project.Attributes, transcript.Attribute{
			ID: transcript.AttributeID(d.NewID()), Name: name, Type: kind})
	}
	return d.Project.Attributes[i].ID
}

// Value gives a case a value. A second value that differs is a loss, an empty
// one is none.
func (d *Draft) Value(of int, attribute transcript.AttributeID, value string) {
	if value = strings.TrimSpace(value); value == "" {
		return
	}
	c := &d.Project.Cases[of]
	if had, ok := c.Values[attribute]; ok && had != value {
		d.Lose("values", 1, c.Name)
		return
	}
	c.Values[attribute] = value
}

// OwnCase is the case of a document, for what a tool says of files: that of
// the document when no other document has it, else one of the document's name.
func (d *Draft) OwnCase(document int) (of int, own bool) {
	doc := &d.Project.Documents[document]
	if d.users == nil {
		d.users, d.places = map[transcript.CaseID]int{}, map[transcript.CaseID]int{}
		for _, other := range d.Project.Documents {
			d.users[other.Case]++
		}
	}
	if doc.Case.IsZero() {
		doc.Case = d.Project.Cases[d.Case(doc.Title)].ID
		d.users[doc.Case]++
	}
	for i := len(d.places); i < len(d.Project.Cases); i++ {
		d.places[d.Project.Cases[i].ID] = i
	}
	return d.places[doc.Case], d.users[doc.Case] == 1
}

// maxDepth of codes; nobody nests deeper by hand, and trees are walked often.
const maxDepth = 64

// Code adds a code under a parent that was added before. A sibling of the same
// name gets a number behind it, and what is nested too deep stands at the top;
// both are losses.
func (d *Draft) Code(c codebook.Code) codebook.CodeID {
	if d.depths[c.Parent] >= maxDepth {
		d.Lose("codes-uprooted", 1, c.Name)
		c.Parent = codebook.CodeID{}
	}
	siblings := d.names[c.Parent]
	if siblings == nil {
		siblings = map[string]int{}
		d.names[c.Parent] = siblings
	}
	given := Named(c.Name)
	c.Name = given
	first := codebook.Fold(given)
	key := first
	for siblings[key] > 0 {
		siblings[first]++
		c.Name = given + " (" + strconv.Itoa(siblings[first]) + ")"
		key = codebook.Fold(c.Name)
	}
	if c.Name != given {
		d.Lose("codes-renamed", 1, given)
	}
	siblings[key] = 1
	c.ID = codebook.CodeID(d.NewID())
	d.depths[c.ID] = d.depths[c.Parent] + 1
	c.Status = cmp.Or(c.Status, codebook.StatusActive)
	d.Project.Codes = append(d.Project.Codes, c)
	return c.ID
}

// Named is a name on one line, and never empty: other tools let one be.
func Named(name string) string {
	return cmp.Or(strings.Join(strings.Fields(name), " "), "?")
}

// Memo adds a note, unless it is blank.
func (d *Draft) Memo(about codebook.Ref, title, body, owner string, created time.Time) {
	if strings.TrimSpace(body) == "" {
		return
	}
	d.Project.Memos = append(d.Project.Memos, codebook.Memo{
		ID: codebook.MemoID(d.NewID()), Kind: codebook.MemoNote, About: about, Title: title, Body: body,
		Coder: d.Coder(owner), Created: created, Modified: created})
}

// Coding adds a coding or, where it has no place, a Stray.
func (d *Draft) Coding(c codebook.Coding, p Place, quote string, given transcript.Span) {
	if p.Reason != "" {
		d.Project.Strays = append(d.Project.Strays, codebook.Stray{
			Document: c.Document, Code: c.Code, Coder: c.Coder, Span: given, Quote: quote, Reason: p.Reason, Memo: c.Memo, Created: c.Created})
		return
	}
	if p.Moved {
		d.Lose("codings-moved", 1, "")
	}
	c.ID, c.Span, c.Modified = codebook.CodingID(d.NewID()), p.Span, c.Created
	d.Project.Codings = append(d.Project.Codings, c)
}

// Done is the project: coders, cases and attributes stand in the order in
// which they were met, codings by document and place. Codings of one code and
// coder that overlap are united, as they always are with us.
func (d *Draft) Done() codebook.Project {
	at := map[transcript.DocumentID]int{}
	for i, doc := range d.Project.Documents {
		at[doc.ID] = i
	}
	slices.SortStableFunc(d.Project.Codings, func(a, b codebook.Coding) int {
		return cmp.Or(at[a.Document]-at[b.Document], a.Span.Start-b.Span.Start, a.Span.End-b.Span.End)
	})
	type place struct {
		document transcript.DocumentID
		code     codebook.CodeID
		coder    codebook.CoderID
	}
	last := map[place]int{}
	var kept []codebook.Coding
	memos := map[int][]string{} // of united codings
	for _, c := range d.Project.Codings {
		p := place{c.Document, c.Code, c.Coder}
		i, ok := last[p]
		if !ok || !kept[i].Span.Overlaps(c.Span) {
			last[p] = len(kept)
			kept = append(kept, c)
			continue
		}
		kept[i].Span = kept[i].Span.Union(c.Span)
		memos[i] = append(memos[i], c.Memo)
		d.Lose("codings-united", 1, "")
	}
	for i, more := range memos {
		kept[i].Memo = Joined(append([]string{kept[i].Memo}, more...)...)
	}
	d.Project.Codings = kept
	return d.Project
}

// Joined are notes as one, with a blank line between; blank ones and what
// stands there already are left out.
func Joined(notes ...string) string {
	var kept []string
	seen := map[string]bool{}
	for _, n := range notes {
		if strings.TrimSpace(n) != "" && !seen[n] {
			seen[n] = true
			kept = append(kept, n)
		}
	}
	return strings.Join(kept, "\n\n")
}
