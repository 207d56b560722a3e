package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

func TestTheFormSaysWhatAnotherRoleGainsAndLoses(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/" + p.who(address(portal.Manager)).ID)
	about := func(role string) []string { return b.names("[data-role=" + role + "] .role-change li") }
	if got := about("manager"); len(got) != 0 {
		t.Errorf("the saved role gains or loses %q", got)
	}
	want := []string{
		"Account overview, payment history, billing information and usage: No Access → Edit", "Payment methods: No Access → Edit",
		"Organizations and administrators: Read-Only → No Access", "Activity: Read-Only → No Access",
		"Users of an organization: Edit → Read-Only", "Groups and devices of an organization: Edit → Read-Only (comes later)",
	}
	if diff := cmp.Diff(want, about("billing-only")); diff != "" {
		t.Errorf("Manager to Billing Only (-want +got):\n%s", diff)
	}
	b.choose("Role", "Billing Only").fill("First Name", "").press("Save User").expect(422, "Instead of Manager, once saved")
	if diff := cmp.Diff(want, about("billing-only")); diff != "" {
		t.Errorf("after a refusal (-want +got):\n%s", diff)
	}
	other := b.tab()
	other.choose("Role", "Help Desk").press("Save User").saved(other.at.Path, "saved")
	b.fill("First Name", "Radia").press("Save User").expect(409, "Instead of Help Desk, once saved")
	if b.open("/administrators/new"); len(b.names(".role-change")) != 0 {
		t.Error("a new administrator has nothing to compare with")
	}
}

func TestTheFormSaysWhatTheOtherKindOfAccessChanges(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	b := p.signedIn(billing).open("/administrators/"+id).expect(200, "Gains 2 more organizations, and every one added later.")
	b.tick("All organizations").press("Save User").saved("/administrators/"+id, "saved")
	b.expect(200, "Loses all organizations but those ticked below, and every one added later.", "Loses 3 of 3 organizations.")
	b.tick("Selected organizations").tick("Globex").press("Search").expect(200, "+1, −0", "Loses 2 of 3 organizations.")
	b.press("Add all that match").expect(200, "3 organizations chosen")
	if strings.Contains(b.body, "Loses 0") || len(b.names(".loses")) != 0 {
		t.Error("nothing that is there now is lost")
	}
	b.press("Save User").saved("/administrators/"+id, "saved").expect(200, "Gains every organization added later.")
}

func TestAnAdministratorsPageSaysWhatTheyCanDoWhereAndWhy(t *testing.T) {
	p := newPortal(t)
	p.organization("Secret")
	id := p.who(address(portal.Manager)).ID
	b := p.signedIn(billing).open("/administrators/"+id).expect(200, "What this person can do, where and why", "1 selected organization is reached.", "API access is off")
	reached := func() [][]string {
		var rows [][]string
		for _, row := range b.page.Find("#reach tbody tr").EachIter() {
			var cells []string
			for _, cell := range row.Find("th, td").EachIter() {
				cells = append(cells, words(cell))
			}
			rows = append(rows, cells)
		}
		return rows
	}
	if got := reached(); len(got) != 1 || !cmp.Equal(got[0][:3], []string{"Acme", "Yes", "Selected"}) || got[0][3] == "" {
		t.Errorf("reaches %q", got)
	}
	b.fill("Find an organization", "E").press("Find").expect(200)
	if diff := cmp.Diff([][]string{{"Acme", "Globex", "Initech", "Secret"}}, [][]string{b.names("#reach tbody th")}); diff != "" {
		t.Errorf("a search finds (-want +got):\n%s", diff)
	}
	if got := reached()[1]; !cmp.Equal(got, []string{"Globex", "No, can do nothing there", "Not selected", ""}) {
		t.Errorf("out of reach: %q", got)
	}
	b.fill("Find an organization", "zzz").press("Find").expect(200, "No organization that you can see has “zzz” in its name.")
	if b.value("Find an organization") != "zzz" {
		t.Error("the search is lost")
	}
	b.open("/administrators/"+p.who(invited).ID).expect(200, "Invited: cannot log in until a password is set")
	b.open("/administrators/"+p.who(suspended).ID).expect(200, "Suspended: can do nothing until restored.")
	reader := p.signedIn(portal.ReadOnlyRole).open("/administrators/"+id+"?reach=e").expect(200, "You see those that you reach too.")
	if strings.Contains(reader.body, "Secret") || strings.Contains(reader.body, "Globex") {
		t.Error("a search tells of organizations out of the viewer's reach")
	}
	b.open("/administrators/"+p.who(address(billing)).ID).expect(200, "All organizations are reached, and each that is added later.")
}

func TestReachIsPagedBesideThePicker(t *testing.T) {
	p := newPortal(t)
	for i := range 118 {
		p.organization(fmt.Sprintf("Org %03d", i))
	}
	id := p.who(address(portal.Manager)).ID
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), id, p.who(address(portal.Manager)).Draft(), store.Changes{"+?org"}); err != nil {
		t.Fatal(err)
	}
	b := p.signedIn(billing).open("/administrators/"+id).expect(200, "119 selected organizations are reached.", "1–50 of 119")
	b.click("Next page").expect(200, "51–100 of 119").click("Next page").expect(200, "101–119 of 119").click("Previous page").expect(200, "51–100 of 119")
	last := b.at.RequestURI()
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), id, p.who(address(portal.Manager)).Draft(), store.Changes{"-?org"}); err != nil {
		t.Fatal(err)
	}
	b.open(last).expect(200, "1 selected organization is reached.")
	if got := b.names("#reach tbody th"); !cmp.Equal(got, []string{"Acme"}) {
		t.Errorf("a page that is no longer there shows %q", got)
	}
	b.open("/administrators/" + id + "?reach_after=nonsense").expect(422)
	b.open("/administrators/" + id + "?" + url.Values{"reach": {strings.Repeat("é", 5000)}}.Encode()).expect(200)
}
