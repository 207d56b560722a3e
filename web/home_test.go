package web

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store"
)

func TestTheStartPageLeadsToWhatNeedsAttention(t *testing.T) {
	p := newPortal(t)
	a := p.who(address(portal.Manager))
	d := a.Draft()
	d.RequireMFA = true
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, d, nil); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, link, path, shows string }{
		{"Add a second Administrator with Billing.", "Add the second one", "/administrators/new", "New administrator"},
		{"1 administrator has to set up MFA.", "See who has no MFA", "/administrators?mfa=required", "Radia Perlman"},
		{"2 invitations are not accepted yet.", "See who is invited", "/administrators?status=invited", "1–2 of 2"},
		{"1 administrator is suspended.", "See who is suspended", "/administrators?status=suspended", "Mary Keller"},
	} {
		b := p.signedIn(billing).open("/").expect(200, "Needs attention", tt.text).click(tt.link).expect(200, tt.shows)
		if b.at.RequestURI() != tt.path {
			t.Errorf("%q leads to %s", tt.link, b.at.RequestURI())
		}
	}
	for _, r := range portal.Roles()[1:] {
		if b := p.signedIn(r).open("/"); strings.Contains(b.body, "Needs attention") || strings.Contains(b.body, "Add a second") {
			t.Errorf("%s is told what needs attention", r)
		}
	}
}

func TestTheStartPageSaysCalmlyThatNothingIsLeft(t *testing.T) {
	p := newPortal(t, func(c *Config) { c.MailSetUp = true })
	for _, email := range []string{invited, linked, suspended} {
		a := p.who(email)
		if _, err := p.store.DeleteAdministrator(t.Context(), p.as(billing), a.ID, a.Email); err != nil {
			t.Fatal(err)
		}
	}
	a := p.who(address(portal.AdministratorRole))
	d := a.Draft()
	d.Role = billing
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, d, nil); err != nil {
		t.Fatal(err)
	}
	b := p.signedIn(billing).open("/").expect(200, "Needs attention", "Nothing at the moment.")
	if b.shown(".tasks, .notice").Length() != 0 {
		t.Errorf("something is left: %s", words(b.page.Find("main")))
	}
}

func TestNumbersOfWhatWaitsAreBounded(t *testing.T) {
	for n, want := range map[int]string{1: "1 mail", 10_000: "10,000 mails", 10_001: "More than 10,000 mails"} {
		if got := countedUpTo(n, "mail", "mails"); got != want {
			t.Errorf("%d: %q, not %q", n, got, want)
		}
	}
	for w, want := range map[store.Attention]string{
		{Invited: 3}:                       "",
		{Invited: 1, Expired: 1}:           ", and the link has expired",
		{Invited: 3, Expired: 3}:           ", and the links have all expired",
		{Invited: 3, Expired: 1}:           ", and one of the links has expired",
		{Invited: 5_000, Expired: 1_200}:   ", and 1,200 of the links have expired",
		{Invited: 10_001, Expired: 10_000}: ", and 10,000 of the links have expired",
		{Invited: 10_001, Expired: 10_001}: ", and more than 10,000 of the links have expired",
	} {
		if got := expired(w); got != want {
			t.Errorf("%+v: %q, not %q", w, got, want)
		}
	}
}

func TestTheStartPageOffersTheOrganizationsWithinReach(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.CommandRunner).open("/").expect(200, "Your organizations", "Acme")
	if strings.Contains(b.body, "Globex") || strings.Contains(b.body, "Needs attention") || called(b.shown("label"), "Search organizations").Length() != 0 {
		t.Errorf("a Command Runner sees more: %s", words(b.page.Find("main")))
	}
	if b.press("Launch Acme").expect(200); b.at.Path != "/o/"+begun.acme+"/" {
		t.Errorf("launching leads to %s", b.at.Path)
	}
	if b.click("Return to Multi-Tenant Portal"); b.at.Path != "/" {
		t.Errorf("the way back leads to %s", b.at.Path)
	}

	p.organization(numbered("Org ", 30)...)
	for r, want := range map[portal.Role]int{billing: 5, portal.AdministratorRole: 20, portal.BillingOnly: 5, portal.ReadOnlyRole: 20} {
		a := p.who(address(r))
		d := a.Draft()
		d.AllOrganizations = true
		if r != billing {
			if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, d, nil); err != nil {
				t.Fatal(err)
			}
		}
		b := p.signedIn(r).open("/").expect(200, "of 33 organizations", "Your role", r.String())
		if got := b.shown("main form[action$='/launch']").Length(); got != want {
			t.Errorf("%s is offered %d organizations, not %d", r, got, want)
		}
		b.fill("Search organizations", "glob").press("Search").expect(200, "Globex")
		if b.at.RequestURI() != "/organizations?q=glob" {
			t.Errorf("the search leads to %s", b.at.RequestURI())
		}
		b.open("/").click("See all organizations").expect(200, "1–33 of 33")
	}
}

