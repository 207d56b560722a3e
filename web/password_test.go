package web

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
)

const otherPassword = "wooden rocket under lavender"

func TestForgotPasswordAnswersTheSameForEveryAddress(t *testing.T) {
	p := newPortal(t)
	var first string
	for _, email := range []string{address(portal.Manager), "nobody@example.com", suspended, invited, "\xff\x00", strings.Repeat("a", 10_000)} {
		b := p.browser().open("/login").click("Forgot password?")
		b.fill("Email", email).press("Send reset link").saved("/forgot-password", "If an administrator has this address, a link to set a new password is ready. It works for one hour. This portal sends no email yet; ask an Administrator with Billing for the link.")
		if first == "" {
			first = b.body
		}
		if diff := cmp.Diff(first, b.body); diff != "" {
			t.Errorf("%.30q answers otherwise:\n%s", email, diff)
		}
	}
	p.browser().open("/forgot-password").press("Send reset link").expect(422, "Enter your email address.")
	var sent []string
	for {
		l, ok, err := p.store.NextLetter(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		sent = append(sent, l.To)
		if err := p.store.LetterDelivered(context.Background(), l.ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(sent) != 2 || !strings.Contains(strings.Join(sent, " "), address(portal.Manager)) || !strings.Contains(strings.Join(sent, " "), invited) {
		t.Errorf("letters went to %v", sent)
	}
}

func TestASetPasswordLinkIsSpentBySendingTheFormAndNotByOpeningIt(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	for range 3 {
		b.open("/set-password/"+begun.link).expect(200, "For Kathleen Booth, linked@example.com.")
	}
	b.fill("New password", "password").fill("Confirm new password", "password").press("Set password").expect(422, "Use at least 15 characters.")
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	again := *b
	b.press("Set password").saved("/login", "The password of Kathleen Booth is set. Log in with it.")
	again.press("Set password").saved("/login", "The password of Kathleen Booth is set.")
	if b.open("/"); b.at.Path != "/login" {
		t.Errorf("the link signed in: %s", b.at.Path)
	}
	b.open("/set-password/"+begun.link).expect(410, "Ask an Administrator with Billing for a new one.", "Forgot password?")
	p.logIn(linked, otherPassword).expect(200, "Welcome, Kathleen")
	p.browser().open("/set-password/NEVERALINKNEVERALINKNEVERA").expect(410, "This link no longer works")
}

func TestASpentLinkIsDeadForAFormThatWasOpenedEarlier(t *testing.T) {
	p := newPortal(t)
	earlier := p.browser().open("/set-password/" + begun.link)
	earlier.fill("New password", "another "+otherPassword).fill("Confirm new password", "another "+otherPassword)
	p.browser().open("/set-password/"+begun.link).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	earlier.press("Set password").expect(410)
	p.logIn(linked, otherPassword).expect(200)
}

func TestALinkOpenedWhileSignedInAsSomebodyElseLeavesThatSessionAlone(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/set-password/"+begun.link).expect(200, "Kathleen Booth")
	b.fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	b.expect(200)
	if got := b.said(); !strings.Contains(got, "The password of Kathleen Booth is set.") {
		t.Errorf("says %q", got)
	}
	if b.open("/profile").expect(200); b.value("First Name") != "Radia" {
		t.Errorf("the profile is that of %s", b.value("First Name"))
	}
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
}

func TestALinkEndsTheSessionsOfItsOwner(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/roles").expect(200)
	if _, err := p.store.SendPasswordReset(t.Context(), p.as(portal.AdministratorWithBilling), p.who(address(portal.Manager)).ID); err != nil {
		t.Fatal(err)
	}
	p.browser().open("/set-password/"+nextLink(p.store)).fill("New password", otherPassword).fill("Confirm new password", otherPassword).press("Set password")
	if b.open("/roles"); b.at.Path != "/login" {
		t.Errorf("the session goes on: %s", b.at)
	}
}

func TestOneChangesOnesOwnPassword(t *testing.T) {
	p := newPortal(t)
	other := p.logIn(address(portal.BillingOnly), password)
	b := p.signedIn(portal.BillingOnly).open("/").click("Profile").expect(200, "1 other browser")
	if got := b.page.Find("input[name=username]").AttrOr("value", ""); got != address(portal.BillingOnly) {
		t.Errorf("password managers are told %q", got)
	}
	b.fill("Current password", "wrong").fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	b.press("Change password").expect(422, "This is not your current password.")
	if strings.Contains(b.body, otherPassword) {
		t.Error("the form comes back with a password")
	}
	b.fill("Current password", password).fill("New password", otherPassword).fill("Confirm new password", otherPassword)
	again := *b
	token := b.client.Jar.Cookies(b.at)[0].Value
	b.press("Change password").saved("/profile", "Your password is changed. 1 other session ended.")
	if b.client.Jar.Cookies(b.at)[0].Value == token {
		t.Error("the session's token stays the same")
	}
	again.press("Change password").saved("/profile", "Your password is changed.")
	if other.open("/roles"); other.at.Path != "/login" {
		t.Error("the other session goes on")
	}
	b.open("/roles").expect(200)
	p.logIn(address(portal.BillingOnly), otherPassword).expect(200, "Welcome, Klara")
}

func TestALinkOpensAsMailProgramsHandItOn(t *testing.T) {
	p := newPortal(t)
	link := "/set-password/" + begun.link
	for _, changed := range []string{link + ".", link + ">", link + "%3E", link + "/", link + "/.", link + "%20", link + "%E2%80%8B", strings.ToLower(begun.link)} {
		if !strings.HasPrefix(changed, "/") {
			changed = "/set-password/" + changed
		}
		p.browser().open(changed).expect(200, "For Kathleen Booth, linked@example.com.")
	}
	for _, cut := range []string{link[:len(link)-1], link[:len(link)-6] + ".", "/set-password/x", "/setup/x"} {
		p.browser().open(cut).expect(410, "This link was not copied whole")
	}
	p.browser().open(strings.ToLower(link)+"/.").fill("New password", otherPassword).fill("Confirm new password", otherPassword).
		press("Set password").expect(200, "The password of Kathleen Booth is set.")
}
