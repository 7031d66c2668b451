package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"veldwerk/codebook"
)

// unstrict takes a table's word STRICT away, lets something be written that its
// columns do not take, and puts the word back.
func unstrict(table, write string) string {
	const change = "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, '%s', '%s') WHERE type = 'table' AND name = '%s'; PRAGMA writable_schema = RESET; "
	return fmt.Sprintf(change, ") STRICT", ") /**/", table) + write + "; " + fmt.Sprintf(change, ") /**/", ") STRICT", table)
}

// harmful are rows that no program of ours writes, in tables as ours makes them.
var harmful = map[string]string{
	"a speaker before the first":           "UPDATE speaker SET position = -1 WHERE position = 1",
	"a speaker beyond counting":            "UPDATE speaker SET position = 4611686018427387904 WHERE position = 1",
	"speakers merged in a circle":          "UPDATE speaker SET merged_into = (SELECT id FROM speaker s WHERE s.position = 2 - speaker.position) WHERE position IN (0, 2)",
	"a key that is none":                   "UPDATE slot SET n = 50",
	"key zero":                             "UPDATE slot SET n = 0",
	"a colour that is none":                "UPDATE code SET colour = -99",
	"other names that are no list":         "UPDATE code SET alias = '{\"a\": 1'",
	"other names that are numbers":         "UPDATE code SET alias = '[1, 2]'",
	"codes in a circle":                    "UPDATE code SET parent_id = id",
	"codes in a circle of two":             "UPDATE code SET parent_id = (SELECT max(id) FROM code) WHERE id = (SELECT min(id) FROM code); UPDATE code SET parent_id = (SELECT min(id) FROM code) WHERE id = (SELECT max(id) FROM code)",
	"codes merged in a circle":             "UPDATE code SET status = 'merged', into_id = id",
	"a state that is none":                 "UPDATE code SET status = 'x'",
	"an id that is none":                   "UPDATE code SET id = 'x' WHERE name = 'verkokering'",
	"a coding that begins before the text": "UPDATE coding SET char_start = -5",
	"a coding that ends behind the text":   "UPDATE coding SET char_end = 4611686018427387904",
	"a coding that ends before it begins":  "UPDATE coding SET char_start = 40, char_end = 30",
	"a coding of a revision that is not":   "UPDATE coding SET revision = -7",
	"a coding of nobody":                   "UPDATE coding SET coder_id = 'x'",
	"a turn of a speaker who is not":       "DROP TRIGGER turn_is_fixed; UPDATE turn SET speaker = 999; " + turnTrigger,
	"a turn of speaker minus seven":        "DROP TRIGGER turn_is_fixed; UPDATE turn SET speaker = -7; " + turnTrigger,
	"a turn behind the text":               "DROP TRIGGER turn_is_fixed; UPDATE turn SET char_start = 9000000, char_end = 4611686018427387904; " + turnTrigger,
	"a label behind the text":              "DROP TRIGGER turn_is_fixed; UPDATE turn SET label_start = -9, label_end = 4611686018427387904; " + turnTrigger,
	"an anchor behind the text":            "DROP TRIGGER anchor_is_fixed; UPDATE anchor SET char = -5, value = -9223372036854775808; " + anchorTrigger,
	"a text of half characters":            "DROP TRIGGER revision_is_fixed; UPDATE revision SET text = CAST(x'ff80fe' || text AS TEXT); " + revisionTrigger,
	"a surrogate in a text":                "DROP TRIGGER revision_is_fixed; UPDATE revision SET text = CAST(x'eda080' AS TEXT) || text; " + revisionTrigger,
	"a title of half characters":           "UPDATE document SET title = CAST(x'ff80fe1b5b' AS TEXT)",
	"a document without its text":          "UPDATE document SET revision = 44",
	"a document at the last revision":      "UPDATE document SET revision = 9223372036854775807",
	"a memo about nothing":                 "UPDATE memo SET document_id = NULL",
	"a memo about what is not":             "UPDATE memo SET about = 'x', kind = ''",
	"no project":                           "DELETE FROM project",
	"a project without an id":              "UPDATE project SET id = 'x'",
	"two projects":                         "INSERT INTO project VALUES ('019a0000-0000-7000-8000-000000000fff', 1)",
	"a log that is no JSON":                "DROP TRIGGER change_is_fixed; UPDATE change SET after = 'x'; " + fixedTrigger,
	"a log of another table":               "DROP TRIGGER change_is_fixed; UPDATE change SET tbl = 'x'; " + fixedTrigger,
	"steps at the end of time":             "UPDATE step SET at = 9223372036854775807",
	"steps at the end of the clock":        "UPDATE step SET hlc = 9223372036854775807 - rowid",
	"steps of nobody":                      "UPDATE step SET coder = 'x'",
	"steps that undo each other":           "UPDATE step SET undoes = id",
	"steps about what is not":              "UPDATE step SET about_table = 'x', about_row = 'x', document = 'x'",
	"bytes for a text":                     unstrict("document", "UPDATE document SET title = x'00ff00'"),
	"a text for a number":                  unstrict("coding", "UPDATE coding SET char_start = 'Jansen', created = 'Jansen'"),
	"a fraction for a number":              unstrict("coding", "UPDATE coding SET char_end = 1e300"),
	"nothing where something must be":      unstrict("memo", "PRAGMA writable_schema = 1; UPDATE memo SET body = x'4a616e73656e'"),
	"bytes for an id":                      unstrict("code", "UPDATE code SET id = x'4a616e73656e' WHERE name = 'verkokering'"),
	"a number for a text":                  unstrict("coder", "UPDATE coder SET name = 7, initials = x'ff'"),
	"bytes for a row of the log":           unstrict("change", "DROP TRIGGER change_is_fixed; UPDATE change SET after = x'ff'; "+fixedTrigger),
}

