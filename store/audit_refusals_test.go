package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// refusedEntries are the reasons of the refused entries, the oldest first.
func (h *house) refusedEntries() (reasons []string) {
	h.t.Helper()
	h.must(database.EachRow(ctx, h.db, `SELECT reason FROM audit WHERE result = 'refused' ORDER BY seq`, nil, func(row database.Row) error {
		var reason string
		err := row.Scan(&reason)
		reasons = append(reasons, reason)
		return err
	}))
	return reasons
}

func TestRefusalsOfAMinuteAreOneFurtherEntry(t *testing.T) {
	h := newPortal(t)
	reader := h.add("Reader", portal.ReadOnlyRole)
	try := func(by By) {
		_, err := h.AddOrganization(ctx, by, "Nope")
		h.refuse(err, fault.Forbidden, "")
	}
	expect := func(what string, want ...string) {
		t.Helper()
		got := h.refusedEntries()
		if len(got) != len(want) {
			t.Fatalf("%s: %q", what, got)
		}
		for i := range want {
			if !strings.HasPrefix(got[i], want[i]) {
				t.Errorf("%s: %q, not %q", what, got[i], want[i])
			}
		}
	}
	for range 42 {
		try(reader)
	}
	expect("at once", "Your role, Read Only, ")
	h.must(h.writeRefusals(false))
	expect("within the minute", "Your role, Read Only, ")
	other := h.add("Other", portal.ReadOnlyRole)
	try(other)
	expect("of somebody else", "Your role, Read Only, ", "Your role, Read Only, ")
	h.later(time.Minute)
	h.must(h.writeRefusals(false))
	expect("a minute later", "Your role", "Your role", "Refused 41 times more within a minute, the last time: Your role, Read Only, ")
	h.must(h.writeRefusals(false))
	expect("once only", "Your role", "Your role", "Refused 41")
	if n := h.number(`SELECT COUNT(*) FROM audit WHERE reason LIKE 'Refused 41%' AND actor_id = $1`, reader.AdministratorID); n != 1 {
		t.Errorf("the entry names %d times who was refused", n)
	}

	// The first one after it is told at once again, and a stop writes what is counted.
	try(reader)
	try(reader)
	expect("anew", "Your role", "Your role", "Refused 41", "Your role")
	h.must(h.Close())
	h.Store = h.open()
	expect("after a stop", "Your role", "Your role", "Refused 41", "Your role", "Refused once more within a minute, the last time: Your role")
}

func TestAMinuteOfRefusalsEndsWhenTheClockIsSetBack(t *testing.T) {
	h := newPortal(t)
	reader := h.add("Reader", portal.ReadOnlyRole)
	for range 3 {
		_, err := h.AddOrganization(ctx, reader, "Nope")
		h.refuse(err, fault.Forbidden, "")
	}
	h.later(-20 * time.Hour)
	h.must(h.writeRefusals(false))
	if got := h.refusedEntries(); len(got) != 2 || !strings.HasPrefix(got[1], "Refused 2 times more") {
		t.Errorf("%q", got)
	}
}

func TestRefusalsOfTooManyAreCountedTogether(t *testing.T) {
	h := newPortal(t)
	r := &refusals{}
	for i := range mostOfStrangers + 5 {
		by := &tx{store: h.Store, now: day, by: By{Address: fmt.Sprintf("10.0.%d.%d", i/256, i%256)}}
		key, again := r.count(by, PermissionDenied, "", "No.")
		if again != (i > mostOfStrangers) {
			t.Fatalf("%d: %t", i, again)
		}
		if i == mostOfStrangers { // its entry could not be written, so that the next one is
			r.forget(key)
			if _, again := r.count(by, PermissionDenied, "", "No."); again {
				t.Error("the first of those counted together is not written")
			}
		}
	}
	// Nobody who is signed in vanishes among them.
	for i := range mostOfOne + 3 {
		by := &tx{store: h.Store, now: day, by: By{AdministratorID: "a"}, target: target{id: fmt.Sprint(i)}}
		if _, again := r.count(by, PermissionDenied, "", "No."); again != (i > mostOfOne) {
			t.Fatalf("of one person, %d: %t", i, again)
		}
	}
	due := r.take(day, true)
	if len(due) != 2 || due[refusal{action: PermissionDenied}].times != 4 || due[refusal{person: "a", action: PermissionDenied}].times != 2 || len(r.known)+len(r.of) != 0 {
		t.Errorf("%d are due, %v", len(due), r.of)
	}
}

