package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

// planner notes how SQLite would run each query.
type planner struct {
	database.Querier
	plan  string   // of the last query for many rows
	plans []string // of all queries
}

func (p *planner) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	rows, err := p.QueryContext(ctx, query, args...)
	if err == nil {
		rows.Close()
	}
	return p.Querier.QueryRowContext(ctx, query, args...)
}

func (p *planner) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := p.Querier.QueryContext(ctx, `EXPLAIN QUERY PLAN `+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		steps = append(steps, detail)
	}
	p.plan = strings.Join(steps, "; ")
	p.plans = append(p.plans, p.plan)
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
			if !strings.Contains(p.plan, index) || strings.Contains(p.plan, "TEMP B-TREE") {
				t.Errorf("%s: %q", what, p.plan)
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
		check(direction+"name of one role", k, "administrators_role (organization_id=? AND role=?")
		k, err = AdministratorFilter{Status: portal.Suspended}.query("")
		h.must(err)
		check(direction+"name of one status", k, "administrators_status (organization_id=? AND status=?")
		k, err = AdministratorFilter{Role: portal.Manager, Status: portal.Suspended}.query("")
		h.must(err)
		check(direction+"name of one role and status", k, "administrators_kind (organization_id=? AND role=? AND status=?")
		k, err = AdministratorFilter{MFA: MFARequired}.query("")
		h.must(err)
		check(direction+"name of those who have to set up MFA", k, "administrators_mfa (organization_id=? AND mfa_on=? AND require_mfa=?")
		o, err := OrganizationFilter{}.query(ada)
		h.must(err)
		check(direction+"organizations", o, "organizations_name")
	}
	for _, direction := range []string{"", "-"} {
		for status, index := range map[portal.Status]string{
			"": "users_name (organization_id=?", portal.Active: "users_status (organization_id=? AND status=?", portal.Invited: "users_status (organization_id=? AND status=?",
			portal.Suspended: "users_status (organization_id=? AND status=?", StatusLocked: "users_locked (organization_id=?",
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
		check("-invoices", f.query("2026-11-23"), "sqlite_autoindex_invoices_1")
	}
	check("-activity", ActivityFilter{}.query(), "sqlite_autoindex_audit_1")
	h.organization("Added by hand")
	of := ActivityFilter{}.query()
	_, err := ActivityFilter{Organization: "added by hand"}.narrow(ctx, h.db, h.tuning, h.who(h.ada), &of)
	h.must(err)
	check("-activity of one organization", of, "l USING PRIMARY KEY (organization_id=?")
	check("-activity of one action", ActivityFilter{Action: SignedIn}.query(), "audit_action (action=?")
}

func TestFewAdministratorsAreFoundByTheirFilterInAnyOrder(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 60)
	for index, f := range map[string]AdministratorFilter{
		"administrators_kind (organization_id=? AND role=? AND status=?)":       {Role: portal.Manager, Status: portal.Suspended},
		"administrators_role (organization_id=? AND role=?)":                    {Role: portal.Manager, MFA: MFAOff},
		"administrators_status (organization_id=? AND status=?)":                {Status: portal.Invited},
		"administrators_locked (organization_id=?)":                             {Status: StatusLocked, Role: portal.Manager},
		"administrators_mfa (organization_id=? AND mfa_on=? AND require_mfa=?)": {MFA: MFARequired},
		"administrators_words (search_id=? AND organization_id=?)":              {Query: "berg"},
		"VIRTUAL TABLE INDEX": {Query: "berg", Role: portal.Manager},
	} {
		f.Sort = "-last-login"
		k, err := f.narrowed(ctx, h.db, h.tuning, h.who(h.ada), "")
		h.must(err)
		p := &planner{Querier: h.db}
		rows, err := p.QueryContext(ctx, `SELECT a.id FROM `+k.Matching()+` ORDER BY `+k.OrderBy(false), k.Args()...)
		h.must(err)
		h.must(rows.Close())
		if !strings.Contains(p.plan, index) {
			t.Errorf("%+v: %q", f, p.plan)
		}
	}
}

