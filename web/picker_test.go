package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

func TestThePickerKeepsTicksOverSearchesAndPages(t *testing.T) {
	p := newPortal(t)
	for i := range 118 {
		p.organization(fmt.Sprintf("Org-%03d", i))
	}
	b := p.signedIn(billing).open("/administrators/"+p.who(address(portal.HelpDesk)).ID).expect(200, "1–50 of 121 organizations", "1 organization chosen")
	if got := b.names(".picker-rows label")[:3]; !cmp.Equal(got, []string{"Acme", "Globex", "Initech"}) {
		t.Errorf("begins with %q", got)
	}
	b.fill("First Name", "Joanna").untick("Acme").tick("Initech")
	b.press("Next organizations").expect(200, "51–100 of 121", "+1, −1", "Initech", "Acme")
	b.tick("Org-060").press("Next organizations").expect(200, "101–121 of 121", "+2, −1")
	b.press("Previous organizations").expect(200, "of 121 organizations", "+2, −1")
	b.fill("Search organizations", "org-00").press("Search").expect(200, "1–10 of 10", "+2, −1")
	b.press("Add all that match").expect(200, "+12, −1", "12 organizations chosen").untick("Org-003")
	b.fill("Search organizations", "").press("Search").expect(200, "+11, −1")
	first := b.names(".picker-rows label")
	if !cmp.Equal(first[:3], []string{"Initech", "Org-000", "Org-001"}) || slices.Contains(first[:11], "Org-003") || !slices.Contains(first[:11], "Org-060") {
		t.Errorf("the chosen ones are not first: %q", first[:12])
	}
	b.fill("Search organizations", "ORG-009").press("Search").press("Remove all that match").expect(200, "+10, −1")
	if b.value("First Name") != "Joanna" {
		t.Error("the name is lost")
	}
	id := p.who(address(portal.HelpDesk)).ID
	b.press("Save User").saved("/administrators/"+id, "Joanna Clarke is saved: first name Joan → Joanna, added 10 organizations, removed 1 organization (Acme).")
	reach, err := p.store.Reach(t.Context(), viewer, id, store.ReachFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, line := range reach.Rows {
		names = append(names, line.Name)
	}
	want := []string{"Initech", "Org-000", "Org-001", "Org-002", "Org-004", "Org-005", "Org-006", "Org-007", "Org-008", "Org-060"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.expect(200, "10 organizations chosen")
	b.press("Remove all that match").expect(200, "+0, −10", "0 organizations chosen")
	b.tick("All organizations").press("Save User").saved("/administrators/"+id, "saved")
	if !p.who(address(portal.HelpDesk)).AllOrganizations {
		t.Error("not all organizations")
	}
}

// To look at all changes before each id would take a quarter of an hour.
func TestAPickerOfAMegabyteIsRead(t *testing.T) {
	ids := make([]string, 120_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("%03x", i)
	}
	all := strings.Join(ids, " ")
	e := edit{changes: store.Changes{"+000", "-?x", "+001", "-other"}}
	e.tick(form{values: url.Values{"shown": {all}, "was": {all}, "chosen": {"001"}}})
	want := store.Changes{"-?x", "+001", "-other", "-000", "-002"}
	if len(e.changes) != len(ids)+2 || !slices.Equal(e.changes[:5], want) {
		t.Errorf("%d changes that begin with %q, want %q", len(e.changes), e.changes[:5], want)
	}
}

func TestAStaleFormShowsBothVersionsAndThenSaves(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	mine := p.signedIn(billing).open("/administrators/" + id)
	theirs := mine.tab()
	theirs.fill("Last Name", "Theirs").choose("Role", "Help Desk").press("Save User").saved("/administrators/"+id, "saved")
	mine.fill("Last Name", "Mine").tick("Globex").press("Save User").expect(409, "Changes were saved in the meantime", "Nothing from this window is saved yet.")
	const when = "Changed by you in another window ("
	rows := mine.rows()
	if len(rows) < 4 || !strings.HasPrefix(rows[0][0], when) || !strings.HasPrefix(rows[2][0], when) {
		t.Fatalf("says %q", rows)
	}
	if diff := cmp.Diff([][]string{{"Last Name", "Theirs", "Mine"}, {"Role", "Help Desk", "Manager"}}, [][]string{rows[1], rows[3]}); diff != "" {
		t.Errorf("both versions (-want +got):\n%s", diff)
	}
	if mine.value("Last Name") != "Mine" || !mine.ticked("Globex") {
		t.Error("what was typed is lost")
	}
	mine.press("Save User").saved("/administrators/"+id, "Radia Mine is saved: last name Theirs → Mine, added 1 organization (Globex).")
	if got := p.who(address(portal.Manager)); got.LastName != "Mine" || got.Role != portal.HelpDesk || got.OrganizationCount != 2 {
		t.Errorf("saved: %+v", got)
	}

	b := p.signedIn(billing).open("/organizations").click("Acme")
	other := b.tab()
	other.fill("Organization Name", "Acme Two").press("Save Organization").saved("/organizations", "Acme Two is saved: organization name Acme → Acme Two.")
	b.fill("Organization Name", "Acme Three").press("Save Organization").expect(409, "Acme Two", "Acme Three")
	b.press("Save Organization").saved("/organizations", "Acme Three is saved: organization name Acme Two → Acme Three.")
}

func TestAChangeOfAccessAloneIsAConflictToo(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	mine := p.signedIn(billing).open("/administrators/" + id)
	mine.tab().tick("Globex").press("Save User").saved("/administrators/"+id, "saved")
	mine.tick("Initech").press("Save User").expect(409, "Organization Access", "Added 1 organization: Globex")
	if got := p.who(address(portal.Manager)).OrganizationCount; got != 2 {
		t.Errorf("reaches %d organizations", got)
	}
	mine.press("Save User").saved("/administrators/"+id, "saved")
	if got := p.who(address(portal.Manager)).OrganizationCount; got != 3 {
		t.Errorf("reaches %d organizations: what somebody else gave was taken back", got)
	}
}
