package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
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
}

var (
	usersByWords          = wordIndex{table: "users", row: "u"}
	administratorsByWords = wordIndex{table: "administrators", row: "a"}
)

// searching is how the ways to find a text are chosen from.
type searching struct {
	whole   int // rows of a list that are all looked at for one or two letters, and counted
	ahead   int // times few are looked at in the order of the list before what is common is gathered
	counted int // how far what is common is counted
	rare    int // up to how many rows are always gathered and sorted; more of long lists
}

var searchBy = searching{whole: 2_000, ahead: 5, counted: 1_000, rare: 300}

// few is up to how many of a list's rows it is quicker to gather those who match
// and sort them than to look at the rows in the order of the list, which finds a
// page of what is common soon. To gather one takes about as long as to look at four.
func (s searching) few(rows int) int {
	return max(s.rare, int(math.Sqrt(float64(rows)*PageSize/4)))
}

// narrow narrows the whole list to the rows whose search text holds the text.
func (w wordIndex) narrow(k *keyset, text string) {
	if folded := portal.Fold(text); unsearchable(folded) || utf8.RuneCountInString(folded) < 3 {
		w.look(k, text)
	} else {
		w.matching(k, phrase(folded), 0, math.MaxInt64)
	}
}

// unsearchable reports whether the folded text holds what no search text does.
func unsearchable(folded string) bool { return strings.ContainsFunc(folded, unicode.IsControl) }

// look narrows the whole list by a look at each row.
func (w wordIndex) look(k *keyset, text string) {
	if folded := portal.Fold(text); unsearchable(folded) {
		k.where("FALSE")
	} else if folded != "" {
		w.holding(k, folded)
	}
}

func (w wordIndex) holding(k *keyset, folded string) {
	k.where(`INSTR(`+w.row+`.search_text, ?) > 0`, folded)
}

// matching narrows the list to what the index of letters finds in the range. The
// index comes first: CROSS JOIN keeps the order.
func (w wordIndex) matching(k *keyset, match string, lowest, highest int64) {
	k.from = fmt.Sprintf("%s_search w CROSS JOIN %[1]s %[2]s INDEXED BY %[1]s_words ON %[2]s.search_id = w.rowid", w.table, w.row)
	k.where(w.table+`_search MATCH ? AND w.rowid BETWEEN ? AND ?`, match, lowest, highest)
}

// narrowPage narrows the list to the rows of its page whose search text holds the
// text, and finds out how many there are. They are the same rows as narrow finds.
// The list is of all rows of the organization, or of the portal for "", unless it is
// filtered.
func (w wordIndex) narrowPage(ctx context.Context, q querier, k *keyset, organizationID, text string, filtered bool) error {
	folded := portal.Fold(text)
	if folded == "" || unsearchable(folded) {
		w.look(k, text)
		return nil
	}
	var highest int64
	if err := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(search_id), 0) FROM `+w.table+` WHERE organization_id = $1 AND search_id > 0`, organizationID).Scan(&highest); err != nil {
		return err
	}
	lowest := highest >> 32 << 32
	rows, short := int(highest-lowest), utf8.RuneCountInString(folded) < 3 // a number is never used twice, so there may be fewer
	few := searchBy.few(rows)
	if short && rows <= searchBy.whole {
		w.holding(k, folded)
		return nil
	}
	if short {
		if enough, err := w.lookAhead(ctx, q, k, folded, few, filtered); enough || err != nil {
			return err
		}
	}
	match, exact, err := w.match(ctx, q, folded)
	if err != nil {
		return err
	}
	n := 0
	if match != "" {
		if err := q.QueryRowContext(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM %[1]s_search WHERE %[1]s_search MATCH $1 AND rowid BETWEEN $2 AND $3 LIMIT $4) found`,
			w.table), match, lowest, highest, max(few, searchBy.counted)+1).Scan(&n); err != nil {
			return err
		}
	}
	if n == 0 {
		k.where("FALSE")
		return nil
	}
	if exact && !filtered {
		k.total = &total{min(n, searchBy.counted), n > searchBy.counted}
	}
	if n > few && rows <= searchBy.whole {
		w.holding(k, folded)
		return nil
	}
	if n > few && !short {
		if enough, err := w.lookAhead(ctx, q, k, folded, few, filtered); enough || err != nil {
			return err
		}
	}
	first := k.after+k.before == ""
	w.matching(k, match, lowest, highest)
	if !exact {
		w.holding(k, folded)
	}
	if first && n <= PageSize { // so that the only page tells how many there are
		if k.total == nil {
			k.total = &total{0, true}
		}
		return nil
	}
	if k.total == nil && !k.uncounted {
		counted, err := k.count(ctx, q, searchBy.counted+1)
		if err != nil {
			return err
		}
		k.total = &total{min(counted, searchBy.counted), counted > searchBy.counted}
	}
	page := k.clone()
	_, backwards, err := page.turn()
	if err != nil {
		return err
	}
	return k.only(ctx, q, w.table, w.row, fmt.Sprintf(`SELECT %s.rowid FROM %s ORDER BY %s LIMIT %d`, w.row, page.matching(), page.order(backwards != page.descending), PageSize+1), page.args...)
}

