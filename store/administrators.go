package store

import (
	"context"
	"strings"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
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
		return f.page(ctx, q, actor, organizationID, false)
	})
}

// page is a page of the list, whose rows are not counted when that is not asked for.
func (f AdministratorFilter) page(ctx context.Context, q database.Querier, actor portal.Administrator, organizationID string, uncounted bool) (List[AdministratorLine], error) {
	var none List[AdministratorLine]
	k, err := f.keyset(organizationID)
	if err != nil {
		return none, err
	}
	k.uncounted = uncounted
	filtered := len(k.conditions) > 1
	switch {
	case f.Organization != "":
		ctx = database.Watched(ctx)
		var n named
		if n, err = f.organizations(ctx, q, actor); err == nil {
			err = n.narrowPage(ctx, q, &k, f.Query, filtered)
		}
	case f.Query != "":
		few := false
		if filtered {
			few, err = f.count(ctx, q, &k)
			k.counters, k.total = "", nil
		}
		if few {
			administratorsByWords.look(&k, f.Query)
		} else if err == nil {
			err = administratorsByWords.narrowPage(ctx, q, &k, organizationID, f.Query, filtered)
		}
	default:
		few := false
		few, err = f.count(ctx, q, &k)
		// The rows may be few and far between in the order of the list.
		inOrder := k.columns[0] == "a.name_key" && (f.MFA == "" || f.Role == portal.NoRole && f.Status == "")
		k.long = filtered && !few && !inOrder
	}
	if err != nil {
		return none, err
	}
	return listPage(ctx, q, k, administratorColumns+", a.last_login_at", readAdministratorLine)
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
func (f AdministratorFilter) narrowed(ctx context.Context, q database.Querier, actor portal.Administrator, organizationID string) (keyset, error) {
	k, err := f.keyset(organizationID)
	if err != nil {
		return k, err
	}
	administratorsByWords.narrow(&k, f.Query)
	if f.Organization != "" {
		n, err := f.organizations(ctx, q, actor)
		if err != nil {
			return k, err
		}
		n.narrow(&k)
		return k, nil
	}
	if f.Query != "" {
		return k, nil
	}
	_, err = f.count(ctx, q, &k)
	return k, err
}

// count has the list's rows summed up, and gathered first when its filter leaves few,
// as it reports.
func (f AdministratorFilter) count(ctx context.Context, q database.Querier, k *keyset) (few bool, err error) {
	k.counters = "administrators_counted a"
	index := f.index()
	if index == "" {
		return false, nil
	}
	n, err := k.count(ctx, q, 0)
	k.total = &total{n: min(n, MaxCount), more: n > MaxCount, exactly: n}
	if few = n <= fewSorted; few {
		k.rows("administrators a INDEXED BY " + index)
	}
	return few && err == nil, err
}

// fewSorted is up to how many rows that a filter leaves it is quicker to gather
// first and then sort than to look at the rows in the order of the list.
var fewSorted = 1_000

// index is what finds the rows of the filter apart from its order, "" when it
// filters by nothing.
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

// keyset is the list's query; the text that is searched for and the organization
// that is filtered by are not in it.
func (f AdministratorFilter) keyset(organizationID string) (keyset, error) {
	name, descending := strings.CutPrefix(f.Sort, "-")
	if name == "" {
		name = "name"
	}
	columns, ok := sortColumns[name]
	if !ok {
		return keyset{}, fault.New(fault.Invalid, "The list cannot be sorted by that.")
	}
	k := keyset{from: "administrators a", columns: columns, descending: descending, after: f.After, before: f.Before}
	k.where("a.organization_id = ? AND a.status <> 'deleted'", organizationID)
	if f.Role != portal.NoRole {
		k.where("a.role = ?", f.Role.Key())
	}
	switch f.Status {
	case "":
	case StatusLocked:
		k.where("a.status = 'active' AND a.locked_at > 0") // as the index of them says it
	case portal.Active:
		k.where("a.status = 'active' AND a.locked_at = 0")
	default:
		k.where("a.status = ?", string(f.Status))
	}
	switch f.MFA {
	case MFAOn:
		k.where("a.mfa_on = TRUE")
	case MFARequired:
		k.where("a.mfa_on = FALSE AND a.require_mfa = TRUE")
	case MFAOff:
		k.where("a.mfa_on = FALSE AND a.require_mfa = FALSE")
	}
	return k, nil
}
