package portal_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// roleTable is typed by hand from the requirements. Its columns have their
// order, which is not the order in which the portal shows the roles.
var roleTable = struct {
	roles []string
	rows  []areaRow
}{
	roles: []string{"Administrator with Billing", "Administrator", "Manager", "Command Runner with Billing", "Command Runner", "Help Desk", "Read Only", "Billing Only"},
	rows: []areaRow{
		{portal.Portal, "Organizations and administrators", "Edit | Read-Only | Read-Only | N/A | N/A | Read-Only | Read-Only | No Access"},
		{portal.APIAccess, "Granting API access", "Edit | No Access | No Access | No Access | No Access | No Access | No Access | No Access"},
		{portal.Account, "Account overview, payment history, billing information and usage", "Edit | No Access | No Access | No Access | No Access | No Access | No Access | Edit"},
		{portal.PaymentMethods, "Payment methods", "Edit | No Access | No Access | Edit | No Access | No Access | No Access | Edit"},
		{portal.Activity, "Activity", "Read-Only, export | Read-Only | Read-Only | N/A | N/A | Read-Only | Read-Only | No Access"},
		{portal.Own, "Start page, roles and launching own organizations", "All | All | All | All | All | All | All | All"},
		{portal.Profile, "Own profile", "All | All | All | All | All | All | All | All"},
		{portal.OrganizationOverview, "Overview of an organization", "Read-Only | Read-Only | Read-Only | Read-Only | Read-Only | Read-Only | Read-Only | Read-Only"},
		{portal.OrganizationAdministrators, "Administrators of an organization", "Edit | Read-Only | Read-Only | N/A | N/A | Read-Only | Read-Only | Read-Only"},
		{portal.OrganizationUsers, "Users of an organization", "Edit | Edit | Edit | N/A | N/A | View, create, delete, reset password, unlock | Read-Only | Read-Only"},
		{portal.OrganizationGroupsAndDevices, "Groups and devices of an organization", "Edit | Edit | Edit | N/A | N/A | Read-Only | Read-Only | Read-Only"},
		{portal.OrganizationCommands, "Commands of an organization", "Edit | Edit | Read-Only | Run assigned | Run assigned | Read-Only | Read-Only | Read-Only"},
		{portal.OrganizationSettings, "Settings of an organization", "Edit | Edit | Read-Only | N/A | N/A | Read-Only | Read-Only | Read-Only"},
	},
}

type areaRow struct {
	area   portal.Area
	name   string
	levels string
}

func mustRole(t *testing.T, name string) portal.Role {
	t.Helper()
	r, ok := portal.ParseRole(name)
	if !ok || r.String() != name {
		t.Fatalf("ParseRole(%q) = %v, %v", name, r, ok)
	}
	return r
}

func TestEveryRoleHasTheLevelOfTheTableInEveryArea(t *testing.T) {
	var areas []portal.Area
	for _, row := range roleTable.rows {
		areas = append(areas, row.area)
		if got := row.area.String(); got != row.name {
			t.Errorf("area %d is named %q, want %q", row.area, got, row.name)
		}
		want := strings.Split(row.levels, " | ")
		if len(want) != len(roleTable.roles) {
			t.Fatalf("%s: %d levels for %d roles", row.name, len(want), len(roleTable.roles))
		}
		for i, name := range roleTable.roles {
			if got := mustRole(t, name).Level(row.area).String(); got != want[i] {
				t.Errorf("%s, %s: got %s, want %s", name, row.name, got, want[i])
			}
		}
	}
	if diff := cmp.Diff(areas, portal.Areas()); diff != "" {
		t.Errorf("the table and Areas differ (-table +Areas):\n%s", diff)
	}
}

