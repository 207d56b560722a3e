package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// crowd is what a test put into the lists, to be searched by plain loops.
type crowd struct {
	people []AdministratorLine
	access map[string]map[string]bool // by administrator, by organization
	names  map[string]string          // of the organizations
}

// newCrowd fills the portal with people at random, many of whom share a name,
// a role or a last login.
func newCrowd(h *house, n int) crowd {
	h.t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	c := crowd{access: map[string]map[string]bool{}, names: map[string]string{}}
	names := []string{"Acme", "Acme North", "Ångström Labs", "Bolt", "100% Juice", "under_score"}
	rare := len(names) // from here on few are reached
	for i := range usual.organizations + 1 {
		names = append(names, fmt.Sprint("Many ", i))
	}
	ids := h.organizations(len(names), func(i int) string { return names[i] })
	for i, id := range ids {
		c.names[id] = names[i]
	}
	h.must(h.db.Write(database.Patient, func(tx *sql.Tx) error {
		for i := range n {
			a := AdministratorLine{Administrator: portal.Administrator{
				ID: fmt.Sprintf("%03d", r.Perm(1000)[0]) + fmt.Sprint(i), FirstName: pick("Ana", "Änne", "ana", "Zoë", "Li"), LastName: pick("Berg", "berg", "Öz", "O'Neil"),
				Email: fmt.Sprintf("%s%d@%s.example", pick("Ana", "zoe", "b_g"), i, pick("acme", "bolt")), Role: portal.Roles()[r.IntN(8)],
				Status:     portal.Status(pick("invited", "active", "active", "active", "suspended", "deleted")),
				RequireMFA: r.IntN(3) > 0, AllOrganizations: r.IntN(12) == 0, Version: 1,
			}}
			a.HasPassword = a.Status == portal.Active || a.Status == portal.Suspended
			reach := map[string]bool{}
			for i, id := range ids {
				odds := 4
				if i >= rare {
					odds = 400
				}
				if !a.AllOrganizations && a.Status != portal.Deleted && r.IntN(odds) == 0 {
					reach[id] = true
				}
			}
			a.OrganizationCount = len(reach)
			hash, login := "", int64(0)
			if a.HasPassword {
				hash, login = "!", int64(r.IntN(4))*day.UnixMilli()
			}
			a.LastLogin = millisTime(login)
			_, err := tx.Exec(insertAdministrator, append(administratorValues(a.Administrator, hash), login, 0, 0, 0, "")...)
			h.must(err)
			for id := range reach {
				_, err := tx.Exec(`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ($1, $2, 0)`, a.ID, id)
				h.must(err)
			}
			c.people, c.access[a.ID] = append(c.people, a), reach
		}
		return nil
	}))
	return c
}

// holdsEach reports whether the folded text holds each word of what is searched for.
func holdsEach(text, query string) bool {
	for word := range strings.FieldsSeq(strings.ReplaceAll(portal.Fold(query), ",", " ")) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// find is the list by plain loops.
func (c crowd) find(actor portal.Administrator, f AdministratorFilter) []AdministratorLine {
	sees := func(org string) bool {
		return actor.Role == portal.AdministratorWithBilling || actor.AllOrganizations || c.access[actor.ID][org]
	}
	wanted := map[string]bool{}
	for _, exact := range []bool{true, false} {
		for id, name := range c.names {
			match := portal.NameKey(name) == portal.NameKey(f.Organization)
			if !exact {
				match = holdsEach(portal.Fold(name), f.Organization)
			}
			if match && sees(id) {
				wanted[id] = true
			}
		}
		if len(wanted) > 0 {
			break
		}
	}
	var found []AdministratorLine
	for _, a := range c.people {
		reaches := a.AllOrganizations && len(wanted) > 0
		for id := range wanted {
			reaches = reaches || c.access[a.ID][id]
		}
		text := portal.Fold(a.Name()) + "\n" + portal.Fold(a.Email)
		if a.Status != portal.Deleted && holdsEach(text, f.Query) &&
			(f.Role == portal.NoRole || a.Role == f.Role) && (f.Status == "" || a.Status == f.Status) &&
			(f.MFA == "" || a.RequireMFA == (f.MFA == MFARequired)) && (f.Organization == "" || reaches) {
			found = append(found, a)
		}
	}
	by, descending := strings.CutPrefix(f.Sort, "-")
	slices.SortFunc(found, func(a, b AdministratorLine) int {
		name := cmp.Compare(portal.Order(a.Name()), portal.Order(b.Name()))
		order := name
		switch by {
		case "email":
			order = cmp.Compare(portal.Key(a.Email), portal.Key(b.Email))
		case "role":
			order = cmp.Or(cmp.Compare(a.Role.Key(), b.Role.Key()), name)
		case "last-login":
			order = a.LastLogin.Compare(b.LastLogin)
		}
		return cmp.Or(order, cmp.Compare(a.ID, b.ID))
	})
	if descending {
		slices.Reverse(found)
	}
	return found
}

// walk reads a list page by page to its end and back to its beginning, and
// returns its rows.
func walk[T any](t *testing.T, page func(after, before string) (List[T], error)) []T {
	t.Helper()
	var pages []List[T]
	var all []T
	for after := ""; ; {
		p, err := page(after, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Rows) > 0 && p.From != len(all)+1 || (p.Previous == "") != (len(pages) == 0) {
			t.Errorf("page %d begins at %d, after %d rows, previous %q", len(pages), p.From, len(all), p.Previous)
		}
		pages, all = append(pages, p), append(all, p.Rows...)
		if after = p.Next; after == "" {
			break
		}
		if len(p.Rows) != list.PageSize {
			t.Errorf("page %d has %d rows and is not the last", len(pages), len(p.Rows))
		}
	}
	for i := len(pages) - 1; i >= 0; i-- {
		if n := pages[i].Total; n != len(all) && !(pages[i].Many && n < len(all)) {
			t.Errorf("page %d says %d in all, of %d", i, n, len(all))
		}
		if i == 0 {
			break
		}
		back, err := page("", pages[i].Previous)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(pages[i-1].Rows, back.Rows); diff != "" || back.From != pages[i-1].From || (back.Previous == "") != (i == 1) || back.Next == "" {
			t.Errorf("back from page %d: from %d instead of %d (-forth +back):\n%s", i, back.From, pages[i-1].From, diff)
		}
	}
	return all
}
