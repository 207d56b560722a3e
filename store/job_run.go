package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mtp/internal/fault"
	"mtp/store/database"
)

// StartJob starts the job as its preview showed it. When another choice was made since,
// it is Stale, unless choice is 0. A job with at most DoneAtOnce affected is done by
// RunJob, a larger one by RunJobs. It runs on behalf of who starts it: an item is
// refused when that person may not do it any more.
func (s *Store) StartJob(ctx context.Context, by By, id string, choice int64) (Tally, error) {
	return s.startJob(ctx, by, id, choice, false)
}

// StartUsersJob is StartJob of an import of users; those whom it adds are invited
// if asked for.
func (s *Store) StartUsersJob(ctx context.Context, by By, id string, choice int64, invite bool) (Tally, error) {
	return s.startJob(ctx, by, id, choice, invite)
}

func (s *Store) startJob(ctx context.Context, by By, id string, choice int64, invite bool) (Tally, error) {
	n, err := change(ctx, s, by, JobStarted, func(t *tx) (Tally, error) {
		j, err := t.job(id, JobPreview)
		if err != nil {
			return Tally{}, err
		}
		n, err := tally(t.ctx, t, id)
		if err != nil {
			return n, err
		}
		if choice != 0 && choice != j.Choice {
			return n, fault.New(fault.Stale, "The choice was changed after you opened this page. Nothing was started. Look at what it does now.")
		}
		if n.Affected == 0 || n.Undecided > 0 {
			return n, fault.New(fault.Rule, "There is nothing to do.")
		}
		if err := exactlyOne(t.exec(`UPDATE jobs SET state = 'running', started_at = $1, invites = $2 WHERE id = $3 AND state = 'preview'`, t.millis(), invite, id)); err != nil {
			return n, err
		}
		t.by.JobID = id
		if err := t.speakOfJob(id); err != nil {
			return n, err
		}
		return n, t.record(JobStarted, j.fields(n)...)
	})
	if err == nil && n.Affected > DoneAtOnce {
		select {
		case s.jobs <- struct{}{}:
		default:
		}
	}
	return n, err
}

// fields says for the audit trail what a job is to do.
func (j Job) fields(n Tally) []FieldChange {
	list := []FieldChange{{Field: "What", After: string(j.Kind)}}
	list = changed(list, "Role", "", j.Role.String())
	return append(list, FieldChange{Field: "Affected", After: strconv.Itoa(n.Affected)}, FieldChange{Field: "Skipped", After: strconv.Itoa(n.Skipped)})
}

// StopJob stops a running job, of whomever. What was done stays done.
func (s *Store) StopJob(ctx context.Context, by By, id string) error {
	_, err := change(ctx, s, by, JobStoppedEarly, func(t *tx) (bool, error) {
		t.aboutJobs()
		j, err := seenJob(t.ctx, t, t.now, t.actor, t.organization.ID, id)
		if err != nil {
			return false, err
		}
		if j.State != JobRunning {
			return false, fault.New(fault.Rule, "This is no longer running.")
		}
		t.by.JobID = id
		return true, t.endJob(j, JobStopped, "Stopped by "+t.actor.Name()+".")
	})
	return err
}

// endJob ends the job if it still runs, and writes its result to the audit trail.
func (t *tx) endJob(j Job, state JobState, reason string) error {
	n, err := tally(t.ctx, t, j.ID)
	if err != nil {
		return err
	}
	encoded, err := json.Marshal(n)
	if err != nil {
		return err
	}
	ended, err := t.exec(`UPDATE jobs SET state = $1, reason = $2, ended_at = $3, tally = $4 WHERE id = $5 AND state = 'running'`,
		string(state), reason, t.millis(), string(encoded), j.ID)
	if err != nil || ended == 0 {
		return err
	}
	action := JobEnded
	if state == JobStopped {
		action = JobStoppedEarly
	}
	fields := changed([]FieldChange{{Field: "What", After: string(j.Kind)}}, "Reason", "", reason)
	for _, f := range []struct {
		name string
		n    int
	}{{"Done", n.Done}, {"Refused", n.Failed}, {"Not tried", n.Left}, {"Skipped", n.Skipped}} {
		fields = append(fields, FieldChange{Field: f.name, After: strconv.Itoa(f.n)})
	}
	return t.record(action, fields...)
}

