package store

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// signInUser starts a session of the user.
func (h *house) signInUser(u portal.User) {
	h.t.Helper()
	h.exec(`INSERT INTO user_sessions (id, user_id, created_at, last_used_at) VALUES ($1, $2, $3, $3)`, newID(), u.ID, h.clock.Load())
}

func (h *house) userCount(organizationID string) int {
	return h.number(`SELECT user_count FROM organizations WHERE id = $1`, organizationID)
}

func TestAddingAUserInvitesAndCountsIt(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	out, err := h.AddUser(ctx, h.ada.in(acme), userDraft("Uma"))
	h.must(err)
	l := h.letter()
	if out.Letter != mail.FileName(l) || l.Kind != mail.Invitation || !l.User || l.Username != "uma" || l.Organization != "Acme" || l.To != "uma@users.example" || l.By != "Ada Lovelace" || l.Token == "" {
		t.Errorf("outcome %+v, letter %+v", out, l)
	}
	if h.userCount(acme) != 1 {
		t.Errorf("%d users are counted", h.userCount(acme))
	}
	if e := h.entry(); e.Action != UserAdded || e.TargetKind != "user" || e.TargetID != out.ID || e.OrganizationName != "Acme" {
		t.Errorf("entry %+v", e)
	}
	h.unchanged(func() {
		d := userDraft("Uma")
		d.Email = "other@users.example"
		_, err := h.AddUser(ctx, h.ada.in(acme), d)
		h.refuse(err, fault.Invalid, "Another user of this organization has this username.")
		d.Username, d.Email = "other", "UMA@users.example"
		_, err = h.AddUser(ctx, h.ada.in(acme), d)
		h.refuse(err, fault.Invalid, "Another user of this organization has this email address.")
		_, err = h.AddUser(ctx, h.ada, userDraft("Nobody"))
		h.refuse(err, fault.NotFound, "")
	})
	_, err = h.AddUser(ctx, h.ada.in(h.organization("Bolt")), userDraft("Uma"))
	h.must(err)
}

func TestANewAddressOfAUserIsToldAndVoidsLinks(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	uma, ben := h.activeUser(acme, "Uma"), h.addUser(acme, "Ben")
	_, err := h.SendUserPasswordReset(ctx, h.ada.in(acme), uma.ID)
	h.must(err)
	h.noLetters()
	d := portal.DraftOfUser(uma)
	d.Email = "new@users.example"
	out, err := h.EditUser(ctx, h.ada.in(acme), uma.ID, d)
	h.must(err)
	if !out.EmailChanged || out.Links != 1 || out.Letter != "" {
		t.Errorf("outcome %+v", out)
	}
	told := map[string]bool{h.letter().To: true, h.letter().To: true}
	if !cmp.Equal(told, map[string]bool{"uma@users.example": true, "new@users.example": true}) {
		t.Errorf("told %v", told)
	}
	d = portal.DraftOfUser(ben)
	d.Email = "newben@users.example"
	out, err = h.EditUser(ctx, h.ada.in(acme), ben.ID, d)
	h.must(err)
	if out.Letter == "" || out.Links != 1 {
		t.Errorf("who is invited is not invited anew: %+v", out)
	}
	_, err = h.EditUser(ctx, h.ada.in(acme), ben.ID, d)
	h.refuse(err, fault.Stale, "Someone changed this user")
	entries := h.entries()
	d.Version++
	_, err = h.EditUser(ctx, h.ada.in(acme), ben.ID, d)
	h.must(err)
	if h.entries() != entries {
		t.Error("saving nothing is in the audit trail")
	}
}

