package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
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

func noSuchJob() error { return fault.New(fault.Invalid, "There is no such bulk action.") }

// NewJob makes a job of the kind for the administrators, and returns its id. One
// that needs no choice besides is previewed at once. Nobody is changed yet.
func (s *Store) NewJob(ctx context.Context, by By, kind portal.BulkKind, who Selection) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.newJob(JobKind(kind), "")
		if err != nil {
			return "", err
		}
		if !slices.Contains(portal.BulkKinds(), kind) {
			return "", noSuchJob()
		}
		if err := t.selectWho(j.ID, who); err != nil {
			return "", err
		}
		if kind == portal.ChangeRoles || kind.MovesAccess() {
			return j.ID, nil
		}
		return j.ID, t.plan(j)
	})
}

// NewAccessJob makes a job that adds or removes the organizations for
// administrators who are still to be chosen, and returns its id.
func (s *Store) NewAccessJob(ctx context.Context, by By, kind portal.BulkKind, which OrganizationSelection) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.newJob(JobKind(kind), "")
		if err != nil {
			return "", err
		}
		if !kind.MovesAccess() {
			return "", noSuchJob()
		}
		return j.ID, t.selectWhich(j.ID, which)
	})
}

// newJob inserts a job in the state choosing on behalf of the actor.
func (t *tx) newJob(kind JobKind, note string) (Job, error) {
	t.target = target{kind: "portal"}
	j := Job{ID: newID(), Kind: kind, State: JobChoosing, Note: note, administratorID: t.actor.ID}
	if err := t.actor.Require(kind.needs()); err != nil {
		return j, err
	}
	_, err := t.exec(`INSERT INTO jobs (id, kind, state, administrator_id, address, role, note, reason, created_at, started_at, ended_at)
		VALUES ($1, $2, 'choosing', $3, $4, '', $5, '', $6, 0, 0)`, j.ID, string(kind), t.actor.ID, t.by.Address, note, t.millis())
	return j, err
}

// selectWho makes the administrators the job's items, in the order of the list.
func (t *tx) selectWho(jobID string, who Selection) error {
	f := AdministratorFilter{}
	if who.Matching != nil {
		f = *who.Matching
	}
	k, err := f.keyset("")
	if err != nil {
		return err
	}
	switch {
	case who.Matching == nil:
		err = k.among("a.id", who.IDs)
	case f.Organization != "":
		err = narrowToOrganization(t.ctx, t, &k, t.actor, f.Organization)
	}
	if err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM job_items WHERE job_id = $1`, jobID); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO job_items (job_id, position, line, subject_id, name, email, version, fate, result, reason, changes, detail)
		SELECT `+k.bound("?", []any{jobID})+`, ROW_NUMBER() OVER (ORDER BY `+k.order(k.descending)+`), 0, a.id, a.first_name || ' ' || a.last_name, a.email, a.version, '', '', '', '[]', ''
		FROM `+k.matching(), k.args...)
	if err == nil && n == 0 {
		return fault.New(fault.Invalid, "Nobody is selected. Tick at least one, then choose what to do.")
	}
	return err
}

// selectWhich makes the organizations those that the job is about.
func (t *tx) selectWhich(jobID string, which OrganizationSelection) error {
	f := OrganizationFilter{}
	if which.Matching != nil {
		f = *which.Matching
	}
	k, err := f.keyset(t.actor)
	if err != nil {
		return err
	}
	if which.Matching == nil {
		if err := k.among("o.id", which.IDs); err != nil {
			return err
		}
	}
	return t.aboutOrganizations(jobID, `SELECT o.id FROM `+k.matching(), k.args...)
}

// aboutOrganizations makes the organizations of the query those that the job is about.
func (t *tx) aboutOrganizations(jobID, query string, args ...any) error {
	if _, err := t.exec(`DELETE FROM job_organizations WHERE job_id = $1`, jobID); err != nil {
		return err
	}
	args = append(args, jobID)
	n, err := t.exec(fmt.Sprintf(`INSERT INTO job_organizations (job_id, organization_id) SELECT $%d, chosen.id FROM (`, len(args))+query+`) chosen`, args...)
	if err == nil && n == 0 {
		return fault.InField("organizations", "No organization is selected. Tick at least one.")
	}
	return err
}

