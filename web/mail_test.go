package web

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"mtp/internal/mail"
	"mtp/internal/mail/mailtest"
	"mtp/internal/portal"
	"mtp/store"
)

// undelivered lets an invitation fail, and returns the letter's id.
func (p *testPortal) undelivered() string {
	p.t.Helper()
	ctx := context.Background()
	must(p.store.RequestPasswordReset(ctx, store.By{}, invited))
	for {
		l, ok, err := p.store.NextLetter(ctx)
		must(err)
		if !ok {
			p.t.Fatal("no invitation is due")
		}
		if l.Kind == mail.Invitation {
			must(p.store.LetterFailed(ctx, l.ID, errors.New("no")))
			return l.ID
		}
		must(p.store.LetterDelivered(ctx, l.ID))
	}
}

// postOffice is a mail server and who takes letters there.
type postOffice struct {
	*mailtest.Server
	courier *mail.Courier
}

// mailedPortal serves a portal whose mail goes through a mail server.
func mailedPortal(t *testing.T) (*testPortal, postOffice) {
	t.Helper()
	p := newPortal(t, func(c *Config) {
		c.MailSetUp = true
		c.Deliver = func(context.Context, string) mail.Standing {
			t.Error("a request waits for the mail")
			return mail.Waiting
		}
	})
	return p, p.postOffice(mailtest.Start(t))
}

func (p *testPortal) postOffice(server *mailtest.Server) postOffice {
	p.t.Helper()
	parsed, err := mail.ParseServer(server.URL)
	must(err)
	return postOffice{server, &mail.Courier{
		Box: p.store, Sender: parsed.Sender("portal@example.com", p.server.URL), Log: slog.New(slog.NewJSONHandler(&p.log, nil)),
	}}
}

// drain delivers what is due, and returns the letters to Ida Rhodes that have
// arrived so far.
func (o postOffice) drain(t *testing.T) []string {
	t.Helper()
	o.courier.Drain(t.Context())
	var hers []string
	for _, l := range o.Letters() {
		if strings.Contains(l, invited) {
			hers = append(hers, l)
		}
	}
	return hers
}

var mailedLink = regexp.MustCompile(`(?m)^http://\S+(/set-password/[A-Z2-7]{26})\r?$`)

func TestAnInvitationArrivesThroughTheMailServerWithItsLink(t *testing.T) {
	p, post := mailedPortal(t)
	p.signedIn(billing).open("/administrators").click("Ida Rhodes").press("Resend Invitation").expect(200, "The invitation is on its way.")
	letters := post.drain(t)
	if len(letters) != 1 {
		t.Fatalf("%d letters arrived: %q", len(letters), letters)
	}
	link := mailedLink.FindStringSubmatch(letters[0])
	if link == nil {
		t.Fatalf("no link alone on a line:\n%s", letters[0])
	}
	p.browser().open(link[1]).expect(200, "Ida Rhodes")
	if again := post.drain(t); len(again) != 1 {
		t.Errorf("it was sent again: %d letters", len(again))
	}
	if strings.Contains(p.log.String(), link[1]) || strings.Contains(p.log.String(), invited) {
		t.Error("the log tells the link or the address")
	}
}

func TestAMailThatTheServerPutsOffIsShownAndSentLater(t *testing.T) {
	p, post := mailedPortal(t)
	b := p.signedIn(billing).open("/").expect(200)
	if strings.Contains(b.body, "could not be delivered") {
		t.Error("nothing failed yet")
	}
	b.open("/mail").expect(200, "Undelivered mail", "All mail has been delivered, or is on its way.")
	b.open("/administrators").click("Ida Rhodes").press("Resend Invitation")
	post.drain(t)
	post.Refuse(451)
	b.press("Resend Invitation")
	post.drain(t)
	b.open("/").expect(200, "1 email could not be delivered.").click("See why")
	b.expect(200, "Ida Rhodes", invited, "Invitation", "The mail server put the email off: 451 no.")
	post.Refuse(0)
	if early := post.drain(t); len(early) != 1 {
		t.Errorf("it was tried again at once: %d letters", len(early))
	}
	p.wait(15 * time.Second)
	if letters := post.drain(t); len(letters) != 2 {
		t.Errorf("%d letters arrived", len(letters))
	}
	b.open("/mail").expect(200, "All mail has been delivered")
}

func TestAMailThatTheServerRefusesIsGivenUpAndCanBeSentAgain(t *testing.T) {
	p, post := mailedPortal(t)
	post.drain(t)
	post.Refuse(550)
	b := p.signedIn(billing).open("/administrators").click("Ida Rhodes").press("Resend Invitation")
	post.drain(t)
	post.Refuse(0)
	p.wait(30 * time.Minute)
	if letters := post.drain(t); len(letters) != 0 {
		t.Errorf("it was tried again by itself: %q", letters)
	}
	b.open("/mail").expect(200, "The mail server refused the email: 550 no.", "None: given up")
	late := b.tab()
	b.press("Send again to Ida Rhodes").saved("/mail", "The email to Ida Rhodes is queued again. The email is on its way.")
	b.expect(200, "All mail has been delivered, or is on its way.")
	if letters := post.drain(t); len(letters) != 1 || mailedLink.FindStringSubmatch(letters[0]) == nil {
		t.Errorf("arrived: %q", letters)
	}
	if e := p.entries()[0]; e.Action != store.LetterSentAgain || e.Result != store.Done || e.TargetName != "Ida Rhodes" {
		t.Errorf("entry %+v", e)
	}
	late.press("Send again to Ida Rhodes").expect(409, "There is nothing left to do.")
}

func TestAMailServerThatHangsHoldsUpNobody(t *testing.T) {
	p, post := mailedPortal(t)
	post.drain(t)
	asked := post.Hang()
	b := p.signedIn(billing).open("/administrators").click("Ida Rhodes").press("Resend Invitation")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		post.courier.Drain(context.Background())
	}()
	<-asked
	b.open("/mail").expect(200)
	b.open("/administrators").click("Kathleen Booth").press("Resend Invitation").expect(200, "The invitation is on its way.")
	select {
	case <-ended:
		t.Error("the letter was not in the server's hands")
	default:
	}
	post.Release()
	<-ended
	if got := len(post.Letters()); got < 2 {
		t.Errorf("%d letters arrived", got)
	}
}

func TestAMailThatWasCommittedSurvivesAKillAndOneThatLeftIsNotSentTwice(t *testing.T) {
	p, post := mailedPortal(t)
	post.drain(t)
	p.signedIn(billing).open("/administrators").click("Ida Rhodes").press("Resend Invitation")
	killed := func(p *testPortal) *testPortal { // what is on the disk, without an orderly end
		folder := t.TempDir()
		if err := os.CopyFS(folder, os.DirFS(p.folder)); err != nil {
			t.Fatal(err)
		}
		return serve(t, folder)
	}
	p = killed(p)
	if letters := p.postOffice(post.Server).drain(t); len(letters) != 1 {
		t.Fatalf("%d letters arrived", len(letters))
	}
	p = killed(p)
	p.wait(time.Hour)
	if letters := p.postOffice(post.Server).drain(t); len(letters) != 1 {
		t.Errorf("%d letters arrived", len(letters))
	}
}

func TestOnlyWhoEditsAdministratorsIsToldOfUndeliveredMail(t *testing.T) {
	p := newPortal(t)
	p.undelivered()
	if b := p.signedIn(portal.AdministratorRole).open("/").expect(200); strings.Contains(b.body, "could not be delivered") {
		t.Error("an Administrator is told of it")
	}
	p.signedIn(billing).open("/").expect(200, "1 email could not be delivered.")
}
