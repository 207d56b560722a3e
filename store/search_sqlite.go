package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtp/internal/portal"
)

// wordIndex is where the search text of a table's rows is found by its letters: an
// index of each three of them in a row, whose row ids are the search ids of the
// table's rows. Those of one organization, or of the portal itself, are a range.
type wordIndex struct {
	table string // its index of letters is named after it
	row   string // the table's name in a list's query
	// few is up to how many rows that match it is quicker to gather first and then
	// sort than to look at the rows in the order of the list, which finds a page of
	// what is common soon.
	few int
}

var (
	usersByWords          = wordIndex{table: "users", row: "u", few: 4_000}
	administratorsByWords = wordIndex{table: "administrators", row: "a", few: 2_000}
)

// commonCounted is how far rows are counted that hold one or two letters which
// many hold.
const commonCounted = 1_000

// narrow narrows the list to the rows whose search text holds the text. It finds
// the same rows as a look at each of them would.
func (w wordIndex) narrow(ctx context.Context, q querier, k *keyset, organizationID, text string) error {
	folded := portal.Fold(text)
	if folded == "" {
		return nil
	}
	if strings.ContainsFunc(folded, unicode.IsControl) { // which nothing holds
		k.where("FALSE")
		return nil
	}
	found, err := w.find(ctx, q, organizationID, folded)
	if err != nil {
		return err
	}
	if found.many {
		if found.match == "" {
			k.counted = commonCounted
		} else {
			k.countBy(w.row+`.search_id IN (SELECT rowid FROM `+w.table+`_search WHERE `+w.table+`_search MATCH ? AND rowid BETWEEN ? AND ?)`,
				found.match, found.lowest, found.highest)
		}
		k.where(w.row+`.search_text LIKE ? ESCAPE '\'`, like(text))
		return nil
	}
	list, err := json.Marshal(append([]int64{}, found.numbers...)) // [] for none
	if err != nil {
		return err
	}
	// The numbers first: CROSS JOIN keeps the order.
	k.rows(fmt.Sprintf("json_each(?) w CROSS JOIN %s %s ON %[2]s.search_id = w.value AND %[2]s.search_id > 0", w.table, w.row), string(list))
	return nil
}

// found is what the index says of a text.
type found struct {
	many            bool    // more rows hold it than few
	numbers         []int64 // else the search ids of those that do
	match           string  // what the index is asked for when many hold it; "" for one or two letters
	lowest, highest int64   // the range of the organization
}

// find looks for the folded text among the rows of the organization, or of the
// portal for "".
func (w wordIndex) find(ctx context.Context, q querier, organizationID, folded string) (found, error) {
	var f found
	if err := q.QueryRowContext(ctx, fmt.Sprintf(`SELECT COALESCE((SELECT MIN(search_id) FROM %[1]s WHERE organization_id = $1 AND search_id > 0), 0),
			COALESCE((SELECT MAX(search_id) FROM %[1]s WHERE organization_id = $1 AND search_id > 0), 0)`, w.table), organizationID).Scan(&f.lowest, &f.highest); err != nil {
		return f, err
	}
	words, short := []string{folded}, utf8.RuneCountInString(folded) < 3
	if short {
		some, err := numbersIn(ctx, q, fmt.Sprintf(`SELECT search_id FROM (SELECT search_id, search_text FROM %s
				WHERE organization_id = $1 AND search_id > 0 AND status <> 'deleted' LIMIT $2) looked
			WHERE search_text LIKE $3 ESCAPE '\'`, w.table), organizationID, lookedAt, like(folded))
		few := f.highest-f.lowest < int64(lookedAt) // a number is never used twice
		if err != nil || few || len(some) > commonIn {
			f.numbers, f.many = some, !few
			return f, err
		}
		if words, err = w.begin(ctx, q, folded); err != nil || len(words) == 0 {
			return f, err
		}
	}
	for i, word := range words {
		words[i] = `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
	}
	match := strings.Join(words, " OR ")
	var err error
	f.numbers, err = numbersIn(ctx, q, fmt.Sprintf(`SELECT rowid FROM %[1]s_search WHERE %[1]s_search MATCH $1 AND rowid BETWEEN $2 AND $3 LIMIT $4`, w.table),
		match, f.lowest, f.highest, w.few+1)
	if f.many = len(f.numbers) > w.few; f.many && !short {
		f.match = match
	}
	return f, err
}

// One or two letters are looked for in lookedAt rows first. Those are all where
// there are no more; otherwise letters that more than commonIn of them hold are
// common.
var lookedAt, commonIn = 2_000, 100

// begin returns what of three letters in the index begins with the one or two, of
// any organization.
func (w wordIndex) begin(ctx context.Context, q querier, letters string) ([]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT term FROM `+w.table+`_search_words WHERE term >= $1 AND term < $2`, letters, letters+string(unicode.MaxRune))
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

// searchID is the search id of the n-th row, from 1, of what comes i-th, from 0,
// of the organizations in a table that had no rows.
func searchID(i, n int) int64 { return int64(i+1)<<32 + int64(n) }

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
