package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// How a name is stored, and what somebody types who looks for it.
var typed = []struct {
	first, last string
	queries     []string
}{
	{"Liam", "O’Brien", []string{"O'Brien", "O’Brien", "O`brien", "Brien, Liam", "brien liam", "Liam O'Brien", "o'b li"}},
	{"Mia", "Smith–Jones", []string{"Smith-Jones", "smith jones mia", "Jones,Smith"}},
	{"Łukasz", "Łódź", []string{"Lodz", "łódź", "lodz lukasz"}},
	{"Søren", "Søgaard", []string{"Sogaard", "søgaard, søren"}},
	{"Işıl", "Yıldız", []string{"Yildiz", "YILDIZ ISIL"}},
	{"Björk", "Guðmundsdóttir", []string{"Gudmundsdottir", "gudmundsdottir, bjork"}},
	{"Ævar", "Þórsson", []string{"aevar thorsson"}},
	{"Anna", "Weiß", []string{"Weiss", "weiß anna"}},
	{"Room", "Site ١٠", []string{"site 10"}},
}

func TestEverythingIsFoundHoweverItIsTyped(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	for i, name := range typed {
		d := draft(name.first, portal.Manager)
		d.LastName, d.Email = name.last, fmt.Sprintf("p%d@portal.example", i)
		h.must(must(h.AddAdministrator(ctx, h.ada, d, nil)))
		d.Email = fmt.Sprintf("o%d@own.example", i)
		h.must(must(h.AddAdministrator(ctx, h.ada.in(acme), d, nil)))
		u := portal.UserDraft{FirstName: name.first, LastName: name.last, Username: fmt.Sprintf("u%d", i), Email: fmt.Sprintf("u%d@users.example", i)}
		h.must(must(h.AddUser(ctx, h.ada.in(acme), u)))
		h.organization(name.first + " " + name.last)
	}
	ada := h.who(h.ada)
	for _, ways := range []func(){func() {}, func() { searchFewer(h) }} {
		ways()
		for _, name := range typed {
			full := name.first + " " + name.last
			for _, query := range name.queries {
				for what, found := range map[string]func() ([]string, error){
					"administrators": func() ([]string, error) {
						list, err := h.Administrators(ctx, ada, "", AdministratorFilter{Query: query})
						return texts(list.Rows, func(l AdministratorLine) string { return l.Name() }), err
					},
					"an organization's own administrators": func() ([]string, error) {
						list, err := h.Administrators(ctx, ada, acme, AdministratorFilter{Query: query})
						return texts(list.Rows, func(l AdministratorLine) string { return l.Name() }), err
					},
					"users": func() ([]string, error) {
						list, err := h.Users(ctx, ada, acme, UserFilter{Query: query})
						return texts(list.Rows, func(l UserLine) string { return l.Name() }), err
					},
					"organizations": func() ([]string, error) {
						list, err := h.Organizations(ctx, ada, OrganizationFilter{Query: query})
						return texts(list.Rows, func(l OrganizationLine) string { return l.Name }), err
					},
					"the picker": func() ([]string, error) {
						page, err := h.Picker(ctx, ada, PickerQuery{Text: query})
						return texts(page.Rows, func(l PickerLine) string { return l.Name }), err
					},
					"whom to copy": func() ([]string, error) {
						list, _, err := h.Sources(ctx, ada, query)
						return texts(list, portal.Administrator.Name), err
					},
					"entries about organizations": func() ([]string, error) {
						list, err := h.Activity(ctx, ada, ActivityFilter{Query: query, Action: OrganizationAdded})
						return texts(list.Rows, func(e Entry) string { return e.TargetName }), err
					},
				} {
					names, err := found()
					h.must(err)
					if !cmp.Equal(names, []string{full}) {
						t.Errorf("%q among %s finds %q, not %q", query, what, names, full)
					}
				}
			}
		}
	}
	list, err := h.Administrators(ctx, ada, "", AdministratorFilter{Organization: "SITE, room"})
	h.must(err)
	if len(list.Rows) != 1 { // who reaches all
		t.Errorf("%d reach the organization of these words", len(list.Rows))
	}
}