func TestRolesAreShownInTheOrderOfTheForm(t *testing.T) {
	want := []string{"Administrator with Billing", "Administrator", "Manager", "Command Runner with Billing", "Command Runner", "Help Desk", "Billing Only", "Read Only"}
	var got []string
	for _, r := range portal.Roles() {
		got = append(got, r.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryLevelHoldsItsPowersAndNoOther(t *testing.T) {
	names := map[portal.Power]string{
		portal.View: "view", portal.Export: "export", portal.Create: "create", portal.Change: "change",
		portal.Delete: "delete", portal.ResetPassword: "reset password", portal.Unlock: "unlock", portal.Run: "run",
	}
	everything := "view export create change delete reset-password unlock run"
	tests := []struct {
		role  portal.Role
		area  portal.Area
		level string
		want  string
	}{
		{portal.CommandRunner, portal.Portal, "N/A", ""},
		{portal.BillingOnly, portal.Portal, "No Access", ""},
		{portal.ReadOnlyRole, portal.Portal, "Read-Only", "view"},
		{portal.AdministratorWithBilling, portal.Activity, "Read-Only, export", "view export"},
		{portal.HelpDesk, portal.OrganizationUsers, "View, create, delete, reset password, unlock", "view create delete reset-password unlock"},
		{portal.CommandRunner, portal.OrganizationCommands, "Run assigned", "run"},
		{portal.Manager, portal.OrganizationUsers, "Edit", everything},
		{portal.Manager, portal.Own, "All", everything},
	}
	for _, tt := range tests {
		t.Run(tt.level, func(t *testing.T) {
			l := tt.role.Level(tt.area)
			if l.String() != tt.level || l.Words() == "" {
				t.Errorf("level %q with the words %q, want %q with some", l, l.Words(), tt.level)
			}
			for power, name := range names {
				want := strings.Contains(" "+tt.want+" ", " "+strings.ReplaceAll(name, " ", "-")+" ")
				if got := tt.role.May(portal.Permission{Area: tt.area, Power: power}); got != want {
					t.Errorf("%s: got %v, want %v", name, got, want)
				}
			}
		})
	}
}

func TestAreasSayWhereTheyAreAndWhatComesLater(t *testing.T) {
	launched := []portal.Area{
		portal.OrganizationOverview, portal.OrganizationAdministrators, portal.OrganizationUsers,
		portal.OrganizationGroupsAndDevices, portal.OrganizationCommands, portal.OrganizationSettings,
	}
	later := launched[3:]
	for _, a := range portal.Areas() {
		if got := a.InLaunched(); got != slices.Contains(launched, a) {
			t.Errorf("%s is in a launched organization: %t", a, got)
		}
		if got := a.Later(); got != slices.Contains(later, a) {
			t.Errorf("%s comes later: %t", a, got)
		}
	}
}

func TestEachLevelIsToldInWordsOfItsOwn(t *testing.T) {
	told := map[string]portal.Level{}
	for _, l := range portal.Levels() {
		if other, twice := told[l.Words()]; twice || l.Words() == "" {
			t.Errorf("%s is told like %s: %q", l, other, l.Words())
		}
		told[l.Words()] = l
	}
	if first, last := portal.Levels()[0], portal.Levels()[len(told)-1]; first.String() != "N/A" || last.String() != "All" {
		t.Errorf("the levels go from %s to %s", first, last)
	}
}

func TestEachPermissionIsHeldByTheRolesOfTheTable(t *testing.T) {
	const everyone = "Administrator with Billing, Administrator, Manager, Command Runner with Billing, Command Runner, Help Desk, Billing Only, Read Only"
	const readers = "Administrator with Billing, Administrator, Manager, Help Desk, Read Only"
	tests := []struct {
		permission portal.Permission
		to         string
		holders    string
	}{
		{portal.UsePortal, "use the portal", everyone},
		{portal.ViewAdministrators, "see administrators", readers},
		{portal.EditAdministrators, "add or edit administrators", "Administrator with Billing"},
		{portal.EditOrganizations, "add or rename organizations", "Administrator with Billing"},
		{portal.GrantAPIAccess, "grant API access", "Administrator with Billing"},
		{portal.ViewActivity, "see the activity", readers},
		{portal.ExportActivity, "export the activity", "Administrator with Billing"},
		{portal.UseProfile, "use the profile", everyone},
		{portal.ViewAccount, "see the account", "Administrator with Billing, Billing Only"},
		{portal.EditAccount, "edit the billing information", "Administrator with Billing, Billing Only"},
		{portal.ExportAccount, "export invoices and usage", "Administrator with Billing, Billing Only"},
		{portal.ViewPaymentMethods, "see payment methods", "Administrator with Billing, Command Runner with Billing, Billing Only"},
		{portal.EditPaymentMethods, "edit payment methods", "Administrator with Billing, Command Runner with Billing, Billing Only"},
		{portal.ViewOrganization, "see this organization", everyone},
		{portal.ViewOrganizationAdministrators, "see this organization's administrators", "Administrator with Billing, Administrator, Manager, Help Desk, Billing Only, Read Only"},
		{portal.EditOrganizationAdministrators, "add or edit this organization's administrators", "Administrator with Billing"},
		{portal.ViewUsers, "see users", "Administrator with Billing, Administrator, Manager, Help Desk, Billing Only, Read Only"},
		{portal.ExportUsers, "export users", "Administrator with Billing, Administrator, Manager"},
		{portal.AddUsers, "add users", "Administrator with Billing, Administrator, Manager, Help Desk"},
		{portal.EditUsers, "edit, suspend or restore users", "Administrator with Billing, Administrator, Manager"},
		{portal.DeleteUsers, "delete users", "Administrator with Billing, Administrator, Manager, Help Desk"},
		{portal.ResetUserPasswords, "send users a password reset", "Administrator with Billing, Administrator, Manager, Help Desk"},
		{portal.UnlockUsers, "unlock users", "Administrator with Billing, Administrator, Manager, Help Desk"},
	}
	for _, tt := range tests {
		t.Run(tt.to, func(t *testing.T) {
			if got := tt.permission.String(); got != tt.to {
				t.Errorf("named %q", got)
			}
			var holders []string
			for _, r := range portal.Roles() {
				err := r.Require(tt.permission)
				if r.May(tt.permission) {
					holders = append(holders, r.String())
					if err != nil {
						t.Errorf("%s may, and is refused: %v", r, err)
					}
					continue
				}
				refused, _ := fault.Of(err)
				want := "Your role, " + r.String() + ", may not " + tt.to + ". Ask an Administrator with Billing to do it for you or to change your role."
				if refused == nil || refused.Kind != fault.Forbidden || refused.Text != want {
					t.Errorf("%s is refused with %#v", r, err)
				}
			}
			if got := strings.Join(holders, ", "); got != tt.holders {
				t.Errorf("held by %s\nwant %s", got, tt.holders)
			}
		})
	}
}

func TestWhoHasNoRoleMayDoNothing(t *testing.T) {
	for _, r := range []portal.Role{portal.NoRole, -1, 9, 1000} {
		for _, a := range portal.Areas() {
			if got := r.Level(a).String(); got != "N/A" {
				t.Errorf("Role(%d) has %s in %s", int(r), got, a)
			}
			if r.May(portal.Permission{Area: a, Power: portal.View}) {
				t.Errorf("Role(%d) may view %s", int(r), a)
			}
		}
		if !fault.Is(r.Require(portal.UsePortal), fault.Forbidden) {
			t.Errorf("Role(%d) may use the portal", int(r))
		}
		if r.String() != "" || r.Key() != "" || r.Description(false) != "" || r.Powers(false) != nil {
			t.Errorf("Role(%d) is described", int(r))
		}
	}
}

func TestNobodyHoldsThePermissionThatNamesNothing(t *testing.T) {
	for _, r := range portal.Roles() {
		for _, p := range []portal.Permission{{}, {Area: portal.Own}, {Power: portal.View}} {
			if r.May(p) || r.Require(p) == nil {
				t.Errorf("%s holds %#v", r, p)
			}
		}
	}
}

func TestAPermissionOfTwoPowersNeedsBoth(t *testing.T) {
	p := portal.Permission{Area: portal.Activity, Power: portal.View | portal.Export}
	if !portal.AdministratorWithBilling.May(p) || portal.AdministratorRole.May(p) {
		t.Error("viewing and exporting needs both")
	}
}

func TestPowersListWhatIsOpenToTheRole(t *testing.T) {
	tests := []struct {
		role portal.Role
		want []string
	}{
		{portal.CommandRunner, []string{"Overview of an organization: read-only", "Commands of an organization: run assigned (comes later)"}},
		{portal.HelpDesk, []string{
			"Organizations and administrators: read-only", "Activity: read-only", "Overview of an organization: read-only",
			"Administrators of an organization: read-only",
			"Users of an organization: view, create, delete, reset password, unlock",
			"Groups and devices of an organization: read-only (comes later)", "Commands of an organization: read-only (comes later)", "Settings of an organization: read-only (comes later)",
		}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.role.Powers(false)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.role, diff)
		}
	}
}
