package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtp/internal/portal"
)

// fewUsers is up to how many users that match it is quicker to gather first and
// then sort than to look at the users of the organization in the order of the
// list, which finds a page of what is common soon.
const fewUsers = 4_000

// insertNumberedUser is insertUser with the search id as one value more. The index
// of words does not hold the user until fillSearch is run.
var insertNumberedUser = strings.NewReplacer("updated_at)", "updated_at, search_id)", "$18)", "$18, $19)").Replace(insertUser)

// searchID is the search id of the n-th user, from 1, of the organization that
// comes i-th, from 0, in a portal that had no users.
func searchID(i, n int) int64 { return int64(i+1)<<32 + int64(n) }

// fillSearch makes the index of words of all users who have just been inserted
// with a number, in a portal that had no users.
const fillSearch = `INSERT INTO users_search (rowid, text) SELECT search_id, search_text FROM users WHERE status <> 'deleted' ORDER BY search_id`

// usersOutOfSearch counts the users whom the index of words holds and should not,
// or the other way round.
const usersOutOfSearch = `SELECT COUNT(*) FROM users u WHERE (u.status <> 'deleted') <> EXISTS (SELECT 1 FROM users_search w WHERE w.rowid = u.search_id)`

// lockedUsers are the users, found by the index of those who are locked: few, which
// the planner does not know.
const lockedUsers = "users u INDEXED BY users_locked"

// narrowToWords narrows the list to the users whose name, username or address
// holds the text. It finds the same rows as a look at each of them would.
func narrowToWords(ctx context.Context, q querier, k *keyset, organizationID, text string) error {
	folded := portal.Fold(text)
	if folded == "" {
		return nil
	}
	if strings.ContainsFunc(folded, unicode.IsControl) { // which nothing holds
		k.where("FALSE")
		return nil
	}
	numbers, err := wordNumbers(ctx, q, organizationID, folded)
	if err != nil {
		return err
	}
	if len(numbers) > fewUsers {
		k.where(`u.search_text LIKE ? ESCAPE '\'`, like(text))
		return nil
	}
	list, err := json.Marshal(numbers)
	if err != nil {
		return err
	}
	// The numbers first: CROSS JOIN keeps the order.
	k.rows("json_each(?) w CROSS JOIN users u ON u.search_id = w.value AND u.search_id > 0", string(list))
	return nil
}

// wordNumbers returns the search ids of the users of the organization whose
// search text holds the folded text, fewUsers+1 of them at most. Three letters
// and more are found by the index of words, fewer by reading along an index that
// holds the texts themselves.
func wordNumbers(ctx context.Context, q querier, organizationID, folded string) ([]int64, error) {
	numbers := []int64{}
	var rows *sql.Rows
	var err error
	if utf8.RuneCountInString(folded) < 3 {
		rows, err = q.QueryContext(ctx, `SELECT search_id FROM users WHERE organization_id = $1 AND search_id > 0 AND status <> 'deleted'
			AND search_text LIKE $2 ESCAPE '\' LIMIT $3`, organizationID, like(folded), fewUsers+1)
	} else {
		var lowest, highest sql.NullInt64
		if err := q.QueryRowContext(ctx, `SELECT (SELECT MIN(search_id) FROM users WHERE organization_id = $1 AND search_id > 0),
			(SELECT MAX(search_id) FROM users WHERE organization_id = $1 AND search_id > 0)`, organizationID).Scan(&lowest, &highest); err != nil {
			return nil, err
		}
		rows, err = q.QueryContext(ctx, `SELECT rowid FROM users_search WHERE users_search MATCH $1 AND rowid BETWEEN $2 AND $3 LIMIT $4`,
			`"`+strings.ReplaceAll(folded, `"`, `""`)+`"`, lowest.Int64, highest.Int64, fewUsers+1)
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, errors.Join(rows.Err(), rows.Close())
}
