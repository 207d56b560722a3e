package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestAJobDoesEachInOneTransactionWithOneEntryUnderACommonID(t *testing.T) {
	h := newPortal(t)
	bob, cid := h.add("Bob", portal.Manager), h.add("Cid", portal.Manager)
	h.signIn(bob)
	id := h.prepare(portal.SuspendAll, all())
	j := h.run(id)
	h.expectItems(id, "Ada Lovelace: refused  You cannot suspend yourself. Another Administrator with Billing can.", "Bob Tester: change done", "Cid Tester: change done")
	if j.State != JobDone || j.Done != 2 || j.Skipped != 1 || j.Left != 0 || j.EndedAt.IsZero() {
		t.Errorf("%+v", j)
	}
	for _, by := range []By{bob, cid} {
		if a := h.who(by); a.Status != portal.Suspended {
			t.Errorf("%s is %s", a.Name(), a.Status)
		}
	}
	if n := h.number(`SELECT COUNT(*) FROM sessions WHERE administrator_id = $1`, bob.AdministratorID); n != 0 {
		t.Errorf("%d sessions go on", n)
	}
	want := []string{"done=bulk.prepared  Ada Lovelace ", "done=bulk.started  Ada Lovelace ", "done=administrator.suspended Bob Tester Ada Lovelace ", "done=administrator.suspended Cid Tester Ada Lovelace ", "done=bulk.ended  Ada Lovelace "}
	if diff := cmp.Diff(want, h.rows(`SELECT action || ' ' || target_name || ' ' || actor_name AS done FROM audit WHERE job_id = '`+id+`' ORDER BY seq`)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

// What fails for a reason that nobody expects is tried again, and holds up nothing else.
func TestAnItemThatFailsUnexpectedlyHoldsUpNothing(t *testing.T) {
	h := newPortal(t)
	bob, cid := h.add("Bob", portal.Manager), h.add("Cid", portal.Manager)
	broken, good := h.prepare(portal.RequireMFAOfAll, among(bob, cid)), h.prepare(portal.SendPasswordResets, among(bob, cid))
	for _, id := range []string{broken, good} {
		h.must(must(h.StartJob(ctx, h.ada, id, 0)))
	}
	h.exec(`CREATE TRIGGER breaks BEFORE UPDATE OF require_mfa ON administrators WHEN NEW.first_name = 'Bob' BEGIN SELECT RAISE(ABORT, 'broken'); END`)
	if err := h.runAll(ctx); err == nil {
		t.Error("nothing is said of it")
	}
	h.expectItems(broken, "Bob Tester: change", "Cid Tester: change done")
	h.expectItems(good, "Bob Tester: change done", "Cid Tester: change done")
	if j := h.job(broken); j.State != JobRunning || j.Held != "Something failed." || j.Left != 1 {
		t.Errorf("%+v", j)
	}
	h.exec(`DROP TRIGGER breaks`)
	h.must(h.runAll(ctx))
	h.expectItems(broken, "Bob Tester: change done", "Cid Tester: change done")
	if j := h.job(broken); j.State != JobDone || j.Held != "" {
		t.Errorf("%+v", j)
	}
}

// A panic ends neither the portal nor the jobs of others, and comes once.
func TestAPanicStopsItsJobAlone(t *testing.T) {
	h := newPortal(t)
	bob, cid := h.add("Bob", portal.Manager), h.add("Cid", portal.Manager)
	broken, good := h.prepare(portal.SendPasswordResets, among(bob, cid)), h.prepare(portal.RequireMFAOfAll, among(bob, cid))
	for _, id := range []string{broken, good} {
		h.must(must(h.StartJob(ctx, h.ada, id, 0)))
	}
	key := h.key
	h.key = credential.Key{} // no link can be sealed
	err := h.runAll(ctx)
	if err == nil || !strings.Contains(err.Error(), "nil pointer") || !strings.Contains(err.Error(), "Seal") || !strings.Contains(err.Error(), broken) {
		t.Errorf("the log says %v", err)
	}
	h.key = key
	h.expectItems(broken, "Bob Tester: change", "Cid Tester: change")
	h.expectItems(good, "Bob Tester: change done", "Cid Tester: change done")
	if j := h.job(broken); j.State != JobStopped || j.Reason != "A fault in the program stopped this. The log says where." || j.Left != 2 || j.Held != "" {
		t.Errorf("%+v", j)
	}
	h.must(h.runAll(ctx))
}

func TestAFullDiskRefusesNoItemOfAJobForGood(t *testing.T) {
	for name, prepare := range map[string]func(h *house) string{
		"a bulk action": func(h *house) string {
			for i := range 30 {
				h.add(fmt.Sprintf("P%03d", i), portal.Manager)
			}
			return h.prepare(portal.SendPasswordResets, all())
		},
		"an import of administrators": func(h *house) string {
			var rows []AdministratorRow
			for i := range 30 {
				rows = append(rows, newcomer(i+2, fmt.Sprintf("P%03d", i)))
			}
			return h.previewRows(rows...)
		},
		"an import of organizations": func(h *house) string {
			var rows []OrganizationRow
			for i := range 200 {
				rows = append(rows, OrganizationRow{Line: i + 2, Name: fmt.Sprintf("Organization %03d", i)})
			}
			id, err := h.PreviewOrganizations(ctx, h.ada, rows, "")
			h.must(err)
			return id
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			id := prepare(h)
			h.must(must(h.StartJob(ctx, h.ada, id, 0)))
			h.exec(`PRAGMA max_page_count = 1`) // as many as there are
			if err := h.RunJob(ctx, id); !fault.Is(err, fault.Unavailable) {
				t.Fatal(err)
			}
			if j := h.job(id); j.State != JobRunning || j.Held != "The portal cannot save anything right now." || j.Failed > 0 || j.Left == 0 {
				t.Errorf("%+v", j)
			}
			h.exec(`PRAGMA max_page_count = 1000000`)
			h.must(h.runAll(ctx))
			j := h.job(id)
			if j.State != JobDone || j.Held != "" || j.Done != j.Affected {
				t.Errorf("%+v", j)
			}
			if n := h.number(`SELECT COUNT(*) FROM audit WHERE job_id = $1 AND action NOT LIKE 'bulk.%'`, id); n != j.Affected {
				t.Errorf("%d entries of %d", n, j.Affected)
			}
		})
	}
}

func TestAJobGoesOnAfterARestartAndDoesNothingTwice(t *testing.T) {
	h := newPortal(t)
	for i := range 2*triedAtOnce + 10 {
		h.add(fmt.Sprintf("P%03d", i), portal.Manager)
	}
	h.noLetters()
	id := h.prepare(portal.SendPasswordResets, all())
	_, err := h.StartJob(ctx, h.ada, id, 0)
	h.must(err)
	_, _, err = h.runSome(ctx, id, 0)
	h.must(err)
	if j := h.job(id); j.Done != triedAtOnce || j.State != JobRunning {
		t.Fatalf("%+v", j)
	}
	other := h.open() // as after a restart, and as another process would
	errs := atOnce(func() error { return other.RunJob(ctx, id) }, func() error { return h.RunJob(ctx, id) }, func() error { return other.runAll(ctx) })
	for _, err := range errs {
		h.must(err)
	}
	j := h.job(id)
	if letters := h.number(`SELECT COUNT(*) FROM outbox`); j.State != JobDone || j.Done != j.Affected || letters != j.Affected || j.Affected != 2*triedAtOnce+11 {
		t.Errorf("%d letters, %+v", letters, j)
	}
	if n := h.number(`SELECT COUNT(*) FROM audit WHERE action = 'bulk.ended'`); n != 1 {
		t.Errorf("ended %d times", n)
	}
}

func TestAStoppedJobLeavesTheRestAlone(t *testing.T) {
	h := newPortal(t)
	for i := range triedAtOnce + 20 {
		h.add(fmt.Sprintf("P%03d", i), portal.Manager)
	}
	bea := h.add("Bea", portal.AdministratorWithBilling)
	id := h.prepare(portal.RequireMFAOfAll, all())
	h.refuse(h.StopJob(ctx, h.ada, id), fault.Rule, "")
	_, err := h.StartJob(ctx, h.ada, id, 0)
	h.must(err)
	_, _, err = h.runSome(ctx, id, 0)
	h.must(err)
	h.must(h.StopJob(ctx, bea, id)) // whoever may do such a job
	h.must(h.RunJob(ctx, id))
	if j := h.job(id); j.State != JobStopped || j.Done != triedAtOnce || j.Left != j.Affected-triedAtOnce || j.Reason != "Stopped by Bea Tester." {
		t.Errorf("%+v", j)
	}
	h.refuse(h.StopJob(ctx, h.ada, id), fault.Rule, "")
	_, err = h.StartJob(ctx, h.ada, id, 0)
	h.refuse(err, fault.Rule, "")
}

func TestAJobStopsWhenItsOwnerMayNoMore(t *testing.T) {
	for name, end := range map[string]func(h *house, bea By){
		"suspended": func(h *house, bea By) { h.must(must(h.SuspendAdministrator(ctx, h.ada, bea.AdministratorID))) },
		"another role": func(h *house, bea By) {
			h.must(must(h.EditAdministrator(ctx, h.ada, bea.AdministratorID, h.form(bea, func(d *portal.Draft) { d.Role = portal.Manager }), nil)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			bea, bob := h.add("Bea", portal.AdministratorWithBilling), h.add("Bob", portal.Manager)
			id, err := h.NewJob(ctx, bea, portal.SuspendAll, among(bob))
			h.must(err)
			_, err = h.StartJob(ctx, h.ada, id, 0)
			h.refuse(err, fault.Rule, "")
			_, err = h.StartJob(ctx, bea, id, 0)
			h.must(err)
			end(h, bea)
			h.must(h.RunJob(ctx, id))
			j := h.job(id)
			if a := h.who(bob); a.Status != portal.Active || j.State != JobStopped || j.Left != 1 || j.Reason == "" {
				t.Errorf("%s, %+v", a.Status, j)
			}
		})
	}
}
