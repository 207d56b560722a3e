package portal_test

import (
	"strings"
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// Ada decides; Bob is whom she decides about.
var (
	ada = portal.Administrator{ID: "ada", FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", Role: portal.AdministratorWithBilling, Status: portal.Active, HasPassword: true, AllOrganizations: true, Version: 3}
	bob = portal.Administrator{ID: "bob", FirstName: "Bob", LastName: "Noyce", Email: "bob@example.com", Role: portal.Manager, Status: portal.Active, HasPassword: true, OrganizationCount: 2, Version: 7}
)

// alone is the census in which Ada is the only one who counts, plenty one in
// which nobody is needed.
var (
	alone  = portal.Census{WithBilling: 1, Admins: 1, Billing: 1}
	plenty = portal.Census{WithBilling: 9, Admins: 9, Billing: 9}
)

// but returns the administrator with one thing changed.
func but(a portal.Administrator, change func(*portal.Administrator)) portal.Administrator {
	change(&a)
	return a
}

func withStatus(a portal.Administrator, s portal.Status) portal.Administrator {
	return but(a, func(a *portal.Administrator) { a.Status = s })
}

func withRole(a portal.Administrator, r portal.Role) portal.Administrator {
	return but(a, func(a *portal.Administrator) { a.Role = r })
}

// invited is the administrator before a password was set.
func invited(a portal.Administrator) portal.Administrator {
	return but(a, func(a *portal.Administrator) { a.Status, a.HasPassword = portal.Invited, false })
}

// draftOf returns the form of the administrator as it was opened, with one
// thing changed in it.
func draftOf(a portal.Administrator, change func(*portal.Draft)) portal.Draft {
	d := a.Draft()
	if change != nil {
		change(&d)
	}
	return d
}

// expect fails unless err is nil for an empty text, or a failure of the kind
// whose text starts with the text.
func expect(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	if text == "" {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
		return
	}
	f, ok := fault.Of(err)
	if !ok {
		t.Errorf("not refused with a known failure: %v", err)
		return
	}
	if f.Kind != kind || !strings.HasPrefix(f.Text, text) {
		t.Errorf("refused with kind %d, %q, want kind %d, %q", f.Kind, f.Text, kind, text)
	}
}

// actions are all decisions that need an actor, each in a case in which an
// active Administrator with Billing is allowed it.
var actions = []struct {
	name   string
	target portal.Administrator
	decide func(actor, target portal.Administrator) error
}{
	{"add", portal.Administrator{}, func(actor, _ portal.Administrator) error {
		_, err := portal.Add(actor, draftOf(bob, nil), plenty)
		return err
	}},
	{"add with API access", portal.Administrator{}, func(actor, _ portal.Administrator) error {
		_, err := portal.Add(actor, draftOf(bob, func(d *portal.Draft) { d.APIAccess = true }), plenty)
		return err
	}},
	{"edit", bob, func(actor, target portal.Administrator) error {
		_, err := portal.EditAdministrator(actor, target, draftOf(target, nil), plenty)
		return err
	}},
	{"grant API access", bob, func(actor, target portal.Administrator) error {
		_, err := portal.EditAdministrator(actor, target, draftOf(target, func(d *portal.Draft) { d.APIAccess = true }), plenty)
		return err
	}},
	{"suspend", bob, func(actor, target portal.Administrator) error {
		_, err := portal.Suspend(actor, target, plenty)
		return err
	}},
	{"restore", withStatus(bob, portal.Suspended), func(actor, target portal.Administrator) error {
		_, err := portal.Restore(actor, target, plenty)
		return err
	}},
	{"delete", bob, func(actor, target portal.Administrator) error {
		_, err := portal.DeleteAdministrator(actor, target, plenty)
		return err
	}},
	{"send a password reset", bob, portal.SendPasswordReset},
	{"resend the invitation", invited(bob), portal.ResendInvitation},
}

func TestOnlyAnActiveAdministratorWithBillingDecides(t *testing.T) {
	for _, action := range actions {
		t.Run(action.name, func(t *testing.T) {
			if err := action.decide(ada, action.target); err != nil {
				t.Errorf("an active Administrator with Billing: %v", err)
			}
			for _, r := range append(portal.Roles(), portal.NoRole) {
				if r == portal.AdministratorWithBilling {
					continue
				}
				err := action.decide(withRole(ada, r), action.target)
				if !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), "add or edit administrators. Ask an Administrator with Billing") {
					t.Errorf("%q: %v", r, err)
				}
			}
			for _, s := range []portal.Status{portal.Invited, portal.Suspended, portal.Deleted, ""} {
				expect(t, action.decide(withStatus(ada, s), action.target), fault.Unauthenticated, "Your session has ended.")
			}
		})
	}
}