func TestSuspendingAndDeletingAUserEndSessionsAndLinksAtOnce(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	uma := h.activeUser(acme, "Uma")
	h.signInUser(uma)
	_, err := h.SendUserPasswordReset(ctx, h.ada.in(acme), uma.ID)
	h.must(err)
	h.exec(`UPDATE users SET locked_at = 1, failures = 50 WHERE id = $1`, uma.ID)
	out, err := h.SuspendUser(ctx, h.ada.in(acme), uma.ID)
	h.must(err)
	if out.Sessions != 1 || out.Links != 1 {
		t.Errorf("outcome %+v", out)
	}
	_, err = h.RestoreUser(ctx, h.ada.in(acme), uma.ID)
	h.must(err)
	if n := h.number(`SELECT COUNT(*) FROM users WHERE id = $1 AND status = 'active' AND locked_at = 0 AND failures = 0`, uma.ID); n != 1 {
		t.Error("restoring leaves the lock or the count")
	}
	h.signInUser(uma)
	out, err = h.DeleteUser(ctx, h.ada.in(acme), uma.ID)
	h.must(err)
	if out.Sessions != 1 || h.userCount(acme) != 0 || h.number(`SELECT COUNT(*) FROM users WHERE id = $1 AND password_hash = ''`, uma.ID) != 1 {
		t.Errorf("outcome %+v, %d counted", out, h.userCount(acme))
	}
	_, err = h.User(ctx, h.who(h.ada), acme, uma.ID)
	h.refuse(err, fault.NotFound, "")
	_, err = h.RestoreUser(ctx, h.ada.in(acme), uma.ID)
	h.refuse(err, fault.NotFound, "")
	h.addUser(acme, "Uma") // username and address are free
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestALockedUserIsUnlocked(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	joan := h.add("Joan", portal.HelpDesk, "+"+acme)
	uma := h.activeUser(acme, "Uma")
	_, err := h.UnlockUser(ctx, joan.in(acme), uma.ID)
	h.refuse(err, fault.Rule, "Uma User is not locked.")
	h.exec(`UPDATE users SET locked_at = 1, failures = 50 WHERE id = $1`, uma.ID)
	_, err = h.UnlockUser(ctx, joan.in(acme), uma.ID)
	h.must(err)
	if e := h.entry(); e.Action != UserUnlocked || e.TargetID != uma.ID || h.userNow(acme, uma.ID).Locked {
		t.Errorf("entry %+v", e)
	}
}

func TestWhatIsOutOfReachIsNotThere(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	bob := h.add("Bob", portal.Manager, "+"+acme)
	stranger := h.addUser(bolt, "Stranger")
	h.unchanged(func() {
		for _, by := range []By{bob.in(acme), bob.in(bolt), bob} {
			_, err := h.EditUser(ctx, by, stranger.ID, portal.DraftOfUser(stranger))
			h.refuse(err, fault.NotFound, "")
			_, err = h.SuspendUser(ctx, by, stranger.ID)
			h.refuse(err, fault.NotFound, "")
			_, err = h.DeleteUser(ctx, by, stranger.ID)
			h.refuse(err, fault.NotFound, "")
			_, err = h.User(ctx, h.who(bob), by.OrganizationID, stranger.ID)
			h.refuse(err, fault.NotFound, "")
		}
		_, err := h.Users(ctx, h.who(bob), bolt, UserFilter{})
		h.refuse(err, fault.NotFound, "")
		_, err = h.Users(ctx, h.who(bob), "", UserFilter{})
		h.refuse(err, fault.NotFound, "")
		h.refuse(h.ExportUsers(ctx, bob.in(bolt), UserFilter{}, func([]UserLine) error { return nil }), fault.NotFound, "")
	})
}

func TestTwoWhoAddTheSameUserAtOnceAddOne(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = h.AddUser(ctx, h.ada.in(acme), userDraft("Uma")) })
	}
	wg.Wait()
	added := 0
	for _, err := range errs {
		if err == nil {
			added++
		} else {
			h.refuse(err, fault.Invalid, "this username")
		}
	}
	if added != 1 || h.userCount(acme) != 1 {
		t.Errorf("%d added, %d counted", added, h.userCount(acme))
	}
}

func TestUndeliveredMailOfOrganizationsIsForWhoReachesThem(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	eve := h.add("Eve", portal.AdministratorWithBilling)
	h.noLetters()
	uma := h.addUser(acme, "Uma")
	h.fail(550)
	list := h.undelivered()
	if len(list) != 1 || list[0].UserID != uma.ID || list[0].Organization != "Acme" || list[0].AdministratorID != "" {
		t.Fatalf("listed %+v", list)
	}
	if theirs, err := h.Undelivered(ctx, h.who(eve)); err != nil || len(theirs) != 0 {
		t.Errorf("who does not reach it sees %+v, %v", theirs, err)
	}
	_, err := h.ResendLetter(ctx, eve, list[0].ID)
	h.refuse(err, fault.NotFound, "")
	out, err := h.ResendLetter(ctx, h.ada, list[0].ID)
	h.must(err)
	if l := h.letter(); out.ID != uma.ID || l.Kind != mail.Invitation || !l.User || len(h.undelivered()) != 0 {
		t.Errorf("outcome %+v, letter %+v", out, l)
	}
	_, err = h.AddAdministrator(ctx, h.ada.in(acme), draft("Olga", portal.Manager), nil)
	h.must(err)
	l := h.fail(550)
	if out, err = h.ResendLetter(ctx, h.ada, l.ID); err != nil || out.Name != "Olga Tester" {
		t.Errorf("an organization's own administrator: %+v, %v", out, err)
	}
}

