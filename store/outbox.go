package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store/database"
)

// send puts a letter to the administrator into the outbox, where it waits for
// the commit. A token is sealed with the portal's key until it has left. It
// returns the file name that the letter has while no mail server is set.
func (t *tx) send(a portal.Administrator, to string, l mail.Letter, token string) (string, error) {
	l.To, l.Name = to, a.Name()
	if t.actor.ID != a.ID {
		l.By = t.actorName()
	}
	return t.post(a.ID, nil, a.OrganizationID, l, token)
}

// sendToUser puts a letter to the user into the outbox, as send does.
func (t *tx) sendToUser(u portal.User, to string, l mail.Letter, token string) (string, error) {
	l.To, l.Name, l.Username, l.By, l.User = to, u.Name(), u.Username, t.actorName(), true
	return t.post(nil, u.ID, u.OrganizationID, l, token)
}

// actorName is the name of who is signed in, "" for nobody.
func (t *tx) actorName() string {
	if t.actor.ID == "" {
		return ""
	}
	return t.actor.Name()
}

// post puts a letter to an administrator or a user into the outbox. Three notices to
// one person leave within an hour. Those that follow are gathered in one letter, ten
// minutes later; none is dropped.
func (t *tx) post(administratorID, userID any, organizationID string, l mail.Letter, token string) (string, error) {
	if err := t.scan(`SELECT provider_name, COALESCE((SELECT name FROM organizations WHERE id = $1), '') FROM portal WHERE id = 1`,
		[]any{organizationID}, &l.Provider, &l.Organization); err != nil {
		return "", err
	}
	l.ID, l.OrganizationID, l.At, l.From = newID(), organizationID, t.now, t.by.Address
	due := t.now
	if l.Kind.Notice() {
		crowded, err := t.crowded(administratorID, userID)
		if err != nil {
			return "", err
		}
		if crowded {
			l, due = l.Gathered(), t.now.Add(gatheredFor)
			if joined, ok, err := t.gather(administratorID, userID, l); err != nil || ok {
				return mail.FileName(joined), err
			}
		}
	}
	encoded, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	var sealed []byte
	if token != "" {
		sealed = t.store.key.Seal([]byte(token), l.ID)
	}
	_, err = t.exec(`INSERT INTO outbox (id, administrator_id, user_id, kind, letter, sealed_token, created_at, attempts, next_attempt_at, last_error)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, '')`, l.ID, administratorID, userID, string(l.Kind), string(encoded), sealed, t.millis(), due.UnixMilli())
	t.mailed = true
	return mail.FileName(l), err
}

// retriedFor is how long a letter is tried before it is given up.
const retriedFor = 72 * time.Hour

// longestRetry is how long a letter waits at most: longer than notices are gathered.
const longestRetry = time.Hour

// retryAfter is how long a letter waits after so many failures: 15 seconds,
// then twice the time before, up to an hour.
func retryAfter(failures int) time.Duration {
	return min(15*time.Second<<min(failures-1, 10), longestRetry)
}

// linkExpired says why a letter was given up whose link works no more.
const linkExpired = "Its link had expired before it could be delivered."

// claimedFor is how long a claim holds: longer than sending a letter and noting that
// may take.
const claimedFor = time.Minute

// NextLetter claims the oldest letter that is due, so that nobody else is given
// it within a minute, and returns it with its token. What cannot be claimed is
// not returned. A letter whose link has expired meanwhile is given up. A letter
// that cannot be read is an error with true: it is put off, and others may be due.
func (s *Store) NextLetter(ctx context.Context) (mail.Letter, bool, error) {
	for {
		l, ok, err := s.claimLetter(ctx)
		now := s.now()
		if err != nil || !ok || l.Token == "" || now.Before(l.At.Add(l.ValidFor)) && made(l.At.UnixMilli(), now) {
			return l, ok, err
		}
		if err := s.giveUp(ctx, l.ID, linkExpired); err != nil {
			return mail.Letter{}, false, err
		}
	}
}

