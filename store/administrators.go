package store

import (
	"context"
	"strings"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// AdministratorFilter says which administrators to list, in which order and
// which page of them. Zero values do not filter.
type AdministratorFilter struct {
	Query         string // words, or parts of them, of the name or the email address
	Role          portal.Role
	Status        portal.Status
	MFA           string // MFARequired or MFAOff
	Organization  string // name, or words of the name, of an organization they reach
	Sort          string // name, email, role or last-login, with "-" before it for the other direction
	After, Before string
}

// StatusLocked filters by those of the active who are locked.
const StatusLocked portal.Status = "locked"

// Values of the MFA filter.
const (
	MFAOn       = "on"
	MFARequired = "required" // and not set up
	MFAOff      = "off"
)

// sortColumns are what administrators can be sorted by.
var sortColumns = map[string][]string{
	"name":       {"a.name_key", "a.id"},
	"email":      {"a.email_key", "a.id"},
	"role":       {"a.role", "a.name_key", "a.id"},
	"last-login": {"a.last_login_at", "a.id"},
}

// AdministratorLine is one administrator of the list.
type AdministratorLine struct {
	portal.Administrator
	LastLogin time.Time // zero for never
}

// Administrators returns a page of the administrators of the portal that match,
// or of the organization's own when organizationID is not "", deleted ones left
// out. An actor who does not manage administrators finds them only by the
// organizations that it reaches itself.
func (s *Store) Administrators(ctx context.Context, actor portal.Administrator, organizationID string, f AdministratorFilter) (List[AdministratorLine], error) {
	if err := actor.Require(portal.ViewAdministratorsOf(organizationID)); err != nil {
		return List[AdministratorLine]{}, err
	}
	return database.Read(ctx, s.db, database.Short, func(ctx context.Context, q database.Querier) (list List[AdministratorLine], err error) {
		if _, err := reached(ctx, q, actor, organizationID); err != nil {
			return list, err
		}
		return f.page(ctx, q, s.tuning, actor, organizationID, false)
	})
}

// page is a page of the list, whose rows are not counted when that is not asked for.
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

func readAdministratorLine(row database.Row, cursor []any) (AdministratorLine, error) {
	var line AdministratorLine
	var login int64
	err := row.Scan(append(cursor, into(&line.Administrator), &login)...)
	line.LastLogin = millisTime(login)
	return line, err
}

// narrowed is the query of the whole list, for rows in whose search text and
// organizations the actor may look.
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

// query is the list's query; the text that is searched for and the organization
// that is filtered by are not in it.
func (f AdministratorFilter) query(organizationID string) (list.Query, error) {
	name, descending := strings.CutPrefix(f.Sort, "-")
	if name == "" {
		name = "name"
	}
	columns, ok := sortColumns[name]
	if !ok {
		return list.Query{}, fault.New(fault.Invalid, "The list cannot be sorted by that.")
	}
	k := list.New("administrators a", list.Order{Columns: columns, Descending: descending}, f.After, f.Before)
	k.Where("a.organization_id = ? AND a.status <> 'deleted'", organizationID)
	if f.Role != portal.NoRole {
		k.Where("a.role = ?", f.Role.Key())
	}
	switch f.Status {
	case "":
	case StatusLocked:
		k.Where("a.status = 'active' AND a.locked_at > 0") // as the index of them says it
	case portal.Active:
		k.Where("a.status = 'active' AND a.locked_at = 0")
	default:
		k.Where("a.status = ?", string(f.Status))
	}
	switch f.MFA {
	case MFAOn:
		k.Where("a.mfa_on = TRUE")
	case MFARequired:
		k.Where("a.mfa_on = FALSE AND a.require_mfa = TRUE")
	case MFAOff:
		k.Where("a.mfa_on = FALSE AND a.require_mfa = FALSE")
	}
	return k, nil
}
