package gzipped

import (
	"net/http"
	"testing"
)

func TestGzipIsTakenAsTheHeaderSays(t *testing.T) {
	for _, tt := range []struct {
		lines []string
		want  bool
	}{
		{nil, false},
		{[]string{""}, false},
		{[]string{"gzip, deflate, br, zstd"}, true}, // as browsers say
		{[]string{"br", "gzip"}, true},
		{[]string{"deflate, br"}, false},
		{[]string{"identity"}, false},
		{[]string{"GZip"}, true},
		{[]string{"x-gzip"}, true},
		{[]string{"notgzip"}, false},
		{[]string{"gzip;q=1"}, true},
		{[]string{"br;q=1, gzip ; q=0.001"}, true},
		{[]string{"gzip;q=0"}, false},
		{[]string{"gzip;q=0.0"}, false},
		{[]string{"gzip; Q=0.000, br"}, false},
		{[]string{"*"}, true},
		{[]string{"*;q=0.1"}, true},
		{[]string{"*;q=0"}, false},
		{[]string{"gzip, *;q=0"}, true},
		{[]string{"gzip;q=0, *"}, false},
		{[]string{"gzip;q=0", "*;q=1"}, false},
		// What cannot be read is no consent.
		{[]string{"gzip;q=-1"}, false},
		{[]string{"gzip;q=2"}, false},
		{[]string{"gzip;q=NaN"}, false},
		{[]string{"gzip;q="}, false},
		{[]string{"gzip;"}, false},
		{[]string{"gzip;level=9"}, false},
		{[]string{",,;,=,"}, false},
	} {
		if got := Accepted(http.Header{"Accept-Encoding": tt.lines}); got != tt.want {
			t.Errorf("%q: %v, want %v", tt.lines, got, tt.want)
		}
	}
}
