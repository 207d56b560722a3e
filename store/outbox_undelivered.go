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
	"mtp/store/database"
)

// undeliveredShown is how many letters Undelivered returns at most.
const undeliveredShown = 200

// UndeliveredLetter is a letter that failed at least once and has not left yet.
type UndeliveredLetter struct {
	ID              string
	OrganizationID  string // that the recipient belongs to; "" for one of the portal's administrators
	Organization    string // its name
	AdministratorID string // the recipient, or "" when it is
	UserID          string // a user
	Name, Email     string // whom it is for, as it is addressed
	Kind            mail.Kind
	Since           time.Time // when it was first due
	Attempts        int
	Reason          string    // why the last attempt failed: a sentence for people
	NextTry         time.Time // zero when it was given up
}

// failedOnce is what Undelivered and Attention call undelivered.
const failedOnce = `delivered_at IS NULL AND attempts > 0`

// undeliveredIn is the SQL condition that the letter is of the portal or of an
// organization that the actor reaches, with the parameters of reaching.
func undeliveredIn(all, own, id string) string {
	const of = `COALESCE((SELECT a.organization_id FROM administrators a WHERE a.id = outbox.administrator_id),
		(SELECT u.organization_id FROM users u WHERE u.id = outbox.user_id))`
	return `(` + of + ` = '' OR EXISTS (SELECT 1 FROM organizations o WHERE o.id = ` + of + ` AND ` + reaches(all, own, id) + `))`
}

// Undelivered returns the newest 200 letters that failed at least once and have
// not left yet, newest first: those to the portal's administrators, and those of
// the organizations that the actor reaches. It asks for EditAdministrators.
func (s *Store) Undelivered(ctx context.Context, actor portal.Administrator) ([]UndeliveredLetter, error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return nil, err
	}
	return database.Rows(ctx, s.db, `SELECT id, COALESCE(administrator_id, ''), COALESCE(user_id, ''), letter, created_at, attempts, last_error, next_attempt_at, failed_at
		FROM outbox WHERE `+failedOnce+` AND `+undeliveredIn("$1", "$2", "$3")+` ORDER BY created_at DESC, id DESC LIMIT $4`,
		append(reaching(actor), undeliveredShown), func(row database.Row) (u UndeliveredLetter, err error) {
			var l mail.Letter
			var encoded string
			var since, next, failed int64
			if err := row.Scan(&u.ID, &u.AdministratorID, &u.UserID, &encoded, &since, &u.Attempts, &u.Reason, &next, &failed); err != nil {
				return u, err
			}
			if err := json.Unmarshal([]byte(encoded), &l); err != nil {
				return u, err
			}
			u.Name, u.Email, u.Kind, u.Since, u.OrganizationID, u.Organization = l.Name, l.To, l.Kind, millisTime(since), l.OrganizationID, l.Organization
			if failed == 0 {
				u.NextTry = millisTime(next)
			}
			return u, nil
		})
}

// ResendLetter sends a letter that could not be delivered again. Instead of one
// with a link the person is mailed a new link, which voids the one before, by
// the rules of their organization; a notice is due at once, and tried for three
// days again. Outcome.Letter is the file name of what is sent. A letter that was
// delivered or replaced meanwhile is Stale, one of an organization out of reach
// NotFound.
func (s *Store) ResendLetter(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, LetterSentAgain, func(t *tx) (Outcome, error) {
		if err := t.actor.Require(portal.EditAdministrators); err != nil {
			return Outcome{}, err
		}
		var l mail.Letter
		var administratorID, userID, encoded string
		var waits bool
		err := t.scan(`SELECT COALESCE(administrator_id, ''), COALESCE(user_id, ''), letter, `+failedOnce+` FROM outbox WHERE id = $1`,
			[]any{id}, &administratorID, &userID, &encoded, &waits)
		if errors.Is(err, sql.ErrNoRows) {
			return Outcome{}, fault.New(fault.NotFound, "There is no such email.")
		}
		if err != nil {
			return Outcome{}, err
		}
		if err := json.Unmarshal([]byte(encoded), &l); err != nil {
			return Outcome{}, err
		}
		if t.organization, err = reached(t.ctx, t, t.actor, l.OrganizationID); err != nil {
			return Outcome{}, err
		}
		out, again, err := t.addressee(administratorID, userID)
		if err != nil {
			return Outcome{}, err
		}
		if !waits {
			return Outcome{}, fault.New(fault.Stale, "This email was delivered, replaced or sent again in the meantime. There is nothing left to do.")
		}
		if l.Kind.Linked() {
			out.Letter, err = again(l.Kind)
		} else {
			out.Letter, err = t.dueAgain(l)
		}
		if err != nil {
			return Outcome{}, err
		}
		return out, t.record(LetterSentAgain, FieldChange{Field: "Mail", After: l.Kind.Words() + " to " + l.To})
	})
}

// addressee returns the person whom a letter is for, and a function that sends them a
// new link.
func (t *tx) addressee(administratorID, userID string) (Outcome, func(mail.Kind) (string, error), error) {
	if userID != "" {
		u, err := t.user(userID)
		return userOutcome(u), func(kind mail.Kind) (string, error) { return t.userLinkAgain(u, kind) }, err
	}
	a, err := t.administrator(administratorID)
	return outcome(a), func(kind mail.Kind) (string, error) { return t.linkAgain(a, kind) }, err
}

// linkAgain mails the administrator a new link, and returns the file name of the
// letter.
func (t *tx) linkAgain(a portal.Administrator, kind mail.Kind) (string, error) {
	if kind == mail.Invitation {
		if err := portal.ResendInvitation(t.actor, a); err != nil {
			return "", err
		}
		return t.sendLink(a, invitation)
	}
	if err := portal.SendPasswordReset(t.actor, a); err != nil {
		return "", err
	}
	return t.sendLink(a, reset)
}

// userLinkAgain is linkAgain for a user.
func (t *tx) userLinkAgain(u portal.User, kind mail.Kind) (string, error) {
	if err := portal.SendUserPasswordReset(t.actor, u); err != nil {
		return "", err
	}
	if kind == mail.Invitation && u.Status != portal.Invited {
		return "", fault.New(fault.Rule, u.Name()+" has set a password already. Send a password reset instead.")
	}
	if u.Status == portal.Invited {
		return t.sendUserLink(u, invitation)
	}
	return t.sendUserLink(u, reset)
}

// dueAgain makes a notice due at once, and returns its file name.
func (t *tx) dueAgain(l mail.Letter) (string, error) {
	t.mailed = true
	return mail.FileName(l), exactlyOne(t.exec(`UPDATE outbox SET created_at = $1, next_attempt_at = $1, attempts = 0, failed_at = 0, claimed_until = 0, last_error = '' WHERE id = $2`,
		t.millis(), l.ID))
}
