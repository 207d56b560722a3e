package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store/database"
)

// How many octets of a sign-in are read: more than any address has, and more than 128
// code points in any form.
const (
	maxEmail    = 1 << 10
	maxPassword = 4 << 10
)

// SignIn checks the password and starts a session, whose id it returns; Session
// says what the sign-in still waits for. An unknown address, a wrong password, a
// suspended and a locked account take the same steps, get the same Invalid
// answer and an entry in the audit trail. Wrong passwords are counted by account
// and by client address: after some of them the next attempt is TooMany, whoever
// makes it, until a growing wait is over, and in the end the account is locked.
func (s *Store) SignIn(ctx context.Context, by By, email, password, userAgent string) (sessionID string, err error) {
	// Longer ones belong to nobody, and are not worth the time to read them.
	if len(email) > maxEmail {
		email = ""
	}
	if len(password) > maxPassword {
		password = ""
	}
	if wait, err := s.signInBlocked(ctx, s.db, email, by.Address); err != nil {
		return "", err
	} else if wait > 0 {
		return "", tooFast(wait)
	}
	a, hash, err := s.credentials(ctx, email)
	if err != nil {
		return "", err
	}
	ok, outdated, err := s.hasher.Verify(ctx, by.Address, password, hash)
	if err != nil {
		return "", err
	}
	newer := ""
	if ok && outdated {
		if newer, err = s.hasher.Hash(ctx, by.Address, password); err != nil {
			return "", err
		}
	}
	// Each attempt is decided anew, not by the answer that its form got before.
	by.FormID = ""
	sessionID, err = change(ctx, s, by, SignedIn, func(t *tx) (string, error) {
		now, hashNow, err := t.credentials(a.ID)
		if err != nil {
			return "", err
		}
		if now.ID != "" {
			t.about(now)
		}
		// Of many attempts at once, only as many count as are free.
		if wait, err := s.signInBlocked(t.ctx, t, email, by.Address); err != nil {
			return "", err
		} else if wait > 0 {
			return "", tooFast(wait)
		}
		if !ok || now.Status != portal.Active || now.Locked || hashNow != hash {
			return "", t.failSignIn(now, email)
		}
		t.actor = now
		if newer != "" {
			if err := t.setHash(now, newer); err != nil {
				return "", err
			}
		}
		if err := t.clear(accountKey(email)); err != nil {
			return "", err
		}
		return t.startSession(now, portal.FirstStage(now), userAgent)
	})
	if err == nil && sessionID == "" {
		return "", fault.New(fault.Invalid, "The email address or password is wrong, or this account cannot log in.")
	}
	return sessionID, err
}

// signInBlocked returns how long to wait before the next sign-in to the account
// or from the address.
func (s *Store) signInBlocked(ctx context.Context, q database.Querier, email, address string) (time.Duration, error) {
	account, err := blocked(ctx, q, s.now(), accountKey(email))
	if err != nil {
		return 0, err
	}
	from, err := blocked(ctx, q, s.now(), addressKey(address))
	return max(account, from), err
}

// failSignIn counts a wrong password, locks the account after too many, and
// writes the refusal. The administrator is the zero one for an unknown address.
func (t *tx) failSignIn(a portal.Administrator, email string) error {
	failures, err := t.fail(accountKey(email), credential.FreeAccount)
	if err != nil {
		return err
	}
	if _, err := t.fail(addressKey(t.by.Address), credential.FreeAddress); err != nil {
		return err
	}
	if err := t.refuse(SignedIn, accountKey(email), "The email address or password was wrong, or the account cannot log in."); err != nil {
		return err
	}
	if failures < credential.LockAfter || a.ID == "" || a.Locked {
		return nil
	}
	var others int
	if err := t.scan(`SELECT COUNT(*) FROM administrators WHERE organization_id = $1 AND role = $2 AND status = 'active' AND locked_at = 0 AND id <> $3`,
		[]any{a.OrganizationID, portal.AdministratorWithBilling.Key(), a.ID}, &others); err != nil || !portal.Lockable(a, others) {
		return err
	}
	if err := exactlyOne(t.exec(`UPDATE administrators SET locked_at = $1 WHERE id = $2`, t.millis(), a.ID)); err != nil {
		return err
	}
	if _, err := t.send(a, a.Email, mail.Letter{Kind: mail.Locked}, ""); err != nil {
		return err
	}
	return t.record(AccountLocked, FieldChange{Field: "Status", Before: "Active", After: "Locked"})
}

// credentials returns the administrator with the address and its password hash.
func (s *Store) credentials(ctx context.Context, email string) (a portal.Administrator, hash string, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT id, password_hash FROM administrators a WHERE `+byEmail, portal.Key(email)).Scan(&a.ID, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return a, hash, err
}

func (t *tx) credentials(id string) (a portal.Administrator, hash string, err error) {
	err = t.scan(`SELECT `+administratorColumns+`, a.password_hash FROM administrators a WHERE a.id = $1`, []any{id}, intoAdministrator(&a), &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.Administrator{}, "", nil
	}
	return a, hash, err
}
