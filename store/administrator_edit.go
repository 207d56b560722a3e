package store

import (
	"context"
	"slices"

	"mtp/internal/mail"
	"mtp/internal/portal"
)

// AddAdministrator adds an administrator with access to the organizations that
// the changes choose, and mails the invitation.
func (s *Store) AddAdministrator(ctx context.Context, by By, draft portal.Draft, access Changes) (Outcome, error) {
	return change(ctx, s, by, AdministratorAdded, func(t *tx) (Outcome, error) {
		out, err := t.add(draft, access)
		if err != nil || draft.AllOrganizations {
			return out, err
		}
		return out, t.copied(access)
	})
}

func (t *tx) add(draft portal.Draft, access accessChange) (Outcome, error) {
	draft.OrganizationID = t.organization.ID
	census, err := readCensus(t.ctx, t, t.organization.ID, upToTwo)
	if err != nil {
		return Outcome{}, err
	}
	a, err := portal.Add(t.actor, draft, census)
	if err != nil {
		return Outcome{}, err
	}
	a.ID = newID()
	if err := t.insert(a, ""); err != nil {
		return Outcome{}, err
	}
	t.about(a)
	changed := differences(portal.Administrator{}, a)
	if !a.AllOrganizations && a.OrganizationID == "" {
		moved, err := access.moves(t, a.ID)
		if err != nil {
			return Outcome{}, err
		}
		if err := t.move(a.ID, moved); err != nil {
			return Outcome{}, err
		}
		changed = append(changed, moved.fields()...)
	}
	out := outcome(a)
	if out.Letter, err = t.sendLink(a, invitation); err != nil {
		return Outcome{}, err
	}
	return out, t.record(AdministratorAdded, changed...)
}

// EditAdministrator changes the administrator to what the draft and the access
// changes say, and mails the person what was changed. A change of address voids
// open links; who is invited gets a new invitation at the new address.
func (s *Store) EditAdministrator(ctx context.Context, by By, id string, draft portal.Draft, access Changes) (Outcome, error) {
	return change(ctx, s, by, AdministratorEdited, func(t *tx) (Outcome, error) { return t.edit(id, draft, access) })
}

func (t *tx) edit(id string, draft portal.Draft, access accessChange) (Outcome, error) {
	before, err := t.administrator(id)
	if err != nil {
		return Outcome{}, err
	}
	// Before the access changes are looked at, since those are refused
	// without a word in the audit trail.
	if err := t.actor.Require(portal.EditAdministratorsOf(t.organization.ID)); err != nil {
		return Outcome{}, err
	}
	var counted portal.Census
	if draft.Role != before.Role { // else no rule looks at it
		if counted, err = readCensus(t.ctx, t, t.organization.ID, upToTwo); err != nil {
			return Outcome{}, err
		}
	}
	var moved accessMoves
	if !draft.AllOrganizations && t.organization.ID == "" {
		if moved, err = access.moves(t, before.ID); err != nil {
			return Outcome{}, err
		}
	}
	draft.AccessChanges = moved.any()
	after, err := portal.EditAdministrator(t.actor, before, draft, counted)
	if err != nil {
		return Outcome{}, err
	}
	fields := append(differences(before, after), moved.fields()...)
	if len(fields) == 0 {
		return outcome(before), nil
	}
	if err := t.update(before, after); err != nil {
		return Outcome{}, err
	}
	if after.AllOrganizations && !before.AllOrganizations {
		if _, err := t.exec(`DELETE FROM access WHERE administrator_id = $1`, id); err != nil {
			return Outcome{}, err
		}
	} else if err := t.move(id, moved); err != nil {
		return Outcome{}, err
	}
	if err := t.endLaunches(id); err != nil {
		return Outcome{}, err
	}
	out := outcome(after)
	out.Changes = t.told(fields)
	out.MFARequired = after.RequireMFA && !before.RequireMFA
	if before.Email != after.Email {
		out.EmailChanged = true
		if err := t.moveFailures(before.Email, after.Email); err != nil {
			return Outcome{}, err
		}
		if out.Links, err = t.voidLinks(id); err != nil {
			return Outcome{}, err
		}
		if after.Status == portal.Invited {
			if out.Letter, err = t.sendLink(after, invitation); err != nil {
				return Outcome{}, err
			}
		}
	}
	if before.APIAccess && !after.APIAccess {
		if out.Keys, err = t.voidKeys(id); err != nil {
			return Outcome{}, err
		}
		fields = append(fields, Outcome{Keys: out.Keys}.endings()...)
	}
	if err := t.tellChanges(before, after, fields); err != nil {
		return Outcome{}, err
	}
	t.about(after)
	if before.Email != after.Email {
		t.target.email += "\n" + before.Email // the entry is found by either
	}
	return out, t.record(AdministratorEdited, fields...)
}

// told are the changes as the actor may read them.
func (t *tx) told(fields []FieldChange) []FieldChange {
	if t.actor.May(portal.EditOrganizations) {
		return slices.Clone(fields)
	}
	list := make([]FieldChange, len(fields))
	for i, f := range fields {
		list[i] = f.bare()
	}
	return list
}

// tellChanges mails the administrator what was changed.
func (t *tx) tellChanges(before, after portal.Administrator, fields []FieldChange) error {
	return tell(before.Email, after.Email, fields, func(to string, l mail.Letter) error {
		_, err := t.send(after, to, l, "")
		return err
	})
}

// tell sends a person what was changed, to both addresses when the address changed. A
// new spelling of the name alone is not mailed.
func tell(before, after string, fields []FieldChange, send func(to string, l mail.Letter) error) error {
	var told []mail.Change
	for _, f := range fields {
		if f.Field != "First Name" && f.Field != "Last Name" {
			told = append(told, mail.Change{What: f.Field, Before: f.Before, After: f.After})
		}
	}
	switch {
	case len(told) == 0:
		return nil
	case before == after:
		return send(after, mail.Letter{Kind: mail.AccountChanged, Changes: told})
	}
	for _, to := range []string{before, after} {
		if err := send(to, mail.Letter{Kind: mail.EmailChanged, Changes: told}); err != nil {
			return err
		}
	}
	return nil
}

// fields words the moved organizations for the audit trail and the mail.
func (m accessMoves) fields() []FieldChange {
	var list []FieldChange
	if m.Added > 0 {
		list = append(list, FieldChange{Field: accessAdded, After: listed(m.AddedNames, m.Added)})
	}
	if m.Removed > 0 {
		list = append(list, FieldChange{Field: accessRemoved, Before: listed(m.RemovedNames, m.Removed)})
	}
	return list
}
