package mail

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// security is how the connection to the mail server is encrypted.
type security int

const (
	startTLS    security = iota // after STARTTLS, or not at all (RFC 3207)
	implicitTLS                 // from the first byte (RFC 8314)
	inTheClear                  // never, to this machine only
)

// patience is how long a letter may take, from connecting to its acceptance.
const patience = 30 * time.Second

// Server is a mail server that passes the portal's letters on. It comes from
// ParseServer and never prints its user name and password.
type Server struct {
	host, port     string
	security       security
	user, password string // both or neither
	timeout        time.Duration
	roots          *x509.CertPool // whom to trust; nil for those the machine trusts
}

// like ends the sentences that refuse a setting.
const like = "give it like smtp://user:password@mail.example.com:587"

// ParseServer reads the setting MTP_SMTP_URL:
//
//	smtp://user:password@host:587    encrypted after STARTTLS, or nothing is sent
//	smtps://user:password@host:465   encrypted from the first byte
//	smtp://host:587?tls=none         in the clear, to localhost or a loopback address
//
// The ports shown are used when none is given; ?tls=starttls says what smtp://
// does anyway. User name and password may be left out together; signs that a URL
// cannot hold are written in them as %XX. An error is one sentence for whoever
// set it, and repeats nothing of it.
func ParseServer(raw string) (Server, error) {
	u, err := url.Parse(raw)
	// What url.Parse says holds the password.
	if err != nil {
		return Server{}, errors.New("MTP_SMTP_URL is malformed; " + like + ", with special characters in the password as %XX")
	}
	s := Server{host: u.Hostname(), port: u.Port(), timeout: patience}
	switch u.Scheme {
	case "smtp":
		if s.port == "" {
			s.port = "587"
		}
	case "smtps":
		s.security = implicitTLS
		if s.port == "" {
			s.port = "465"
		}
	default:
		return Server{}, errors.New("MTP_SMTP_URL starts with neither smtp:// nor smtps://; " + like)
	}
	if s.host == "" {
		return Server{}, errors.New("MTP_SMTP_URL names no host; " + like)
	}
	if n, err := strconv.ParseUint(s.port, 10, 16); err != nil || n == 0 {
		return Server{}, errors.New("MTP_SMTP_URL has a port outside 1 to 65535; " + like)
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return Server{}, errors.New("MTP_SMTP_URL goes on after host and port; " + like + ", with special characters in the password as %XX")
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	if (s.user == "") != (s.password == "") {
		return Server{}, errors.New("MTP_SMTP_URL has a user name or a password without the other; give both or neither")
	}
	if s.security, err = option(u.RawQuery, s); err != nil {
		return Server{}, err
	}
	if err := s.fits(); err != nil {
		return Server{}, err
	}
	return s, nil
}

// fits refuses a port whose servers begin in the other way, since each side would
// wait for the other.
func (s Server) fits() error {
	switch {
	case s.security == startTLS && s.port == "465":
		return errors.New("MTP_SMTP_URL has smtp:// with port 465, where servers encrypt from the first byte; write smtps:// with port 465, or smtp:// with port 587")
	case s.security == implicitTLS && (s.port == "587" || s.port == "25"):
		return fmt.Errorf("MTP_SMTP_URL has smtps:// with port %s, where servers encrypt after STARTTLS; write smtp:// with port %[1]s, or smtps:// with port 465", s.port)
	}
	return nil
}

// option returns the security that the part after the question mark asks for.
func option(query string, s Server) (security, error) {
	options, err := url.ParseQuery(query)
	values := options["tls"]
	switch {
	case err == nil && len(options) == 0:
		return s.security, nil
	case err != nil || len(options) != 1 || len(values) != 1:
		return 0, errors.New("MTP_SMTP_URL has an unknown option after the question mark; the only one is tls, once")
	case s.security == implicitTLS:
		return 0, errors.New("MTP_SMTP_URL starts with smtps://, which is always encrypted; leave the option tls out")
	case values[0] == "starttls":
		return startTLS, nil
	case values[0] != "none":
		return 0, errors.New("MTP_SMTP_URL has an unknown value of tls; it can be starttls or none")
	case !loopback(s.host):
		return 0, errors.New("MTP_SMTP_URL has tls=none, which is only for a mail server on this machine, such as localhost; leave it out")
	}
	return inTheClear, nil
}

// loopback reports whether the host is this machine, whatever the network says.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Format writes the host and the port, whatever the verb.
func (s Server) Format(f fmt.State, _ rune) { fmt.Fprint(f, net.JoinHostPort(s.host, s.port)) }
