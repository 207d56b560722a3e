package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

func TestWhoIsAddedIsInvitedByMail(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	h.organization("Bolt")
	d := draft("Bob", portal.HelpDesk)
	d.Email, d.RequireMFA, d.APIAccess = " Bob@Example.com ", true, true
	out, err := h.AddAdministrator(ctx, h.ada, d, Changes{"+" + acme})
	h.must(err)
	bob := By{AdministratorID: out.ID}
	want := portal.Administrator{ID: out.ID, FirstName: "Bob", LastName: "Tester", Email: "Bob@Example.com", Role: portal.HelpDesk,
		Status: portal.Invited, RequireMFA: true, APIAccess: true, OrganizationCount: 1, Version: 1}
	if got := h.who(bob); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	wantChanges := []FieldChange{
		{"First Name", "", "Bob"}, {"Last Name", "", "Tester"}, {"Administrator Email Address", "", "Bob@Example.com"},
		{"Role", "", "Help Desk"}, {"Status", "", "Invited"}, {"Require MFA", "", "On"}, {"API access", "", "On"},
		{"Organization Access", "", "Selected organizations"}, {"Organizations added", "", "1 organization: Acme"},
	}
	e := h.entry()
	if diff := cmp.Diff(wantChanges, e.Changes); diff != "" || e.ActorName != "Ada Lovelace" || e.TargetName != "Bob Tester" {
		t.Errorf("entry %+v (-want +got):\n%s", e, diff)
	}
	l := h.letter()
	if l.Kind != mail.Invitation || l.To != "Bob@Example.com" || l.Name != "Bob Tester" || l.By != "Ada Lovelace" || l.ValidFor != 72*time.Hour || mail.FileName(l) != out.Letter {
		t.Errorf("letter %+v, outcome %+v", l, out)
	}
	select {
	case <-h.Mailed():
	default:
		t.Error("nobody was told that mail waits")
	}
}

func TestWhoMayNotAddOrEditIsToldSoAndNothingChanges(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	acme := h.organization("Acme")
	for _, role := range portal.Roles()[1:] {
		actor := h.add("Actor", role)
		before := h.entries()
		h.unchanged(func() {
			_, err := h.AddAdministrator(ctx, actor, draft("Eve", portal.ReadOnlyRole), nil)
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.EditAdministrator(ctx, actor, bob.AdministratorID, h.form(bob, nil), Changes{"unreadable"})
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.EditAdministrator(ctx, actor, actor.AdministratorID, h.form(actor, func(d *portal.Draft) { d.APIAccess = true }), nil)
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.SuspendAdministrator(ctx, actor, bob.AdministratorID)
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.RestoreAdministrator(ctx, actor, bob.AdministratorID)
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.DeleteAdministrator(ctx, actor, bob.AdministratorID, "bob@example.com")
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.SendPasswordReset(ctx, actor, bob.AdministratorID)
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.ResendInvitation(ctx, actor, bob.AdministratorID)
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.AddOrganization(ctx, actor, "Other")
			h.refuse(err, fault.Forbidden, role.String())
			_, err = h.RenameOrganization(ctx, actor, acme, "Other", 1)
			h.refuse(err, fault.Forbidden, role.String())
			err = h.ExportActivity(ctx, actor, ActivityFilter{}, nil)
			h.refuse(err, fault.Forbidden, role.String())
		})
		h.must(h.writeRefusals(true)) // of the two edits, the second was counted only
		if n := h.entries() - before; n != 11 {
			t.Errorf("%s: %d entries for 11 refusals", role, n)
		}
		if e := h.entry(); e.Result != Refused || e.ActorID != actor.AdministratorID || e.Reason == "" || len(e.Changes) != 0 {
			t.Errorf("%s: entry %+v", role, e)
		}
		_, err := h.DeleteAdministrator(ctx, h.ada, actor.AdministratorID, "actor@example.com")
		h.must(err)
	}
}

