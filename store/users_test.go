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

// userRows are lines of a file about the users.
func userRows(drafts ...portal.UserDraft) []UserRow {
	var rows []UserRow
	for i, d := range drafts {
		rows = append(rows, UserRow{Line: i + 2, Draft: d})
	}
	return rows
}

// imported returns the import of users with its lines.
func (h *house) imported(organizationID, id string) (Job, []JobItem) {
	h.t.Helper()
	j, err := h.Job(ctx, h.who(h.ada), organizationID, id)
	h.must(err)
	list, err := h.JobItems(ctx, h.who(h.ada), organizationID, id, ItemFilter{})
	h.must(err)
	return j, list.Rows
}

func TestAnImportLooksAtEachLineAgain(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	uma, ben := h.activeUser(acme, "Uma"), h.activeUser(acme, "Ben")
	same := portal.DraftOfUser(h.activeUser(acme, "Same"))
	h.noLetters()
	edited, second := portal.DraftOfUser(uma), portal.DraftOfUser(ben)
	edited.LastName, second.LastName = "Edited", "Edited"
	rows := userRows(edited, second, same, userDraft("New"), userDraft("Taken"), portal.UserDraft{}, userDraft("New"))
	id, err := h.PreviewUsers(ctx, h.ada.in(acme), rows, "")
	h.must(err)
	shown, _ := h.imported(acme, id)
	if want := (Tally{Items: 7, Creates: 2, Affected: 4, Unchanged: 1, Skipped: 2, Left: 4}); shown.Tally != want {
		t.Errorf("previewed %+v, not %+v", shown.Tally, want)
	}

	// Meanwhile somebody changes Ben and adds Taken.
	other := portal.DraftOfUser(ben)
	other.FirstName = "Benjamin"
	_, err = h.EditUser(ctx, h.ada.in(acme), ben.ID, other)
	h.must(err)
	h.addUser(acme, "Taken")
	h.noLetters()
	entries := h.entries()
	h.must(must(h.StartUsersJob(ctx, h.ada.in(acme), id, 0, true)))
	h.must(h.RunJob(ctx, id))
	done, lines := h.imported(acme, id)
	if want := (Tally{Items: 7, Creates: 2, Affected: 4, Unchanged: 1, Skipped: 2, Done: 2, Failed: 2}); done.Tally != want || done.State != JobDone {
		t.Errorf("%s, %+v, not %+v", done.State, done.Tally, want)
	}
	if a, b := lines[1], lines[4]; a.Result != Refused || a.Reason != "Someone changed this user after the preview." || b.Result != Refused || b.Reason != portal.UsernameTaken().Error() {
		t.Errorf("%+v, %+v", a, b)
	}
	if e := h.entry(); e.Action != JobEnded || e.OrganizationID != acme || h.entries() != entries+4 { // started, two done, ended
		t.Errorf("%d entries, the newest %+v", h.entries()-entries, e)
	}
	if n := h.number(`SELECT COUNT(*) FROM audit WHERE job_id = '` + id + `' AND organization_id = '` + acme + `'`); n != 5 {
		t.Errorf("%d entries of the import carry the organization", n)
	}
	if l := h.letter(); l.To != "new@users.example" || l.Kind != mail.Invitation {
		t.Errorf("letter %+v", l)
	}
	if h.userNow(acme, ben.ID).LastName == "Edited" || h.userNow(acme, uma.ID).LastName != "Edited" || h.userCount(acme) != 5 {
		t.Error("what was changed meanwhile was overwritten, or the rest was not done")
	}
	_, err = h.StartUsersJob(ctx, h.ada.in(acme), id, 0, true)
	h.refuse(err, fault.Rule, "started already")
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestAnImportIsKeptForADayForItsAdministratorAndOrganization(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	bob := h.add("Bob", portal.Manager, "+"+acme, "+"+bolt)
	id, err := h.PreviewUsers(ctx, bob.in(acme), userRows(userDraft("New")), "")
	h.must(err)
	for _, by := range []By{bob.in(bolt), bob, h.ada} {
		_, err := h.StartJob(ctx, by, id, 0)
		h.refuse(err, fault.NotFound, "")
		_, err = h.Job(ctx, h.who(by), by.OrganizationID, id)
		h.refuse(err, fault.NotFound, "")
		h.refuse(h.StopJob(ctx, by, id), fault.NotFound, "")
	}
	_, err = h.StartJob(ctx, h.ada.in(acme), id, 0)
	h.refuse(err, fault.Rule, "Only Bob Tester can go on")
	joan := h.add("Joan", portal.HelpDesk, "+"+acme)
	_, err = h.PreviewUsers(ctx, joan.in(acme), userRows(userDraft("New")), "")
	h.refuse(err, fault.Forbidden, "Help Desk, may not edit")
	_, err = h.PreviewUsers(ctx, h.ada, userRows(userDraft("New")), "")
	h.refuse(err, fault.NotFound, "")
	h.later(previewKept + time.Minute)
	h.must(h.prune(ctx))
	_, err = h.Job(ctx, h.who(bob), acme, id)
	h.refuse(err, fault.NotFound, "for more than a day")
	if n := h.number(`SELECT COUNT(*) FROM jobs`) + h.number(`SELECT COUNT(*) FROM job_items`); n != 0 {
		t.Errorf("%d are kept", n)
	}
}

func TestAnImportOfUsersIsForWhoMayEditThemThere(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	bob, eve, joan := h.add("Bob", portal.Manager, "+"+acme), h.add("Eve", portal.Manager, "+"+bolt), h.add("Joan", portal.HelpDesk, "+"+acme)
	own, stranger := h.own(acme, "Olga", portal.Manager), h.own(bolt, "Sven", portal.Manager)
	id, err := h.PreviewUsers(ctx, bob.in(acme), userRows(userDraft("New")), "")
	h.must(err)
	h.must(must(h.StartJob(ctx, bob.in(acme), id, 0)))
	for _, by := range []By{bob, own, h.ada} {
		if j, err := h.Job(ctx, h.who(by), acme, id); err != nil || j.Mine != (by == bob) {
			t.Errorf("%s: %+v, %v", h.who(by).Name(), j, err)
		}
		if list, err := h.RunningJobs(ctx, h.who(by), acme); err != nil || len(list) != 1 {
			t.Errorf("%s: %+v, %v", h.who(by).Name(), list, err)
		}
	}
	for _, by := range []By{eve, joan, stranger} {
		_, err := h.Job(ctx, h.who(by), acme, id)
		_, items := h.JobItems(ctx, h.who(by), acme, id, ItemFilter{})
		_, reasons := h.JobReasons(ctx, h.who(by), acme, id)
		kind := fault.NotFound
		if by == joan {
			kind = fault.Forbidden
		}
		h.refuse(err, kind, "")
		h.refuse(items, kind, "")
		h.refuse(reasons, kind, "")
		h.refuse(h.StopJob(ctx, by.in(acme), id), kind, "")
		h.refuse(h.ExportJob(ctx, by.in(acme), id, func([]JobItem) error { t.Error("exported"); return nil }), kind, "")
		if list, _ := h.RunningJobs(ctx, h.who(by), acme); len(list) != 0 {
			t.Errorf("%s sees %+v", h.who(by).Name(), list)
		}
	}
	if list, err := h.RunningJobs(ctx, h.who(h.ada), ""); err != nil || len(list) != 0 {
		t.Errorf("the portal's are %+v, %v", list, err)
	}
	if list, err := h.Jobs(ctx, h.who(h.ada), "", ""); err != nil || len(list.Rows) != 0 {
		t.Errorf("the portal's are %+v, %v", list, err)
	}
}

func TestWhoLosesTheOrganizationStopsTheImport(t *testing.T) {
	for name, take := range map[string]func(h *house, bob By, acme string){
		"its access": func(h *house, bob By, acme string) {
			_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.who(bob).Draft(), Changes{"-" + acme})
			h.must(err)
		},
		"the role": func(h *house, bob By, _ string) {
			d := h.who(bob).Draft()
			d.Role = portal.HelpDesk
			_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, d, nil)
			h.must(err)
		},
		"everything": func(h *house, bob By, _ string) {
			_, err := h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID)
			h.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			acme := h.organization("Acme")
			uma, bob := h.activeUser(acme, "Uma"), h.add("Bob", portal.Manager, "+"+acme)
			edited := portal.DraftOfUser(uma)
			edited.LastName = "Edited"
			id, err := h.PreviewUsers(ctx, bob.in(acme), userRows(edited), "")
			h.must(err)
			h.must(must(h.StartJob(ctx, bob.in(acme), id, 0)))
			take(h, bob, acme)
			h.must(h.RunJob(ctx, id))
			j, lines := h.imported(acme, id)
			if j.State != JobStopped || j.Reason != "Bob Tester may not do this any more." || lines[0].Result != "" || h.userNow(acme, uma.ID).LastName == "Edited" {
				t.Errorf("%+v, %+v", j, lines)
			}
			if e := h.entry(); e.Action != JobStoppedEarly || e.OrganizationID != acme || e.TargetName != "Acme" {
				t.Errorf("the newest entry is %+v", e)
			}
		})
	}
}
