package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
)

// step is what was being done when a letter failed.
type step string

const (
	connecting  step = "connect"
	greeting    step = "greet"
	encrypting  step = "encrypt"
	signingIn   step = "sign in"
	handingOver step = "hand over the letter"
)

var (
	errNoSTARTTLS  = errors.New("the server does not offer STARTTLS")
	errNoPasswords = errors.New("the server offers neither AUTH PLAIN nor AUTH LOGIN")
)

// failure is why a mail server did not take a letter.
type failure struct {
	step step
	err  error
}

func (f *failure) Error() string { return "mail: " + string(f.step) + ": " + f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// failed notes the step. An error that comes of the end of the context, which
// closes the connection, says so.
func failed(ctx context.Context, s step, err error) error {
	if ctx.Err() != nil && answer(err) == 0 {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return &failure{s, err}
}

// discreet returns the error without the server's user name and password in its
// text: a server may repeat what it refuses.
func (s Server) discreet(err error) error {
	if s.password == "" {
		return err
	}
	return &redacted{err, strings.NewReplacer(s.password, "(password)", s.user, "(user name)").Replace(err.Error())}
}

type redacted struct {
	err  error
	text string
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.err }

// answer returns the code with which the server refused (RFC 5321, 4.2), or 0.
func answer(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

// signInFirst is how a server answers a letter when it wants AUTH (RFC 4954) or
// STARTTLS (RFC 3207) before.
const signInFirst = 530

// Permanent reports whether sending the same letter again is useless: the server
// answered to the letter itself, and with a code from 500. Everything else may
// pass: a server that cannot be reached or signed in to, codes from 400,
// timeouts, and errors that are not of a mail server at all.
func Permanent(err error) bool {
	var f *failure
	code := answer(err)
	return errors.As(err, &f) && f.step == handingOver && code/100 == 5 && code != signInFirst
}

// Reason says in one short sentence, without a full stop, why the letter was not
// sent. It tells no address, no name of a server and no secret.
func Reason(err error) string {
	var f *failure
	if !errors.As(err, &f) {
		return "The email could not be sent"
	}
	var (
		untrusted *tls.CertificateVerificationError
		foreign   textproto.ProtocolError
		waiting   net.Error
	)
	code := answer(err)
	switch {
	case code != 0:
		return refusal(f.step, code)
	case errors.Is(err, context.Canceled):
		return "The portal stopped before the email was sent"
	case errors.As(err, &waiting) && waiting.Timeout():
		return "The mail server did not answer in time"
	case f.step == connecting:
		return "The mail server could not be reached"
	case errors.Is(err, errNoSTARTTLS):
		return "The mail server does not offer STARTTLS"
	case errors.As(err, &untrusted):
		return "The mail server's certificate is not trusted"
	case f.step == encrypting:
		return "The connection to the mail server could not be encrypted"
	case errors.Is(err, errNoPasswords):
		return "The mail server does not take a user name and password"
	case errors.As(err, &foreign):
		return "The mail server's answer could not be understood"
	}
	return "The connection to the mail server broke off"
}

// refusal words an answer of the server.
func refusal(s step, code int) string {
	text := strconv.Itoa(code)
	switch {
	case s == greeting:
		return "The mail server refused the connection: " + text
	case s == encrypting:
		return "The mail server refused to encrypt the connection: " + text
	case s == signingIn && code/100 == 5:
		return "The mail server refused the user name or password"
	case s == signingIn:
		return "The mail server could not check the user name and password: " + text
	case code == signInFirst:
		return "The mail server wants encryption or a user name and password first"
	case code/100 == 5:
		return "The mail server refused the email: " + text
	}
	return "The mail server put the email off: " + text
}