const (
	turnTrigger   = `CREATE TRIGGER turn_is_fixed BEFORE UPDATE ON turn BEGIN SELECT RAISE(ABORT, 'a turn never changes'); END`
	anchorTrigger = `CREATE TRIGGER anchor_is_fixed BEFORE UPDATE ON anchor BEGIN SELECT RAISE(ABORT, 'an anchor never changes'); END`
)

// typedRefusal says whether an error is one that callers know.
func typedRefusal(err error) bool {
	var foreign *TrustError
	var copied *CopyError
	var duplicate *DuplicateError
	var since *ChangedSinceError
	for _, known := range []error{ErrDamaged, ErrNotProject, ErrNotFound, ErrInvalid, ErrNothing, ErrRevised} {
		if errors.Is(err, known) {
			return true
		}
	}
	return errors.As(err, &foreign) || errors.As(err, &copied) || errors.As(err, &duplicate) || errors.As(err, &since)
}

// askAll reads all that a project gives: each answer, or an error that callers
// know.
func askAll(ctx context.Context, p *Project, refuse func(what string, err error)) {
	ask := func(what string, f func() error) {
		if err := f(); err != nil {
			refuse(what, err)
		}
	}
	docs, err := p.Documents.List(ctx)
	ask("documents", func() error { return err })
	for _, d := range docs {
		ask("document", func() error { _, err := p.Documents.Get(ctx, d.ID); return err })
		ask("source", func() error { _, err := p.Documents.Source(ctx, d.ID); return err })
		ask("codings of", func() error { _, err := p.Codings.Of(ctx, d.ID); return err })
	}
	coders, err := p.Coders.List(ctx)
	ask("coders", func() error { return err })
	for _, c := range coders {
		ask("slots", func() error { _, err := p.Slots.Of(ctx, c.ID); return err })
	}
	codes, err := p.Codes.List(ctx)
	ask("codes", func() error { return err })
	codebook.NewTree(codes).Codes()
	standing(codes)
	codebook.Glyphs(codes)
	for what, f := range map[string]func() error{
		"speakers":   func() error { _, err := p.Speakers.List(ctx); return err },
		"cases":      func() error { _, err := p.Cases.List(ctx); return err },
		"attributes": func() error { _, err := p.Attributes.List(ctx); return err },
		"themes":     func() error { _, err := p.Themes.List(ctx); return err },
		"codings":    func() error { _, err := p.Codings.All(ctx); return err },
		"columns":    func() error { _, err := p.Codings.Columns(ctx); return err },
		"by code":    func() error { _, err := p.Codings.CountByCode(ctx); return err },
		"memos":      func() error { _, err := p.Memos.List(ctx); return err },
		"queries":    func() error { _, err := p.Queries.List(ctx); return err },
		"quarantine": func() error { _, err := p.Quarantine.List(ctx); return err },
		"steps":      func() error { _, err := p.Changes.Steps(ctx, 0, ""); return err },
		"changes":    func() error { _, err := p.Changes.All(ctx); return err },
		"erasures":   func() error { _, err := p.Changes.Erasures(ctx); return err },
		"counts":     func() error { _, err := p.Counts(ctx); return err },
		"whole":      func() error { _, err := p.Whole(ctx, WholeOptions{Sources: true}); return err },
		"check":      func() error { _, err := p.Check(ctx); return err },
	} {
		ask(what, f)
	}
}

