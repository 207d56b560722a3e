package store

// countUsers changes the organization's number of users by so many, and meters it. It
// is called in the transaction that adds or deletes them. Nothing else writes that
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
