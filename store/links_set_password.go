package store

import (
	"context"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// OpenLink returns whom the link belongs to, an administrator or a user, and
// changes nothing. A dead link is Gone.
func (s *Store) OpenLink(ctx context.Context, token string) (LinkOwner, error) {
	a, p, err := link(ctx, s.db, token, s.now())
	if fault.Is(err, fault.Gone) {
		return s.openUserLink(ctx, token)
	}
	return LinkOwner{Name: a.Name(), Email: a.Email, Invitation: p == invitation, words: []string{a.Name(), a.Email}}, err
}

// SetPassword spends the link and sets the password: who was invited becomes
// active. It ends all sessions of the person and signs nobody in. Outcome.UserOf
// says whether it was a user of an organization.
func (s *Store) SetPassword(ctx context.Context, by By, token, password, confirm string) (Outcome, error) {
	owner, err := s.OpenLink(ctx, token)
	hash := ""
	if err == nil {
		if hash, err = s.newHash(ctx, by, password, confirm, owner.words...); err != nil {
			return Outcome{}, err
		}
	} else if by.FormID == "" || !fault.Is(err, fault.Gone) {
		return Outcome{}, err
	}
	return change(ctx, s, by, PasswordSet, func(t *tx) (Outcome, error) {
		before, p, err := link(t.ctx, t, token, t.now)
		if fault.Is(err, fault.Gone) {
			return t.setUserPassword(token, hash)
		}
		if err != nil {
			return Outcome{}, err
		}
		if hash == "" {
			return Outcome{}, deadLink()
		}
		t.actor = before
		t.about(before)
		after, err := portal.SetPassword(before)
		if err != nil {
			return Outcome{}, deadLink()
		}
		if err := t.setHash(before, hash); err != nil {
			return Outcome{}, err
		}
		if err := t.update(before, after); err != nil {
			return Outcome{}, err
		}
		out := outcome(after)
		if out.Sessions, out.Links, err = t.end(after.ID); err != nil {
			return Outcome{}, err
		}
		if err := t.unlock(after); err != nil {
			return Outcome{}, err
		}
		if p != invitation {
			if _, err := t.send(after, after.Email, mail.Letter{Kind: mail.PasswordChanged}, ""); err != nil {
				return Outcome{}, err
			}
		}
		return out, t.record(PasswordSet, differences(before, after)...)
	})
}

// setHash saves a password hash over the version that was loaded.
func (t *tx) setHash(a portal.Administrator, hash string) error {
	return exactlyOne(t.exec(`UPDATE administrators SET password_hash = $1 WHERE id = $2 AND version = $3`, hash, a.ID, a.Version))
}

// newHash checks a new password and hashes it.
func (s *Store) newHash(ctx context.Context, by By, password, confirm string, words ...string) (string, error) {
	provider, err := s.ProviderName(ctx)
	if err != nil {
		return "", err
	}
	if err := credential.CheckPassword(password, confirm, append(words, provider)...); err != nil {
		return "", err
	}
	return s.hasher.Hash(ctx, by.Address, password)
}
