package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// people returns who reaches the organization, as Ada sees them: first name, and since when.
func (h *house) people(organizationID string, f PeopleFilter) (People, []string) {
	h.t.Helper()
	r, err := h.People(ctx, h.who(h.ada), organizationID, f)
	h.must(err)
	var lines []string
	for _, line := range r.Rows {
		since := ""
		if !line.At.IsZero() {
			since = " since " + line.At.UTC().Format(time.DateOnly)
		}
		if line.By != "" {
			since += " by " + line.By
		}
		lines = append(lines, line.FirstName+since)
	}
	return r, lines
}

func TestAnOrganizationSaysWhoReachesItByWhichRuleAndSinceWhen(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	h.add("Bob", portal.Manager, "+"+acme)
	h.later(48 * time.Hour)
	h.invite("Cid", portal.HelpDesk, "+"+acme, "+"+globex)
	gone := h.add("Gone", portal.Manager, "+"+acme)
	_, err := h.DeleteAdministrator(ctx, h.ada, gone.AdministratorID, "gone@example.com")
	h.must(err)
	h.add("Zoe", portal.Manager, "+"+globex)
	h.own(acme, "Otto", portal.Manager)
	day := func(back time.Duration) string {
		return " since " + time.UnixMilli(h.clock.Load()).Add(-back).UTC().Format(time.DateOnly)
	}
	ada, bob, cid := "Ada"+day(48*time.Hour)+" by Operator on the machine", "Bob"+day(48*time.Hour)+" by Ada Lovelace", "Cid"+day(0)+" by Ada Lovelace"
	for _, test := range []struct {
		f          PeopleFilter
		want       []string
		selectable int
	}{
		{PeopleFilter{}, []string{ada, bob, cid}, 2},
		{PeopleFilter{Rule: ByAll}, []string{ada}, 0},
		{PeopleFilter{Rule: BySelection}, []string{bob, cid}, 2},
		{PeopleFilter{Query: "CID"}, []string{cid}, 1},
		{PeopleFilter{Query: "zoe"}, nil, 0},
		{PeopleFilter{Query: "cid", Rule: ByAll}, nil, 0},
		{PeopleFilter{Query: "%"}, nil, 0},
	} {
		r, got := h.people(acme, test.f)
		if diff := cmp.Diff(test.want, got); diff != "" || r.Selected != 2 || r.All != 1 || r.Selectable != test.selectable || r.Name != "Acme" {
			t.Errorf("%+v: %d selected, %d all, %d selectable (-want +got):\n%s", test.f, r.Selected, r.All, r.Selectable, diff)
		}
	}
}

func TestWhoReachesAnOrganizationIsForThoseWhoSeeItAndIsGivenByFew(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	for _, role := range portal.Roles()[1:] {
		by := h.add("Actor", role, "+"+acme)
		if sees := map[portal.Role]bool{portal.AdministratorRole: true, portal.Manager: true, portal.HelpDesk: true, portal.ReadOnlyRole: true}; sees[role] {
			r, err := h.People(ctx, h.who(by), acme, PeopleFilter{})
			if h.must(err); r.Name != "Acme" || len(r.Rows) != 2 {
				t.Errorf("%s reads %+v", role, r)
			}
			_, err = h.People(ctx, h.who(by), globex, PeopleFilter{})
			h.refuse(err, fault.NotFound, "")
		} else {
			_, err := h.People(ctx, h.who(by), acme, PeopleFilter{})
			h.refuse(err, fault.Forbidden, "")
		}
		h.unchanged(func() {
			_, err := h.TakeAway(ctx, by, acme, []string{by.AdministratorID}, nil)
			h.refuse(err, fault.Forbidden, "")
		})
		h.exec(`UPDATE administrators SET status = 'deleted' WHERE id = $1`, by.AdministratorID)
	}
	// One who reaches nothing gives it all the same.
	if _, err := h.People(ctx, h.who(h.add("Bea", portal.AdministratorWithBilling)), acme, PeopleFilter{}); err != nil {
		t.Error(err)
	}
	for _, id := range []string{"", "unknown"} {
		_, err := h.People(ctx, h.who(h.ada), id, PeopleFilter{})
		h.refuse(err, fault.NotFound, "")
	}
	for _, f := range []PeopleFilter{{Rule: "some"}, {After: "x"}, {After: "x", Before: "y"}} {
		_, err := h.People(ctx, h.who(h.ada), acme, f)
		h.refuse(err, fault.Invalid, "")
	}
}