// among narrows the rows to those whose column is one of the ids.
func (k *keyset) among(column string, ids []string) error {
	if len(ids) > MaxSelected {
		return fault.New(fault.Invalid, fmt.Sprintf("These are more than %d at once. Select all that match instead.", MaxSelected))
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	k.where(column+" IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", ")+")", args...)
	return nil
}

// ChooseRole says which role the job gives, and makes its preview.
func (s *Store) ChooseRole(ctx context.Context, by By, id string, role portal.Role) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.job(id, JobChoosing, JobPreview)
		if err != nil {
			return id, err
		}
		if j.Kind != JobKind(portal.ChangeRoles) {
			return id, portal.NotFound()
		}
		if role.String() == "" {
			return id, fault.InField(portal.FieldRole, "Choose a role.")
		}
		j.Role = role
		if err := one(t.exec(`UPDATE jobs SET role = $1 WHERE id = $2`, role.Key(), id)); err != nil {
			return id, err
		}
		return id, t.plan(j)
	})
}

// ChooseOrganizations says which organizations the job is about, as those that
// the changes choose out of none, and makes its preview.
func (s *Store) ChooseOrganizations(ctx context.Context, by By, id string, choice Changes) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.job(id, JobChoosing, JobPreview)
		if err != nil {
			return id, err
		}
		if !portal.BulkKind(j.Kind).MovesAccess() {
			return id, portal.NotFound()
		}
		effective, args, err := choice.effective([]any{""})
		if err != nil {
			return id, err
		}
		if err := t.aboutOrganizations(id, `SELECT o.id`+organizationsAnd+`WHERE `+effective, args...); err != nil {
			return id, err
		}
		return id, t.plan(j)
	})
}

// ChooseAdministrators says for whom the job moves its organizations, and makes
// its preview.
func (s *Store) ChooseAdministrators(ctx context.Context, by By, id string, who Selection) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.job(id, JobChoosing, JobPreview)
		if err != nil {
			return id, err
		}
		if !portal.BulkKind(j.Kind).MovesAccess() {
			return id, portal.NotFound()
		}
		if err := t.selectWho(id, who); err != nil {
			return id, err
		}
		return id, t.plan(j)
	})
}

// plannedAtOnce is how many items are held in memory while they are decided.
const plannedAtOnce = 1000

// plan decides about each item, one after the other as if those before it were
// done, and makes the job a preview.
func (t *tx) plan(j Job) error {
	census, err := census(t.ctx, t, "")
	if err != nil {
		return err
	}
	if err := t.scan(`SELECT COUNT(*) FROM job_organizations WHERE job_id = $1`, []any{j.ID}, &j.Organizations); err != nil {
		return err
	}
	decide, err := t.PrepareContext(t.ctx, `UPDATE job_items SET fate = $1, reason = $2, changes = $3, version = $4 WHERE job_id = $5 AND position = $6`)
	if err != nil {
		return err
	}
	defer decide.Close()
	for from := 0; ; from += plannedAtOnce {
		subjects, err := t.subjects(j, from)
		if err != nil {
			return err
		}
		for _, a := range subjects {
			fate, reason, changes := WillChange, "", []FieldChange{}
			after, err := j.bulk(a.reached).Decide(t.actor, a.Administrator, census)
			if f, ok := fault.Of(err); ok {
				fate, reason = IsRefused, f.Text
			} else if err != nil {
				return err
			} else {
				census = census.Count(a.Administrator, -1).Count(after, 1)
				changes = append(changes, differences(a.Administrator, after)...)
			}
			encoded, err := json.Marshal(changes)
			if err != nil {
				return err
			}
			if _, err := decide.ExecContext(t.ctx, string(fate), reason, string(encoded), a.Version, j.ID, a.position); err != nil {
				return err
			}
		}
		if len(subjects) < plannedAtOnce {
			return one(t.exec(`UPDATE jobs SET state = 'preview' WHERE id = $1`, j.ID))
		}
	}
}

// subject is an administrator whom a job is about, the zero one when there is
// none any more.
type subject struct {
	portal.Administrator
	position int
	reached  int // of the job's organizations, by selection
}

// subjects returns who the items after the position are about.
func (t *tx) subjects(j Job, position int) ([]subject, error) {
	rows, err := t.QueryContext(t.ctx, `SELECT i.position, i.subject_id,
			(SELECT COUNT(*) FROM job_organizations s JOIN access x ON x.organization_id = s.organization_id AND x.administrator_id = i.subject_id WHERE s.job_id = i.job_id)
		FROM job_items i WHERE i.job_id = $1 AND i.position > $2 AND i.position <= $3 ORDER BY i.position`, j.ID, position, position+plannedAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []subject
	for rows.Next() {
		var s subject
		if err := rows.Scan(&s.position, &s.ID, &s.reached); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Administrator, err = findAdministrator(t.ctx, t, byID+` AND a.organization_id = ''`, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// bulk is what the job does to somebody who reaches so many of its organizations.
func (j Job) bulk(reached int) portal.Bulk {
	b := portal.Bulk{Kind: portal.BulkKind(j.Kind), Role: j.Role, Moves: reached}
	if b.Kind == portal.AddAccess {
		b.Moves = j.Organizations - reached
	}
	return b
}
