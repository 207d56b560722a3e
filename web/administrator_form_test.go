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

const billing = portal.AdministratorWithBilling

func TestAnAdministratorIsAddedInOneStep(t *testing.T) {
	p := newPortal(t, func(c *Config) {})
	b := p.signedIn(billing).open("/").click("Administrators").click("Add administrator").expect(200)
	if got := b.names("h1"); !cmp.Equal(got, []string{"New administrator"}) {
		t.Errorf("the heading is %q", got)
	}
	if !b.ticked("Require MFA") || b.ticked("Enable API access") || !b.ticked("Selected organizations") || b.value("Role") != "Choose a role" {
		t.Error("a new form begins otherwise")
	}
	var roles []string
	for _, r := range portal.Roles() {
		roles = append(roles, r.String())
	}
	if diff := cmp.Diff(append([]string{"Choose a role"}, roles...), b.names("[name=role] option")); diff != "" {
		t.Errorf("the roles (-want +got):\n%s", diff)
	}
	b.fill("First Name", " Evelyn ").fill("Last Name", "Berezin").fill("Administrator Email Address", "evelyn@example.com")
	b.untick("Require MFA").choose("Role", "Help Desk").tick("Enable API access").tick("Globex").tick("Acme")
	again := *b
	b.press("Save User").saved("/administrators", "Evelyn Berezin is added. Mail is not set up; the invitation is in outbox/")
	if strings.Contains(b.body, "set-password") {
		t.Error("the message tells the link")
	}
	got := p.who("evelyn@example.com")
	if got.Name() != "Evelyn Berezin" || got.Role != portal.HelpDesk || !got.APIAccess || got.RequireMFA || got.OrganizationCount != 2 || got.Status != portal.Invited {
		t.Errorf("saved: %+v", got)
	}
	n := len(p.administrators())
	again.press("Save User").saved("/administrators", "Evelyn Berezin is added.")
	if len(p.administrators()) != n {
		t.Error("sending the form twice adds two")
	}
	if b.open("/administrators"); b.said() != "" {
		t.Errorf("the message is shown again: %q", b.said())
	}
}

func TestARefusedFormComesBackAsItWasTyped(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators/new")
	b.fill("First Name", "").fill("Last Name", "<b>O'Neil</b>").fill("Administrator Email Address", address(portal.Manager))
	b.untick("Require MFA").tick("Enable API access").tick("Globex").fill("Search organizations", "glo")
	b.press("Search").expect(200, "+1, −0", "1–1 of 1 organizations")
	if b.alerted() != "" {
		t.Errorf("a search complains: %q", b.alerted())
	}
	b.press("Save User").expect(422, "There is a problem", "Enter a first name.", "Choose a role.")
	for label, want := range map[string]string{"First Name": "", "Last Name": "<b>O'Neil</b>", "Administrator Email Address": address(portal.Manager), "Role": "Choose a role", "Search organizations": "glo"} {
		if got := b.value(label); got != want {
			t.Errorf("%s comes back as %q", label, got)
		}
	}
	if b.ticked("Require MFA") || !b.ticked("Enable API access") || !b.ticked("Globex") || !b.ticked("Selected organizations") {
		t.Error("what was ticked is not")
	}
	for _, href := range b.page.Find("[role=alert] a").EachIter() {
		if id := href.AttrOr("href", ""); b.page.Find(id).Length() != 1 {
			t.Errorf("the summary links to %s, which is not on the page", id)
		}
	}
	b.fill("First Name", "Ann").choose("Role", "Read Only").press("Save User").expect(422, "Another administrator uses this email address.")
	b.fill("Administrator Email Address", "ann@example.com").press("Save User").saved("/administrators", "Ann <b>O'Neil</b> is added.")
	if got := p.who("ann@example.com"); got.OrganizationCount != 1 || got.RequireMFA || !got.APIAccess {
		t.Errorf("saved: %+v", got)
	}
}

func TestAMessageIsNotShownTogetherWithAnError(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/organizations/new").fill("Organization Name", "Hooli")
	other := b.tab()
	b.stay = true // the message waits for the next page
	b.press("Save Organization")
	other.fill("Organization Name", "").press("Save Organization").expect(422)
	if other.said() != "" {
		t.Errorf("a refused form says %q", other.said())
	}
	if other.open("/nowhere").expect(404); other.said() != "" {
		t.Errorf("a page that is not there says %q", other.said())
	}
	if got := other.open("/organizations").said(); got != "Hooli is added." {
		t.Errorf("then says %q", got)
	}
}

