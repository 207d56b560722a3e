package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

var adaDraft = portal.Draft{FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com"}

func TestTheSetUpLinkCreatesTheFirstAdministratorOnce(t *testing.T) {
	h := newHouse(t)
	token, err := h.NewSetupLink(ctx)
	h.must(err)
	h.must(h.OpenSetupLink(ctx, token))
	if is, err := h.IsSetUp(ctx); is || err != nil {
		t.Errorf("is set up before: %v", err)
	}
	out, err := h.SetUp(ctx, By{Address: "192.0.2.1"}, token, " Analytical  Hosting ", adaDraft, passphrase, passphrase)
	h.must(err)
	a := h.who(By{AdministratorID: out.ID})
	want := portal.Administrator{ID: out.ID, FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
		Role: portal.AdministratorWithBilling, Status: portal.Active, HasPassword: true, AllOrganizations: true, Version: 1}
	if a != want {
		t.Errorf("got %+v, want %+v", a, want)
	}
	if is, err := h.IsSetUp(ctx); !is || err != nil {
		t.Errorf("is not set up after: %v", err)
	}
	if name, err := h.ProviderName(ctx); err != nil || name != "Analytical Hosting" {
		t.Errorf("provider %q, %v", name, err)
	}
	h.ada = By{AdministratorID: out.ID}
	if u, err := h.Usage(ctx, a); err != nil || u.Months[len(u.Months)-1].Missing != 0 {
		t.Errorf("the day of the set-up is missing: %+v, %v", u, err)
	}
	if e := h.entry(); e.Action != PortalSetUp || e.ActorID != out.ID || e.TargetID != out.ID || e.Result != Done {
		t.Errorf("entry %+v", e)
	}
	h.signIn(h.ada)

	h.refuse(h.OpenSetupLink(ctx, token), fault.Gone, "no longer works")
	second := adaDraft
	second.Email = "eve@example.com"
	h.unchanged(func() {
		for _, form := range []string{"", "f1"} {
			_, err = h.SetUp(ctx, By{FormID: form}, token, "Other", second, passphrase, passphrase)
			h.refuse(err, fault.Gone, "no longer works")
		}
		if token, err := h.NewSetupLink(ctx); token != "" || err != nil {
			t.Errorf("a second portal: %q, %v", token, err)
		}
	})
}

func TestANewerSetUpLinkVoidsTheOlder(t *testing.T) {
	h := newHouse(t)
	older, err := h.NewSetupLink(ctx)
	h.must(err)
	newer, err := h.NewSetupLink(ctx)
	h.must(err)
	h.refuse(h.OpenSetupLink(ctx, older), fault.Gone, "")
	h.must(h.OpenSetupLink(ctx, newer))
	for _, token := range []string{"", "unknown"} {
		h.refuse(h.OpenSetupLink(ctx, token), fault.Gone, "")
	}
}

func TestAnEmptySetUpFormNamesEveryField(t *testing.T) {
	h := newHouse(t)
	token, err := h.NewSetupLink(ctx)
	h.must(err)
	h.unchanged(func() { _, err = h.SetUp(ctx, By{}, token, "", portal.Draft{}, "", "x") })
	f, _ := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 6 {
		t.Errorf("%+v, %v", f, err)
	}
	h.must(h.OpenSetupLink(ctx, token))
}

func TestASetUpThatIsSubmittedTwiceGetsTheFirstAnswer(t *testing.T) {
	h := newHouse(t)
	token, err := h.NewSetupLink(ctx)
	h.must(err)
	first, err := h.SetUp(ctx, By{FormID: "f"}, token, "Provider", adaDraft, passphrase, passphrase)
	h.must(err)
	again, err := h.SetUp(ctx, By{FormID: "f"}, token, "Provider", adaDraft, passphrase, passphrase)
	h.must(err)
	if !cmp.Equal(first, again) {
		t.Errorf("first %+v, then %+v", first, again)
	}
}

func TestInitCreatesTheFirstAdministratorAndVoidsTheSetUpLink(t *testing.T) {
	h := newHouse(t)
	token, err := h.NewSetupLink(ctx)
	h.must(err)
	withMFA := adaDraft
	withMFA.RequireMFA = true
	out, err := h.Init(ctx, withMFA, passphrase)
	h.must(err)
	h.refuse(h.OpenSetupLink(ctx, token), fault.Gone, "")
	h.ada = By{AdministratorID: out.ID}
	if a := h.who(h.ada); a.Role != portal.AdministratorWithBilling || a.Status != portal.Active || !a.RequireMFA || !a.AllOrganizations {
		t.Errorf("%+v", a)
	}
	if e := h.entry(); e.ActorKind != "operator" || e.Action != PortalSetUp || e.TargetName != "Ada Lovelace" {
		t.Errorf("entry %+v", e)
	}
	other := adaDraft
	other.Email = "eve@example.com"
	h.unchanged(func() {
		_, err = h.Init(ctx, other, passphrase)
		h.refuse(err, fault.Rule, "has an active Administrator with Billing")
	})
}

func TestInitRefusesAWeakPasswordAndAnAddressInUse(t *testing.T) {
	h := newHouse(t)
	_, err := h.Init(ctx, adaDraft, "too short")
	h.refuse(err, fault.Invalid, "15 characters")
	if n := h.number(`SELECT COUNT(*) FROM administrators`); n != 0 {
		t.Errorf("%d administrators", n)
	}
	h = newPortal(t)
	h.exec(`UPDATE administrators SET status = 'suspended'`)
	_, err = h.Init(ctx, adaDraft, passphrase)
	h.refuse(err, fault.Invalid, "Another administrator uses this email address.")
}

func TestRecoverMakesAnActiveAdministratorWithBilling(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(h *house) By
		status portal.Status
	}{
		{"a suspended one", func(h *house) By {
			by := h.add("Bob", portal.Manager)
			_, err := h.SuspendAdministrator(ctx, h.ada, by.AdministratorID)
			h.must(err)
			return by
		}, portal.Active},
		{"one who never set a password", func(h *house) By { return h.invite("Bob", portal.HelpDesk) }, portal.Invited},
		{"the only one", func(h *house) By { return h.ada }, portal.Active},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newPortal(t)
			by := tt.before(h)
			h.noLetters()
			before := h.who(by)
			out, token, err := h.Recover(ctx, " "+before.Email)
			h.must(err)
			after := h.who(by)
			want := before
			want.Role, want.Status, want.Version = portal.AdministratorWithBilling, tt.status, before.Version+1
			if after != want {
				t.Errorf("got  %+v\nwant %+v", after, want)
			}
			if e := h.entry(); e.Action != AdministratorRecover || e.ActorKind != "operator" || e.TargetID != out.ID {
				t.Errorf("entry %+v", e)
			}
			if before.Role != after.Role {
				if l := h.letter(); l.Kind != mail.AccountChanged || l.Token != "" || l.By != "" {
					t.Errorf("letter %+v", l)
				}
			}
			_, err = h.SetPassword(ctx, By{}, token, passphrase+" new", passphrase+" new")
			h.must(err)
			if a := h.who(by); a.Status != portal.Active || a.Role != portal.AdministratorWithBilling {
				t.Errorf("after the link: %+v", a)
			}
		})
	}
}

