package web

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"mtp/internal/mail"
	"mtp/store"
)

func TestAPageSaysWhereTheFileOfItsLetterIs(t *testing.T) {
	courier := &mail.Courier{Log: slog.New(slog.DiscardHandler)}
	p := newPortal(t, func(c *Config) { c.Deliver = courier.Deliver })
	outbox := filepath.Join(p.folder, store.OutboxFolder)
	courier.Box, courier.Sender = p.store, mail.Folder{Dir: outbox, From: "portal@example.com", URL: p.server.URL}
	b := p.signedIn(billing).open("/administrators").click("Ida Rhodes").press("Resend Invitation")
	file := regexp.MustCompile(`the invitation is in (outbox/[-a-z0-9]+\.eml)`).FindStringSubmatch(b.body)
	if file == nil {
		t.Fatalf("no file is named:\n%s", b.body)
	}
	if _, err := os.Stat(filepath.Join(p.folder, file[1])); err != nil {
		t.Error(err)
	}
	must(os.RemoveAll(outbox))
	must(os.WriteFile(outbox, nil, 0o600)) // not even root can write into it
	b.press("Resend Invitation")
	if !regexp.MustCompile(`Mail is not set up; outbox/[-a-z0-9]+\.eml could not be written\. The portal tries again\.`).MatchString(b.body) {
		t.Errorf("the page says otherwise:\n%s", b.body)
	}
}

func TestAPageThatDoesNotWaitLongerSaysWhereTheFileWillBe(t *testing.T) {
	p := newPortal(t, func(c *Config) { c.Deliver = func(context.Context, string) mail.Standing { return mail.Waiting } })
	p.signedIn(billing).open("/administrators").click("Ida Rhodes").press("Resend Invitation").expect(200, "Mail is not set up; the invitation will be in outbox/")
}
