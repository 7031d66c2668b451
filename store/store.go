// Package store keeps a project: one SQLite file that holds everything people
// made. It is the only package that knows SQL.
//
// Words: an act is what a person did; it is one transaction and one step of
// the change log. A Change is one row of that log. Undo is a new step that
// puts back what a former one changed.
//
// Guarantees: what a method reports as done is on disk. Every write passes one
// unexported act, which writes its Changes in the same transaction. Deleting
// marks; undo brings back. A file made by an older veldwerk opens, a file made
// by a newer one opens for reading only. A method never leaves half an act.
//
// Where to look: schema/*.sql is the file's layout, table.go says which of its
// tables are logged and which columns hold people's texts (the log has their
// hash, table body the text), act.go is the way of every write, log.go the
// chain, undo.go and consistent.go what undo may do, unite.go the rule that
// codings of one coder and code never overlap. take*.go bring a whole project
// in as one act, whole.go gives one; quarantine.go keeps what has no place.
//
// Non-goals: the search index, settings, locks between processes (package
// workspace), sentences for people (typed errors; cli and tui word them).
package store