func TestWhatWasDeletedOrIsUnknownIsNotFoundByAnyDecision(t *testing.T) {
	for _, action := range actions {
		if action.target.ID == "" {
			continue
		}
		t.Run(action.name, func(t *testing.T) {
			expect(t, action.decide(ada, withStatus(action.target, portal.Deleted)), fault.NotFound, "It does not exist, or")
			expect(t, action.decide(ada, portal.Administrator{}), fault.NotFound, "It does not exist, or")
		})
	}
}

func TestWhoMayNotEditLearnsNothingAboutTheTarget(t *testing.T) {
	for _, action := range actions {
		for _, target := range []portal.Administrator{{}, withStatus(bob, portal.Deleted), withStatus(bob, portal.Suspended)} {
			if err := action.decide(withRole(ada, portal.ReadOnlyRole), target); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s %q: %v", action.name, target.Status, err)
			}
		}
	}
}

func TestTheRulesHoldAfterEveryChange(t *testing.T) {
	const rule = "At least one active Administrator with Billing must remain."
	last := withRole(bob, portal.AdministratorWithBilling)
	manager := func(d *portal.Draft) { d.Role = portal.Manager }
	admin := func(d *portal.Draft) { d.Role = portal.AdministratorRole }
	// These census do not count Ada, as when she lost her role a moment ago.
	two := portal.Census{WithBilling: 2, Admins: 2, Billing: 2}
	for _, tt := range []struct {
		name   string
		census portal.Census
		decide func(portal.Census) (portal.Administrator, error)
		text   string
	}{
		{"the last Administrator with Billing cannot be suspended", alone, func(c portal.Census) (portal.Administrator, error) { return portal.Suspend(ada, last, c) }, rule},
		{"the last but one can be suspended", two, func(c portal.Census) (portal.Administrator, error) { return portal.Suspend(ada, last, c) }, ""},
		{"the last Administrator with Billing cannot be deleted", alone, func(c portal.Census) (portal.Administrator, error) { return portal.DeleteAdministrator(ada, last, c) }, rule},
		{"the last but one can be deleted", two, func(c portal.Census) (portal.Administrator, error) { return portal.DeleteAdministrator(ada, last, c) }, ""},
		{"the last Administrator with Billing cannot become Manager", alone, func(c portal.Census) (portal.Administrator, error) {
			return portal.EditAdministrator(ada, last, draftOf(last, manager), c)
		}, rule},
		{"the last Administrator with Billing cannot become Administrator, though others have billing", portal.Census{WithBilling: 1, Admins: 5, Billing: 5}, func(c portal.Census) (portal.Administrator, error) {
			return portal.EditAdministrator(ada, last, draftOf(last, admin), c)
		}, rule},
		{"the last but one can become Manager", two, func(c portal.Census) (portal.Administrator, error) {
			return portal.EditAdministrator(ada, last, draftOf(last, manager), c)
		}, ""},
		{"the last Administrator with Billing can be renamed", alone, func(c portal.Census) (portal.Administrator, error) {
			return portal.EditAdministrator(ada, last, draftOf(last, func(d *portal.Draft) { d.LastName = "Smith" }), c)
		}, ""},
		{"a Manager can be suspended while one Administrator with Billing remains", alone, func(c portal.Census) (portal.Administrator, error) { return portal.Suspend(ada, bob, c) }, ""},
		{"a suspended Administrator with Billing does not count and can be deleted", alone, func(c portal.Census) (portal.Administrator, error) {
			return portal.DeleteAdministrator(ada, withStatus(last, portal.Suspended), c)
		}, ""},
		{"an invited Administrator with Billing does not count and can be deleted", alone, func(c portal.Census) (portal.Administrator, error) {
			return portal.DeleteAdministrator(ada, invited(last), c)
		}, ""},
		{"nobody can be added while the rules are broken, since an invited one does not mend them", portal.Census{}, func(c portal.Census) (portal.Administrator, error) {
			return portal.Add(ada, draftOf(last, nil), c)
		}, rule},
		{"restoring an Administrator with Billing mends the rules", portal.Census{}, func(c portal.Census) (portal.Administrator, error) {
			return portal.Restore(ada, withStatus(last, portal.Suspended), c)
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.decide(tt.census)
			expect(t, err, fault.Rule, tt.text)
		})
	}
}