// finish ends the job on behalf of whoever began it, even when that person may
// do nothing any more.
func (s *Store) finish(ctx context.Context, j Job, state JobState, reason string) error {
	t := &tx{ctx: context.WithoutCancel(ctx), store: s, now: s.now(), by: By{Address: j.address, JobID: j.ID}}
	return s.db.Write(database.Patient, func(tx *sql.Tx) (err error) {
		t.Tx = tx
		if _, err := t.exec(raiseRevision); err != nil {
			return err
		}
		if t.actor, err = findAdministrator(t.ctx, t, byID, j.administratorID); err != nil {
			return err
		}
		if j.In != "" {
			if t.organization, err = organization(t.ctx, t, j.In); err != nil {
				return err
			}
		}
		t.aboutJobs()
		return t.endJob(j, state, reason)
	})
}

// RunJob does what is left of the job, and returns once it has ended. What has
// begun is finished even when ctx ends.
func (s *Store) RunJob(ctx context.Context, id string) error {
	ctx = context.WithoutCancel(ctx)
	var failed error
	for after := 0; ; {
		running, last, err := s.runSome(ctx, id, after)
		failed = errors.Join(failed, err)
		if !running || err != nil && last == after {
			return failed
		}
		after = last
	}
}

// RunJobs runs the jobs that were started, a part of each in turn, until ctx ends. It
// goes on with those that ran when the portal stopped before. It calls failed with each
// error.
func (s *Store) RunJobs(ctx context.Context, failed func(error)) {
	again := time.NewTicker(time.Minute) // those that another process began, and those of which something failed
	defer again.Stop()
	for {
		if err := s.runAll(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.jobs:
		case <-again.C:
		}
	}
}

// runAll runs all jobs to their end, except those that come no further now.
func (s *Store) runAll(ctx context.Context) error {
	after, stuck := map[string]int{}, map[string]bool{}
	var failed error
	for ctx.Err() == nil {
		ids, err := s.runningJobs(ctx)
		if err != nil {
			return errors.Join(failed, err)
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return stuck[id] })
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			_, last, err := s.runSome(ctx, id, after[id])
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("job %s: %w", id, err))
				stuck[id] = last == after[id]
			}
			after[id] = last
		}
	}
	return failed
}

func (s *Store) runningJobs(ctx context.Context) ([]string, error) {
	return database.All[string](ctx, s.db, `SELECT id FROM jobs WHERE state = 'running' ORDER BY created_at`)
}

// triedAtOnce is how many items of a job are tried before it is another one's turn.
const triedAtOnce = 50

// runSome tries the next items of the job after the position, and ends the job when
// none is left. It reports whether the job still runs and the position that it reached.
// Items that failed are left for another time; err says why.
func (s *Store) runSome(ctx context.Context, id string, after int) (running bool, last int, err error) {
	running, last, err = s.tryNext(ctx, id, after)
	if running && err != nil && last == after {
		s.held.Store(id, inTheWay(err))
	} else {
		s.held.Delete(id)
	}
	return running, last, err
}

// inTheWay says what a job waits for, as far as it is known.
func inTheWay(err error) string {
	if fault.Is(err, fault.Unavailable) {
		return "The portal cannot save anything right now."
	}
	return "Something failed."
}

// errLeft says why a job does not end although each of its items was tried.
var errLeft = errors.New("some of it failed and is left for another time")

