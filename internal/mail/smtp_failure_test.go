package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"
)

// attempt sends a letter that must fail, and checks what is said of it.
func attempt(ctx context.Context, t *testing.T, server Server, permanent bool, reason string) {
	t.Helper()
	err := server.Sender(sender, baseURL).Send(ctx, letter(Invitation))
	if err == nil {
		t.Fatal("it was sent")
	}
	if got := Reason(err); got != reason || Permanent(err) != permanent {
		t.Errorf("%q, permanent %v; want %q, %v\n%v", got, Permanent(err), reason, permanent, err)
	}
	text := err.Error()
	for _, secret := range []string{password, token, "Lovelace"} {
		if strings.Contains(text, secret) || strings.Contains(text, "\n") {
			t.Errorf("the error is of two lines or tells %s: %s", secret, text)
		}
	}
}

func TestWithoutTheEncryptionAskedForNothingIsTold(t *testing.T) {
	for name, tc := range map[string]struct {
		scheme  string
		offered bool
		change  func(*Server)
		reason  string
	}{
		"STARTTLS is not offered":                   {"smtp", false, func(*Server) {}, "The mail server does not offer STARTTLS"},
		"nobody vouches for the certificate":        {"smtp", true, func(s *Server) { s.roots = nil }, "The mail server's certificate is not trusted"},
		"nobody vouches for it, from the start":     {"smtps", true, func(s *Server) { s.roots = x509.NewCertPool() }, "The mail server's certificate is not trusted"},
		"the certificate is another host's":         {"smtp", true, func(s *Server) { s.host = "localhost" }, "The mail server's certificate is not trusted"},
		"it is another host's, from the start":      {"smtps", true, func(s *Server) { s.host = "localhost" }, "The mail server's certificate is not trusted"},
		"the server begins in the clear":            {"smtp", true, func(s *Server) { s.security = implicitTLS }, "The connection to the mail server could not be encrypted"},
		"the server encrypts, the setting does not": {"smtps", true, func(s *Server) { s.security, s.timeout = startTLS, 100*time.Millisecond }, "The mail server did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &post{mechanisms: []string{"PLAIN", "LOGIN"}}
			server := p.open(t, tc.scheme, "", tc.offered)
			tc.change(&server)
			attempt(t.Context(), t, server, false, tc.reason)
			if len(p.received(t)) > 0 || len(p.told()) > 0 {
				t.Errorf("letters %d, passwords %q", len(p.received(t)), p.told())
			}
		})
	}
}

func TestAWrongPasswordIsTemporarySinceItCanBeSetRight(t *testing.T) {
	for _, mechanism := range []string{"PLAIN", "LOGIN"} {
		p := &post{mechanisms: []string{mechanism}}
		server := p.open(t, "smtp", "", true)
		server.password = "wrong"
		attempt(t.Context(), t, server, false, "The mail server refused the user name or password: 535 5.7.8 Authentication failed")
		if len(p.received(t)) > 0 {
			t.Error("the letter was delivered")
		}
	}
}

// refusing is a server that answers the command with the refusal.
func refusing(t *testing.T, command string, refusal *gosmtp.SMTPError) Server {
	t.Helper()
	p := &post{on: map[string]func(*gosmtp.Conn) error{command: func(*gosmtp.Conn) error { return refusal }}}
	return p.open(t, "smtp", "", true)
}

func TestAnAnswerToTheLetterIsPermanentFrom500(t *testing.T) {
	for _, command := range []string{"MAIL", "RCPT", "DATA"} {
		for code, tc := range map[int]struct {
			permanent bool
			reason    string
		}{
			421: {false, "The mail server put the email off: 421 4.1.1 <(address)> is not known here"},
			451: {false, "The mail server put the email off: 451 4.1.1 <(address)> is not known here"},
			530: {false, "The mail server wants encryption or a user name and password first: 530 5.1.1 <(address)> is not known here"},
			550: {true, "The mail server refused the email: 550 5.1.1 <(address)> is not known here"},
			554: {true, "The mail server refused the email: 554 5.1.1 <(address)> is not known here"},
		} {
			t.Run(fmt.Sprint(code, " to ", command), func(t *testing.T) {
				if command == "MAIL" { // it does not know the recipient yet
					tc.permanent, tc.reason = false, strings.Replace(tc.reason, "refused the email", "refused the sender", 1)
				}
				attempt(t.Context(), t, refusing(t, command, &gosmtp.SMTPError{
					Code: code, EnhancedCode: gosmtp.EnhancedCode{code / 100, 1, 1}, Message: "<ada@engine.example> is not known here",
				}), tc.permanent, tc.reason)
			})
		}
	}
}

