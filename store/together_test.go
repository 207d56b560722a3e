package store

import (
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// hold keeps the writing connection until n changes wait for it.
func (h *house) hold(n int) {
	begun := make(chan struct{})
	go h.db.Write(h.patience, func(*sql.Tx) error {
		close(begun)
		h.untilWaiting(n)
		return nil
	})
	<-begun
}

// untilWaiting waits until n changes wait.
func (h *house) untilWaiting(n int) {
	for h.db.Pressure().Changes < n {
		runtime.Gosched()
	}
}

func TestChangesThatWaitAreCommittedTogetherAndUndoneApart(t *testing.T) {
	h := newPortal(t)
	mia := h.add("Mia", portal.Manager)
	before := h.number(`SELECT COUNT(*) FROM audit`)
	h.hold(9)
	var panicked any
	var all []func() error
	for i := range 6 {
		all = append(all, func() error {
			_, err := h.AddOrganization(ctx, h.ada, fmt.Sprint("Organization ", i))
			return err
		})
	}
	all = append(all,
		func() error { _, err := h.AddOrganization(ctx, mia, "Hers"); return err },
		func() error {
			return h.db.Write(h.patience, func(tx *sql.Tx) error {
				_, err := tx.Exec(`UPDATE portal SET provider_name = 'Half done'`)
				return errors.Join(err, errors.New("given up"))
			})
		},
		func() error {
			defer func() { panicked = recover() }()
			return h.db.Write(h.patience, func(*sql.Tx) error { panic("lost") })
		},
	)
	errs := atOnce(all...)
	for i, err := range errs[:6] {
		if err != nil {
			t.Errorf("organization %d: %v", i, err)
		}
	}
	if err := errs[6]; err == nil || !strings.Contains(err.Error(), "Ask an Administrator with Billing") {
		t.Errorf("a Manager's change: %v", err)
	}
	if err := errs[7]; err == nil || !strings.Contains(err.Error(), "given up") {
		t.Errorf("the one that failed: %v", err)
	}
	if text, _ := panicked.(string); !strings.HasPrefix(text, "lost\n") || !strings.Contains(text, "together_test.go") {
		t.Errorf("whoever panicked got %v", panicked)
	}
	if n := h.number(`SELECT COUNT(*) FROM organizations`); n != 6 {
		t.Errorf("%d organizations", n)
	}
	if n := h.number(`SELECT COUNT(*) FROM portal WHERE provider_name = 'Half done'`); n != 0 {
		t.Error("what failed is not undone")
	}
	if n := h.number(`SELECT COUNT(*) FROM audit`) - before; n != 7 {
		t.Errorf("%d audit entries of six changes and a refusal", n)
	}
	if list, err := h.Check(ctx); err != nil || len(list) > 0 {
		t.Errorf("check: %q, %v", list, err)
	}
}

func TestAFirstChangeThatFailsTakesNobodyAlong(t *testing.T) {
	for how, fail := range map[string]func() error{
		"refused":   func() error { return errors.New("given up") },
		"panicking": func() error { panic("lost") },
	} {
		h := newPortal(t)
		begun, failed := make(chan struct{}), make(chan any)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					failed <- r
				}
			}()
			failed <- h.db.Write(h.patience, func(tx *sql.Tx) error {
				if _, err := tx.Exec(`UPDATE portal SET provider_name = 'Half done'`); err != nil {
					return err
				}
				close(begun)
				h.untilWaiting(2)
				return fail()
			})
		}()
		<-begun
		add := func(name string) func() error {
			return func() error { _, err := h.AddOrganization(ctx, h.ada, name); return err }
		}
		for _, err := range atOnce(add("One"), add("Two")) {
			h.must(err)
		}
		if got := fmt.Sprint(<-failed); got != "given up" && !strings.HasPrefix(got, "lost\n") {
			t.Errorf("%s: %s", how, got)
		}
		if n := h.number(`SELECT COUNT(*) FROM organizations`); n != 2 {
			t.Errorf("%s: %d organizations", how, n)
		}
		if n := h.number(`SELECT COUNT(*) FROM portal WHERE provider_name = 'Half done'`); n != 0 {
			t.Errorf("%s: what failed is not undone", how)
		}
	}
}

// A disk that cannot be written can end the whole transaction, savepoints and all.
func TestAChangeThatEndsTheTransactionTellsTheOthersWhy(t *testing.T) {
	h := newPortal(t)
	h.hold(2)
	errs := atOnce(
		func() error { _, err := h.AddOrganization(ctx, h.ada, "One"); return err },
		func() error {
			h.untilWaiting(1)
			return h.db.Write(h.patience, func(tx *sql.Tx) error {
				_, err := tx.Exec(`INSERT OR ROLLBACK INTO organizations SELECT * FROM organizations`)
				return err
			})
		},
	)
	for i, err := range errs {
		if code(err) != sqlite3.SQLITE_CONSTRAINT {
			t.Errorf("change %d: %v", i, err)
		}
	}
	h.organization("Two")
	if n := h.number(`SELECT COUNT(*) FROM organizations`); n != 1 {
		t.Errorf("%d organizations", n)
	}
}

func TestAFullDiskIsNamedToAllWhoSaveTogether(t *testing.T) {
	h := newPortal(t)
	refused := 0
	for round := range 8 {
		h.exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, h.number(`PRAGMA page_count`)+round%4))
		before, entries := h.number(`SELECT COUNT(*) FROM organizations`), h.number(`SELECT COUNT(*) FROM audit`)
		var all []func() error
		for i := range 32 {
			all = append(all, func() error {
				_, err := h.AddOrganization(ctx, h.ada, fmt.Sprint(round, " ", i, strings.Repeat(" long", 15)))
				return err
			})
		}
		h.hold(len(all))
		saved := 0
		for _, err := range atOnce(all...) {
			if err == nil {
				saved++
				continue
			}
			h.refuse(err, fault.Unavailable, "Nothing was changed")
			refused++
		}
		h.exec(`PRAGMA max_page_count = 1000000`)
		if n := h.number(`SELECT COUNT(*) FROM organizations`) - before; n != saved {
			t.Errorf("%d organizations of %d that were answered", n, saved)
		}
		if n := h.number(`SELECT COUNT(*) FROM audit`) - entries; n != saved {
			t.Errorf("%d audit entries of %d changes", n, saved)
		}
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
	if list, err := h.Check(ctx); err != nil || len(list) > 0 {
		t.Errorf("check: %q, %v", list, err)
	}
}

// code returns the primary result code of a database error.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}
