package store

import (
	"fmt"
	"strings"
)

// searchID is the search id of the n-th row, from 1, of what comes i-th, from 0,
// of the organizations in a table that had no rows.
func searchID(i, n int) int64 { return int64(i+1)<<32 + int64(n) }

// clear empties the index of letters.
func (w wordIndex) clear() string {
	return fmt.Sprintf(`INSERT INTO %[1]s_search (%[1]s_search) VALUES ('delete-all')`, w.table)
}

// fill makes the index of letters of all rows that have just been inserted with a
// number, in a table that had none.
func (w wordIndex) fill() string {
	return fmt.Sprintf(`INSERT INTO %[1]s_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM %[1]s WHERE status <> 'deleted' ORDER BY search_id`, w.table)
}

// faults counts the rows that the index of letters holds and should not, or the
// other way round.
func (w wordIndex) faults() string {
	return fmt.Sprintf(`SELECT COUNT(*) FROM %[1]s r WHERE (r.status <> 'deleted') <> EXISTS (SELECT 1 FROM %[1]s_search w WHERE w.rowid = r.search_id)`, w.table)
}

// insertNumberedUser is insertUser with the search id as one value more. The index
// of words does not hold the user until it is filled.
var insertNumberedUser = strings.NewReplacer("updated_at)", "updated_at, search_id)", "$18)", "$18, $19)").Replace(insertUser)

// lockedUsers are the users, found by the index of those who are locked: few, which
// the planner does not know.
const lockedUsers = "users u INDEXED BY users_locked"
