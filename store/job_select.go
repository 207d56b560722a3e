package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"mtp/internal/digit"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// MaxSelected is how many rows a form may name one by one.
const MaxSelected = 1000

// Selection is which administrators were chosen in a list.
type Selection struct {
	IDs      []string             // one by one
	Matching *AdministratorFilter // not nil: all that match, instead
}

// OrganizationSelection is which organizations were chosen in a list.
type OrganizationSelection struct {
	IDs      []string            // one by one
	Matching *OrganizationFilter // not nil: all that match, instead
}

// maxPreviews is how many jobs of one person wait to be started.
const maxPreviews = 5

func noSuchJob() error { return fault.New(fault.Invalid, "There is no such bulk action.") }

// NewJob makes a job of the kind for the administrators, and returns its id. It is
// previewed at once unless something is still to be chosen. Nobody is changed yet.
func (s *Store) NewJob(ctx context.Context, by By, kind portal.BulkKind, who Selection) (string, error) {
	id, err := change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		if !slices.Contains(portal.BulkKinds(), kind) {
			return "", noSuchJob()
		}
		j, err := t.newJob(kind, "")
		if err != nil {
			return "", err
		}
		if err := t.selectWho(j.ID, who); err != nil {
			return "", err
		}
		return j.ID, t.prepared(j)
	})
	if err != nil || kind == portal.ChangeRoles || kind.MovesAccess() {
		return id, err
	}
	return id, s.plan(ctx, by, id, 1)
}

// NewAccessJob makes a job that adds or removes the organizations for
// administrators who are still to be chosen, and returns its id.
func (s *Store) NewAccessJob(ctx context.Context, by By, kind portal.BulkKind, which OrganizationSelection) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		if !kind.MovesAccess() {
			return "", noSuchJob()
		}
		j, err := t.newJob(kind, "")
		if err != nil {
			return "", err
		}
		if err := t.selectWhich(j.ID, which); err != nil {
			return "", err
		}
		return j.ID, t.prepared(j)
	})
}

// prepared notes in the audit trail that the job is looked at.
func (t *tx) prepared(j Job) error {
	n, err := tally(t.ctx, t, j.ID)
	if err != nil {
		return err
	}
	t.by.JobID = j.ID
	fields := changed([]FieldChange{{Field: "What", After: string(j.Kind)}}, "Role", "", j.Role.String())
	if n.Items > 0 {
		fields = append(fields, FieldChange{Field: "Selected", After: strconv.Itoa(n.Items)})
	}
	return t.record(JobPrepared, fields...)
}

// newJob inserts a job in the state choosing on behalf of the actor.
func (t *tx) newJob(kind portal.BulkKind, note string) (Job, error) {
	t.aboutJobs()
	j := Job{ID: newID(), Kind: kind, In: t.organization.ID, State: JobChoosing, Choice: 1, Note: note, administratorID: t.actor.ID}
	if err := t.actor.Require(jobKinds[kind].needs); err != nil {
		return j, err
	}
	if (kind == ImportUsers) != (j.In != "") {
		return j, portal.NotFound()
	}
	// A preview takes space: of those that nobody started, the newest few are kept.
	if _, err := t.exec(`DELETE FROM jobs WHERE administrator_id = $1 AND started_at = 0 AND id NOT IN (
			SELECT id FROM jobs WHERE administrator_id = $1 AND started_at = 0 AND `+wasMade("created_at", "$3")+` ORDER BY created_at DESC, id LIMIT $2)`,
		t.actor.ID, maxPreviews-1, t.millis()); err != nil {
		return j, err
	}
	_, err := t.exec(`INSERT INTO jobs (id, kind, organization_id, state, administrator_id, address, role, choice, note, reason, created_at, started_at, ended_at, tally)
		VALUES ($1, $2, $3, 'choosing', $4, $5, '', 1, $6, '', $7, 0, 0, '')`, j.ID, string(kind), j.In, t.actor.ID, t.by.Address, note, t.millis())
	return j, err
}

// selectWho makes the administrators the job's items, in the order of the list.
func (t *tx) selectWho(jobID string, who Selection) error {
	var f AdministratorFilter
	if who.Matching != nil {
		f = *who.Matching
	}
	k, err := f.narrowed(t.ctx, t, t.store.tuning, t.actor, "")
	if err == nil && who.Matching == nil {
		err = amongIDs(&k, "a.id", who.IDs)
	}
	if err != nil {
		return err
	}
	return t.makeItems(jobID, k)
}

// fullName is portal.FullName of the administrator a.
const fullName = `a.first_name || CASE WHEN a.last_name IN ('-', '.') THEN '' ELSE ' ' || a.last_name END`

