package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/credential"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

const userColumns = `u.id, u.organization_id, u.first_name, u.last_name, u.username, u.email, u.status, u.locked_at > 0, u.password_hash <> '', u.version`

// intoUser returns where userColumns are scanned to.
func intoUser(u *portal.User) []any {
	return []any{&u.ID, &u.OrganizationID, &u.FirstName, &u.LastName, &u.Username, &u.Email, &u.Status, &u.Locked, &u.HasPassword, &u.Version}
}

// findUser returns the user of the organization with the id, the zero User when
// there is none. A deleted one is found.
func findUser(ctx context.Context, q querier, organizationID, id string) (portal.User, error) {
	var u portal.User
	err := q.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users u WHERE u.id = $1 AND u.organization_id = $2`, id, organizationID).Scan(intoUser(&u)...)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.User{}, nil
	}
	return u, err
}

// aboutUser makes the user the target of the audit entry.
func (t *tx) aboutUser(u portal.User) {
	t.target = target{kind: "user", id: u.ID, name: u.Name(), organizationID: u.OrganizationID}
}

// sendUserLink mails the user a new link that sets the password, which voids
// the one before it, and returns the file name of the letter.
func (t *tx) sendUserLink(u portal.User, p purpose) (string, error) {
	token := credential.NewToken()
	if _, err := t.voidUserLinks(u.ID); err != nil {
		return "", err
	}
	if _, err := t.exec(`INSERT INTO user_links (token_hash, user_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		credential.HashToken(token), u.ID, string(p), t.millis(), t.now.Add(p.lifetime()).UnixMilli()); err != nil {
		return "", err
	}
	kind := mail.PasswordReset
	if p == invitation {
		kind = mail.Invitation
	}
	return t.sendToUser(u, mail.Letter{Kind: kind, ValidFor: p.lifetime()}, token)
}

// voidUserLinks makes the mailed links of the user useless, takes back letters
// with one that have not left yet, and returns how many links it were.
func (t *tx) voidUserLinks(id string) (int, error) {
	if _, err := t.exec(`UPDATE outbox SET delivered_at = $1, sealed_token = NULL, last_error = 'taken back'
		WHERE user_id = $2 AND delivered_at IS NULL AND kind IN ($3, $4)`, t.millis(), id, string(mail.Invitation), string(mail.PasswordReset)); err != nil {
		return 0, err
	}
	n, err := t.exec(`DELETE FROM user_links WHERE user_id = $1`, id)
	return int(n), err
}
