package portal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestWhoIsAddedIsInvited(t *testing.T) {
	d := portal.Draft{FirstName: " Bob ", LastName: "Noyce", Email: " Bob@example.com ", RequireMFA: true, Role: portal.HelpDesk, AllOrganizations: true, Version: 99}
	got, err := portal.Add(ada, d, alone)
	expect(t, err, 0, "")
	want := portal.Administrator{FirstName: "Bob", LastName: "Noyce", Email: "Bob@example.com", Role: portal.HelpDesk, Status: portal.Invited, RequireMFA: true, AllOrganizations: true, Version: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARefusedAdditionReturnsNobody(t *testing.T) {
	for _, tt := range []struct {
		actor  portal.Administrator
		draft  portal.Draft
		census portal.Census
	}{
		{withRole(ada, portal.Manager), draftOf(bob, nil), alone},
		{ada, portal.Draft{}, alone},
		{ada, draftOf(bob, nil), portal.Census{}},
	} {
		if got, err := portal.Add(tt.actor, tt.draft, tt.census); err == nil || got != (portal.Administrator{}) {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

func TestAnEmptyFormNamesEveryFieldThatMustBeFilled(t *testing.T) {
	want := []fault.Field{
		{Name: "first_name", Text: "Enter a first name."},
		{Name: "last_name", Text: "Enter a last name. For a person with one name, enter a hyphen (-)."},
		{Name: "email", Text: "Enter an email address."},
		{Name: "role", Text: "Choose a role."},
	}
	_, added := portal.Add(ada, portal.Draft{}, alone)
	_, edited := portal.EditAdministrator(ada, bob, portal.Draft{Version: bob.Version}, alone)
	for name, err := range map[string]error{"add": added, "edit": edited} {
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, f.Fields); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestARoleThatDoesNotExistCannotBeGranted(t *testing.T) {
	for _, r := range []portal.Role{portal.NoRole, -1, 9} {
		_, err := portal.EditAdministrator(ada, bob, draftOf(bob, func(d *portal.Draft) { d.Role = r }), alone)
		expect(t, err, fault.Invalid, "Choose a role.")
	}
}

func TestAnEditChangesWhatTheFormSaysAndNothingElse(t *testing.T) {
	for _, target := range []portal.Administrator{bob, invited(bob), withStatus(bob, portal.Suspended)} {
		d := portal.Draft{FirstName: "Robert", LastName: "Smith", Email: "rob@example.com", RequireMFA: true, Role: portal.BillingOnly, APIAccess: true, AllOrganizations: true, AccessChanges: true, Version: target.Version}
		got, err := portal.EditAdministrator(ada, target, d, alone)
		expect(t, err, 0, "")
		want := but(target, func(a *portal.Administrator) {
			a.FirstName, a.LastName, a.Email, a.Role = "Robert", "Smith", "rob@example.com", portal.BillingOnly
			a.RequireMFA, a.APIAccess, a.AllOrganizations = true, true, true
			a.Version++
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target.Status, diff)
		}
	}
}

func TestAFormOfAnotherVersionIsStale(t *testing.T) {
	for _, version := range []int64{0, bob.Version - 1, bob.Version + 1} {
		d := draftOf(bob, func(d *portal.Draft) { d.LastName, d.Version = "Smith", version })
		got, err := portal.EditAdministrator(ada, bob, d, alone)
		expect(t, err, fault.Stale, "Someone changed this administrator after you opened the form.")
		if got != bob {
			t.Errorf("version %d: changed to %+v", version, got)
		}
	}
}

func TestOneCanSaveTheSameFormOnlyOnce(t *testing.T) {
	d := draftOf(bob, func(d *portal.Draft) { d.LastName = "Smith" })
	once, err := portal.EditAdministrator(ada, bob, d, alone)
	expect(t, err, 0, "")
	_, err = portal.EditAdministrator(ada, once, d, alone)
	expect(t, err, fault.Stale, "Someone changed")
}

func TestNobodyChangesTheirOwnRoleOrAccess(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*portal.Draft)
		text   string
	}{
		{"own role", func(d *portal.Draft) { d.Role = portal.Manager }, portal.OwnRole},
		{"own access to all organizations", func(d *portal.Draft) { d.AllOrganizations = false }, portal.OwnRole},
		{"own single organizations", func(d *portal.Draft) { d.AccessChanges = true }, portal.OwnRole},
		{"own name", func(d *portal.Draft) { d.FirstName, d.LastName = "Augusta", "King" }, ""},
		{"own email", func(d *portal.Draft) { d.Email = "king@example.com" }, ""},
		{"own Require MFA", func(d *portal.Draft) { d.RequireMFA = true }, ""},
		{"own API access", func(d *portal.Draft) { d.APIAccess = true }, ""},
		{"nothing", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := portal.EditAdministrator(ada, ada, draftOf(ada, tt.change), plenty)
			expect(t, err, fault.Rule, tt.text)
			if tt.text != "" && got != ada {
				t.Errorf("changed to %+v", got)
			}
			if _, err := portal.EditAdministrator(ada, bob, draftOf(bob, tt.change), plenty); err != nil {
				t.Errorf("the same on somebody else: %v", err)
			}
		})
	}
}

func TestAnAddressInUseIsRefusedBesideItsField(t *testing.T) {
	f, _ := fault.Of(portal.EmailTaken(""))
	want := &fault.Error{Kind: fault.Invalid, Text: "Another administrator uses this email address.", Fields: []fault.Field{{Name: "email", Text: "Another administrator uses this email address."}}}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	f, _ = fault.Of(portal.NameTaken())
	if f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "name" {
		t.Errorf("%+v", f)
	}
}