// texts are the rows in words.
func texts[T any](rows []T, text func(T) string) (list []string) {
	for _, row := range rows {
		list = append(list, text(row))
	}
	return list
}

func TestANameThatDiffersInItsSignsIsTaken(t *testing.T) {
	h := newPortal(t)
	h.organization("O’Reilly & Söhne")
	h.organization("Smith–Jones")
	bolt := h.organization("Bolt")
	h.unchanged(func() {
		for _, name := range []string{"O'Reilly & Söhne", "o`reilly & söhne", "O´Reilly & Söhne", "Smith-Jones", "Smith\u2011Jones"} {
			_, err := h.AddOrganization(ctx, h.ada, name)
			h.refuse(err, fault.Invalid, "Another organization has this name.")
			_, err = h.RenameOrganization(ctx, h.ada, bolt, name, 1)
			h.refuse(err, fault.Invalid, "Another organization has this name.")
		}
	})
	for _, letters := range []string{"Łódź", "Lodz", "Yıldız", "Yildiz", "OReilly & Söhne", "Smith Jones"} {
		h.organization(letters)
	}
	id, err := h.PreviewOrganizations(ctx, h.ada, []OrganizationRow{{Line: 2, Name: "O'Reilly & Söhne"}, {Line: 3, ID: bolt, Name: "Smith-Jones"}}, "")
	h.must(err)
	h.expectItems(id, "O'Reilly & Söhne: unchanged", "Smith-Jones: refused  "+portal.NameTaken().Error())
	bob := h.add("Bob", portal.Manager)
	preview := h.previewRows(bobLine(func(r *AdministratorRow) { r.Organizations = to([]string{"smith-jones", "O'Reilly & Söhne"}) }))
	h.run(preview)
	if got := h.reached(bob); got != "O’Reilly & Söhne Smith–Jones" {
		t.Errorf("reaches %q", got)
	}
}

