// Package sheet reads and guards the tables that spreadsheets and other programs
// exchange as CSV.
package sheet

import (
	"strings"
	"unicode/utf8"
)

// formula are the signs that make a spreadsheet take a cell for a formula.
const formula = "=+-@\t\r＝＋－＠"

// calculated reports whether a spreadsheet would calculate the cell, apostrophes
// before it aside.
func calculated(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	_, size := utf8.DecodeRuneInString(rest)
	return size > 0 && strings.Contains(formula, rest[:size])
}

// Guard keeps a spreadsheet from taking a cell for a formula: an apostrophe goes
// before what would start one. It changes the cells that it is given.
func Guard(cells ...string) []string {
	for i, cell := range cells {
		if calculated(cell) {
			cells[i] = "'" + cell
		}
	}
	return cells
}

// unguarded is the cell as it was before Guard.
func unguarded(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && calculated(rest) {
		return rest
	}
	return cell
}
