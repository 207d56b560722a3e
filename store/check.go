package store

import (
	"context"
	"fmt"

	"mtp/internal/digit"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/search"
)

// Check verifies the database and what must always hold, and returns one line
// for each fault that it finds.
func (s *Store) Check(ctx context.Context) (faults []string, err error) {
	faults, err = s.damage(ctx, "")
	if err != nil {
		return nil, err
	}
	more, err := s.brokenRules(ctx)
	return append(faults, more...), err
}

// ofDatabase begins the lines that tell of damage to the database file.
const ofDatabase = "database: "

// Glance looks for damage as long as a start may take for it, and returns the
// first in the words of Check; "" when it found none by then.
func (s *Store) Glance(ctx context.Context) (string, error) {
	fault, err := s.db.Glance(ctx)
	if fault != "" {
		fault = ofDatabase + fault
	}
	return fault, err
}

// damage returns a line for each fault in the table, or in the whole database for "".
func (s *Store) damage(ctx context.Context, table string) ([]string, error) {
	faults, err := s.db.Damage(ctx, table)
	for i, fault := range faults {
		faults[i] = ofDatabase + fault
	}
	return faults, err
}

// brokenRules returns a line for each thing that must always hold and does not.
func (s *Store) brokenRules(ctx context.Context) (faults []string, err error) {
	if isEmpty, err := neverSetUp(ctx, s.db); err != nil {
		return nil, err
	} else if !isEmpty {
		c, err := readCensus(ctx, s.db, "", upToTwo)
		if err != nil {
			return nil, err
		}
		if err := c.Check(); err != nil {
			faults = append(faults, "rule: "+err.Error())
		}
	}
	for _, check := range []struct{ what, count string }{
		{"administrators whose number of organizations is not that of their access", `SELECT COUNT(*) FROM administrators a
			WHERE a.organization_count <> (SELECT COUNT(*) FROM access x WHERE x.administrator_id = a.id)`},
		{"deleted or suspended administrators who have sessions or open links", `SELECT COUNT(*) FROM administrators a
			WHERE a.status IN ('deleted', 'suspended') AND (EXISTS (SELECT 1 FROM sessions s WHERE s.administrator_id = a.id)
				OR EXISTS (SELECT 1 FROM links l WHERE l.administrator_id = a.id))`},
		{"invited administrators who have a password, or active ones who have none", `SELECT COUNT(*) FROM administrators
			WHERE status = 'invited' AND password_hash <> '' OR status = 'active' AND password_hash = ''`},
		{"administrators whose MFA is on without a secret, or off with one", `SELECT COUNT(*) FROM administrators a
			WHERE a.mfa_on <> EXISTS (SELECT 1 FROM totp t WHERE t.administrator_id = a.id)`},
		{"API keys of administrators who are not active or have no API access", `SELECT COUNT(*) FROM api_keys k
			JOIN administrators a ON a.id = k.administrator_id WHERE a.status <> 'active' OR NOT a.api_access`},
		{"administrators of organizations that do not exist, or who reach others", `SELECT COUNT(*) FROM administrators a WHERE a.organization_id <> ''
			AND (a.all_organizations OR a.organization_count > 0 OR NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = a.organization_id))`},
		{"organizations whose number of users is not that of their users", `SELECT COUNT(*) FROM organizations o
			WHERE o.user_count <> (SELECT COUNT(*) FROM users u WHERE u.organization_id = o.id AND u.status <> 'deleted')`},
		{"deleted or suspended users who have sessions or open links", `SELECT COUNT(*) FROM users u
			WHERE u.status IN ('deleted', 'suspended') AND (EXISTS (SELECT 1 FROM user_sessions s WHERE s.user_id = u.id)
				OR EXISTS (SELECT 1 FROM user_links l WHERE l.user_id = u.id))`},
		{"invited users who have a password, or active ones who have none", `SELECT COUNT(*) FROM users
			WHERE status = 'invited' AND password_hash <> '' OR status = 'active' AND password_hash = ''`},
		{"users whom a search does not find, or deleted ones whom it does", search.Users.Faults()},
		{"administrators whom a search does not find, or deleted ones whom it does", search.Administrators.Faults()},
		{"kinds of administrators whose number is another than is kept", `SELECT COUNT(*) FROM
			(SELECT organization_id, role, status, CASE WHEN locked_at > 0 THEN 1 ELSE 0 END, require_mfa, mfa_on, COUNT(*) FROM administrators GROUP BY 1, 2, 3, 4, 5, 6
			EXCEPT SELECT organization_id, role, status, locked_at, require_mfa, mfa_on, n FROM administrators_counted)`},
		{"invoices of which another sum is paid than their payments are", `SELECT COUNT(*) FROM invoices i
			WHERE i.paid <> (SELECT COALESCE(SUM(p.amount), 0) FROM payments p WHERE p.invoice = i.number AND p.voided_at = 0)`},
		{"invoice numbers that are missing", `SELECT COALESCE(MAX(number), 0) - COUNT(*) FROM invoices`},
		{"payment methods without a default one", `SELECT COUNT(*) FROM payment_methods WHERE NOT EXISTS (SELECT 1 FROM payment_methods WHERE is_default)`},
		{"items of bulk actions that ended and yet were not tried", `SELECT COUNT(*) FROM job_items i JOIN jobs j ON j.id = i.job_id
			WHERE j.state = 'done' AND i.fate IN ('create', 'change', '') AND i.result = ''`},
		{"audit entries that are missing", `SELECT COALESCE(MAX(seq), 0) - COUNT(*) FROM audit`},
		{"audit entries about an organization that are not found by it", `SELECT COUNT(*) FROM audit e WHERE e.organization_id <> ''
			AND NOT EXISTS (SELECT 1 FROM audit_organizations l WHERE l.organization_id = e.organization_id AND l.audit_seq = e.seq)`},
		{"rows that point at something that does not exist", database.Dangling},
	} {
		var n int
		if err := s.db.QueryRowContext(ctx, check.count).Scan(&n); err != nil {
			return nil, err
		}
		if n != 0 {
			faults = append(faults, fmt.Sprintf("data: %s %s", digit.Grouped(n), check.what))
		}
	}
	people, err := s.staleAdministrators(ctx)
	if err != nil {
		return nil, err
	}
	if people > 0 {
		faults = append(faults, fmt.Sprintf("data: %s administrators whose search text is not that of their name and address", digit.Grouped(people)))
	}
	users, err := s.staleUsers(ctx)
	if err != nil {
		return nil, err
	}
	if users > 0 {
		faults = append(faults, fmt.Sprintf("data: %s users whose search text is not that of their name, username and address", digit.Grouped(users)))
	}
	organizations, err := s.staleOrganizations(ctx)
	if organizations > 0 {
		faults = append(faults, fmt.Sprintf("data: %s organizations whose search text is not that of their name", digit.Grouped(organizations)))
	}
	return faults, err
}

