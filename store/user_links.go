package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"mtp/internal/credential"
	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store/database"
)

// userLink returns the user whose mailed link it is. A dead link, and one of a
// user who may not have one, is Gone.
func userLink(ctx context.Context, q database.Querier, token string, now time.Time) (portal.User, purpose, error) {
	var u portal.User
	var p purpose
	err := q.QueryRowContext(ctx, `SELECT `+userColumns+`, l.purpose FROM user_links l JOIN users u ON u.id = l.user_id
		WHERE l.token_hash = $1 AND `+works("l", "$2"), credential.HashToken(token), now.UnixMilli()).Scan(append(intoUser(&u), &p)...)
	if errors.Is(err, sql.ErrNoRows) {
		return u, p, deadLink()
	}
	if err != nil {
		return u, p, err
	}
	if _, ok := portal.SetUserPassword(u); !ok {
		return portal.User{}, p, deadLink()
	}
	return u, p, nil
}

// openUserLink is OpenLink for the links of users.
func (s *Store) openUserLink(ctx context.Context, token string) (LinkOwner, error) {
	u, p, err := userLink(ctx, s.db, token, s.now())
	if err != nil {
		return LinkOwner{}, err
	}
	o, err := s.UserOrganization(ctx, u.OrganizationID)
	return LinkOwner{Name: u.Name(), Email: u.Email, Invitation: p == invitation, Username: u.Username, UserOf: o, words: userWords(u, o)}, err
}

// setUserPassword is what SetPassword does with the link of a user.
func (t *tx) setUserPassword(token, hash string) (Outcome, error) {
	before, p, err := userLink(t.ctx, t, token, t.now)
	if err != nil {
		return Outcome{}, err
	}
	after, ok := portal.SetUserPassword(before)
	if !ok || hash == "" {
		return Outcome{}, deadLink()
	}
	t.asUser = before
	t.aboutUser(before)
	if err := exactlyOne(t.exec(`UPDATE users SET status = $1, password_hash = $2, locked_at = 0, failures = 0, version = $3, updated_at = $4 WHERE id = $5 AND version = $6`,
		after.Status, hash, after.Version, t.millis(), before.ID, before.Version)); err != nil {
		return Outcome{}, err
	}
	out := userOutcome(after)
	if out.Sessions, out.Links, err = t.endUser(after.ID); err != nil {
		return Outcome{}, err
	}
	if p != invitation {
		if err := t.tellUser(after, mail.Letter{Kind: mail.PasswordChanged}); err != nil {
			return Outcome{}, err
		}
	}
	return out, t.record(PasswordSet, changed(nil, "Status", before.Standing(), after.Standing())...)
}

// RequestUserPasswordReset mails a link to the user of the organization with the
// username or email address. For every login it takes the same steps and answers
// the same: an unknown or suspended user is sent nothing, an invited one a
// further invitation, beside which the earlier ones stay good. Requests count against the client address together with those
// of administrators.
func (s *Store) RequestUserPasswordReset(ctx context.Context, by By, login string) error {
	by.FormID, by.UserID = "", ""
	_, err := change(ctx, s, by, ResetRequested, func(t *tx) (Outcome, error) {
		if err := t.countLinkRequest(); err != nil {
			return Outcome{}, err
		}
		u, _, err := userCredentials(t.ctx, t, t.organization.ID, login)
		if err != nil {
			return Outcome{}, err
		}
		var sent int
		if err := t.scan(`SELECT COUNT(*) FROM outbox WHERE user_id = $1 AND created_at > $2 AND `+wasMade("created_at", "$3")+` AND kind IN ($4, $5)`,
			[]any{u.ID, t.now.Add(-time.Hour).UnixMilli(), t.millis(), string(mail.PasswordReset), string(mail.Invitation)}, &sent); err != nil {
			return Outcome{}, err
		}
		may, again := portal.UserLink(u)
		if !may || sent >= maxResets {
			return Outcome{}, t.refuse(ResetRequested, accountKey(t.organization.ID+" "+login), "No link was sent.")
		}
		p, send := reset, t.sendUserLink
		if again { // a stranger's wish voids no invitation that was handed over
			p, send = invitation, t.sendFurtherUserLink
		}
		t.aboutUser(u)
		if _, err := send(u, p); err != nil {
			return Outcome{}, err
		}
		return Outcome{}, t.record(ResetRequested)
	})
	return err
}
