package store

import (
	"strings"
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// within is who asks, in the organization.
func within(by By, organizationID string) By {
	by.OrganizationID = organizationID
	return by
}

// own adds an active administrator of the organization's own, and returns it as
// one who asks there.
func (h *house) own(organizationID, first string, role portal.Role) By {
	h.t.Helper()
	out, err := h.AddAdministrator(ctx, within(h.ada, organizationID), draft(first, role), nil)
	h.must(err)
	h.exec(`UPDATE administrators SET status = 'active', password_hash = $1 WHERE id = $2`, passphraseHash(), out.ID)
	h.exec(`DELETE FROM links WHERE administrator_id = $1`, out.ID)
	h.noLetters()
	return By{AdministratorID: out.ID, OrganizationID: organizationID, Address: "192.0.2.3", RequestID: "r3"}
}

func TestAnOrganizationsOwnAreEditedByWhoManagesThemThere(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	otto := h.own(acme, "Otto", portal.Manager)
	rule := func(by By) error {
		_, err := h.SuspendAdministrator(ctx, by, otto.AdministratorID)
		return err
	}
	bill := h.add("Bill", portal.AdministratorWithBilling, "+"+globex)
	for _, tt := range []struct {
		who  string
		by   By
		kind fault.Kind
	}{
		{"an Administrator with Billing who does not reach it", within(bill, acme), fault.NotFound},
		{"one from the portal's own pages", h.ada, fault.NotFound},
		{"one by the path of another organization", within(h.ada, globex), fault.NotFound},
		{"an Administrator who reaches it", within(h.add("Grace", portal.AdministratorRole, "+"+acme), acme), fault.Forbidden},
		{"one of its own who does not manage", h.own(acme, "Rita", portal.ReadOnlyRole), fault.Forbidden},
		{"one of another organization's own", h.own(globex, "Gus", portal.AdministratorWithBilling), fault.NotFound},
		{"one of another organization's own, by this one's path", within(h.own(globex, "Guy", portal.AdministratorWithBilling), acme), fault.NotFound},
		{"itself", otto, fault.Forbidden},
	} {
		t.Run(tt.who, func(t *testing.T) {
			if err := rule(tt.by); !fault.Is(err, tt.kind) {
				t.Errorf("%v, want kind %d", err, tt.kind)
			}
		})
	}
	if h.who(otto).Status != portal.Active {
		t.Fatal("a refused suspension suspended")
	}
	h.must(rule(h.own(acme, "Olga", portal.AdministratorWithBilling)))
	if e := h.entry(); e.OrganizationID != acme || e.OrganizationName != "Acme" || e.TargetName != "Otto Tester" || e.ActorName != "Olga Tester" {
		t.Errorf("the entry is %+v", e)
	}
	_, err := h.RestoreAdministrator(ctx, within(h.ada, acme), otto.AdministratorID)
	h.must(err)
}

func TestAnOrganizationsOwnReachNothingOfThePortal(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	olga := h.own(acme, "Olga", portal.AdministratorWithBilling)
	olga.OrganizationID = ""
	_, err := h.SuspendAdministrator(ctx, olga, h.ada.AdministratorID)
	h.refuse(err, fault.Forbidden, "Your account belongs to one organization")
	_, err = h.AddAdministrator(ctx, olga, draft("New", portal.Manager), nil)
	h.refuse(err, fault.Forbidden, "Your account belongs to one organization")
	_, err = h.AddOrganization(ctx, olga, "Hooli")
	h.refuse(err, fault.Forbidden, "Your account belongs to one organization")
	_, err = h.Launch(ctx, olga, h.session(olga), acme, "/organizations")
	h.refuse(err, fault.Forbidden, "Your account belongs to one organization")
	a := h.who(olga)
	for what, read := range map[string]func() error{
		"administrators": func() error { _, err := h.Administrators(ctx, a, "", AdministratorFilter{}); return err },
		"one of them":    func() error { _, err := h.Administrator(ctx, a, "", h.ada.AdministratorID); return err },
		"organizations":  func() error { _, err := h.Organizations(ctx, a, OrganizationFilter{}); return err },
		"the activity":   func() error { _, err := h.Activity(ctx, a, ActivityFilter{}); return err },
		"the mail":       func() error { _, err := h.Undelivered(ctx, a); return err },
	} {
		if err := read(); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestTheRulesOfThePortalCountItsOwnAdministratorsOnly(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	olga := h.own(acme, "Olga", portal.AdministratorWithBilling)
	bill := h.add("Bill", portal.AdministratorWithBilling)
	_, err := h.SuspendAdministrator(ctx, bill, h.ada.AdministratorID)
	h.must(err)
	_, err = h.SuspendAdministrator(ctx, olga, bill.AdministratorID)
	h.refuse(err, fault.NotFound, "")
	_, err = h.SuspendAdministrator(ctx, bill, bill.AdministratorID)
	h.refuse(err, fault.Rule, "")
	if c, err := readCensus(ctx, h.db, "", upToTwo); err != nil || c.WithBilling != 1 {
		t.Errorf("the portal counts %+v, %v", c, err)
	}
	_, err = h.RestoreAdministrator(ctx, bill, h.ada.AdministratorID)
	h.must(err)
	// The organization may lose its last one, since the portal's reach it.
	_, err = h.DeleteAdministrator(ctx, within(h.ada, acme), olga.AdministratorID, "olga@example.com")
	h.must(err)
	if faults, err := h.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

func TestNobodyChangesTheirOwnRoleOrStatusInAnOrganization(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	olga := h.own(acme, "Olga", portal.AdministratorWithBilling)
	_, err := h.EditAdministrator(ctx, olga, olga.AdministratorID, h.form(olga, func(d *portal.Draft) { d.Role = portal.Manager }), nil)
	h.refuse(err, fault.Rule, "You cannot change your own role")
	_, err = h.SuspendAdministrator(ctx, olga, olga.AdministratorID)
	h.refuse(err, fault.Rule, "You cannot suspend yourself")
	_, err = h.EditAdministrator(ctx, olga, olga.AdministratorID, h.form(olga, func(d *portal.Draft) { d.FirstName, d.APIAccess = "Olga Maria", true }), nil)
	h.must(err)
}

func TestAnOrganizationsOwnAreGivenNoOtherOrganization(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	d := draft("Otto", portal.Manager)
	d.AllOrganizations = true
	out, err := h.AddAdministrator(ctx, within(h.ada, acme), d, Changes{"+" + globex})
	h.must(err)
	otto := By{AdministratorID: out.ID}
	_, err = h.EditAdministrator(ctx, within(h.ada, acme), out.ID, h.form(otto, func(d *portal.Draft) { d.AllOrganizations = true }), Changes{"+" + globex, "+?"})
	h.must(err)
	if a := h.who(otto); a.AllOrganizations || a.OrganizationCount != 0 || a.OrganizationID != acme || h.number(`SELECT COUNT(*) FROM access WHERE administrator_id = $1`, out.ID) != 0 {
		t.Errorf("%+v", a)
	}
}

func TestAnAddressBelongsToOneAdministratorOfThePortalOrAnOrganization(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	otto := h.own(acme, "Otto", portal.Manager)
	for name, by := range map[string]By{"the same organization": within(h.ada, acme), "another": within(h.ada, globex)} {
		d := draft("Second", portal.Manager)
		for _, d.Email = range []string{"OTTO@example.com", "ada@example.com"} {
			_, err := h.AddAdministrator(ctx, by, d, nil)
			if h.refuse(err, fault.Invalid, "This address cannot be used here."); strings.Contains(err.Error(), "administrator") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	d := draft("Second", portal.Manager)
	d.Email = "otto@example.com"
	_, err := h.AddAdministrator(ctx, h.ada, d, nil)
	h.refuse(err, fault.Invalid, "Another administrator uses this email address.")
	_, err = h.DeleteAdministrator(ctx, within(h.ada, acme), otto.AdministratorID, "otto@example.com")
	h.must(err)
	_, err = h.AddAdministrator(ctx, h.ada, d, nil)
	h.must(err)
}

func TestTheLastOfAnOrganizationsOwnIsLockedLikeAnyOther(t *testing.T) {
	h := newPortal(t)
	olga := h.own(h.organization("Acme"), "Olga", portal.AdministratorWithBilling)
	h.exec(`INSERT INTO throttle (key, failures, blocked_until, failed_at) VALUES ($1, 49, 0, $2)`, accountKey("olga@example.com"), h.clock.Load())
	_, err := h.SignIn(ctx, By{Address: "192.0.2.9"}, "olga@example.com", "wrong", "")
	h.refuse(err, fault.Invalid, "")
	if !h.who(olga).Locked {
		t.Error("not locked")
	}
	if e := h.entry(); e.Action != AccountLocked || e.OrganizationName != "Acme" {
		t.Errorf("the entry is %+v", e)
	}
	_, err = h.UnlockAdministrator(ctx, within(h.ada, h.who(olga).OrganizationID), olga.AdministratorID)
	h.must(err)
}

func TestTheMachineRecoversAdministratorsOfThePortalOnly(t *testing.T) {
	h := newPortal(t)
	h.own(h.organization("Acme"), "Olga", portal.AdministratorWithBilling)
	_, _, err := h.Recover(ctx, "olga@example.com")
	h.refuse(err, fault.NotFound, "No administrator has this email address")
}

func TestLettersToAnOrganizationsOwnSpeakOfIt(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	_, err := h.AddAdministrator(ctx, within(h.ada, acme), draft("Otto", portal.Manager), nil)
	h.must(err)
	if l := h.letter(); l.Organization != "Acme" || l.User || l.By != "Ada Lovelace" {
		t.Errorf("%+v", l)
	}
}

func TestWhatHappensInAnOrganizationIsReadByWhoReachesIt(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	otto := h.own(acme, "Otto", portal.Manager)
	in, out := h.add("Ina", portal.Manager, "+"+acme), h.add("Otis", portal.Manager, "+"+globex)
	// Also what nobody did there who is signed in.
	h.must(h.RequestPasswordReset(ctx, By{Address: "192.0.2.9"}, "otto@example.com"))
	h.signIn(otto)
	for _, tt := range []struct {
		by   By
		want int
	}{{in, 3}, {out, 0}, {h.ada, 3}} {
		list, err := h.Activity(ctx, h.who(tt.by), ActivityFilter{Query: "otto tester"})
		h.must(err)
		if len(list.Rows) != tt.want {
			t.Errorf("%s reads %d entries of Otto, not %d", h.who(tt.by).Name(), len(list.Rows), tt.want)
		}
	}
}
