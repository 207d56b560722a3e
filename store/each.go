package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// askedAtOnce is how many values one statement holds. SQLite looks each numbered
// parameter up among those before it, so that many at once cost more than many
// statements.
const askedAtOnce = 100

// eachOf runs a query that ends in IN once for each part of the values, and calls
// read for every row that it finds.
func eachOf(ctx context.Context, q querier, query string, values []string, read func(scanner) error) error {
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(values))), askedAtOnce) {
		args, marks := make([]any, len(some)), make([]string, len(some))
		for i, v := range some {
			args[i], marks[i] = v, fmt.Sprintf("$%d", i+1)
		}
		if err := eachRow(ctx, q, query+"("+strings.Join(marks, ", ")+")", args, read); err != nil {
			return err
		}
	}
	return nil
}

func eachRow(ctx context.Context, q querier, query string, args []any, read func(scanner) error) error {
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
