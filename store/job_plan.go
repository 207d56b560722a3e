package store

import (
	"context"
	"encoding/json"

	"mtp/internal/digit"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// plannedAtOnce is how many items are decided in one transaction, so that a large
// job holds nobody up.
const plannedAtOnce = 1000

// plan decides about each item, as if the items before it were done, and makes the job
// a preview of the choice. When another choice is made meanwhile, it leaves the rest to
// the plan of that one.
func (s *Store) plan(ctx context.Context, by By, id string, choice int64) error {
	by.FormID = "" // spent when the job was made
	var census *portal.Census
	for from, more := 0, true; more; from += plannedAtOnce {
		var err error
		if more, err = change(ctx, s, by, JobPrepared, func(t *tx) (bool, error) { return t.planSome(id, choice, from, &census) }); err != nil {
			return err
		}
	}
	return nil
}

// planSome decides about the next items after the position, and reports whether there
// are more. after is the census after the items before them, nil at first.
func (t *tx) planSome(id string, choice int64, from int, after **portal.Census) (bool, error) {
	j, err := t.job(id, JobChoosing, JobPreview, JobRunning, JobDone, JobStopped)
	if err != nil || j.State != JobChoosing || j.Choice != choice { // a form that was sent twice finds it planned
		return false, err
	}
	if err := j.name(t.ctx, t); err != nil {
		return false, err
	}
	if *after == nil {
		c, err := readCensus(t.ctx, t, "", withoutLimit)
		if err != nil {
			return false, err
		}
		*after = &c
	}
	subjects, err := t.subjects(j, from)
	if err != nil {
		return false, err
	}
	places := map[decided][]int{}
	for _, a := range subjects {
		var d decided
		if d, **after, err = t.decide(j, a, **after); err != nil {
			return false, err
		}
		places[d] = append(places[d], a.position)
	}
	for d, positions := range places {
		if err := t.noteDecided(j.ID, d, positions); err != nil {
			return false, err
		}
	}
	if len(subjects) == plannedAtOnce {
		return true, nil
	}
	return false, exactlyOne(t.exec(`UPDATE jobs SET state = 'preview' WHERE id = $1`, j.ID))
}

// decided is what the preview says of an item.
type decided struct {
	fate            Fate
	reason, changes string
}

// decide says what doing one item leads to, and returns the census after it.
func (t *tx) decide(j Job, a subject, census portal.Census) (decided, portal.Census, error) {
	d := decided{WillChange, "", "[]"}
	after, err := j.bulk(a.reached).Decide(t.actor, a.Administrator, census)
	if f, refused := fault.Of(err); refused {
		return decided{IsRefused, f.Text, "[]"}, census, nil
	}
	if err != nil {
		return d, census, err
	}
	b := j.bulk(a.reached)
	list := differences(a.Administrator, after)
	switch b.Kind {
	case portal.AddAccess:
		list = append(list, FieldChange{Field: accessAdded, After: digit.Grouped(b.Moves)})
	case portal.RemoveAccess:
		list = append(list, FieldChange{Field: accessRemoved, Before: digit.Grouped(b.Moves)})
	}
	if len(list) > 0 {
		encoded, err := json.Marshal(list)
		if err != nil {
			return d, census, err
		}
		d.changes = string(encoded)
	}
	return d, census.Count(a.Administrator, -1).Count(after, 1), nil
}

// noteDecided writes the decision to the items at the positions.
func (t *tx) noteDecided(jobID string, d decided, positions []int) error {
	_, err := t.exec(`UPDATE job_items SET fate = $1, reason = $2, changes = $3, version = (SELECT version FROM administrators WHERE id = subject_id)
		WHERE job_id = $4 AND position IN `+database.Values("$5"), string(d.fate), d.reason, d.changes, jobID, database.List(positions))
	return err
}

// subject is an administrator whom a job is about.
type subject struct {
	portal.Administrator
	position int
	reached  int // of the job's organizations, by selection
}

// subjects returns who the items after the position are about.
func (t *tx) subjects(j Job, position int) ([]subject, error) {
	return database.Rows(t.ctx, t, `SELECT i.position,
			(SELECT COUNT(*) FROM access x WHERE x.administrator_id = a.id
				AND EXISTS (SELECT 1 FROM job_organizations s WHERE s.job_id = $1 AND s.organization_id = x.organization_id)), `+administratorColumns+`
		FROM job_items i JOIN administrators a ON a.id = i.subject_id
		WHERE i.job_id = $1 AND i.position > $2 AND i.position <= $3 ORDER BY i.position`, []any{j.ID, position, position + plannedAtOnce}, func(row database.Row) (s subject, err error) {
		err = row.Scan(&s.position, &s.reached, intoAdministrator(&s.Administrator))
		return s, err
	})
}

// bulk is what the job does to somebody who reaches so many of its organizations.
func (j Job) bulk(reached int) portal.Bulk {
	b := portal.Bulk{Kind: j.Kind, Role: j.Role, Moves: reached}
	if b.Kind == portal.AddAccess {
		b.Moves = j.Organizations - reached
	}
	return b
}
