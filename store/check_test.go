package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mtp/internal/portal"
)

func TestCheckFindsNothingWrongWithAPortalInUse(t *testing.T) {
	h := newHouse(t)
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("empty: %q, %v", faults, err)
	}
	h = newPortal(t)
	for _, d := range deeds(h) {
		_ = d.do() // some undo the grounds of others
	}
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ name, plant, want string }{
		{"nobody can add administrators", `UPDATE administrators SET role = 'administrator' WHERE first_name = 'Ada'`, "rule: At least one active Administrator with Billing must remain"},
		{"the only one is suspended", `UPDATE administrators SET status = 'suspended' WHERE first_name = 'Ada'`, "rule: At least one active Administrator with Billing must remain"},
		{"a wrong number of organizations", `UPDATE administrators SET organization_count = 7 WHERE first_name = 'Bob'`, "data: 1 administrators whose number of organizations"},
		{"access beside all organizations", `INSERT INTO access (administrator_id, organization_id, granted_at) SELECT a.id, o.id, 0 FROM administrators a, organizations o WHERE a.first_name = 'Ada'`, "data: 1 administrators whose number of organizations"},
		{"a session of someone suspended", `INSERT INTO sessions (id, administrator_id, created_at, last_used_at, address, user_agent) SELECT 'x', id, 0, 0, '', '' FROM administrators WHERE first_name = 'Sam'`, "data: 1 deleted or suspended administrators who have sessions or open links"},
		{"a link of someone suspended", `INSERT INTO links (token_hash, administrator_id, purpose, created_at, expires_at) SELECT 'x', id, 'reset', 0, 0 FROM administrators WHERE first_name = 'Sam'`, "data: 1 deleted or suspended administrators who have sessions or open links"},
		{"an invited one with a password", `UPDATE administrators SET status = 'invited' WHERE first_name = 'Bob'`, "data: 1 invited administrators who have a password"},
		{"MFA that is on without a secret", `UPDATE administrators SET mfa_on = TRUE WHERE first_name = 'Bob'`, "data: 1 administrators whose MFA is on without a secret"},
		{"a secret of MFA that is off", `INSERT INTO totp (administrator_id, sealed_secret, last_step, created_at) SELECT id, '', 0, 0 FROM administrators WHERE first_name = 'Bob'`, "data: 1 administrators whose MFA is on without a secret, or off with one"},
		{"an API key without API access", `INSERT INTO api_keys (administrator_id, key_hash, hint, created_at, last_used_at, expires_at) SELECT id, '', '', 0, 0, 0 FROM administrators WHERE first_name = 'Bob'`, "data: 1 API keys of administrators who are not active"},
		{"an API key of someone suspended", `UPDATE administrators SET api_access = TRUE WHERE first_name = 'Sam'; INSERT INTO api_keys (administrator_id, key_hash, hint, created_at, last_used_at, expires_at) SELECT id, '', '', 0, 0, 0 FROM administrators WHERE first_name = 'Sam'`, "data: 1 API keys of administrators who are not active"},
		{"a session of a suspended user", `INSERT INTO user_sessions (id, user_id, created_at, last_used_at) VALUES ('x', 'sue', 0, 0)`, "data: 1 deleted or suspended users who have sessions or open links"},
		{"a link of a suspended user", `INSERT INTO user_links (token_hash, user_id, purpose, created_at, expires_at) VALUES ('x', 'sue', 'reset', 0, 0)`, "data: 1 deleted or suspended users who have sessions or open links"},
		{"an invited user with a password", `UPDATE users SET status = 'invited' WHERE id = 'sue'`, "data: 1 invited users who have a password"},
		{"an old search text of a user", `UPDATE users SET search_text = 'x'`, "data: 1 users whose search text"},
		{"an old username key", `UPDATE users SET username_key = 'x'`, "data: 1 users whose search text"},
		{"a user whom a search does not find", `DELETE FROM users_search WHERE rowid IN (SELECT search_id FROM users)`, "data: 1 users whom a search does not find"},
		{"a wrong number of users", `UPDATE organizations SET user_count = 7`, "data: 1 organizations whose number of users"},
		{"a bulk action that left somebody out", `INSERT INTO jobs (id, kind, state, administrator_id, address, role, choice, note, reason, created_at, started_at, ended_at, tally)
			SELECT 'j', 'suspend', 'done', id, '', '', 1, '', '', 1, 1, 1, '' FROM administrators WHERE first_name = 'Bob';
			INSERT INTO job_items (job_id, position, line, subject_id, name, email, version, fate, result, reason, changes, detail) VALUES ('j', 1, 0, 'x', '', '', 1, 'change', '', '', '[]', '')`,
			"data: 1 items of bulk actions that ended and yet were not tried"},
		{"a gap in the audit trail", `INSERT INTO audit SELECT seq + 5, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name, organization_id, organization_name, result, reason, changes, search_text, job_id FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)`, "data: 4 audit entries that are missing"},
		{"the audit trail's beginning is gone", `DROP TRIGGER audit_never_deleted; DELETE FROM audit WHERE seq = 1`, "data: 1 audit entries that are missing"},
		{"access to nothing", `INSERT INTO access (administrator_id, organization_id, granted_at) SELECT id, 'none', 0 FROM administrators WHERE first_name = 'Bob'; UPDATE administrators SET organization_count = organization_count + 1 WHERE first_name = 'Bob'`, "data: 1 rows that point at something that does not exist"},
		{"an old search text", `UPDATE administrators SET search_text = 'x' WHERE first_name = 'Bob'`, "data: 1 administrators whose search text"},
		{"an old address key", `UPDATE administrators SET email_key = 'x' WHERE first_name = 'Bob'`, "data: 1 administrators whose search text"},
		{"an old organization key", `UPDATE organizations SET name_key = 'x'`, "data: 1 organizations whose search text"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newPortal(t)
			acme := h.organization("Acme")
			h.add("Bob", portal.Manager, "+"+acme)
			h.plantUser(acme, "sue", portal.Suspended)
			sam := h.add("Sam", portal.Manager)
			_, err := h.SuspendAdministrator(ctx, h.ada, sam.AdministratorID)
			h.must(err)
			h.past(tt.plant)
			faults, err := h.Check(ctx)
			h.must(err)
			if len(faults) != 1 || !strings.HasPrefix(faults[0], tt.want) || strings.Contains(faults[0], "\n") {
				t.Errorf("got %q, want %q", faults, tt.want)
			}
		})
	}
}

func TestCheckFindsADamagedFile(t *testing.T) {
	h := newPortal(t)
	for range 200 {
		h.organization(newID())
	}
	h.must(h.Store.Close())
	path := filepath.Join(h.folder, DatabaseFile)
	b, err := os.ReadFile(path)
	h.must(err)
	found := false
	for page := 8; page < len(b)/4096 && !found; page++ {
		broken := append([]byte(nil), b...)
		for i := page * 4096; i < page*4096+64; i++ {
			broken[i] ^= 0x55
		}
		h.must(os.WriteFile(path, broken, 0o600))
		s, err := Open(ctx, h.folder, time.Now)
		if err != nil {
			continue
		}
		faults, err := s.Check(ctx)
		found = err != nil || len(faults) > 0 && strings.HasPrefix(faults[0], "database: ")
		h.must(s.Close())
	}
	if !found {
		t.Error("no damage was found")
	}
}
