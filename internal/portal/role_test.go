package portal_test

import (
	"strings"
	"testing"

	"mtp/internal/portal"
)

func TestARoleIsReadWithoutCaseAndWithSpaceAndHyphenAsTheSame(t *testing.T) {
	tests := []struct {
		in   string
		want portal.Role
	}{
		{"Administrator with Billing", portal.AdministratorWithBilling},
		{"administrator-with-billing", portal.AdministratorWithBilling},
		{"ADMINISTRATOR", portal.AdministratorRole},
		{"manager", portal.Manager},
		{"Command-Runner With-Billing", portal.CommandRunnerWithBilling},
		{"command runner", portal.CommandRunner},
		{"help desk", portal.HelpDesk},
		{"Help-Desk", portal.HelpDesk},
		{"billing only", portal.BillingOnly},
		{"READ ONLY", portal.ReadOnlyRole},
		{" read  only ", portal.ReadOnlyRole},
		{"Help\u00a0Desk", portal.HelpDesk},
		{"\ufeffAdministrator\u202fwith\u2003Billing\u200b", portal.AdministratorWithBilling},
		{"Help\u2011Desk", portal.HelpDesk},
		{"nonsense", portal.NoRole},
		{"", portal.NoRole},
		{" - ", portal.NoRole},
		{"helpdesk", portal.NoRole},
		{"Administrator with", portal.NoRole},
		{"Administrator with Billing and more", portal.NoRole},
		{"1", portal.NoRole},
	}
	for _, tt := range tests {
		got, ok := portal.ParseRole(tt.in)
		if got != tt.want || ok != (tt.want != portal.NoRole) {
			t.Errorf("ParseRole(%q) = %q, %v, want %q", tt.in, got, ok, tt.want)
		}
	}
}

func TestARoleThatThereIsNoneOfNamesTheOneThatWasMeant(t *testing.T) {
	for in, want := range map[string]portal.Role{
		"Helpdesk": portal.HelpDesk, "helpdesk": portal.HelpDesk, "ReadOnly": portal.ReadOnlyRole, "Admin": portal.AdministratorRole, "admins": portal.NoRole,
		"Admin with Billing": portal.AdministratorWithBilling, "Read": portal.ReadOnlyRole, "billing": portal.BillingOnly, "CommandRunner": portal.CommandRunner,
		"Mananger": portal.Manager, "Adminstrator": portal.AdministratorRole, "Admin\u200bistrator": portal.AdministratorRole, "command": portal.CommandRunner,
		"Chief": portal.NoRole, "": portal.NoRole, " - ": portal.NoRole, "with": portal.NoRole, strings.Repeat("x", 10_000): portal.NoRole,
	} {
		if got := portal.NearestRole(in); got != want {
			t.Errorf("%.40q means %v, want %v", in, got, want)
		}
	}
	for in, want := range map[string]string{"Helpdesk": "There is no role “Helpdesk”. Did you mean Help Desk?", "Chief": "There is no role “Chief”."} {
		if got := portal.RoleProblem(in); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNameAndKeyOfARoleLeadBackToIt(t *testing.T) {
	keys := map[string]portal.Role{}
	for _, r := range portal.Roles() {
		for _, s := range []string{r.String(), r.Key()} {
			if got, ok := portal.ParseRole(s); got != r || !ok {
				t.Errorf("ParseRole(%q) = %v, %v", s, got, ok)
			}
		}
		if r.Description(false) == "" {
			t.Errorf("%s is not described", r)
		}
		keys[r.Key()] = r
	}
	if len(keys) != 8 || keys["help-desk"] != portal.HelpDesk {
		t.Errorf("keys: %v", keys)
	}
}

func TestTheWordsOfTheRulesMeanTheseRoles(t *testing.T) {
	for _, tt := range []struct {
		role           portal.Role
		admin, billing bool
	}{
		{portal.AdministratorWithBilling, true, true},
		{portal.AdministratorRole, true, false},
		{portal.Manager, false, false},
		{portal.CommandRunnerWithBilling, false, true},
		{portal.CommandRunner, false, false},
		{portal.HelpDesk, false, false},
		{portal.BillingOnly, false, true},
		{portal.ReadOnlyRole, false, false},
		{portal.NoRole, false, false},
	} {
		if tt.role.IsAdmin() != tt.admin || tt.role.HasBilling() != tt.billing {
			t.Errorf("%q: admin %v, billing %v", tt.role, tt.role.IsAdmin(), tt.role.HasBilling())
		}
		if warns := tt.role.Warning(false) != ""; warns != tt.admin {
			t.Errorf("%q: granting it warns: %v, want %v", tt.role, warns, tt.admin)
		}
	}
}
