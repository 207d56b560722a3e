package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtp/internal/portal"
	"mtp/store/database"
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
	ahead   int // times few are looked at in the order of the list for one or two letters before they are gathered
	further int // times few for more letters, of which it is known that they are common
	counted int // how far what is common is counted
	rare    int // up to how many rows are always gathered and sorted; more of long lists
}

var searchBy = searching{whole: 2_000, ahead: 5, further: 15, counted: 1_000, rare: 300}

// few is up to how many of a list's rows it is quicker to gather those who match
// and sort them than to look at the rows in the order of the list, which finds a
// page of what is common soon. To gather one takes about as long as to look at four.
func (s searching) few(rows int) int {
	return max(s.rare, int(math.Sqrt(float64(rows)*PageSize/4)))
}

// narrow narrows the whole list to the rows whose search text holds the words of the
// text.
func (w wordIndex) narrow(k *keyset, text string) {
	words := portal.Words(text)
	if len(words) == 0 || unsearchable(words) || short(words[0]) {
		w.look(k, text)
		return
	}
	end := slices.IndexFunc(words, short)
	if end < 0 {
		end = len(words)
	}
	var phrases []string
	for _, word := range words[:end] {
		phrases = append(phrases, phrase(word))
	}
	w.matching(k, strings.Join(phrases, " AND "), 0, math.MaxInt64)
	w.holding(k, words[end:])
}

// unsearchable reports whether the words hold what no search text does.
func unsearchable(words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.ContainsFunc(word, unicode.IsControl) })
}

// short reports whether the index of letters cannot be asked for the word itself.
func short(word string) bool { return utf8.RuneCountInString(word) < 3 }

// look narrows the whole list by a look at each row.
func (w wordIndex) look(k *keyset, text string) {
	if words := portal.Words(text); unsearchable(words) {
		k.where("FALSE")
	} else {
		w.holding(k, words)
	}
}

func (w wordIndex) holding(k *keyset, words []string) { holding(k, w.row+".search_text", words) }

// holding narrows the rows to those in which the column holds each of the words.
func holding(k *keyset, column string, words []string) {
	for _, word := range words {
		k.where(`INSTR(`+column+`, ?) > 0`, word)
	}
}

// matching narrows the list to what the index of letters finds in the range. The
// index comes first: CROSS JOIN keeps the order.
func (w wordIndex) matching(k *keyset, match string, lowest, highest int64) {
	k.from = fmt.Sprintf("%s_search w CROSS JOIN %[1]s %[2]s INDEXED BY %[1]s_words ON %[2]s.search_id = w.rowid", w.table, w.row)
	k.where(w.table+`_search MATCH ? AND w.rowid BETWEEN ? AND ?`, match, lowest, highest)
}

