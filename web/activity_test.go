package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/internal/sheet"
	"mtp/store"
)

func TestActivityIsFilteredByTheControlsOfThePage(t *testing.T) {
	p := newPortal(t)
	p.request(http.MethodGet, "/administrators/new", portal.Manager, "")
	b := p.signedIn(billing).open("/activity")
	for i, want := range map[int]string{1: "Radia Perlman", 2: "Refused by role", 3: "add or edit administrators", 4: "Refused", 5: "127.0.0.1"} {
		if got := b.rows()[0][i]; !strings.HasPrefix(got, want) {
			t.Errorf("cell %d of the newest entry is %q, not %q", i, got, want)
		}
	}
	b.choose("Action", "Add organization").press("Apply").expect(200, "1–3 of 3")
	b.fill("Search activity", "globex").press("Apply").expect(200, "1–1 of 1", "Globex")
	if b.value("Action") != "Add organization" {
		t.Error("the filter is lost")
	}
	b.click("Clear filters").choose("Result", "Refused").press("Apply").expect(200, "1–1 of 1")
	today := begun.at.UTC().Format("2006-01-02")
	b.click("Clear filters").fill("From date", today).fill("To date", today).press("Apply").expect(200, "Set up the portal")
	if b.value("From date") != today || b.value("To date") != today {
		t.Error("the dates are lost")
	}
	if called(p.signedIn(portal.Manager).open("/activity").shown("a"), "Export CSV").Length() != 0 {
		t.Error("a Manager is offered the export")
	}
}

func TestTheExportHoldsWhatIsFilteredAndNoFormula(t *testing.T) {
	p := newPortal(t)
	p.organization("=1+1", "-x", "@home", "+44", "harmless")
	b := p.signedIn(billing).open("/activity").choose("Action", "Add organization").press("Apply").expect(200, "1–8 of 8").click("Export CSV")
	if b.expect(200); b.header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" || b.header.Get("Content-Disposition") != `attachment; filename="activity.csv"` {
		t.Errorf("sent as %v", b.header)
	}
	rows, err := csv.NewReader(strings.NewReader(p.marked(b.body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(activityColumns, rows[0]); diff != "" {
		t.Errorf("the head (-want +got):\n%s", diff)
	}
	var names []string
	for _, row := range rows[1:] {
		names = append(names, row[4])
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
	if diff := cmp.Diff([]string{"harmless", "'+44", "'@home", "'-x", "'=1+1", "Initech", "Globex", "Acme"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := sheet.Guard("\tx", "\rx", "x=", "", "＝1", "－1"); !cmp.Equal(got, []string{"'\tx", "'\rx", "x=", "", "'＝1", "'－1"}) {
		t.Errorf("%q", got)
	}
	if e := p.entries()[0]; e.Action != store.ActivityExported || e.ActorEmail != address(billing) {
		t.Errorf("the export is not in the audit trail, but %+v", e)
	}
	b.open("/activity.csv?q=nothing+at+all").expect(200)
	if rows, err := csv.NewReader(strings.NewReader(p.marked(b.body))).ReadAll(); err != nil || len(rows) != 1 {
		t.Errorf("an empty export: %q, %v", rows, err)
	}
}

func TestTheExportHoldsMoreThanAPage(t *testing.T) {
	p := newPortal(t)
	p.organization(numbered("Org ", 120)...)
	b := p.signedIn(billing).open("/activity.csv?action=organization.added").expect(200)
	if rows, err := csv.NewReader(strings.NewReader(p.marked(b.body))).ReadAll(); err != nil || len(rows) != 124 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestActivityTellsNoOrganizationOutOfReach(t *testing.T) {
	p := newPortal(t)
	d := p.who(address(portal.Manager)).Draft()
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), p.who(address(portal.Manager)).ID, d, store.Changes{"+?globex"}); err != nil {
		t.Fatal(err)
	}
	b := p.signedIn(portal.ReadOnlyRole)
	for _, path := range []string{"/activity", "/activity?q=globex", "/activity?action=organization.added", "/activity?action=administrator.edited", "/organizations", "/administrators?organization=globex", "/administrators/" + p.who(address(portal.Manager)).ID} {
		if b.open(path).expect(200); strings.Contains(words(b.page.Find("table, dl, ul.names")), "Globex") {
			t.Errorf("%s tells Globex", path)
		}
	}
	b.open("/activity?action=organization.added").expect(200, "1–1 of 1", "Acme")
}

func TestEntriesNameTheOrganizationAndLeadToWhereTheViewerMayGo(t *testing.T) {
	p := newPortal(t)
	open := func(r portal.Role) *browser {
		return p.signedIn(r).open("/activity?action=administrator.added").expect(200, "Olga Owner")
	}
	own := "/o/" + begun.acme + "/administrators/" + begun.own
	for _, r := range []portal.Role{billing, portal.Manager} {
		b := open(r)
		cell := b.shown("tbody td:has(a:contains('Olga Owner'))")
		if href, _ := cell.Find("a").Attr("href"); href != own || words(cell.Find(".detail")) != "Acme" {
			t.Errorf("%s: Olga of %q is linked to %q", r, words(cell), href)
		}
		b.click("Olga Owner").expect(200, "Olga Owner")
		if b.at.Path != own {
			t.Errorf("%s is led to %s", r, b.at.Path)
		}
		if href, _ := called(open(r).shown("tbody a"), "Joan Clarke").Attr("href"); href != "/administrators/"+p.who(address(portal.HelpDesk)).ID {
			t.Errorf("%s: Joan is linked to %q", r, href)
		}
	}
	p.signedIn(billing).open("/activity?action=organization.added").expect(200)
	rows, err := csv.NewReader(strings.NewReader(p.marked(p.signedIn(billing).open("/activity.csv?q=olga").body))).ReadAll()
	if err != nil || len(rows) < 2 || rows[1][4] != "Olga Owner" || rows[1][5] != "Acme" {
		t.Errorf("exported are %q, %v", rows, err)
	}
}

func TestEntriesLeadToNobodyWhoIsGoneOrOutOfReach(t *testing.T) {
	p := newPortal(t)
	gone := p.who(linked)
	if _, err := p.store.DeleteAdministrator(t.Context(), p.as(billing), gone.ID, gone.Email); err != nil {
		t.Fatal(err)
	}
	a := p.who(address(portal.AdministratorRole))
	d := a.Draft()
	d.Role = billing
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, d, store.Changes{"-" + begun.acme}); err != nil {
		t.Fatal(err)
	}
	b := p.signedIn(portal.AdministratorRole).open("/activity?action=administrator.added").expect(200, "Olga Owner", "Kathleen Booth")
	for name, linked := range map[string]int{"Olga Owner": 0, "Kathleen Booth": 1} {
		if called(b.shown("tbody a"), name).Length() != linked {
			t.Errorf("%s is linked other than %d times", name, linked)
		}
	}
}
