package portal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
)

func TestAbilitiesAreTheAreasThatTheRoleOpens(t *testing.T) {
	tests := []struct {
		name string
		who  portal.Administrator
		want []string
	}{
		{"a Command Runner has little, here or there", portal.Administrator{Role: portal.CommandRunner}, []string{
			"Start page, roles and launching own organizations: All", "Own profile: All", "Overview of an organization: Read-Only", "Commands of an organization: Run assigned",
		}},
		{"Billing Only has the account, and reads in organizations", portal.Administrator{Role: portal.BillingOnly}, []string{
			"Account overview, payment history, billing information and usage: Edit", "Payment methods: Edit", "Start page, roles and launching own organizations: All", "Own profile: All",
			"Overview of an organization: Read-Only", "Administrators of an organization: Read-Only", "Users of an organization: Read-Only",
			"Groups and devices of an organization: Read-Only", "Commands of an organization: Read-Only", "Settings of an organization: Read-Only",
		}},
		{"one of an organization's own has nothing of the portal", portal.Administrator{Role: portal.CommandRunnerWithBilling, OrganizationID: "acme"}, []string{
			"Own profile: All", "Overview of an organization: Read-Only", "Commands of an organization: Run assigned",
		}},
		{"no role has nothing", portal.Administrator{}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, a := range tt.who.Abilities() {
				got = append(got, a.Area.String()+": "+a.Level.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An ability is what the policy lets pass: whoever is active may view each area
// that is listed, and none that is not.
func TestAbilitiesAreWhatMayAnswers(t *testing.T) {
	for _, r := range portal.Roles() {
		for _, organization := range []string{"", "acme"} {
			who, open := portal.Administrator{Role: r, Status: portal.Active, OrganizationID: organization}, map[portal.Area]bool{}
			for _, ability := range who.Abilities() {
				open[ability.Area] = true
			}
			for _, area := range portal.Areas() {
				if may := who.May(portal.Permission{Area: area, Power: portal.View}) || who.May(portal.Permission{Area: area, Power: portal.Run}); may != open[area] {
					t.Errorf("%s of %q: %s is listed %t, and may be opened %t", r, organization, area, open[area], may)
				}
			}
		}
	}
}

func TestHindrancesSayWhatHasToWait(t *testing.T) {
	tests := []struct {
		name string
		who  portal.Administrator
		want string // the beginnings
	}{
		{"nothing hinders who is active", portal.Administrator{Status: portal.Active, RequireMFA: true, MFAOn: true}, ""},
		{"suspended", portal.Administrator{Status: portal.Suspended, Locked: true}, "Suspended"},
		{"invited, with MFA to set up", portal.Administrator{Status: portal.Invited, RequireMFA: true}, "Invited, MFA is required and not set up"},
		{"locked", portal.Administrator{Status: portal.Active, Locked: true}, "Locked after too many wrong passwords"},
		{"MFA to set up", portal.Administrator{Status: portal.Active, RequireMFA: true}, "MFA is required and not set up"},
		{"MFA that is not required", portal.Administrator{Status: portal.Active}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, sentence := range tt.who.Hindrances() {
				begins, rest, _ := strings.Cut(sentence, ": ")
				if got = append(got, begins); !strings.HasSuffix(rest, ".") {
					t.Errorf("no sentence: %q", sentence)
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAnOrganizationIsReachedByOneOfTwoRules(t *testing.T) {
	for _, tt := range []struct {
		all, selected, want bool
		rule                string
	}{{true, false, true, "All organizations"}, {true, true, true, "All organizations"}, {false, true, true, "Selected"}, {false, false, false, "Not selected"}} {
		got, rule := portal.Administrator{AllOrganizations: tt.all}.Reaches(tt.selected)
		if got != tt.want || rule != tt.rule {
			t.Errorf("all %t, selected %t: %t by %q", tt.all, tt.selected, got, rule)
		}
	}
}

func TestAKeyIsSaidToActOnlyWhereItDoes(t *testing.T) {
	for name, tt := range map[string]struct {
		who  portal.Administrator
		want string
	}{
		"active":             {portal.Administrator{Status: portal.Active, APIAccess: true}, "API access is on: a key can do what the person can, and no more."},
		"without access":     {portal.Administrator{Status: portal.Active}, "API access is off: no API key works for this account."},
		"suspended":          {portal.Administrator{Status: portal.Suspended, APIAccess: true}, "No API key works: those there were stopped for good when the account was suspended. Restoring brings none back."},
		"deleted":            {portal.Administrator{Status: portal.Deleted, APIAccess: true}, "No API key works: those there were stopped for good when the account was deleted."},
		"invited":            {portal.Administrator{Status: portal.Invited, APIAccess: true}, "API access is on: once a password is set, a key can be generated. It can do what the person can, and no more."},
		"with MFA to set up": {portal.Administrator{Status: portal.Active, APIAccess: true, RequireMFA: true}, "API access is on, but no API key works until MFA is set up."},
	} {
		if got := tt.who.KeyActs(); got != tt.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
