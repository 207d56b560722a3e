package portal_test

import (
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestWhatASignInWaitsFor(t *testing.T) {
	for _, tt := range []struct {
		name         string
		required, on bool
		first        portal.Stage
	}{
		{"neither required nor on", false, false, portal.Complete},
		{"required and not set up", true, false, portal.EnrolmentDue},
		{"on of one's own will", false, true, portal.CodeAsked},
		{"required and on", true, true, portal.CodeAsked},
	} {
		a := portal.Administrator{Status: portal.Active, RequireMFA: tt.required, MFAOn: tt.on}
		if got := portal.FirstStage(a); got != tt.first {
			t.Errorf("%s: first %s, want %s", tt.name, got, tt.first)
		}
		for _, was := range []portal.Stage{portal.CodeAsked, portal.EnrolmentDue} {
			if got := portal.StageNow(a, was); got != tt.first {
				t.Errorf("%s: %s becomes %s, want %s", tt.name, was, got, tt.first)
			}
		}
		if got := portal.StageNow(a, portal.Complete); got != portal.Complete {
			t.Errorf("%s: a complete sign-in becomes %s", tt.name, got)
		}
	}
}

func TestWhoGaveNoCodeYetSetsUpNoOtherFactor(t *testing.T) {
	on := portal.Administrator{Status: portal.Active, MFAOn: true}
	for _, stage := range []portal.Stage{portal.CodeAsked, portal.EnrolmentDue} {
		if err := portal.EnrolMFA(on, stage); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("at %s: %v", stage, err)
		}
	}
	if err := portal.EnrolMFA(on, portal.Complete); err != nil {
		t.Errorf("one who replaces it: %v", err)
	}
	if err := portal.EnrolMFA(portal.Administrator{Status: portal.Suspended}, portal.Complete); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("one who is suspended: %v", err)
	}
}

func TestTheLastWhoCanSignInAndManageIsNotLockable(t *testing.T) {
	for _, tt := range []struct {
		name   string
		role   portal.Role
		status portal.Status
		others int
		want   bool
	}{
		{"the last Administrator with Billing", portal.AdministratorWithBilling, portal.Active, 0, false},
		{"one of two", portal.AdministratorWithBilling, portal.Active, 1, true},
		{"an Administrator", portal.AdministratorRole, portal.Active, 0, true},
		{"a Manager", portal.Manager, portal.Active, 0, true},
		{"one who is invited", portal.Manager, portal.Invited, 1, false},
		{"one who is suspended", portal.Manager, portal.Suspended, 1, false},
	} {
		if got := portal.Lockable(portal.Administrator{Role: tt.role, Status: tt.status}, tt.others); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestResetAndUnlockAndTurningOff(t *testing.T) {
	actor := portal.Administrator{ID: "a", Role: portal.AdministratorWithBilling, Status: portal.Active}
	target := portal.Administrator{ID: "b", FirstName: "Bob", LastName: "Tester", Role: portal.Manager, Status: portal.Active, MFAOn: true, Locked: true}
	with := func(a portal.Administrator, edit func(*portal.Administrator)) portal.Administrator {
		edit(&a)
		return a
	}
	for _, tt := range []struct {
		name string
		err  error
		kind fault.Kind
	}{
		{"reset", portal.ResetMFA(actor, target), 0},
		{"reset by another role", portal.ResetMFA(with(actor, func(a *portal.Administrator) { a.Role = portal.AdministratorRole }), target), fault.Forbidden},
		{"reset by one who is suspended", portal.ResetMFA(with(actor, func(a *portal.Administrator) { a.Status = portal.Suspended }), target), fault.Unauthenticated},
		{"reset of oneself", portal.ResetMFA(actor, with(actor, func(a *portal.Administrator) { a.MFAOn = true })), fault.Rule},
		{"reset of one without", portal.ResetMFA(actor, with(target, func(a *portal.Administrator) { a.MFAOn = false })), fault.Rule},
		{"reset of one who was deleted", portal.ResetMFA(actor, with(target, func(a *portal.Administrator) { a.Status = portal.Deleted })), fault.NotFound},
		{"unlock", portal.UnlockAdministrator(actor, target), 0},
		{"unlock of one who is not locked", portal.UnlockAdministrator(actor, with(target, func(a *portal.Administrator) { a.Locked = false })), fault.Rule},
		{"unlock by another role", portal.UnlockAdministrator(target, target), fault.Forbidden},
		{"turn off", portal.TurnOffMFA(target), 0},
		{"turn off what is required", portal.TurnOffMFA(with(target, func(a *portal.Administrator) { a.RequireMFA = true })), fault.Rule},
		{"turn off what is off", portal.TurnOffMFA(actor), fault.Rule},
	} {
		if tt.kind == 0 && tt.err != nil || tt.kind != 0 && !fault.Is(tt.err, tt.kind) {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
}