// staleOrganizations counts the organizations whose folded columns are not what
// the program would write today.
func (s *Store) staleOrganizations(ctx context.Context) (n int, err error) {
	err = database.EachRow(ctx, s.db, `SELECT name, name_key, name_alike, name_order, search_text FROM organizations`, nil, func(row database.Row) error {
		var name, key, alike, order, text string
		err := row.Scan(&name, &key, &alike, &order, &text)
		if key != portal.Key(name) || alike != portal.NameKey(name) || order != portal.Order(name) || text != portal.Fold(name) {
			n++
		}
		return err
	})
	return n, err
}

// staleAdministrators counts the same among administrators.
func (s *Store) staleAdministrators(ctx context.Context) (n int, err error) {
	err = database.EachRow(ctx, s.db, `SELECT first_name, last_name, email, name_key, email_key, search_text FROM administrators`, nil, func(row database.Row) error {
		var a portal.Administrator
		var name, email, text string
		err := row.Scan(&a.FirstName, &a.LastName, &a.Email, &name, &email, &text)
		if name != portal.Order(a.Name()) || email != portal.Key(a.Email) || text != searchText(a) {
			n++
		}
		return err
	})
	return n, err
}

// staleUsers counts the same among users.
func (s *Store) staleUsers(ctx context.Context) (n int, err error) {
	err = database.EachRow(ctx, s.db, `SELECT first_name, last_name, username, email, name_key, username_key, email_key, search_text FROM users`, nil, func(row database.Row) error {
		var u portal.User
		var name, username, email, text string
		err := row.Scan(&u.FirstName, &u.LastName, &u.Username, &u.Email, &name, &username, &email, &text)
		if name != portal.Order(u.Name()) || username != portal.Key(u.Username) || email != portal.Key(u.Email) || text != userSearchText(u) {
			n++
		}
		return err
	})
	return n, err
}
