// Package exchange writes what a project holds as files that other programs
// read, and reads codebooks back.
//
// Words: a Table is what an export holds, whatever its format: named columns
// and rows of cells. A Format is a kind of file (csv, tsv, xlsx, json, md). The
// Excel dialect of CSV has a byte order mark, semicolons and the formula guard:
// a cell that a spreadsheet could take for a formula gets one apostrophe.
//
// Guarantees: the package is pure. The same table gives the same bytes, always.
// Text leaves as it is: no cell is cut, cleaned or normalised, and ReadCSV gives
// back exactly what was written, guard or no guard. Column names are English
// and fixed; new columns come only before the attr: ones.
//
// Non-goals: choosing what is exported and where it is put (workspace, cli),
// the projects of other tools (a later room).
package exchange
