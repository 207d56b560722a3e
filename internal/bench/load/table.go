package main

import (
	"fmt"
	"io"
	"slices"
)

// result is what a work came to, a rate for each round and side.
type result struct {
	work
	rates [][]float64
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

// ratio is the median of the ratios of each round: what slows a whole round
// slows both sides of it.
func (t *table) ratio(r *result) float64 {
	against := r.rates[0]
	if r.of != "" {
		i := slices.IndexFunc(t.rows, func(other *result) bool { return other.name == r.of })
		if i < 0 {
			return 0
		}
		against = t.rows[i].rates[1]
	}
	list := make([]float64, len(against))
	for i := range against {
		list[i] = r.rates[1][i] / against[i]
	}
	return median(list)
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
	fmt.Fprintf(w, "\n| %s | %s | %s | ratio | at least | aim | reached |\n|---|---:|---:|---:|---:|---:|---|\n", t.unit, t.heads[0], t.heads[1])
	for _, r := range t.rows {
		ratio := t.ratio(r)
		name := r.name
		if r.of != "" {
			name += " (by its own first page)"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %.2f | %.2f | %.2f | %s |\n", name, thousands(int(median(r.rates[0]))), thousands(int(median(r.rates[1]))), ratio, r.least, r.aim, verdict(ratio, r.least, r.aim))
	}
}
