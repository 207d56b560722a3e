package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// to points at the value.
func to[T any](v T) *T { return &v }

// bob is a line about Bob, changed.
func bobLine(change func(*AdministratorRow)) AdministratorRow {
	r := AdministratorRow{Line: 2, Email: "bob@example.com"}
	if change != nil {
		change(&r)
	}
	return r
}

// newcomer is a line about somebody new.
func newcomer(line int, first string) AdministratorRow {
	return AdministratorRow{Line: line, Email: first + "@new.example", FirstName: to(first), LastName: to("Newcomer"), Role: to(portal.Manager)}
}

func (h *house) previewRows(rows ...AdministratorRow) string {
	h.t.Helper()
	id, err := h.PreviewAdministrators(ctx, h.ada, rows, "")
	h.must(err)
	return id
}

func TestALineOfAFileComesToWhatTheRulesSay(t *testing.T) {
	for _, test := range []struct {
		name string
		row  AdministratorRow
		want string
	}{
		{"nothing given", bobLine(nil), "Bob Tester: unchanged"},
		{"all the same", bobLine(func(r *AdministratorRow) {
			r.FirstName, r.Role, r.RequireMFA, r.Status, r.Organizations = to("Bob"), to(portal.Manager), to(false), to(portal.Active), to([]string{"ant"})
		}), "Bob Tester: unchanged"},
		{"the address in capitals", bobLine(func(r *AdministratorRow) { r.Email = " BOB@Example.com " }), "Bob Tester: unchanged"},
		{"another role", bobLine(func(r *AdministratorRow) { r.Role = to(portal.HelpDesk) }), "Bob Tester: change"},
		{"no role", bobLine(func(r *AdministratorRow) { r.Role = to(portal.NoRole) }), "Bob Tester: refused  Role is empty."},
		{"no first name", bobLine(func(r *AdministratorRow) { r.FirstName = to("") }), "Tester: refused  First Name is empty."},
		{"other organizations", bobLine(func(r *AdministratorRow) { r.Organizations = to([]string{"BEE", "Ant"}) }), "Bob Tester: change"},
		{"no organizations", bobLine(func(r *AdministratorRow) { r.Organizations = to([]string{}) }), "Bob Tester: change"},
		{"all organizations", bobLine(func(r *AdministratorRow) { r.AllOrganizations = true }), "Bob Tester: change"},
		{"unknown organizations", bobLine(func(r *AdministratorRow) { r.Organizations = to([]string{"Ant", "Cow", "Dog"}) }), "Bob Tester: refused  There is no organization “Cow”. There is no organization “Dog”."},
		{"misspelt organizations", bobLine(func(r *AdministratorRow) { r.Organizations = to([]string{"Amt", "Ant", "Bees"}) }), "Bob Tester: refused  There is no organization “Amt”. Did you mean “Ant”? There is no organization “Bees”. Did you mean “Bee”?"},
		{"many unknown organizations", bobLine(func(r *AdministratorRow) { r.Organizations = to([]string{"Cow", "Dog", "Eel", "Fly", "Gnu"}) }), "Bob Tester: refused  There is no organization “Cow”. There is no organization “Dog”. There is no organization “Eel”. 2 more names are unknown, too."},
		{"suspended", bobLine(func(r *AdministratorRow) { r.Status = to(portal.Suspended) }), "Bob Tester: change"},
		{"one that was suspended", AdministratorRow{Line: 2, Email: "cid@example.com", Status: to(portal.Active)}, "Cid Tester: change"},
		{"somebody new", newcomer(2, "Nia"), "Nia Newcomer: create"},
		{"somebody new who is suspended", func() AdministratorRow { r := newcomer(2, "Nia"); r.Status = to(portal.Suspended); return r }(), "Nia Newcomer: refused  A new administrator is invited. Leave Status empty, or write Invited or Active."},
		{"somebody new who is locked", func() AdministratorRow { r := newcomer(2, "Nia"); r.Status = to(StatusLocked); return r }(), "Nia Newcomer: refused  A new administrator is invited. Leave Status empty, or write Invited or Active."},
		{"somebody new without a name", AdministratorRow{Line: 2, Email: "nia@new.example"}, ": refused  The file has no column First Name. The file has no column Last Name. The file has no column Role."},
		{"no address", AdministratorRow{Line: 2, FirstName: to("Nia"), LastName: to("New"), Role: to(portal.Manager)}, "Nia New: refused  Email is empty."},
		{"oneself with another role", AdministratorRow{Line: 2, Email: "ada@example.com", Role: to(portal.Manager)}, "Ada Lovelace: refused  " + portal.OwnRole},
		{"oneself suspended", AdministratorRow{Line: 2, Email: "ada@example.com", Status: to(portal.Suspended)}, "Ada Lovelace: refused  You cannot suspend yourself. Another Administrator with Billing can."},
		{"one of an organization's own", AdministratorRow{Line: 2, Email: "olga@example.com", Role: to(portal.Manager)}, ": refused  Another administrator uses this email address."},
		{"an unknown role", bobLine(func(r *AdministratorRow) { r.Role, r.UnknownRole = to(portal.NoRole), "Helpdesk" }), "Bob Tester: refused  There is no role “Helpdesk”. Did you mean Help Desk?"},
		{"all that is wrong", bobLine(func(r *AdministratorRow) {
			r.FirstName, r.LastName, r.Role, r.UnknownRole, r.Organizations = to(""), to("T\u200bt"), to(portal.NoRole), "Admin", to([]string{"Amt"})
			r.Problems = []string{"Require MFA must be On or Off."}
		}), "T\u200bt: refused  Require MFA must be On or Off. First Name is empty. Last Name: It holds a sign that cannot be seen. Type it by hand instead of pasting it. " +
			"There is no role “Admin”. Did you mean Administrator? There is no organization “Amt”. Did you mean “Ant”?"},
		{"a rule and an unknown organization", AdministratorRow{Line: 2, Email: "ada@example.com", Role: to(portal.Manager), Organizations: to([]string{"Amt"})}, "Ada Lovelace: refused  " + portal.OwnRole + " There is no organization “Amt”. Did you mean “Ant”?"},
		{"what could not be read", bobLine(func(r *AdministratorRow) { r.Problems = []string{"Require MFA is On or Off."} }), "Bob Tester: refused  Require MFA is On or Off."},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newPortal(t)
			ant := h.organization("Ant")
			h.organization("Bee")
			h.add("Bob", portal.Manager, "+"+ant)
			cid := h.add("Cid", portal.Manager)
			h.must(must(h.SuspendAdministrator(ctx, h.ada, cid.AdministratorID)))
			h.own(ant, "Olga", portal.Manager)
			before := h.rows(`SELECT id, version FROM administrators ORDER BY id`)
			id := h.previewRows(test.row)
			h.expectItems(id, test.want)
			if diff := cmp.Diff(before, h.rows(`SELECT id, version FROM administrators ORDER BY id`)); diff != "" {
				t.Errorf("a preview changed something:\n%s", diff)
			}
			if j := h.job(id); j.Affected == 1 {
				if j = h.run(id); j.Done != 1 {
					t.Errorf("%+v: %v", j, h.items(id))
				}
				again := h.previewRows(test.row)
				if j := h.job(again); j.Unchanged != 1 {
					t.Errorf("a second time: %v", h.items(again))
				}
			}
			h.sound()
		})
	}
}