// narrowPage narrows the list to the rows of its page whose search text holds the
// words of the text, and finds out how many there are. They are the same rows as narrow finds.
// The list is of all rows of the organization, or of the portal for "", unless it is
// filtered.
func (w wordIndex) narrowPage(ctx context.Context, q database.Querier, k *keyset, organizationID, text string, filtered bool) error {
	words := portal.Words(text)
	if len(words) == 0 || unsearchable(words) {
		w.look(k, text)
		return nil
	}
	var highest int64
	var common int // about how many rows hold the three letters, if these are many; 0 of other texts
	if err := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(search_id), 0), COALESCE((SELECT n FROM `+w.table+`_letters WHERE letters = $2), 0)
		FROM `+w.table+` WHERE organization_id = $1 AND search_id > 0`, organizationID, strings.Join(words, " ")).Scan(&highest, &common); err != nil {
		return err
	}
	lowest := highest >> 32 << 32
	rows, short := int(highest-lowest), short(words[0]) // a number is never used twice, so there may be fewer
	few := searchBy.few(rows)
	if short && rows <= searchBy.whole {
		w.holding(k, words)
		return nil
	}
	ahead := 0 // how far it is looked before anything is counted
	switch {
	case short:
		ahead = searchBy.ahead * few
	case common > max(few, searchBy.counted) && rows > searchBy.whole && organizationID == "": // others may hold most of them
		ahead = searchBy.further * few
	}
	if ahead > 0 {
		if enough, err := w.lookAhead(ctx, q, k, words, ahead, filtered); enough || err != nil {
			return err
		}
	}
	match, exact, err := w.match(ctx, q, words)
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
		k.total = &total{n: min(n, searchBy.counted), more: n > searchBy.counted}
	}
	if n > few && rows <= searchBy.whole {
		w.holding(k, words)
		return nil
	}
	if n > few && ahead == 0 {
		if n <= searchBy.counted && k.total == nil && !k.uncounted {
			counted, err := w.found(*k, match, exact, words, lowest, highest).count(ctx, q, n)
			if err != nil {
				return err
			}
			k.total = &total{n: counted}
		}
		if enough, err := w.lookAhead(ctx, q, k, words, searchBy.further*few, filtered); enough || err != nil {
			return err
		}
	}
	*k = w.found(*k, match, exact, words, lowest, highest)
	return w.gather(ctx, q, k, n, n <= few)
}

// found is the list narrowed to what the index of letters finds in the range, and by
// a look at those rows unless it is exact.
func (w wordIndex) found(k keyset, match string, exact bool, words []string, lowest, highest int64) keyset {
	k = k.clone()
	w.matching(&k, match, lowest, highest)
	if !exact {
		w.holding(&k, words)
	}
	return k
}

// gather narrows the list, which is of n rows at most, to the rows of its page before
// they are read, and finds out how many there are: at once when they are few.
func (w wordIndex) gather(ctx context.Context, q database.Querier, k *keyset, n int, few bool) error {
	if n <= PageSize && k.after+k.before == "" { // the only page, which tells how many there are
		if k.total == nil {
			k.total = &total{more: true}
		}
		return nil
	}
	number := "0"
	switch {
	case k.total != nil || k.uncounted:
	case few && k.after+k.before == "":
		number, k.numbered, k.counted = "COUNT(*) OVER ()", "found.n", searchBy.counted
	default:
		counted, err := k.count(database.Watched(ctx), q, searchBy.counted+1)
		if err != nil {
			return err
		}
		k.total = &total{n: min(counted, searchBy.counted), more: counted > searchBy.counted}
	}
	page := k.clone()
	_, backwards, err := page.turn()
	if err != nil {
		return err
	}
	k.long = !few
	k.conditions, k.args = nil, page.args
	k.from = fmt.Sprintf(`(SELECT %[1]s.rowid AS number, %[2]s AS n FROM %[3]s ORDER BY %[4]s LIMIT %[5]d) found CROSS JOIN %[6]s %[1]s ON %[1]s.rowid = found.number`,
		w.row, number, page.matching(), page.order(backwards != page.descending), PageSize+1, w.table)
	return nil
}

// lookAhead narrows the list to the rows of its page when they are among the next
// ones in its order, so many at most, and reports whether they are. Then there are many, unless
// their number is known.
func (w wordIndex) lookAhead(ctx context.Context, q database.Querier, k *keyset, words []string, most int, filtered bool) (bool, error) {
	if filtered {
		ctx = database.Watched(ctx) // few may be left of the many that are passed
	}
	next := k.clone()
	_, backwards, err := next.turn()
	if err != nil {
		return false, err
	}
	page := next.clone()
	page.rows(fmt.Sprintf(`(SELECT %[1]s.rowid AS found, %[1]s.search_text FROM %[2]s ORDER BY %[3]s LIMIT %[4]d) looked`,
		w.row, next.matching(), next.order(backwards != next.descending), most))
	page.conditions = nil
	holding(&page, "looked.search_text", words)
	numbers, err := database.All[int64](ctx, q, fmt.Sprintf(`SELECT looked.found FROM %s LIMIT %d`, page.matching(), PageSize+1), page.args...)
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
		k.total = &total{more: true}
	}
	k.onlyNumbers(w.table, w.row, numbers)
	return true, nil
}
