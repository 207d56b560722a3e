package store

import (
	"context"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// act loads the administrator and the census, asks decide what the administrator
// becomes, and saves that.
func (t *tx) act(id string, decide func(actor, target portal.Administrator, census portal.Census) (portal.Administrator, error)) (before, after portal.Administrator, err error) {
	if before, err = t.administrator(id); err != nil {
		return before, before, err
	}
	census, err := readCensus(t.ctx, t, t.organization.ID, upToTwo)
	if err != nil {
		return before, before, err
	}
	if after, err = decide(t.actor, before, census); err != nil {
		return before, before, err
	}
	return before, after, t.update(before, after)
}

// SuspendAdministrator suspends the administrator and ends its sessions, mailed
// links and API keys at once.
func (s *Store) SuspendAdministrator(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, AdministratorSuspend, func(t *tx) (Outcome, error) { return t.suspend(id) })
}

func (t *tx) suspend(id string) (Outcome, error) {
	before, after, err := t.act(id, portal.Suspend)
	if err != nil {
		return Outcome{}, err
	}
	out := outcome(after)
	if err := t.endAll(id, &out); err != nil {
		return Outcome{}, err
	}
	return out, t.record(AdministratorSuspend, append(differences(before, after), out.endings()...)...)
}

// RestoreAdministrator restores a suspended administrator with the same role
// and access, but without the API keys it had. Who never set a password is sent a
// new invitation.
func (s *Store) RestoreAdministrator(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, AdministratorRestore, func(t *tx) (Outcome, error) { return t.restore(id) })
}

func (t *tx) restore(id string) (Outcome, error) {
	before, after, err := t.act(id, portal.Restore)
	if err != nil {
		return Outcome{}, err
	}
	if err := t.unlock(after); err != nil {
		return Outcome{}, err
	}
	out := outcome(after)
	out.KeyMissing = after.APIAccess
	if after.Status == portal.Invited {
		if out.Letter, err = t.sendLink(after, invitation); err != nil {
			return Outcome{}, err
		}
	}
	return out, t.record(AdministratorRestore, differences(before, after)...)
}

// DeleteAdministrator deletes the administrator for good and frees its email
// address. typed must be that address, without regard to case.
func (s *Store) DeleteAdministrator(ctx context.Context, by By, id, typed string) (Outcome, error) {
	return change(ctx, s, by, AdministratorDelete, func(t *tx) (Outcome, error) {
		return t.delete(id, func(a portal.Administrator) error {
			if portal.Key(typed) != portal.Key(a.Email) {
				return fault.InField("confirm_email", "This is not the email address of the account. Type it as it stands above.")
			}
			return nil
		})
	})
}

// delete deletes the administrator unless sure returns an error. It asks sure after the
// rules.
func (t *tx) delete(id string, sure func(portal.Administrator) error) (Outcome, error) {
	before, after, err := t.act(id, portal.DeleteAdministrator)
	if err != nil {
		return Outcome{}, err
	}
	if err := sure(before); err != nil {
		return Outcome{}, err
	}
	held, err := t.held(before)
	if err != nil {
		return Outcome{}, err
	}
	out := outcome(after)
	if err := t.endAll(id, &out); err != nil {
		return Outcome{}, err
	}
	out.Access = before.OrganizationCount
	if err := t.forgetFactor(id); err != nil {
		return Outcome{}, err
	}
	// The address is free for somebody else, who starts anew.
	if err := t.clear(accountKey(before.Email)); err != nil {
		return Outcome{}, err
	}
	if _, err := t.exec(`DELETE FROM devices WHERE administrator_id = $1`, id); err != nil {
		return Outcome{}, err
	}
	if _, err := t.exec(`DELETE FROM access WHERE administrator_id = $1`, id); err != nil {
		return Outcome{}, err
	}
	if err := exactlyOne(t.exec(`UPDATE administrators SET organization_count = 0, password_hash = '', mfa_on = FALSE WHERE id = $1`, id)); err != nil {
		return Outcome{}, err
	}
	return out, t.record(AdministratorDelete, append(held, out.endings()...)...)
}

// held lists for the audit trail all that somebody was and reached. Nothing else tells
// it after they are deleted.
func (t *tx) held(a portal.Administrator) ([]FieldChange, error) {
	list := []FieldChange{{"Administrator Email Address", a.Email, ""}, {"Role", a.Role.String(), ""}, {"Status", a.Standing(), portal.Deleted.String()}}
	list = changed(list, "MFA", onOff(a.MFAOn, !a.MFAOn), "")
	list = changed(list, "API access", onOff(a.APIAccess, !a.APIAccess), "")
	switch {
	case a.OrganizationID != "":
		return list, nil
	case a.AllOrganizations:
		return append(list, FieldChange{Field: "Organization Access", Before: "All organizations"}), nil
	case a.OrganizationCount == 0:
		return append(list, FieldChange{Field: "Organization Access", Before: "No organization"}), nil
	}
	var names []string
	err := database.EachRow(t.ctx, t, `SELECT o.id, o.name FROM access x JOIN organizations o ON o.id = x.organization_id
		WHERE x.administrator_id = $1 ORDER BY o.name_order, o.id`, []any{a.ID}, func(row database.Row) error {
		var id, name string
		err := row.Scan(&id, &name)
		names, t.spokenOf = append(names, name), append(t.spokenOf, id)
		return err
	})
	return append(list, FieldChange{Field: accessRemoved, Before: listed(names, len(names))}), err
}

// SendPasswordReset mails the administrator a link to set a new password.
func (s *Store) SendPasswordReset(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, ResetSent, func(t *tx) (Outcome, error) { return t.sendReset(id) })
}

// ResendInvitation mails an invited administrator a new invitation.
func (s *Store) ResendInvitation(ctx context.Context, by By, id string) (Outcome, error) {
	return change(ctx, s, by, InvitationSent, func(t *tx) (Outcome, error) { return t.resendInvitation(id) })
}

func (t *tx) sendReset(id string) (Outcome, error) {
	return t.mailLink(id, ResetSent, portal.SendPasswordReset, reset)
}

func (t *tx) resendInvitation(id string) (Outcome, error) {
	return t.mailLink(id, InvitationSent, portal.ResendInvitation, invitation)
}

func (t *tx) mailLink(id string, action Action, allowed func(actor, target portal.Administrator) error, p purpose) (Outcome, error) {
	a, err := t.administrator(id)
	if err != nil {
		return Outcome{}, err
	}
	if err := allowed(t.actor, a); err != nil {
		return Outcome{}, err
	}
	out := outcome(a)
	if out.Letter, err = t.sendLink(a, p); err != nil {
		return Outcome{}, err
	}
	return out, t.record(action)
}
