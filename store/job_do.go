package store

import (
	"mtp/internal/portal"
	"mtp/store/database"
)

// jobKinds holds one row for each kind of job. Nobody may look at a kind without one.
var jobKinds = map[portal.BulkKind]struct {
	// needs is what somebody must be allowed to look at such a job and to do it.
	needs portal.Permission
	// adds and changes are what the audit trail calls what is done to an item.
	adds, changes Action
	// do does it to one item.
	do func(*tx, Job, JobItem) error
}{
	portal.SuspendAll:         {portal.EditAdministrators, "", AdministratorSuspend, single((*tx).suspend)},
	portal.RestoreAll:         {portal.EditAdministrators, "", AdministratorRestore, single((*tx).restore)},
	portal.RequireMFAOfAll:    {portal.EditAdministrators, "", AdministratorEdited, (*tx).editAsShown},
	portal.ChangeRoles:        {portal.EditAdministrators, "", AdministratorEdited, (*tx).editAsShown},
	portal.AddAccess:          {portal.EditAdministrators, "", AdministratorEdited, (*tx).editAsShown},
	portal.RemoveAccess:       {portal.EditAdministrators, "", AdministratorEdited, (*tx).editAsShown},
	portal.SendPasswordResets: {portal.EditAdministrators, "", ResetSent, single((*tx).sendReset)},
	portal.ResendInvitations:  {portal.EditAdministrators, "", InvitationSent, single((*tx).resendInvitation)},
	portal.DeleteAdministrators: {portal.EditAdministrators, "", AdministratorDelete, single(func(t *tx, id string) (Outcome, error) {
		return t.delete(id, func(portal.Administrator) error { return nil })
	})},
	ImportAdministrators: {portal.EditAdministrators, AdministratorAdded, AdministratorEdited, (*tx).importAdministrator},
	ImportOrganizations:  {portal.EditOrganizations, OrganizationAdded, OrganizationRenamed, (*tx).importOrganization},
	ImportUsers:          {portal.EditUsers, UserAdded, UserEdited, (*tx).importUser},
}

// single makes of the change of one administrator what a job does to an item.
func single(act func(*tx, string) (Outcome, error)) func(*tx, Job, JobItem) error {
	return func(t *tx, _ Job, i JobItem) error { _, err := act(t, i.SubjectID); return err }
}

// action is what the audit trail calls what is done to the item.
func (j Job) action(i JobItem) Action {
	if i.Fate == WillCreate {
		return jobKinds[j.Kind].adds
	}
	return jobKinds[j.Kind].changes
}

// editAsShown requires MFA of the administrator, or gives the role or access that the
// preview showed. It refuses when role or access were changed since then, so that only
// what was shown is done.
func (t *tx) editAsShown(j Job, i JobItem) error {
	a, err := t.administrator(i.SubjectID)
	if err != nil {
		return err
	}
	moved, err := jobAccess{j.ID, j.Kind}.moves(t, a.ID)
	if err != nil {
		return err
	}
	b := portal.Bulk{Kind: j.Kind, Role: j.Role, Moves: moved.Added + moved.Removed}
	census, err := readCensus(t.ctx, t, "", upToTwo)
	if err != nil {
		return err
	}
	if _, err := b.Decide(t.actor, a, census); err != nil {
		return err
	}
	if a.Version != i.version && j.Kind != portal.RequireMFAOfAll {
		return changedMeanwhile()
	}
	_, err = t.edit(a.ID, b.Draft(a), moved)
	return err
}

// jobAccess is the access that a job about organizations adds or removes; none for
// another kind of job.
type jobAccess struct {
	jobID string
	kind  portal.BulkKind
}

func (a jobAccess) moves(t *tx, administratorID string) (accessMoves, error) {
	var m accessMoves
	note := func(row database.Row) error {
		var id, name string
		err := row.Scan(&id, &name)
		m.note(id, name, a.kind == portal.AddAccess)
		return err
	}
	switch a.kind {
	case portal.AddAccess:
		err := database.EachRow(t.ctx, t, `SELECT o.id, o.name FROM job_organizations s JOIN organizations o ON o.id = s.organization_id
			LEFT JOIN access x ON x.organization_id = s.organization_id AND x.administrator_id = $1
			WHERE s.job_id = $2 AND x.administrator_id IS NULL ORDER BY o.name_order, o.id`, []any{administratorID, a.jobID}, note)
		return m, err
	case portal.RemoveAccess:
		err := database.EachRow(t.ctx, t, `SELECT o.id, o.name FROM access x JOIN organizations o ON o.id = x.organization_id
			WHERE x.administrator_id = $1 AND EXISTS (SELECT 1 FROM job_organizations s WHERE s.job_id = $2 AND s.organization_id = x.organization_id)
			ORDER BY o.name_order, o.id`, []any{administratorID, a.jobID}, note)
		return m, err
	}
	return m, nil
}