// isDue is the SQL condition that a letter may be claimed at the time $1. A claim that
// seems to hold for longer than claimedFor was made before the clock was set back.
var isDue = fmt.Sprintf(`delivered_at IS NULL AND failed_at = 0 AND next_attempt_at <= $1 AND claimed_until NOT BETWEEN $1 + 1 AND $1 + %d`,
	(claimedFor + ahead).Milliseconds())

// dueBeyond is the SQL condition that a letter is due later than the time $1, which
// no letter is unless the clock was set back.
const dueBeyond = `delivered_at IS NULL AND failed_at = 0 AND next_attempt_at > $1`

func (s *Store) claimLetter(ctx context.Context) (mail.Letter, bool, error) {
	now := s.now()
	beyond := now.Add(longestRetry + ahead)
	var due, late bool // to look first keeps an empty outbox from writing every few seconds
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM outbox WHERE `+isDue+`)`, now.UnixMilli()).Scan(&due)
	if err == nil {
		err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM outbox WHERE `+dueBeyond+`)`, beyond.UnixMilli()).Scan(&late)
	}
	if err == nil && late {
		err = s.db.WriteOne(ctx, `UPDATE outbox SET next_attempt_at = $2 WHERE `+dueBeyond, beyond.UnixMilli(), now.UnixMilli())
	}
	if err != nil || !due && !late {
		return mail.Letter{}, false, err
	}
	return s.claim(ctx, `UPDATE outbox SET claimed_until = $2
		WHERE id = (SELECT id FROM outbox WHERE `+isDue+` ORDER BY next_attempt_at, id LIMIT 1) AND `+isDue, now.UnixMilli(), now.Add(claimedFor).UnixMilli())
}

// claim runs the statement that claims a letter, and reads that one; false when there
// is none.
func (s *Store) claim(ctx context.Context, update string, args ...any) (mail.Letter, bool, error) {
	var l mail.Letter
	var id, encoded string
	var sealed []byte
	err := s.db.Write(database.Patient, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, update+` RETURNING id, letter, sealed_token`, args...).Scan(&id, &encoded, &sealed)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, err
	}
	err = json.Unmarshal([]byte(encoded), &l)
	if err == nil && sealed != nil {
		var token []byte
		token, err = s.key.Open(sealed, id)
		l.Token = string(token)
	}
	if err != nil { // put off, so that it does not hold up those behind it
		l.ID = id
		return l, true, errors.Join(fmt.Errorf("the letter %s cannot be read: %w", id, err), s.LetterFailed(ctx, id, err))
	}
	return l, true, nil
}

// ClaimLetter claims the letter with the ID alone when it is due, so that nobody
// else is given it within a minute. Otherwise it says where the letter stands.
func (s *Store) ClaimLetter(ctx context.Context, id string) (mail.Letter, mail.Standing, error) {
	now := s.now()
	var gone, failed, due bool
	err := s.db.QueryRowContext(ctx, `SELECT delivered_at IS NOT NULL, attempts > 0, `+isDue+` FROM outbox WHERE id = $2`,
		now.UnixMilli(), id).Scan(&gone, &failed, &due)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && gone: // removed long after it was delivered
		return mail.Letter{}, mail.Delivered, nil
	case err != nil:
		return mail.Letter{}, mail.Waiting, err
	case !due && failed:
		return mail.Letter{}, mail.PutOff, nil
	case !due:
		return mail.Letter{}, mail.Waiting, nil
	}
	l, ok, err := s.claim(ctx, `UPDATE outbox SET claimed_until = $3 WHERE id = $2 AND `+isDue, now.UnixMilli(), id, now.Add(claimedFor).UnixMilli())
	switch {
	case ok && err != nil:
		return l, mail.PutOff, err
	case ok:
		return l, mail.Claimed, nil
	}
	return l, mail.Waiting, err
}

// ReleaseLetters ends every claim at once. It is for the start of the only portal
// of a database: whoever held one was killed.
func (s *Store) ReleaseLetters(ctx context.Context) error {
	return s.db.WriteOne(ctx, `UPDATE outbox SET claimed_until = 0 WHERE claimed_until > 0 AND delivered_at IS NULL`)
}

