package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
)

// secondWithBilling makes the Administrator one with billing too, and returns the
// name and the time by which changes are told now.
func (p *testPortal) secondWithBilling() (who string) {
	page := "/administrators/" + p.who(address(portal.AdministratorRole)).ID
	p.signedIn(billing).open(page).choose("Role", "Administrator with Billing").press("Save User").saved(page, "saved")
	return p.told(portal.AdministratorRole)
}

func (p *testPortal) told(r portal.Role) string {
	return names[r][0] + " " + names[r][1] + " (" + moment(p.now()) + ")"
}

// A form that can be saved over: who else fills in which field, and the person's own.
func TestWhatTwoPeopleChangedOfOneThingStandsBoth(t *testing.T) {
	p := newPortal(t)
	const whole = "contact_name=First&contact_email=a@example.com&same=on&mailing_country=DE&mailing_line1=Weg 1&mailing_city=Bonn&mailing_postal_code=53113"
	if answer := p.request(http.MethodPost, informationPath, billing, whole); answer.StatusCode != http.StatusSeeOther {
		t.Fatal(answer.Status)
	}
	p.secondWithBilling()
	reader := p.who(address(portal.ReadOnlyRole)).ID
	for name, test := range map[string]struct {
		other                       portal.Role
		page, save                  string
		theirs, theirNew            string // the field that somebody else changes
		mine, mineNew               string
		third, thirdOld, thirdTheir string // a field that both change
	}{
		"an administrator": {
			portal.AdministratorRole, "/administrators/" + reader, "Save User",
			"Administrator Email Address", "new@example.com", "Last Name", "Mine", "First Name", "Rada", "Rasia",
		},
		"an organization's own administrator": {
			portal.AdministratorRole, "/o/" + begun.acme + "/administrators/" + begun.own, "Save User",
			"Administrator Email Address", "own.new@example.com", "Last Name", "Mine", "First Name", "Owen", "Olwen",
		},
		"a user": {
			portal.Manager, p.userURL(begun.user), "Save User",
			"User Email", "uma.new@example.com", "Last Name", "Mine", "Username", "umamine", "umatheirs",
		},
		"billing information": {
			portal.BillingOnly, informationPath, "Save Billing Information",
			"Email", "bills@example.com", "Name", "Mine", "Phone", "030 1", "030 2",
		},
		"an address": {
			portal.BillingOnly, informationPath, "Save Billing Information",
			"City", "Berlin", "Name", "Mine Too", "Phone", "030 3", "030 4",
		},
		"a payment method": {
			portal.BillingOnly, methodsPath + "/" + begun.method, "Save Payment Method",
			"Last four digits", "4321", "Reference", "ref-mine", "Holder", "My Holder", "Their Holder",
		},
	} {
		t.Run(name, func(t *testing.T) {
			open := func(r portal.Role) *browser {
				b := p.signedIn(r)
				b.t = t
				return b.open(test.page)
			}
			a := open(billing)
			b := open(test.other)
			who := p.told(test.other)
			b.fill(test.theirs, test.theirNew).press(test.save)
			a.fill(test.mine, test.mineNew).press(test.save).expect(409, "Changes were saved in the meantime", "Changed by "+who+". The form holds it.", "Changed by you, not saved yet.")
			if a.value(test.theirs) != test.theirNew || a.value(test.mine) != test.mineNew || a.alerted() != "" {
				t.Fatalf("the form holds %q and %q: %s", a.value(test.theirs), a.value(test.mine), a.alerted())
			}
			a.press(test.save)
			if a.first != http.StatusSeeOther {
				t.Fatalf("saving what is shown answers %d", a.first)
			}
			if now := open(billing); now.value(test.theirs) != test.theirNew || now.value(test.mine) != test.mineNew {
				t.Fatalf("saved: %q and %q", now.value(test.theirs), now.value(test.mine))
			}

			// Three ways: two others save one after the other, the last over the field that is being changed.
			a, c := open(billing), open(test.other)
			c.fill(test.third, test.thirdTheir).press(test.save)
			a.fill(test.third, test.thirdOld).press(test.save).expect(409, "Changed by "+who+", and here by you. The form holds yours: check it.", "Saved here as “"+test.thirdTheir+"” by "+who)
			if a.value(test.third) != test.thirdOld {
				t.Fatalf("the form holds %q", a.value(test.third))
			}
			again := open(test.other)
			again.fill(test.mine, test.mineNew+"x").press(test.save)
			a.press(test.save).expect(409, "Changed by "+who+". The form holds it.")
			a.press(test.save)
			if now := open(billing); now.value(test.third) != test.thirdOld || now.value(test.mine) != test.mineNew+"x" || now.value(test.theirs) != test.theirNew {
				t.Fatalf("saved: %q, %q and %q", now.value(test.third), now.value(test.mine), now.value(test.theirs))
			}
		})
	}
}

