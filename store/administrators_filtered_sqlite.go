package store

import (
	"context"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// few reports whether the filter leaves few rows, which are then gathered by their
// index and sorted. c is how they are counted.
func (f AdministratorFilter) few(ctx context.Context, q database.Querier, k *list.Query, t tuning) (few bool, c list.Count, err error) {
	const counters = "administrators_counted a"
	index := f.index()
	if index == "" {
		return false, list.Summed(counters), nil
	}
	n, err := k.Sum(ctx, q, counters)
	if few = err == nil && n <= t.filtered; few {
		k.From("administrators a INDEXED BY " + index)
	}
	return few, list.KnownExactly(n), err
}

// index is the index that finds the rows of the filter, not in the list's order; ""
// when it filters by nothing.
func (f AdministratorFilter) index() string {
	switch {
	case f.Status == StatusLocked:
		return "administrators_locked"
	case f.Role != portal.NoRole && f.Status != "":
		return "administrators_kind"
	case f.Role != portal.NoRole:
		return "administrators_role"
	case f.Status != "":
		return "administrators_status"
	case f.MFA != "":
		return "administrators_mfa"
	}
	return ""
}
