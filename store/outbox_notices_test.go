package store

import (
	"testing"
	"time"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// waiting returns every letter that is due, and marks it as delivered.
func (h *house) waiting() []mail.Letter {
	h.t.Helper()
	var list []mail.Letter
	for {
		l, ok, err := h.NextLetter(ctx)
		h.must(err)
		if !ok {
			return list
		}
		h.must(h.LetterDelivered(ctx, l.ID))
		list = append(list, l)
	}
}

// rewarn changes the person's role to and fro, so that each change is a notice.
func (h *house) rewarn(p By, times int) {
	h.t.Helper()
	for range times {
		_, err := h.EditAdministrator(ctx, h.ada, p.AdministratorID, h.form(p, func(d *portal.Draft) { d.RequireMFA = !d.RequireMFA }), nil)
		h.must(err)
		h.later(time.Second)
	}
}

func TestNoticesAreGatheredAndNoneIsDropped(t *testing.T) {
	h := newPortal(t)
	ivy := h.add("Ivy", portal.Manager)
	h.waiting()
	h.rewarn(ivy, 3)
	if l := h.waiting(); len(l) != 3 || l[0].Kind != mail.AccountChanged {
		t.Fatalf("three leave at once: %+v", l)
	}
	begun := h.now()
	h.rewarn(ivy, 150)
	if l := h.waiting(); len(l) != 0 {
		t.Errorf("%d letters left before they were gathered", len(l))
	}
	h.later(begun.Add(gatheredFor - time.Second).Sub(h.now()))
	if l := h.waiting(); len(l) != 0 {
		t.Errorf("%d letters left too early", len(l))
	}
	h.later(gatheredFor)
	letters := h.waiting()
	if len(letters) != 2 || len(letters[0].Notices) != gatheredMost || len(letters[1].Notices) != 50 {
		t.Fatalf("%d letters", len(letters))
	}
	at := begun
	for _, l := range letters {
		if l.Kind != mail.Notices || l.To != "ivy@example.com" || l.Name != "Ivy Tester" {
			t.Errorf("letter %+v", l)
		}
		for _, n := range l.Notices {
			if n.Kind != mail.AccountChanged || n.By != "Ada Lovelace" || len(n.Changes) != 1 || !n.At.Equal(at) {
				t.Fatalf("notice %+v, not of %v", n, at)
			}
			at = at.Add(time.Second)
		}
	}
	h.later(time.Hour)
	h.rewarn(ivy, 1)
	if l := h.waiting(); len(l) != 1 || l[0].Kind != mail.AccountChanged {
		t.Errorf("after a calm hour: %+v", l)
	}
}

func TestANoticeJoinsNoLetterThatSomebodyTookNorOneToAnotherAddress(t *testing.T) {
	h := newPortal(t)
	ivy := h.add("Ivy", portal.Manager)
	h.waiting()
	h.rewarn(ivy, 4)
	h.waiting()
	_, err := h.EditAdministrator(ctx, h.ada, ivy.AdministratorID, h.form(ivy, func(d *portal.Draft) { d.Email = "ivy@new.example" }), nil)
	h.must(err)
	h.later(gatheredFor)
	first, ok, err := h.NextLetter(ctx) // to the old address, and not sent yet
	h.must(err)
	if !ok || first.To != "ivy@example.com" || len(first.Notices) != 2 {
		t.Fatalf("%+v", first)
	}
	h.rewarn(ivy, 1)
	_, err = h.EditAdministrator(ctx, h.ada, ivy.AdministratorID, h.form(ivy, func(d *portal.Draft) { d.Email = "ivy@example.com" }), nil)
	h.must(err)
	h.must(h.LetterDelivered(ctx, first.ID))
	h.later(gatheredFor)
	got := map[string]int{}
	for _, l := range h.waiting() {
		got[l.To] += len(l.Notices)
	}
	if got["ivy@new.example"] != 3 || got["ivy@example.com"] != 1 {
		t.Errorf("%v", got)
	}
}

func TestTenLinksAnHourAreMailedToOnePersonWhoeverAsks(t *testing.T) {
	h := newPortal(t)
	ivy := h.invite("Ivy", portal.Manager)
	bob := h.add("Bob", portal.AdministratorWithBilling)
	for range 2 * maxResets { // strangers cannot shut administrators out
		h.must(h.RequestPasswordReset(ctx, By{Address: "192.0.2.1"}, "ivy@example.com"))
	}
	h.later(10 * time.Minute)
	for i := range maxLinks - maxResets {
		by := h.ada
		if i%2 == 0 {
			by = bob
		}
		_, err := h.ResendInvitation(ctx, by, ivy.AdministratorID)
		h.must(err)
	}
	h.unchanged(func() {
		_, err := h.ResendInvitation(ctx, bob, ivy.AdministratorID)
		h.refuse(err, fault.TooMany, "Ivy Tester was mailed ten links within an hour. Wait 50 minutes and try again.")
		if f, _ := fault.Of(err); f.RetryAfter != 50*time.Minute {
			t.Errorf("again after %v", f.RetryAfter)
		}
	})
	if _, err := h.SendPasswordReset(ctx, h.ada, bob.AdministratorID); err != nil {
		t.Errorf("another person: %v", err)
	}
	h.later(50 * time.Minute)
	_, err := h.ResendInvitation(ctx, h.ada, ivy.AdministratorID)
	h.must(err)
}

func TestABulkActionSaysWhoWasMailedTenLinks(t *testing.T) {
	h := newPortal(t)
	bob, cid := h.add("Bob", portal.Manager), h.add("Cid", portal.Manager)
	for h.number(`SELECT COUNT(*) FROM outbox WHERE administrator_id = '`+bob.AdministratorID+`'`) < maxLinks {
		_, err := h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
		h.must(err)
	}
	id := h.prepare(portal.SendPasswordResets, among(bob, cid))
	h.must(must(h.StartJob(ctx, h.ada, id, 0)))
	h.must(h.runAll(ctx))
	h.expectItems(id, "Bob Tester: change refused Bob Tester was mailed ten links within an hour. Wait 60 minutes and try again.", "Cid Tester: change done")
	if j := h.job(id); j.State != JobDone {
		t.Errorf("%+v", j)
	}
}

func TestTenLinksAnHourAreMailedToOneUser(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	uma := h.addUser(acme, "Uma") // whose invitation is the first
	for range maxLinks - 1 {
		_, err := h.SendUserPasswordReset(ctx, h.ada.in(acme), uma.ID)
		h.must(err)
	}
	_, err := h.SendUserPasswordReset(ctx, h.ada.in(acme), uma.ID)
	h.refuse(err, fault.TooMany, uma.Name()+" was mailed ten links within an hour. Wait 60 minutes and try again.")
}
