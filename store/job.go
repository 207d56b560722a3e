package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// The imports, which are jobs beside portal.BulkKinds.
const (
	ImportAdministrators portal.BulkKind = "import-administrators"
	ImportOrganizations  portal.BulkKind = "import-organizations"
	ImportUsers          portal.BulkKind = "import-users" // of one organization
)

// JobState is how far a job is.
type JobState string

// The states, in the order in which a job goes through them.
const (
	JobChoosing JobState = "choosing" // what it is to do, or to whom, is not chosen yet
	JobPreview  JobState = "preview"  // it says what it would do, and changes nothing yet
	JobRunning  JobState = "running"
	JobDone     JobState = "done"
	JobStopped  JobState = "stopped" // what was done until then stays done
)

// Limits of jobs.
const (
	DoneAtOnce  = 200            // up to so many affected are done while somebody waits
	previewKept = 24 * time.Hour // a job that was not started
	jobKept     = 30 * 24 * time.Hour
)

// Job is something to do to many administrators, organizations or users. It is
// previewed, then it runs, and afterwards it says what came of it.
type Job struct {
	ID            string
	Kind          portal.BulkKind
	In            string // id of the organization that it belongs to; "" for the portal
	Invites       bool   // users whom it adds get an invitation
	State         JobState
	By            string // name of the administrator on whose behalf
	Mine          bool   // it is that of who asks, who may start it
	Role          portal.Role
	Organizations int      // that it is about
	Names         []string // of the first MaxJobNames of them
	Choice        int64    // rises each time that what it is about is chosen
	Note          string   // a sentence about what was given
	Reason        string   // why it was stopped
	Held          string   // why one that runs comes no further and is tried again every minute; "" when it does
	CreatedAt     time.Time
	StartedAt     time.Time // zero before
	EndedAt       time.Time // zero before
	Tally

	administratorID, address string
}

// MaxJobNames is how many organizations a job names.
const MaxJobNames = 20

// Tally counts the items of a job. Done, Failed and Left add up to Affected.
type Tally struct {
	Items     int // all of them
	Creates   int // of Affected, those that are new
	Affected  int // that are or would be changed
	Unchanged int // that are as wanted already
	Skipped   int // that the preview refused
	Undecided int // that no preview was made of
	Done      int
	Failed    int // refused when they were tried
	Left      int // not tried yet, or never, when the job was stopped
}

const jobColumns = `j.id, j.kind, j.organization_id, j.invites, j.state, j.administrator_id, j.address, j.role, j.choice, j.note, j.reason, j.created_at, j.started_at, j.ended_at, j.tally,
	a.first_name, a.last_name`

const jobsAndWho = ` FROM jobs j JOIN administrators a ON a.id = j.administrator_id `

func scanJob(row database.Row, before ...any) (Job, error) {
	var j Job
	var role, tally, first, last string
	var created, started, ended int64
	err := row.Scan(append(before, &j.ID, &j.Kind, &j.In, &j.Invites, &j.State, &j.administratorID, &j.address, &role, &j.Choice, &j.Note, &j.Reason, &created, &started, &ended, &tally, &first, &last)...)
	if err == nil && tally != "" {
		err = json.Unmarshal([]byte(tally), &j.Tally)
	}
	j.By = portal.FullName(first, last)
	j.Role, _ = portal.ParseRole(role)
	j.CreatedAt, j.StartedAt, j.EndedAt = millisTime(created), millisTime(started), millisTime(ended)
	return j, err
}

// needsJobs is the permission to see which jobs there are in the organization, or in
// the portal for "".
func needsJobs(in string) portal.Permission {
	if in == "" {
		return portal.EditAdministrators
	}
	return portal.EditUsers
}

func jobGone() error {
	return fault.New(fault.NotFound, "It does not exist, was left for more than a day, or was done more than 30 days ago.")
}

// findJob returns the job without its tally. A job that was not started is not found
// when the clock was set back since it was made.
func findJob(ctx context.Context, q database.Querier, now time.Time, id string) (Job, error) {
	j, err := scanJob(q.QueryRowContext(ctx, `SELECT `+jobColumns+jobsAndWho+`WHERE j.id = $1 AND (j.started_at > 0 OR `+wasMade("j.created_at", "$2")+`)`, id, now.UnixMilli()))
	if errors.Is(err, sql.ErrNoRows) {
		return j, jobGone()
	}
	return j, err
}

// seenJob returns the job, without its tally, for who may look at it. A job of another
// place than in, an organization or "" for the portal, is not found.
func seenJob(ctx context.Context, q database.Querier, now time.Time, actor portal.Administrator, in, id string) (Job, error) {
	j, err := findJob(ctx, q, now, id)
	if err != nil {
		return j, err
	}
	if j.In != in {
		return Job{}, jobGone()
	}
	if err := actor.Require(jobKinds[j.Kind].needs); err != nil {
		return Job{}, err
	}
	if _, err := reached(ctx, q, actor, in); err != nil {
		return Job{}, err
	}
	return j, nil
}

// aboutJobs makes the place whose jobs are worked with the target of the audit entry.
func (t *tx) aboutJobs() {
	t.target = target{kind: "portal"}
	if t.organization.ID != "" {
		t.target = aboutPlace(t)
	}
}

