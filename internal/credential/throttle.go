package credential

import (
	"net/netip"
	"time"
)

// How many failures in a row cost nothing, and when an account is locked.
const (
	FreeAccount = 5  // wrong passwords of one account
	FreeAddress = 20 // wrong passwords from one address, see AddressKey
	LockAfter   = 50 // wrong passwords of one account
	// LockUserAfter is how many wrong passwords in a row lock a user of an
	// organization. Users do not wait in between, since the help desk is there
	// to unlock them, so that the lock itself is what stops guessing.
	LockUserAfter = 10
)

// longestWait is what Backoff grows to.
const longestWait = 15 * time.Minute

// Backoff returns how long after the latest of so many failures in a row the
// next attempt may come: not at all up to free failures, then one second,
// doubled with each further failure up to 15 minutes.
func Backoff(failures, free int) time.Duration {
	if failures <= free {
		return 0
	}
	wait := time.Second
	for range failures - free - 1 {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	return wait
}

// AddressKey returns under which name the failures of a client address are
// counted: an IPv4 address as it is, also when it is written as IPv6
// (::ffff:192.0.2.1); of an IPv6 address its /64, of which one customer has at
// least all; anything else, a port behind the address included, is "unknown".
func AddressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip.WithZone(""), 64).Masked().String()
}
