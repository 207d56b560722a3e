package store

import (
	"slices"

	"mtp/store/database"
)

// What is done to thousands of organizations is one statement with a JSON list of
// them, in the order of the index that it changes.
var (
	giveOrganizations = `INSERT INTO access (administrator_id, organization_id, granted_at, granted_by) SELECT $1, given.value, $3, $4 FROM ` + database.Values("$2") + ` given`
	takeOrganizations = `DELETE FROM access WHERE administrator_id = $1 AND organization_id IN ` + database.Values("$2")
)

// linkOrganizations makes the latest entry found by the organizations of the list.
var linkOrganizations = `INSERT INTO audit_organizations (organization_id, audit_seq) SELECT spoken.value, (SELECT MAX(seq) FROM audit) FROM ` + database.Values("$1") + ` spoken`

// link makes the entry that was just written found by the organizations.
func (t *tx) link(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	_, err := t.exec(linkOrganizations, database.List(ids))
	return err
}

// speakOfJob makes the next entry found by the organizations that the job is about.
func (t *tx) speakOfJob(id string) error {
	ids, err := database.All[string](t.ctx, t, `SELECT organization_id FROM job_organizations WHERE job_id = $1`, id)
	t.spokenOf = append(t.spokenOf, ids...)
	return err
}
