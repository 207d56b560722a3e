package store

// countUsers changes the number of users of the organization by so many, in the
// transaction that adds or deletes them, and meters it. Nothing else writes that
// number.
func (t *tx) countUsers(organizationID string, by int) error {
	if by == 0 {
		return nil
	}
	var after int
	if err := t.scan(`UPDATE organizations SET user_count = user_count + $1 WHERE id = $2 RETURNING user_count`, []any{by, organizationID}, &after); err != nil {
		return err
	}
	return t.meter(organizationID, after-by, after)
}