func TestAnEditTellsThePersonWhatChanged(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) {
		d.FirstName, d.Role, d.RequireMFA = "Robert", portal.Manager, true
	}), nil)
	h.must(err)
	want := []FieldChange{{"First Name", "Bob", "Robert"}, {"Role", "Help Desk", "Manager"}, {"Require MFA", "Off", "On"}}
	if e := h.entry(); !cmp.Equal(e.Changes, want) || e.TargetName != "Robert Tester" {
		t.Errorf("entry %+v", e)
	}
	told := []mail.Change{{What: "Role", Before: "Help Desk", After: "Manager"}, {What: "Require MFA", Before: "Off", After: "On"}}
	if l := h.letter(); l.Kind != mail.AccountChanged || !cmp.Equal(l.Changes, told) {
		t.Errorf("letter %+v", l)
	}
	_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.LastName = "Smith" }), nil)
	h.must(err)
	if _, ok, _ := h.NextLetter(ctx); ok {
		t.Error("a new spelling of the name was mailed")
	}
}

func TestAnEditAnswersWithWhatItChangedAlsoTheSecondTime(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	bob := h.add("Bob", portal.HelpDesk)
	form := h.ada
	form.FormID = "f"
	d := h.form(bob, func(d *portal.Draft) { d.Role, d.APIAccess = portal.ReadOnlyRole, true })
	want := []FieldChange{{"Role", "Help Desk", "Read Only"}, {"API access", "Off", "On"}, {"Organizations added", "", "1 organization: Acme"}}
	for range 2 {
		out, err := h.EditAdministrator(ctx, form, bob.AdministratorID, d, Changes{"+" + acme})
		h.must(err)
		if diff := cmp.Diff(want, out.Changes); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	out, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.APIAccess = false }), nil)
	h.must(err)
	if want := []FieldChange{{"API access", "On", "Off"}}; !cmp.Equal(out.Changes, want) { // what ended is told apart
		t.Errorf("%+v", out.Changes)
	}
}

func TestAnEditThatChangesNothingLeavesNoTrace(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	before := h.entries()
	h.unchanged(func() {
		_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), Changes{"+unknown"})
		h.must(err)
	})
	if h.entries() != before {
		t.Error("an entry was written")
	}
}

func TestANewAddressIsToldToBothAndSignsInAtOnce(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	session := h.session(bob)
	out, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Email = "rob@example.com" }), nil)
	h.must(err)
	if !out.EmailChanged || out.MFARequired {
		t.Errorf("outcome %+v", out)
	}
	var to []string
	for range 2 {
		l := h.letter()
		if l.Kind != mail.EmailChanged {
			t.Errorf("letter %+v", l)
		}
		to = append(to, l.To)
	}
	if to[0] == to[1] || to[0]+to[1] != "bob@example.comrob@example.com" && to[1]+to[0] != "bob@example.comrob@example.com" {
		t.Errorf("told %v", to)
	}
	h.signIn(bob)
	if _, _, err := h.Session(ctx, session); err != nil {
		t.Error(err)
	}
	_, err = h.SignIn(ctx, By{}, "bob@example.com", passphrase, "")
	h.refuse(err, fault.Invalid, "")
}

func TestOnlyTurningRequireMFAOnIsNews(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	for _, step := range []struct{ required, news bool }{{true, true}, {true, false}, {false, false}} {
		out, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.RequireMFA, d.FirstName = step.required, d.FirstName+"b" }), nil)
		h.must(err)
		if out.MFARequired != step.news || out.EmailChanged {
			t.Errorf("%+v leads to %+v", step, out)
		}
	}
}

func TestWhoIsInvitedAsASecondAdministratorWithBillingIsKnown(t *testing.T) {
	h := newPortal(t)
	want := func(want string) {
		t.Helper()
		if got, err := h.InvitedWithBilling(ctx, ""); got != want || err != nil {
			t.Errorf("%q, %v, not %q", got, err, want)
		}
	}
	h.invite("Abe", portal.Manager)
	want("")
	ben := h.invite("Ben", portal.AdministratorWithBilling)
	h.invite("Cal", portal.AdministratorWithBilling)
	want(h.who(ben).Name())
	_, err := h.SuspendAdministrator(ctx, h.ada, ben.AdministratorID)
	h.must(err)
	want("Cal" + strings.TrimPrefix(h.who(ben).Name(), "Ben"))
}

