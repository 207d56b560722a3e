package store

import (
	"cmp"
	"slices"
)

// pageOf is listPage for what is in memory: a page of the places, which are in the
// order of their keys, the values of cursors. row makes a row of a place. A page that
// is no longer there is the first one.
func pageOf[T any](places []place, after, before string, key func(place) []any, row func(place) T) (List[T], error) {
	var list List[T]
	if after != "" && before != "" {
		return list, bothWays()
	}
	if len(places) == 0 {
		return list, nil
	}
	list.Many, list.Total = len(places) > MaxCount, min(len(places), MaxCount)
	from, to := 0, min(PageSize, len(places))
	if edge := after + before; edge != "" {
		at, err := parseCursor(edge, len(key(places[0])))
		if err != nil {
			return list, err
		}
		// The first past the cursor or, for the page before it, the first not before it.
		first, _ := slices.BinarySearchFunc(places, at.Values, func(p place, values []any) int {
			if order := slices.CompareFunc(key(p), values, compareValues); order != 0 || before != "" {
				return order
			}
			return -1
		})
		from, to = first, min(first+PageSize, len(places))
		if before != "" {
			from, to = max(0, first-PageSize), first
		}
		if from == to { // nothing is there any more
			from, to = 0, min(PageSize, len(places))
		}
	}
	list.From = from + 1
	list.Rows = make([]T, 0, PageSize)
	for _, p := range places[from:to] {
		list.Rows = append(list.Rows, row(p))
	}
	if from > 0 {
		list.Previous = cursor{key(places[from]), from + 1}.String()
	}
	if to < len(places) {
		list.Next = cursor{key(places[to-1]), to + 1}.String()
	}
	return list, nil
}

// compareValues compares two values of cursors as the database does: numbers come
// before texts.
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
