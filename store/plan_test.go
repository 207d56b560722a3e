package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
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

func TestEachOrderOfAListUsesItsIndex(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 60)
	h.session(h.ada)
	ada := h.who(h.ada)
	check := func(what string, k list.Query, index string) {
		t.Helper()
		descending := strings.HasPrefix(what, "-")
		k.Sort(list.Order{Columns: k.Columns(), Descending: descending})
		for range 2 {
			p := &planner{Querier: h.db}
			_, err := list.Read(ctx, p, k, "1", func(row database.Row, cursor []any) (int, error) {
				var one int
				return one, row.Scan(append(cursor, &one)...)
			})
			h.must(err)
			if plan := p.last(); !plan.uses(index) || plan.sorts {
				t.Errorf("%s: %q", what, plan.text)
			}
			// The second page, after a place in the order.
			values := make([]any, len(k.Columns()))
			for i, column := range k.Columns() {
				if values[i] = any(""); column == "a.last_login_at" || column == "e.seq" || column == "l.audit_seq" || column == "i.number" {
					values[i] = int64(0)
				}
			}
			if descending {
				values[0] = any("zzzz")
				if k.Columns()[0] == "a.last_login_at" || k.Columns()[0] == "e.seq" || k.Columns()[0] == "l.audit_seq" || k.Columns()[0] == "i.number" {
					values[0] = int64(1 << 60)
				}
			}
			k.At(list.Cursor(values, 2), "")
		}
	}
	for sort, index := range map[string]string{"name": "administrators_name", "email": "administrators_mail", "role": "administrators_role", "last-login": "administrators_login"} {
		for _, direction := range []string{"", "-"} {
			k, err := AdministratorFilter{Sort: direction + sort}.query("")
			h.must(err)
			check(direction+sort, k, index)
			k, err = AdministratorFilter{Sort: direction + sort, Query: "a", MFA: MFAOff}.query("")
			h.must(err)
			searched := index
			if sort == "name" {
				searched = "administrators_mfa" // in the same order
			}
			check(direction+sort+", searched", k, searched)
		}
	}
	for _, direction := range []string{"", "-"} {
		k, err := AdministratorFilter{Role: portal.Manager}.query("")
		h.must(err)
		check(direction+"name of one role", k, "administrators_role")
		k, err = AdministratorFilter{Status: portal.Suspended}.query("")
		h.must(err)
		check(direction+"name of one status", k, "administrators_status")
		k, err = AdministratorFilter{Role: portal.Manager, Status: portal.Suspended}.query("")
		h.must(err)
		check(direction+"name of one role and status", k, "administrators_kind")
		k, err = AdministratorFilter{MFA: MFARequired}.query("")
		h.must(err)
		check(direction+"name of those who have to set up MFA", k, "administrators_mfa")
		o, err := OrganizationFilter{}.query(ada)
		h.must(err)
		check(direction+"organizations", o, "organizations_name")
	}
	for _, direction := range []string{"", "-"} {
		for status, index := range map[portal.Status]string{
			"": "users_name", portal.Active: "users_status", portal.Invited: "users_status",
			portal.Suspended: "users_status", StatusLocked: "users_locked",
		} {
			k, err := UserFilter{Status: status}.query("x")
			h.must(err)
			k.Count(list.Never()) // since there are none
			check(direction+"users, "+string(status), k, index)
			k.Where(`u.search_text LIKE ? ESCAPE '\'`, list.Like("a"))
			check(direction+"users with a common word, "+string(status), k, index)
		}
	}
	h.bill(1, "2026-07", "2026-09-01", 10000, false)
	for _, f := range []InvoiceFilter{{}, {Status: billing.Paid}, {Year: 2020}} {
		check("-invoices", f.query("2026-11-23"), "key of i")
	}
	check("-activity", ActivityFilter{}.query(), "key of e")
	h.organization("Added by hand")
	of := ActivityFilter{}.query()
	_, err := ActivityFilter{Organization: "added by hand"}.narrow(ctx, h.db, h.tuning, h.who(h.ada), &of)
	h.must(err)
	check("-activity of one organization", of, "key of l")
	check("-activity of one action", ActivityFilter{Action: SignedIn}.query(), "audit_action")
}

func TestWhatEachRequestAsksIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	// What holds no more than is asked for, or is the least that tells it.
	whole := []string{"administrators_everywhere", "organizations_name", "organizations_users", "outbox_undelivered", "invoices_owed"}
	for what, q := range map[string]struct{ query, index string }{
		"the census":                         {`SELECT ` + roleCountsOf("'x'", "2"), "administrators_active"},
		"an address":                         {`SELECT a.id FROM administrators a WHERE ` + strings.Replace(byEmail, "$1", "'x'", 1), "administrators_email"},
		"who reaches all organizations":      {`SELECT COUNT(*) FROM administrators WHERE all_organizations AND status <> 'deleted'`, "administrators_everywhere"},
		"who reaches some":                   {`SELECT organization_id, COUNT(*) FROM access WHERE organization_id IN ('a', 'b') GROUP BY organization_id`, "access_organization"},
		"what somebody reaches by selection": {strings.Replace(reachedBy, "$1", "'x'", 1), "key of access"},
		"what is copied of it":               {strings.Replace(copiedAccess, "$1", "'x'", 1), "key of c"},
		"what somebody reaches, since when":  {strings.ReplaceAll(savedAccessOf, "$1", "'x'"), "key of x"},
		"all organizations by name":          {allByName, "organizations_name"},
		"which organizations hold a word":    {`SELECT COUNT(*) FROM organizations o WHERE o.search_text LIKE '%x%' ESCAPE '\'`, "organizations_name"},
		"whether a name is free":             {`SELECT EXISTS (SELECT 1 FROM organizations WHERE name_alike = 'x' AND id <> 'y')`, "organizations_alike"},
		"the next letter":                    {`SELECT letter FROM outbox WHERE delivered_at IS NULL AND failed_at = 0 AND next_attempt_at <= 1 ORDER BY next_attempt_at, id LIMIT 1`, "outbox_due"},
		"the mail that failed":               {`SELECT letter FROM outbox WHERE ` + failedOnce + ` ORDER BY created_at DESC, id DESC LIMIT 200`, "outbox_undelivered"},
		"how many letters went to a person":  {`SELECT COUNT(*) FROM outbox WHERE administrator_id = 'x' AND created_at > 1 AND kind IN ('a')`, "outbox_administrator"},
		"all users":                          {`SELECT COALESCE(SUM(user_count), 0) FROM organizations`, "organizations_users"},
		"a month's high-water marks":         {`SELECT COALESCE(SUM(users_high), 0) FROM usage_months WHERE month = '2026-11'`, "usage_months_users"},
		"the invoices that are owed":         {`SELECT i.number FROM invoices i WHERE ` + owed + ` ORDER BY i.due_on, i.number LIMIT 20`, "invoices_owed"},
		"the price in force":                 {`SELECT currency FROM prices WHERE from_month <= '2026-11' ORDER BY from_month DESC LIMIT 1`, "key of prices"},
		"a person's sessions, oldest first":  {`SELECT id FROM sessions WHERE administrator_id = 'x' ORDER BY created_at DESC LIMIT 9`, "sessions_administrator"},
		"who a user's login names":           {`SELECT u.id FROM users u WHERE ` + strings.NewReplacer("$1", "'x'", "$2", "'y'").Replace(userByLogin), "users_username"},
		"how many letters went to a user":    {`SELECT COUNT(*) FROM outbox WHERE user_id = 'x' AND created_at > 1 AND kind IN ('a')`, "outbox_user"},
		"a user's sessions, oldest first":    {`SELECT id FROM user_sessions WHERE user_id = 'x' ORDER BY created_at DESC LIMIT 9`, "user_sessions_user"},
		"the numbers of an organization":     {`SELECT MAX(search_id) FROM administrators WHERE organization_id = 'x' AND search_id > 0`, "administrators_numbers"},
		"the suspended users":                {`SELECT COUNT(*) FROM users WHERE organization_id = 'x' AND status = 'suspended' AND status <> 'deleted'`, "users_status"},
		"a username":                         {`SELECT id FROM users WHERE organization_id = 'x' AND status <> 'deleted' AND username_key IN ('a', 'b')`, "users_username"},
		"the number of the next audit entry": {`SELECT COALESCE(MAX(seq), 0) + 1 FROM audit`, "key of audit"},
	} {
		plan := h.plan(q.query)
		if !plan.uses(q.index) || plan.sorts || len(plan.scanned) > 0 && !slices.Contains(whole, q.index) {
			t.Errorf("%s: %s", what, plan.text)
		}
	}
}

func TestWhatWaitsForSomebodyIsCountedByIndex(t *testing.T) {
	h := newPortal(t)
	plan := h.plan(attention, 1, 1, true, "", "")
	used := map[string]int{}
	for _, index := range plan.indexes {
		used[index]++
	}
	for index, times := range map[string]int{
		"administrators_without_mfa": 1, "administrators_status": 3, "administrators_locked": 1, "outbox_undelivered": 1, "links_administrator": 1,
	} {
		if used[index] != times {
			t.Errorf("%s is not used %d times: %s", index, times, plan.text)
		}
	}
}

func TestWhoReachesAnOrganizationIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 60)
	acme := h.organization("Crowded")
	h.exec(`INSERT INTO access (administrator_id, organization_id, granted_at) SELECT id, $1, 1 FROM administrators WHERE NOT all_organizations AND status <> 'deleted' AND organization_id = ''`, acme)
	for rule, indexes := range map[Rule][]string{
		AnyRule:     {"access_organization", "administrators_everywhere"},
		ByAll:       {"administrators_everywhere"},
		BySelection: {"access_organization"},
	} {
		for _, query := range []string{"", "an"} {
			p := &planner{Querier: h.db}
			k, err := PeopleFilter{Query: query, Rule: rule}.query(acme)
			h.must(err)
			_, err = peoplePage(ctx, p, k, acme)
			h.must(err)
			for _, index := range indexes {
				if !p.last().uses(index) {
					t.Errorf("%q does not use %s: %s", rule, index, p.last().text)
				}
			}
			if p.last().scans("a") || p.last().scans("x") {
				t.Errorf("%q reads everybody: %s", rule, p.last().text)
			}
		}
	}
}

func TestTheNamesAroundAMisspeltOneAreFoundByIndex(t *testing.T) {
	h := newPortal(t)
	for _, query := range []string{neighboursAfter, neighboursBefore} {
		if plan := h.plan(query, "acme", neighbours); !plan.uses("organizations_name") || plan.scans("organizations") || plan.sorts {
			t.Errorf("%s", plan.text)
		}
	}
}

func TestWhatHasServedItsTimeIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	for _, p := range pruned {
		if p.query == `DELETE FROM jobs WHERE ended_at > 0 AND ended_at < $1` { // of which there are few
			continue
		}
		if plan := h.plan(p.query, 1); len(plan.scanned) > 0 {
			t.Errorf("%s: %s", p.query, plan.text)
		}
	}
}
