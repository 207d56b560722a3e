package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// starts is how often each side is started.
const starts = 5

// measureStart starts each side anew, in turn, and tells how long it takes to the
// first page and what it has in memory when it is idle.
func (b *bench) measureStart(ctx context.Context, sides ...*side) error {
	took, idle := make([][]float64, len(sides)), make([][]float64, len(sides))
	for _, s := range sides {
		if err := s.stop(); err != nil {
			return err
		}
	}
	for range starts {
		for i, s := range sides {
			first, err := s.start(ctx)
			if err != nil {
				return err
			}
			time.Sleep(time.Second) // what is measured: the program when nobody asks it for anything
			now, _, err := s.memory()
			if err != nil {
				return err
			}
			took[i], idle[i] = append(took[i], float64(first.Microseconds())/1000), append(idle[i], float64(now)/(1<<20))
			if err := s.stop(); err != nil {
				return err
			}
		}
	}
	fmt.Printf("\n| | %s | %s | ratio | below | aim | reached |\n|---|---:|---:|---:|---:|---:|---|\n", sides[0].name, sides[1].name)
	for _, r := range []struct {
		what, unit string
		of         [][]float64
	}{{"start to the first page", "ms", took}, {"idle memory", "MiB", idle}} {
		a, z := median(r.of[0]), median(r.of[1])
		fmt.Printf("| %s | %.1f %s | %.1f %s | %.2f | 3 | 2 | %s |\n", r.what, a, r.unit, z, r.unit, z/a, verdict(-z/a, -3, -2))
	}
	return nil
}

// flat is how many times the memory may be what it is with a tenth of the data;
// caches is how much it may be in any case, in MiB: more than the data there is
// cannot fill them.
const flat, caches = 1.5, 96

// addTenth makes a portal with a tenth of the data, on which somebody is signed in.
func (b *bench) addTenth(ctx context.Context) (*side, error) {
	s, err := b.addPortal(ctx, "portal with a tenth", size{max(2000, b.administrators/10), max(500, b.organizations/10), b.access})
	if err != nil {
		return nil, err
	}
	if _, err := s.start(ctx); err != nil {
		return nil, err
	}
	s.browser, err = signIn(ctx, s)
	return s, err
}

// measureMemory tells what the portal has in memory at most while many ask for
// the list, and while everything is exported, with a tenth of the data and all
// of it.
func (b *bench) measureMemory(ctx context.Context, tenth, portal *side) error {
	for _, s := range []*side{tenth, portal} {
		if err := s.stop(); err != nil {
			return err
		}
	}
	fmt.Printf("\n| memory of its own at most | with a tenth of the data | with all | ratio | below | reached |\n|---|---:|---:|---:|---:|---|\n")
	for _, load := range []struct {
		what string
		do   func(*side) error
	}{
		{"64 connections on the list", func(s *side) error {
			_, _, err := b.drive(ctx, get(s, "/administrators", nil), 64, max(b.each, 2*time.Second))
			return err
		}},
		{"export of all administrators", func(s *side) error {
			// As many rows on both sides, since what is read fills the caches, up to their size.
			for range map[bool]int{true: 10, false: 1}[s == tenth] {
				if err := export(ctx, s); err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		var most [2]float64
		for i, s := range []*side{tenth, portal} {
			if _, err := s.start(ctx); err != nil {
				return err
			}
			high, err := s.most(load.do)
			if err != nil {
				return err
			}
			most[i] = float64(high) / (1 << 20)
			if err := s.stop(); err != nil {
				return err
			}
		}
		heavier := verdict(-most[1]/most[0], -flat, -1)
		if most[1] <= caches {
			heavier = "yes"
		}
		fmt.Printf("| %s | %.1f MiB | %.1f MiB | %.2f | %.1f, or %d MiB | %s |\n", load.what, most[0], most[1], most[1]/most[0], flat, caches, heavier)
	}
	return nil
}

// export takes all administrators along as a file.
func export(ctx context.Context, s *side) error {
	answer, err := s.browser.send(ctx, http.MethodGet, "/administrators.csv", "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the export was answered %s", answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