func (s *Store) tryNext(ctx context.Context, id string, after int) (running bool, last int, err error) {
	j, err := findJob(ctx, s.db, s.now(), id)
	if err != nil || j.State != JobRunning {
		return false, after, err
	}
	items, err := s.nextItems(ctx, id, after)
	if err != nil {
		return true, after, err
	}
	var failed error
	for _, i := range items {
		if err := ctx.Err(); err != nil {
			return true, after, errors.Join(failed, err)
		}
		over, err := s.try(ctx, j, i)
		failed = errors.Join(failed, err)
		if !over {
			return true, after, failed
		}
		after = i.Position
	}
	if failed != nil || len(items) == triedAtOnce {
		return true, after, failed
	}
	left, err := s.nextItems(ctx, id, 0)
	if err != nil {
		return true, after, err
	}
	if len(left) == 0 {
		return false, after, s.finish(ctx, j, JobDone, "")
	}
	if j, err = findJob(ctx, s.db, s.now(), id); err != nil || j.State != JobRunning { // stopped meanwhile
		return false, after, err
	}
	return true, after, errLeft
}

func (s *Store) nextItems(ctx context.Context, id string, after int) ([]JobItem, error) {
	var list []JobItem
	err := database.EachRow(ctx, s.db, `SELECT `+itemColumns+` FROM job_items i
		WHERE i.job_id = $1 AND i.position > $2 AND i.fate IN ('create', 'change') AND i.result = '' ORDER BY i.position LIMIT $3`, []any{id, after, triedAtOnce}, func(row database.Row) error {
		i, err := scanItem(row)
		list = append(list, i)
		return err
	})
	return list, err
}

// errTaken says that an item was tried already, or that its job was stopped.
var errTaken = errors.New("the item is not waiting any more")

// try does the item in a transaction of its own, by the same code as for one alone, and
// notes the result. Only a rule refuses an item for good; another failure leaves it to
// be tried again. over reports whether to go on with the next item: not while nothing
// can be saved. A panic stops the job, since it would come again after each start.
func (s *Store) try(ctx context.Context, j Job, i JobItem) (over bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			over, err = false, errors.Join(fmt.Errorf("item %d: panic: %v", i.Position, r), s.finish(ctx, j, JobStopped, "A fault in the program stopped this. The log says where."))
		}
	}()
	by := By{AdministratorID: j.administratorID, OrganizationID: j.In, Address: j.address, JobID: j.ID}
	within := false // reach of the organization
	_, err = changeWithin(ctx, s, database.Patient, by, j.action(i), func(t *tx) (bool, error) {
		within = true
		if err := t.take(j, i, Done, ""); err != nil {
			return false, err
		}
		return true, jobKinds[j.Kind].do(t, j, i)
	})
	switch f, _ := fault.Of(err); {
	case err == nil, errors.Is(err, errTaken):
		return true, nil
	case fault.Is(err, fault.Unauthenticated), fault.Is(err, fault.Forbidden), fault.Is(err, fault.NotFound) && !within:
		err = s.finish(ctx, j, JobStopped, j.By+" may not do this any more.")
		return err == nil, err
	case byRule(err):
		err = s.refuseItem(ctx, j, i, refusalText(f))
		return err == nil, err
	}
	return !fault.Is(err, fault.Unavailable), err
}

// byRule reports whether err is a refusal that trying again does not change.
func byRule(err error) bool {
	f, expected := fault.Of(err)
	return expected && f.Kind != fault.Unexpected && f.Kind != fault.TooMany && f.Kind != fault.Unavailable
}

// take marks the item as tried, unless it was tried already or its job does not run.
// The transaction that marks it also does it.
func (t *tx) take(j Job, i JobItem, result, reason string) error {
	n, err := t.exec(`UPDATE job_items SET result = $1, reason = $2 WHERE job_id = $3 AND position = $4 AND result = ''
		AND EXISTS (SELECT 1 FROM jobs WHERE id = $3 AND state = 'running')`, result, reason, j.ID, i.Position)
	if err == nil && n == 0 {
		return errTaken
	}
	return err
}

func (s *Store) refuseItem(ctx context.Context, j Job, i JobItem, reason string) error {
	return s.db.Write(database.Patient, func(sqlTx *sql.Tx) error {
		t := &tx{Tx: sqlTx, ctx: context.WithoutCancel(ctx), store: s, now: s.now()}
		if err := t.take(j, i, Refused, reason); !errors.Is(err, errTaken) {
			return err
		}
		return nil
	})
}
