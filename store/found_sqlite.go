package store

import (
	"encoding/json"
	"fmt"

	"mtp/store/database"
)

// onlyNumbers makes the list one of the table's rows with these row ids.
func (k *keyset) onlyNumbers(table, row string, numbers []int64) {
	k.conditions, k.args = nil, nil
	k.rows(fmt.Sprintf("json_each(?) found CROSS JOIN %s %s ON %[2]s.rowid = found.value", table, row), database.List(numbers))
}

// jsonList is the texts or numbers as json_each reads them.
func jsonList[T string | int64](values []T) string {
	list, err := json.Marshal(append([]T{}, values...)) // [] for none
	if err != nil {
		panic(err) // texts and numbers only
	}
	return string(list)
}