// LetterDelivered notes that the letter has left, and erases its token.
func (s *Store) LetterDelivered(ctx context.Context, id string) error {
	return s.db.WriteOne(ctx, `UPDATE outbox SET delivered_at = $1, sealed_token = NULL, attempts = attempts + 1 WHERE id = $2`,
		s.now().UnixMilli(), id)
}

// LetterFailed notes why the letter could not leave. It is due again after 15 seconds,
// then after twice the time before, up to an hour. After three days it is given up.
// When trying again is useless it is given up at once, or after an hour when the
// address was good before. The time of a letter from before the clock was set back
// counts from now.
func (s *Store) LetterFailed(ctx context.Context, id string, cause error) error {
	return s.db.Write(database.Patient, func(tx *sql.Tx) (err error) {
		now := s.now()
		var failures int
		var queued int64
		if err := tx.QueryRowContext(ctx, `UPDATE outbox SET attempts = attempts + 1, last_error = $1, claimed_until = 0,
			created_at = CASE WHEN `+wasMade("created_at", "$3")+` THEN created_at ELSE $3 END
		WHERE id = $2 AND delivered_at IS NULL AND failed_at = 0 RETURNING attempts, created_at`,
			mail.Reason(cause)+".", id, now.UnixMilli()).Scan(&failures, &queued); errors.Is(err, sql.ErrNoRows) {
			return nil // withdrawn while it was being sent
		} else if err != nil {
			return err
		}
		next := now.Add(retryAfter(failures))
		final := mail.Permanent(cause)
		if final && (failures <= doubtedTimes || now.Before(millisTime(queued).Add(doubtedFor))) {
			good := false
			if good, err = goodBefore(ctx, tx, id); err != nil {
				return err
			}
			final = !good
		}
		if final || next.After(millisTime(queued).Add(retriedFor)) {
			_, err = tx.ExecContext(ctx, `UPDATE outbox SET failed_at = $1, sealed_token = NULL WHERE id = $2`, now.UnixMilli(), id)
		} else {
			_, err = tx.ExecContext(ctx, `UPDATE outbox SET next_attempt_at = $1 WHERE id = $2`, next.UnixMilli(), id)
		}
		return err
	})
}

// A refusal of an address that was good before is doubted: it is asked again at
// least three times and for an hour.
const (
	doubtedTimes = 3
	doubtedFor   = time.Hour
)

// goodBefore reports whether the letter's address is that of somebody who has set
// a password by a mailed link, so that mail has reached it.
func goodBefore(ctx context.Context, tx *sql.Tx, id string) (good bool, err error) {
	var encoded, administrator, user string
	err = tx.QueryRowContext(ctx, `SELECT b.letter, COALESCE(a.email_key, ''), COALESCE(u.email_key, '') FROM outbox b
		LEFT JOIN administrators a ON a.id = b.administrator_id AND a.password_hash <> ''
		LEFT JOIN users u ON u.id = b.user_id AND u.password_hash <> '' WHERE b.id = $1`, id).Scan(&encoded, &administrator, &user)
	if err != nil {
		return false, err
	}
	var l mail.Letter
	if err := json.Unmarshal([]byte(encoded), &l); err != nil {
		return false, nil // it cannot be sent at all
	}
	to := portal.Key(l.To)
	return to != "" && (to == administrator || to == user), nil
}

// giveUp ends the attempts to deliver a letter. Sending it again makes a new
// link, so that the token is erased. It counts as a failure even when the
// letter was never tried, since people are to see it.
func (s *Store) giveUp(ctx context.Context, id, why string) error {
	return s.db.WriteOne(ctx, `UPDATE outbox SET failed_at = $1, sealed_token = NULL, attempts = attempts + 1, last_error = $2
		WHERE id = $3 AND delivered_at IS NULL`, s.now().UnixMilli(), why, id)
}
