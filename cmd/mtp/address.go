package main

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// private reports whether the address is an IP address and a port that the
// internet does not reach.
func private(address string) bool {
	at, err := netip.ParseAddrPort(address)
	return err == nil && (at.Addr().IsLoopback() || at.Addr().IsPrivate())
}

// ownURL is how one reaches what listens on the address from the same machine.
func ownURL(address string) (*url.URL, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	number, err := net.LookupPort("tcp", port)
	if err != nil || port == "" {
		return nil, errors.New("not a port")
	}
	if host, _, _ = strings.Cut(host, "%"); host == "" || host == "0.0.0.0" || host == "::" { // what follows % is a network card
		host = "localhost"
	}
	u, err := webURL("http://" + net.JoinHostPort(host, strconv.Itoa(number)))
	if err != nil {
		return nil, err
	}
	return u, canonical(u)
}

// canonical writes the host as browsers do before they compare it or send it: in
// small letters, those beyond ASCII as xn--, and without the usual port.
func canonical(u *url.URL) error {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if strings.IndexFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		var err error
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return err
		}
	}
	if strings.ContainsFunc(host, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_.:", r) }) {
		return errors.New("not a host")
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Host = host; port != "" {
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return err
		}
		if !(u.Scheme == "http" && number == 80 || u.Scheme == "https" && number == 443) {
			u.Host += ":" + strconv.FormatUint(number, 10)
		}
	}
	return nil
}

func webURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err == nil && (u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "") {
		err = errors.New("not a web address")
	}
	return u, err
}
