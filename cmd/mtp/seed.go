package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"mtp/internal/credential"
	"mtp/internal/digit"
	"mtp/store"
)

// seed fills an empty database with believable data.
func seed(ctx context.Context, args []string, c config, _ io.Reader, out, errs io.Writer) error {
	var p store.SeedPlan
	f := flags("seed", "fills an empty database with sample data. Only demo@mtp.example can log in, with MTP_PASSWORD or a random password.", out)
	f.StringVar(&c.data, "data", c.data, "data `folder` (MTP_DATA)")
	f.IntVar(&p.Administrators, "administrators", 100, "`number` of administrators")
	f.IntVar(&p.Organizations, "organizations", 200, "`number` of organizations")
	f.IntVar(&p.Access, "access", 10, "`number` of organizations that an administrator reaches, on average")
	f.IntVar(&p.Users, "users", 2000, "`number` of users, over all organizations")
	f.Uint64Var(&p.RandomSeed, "random-seed", 1, "the same `number` makes the same data")
	if err := parse(f, args); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.data, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	p.Password = c.password
	if p.Password == "" {
		p.Password = credential.NewToken()
	}
	made, err := s.Seed(ctx, p, progress(errs))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Made %s administrators, %s organizations, %s grants of access and %s users.\n",
		digit.Grouped(made.Administrators), digit.Grouped(made.Organizations), digit.Grouped(made.Access), digit.Grouped(made.Users))
	if c.password == "" {
		fmt.Fprintf(out, "Log in as demo@mtp.example with the password %s\n", p.Password)
	} else {
		fmt.Fprintln(out, "Log in as demo@mtp.example with the password in MTP_PASSWORD.")
	}
	return nil
}

// progress returns what shows how far the work is, on a terminal only.
func progress(errs io.Writer) func(done, total int) {
	file, ok := errs.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(errs), progressbar.OptionSetDescription("Seeding"),
				progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(done)
	}
}
