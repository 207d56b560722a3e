package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

func TestSuspendingEndsSessionsAndLinksAndRestoringKeepsRoleAndAccess(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	bob := h.add("Bob", portal.Manager, "+"+acme)
	before := h.who(bob)
	session := h.session(bob)
	h.session(bob)
	_, err := h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	h.noLetters()

	out, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	want := Outcome{ID: bob.AdministratorID, Name: "Bob Tester", Email: "bob@example.com", Status: portal.Suspended, Sessions: 2, Links: 1}
	if !cmp.Equal(out, want) {
		t.Errorf("got %+v, want %+v", out, want)
	}
	if e := h.entry(); e.Action != AdministratorSuspend || !cmp.Equal(e.Changes, []FieldChange{{"Status", "Active", "Suspended"}, {"Sessions", "2", "0"}, {"Open emailed links", "1", "0"}}) {
		t.Errorf("entry %+v", e)
	}
	_, _, err = h.Session(ctx, session)
	h.refuse(err, fault.Unauthenticated, "")
	_, err = h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
	h.refuse(err, fault.Rule, "suspended already")
	_, err = h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
	h.refuse(err, fault.Rule, "Restore the account first")

	out, err = h.RestoreAdministrator(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	if out.Letter != "" || out.Status != portal.Active {
		t.Errorf("outcome %+v", out)
	}
	after := before
	after.Version += 2
	if got := h.who(bob); got != after {
		t.Errorf("got  %+v\nwant %+v", got, after)
	}
	_, _, err = h.Session(ctx, session)
	h.refuse(err, fault.Unauthenticated, "")
	_, err = h.RestoreAdministrator(ctx, h.ada, bob.AdministratorID)
	h.refuse(err, fault.Rule, "is not suspended")
}

func TestRestoringWhoNeverSetAPasswordSendsANewInvitation(t *testing.T) {
	h := newPortal(t)
	bob := h.invite("Bob", portal.Manager)
	_, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	h.noLetters()
	out, err := h.RestoreAdministrator(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	l := h.letter()
	if out.Status != portal.Invited || out.Letter != mail.FileName(l) || l.Kind != mail.Invitation {
		t.Errorf("outcome %+v, letter %+v", out, l)
	}
	if _, err := h.OpenLink(ctx, l.Token); err != nil {
		t.Error(err)
	}
}

func TestDeletingAsksForTheAddressAndLeavesNothingOpen(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	bob := h.add("Bob", portal.Manager, "+"+acme, "+"+bolt)
	session := h.session(bob)
	_, err := h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	h.unchanged(func() {
		for _, typed := range []string{"", "ada@example.com", "bob@example"} {
			_, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, typed)
			h.refuse(err, fault.Invalid, "not the email address of the account")
			if f, _ := fault.Of(err); f.Fields[0].Name != "confirm_email" {
				t.Errorf("fields %+v", f.Fields)
			}
		}
	})
	out, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, " BOB@Example.com\t")
	h.must(err)
	want := Outcome{ID: bob.AdministratorID, Name: "Bob Tester", Email: "bob@example.com", Status: portal.Deleted, Sessions: 1, Links: 1, Access: 2}
	if !cmp.Equal(out, want) {
		t.Errorf("got %+v, want %+v", out, want)
	}
	if e := h.entry(); e.Action != AdministratorDelete || e.TargetName != "Bob Tester" || e.Changes[2] != (FieldChange{"Status", "Active", "Deleted"}) {
		t.Errorf("entry %+v", e)
	}
	if a := h.who(bob); a.HasPassword || a.OrganizationCount != 0 {
		t.Errorf("%+v", a)
	}
	if n := h.number(`SELECT COUNT(*) FROM access`) + h.number(`SELECT COUNT(*) FROM outbox WHERE delivered_at IS NULL OR sealed_token IS NOT NULL`); n != 0 {
		t.Errorf("%d rows of access and mail are left", n)
	}
	_, _, err = h.Session(ctx, session)
	h.refuse(err, fault.Unauthenticated, "")
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestResetsAndInvitationsGoToWhomTheyFit(t *testing.T) {
	h := newPortal(t)
	ivy, bob := h.invite("Ivy", portal.Manager), h.add("Bob", portal.Manager)
	h.noLetters()
	_, err := h.SendPasswordReset(ctx, h.ada, ivy.AdministratorID)
	h.refuse(err, fault.Rule, "Resend the invitation instead")
	_, err = h.ResendInvitation(ctx, h.ada, bob.AdministratorID)
	h.refuse(err, fault.Rule, "Send a password reset instead")

	out, err := h.ResendInvitation(ctx, h.ada, ivy.AdministratorID)
	h.must(err)
	if l := h.letter(); l.Kind != mail.Invitation || l.To != "ivy@example.com" || mail.FileName(l) != out.Letter || l.Token == "" {
		t.Errorf("letter %+v, outcome %+v", l, out)
	}
	if e := h.entry(); e.Action != InvitationSent || e.TargetName != "Ivy Tester" {
		t.Errorf("entry %+v", e)
	}
	out, err = h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	if l := h.letter(); l.Kind != mail.PasswordReset || l.To != "bob@example.com" || mail.FileName(l) != out.Letter || l.By != "Ada Lovelace" {
		t.Errorf("letter %+v, outcome %+v", l, out)
	}
	if a := h.who(bob); a.Status != portal.Active || !a.HasPassword {
		t.Errorf("the request changed %+v", a)
	}
}

func TestTheLastActiveAdministratorWithBillingRemains(t *testing.T) {
	h := newPortal(t)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	h.invite("Ivy", portal.AdministratorWithBilling)
	_, err := h.SuspendAdministrator(ctx, bea, h.ada.AdministratorID)
	h.must(err)
	for name, do := range map[string]func(By, By) error{
		"suspend": func(by, whom By) error { _, err := h.SuspendAdministrator(ctx, by, whom.AdministratorID); return err },
		"delete": func(by, whom By) error {
			_, err := h.DeleteAdministrator(ctx, by, whom.AdministratorID, h.who(whom).Email)
			return err
		},
		"give another role": func(by, whom By) error {
			_, err := h.EditAdministrator(ctx, by, whom.AdministratorID, h.form(whom, func(d *portal.Draft) { d.Role = portal.AdministratorRole }), nil)
			return err
		},
	} {
		h.unchanged(func() { h.refuse(do(bea, bea), fault.Rule, "") })
		if c, err := readCensus(ctx, h.db, "", upToTwo); err != nil || c != (portal.Census{WithBilling: 1, Admins: 1, Billing: 1}) {
			t.Errorf("%s: census %+v, %v", name, c, err)
		}
	}
}

func TestTheCensusCountsTheActiveOnly(t *testing.T) {
	h := newPortal(t)
	h.add("Adm", portal.AdministratorRole)
	h.add("Bil", portal.BillingOnly)
	h.add("Com", portal.CommandRunnerWithBilling)
	h.add("Man", portal.Manager)
	h.invite("Inv", portal.AdministratorWithBilling)
	sus := h.add("Sus", portal.AdministratorWithBilling)
	_, err := h.SuspendAdministrator(ctx, h.ada, sus.AdministratorID)
	h.must(err)
	if c, err := readCensus(ctx, h.db, "", upToTwo); err != nil || c != (portal.Census{WithBilling: 1, Admins: 2, Billing: 3}) {
		t.Errorf("census %+v, %v", c, err)
	}
	if now, err := h.Standing(ctx, ""); err != nil || now != (Standing{WithBilling: 1}) {
		t.Errorf("standing %+v, %v", now, err)
	}
}
