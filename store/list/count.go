package list

import "fmt"

// MaxCount is how far lists are counted; beyond it the total is "many".
const MaxCount = 10_000

// Count is how it becomes known how many rows a list has.
type Count struct {
	most     int    // how far the rows are counted
	counters string // table of numbers that are summed up instead
	column   string // of the rows, which tells how many there are
	never    bool
	known    bool
	n        int
	more     bool
	exactly  int
}

// Counted counts the rows up to most; beyond it there are many.
func Counted(most int) Count { return Count{most: most} }

// Summed sums up the numbers of a table that keeps one for each kind of rows. It has to
// have each column that a condition of the list names, under the list's name of the
// table: the conditions choose among the kinds as they do among the rows.
func Summed(counters string) Count { return Count{most: MaxCount, counters: counters} }

// Told is told by an expression in the rows, up to most.
func Told(column string, most int) Count { return Count{most: most, column: column} }

// Never leaves open how many there are: Total stays 0.
func Never() Count { return Count{never: true} }

// Known is a number that is known already, up to most.
func Known(n, most int) Count {
	return Count{known: true, n: min(n, most), more: n > most}
}

// KnownExactly is Known of a number that kept numbers tell.
func KnownExactly(n int) Count {
	c := Known(n, MaxCount)
	c.exactly = n
	return c
}

// Many is that there are more than is told.
func Many() Count { return Count{known: true, more: true} }

// asked reports whether the rows have to be counted with the page.
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
