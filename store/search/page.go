package search

import (
	"context"
	"fmt"
	"strings"

	"mtp/store/database"
	"mtp/store/list"
)

// page is the search for one page of a list.
type page struct {
	Index
	db       database.Querier
	q        *list.Query
	t        Tuning
	words    []string
	filtered bool

	lowest, highest int64 // search ids of the rows of the organization
	rows            int   // how many there are at most: no search id is used twice
	few             int   // as Tuning says for these rows
	common          int   // about how many rows hold a text of three letters, if many do; else 0
}

// measure finds out how many rows are searched.
func (p *page) measure(ctx context.Context, organizationID string) error {
	err := p.db.QueryRowContext(ctx, `SELECT COALESCE(MAX(search_id), 0), COALESCE((SELECT n FROM `+p.table+`_letters WHERE letters = $2), 0)
		FROM `+p.table+` WHERE organization_id = $1 AND search_id > 0`, organizationID, strings.Join(p.words, " ")).Scan(&p.highest, &p.common)
	p.lowest = p.highest >> 32 << 32
	p.rows = int(p.highest - p.lowest)
	p.few = p.t.few(p.rows)
	return err
}

// narrow chooses the way. whole says that most rows of the index are the list's.
func (p *page) narrow(ctx context.Context, whole bool) error {
	if short(p.words[0]) && p.rows <= p.t.Whole {
		p.holding(p.q, p.words)
		return nil
	}
	ahead := p.first(whole)
	if ahead > 0 {
		if done, err := p.along(ctx, ahead); done || err != nil {
			return err
		}
	}
	match, exact, err := p.match(ctx, p.db, p.words)
	if err != nil {
		return err
	}
	n, err := p.number(ctx, match)
	if err != nil {
		return err
	}
	if n == 0 {
		p.q.Where("FALSE")
		return nil
	}
	if exact && !p.filtered {
		p.q.Count(list.Known(n, p.t.Counted))
	}
	if n > p.few && p.rows <= p.t.Whole {
		p.holding(p.q, p.words)
		return nil
	}
	if n > p.few && ahead == 0 {
		if done, err := p.alongCounted(ctx, match, exact, n); done || err != nil {
			return err
		}
	}
	found := p.found(match, exact)
	*p.q = found
	return p.gather(ctx, n)
}

// first is how many rows are looked at along the list before the index is asked: none
// when it is not known that the text is common.
func (p *page) first(whole bool) int {
	switch {
	case short(p.words[0]):
		return p.t.Ahead * p.few
	case p.common > max(p.few, p.t.Counted) && p.rows > p.t.Whole && whole: // in an organization, others may hold most of them
		return p.t.Further * p.few
	}
	return 0
}

// number returns how many rows the index finds, as far as that matters.
func (p *page) number(ctx context.Context, match string) (n int, err error) {
	if match == "" {
		return 0, nil
	}
	err = p.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM %[1]s_search WHERE %[1]s_search MATCH $1 AND rowid BETWEEN $2 AND $3 LIMIT $4) found`,
		p.table), match, p.lowest, p.highest, max(p.few, p.t.Counted)+1).Scan(&n)
	return n, err
}

// alongCounted goes along the list for a text that many rows hold by the index. It
// counts them first when there are not too many.
func (p *page) alongCounted(ctx context.Context, match string, exact bool, n int) (done bool, err error) {
	if n <= p.t.Counted && p.q.Uncounted() {
		found := p.found(match, exact)
		counted, err := found.Number(ctx, p.db, n)
		if err != nil {
			return false, err
		}
		p.q.Count(list.Known(counted, n))
	}
	return p.along(ctx, p.t.Further*p.few)
}

// found is the list narrowed to what the index finds. Unless that is exact, those rows
// are looked at.
func (p *page) found(match string, exact bool) list.Query {
	q := p.q.Clone()
	p.byLetters(&q, match, p.lowest, p.highest)
	if !exact {
		p.holding(&q, p.words)
	}
	return q
}

// gather narrows the list, of which n rows at most are left, to the rows of its page,
// and counts the whole list: by the same query when they are few.
func (p *page) gather(ctx context.Context, n int) error {
	if n <= list.PageSize && p.q.First() { // the only page, which tells how many there are
		if !p.q.Known() {
			p.q.Count(list.Many())
		}
		return nil
	}
	few, number := n <= p.few, "0"
	switch {
	case !p.q.Uncounted():
	case few && p.q.First():
		number = "COUNT(*) OVER ()"
		p.q.Count(list.Told("found.n", p.t.Counted))
	default:
		counted, err := p.q.Number(database.Watched(ctx), p.db, p.t.Counted+1)
		if err != nil {
			return err
		}
		p.q.Count(list.Known(counted, p.t.Counted))
	}
	page := p.q.Clone()
	backwards, err := page.ToPlace()
	if err != nil {
		return err
	}
	p.q.Long(!few)
	p.q.Becomes(fmt.Sprintf(`(SELECT %[1]s.rowid AS number, %[2]s AS n FROM %[3]s ORDER BY %[4]s LIMIT %[5]d) found CROSS JOIN %[6]s %[1]s ON %[1]s.rowid = found.number`,
		p.row, number, page.Matching(), page.OrderBy(backwards), list.PageSize+1, p.table), page.Args())
	return nil
}

// along looks at the next rows of the list, no more than most, and reports whether the
// page is found among them. Then the list is narrowed to them, and their number is many
// unless known.
func (p *page) along(ctx context.Context, most int) (done bool, err error) {
	if p.filtered {
		ctx = database.Watched(ctx) // few may be left of the many that are passed
	}
	next := p.q.Clone()
	backwards, err := next.ToPlace()
	if err != nil {
		return false, err
	}
	page := next.Clone()
	page.Becomes(fmt.Sprintf(`(SELECT %[1]s.rowid AS found, %[1]s.search_text FROM %[2]s ORDER BY %[3]s LIMIT %[4]d) looked`,
		p.row, next.Matching(), next.OrderBy(backwards), most), next.Args())
	holding(&page, "looked.search_text", p.words)
	numbers, err := database.All[int64](ctx, p.db, fmt.Sprintf(`SELECT looked.found FROM %s LIMIT %d`, page.Matching(), list.PageSize+1), page.Args()...)
	if err != nil {
		return false, err
	}
	if len(numbers) <= list.PageSize { // which is all when the list ends before
		if !p.filtered && p.q.First() {
			return false, nil
		}
		if left, err := next.Number(ctx, p.db, most); err != nil || left == most {
			return false, err
		}
	}
	if !p.q.Known() {
		p.q.Count(list.Many())
	}
	p.OnlyNumbers(p.q, numbers)
	return true, nil
}