func TestChoicesAreMergedAsTextIs(t *testing.T) {
	p := newPortal(t)
	p.secondWithBilling()
	page := "/administrators/" + p.who(address(portal.Manager)).ID
	a, b := p.signedIn(billing).open(page), p.signedIn(portal.AdministratorRole).open(page)
	b.choose("Role", "Help Desk").tick("Require MFA").tick("Globex").press("Save User").saved(page, "saved")
	a.tick("Enable API access").tick("Initech").press("Save User").expect(409, "Added 1 organization: Globex", "and here by you. Yours are made on top of theirs.")
	want := [][]string{{"Require MFA", "On", "Off"}, {"Role", "Help Desk", "Manager"}}
	if diff := cmp.Diff(want, a.rows()[1:3]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.press("Save User").saved(page, "saved")
	if got := p.who(address(portal.Manager)); got.Role != portal.HelpDesk || !got.RequireMFA || !got.APIAccess || got.OrganizationCount != 3 {
		t.Errorf("saved: %+v", got)
	}

	// All organizations would drop what was ticked one by one.
	a, b = a.open(page), b.open(page)
	b.tick("All organizations").press("Save User").saved(page, "saved")
	a.untick("Globex").press("Save User").expect(409, "Organization Access", "and here by you. The form holds yours")
	if a.ticked("All organizations") {
		t.Error("the form says all organizations")
	}
}

func TestSuspendingIsToldToWhoSavesAfterIt(t *testing.T) {
	p := newPortal(t)
	who := p.secondWithBilling()
	page := "/administrators/" + p.who(address(portal.Manager)).ID
	a := p.signedIn(billing).open(page)
	p.signedIn(portal.AdministratorRole).open(page).press("Suspend").press("Suspend")
	a.fill("Last Name", "Mine").press("Save User").expect(409)
	want := [][]string{{"Changed by " + who + ". The form holds it."}, {"Status", "Suspended", "Active"}}
	if diff := cmp.Diff(want, a.rows()[:2]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.press("Save User").saved(page, "saved")
}

func TestAFormThatDoesNotSayHowItWasOpenedKeepsWhatItSays(t *testing.T) {
	p := newPortal(t)
	page := p.userURL(begun.user)
	for opened, email := range map[string]string{"": "a@example.com", "%": "b@example.com", "entry=x": "c@example.com", "entry=-1&last_name=Mine": "d@example.com"} {
		a, b := p.signedIn(billing).open(page), p.signedIn(portal.Manager).open(page)
		said := a.value("User Email")
		b.fill("User Email", email).press("Save User").saved(page, "saved")
		a.pressWith("Save User", func(f url.Values) { f.Set("opened", opened) })
		a.expect(409, "Changed by "+p.told(portal.Manager)+", and here by you. The form holds yours: check it.")
		if got := a.value("User Email"); got != said {
			t.Errorf("opened with %q, the form holds %q", opened, got)
		}
	}
}
