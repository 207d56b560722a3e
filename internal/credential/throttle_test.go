package credential

import (
	"math"
	"testing"
	"time"
)

func TestTheFirstFailuresCostNothingAndThenWaitsDouble(t *testing.T) {
	for _, tc := range []struct {
		failures, free int
		want           time.Duration
	}{
		{-1, FreeAccount, 0},
		{0, FreeAccount, 0},
		{1, FreeAccount, 0},
		{5, FreeAccount, 0},
		{6, FreeAccount, 1 * time.Second},
		{7, FreeAccount, 2 * time.Second},
		{8, FreeAccount, 4 * time.Second},
		{15, FreeAccount, 512 * time.Second},
		{16, FreeAccount, 15 * time.Minute},
		{17, FreeAccount, 15 * time.Minute},
		{LockAfter, FreeAccount, 15 * time.Minute},
		{math.MaxInt, FreeAccount, 15 * time.Minute},
		{20, FreeAddress, 0},
		{21, FreeAddress, 1 * time.Second},
		{0, 0, 0},
		{1, 0, 1 * time.Second},
	} {
		if got := Backoff(tc.failures, tc.free); got != tc.want {
			t.Errorf("%d failures, %d free: %v, want %v", tc.failures, tc.free, got, tc.want)
		}
	}
}

func TestAWaitNeverShrinksAsFailuresGrow(t *testing.T) {
	for failures := range 200 {
		if a, b := Backoff(failures, FreeAccount), Backoff(failures+1, FreeAccount); b < a {
			t.Errorf("%v after %d failures, %v after one more", a, failures, b)
		}
	}
}

func TestAddressesOfOneCustomerAreCountedTogether(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1":               "192.0.2.1",
		"192.0.2.2":               "192.0.2.2",
		"::ffff:192.0.2.1":        "192.0.2.1",
		"::ffff:c000:201":         "192.0.2.1",
		"2001:db8:1:2::1":         "2001:db8:1:2::/64",
		"2001:DB8:1:2:ffff::9":    "2001:db8:1:2::/64",
		"2001:db8:1:3::1":         "2001:db8:1:3::/64",
		"::1":                     "::/64",
		"fe80::1%eth0":            "fe80::/64",
		"::ffff:192.0.2.1%eth0":   "192.0.2.1",
		"":                        "unknown",
		"portal.example":          "unknown",
		"192.0.2.1:443":           "unknown",
		"[2001:db8::1]":           "unknown",
		"192.0.2.1, 198.51.100.7": "unknown",
		" 192.0.2.1":              "unknown",
		"192.0.2.01":              "unknown",
		"@":                       "unknown",
	} {
		if got := AddressKey(address); got != want {
			t.Errorf("%q is counted as %q, want %q", address, got, want)
		}
	}
}
