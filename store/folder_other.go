//go:build !unix

package store

// syncFolder does nothing: names last here without it, and a folder can't be
// opened to be synced.
func syncFolder(string) error { return nil }
