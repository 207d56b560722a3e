package store

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// PageSize is the number of rows on a page of any list.
const PageSize = 50

// MaxCount is how far lists are counted; beyond it the total is "many".
const MaxCount = 10_000

// List is one page of a list.
type List[T any] struct {
	Rows     []T
	From     int    // position of the first row, from 1; about right while others edit
	Total    int    // of all pages, as far as they were counted or seen
	Many     bool   // there are more than were counted
	Exactly  int    // how many there are, also of many; 0 where no kept numbers tell it
	Previous string // cursor for "before"; "" on the first page
	Next     string // cursor for "after"; "" on the last page
}

// keyset is a list's query: pages are found by the values of the ordered
// columns in the row where the neighbouring page ends, never by counting rows.
type keyset struct {
	from          string
	columns       []string // the order; unique together
	descending    bool
	conditions    []string
	args          []any
	after, before string
	counted       int    // how far the rows are counted; 0 for MaxCount
	uncounted     bool   // they are not counted at all, and Total stays 0
	counters      string // table of numbers, with the columns of the conditions, that are summed up instead; "" when there is none
	numbered      string // expression in the rows that tells how many there are; "" when none does
	total         *total // when it is known already
	long          bool   // the page may take long to find
}

// total is how many rows a list has, or that many and more; 0 and more when that is
// not known.
type total struct {
	n       int
	more    bool
	exactly int // where kept numbers tell it
}

// clone returns a copy that can be narrowed apart.
func (k keyset) clone() keyset {
	k.conditions, k.args = slices.Clone(k.conditions), slices.Clone(k.args)
	return k
}

// where adds a condition; each ? in it stands for the next argument.
func (k *keyset) where(condition string, args ...any) {
	k.conditions = append(k.conditions, k.bound(condition, args))
}

// wordsIn narrows the rows to those in which the column holds each word of the text.
func (k *keyset) wordsIn(column, text string) {
	for _, word := range portal.Words(text) {
		k.where(column+` LIKE ? ESCAPE '\'`, like(word))
	}
}

// rows says what is listed; each ? in it stands for the next argument.
func (k *keyset) rows(from string, args ...any) { k.from = k.bound(from, args) }

// bound returns the SQL with each ? made the number of the next argument.
func (k *keyset) bound(text string, args []any) string {
	for _, arg := range args {
		k.args = append(k.args, arg)
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(k.args)), 1)
	}
	return text
}

// count counts the rows of the whole list, not further than most unless they are
// summed up.
func (k keyset) count(ctx context.Context, q database.Querier, most int) (n int, err error) {
	err = q.QueryRowContext(ctx, `SELECT `+k.number(most), k.args...).Scan(&n)
	return n, err
}

// number is the expression that counts.
func (k keyset) number(most int) string {
	if k.numbered != "" {
		return k.numbered
	}
	if k.counters != "" {
		k.from = k.counters
		return `(SELECT COALESCE(SUM(n), 0) FROM ` + k.matching() + `)`
	}
	return fmt.Sprintf(`(SELECT COUNT(*) FROM (SELECT 1 FROM %s LIMIT %d) counted)`, k.matching(), most)
}

// order lists the columns for ORDER BY.
func (k keyset) order(descending bool) string {
	if descending {
		return strings.Join(k.columns, " DESC, ") + " DESC"
	}
	return strings.Join(k.columns, ", ")
}

// matching are all rows of the list, for FROM and WHERE.
func (k keyset) matching() string {
	if len(k.conditions) == 0 {
		return k.from
	}
	return k.from + " WHERE " + strings.Join(k.conditions, " AND ")
}

// cursor is the place between two rows.
type cursor struct {
	Values []any `json:"v"`
	From   int   `json:"n"` // position of the row on the far side of the place
}

func (c cursor) String() string {
	encoded, err := json.Marshal(c)
	if err != nil {
		panic(err) // texts and numbers only
	}
	return base64.RawURLEncoding.EncodeToString(encoded)
}

// maxCursor is far more than the longest name makes, in bytes.
const maxCursor = 4 << 10

// parseCursor reads a cursor of n values, each a text or a whole number.
func parseCursor(s string, n int) (cursor, error) {
	bad := fault.New(fault.Invalid, "This page of the list cannot be found. Open the list from its beginning.")
	var c cursor
	if len(s) > maxCursor {
		return c, bad
	}
	encoded, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return c, bad
	}
	d := json.NewDecoder(strings.NewReader(string(encoded)))
	d.UseNumber()
	if d.Decode(&c) != nil || len(c.Values) != n || c.From < 1 || c.From > 1<<40 {
		return c, bad
	}
	for i, v := range c.Values {
		switch v := v.(type) {
		case string:
		case json.Number:
			if c.Values[i], err = v.Int64(); err != nil {
				return c, bad
			}
		default:
			return c, bad
		}
	}
	return c, nil
}

