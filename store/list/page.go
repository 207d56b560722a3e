package list

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mtp/store/database"
)

// Page is one page of a list.
type Page[T any] struct {
	Rows     []T
	From     int    // position of the first row, from 1; about right while others edit
	Total    int    // of all pages, as far as they were counted or seen
	Many     bool   // there are more than were counted
	Exactly  int    // of all pages, however many; 0 when no table keeps the number
	Previous string // cursor for "before"; "" on the first page
	Next     string // cursor for "after"; "" on the last page
}

// Read runs the query and returns its page. read scans the beginning of a row into
// order, and then the selected columns.
func Read[T any](ctx context.Context, db database.Querier, q Query, columns string, read func(row database.Row, order []any) (T, error)) (Page[T], error) {
	var page Page[T]
	number, whole := "0", q
	if q.count.asked() {
		number = q.counting(q.count)
	}
	at, backwards, err := q.toPlace()
	if err != nil {
		return page, err
	}
	if q.long {
		ctx = database.Watched(ctx)
	}
	rows, err := db.QueryContext(ctx, fmt.Sprintf(`SELECT %s, %s, %s FROM %s ORDER BY %s LIMIT %d`,
		strings.Join(q.columns, ", "), number, columns, q.Matching(), q.OrderBy(backwards), PageSize+1), q.args...)
	if err != nil {
		return page, err
	}
	defer rows.Close()
	f := found[T]{rows: make([]T, 0, PageSize)}
	if err := f.take(rows, len(q.columns), read); err != nil {
		return page, err
	}
	rows.Close()
	// The number and the rows are read at once, unless a page holds nothing any more.
	if q.count.asked() && f.first == nil && !q.First() {
		if err := db.QueryRowContext(ctx, `SELECT `+whole.counting(q.count), whole.args...).Scan(&f.number); err != nil {
			return page, err
		}
	}
	page.Rows, page.From = f.rows, at.From
	page.Total, page.Many, page.Exactly = q.count.counted(f.number)
	if backwards {
		f.turn()
		page.From = max(1, at.From-len(f.rows))
		if !f.more {
			page.From = 1
		}
	}
	if seen := page.From + len(f.rows) - 1; page.Many && page.Total < seen { // many is all that is known
		page.Total = seen
	}
	if q.count.known && q.count.n == 0 && !f.more && !backwards { // this is the end of them
		page.Many = false
	}
	if len(f.rows) == 0 {
		return page, nil
	}
	if backwards && f.more || !backwards && q.after != "" {
		page.Previous = Cursor(f.first, max(1, page.From))
	}
	if !backwards && f.more || backwards {
		page.Next = Cursor(f.last, page.From+len(f.rows))
	}
	return page, nil
}

// found is the rows of a page as they are read.
type found[T any] struct {
	rows        []T
	more        bool  // there is a row beyond the page
	number      int   // of all rows
	first, last []any // values of the order
}

// take reads the rows. Each begins with so many columns of the order and the number of
// all rows.
func (f *found[T]) take(rows *sql.Rows, columns int, read func(row database.Row, order []any) (T, error)) error {
	values := make([]any, columns+1)
	begins := make([]any, len(values), len(values)+4)
	for i := range values {
		begins[i] = &values[i]
	}
	order, number := values[:columns], &values[columns]
	for rows.Next() {
		row, err := read(rows, begins)
		if err != nil {
			return err
		}
		if f.more = len(f.rows) == PageSize; f.more {
			break
		}
		if f.first == nil {
			f.first, f.number = slices.Clone(order), wholeNumber(*number)
		}
		f.rows, f.last = append(f.rows, row), append(f.last[:0], order...)
	}
	return rows.Err()
}

// turn puts rows that were read backwards in the order of the list.
func (f *found[T]) turn() {
	slices.Reverse(f.rows)
	f.first, f.last = f.last, f.first
}

// wholeNumber reads a number of a driver, which may return a sum as text.
func wholeNumber(scanned any) int {
	switch n := scanned.(type) {
	case int64:
		return int(n)
	case []byte:
		whole, _ := strconv.Atoi(string(n))
		return whole
	case string:
		whole, _ := strconv.Atoi(n)
		return whole
	}
	return 0
}

// Text returns a text of the order that was scanned.
func Text(scanned any) string {
	text, _ := (*scanned.(*any)).(string)
	return text
}

// Int returns a whole number of the order that was scanned.
func Int(scanned any) int64 {
	n, _ := (*scanned.(*any)).(int64)
	return n
}