func TestTheStartPageSaysWhyThereAreNoOrganizations(t *testing.T) {
	p := newPortal(t)
	a := p.who(address(portal.Manager))
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, a.Draft(), store.Changes{"-" + begun.acme}); err != nil {
		t.Fatal(err)
	}
	p.signedIn(portal.Manager).open("/").expect(200, "You cannot reach any organization yet. An Administrator with Billing can give you access.")
}

func TestTheRolesAreComparedFromTheTableAndInWords(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.HelpDesk).open("/roles").expect(200)
	if diff := cmp.Diff([]string{"In the portal", "In a launched organization"}, b.names("th[scope=rowgroup]")); diff != "" {
		t.Errorf("the groups (-want +got):\n%s", diff)
	}
	shown := map[string]bool{}
	for _, level := range b.names("td[data-level]") {
		shown[level] = true
	}
	told := b.names(".legend dt")
	for _, level := range told {
		delete(shown, level)
	}
	if len(shown) != 0 || !slices.Contains(told, "N/A") || told[0] != "All" {
		t.Errorf("in words are %q, and not %v", told, shown)
	}
	if got := words(b.shown("th[scope=col]:has([data-status=Own])")); got != "Help Desk Your role" {
		t.Errorf("one's own role is %q", got)
	}
	if got := b.shown("tbody th:contains('Comes later')").Length(); got != 3 || b.shown("table a").Length() != 0 {
		t.Errorf("%d areas come later", got)
	}
	if got := p.request(http.MethodGet, "/roles", portal.CommandRunner, "").StatusCode; got != 200 {
		t.Errorf("a Command Runner is answered %d", got)
	}
}

func TestBillingRolesSeeTheOpenInvoicesOnTheStartPage(t *testing.T) {
	p := newPortal(t)
	for _, r := range portal.Roles() {
		b := p.signedIn(r).open("/").expect(200)
		if got, want := strings.Contains(words(b.page.Find("main")), "Open invoices"), r == billing || r == portal.BillingOnly; got != want {
			t.Errorf("%s is shown open invoices: %t", r, got)
		}
	}
	b := p.signedIn(portal.BillingOnly).open("/").click(begun.invoice).expect(200, begun.invoice)
	if b.at.Path != "/account/invoices/"+begun.invoice {
		t.Errorf("the invoice leads to %s", b.at.Path)
	}
	number, err := bill.ParseNumber(begun.invoice)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.VoidInvoice(t.Context(), number, "Wrong month"); err != nil {
		t.Fatal(err)
	}
	b.open("/").expect(200, "Nothing is owed.")
}

func TestAKeyThatIsGoneIsToldToThoseWhoManage(t *testing.T) {
	p := newPortal(t)
	if err := os.Remove(filepath.Join(p.folder, "mtp.key")); err != nil {
		t.Fatal(err)
	}
	const told = "The key file mtp.key is gone or cannot be read."
	p.signedIn(billing).open("/").expect(200, told)
	if b := p.signedIn(portal.HelpDesk).open("/").expect(200); strings.Contains(b.body, told) {
		t.Error("it is told to others")
	}
	answer := p.request(http.MethodGet, "/readyz", portal.NoRole, "")
	if body, err := io.ReadAll(answer.Body); answer.StatusCode != 200 || err != nil || !strings.HasPrefix(string(body), "ok\n"+told) {
		t.Errorf("%d %q, %v", answer.StatusCode, body, err)
	}
}
