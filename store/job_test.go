package store

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// among selects the administrators one by one.
func among(all ...By) Selection {
	var s Selection
	for _, by := range all {
		s.IDs = append(s.IDs, by.AdministratorID)
	}
	return s
}

// all selects all administrators there are.
func all() Selection { return Selection{Matching: &AdministratorFilter{}} }

// prepare makes a job on behalf of Ada and returns its id.
func (h *house) prepare(kind portal.BulkKind, who Selection) string {
	h.t.Helper()
	id, err := h.NewJob(ctx, h.ada, kind, who)
	h.must(err)
	return id
}

// run starts the job on behalf of Ada, and does all of it.
func (h *house) run(id string) Job {
	h.t.Helper()
	_, err := h.StartJob(ctx, h.ada, id, 0)
	h.must(err)
	h.must(h.RunJob(ctx, id))
	return h.job(id)
}

func (h *house) job(id string) Job {
	h.t.Helper()
	j, err := h.Job(ctx, h.who(h.ada), "", id)
	h.must(err)
	return j
}

// items returns the job's items, a line each: name, fate, result, reason.
func (h *house) items(id string) []string {
	h.t.Helper()
	list, err := h.JobItems(ctx, h.who(h.ada), "", id, ItemFilter{})
	h.must(err)
	var lines []string
	for _, i := range list.Rows {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%s: %s %s %s", i.Name, i.Fate, i.Result, i.Reason), " "))
	}
	return lines
}

