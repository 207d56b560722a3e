package portal_test

import (
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestMailingALink(t *testing.T) {
	suspended := withStatus(bob, portal.Suspended)
	for _, tt := range []struct {
		name   string
		decide func(actor, target portal.Administrator) error
		target portal.Administrator
		text   string
	}{
		{"a reset to an active one", portal.SendPasswordReset, bob, ""},
		{"a reset to oneself", portal.SendPasswordReset, ada, ""},
		{"a reset to an invited one", portal.SendPasswordReset, invited(bob), "Bob Noyce has not set a password yet. Resend the invitation instead."},
		{"a reset to a suspended one", portal.SendPasswordReset, suspended, "Bob Noyce is suspended. Restore the account first."},
		{"an invitation to an invited one", portal.ResendInvitation, invited(bob), ""},
		{"an invitation to an active one", portal.ResendInvitation, bob, "Bob Noyce has set a password already. Send a password reset instead."},
		{"an invitation to a suspended one", portal.ResendInvitation, suspended, "Bob Noyce is suspended. Restore the account first."},
	} {
		t.Run(tt.name, func(t *testing.T) { expect(t, tt.decide(ada, tt.target), fault.Rule, tt.text) })
	}
}

func TestSettingAPassword(t *testing.T) {
	for _, tt := range []struct {
		name   string
		target portal.Administrator
		text   string
	}{
		{"makes an invited one active", invited(bob), ""},
		{"leaves an active one active", bob, ""},
		{"does not restore a suspended one", withStatus(bob, portal.Suspended), "This link no longer works."},
		{"does not bring back a deleted one", withStatus(bob, portal.Deleted), "This link no longer works."},
		{"is nothing for an unknown one", portal.Administrator{}, "This link no longer works."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := portal.SetPassword(tt.target)
			expect(t, err, fault.Gone, tt.text)
			want := tt.target
			if tt.text == "" {
				want.Status, want.HasPassword = portal.Active, true
				want.Version++
			}
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestRecovering(t *testing.T) {
	for _, tt := range []struct {
		name   string
		target portal.Administrator
		status portal.Status
		text   string
	}{
		{"makes a suspended one active", withStatus(bob, portal.Suspended), portal.Active, ""},
		{"gives an active one the role", bob, portal.Active, ""},
		{"leaves who never set a password invited", withStatus(invited(bob), portal.Suspended), portal.Invited, ""},
		{"is refused for a deleted one", withStatus(bob, portal.Deleted), "", "It does not exist, or"},
		{"is refused for an unknown one", portal.Administrator{}, "", "It does not exist, or"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := portal.Recover(tt.target)
			expect(t, err, fault.NotFound, tt.text)
			want := tt.target
			if tt.text == "" {
				want.Role, want.Status = portal.AdministratorWithBilling, tt.status
				want.Version++
			}
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}
