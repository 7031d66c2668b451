package store

import (
	"fmt"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// kinds are the conflicts of a report, as "kind table name".
func kinds(r MergeReport) string {
	var out []string
	for _, c := range r.Conflicts {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Kind, c.Table, c.Name)))
	}
	return strings.Join(out, ", ")
}

// both merges the two copies into each other and wants them alike and sound.
func both(t *testing.T, a, b *replica) (MergeReport, MergeReport) {
	t.Helper()
	first := a.merge(b)
	second := b.merge(a)
	a.sound()
	b.sound()
	alike(t, a, b)
	return first, second
}

func (r *replica) child(id codebook.CodeID) codebook.Code {
	r.t.Helper()
	codes, err := r.Codes.List(ctx)
	r.ok(err)
	for _, c := range codes {
		if c.ID == id {
			return c
		}
	}
	r.t.Fatalf("no code %s", id)
	return codebook.Code{}
}

func TestMergeRules(t *testing.T) {
	for _, rule := range []struct {
		name string
		ours func(a *replica)
		then func(b *replica) // later by the clock
		want string           // conflicts in a
		look func(t *testing.T, a *replica)
	}{
		{
			"the later name stands",
			func(a *replica) { c := a.codes[0]; c.Name = "vrijheid"; a.ok(a.Codes.Update(ctx, a.anna, c)) },
			func(b *replica) { c := b.codes[0]; c.Name = "speelruimte"; b.ok(b.Codes.Update(ctx, b.bram, c)) },
			"value code speelruimte", nil,
		},
		{
			"different fields of one row are no conflict",
			func(a *replica) { c := a.codes[0]; c.Short = "kort"; a.ok(a.Codes.Update(ctx, a.anna, c)) },
			func(b *replica) { c := b.codes[0]; c.Full = "lang"; b.ok(b.Codes.Update(ctx, b.bram, c)) },
			"", func(t *testing.T, a *replica) {
				if c := a.child(a.codes[0].ID); c.Short != "kort" || c.Full != "lang" {
					t.Fatalf("%+v", c)
				}
			},
		},
		{
			"a code that one deleted and the other uses is back, with what stands above it",
			func(a *replica) { a.ok(a.Codes.Delete(ctx, a.anna, a.codes[1].ID)) },
			func(b *replica) { b.apply(b.bram, 1, 30, 40) },
			"revived code verkokering", func(t *testing.T, a *replica) {
				if len(a.spans()) != 1 {
					t.Fatal(a.spans())
				}
			},
		},
		{
			"a document that one deleted and the other codes is back with its speakers",
			func(a *replica) { a.ok(a.Documents.Delete(ctx, a.anna, a.doc.ID)) },
			func(b *replica) { b.apply(b.bram, 1, 30, 40) },
			"revived document Gesprek Lelystad, revived case Gesprek Lelystad", func(t *testing.T, a *replica) {
				if doc, err := a.Documents.Get(ctx, a.doc.ID); err != nil || len(doc.Speakers) != 3 {
					t.Fatal(doc.Speakers, err)
				}
			},
		},
		{
			"what one changed and the other deleted stays deleted, and is listed",
			func(a *replica) { a.ok(a.Codes.Delete(ctx, a.anna, a.codes[1].ID)) },
			func(b *replica) { c := b.codes[1]; c.Name = "schotten"; b.ok(b.Codes.Update(ctx, b.bram, c)) },
			"deleted code schotten", nil,
		},
		{
			"each code put under the other",
			func(a *replica) { a.ok(a.Codes.Move(ctx, a.anna, a.codes[0].ID, a.codes[1].ID, -1)) },
			func(b *replica) { b.ok(b.Codes.Move(ctx, b.bram, b.codes[1].ID, b.codes[0].ID, -1)) },
			"circle code ruimte", func(t *testing.T, a *replica) {
				if c := a.child(a.codes[1].ID); c.Parent != a.codes[0].ID {
					t.Fatalf("%+v", c)
				}
			},
		},
		{
			"each code merged into the other",
			func(a *replica) { a.ok(a.Codes.Merge(ctx, a.anna, a.codes[0].ID, a.codes[1].ID)) },
			func(b *replica) { b.ok(b.Codes.Merge(ctx, b.bram, b.codes[1].ID, b.codes[0].ID)) },
			"circle code ruimte", func(t *testing.T, a *replica) {
				if c := a.child(a.codes[0].ID); c.Status == codebook.StatusMerged {
					t.Fatalf("%+v", c)
				}
			},
		},
		{
			"a coding of a code that the other merged goes along",
			func(a *replica) { a.ok(a.Codes.Merge(ctx, a.anna, a.codes[0].ID, a.codes[1].ID)) },
			func(b *replica) { b.apply(b.bram, 0, 30, 40) },
			"moved coding verkokering", nil,
		},
		{
			"a code made twice is one, with both definitions listed and both codings",
			func(a *replica) {
				made, err := a.Codes.Add(ctx, a.anna, codebook.Code{Name: "regels", Full: "van boven"})
				a.ok(err)
				a.codes = append(a.codes[:3:3], made...)
				a.apply(a.anna, 3, 30, 40)
			},
			func(b *replica) {
				made, err := b.Codes.Add(ctx, b.bram, codebook.Code{Name: "Regels", Full: "van onder", Short: "kort"})
				b.ok(err)
				b.codes = append(b.codes[:3:3], made...)
				b.apply(b.bram, 3, 30, 40)
			},
			"united code Regels, value code Regels", func(t *testing.T, a *replica) {
				n, err := a.Codings.CountByCode(ctx)
				a.ok(err)
				if c := a.child(a.codes[3].ID); n[c.ID] != 2 || c.Short != "kort" || c.Full != "van boven" {
					t.Fatalf("%+v %v", c, n)
				}
			},
		},
		{
			"a code renamed to a name that the other gave gets a number",
			func(a *replica) {
				_, err := a.Codes.Add(ctx, a.anna, codebook.Code{Name: "regels"})
				a.ok(err)
			},
			func(b *replica) { c := b.codes[1]; c.Name = "regels"; b.ok(b.Codes.Update(ctx, b.bram, c)) },
			"renamed code regels (2)", nil,
		},
		{
			"one coder on two machines is one",
			func(a *replica) { a.apply(a.coder("Cato"), 0, 30, 40) },
			func(b *replica) { b.apply(b.coder("cato"), 0, 35, 50) },
			"united coder cato", func(t *testing.T, a *replica) {
				if got := a.spans(); len(got) != 1 || got[0] != span(30, 50) {
					t.Fatal(got)
				}
			},
		},
		{
			"a case made twice is one with the values of both",
			func(a *replica) { a.valued("Urk", "rol", "beleid") },
			func(b *replica) { b.valued("urk", "Rol", "uitvoering"); b.valued("urk", "jaar", "2019") },
			"united case urk, united attribute Rol, value value Urk", func(t *testing.T, a *replica) {
				cases, err := a.Cases.List(ctx)
				a.ok(err)
				if len(cases) != 2 || len(cases[1].Values) != 2 {
					t.Fatalf("%+v", cases)
				}
			},
		},
		{
			"a value that is not of the type that the other set",
			func(a *replica) {
				id, err := a.Attributes.Add(ctx, a.anna, "jaar", "")
				a.ok(err)
				a.ok(a.Attributes.SetType(ctx, a.anna, id, transcript.AttributeNumber))
			},
			func(b *replica) { b.valued("Urk", "jaar", "onbekend") },
			"united attribute jaar", nil,
		},
		{
			"a theme made twice has the codes and words of both",
			func(a *replica) {
				_, err := a.Themes.Add(ctx, a.anna, codebook.Theme{Name: "Macht", Codes: []codebook.CodeID{a.codes[0].ID}, Words: []codebook.Word{{Text: "baas"}}})
				a.ok(err)
			},
			func(b *replica) {
				_, err := b.Themes.Add(ctx, b.bram, codebook.Theme{Name: "macht", Claim: "wie beslist", Codes: []codebook.CodeID{b.codes[1].ID}, Words: []codebook.Word{{Text: "chef"}}})
				b.ok(err)
			},
			"united theme macht", func(t *testing.T, a *replica) {
				themes, err := a.Themes.List(ctx)
				a.ok(err)
				if len(themes) != 1 || len(themes[0].Codes) != 2 || len(themes[0].Words) != 2 || themes[0].Claim == "" {
					t.Fatalf("%+v", themes)
				}
			},
		},
		{
			"a key of a code that the other deleted is free",
			func(a *replica) { a.ok(a.Codes.Delete(ctx, a.anna, a.codes[1].ID)) },
			func(b *replica) { b.ok(b.Slots.Set(ctx, b.bram, 1, b.codes[1].ID)) },
			"unpin slot", nil,
		},
		{
			"a memo about a coding that the other took away brings it back",
			func(a *replica) { a.ok(a.Codings.Remove(ctx, a.anna, a.first())) },
			func(b *replica) {
				_, err := b.Memos.Add(ctx, b.bram, codebook.Memo{Body: "let op", About: codebook.Ref{Kind: codebook.RefCoding, Coding: b.first()}})
				b.ok(err)
			},
			"revived coding vertrouwen", nil,
		},
		{
			"one searched name with two searches is two",
			func(a *replica) { a.ok(a.Queries.Save(ctx, a.anna, "macht", "baas")) },
			func(b *replica) { b.ok(b.Queries.Save(ctx, b.bram, "macht", "chef")) },
			"renamed query macht (2)", nil,
		},
		{
			"resized by both: the later place, whole",
			func(a *replica) { a.ok(a.Codings.Resize(ctx, a.anna, a.first(), span(55, 70))) },
			func(b *replica) { b.ok(b.Codings.Resize(ctx, b.bram, b.first(), span(60, 75))) },
			"value coding vertrouwen", func(t *testing.T, a *replica) {
				if got := a.spans(); len(got) != 1 || got[0] != span(60, 75) {
					t.Fatal(got)
				}
			},
		},
	} {
		t.Run(rule.name, func(t *testing.T) {
			f := newField(t)
			if strings.Contains(rule.want, "vertrouwen") {
				f.apply(f.anna, 2, 60, 70)
			}
			c := f.copies(2)
			a, b := c[0], c[1]
			rule.ours(a)
			b.clock = a.clock
			rule.then(b)
			report, _ := both(t, a, b)
			if got := kinds(report); got != rule.want {
				t.Fatalf("conflicts %q, want %q", got, rule.want)
			}
			if rule.look != nil {
				rule.look(t, a)
			}
		})
	}
}

// first is the first coding of the field's document.
func (r *replica) first() codebook.CodingID {
	r.t.Helper()
	all, err := r.Codings.Of(ctx, r.doc.ID)
	r.ok(err)
	return all[0].ID
}

// valued gives a case a value, making case and attribute when they are missing.
func (r *replica) valued(name, attribute, value string) {
	r.t.Helper()
	in, of := transcript.CaseID{}, transcript.AttributeID{}
	cases, err := r.Cases.List(ctx)
	r.ok(err)
	for _, c := range cases {
		if codebook.Fold(c.Name) == codebook.Fold(name) {
			in = c.ID
		}
	}
	if in.IsZero() {
		in, err = r.Cases.Add(ctx, r.anna, name)
		r.ok(err)
	}
	all, err := r.Attributes.List(ctx)
	r.ok(err)
	for _, a := range all {
		if a.Name == attribute {
			of = a.ID
		}
	}
	if of.IsZero() {
		of, err = r.Attributes.Add(ctx, r.anna, attribute, "")
		r.ok(err)
	}
	r.ok(r.Cases.SetValue(ctx, r.anna, in, of, value))
}