func TestAnAddressBelongsToOneUntilItsOwnerIsDeleted(t *testing.T) {
	h := newPortal(t)
	bob := h.invite("Bob", portal.HelpDesk)
	eve := h.invite("Eve", portal.HelpDesk)
	d := draft("Rob", portal.Manager)
	d.Email = "BOB@Example.COM"
	_, err := h.AddAdministrator(ctx, h.ada, d, nil)
	h.refuse(err, fault.Invalid, "Another administrator uses this email address.")
	_, err = h.EditAdministrator(ctx, h.ada, eve.AdministratorID, h.form(eve, func(e *portal.Draft) { e.Email = d.Email }), nil)
	h.refuse(err, fault.Invalid, "Another administrator uses this email address.")
	_, err = h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	_, err = h.AddAdministrator(ctx, h.ada, d, nil)
	h.refuse(err, fault.Invalid, "")
	_, err = h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
	h.must(err)
	_, err = h.AddAdministrator(ctx, h.ada, d, nil)
	h.must(err)
	_, err = h.EditAdministrator(ctx, h.ada, eve.AdministratorID, h.form(eve, func(e *portal.Draft) { e.Email = "EVE@example.com" }), nil)
	if err != nil {
		t.Errorf("another spelling of one's own address: %v", err)
	}
}

func TestAnOldVersionOfTheFormIsStale(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	old := h.form(bob, func(d *portal.Draft) { d.Role = portal.Manager })
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.LastName = "Smith" }), nil)
	h.must(err)
	h.unchanged(func() {
		_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, old, nil)
		h.refuse(err, fault.Stale, "Nothing was saved")
	})
}

func TestNobodyChangesTheirOwnRoleAccessOrStatus(t *testing.T) {
	h := newPortal(t)
	h.add("Eve", portal.AdministratorWithBilling)
	acme := h.organization("Acme")
	bea := h.add("Bea", portal.AdministratorWithBilling)
	h.unchanged(func() {
		id := bea.AdministratorID
		_, err := h.EditAdministrator(ctx, bea, id, h.form(bea, func(d *portal.Draft) { d.Role = portal.Manager }), nil)
		h.refuse(err, fault.Rule, "your own role")
		_, err = h.EditAdministrator(ctx, bea, id, h.form(bea, func(d *portal.Draft) { d.AllOrganizations = true }), nil)
		h.refuse(err, fault.Rule, "your own role")
		_, err = h.EditAdministrator(ctx, bea, id, h.form(bea, nil), Changes{"+" + acme})
		h.refuse(err, fault.Rule, "your own role")
		_, err = h.SuspendAdministrator(ctx, bea, id)
		h.refuse(err, fault.Rule, "yourself")
		_, err = h.DeleteAdministrator(ctx, bea, id, "bea@example.com")
		h.refuse(err, fault.Rule, "yourself")
	})
	_, err := h.EditAdministrator(ctx, bea, bea.AdministratorID, h.form(bea, func(d *portal.Draft) { d.LastName, d.APIAccess = "Smith", true }), Changes{"-" + acme})
	h.must(err)
}

func TestWhatIsUnknownOrDeletedIsNotFound(t *testing.T) {
	h := newPortal(t)
	gus := h.add("Gus", portal.Manager)
	form := h.form(gus, nil)
	_, err := h.DeleteAdministrator(ctx, h.ada, gus.AdministratorID, "gus@example.com")
	h.must(err)
	before := h.entries()
	for _, id := range []string{gus.AdministratorID, "unknown", ""} {
		h.unchanged(func() {
			_, err := h.EditAdministrator(ctx, h.ada, id, form, nil)
			h.refuse(err, fault.NotFound, "out of your reach")
			_, err = h.SuspendAdministrator(ctx, h.ada, id)
			h.refuse(err, fault.NotFound, "out of your reach")
			_, err = h.RestoreAdministrator(ctx, h.ada, id)
			h.refuse(err, fault.NotFound, "out of your reach")
			_, err = h.DeleteAdministrator(ctx, h.ada, id, "gus@example.com")
			h.refuse(err, fault.NotFound, "out of your reach")
			_, err = h.SendPasswordReset(ctx, h.ada, id)
			h.refuse(err, fault.NotFound, "out of your reach")
			_, err = h.ResendInvitation(ctx, h.ada, id)
			h.refuse(err, fault.NotFound, "out of your reach")
			_, err = h.Administrator(ctx, h.who(h.ada), "", id)
			h.refuse(err, fault.NotFound, "out of your reach")
		})
	}
	if h.entries() != before {
		t.Error("entries were written")
	}
}
