package store

import (
	"context"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// SignInUser checks the password of a user of the organization, who is named by
// username or email address, and starts a session, whose id it returns. An
// unknown name, a wrong password, a suspended and a locked user take the same
// steps, get the same Invalid answer and an entry in the audit trail. Ten wrong
// passwords in a row lock the user. They also count against the client address,
// together with those of administrators: after some of them the next attempt is
// TooMany until a growing wait is over.
func (s *Store) SignInUser(ctx context.Context, by By, login, password string) (sessionID string, err error) {
	if len(login) > maxEmail {
		login = ""
	}
	if len(password) > maxPassword {
		password = ""
	}
	if wait, err := blocked(ctx, s.db, s.now(), addressKey(by.Address)); err != nil {
		return "", err
	} else if wait > 0 {
		return "", tooFast(wait)
	}
	_, hash, err := userCredentials(ctx, s.db, by.OrganizationID, login)
	if err != nil {
		return "", err
	}
	ok, outdated, err := s.hasher.Verify(ctx, by.Address, password, hash)
	if err != nil {
		return "", err
	}
	newer := hash
	if ok && outdated {
		if newer, err = s.hasher.Hash(ctx, by.Address, password); err != nil {
			return "", err
		}
	}
	// Each attempt is decided anew: what a form got before must not answer it.
	by.FormID, by.UserID = "", ""
	sessionID, err = change(ctx, s, by, SignedIn, func(t *tx) (string, error) {
		u, hashNow, err := userCredentials(t.ctx, t, t.organization.ID, login)
		if err != nil {
			return "", err
		}
		if u.ID != "" {
			t.aboutUser(u)
		}
		// Of many attempts at once, only as many count as are free.
		if err := t.wait(addressKey(by.Address)); err != nil {
			return "", err
		}
		if !ok || hashNow != hash || !portal.UserMayLogIn(u) {
			return "", t.failUserSignIn(u, login)
		}
		t.asUser = u
		if err := exactlyOne(t.exec(`UPDATE users SET failures = 0, last_login_at = $1, password_hash = $2 WHERE id = $3 AND version = $4`,
			t.millis(), newer, u.ID, u.Version)); err != nil {
			return "", err
		}
		return t.startUserSession(u)
	})
	if err == nil && sessionID == "" {
		return "", fault.New(fault.Invalid, "The username, email address or password is wrong, or this account cannot log in.")
	}
	return sessionID, err
}

// failUserSignIn counts a wrong password, writes the refusal, and locks the user
// after too many. The user is the zero one for an unknown login.
func (t *tx) failUserSignIn(u portal.User, login string) error {
	if _, err := t.fail(addressKey(t.by.Address), credential.FreeAddress); err != nil {
		return err
	}
	if err := t.refuse(SignedIn, accountKey(t.organization.ID+" "+login), "The username, email address or password was wrong, or the account cannot log in."); err != nil {
		return err
	}
	if !portal.UserMayLogIn(u) {
		return nil
	}
	var failures int
	if err := t.scan(`UPDATE users SET failures = failures + 1 WHERE id = $1 RETURNING failures`, []any{u.ID}, &failures); err != nil {
		return err
	}
	if !portal.LocksUser(u, failures, credential.LockUserAfter) {
		return nil
	}
	if err := exactlyOne(t.exec(`UPDATE users SET locked_at = $1 WHERE id = $2`, t.millis(), u.ID)); err != nil {
		return err
	}
	if err := t.tellUser(u, mail.Letter{Kind: mail.Locked}); err != nil {
		return err
	}
	return t.record(UserLocked, FieldChange{Field: "Status", Before: "Active", After: "Locked"})
}
