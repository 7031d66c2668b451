package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// Queries are saved searches, and beside them what a search left behind: the
// choices of forms, which have no name, and the runs of codings (Run).
type Queries struct{ p *Project }

// SavedQuery is a query with a name.
type SavedQuery struct{ ID, Name, Query string }

// List gives the saved queries by folded name.
func (q *Queries) List(ctx context.Context) ([]SavedQuery, error) {
	out, err := list(ctx, q.p.readers, func(rows *sql.Rows, q *SavedQuery) error {
		return rows.Scan(&q.ID, &q.Name, &q.Query)
	}, "SELECT id, name, query FROM query WHERE deleted = 0 AND name <> ''")
	sortFolded(out, func(q SavedQuery) string { return q.Name }, func(q SavedQuery) string { return q.ID })
	return out, err
}

// Save keeps a query under a name; one of the same folded name is replaced.
func (q *Queries) Save(ctx context.Context, by codebook.CoderID, name, query string) error {
	return q.p.act(ctx, by, "save-query", func(a *act) error {
		name, err := named(name)
		if err != nil {
			return err
		}
		id, _, err := a.namesake(queryTable, name, "")
		if err != nil {
			return err
		}
		if id == "" {
			id = a.p.options.NewID().String()
		}
		return a.put(queryTable, id, row{"name": name, "query": query})
	})
}

// Delete takes a saved query away.
func (q *Queries) Delete(ctx context.Context, by codebook.CoderID, id string) error {
	return q.p.act(ctx, by, "delete-query", func(a *act) error {
		if _, err := uuid.Parse(id); err != nil {
			return fmt.Errorf("query %q: %w", id, ErrNotFound)
		}
		if _, err := a.need(queryTable, id); err != nil {
			return err
		}
		return a.remove(queryTable, id)
	})
}
