package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
)

// administratorColumns are the columns of an administrator, joined into one text, since
// package sql and the driver take long over each value: it brought a page from 634 to
// 572 µs. No text of an administrator holds control characters, so none holds the
// unitSeparator.
const administratorColumns = `concat_ws('` + unitSeparator + `', a.id, a.organization_id, a.first_name, a.last_name, a.email, a.role, a.status, a.organization_count, a.version,
	a.require_mfa, a.api_access, a.all_organizations, a.password_hash <> '', a.mfa_on, a.locked_at > 0)`

const unitSeparator = "\x1f" // the control character of ASCII for this

// intoAdministrator returns where administratorColumns are scanned to.
func intoAdministrator(a *portal.Administrator) any { return (*administratorText)(a) }

// administratorText is an administrator that is read from administratorColumns.
type administratorText portal.Administrator

func (a *administratorText) Scan(value any) error {
	text, _ := value.(string)
	next := func() (value string) {
		value, text, _ = strings.Cut(text, unitSeparator)
		return value
	}
	*a = administratorText{ID: next(), OrganizationID: next(), FirstName: next(), LastName: next(), Email: next()}
	var known bool
	if a.Role, known = portal.ParseRole(next()); !known {
		return fmt.Errorf("administrator %q has no role that is known", a.ID)
	}
	a.Status = portal.Status(next())
	var err, bad error
	a.OrganizationCount, err = strconv.Atoi(next())
	a.Version, bad = strconv.ParseInt(next(), 10, 64)
	for _, is := range []*bool{&a.RequireMFA, &a.APIAccess, &a.AllOrganizations, &a.HasPassword, &a.MFAOn, &a.Locked} {
		set := next() // "1" or "0" of SQLite, "t" or "f" of PostgreSQL
		*is = set == "1" || set == "t"
	}
	return errors.Join(err, bad)
}

// findAdministrator returns the administrator that the condition finds, the
// zero Administrator when there is none. Deleted ones are found by id only.
func findAdministrator(ctx context.Context, q database.Querier, where string, arg any) (portal.Administrator, error) {
	var a portal.Administrator
	err := q.QueryRowContext(ctx, `SELECT `+administratorColumns+` FROM administrators a WHERE `+where, arg).Scan(intoAdministrator(&a))
	if errors.Is(err, sql.ErrNoRows) {
		return portal.Administrator{}, nil
	}
	return a, err
}

const (
	byID    = `a.id = $1`
	byEmail = `a.email_key = $1 AND a.status <> 'deleted'`
)

// neverSetUp reports whether the portal never had an administrator.
func neverSetUp(ctx context.Context, q database.Querier) (bool, error) {
	var any bool
	err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM administrators)`).Scan(&any)
	return !any, err
}