func TestARefusalOfWhoCallsOrOfTooMuchAtOnceIsTemporary(t *testing.T) {
	none := gosmtp.NoEnhancedCode
	for _, tc := range []struct {
		command   string
		code      int
		enhanced  gosmtp.EnhancedCode
		said      string
		permanent bool
	}{
		{"RCPT", 504, gosmtp.EnhancedCode{5, 5, 2}, "<box>: Helo command rejected: need fully-qualified hostname", false},
		{"RCPT", 550, none, "Helo command rejected: Host not found", false},
		{"RCPT", 554, gosmtp.EnhancedCode{5, 7, 1}, "<unknown[192.0.2.1]>: Client host rejected: Access denied", false},
		{"RCPT", 554, gosmtp.EnhancedCode{5, 7, 1}, "<ada@engine.example>: Relay access denied", false},
		{"RCPT", 553, gosmtp.EnhancedCode{5, 1, 8}, "Domain of address portal@hosting.example does not exist", false},
		{"RCPT", 550, none, "Authentication required", false},
		{"RCPT", 554, gosmtp.EnhancedCode{5, 7, 1}, "Service unavailable; blocked using zen.spamhaus.example", false},
		{"RCPT", 550, none, "too many emails per second", false},
		{"RCPT", 550, gosmtp.EnhancedCode{5, 7, 28}, "unsolicited mail", false},
		{"DATA", 550, none, "too many emails per second", false},
		{"DATA", 554, gosmtp.EnhancedCode{5, 7, 0}, "Your sending rate was exceeded, slow down", false},
		{"DATA", 550, gosmtp.EnhancedCode{5, 4, 5}, "Daily user sending quota exceeded", false},
		{"RCPT", 550, gosmtp.EnhancedCode{5, 1, 1}, "<ada@engine.example>: no such user on this host", true},
		{"RCPT", 550, none, "No such user here", true},
		{"RCPT", 550, gosmtp.EnhancedCode{5, 4, 1}, "Recipient address rejected: Access denied", true},
		{"DATA", 554, gosmtp.EnhancedCode{5, 7, 1}, "Message rejected by the host's content filter", true},
		{"DATA", 552, gosmtp.EnhancedCode{5, 3, 4}, "Message size exceeds fixed maximum", true},
	} {
		t.Run(fmt.Sprint(tc.command, " ", tc.code, " ", tc.said), func(t *testing.T) {
			said := strings.TrimSuffix(strings.ReplaceAll(tc.said, "ada@engine.example", "(address)"), ".")
			number := fmt.Sprint(tc.code)
			if tc.enhanced != none {
				number += fmt.Sprintf(" %d.%d.%d", tc.enhanced[0], tc.enhanced[1], tc.enhanced[2])
			}
			attempt(t.Context(), t, refusing(t, tc.command, &gosmtp.SMTPError{Code: tc.code, EnhancedCode: tc.enhanced, Message: tc.said}),
				tc.permanent, "The mail server refused the email: "+number+" "+said)
		})
	}
}

func TestTheServersWordsAreToldOnOneLineWithoutWhatIsSecret(t *testing.T) {
	p := &post{mechanisms: []string{"PLAIN"}, on: map[string]func(*gosmtp.Conn) error{"DATA": func(*gosmtp.Conn) error {
		return &gosmtp.SMTPError{Code: 554, EnhancedCode: gosmtp.NoEnhancedCode,
			Message: "no " + password + " of " + user + "\nfor ADA@engine.example: " + baseURL + "/set-password/" + token + "\u202e " + strings.Repeat("long ", 100)}
	}}}
	err := p.open(t, "smtp", "", true).Sender(sender, baseURL).Send(t.Context(), letter(Invitation))
	got := Reason(err)
	if want := "The mail server refused the email: 554 no (password) of (user name) for ADA@engine.example: " + baseURL + "/set-password/(token) long long"; !strings.HasPrefix(got, want) || len(got) > 300 {
		t.Errorf("%q", got)
	}
}

func TestAServerThatDiesInTheMiddleOfALetterIsTemporary(t *testing.T) {
	for _, command := range []string{"MAIL", "RCPT", "DATA"} {
		p := &post{on: map[string]func(*gosmtp.Conn) error{command: func(c *gosmtp.Conn) error {
			return c.Conn().Close()
		}}}
		attempt(t.Context(), t, p.open(t, "smtp", "?tls=none", false), false, "The connection to the mail server broke off")
	}
}

func TestAServerThatDoesNotListenCannotBeReached(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	server, _ := ParseServer("smtp://" + listener.Addr().String())
	attempt(t.Context(), t, server, false, "The mail server could not be reached")
}