func TestEachWayToFindAdministratorsUsesItsIndexes(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 300)
	searchFewer(h)
	const (
		numbers  = "COVERING INDEX administrators_numbers (organization_id=? AND search_id>?)"
		letters  = "SCAN administrators_search VIRTUAL TABLE INDEX 0:M1><"
		gathered = "SCAN w VIRTUAL TABLE INDEX 0:M1><; SEARCH a USING COVERING INDEX administrators_words (search_id=? AND organization_id=?); USE TEMP B-TREE FOR ORDER BY"
		ahead    = "CO-ROUTINE looked; SEARCH a USING INDEX administrators_name (organization_id=?); SCAN looked"
		page     = "SCAN found VIRTUAL TABLE INDEX 1:; SEARCH a USING INTEGER PRIMARY KEY (rowid=?); USE TEMP B-TREE FOR ORDER BY"
		direct   = "SCAN w VIRTUAL TABLE INDEX 0:M1><; SEARCH a USING INDEX administrators_words (search_id=? AND organization_id=?); USE TEMP B-TREE FOR ORDER BY"
		words    = "SCAN administrators_search_words VIRTUAL TABLE INDEX 1537:"
		given    = "SEARCH access USING COVERING INDEX access_organization (organization_id=?)"
		all      = "SEARCH a USING INDEX administrators_reaching_all (organization_id=?)"
	)
	h.must(search.Administrators.CountLetters(ctx, h.db))
	h.exec(`INSERT INTO administrators_letters (letters, n) VALUES ('mpl', 300) ON CONFLICT DO NOTHING`)
	h.exec(`DELETE FROM administrators_letters WHERE letters <> 'mpl'`)
	for what, tt := range map[string]struct {
		f     AdministratorFilter
		plans []string // in this order
	}{
		"three letters known as common": {AdministratorFilter{Query: "mpl"}, []string{numbers, ahead, page}},
		"three letters that few have":   {AdministratorFilter{Query: "a10"}, []string{numbers, letters, direct}},
		"three letters that some have":  {AdministratorFilter{Query: "ann"}, []string{numbers, letters, ahead, gathered + "; SCAN found; SEARCH a USING INTEGER PRIMARY KEY (rowid=?)"}},
		"three letters that many have":  {AdministratorFilter{Query: "exa"}, []string{numbers, letters, ahead, page}},
		"a longer text":                 {AdministratorFilter{Query: "zoe10"}, []string{numbers, "administrators_letters_1 (letters=?)", letters, direct}},
		"a letter that many have":       {AdministratorFilter{Query: "a"}, []string{numbers, ahead, page}},
		"two letters that few have":     {AdministratorFilter{Query: "10"}, []string{numbers, ahead, words, letters, direct}},
		"two letters, by another order": {AdministratorFilter{Query: "10", Sort: "-email"}, []string{numbers, "SEARCH a USING INDEX administrators_mail", words, letters, direct}},
		"few by their filter":           {AdministratorFilter{Query: "ann", Role: portal.Manager, Status: portal.Suspended}, []string{"SEARCH a USING INDEX sqlite_autoindex_administrators_counted_1", "SEARCH a USING INDEX administrators_kind"}},
		"one organization":              {AdministratorFilter{Organization: "many 7"}, []string{"SEARCH o USING INDEX organizations_alike (name_alike=?)", given, all, "SEARCH a USING INDEX administrators_reaching_all", page}},
		"one that many are given":       {AdministratorFilter{Organization: "acme"}, []string{"SEARCH o USING INDEX organizations_alike (name_alike=?)", given, "SEARCH a USING INDEX administrators_name (organization_id=?)"}},
	} {
		p := &planner{Querier: h.db}
		_, err := tt.f.page(ctx, p, h.tuning, h.who(h.ada), "", false)
		h.must(err)
		good := len(p.plans) == len(tt.plans)
		for i, plan := range tt.plans {
			good = good && strings.Contains(p.plans[i], plan) && !strings.Contains(p.plans[i], "SCAN a ") && !strings.Contains(p.plans[i], "SCAN access")
		}
		if !good {
			t.Errorf("%s:\n%s", what, strings.Join(p.plans, "\n"))
		}
	}
}

func TestWhatEachRequestAsksIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	for what, q := range map[string]struct{ query, index string }{
		"the census":                         {`SELECT ` + roleCountsOf("'x'", "2"), "COVERING INDEX administrators_active (organization_id=? AND role=?)"},
		"an address":                         {`SELECT a.id FROM administrators a WHERE ` + strings.Replace(byEmail, "$1", "'x'", 1), "administrators_email"},
		"who reaches all organizations":      {`SELECT COUNT(*) FROM administrators WHERE all_organizations AND status <> 'deleted'`, "administrators_everywhere"},
		"who reaches some":                   {`SELECT organization_id, COUNT(*) FROM access WHERE organization_id IN ('a', 'b') GROUP BY organization_id`, "access_organization"},
		"what somebody reaches by selection": {strings.Replace(reachedBy, "$1", "'x'", 1), "access USING PRIMARY KEY (administrator_id=?)"},
		"what is copied of it":               {strings.Replace(copiedAccess, "$1", "'x'", 1), "c USING PRIMARY KEY (administrator_id=?)"},
		"what somebody reaches, since when":  {strings.ReplaceAll(savedAccessOf, "$1", "'x'"), "x USING PRIMARY KEY (administrator_id=?)"},
		"all organizations by name":          {allByName, "organizations_name"},
		"which organizations hold a word":    {`SELECT COUNT(*) FROM organizations o WHERE o.search_text LIKE '%x%' ESCAPE '\'`, "COVERING INDEX organizations_name"},
		"whether a name is free":             {`SELECT EXISTS (SELECT 1 FROM organizations WHERE name_alike = 'x' AND id <> 'y')`, "organizations_alike (name_alike=?)"},
		"the next letter":                    {`SELECT letter FROM outbox WHERE delivered_at IS NULL AND failed_at = 0 AND next_attempt_at <= 1 ORDER BY next_attempt_at, id LIMIT 1`, "outbox_due"},
		"the mail that failed":               {`SELECT letter FROM outbox WHERE ` + failedOnce + ` ORDER BY created_at DESC, id DESC LIMIT 200`, "outbox_undelivered"},
		"how many letters went to a person":  {`SELECT COUNT(*) FROM outbox WHERE administrator_id = 'x' AND created_at > 1 AND kind IN ('a')`, "outbox_administrator"},
		"all users":                          {`SELECT COALESCE(SUM(user_count), 0) FROM organizations`, "COVERING INDEX organizations_users"},
		"a month's high-water marks":         {`SELECT COALESCE(SUM(users_high), 0) FROM usage_months WHERE month = '2026-11'`, "COVERING INDEX usage_months_users"},
		"the invoices that are owed":         {`SELECT i.number FROM invoices i WHERE ` + owed + ` ORDER BY i.due_on, i.number LIMIT 20`, "invoices_owed"},
		"the price in force":                 {`SELECT currency FROM prices WHERE from_month <= '2026-11' ORDER BY from_month DESC LIMIT 1`, "sqlite_autoindex_prices_1"},
		"a person's sessions, oldest first":  {`SELECT id FROM sessions WHERE administrator_id = 'x' ORDER BY created_at DESC LIMIT 9`, "sessions_administrator"},
		"who a user's login names":           {`SELECT u.id FROM users u WHERE ` + strings.NewReplacer("$1", "'x'", "$2", "'y'").Replace(userByLogin), "users_username (organization_id=? AND username_key=?)"},
		"how many letters went to a user":    {`SELECT COUNT(*) FROM outbox WHERE user_id = 'x' AND created_at > 1 AND kind IN ('a')`, "outbox_user"},
		"a user's sessions, oldest first":    {`SELECT id FROM user_sessions WHERE user_id = 'x' ORDER BY created_at DESC LIMIT 9`, "user_sessions_user"},
		"the words of a user":                {`SELECT u.id FROM users_search w CROSS JOIN users u INDEXED BY users_words ON u.search_id = w.rowid WHERE users_search MATCH '"abc"' AND w.rowid BETWEEN 1 AND 9 AND u.organization_id = 'x' AND u.status <> 'deleted'`, "SCAN w VIRTUAL TABLE INDEX 0:M1><; SEARCH u USING COVERING INDEX users_words (search_id=? AND organization_id=?)"},
		"a page of what is common":           {`SELECT looked.id FROM (SELECT a.id, a.search_text FROM administrators a WHERE a.organization_id = 'x' AND a.status <> 'deleted' AND (a.name_key, a.id) > ('a', 'b') ORDER BY a.name_key, a.id LIMIT 9) looked WHERE INSTR(looked.search_text, 'er') > 0 LIMIT 51`, "administrators_name (organization_id=? AND (name_key,id)>(?,?))"},
		"a page of what is common, back":     {`SELECT looked.id FROM (SELECT u.id, u.search_text FROM users u WHERE u.organization_id = 'x' AND u.status <> 'deleted' AND (u.name_key, u.id) < ('a', 'b') ORDER BY u.name_key DESC, u.id DESC LIMIT 9) looked WHERE INSTR(looked.search_text, 'er') > 0 LIMIT 51`, "users_name (organization_id=? AND (name_key,id)<(?,?))"},
		"the numbers of an organization":     {`SELECT MAX(search_id) FROM administrators WHERE organization_id = 'x' AND search_id > 0`, "COVERING INDEX administrators_numbers (organization_id=?"},
		"the rarest letters of a text":       {`SELECT l.letters, l.n FROM json_each('["abc"]') asked CROSS JOIN administrators_letters l ON l.letters = asked.value`, "sqlite_autoindex_administrators_letters_1 (letters=?"},
		"the words of one organization":      {`SELECT rowid FROM users_search WHERE users_search MATCH '"abc"' AND rowid BETWEEN 1 AND 9 LIMIT 9`, "VIRTUAL TABLE INDEX 0:M1><"},
		"the suspended users":                {`SELECT COUNT(*) FROM users WHERE organization_id = 'x' AND status = 'suspended' AND status <> 'deleted'`, "COVERING INDEX users_status"},
		"a username":                         {`SELECT id FROM users WHERE organization_id = 'x' AND status <> 'deleted' AND username_key IN ('a', 'b')`, "users_username (organization_id=? AND username_key=?"},
		"the number of the next audit entry": {`SELECT COALESCE(MAX(seq), 0) + 1 FROM audit`, "sqlite_autoindex_audit_1"},
	} {
		p := &planner{Querier: h.db}
		rows, err := p.QueryContext(ctx, q.query)
		h.must(err)
		h.must(rows.Close())
		if !strings.Contains(p.plan, q.index) || strings.Contains(p.plan, "TEMP B-TREE") {
			t.Errorf("%s: %s", what, p.plan)
		}
	}
}

