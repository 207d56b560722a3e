package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"strings"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// pair is a work as it is done on each of the two sides.
type pair [2]work

// paired puts the works of the two sides together, those that write apart:
// they are not compared between sizes.
func paired(a, b []work) []pair {
	var list []pair
	for i := range a {
		if !a[i].writes && a[i].of == "" {
			a[i].least, a[i].aim = 1/1.5, 1/1.2
			list = append(list, pair{a[i], b[i]})
		}
		if a[i].of != "" {
			a[i].of, a[i].least, a[i].aim = "", 1/1.5, 1/1.2
			list = append(list, pair{a[i], b[i]})
		}
	}
	return list
}

// measure drives each work on both sides, which must list the same.
func (b *bench) measure(ctx context.Context, t *table, all []work, first, second *side) error {
	var pairs []pair
	for _, w := range all {
		pairs = append(pairs, pair{w, w})
	}
	return b.measureOn(ctx, t, pairs, true, first, second)
}

// measurePairs drives works that differ between the sides.
func (b *bench) measurePairs(ctx context.Context, t *table, pairs []pair, first, second *side) error {
	return b.measureOn(ctx, t, pairs, false, first, second)
}

// measureOn opens the works, warms both sides up, and drives them in turn, round
// after round.
func (b *bench) measureOn(ctx context.Context, t *table, pairs []pair, same bool, sides ...*side) error {
	var open [][]*driven
	for _, p := range pairs {
		if !b.works.MatchString(p[0].name) {
			continue
		}
		row := &result{work: p[0]}
		both := make([]*driven, len(sides))
		for i, s := range sides {
			var err error
			if both[i], err = p[i].open(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", p[i].name, err)
			}
		}
		if same {
			if err := alike(both[0].shown, both[1].shown); err != nil {
				return fmt.Errorf("%s: %w", p[0].name, err)
			}
		}
		row.rates, row.costs = make([][]float64, len(sides)), make([][]float64, len(sides))
		t.rows, open = append(t.rows, row), append(open, both)
	}
	for round := range b.rounds + 1 {
		each := b.each
		if round == 0 {
			each = min(each/2, 500*time.Millisecond)
		}
		log.Printf("round %d of %d", round, b.rounds)
		for i, row := range t.rows {
			for j := range sides {
				before, err := sides[j].processorTime()
				if err != nil {
					return err
				}
				answered, took, err := b.drive(ctx, open[i][j], row.connections, each)
				if err != nil {
					return fmt.Errorf("%s: %w", row.name, err)
				}
				after, err := sides[j].processorTime()
				if err != nil {
					return err
				}
				if round > 0 {
					row.rates[j] = append(row.rates[j], answered/took.Seconds())
					row.costs[j] = append(row.costs[j], (after-before).Seconds()/answered)
				}
			}
		}
	}
	for i := range open {
		for _, d := range open[i] {
			if d.check != nil {
				if err := d.check(ctx); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// drive sends one request after the other on each connection for that long, and
// returns how many were answered in which time. One that fails ends the run.
func (b *bench) drive(ctx context.Context, d *driven, connections int, each time.Duration) (answered float64, took time.Duration, err error) {
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	if connections == 0 {
		connections = b.connections
	}
	n := uint64(connections)
	client := b.client(connections)
	defer client.CloseIdleConnections()
	attacker := vegeta.NewAttacker(vegeta.Client(client), vegeta.Redirects(vegeta.NoFollow), vegeta.Workers(n), vegeta.MaxWorkers(n), vegeta.MaxBody(0))
	next := d.next
	if b.gzip {
		next = func(t *vegeta.Target) error {
			err := d.next(t)
			t.Header = withGzip(t.Header)
			return err
		}
	}
	began := time.Now()
	var failed error
	for r := range attacker.Attack(next, vegeta.Rate{}, each, "") {
		if err := d.done(r); err != nil && failed == nil {
			failed = err
			attacker.Stop()
		}
		answered++
	}
	return answered, time.Since(began), failed
}

func withGzip(h http.Header) http.Header {
	if h.Get("Accept-Encoding") == "" {
		h = h.Clone()
		h.Set("Accept-Encoding", "gzip")
	}
	return h
}

// firstWord is what a name begins with.
func firstWord(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}

// alike is an error that names the first row in which the two sides differ.
func alike(first, second []string) error {
	for i := range max(len(first), len(second)) {
		if i >= len(first) || i >= len(second) || first[i] != second[i] {
			return fmt.Errorf("the two sides show other things from row %d on: %q and %q", i+1, first[min(i, len(first)):min(i+1, len(first))], second[min(i, len(second)):min(i+1, len(second))])
		}
	}
	return nil
}
