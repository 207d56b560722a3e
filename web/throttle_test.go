package web

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"mtp/internal/credential"
	"mtp/internal/portal"
)

func TestTooManyWrongPasswordsMakeOneWait(t *testing.T) {
	p := newPortal(t)
	signedIn := p.signedIn(portal.Manager).open("/roles").expect(200)
	for range credential.FreeAccount + 1 {
		p.logIn(address(portal.Manager), otherPassword).expect(422)
	}
	b := p.logIn(address(portal.Manager), password)
	b.expect(429, "Too many wrong attempts. Wait 1 second and try again.")
	if b.header.Get("Retry-After") != "1" || b.value("Email") != address(portal.Manager) || b.value("Password") != "" {
		t.Errorf("Retry-After is %q, the form holds %q", b.header.Get("Retry-After"), b.value("Email"))
	}
	p.logIn(address(portal.HelpDesk), password).expect(200, "Welcome, Joan")
	signedIn.open("/roles").expect(200)
	p.wait(time.Second)
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
	p.logIn(address(portal.Manager), otherPassword).expect(422)
}

// wrong gives as many wrong passwords, and waits as long as it is told.
func (p *testPortal) wrong(email string, times int) {
	p.t.Helper()
	for times > 0 {
		b := p.logIn(email, otherPassword)
		switch b.code {
		case http.StatusTooManyRequests:
			seconds, err := strconv.Atoi(b.header.Get("Retry-After"))
			if err != nil {
				p.t.Fatal(err)
			}
			p.wait(time.Duration(seconds) * time.Second)
		case http.StatusUnprocessableEntity:
			times--
		default:
			p.t.Fatalf("answers %d", b.code)
		}
	}
}

func TestALockedAdministratorIsShownAndUnlocked(t *testing.T) {
	p := newPortal(t)
	p.wrong(address(portal.Manager), credential.LockAfter)
	p.wait(15 * time.Minute)
	p.logIn(address(portal.Manager), password).expect(422)
	p.wait(15 * time.Minute)
	b := p.logIn(address(billing), password).open("/administrators?status=locked").expect(200)
	if rows := b.rows(); len(rows) != 1 || rows[0][0] != "Radia Perlman" || rows[0][3] != "Locked" {
		t.Errorf("locked are %q", rows)
	}
	b.click("Radia Perlman").expect(200, "Locked").press("Unlock").saved(b.at.Path, "Radia Perlman is unlocked and can log in again.")
	if called(b.shown("button"), "Unlock").Length() != 0 {
		t.Error("Unlock is still offered")
	}
	p.wait(15 * time.Minute)
	p.logIn(address(portal.Manager), password).expect(200, "Welcome, Radia")
}

func TestTheLastAdministratorWithBillingIsNeverLocked(t *testing.T) {
	p := newPortal(t)
	p.wrong(address(billing), credential.LockAfter+1)
	p.wait(15 * time.Minute)
	p.logIn(address(billing), password).expect(200, "Welcome, Ada")
}
