package list

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"strings"

	"mtp/internal/fault"
)

// cursor is the place between two rows.
type cursor struct {
	Values []any `json:"v"`
	From   int   `json:"n"` // position of the first row after the place
}

// Cursor is the place before or after the row with these values of the order. The first
// row after the place has the position following, from 1.
func Cursor(values []any, following int) string {
	encoded, err := json.Marshal(cursor{values, following})
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

// compareValues compares two values of cursors as the database does: numbers come
// before texts, and texts are compared by their bytes.
func compareValues(a, b any) int {
	m, number := a.(int64)
	n, other := b.(int64)
	switch {
	case number && other:
		return cmp.Compare(m, n)
	case number:
		return -1
	case other:
		return 1
	}
	s, _ := a.(string)
	t, _ := b.(string)
	return cmp.Compare(s, t)
}