// job returns the job for a change by its owner while it is in one of the states.
func (t *tx) job(id string, states ...JobState) (Job, error) {
	t.aboutJobs()
	j, err := seenJob(t.ctx, t, t.now, t.actor, t.organization.ID, id)
	if err != nil {
		return j, err
	}
	if j.administratorID != t.actor.ID {
		return j, fault.New(fault.Rule, "Only "+j.By+" can go on with this. Start one of your own.")
	}
	for _, s := range states {
		if j.State == s {
			return j, nil
		}
	}
	return j, fault.New(fault.Rule, "This was started already.")
}

// Job returns the job of the organization, or of the portal for "", with its tally,
// for those who may do such a job.
func (s *Store) Job(ctx context.Context, actor portal.Administrator, in, id string) (Job, error) {
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (Job, error) {
		j, err := seenJob(ctx, tx, s.now(), actor, in, id)
		if err != nil {
			return j, err
		}
		j.Mine = j.administratorID == actor.ID
		if j.State == JobRunning {
			if why, held := s.held.Load(id); held {
				j.Held = why.(string)
			}
		}
		if err := j.name(ctx, tx); err != nil {
			return j, err
		}
		return j, j.count(ctx, tx)
	})
}

// count fills in the tally of a job that has not ended. One that has ended keeps its
// own.
func (j *Job) count(ctx context.Context, q database.Querier) (err error) {
	if j.EndedAt.IsZero() {
		j.Tally, err = tally(ctx, q, j.ID)
	}
	return err
}

// name fills in the organizations that the job is about.
func (j *Job) name(ctx context.Context, q database.Querier) error {
	if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM job_organizations WHERE job_id = $1`, j.ID).Scan(&j.Organizations); err != nil || j.Organizations == 0 {
		return err
	}
	names, err := database.All[string](ctx, q, `SELECT o.name FROM job_organizations s JOIN organizations o ON o.id = s.organization_id
		WHERE s.job_id = $1 ORDER BY o.name_order, o.id LIMIT $2`, j.ID, MaxJobNames)
	j.Names = names
	return err
}

func tally(ctx context.Context, q database.Querier, id string) (Tally, error) {
	var t Tally
	rows, err := q.QueryContext(ctx, `SELECT fate, result, COUNT(*) FROM job_items WHERE job_id = $1 GROUP BY fate, result`, id)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	for rows.Next() {
		var fate Fate
		var result string
		var n int
		if err := rows.Scan(&fate, &result, &n); err != nil {
			return t, err
		}
		t.Items += n
		switch fate {
		case IsRefused:
			t.Skipped += n
			continue
		case StaysAsIs:
			t.Unchanged += n
			continue
		case "":
			t.Undecided += n
			continue
		case WillCreate:
			t.Creates += n
		}
		t.Affected += n
		switch result {
		case Done:
			t.Done += n
		case Refused:
			t.Failed += n
		default:
			t.Left += n
		}
	}
	return t, rows.Err()
}

// Jobs returns a page of the portal's jobs that were started, the newest first, for
// those who may do bulk actions.
func (s *Store) Jobs(ctx context.Context, actor portal.Administrator, after, before string) (List[Job], error) {
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return List[Job]{}, err
	}
	k := list.New(`jobs j JOIN administrators a ON a.id = j.administrator_id`, list.Order{Columns: []string{"j.created_at", "j.id"}, Descending: true}, after, before)
	k.Where("j.organization_id = '' AND j.started_at > 0")
	return database.Read(ctx, s.db, database.Long, func(ctx context.Context, tx database.Querier) (List[Job], error) {
		list, err := list.Read(ctx, tx, k, jobColumns, func(row database.Row, cursor []any) (Job, error) { return scanJob(row, cursor...) })
		if err != nil {
			return list, err
		}
		for i := range list.Rows {
			if err := list.Rows[i].count(ctx, tx); err != nil {
				return list, err
			}
		}
		return list, nil
	})
}

// RunningJobs returns the jobs of the organization that run now, or those of the
// portal for "", for those who may do such jobs.
func (s *Store) RunningJobs(ctx context.Context, actor portal.Administrator, in string) ([]Job, error) {
	if err := actor.Require(needsJobs(in)); err != nil {
		return nil, err
	}
	list, err := database.Rows(ctx, s.db, `SELECT `+jobColumns+jobsAndWho+`LEFT JOIN organizations o ON o.id = j.organization_id
		WHERE j.state = 'running' AND j.organization_id = $1 AND (j.organization_id = '' OR `+reaches("$2", "$3", "$4")+`) ORDER BY j.created_at`,
		append([]any{in}, reaching(actor)...), func(row database.Row) (Job, error) { return scanJob(row) })
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := list[i].count(ctx, s.db); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func changedMeanwhile() error {
	return fault.New(fault.Stale, "Someone changed this administrator after the preview.")
}

// aboutPlace is the organization worked in, as the target of an audit entry.
func aboutPlace(t *tx) target {
	o := t.organization
	return target{kind: "organization", id: o.ID, name: o.Name, organizationID: o.ID}
}

// Fate is what the preview says of an item.
type Fate string

// The fates.
const (
	WillCreate Fate = "create"
	WillChange Fate = "change"
	StaysAsIs  Fate = "unchanged"
	IsRefused  Fate = "refused"
)
