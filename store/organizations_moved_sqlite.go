package store

import "slices"

// What is done to thousands of organizations is one statement with a JSON list of
// them, in the order of the index that it changes.
const (
	giveOrganizations = `INSERT INTO access (administrator_id, organization_id, granted_at, granted_by) SELECT $1, value, $3, $4 FROM json_each($2)`
	takeOrganizations = `DELETE FROM access WHERE administrator_id = $1 AND organization_id IN (SELECT value FROM json_each($2))`
)

// linkOrganizations makes the latest entry found by the organizations of the list.
const linkOrganizations = `INSERT INTO audit_organizations (organization_id, audit_seq) SELECT value, (SELECT MAX(seq) FROM audit) FROM json_each($1)`

// link makes the entry that was just written found by the organizations.
func (t *tx) link(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	_, err := t.exec(linkOrganizations, jsonList(ids))
	return err
}

// speakOfJob makes the next entry found by the organizations that the job is about.
func (t *tx) speakOfJob(id string) error {
	return eachRow(t.ctx, t, `SELECT organization_id FROM job_organizations WHERE job_id = $1`, []any{id}, func(row scanner) error {
		var organization string
		err := row.Scan(&organization)
		t.spokenOf = append(t.spokenOf, organization)
		return err
	})
}
