package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

func TestAnOrganizationIsTextForWhoMayOnlyRead(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.ReadOnlyRole).open("/organizations").click("Acme").expect(200, "Your role, Read Only, may not add or rename organizations.", "Who reaches it")
	if b.at.Path != organizationPath(begun.acme) || b.page.Find("input[name=name], input[type=checkbox], main form[method=post]").Length() != 0 {
		t.Errorf("%s has what changes something", b.at.Path)
	}
	if diff := cmp.Diff([]string{"Name", "Email", "Role", "Status", "Access", "Since", "Granted by"}, b.names("thead th")); diff != "" {
		t.Error(diff)
	}
	b.fill("Search people who reach it", "perl").press("Apply")
	if row := b.rows()[0]; row[4] != "Selected organizations" || !strings.HasSuffix(row[5], "UTC") || row[6] != "Ada Lovelace" {
		t.Errorf("%q", row)
	}
	b.click("Radia Perlman").expect(200)
	// Out of reach it is as if there were none.
	b.open(organizationPath(begun.globex)).expect(404)
	b.open(organizationPath(begun.acme)+"?q=x&rule=some").expect(422, "The list cannot be filtered by that.")
	for _, role := range []portal.Role{portal.CommandRunner, portal.BillingOnly} {
		b := p.signedIn(role).open("/organizations").expect(200, "Acme")
		if called(b.shown("main a"), "Acme").Length() != 0 {
			t.Errorf("%s is led to a page that is closed", role)
		}
	}
}

func TestSomebodyWhoWasDeletedKeepsAPageWithoutActions(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/administrators").click("Radia Perlman")
	at := b.at.Path
	b.press("Delete").fill("Type the email address to confirm", address(portal.Manager)).press("Delete").saved("/administrators", "Radia Perlman is deleted. 1 session ended.")
	b.open("/activity?action=administrator.deleted").click("Radia Perlman")
	b.expect(200, "This account was deleted.", "Deleted byAda Lovelace", address(portal.Manager), "1 organization: Acme")
	if b.at.Path != at || b.page.Find("main form").Length() != 0 {
		t.Errorf("%s has forms", b.at.Path)
	}
	b.click("See the activity").expect(200, "Delete administrator", "Add administrator")
	for _, action := range []string{"", "/suspend", "/restore", "/delete", "/unlock", "/reset-mfa", "/send-password-reset", "/resend-invitation"} {
		for _, confirmed := range []string{"", "confirm=yes&confirm_email=" + address(portal.Manager) + "&first_name=A&last_name=B&email=a@example.com&role=manager&access=selected"} {
			if answer := p.request(http.MethodPost, at+action, billing, confirmed); answer.StatusCode != http.StatusNotFound {
				t.Errorf("%s %q answers %d", action, confirmed, answer.StatusCode)
			}
		}
	}
	reader := p.signedIn(portal.ReadOnlyRole).open(at).expect(200, "Deleted", "1 organization")
	if strings.Contains(reader.body, "1 organization: Acme") {
		t.Error("the access of others is named to who may not see it")
	}
	p.signedIn(portal.CommandRunner).open(at).expect(403)
}

func TestActivityIsFilteredByOrganization(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/activity").fill("Organization", "globex").press("Apply").expect(200, "Globex")
	if b.value("Organization") != "globex" {
		t.Error("the filter is forgotten")
	}
	rows, err := csv.NewReader(strings.NewReader(b.click("Export CSV").body)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Errorf("%q, %v", rows, err)
	}
	reader := p.signedIn(portal.ReadOnlyRole)
	for _, path := range []string{"/activity?organization=globex", "/activity?q=globex"} {
		reader.open(path).expect(200, "No activity matches.")
	}
	reader.open("/activity?organization=acme&action=organization.added").click("Acme").expect(200, "Who reaches it")
}

func TestANameThatFitsTooManyOrganizationsIsAskedForMoreExactly(t *testing.T) {
	p := newPortal(t)
	boss := store.By{AdministratorID: p.who(address(billing)).ID}
	for i := range 201 {
		if _, err := p.store.AddOrganization(t.Context(), boss, "Site "+number(i)); err != nil {
			t.Fatal(err)
		}
	}
	b := p.signedIn(billing).open("/activity?organization=site").expect(422, "More than 200 organizations have this in their name. Type more of it.")
	b.tab().open("/activity.csv?organization=site").expect(422, "Type more of it.")
	b.fill("Organization", "Site 200").press("Apply").expect(200, "1–1 of 1")
}

func TestAllOrganizationsSaySinceWhen(t *testing.T) {
	p := newPortal(t)
	p.signedIn(portal.ReadOnlyRole).open("/administrators").click("Ada Lovelace").expect(200, "All organizations are reached, and each that is added later.", "granted by")
}

func TestOneOfAnOrganizationsOwnWhoWasDeletedKeepsAPageThere(t *testing.T) {
	p := newPortal(t)
	boss := p.as(billing)
	boss.OrganizationID = begun.acme
	out, err := p.store.AddAdministrator(t.Context(), boss, portal.Draft{FirstName: "Otto", LastName: "Own", Email: "otto@acme.example", Role: portal.Manager}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.DeleteAdministrator(t.Context(), boss, out.ID, "otto@acme.example"); err != nil {
		t.Fatal(err)
	}
	b := p.signedIn(billing).open("/organizations?q=acme").press("Launch Acme").open(administratorsPath(begun.acme)+"/"+out.ID).expect(200, "This account was deleted.", "otto@acme.example")
	if b.page.Find("main form").Length() != 0 {
		t.Error("something can be done to who is gone")
	}
	b.open("/administrators/" + out.ID).expect(404)
	for _, action := range []string{"", "/suspend", "/restore", "/delete", "/unlock", "/reset-mfa", "/send-password-reset", "/resend-invitation"} {
		if answer := p.request(http.MethodPost, administratorsPath(begun.acme)+"/"+out.ID+action, billing, "confirm=yes"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", action, answer.StatusCode)
		}
	}
}
