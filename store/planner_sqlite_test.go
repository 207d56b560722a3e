package store

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"

	"mtp/store/database"
)

// plan is how the engine finds the rows of a query, told without the engine's own words.
type plan struct {
	text    string   // in the engine's words, for somebody who reads why a test failed
	indexes []string // in the order of use: a name, "key of a" for the primary key of a, "text of a" for its index of texts
	scanned []string // what is read from one end to the other, by its name in the query
	sorts   bool     // some rows are sorted, because no index has them in order
}

// uses reports whether rows are found by the index.
func (p plan) uses(index string) bool { return slices.Contains(p.indexes, index) }

// scans reports whether the table, or an index of it, is read from one end to the other.
func (p plan) scans(table string) bool { return slices.Contains(p.scanned, table) }

// plan returns how the engine would run a query.
func (h *house) plan(query string, args ...any) plan {
	h.t.Helper()
	p, err := explained(ctx, h.db, query, args...)
	h.must(err)
	return p
}

// planner notes how the engine runs each query.
type planner struct {
	database.Querier
	plans []plan
}

// last is the plan of the last query.
func (p *planner) last() plan { return p.plans[len(p.plans)-1] }

func (p *planner) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if plan, err := explained(ctx, p.Querier, query, args...); err == nil {
		p.plans = append(p.plans, plan)
	}
	return p.Querier.QueryRowContext(ctx, query, args...)
}

func (p *planner) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	plan, err := explained(ctx, p.Querier, query, args...)
	if err != nil {
		return nil, err
	}
	p.plans = append(p.plans, plan)
	return p.Querier.QueryContext(ctx, query, args...)
}

// explained asks SQLite for the plan of a query.
func explained(ctx context.Context, q database.Querier, query string, args ...any) (plan, error) {
	var p plan
	rows, err := q.QueryContext(ctx, `EXPLAIN QUERY PLAN `+query, args...)
	if err != nil {
		return p, err
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return p, err
		}
		steps = append(steps, step)
	}
	return planOf(steps), rows.Err()
}

var (
	reading  = regexp.MustCompile(`^(SEARCH|SCAN) (\S+)(?: USING (?:COVERING )?(INDEX (\S+)|(?:INTEGER )?PRIMARY KEY))?(?: VIRTUAL TABLE INDEX (\S+))?`)
	subquery = regexp.MustCompile(`^(?:CO-ROUTINE|MATERIALIZE) (\S+)`)
	// What the index of texts calls a search for words between two numbers of rows,
	// and its list of words one for those between two words.
	inText = regexp.MustCompile(`^(0:M\d+><|1537:)$`)
)

// inJSON is what SQLite calls reading a list that came with the query.
const inJSON = "1:"

// planOf reads a plan in SQLite's words.
func planOf(steps []string) plan {
	p := plan{text: strings.Join(steps, "; ")}
	answers := map[string]bool{"CONSTANT": true} // of subqueries: nothing is read for them again
	for _, step := range steps {
		p.sorts = p.sorts || strings.Contains(step, "TEMP B-TREE")
		if s := subquery.FindStringSubmatch(step); s != nil {
			answers[s[1]] = true
		}
		s := reading.FindStringSubmatch(step)
		if s == nil {
			continue
		}
		how, table, by, index, text := s[1], s[2], s[3], s[4], inText.MatchString(s[5])
		switch {
		case s[5] == inJSON || how == "SCAN" && by+s[5] == "" && answers[table]:
			continue
		case text:
			p.indexes = append(p.indexes, "text of "+table)
		case by != "" && (index == "" || strings.HasPrefix(index, "sqlite_autoindex_")):
			p.indexes = append(p.indexes, "key of "+table)
		case by != "":
			p.indexes = append(p.indexes, index)
		}
		if !text && (how == "SCAN" || by == "") {
			p.scanned = append(p.scanned, table)
		}
	}
	return p
}
