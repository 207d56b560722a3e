package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"mtp/store"
)

// recoverAdministrator makes someone an active Administrator with Billing when
// nobody can log in, and prints a link to set a password.
func recoverAdministrator(ctx context.Context, args []string, c config, _ io.Reader, out, _ io.Writer) error {
	f := flags("recover", "makes an administrator an active Administrator with Billing again and prints a link to set a password.", out)
	email := f.String("email", "", "email `address` of the administrator")
	f.StringVar(&c.data, "data", c.data, "data `folder` (MTP_DATA)")
	f.StringVar(&c.url, "url", c.url, "public base `URL` (MTP_URL)")
	if err := parse(f, args); err != nil {
		return err
	}
	if *email == "" {
		return usageError{errors.New("give --email")}
	}
	settings, err := c.check()
	if err != nil {
		return err
	}
	if err := thereIsADatabase(c.data); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.data, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	made, token, err := s.Recover(ctx, *email)
	if err != nil {
		return err
	}
	ended := cmp.Or(made.Ended(), "No session, link or API key had to end.")
	fmt.Fprintf(out, "%s is an Administrator with Billing again.\n%s\nSet a password within one hour:\n%s/set-password/%s\n", made.Name, ended, settings.base, token)
	return nil
}
