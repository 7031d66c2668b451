package search

import "context"

// Index is the bleve index of one project. All methods are safe for use by
// several goroutines.
type Index struct{}

// OpenIndex opens or makes the index in the folder dir, for the project with
// that id. A damaged, foreign or outdated index is thrown away and made anew;
// one that another process holds gives ErrIndexBusy within 0.3 s.
func OpenIndex(dir, project string) (*Index, error) { return nil, context.Canceled }

// CatchUp makes the index equal to the documents: it adds, replaces and
// removes what differs by TextHash. progress may be nil; it counts documents.
func (ix *Index) CatchUp(ctx context.Context, f Facts, progress func(done, total int)) error {
	panic("unbuilt")
}

// Search answers a query from the index; what the index does not hold yet, and
// everything when it is unsound, is answered by a scan.
func (ix *Index) Search(ctx context.Context, q Query, f Facts, o Options) (Result, error) {
	panic("unbuilt")
}

// Close lets go of the folder.
func (ix *Index) Close() error { panic("unbuilt") }
