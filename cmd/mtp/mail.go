package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"mtp/internal/mail"
)

// testMail sends a test mail by the settings and says in one line whether the
// mail server took it.
func testMail(ctx context.Context, args []string, c config, _ io.Reader, out, _ io.Writer) error {
	test := len(args) > 0 && args[0] == "test"
	if test {
		args = args[1:]
	}
	f := flags("mail test", "sends a test email and says whether the mail server took it.", out)
	to := f.String("to", "", "email `address` to send it to")
	c.addFlags(f)
	if err := parse(f, args); err != nil {
		return err
	}
	if !test {
		return usageError{errors.New("give the command mtp mail test --to ADDRESS")}
	}
	address, err := mail.Address(*to)
	if err != nil {
		return usageError{fmt.Errorf("--to is %q; %w", *to, err)}
	}
	settings, err := c.check()
	if err != nil {
		return err
	}
	if settings.mailServer == nil {
		return fmt.Errorf("mail is not set up: each mail becomes a file in %s; set MTP_SMTP_URL to send mail", c.outbox())
	}
	l := mail.Letter{ID: strings.ToLower(rand.Text()), Kind: mail.Test, To: address, At: time.Now()}
	if err := c.sender(settings).Send(ctx, l); err != nil {
		return errors.New(mail.Reason(err))
	}
	fmt.Fprintf(out, "The mail server %v took the email.\n", settings.mailServer)
	return nil
}
