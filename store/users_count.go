package store

// countUsers changes the number of users of the organization by so many, in the
// transaction that adds or deletes them. Nothing else writes that number.
func (t *tx) countUsers(organizationID string, by int) error {
	if by == 0 {
		return nil
	}
	return one(t.exec(`UPDATE organizations SET user_count = user_count + $1 WHERE id = $2`, by, organizationID))
}
