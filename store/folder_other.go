//go:build !unix

package store

// SyncFolder does nothing: names last here without it, and a folder can't be
// opened to be synced.
func SyncFolder(string) error { return nil }
