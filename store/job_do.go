package store

import (
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// action is what the audit trail calls what is done to an item.
func (k JobKind) action(i JobItem) Action {
	switch {
	case k == ImportOrganizations && i.Fate == WillCreate:
		return OrganizationAdded
	case k == ImportOrganizations:
		return OrganizationRenamed
	case i.Fate == WillCreate:
		return AdministratorAdded
	}
	switch portal.BulkKind(k) {
	case portal.SuspendAll:
		return AdministratorSuspend
	case portal.RestoreAll:
		return AdministratorRestore
	case portal.SendPasswordResets:
		return ResetSent
	case portal.ResendInvitations:
		return InvitationSent
	case portal.DeleteAdministrators:
		return AdministratorDelete
	}
	return AdministratorEdited
}

// do does to one item what the job is for.
func (t *tx) do(j Job, i JobItem) (err error) {
	switch j.Kind {
	case ImportAdministrators:
		return t.importAdministrator(i)
	case ImportOrganizations:
		return t.importOrganization(i)
	}
	switch portal.BulkKind(j.Kind) {
	case portal.SuspendAll:
		_, err = t.suspend(i.SubjectID)
	case portal.RestoreAll:
		_, err = t.restore(i.SubjectID)
	case portal.SendPasswordResets:
		_, err = t.sendReset(i.SubjectID)
	case portal.ResendInvitations:
		_, err = t.resendInvitation(i.SubjectID)
	case portal.DeleteAdministrators:
		_, err = t.delete(i.SubjectID, func(portal.Administrator) error { return nil })
	default:
		err = t.editAsShown(j, i)
	}
	return err
}

// editAsShown requires MFA of the administrator, or gives the role or access that
// the preview showed. Role and access of somebody who was changed since then are
// left alone: what was shown would not be what is done.
func (t *tx) editAsShown(j Job, i JobItem) error {
	a, err := t.administrator(i.SubjectID)
	if err != nil {
		return err
	}
	moved, err := jobAccess{j.ID, portal.BulkKind(j.Kind)}.moves(t, a.ID)
	if err != nil {
		return err
	}
	kind := portal.BulkKind(j.Kind)
	b := portal.Bulk{Kind: kind, Role: j.Role, Moves: moved.Added + moved.Removed}
	census, err := census(t.ctx, t, "", enough)
	if err != nil {
		return err
	}
	if _, err := b.Decide(t.actor, a, census); err != nil {
		return err
	}
	if a.Version != i.version && kind != portal.RequireMFAOfAll {
		return changedMeanwhile()
	}
	d := a.Draft()
	d.RequireMFA = d.RequireMFA || kind == portal.RequireMFAOfAll
	if kind == portal.ChangeRoles {
		d.Role = j.Role
	}
	_, err = t.edit(a.ID, d, moved)
	return err
}

func changedMeanwhile() error {
	return fault.New(fault.Stale, "Someone changed this administrator after the preview.")
}

// jobAccess is what a job about organizations moves; a job of another kind moves
// nothing.
type jobAccess struct {
	jobID string
	kind  portal.BulkKind
}

func (a jobAccess) moves(t *tx, administratorID string) (moved, error) {
	var m moved
	note := func(row scanner) error {
		var id, name string
		err := row.Scan(&id, &name)
		m.note(id, name, a.kind == portal.AddAccess)
		return err
	}
	switch a.kind {
	case portal.AddAccess:
		err := eachRow(t.ctx, t, `SELECT o.id, o.name FROM job_organizations s JOIN organizations o ON o.id = s.organization_id
			LEFT JOIN access x ON x.organization_id = s.organization_id AND x.administrator_id = $1
			WHERE s.job_id = $2 AND x.administrator_id IS NULL ORDER BY o.name_order, o.id`, []any{administratorID, a.jobID}, note)
		return m, err
	case portal.RemoveAccess:
		err := eachRow(t.ctx, t, `SELECT o.id, o.name FROM access x JOIN organizations o ON o.id = x.organization_id
			WHERE x.administrator_id = $1 AND EXISTS (SELECT 1 FROM job_organizations s WHERE s.job_id = $2 AND s.organization_id = x.organization_id)
			ORDER BY o.name_order, o.id`, []any{administratorID, a.jobID}, note)
		return m, err
	}
	return m, nil
}
