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
	// Up to organizations of them, and up to reaching administrators who are given one
	// of these, are gathered. With more it is quicker to look at each administrator of
	// the list in turn.
	organizations, reaching int
	// reachingAll is how far those who reach all organizations are counted, and how
	// many of them are gathered to be sorted by something else than names.
	reachingAll int
	// filtered is how many rows of a filter, at most, are gathered and sorted more
	// quickly than the list is looked at in its order.
	filtered int
}

var usual = tuning{search: search.Usual, organizations: 200, reaching: 5_000, reachingAll: 2_000, filtered: 1_000}