func TestEachLineOfOneAddressNamesTheFirst(t *testing.T) {
	h := newPortal(t)
	id := h.previewRows(newcomer(2, "Nia"), newcomer(3, "NIA"), newcomer(5, "nia"))
	h.expectItems(id, "Nia Newcomer: create", "NIA Newcomer: refused  Line 2 has the same email address.", "nia Newcomer: refused  Line 2 has the same email address.")
}

func TestLinesAreDecidedOneAfterTheOther(t *testing.T) {
	h := newPortal(t)
	bea, cleo := h.add("Bea", portal.AdministratorWithBilling), h.add("Cleo", portal.AdministratorWithBilling)
	id := h.previewRows(newcomer(2, "Nia"), newcomer(3, "NIA"),
		AdministratorRow{Line: 4, Email: "bea@example.com", Role: to(portal.Manager)},
		AdministratorRow{Line: 5, Email: "cleo@example.com", Status: to(portal.Suspended)})
	h.expectItems(id, "Nia Newcomer: create", "NIA Newcomer: refused  Line 2 has the same email address.", "Bea Tester: change", "Cleo Tester: change")
	h.must(must(h.EditAdministrator(ctx, h.ada, bea.AdministratorID, h.form(bea, func(d *portal.Draft) { d.LastName = "Other" }), nil)))
	h.run(id)
	h.expectItems(id, "Nia Newcomer: create done", "NIA Newcomer: refused  Line 2 has the same email address.",
		"Bea Tester: change refused Someone changed this administrator after the preview.", "Cleo Tester: change done")
	if a := h.who(cleo); a.Status != portal.Suspended {
		t.Errorf("Cleo is %s", a.Status)
	}
	if l := h.letter(); l.To == "" {
		t.Error("nobody is told")
	}
	h.sound()
}

func TestAnImportAnAddressGivenMeanwhileIsRefused(t *testing.T) {
	h := newPortal(t)
	id := h.previewRows(newcomer(2, "Nia"))
	h.must(must(h.AddAdministrator(ctx, h.ada, portal.Draft{FirstName: "Nia", LastName: "First", Email: "nia@new.example", Role: portal.ReadOnlyRole}, nil)))
	h.run(id)
	h.expectItems(id, "Nia Newcomer: create refused Another administrator uses this email address.")
}

