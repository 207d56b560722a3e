package store

import (
	"context"
	"encoding/json"
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
const fillSearch = `INSERT INTO users_search (rowid, text) SELECT search_id, search_text || char(10, 10) FROM users WHERE status <> 'deleted' ORDER BY search_id`

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
	numbers, many, err := wordNumbers(ctx, q, organizationID, folded)
	if err != nil {
		return err
	}
	if many {
		k.where(`u.search_text LIKE ? ESCAPE '\'`, like(text))
		return nil
	}
	list, err := json.Marshal(append([]int64{}, numbers...)) // [] for none
	if err != nil {
		return err
	}
	// The numbers first: CROSS JOIN keeps the order.
	k.rows("json_each(?) w CROSS JOIN users u ON u.search_id = w.value AND u.search_id > 0", string(list))
	return nil
}

// wordNumbers returns the search ids of the users of the organization whose
// search text holds the folded text or, when there are more than fewUsers, that
// there are many.
func wordNumbers(ctx context.Context, q querier, organizationID, folded string) (numbers []int64, many bool, err error) {
	var users int
	var lowest, highest int64
	if err := q.QueryRowContext(ctx, `SELECT user_count, COALESCE((SELECT MIN(search_id) FROM users WHERE organization_id = $1 AND search_id > 0), 0),
			COALESCE((SELECT MAX(search_id) FROM users WHERE organization_id = $1 AND search_id > 0), 0)
		FROM organizations WHERE id = $1`, organizationID).Scan(&users, &lowest, &highest); err != nil {
		return nil, false, err
	}
	words := []string{folded}
	if utf8.RuneCountInString(folded) < 3 {
		some, err := numbersIn(ctx, q, `SELECT search_id FROM (SELECT search_id, search_text FROM users
				WHERE organization_id = $1 AND search_id > 0 AND status <> 'deleted' LIMIT $2) looked
			WHERE search_text LIKE $3 ESCAPE '\'`, organizationID, lookedAt, like(folded))
		if err != nil || users <= lookedAt || len(some) > commonIn {
			return some, users > lookedAt, err
		}
		if words, err = wordsThatBegin(ctx, q, folded); err != nil || len(words) == 0 {
			return nil, false, err
		}
	}
	for i, word := range words {
		words[i] = `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
	}
	numbers, err = numbersIn(ctx, q, `SELECT rowid FROM users_search WHERE users_search MATCH $1 AND rowid BETWEEN $2 AND $3 LIMIT $4`,
		strings.Join(words, " OR "), lowest, highest, fewUsers+1)
	return numbers, len(numbers) > fewUsers, err
}

// One or two letters are looked for in lookedAt users first. Those are all where
// there are no more; otherwise letters that more than commonIn of them hold are
// common.
var lookedAt, commonIn = 2_000, 100

// wordsThatBegin returns what of three letters in the index begins with the one
// or two, of any organization.
func wordsThatBegin(ctx context.Context, q querier, letters string) ([]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT term FROM users_search_words WHERE term >= $1 AND term < $2`, letters, letters+string(unicode.MaxRune))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var words []string
	for rows.Next() {
		var word string
		if err := rows.Scan(&word); err != nil {
			return nil, err
		}
		words = append(words, word)
	}
	return words, rows.Err()
}

// numbersIn returns the numbers that a query finds.
func numbersIn(ctx context.Context, q querier, query string, args ...any) ([]int64, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var numbers []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, rows.Err()
}
