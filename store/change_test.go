package store

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestADoubleSubmitGetsTheFirstAnswerAndChangesNothing(t *testing.T) {
	h := newPortal(t)
	form := h.ada
	form.FormID = "f1"
	first, err := h.AddAdministrator(ctx, form, draft("Bob", portal.Manager), nil)
	h.must(err)
	before := h.entries()
	h.unchanged(func() {
		again, err := h.AddAdministrator(ctx, form, draft("Bob", portal.Manager), nil)
		h.must(err)
		if !cmp.Equal(again, first) {
			t.Errorf("first %+v, then %+v", first, again)
		}
	})
	if h.entries() != before {
		t.Error("the second submit is in the audit trail")
	}
	form.FormID = "f2"
	o, err := h.AddOrganization(ctx, form, "Acme")
	h.must(err)
	if again, err := h.AddOrganization(ctx, form, "Acme"); err != nil || again != o {
		t.Errorf("first %+v, then %+v, %v", o, again, err)
	}
	form.FormID = ""
	_, err = h.AddOrganization(ctx, form, "Acme")
	h.refuse(err, fault.Invalid, "Another organization has this name")
}

func TestAFormIsSpentForItsActionAndItsPersonOnly(t *testing.T) {
	h := newPortal(t)
	bea, bob := h.add("Bea", portal.AdministratorWithBilling), h.add("Bob", portal.Manager)
	form := h.ada
	form.FormID = "f"
	_, err := h.SuspendAdministrator(ctx, form, bob.AdministratorID)
	h.must(err)
	h.unchanged(func() {
		_, err = h.RestoreAdministrator(ctx, form, bob.AdministratorID)
		h.refuse(err, fault.Invalid, "already sent with other values")
		bea.FormID = "f"
		_, err = h.SuspendAdministrator(ctx, bea, bob.AdministratorID)
		h.refuse(err, fault.Invalid, "already sent with other values")
	})
	err = h.RecordDenied(ctx, By{AdministratorID: h.add("Mia", portal.Manager).AdministratorID, FormID: "f"}, portal.EditAdministrators)
	h.refuse(err, fault.Forbidden, "Manager")
}

func TestARefusedFormIsNotSpent(t *testing.T) {
	h := newPortal(t)
	form := h.ada
	form.FormID = "f"
	_, err := h.AddOrganization(ctx, form, "")
	h.refuse(err, fault.Invalid, "Enter a name")
	_, err = h.AddOrganization(ctx, form, "Acme")
	h.must(err)
}

func TestASpentFormAnswersNobodyWhoWasSuspendedSince(t *testing.T) {
	h := newPortal(t)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	bea.FormID = "f"
	_, err := h.AddOrganization(ctx, bea, "Acme")
	h.must(err)
	_, err = h.SuspendAdministrator(ctx, h.ada, bea.AdministratorID)
	h.must(err)
	_, err = h.AddOrganization(ctx, bea, "Acme")
	h.refuse(err, fault.Unauthenticated, "")
}

func TestWhatHasBegunIsFinishedWhenThePersonGoesAway(t *testing.T) {
	h := newPortal(t)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err := h.AddOrganization(gone, h.ada, "Acme")
	h.must(err)
	if n := h.number(`SELECT COUNT(*) FROM organizations`); n != 1 {
		t.Errorf("%d organizations", n)
	}
}

func TestAnActorWhoDoesNotExistIsNotSignedIn(t *testing.T) {
	h := newPortal(t)
	h.unchanged(func() {
		_, err := h.AddOrganization(ctx, By{AdministratorID: "unknown"}, "Acme")
		h.refuse(err, fault.Unauthenticated, "")
		_, err = h.AddOrganization(ctx, By{}, "Acme")
		h.refuse(err, fault.Unauthenticated, "")
	})
}

func TestAFullDiskIsUnavailableAndChangesNothing(t *testing.T) {
	h := newPortal(t)
	h.exec(`PRAGMA max_page_count = 1`) // as many as there are
	var err error
	h.unchanged(func() {
		for range 2000 {
			if _, err = h.AddOrganization(ctx, h.ada, newID()); err != nil {
				break
			}
			h.exec(`DELETE FROM access`)
			h.exec(`DELETE FROM organizations`)
		}
	})
	h.refuse(err, fault.Unavailable, "Nothing was changed")
	h.exec(`PRAGMA max_page_count = 1000000`)
	_, err = h.AddOrganization(ctx, h.ada, "Acme")
	h.must(err)
}

func TestALockedDatabaseIsUnavailable(t *testing.T) {
	h := newPortal(t)
	h.exec(`PRAGMA busy_timeout = 10`)
	release := holdWriting(t, h.open().db)
	_, err := h.AddOrganization(ctx, h.ada, "Acme")
	h.refuse(err, fault.Unavailable, "try again later")
	release()
	h.later(time.Second)
	_, err = h.AddOrganization(ctx, h.ada, "Acme")
	h.must(err)
}

func TestAFormIsAnsweredAgainOnlyForWhatItSaidFirst(t *testing.T) {
	h := newPortal(t)
	by := h.ada
	by.FormID, by.Form = "form", "digest of one"
	first, err := h.AddOrganization(ctx, by, "One")
	h.must(err)
	again, err := h.AddOrganization(ctx, by, "One")
	h.must(err)
	if !cmp.Equal(again, first) {
		t.Errorf("got %+v, want %+v", again, first)
	}
	by.Form = "digest of two"
	h.unchanged(func() {
		_, err := h.AddOrganization(ctx, by, "Two")
		h.refuse(err, fault.Invalid, "already sent with other values")
	})
	if n := h.number(`SELECT COUNT(*) FROM spent_forms WHERE id = 'form'`); n != 0 {
		t.Error("the id is kept as it is, and would give the digest's key away")
	}
}
