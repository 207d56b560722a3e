package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// How long a session lasts, and how many one person has.
const (
	SessionLifetime = 12 * time.Hour
	SessionIdle     = 60 * time.Minute
	MaxSessions     = 10
	// touchEvery is how exactly the last use of a session is known.
	touchEvery = time.Minute
)

// SignIn checks the password and starts a session, whose id it returns. An
// unknown address, a wrong password and a suspended account take the same
// steps and get the same Invalid answer; each attempt is in the audit trail.
func (s *Store) SignIn(ctx context.Context, by By, email, password, userAgent string) (sessionID string, err error) {
	a, hash, err := s.credentials(ctx, email)
	if err != nil {
		return "", err
	}
	ok, outdated, err := s.hasher.Verify(ctx, password, hash)
	if err != nil {
		return "", err
	}
	newer := ""
	if ok && outdated {
		if newer, err = s.hasher.Hash(ctx, password); err != nil {
			return "", err
		}
	}
	// Each attempt is decided anew: what a form got before must not answer it.
	by.FormID = ""
	sessionID, err = change(ctx, s, by, SignedIn, func(t *tx) (string, error) {
		now, hashNow, err := t.credentials(a.ID)
		if err != nil {
			return "", err
		}
		if now.ID != "" {
			t.about(now)
		}
		if !ok || now.Status != portal.Active || hashNow != hash {
			return "", t.write(SignedIn, Refused, "The email address or password was wrong, or the account cannot log in.", nil)
		}
		t.actor = now
		if newer != "" {
			if err := t.setHash(now, newer); err != nil {
				return "", err
			}
		}
		return t.startSession(now, userAgent)
	})
	if err == nil && sessionID == "" {
		return "", fault.New(fault.Invalid, "The email address or password is wrong, or this account cannot log in.")
	}
	return sessionID, err
}

