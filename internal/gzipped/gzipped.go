// Package gzipped tells to whom an answer may go compressed.
package gzipped

import (
	"net/http"
	"strconv"
	"strings"
)

// Accepted reports whether the one who asks takes gzip, by the header
// Accept-Encoding of the request. What is said of gzip itself counts more than
// what is said of any coding, and the weight 0 refuses.
func Accepted(h http.Header) bool {
	own, others := -1.0, -1.0
	for _, line := range h.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(line, ",") {
			coding, parameter, weighted := strings.Cut(part, ";")
			weight := 1.0
			if weighted {
				weight = quality(parameter)
			}
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				own = max(own, weight)
			case "*":
				others = weight
			}
		}
	}
	if own >= 0 {
		return own > 0
	}
	return others > 0
}

// quality reads "q=0.5", and 0 from what is no such thing.
func quality(parameter string) float64 {
	name, value, _ := strings.Cut(parameter, "=")
	if strings.ToLower(strings.TrimSpace(name)) != "q" {
		return 0
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
