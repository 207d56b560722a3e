package store

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"

	"mtp/internal/mail"
)

// older returns a folder with a database as the migrations up to the version
// made it, filled by the statements.
func older(t *testing.T, version int64, statements ...string) *house {
	t.Helper()
	h := &house{t: t, folder: t.TempDir()}
	h.clock.Store(day.UnixMilli())
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.folder, DatabaseFile)+"?_pragma=foreign_keys(1)")
	h.must(err)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, schema.Files, goose.WithGoMigrations(schema.InGo...))
	h.must(err)
	_, err = provider.UpTo(ctx, version)
	h.must(err)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
	return h
}

func TestAPortalFromBeforeOrganizationsWereLaunchedKeepsItsMailAndItsAuditTrail(t *testing.T) {
	h := older(t, 6,
		`INSERT INTO administrators (id, first_name, last_name, name_key, email, email_key, search_text, role, status, require_mfa, api_access,
				all_organizations, organization_count, password_hash, last_login_at, version, created_at, updated_at)
			VALUES ('a1', 'Ada', 'Lovelace', 'ada lovelace', 'ada@example.com', 'ada@example.com', 'ada lovelace' || char(10) || 'ada@example.com',
				'administrator-with-billing', 'active', FALSE, FALSE, TRUE, 0, '!', 0, 1, 1, 1)`,
		`INSERT INTO organizations (id, name, name_key, search_text, version, created_at, updated_at) VALUES ('o1', 'Acme', 'acme', 'acme', 1, 1, 1)`,
		`INSERT INTO outbox (id, administrator_id, kind, letter, created_at, attempts, next_attempt_at, last_error)
			VALUES ('l1', 'a1', 'account-changed', '{"ID":"l1","Kind":"account-changed","To":"ada@example.com"}', 5, 0, 5, '')`,
		`INSERT INTO audit (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name, result, reason, changes, search_text)
			VALUES (1, 1, 'r', '192.0.2.1', 'administrator', 'a1', 'Ada Lovelace', 'ada@example.com', 'organization.added', 'organization', 'o1', 'Acme', 'done', '', '[]', ''),
				(2, 2, 'r', '192.0.2.1', 'nobody', '', '', '', 'session.signed-in', 'administrator', 'a1', 'Ada Lovelace', 'refused', 'No.', '[]', '')`)
	h.Store = h.open()
	if l, ok, err := h.NextLetter(ctx); err != nil || !ok || l.ID != "l1" || l.Kind != mail.AccountChanged {
		t.Errorf("%+v, %t, %v", l, ok, err)
	}
	ada := h.who(By{AdministratorID: "a1"})
	list, err := h.Activity(ctx, ada, ActivityFilter{})
	h.must(err)
	if len(list.Rows) != 2 || list.Rows[1].OrganizationID != "o1" || list.Rows[1].OrganizationName != "Acme" || list.Rows[0].OrganizationID != "" || list.Rows[0].Reason != "No." {
		t.Errorf("%+v", list.Rows)
	}
	for _, forbidden := range []string{`UPDATE audit SET reason = ''`, `DELETE FROM audit`} {
		if err := h.write(forbidden); err == nil {
			t.Errorf("%s is possible", forbidden)
		}
	}
	if faults, err := h.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

func TestAPortalFromBeforeAccessWasItsKeyKeepsWhoReachesWhat(t *testing.T) {
	h := older(t, 14,
		`INSERT INTO administrators (id, first_name, last_name, name_key, email, email_key, search_text, role, status, require_mfa, api_access,
				all_organizations, organization_count, password_hash, last_login_at, version, created_at, updated_at)
			VALUES ('a1', 'Ada', 'Lovelace', 'ada lovelace', 'ada@example.com', 'ada@example.com', 'ada lovelace' || char(10) || 'ada@example.com',
				'administrator-with-billing', 'active', FALSE, FALSE, TRUE, 0, '!', 0, 1, 1, 1),
				('b1', 'Bob', 'Hopper', 'bob hopper', 'bob@example.com', 'bob@example.com', 'bob hopper' || char(10) || 'bob@example.com',
				'manager', 'active', FALSE, FALSE, FALSE, 2, '!', 0, 1, 1, 1)`,
		`INSERT INTO organizations (id, name, name_key, search_text, version, created_at, updated_at)
			VALUES ('o1', 'Acme', 'acme', 'acme', 1, 1, 1), ('o2', 'Bolt', 'bolt', 'bolt', 1, 1, 1), ('o3', 'Cross', 'cross', 'cross', 1, 1, 1)`,
		`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ('b1', 'o3', 5), ('b1', 'o1', 6)`)
	h.Store = h.open()
	ada, bob := h.who(By{AdministratorID: "a1"}), By{AdministratorID: "b1"}
	list, err := h.Reach(ctx, ada, "b1", ReachFilter{})
	h.must(err)
	if len(list.Rows) != 2 || list.Rows[0].Name != "Acme" || list.Rows[0].Since.UnixMilli() != 6 || list.Rows[1].Name != "Cross" || list.Rows[1].Since.UnixMilli() != 5 {
		t.Errorf("%+v", list.Rows)
	}
	found, err := h.Administrators(ctx, ada, "", AdministratorFilter{Query: "hop", Organization: "acme"})
	h.must(err)
	if len(found.Rows) != 1 || found.Rows[0].ID != bob.AdministratorID {
		t.Errorf("%+v", found.Rows)
	}
	for _, faulty := range []string{
		`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ('b1', 'o1', 7)`,
		`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ('b1', 'nowhere', 7)`,
		`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ('nobody', 'o1', 7)`,
		`DELETE FROM organizations WHERE id = 'o1'`,
	} {
		if err := h.write(faulty); code(err) != sqlite3.SQLITE_CONSTRAINT {
			t.Errorf("%s: %v", faulty, err)
		}
	}
	if faults, err := h.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}
