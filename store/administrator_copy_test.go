package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestSourcesAreFoundByNameOrAddress(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	ann := h.add("Ann", portal.Manager)
	h.add("Joann", portal.HelpDesk)
	del := h.add("Delann", portal.HelpDesk)
	h.exec(`UPDATE administrators SET status = 'suspended' WHERE id = $1`, ann.AdministratorID)
	h.exec(`UPDATE administrators SET status = 'deleted' WHERE id = $1`, del.AdministratorID)
	own := h.own(acme, "Ownann", portal.Manager)
	find := func(text string) string {
		t.Helper()
		list, more, err := h.Sources(ctx, h.who(h.ada), text)
		h.must(err)
		if more {
			t.Errorf("%q: more than %d", text, len(list))
		}
		var names []string
		for _, a := range list {
			names = append(names, a.FirstName)
		}
		return strings.Join(names, " ")
	}
	for text, want := range map[string]string{
		"ann": "Ann Joann", " ANN@example.com ": "Ann", "ann tester": "Ann Joann", "joann@": "Joann",
		"": "", "  ": "", "%": "", "nobody": "", "ownann@example.com": "", "delann@example.com": "", strings.Repeat("a", 300): "",
	} {
		if got := find(text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	for i := range 2 * MaxSources {
		h.invite(fmt.Sprintf("Zoe%02d", i), portal.HelpDesk)
	}
	list, more, err := h.Sources(ctx, h.who(h.ada), "zoe")
	h.must(err)
	if len(list) != MaxSources || !more || list[0].FirstName != "Zoe00" {
		t.Errorf("%d sources, more: %t", len(list), more)
	}
	for _, id := range []string{"", "unknown", del.AdministratorID, own.AdministratorID, acme} {
		_, err := h.Source(ctx, h.who(h.ada), id)
		h.refuse(err, fault.NotFound, "")
	}
	if a, err := h.Source(ctx, h.who(h.ada), ann.AdministratorID); err != nil || a.Status != portal.Suspended {
		t.Errorf("somebody suspended: %+v, %v", a, err)
	}
	for _, role := range portal.Roles()[1:] {
		actor := portal.Administrator{ID: "x", Role: role, Status: portal.Active}
		_, _, err := h.Sources(ctx, actor, "ann")
		h.refuse(err, fault.Forbidden, role.String())
		_, err = h.Source(ctx, actor, ann.AdministratorID)
		h.refuse(err, fault.Forbidden, role.String())
	}
}

func TestACopyReachesTheSameOrganizationsOfNineThousand(t *testing.T) {
	h := newPortal(t)
	h.organizations(10_000, func(i int) string { return fmt.Sprintf("%05d of-%d", 9_999-i, i%10) })
	most := h.add("Most", portal.Manager, "+?", "-?of-3")
	changes := CopyOf(h.who(most))
	if len(changes) != 1 {
		t.Fatalf("the form carries %q", changes)
	}
	page, err := h.Picker(ctx, h.who(h.ada), PickerQuery{Changes: changes})
	h.must(err)
	if page.All != 10_000 || page.Chosen != 9_000 || page.Added != 9_000 || page.Removed != 0 {
		t.Errorf("previewed %d of %d chosen, +%d −%d", page.Chosen, page.All, page.Added, page.Removed)
	}
	eve := h.add("Eve", portal.Manager, changes...)
	if n := h.who(eve).OrganizationCount; n != 9_000 {
		t.Errorf("saved %d organizations", n)
	}
	if diff := cmp.Diff(h.reach(h.ada, most, ""), h.reach(h.ada, eve, "")); diff != "" {
		t.Errorf("(-source +copy):\n%s", diff)
	}
	if CopyOf(h.who(h.ada)) != nil || CopyOf(portal.Administrator{ID: "x"}) != nil {
		t.Error("there is nothing selected to copy")
	}
}
