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

// add adds administrators of the role, whose addresses are their first names.
func (p *testPortal) add(r portal.Role, last string, first ...string) {
	p.t.Helper()
	for _, name := range first {
		d := portal.Draft{FirstName: name, LastName: last, Email: strings.ToLower(name) + "@example.org", Role: r, RequireMFA: true}
		if _, err := p.store.AddAdministrator(p.t.Context(), p.as(billing), d, nil); err != nil {
			p.t.Fatal(err)
		}
	}
}

func numbered(name string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s%03d", name, i)
	}
	return list
}

func TestTheListShowsWhatThereIsToKnow(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators")
	if diff := cmp.Diff([]string{"Name", "Email", "Role", "Status", "MFA", "API Access", "Organizations", "Last Login"}, b.names("thead th")); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	login := begun.at.UTC().Format("2006-01-02 15:04 MST")
	got := b.rows()
	for _, want := range [][]string{
		{"Ada Lovelace", address(billing), "Administrator with Billing", "Active", "Off", "Off", "All", login},
		{"Ida Rhodes", invited, "Help Desk", "Invited", "Off", "Off", "0", ""},
		{"Mary Keller", suspended, "Help Desk", "Suspended", "Off", "Off", "0", ""},
		{"Radia Perlman", address(portal.Manager), "Manager", "Active", "Off", "Off", "1", login},
	} {
		if !slices.ContainsFunc(got, func(row []string) bool { return cmp.Equal(row, want) }) {
			t.Errorf("no row %q in %q", want, got)
		}
	}
	b.expect(200, "1–11 of 11", "Add a second Administrator with Billing.", "Mail is not set up.")
	if b.page.Find("[role=status], [role=alert]").Length() != 0 {
		t.Error("a standing notice is announced as news")
	}
	ben := portal.Draft{FirstName: "Ben", LastName: "Billing", Email: "ben@example.com", Role: billing}
	if _, err := p.store.AddAdministrator(t.Context(), p.as(billing), ben, nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/administrators"} {
		b.open(path).expect(200, "Add a second Administrator with Billing. Ben Billing is invited but has not set a password yet.")
	}
	p.browser().open("/set-password/"+nextLink(p.store)).fill("New password", password).fill("Confirm new password", password).press("Set password").expect(200)
	if b.open("/administrators").expect(200); strings.Contains(b.body, "Add a second") {
		t.Error("with a second one, it is still asked for")
	}
	reader := p.signedIn(portal.Manager).open("/administrators").expect(200, "1–12 of 12")
	if strings.Contains(reader.body, "Add a second") || strings.Contains(reader.body, "Mail is not set up") {
		t.Error("notices are shown to who cannot act on them")
	}
}

func TestFiltersOrderAndPagesKeepEachOther(t *testing.T) {
	p := newPortal(t)
	p.add(portal.HelpDesk, "Many", numbered("Person", 120)...)
	b := p.signedIn(billing).open("/administrators").click("Name") // turns the order
	b.fill("Search administrators", "many").choose("Role", "Help Desk").choose("Status", "Invited").choose("MFA", "Required, not set up").press("Apply")
	b.expect(200, "1–50 of 120")
	kept := func(more url.Values) {
		t.Helper()
		want := url.Values{"q": {"many"}, "role": {"help-desk"}, "status": {"invited"}, "mfa": {"required"}, "sort": {"-name"}}
		for name, v := range more {
			want[name] = v
		}
		got := b.at.Query()
		got.Del("after")
		got.Del("before")
		for name, v := range got {
			if v[0] == "" {
				got.Del(name)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the address (-want +got):\n%s", diff)
		}
		if b.value("Search administrators") != "many" || b.value("Role") != "Help Desk" || b.value("Status") != "Invited" || b.value("MFA") != "Required, not set up" {
			t.Error("the filters are not what they were")
		}
	}
	kept(nil)
	if got := b.names("tbody th")[0]; got != "Person119 Many" {
		t.Errorf("begins with %s", got)
	}
	b.click("Next page").expect(200, "51–100 of 120").click("Next page").expect(200, "101–120 of 120")
	kept(nil)
	if called(b.shown("a"), "Next page").Length() != 0 {
		t.Error("there is a page after the last")
	}
	b.click("Previous page").expect(200, "51–100 of 120").click("Previous page").expect(200, "1–50 of 120")
	if called(b.shown("a"), "Previous page").Length() != 0 {
		t.Error("there is a page before the first")
	}
	if got := b.names("tbody th")[0]; got != "Person119 Many" {
		t.Errorf("back at the beginning: %s", got)
	}
	b.click("Next page").click("Email").expect(200, "1–50 of 120")
	kept(url.Values{"sort": {"email"}})
	if got := b.page.Find("th[aria-sort]"); words(got) != "Email" || got.AttrOr("aria-sort", "") != "ascending" {
		t.Errorf("sorted by %s, %s", words(got), got.AttrOr("aria-sort", ""))
	}
	b.click("Clear filters").expect(200, "1–50 of 131")
}

func TestAListThatIsEmptySaysWhy(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	for path, text := range map[string]string{
		"/administrators?q=nobody":                "No administrator matches.",
		"/administrators?status=suspended&q=ada":  "No administrator matches.",
		"/administrators?organization=nowhere":    "No administrator matches.",
		"/administrators?q=%25":                   "No administrator matches.",
		"/administrators?q=" + "%27%20OR%201=1":   "No administrator matches.",
		"/organizations?q=nowhere":                "No organization matches.",
		"/organizations?q=_":                      "No organization matches.",
		"/activity?q=nothing":                     "No activity matches.",
		"/activity?from=2001-01-01&to=2001-01-02": "No activity matches.",
	} {
		b.open(path).expect(200, text).click("Clear filters").expect(200, "1–")
	}
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), p.who(address(portal.Manager)).ID,
		p.who(address(portal.Manager)).Draft(), store.Changes{"-?"}); err != nil {
		t.Fatal(err)
	}
	p.signedIn(portal.Manager).open("/organizations").expect(200, "You cannot reach any organization yet. An Administrator with Billing can give you access.")
}

