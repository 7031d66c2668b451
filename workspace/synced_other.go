//go:build !linux && !darwin && !windows

package workspace

// onNetwork is not known here: the folder's name and marks decide.
func onNetwork(string) bool { return false }
