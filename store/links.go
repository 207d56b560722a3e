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

// purpose is what a mailed link is for.
type purpose string

const (
	invitation purpose = "invitation"
	reset      purpose = "reset"
	recovery   purpose = "recovery" // printed on the machine, not mailed
)

// How long links work.
const (
	InvitationLifetime = 72 * time.Hour
	ResetLifetime      = time.Hour
)

func (p purpose) lifetime() time.Duration {
	if p == invitation {
		return InvitationLifetime
	}
	return ResetLifetime
}

// newLink makes a link that sets the administrator's password, and voids earlier ones.
func (t *tx) newLink(a portal.Administrator, p purpose) (token string, err error) {
	if _, err = t.voidLinks(a.ID); err != nil {
		return "", err
	}
	return t.furtherLink(a, p)
}

// furtherLink makes one more link; those that are open stay good. They all end when one
// of them sets a password or when links are voided.
func (t *tx) furtherLink(a portal.Administrator, p purpose) (token string, err error) {
	token = credential.NewToken()
	_, err = t.exec(`INSERT INTO links (token_hash, administrator_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		credential.HashToken(token), a.ID, string(p), t.millis(), t.now.Add(p.lifetime()).UnixMilli())
	return token, err
}

// voidLinks voids the mailed links of the administrator, and returns how many they
// were. It takes back letters with a link that have not left, also those given up.
func (t *tx) voidLinks(id string) (int, error) {
	if _, err := t.exec(`UPDATE outbox SET delivered_at = $1, sealed_token = NULL, last_error = 'taken back'
		WHERE administrator_id = $2 AND delivered_at IS NULL AND kind IN ($3, $4)`, t.millis(), id, string(mail.Invitation), string(mail.PasswordReset)); err != nil {
		return 0, err
	}
	n, err := t.exec(`DELETE FROM links WHERE administrator_id = $1`, id)
	return int(n), err
}

// sendLink mails a new link to the administrator, and returns the file name of the
// letter. After ten in an hour to one person the next is TooMany.
func (t *tx) sendLink(a portal.Administrator, p purpose) (string, error) {
	if err := t.mayMailLink(a.ID, nil, a.Name()); err != nil {
		return "", err
	}
	token, err := t.newLink(a, p)
	if err != nil {
		return "", err
	}
	return t.mailToken(a, p, token)
}

// mailToken mails the administrator the link with the token.
func (t *tx) mailToken(a portal.Administrator, p purpose, token string) (string, error) {
	kind := mail.PasswordReset
	if p == invitation {
		kind = mail.Invitation
	}
	return t.send(a, a.Email, mail.Letter{Kind: kind, ValidFor: p.lifetime()}, token)
}

// deadLink is the answer to a link that was used, replaced, has expired or
// never was one.
func deadLink() error {
	return fault.New(fault.Gone, "This link no longer works: it was used, replaced by a newer one, or is too old. Ask an Administrator with Billing for a new one. If you are a user of an organization, choose “Forgot password?” where you log in there, or ask whoever administers it.")
}

// LinkOwner is whom a mailed link belongs to.
type LinkOwner struct {
	Name, Email string
	Invitation  bool
	Username    string              // of a user
	UserOf      portal.Organization // that a user belongs to; zero for an administrator
	words       []string            // that the password must not be made of
}

func link(ctx context.Context, q database.Querier, token string, now time.Time) (portal.Administrator, purpose, error) {
	var a portal.Administrator
	var p purpose
	err := q.QueryRowContext(ctx, `SELECT `+administratorColumns+`, l.purpose FROM links l JOIN administrators a ON a.id = l.administrator_id
		WHERE l.token_hash = $1 AND `+works("l", "$2"), credential.HashToken(token), now.UnixMilli()).Scan(intoAdministrator(&a), &p)
	if errors.Is(err, sql.ErrNoRows) {
		return a, p, deadLink()
	}
	return a, p, err
}

// maxResets is how many reset links one account is sent within an hour.
const maxResets = 5

// RequestPasswordReset mails a link to the administrator with the address. For
// every address it takes the same steps and answers the same: an unknown or
// suspended one is sent nothing, an invited one a further invitation, beside which
// the earlier ones stay good. Twenty
// requests from one client address cost nothing; after that each is TooMany
// until a growing wait is over.
func (s *Store) RequestPasswordReset(ctx context.Context, by By, email string) error {
	_, err := change(ctx, s, by, ResetRequested, func(t *tx) (Outcome, error) {
		if err := t.countLinkRequest(); err != nil {
			return Outcome{}, err
		}
		a, err := findAdministrator(t.ctx, t, byEmail, portal.Key(email))
		if err != nil {
			return Outcome{}, err
		}
		p := reset
		if a.Status == portal.Invited {
			p = invitation
		}
		var sent int
		if err := t.scan(`SELECT COUNT(*) FROM outbox WHERE administrator_id = $1 AND created_at > $2 AND `+wasMade("created_at", "$3")+` AND kind IN ($4, $5)`,
			[]any{a.ID, t.now.Add(-time.Hour).UnixMilli(), t.millis(), string(mail.PasswordReset), string(mail.Invitation)}, &sent); err != nil {
			return Outcome{}, err
		}
		// Strangers must not void a link that the operator printed.
		var recovering bool
		if err := t.scan(`SELECT EXISTS (SELECT 1 FROM links l WHERE l.administrator_id = $1 AND l.purpose = $2 AND `+works("l", "$3")+`)`,
			[]any{a.ID, string(recovery), t.millis()}, &recovering); err != nil {
			return Outcome{}, err
		}
		if a.Status != portal.Active && a.Status != portal.Invited || sent >= maxResets || recovering {
			return Outcome{}, t.refuse(ResetRequested, accountKey(email), "No link was sent.")
		}
		t.about(a)
		// Strangers must not void an invitation either: the new one is good beside it.
		link := t.newLink
		if p == invitation {
			link = t.furtherLink
		}
		token, err := link(a, p)
		if err != nil {
			return Outcome{}, err
		}
		if _, err := t.mailToken(a, p, token); err != nil {
			return Outcome{}, err
		}
		return Outcome{}, t.record(ResetRequested)
	})
	return err
}

// countLinkRequest counts a request for a link by the client address, and
// refuses it while it is too soon for one.
func (t *tx) countLinkRequest() error {
	key := linkKey(t.by.Address)
	if wait, err := blocked(t.ctx, t, t.now, key); err != nil {
		return err
	} else if wait > 0 {
		return &fault.Error{Kind: fault.TooMany, Text: "Too many links were asked for from where you are. Wait " + waitText(wait) + " and try again.", RetryAfter: wait}
	}
	_, err := t.fail(key, credential.FreeAddress)
	return err
}
