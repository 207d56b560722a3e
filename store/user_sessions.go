package store

import (
	"context"
	"database/sql"
	"errors"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// startUserSession starts a session of the user, who may have one. It removes those
// that are over, and the oldest when there are too many.
func (t *tx) startUserSession(u portal.User) (string, error) {
	if _, err := t.exec(`DELETE FROM user_sessions AS s WHERE s.user_id = $1 AND NOT (`+userLive("$2", "$3", "$4")+`)`,
		append([]any{u.ID}, userSince(t.now)...)...); err != nil {
		return "", err
	}
	if _, err := t.exec(`DELETE FROM user_sessions WHERE user_id = $1 AND id NOT IN
			(SELECT id FROM user_sessions WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2)`, u.ID, MaxSessions-1); err != nil {
		return "", err
	}
	id := newID()
	if _, err := t.exec(`INSERT INTO user_sessions (id, user_id, created_at, last_used_at) VALUES ($1, $2, $3, $3)`, id, u.ID, t.millis()); err != nil {
		return "", err
	}
	return id, t.record(SignedIn)
}

// UserSession returns who is signed in to the organization with the session, an
// active user as it is now. An unknown, ended or idle session, and one of another
// organization, is Unauthenticated. A user who is locked stays signed in. The
// last use is noted at most once a minute.
func (s *Store) UserSession(ctx context.Context, organizationID, sessionID string) (portal.User, error) {
	var u portal.User
	var used int64
	now := s.now()
	err := s.db.QueryRowContext(ctx, `SELECT `+userColumns+`, s.last_used_at FROM user_sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = $1 AND u.organization_id = $2 AND u.status = 'active' AND `+userLive("$3", "$4", "$5"),
		append([]any{sessionID, organizationID}, userSince(now)...)...).Scan(append(intoUser(&u), &used)...)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.User{}, sessionEnded()
	}
	if err == nil && untouched(used, now) {
		// What cannot be noted now is noted at the next use: a full disk must
		// not keep people from reading.
		_ = s.db.WriteLight(ctx, s.patience, `UPDATE user_sessions SET last_used_at = $1 WHERE id = $2 AND last_used_at = $3`, now.UnixMilli(), sessionID, used)
	}
	return u, err
}

// SignOutUser ends the session of any user of any organization. Of one that has ended
// it changes nothing.
func (s *Store) SignOutUser(ctx context.Context, by By, sessionID string) error {
	by.FormID, by.UserID, by.OrganizationID = "", "", ""
	_, err := change(ctx, s, by, SignedOut, func(t *tx) (Outcome, error) {
		err := t.scan(`SELECT `+userColumns+` FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1`, []any{sessionID}, intoUser(&t.asUser)...)
		if errors.Is(err, sql.ErrNoRows) {
			return Outcome{}, nil
		}
		if err != nil {
			return Outcome{}, err
		}
		t.aboutUser(t.asUser)
		if err := exactlyOne(t.exec(`DELETE FROM user_sessions WHERE id = $1`, sessionID)); err != nil {
			return Outcome{}, err
		}
		return Outcome{}, t.record(SignedOut)
	})
	return err
}

// ChangeUserPassword changes the user's own password, given the current one, ends
// the other sessions, voids open links and tells the user by mail. Wrong current
// passwords make the next one wait.
func (s *Store) ChangeUserPassword(ctx context.Context, by By, sessionID, current, password, confirm string) (Outcome, error) {
	u, err := findUser(ctx, s.db, by.OrganizationID, by.UserID)
	if err != nil {
		return Outcome{}, err
	}
	if u.Status != portal.Active {
		return Outcome{}, sessionEnded()
	}
	o, err := s.UserOrganization(ctx, u.OrganizationID)
	if err != nil {
		return Outcome{}, err
	}
	// Hashed before the transaction, and looked at only once the current one is proven.
	newer, refused := s.newHash(ctx, by, password, confirm, userWords(u, o)...)
	return proving(ctx, s, by, PasswordChanged, current, func(t *tx, known string) (Outcome, error) {
		var hash string
		if err := t.scan(`SELECT password_hash FROM users WHERE id = $1`, []any{t.asUser.ID}, &hash); err != nil {
			return Outcome{}, err
		}
		if known == "" || known != hash {
			return Outcome{}, unproven(fault.InField("current_password", "This is not your current password."))
		}
		if refused != nil {
			return Outcome{}, refused
		}
		if err := t.clear(proofKey(t.asUser.ID)); err != nil {
			return Outcome{}, err
		}
		if err := exactlyOne(t.exec(`UPDATE users SET password_hash = $1 WHERE id = $2 AND version = $3`, newer, t.asUser.ID, t.asUser.Version)); err != nil {
			return Outcome{}, err
		}
		out := userOutcome(t.asUser)
		if out.Links, err = t.voidUserLinks(t.asUser.ID); err != nil {
			return Outcome{}, err
		}
		n, err := t.exec(`DELETE FROM user_sessions WHERE user_id = $1 AND id <> $2`, t.asUser.ID, sessionID)
		if err != nil {
			return Outcome{}, err
		}
		out.Sessions = int(n)
		if err := t.tellUser(t.asUser, mail.Letter{Kind: mail.PasswordChanged}); err != nil {
			return Outcome{}, err
		}
		return out, t.record(PasswordChanged)
	})
}

// userWords are those that the user's password must not be made of.
func userWords(u portal.User, o portal.Organization) []string {
	return []string{u.FirstName, u.LastName, u.Username, u.Email, o.Name}
}