func TestWhoReachesAnOrganizationIsPagedBothWaysAndNobodyTwice(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 900)
	h.exec(`UPDATE access SET granted_at = 1`)
	h.exec(`UPDATE administrators SET all_granted_at = 0`)
	var acme string
	h.must(h.db.QueryRowContext(ctx, `SELECT id FROM organizations WHERE name = 'Acme'`).Scan(&acme))
	for _, rule := range []Rule{AnyRule, ByAll, BySelection} {
		first, _ := h.people(acme, PeopleFilter{Rule: rule})
		seen, pages := map[string]bool{}, 0
		for r := first; ; pages++ {
			for _, line := range r.Rows {
				if seen[line.ID] || line.AllOrganizations == !line.At.IsZero() {
					t.Errorf("%s is there twice, or since %s", line.ID, line.At)
				}
				seen[line.ID] = true
			}
			if r.Next == "" {
				for range pages {
					r, _ = h.people(acme, PeopleFilter{Rule: rule, Before: r.Previous})
				}
				if diff := cmp.Diff(first.Rows[0].ID, r.Rows[0].ID); diff != "" {
					t.Errorf("backwards leads elsewhere: %s", diff)
				}
				break
			}
			r, _ = h.people(acme, PeopleFilter{Rule: rule, After: r.Next})
		}
		want := map[Rule]int{AnyRule: first.Selected + first.All, ByAll: first.All, BySelection: first.Selected}[rule]
		if len(seen) != want || first.Total != want || want < 20 {
			t.Errorf("%q: %d are listed, %d counted, not %d", rule, len(seen), first.Total, want)
		}
	}
}

func TestAccessIsTakenFromThoseWhoHaveItBySelection(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	bob, cid := h.add("Bob", portal.Manager, "+"+acme, "+"+globex), h.add("Cid", portal.Manager, "+"+acme)
	h.add("Zoe", portal.Manager, "+"+globex)
	id, err := h.TakeAway(ctx, h.ada, acme, []string{bob.AdministratorID, h.ada.AdministratorID, "unknown"}, nil)
	h.must(err)
	h.expectItems(id, "Ada Lovelace: refused  Reaches all organizations. Choose “Selected organizations” on their page first.", "Bob Tester: change")
	if h.reached(bob) != "Acme Globex" {
		t.Error("taken before it was applied")
	}
	if j := h.run(id); j.Done != 1 || h.reached(bob) != "Globex" || h.reached(cid) != "Acme" {
		t.Errorf("%+v, Bob reaches %q, Cid %q", j.Tally, h.reached(bob), h.reached(cid))
	}
	// All that match are those who have it by selection, and nobody else.
	text := ""
	id, err = h.TakeAway(ctx, h.ada, acme, nil, &text)
	h.must(err)
	h.expectItems(id, "Cid Tester: change")
	h.unchanged(func() {
		_, err = h.TakeAway(ctx, h.ada, acme, nil, nil)
		h.refuse(err, fault.Invalid, "Nobody is selected.")
		_, err = h.TakeAway(ctx, h.ada, "unknown", []string{cid.AdministratorID}, nil)
		h.refuse(err, fault.NotFound, "")
		_, err = h.TakeAway(ctx, h.ada, acme, make([]string, MaxSelected+1), nil)
		h.refuse(err, fault.Invalid, "more than 1,000")
	})
}

func TestAFormThatIsSentTwiceMakesOneJob(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	bob := h.add("Bob", portal.Manager, "+"+acme)
	by := h.ada
	by.FormID, by.Form = "once", "same"
	first, err := h.TakeAway(ctx, by, acme, []string{bob.AdministratorID}, nil)
	h.must(err)
	again, err := h.TakeAway(ctx, by, acme, []string{bob.AdministratorID}, nil)
	h.must(err)
	if again != first || h.number(`SELECT COUNT(*) FROM jobs`) != 1 {
		t.Errorf("%s, then %s", first, again)
	}
	by.FormID = "another"
	first, err = h.NewJob(ctx, by, portal.SuspendAll, among(bob))
	h.must(err)
	again, err = h.NewJob(ctx, by, portal.SuspendAll, among(bob))
	h.must(err)
	if again != first || h.number(`SELECT COUNT(*) FROM jobs`) != 2 {
		t.Errorf("%s, then %s", first, again)
	}
}