func TestWhoMayNotImportsNobody(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.AdministratorRole)
	_, err := h.PreviewAdministrators(ctx, bob, []AdministratorRow{newcomer(2, "Nia")}, "")
	h.refuse(err, fault.Forbidden, "")
	_, err = h.PreviewOrganizations(ctx, bob, []OrganizationRow{{Line: 2, Name: "New"}}, "")
	h.refuse(err, fault.Forbidden, "")
	_, err = h.PreviewAdministrators(ctx, h.ada, make([]AdministratorRow, MaxImport+1), "")
	h.refuse(err, fault.Invalid, "The file has more than 10,000 rows. Split it into smaller files.")
}

func TestAnImportMeetsJobsAndSingleEdits(t *testing.T) {
	h := newPortal(t)
	other := h.open()
	bea := h.add("Bea", portal.AdministratorWithBilling)
	h.organization("Ant")
	var rows []AdministratorRow
	for i := range 30 {
		h.add(fmt.Sprintf("P%02d", i), portal.Roles()[i%8])
		rows = append(rows, AdministratorRow{Line: 2 + i, Email: fmt.Sprintf("p%02d@example.com", i), Role: to(portal.Manager), Organizations: to([]string{"Ant"})})
	}
	rows = append(rows, newcomer(40, "Nia"), AdministratorRow{Line: 41, Email: "ada@example.com", Role: to(portal.HelpDesk)})
	first, second := h.previewRows(rows...), h.previewRows(rows...)
	byBea, err := other.PreviewAdministrators(ctx, bea, rows, "")
	h.must(err)
	suspend := h.prepare(portal.SuspendAll, all())
	do := func(s *Store, by By, id string) func() error {
		return func() error {
			if _, err := s.StartJob(ctx, by, id, 0); err != nil {
				return err
			}
			return s.RunJob(ctx, id)
		}
	}
	for _, err := range atOnce(do(h.Store, h.ada, first), do(h.Store, h.ada, second), do(other, bea, byBea), do(h.Store, h.ada, suspend)) {
		if _, expected := fault.Of(err); err != nil && !expected {
			t.Fatal(err)
		}
	}
	h.sound()
	if n := h.number(`SELECT COUNT(*) FROM administrators WHERE email_key = 'nia@new.example'`); n != 1 {
		t.Errorf("%d of the newcomer", n)
	}
	if n := h.number(`SELECT COUNT(*) FROM job_items WHERE fate IN ('create', 'change') AND result = '' AND job_id IN (SELECT id FROM jobs WHERE state = 'done')`); n != 0 {
		t.Errorf("%d items of jobs that are done were not tried", n)
	}
}

func TestOrganizationsAreImportedAndASecondTimeNothingChanges(t *testing.T) {
	h := newPortal(t)
	ant, bee, cat, eel := h.organization("Ant"), h.organization("Bee"), h.organization("Cat"), h.organization("Eel")
	rows := []OrganizationRow{
		{Line: 2, Name: "ANT"}, {Line: 3, Name: "New One"}, {Line: 4, Name: "new  one"}, {Line: 5, ID: bee, Name: "Bumblebee"}, {Line: 6, ID: "none", Name: "X"},
		{Line: 7, ID: ant, Name: "Bee"}, {Line: 8, Name: ""}, {Line: 9, ID: bee, Name: "Third"},
		{Line: 10, ID: eel, Name: "New One"}, {Line: 11, ID: cat, Name: "Dog"}, {Line: 12, Name: "Cat"},
	}
	id, err := h.PreviewOrganizations(ctx, h.ada, rows, "")
	h.must(err)
	h.expectItems(id, "ANT: unchanged", "New One: create", "new one: refused  Line 3 is about the same organization.", "Bumblebee: change", "X: refused  There is no organization with this Id.",
		"Bee: refused  Line 2 is about the same organization.", ": refused  Name is empty.", "Third: refused  Line 5 is about the same organization.",
		"New One: refused  Line 3 is about the same organization.", "Dog: change", "Cat: create")
	if j := h.run(id); j.Done != 4 {
		t.Errorf("%+v", j)
	}
	again, err := h.PreviewOrganizations(ctx, h.ada, rows, "")
	h.must(err)
	if j := h.job(again); j.Affected != 0 {
		t.Errorf("a second time: %q", h.items(again))
	}
	if n := h.number(`SELECT COUNT(*) FROM audit WHERE job_id = $1 AND action LIKE 'organization.%'`, id); n != 4 {
		t.Errorf("%d entries", n)
	}
	h.sound()
}
