package store

import (
	"context"
	"encoding/json"

	"mtp/internal/portal"
)

// PreviewAdministrators says of each line what importing it would do, as if the lines
// before it were done. It keeps that as a job and returns its id. No administrator is
// changed yet. note is a sentence about the file.
func (s *Store) PreviewAdministrators(ctx context.Context, by By, rows []AdministratorRow, note string) (string, error) {
	items, err := s.planAdministrators(ctx, by, rows)
	if err != nil {
		return "", err
	}
	return s.previewImport(ctx, by, ImportAdministrators, items, note)
}

// previewImport keeps the items as a job that was previewed.
func (s *Store) previewImport(ctx context.Context, by By, kind portal.BulkKind, items []JobItem, note string) (string, error) {
	return change(ctx, s, by, JobPrepared, func(t *tx) (string, error) {
		j, err := t.newJob(kind, note)
		if err != nil {
			return "", err
		}
		insert, err := t.PrepareContext(t.ctx, `INSERT INTO job_items (job_id, position, line, subject_id, name, email, username, version, fate, result, reason, changes, detail)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12)`)
		if err != nil {
			return "", err
		}
		defer insert.Close()
		for at, i := range items {
			changes, err := json.Marshal(i.Changes)
			if err != nil {
				return "", err
			}
			if _, err := insert.ExecContext(t.ctx, j.ID, at+1, i.Line, i.SubjectID, i.Name, i.Email, i.Username, i.version, string(i.Fate), i.Reason, string(changes), i.detail); err != nil {
				return "", err
			}
		}
		if err := exactlyOne(t.exec(`UPDATE jobs SET state = 'preview' WHERE id = $1`, j.ID)); err != nil {
			return "", err
		}
		return j.ID, t.prepared(j)
	})
}

// importAdministrator does a line, as its preview said.
func (t *tx) importAdministrator(_ Job, i JobItem) error {
	var d administratorDetail
	if err := json.Unmarshal([]byte(i.detail), &d); err != nil {
		return err
	}
	var access accessChange = Changes(nil)
	if d.Access != nil {
		access = exactly(*d.Access)
	}
	if i.Fate == WillCreate {
		_, err := t.add(d.Draft, access)
		return err
	}
	a, err := t.administrator(i.SubjectID)
	if err != nil {
		return err
	}
	if err := t.actor.Require(portal.EditAdministrators); err != nil {
		return err
	}
	if a.Version != i.version {
		return changedMeanwhile()
	}
	if _, err := t.edit(a.ID, d.Draft, access); err != nil {
		return err
	}
	switch {
	case d.Suspend:
		_, err = t.suspend(a.ID)
	case d.Restore:
		_, err = t.restore(a.ID)
	}
	return err
}