// lookAhead narrows the list to the rows of its page when they are among the next
// ones in its order, and reports whether they are. Then there are many, unless
// their number is known.
func (w wordIndex) lookAhead(ctx context.Context, q querier, k *keyset, folded string, few int, filtered bool) (bool, error) {
	next, most := k.clone(), searchBy.ahead*few
	_, backwards, err := next.turn()
	if err != nil {
		return false, err
	}
	page := next.clone()
	page.rows(fmt.Sprintf(`(SELECT %[1]s.rowid AS found, %[1]s.search_text FROM %[2]s ORDER BY %[3]s LIMIT %[4]d) looked`,
		w.row, next.matching(), next.order(backwards != next.descending), most))
	page.conditions = nil
	page.where(`INSTR(looked.search_text, ?) > 0`, folded)
	numbers, err := numbersIn(ctx, q, fmt.Sprintf(`SELECT looked.found FROM %s LIMIT %d`, page.matching(), PageSize+1), page.args...)
	if err != nil {
		return false, err
	}
	if len(numbers) <= PageSize { // which is all when the list ends before
		if !filtered && k.after+k.before == "" {
			return false, nil
		}
		if left, err := next.count(ctx, q, most); err != nil || left == most {
			return false, err
		}
	}
	if k.total == nil {
		k.total = &total{0, true}
	}
	k.onlyNumbers(w.table, w.row, numbers)
	return true, nil
}

// match returns what the index is asked for to find the folded text, "" when no
// row holds it, and whether it finds nothing else.
func (w wordIndex) match(ctx context.Context, q querier, folded string) (match string, exact bool, err error) {
	letters := []rune(folded)
	switch {
	case len(letters) < 3:
		match, err = w.begin(ctx, q, folded)
		return match, true, err
	case len(letters) == 3:
		return phrase(folded), true, nil
	}
	match, err = w.rarest(ctx, q, letters)
	return match, false, err
}

// rarest returns what finds the rarest three letters of each half of a text of four
// letters or more: few rows hold both and not the rest. To ask for all of them
// takes long when the others are common.
func (w wordIndex) rarest(ctx context.Context, q querier, letters []rune) (string, error) {
	parts := make([]string, len(letters)-2)
	for i := range parts {
		parts[i] = string(letters[i : i+3])
	}
	common := map[string]int{}
	if err := eachRow(ctx, q, `SELECT l.letters, l.n FROM json_each($1) asked CROSS JOIN `+w.table+`_letters l ON l.letters = asked.value`, []any{jsonList(parts)}, func(row scanner) error {
		var part string
		var n int
		err := row.Scan(&part, &n)
		common[part] = n
		return err
	}); err != nil {
		return "", err
	}
	rarest := func(half []string) string {
		return phrase(slices.MinFunc(half, func(a, b string) int { return cmp.Compare(common[a], common[b]) }))
	}
	half := len(parts) / 2
	return rarest(parts[:half]) + " AND " + rarest(parts[half:]), nil
}

// begin returns what finds the one or two letters: each three of the index that
// begin with them, of any organization.
func (w wordIndex) begin(ctx context.Context, q querier, letters string) (string, error) {
	words, err := textsIn(ctx, q, `SELECT term FROM `+w.table+`_search_words WHERE term >= $1 AND term < $2`, letters, letters+string(unicode.MaxRune))
	for i, word := range words {
		words[i] = phrase(word)
	}
	return strings.Join(words, " OR "), err
}

// phrase is the text as the index of letters is asked for it.
func phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// only makes the list one of the table's rows that a query finds the row ids of.
func (k *keyset) only(ctx context.Context, q querier, table, row, query string, args ...any) error {
	numbers, err := numbersIn(ctx, q, query, args...)
	if err == nil {
		k.onlyNumbers(table, row, numbers)
	}
	return err
}

// onlyNumbers makes the list one of the table's rows with these row ids.
func (k *keyset) onlyNumbers(table, row string, numbers []int64) {
	k.conditions, k.args = nil, nil
	k.rows(fmt.Sprintf("json_each(?) found CROSS JOIN %s %s ON %[2]s.rowid = found.value", table, row), jsonList(numbers))
}

// numbersIn returns the numbers that a query finds.
func numbersIn(ctx context.Context, q querier, query string, args ...any) (numbers []int64, err error) {
	err = eachRow(ctx, q, query, args, func(row scanner) error {
		var n int64
		err := row.Scan(&n)
		numbers = append(numbers, n)
		return err
	})
	return numbers, err
}

// textsIn returns the texts that a query finds.
func textsIn(ctx context.Context, q querier, query string, args ...any) (texts []string, err error) {
	err = eachRow(ctx, q, query, args, func(row scanner) error {
		var text string
		err := row.Scan(&text)
		texts = append(texts, text)
		return err
	})
	return texts, err
}

// jsonList is the texts or numbers as json_each reads them.
func jsonList[T string | int64](values []T) string {
	list, err := json.Marshal(append([]T{}, values...)) // [] for none
	if err != nil {
		panic(err) // texts and numbers only
	}
	return string(list)
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
