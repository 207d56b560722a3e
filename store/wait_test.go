package store

import (
	"testing"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestAChangeThatWaitsTooLongForOthersIsRefusedAndChangesNothing(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	before := h.number(`SELECT COUNT(*) FROM audit`)
	h.patience = 20 * time.Millisecond
	release := holdWriting(t, h.db)
	for name, save := range map[string]func() error{
		"a change": func() error {
			_, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
			return err
		},
		"what a browser's session holds": func() error {
			return h.SessionData().CommitCtx(ctx, "token", []byte("data"), day.Add(time.Hour))
		},
		"the end of it": func() error { return h.SessionData().DeleteCtx(ctx, "token") },
	} {
		began := time.Now()
		if err := save(); !fault.Is(err, fault.Unavailable) || time.Since(began) < h.patience {
			t.Errorf("%s: %v after %v", name, err, time.Since(began))
		}
	}
	release()
	if n := h.number(`SELECT COUNT(*) FROM audit`); n != before {
		t.Errorf("%d entries more", n-before)
	}
	if _, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if n := h.db.Pressure().Writer.InUse; n != 0 {
		t.Errorf("%d connections are still in use", n)
	}
}

func TestAJobWaitsForOthersHoweverLongTheyTake(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	id := h.prepare(portal.SuspendAll, among(bob))
	h.must(must(h.StartJob(ctx, h.ada, id, 0)))
	h.patience = time.Millisecond
	release := holdWriting(t, h.db)
	done := make(chan error, 1)
	go func() { done <- h.RunJob(ctx, id) }()
	if _, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a person who came later: %v", err)
	}
	select {
	case err := <-done:
		t.Errorf("the job ended: %v", err)
	default:
	}
	release()
	h.must(<-done)
}