func TestRecoverKeepsAccessAndTheMFARequirement(t *testing.T) {
	h := newPortal(t)
	o := h.organization("Acme")
	bob := h.add("Bob", portal.Manager, "+"+o)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.RequireMFA = true }), nil)
	h.must(err)
	_, _, err = h.Recover(ctx, "BOB@example.com")
	h.must(err)
	if a := h.who(bob); !a.RequireMFA || a.AllOrganizations || a.OrganizationCount != 1 || !a.HasPassword {
		t.Errorf("%+v", a)
	}
}

func TestRecoverRefusesWhoWasDeletedOrIsUnknown(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	_, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
	h.must(err)
	h.unchanged(func() {
		for _, email := range []string{"bob@example.com", "nobody@example.com", ""} {
			_, token, err := h.Recover(ctx, email)
			h.refuse(err, fault.NotFound, "cannot be recovered")
			if token != "" {
				t.Error("a token was made")
			}
		}
	})
}

func TestRecoveryLeavesNothingOfWhatWasKnownBefore(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.ReadOnlyRole)
	session := h.session(bob)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.APIAccess = true }), nil)
	h.must(err)
	key, err := h.NewAPIKey(ctx, bob)
	h.must(err)
	_, token, err := h.Recover(ctx, "bob@example.com")
	h.must(err)
	if _, _, err := h.Store.Session(ctx, session); err == nil {
		t.Error("a session from before goes on, with the stronger role")
	}
	if _, err := h.KeyOwner(ctx, key); err == nil {
		t.Error("a key from before goes on, with the stronger role")
	}
	_, err = h.SignIn(ctx, By{Address: "192.0.2.9"}, "bob@example.com", passphrase, "")
	h.refuse(err, fault.Invalid, "cannot log in")
	if _, err := h.OpenLink(ctx, token); err != nil {
		t.Errorf("the printed link: %v", err)
	}
}
