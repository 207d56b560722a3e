package web

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"

	"mtp/internal/portal"
	"mtp/store"
)

// database opens the portal's file beside the portal, past all rules.
func (p *testPortal) database() *sql.DB {
	p.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.folder, store.DatabaseFile)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		p.t.Fatal(err)
	}
	return db
}

// exec runs SQL past all rules.
func (p *testPortal) exec(query string, args ...any) {
	p.t.Helper()
	db := p.database()
	defer db.Close()
	if _, err := db.Exec(query, args...); err != nil {
		p.t.Fatal(err)
	}
}

// count reads one number.
func (p *testPortal) count(query string, args ...any) (n int) {
	p.t.Helper()
	db := p.database()
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		p.t.Fatal(err)
	}
	return n
}

// plantUser plants a user of the organization with everybody's password, unless it is
// invited. Its id and username are the name in small letters.
func (p *testPortal) plantUser(organizationID, name string, status portal.Status) {
	p.t.Helper()
	username := strings.ToLower(name)
	email := username + "@users.example"
	p.exec(`INSERT INTO users (id, organization_id, first_name, last_name, name_key, username, username_key, email, email_key, search_text,
			status, password_hash, locked_at, failures, last_login_at, version, created_at, updated_at)
		SELECT $1, $2, $3, 'Thurman', $4, $1, $1, $5, $5, $4, $6, CASE WHEN $6 = 'invited' THEN '' ELSE password_hash END, 0, 0, 0, 1, 1, 1
		FROM administrators WHERE email_key = $7`,
		username, organizationID, name, portal.Fold(name+" Thurman"), email, string(status), address(billing))
	p.exec(`UPDATE organizations SET user_count = user_count + 1 WHERE id = $1`, organizationID)
}

// logInAs signs a user in by the form of the organization.
func (b *browser) logInAs(organizationID, login, password string) *browser {
	b.t.Helper()
	return b.open(signInPath(organizationID)).fill("Username or email", login).fill("Password", password).press("Log in")
}

// cookie is the value of the browser's cookie with the name, "" for none.
func (b *browser) cookie(name string) string {
	for _, c := range b.client.Jar.Cookies(b.at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// asksForLink asks for a link of the user by the form, and returns its path.
func (p *testPortal) asksForLink(organizationID, login string) string {
	p.t.Helper()
	b := p.browser().open(signInPath(organizationID)).click("Forgot password?").fill("Username or email", login).press("Send reset link")
	if b.first != http.StatusSeeOther {
		p.t.Fatalf("answers %d", b.first)
	}
	return "/set-password/" + nextLink(p.store)
}
