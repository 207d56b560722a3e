package store

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
	"mtp/store/search"
)

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

func TestFewAdministratorsAreFoundByTheirFilterInAnyOrder(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 60)
	for index, f := range map[string]AdministratorFilter{
		"administrators_kind":   {Role: portal.Manager, Status: portal.Suspended},
		"administrators_role":   {Role: portal.Manager, MFA: MFAOff},
		"administrators_status": {Status: portal.Invited},
		"administrators_locked": {Status: StatusLocked, Role: portal.Manager},
		"administrators_mfa":    {MFA: MFARequired},
		"administrators_words":  {Query: "berg"},
		"text of w":             {Query: "berg", Role: portal.Manager},
	} {
		f.Sort = "-last-login"
		k, err := f.narrowed(ctx, h.db, h.tuning, h.who(h.ada), "")
		h.must(err)
		if plan := h.plan(`SELECT a.id FROM `+k.Matching()+` ORDER BY `+k.OrderBy(false), k.Args()...); !plan.uses(index) {
			t.Errorf("%+v: %q", f, plan.text)
		}
	}
}

func TestEachWayToFindAdministratorsUsesItsIndexes(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 300)
	searchFewer(h)
	const (
		numbers  = "administrators_numbers, key of administrators_letters"
		letters  = "text of administrators_search"
		words    = "text of administrators_search_words"
		gathered = "text of w, administrators_words, key of a"
		direct   = "text of w, administrators_words"
		ahead    = "administrators_name"
		page     = "key of a"
		named    = "organizations_alike"
		given    = "access_organization"
		all      = "administrators_reaching_all"
	)
	h.must(search.Administrators.CountLetters(ctx, h.db))
	h.exec(`INSERT INTO administrators_letters (letters, n) VALUES ('mpl', 300) ON CONFLICT DO NOTHING`)
	h.exec(`DELETE FROM administrators_letters WHERE letters <> 'mpl'`)
	for what, tt := range map[string]struct {
		f     AdministratorFilter
		plans []string // the indexes of each, in this order
	}{
		"three letters known as common": {AdministratorFilter{Query: "mpl"}, []string{numbers, ahead, page}},
		"three letters that few have":   {AdministratorFilter{Query: "a10"}, []string{numbers, letters, direct}},
		"three letters that some have":  {AdministratorFilter{Query: "ann"}, []string{numbers, letters, ahead, gathered}},
		"three letters that many have":  {AdministratorFilter{Query: "exa"}, []string{numbers, letters, ahead, page}},
		"a longer text":                 {AdministratorFilter{Query: "zoe10"}, []string{numbers, "key of l", letters, direct}},
		"a letter that many have":       {AdministratorFilter{Query: "a"}, []string{numbers, ahead, page}},
		"two letters that few have":     {AdministratorFilter{Query: "10"}, []string{numbers, ahead, words, letters, direct}},
		"two letters, by another order": {AdministratorFilter{Query: "10", Sort: "-email"}, []string{numbers, "administrators_mail", words, letters, direct}},
		"few by their filter":           {AdministratorFilter{Query: "ann", Role: portal.Manager, Status: portal.Suspended}, []string{"key of a", "administrators_kind, administrators_kind"}},
		"one organization":              {AdministratorFilter{Organization: "many 7"}, []string{named, given, all, "access_organization, key of a, administrators_reaching_all", page}},
		"one that many are given":       {AdministratorFilter{Organization: "acme"}, []string{named, given, ahead + ", key of theirs, " + named}},
	} {
		p := &planner{Querier: h.db}
		_, err := tt.f.page(ctx, p, h.tuning, h.who(h.ada), "", false)
		h.must(err)
		var got []string
		for _, plan := range p.plans {
			got = append(got, strings.Join(plan.indexes, ", "))
			if len(plan.scanned) > 0 {
				t.Errorf("%s: %s", what, plan.text)
			}
		}
		if diff := gocmp.Diff(tt.plans, got); diff != "" {
			t.Errorf("%s (-wanted +planned):\n%s", what, diff)
		}
	}
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
		"the words of a user":                {`SELECT u.id FROM users_search w CROSS JOIN users u INDEXED BY users_words ON u.search_id = w.rowid WHERE users_search MATCH '"abc"' AND w.rowid BETWEEN 1 AND 9 AND u.organization_id = 'x' AND u.status <> 'deleted'`, "users_words"},
		"a page of what is common":           {`SELECT looked.id FROM (SELECT a.id, a.search_text FROM administrators a WHERE a.organization_id = 'x' AND a.status <> 'deleted' AND (a.name_key, a.id) > ('a', 'b') ORDER BY a.name_key, a.id LIMIT 9) looked WHERE INSTR(looked.search_text, 'er') > 0 LIMIT 51`, "administrators_name"},
		"a page of what is common, back":     {`SELECT looked.id FROM (SELECT u.id, u.search_text FROM users u WHERE u.organization_id = 'x' AND u.status <> 'deleted' AND (u.name_key, u.id) < ('a', 'b') ORDER BY u.name_key DESC, u.id DESC LIMIT 9) looked WHERE INSTR(looked.search_text, 'er') > 0 LIMIT 51`, "users_name"},
		"the numbers of an organization":     {`SELECT MAX(search_id) FROM administrators WHERE organization_id = 'x' AND search_id > 0`, "administrators_numbers"},
		"the rarest letters of a text":       {`SELECT l.letters, l.n FROM json_each('["abc"]') asked CROSS JOIN administrators_letters l ON l.letters = asked.value`, "key of l"},
		"the words of one organization":      {`SELECT rowid FROM users_search WHERE users_search MATCH '"abc"' AND rowid BETWEEN 1 AND 9 LIMIT 9`, "text of users_search"},
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
