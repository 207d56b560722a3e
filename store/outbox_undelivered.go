package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// undeliveredShown is how many letters Undelivered returns at most.
const undeliveredShown = 200

// UndeliveredLetter is a letter that failed at least once and has not left yet.
type UndeliveredLetter struct {
	ID              string
	AdministratorID string
	Name, Email     string // whom it is for, as it is addressed
	Kind            mail.Kind
	Since           time.Time // when it was first due
	Attempts        int
	Reason          string    // why the last attempt failed: a sentence for people
	NextTry         time.Time // zero when it was given up
}

// failedOnce is what Undelivered and Attention call undelivered.
const failedOnce = `delivered_at IS NULL AND attempts > 0`

// Undelivered returns the newest 200 letters that failed at least once and have
// not left yet, newest first. It asks for EditAdministrators.
func (s *Store) Undelivered(ctx context.Context, actor portal.Administrator) ([]UndeliveredLetter, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return nil, err
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT id, administrator_id, letter, created_at, attempts, last_error, next_attempt_at, failed_at
		FROM outbox WHERE `+failedOnce+` ORDER BY created_at DESC, id DESC LIMIT $1`, undeliveredShown)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []UndeliveredLetter
	for rows.Next() {
		var u UndeliveredLetter
		var l mail.Letter
		var encoded string
		var since, next, failed int64
		if err := rows.Scan(&u.ID, &u.AdministratorID, &encoded, &since, &u.Attempts, &u.Reason, &next, &failed); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(encoded), &l); err != nil {
			return nil, err
		}
		u.Name, u.Email, u.Kind, u.Since = l.Name, l.To, l.Kind, millisTime(since)
		if failed == 0 {
			u.NextTry = millisTime(next)
		}
		list = append(list, u)
	}
	return list, rows.Err()
}

// ResendLetter sends a letter that could not be delivered again. Instead of one
// with a link the person is mailed a new link, which voids the one before, by
// the rules of SendPasswordReset and ResendInvitation; a notice is due at once,
// and tried for three days again. Outcome.Letter is the file name of what is
// sent. A letter that was delivered or replaced meanwhile is Stale.
func (s *Store) ResendLetter(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, LetterSentAgain, func(t *tx) (Outcome, error) {
		if err := t.actor.Require(portal.EditAdministrators); err != nil {
			return Outcome{}, err
		}
		var l mail.Letter
		var owner, encoded string
		var waits bool
		err := t.scan(`SELECT administrator_id, letter, `+failedOnce+` FROM outbox WHERE id = $1`, []any{id}, &owner, &encoded, &waits)
		if errors.Is(err, sql.ErrNoRows) {
			return Outcome{}, fault.New(fault.NotFound, "There is no such mail.")
		}
		if err != nil {
			return Outcome{}, err
		}
		if err := json.Unmarshal([]byte(encoded), &l); err != nil {
			return Outcome{}, err
		}
		a, err := t.administrator(owner)
		if err != nil {
			return Outcome{}, err
		}
		t.about(a)
		if !waits {
			return Outcome{}, fault.New(fault.Stale, "This mail was delivered, replaced by a newer one or sent again meanwhile. There is nothing left to do.")
		}
		out := outcome(a)
		if out.Letter, err = t.sendAgain(a, l); err != nil {
			return Outcome{}, err
		}
		return out, t.record(LetterSentAgain, FieldChange{Field: "Mail", After: l.Kind.Words() + " to " + l.To})
	})
}

// sendAgain returns the file name of the letter that is sent.
func (t *tx) sendAgain(a portal.Administrator, l mail.Letter) (string, error) {
	switch l.Kind {
	case mail.Invitation:
		if err := portal.ResendInvitation(t.actor, a); err != nil {
			return "", err
		}
		return t.sendLink(a, invitation)
	case mail.PasswordReset:
		if err := portal.SendPasswordReset(t.actor, a); err != nil {
			return "", err
		}
		return t.sendLink(a, reset)
	}
	t.mailed = true
	return mail.FileName(l), one(t.exec(`UPDATE outbox SET created_at = $1, next_attempt_at = $1, attempts = 0, failed_at = 0, last_error = '' WHERE id = $2`,
		t.millis(), l.ID))
}