func TestRefusedExportsOfAJobAreCounted(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	id := h.prepare(portal.SuspendAll, among(bob))
	for range 5 {
		h.refuse(h.ExportJob(ctx, bob, id, func([]JobItem) error { return nil }), fault.Forbidden, "")
	}
	if got := h.refusedEntries(); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestWhatSomebodyIsRefusedHidesNothingElse(t *testing.T) {
	h := newPortal(t)
	reader, acme, bolt := h.add("Reader", portal.ReadOnlyRole), h.organization("Acme"), h.organization("Bolt")
	for range 3 {
		for _, p := range []portal.Permission{portal.ViewAccount, portal.EditAdministrators} {
			h.refuse(h.RecordDenied(ctx, reader, p), fault.Forbidden, "")
		}
		for _, id := range []string{acme, bolt} {
			_, err := h.RenameOrganization(ctx, h.ada, id, "", 1)
			h.refuse(err, fault.Invalid, "")
			_, err = h.RenameOrganization(ctx, reader, id, "Mine", 1)
			h.refuse(err, fault.Forbidden, "")
		}
	}
	if n := h.number(`SELECT COUNT(DISTINCT target_name) FROM audit WHERE result = 'refused' AND actor_id = $1`, reader.AdministratorID); n < 3 {
		t.Errorf("%d kinds are told apart: %q", n, h.refusedEntries())
	}
}

// What is refused within a change that stands, since it counts, is counted as well.
func TestRefusalsOfWhoIsNotSignedInAreCountedByWhatTheyAskedAbout(t *testing.T) {
	h := newPortal(t)
	from := func(address string) By { return By{Address: address} }
	wrong := func(by By, email string) {
		t.Helper()
		_, err := h.SignIn(ctx, by, email, "a wrong password", "")
		h.refuse(err, fault.Invalid, "")
	}
	number := func(what string, want int) {
		t.Helper()
		if got := h.refusedEntries(); len(got) != want {
			t.Errorf("%s: %q", what, got)
		}
	}
	ada := h.who(h.ada).Email
	wrong(from("2001:db8::1"), ada)
	wrong(from("2001:db8::2"), ada) // the same network
	number("twice from one network", 1)
	wrong(from("2001:db8:0:1::1"), ada)
	number("from another one", 2)
	wrong(from("2001:db8::1"), "nobody@example.com")
	wrong(from("2001:db8::1"), "nobody@example.com")
	wrong(from("2001:db8::1"), "none@example.com")
	number("about others", 4)
	for range 3 {
		h.must(h.RequestPasswordReset(ctx, from("192.0.2.1"), "nobody@example.com"))
	}
	number("asked for a link", 5)
	h.later(time.Minute)
	h.must(h.writeRefusals(false))
	number("a minute later", 8)
}

func TestASummaryOfRefusalsThatCannotBeWrittenIsWrittenLater(t *testing.T) {
	h := newPortal(t)
	reader := h.add("Reader", portal.ReadOnlyRole)
	try := func() {
		_, err := h.AddOrganization(ctx, reader, "Nope")
		h.refuse(err, fault.Forbidden, "")
	}
	for range 3 {
		try()
	}
	h.later(time.Minute)
	h.exec(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'full'); END`)
	if err := h.writeRefusals(false); err == nil {
		t.Fatal("nothing is said of it")
	}
	h.exec(`DROP TRIGGER full`)
	try()
	h.must(h.writeRefusals(false))
	if got := h.refusedEntries(); len(got) != 2 || !strings.HasPrefix(got[1], "Refused 3 times more") {
		t.Errorf("%q", got)
	}
}

func TestARefusalThatCannotBeWrittenIsWrittenTheNextTime(t *testing.T) {
	h := newPortal(t)
	reader := h.add("Reader", portal.ReadOnlyRole)
	h.exec(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'full'); END`)
	if _, err := h.AddOrganization(ctx, reader, "Nope"); err == nil {
		t.Fatal("it was added")
	}
	h.exec(`DROP TRIGGER full`)
	_, err := h.AddOrganization(ctx, reader, "Nope")
	h.refuse(err, fault.Forbidden, "")
	if got := h.refusedEntries(); len(got) != 1 {
		t.Errorf("%q", got)
	}
}
