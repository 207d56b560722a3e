package store

import (
	"mtp/store/list"
	"mtp/store/search"
)

// List is one page of a list.
type List[T any] = list.Page[T]

// MaxCount is how far lists are counted; beyond it the total is "many".
const MaxCount = list.MaxCount

// tuning is by how many rows lists choose their way. It changes how quickly rows are
// found, never which; a test has less.
type tuning struct {
	search search.Tuning
	// organizations is up to how many of them, and reaching up to how many
	// administrators who are given one of them, it is quicker to gather than to look
	// at each administrator of the list in turn.
	organizations, reaching int
	// reachingAll is how far those who reach all organizations are counted, and up to
	// how many of them are gathered and sorted by something else than their names.
	reachingAll int
	// filtered is up to how many rows that a filter leaves it is quicker to gather
	// first and then sort than to look at the rows in the order of the list.
	filtered int
}

var usual = tuning{search: search.Usual, organizations: 200, reaching: 5_000, reachingAll: 2_000, filtered: 1_000}
