package mail

import (
	"errors"
	netmail "net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Address returns the email address as every mail server takes it: a domain such
// as bücher.example as xn--bcher-kva.example. An address that holds a name too,
// or signs beyond ASCII before the @, is an error in words for whoever set it.
func Address(text string) (string, error) {
	parsed, err := netmail.ParseAddress(text)
	if err != nil || parsed.Name != "" {
		return "", errors.New("give an email address, like portal@example.com")
	}
	address, err := asciiDomain(parsed.Address)
	switch {
	case err != nil:
		return "", errors.New("its domain is none; give an email address, like portal@example.com")
	case !ascii(address):
		return "", errors.New("before the @, mail servers take the letters a to z, digits and signs only; give an address like portal@example.com")
	}
	return address, nil
}

// asciiDomain returns the address with its domain in the form of IDNA.
func asciiDomain(address string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	if ascii(address[at+1:]) {
		return address, nil
	}
	domain, err := idna.Lookup.ToASCII(address[at+1:])
	return address[:at+1] + domain, err
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
