package store

import (
	"strings"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
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

// query is the list's query without the text that is searched for and the organization.
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

// AdministratorLine is one administrator of the list.
type AdministratorLine struct {
	portal.Administrator
	LastLogin time.Time // zero for never
}

func readAdministratorLine(row database.Row, cursor []any) (AdministratorLine, error) {
	var line AdministratorLine
	var login int64
	err := row.Scan(append(cursor, intoAdministrator(&line.Administrator), &login)...)
	line.LastLogin = millisTime(login)
	return line, err
}
