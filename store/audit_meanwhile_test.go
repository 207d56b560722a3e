package store

import (
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestWhatWasDoneMeanwhileIsToldToWhoMayEdit(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	out, err := h.AddAdministrator(ctx, h.ada, draft("Bob", portal.HelpDesk), nil)
	h.must(err)
	opened, err := h.LastEntry(ctx)
	h.must(err)
	d := h.who(By{AdministratorID: out.ID}).Draft()
	d.LastName = "Builder"
	_, err = h.EditAdministrator(ctx, h.ada, out.ID, d, Changes{"+" + acme})
	h.must(err)

	ada := h.who(h.ada)
	list, err := h.Meanwhile(ctx, ada, Meanwhile{Kind: "administrator", ID: out.ID, After: opened})
	h.must(err)
	if len(list) != 1 || list[0].Action != AdministratorEdited || len(list[0].Changes) != 2 || list[0].Changes[1].After != "1 organization: Acme" {
		t.Errorf("told: %+v", list)
	}
	for name, m := range map[string]Meanwhile{
		"afterwards":    {Kind: "administrator", ID: out.ID, After: opened + 1},
		"somebody else": {Kind: "administrator", ID: ada.ID, After: opened},
		"a user":        {Kind: "user", ID: out.ID, After: opened},
	} {
		if list, err = h.Meanwhile(ctx, ada, m); err != nil || len(list) != 0 {
			t.Errorf("%s: told %+v, %v", name, list, err)
		}
	}
	reader := ada
	reader.Role = portal.ReadOnlyRole
	for _, kind := range []string{"administrator", "user", "organization", "account"} {
		if _, err := h.Meanwhile(ctx, reader, Meanwhile{Kind: kind, ID: out.ID}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: a reader gets %v", kind, err)
		}
	}
	if _, err := h.Meanwhile(ctx, ada, Meanwhile{OrganizationID: "none", Kind: "user", ID: out.ID}); !fault.Is(err, fault.NotFound) {
		t.Errorf("out of reach: %v", err)
	}
}