func TestAPageBehindTheEndLeadsToTheBeginning(t *testing.T) {
	p := newPortal(t)
	p.add(portal.HelpDesk, "Many", numbered("Person", 60)...)
	b := p.signedIn(billing).open("/administrators?q=many").click("Next page").expect(200, "51–60 of 60")
	at := b.at.Query()
	at.Set("q", "lovelace")
	b.open("/administrators?"+at.Encode()).expect(200, "1–1 of 1", "Ada Lovelace")
	for _, name := range numbered("Many", 60) {
		p.organization(name)
	}
	b.open("/launch?q=many").click("Next page").expect(200, "51–60 of 60")
	organizations := b.at.Query()
	organizations.Set("q", "acme")
	b.open("/launch?"+organizations.Encode()).expect(200, "1–1 of 1", "Launch Acme")
	b.press("Launch Acme")
	own := b.at.Path + "administrators"
	for _, cursor := range []string{"after", "mtp_after"} {
		b.open(own+"?"+url.Values{"q": {"lovelace"}, cursor: {at.Get("after")}}.Encode()).expect(200, "Ada Lovelace")
		if b.at.RawQuery != "q=lovelace" {
			t.Errorf("%s stays at %s", cursor, b.at)
		}
	}
}

func TestNamesAreTextInEveryColumn(t *testing.T) {
	p := newPortal(t)
	const evil = `<script>alert(1)</script>`
	p.add(portal.Manager, evil, "Eve")
	p.organization(evil)
	b := p.signedIn(billing)
	for _, path := range []string{"/administrators", "/administrators/" + p.who("eve@example.org").ID, "/organizations", "/activity", "/administrators?q=" + url.QueryEscape(evil), "/login?next=" + url.QueryEscape(evil)} {
		if b.open(path); b.page.Find("script:not([src])").Length() != 0 || strings.Contains(b.body, evil) {
			t.Errorf("%s runs a script", path)
		}
	}
}

func TestOrganizationsAreThoseWithinReach(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.HelpDesk).open("/organizations")
	if diff := cmp.Diff([][]string{{"Acme", "1", "9", "Launch Acme"}}, b.rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if called(b.shown("tbody a"), "Acme").Length() != 1 {
		t.Error("the name does not lead to who reaches it")
	}
	all := p.signedIn(billing).open("/organizations").click("Name")
	if got := all.names("tbody th"); !cmp.Equal(got, []string{"Initech", "Globex", "Acme"}) {
		t.Errorf("sorted: %q", got)
	}
	all.click("Add organization").fill("Organization Name", " ACME ").press("Save Organization").expect(422, "Another organization has this name.")
	if all.value("Organization Name") != "ACME" {
		t.Errorf("comes back as %q", all.value("Organization Name"))
	}
	all.fill("Organization Name", "Hooli")
	again := *all
	all.press("Save Organization").saved("/organizations", "Hooli is added.")
	again.press("Save Organization").saved("/organizations", "Hooli is added.")
	all.click("Hooli").fill("Organization Name", "Hooli Two")
	again = *all
	all.press("Save Organization").saved("/organizations", "Hooli Two is saved: organization name Hooli → Hooli Two.")
	again.press("Save Organization").saved("/organizations", "Hooli Two is saved: organization name Hooli → Hooli Two.")
	if n := len(p.organizations()); n != 4 {
		t.Errorf("there are %d organizations", n)
	}
}
