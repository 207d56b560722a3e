package portal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
)

func TestTwoRolesAreComparedByTheTableThatEnforces(t *testing.T) {
	lines := func(before, after portal.Role, within bool) (gains, loses []string) {
		for _, d := range portal.Compare(before, after, within) {
			line := d.Area.String() + ": " + d.String()
			if d.Gains {
				gains = append(gains, line)
			}
			if d.Loses {
				loses = append(loses, line)
			}
		}
		return gains, loses
	}
	for _, test := range []struct {
		name          string
		before, after portal.Role
		within        bool
		gains, loses  []string
	}{
		{"the same", portal.Manager, portal.Manager, false, nil, nil},
		{"stronger", portal.CommandRunner, portal.CommandRunnerWithBilling, false, []string{"Payment methods: No Access → Edit"}, nil},
		{"billing is no part of an organization", portal.CommandRunner, portal.CommandRunnerWithBilling, true, nil, nil},
		{"weaker", portal.Manager, portal.ReadOnlyRole, false, nil, []string{
			"Users of an organization: Edit → Read-Only", "Groups and devices of an organization: Edit → Read-Only"}},
		{"less with users", portal.Manager, portal.HelpDesk, true, nil, []string{
			"Users of an organization: edit, suspend, restore and export (Edit → View, create, delete, reset password, unlock)", "Groups and devices of an organization: Edit → Read-Only"}},
		{"both", portal.HelpDesk, portal.CommandRunner, true, []string{"Commands of an organization: Read-Only → Run assigned"}, []string{
			"Administrators of an organization: Read-Only → N/A", "Users of an organization: View, create, delete, reset password, unlock → N/A",
			"Groups and devices of an organization: Read-Only → N/A", "Commands of an organization: Read-Only → Run assigned", "Settings of an organization: Read-Only → N/A"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			gains, loses := lines(test.before, test.after, test.within)
			if diff := cmp.Diff([][]string{test.gains, test.loses}, [][]string{gains, loses}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whoever holds a permission after and not before has gained it, and the other way round.
func TestWhatIsGainedAndLostIsWhatMayBeDone(t *testing.T) {
	powers := []portal.Power{portal.View, portal.Export, portal.Create, portal.Change, portal.Delete, portal.ResetPassword, portal.Unlock, portal.Run}
	for _, before := range portal.Roles() {
		for _, after := range portal.Roles() {
			shown := map[portal.Area]portal.Difference{}
			for _, d := range portal.Compare(before, after, false) {
				shown[d.Area] = d
			}
			for _, area := range portal.Areas() {
				var gains, loses bool
				for _, power := range powers {
					p := portal.Permission{Area: area, Power: power}
					gains = gains || after.May(p) && !before.May(p)
					loses = loses || before.May(p) && !after.May(p)
				}
				if d := shown[area]; d.Gains != gains || d.Loses != loses {
					t.Errorf("%s to %s in %s: gains %t, loses %t, shown as %+v", before, after, area, gains, loses, d)
				}
			}
		}
	}
}