func TestOfManyWhoGiveNearlyOneNameAtOnceOneDoes(t *testing.T) {
	h := newPortal(t)
	var all sync.WaitGroup
	for _, name := range []string{"O'Brien–Ó", "O’Brien-Ó", "O`Brien—Ó", "OʼBrien‐Ó", "O´Brien−Ó", "o'brien-ó"} {
		all.Go(func() {
			if _, err := h.AddOrganization(ctx, h.ada, name); err != nil && !fault.Is(err, fault.Invalid) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := h.number(`SELECT COUNT(*) FROM organizations`); n != 1 {
		t.Errorf("%d organizations", n)
	}
}

func TestNamesStandInTheOrderOfTheirNumbersEverywhere(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	want := []string{"Site 1", "Site 2", "Site 10", "Site 100"}
	for i, at := range []int{3, 2, 0, 1} {
		first, last, _ := strings.Cut(want[at], " ")
		h.organization(want[at])
		d := draft(first, portal.Manager)
		d.LastName, d.Email = last+"x", fmt.Sprintf("p%d@portal.example", i)
		h.must(must(h.AddAdministrator(ctx, h.ada, d, nil)))
		h.must(must(h.AddUser(ctx, h.ada.in(acme), portal.UserDraft{FirstName: first, LastName: last + "x", Username: fmt.Sprintf("u%d", i), Email: fmt.Sprintf("u%d@users.example", i)})))
	}
	ada := h.who(h.ada)
	organizations, err := h.Organizations(ctx, ada, OrganizationFilter{Query: "site"})
	h.must(err)
	picker, err := h.Picker(ctx, ada, PickerQuery{Text: "site"})
	h.must(err)
	people, err := h.Administrators(ctx, ada, "", AdministratorFilter{Query: "site"})
	h.must(err)
	users, err := h.Users(ctx, ada, acme, UserFilter{})
	h.must(err)
	for what, got := range map[string][]string{
		"organizations":  texts(organizations.Rows, func(l OrganizationLine) string { return l.Name }),
		"picker":         texts(picker.Rows, func(l PickerLine) string { return l.Name }),
		"administrators": texts(people.Rows, func(l AdministratorLine) string { return strings.TrimSuffix(l.Name(), "x") }),
		"users":          texts(users.Rows, func(l UserLine) string { return strings.TrimSuffix(l.Name(), "x") }),
	} {
		if !cmp.Equal(got, want) {
			t.Errorf("%s: %q", what, got)
		}
	}
	bob := h.add("Bob", portal.Manager, "+?site")
	h.must(must(h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")))
	if e := h.entry(); !slices.ContainsFunc(e.Changes, func(c FieldChange) bool { return strings.HasSuffix(c.Before, "Site 1; Site 2; Site 10; Site 100") }) {
		t.Errorf("the entry of a deletion: %+v", e.Changes)
	}
	if found := h.listed(h.ada, OrganizationFilter{Query: "10"}); found != "Site 10, Site 100" {
		t.Errorf("10 finds %q", found)
	}
}

func TestAPortalFromBeforeNamesWereFoldedSoKeepsThemAndFindsThemAnew(t *testing.T) {
	h := older(t, 19,
		`INSERT INTO administrators (id, first_name, last_name, name_key, email, email_key, search_text, role, status, require_mfa, api_access,
				all_organizations, organization_count, password_hash, last_login_at, version, created_at, updated_at)
			VALUES ('a1', 'Ada', 'Lovelace', 'ada lovelace', 'ada@example.com', 'ada@example.com', 'ada lovelace' || char(10) || 'ada@example.com',
				'administrator-with-billing', 'active', FALSE, FALSE, TRUE, 0, '!', 0, 1, 1, 1),
				('b1', 'Piotr', 'Łódź', 'piotr łodz', 'b@example.com', 'b@example.com', 'piotr łodz' || char(10) || 'b@example.com',
				'manager', 'active', FALSE, FALSE, FALSE, 0, '!', 0, 1, 1, 1)`,
		`INSERT INTO administrators (id, first_name, last_name, name_key, email, email_key, search_text, role, status, require_mfa, api_access,
				all_organizations, organization_count, password_hash, last_login_at, version, created_at, updated_at)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
			SELECT 'n' || i, 'Nørgaard', i, 'nørgaard ' || i, i || '@n.example', i || '@n.example', 'nørgaard ' || i || char(10) || i || '@n.example',
				'manager', 'invited', FALSE, FALSE, FALSE, 0, '', 0, 1, 1, 1 FROM n`,
		`INSERT INTO organizations (id, name, name_key, search_text, version, created_at, updated_at, user_count)
			VALUES ('o1', 'O''Reilly', 'o''reilly', 'o''reilly', 1, 1, 1, 0), ('o2', 'O’Reilly', 'o’reilly', 'o’reilly', 1, 1, 1, 1), ('o3', 'Site 10', 'site 10', 'site 10', 1, 1, 1, 0), ('o4', 'Site 9', 'site 9', 'site 9', 1, 1, 1, 0)`,
		`INSERT INTO users (id, organization_id, first_name, last_name, name_key, username, username_key, email, email_key, search_text, status, password_hash, locked_at, failures, last_login_at, version, created_at, updated_at)
			VALUES ('u1', 'o2', 'Søren', 'X', 'søren x', 'sx', 'sx', 'sx@example.com', 'sx@example.com', 'søren x' || char(10) || 'sx' || char(10) || 'sx@example.com', 'invited', '', 0, 0, 0, 1, 1, 1)`,
		`INSERT INTO audit (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name, organization_id, organization_name, result, reason, changes, search_text)
			VALUES (1, 1, 'r', '192.0.2.1', 'administrator', 'a1', 'Ada Lovelace', 'ada@example.com', 'organization.added', 'organization', 'o2', 'Łódź', '', '', 'done', '', '[]', 'ada lovelace ada@example.com add organization łodz 192.0.2.1 r')`)
	h.Store = h.open()
	h.ada = By{AdministratorID: "a1", Address: "192.0.2.1", RequestID: "r1"}
	ada := h.who(h.ada)
	if faults, err := h.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
	if got := h.listed(h.ada, OrganizationFilter{}); got != "O'Reilly, O’Reilly, Site 9, Site 10" {
		t.Errorf("%q", got)
	}
	people, err := h.Administrators(ctx, ada, "", AdministratorFilter{Query: "lodz"})
	h.must(err)
	users, err := h.Users(ctx, ada, "o2", UserFilter{Query: "soren"})
	h.must(err)
	entries, err := h.Activity(ctx, ada, ActivityFilter{Query: "lodz"})
	h.must(err)
	if len(people.Rows) != 1 || len(users.Rows) != 1 || len(entries.Rows) != 1 {
		t.Errorf("%d administrators, %d users, %d entries", len(people.Rows), len(users.Rows), len(entries.Rows))
	}
	many, err := h.Administrators(ctx, ada, "", AdministratorFilter{Query: "norgaard"})
	h.must(err)
	if many.Rows[0].Name() != "Nørgaard 1" || many.Rows[9].Name() != "Nørgaard 10" {
		t.Errorf("%q, %q", many.Rows[0].Name(), many.Rows[9].Name())
	}
	if err := h.write(`UPDATE audit SET search_text = ''`); err == nil {
		t.Error("entries can be changed since")
	}

	// Both names stay; no other one comes, and a file means the one that is spelled so.
	namesakes, err := h.Namesakes(ctx)
	h.must(err)
	if !cmp.Equal(namesakes, []string{"2 organizations have nearly the same name: “O'Reilly”, “O’Reilly”. Rename all but one."}) {
		t.Errorf("%q", namesakes)
	}
	for _, name := range []string{"O`Reilly", "o'reilly"} {
		_, err = h.AddOrganization(ctx, h.ada, name)
		h.refuse(err, fault.Invalid, "Another organization has this name.")
	}
	id, err := h.PreviewOrganizations(ctx, h.ada, []OrganizationRow{{Line: 2, ID: "o1", Name: "O'Reilly"}, {Line: 3, Name: "O’Reilly"}, {Line: 4, Name: "O`Reilly"}, {Line: 5, ID: "o2", Name: "O’REILLY"}}, "")
	h.must(err)
	h.expectItems(id, "O'Reilly: unchanged", "O’Reilly: unchanged",
		"O`Reilly: refused  2 organizations have nearly this name: “O'Reilly”, “O’Reilly”. Write it exactly as one of them.", "O’REILLY: refused  Line 3 is about the same organization.")
	row := AdministratorRow{Line: 2, Email: "b@example.com", Organizations: to([]string{"o’reilly"})}
	h.run(h.previewRows(row))
	if got := h.reached(By{AdministratorID: "b1"}); got != "O’Reilly" {
		t.Errorf("reaches %q", got)
	}
	row.Organizations = to([]string{"O`Reilly"})
	h.expectItems(h.previewRows(row), "Piotr Łódź: refused  “O`Reilly”: 2 organizations have nearly this name: “O'Reilly”, “O’Reilly”. Write it exactly as one of them.")
	_, err = h.RenameOrganization(ctx, h.ada, "o1", "O'REILLY", 1)
	h.refuse(err, fault.Invalid, "Another organization has this name.")
	h.must(must(h.RenameOrganization(ctx, h.ada, "o1", "O'Reilly Media", 1)))
	h.must(must(h.RenameOrganization(ctx, h.ada, "o2", "O’REILLY", 1)))
	if namesakes, err := h.Namesakes(ctx); err != nil || len(namesakes) > 0 {
		t.Errorf("%q, %v", namesakes, err)
	}
}