// target is a field with a row of each kind that harm can be done to.
func target(t *testing.T) *field {
	f := newField(t)
	out := f.apply(f.anna, 0, 30, 40)
	f.apply(f.bram, 1, 50, 60)
	f.ok(f.Slots.Set(ctx, f.anna, 1, f.codes[0].ID))
	_, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "Let op", Body: "Jansen weet dit", About: codebook.Ref{Kind: codebook.RefCoding, Coding: out.Codings[0]}})
	f.ok(err)
	_, err = f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "Plek", Body: "hier", About: codebook.Ref{Kind: codebook.RefSpan, Document: f.doc.ID, Span: span(60, 70)}})
	f.ok(err)
	return f
}

// TestHarmfulRows reads, checks, writes in and merges files whose rows are not
// what ours are: each time an answer or an error that callers know, and nothing
// that makes a sound project unsound.
func TestHarmfulRows(t *testing.T) { harmfulRows(t, 9) }

// harmfulRows takes one of so many harms.
func harmfulRows(t *testing.T, oneOf int) {
	for i, name := range slices.Sorted(maps.Keys(harmful)) {
		if i%oneOf != 0 {
			continue
		}
		harm := harmful[name]
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(ctx, 30*time.Second) // what hangs is a failure too
			defer cancel()
			f := target(t)
			c := f.copies(2)
			a, b := c[0], c[1]
			a.apply(a.anna, 0, 70, 80)
			b.make(b.bram, codebook.Code{Name: "macht"})
			_, err := b.Documents.Add(ctx, b.bram, interview("Gesprek Urk"), false)
			b.ok(err)
			b.ok(b.Close())
			tamper(t, b.path, "PRAGMA foreign_keys = 0; PRAGMA ignore_check_constraints = 1; "+harm)
			for _, o := range []Options{{ReadOnly: true}, b.options()} {
				p, err := Open(ctx, b.path, o)
				if err != nil {
					if !typedRefusal(err) {
						t.Errorf("open: %v", err)
					}
					continue
				}
				askAll(ctx, p, func(what string, err error) {
					if !typedRefusal(err) {
						t.Errorf("%s: %v", what, err)
					}
				})
				if !o.ReadOnly {
					for range 4 {
						if _, err := p.Changes.Undo(ctx, b.bram); err != nil && !typedRefusal(err) {
							t.Errorf("undo: %v", err)
						}
					}
					if _, err := p.Codes.Add(ctx, b.bram, codebook.Code{Name: "nieuw"}); err != nil && !typedRefusal(err) {
						t.Errorf("add: %v", err)
					}
					if err := p.Coders.Rename(ctx, b.anna, b.bram, "Bram B.", ""); err != nil && !typedRefusal(err) {
						t.Errorf("rename: %v", err)
					}
				}
				b.ok(p.Close())
			}
			before := a.everything()
			if _, err := a.Merge(ctx, a.anna, b.path, MergeOptions{}); err != nil {
				if !typedRefusal(err) {
					t.Errorf("merge: %v", err)
				}
				if a.everything() != before {
					t.Error("a refused copy left something")
				}
			}
			askAll(ctx, a.Project, func(what string, err error) { t.Errorf("after a merge: %s: %v", what, err) })
			a.sound()
		})
	}
}

