package store

import (
	"cmp"
	"strconv"

	"mtp/internal/portal"
	"mtp/store/database"
)

// administrator returns the administrator with the id, and makes it the target of the
// audit entry. It finds those of the transaction's organization, or of the portal
// outside of one, and returns the zero one when there is none.
func (t *tx) administrator(id string) (portal.Administrator, error) {
	a, err := findAdministrator(t.ctx, t, byID, id)
	if err != nil || a.ID == "" || a.OrganizationID != t.organization.ID {
		return portal.Administrator{OrganizationID: t.organization.ID}, err
	}
	t.about(a)
	return a, nil
}

// about makes the administrator the target of the audit entry.
func (t *tx) about(a portal.Administrator) {
	t.target = target{kind: "administrator", id: a.ID, name: a.Name(), email: a.Email, organizationID: a.OrganizationID}
}

const insertAdministrator = `INSERT INTO administrators (id, organization_id, first_name, last_name, name_key, email, email_key, search_text, role, status,
		require_mfa, api_access, all_organizations, organization_count, password_hash, version, last_login_at, created_at, updated_at, all_granted_at, all_granted_by)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`

// administratorValues are the first values of insertAdministrator. Three times follow
// them, and then when and by whom all organizations were given.
func administratorValues(a portal.Administrator, passwordHash string) []any {
	return []any{a.ID, a.OrganizationID, a.FirstName, a.LastName, portal.Order(a.Name()), a.Email, portal.Key(a.Email), searchText(a), a.Role.Key(), string(a.Status),
		a.RequireMFA, a.APIAccess, a.AllOrganizations, a.OrganizationCount, passwordHash, a.Version}
}

// insert adds the administrator with the password hash, which is "" for one
// who is invited.
func (t *tx) insert(a portal.Administrator, passwordHash string) error {
	at, by := int64(0), ""
	if a.AllOrganizations {
		at, by = t.millis(), cmp.Or(t.grantedBy(), a.ID) // nobody gave it to the first one
	}
	_, err := t.exec(insertAdministrator, append(administratorValues(a, passwordHash), 0, t.millis(), t.millis(), at, by)...)
	if database.Taken(err) {
		return portal.EmailTaken(a.OrganizationID)
	}
	return err
}

// update saves what changed in an administrator, if the version is still that of
// before. What stays the same is not written, nor its indexes. Password, access and
// last login are written by those who change them.
func (t *tx) update(before, after portal.Administrator) error {
	columns, args := "version = $3, updated_at = $4", []any{before.ID, before.Version, after.Version, t.millis()}
	set := func(column string, value any) {
		args = append(args, value)
		columns += ", " + column + " = $" + strconv.Itoa(len(args))
	}
	if before.FirstName != after.FirstName {
		set("first_name", after.FirstName)
	}
	if before.LastName != after.LastName {
		set("last_name", after.LastName)
	}
	if before.Name() != after.Name() {
		set("name_key", portal.Order(after.Name()))
	}
	if before.Email != after.Email {
		set("email", after.Email)
		set("email_key", portal.Key(after.Email))
	}
	if before.Name() != after.Name() || before.Email != after.Email {
		set("search_text", searchText(after))
	}
	if before.Role != after.Role {
		set("role", after.Role.Key())
	}
	if before.Status != after.Status {
		set("status", string(after.Status))
	}
	if before.RequireMFA != after.RequireMFA {
		set("require_mfa", after.RequireMFA)
	}
	if before.APIAccess != after.APIAccess {
		set("api_access", after.APIAccess)
	}
	if before.AllOrganizations != after.AllOrganizations {
		set("all_organizations", after.AllOrganizations)
		if after.AllOrganizations {
			set("organization_count", 0)
			set("all_granted_at", t.millis())
			set("all_granted_by", t.grantedBy())
		} else {
			set("all_granted_at", 0)
			set("all_granted_by", "")
		}
	}
	err := exactlyOne(t.exec(`UPDATE administrators SET `+columns+` WHERE id = $1 AND version = $2`, args...))
	if database.Taken(err) {
		return portal.EmailTaken(after.OrganizationID)
	}
	return err
}

func searchText(a portal.Administrator) string {
	return portal.Fold(a.Name()) + "\n" + portal.Fold(a.Email)
}
