package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func (h *house) listed(by By, f OrganizationFilter) string {
	h.t.Helper()
	list, err := h.Organizations(ctx, h.who(by), f)
	h.must(err)
	var names []string
	for _, line := range list.Rows {
		names = append(names, line.Name)
	}
	return strings.Join(names, ", ")
}

func TestWhoAddsAnOrganizationHasAccessToIt(t *testing.T) {
	h := newPortal(t)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	o, err := h.AddOrganization(ctx, bea, "  Acme\tCorp ")
	h.must(err)
	if o.Name != "Acme Corp" || o.Version != 1 || h.reached(bea) != "Acme Corp" {
		t.Errorf("%+v, reached %q", o, h.reached(bea))
	}
	e := h.entry()
	if e.Action != OrganizationAdded || e.TargetKind != "organization" || e.TargetID != o.ID || e.TargetName != "Acme Corp" || !cmp.Equal(e.Changes, []FieldChange{{"Organization Name", "", "Acme Corp"}}) {
		t.Errorf("entry %+v", e)
	}
	h.organization("Bolt")
	if h.number(`SELECT COUNT(*) FROM access WHERE administrator_id = $1`, h.ada.AdministratorID) != 0 {
		t.Error("someone with all organizations was given one")
	}
	if got := h.reached(bea); got != "Acme Corp" {
		t.Errorf("selected organizations gained one: %q", got)
	}
}

func TestANameThatDiffersInCaseOrSpaceIsTaken(t *testing.T) {
	h := newPortal(t)
	h.organization("Ölfabrik Süd")
	bolt := h.organization("Bolt")
	h.unchanged(func() {
		for _, name := range []string{"Ölfabrik Süd", "ölfabrik  SÜD", " Ölfabrik Süd\u00a0"} {
			_, err := h.AddOrganization(ctx, h.ada, name)
			h.refuse(err, fault.Invalid, "Another organization has this name.")
			_, err = h.RenameOrganization(ctx, h.ada, bolt, name, 1)
			h.refuse(err, fault.Invalid, "Another organization has this name.")
		}
		_, err := h.AddOrganization(ctx, h.ada, " ")
		h.refuse(err, fault.Invalid, "Enter a name")
	})
	h.organization("Olfabrik Sud")
}

func TestRenamingChecksTheVersion(t *testing.T) {
	h := newPortal(t)
	id := h.organization("Acme")
	before := h.entries()
	h.unchanged(func() {
		_, err := h.RenameOrganization(ctx, h.ada, id, " Acme ", 1)
		h.must(err)
	})
	if h.entries() != before {
		t.Error("the same name again left an entry")
	}
	o, err := h.RenameOrganization(ctx, h.ada, id, "ACME", 1)
	h.must(err)
	if want := (Outcome{ID: id, Name: "ACME", Changes: []FieldChange{{"Organization Name", "Acme", "ACME"}}}); !cmp.Equal(o, want) {
		t.Errorf("%+v", o)
	}
	if e := h.entry(); !cmp.Equal(e.Changes, []FieldChange{{"Organization Name", "Acme", "ACME"}}) || e.TargetName != "ACME" {
		t.Errorf("entry %+v", e)
	}
	h.unchanged(func() {
		_, err = h.RenameOrganization(ctx, h.ada, id, "Other", 1)
		h.refuse(err, fault.Stale, "Nothing was saved")
		_, err = h.RenameOrganization(ctx, h.ada, "unknown", "Other", 1)
		h.refuse(err, fault.NotFound, "")
	})
	if got, err := h.Organization(ctx, h.who(h.ada), id); err != nil || got.Name != o.Name || got.Version != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = h.Organization(ctx, h.who(h.ada), "unknown")
	h.refuse(err, fault.NotFound, "")
	_, err = h.Organization(ctx, h.who(h.add("Bob", portal.Manager)), id)
	h.refuse(err, fault.Forbidden, "Manager")
}

func TestEachSeesTheOrganizationsThatTheyReach(t *testing.T) {
	h := newPortal(t)
	ant, bee := h.organization("Ant"), h.organization("Bee")
	h.organization("Cat")
	for _, role := range portal.Roles()[1:] {
		by := h.add("Actor", role, "+"+bee, "+"+ant)
		if got := h.listed(by, OrganizationFilter{}); got != "Ant, Bee" {
			t.Errorf("%s sees %q", role, got)
		}
		if got := h.listed(by, OrganizationFilter{Query: "T"}); got != "Ant" {
			t.Errorf("%s finds %q", role, got)
		}
		h.exec(`UPDATE administrators SET status = 'deleted' WHERE id = $1`, by.AdministratorID)
	}
	all := draft("All", portal.CommandRunner)
	all.AllOrganizations = true
	out, err := h.AddAdministrator(ctx, h.ada, all, nil)
	h.must(err)
	h.exec(`UPDATE administrators SET status = 'active', password_hash = '!' WHERE id = $1`, out.ID)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	for _, by := range []By{h.ada, {AdministratorID: out.ID}, bea} {
		if got := h.listed(by, OrganizationFilter{Sort: "-name"}); got != "Cat, Bee, Ant" {
			t.Errorf("sees %q", got)
		}
	}
	_, err = h.Organizations(ctx, h.who(h.ada), OrganizationFilter{Sort: "id; --"})
	h.refuse(err, fault.Invalid, "sorted")
}

func TestTheListCountsWhoReachesAnOrganization(t *testing.T) {
	h := newPortal(t)
	ant, bee := h.organization("Ant"), h.organization("Bee")
	h.add("Bob", portal.Manager, "+"+ant)
	h.invite("Ivy", portal.Manager, "+"+ant, "+"+bee)
	gus := h.add("Gus", portal.Manager, "+"+bee)
	_, err := h.DeleteAdministrator(ctx, h.ada, gus.AdministratorID, "gus@example.com")
	h.must(err)
	list, err := h.Organizations(ctx, h.who(h.ada), OrganizationFilter{})
	h.must(err)
	if list.Rows[0].Administrators != 3 || list.Rows[1].Administrators != 2 {
		t.Errorf("%+v", list.Rows)
	}
}

func TestOthersSeeOnlyTheNamesThatTheyReachThemselves(t *testing.T) {
	h := newPortal(t)
	ant, bee, cat := h.organization("Ant"), h.organization("Bee"), h.organization("Cat")
	bob := h.add("Bob", portal.Manager, "+"+ant, "+"+bee)
	mia := h.add("Mia", portal.ReadOnlyRole, "+"+bee, "+"+cat)
	if names := h.reach(mia, bob, ""); !cmp.Equal(names, []string{"Bee"}) {
		t.Errorf("%q", names)
	}
	if names := h.reach(h.ada, bob, ""); !cmp.Equal(names, []string{"Ant", "Bee"}) {
		t.Errorf("%q", names)
	}
	_, err := h.Reach(ctx, h.who(h.add("Com", portal.CommandRunner)), bob.AdministratorID, ReachFilter{})
	h.refuse(err, fault.Forbidden, "")
	for query, want := range map[string]int{"bee": 2 + 1, "ant": 0, "cat": 1 + 1, "nothing": 0} {
		list, err := h.Administrators(ctx, h.who(mia), "", AdministratorFilter{Organization: query})
		h.must(err)
		if len(list.Rows) != want {
			t.Errorf("organization %q: %d administrators, want %d", query, len(list.Rows), want)
		}
	}
}