func (h *house) expectItems(id string, want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.items(id)); diff != "" {
		h.t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestAPreviewSaysWhoIsAffectedAndWhoIsNotAndWhyAndChangesNothing(t *testing.T) {
	h := newPortal(t)
	h.add("Bob", portal.Manager)
	cid := h.add("Cid", portal.Manager)
	_, err := h.SuspendAdministrator(ctx, h.ada, cid.AdministratorID)
	h.must(err)
	h.invite("Dora", portal.HelpDesk)
	before := h.rows(`SELECT id, status, version FROM administrators ORDER BY id`)
	for _, test := range []struct {
		kind portal.BulkKind
		want []string
	}{
		{portal.SuspendAll, []string{
			"Ada Lovelace: refused  You cannot suspend yourself. Another Administrator with Billing can.",
			"Bob Tester: change", "Cid Tester: refused  Already suspended.", "Dora Tester: change"}},
		{portal.RestoreAll, []string{
			"Ada Lovelace: refused  Not suspended.", "Bob Tester: refused  Not suspended.", "Cid Tester: change", "Dora Tester: refused  Not suspended."}},
		{portal.RequireMFAOfAll, []string{
			"Ada Lovelace: change", "Bob Tester: change", "Cid Tester: change", "Dora Tester: change"}},
		{portal.SendPasswordResets, []string{
			"Ada Lovelace: change", "Bob Tester: change", "Cid Tester: refused  Suspended. Restore the account first.",
			"Dora Tester: refused  Has not set a password yet. Resend the invitation instead."}},
		{portal.ResendInvitations, []string{
			"Ada Lovelace: refused  Already has a password. Send a password reset instead.",
			"Bob Tester: refused  Already has a password. Send a password reset instead.",
			"Cid Tester: refused  Suspended. Restore the account first.", "Dora Tester: change"}},
		{portal.DeleteAdministrators, []string{
			"Ada Lovelace: refused  You cannot delete yourself. Another Administrator with Billing can.",
			"Bob Tester: change", "Cid Tester: change", "Dora Tester: change"}},
	} {
		id := h.prepare(test.kind, all())
		h.expectItems(id, test.want...)
		if j := h.job(id); j.State != JobPreview || !j.Mine || j.Affected+j.Skipped != 4 || j.Left != j.Affected {
			t.Errorf("%s: %+v", test.kind, j)
		}
	}
	if diff := cmp.Diff(before, h.rows(`SELECT id, status, version FROM administrators ORDER BY id`)); diff != "" {
		t.Errorf("a preview changed something (-before +after):\n%s", diff)
	}
}

func TestAJobThatGivesARoleTakesItsChoiceAndLeavesWhoWasChangedMeanwhile(t *testing.T) {
	h := newPortal(t)
	bob, cid := h.add("Bob", portal.Manager), h.add("Cid", portal.Manager)
	h.add("Dora", portal.HelpDesk)
	id := h.prepare(portal.ChangeRoles, all())
	if j := h.job(id); j.State != JobChoosing {
		t.Errorf("state %s", j.State)
	}
	_, err := h.StartJob(ctx, h.ada, id, 0)
	h.refuse(err, fault.Rule, "")
	err = h.ChooseRole(ctx, h.ada, id, portal.NoRole)
	h.refuse(err, fault.Invalid, "")
	err = h.ChooseRole(ctx, h.ada, id, portal.HelpDesk)
	h.must(err)
	h.expectItems(id, "Ada Lovelace: refused  "+portal.OwnRole, "Bob Tester: change", "Cid Tester: change", "Dora Tester: refused  Already has this role.")
	_, err = h.EditAdministrator(ctx, h.ada, cid.AdministratorID, h.form(cid, func(d *portal.Draft) { d.Role = portal.ReadOnlyRole }), nil)
	h.must(err)
	h.run(id)
	h.expectItems(id, "Ada Lovelace: refused  "+portal.OwnRole, "Bob Tester: change done", "Cid Tester: change refused Someone changed this administrator after the preview.", "Dora Tester: refused  Already has this role.")
	if h.who(bob).Role != portal.HelpDesk || h.who(cid).Role != portal.ReadOnlyRole {
		t.Errorf("%v and %v", h.who(bob).Role, h.who(cid).Role)
	}
}

func TestAJobIsStartedAsItWasShown(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	id := h.prepare(portal.ChangeRoles, among(bob))
	h.must(h.ChooseRole(ctx, h.ada, id, portal.ReadOnlyRole))
	shown := h.job(id).Choice
	h.must(h.ChooseRole(ctx, h.ada, id, portal.AdministratorWithBilling)) // in another tab
	_, err := h.StartJob(ctx, h.ada, id, shown)
	h.refuse(err, fault.Stale, "")
	if j := h.job(id); j.State != JobPreview || h.who(bob).Role != portal.Manager {
		t.Errorf("%+v", j)
	}
	_, err = h.StartJob(ctx, h.ada, id, h.job(id).Choice)
	h.must(err)
}

// Two choices of one job never mix: the later one previews all of it.
func TestAPreviewBelongsToOneChoice(t *testing.T) {
	h := newPortal(t)
	h.crowd(plannedAtOnce + 10)
	id := h.prepare(portal.ChangeRoles, all())
	h.must(h.ChooseRole(ctx, h.ada, id, portal.ReadOnlyRole))
	first := h.job(id).Choice
	h.exec(`UPDATE jobs SET state = 'choosing' WHERE id = $1`, id)
	var census *portal.Census
	part := func(choice int64, from int) bool {
		more, err := change(ctx, h.Store, h.ada, JobPrepared, func(t *tx) (bool, error) { return t.planSome(id, choice, from, &census) })
		h.must(err)
		return more
	}
	if !part(first, 0) {
		t.Fatal("there is one part")
	}
	h.must(h.ChooseRole(ctx, h.ada, id, portal.HelpDesk))
	if part(first, plannedAtOnce) {
		t.Error("the first choice goes on")
	}
	j := h.job(id)
	turns, err := h.JobTurns(ctx, h.who(h.ada), id)
	h.must(err)
	for _, turn := range turns {
		if turn.After != portal.HelpDesk {
			t.Errorf("%+v", turn)
		}
	}
	if j.Role != portal.HelpDesk || j.Undecided != 0 || j.State != JobPreview || j.Affected+j.Skipped != plannedAtOnce+11 {
		t.Errorf("%+v", j)
	}
}

// crowd adds many administrators at once, without mail.
func (h *house) crowd(n int) {
	h.t.Helper()
	h.exec(`INSERT INTO administrators (id, organization_id, first_name, last_name, name_key, email, email_key, search_text, role, status,
			require_mfa, api_access, all_organizations, organization_count, password_hash, version, last_login_at, created_at, updated_at)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		SELECT 'crowd' || i, '', 'C', 'N' || i, 'c n' || i, 'c' || i || '@crowd.example', 'c' || i || '@crowd.example', 'c n' || i || char(10) || 'c' || i || '@crowd.example', 'manager', 'active',
			FALSE, FALSE, FALSE, 0, '!', 1, 0, 1, 1 FROM n`, n)
}

func TestAnInterruptedPreviewIsMadeOnceMore(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	id := h.prepare(portal.SuspendAll, among(bob))
	h.exec(`UPDATE jobs SET state = 'choosing'`)
	h.exec(`UPDATE job_items SET fate = ''`)
	_, err := h.StartJob(ctx, h.ada, id, 0)
	h.refuse(err, fault.Rule, "")
	h.must(h.PreviewJob(ctx, h.ada, id))
	h.expectItems(id, "Bob Tester: change")
	role := h.prepare(portal.ChangeRoles, among(bob))
	h.refuse(h.PreviewJob(ctx, h.ada, role), fault.NotFound, "")
}

func TestAJobAddsAndRemovesOrganizations(t *testing.T) {
	h := newPortal(t)
	a, b, c := h.organization("Ant"), h.organization("Bee"), h.organization("Cat")
	bob, cid, dora := h.add("Bob", portal.Manager, "+"+a), h.add("Cid", portal.Manager, "+"+a, "+"+b), h.add("Dora", portal.Manager)
	add := h.prepare(portal.AddAccess, among(bob, cid, dora))
	err := h.ChooseOrganizations(ctx, h.ada, add, nil)
	h.refuse(err, fault.Invalid, "")
	err = h.ChooseOrganizations(ctx, h.ada, add, Changes{"+?", "-" + c})
	h.must(err)
	h.expectItems(add, "Bob Tester: change", "Cid Tester: refused  Already reaches these organizations.", "Dora Tester: change")
	if j := h.job(add); j.Organizations != 2 || !cmp.Equal(j.Names, []string{"Ant", "Bee"}) {
		t.Errorf("%+v", j)
	}
	h.run(add)
	if got := h.reached(bob) + ", " + h.reached(cid) + ", " + h.reached(dora); got != "Ant Bee, Ant Bee, Ant Bee" {
		t.Errorf("reached: %s", got)
	}
	h.must(must(h.NewAccessJob(ctx, h.ada, portal.RemoveAccess, OrganizationSelection{IDs: []string{b}})))
	remove, err := h.NewAccessJob(ctx, h.ada, portal.RemoveAccess, OrganizationSelection{Matching: &OrganizationFilter{Query: "ee"}})
	h.must(err)
	err = h.ChooseAdministrators(ctx, h.ada, remove, Selection{})
	h.refuse(err, fault.Invalid, "")
	err = h.ChooseAdministrators(ctx, h.ada, remove, all())
	h.must(err)
	h.expectItems(remove, "Ada Lovelace: refused  Reaches all organizations. Choose “Selected organizations” on their page first.", "Bob Tester: change", "Cid Tester: change", "Dora Tester: change")
	h.run(remove)
	if got := h.reached(bob) + ", " + h.reached(dora); got != "Ant, Ant" {
		t.Errorf("reached: %s", got)
	}
	if n := h.number(`SELECT COUNT(*) FROM administrators a WHERE organization_count <> (SELECT COUNT(*) FROM access x WHERE x.administrator_id = a.id)`); n != 0 {
		t.Errorf("%d counts are wrong", n)
	}
}

func must[T any](_ T, err error) error { return err }

func TestJobsAreForThoseWhoMayDoThem(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.AdministratorRole)
	for _, kind := range portal.BulkKinds() {
		h.unchanged(func() {
			_, err := h.NewJob(ctx, bob, kind, all())
			h.refuse(err, fault.Forbidden, "")
		})
	}
	id := h.prepare(portal.SuspendAll, all())
	_, err := h.Job(ctx, h.who(bob), "", id)
	h.refuse(err, fault.Forbidden, "")
	_, err = h.JobItems(ctx, h.who(bob), "", id, ItemFilter{})
	h.refuse(err, fault.Forbidden, "")
	_, err = h.JobReasons(ctx, h.who(bob), "", id)
	h.refuse(err, fault.Forbidden, "")
	_, err = h.Jobs(ctx, h.who(bob), "", "")
	h.refuse(err, fault.Forbidden, "")
	h.refuse(h.StopJob(ctx, bob, id), fault.Forbidden, "")
	_, err = h.NewJob(ctx, h.ada, "promote", all())
	h.refuse(err, fault.Invalid, "")
	_, err = h.NewJob(ctx, h.ada, portal.SuspendAll, Selection{})
	h.refuse(err, fault.Invalid, "")
	_, err = h.NewJob(ctx, h.ada, portal.SuspendAll, Selection{IDs: make([]string, MaxSelected+1)})
	h.refuse(err, fault.Invalid, "")
}