// forged are what somebody can have a program write into a copy, with a chain
// of hashes that is right: by hand, or by a veldwerk that he changed.
var forged = map[string]func(f *field) (t *table, id string, set row){
	"other names that are no list": func(f *field) (*table, string, row) { return codeTable, f.codes[0].ID.String(), row{"alias": "{"} },
	"a colour that is none":        func(f *field) (*table, string, row) { return codeTable, f.codes[0].ID.String(), row{"colour": -99} },
	"a number for a name":          func(f *field) (*table, string, row) { return codeTable, f.codes[0].ID.String(), row{"name": 5} },
	"a text for a number":          func(f *field) (*table, string, row) { return codeTable, f.codes[0].ID.String(), row{"position": "7"} },
	"a code with another id":       func(f *field) (*table, string, row) { return codeTable, "x", f.codeRow("nieuw") },
	"a code with an id in capitals": func(f *field) (*table, string, row) {
		return codeTable, "019A0000-0000-7000-8000-00000000AAAA", f.codeRow("nieuw")
	},
	"a code under itself": func(f *field) (*table, string, row) {
		return codeTable, f.codes[0].ID.String(), row{"parent_id": f.codes[0].ID.String()}
	},
	"a code without a name":         func(f *field) (*table, string, row) { return codeTable, f.codes[0].ID.String(), row{"name": ""} },
	"a coding behind the text":      func(f *field) (*table, string, row) { return codingTable, f.one(codingTable), row{"char_end": 1 << 40} },
	"a coding just behind the text": func(f *field) (*table, string, row) { return codingTable, f.one(codingTable), row{"char_end": 1 << 20} },
	"a coding of another text": func(f *field) (*table, string, row) {
		return codingTable, f.one(codingTable), row{"quote_hash": bodyHash("x")}
	},
	"a coding of a later revision": func(f *field) (*table, string, row) { return codingTable, f.one(codingTable), row{"revision": 99} },
	"a coding of the year 300000": func(f *field) (*table, string, row) {
		return codingTable, f.one(codingTable), row{"created": int64(9e15)}
	},
	"a speaker before the first": func(f *field) (*table, string, row) { return speakerTable, f.one(speakerTable), row{"position": -2} },
	"a speaker beyond counting": func(f *field) (*table, string, row) {
		return speakerTable, f.one(speakerTable), row{"position": 1 << 60}
	},
	"a speaker merged into himself": func(f *field) (*table, string, row) {
		id := f.one(speakerTable)
		return speakerTable, id, row{"merged_into": id}
	},
	"a key that is none": func(f *field) (*table, string, row) { return slotTable, f.one(slotTable), row{"n": 50} },
	"a document at the last revision": func(f *field) (*table, string, row) {
		return documentTable, f.doc.ID.String(), row{"revision": 1<<63 - 1}
	},
	"a document of a text that is not": func(f *field) (*table, string, row) {
		return documentTable, f.doc.ID.String(), row{"text_hash": bodyHash("x")}
	},
	"a memo about a coding of none": func(f *field) (*table, string, row) { return memoTable, f.one(memoTable), row{"coding_id": nil} },
	"a memo about nothing": func(f *field) (*table, string, row) {
		return memoTable, f.one(memoTable), row{"document_id": nil, "char_end": nil}
	},
	"a memo about what is not": func(f *field) (*table, string, row) { return memoTable, f.one(memoTable), row{"about": "x"} },
	"a memo in another text": func(f *field) (*table, string, row) {
		return memoTable, f.one(memoTable), row{"revision": 7, "char_start": 4000, "char_end": 5000}
	},
	"a coder without a name": func(f *field) (*table, string, row) {
		return coderTable, f.bram.String(), row{"name": "", "initials": ""}
	},
	"an erasure that can't be read": func(f *field) (*table, string, row) {
		return queryTable, newForged(1), row{"name": "{", "query": "", "deleted": 1}
	},
	"a coder who is gone": func(f *field) (*table, string, row) { return coderTable, f.bram.String(), row{"deleted": 1} },
	"a value that bears another's id": func(f *field) (*table, string, row) {
		return valueTable, newForged(2), row{"case_id": f.one(caseTable), "attribute_id": newForged(3), "value": "x"}
	},
	"something that waits without end": func(f *field) (*table, string, row) {
		return quarantineTable, newForged(4), row{"document_id": f.doc.ID.String(), "revision": 1, "char_start": 1 << 40, "char_end": 1 << 41, "quote": "x", "reason": "revised", "memo": "", "created": 1}
	},
}

