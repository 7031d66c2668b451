package workspace

import "testing"

// outgoing reads a project for an export, with its sources.
func outgoing(t *testing.T, w *Workspace) *Outgoing {
	t.Helper()
	o, err := w.Outgoing(ctx, OutgoingOptions{Sources: true})
	ok(t, err)
	return o
}
