package store

import (
	"context"
	"strings"

	"mtp/store/database"
)

// savedAccess is which organizations an administrator reaches, as saved in the
// database.
type savedAccess struct {
	names    *organizationNames
	found    bool // the administrator is one of the portal's, not deleted
	all      bool // every organization is reached
	selected marked
	grants   []grant // of the selected organizations
}

// grant is an organization and when it was given, in Unix milliseconds.
type grant struct {
	at    place
	since string
}

// savedAccessOf returns one row for all organizations: hundreds of rows take longer.
const savedAccessOf = `SELECT p.organizations_revision,
		EXISTS (SELECT 1 FROM administrators a WHERE a.id = $1 AND a.organization_id = '' AND a.status <> 'deleted'),
		EXISTS (SELECT 1 FROM administrators a WHERE a.id = $1 AND a.all_organizations),
		COALESCE((SELECT STRING_AGG(x.organization_id || ' ' || x.granted_at, ' ') FROM access x WHERE x.administrator_id = $1), '')
	FROM portal p WHERE p.id = 1`

// readAccess reads what an administrator reaches. It also reads the names anew when the
// kept ones are of another revision.
func readAccess(ctx context.Context, q database.Querier, kept *organizationNames, administratorID string) (savedAccess, error) {
	a := savedAccess{names: kept}
	var revision int64
	var grants string // id and time of each organization, all apart by spaces
	err := q.QueryRowContext(ctx, savedAccessOf, administratorID).Scan(&revision, &a.found, &a.all, &grants)
	if err == nil && (kept == nil || kept.revision != revision) {
		a.names, err = readNames(ctx, q, revision)
	}
	if err != nil {
		return a, err
	}
	a.selected = make(marked, len(a.names.list))
	for grants != "" {
		var id string
		var g grant
		id, grants, _ = strings.Cut(grants, " ")
		g.since, grants, _ = strings.Cut(grants, " ")
		var found bool
		if g.at, found = a.names.at[id]; found {
			a.selected[g.at] = true
			a.grants = append(a.grants, g)
		}
	}
	return a, nil
}

// savedAccess reads what an administrator reaches in a transaction that writes. Names
// that it reads are not kept for others, since the transaction may change names and be
// undone.
func (t *tx) savedAccess(administratorID string) (savedAccess, error) {
	return readAccess(t.ctx, t, t.store.names.Load(), administratorID)
}

// savedAccess reads what an administrator reaches, and keeps the names in memory.
func (s *Store) savedAccess(ctx context.Context, q database.Querier, administratorID string) (savedAccess, error) {
	kept := s.names.Load()
	a, err := readAccess(ctx, q, kept, administratorID)
	if err == nil && a.names != kept {
		s.names.Store(a.names)
	}
	return a, err
}
