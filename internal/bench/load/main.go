// Command load measures how near the portal comes to the floor: it starts both
// on copies of the same seeded database, drives them in turn, and prints one
// table of ratios. It runs in the root of the repository; `make bench` builds
// what it needs.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"syscall"
	"time"
)

// options are what the command line says.
type options struct {
	size
	rounds      int
	each        time.Duration
	connections int
	gzip        bool
	works       *regexp.Regexp
	resources   bool
	million     bool
	profile     bool
	folder      string
	programs    programs
}

// programs are the paths of what is measured; profiled is the portal that writes
// where its time goes.
type programs struct{ floor, portal, profiled string }

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx); err != nil {
		log.Print(err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var o options
	works := ""
	flag.IntVar(&o.administrators, "administrators", 100_000, "`number` of administrators")
	flag.IntVar(&o.organizations, "organizations", 10_000, "`number` of organizations")
	flag.IntVar(&o.access, "access", 10, "`number` of organizations that an administrator reaches, on average")
	flag.IntVar(&o.rounds, "rounds", 5, "`number` of rounds; each measures every work on both sides")
	flag.DurationVar(&o.each, "each", 2*time.Second, "how `long` a work is driven in a round")
	flag.IntVar(&o.connections, "connections", 8, "`number` of connections")
	flag.BoolVar(&o.gzip, "gzip", true, "ask both for compressed pages, as browsers do")
	flag.StringVar(&works, "works", "", "measure only works whose names match this `expression`")
	flag.BoolVar(&o.resources, "resources", true, "measure start and memory too")
	flag.BoolVar(&o.million, "million", false, "compare the portal with ten times as many administrators to itself")
	flag.BoolVar(&o.profile, "profile", false, "write where the time goes to cpu.out beside the data of each side; measures no start and memory")
	flag.StringVar(&o.folder, "folder", "bin/bench", "keep data in this `folder`")
	flag.StringVar(&o.programs.floor, "floor", "bin/bench/floor", "`path` of the floor")
	flag.StringVar(&o.programs.portal, "portal", "bin/mtp", "`path` of the portal")
	flag.StringVar(&o.programs.profiled, "profiled", "bin/bench/profiled", "`path` of the portal that profile needs")
	flag.Parse()
	o.resources = o.resources && !o.profile
	var err error
	if o.works, err = regexp.Compile(works); err != nil {
		return err
	}
	began := time.Now()
	postbox, err := openPostbox(ctx)
	if err != nil {
		return err
	}
	defer postbox.close()
	b := &bench{options: o, postbox: postbox}
	defer b.stop()
	if o.million {
		err = b.compareSizes(ctx)
	} else {
		err = b.compareToFloor(ctx)
	}
	if err == nil {
		fmt.Printf("\n%s, %d cores, %s; %d rounds of %s, %d connections, %s.\n", processor(), runtime.NumCPU(), runtime.Version(),
			o.rounds, o.each, o.connections, time.Since(began).Round(time.Second))
	}
	return err
}