func TestThePickerKeepsTicksOverSearchesAndPages(t *testing.T) {
	p := newPortal(t)
	for i := range 118 {
		p.organization(fmt.Sprintf("Org %03d", i))
	}
	b := p.signedIn(billing).open("/administrators/"+p.who(address(portal.HelpDesk)).ID).expect(200, "1–50 of 121 organizations", "1 organization chosen")
	if got := b.names(".picker-rows label")[:3]; !cmp.Equal(got, []string{"Acme", "Globex", "Initech"}) {
		t.Errorf("begins with %q", got)
	}
	b.fill("First Name", "Joanna").untick("Acme").tick("Initech")
	b.press("Next organizations").expect(200, "51–100 of 121", "+1, −1", "Initech", "Acme")
	b.tick("Org 060").press("Next organizations").expect(200, "101–121 of 121", "+2, −1")
	b.press("Previous organizations").expect(200, "of 121 organizations", "+2, −1")
	b.fill("Search organizations", "org 00").press("Search").expect(200, "1–10 of 10", "+2, −1")
	b.press("Add all that match").expect(200, "+12, −1", "12 organizations chosen").untick("Org 003")
	b.fill("Search organizations", "").press("Search").expect(200, "+11, −1")
	first := b.names(".picker-rows label")
	if !cmp.Equal(first[:3], []string{"Initech", "Org 000", "Org 001"}) || slices.Contains(first[:11], "Org 003") || !slices.Contains(first[:11], "Org 060") {
		t.Errorf("the chosen ones are not first: %q", first[:12])
	}
	b.fill("Search organizations", "ORG 009").press("Search").press("Remove all that match").expect(200, "+10, −1")
	if b.value("First Name") != "Joanna" {
		t.Error("the name is lost")
	}
	id := p.who(address(portal.HelpDesk)).ID
	b.press("Save User").saved("/administrators/"+id, "Joanna Clarke is saved.")
	names, err := p.store.ReachedNames(t.Context(), viewer, id, 100)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Initech", "Org 000", "Org 001", "Org 002", "Org 004", "Org 005", "Org 006", "Org 007", "Org 008", "Org 060"}
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

func TestAStaleFormShowsBothVersionsAndThenSaves(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	mine := p.signedIn(billing).open("/administrators/" + id)
	theirs := mine.tab()
	theirs.fill("Last Name", "Theirs").choose("Role", "Help Desk").press("Save User").saved("/administrators/"+id, "saved")
	mine.fill("Last Name", "Mine").tick("Globex").press("Save User").expect(409, "Somebody else saved changes meanwhile", "Nothing of yours is saved yet.")
	if diff := cmp.Diff([][]string{{"Last Name", "Theirs", "Mine"}, {"Role", "Help Desk", "Manager"}}, mine.rows()); diff != "" {
		t.Errorf("both versions (-want +got):\n%s", diff)
	}
	if mine.value("Last Name") != "Mine" || !mine.ticked("Globex") {
		t.Error("what was typed is lost")
	}
	mine.press("Save User").saved("/administrators/"+id, "Radia Mine is saved.")
	if got := p.who(address(portal.Manager)); got.LastName != "Mine" || got.Role != portal.Manager || got.OrganizationCount != 2 {
		t.Errorf("saved: %+v", got)
	}

	b := p.signedIn(billing).open("/organizations").click("Acme")
	other := b.tab()
	other.fill("Organization Name", "Acme Two").press("Save Organization").saved("/organizations", "Acme Two is saved.")
	b.fill("Organization Name", "Acme Three").press("Save Organization").expect(409, "Acme Two", "Acme Three")
	b.press("Save Organization").saved("/organizations", "Acme Three is saved.")
}

func TestAChangeOfAccessAloneIsAConflictToo(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	mine := p.signedIn(billing).open("/administrators/" + id)
	mine.tab().tick("Globex").press("Save User").saved("/administrators/"+id, "saved")
	mine.tick("Initech").press("Save User").expect(409, "Organization Access", "2 organizations")
	if got := p.who(address(portal.Manager)).OrganizationCount; got != 2 {
		t.Errorf("reaches %d organizations", got)
	}
	mine.press("Save User").saved("/administrators/"+id, "saved")
}

func TestNobodyChangesTheirOwnRoleOrAccessEvenByHand(t *testing.T) {
	p := newPortal(t)
	before := p.who(address(billing))
	b := p.signedIn(billing).open("/administrators/"+before.ID).expect(200, portal.OwnRole)
	if n := b.page.Find("[name=role], [name=access], [name=chosen]").Length(); n != 0 {
		t.Errorf("the form has %d controls for it", n)
	}
	for name, values := range map[string]url.Values{
		"role":         {"role": {"manager"}},
		"access":       {"access": {"selected"}},
		"organization": {"access": {"selected"}, "chosen": {begun.acme}, "shown": {begun.acme}},
		"change":       {"change": {"+" + begun.acme}, "access": {"selected"}},
	} {
		b.open("/administrators/" + before.ID)
		b.pressWith("Save User", func(v url.Values) {
			for field, value := range values {
				v[field] = value
			}
		})
		b.expect(422, portal.OwnRole)
		if got := p.who(address(billing)); got != before {
			t.Errorf("%s changed by hand: %+v", name, got)
		}
		if e := p.entries()[0]; e.Result != store.Refused || e.Action != store.AdministratorEdited {
			t.Errorf("%s: the audit trail says %+v", name, e)
		}
	}
	b.open("/administrators/" + before.ID)
	b.fill("Last Name", "King").fill("Administrator Email Address", "king@example.com").tick("Require MFA").tick("Enable API access")
	b.press("Save User").saved("/administrators/"+before.ID, "Ada King is saved.")
	if got := p.who("king@example.com"); got.Role != billing || !got.AllOrganizations || !got.RequireMFA || !got.APIAccess {
		t.Errorf("saved: %+v", got)
	}
}

func TestWhoMayOnlyReadSeesTextWithoutControls(t *testing.T) {
	p := newPortal(t)
	p.organization("Secret")
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), p.who(address(portal.Manager)).ID,
		draftOf(p.who(address(portal.Manager))), store.Changes{"+?"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range []portal.Role{portal.AdministratorRole, portal.Manager, portal.HelpDesk, portal.ReadOnlyRole} {
		b := p.signedIn(r).open("/administrators")
		if called(b.shown("a"), "Add administrator").Length() != 0 {
			t.Errorf("%s is shown Add administrator", r)
		}
		b.click("Radia Perlman").expect(200, address(portal.Manager), "4 organizations", "Ask an Administrator with Billing", "Acme")
		if n := b.page.Find("main").Find("form, input, button, select").Length(); n != 0 {
			t.Errorf("%s is shown %d controls", r, n)
		}
		if r != portal.Manager && strings.Contains(b.body, "Secret") {
			t.Errorf("%s is told an organization out of reach", r)
		}
	}
}

func TestAChangeOfRoleCountsFromTheNextRequest(t *testing.T) {
	p := newPortal(t)
	reader := p.signedIn(portal.ReadOnlyRole).open("/administrators").expect(200)
	admin := p.signedIn(billing).open("/administrators").click("Betty Holberton").choose("Role", "Command Runner")
	admin.press("Save User").saved(admin.at.Path, "saved")
	reader.open("/administrators").expect(403, "Your role, Command Runner, may not see administrators.")
	admin.choose("Role", "Administrator with Billing").press("Save User").saved(admin.at.Path, "saved")
	reader.open("/administrators/new").expect(200)
	admin.choose("Role", "Read Only").press("Save User")
	reader.fill("First Name", "A").fill("Last Name", "B").fill("Administrator Email Address", "c@example.com").choose("Role", "Manager")
	reader.press("Save User").expect(403)
}

func TestFormsSentByHandCannotCorruptAnything(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	before := p.who(address(portal.Manager))
	many := make([]string, 201)
	for i := range many {
		many[i] = fmt.Sprint("id", i)
	}
	changes := make([]string, 2001)
	for i := range changes {
		changes[i] = "+" + begun.acme
	}
	for name, values := range map[string]url.Values{
		"an unknown role":                   {"role": {"owner"}},
		"no role":                           {"role": {}},
		"two roles":                         {"role": {"manager", "administrator-with-billing"}},
		"two versions":                      {"version": {"1", "2"}},
		"a version that is no number":       {"version": {"x"}},
		"a version that is too large":       {"version": {"99999999999999999999"}},
		"a first name of 10,000 characters": {"first_name": {strings.Repeat("x", 10_000)}},
		"a name with a NUL":                 {"first_name": {"a\x00b"}},
		"a name that is no text":            {"last_name": {"\xff\xfe"}},
		"a name that turns the text":        {"last_name": {"a\u202eb"}},
		"an address with a line break":      {"email": {"a@example.com\r\nBcc: b@example.com"}},
		"an address with a NUL":             {"email": {"a\x00@example.com"}},
		"too many organizations":            {"shown": many},
		"too many changes":                  {"change": changes},
		"a change that cannot be read":      {"change": {"*" + begun.acme}},
		"an empty change":                   {"change": {""}},
		"a long form id":                    {"form_id": {strings.Repeat("x", 65)}},
		"a cursor that is garbage":          {"picker": {"after:garbage"}},
		"a cursor of another list":          {"picker": {"before:eyJ2IjpbMV0sIm4iOjF9"}},
	} {
		b := p.signedIn(billing).open("/administrators/" + id)
		b.pressWith("Save User", func(v url.Values) {
			for field, value := range values {
				if v[field] = value; len(value) == 0 {
					v.Del(field)
				}
			}
		})
		if b.code != 422 {
			t.Errorf("%s: %d", name, b.code)
		}
		if got := p.who(address(portal.Manager)); got != before {
			t.Errorf("%s: changed to %+v", name, got)
		}
	}
	for name, values := range map[string]url.Values{
		"fields that nobody asked for":           {"status": {"deleted"}, "id": {"x"}, "password_hash": {"x"}, "organization_count": {"7"}},
		"organizations that do not exist":        {"chosen": {"x", "\x00", "' OR 1=1 --"}, "change": {"+y", "-z"}},
		"the longest form id":                    {"form_id": {strings.Repeat("x", 64)}},
		"a search text with signs of the search": {"organization_search": {`%_\`}},
	} {
		b := p.signedIn(billing).open("/administrators/" + id)
		b.pressWith("Save User", func(v url.Values) {
			for field, value := range values {
				if v[field] = value; field == "chosen" {
					v.Add(field, begun.acme)
				}
			}
		})
		b.saved("/administrators/"+id, "Radia Perlman is saved.")
		if got := p.who(address(portal.Manager)); got != before {
			t.Errorf("%s: changed to %+v", name, got)
		}
	}
}
