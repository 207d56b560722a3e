package main

import (
	"fmt"
	"io"
	"slices"
)

// result is what a work came to for each side and round: how many requests were
// answered a second, and how many seconds the program computed for each.
type result struct {
	work
	rates, costs [][]float64
}

// table is what was found.
type table struct {
	heads [2]string
	unit  string
	rows  []*result
}

// median returns the one in the middle; 0 of none.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	switch n := len(sorted); {
	case n == 0:
		return 0
	case n%2 == 1:
		return sorted[n/2]
	default:
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
}

// measuredBy is the result of the other work that one is a ratio to.
func (t *table) measuredBy(r *result) *result {
	for _, other := range t.rows {
		if other.name == r.of {
			return other
		}
	}
	return nil
}

// ratio is the median of the ratios of each round: what slows a whole round
// slows both sides of it.
func (t *table) ratio(r *result) float64 {
	against := r.rates[0]
	if r.of != "" {
		first := t.measuredBy(r)
		if first == nil {
			return 0
		}
		against = first.rates[1]
	}
	return median(divided(r.rates[1], against))
}

// costRatio is ratio by the time that the programs compute, which what else the
// machine does and the load generator change little.
func (t *table) costRatio(r *result) float64 {
	against := r.costs[0]
	if r.of != "" {
		first := t.measuredBy(r)
		if first == nil {
			return 0
		}
		against = first.costs[1]
	}
	return median(divided(against, r.costs[1]))
}

// divided divides each of the one by its like of the other.
func divided(a, b []float64) []float64 {
	list := make([]float64, len(a))
	for i := range a {
		list[i] = a[i] / b[i]
	}
	return list
}

// verdict says how a ratio stands to what it is to reach.
func verdict(ratio, least, aim float64) string {
	switch {
	case ratio >= aim:
		return "aim"
	case ratio >= least:
		return "yes"
	}
	return "**missed**"
}

// print writes the table in Markdown.
func (t *table) print(w io.Writer) {
	fmt.Fprintf(w, "\n| %s | %s | %s | ratio | at least | aim | reached | by processor time |\n|---|---:|---:|---:|---:|---:|---|---:|\n", t.unit, t.heads[0], t.heads[1])
	for _, r := range t.rows {
		ratio := t.ratio(r)
		name := r.name
		if r.of != "" {
			name += " (by its own first page)"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %.2f | %.2f | %.2f | %s | %.2f |\n", name, thousands(int(median(r.rates[0]))), thousands(int(median(r.rates[1]))),
			ratio, r.least, r.aim, verdict(ratio, r.least, r.aim), t.costRatio(r))
	}
}