// makeItems makes the administrators of the list the job's items, in its order.
func (t *tx) makeItems(jobID string, k list.Query) error {
	if _, err := t.exec(`DELETE FROM job_items WHERE job_id = $1`, jobID); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO job_items (job_id, position, line, subject_id, name, email, version, fate, result, reason, changes, detail)
		SELECT `+k.Bound("?", jobID)+`, ROW_NUMBER() OVER (ORDER BY `+k.OrderBy(false)+`), 0, a.id, `+fullName+`, a.email, a.version, '', '', '', '[]', ''
		FROM `+k.Matching(), k.Args()...)
	if err == nil && n == 0 {
		return fault.New(fault.Invalid, "Nobody is selected. Tick at least one, then choose what to do.")
	}
	return err
}

// selectWhich makes the job one about the organizations.
func (t *tx) selectWhich(jobID string, which OrganizationSelection) error {
	f := OrganizationFilter{}
	if which.Matching != nil {
		f = *which.Matching
	}
	k, err := f.query(t.actor)
	if err != nil {
		return err
	}
	if which.Matching == nil {
		if err := amongIDs(&k, "o.id", which.IDs); err != nil {
			return err
		}
	}
	return t.aboutOrganizations(jobID, `SELECT o.id FROM `+k.Matching(), k.Args()...)
}

// aboutOrganizations makes the job one about the organizations of the query.
func (t *tx) aboutOrganizations(jobID, query string, args ...any) error {
	if _, err := t.exec(`DELETE FROM job_organizations WHERE job_id = $1`, jobID); err != nil {
		return err
	}
	args = append(args, jobID)
	n, err := t.exec(fmt.Sprintf(`INSERT INTO job_organizations (job_id, organization_id) SELECT $%d, chosen.id FROM (`, len(args))+query+`) chosen`, args...)
	if err == nil && n == 0 {
		return noOrganization()
	}
	return err
}

func noOrganization() error {
	return fault.InField("organizations", "No organization is selected. Tick at least one.")
}

// amongIDs narrows the rows to those whose column is one of the ids.
func amongIDs(k *list.Query, column string, ids []string) error {
	if len(ids) > MaxSelected {
		return fault.New(fault.Invalid, "These are more than "+digit.Grouped(MaxSelected)+" at once. Select all that match instead.")
	}
	k.Where(column+" IN "+database.Values("?"), database.List(ids))
	return nil
}

// ChooseRole says which role the job gives, and makes its preview.
func (s *Store) ChooseRole(ctx context.Context, by By, id string, role portal.Role) error {
	return s.choose(ctx, by, id, func(t *tx, j Job) error {
		if j.Kind != portal.ChangeRoles {
			return portal.NotFound()
		}
		if role.String() == "" {
			return fault.InField(portal.FieldRole, "Choose a role.")
		}
		return exactlyOne(t.exec(`UPDATE jobs SET role = $1 WHERE id = $2`, role.Key(), id))
	})
}

// PreviewJob makes the preview of a job that needs no choice, once more where that
// was interrupted.
func (s *Store) PreviewJob(ctx context.Context, by By, id string) error {
	return s.choose(ctx, by, id, func(_ *tx, j Job) error {
		if kind := j.Kind; kind == portal.ChangeRoles || kind.MovesAccess() || !slices.Contains(portal.BulkKinds(), kind) {
			return portal.NotFound()
		}
		return nil
	})
}

// choose completes a job that was not started, and makes its preview.
func (s *Store) choose(ctx context.Context, by By, id string, choice func(*tx, Job) error) error {
	chosen, err := change(ctx, s, by, JobPrepared, func(t *tx) (int64, error) {
		j, err := t.job(id, JobChoosing, JobPreview)
		if err != nil {
			return 0, err
		}
		if err := exactlyOne(t.exec(`UPDATE jobs SET state = 'choosing', choice = choice + 1 WHERE id = $1`, id)); err != nil {
			return 0, err
		}
		if err := choice(t, j); err != nil {
			return 0, err
		}
		if j, err = findJob(t.ctx, t, t.now, id); err != nil {
			return 0, err
		}
		return j.Choice, t.prepared(j)
	})
	if err != nil {
		return err
	}
	return s.plan(ctx, by, id, chosen)
}

// ChooseOrganizations says which organizations the job is about, and makes its preview.
// They are those that the changes choose when none is chosen at first.
func (s *Store) ChooseOrganizations(ctx context.Context, by By, id string, choice Changes) error {
	return s.choose(ctx, by, id, func(t *tx, j Job) error {
		if !j.Kind.MovesAccess() {
			return portal.NotFound()
		}
		m, err := choice.moves(t, "")
		if err != nil {
			return err
		}
		if m.Added == 0 {
			return noOrganization()
		}
		if _, err := t.exec(`DELETE FROM job_organizations WHERE job_id = $1`, id); err != nil {
			return err
		}
		for _, organization := range m.added {
			if _, err := t.exec(`INSERT INTO job_organizations (job_id, organization_id) VALUES ($1, $2)`, id, organization); err != nil {
				return err
			}
		}
		return nil
	})
}

// ChooseAdministrators says for whom the job moves its organizations, and makes
// its preview.
func (s *Store) ChooseAdministrators(ctx context.Context, by By, id string, who Selection) error {
	return s.choose(ctx, by, id, func(t *tx, j Job) error {
		if !j.Kind.MovesAccess() {
			return portal.NotFound()
		}
		return t.selectWho(id, who)
	})
}
