package store

import (
	"testing"

	"mtp/internal/portal"
)

func TestActivityTellsOthersOnlyOfOrganizationsWithinReach(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	near, far := h.organization("Near"), h.organization("Far")
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), Changes{"+" + near})
	h.must(err)
	carol := h.add("Carol", portal.Manager)
	_, err = h.EditAdministrator(ctx, h.ada, carol.AdministratorID, h.form(carol, nil), Changes{"+" + near, "+" + far})
	h.must(err)

	list, err := h.Activity(ctx, h.who(bob), ActivityFilter{})
	h.must(err)
	for _, e := range list.Rows {
		if e.TargetName == "Far" {
			t.Errorf("bob reads of an organization out of reach: %+v", e)
		}
		for _, f := range e.Changes {
			if f.Field == accessAdded && f.After != "1 organization" && f.After != "2 organizations" {
				t.Errorf("bob reads the names in %+v", f)
			}
		}
	}
	named := false
	for _, e := range list.Rows {
		named = named || e.TargetName == "Near"
	}
	if !named {
		t.Error("bob does not read of the organization within reach")
	}
	all, err := h.Activity(ctx, h.who(h.ada), ActivityFilter{})
	h.must(err)
	if len(all.Rows) != len(list.Rows)+1 {
		t.Errorf("ada reads %d entries, bob %d", len(all.Rows), len(list.Rows))
	}
}
