package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"mtp/internal/portal"
	"mtp/store"
)

// initialise creates the first Administrator with Billing without a browser.
func initialise(ctx context.Context, args []string, c config, in io.Reader, out, errs io.Writer) error {
	var d portal.Draft
	f := flags("init", "creates the first Administrator with Billing. The password comes from MTP_PASSWORD or is asked for.", out)
	f.StringVar(&c.data, "data", c.data, "data `folder` (MTP_DATA)")
	f.StringVar(&d.Email, "email", "", "email `address`")
	f.StringVar(&d.FirstName, "first-name", "", "first `name`")
	f.StringVar(&d.LastName, "last-name", "", "last `name`")
	f.BoolVar(&d.RequireMFA, "mfa", false, "require MFA")
	if err := parse(f, args); err != nil {
		return err
	}
	if d.Email == "" || d.FirstName == "" || d.LastName == "" {
		return usageError{errors.New("give --email, --first-name and --last-name (- for a person with one name)")}
	}
	s, err := store.Open(ctx, c.data, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	password := c.password
	if password == "" {
		if password, err = askPassword(in, errs); err != nil {
			return err
		}
	}
	made, err := s.Init(ctx, d, password)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is an Administrator with Billing and can log in with %s.\n", made.Name, made.Email)
	return nil
}

// askPassword asks for a password twice on a terminal, without showing it, and
// otherwise reads one line.
func askPassword(in io.Reader, prompt io.Writer) (string, error) {
	file, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(in).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", errors.New("there is no password; set MTP_PASSWORD or type one when asked")
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return line, err
	}
	var typed [2]string
	for i, words := range []string{"Password: ", "The same again: "} {
		fmt.Fprint(prompt, words)
		line, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(prompt)
		if err != nil {
			return "", err
		}
		typed[i] = string(line)
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two passwords differ; run the command again")
	}
	return typed[0], nil
}