func newForged(n int) string { return fmt.Sprintf("019a0000-0000-7000-8000-fffffffff%03d", n) }

// one is the id of a row in use.
func (f *field) one(t *table) string {
	f.t.Helper()
	var id string
	f.ok(f.readers.QueryRowContext(ctx, "SELECT min(id) FROM "+t.quoted()+" WHERE deleted = 0").Scan(&id))
	return id
}

func (f *field) codeRow(name string) row {
	f.t.Helper()
	r, err := codeRow(codebook.Code{Name: name, Colour: 1, Letter: "q", Status: codebook.StatusActive})
	f.ok(err)
	return r
}

// TestForgedChanges merges copies whose log is whole and says what no act of
// ours says: refused, or put right; after it all can be read, checked, undone,
// and merged by a third.
func TestForgedChanges(t *testing.T) { forgedChanges(t, 7) }

func forgedChanges(t *testing.T, oneOf int) {
	for i, name := range slices.Sorted(maps.Keys(forged)) {
		if i%oneOf != 0 {
			continue
		}
		forge := forged[name]
		t.Run(name, func(t *testing.T) {
			f := target(t)
			c := f.copies(3)
			a, b, third := c[0], c[1], c[2]
			a.apply(a.anna, 0, 70, 80)
			b.clock = a.clock
			for _, pragma := range []string{"ignore_check_constraints = 1", "foreign_keys = 0"} {
				_, err := b.writer.ExecContext(ctx, "PRAGMA "+pragma)
				b.ok(err)
			}
			table, id, set := forge(b.field)
			name := "code"
			if table == queryTable {
				name = actForget
			}
			b.ok(b.act(ctx, b.bram, name, func(a *act) error { return a.put(table, id, set) }))
			before := a.everything()
			_, err := a.Merge(ctx, a.anna, b.path, MergeOptions{})
			t.Logf("the merge says: %v", err)
			if err != nil {
				var refused *CopyError
				if !errors.As(err, &refused) {
					t.Errorf("merge: %v", err)
				}
				if a.everything() != before {
					t.Error("a refused copy left something")
				}
			}
			askAll(ctx, a.Project, func(what string, err error) { t.Errorf("after a merge: %s: %v", what, err) })
			a.sound()
			third.merge(a)
			third.sound()
			for range 6 {
				if _, err := a.Changes.Undo(ctx, a.bram); err != nil && !typedRefusal(err) {
					t.Errorf("undo: %v", err)
				}
				if _, err := a.Changes.Undo(ctx, a.anna); err != nil && !typedRefusal(err) {
					t.Errorf("undo: %v", err)
				}
			}
			a.sound()
		})
	}
}

// TestTrustOfWhatIsOurs: the same tables in a file that is laid out otherwise.
func TestTrustOfWhatIsOurs(t *testing.T) {
	steps, err := schemaSteps()
	if err != nil {
		t.Fatal(err)
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for before, refused := range map[string]bool{
		"PRAGMA page_size = 65536":      false,
		"PRAGMA page_size = 512":        false,
		"PRAGMA auto_vacuum = FULL":     false,
		"PRAGMA encoding = 'UTF-16le'":  true,
		"PRAGMA encoding = 'UTF-16be'":  true,
		"PRAGMA legacy_file_format = 1": false,
	} {
		path := filepath.Join(t.TempDir(), "veld.veldwerk")
		ok(os.WriteFile(path, nil, 0o600))
		tamper(t, path, fmt.Sprintf("%s; %s; PRAGMA application_id = %d; PRAGMA user_version = 1; INSERT INTO project VALUES ('019a0000-0000-7000-8000-000000000fff', 1)", before, steps[0], applicationID))
		env := &surroundings{}
		p, err := Open(ctx, path, env.options())
		var foreign *TrustError
		if errors.As(err, &foreign) != refused || err == nil == refused {
			t.Errorf("%s: %v", before, err)
		}
		if err == nil {
			if _, err := p.Coders.Ensure(ctx, "Anna"); err != nil {
				t.Errorf("%s: %v", before, err)
			}
			if r, err := p.Check(ctx); err != nil || !r.OK {
				t.Errorf("%s: %v %v", before, r.Findings, err)
			}
			ok(p.Backup(ctx, path+".copy"))
			ok(p.Close())
		}
	}
}