func TestWhoIsSelectedButBelongsToAnOrganizationIsNotAJobs(t *testing.T) {
	h := newPortal(t)
	own := h.own(h.organization("Ant"), "Olga", portal.Manager)
	_, err := h.NewJob(ctx, h.ada, portal.SuspendAll, among(own))
	h.refuse(err, fault.Invalid, "")
}

func TestReasonsAreCountedWithNames(t *testing.T) {
	h := newPortal(t)
	for i := range 30 {
		h.add(fmt.Sprintf("P%03d", i), portal.Manager)
	}
	id := h.prepare(portal.RestoreAll, all())
	list, err := h.JobReasons(ctx, h.who(h.ada), "", id)
	h.must(err)
	if len(list) != 1 || list[0].Reason != "Not suspended." || list[0].Count != 31 || len(list[0].Names) != MaxJobNames || list[0].Names[0] != "Ada Lovelace" {
		t.Errorf("%+v", list)
	}
}

func TestOfWhatWasLookedAtAndLeftTheNewestFewAreKept(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	ran := h.prepare(portal.RequireMFAOfAll, among(bob))
	h.run(ran)
	var ids []string
	for range maxPreviews + 2 {
		h.later(time.Second)
		ids = append(ids, h.prepare(portal.SuspendAll, among(bob)))
	}
	for i, id := range ids {
		if _, err := h.Job(ctx, h.who(h.ada), "", id); i < 2 {
			h.refuse(err, fault.NotFound, "")
		} else {
			h.must(err)
		}
	}
	h.job(ran)
}

