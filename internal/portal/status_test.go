package portal_test

import (
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestSuspending(t *testing.T) {
	for _, tt := range []struct {
		name   string
		target portal.Administrator
		kind   fault.Kind
		text   string
	}{
		{"an active one", bob, 0, ""},
		{"an invited one", invited(bob), 0, ""},
		{"a suspended one", withStatus(bob, portal.Suspended), fault.Rule, "Bob Noyce is suspended already."},
		{"oneself", ada, fault.Rule, "You cannot suspend yourself."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := portal.Suspend(ada, tt.target, plenty)
			expectChange(t, tt.target, got, err, portal.Suspended, tt.kind, tt.text)
		})
	}
}

func TestRestoring(t *testing.T) {
	for _, tt := range []struct {
		name   string
		target portal.Administrator
		status portal.Status
		kind   fault.Kind
		text   string
	}{
		{"one who set a password", withStatus(bob, portal.Suspended), portal.Active, 0, ""},
		{"one who never set a password", withStatus(invited(bob), portal.Suspended), portal.Invited, 0, ""},
		{"an active one", bob, "", fault.Rule, "Bob Noyce is not suspended."},
		{"an invited one", invited(bob), "", fault.Rule, "Bob Noyce is not suspended."},
		{"a deleted one", withStatus(bob, portal.Deleted), "", fault.NotFound, "It does not exist, or"},
		{"oneself", ada, "", fault.Rule, "Ada Lovelace is not suspended."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := portal.Restore(ada, tt.target, plenty)
			expectChange(t, tt.target, got, err, tt.status, tt.kind, tt.text)
		})
	}
}

func TestDeleting(t *testing.T) {
	for _, tt := range []struct {
		name   string
		target portal.Administrator
		kind   fault.Kind
		text   string
	}{
		{"an active one", bob, 0, ""},
		{"an invited one", invited(bob), 0, ""},
		{"a suspended one", withStatus(bob, portal.Suspended), 0, ""},
		{"a deleted one", withStatus(bob, portal.Deleted), fault.NotFound, "It does not exist, or"},
		{"oneself", ada, fault.Rule, "You cannot delete yourself."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := portal.DeleteAdministrator(ada, tt.target, plenty)
			expectChange(t, tt.target, got, err, portal.Deleted, tt.kind, tt.text)
		})
	}
}

// expectChange fails unless only the status became another and the version
// rose or, with a text, nothing changed.
func expectChange(t *testing.T, before, after portal.Administrator, err error, status portal.Status, kind fault.Kind, text string) {
	t.Helper()
	expect(t, err, kind, text)
	want := before
	if text == "" {
		want.Status = status
		want.Version++
	}
	if after != want {
		t.Errorf("got  %+v\nwant %+v", after, want)
	}
}

func TestAStatusIsShownWithACapital(t *testing.T) {
	for s, want := range map[portal.Status]string{
		portal.Invited: "Invited", portal.Active: "Active", portal.Suspended: "Suspended", portal.Deleted: "Deleted", "": "",
	} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
