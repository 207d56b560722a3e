package database

import (
	"context"
	"encoding/json"
)

// EachRow calls read for every row that the query finds.
func EachRow(ctx context.Context, q Querier, query string, args []any, read func(Row) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Rows returns what read makes of every row that the query finds.
func Rows[T any](ctx context.Context, q Querier, query string, args []any, read func(Row) (T, error)) (all []T, err error) {
	err = EachRow(ctx, q, query, args, func(row Row) error {
		one, err := read(row)
		all = append(all, one)
		return err
	})
	return all, err
}

// All returns the values of the one column that the query finds.
func All[T any](ctx context.Context, q Querier, query string, args ...any) ([]T, error) {
	return Rows(ctx, q, query, args, func(row Row) (value T, err error) {
		err = row.Scan(&value)
		return value, err
	})
}

// List is the texts or numbers as one argument of a query, which Values reads: however
// many there are, the query stays the same and is planned once.
func List[T string | int | int64](values []T) string {
	list, err := json.Marshal(append([]T{}, values...)) // [] for none
	if err != nil {
		panic(err) // texts and numbers only
	}
	return string(list)
}
