package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestAnOrganizationIsLaunchedForOneSessionAndRecorded(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	mia := h.add("Mia", portal.Manager, "+"+acme)
	here, there := h.session(mia), h.session(mia)
	launched := func(session string) Place {
		t.Helper()
		p, err := h.Enter(ctx, h.who(mia), session, acme)
		h.must(err)
		return p
	}
	if launched(here).Launched {
		t.Error("launched before it was")
	}
	for _, from := range []string{"/organizations?q=a", "/"} {
		_, err := h.Launch(ctx, mia, here, acme, from)
		h.must(err)
		if p := launched(here); !p.Launched || p.ReturnTo != from || p.Name != "Acme" {
			t.Errorf("%+v", p)
		}
		if e := h.entry(); e.Action != OrganizationLaunched || e.TargetID != acme || e.ActorName != "Mia Tester" {
			t.Errorf("the entry is %+v", e)
		}
	}
	if launched(there).Launched {
		t.Error("launched in another session")
	}
	h.must(h.SignOut(ctx, mia, here))
	if h.number(`SELECT COUNT(*) FROM launches`) != 0 {
		t.Error("launches outlive their session")
	}
}

func TestWhatIsOutOfReachIsNotFoundLikeWhatDoesNotExist(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	for _, by := range []By{h.add("Mia", portal.Manager, "+"+acme), h.add("Bill", portal.AdministratorWithBilling, "+"+acme), h.own(acme, "Otto", portal.AdministratorWithBilling)} {
		a, session := h.who(by), h.session(by)
		var refusals []string
		for _, id := range []string{globex, "nonsense", ""} {
			_, err := h.Enter(ctx, a, session, id)
			h.refuse(err, fault.NotFound, "")
			_, err = h.Overview(ctx, a, id)
			h.refuse(err, fault.NotFound, "")
			refusals = append(refusals, err.Error())
			if a.OrganizationID == "" {
				_, err = h.Launch(ctx, By{AdministratorID: a.ID}, session, id, "/")
				h.refuse(err, fault.NotFound, "")
			}
			if id != "" {
				_, err = h.Administrators(ctx, a, id, AdministratorFilter{})
				h.refuse(err, fault.NotFound, "")
				_, err = h.MTPAdministrators(ctx, a, id, AdministratorFilter{})
				h.refuse(err, fault.NotFound, "")
				_, err = h.Administrator(ctx, a, id, a.ID)
				h.refuse(err, fault.NotFound, "")
			}
		}
		if refusals[0] != refusals[1] {
			t.Errorf("%q tells that it exists", refusals[0])
		}
	}
}

func TestTheListOfOrganizationsSaysWhatCanBeLaunchedAndHowManyThereAre(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	bill := h.add("Bill", portal.AdministratorWithBilling, "+"+acme)
	h.own(globex, "Gus", portal.Manager)
	h.exec(`UPDATE organizations SET user_count = 7 WHERE id = $1`, acme)
	got := func(f OrganizationFilter) (lines []string) {
		t.Helper()
		list, err := h.Organizations(ctx, h.who(bill), f)
		h.must(err)
		for _, o := range list.Rows {
			lines = append(lines, fmt.Sprintf("%s %d %d %t", o.Name, o.Users, o.Administrators, o.Reached))
		}
		return lines
	}
	// Ada reaches all, Bill Acme, and Gus is Globex's own.
	if diff := cmp.Diff([]string{"Acme 7 2 true", "Globex 0 2 false"}, got(OrganizationFilter{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Acme 7 2 true"}, got(OrganizationFilter{Reached: true})); diff != "" {
		t.Error(diff)
	}
}

func TestWhoReachesAnOrganizationIsListedByNameAndPages(t *testing.T) {
	h := newPortal(t)
	hooli, stark := h.organization("Hooli"), h.organization("Stark")
	newCrowd(h, 60)
	h.add("Zoe", portal.Manager, "+"+stark)
	mia := h.add("Mia", portal.HelpDesk, "+"+hooli)
	gone := h.add("Gone", portal.HelpDesk, "+"+hooli)
	_, err := h.DeleteAdministrator(ctx, h.ada, gone.AdministratorID, "gone@example.com")
	h.must(err)
	want := h.number(`SELECT COUNT(*) FROM administrators a WHERE a.status <> 'deleted' AND a.organization_id = ''
		AND (a.all_organizations OR EXISTS (SELECT 1 FROM access x WHERE x.administrator_id = a.id AND x.organization_id = $1))`, hooli)
	seen := map[string]bool{}
	for after := ""; ; {
		list, err := h.MTPAdministrators(ctx, h.who(mia), hooli, AdministratorFilter{After: after})
		h.must(err)
		for _, line := range list.Rows {
			if seen[line.ID] || line.Name() == "Zoe Tester" || line.Name() == "Gone Tester" {
				t.Errorf("%s is listed", line.Name())
			}
			seen[line.ID] = true
		}
		if after = list.Next; after == "" {
			break
		}
	}
	if len(seen) != want || want < 2 {
		t.Errorf("%d are listed, not %d", len(seen), want)
	}
}
