package store

import (
	"context"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// Administrators returns a page of the administrators of the portal that match,
// or of the organization's own when organizationID is not "", deleted ones left
// out. An actor who does not manage administrators finds them only by the
// organizations that it reaches itself.
func (s *Store) Administrators(ctx context.Context, actor portal.Administrator, organizationID string, f AdministratorFilter) (List[AdministratorLine], error) {
	if err := actor.Require(portal.ViewAdministratorsOf(organizationID)); err != nil {
		return List[AdministratorLine]{}, err
	}
	// The page and its count are one query, unless something is looked for. What is
	// looked at before it then decides only how the rows are found.
	length := database.Short
	if organizationID == "" && f.Query+f.Organization == "" {
		length = database.Single
	}
	return database.Read(ctx, s.db, length, func(ctx context.Context, q database.Querier) (list List[AdministratorLine], err error) {
		if _, err := reached(ctx, q, actor, organizationID); err != nil {
			return list, err
		}
		return f.page(ctx, q, s.tuning, actor, organizationID, false)
	})
}

// page is a page of the list. With uncounted its rows are not counted.
func (f AdministratorFilter) page(ctx context.Context, q database.Querier, t tuning, actor portal.Administrator, organizationID string, uncounted bool) (List[AdministratorLine], error) {
	var none List[AdministratorLine]
	k, err := f.query(organizationID)
	if err != nil {
		return none, err
	}
	if uncounted {
		k.Count(list.Never())
	}
	filtered := k.Conditions() > 1
	switch {
	case f.Organization != "":
		ctx = database.Watched(ctx)
		var n named
		if n, err = f.organizations(ctx, q, t, actor); err == nil {
			err = n.narrowPage(ctx, q, &k, t, f.Query, filtered)
		}
	case f.Query != "":
		few := false
		if filtered {
			few, _, err = f.few(ctx, q, &k, t)
		}
		if few {
			search.Administrators.Along(&k, f.Query)
		} else if err == nil {
			err = search.Administrators.NarrowPage(ctx, q, &k, t.search, organizationID, f.Query, filtered)
		}
	default:
		few, count := false, list.Count{}
		if few, count, err = f.few(ctx, q, &k, t); !uncounted {
			k.Count(count)
		}
		// The rows may be few and far between in the order of the list.
		inOrder := k.Columns()[0] == "a.name_key" && (f.MFA == "" || f.Role == portal.NoRole && f.Status == "")
		k.Long(filtered && !few && !inOrder)
	}
	if err != nil {
		return none, err
	}
	return list.Read(ctx, q, k, administratorColumns+", a.last_login_at", readAdministratorLine)
}

// narrowed is the query of the whole list, for an actor who may search by text and by
// organization.
func (f AdministratorFilter) narrowed(ctx context.Context, q database.Querier, t tuning, actor portal.Administrator, organizationID string) (list.Query, error) {
	k, err := f.query(organizationID)
	if err != nil {
		return k, err
	}
	search.Administrators.Narrow(&k, f.Query)
	if f.Organization != "" {
		n, err := f.organizations(ctx, q, t, actor)
		if err != nil {
			return k, err
		}
		n.narrow(&k)
		return k, nil
	}
	if f.Query != "" {
		return k, nil
	}
	_, _, err = f.few(ctx, q, &k, t)
	return k, err
}