func TestWhatWaitsForSomebodyIsCountedByIndex(t *testing.T) {
	h := newPortal(t)
	p := &planner{Querier: h.db}
	rows, err := p.QueryContext(ctx, attention, 1, 1, true, "", "")
	h.must(err)
	h.must(rows.Close())
	for index, times := range map[string]int{
		"administrators_without_mfa": 1, "administrators_status (organization_id=? AND status=?)": 3, "administrators_locked": 1, "outbox_undelivered": 1, "links_administrator": 1,
	} {
		if strings.Count(p.plan, index) != times {
			t.Errorf("%s is not used %d times: %s", index, times, p.plan)
		}
	}
}

func TestWhoReachesAnOrganizationIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 60)
	acme := h.organization("Crowded")
	h.exec(`INSERT INTO access (administrator_id, organization_id, granted_at) SELECT id, $1, 1 FROM administrators WHERE NOT all_organizations AND status <> 'deleted' AND organization_id = ''`, acme)
	for rule, indexes := range map[Rule][]string{
		AnyRule:     {"access_organization (organization_id=?)", "administrators_everywhere"},
		ByAll:       {"administrators_everywhere"},
		BySelection: {"access_organization (organization_id=?)"},
	} {
		for _, query := range []string{"", "an"} {
			p := &planner{Querier: h.db}
			k, err := PeopleFilter{Query: query, Rule: rule}.query(acme)
			h.must(err)
			_, err = peoplePage(ctx, p, k, acme)
			h.must(err)
			for _, index := range indexes {
				if !strings.Contains(p.plan, index) {
					t.Errorf("%q does not use %s: %s", rule, index, p.plan)
				}
			}
			if strings.Contains(p.plan, "SCAN a ") || strings.Contains(p.plan, "SCAN x") {
				t.Errorf("%q reads everybody: %s", rule, p.plan)
			}
		}
	}
}

func TestTheNamesAroundAMisspeltOneAreFoundByIndex(t *testing.T) {
	h := newPortal(t)
	for _, query := range []string{neighboursAfter, neighboursBefore} {
		p := &planner{Querier: h.db}
		rows, err := p.QueryContext(ctx, query, "acme", neighbours)
		h.must(err)
		h.must(rows.Close())
		if !strings.Contains(p.plan, "organizations_name (name_order") || strings.Contains(p.plan, "TEMP B-TREE") {
			t.Errorf("%s", p.plan)
		}
	}
}

func TestWhatHasServedItsTimeIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	for _, p := range pruned {
		if p.query == `DELETE FROM jobs WHERE ended_at > 0 AND ended_at < $1` { // of which there are few
			continue
		}
		rows, err := h.db.QueryContext(ctx, `EXPLAIN QUERY PLAN `+p.query, 1)
		h.must(err)
		for rows.Next() {
			var id, parent, unused int
			var step string
			h.must(rows.Scan(&id, &parent, &unused, &step))
			if strings.HasPrefix(step, "SCAN") {
				t.Errorf("%s: %s", p.query, step)
			}
		}
		h.must(rows.Close())
	}
}
