// Package list makes pages of lists: the query of a list, the place in it where a page
// begins, and how many rows there are. A page is found by the values of the ordered
// columns in the row where the neighbouring page ends, never by counting rows.
package list

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
)

// PageSize is the number of rows on a page of any list.
const PageSize = 50

// Query is the query of a list.
type Query struct {
	from          string
	columns       []string // the order; unique together
	descending    bool
	conditions    []string
	args          []any
	after, before string
	count         Count
	long          bool
}

// Order is what a list is sorted by: columns that are unique together.
type Order struct {
	Columns    []string
	Descending bool
}

// New returns the query for the rows, an SQL FROM, in that order, of which the page is
// after or before a cursor, or the first page.
func New(from string, order Order, after, before string) Query {
	return Query{from: from, columns: order.Columns, descending: order.Descending, after: after, before: before, count: Counted(MaxCount)}
}

// Rows returns the query for all rows, in no order, to be counted or read whole.
func Rows(from string, args ...any) Query {
	q := Query{count: Counted(MaxCount)}
	q.From(from, args...)
	return q
}

// Clone returns a copy, which can be narrowed alone.
func (q Query) Clone() Query {
	q.conditions, q.args = slices.Clone(q.conditions), slices.Clone(q.args)
	return q
}

// From says what is listed instead; each ? in it stands for the next argument.
func (q *Query) From(from string, args ...any) { q.from = q.Bound(from, args...) }

// Sort changes the order of the list.
func (q *Query) Sort(o Order) { q.columns, q.descending = o.Columns, o.Descending }

// At asks for the page after or before a cursor.
func (q *Query) At(after, before string) { q.after, q.before = after, before }

// Where adds a condition; each ? in it stands for the next argument.
func (q *Query) Where(condition string, args ...any) {
	q.conditions = append(q.conditions, q.Bound(condition, args...))
}

// WordsIn narrows the rows to those in which the column holds each word of the text.
func (q *Query) WordsIn(column, text string) {
	for _, word := range portal.Words(text) {
		q.Where(column+` LIKE ? ESCAPE '\'`, Like(word))
	}
}

// Like is the LIKE pattern for what holds the text.
func Like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// Bound returns the SQL with each ? made the number of the next argument.
func (q *Query) Bound(text string, args ...any) string {
	for _, arg := range args {
		q.args = append(q.args, arg)
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(q.args)), 1)
	}
	return text
}

// Becomes lists the rows of another FROM, which has applied the conditions.
func (q *Query) Becomes(from string, args []any) {
	q.from, q.conditions, q.args = from, nil, args
}

// Long says whether it may take long to find the page. Then that ends with the request.
func (q *Query) Long(long bool) { q.long = long }

// Count sets the way to count the rows.
func (q *Query) Count(c Count) { q.count = c }

// Uncounted reports whether the rows still have to be counted.
func (q Query) Uncounted() bool { return !q.count.known && !q.count.never }

// Known reports whether the number of rows is known, or known to be many.
func (q Query) Known() bool { return q.count.known }

// Conditions is how many conditions narrow the list.
func (q Query) Conditions() int { return len(q.conditions) }

// First reports whether the page is the first one.
func (q Query) First() bool { return q.after+q.before == "" }

// Columns are what the list is sorted by.
func (q Query) Columns() []string { return q.columns }

// Args are the arguments of what the query returns as SQL.
func (q Query) Args() []any { return q.args }

// Matching is the SQL for all rows of the list: what follows FROM, with WHERE.
func (q Query) Matching() string {
	if len(q.conditions) == 0 {
		return q.from
	}
	return q.from + " WHERE " + strings.Join(q.conditions, " AND ")
}

// OrderBy lists the columns for ORDER BY, in the order of the list or the other way
// round.
func (q Query) OrderBy(backwards bool) string {
	if q.descending != backwards {
		return strings.Join(q.columns, " DESC, ") + " DESC"
	}
	return strings.Join(q.columns, ", ")
}

// ToPlace narrows the rows to those after the place where the page begins or, to be
// read backwards, before the place where it ends.
func (q *Query) ToPlace() (backwards bool, err error) {
	_, backwards, err = q.toPlace()
	return backwards, err
}

func (q *Query) toPlace() (at cursor, backwards bool, err error) {
	at, backwards = cursor{From: 1}, q.before != ""
	if backwards && q.after != "" {
		return at, false, bothWays()
	}
	if q.First() {
		return at, false, nil
	}
	if at, err = parseCursor(q.after+q.before, len(q.columns)); err != nil {
		return at, false, err
	}
	sign := ">"
	if backwards != q.descending {
		sign = "<"
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(q.columns)), ", ")
	q.Where("("+strings.Join(q.columns, ", ")+") "+sign+" ("+marks+")", at.Values...)
	return at, backwards, nil
}

// Number counts the rows of the whole list, no further than most.
func (q Query) Number(ctx context.Context, db database.Querier, most int) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT `+q.counting(Counted(most-1)), q.args...).Scan(&n)
	return n, err
}

// Sum is the number of rows of the whole list by the counters, as Summed says.
func (q Query) Sum(ctx context.Context, db database.Querier, counters string) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT `+q.counting(Summed(counters)), q.args...).Scan(&n)
	return n, err
}
