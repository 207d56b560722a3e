package store

import (
	"context"
	"strconv"
	"strings"

	"mtp/internal/portal"
)

// savedAccess is which organizations an administrator reaches, as it is saved.
type savedAccess struct {
	names    *organizationNames
	found    bool // one of the portal's administrators, who is not deleted
	all      bool // all of them
	selected marked
	grants   string // id and time of each that is selected, with spaces between
}

// savedAccessOf answers in one row: hundreds of them take longer.
const savedAccessOf = `SELECT p.organizations_revision,
		EXISTS (SELECT 1 FROM administrators a WHERE a.id = $1 AND a.organization_id = '' AND a.status <> 'deleted'),
		EXISTS (SELECT 1 FROM administrators a WHERE a.id = $1 AND a.all_organizations),
		COALESCE((SELECT STRING_AGG(x.organization_id || ' ' || x.granted_at, ' ') FROM access x WHERE x.administrator_id = $1), '')
	FROM portal p WHERE p.id = 1`

// readAccess reads what an administrator reaches, and the names anew unless those
// that were kept are of the same revision.
func readAccess(ctx context.Context, q querier, kept *organizationNames, administratorID string) (savedAccess, error) {
	a := savedAccess{names: kept}
	var revision int64
	err := q.QueryRowContext(ctx, savedAccessOf, administratorID).Scan(&revision, &a.found, &a.all, &a.grants)
	if err == nil && (kept == nil || kept.revision != revision) {
		a.names, err = readNames(ctx, q, revision)
	}
	if err != nil {
		return a, err
	}
	a.selected = make(marked, len(a.names.list))
	a.each(func(id, _ string) {
		if at, found := a.names.at[id]; found {
			a.selected[at] = true
		}
	})
	return a, nil
}

// savedAccess reads what an administrator reaches in a transaction that writes.
// Names that it reads are not kept: what it changed of them may be undone.
func (t *tx) savedAccess(administratorID string) (savedAccess, error) {
	return readAccess(t.ctx, t, t.store.names.Load(), administratorID)
}

// withAccess calls read with what an administrator reaches, in one transaction.
func (s *Store) withAccess(ctx context.Context, administratorID string, read func(ctx context.Context, q querier, a savedAccess) error) error {
	return s.snapshot(ctx, func(ctx context.Context, q querier) error {
		kept := s.names.Load()
		a, err := readAccess(ctx, q, kept, administratorID)
		if err != nil {
			return err
		}
		if a.names != kept {
			s.names.Store(a.names)
		}
		return read(ctx, q, a)
	})
}

// each calls do for each organization that is selected.
func (a savedAccess) each(do func(id, since string)) {
	for rest := a.grants; rest != ""; {
		var id, since string
		id, rest, _ = strings.Cut(rest, " ")
		since, rest, _ = strings.Cut(rest, " ")
		do(id, since)
	}
}

// date notes when each of the rows was given.
func (a savedAccess) date(rows []ReachLine) {
	at := make(map[string]int, len(rows))
	for i, row := range rows {
		at[row.ID] = i
	}
	a.each(func(id, since string) {
		if i, found := at[id]; found {
			millis, _ := strconv.ParseInt(since, 10, 64)
			rows[i].Since = millisTime(millis)
		}
	})
}

// Access returns what Reach and Picker do, of the same administrator, at once.
func (s *Store) Access(ctx context.Context, actor portal.Administrator, f ReachFilter, q PickerQuery) (reach List[ReachLine], picker PickerPage, err error) {
	if err := mayReach(actor); err != nil {
		return reach, picker, err
	}
	if err := mayPick(actor); err != nil {
		return reach, picker, err
	}
	err = s.withAccess(ctx, q.AdministratorID, func(ctx context.Context, tx querier, a savedAccess) error {
		if reach, err = a.reach(ctx, tx, actor, f); err != nil {
			return err
		}
		picker, err = a.picker(ctx, tx, q)
		return err
	})
	return reach, picker, err
}
