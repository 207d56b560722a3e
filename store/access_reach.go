package store

import (
	"context"
	"strconv"
	"time"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// ReachFilter says which organizations to list for one administrator.
type ReachFilter struct {
	Query         string // words of the name, or parts of them; none for those that are reached
	After, Before string
}

// ReachLine is one organization and whether the administrator is given it alone.
type ReachLine struct {
	portal.Organization
	Selected bool
	Since    time.Time // when it was given; zero unless Selected
}

// Reach returns a page of the organizations that one of the portal's
// administrators reaches or, with a text to search for, of all that match. Who
// does not manage organizations sees only those that they reach themselves.
func (s *Store) Reach(ctx context.Context, actor portal.Administrator, administratorID string, f ReachFilter) (List[ReachLine], error) {
	if err := mayReach(actor); err != nil {
		return List[ReachLine]{}, err
	}
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, tx database.Querier) (list List[ReachLine], err error) {
		a, err := s.savedAccess(ctx, tx, administratorID)
		if err != nil {
			return list, err
		}
		return a.reach(ctx, tx, actor, f)
	})
}

func mayReach(actor portal.Administrator) error { return actor.Require(portal.ViewAdministrators) }

func (a savedAccess) reach(ctx context.Context, q database.Querier, actor portal.Administrator, f ReachFilter) (List[ReachLine], error) {
	if !a.found {
		return List[ReachLine]{}, portal.NotFound()
	}
	places := a.names.placesOf(f.Query)
	if len(portal.Words(f.Query)) == 0 && !a.all {
		places = a.selected.among(places)
	}
	if !actor.AllOrganizations && !actor.May(portal.EditOrganizations) {
		mine := make(marked, len(a.names.list))
		if err := a.names.mark(ctx, q, mine, reachedBy, actor.ID); err != nil {
			return List[ReachLine]{}, err
		}
		places = mine.among(places)
	}
	list, err := list.Of(places, f.After, f.Before, func(at place) []any {
		return []any{a.names.list[at].order, a.names.list[at].id}
	}, func(at place) ReachLine {
		return ReachLine{Organization: a.names.organization(at), Selected: a.selected[at]}
	})
	a.date(list.Rows)
	return list, err
}

// date notes when each of the rows was given.
func (a savedAccess) date(rows []ReachLine) {
	shown := make(map[place]int, len(rows))
	for i, row := range rows {
		shown[a.names.at[row.ID]] = i
	}
	for _, g := range a.grants {
		if i, found := shown[g.at]; found {
			millis, _ := strconv.ParseInt(g.since, 10, 64)
			rows[i].Since = millisTime(millis)
		}
	}
}
