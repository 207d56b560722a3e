package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// on sets the clock.
func (h *house) on(text string) {
	h.t.Helper()
	t, err := time.Parse("2006-01-02 15:04", text)
	h.must(err)
	h.clock.Store(t.UnixMilli())
}

// founded says that the portal is there from now on.
func (h *house) founded() { h.exec(`UPDATE portal SET created_at = $1`, h.clock.Load()) }

// employ gives the organization a number of users, as a change of its users does.
func (h *house) employ(organizationID string, users int) {
	h.t.Helper()
	_, err := change(ctx, h.Store, By{}, "", func(t *tx) (int, error) {
		before := 0
		if err := t.scan(`SELECT user_count FROM organizations WHERE id = $1`, []any{organizationID}, &before); err != nil {
			return 0, err
		}
		return 0, t.countUsers(organizationID, users-before)
	})
	h.must(err)
}

// counted is what was counted: days with the most users at once, and months with
// each organization's high-water mark.
func (h *house) counted() (days, months []string) {
	h.t.Helper()
	return h.rows(`SELECT day, users_high FROM usage_days ORDER BY day`),
		h.rows(`SELECT m.month, o.name, m.users_high FROM usage_months m JOIN organizations o ON o.id = m.organization_id ORDER BY m.month, o.name`)
}

func (h *house) expectCounted(what string, wantDays, wantMonths []string) {
	h.t.Helper()
	days, months := h.counted()
	for i := range wantDays {
		var day string
		var n int
		fmt.Sscan(wantDays[i], &day, &n)
		wantDays[i] = fmt.Sprintf("day=%s users_high=%d ", day, n)
	}
	for i := range wantMonths {
		var month, name string
		var n int
		fmt.Sscan(wantMonths[i], &month, &name, &n)
		wantMonths[i] = fmt.Sprintf("month=%s name=%s users_high=%d ", month, name, n)
	}
	if diff := cmp.Diff(wantDays, days); diff != "" {
		h.t.Errorf("%s: days (-want +got):\n%s", what, diff)
	}
	if diff := cmp.Diff(wantMonths, months); diff != "" {
		h.t.Errorf("%s: months (-want +got):\n%s", what, diff)
	}
}

func TestUsersAreCountedWithEachChangeAndAllOfThemByTheHour(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	h.must(h.MeterUsage(ctx))
	h.expectCounted("no users", []string{"2026-11-23 0"}, nil)
	h.employ(acme, 5)
	h.employ(acme, 2)
	h.employ(globex, 4)
	h.expectCounted("the mark stays", []string{"2026-11-23 6"}, []string{"2026-11 Acme 5", "2026-11 Globex 4"})
	h.on("2026-11-24 00:00")
	h.must(h.MeterUsage(ctx))
	h.must(h.MeterUsage(ctx))
	h.expectCounted("the next day", []string{"2026-11-23 6", "2026-11-24 6"}, []string{"2026-11 Acme 5", "2026-11 Globex 4"})
}

func TestTheFirstChangeOfADayCountsEveryOrganization(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	h.employ(acme, 5)
	h.employ(globex, 4)
	h.on("2026-12-01 00:00")
	h.employ(acme, 3)
	h.expectCounted("over the month's end", []string{"2026-11-23 9", "2026-12-01 9"},
		[]string{"2026-11 Acme 5", "2026-11 Globex 4", "2026-12 Acme 5", "2026-12 Globex 4"})
}

func TestADayOnWhichThePortalWasDownIsMissing(t *testing.T) {
	h := newPortal(t)
	h.founded()
	acme := h.organization("Acme")
	h.employ(acme, 5)
	h.on("2026-11-26 12:00")
	h.must(h.MeterUsage(ctx))
	u, err := h.Usage(ctx, h.who(h.ada))
	h.must(err)
	now := u.Months[UsageMonths-1]
	if now.Users != 5 || now.Days != 2 || now.Missing != 2 || now.MissingDays != "24 to 25 November" || u.Users != 5 || u.Organizations != 1 {
		t.Errorf("%+v", now)
	}
	if before := u.Months[UsageMonths-2]; before.Users != 0 || before.Days != 0 || before.Missing != 0 {
		t.Errorf("before the portal was there: %+v", before)
	}
}

func TestAClockThatJumpsOverTheMonthsEndInventsNothing(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	h.employ(acme, 5)
	h.on("2027-02-03 10:00")
	h.employ(acme, 1)
	h.must(h.MeterUsage(ctx))
	h.expectCounted("ahead", []string{"2026-11-23 5", "2027-02-03 5"}, []string{"2026-11 Acme 5", "2027-02 Acme 5"})

	// Back again: nothing is counted under two dates, nor is what was counted lost.
	h.on("2026-11-24 10:00")
	h.employ(acme, 9)
	h.must(h.MeterUsage(ctx))
	h.expectCounted("back", []string{"2026-11-23 5", "2027-02-03 5"}, []string{"2026-11 Acme 5", "2027-02 Acme 5"})

	// Once whoever holds the machine says that the clock is right, it goes on.
	done, err := h.Recount(ctx)
	h.must(err)
	if done != (Recounted{Days: 1, Users: 9}) {
		t.Errorf("%+v", done)
	}
	h.expectCounted("counted anew", []string{"2026-11-23 5", "2026-11-24 9"}, []string{"2026-11 Acme 9"})
	if e := h.entry(); e.Action != UsageRecounted || e.ActorKind != "operator" || e.Changes[0].Before != "1" {
		t.Errorf("%+v", e)
	}
}

func TestAClockThatStepsBackOverMidnightLeavesTheDayBefore(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	h.on("2026-11-30 23:00")
	h.employ(acme, 5)
	h.on("2026-12-01 00:00")
	h.employ(acme, 6)
	h.on("2026-11-30 23:59")
	h.employ(acme, 50)
	h.employ(acme, 6)
	h.expectCounted("November is over", []string{"2026-11-30 5", "2026-12-01 6"}, []string{"2026-11 Acme 5", "2026-12 Acme 6"})
	h.on("2026-12-01 00:01")
	h.must(h.MeterUsage(ctx))
	h.expectCounted("the clock is right", []string{"2026-11-30 5", "2026-12-01 6"}, []string{"2026-11 Acme 5", "2026-12 Acme 6"})
}

func TestAnEmptyPortalCountsNothing(t *testing.T) {
	h := newHouse(t)
	h.must(h.MeterUsage(ctx))
	if days, _ := h.counted(); len(days) != 0 {
		t.Error(days)
	}
}
