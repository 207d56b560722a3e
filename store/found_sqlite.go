package store

import (
	"context"
	"encoding/json"
	"fmt"
)

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
