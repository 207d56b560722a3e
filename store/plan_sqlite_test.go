package store

import (
	"context"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/search"
)

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

func TestWhatEachSearchAsksIsFoundByIndex(t *testing.T) {
	h := newPortal(t)
	for what, q := range map[string]struct{ query, index string }{
		"the words of a user":            {`SELECT u.id FROM users_search w CROSS JOIN users u INDEXED BY users_words ON u.search_id = w.rowid WHERE users_search MATCH '"abc"' AND w.rowid BETWEEN 1 AND 9 AND u.organization_id = 'x' AND u.status <> 'deleted'`, "users_words"},
		"a page of what is common":       {`SELECT looked.id FROM (SELECT a.id, a.search_text FROM administrators a WHERE a.organization_id = 'x' AND a.status <> 'deleted' AND (a.name_key, a.id) > ('a', 'b') ORDER BY a.name_key, a.id LIMIT 9) looked WHERE INSTR(looked.search_text, 'er') > 0 LIMIT 51`, "administrators_name"},
		"a page of what is common, back": {`SELECT looked.id FROM (SELECT u.id, u.search_text FROM users u WHERE u.organization_id = 'x' AND u.status <> 'deleted' AND (u.name_key, u.id) < ('a', 'b') ORDER BY u.name_key DESC, u.id DESC LIMIT 9) looked WHERE INSTR(looked.search_text, 'er') > 0 LIMIT 51`, "users_name"},
		"the rarest letters of a text":   {`SELECT l.letters, l.n FROM json_each('["abc"]') asked CROSS JOIN administrators_letters l ON l.letters = asked.value`, "key of l"},
		"the words of one organization":  {`SELECT rowid FROM users_search WHERE users_search MATCH '"abc"' AND rowid BETWEEN 1 AND 9 LIMIT 9`, "text of users_search"},
	} {
		if plan := h.plan(q.query); !plan.uses(q.index) || plan.sorts || len(plan.scanned) > 0 {
			t.Errorf("%s: %s", what, plan.text)
		}
	}
}

func TestAPlanTellsWhatIsReadWholeAndWhatIsSorted(t *testing.T) {
	h := newPortal(t)
	for what, tt := range map[string]struct {
		query string
		plan  plan
	}{
		"a table read whole":             {`SELECT version FROM organizations o`, plan{scanned: []string{"o"}}},
		"an index read whole":            {`SELECT name_order FROM organizations ORDER BY name_order`, plan{indexes: []string{"organizations_name"}, scanned: []string{"organizations"}}},
		"an index made for the query":    {`SELECT 1 FROM organizations o CROSS JOIN jobs j ON j.ended_at = o.version`, plan{scanned: []string{"o", "j"}}},
		"rows that are sorted":           {`SELECT id FROM organizations o WHERE id IN ('a', 'b') ORDER BY version`, plan{indexes: []string{"key of o"}, sorts: true}},
		"the answer of a subquery":       {`SELECT COUNT(*) FROM (SELECT id FROM organizations WHERE id > 'a' LIMIT 9) few`, plan{indexes: []string{"key of organizations"}}},
		"words in texts of some":         {`SELECT rowid FROM users_search w WHERE users_search MATCH '"abc"' AND rowid BETWEEN 1 AND 9`, plan{indexes: []string{"text of w"}}},
		"words in texts of all":          {`SELECT rowid FROM users_search w WHERE users_search MATCH '"abc"'`, plan{scanned: []string{"w"}}},
		"texts, without words":           {`SELECT rowid FROM users_search w`, plan{scanned: []string{"w"}}},
		"a list that came with a query":  {`SELECT value FROM json_each('[1]') asked`, plan{}},
		"nothing but what is calculated": {`SELECT 1`, plan{}},
	} {
		got := h.plan(tt.query)
		tt.plan.text = got.text
		if diff := gocmp.Diff(tt.plan, got, gocmp.AllowUnexported(plan{})); diff != "" {
			t.Errorf("%s (-wanted +told):\n%s", what, diff)
		}
	}
}
