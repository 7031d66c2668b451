package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// Run is the search that a coding of hits came from, kept with its step: what
// was asked, and how much of what it found was coded.
type Run struct {
	Query  string // as it was read, with the forms that are switched off or on
	Unit   string // how much of a hit was coded: match, sentence, turn
	Found  int    // matches that the query found; a turn without matches is one
	Chosen int    // of these, how many a person chose
}

// runDetails is what the name of a run's row holds: it has no name of its own.
type runDetails struct {
	Unit   string `json:"unit"`
	Found  int    `json:"found"`
	Chosen int    `json:"chosen"`
}

// keepRun writes the search down in the step of its codings. It is a row of
// query that is gone for a person from the start: no saved search, but the log
// has it, older programs read the file, and undo leaves it alone.
func (a *act) keepRun(r Run) error {
	if r.Query == "" || a.rows == 0 {
		return nil
	}
	details, err := json.Marshal(runDetails{r.Unit, r.Found, r.Chosen})
	if err != nil {
		return err
	}
	err = a.put(queryTable, a.p.options.NewID().String(), row{"name": string(details), "query": r.Query, "deleted": 1})
	a.rows-- // people count codings
	return err
}

// runs gives the runs by step.
func runs(ctx context.Context, q querier) (map[string]Run, error) {
	type kept struct{ step, details, query string }
	all, err := list(ctx, q, func(rows *sql.Rows, k *kept) error { return rows.Scan(&k.step, &k.details, &k.query) },
		"SELECT c.step, q.name, q.query FROM query q JOIN change c ON c.row = q.id AND c.tbl = 'query' AND c.act = 'code' AND c.before IS NULL")
	if err != nil {
		return nil, err
	}
	out := make(map[string]Run, len(all))
	for _, k := range all {
		var d runDetails
		if err := json.Unmarshal([]byte(k.details), &d); err != nil {
			return nil, fmt.Errorf("run of step %q: %w", k.step, errors.Join(ErrDamaged, err))
		}
		out[k.step] = Run{Query: k.query, Unit: d.Unit, Found: d.Found, Chosen: d.Chosen}
	}
	return out, nil
}

// Remembered gives the choices of forms: by the word as a query has it
// (ruimte+), the same word with its switches (ruimte+[-ruimtelijk]).
func (q *Queries) Remembered(ctx context.Context) (map[string]string, error) {
	type choice struct{ id, query string }
	all, err := list(ctx, q.p.readers, func(rows *sql.Rows, c *choice) error { return rows.Scan(&c.id, &c.query) },
		"SELECT id, query FROM query WHERE deleted = 0 AND name = ''")
	out := make(map[string]string, len(all))
	for _, c := range all {
		var words [2]string
		if err := json.Unmarshal([]byte(c.query), &words); err != nil {
			return nil, fmt.Errorf("choice %q: %w", c.id, errors.Join(ErrDamaged, err))
		}
		out[words[0]] = words[1]
	}
	return out, err
}

// Remember keeps the choice of forms for a word; switched "" forgets it. It is
// logged, but no step: undo passes it by, as it changes nothing that was made.
func (q *Queries) Remember(ctx context.Context, by codebook.CoderID, choices map[string]string) error {
	return q.p.act(ctx, by, "choose-forms", func(a *act) error {
		a.kind = kindKeep
		for _, word := range slices.Sorted(maps.Keys(choices)) {
			id := uuid.NewSHA1(uuid.NameSpaceOID, []byte("forms\x00"+word)).String()
			if choices[word] == "" {
				if err := a.forgetChoice(id); err != nil {
					return err
				}
				continue
			}
			both, err := json.Marshal([2]string{word, choices[word]})
			if err != nil {
				return err
			}
			if err := a.put(queryTable, id, row{"name": "", "query": string(both), "deleted": 0}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *act) forgetChoice(id string) error {
	if _, found, err := a.get(queryTable, id); err != nil || !found {
		return err
	}
	return a.remove(queryTable, id)
}
