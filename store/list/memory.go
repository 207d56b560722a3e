package list

import "slices"

// Of is Read for what is in memory. all is sorted by its keys, which are the values of
// cursors; row makes a row of one of them. For a page that holds nothing any more the
// first one is returned.
func Of[A, T any](all []A, after, before string, key func(A) []any, row func(A) T) (Page[T], error) {
	var page Page[T]
	if after != "" && before != "" {
		return page, bothWays()
	}
	if len(all) == 0 {
		return page, nil
	}
	page.Many, page.Total = len(all) > MaxCount, min(len(all), MaxCount)
	from, to := 0, min(PageSize, len(all))
	if edge := after + before; edge != "" {
		at, err := parseCursor(edge, len(key(all[0])))
		if err != nil {
			return page, err
		}
		// The first past the cursor or, for the page before it, the first not before it.
		first, _ := slices.BinarySearchFunc(all, at.Values, func(a A, values []any) int {
			if order := slices.CompareFunc(key(a), values, compareValues); order != 0 || before != "" {
				return order
			}
			return -1
		})
		from, to = first, min(first+PageSize, len(all))
		if before != "" {
			from, to = max(0, first-PageSize), first
		}
		if from == to { // nothing is there any more
			from, to = 0, min(PageSize, len(all))
		}
	}
	page.From = from + 1
	page.Rows = make([]T, 0, PageSize)
	for _, a := range all[from:to] {
		page.Rows = append(page.Rows, row(a))
	}
	if from > 0 {
		page.Previous = Cursor(key(all[from]), from+1)
	}
	if to < len(all) {
		page.Next = Cursor(key(all[to-1]), to+1)
	}
	return page, nil
}
