package list

import "fmt"

// MaxCount is how far lists are counted; beyond it the total is "many".
const MaxCount = 10_000

// Count is a way to find out how many rows a list has.
type Count struct {
	most     int    // how far the rows are counted
	counters string // table of numbers that are summed up instead
	column   string // of the rows, which holds their number
	never    bool
	known    bool
	n        int
	more     bool
	exactly  int
}

// Counted counts the rows, no further than most.
func Counted(most int) Count { return Count{most: most} }

// Summed adds up the numbers of a table that keeps one for each kind of row. The
// conditions choose among these too: the table has each column that they name, and goes
// by the name of the list's own.
func Summed(counters string) Count { return Count{most: MaxCount, counters: counters} }

// Told reads the number from an expression in the rows, up to most.
func Told(column string, most int) Count { return Count{most: most, column: column} }

// Never does not count: Total stays 0.
func Never() Count { return Count{never: true} }

// Known is a number that is known already. Above most it is many.
func Known(n, most int) Count {
	return Count{known: true, n: min(n, most), more: n > most}
}

// KnownExactly is Known for a number that is exact however large it is.
func KnownExactly(n int) Count {
	c := Known(n, MaxCount)
	c.exactly = n
	return c
}

// Many does not count: there are more rows than were seen, unless the first page is
// all.
func Many() Count { return Count{known: true, more: true} }

// asked reports whether the rows have to be counted.
func (c Count) asked() bool { return !c.known && !c.never }

// counting is the SQL expression that counts the list's rows.
func (q Query) counting(c Count) string {
	switch {
	case c.column != "":
		return c.column
	case c.counters != "":
		q.from = c.counters
		return `(SELECT COALESCE(SUM(n), 0) FROM ` + q.Matching() + `)`
	}
	return fmt.Sprintf(`(SELECT COUNT(*) FROM (SELECT 1 FROM %s LIMIT %d) counted)`, q.Matching(), c.most+1)
}

// counted is the total of a page, given the number that was counted with it.
func (c Count) counted(n int) (total int, many bool, exactly int) {
	switch {
	case c.known:
		return c.n, c.more, c.exactly
	case c.never:
		return 0, false, 0
	case c.counters != "":
		exactly = n
	}
	return min(n, c.most), n > c.most, exactly
}
