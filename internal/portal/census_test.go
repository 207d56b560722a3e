package portal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestTheCensusNamesTheRuleThatIsBroken(t *testing.T) {
	for _, tt := range []struct {
		name   string
		census portal.Census
		text   string
	}{
		{"one who is all", portal.Census{WithBilling: 1, Admins: 1, Billing: 1}, ""},
		{"nobody", portal.Census{}, "At least one active Administrator with Billing must remain."},
		{"no Administrator with Billing", portal.Census{Admins: 2, Billing: 2}, "At least one active Administrator with Billing must remain."},
		{"no Admin", portal.Census{WithBilling: 1, Billing: 1}, "At least one active Administrator or Administrator with Billing"},
		{"no billing access", portal.Census{WithBilling: 1, Admins: 1}, "At least one active administrator with billing access"},
	} {
		t.Run(tt.name, func(t *testing.T) { expect(t, tt.census.Check(), fault.Rule, tt.text) })
	}
}

func TestTheCensusCountsWhoIsActive(t *testing.T) {
	want := map[portal.Role]portal.Census{
		portal.AdministratorWithBilling: {WithBilling: 1, Admins: 1, Billing: 1},
		portal.AdministratorRole:        {Admins: 1},
		portal.CommandRunnerWithBilling: {Billing: 1},
		portal.BillingOnly:              {Billing: 1},
	}
	for _, r := range append(portal.Roles(), portal.NoRole) {
		counted := portal.Census{}.Count(withRole(bob, r), 1)
		if diff := cmp.Diff(want[r], counted); diff != "" {
			t.Errorf("%q (-want +got):\n%s", r, diff)
		}
		if got := counted.Count(withRole(bob, r), -1); got != (portal.Census{}) {
			t.Errorf("%q counted and uncounted leaves %+v", r, got)
		}
		for _, s := range []portal.Status{portal.Invited, portal.Suspended, portal.Deleted, ""} {
			if got := (portal.Census{}).Count(withStatus(withRole(bob, r), s), 1); got != (portal.Census{}) {
				t.Errorf("%q, %q counts as %+v", r, s, got)
			}
		}
	}
}
