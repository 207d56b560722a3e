package main

import (
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mtp/internal/mail/mailtest"
)

func TestATestMailSaysInOneLineWhetherTheSettingsWork(t *testing.T) {
	post := mailtest.Start(t)
	environment := []string{"MTP_SMTP_URL=" + post.URL, "MTP_MAIL_FROM=portal@example.com"}
	address, _, _ := strings.Cut(strings.TrimPrefix(post.URL, "smtp://"), "?")
	got := mtp(t, environment, "", "mail", "test", "--to", "ada@example.com")
	if got.code != 0 || got.errs != "" || got.out != "The mail server "+address+" took the email.\n" {
		t.Errorf("%+v", got)
	}
	if letters := post.Letters(); len(letters) != 1 || !strings.Contains(letters[0], "Subject: Test email from the Multi-Tenant Portal") || !strings.Contains(letters[0], "ada@example.com") {
		t.Errorf("arrived: %q", letters)
	}
	post.Refuse(550)
	mtp(t, environment, "", "mail", "test", "--to", "ada@example.com").refuses(t, 1, "^mtp mail: The mail server refused the email: 550 no$")

	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	mtp(t, []string{"MTP_SMTP_URL=smtp://" + nobody.Addr().String() + "?tls=none"}, "", "mail", "test", "--to", "ada@example.com").
		refuses(t, 1, "^mtp mail: The mail server could not be reached$")
}

func TestMailTakesDomainsBeyondASCII(t *testing.T) {
	post := mailtest.Start(t)
	got := mtp(t, []string{"MTP_SMTP_URL=" + post.URL, "MTP_MAIL_FROM=portal@bücher.example"}, "", "mail", "test", "--to", "ada@BÜRO.example")
	if got.code != 0 || got.errs != "" {
		t.Fatalf("%+v", got)
	}
	letter := post.Letters()[0]
	for _, want := range []string{"From: <portal@xn--bcher-kva.example>", "To: <ada@xn--bro-hoa.example>", "@xn--bcher-kva.example>"} {
		if !strings.Contains(letter, want) {
			t.Errorf("%s is missing in:\n%s", want, letter)
		}
	}
}

func TestATestMailNeedsAServerAndAnAddress(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	mtp(t, in(folder), "", "mail", "test", "--to", "ada@example.com").
		refuses(t, 1, "^mtp mail: mail is not set up: each mail becomes a file in "+regexp.QuoteMeta(filepath.Join(folder, "outbox"))+"; set MTP_SMTP_URL to send mail$")
	mtp(t, in(folder), "", "mail", "test").refuses(t, 2, `--to is ""; give an email address`)
	mtp(t, in(folder), "", "mail", "test", "--to", "ada").refuses(t, 2, `--to is "ada"; give an email address`)
	mtp(t, in(folder), "", "mail", "test", "--to", "jörg@example.com").refuses(t, 2, `--to is "jörg@example.com"; before the @`)
	mtp(t, in(folder), "", "mail").refuses(t, 2, "give the command mtp mail test --to ADDRESS")
	if found, _ := filepath.Glob(folder); found != nil {
		t.Error("the data folder was made")
	}
}

func TestThePortalSendsItsMailThroughTheServerThatIsSet(t *testing.T) {
	post := mailtest.Start(t)
	folder := initialised(t)
	r := start(t, []string{"MTP_DATA=" + folder, "MTP_MAIL_FROM=portal@example.com"}, "serve", "--smtp-url", post.URL)
	answer, err := http.PostForm(r.base+"/forgot-password", url.Values{"email": {"ada@example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	letter := <-post.Arrived()
	link := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(r.base) + `(/set-password/[A-Z2-7]{26})\r?$`).FindStringSubmatch(letter)
	if link == nil {
		t.Fatalf("no link alone on a line:\n%s", letter)
	}
	if code, body := r.get(link[1]); code != 200 || !strings.Contains(body, "Ada Lovelace") {
		t.Errorf("the link: %d", code)
	}
	r.end()
	if files, _ := filepath.Glob(filepath.Join(folder, "outbox", "*")); files != nil {
		t.Errorf("there are files too: %q", files)
	}
}
