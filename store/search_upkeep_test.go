package store

import (
	"fmt"
	"testing"

	"mtp/internal/portal"
	"mtp/store/search"
)

func TestTheIndexOfLettersIsMergedAfterManyChangesAndFindsTheSame(t *testing.T) {
	h := newPortal(t)
	c := newCrowd(h, 600)
	acme := h.organization("Acme Users")
	users := crowdOfUsers(h, 600, acme)
	for i := range 80 { // small changes, each of which is apart at first
		h.exec(`UPDATE administrators SET search_text = search_text || ' ' WHERE id = $1`, c.people[i].ID)
	}
	h.must(search.Tidy(ctx, h.db))
	for table, x := range map[string]search.Index{"administrators": search.Administrators, "users": search.Users} {
		if n := h.number(`SELECT COUNT(DISTINCT segid) FROM ` + table + `_search_idx`); n != 1 {
			t.Errorf("%s: %d parts are left", table, n)
		}
		if n := h.number(x.Faults()); n != 0 {
			t.Errorf("%s: %d rows are in the index and should not be, or the other way round", table, n)
		}
		if n := h.number(`SELECT n FROM ` + table + `_letters WHERE letters = 'exa'`); n < 100 {
			t.Errorf("%s: %d hold what nearly all do", table, n)
		}
		if n := h.number(`SELECT COUNT(*) FROM ` + table + `_letters WHERE letters = '@us'`); n != 0 {
			t.Errorf("%s: what few hold is kept", table)
		}
		h.exec(fmt.Sprintf(`INSERT INTO %[1]s_search (%[1]s_search) VALUES ('integrity-check')`, table))
	}
	searchFewer(h)
	ada := h.who(h.ada)
	c.people = append(c.people, AdministratorLine{Administrator: ada})
	for _, q := range []string{"ann", "acme.example", "zoë b", "berg zoe", "9@bolt"} {
		f := AdministratorFilter{Query: q}
		got := walk(t, func(after, before string) (List[AdministratorLine], error) {
			f.After, f.Before = after, before
			return h.Administrators(ctx, ada, "", f)
		})
		if want := c.find(ada, AdministratorFilter{Query: q}); len(got) != len(want) {
			t.Errorf("%q finds %d administrators, not %d", q, len(got), len(want))
		}
		if got, want := h.everyUser(acme, UserFilter{Query: q}), findUsers(users, acme, UserFilter{Query: q}); len(got) != len(want) {
			t.Errorf("%q finds %d users, not %d", q, len(got), len(want))
		}
	}
	before := h.number(`SELECT SUM(LENGTH(block)) FROM administrators_search_data`)
	h.must(search.Tidy(ctx, h.db))
	if after := h.number(`SELECT SUM(LENGTH(block)) FROM administrators_search_data`); after != before {
		t.Errorf("what was merged is merged again: %d bytes, then %d", before, after)
	}
	// Somebody new is found at once.
	h.add("Zygmunt", portal.HelpDesk)
	list, err := h.Administrators(ctx, ada, "", AdministratorFilter{Query: "zygmunt"})
	h.must(err)
	if len(list.Rows) != 1 {
		t.Errorf("%d found", len(list.Rows))
	}
}