// credentials returns the administrator with the address and its password hash.
func (s *Store) credentials(ctx context.Context, email string) (a portal.Administrator, hash string, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT id, password_hash FROM administrators a WHERE `+byEmail, portal.Key(email)).Scan(&a.ID, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return a, hash, err
}

func (t *tx) credentials(id string) (a portal.Administrator, hash string, err error) {
	err = t.scan(`SELECT `+administratorColumns+`, a.password_hash FROM administrators a WHERE a.id = $1`, []any{id}, append(into(&a), &hash)...)
	if errors.Is(err, sql.ErrNoRows) {
		return portal.Administrator{}, "", nil
	}
	return a, hash, err
}

// startSession signs the administrator in, and out of the oldest session when
// there are too many.
func (t *tx) startSession(a portal.Administrator, userAgent string) (string, error) {
	if _, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1 AND (created_at <= $2 OR last_used_at <= $3)`,
		a.ID, t.now.Add(-SessionLifetime).UnixMilli(), t.now.Add(-SessionIdle).UnixMilli()); err != nil {
		return "", err
	}
	if _, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1 AND id NOT IN
			(SELECT id FROM sessions WHERE administrator_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2)`,
		a.ID, MaxSessions-1); err != nil {
		return "", err
	}
	id := newID()
	if _, err := t.exec(`INSERT INTO sessions (id, administrator_id, created_at, last_used_at, address, user_agent) VALUES ($1, $2, $3, $3, $4, $5)`,
		id, a.ID, t.millis(), t.by.Address, userAgent); err != nil {
		return "", err
	}
	if err := one(t.exec(`UPDATE administrators SET last_login_at = $1 WHERE id = $2`, t.millis(), a.ID)); err != nil {
		return "", err
	}
	return id, t.record(SignedIn)
}

// Session returns who is signed in with the session: an active administrator,
// as it is now. An unknown, ended or idle session is Unauthenticated. The last
// use is noted at most once a minute.
func (s *Store) Session(ctx context.Context, sessionID string) (portal.Administrator, error) {
	var a portal.Administrator
	var used int64
	now := s.now()
	err := s.reader.QueryRowContext(ctx, `SELECT `+administratorColumns+`, s.last_used_at
		FROM sessions s JOIN administrators a ON a.id = s.administrator_id
		WHERE s.id = $1 AND s.created_at > $2 AND s.last_used_at > $3 AND a.status = 'active'`,
		sessionID, now.Add(-SessionLifetime).UnixMilli(), now.Add(-SessionIdle).UnixMilli()).Scan(append(into(&a), &used)...)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.New(fault.Unauthenticated, "Your session has ended. Log in again.")
	}
	if err == nil && now.UnixMilli()-used >= touchEvery.Milliseconds() {
		// What cannot be noted now is noted at the next use: a full disk must
		// not keep people from reading.
		_, _ = s.writer.ExecContext(ctx, `UPDATE sessions SET last_used_at = $1 WHERE id = $2 AND last_used_at = $3`, now.UnixMilli(), sessionID, used)
	}
	return a, unwritable(err)
}

// SignOut ends the session.
func (s *Store) SignOut(ctx context.Context, by By, sessionID string) error {
	_, err := change(ctx, s, by, SignedOut, func(t *tx) (Outcome, error) {
		if _, err := t.exec(`DELETE FROM sessions WHERE id = $1`, sessionID); err != nil {
			return Outcome{}, err
		}
		t.about(t.actor)
		return Outcome{}, t.record(SignedOut)
	})
	return err
}

// OtherSessions counts the live sessions of the administrator beside this one.
func (s *Store) OtherSessions(ctx context.Context, administratorID, sessionID string) (int, error) {
	var n int
	now := s.now()
	err := s.reader.QueryRowContext(ctx, `SELECT COUNT(*) FROM sessions WHERE administrator_id = $1 AND id <> $2 AND created_at > $3 AND last_used_at > $4`,
		administratorID, sessionID, now.Add(-SessionLifetime).UnixMilli(), now.Add(-SessionIdle).UnixMilli()).Scan(&n)
	return n, err
}

// ChangePassword changes one's own password, given the current one, and ends
// the other sessions when asked to.
func (s *Store) ChangePassword(ctx context.Context, by By, sessionID, current, password, confirm string, endOthers bool) (Outcome, error) {
	a, err := findAdministrator(ctx, s.reader, byID, by.AdministratorID)
	if err != nil {
		return Outcome{}, err
	}
	_, hash, err := s.credentials(ctx, a.Email)
	if err != nil {
		return Outcome{}, err
	}
	ok, _, err := s.hasher.Verify(ctx, current, hash)
	if err != nil {
		return Outcome{}, err
	}
	newer := ""
	if ok {
		if newer, err = s.newHash(ctx, password, confirm, a.Name(), a.Email); err != nil {
			return Outcome{}, err
		}
	}
	return change(ctx, s, by, PasswordChanged, func(t *tx) (Outcome, error) {
		t.about(t.actor)
		_, hashNow, err := t.credentials(t.actor.ID)
		if err != nil {
			return Outcome{}, err
		}
		if !ok || hashNow != hash {
			return Outcome{}, fault.InField("current_password", "This is not your current password.")
		}
		if err := t.setHash(t.actor, newer); err != nil {
			return Outcome{}, err
		}
		out := outcome(t.actor)
		if out.Links, err = t.voidLinks(t.actor.ID); err != nil {
			return Outcome{}, err
		}
		if endOthers {
			n, err := t.exec(`DELETE FROM sessions WHERE administrator_id = $1 AND id <> $2`, t.actor.ID, sessionID)
			if err != nil {
				return Outcome{}, err
			}
			out.Sessions = int(n)
		}
		if _, err := t.send(t.actor, t.actor.Email, mail.Letter{Kind: mail.PasswordChanged}, ""); err != nil {
			return Outcome{}, err
		}
		return out, t.record(PasswordChanged)
	})
}

// SessionData keeps what browsers' sessions hold, for the session library. It
// is handed hashes of tokens only.
type SessionData struct{ store *Store }

// SessionData returns the session library's view of the store.
func (s *Store) SessionData() *SessionData { return &SessionData{s} }

// FindCtx returns the data of a session that has not expired.
func (d *SessionData) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := d.store.reader.QueryRowContext(ctx, `SELECT data FROM session_data WHERE token_hash = $1 AND expires_at > $2`,
		token, d.store.now().UnixMilli()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx saves the data of a session until expiry.
func (d *SessionData) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := d.store.writer.ExecContext(ctx, `INSERT INTO session_data (token_hash, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, token, data, expiry.UnixMilli())
	return unwritable(err)
}

// DeleteCtx removes a session's data.
func (d *SessionData) DeleteCtx(ctx context.Context, token string) error {
	_, err := d.store.writer.ExecContext(ctx, `DELETE FROM session_data WHERE token_hash = $1`, token)
	return unwritable(err)
}

// Find is FindCtx without a context. The library asks for it, but calls the
// methods that take one.
func (d *SessionData) Find(token string) ([]byte, bool, error) {
	return d.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (d *SessionData) Commit(token string, data []byte, expiry time.Time) error {
	return d.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (d *SessionData) Delete(token string) error { return d.DeleteCtx(context.Background(), token) }
