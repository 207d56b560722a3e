// Command mtp is the Multi-Tenant Portal: the console in which a managed
// service provider manages its own administrators.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"mtp/internal/blank"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

const usage = `mtp is a Multi-Tenant Portal: the console in which a managed-service provider
manages its own administrators.

  mtp serve      run the portal (also plain mtp)
  mtp init       create the first Administrator with Billing without a browser
  mtp recover    make someone an Administrator with Billing when nobody can log in
  mtp seed       fill an empty database with sample data
  mtp check      verify the database and its rules
  mtp billing    set prices, issue invoices and record payments
  mtp mail test  send a test email, to see whether mail works
  mtp version    print the version

"mtp COMMAND -h" lists the flags of a command. Settings come from the
environment: MTP_ADDR, MTP_DATA, MTP_URL, MTP_SMTP_URL, MTP_MAIL_FROM,
MTP_TRUSTED_PROXIES, MTP_HELP_URL, MTP_METRICS_ADDR, and MTP_PASSWORD for
init and seed.
`

// command is one of the program's commands.
type command func(ctx context.Context, args []string, c config, in io.Reader, out, errs io.Writer) error

var commands = map[string]command{
	"serve": serve, "init": initialise, "recover": recoverAdministrator, "seed": seed, "check": check,
	"billing": bill, "mail": testMail, "version": printVersion,
}

// run runs the command that args name and returns the exit code: 0 on success,
// 1 when it failed, with one line on errs, and 2 when it was called wrongly.
func run(ctx context.Context, args, environment []string, in io.Reader, out, errs io.Writer) int {
	name := "serve"
	if len(args) > 0 && (args[0] == "-h" || args[0] == "--help") {
		name = "help"
	} else if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	do, ok := commands[name]
	if name == "help" {
		fmt.Fprint(out, usage)
		return 0
	}
	if !ok {
		fmt.Fprintf(errs, "mtp: there is no command %q\n\n%s", name, usage)
		return 2
	}
	c, err := loadConfig(environment)
	if err == nil {
		err = do(ctx, args, c, in, out, errs)
	}
	var wrong usageError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(errs, "mtp %s: %v\n", name, err)
		return 2
	}
	fmt.Fprintf(errs, "mtp %s: %v\n", name, err)
	return 1
}

// usageError is a command that was called wrongly.
type usageError struct{ error }

// flags returns the flag set of a command, which prints help to out.
func flags(name, about string, out io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("mtp "+name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {
		fmt.Fprintf(out, "mtp %s %s\n\n", name, about)
		f.SetOutput(out)
		f.PrintDefaults()
		f.SetOutput(io.Discard)
	}
	return f
}

// parse reads the flags and refuses what is left over.
func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usageError{err}
	}
	if f.NArg() > 0 {
		return usageError{fmt.Errorf("%q is not expected here", f.Arg(0))}
	}
	var err error
	f.Visit(func(given *flag.Flag) { // as text is read from a form
		err = errors.Join(err, given.Value.Set(blank.Trim(given.Value.String())))
	})
	return err
}
