package search

import "fmt"

// ID is the search id of the n-th row, from 1, of the i-th organization, from 0, in a
// table that had no rows.
func ID(i, n int) int64 { return int64(i+1)<<32 + int64(n) }

// Clear is the statement that empties the index of letters.
func (x Index) Clear() string {
	return fmt.Sprintf(`INSERT INTO %[1]s_search (%[1]s_search) VALUES ('delete-all')`, x.table)
}

// Fill is the statement that fills the empty index of letters with the rows of the
// table that are not deleted.
func (x Index) Fill() string {
	return fmt.Sprintf(`INSERT INTO %[1]s_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM %[1]s WHERE status <> 'deleted' ORDER BY search_id`, x.table)
}

// Faults is the query that counts the rows that the index of letters holds and should
// not, or should and does not.
func (x Index) Faults() string {
	return fmt.Sprintf(`SELECT COUNT(*) FROM %[1]s r WHERE (r.status <> 'deleted') <> EXISTS (SELECT 1 FROM %[1]s_search w WHERE w.rowid = r.search_id)`, x.table)
}
