package store

import (
	"context"

	"mtp/internal/portal"
)

// actOnUser loads the user, lets decide say what it becomes, saves that, does
// what else there is to do, and writes the audit entry.
func (s *Store) actOnUser(ctx context.Context, by By, id string, action Action,
	decide func(actor portal.Administrator, target portal.User) (portal.User, error), also func(*tx, portal.User, *Outcome) error) (Outcome, error) {
	return change(ctx, s, by, action, func(t *tx) (Outcome, error) {
		before, err := t.user(id)
		if err != nil {
			return Outcome{}, err
		}
		after, err := decide(t.actor, before)
		if err != nil {
			return Outcome{}, err
		}
		if after != before {
			if err := t.updateUser(before, after); err != nil {
				return Outcome{}, err
			}
		}
		out := userOutcome(after)
		if err := also(t, after, &out); err != nil {
			return Outcome{}, err
		}
		fields := userDifferences(before, after)
		if after.Status == portal.Deleted { // nothing else tells of them from now on
			fields = append([]FieldChange{{"Username", before.Username, ""}, {"User Email", before.Email, ""}}, fields...)
		}
		return out, t.record(action, append(fields, out.endings()...)...)
	})
}

// unchanged makes a decision that leaves the user as it is from one that allows or
// refuses.
func unchanged(allowed func(portal.Administrator, portal.User) error) func(portal.Administrator, portal.User) (portal.User, error) {
	return func(actor portal.Administrator, target portal.User) (portal.User, error) {
		return target, allowed(actor, target)
	}
}

// SuspendUser suspends the user and ends its sessions and mailed links at once.
func (s *Store) SuspendUser(ctx context.Context, by By, id string) (Outcome, error) {
	return s.actOnUser(ctx, by, id, UserSuspended, portal.SuspendUser, (*tx).endUserFor)
}

// endUserFor ends the user's sessions and links, and notes how many there were.
func (t *tx) endUserFor(u portal.User, out *Outcome) (err error) {
	out.Sessions, out.Links, err = t.endUser(u.ID)
	return err
}

// RestoreUser restores a suspended user, whose lock and wrong passwords are
// forgotten. Who never set a password is sent a new invitation.
func (s *Store) RestoreUser(ctx context.Context, by By, id string) (Outcome, error) {
	return s.actOnUser(ctx, by, id, UserRestored, portal.RestoreUser, func(t *tx, u portal.User, out *Outcome) (err error) {
		if err := t.clearUserLock(u.ID); err != nil {
			return err
		}
		if u.Status == portal.Invited {
			out.Letter, err = t.sendUserLink(u, invitation)
		}
		return err
	})
}

// DeleteUser deletes the user for good, ends its sessions and mailed links at
// once, and frees its username and email address.
func (s *Store) DeleteUser(ctx context.Context, by By, id string) (Outcome, error) {
	return s.actOnUser(ctx, by, id, UserDeleted, portal.DeleteUser, func(t *tx, u portal.User, out *Outcome) error {
		if err := t.endUserFor(u, out); err != nil {
			return err
		}
		if err := exactlyOne(t.exec(`UPDATE users SET password_hash = '', locked_at = 0, failures = 0 WHERE id = $1`, u.ID)); err != nil {
			return err
		}
		return t.countUsers(u.OrganizationID, -1)
	})
}

// UnlockUser lets a locked user sign in by password again.
func (s *Store) UnlockUser(ctx context.Context, by By, id string) (Outcome, error) {
	return s.actOnUser(ctx, by, id, UserUnlocked, unchanged(portal.UnlockUser), func(t *tx, u portal.User, _ *Outcome) error {
		return t.clearUserLock(u.ID)
	})
}

// SendUserPasswordReset mails the user a link to set a new password. Who never
// set one is sent the invitation again.
func (s *Store) SendUserPasswordReset(ctx context.Context, by By, id string) (Outcome, error) {
	return s.actOnUser(ctx, by, id, UserResetSent, unchanged(portal.SendUserPasswordReset), func(t *tx, u portal.User, out *Outcome) (err error) {
		p := reset
		if u.Status == portal.Invited {
			p = invitation
		}
		out.Letter, err = t.sendUserLink(u, p)
		return err
	})
}
