package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// AdministratorFilter says which administrators to list, in which order and
// which page of them. Zero values do not filter.
type AdministratorFilter struct {
	Query         string // part of the name or the email address
	Role          portal.Role
	Status        portal.Status
	MFA           string // MFARequired or MFAOff
	Organization  string // name or part of the name of an organization they reach
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
	var none List[AdministratorLine]
	if err := actor.Require(portal.ViewAdministratorsOf(organizationID)); err != nil {
		return none, err
	}
	if organizationID == "" {
		// The page and its count are one query. What is looked at before it decides
		// only how the rows are found.
		return f.page(ctx, s.reader, actor, "", false)
	}
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return none, err
	}
	defer tx.Rollback()
	if _, err := reached(ctx, tx, actor, organizationID); err != nil {
		return none, err
	}
	return f.page(ctx, tx, actor, organizationID, false)
}

// page is a page of the list, whose rows are not counted when that is not asked for.
func (f AdministratorFilter) page(ctx context.Context, q querier, actor portal.Administrator, organizationID string, uncounted bool) (List[AdministratorLine], error) {
	k, err := f.narrowed(ctx, q, actor, organizationID)
	if err != nil {
		return List[AdministratorLine]{}, err
	}
	k.uncounted = uncounted
	return listPage(ctx, q, k, administratorColumns+", a.last_login_at", readAdministratorLine)
}

func readAdministratorLine(row scanner, cursor []any) (AdministratorLine, error) {
	var line AdministratorLine
	var login int64
	err := row.Scan(append(append(cursor, into(&line.Administrator)...), &login)...)
	line.LastLogin = millisTime(login)
	return line, err
}

// narrowed is the list's query, for rows in whose search text and organizations
// the actor may look.
func (f AdministratorFilter) narrowed(ctx context.Context, q querier, actor portal.Administrator, organizationID string) (keyset, error) {
	text := f.Query
	f.Query = ""
	k, err := f.keyset(organizationID)
	if err != nil {
		return k, err
	}
	if f.Organization != "" {
		if err := narrowToOrganization(ctx, q, &k, actor, f.Organization); err != nil {
			return k, err
		}
	}
	if text != "" || f.Organization != "" {
		return k, administratorsByWords.narrow(ctx, q, &k, organizationID, text)
	}
	k.counters = "administrators_counted a"
	if index := f.index(); index != "" {
		n, err := k.count(ctx, q, 0)
		if err == nil && n <= fewSorted {
			k.rows("administrators a INDEXED BY " + index)
		}
		return k, err
	}
	return k, nil
}

// fewSorted is up to how many rows that a filter leaves it is quicker to gather
// first and then sort than to look at the rows in the order of the list.
const fewSorted = 1_000

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

// keyset is the list's query, which looks at each row for the text; the
// organization that is filtered by is not in it.
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
	if f.Query != "" {
		k.where(`a.search_text LIKE ? ESCAPE '\'`, like(f.Query))
	}
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

// fewOrganizations is up to how many organizations it is quicker to gather who
// reaches them than to look at each administrator of the list in turn.
const fewOrganizations = 200

// narrowToOrganization narrows the list to those who reach an organization of that name,
// or else one whose name holds the text, among those that the actor sees.
func narrowToOrganization(ctx context.Context, q querier, k *keyset, actor portal.Administrator, name string) error {
	const sees = `($2 OR EXISTS (SELECT 1 FROM access mine WHERE mine.organization_id = o.id AND mine.administrator_id = $3))`
	all := actor.AllOrganizations || actor.May(portal.EditOrganizations)
	match, arg := "o.name_key = $1", portal.Key(name)
	found := 0
	for range 2 {
		if err := q.QueryRowContext(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM organizations o WHERE %s AND %s LIMIT %d) found`,
			match, sees, fewOrganizations+1), arg, all, actor.ID).Scan(&found); err != nil {
			return err
		}
		if found > 0 {
			break
		}
		match, arg = `o.search_text LIKE $1 ESCAPE '\'`, like(name)
	}
	narrowed := strings.NewReplacer("$1", "?", "$2", "?", "$3", "?").Replace(match + " AND " + sees)
	switch {
	case found == 0:
		k.where("FALSE")
	case found <= fewOrganizations:
		k.where(`a.id IN (SELECT theirs.administrator_id FROM access theirs
				WHERE theirs.organization_id IN (SELECT o.id FROM organizations o WHERE `+narrowed+`)
			UNION SELECT id FROM administrators WHERE all_organizations AND status <> 'deleted')`, arg, all, actor.ID)
	default:
		// The plus keeps the planner from trying each of many organizations for each row.
		k.counted = commonCounted
		k.where(`(a.all_organizations OR EXISTS (SELECT 1 FROM access theirs
			WHERE theirs.administrator_id = a.id AND +theirs.organization_id IN (SELECT o.id FROM organizations o WHERE `+narrowed+`)))`, arg, all, actor.ID)
	}
	return nil
}
