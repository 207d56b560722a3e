package store

import (
	"fmt"
	"strings"
	"testing"

	"mtp/internal/portal"
)

func TestTheIndexOfLettersIsMergedAfterManyChangesAndFindsTheSame(t *testing.T) {
	h := newPortal(t)
	c := newCrowd(h, 600)
	acme := h.organization("Acme Users")
	users := crowdOfUsers(h, 600, acme)
	for i := range 80 { // small changes, each of which is apart at first
		h.exec(`UPDATE administrators SET search_text = search_text || ' ' WHERE id = $1`, c.people[i].ID)
	}
	h.must(h.tidySearch(ctx))
	for _, w := range []wordIndex{administratorsByWords, usersByWords} {
		if n := h.number(`SELECT COUNT(DISTINCT segid) FROM ` + w.table + `_search_idx`); n != 1 {
			t.Errorf("%s: %d parts are left", w.table, n)
		}
		if n := h.number(w.faults()); n != 0 {
			t.Errorf("%s: %d rows are in the index and should not be, or the other way round", w.table, n)
		}
		if n := h.number(`SELECT n FROM ` + w.table + `_letters WHERE letters = 'exa'`); n < commonLetters {
			t.Errorf("%s: %d hold what nearly all do", w.table, n)
		}
		if n := h.number(`SELECT COUNT(*) FROM ` + w.table + `_letters WHERE letters = '@us'`); n != 0 {
			t.Errorf("%s: what few hold is kept", w.table)
		}
		h.exec(fmt.Sprintf(`INSERT INTO %[1]s_search (%[1]s_search) VALUES ('integrity-check')`, w.table))
	}
	searchFewer(t)
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
	h.must(h.tidySearch(ctx))
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

func TestALongerTextIsLookedUpByTheRarestLettersOfTwoOfItsWords(t *testing.T) {
	h := newPortal(t)
	for i, letters := range []string{"azu", "zka", "ies", "zur", "a.m", "nie", "maz", "ka.", ".ma", "agn", "gni", "esz", "szk", "kes", "@ke", "r@k", "ur@", "est", "str", "tre", "rel", "el.", "l.e", ".es"} {
		h.exec(`INSERT INTO administrators_letters (letters, n) VALUES ($1, $2)`, letters, 1_000+i)
	}
	for text, want := range map[string]string{
		"agnieszka.mazur":   `"zka" AND "azu"`,
		"agnieszka":         `"nie" AND "zka"`, // of one word, its halves
		"mazur@kestrel":     `"azu" AND "kes"`,
		"agnieszka ma":      `"nie" AND "zka"`,
		"mazur agnieszka k": `"azu" AND "zka"`, // the rarer first
		"mazur":             `"maz" AND "azu"`,
		"azu x":             `"azu"`,
		"ma.zurka":          `"ma." AND ".zu"`, // of which nothing is known: rare
		"agnieszka.mazur@k": `"zka" AND "azu"`,

		strings.Repeat("estrel.", 10) + "azu": `"est" AND "est"`, // its beginning tells enough
	} {
		got, err := administratorsByWords.rarest(ctx, h.db, portal.Words(text))
		h.must(err)
		if got != want {
			t.Errorf("%s is looked up by %s, not by %s", text, got, want)
		}
	}
}