func TestJobsAreForgottenAfterTheirTime(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	left, ran := h.prepare(portal.SuspendAll, among(bob)), h.prepare(portal.RequireMFAOfAll, among(bob))
	h.run(ran)
	h.later(previewKept + time.Second)
	h.must(h.prune(ctx))
	_, err := h.Job(ctx, h.who(h.ada), "", left)
	h.refuse(err, fault.NotFound, "")
	h.job(ran)
	h.later(jobKept)
	h.must(h.prune(ctx))
	if n := h.number(`SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM job_items)`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func TestEachKindOfJobHasOneRow(t *testing.T) {
	source, err := os.ReadFile("job.go")
	h := newPortal(t)
	h.must(err)
	kinds := portal.BulkKinds()
	for _, found := range regexp.MustCompile(`portal\.BulkKind += "([a-z-]+)"`).FindAllSubmatch(source, -1) {
		kinds = append(kinds, portal.BulkKind(found[1]))
	}
	if len(kinds) != len(jobKinds) {
		t.Errorf("%d rows of %d kinds", len(jobKinds), len(kinds))
	}
	for _, kind := range kinds {
		if row := jobKinds[kind]; row.needs == (portal.Permission{}) || row.changes == "" || row.do == nil {
			t.Errorf("%q lacks its row or a part of it", kind)
		}
	}
}
