package store

import (
	"context"

	"mtp/internal/mail"
	"mtp/internal/portal"
)

// AddUser adds a user to the organization and mails the invitation.
func (s *Store) AddUser(ctx context.Context, by By, draft portal.UserDraft) (Outcome, error) {
	return change(ctx, s, by, UserAdded, func(t *tx) (Outcome, error) { return t.addUser(draft, true) })
}

// addUser adds the user, and invites it if asked to.
func (t *tx) addUser(draft portal.UserDraft, invite bool) (Outcome, error) {
	u, err := portal.AddUser(t.actor, t.organization.ID, draft)
	if err != nil {
		return Outcome{}, err
	}
	u.ID = newID()
	if err := t.insertUser(u); err != nil {
		return Outcome{}, err
	}
	t.aboutUser(u)
	out := userOutcome(u)
	if invite {
		if out.Letter, err = t.sendUserLink(u, invitation); err != nil {
			return Outcome{}, err
		}
	}
	if err := t.record(UserAdded, userDifferences(portal.User{}, u)...); err != nil {
		return Outcome{}, err
	}
	return out, t.countUsers(u.OrganizationID, 1)
}

// EditUser changes the user to what the draft says, and mails the person what
// was changed. A change of address voids open links; who is invited gets a new
// invitation at the new address.
func (s *Store) EditUser(ctx context.Context, by By, id string, draft portal.UserDraft) (Outcome, error) {
	return change(ctx, s, by, UserEdited, func(t *tx) (Outcome, error) { return t.editUser(id, draft, true) })
}

// editUser changes the user. An invited user with a new address is invited again:
// always, or only when there is an invitation to replace.
func (t *tx) editUser(id string, draft portal.UserDraft, always bool) (Outcome, error) {
	before, err := t.user(id)
	if err != nil {
		return Outcome{}, err
	}
	after, err := portal.EditUser(t.actor, before, draft)
	if err != nil {
		return Outcome{}, err
	}
	fields := userDifferences(before, after)
	if len(fields) == 0 {
		return userOutcome(before), nil
	}
	if err := t.updateUser(before, after); err != nil {
		return Outcome{}, err
	}
	out := userOutcome(after)
	out.Changes = fields
	if before.Email != after.Email {
		out.EmailChanged = true
		if out.Links, err = t.voidUserLinks(after.ID); err != nil {
			return Outcome{}, err
		}
		if after.Status == portal.Invited && (always || out.Links > 0) {
			if out.Letter, err = t.sendUserLink(after, invitation); err != nil {
				return Outcome{}, err
			}
		}
	}
	if err := tell(before.Email, after.Email, fields, func(to string, l mail.Letter) error {
		_, err := t.sendToUser(after, to, l, "")
		return err
	}); err != nil {
		return Outcome{}, err
	}
	t.aboutUser(after)
	return out, t.record(UserEdited, fields...)
}