func TestAnOddServerIsTemporaryWhateverItSays(t *testing.T) {
	const greeting, hello = "220 mail.example", "250-mail.example\n250 AUTH "
	for name, tc := range map[string]struct {
		who, options string
		answers      map[string]string
		reason       string
	}{
		"it greets with a refusal":       {"", "", map[string]string{"": "554 no service"}, "The mail server refused the connection: 554 no service"},
		"it is too busy":                 {"", "", map[string]string{"": "421 later"}, "The mail server refused the connection: 421 later"},
		"it is no mail server":           {"", "", map[string]string{"": "HTTP/1.1 400 Bad Request"}, "The mail server's answer could not be understood"},
		"it hangs up at once":            {"", "", map[string]string{}, "The connection to the mail server broke off"},
		"it does not greet":              {"", "", map[string]string{"": silence}, "The mail server did not answer in time"},
		"it does not know our name":      {"", "", map[string]string{"": greeting, "EHLO": "550 who?", "HELO": "550 who?", "QUIT": "221 bye"}, "The mail server refused the connection: 550 who?"},
		"it knows HELO only":             {"", "", map[string]string{"": greeting, "EHLO": "502 what?", "HELO": "250 mail.example"}, "The mail server does not offer STARTTLS"},
		"it cannot encrypt just now":     {"", "", map[string]string{"": greeting, "EHLO": "250-mail.example\n250 STARTTLS", "STARTTLS": "454 later"}, "The mail server refused to encrypt the connection: 454 later"},
		"it goes on in the clear":        {"", "", map[string]string{"": greeting, "EHLO": "250-mail.example\n250 STARTTLS", "STARTTLS": "220 go ahead\n250 or not"}, "The connection to the mail server could not be encrypted"},
		"it knows no passwords":          {"a:b@", "?tls=none", map[string]string{"": greeting, "EHLO": hello + "CRAM-MD5"}, "The mail server does not take a user name and password"},
		"it does not know AUTH":          {"a:b@", "?tls=none", map[string]string{"": greeting, "EHLO": "250 mail.example"}, "The mail server does not take a user name and password"},
		"it cannot check passwords now":  {"a:b@", "?tls=none", map[string]string{"": greeting, "EHLO": hello + "PLAIN", "AUTH": "454 later", "QUIT": "221 bye"}, "The mail server could not check the user name and password: 454 later"},
		"it hangs up on a password":      {"a:b@", "?tls=none", map[string]string{"": greeting, "EHLO": hello + "PLAIN"}, "The connection to the mail server broke off"},
		"it hangs up on the text":        {"", "?tls=none", map[string]string{"": greeting, "EHLO": hello, "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go"}, "The connection to the mail server broke off"},
		"it is silent after the text":    {"", "?tls=none", map[string]string{"": greeting, "EHLO": hello, "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": silence}, "The mail server did not answer in time"},
		"it answers the text with words": {"", "?tls=none", map[string]string{"": greeting, "EHLO": hello, "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "fine"}, "The mail server's answer could not be understood"},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := ParseServer("smtp://" + tc.who + scripted(t, tc.answers) + tc.options)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(tc.reason, "in time") {
				server.timeout = 200 * time.Millisecond
			}
			attempt(t.Context(), t, server, false, tc.reason)
		})
	}
}

func TestAnErrorOfAnotherKindIsTemporaryAndToldInGeneral(t *testing.T) {
	server, _ := ParseServer("smtp://mail.example")
	bad := letter(Invitation)
	bad.To = "ada@engine.example\r\nRCPT TO:<eve@evil.example>"
	for _, err := range []error{
		nil,
		os.ErrPermission,
		errors.New("550 no"),
		server.Sender(sender, baseURL).Send(t.Context(), bad),
	} {
		if Permanent(err) || Reason(err) != "The email could not be sent" {
			t.Errorf("%v: permanent %v, %q", err, Permanent(err), Reason(err))
		}
	}
}

func TestAFailureIsKnownHoweverDeepItIsWrapped(t *testing.T) {
	p := &post{on: map[string]func(*gosmtp.Conn) error{"RCPT": func(*gosmtp.Conn) error {
		return &gosmtp.SMTPError{Code: 550, Message: "no"}
	}}}
	server := p.open(t, "smtp", "", true)
	err := server.Sender(sender, baseURL).Send(t.Context(), letter(Invitation))
	err = fmt.Errorf("letter 7: %w", err)
	if !Permanent(err) || Reason(err) != "The mail server refused the email: 550 5.0.0 no" {
		t.Errorf("permanent %v, %q", Permanent(err), Reason(err))
	}
}
