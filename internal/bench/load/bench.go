package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bench is one run: the programs that it started and what it found.
type bench struct {
	options
	postbox *postbox
	sides   []*side
}

// stop ends all that was started.
func (b *bench) stop() {
	for _, s := range b.sides {
		if err := s.stop(); err != nil {
			log.Printf("%s: %v", s.name, err)
		}
	}
}

// add makes a side on a fresh copy of the data.
func (b *bench) add(ctx context.Context, name string, z size, command func(data, address string) *exec.Cmd) (*side, error) {
	from, err := b.seeded(ctx, z)
	if err != nil {
		return nil, err
	}
	s := &side{name: name, command: command}
	if s.data, err = b.copied(from, strings.ReplaceAll(name, " ", "-")); err != nil {
		return nil, err
	}
	if s.address, err = freeAddress(ctx); err != nil {
		return nil, err
	}
	b.sides = append(b.sides, s)
	return s, nil
}

// addFloor makes the side that everything is measured by.
func (b *bench) addFloor(ctx context.Context) (*side, error) {
	s, err := b.add(ctx, "floor", b.size, func(data, address string) *exec.Cmd {
		args := []string{"-db", filepath.Join(data, "mtp.db"), "-addr", address}
		if b.profile {
			args = append(args, "-profile", filepath.Join(data, "cpu.out"))
		}
		return exec.Command(b.programs.floor, args...) //nolint:gosec,noctx // stopped by its side
	})
	if err != nil {
		return nil, err
	}
	prepare := exec.CommandContext(ctx, b.programs.floor, "-prepare", "-db", filepath.Join(s.data, "mtp.db")) //nolint:gosec // our own program
	prepare.Stderr = os.Stderr
	return s, prepare.Run()
}

// addPortal makes a side that is the portal, with mail set up and its log in a
// file.
func (b *bench) addPortal(ctx context.Context, name string, z size) (*side, error) {
	return b.add(ctx, name, z, func(data, address string) *exec.Cmd {
		program := b.programs.portal
		if b.profile {
			program = b.programs.profiled
		}
		cmd := exec.Command(program, "serve") //nolint:gosec,noctx // stopped by its side
		cmd.Env = append(os.Environ(), "MTP_DATA="+data, "MTP_ADDR="+address, "MTP_SMTP_URL="+b.postbox.url)
		return cmd
	})
}

// open starts the sides and signs in on each.
func (b *bench) open(ctx context.Context) error {
	for _, s := range b.sides {
		if _, err := s.start(ctx); err != nil {
			return err
		}
		var err error
		if s.browser, err = signIn(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// compareToFloor measures the portal by the floor.
func (b *bench) compareToFloor(ctx context.Context) error {
	floor, err := b.addFloor(ctx)
	if err != nil {
		return err
	}
	portal, err := b.addPortal(ctx, "portal", b.size)
	if err != nil {
		return err
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	c, err := choose(ctx, floor, b.size)
	if err != nil {
		return err
	}
	t := &table{heads: [2]string{"floor", "portal"}, unit: "requests a second"}
	if err := b.measure(ctx, t, works(c), floor, portal); err != nil {
		return err
	}
	t.print(os.Stdout)
	if !b.resources {
		return nil
	}
	if err := b.measureStart(ctx, floor, portal); err != nil {
		return err
	}
	tenth, err := b.addTenth(ctx)
	if err != nil {
		return err
	}
	return b.measureMemory(ctx, tenth, portal)
}

// wanted is the room that ten times the data takes twice.
const wanted = 12 << 30

// compareSizes measures the portal with ten times as much data by itself.
func (b *bench) compareSizes(ctx context.Context) error {
	if free, err := b.room(); err != nil {
		return err
	} else if free < wanted {
		log.Printf("left out: %d GB of room are needed in %s, and there are %d", wanted>>30, b.folder, free>>30)
		return nil
	}
	large := size{10 * b.administrators, b.organizations, b.access}
	sides := [2]*side{}
	for i, z := range []size{b.size, large} {
		var err error
		if sides[i], err = b.addPortal(ctx, "portal "+z.String(), z); err != nil {
			return err
		}
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	var each [2][]work
	for i, z := range []size{b.size, large} {
		c, err := choose(ctx, sides[i], z)
		if err != nil {
			return err
		}
		each[i] = works(c)
	}
	t := &table{heads: [2]string{thousands(b.administrators), thousands(large.administrators)}, unit: "requests a second"}
	if err := b.measurePairs(ctx, t, paired(each[0], each[1]), sides[0], sides[1]); err != nil {
		return err
	}
	t.print(os.Stdout)
	return b.measureMemory(ctx, sides[0], sides[1])
}

// client returns what drives a side over so many connections.
func (b *bench) client(connections int) *http.Client {
	return &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true, ReadBufferSize: 64 << 10,
	}}
}

// thousands writes n with a comma at the thousands.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
