package store

import (
	"mtp/internal/credential"
	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store/database"
)

// aboutUser makes the user the target of the audit entry.
func (t *tx) aboutUser(u portal.User) {
	t.target = target{kind: "user", id: u.ID, name: u.Name(), email: u.Email, organizationID: u.OrganizationID}
}

// sendUserLink mails the user a new link that sets the password, which voids
// the one before it, and returns the file name of the letter. More than ten an
// hour to one person are TooMany.
func (t *tx) sendUserLink(u portal.User, p purpose) (string, error) {
	if err := t.mayMailLink(nil, u.ID, u.Name()); err != nil {
		return "", err
	}
	if _, err := t.voidUserLinks(u.ID); err != nil {
		return "", err
	}
	return t.sendFurtherUserLink(u, p)
}

// sendFurtherUserLink is sendUserLink without voiding the open links.
func (t *tx) sendFurtherUserLink(u portal.User, p purpose) (string, error) {
	token := credential.NewToken()
	if _, err := t.exec(`INSERT INTO user_links (token_hash, user_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		credential.HashToken(token), u.ID, string(p), t.millis(), t.now.Add(p.lifetime()).UnixMilli()); err != nil {
		return "", err
	}
	kind := mail.PasswordReset
	if p == invitation {
		kind = mail.Invitation
	}
	return t.sendToUser(u, u.Email, mail.Letter{Kind: kind, ValidFor: p.lifetime()}, token)
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

const insertUser = `INSERT INTO users (id, organization_id, first_name, last_name, name_key, username, username_key, email, email_key, search_text, status,
		password_hash, version, locked_at, failures, last_login_at, created_at, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`

// userValues are the first values of insertUser. Lock, failures and three times follow
// them.
func userValues(u portal.User, passwordHash string) []any {
	return []any{u.ID, u.OrganizationID, u.FirstName, u.LastName, portal.Order(u.Name()), u.Username, portal.Key(u.Username), u.Email, portal.Key(u.Email),
		userSearchText(u), string(u.Status), passwordHash, u.Version}
}

func userSearchText(u portal.User) string {
	return portal.Fold(u.Name()) + "\n" + portal.Fold(u.Username) + "\n" + portal.Fold(u.Email)
}

// insertUser adds an invited user. Its organization's number of users is not
// raised yet.
func (t *tx) insertUser(u portal.User) error {
	_, err := t.exec(insertUser, append(userValues(u, ""), 0, 0, 0, t.millis(), t.millis())...)
	return t.userTaken(u, err)
}

// updateUser saves the user, if the version is still that of before. Password, lock and
// last login are written by those who change them.
func (t *tx) updateUser(before, after portal.User) error {
	return t.userTaken(after, exactlyOne(t.exec(`UPDATE users SET first_name = $1, last_name = $2, name_key = $3, username = $4, username_key = $5,
			email = $6, email_key = $7, search_text = $8, status = $9, version = $10, updated_at = $11
		WHERE id = $12 AND version = $13`,
		after.FirstName, after.LastName, portal.Order(after.Name()), after.Username, portal.Key(after.Username), after.Email, portal.Key(after.Email),
		userSearchText(after), string(after.Status), after.Version, t.millis(), before.ID, before.Version)))
}

// userTaken turns an error into a refusal when another user of the organization has the
// username or the email address.
func (t *tx) userTaken(u portal.User, err error) error {
	if !database.Taken(err) {
		return err
	}
	var username bool
	if err := t.scan(`SELECT EXISTS (SELECT 1 FROM users WHERE organization_id = $1 AND username_key = $2 AND id <> $3 AND status <> 'deleted')`,
		[]any{u.OrganizationID, portal.Key(u.Username), u.ID}, &username); err != nil {
		return err
	}
	if username {
		return portal.UsernameTaken()
	}
	return portal.UserEmailTaken()
}

// user returns the user of the transaction's organization with the id, the zero
// one when there is none, and makes it the target of the audit entry.
func (t *tx) user(id string) (portal.User, error) {
	u, err := findUser(t.ctx, t, t.organization.ID, id)
	if err == nil && u.ID != "" {
		t.aboutUser(u)
	}
	return u, err
}

// endUser signs the user out everywhere and voids its mailed links. It returns
// how many sessions and links ended.
func (t *tx) endUser(id string) (sessions, links int, err error) {
	n, err := t.exec(`DELETE FROM user_sessions WHERE user_id = $1`, id)
	if err != nil {
		return 0, 0, err
	}
	links, err = t.voidUserLinks(id)
	return int(n), links, err
}

// clearUserLock forgets the wrong passwords of the user and the lock that they
// led to.
func (t *tx) clearUserLock(id string) error {
	return exactlyOne(t.exec(`UPDATE users SET locked_at = 0, failures = 0 WHERE id = $1`, id))
}

// userDifferences lists the fields that differ, in the words of the form.
func userDifferences(before, after portal.User) []FieldChange {
	var list []FieldChange
	list = changed(list, "First Name", before.FirstName, after.FirstName)
	list = changed(list, "Last Name", portal.ShownLastName(before.LastName), portal.ShownLastName(after.LastName))
	list = changed(list, "Username", before.Username, after.Username)
	list = changed(list, "User Email", before.Email, after.Email)
	return changed(list, "Status", before.Status.String(), after.Status.String())
}

// userOutcome is the Outcome about the user.
func userOutcome(u portal.User) Outcome {
	return Outcome{ID: u.ID, Name: u.Name(), Email: u.Email, Status: u.Status, UserOf: u.OrganizationID}
}
