// Package sheet reads and guards the tables that spreadsheets and other programs
// exchange as CSV.
package sheet

import (
	"strings"
	"unicode/utf8"
)

// Mark is the byte order mark that a CSV file begins with, without which Excel
// does not read it as UTF-8.
const Mark = "\ufeff"

const (
	// formula are the signs that make a spreadsheet take a cell for a formula.
	formula = "=+-@\t\r＝＋－＠"
	// separators are the signs at which spreadsheets part cells and lines: one that
	// goes by semicolons also parts what stands in quotation marks between commas.
	separators = ",;\t\n\r"
)

// calculated reports whether a spreadsheet would calculate the text, signs before
// it aside.
func calculated(text, signs string) bool {
	rest := strings.TrimLeft(text, signs)
	_, size := utf8.DecodeRuneInString(rest)
	return size > 0 && strings.Contains(formula, rest[:size])
}

// Signs that may stand before a formula: apostrophes at the beginning of a cell,
// and behind a separator within it quotation marks as well, which a spreadsheet
// takes for those of a cell.
const atBeginning, behindSeparator = "'", `'"`

// Guard keeps a spreadsheet from taking a cell, or what stands behind a separator
// within it, for a formula: an apostrophe goes before what would start one. It
// changes the cells that it is given.
func Guard(cells ...string) []string {
	for i, cell := range cells {
		cells[i] = eachPart(cell, func(part, signs string) (apostrophe, rest string) {
			if calculated(part, signs) {
				return "'", part
			}
			return "", part
		})
	}
	return cells
}

// unguarded is the cell as it was before Guard.
func unguarded(cell string) string {
	return eachPart(cell, func(part, signs string) (apostrophe, rest string) {
		if rest, found := strings.CutPrefix(part, "'"); found && calculated(rest, signs) {
			return "", rest
		}
		return "", part
	})
}

// eachPart returns the cell with an apostrophe, or none, and the rest that change
// returns for the cell, and then for what stands behind each separator in it.
func eachPart(cell string, change func(part, signs string) (apostrophe, rest string)) string {
	apostrophe, rest := change(cell, atBeginning)
	at := strings.IndexAny(rest, separators)
	if at < 0 {
		return apostrophe + rest
	}
	var b strings.Builder
	for b.WriteString(apostrophe); at >= 0; at = strings.IndexAny(rest, separators) {
		b.WriteString(rest[:at+1])
		apostrophe, rest = change(rest[at+1:], behindSeparator)
		b.WriteString(apostrophe)
	}
	b.WriteString(rest)
	return b.String()
}
