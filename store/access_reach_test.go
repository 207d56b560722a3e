package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/list"
)

// reach returns the names on all pages of what somebody is told of another's
// reach.
func (h *house) reach(by, of By, query string) (names []string) {
	h.t.Helper()
	f := ReachFilter{Query: query}
	for {
		page, err := h.Reach(ctx, h.who(by), of.AdministratorID, f)
		h.must(err)
		for _, line := range page.Rows {
			names = append(names, line.Name)
		}
		if f.After = page.Next; f.After == "" {
			return names
		}
	}
}

func TestReachSaysWhichOrganizationsByWhichRuleSinceWhen(t *testing.T) {
	h := newPortal(t)
	ant := h.organization("Ant")
	h.organization("Bee")
	bob := h.add("Bob", portal.Manager, "+"+ant)
	given := h.now()
	h.later(time.Hour)
	h.add("Gus", portal.Manager, "+?")
	page, err := h.Reach(ctx, h.who(h.ada), bob.AdministratorID, ReachFilter{})
	h.must(err)
	if len(page.Rows) != 1 || page.Rows[0].Name != "Ant" || !page.Rows[0].Selected || !page.Rows[0].Since.Equal(given) || page.Total != 1 {
		t.Errorf("without a search: %+v", page)
	}
	page, err = h.Reach(ctx, h.who(h.ada), bob.AdministratorID, ReachFilter{Query: "E"})
	h.must(err)
	if len(page.Rows) != 1 || page.Rows[0].Name != "Bee" || page.Rows[0].Selected || !page.Rows[0].Since.IsZero() {
		t.Errorf("what is out of reach is found by a search: %+v", page)
	}
	page, err = h.Reach(ctx, h.who(h.ada), h.ada.AdministratorID, ReachFilter{})
	h.must(err)
	if len(page.Rows) != 2 || page.Rows[0].Selected {
		t.Errorf("all organizations: %+v", page)
	}
}

func TestReachTellsOthersOnlyOfWhatTheyReachThemselves(t *testing.T) {
	h := newPortal(t)
	ant, bee, cat := h.organization("Ant"), h.organization("Bee"), h.organization("Cat")
	bob := h.add("Bob", portal.Manager, "+"+ant, "+"+bee)
	mia := h.add("Mia", portal.ReadOnlyRole, "+"+bee, "+"+cat)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	for _, tt := range []struct {
		name    string
		by, of  By
		query   string
		reaches string
	}{
		{"what both reach", mia, bob, "", "Bee"},
		{"what somebody with all reaches too", mia, h.ada, "", "Bee Cat"},
		{"nothing by a search that only the other reaches", mia, bob, "ant", ""},
		{"a search for what only the viewer reaches", mia, bob, "cat", "Cat"},
		{"everything, for who manages organizations without reaching any", bea, bob, "", "Ant Bee"},
		{"every match, for who manages organizations", bea, bob, "a", "Ant Cat"},
	} {
		if got := strings.Join(h.reach(tt.by, tt.of, tt.query), " "); got != tt.reaches {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.reaches)
		}
	}
	for _, role := range []portal.Role{portal.CommandRunner, portal.CommandRunnerWithBilling, portal.BillingOnly} {
		_, err := h.Reach(ctx, portal.Administrator{ID: "x", Role: role, Status: portal.Active}, bob.AdministratorID, ReachFilter{})
		h.refuse(err, fault.Forbidden, "see administrators")
	}
	own := h.own(ant, "Otto", portal.Manager)
	h.exec(`UPDATE administrators SET status = 'deleted' WHERE id = $1`, bob.AdministratorID)
	for _, id := range []string{"unknown", "", own.AdministratorID, bob.AdministratorID} {
		_, err := h.Reach(ctx, h.who(h.ada), id, ReachFilter{})
		h.refuse(err, fault.NotFound, "")
	}
	_, err := h.Reach(ctx, h.who(h.ada), mia.AdministratorID, ReachFilter{After: "nonsense"})
	h.refuse(err, fault.Invalid, "")
}

// Whoever reaches 3, 9,000 or all of 10,000 organizations is shown a page of
// them by one walk along the order of the names.
func TestReachOfThousandsIsPagedLikeThatOfThree(t *testing.T) {
	h := newPortal(t)
	ids := h.organizations(10_000, func(i int) string { return fmt.Sprintf("%05d of-%d", 9_999-i, i%10) })
	few := h.add("Few", portal.Manager, "+"+ids[0], "+"+ids[5_000], "+"+ids[9_999])
	most := h.add("Most", portal.Manager, "+?", "-?of-3")
	for _, tt := range []struct {
		of    By
		query string
		total int
		first string
	}{
		{few, "", 3, "00000 of-9"}, {most, "", 9_000, "00000 of-9"}, {h.ada, "", 10_000, "00000 of-9"},
		{few, "of-3", 1_000, "00006 of-3"}, {most, "of-3", 1_000, "00006 of-3"}, {h.ada, "of-3", 1_000, "00006 of-3"},
	} {
		page, err := h.Reach(ctx, h.who(h.ada), tt.of.AdministratorID, ReachFilter{Query: tt.query})
		h.must(err)
		if page.Total != tt.total || page.Many || page.Rows[0].Name != tt.first || len(page.Rows) != min(tt.total, list.PageSize) {
			t.Errorf("%q: %d rows of %d from %q", tt.query, len(page.Rows), page.Total, page.Rows[0].Name)
		}
	}
	if got := h.reach(h.ada, most, ""); len(got) != 9_000 || got[8_999] != "09999 of-0" {
		t.Errorf("%d on all pages, the last %q", len(got), got[len(got)-1])
	}
}