func bothWays() error {
	return fault.New(fault.Invalid, "Ask for the page after or before a place, not for both.")
}

// turn narrows the rows to those on one side of the place that the page begins or
// ends at, and says which.
func (k *keyset) turn() (at cursor, backwards bool, err error) {
	at, backwards = cursor{From: 1}, k.before != ""
	if backwards && k.after != "" {
		return at, false, bothWays()
	}
	place := k.after + k.before
	if place == "" {
		return at, false, nil
	}
	if at, err = parseCursor(place, len(k.columns)); err != nil {
		return at, false, err
	}
	sign := ">"
	if backwards != k.descending {
		sign = "<"
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(k.columns)), ", ")
	k.where("("+strings.Join(k.columns, ", ")+") "+sign+" ("+marks+")", at.Values...)
	return at, backwards, nil
}

// listPage runs the query and returns its page. read scans what a row begins with into
// cursor, and the selected columns after that.
func listPage[T any](ctx context.Context, q database.Querier, k keyset, columns string, read func(row database.Row, cursor []any) (T, error)) (List[T], error) {
	var list List[T]
	all, most := 0, cmp.Or(k.counted, MaxCount)
	counted, apart := k.number(most+1), k
	if k.total != nil || k.uncounted {
		counted = "0"
	}
	at, backwards, err := k.turn()
	if err != nil {
		return list, err
	}
	if k.long {
		ctx = database.Watched(ctx)
	}
	rows, err := q.QueryContext(ctx, fmt.Sprintf(`SELECT %s, %s, %s FROM %s ORDER BY %s LIMIT %d`,
		strings.Join(k.columns, ", "), counted, columns, k.matching(), k.order(backwards != k.descending), PageSize+1), k.args...)
	if err != nil {
		return list, err
	}
	defer rows.Close()
	// The values of the order in the row that is read, and the number of all.
	values := make([]any, len(k.columns)+1)
	begins := make([]any, len(values), len(values)+4)
	for i := range values {
		begins[i] = &values[i]
	}
	order, number := values[:len(k.columns)], &values[len(k.columns)]
	var first, last []any
	more := false
	list.Rows = make([]T, 0, PageSize)
	for rows.Next() {
		row, err := read(rows, begins)
		if err != nil {
			return list, err
		}
		if more = len(list.Rows) == PageSize; more {
			break
		}
		if first == nil {
			first = slices.Clone(order)
			n, _ := (*number).(int64)
			all = int(n)
		}
		list.Rows, last = append(list.Rows, row), append(last[:0], order...)
	}
	if err := rows.Err(); err != nil {
		return list, err
	}
	rows.Close()
	// The number and the rows are read at once, unless a page holds nothing any more.
	if !k.uncounted && k.total == nil && first == nil && k.after+k.before != "" {
		if all, err = apart.count(ctx, q, most+1); err != nil {
			return list, err
		}
	}
	list.Many, list.Total = all > most, min(all, most)
	if k.counters != "" {
		list.Exactly = all
	}
	if k.total != nil {
		list.Total, list.Many, list.Exactly = k.total.n, k.total.more, k.total.exactly
	}
	list.From = at.From
	if backwards {
		slices.Reverse(list.Rows)
		first, last = last, first
		list.From = max(1, at.From-len(list.Rows))
		if !more {
			list.From = 1
		}
	}
	if seen := list.From + len(list.Rows) - 1; list.Many && list.Total < seen { // many is all that is known
		list.Total = seen
	}
	if k.total != nil && k.total.n == 0 && !more && !backwards { // this is the end of them
		list.Many = false
	}
	if len(list.Rows) == 0 {
		return list, nil
	}
	if backwards && more || !backwards && k.after != "" {
		list.Previous = cursor{first, max(1, list.From)}.String()
	}
	if !backwards && more || backwards {
		list.Next = cursor{last, list.From + len(list.Rows)}.String()
	}
	return list, nil
}

// cursorText returns a text that was scanned as a cursor's value.
func cursorText(scanned any) string {
	text, _ := (*scanned.(*any)).(string)
	return text
}