// importLines are lines of a file about the users.
func importLines(drafts ...portal.UserDraft) []ImportLine {
	var lines []ImportLine
	for i, d := range drafts {
		lines = append(lines, ImportLine{Line: i + 2, Draft: d})
	}
	return lines
}

func TestAnImportLooksAtEachLineAgain(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	uma, ben := h.activeUser(acme, "Uma"), h.activeUser(acme, "Ben")
	same := portal.DraftOfUser(h.activeUser(acme, "Same"))
	h.noLetters()
	edited, second := portal.DraftOfUser(uma), portal.DraftOfUser(ben)
	edited.LastName, second.LastName = "Edited", "Edited"
	lines := importLines(edited, second, same, userDraft("New"), userDraft("Taken"), portal.UserDraft{}, userDraft("New"))
	id, err := h.PreviewUserImport(ctx, h.ada.in(acme), lines, []string{"Status"})
	h.must(err)
	shown, err := h.UserImport(ctx, h.who(h.ada), acme, id)
	h.must(err)
	got := map[Fate]int{WillCreate: shown.Count(WillCreate), WillChange: shown.Count(WillChange), StaysAsIs: shown.Count(StaysAsIs), IsRefused: shown.Count(IsRefused)}
	if want := map[Fate]int{WillCreate: 2, WillChange: 2, StaysAsIs: 1, IsRefused: 2}; !cmp.Equal(got, want) {
		t.Errorf("previewed %v, not %v", got, want)
	}

	// Meanwhile somebody changes Ben and adds Taken.
	other := portal.DraftOfUser(ben)
	other.FirstName = "Benjamin"
	_, err = h.EditUser(ctx, h.ada.in(acme), ben.ID, other)
	h.must(err)
	h.addUser(acme, "Taken")
	h.noLetters()
	entries := h.entries()
	r, err := h.ImportUsers(ctx, h.ada.in(acme), id, true)
	h.must(err)
	if want := (ImportResult{Created: 1, Changed: 1, Unchanged: 1, Refused: 4, Meanwhile: []int{3, 6}}); !cmp.Equal(r, want) {
		t.Errorf("imported %+v, not %+v", r, want)
	}
	if e := h.entry(); e.Action != UsersImported || e.Changes[3].After != "4" || h.entries() != entries+3 {
		t.Errorf("%d entries, the newest %+v", h.entries()-entries, e)
	}
	if l := h.letter(); l.To != "new@users.example" || l.Kind != mail.Invitation {
		t.Errorf("letter %+v", l)
	}
	if h.userNow(acme, ben.ID).LastName == "Edited" || h.userNow(acme, uma.ID).LastName != "Edited" || h.userCount(acme) != 5 {
		t.Error("what was changed meanwhile was overwritten, or the rest was not done")
	}
	_, err = h.ImportUsers(ctx, h.ada.in(acme), id, true)
	h.refuse(err, fault.NotFound, "done already")
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestAnImportIsKeptForADayForItsAdministratorAndOrganization(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	bob := h.add("Bob", portal.Manager, "+"+acme, "+"+bolt)
	id, err := h.PreviewUserImport(ctx, bob.in(acme), importLines(userDraft("New")), nil)
	h.must(err)
	for _, by := range []By{h.ada.in(acme), bob.in(bolt), bob} {
		_, err := h.ImportUsers(ctx, by, id, false)
		h.refuse(err, fault.NotFound, "")
	}
	joan := h.add("Joan", portal.HelpDesk, "+"+acme)
	_, err = h.PreviewUserImport(ctx, joan.in(acme), importLines(userDraft("New")), nil)
	h.refuse(err, fault.Forbidden, "Help Desk, may not edit")
	h.later(importKept + time.Minute)
	_, err = h.UserImport(ctx, h.who(bob), acme, id)
	h.refuse(err, fault.NotFound, "too old")
	h.must(h.prune(ctx))
	if n := h.number(`SELECT COUNT(*) FROM user_imports`); n != 0 {
		t.Errorf("%d are kept", n)
	}
}
