package mail

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
)

// step is what was being done when a letter failed.
type step string

const (
	connecting    step = "connect"
	greeting      step = "greet"
	encrypting    step = "encrypt"
	signingIn     step = "sign in"
	nameSender    step = "name the sender"
	nameRecipient step = "name the recipient"
	handingOver   step = "hand over the letter"
)

var (
	errNoSTARTTLS  = errors.New("the server does not offer STARTTLS")
	errNoPasswords = errors.New("the server offers neither AUTH PLAIN nor AUTH LOGIN")
	errNoUTF8      = errors.New("the server does not offer SMTPUTF8")
)

// failure is why a mail server did not take a letter.
type failure struct {
	step step
	err  error
	hide func(string) string // what its text must not tell; nil for nothing
}

func (f *failure) Error() string { return f.plain("mail: " + string(f.step) + ": " + f.err.Error()) }
func (f *failure) Unwrap() error { return f.err }

// plain returns the text without what it must not tell.
func (f *failure) plain(text string) string {
	if f.hide == nil {
		return text
	}
	return f.hide(text)
}

// failed notes the step. An error that comes of the end of the context, which
// closes the connection, says so.
func failed(ctx context.Context, s step, err error) error {
	if ctx.Err() != nil && answer(err) == 0 {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return &failure{step: s, err: err}
}

// discreet makes the failure tell neither user name and password nor the letter's
// address and token: a server may repeat what it refuses.
func (s Server) discreet(err error, l Letter) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	hide := hiding("(token)", l.Token)
	if s.user != "" {
		encode := base64.StdEncoding.EncodeToString
		hide = append(hide, hiding("(password)", encode([]byte("\x00"+s.user+"\x00"+s.password)), encode([]byte(s.password)), s.password)...)
	}
	to, _ := asciiDomain(l.To)
	name := regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(s.user) + `(\W|$)`)
	replacer := strings.NewReplacer(append(hide, hiding("(address)", l.To, to)...)...)
	f.hide = func(text string) string {
		if text = replacer.Replace(text); s.user != "" {
			text = name.ReplaceAllString(text, "${1}(user name)${2}")
		}
		return text
	}
	return err
}

// hiding is what a replacer needs to write as in place of each of the secrets.
func hiding(as string, secrets ...string) (pairs []string) {
	for _, secret := range secrets {
		if secret != "" {
			pairs = append(pairs, secret, as)
		}
	}
	return pairs
}

// reply returns the server's refusal, or nil.
func reply(err error) *textproto.Error {
	var r *textproto.Error
	errors.As(err, &r)
	return r
}

// answer returns the code with which the server refused (RFC 5321, 4.2), or 0.
func answer(err error) int {
	if r := reply(err); r != nil {
		return r.Code
	}
	return 0
}

// signInFirst is how a server answers a letter when it wants AUTH (RFC 4954) or
// STARTTLS (RFC 3207) before.
const signInFirst = 530

var (
	// aboutAddress are the enhanced codes (RFC 3463) of a recipient or a mailbox
	// that is not as it should be; 5.1.7 and 5.1.8 are the sender's.
	aboutAddress = regexp.MustCompile(`^5\.(1\.[0-6]|1\.9|1\.10|2\.\d+)\b`)
	// aboutClient is what servers say of who calls, and not of the letter.
	aboutClient = regexp.MustCompile(`(?i)^5\.(1\.[78]|5\.\d+)\b|\b(helo|ehlo|host|hostname|client|relay|relaying|relayed|sender|authenticat\w+|authentication|log ?in|sign ?in|starttls|encrypt\w*|rdns|ptr|your ip|block(ed|list\w*)|(black|deny)list\w*|blocked using)\b`)
	// aboutRate is what they say when it is only too much at once.
	aboutRate = regexp.MustCompile(`(?i)^(4\.\d+\.\d+|5\.7\.28)\b|\b(too (many|much|fast|quickly|frequent\w*)|rate|rates|throttl\w*|limit(s|ed)? (exceed|reach|of|for)\w*|exceed\w* .*(limit|quota|rate)|quota|per (second|minute|hour|day)|slow down|try again|later|temporar\w+|busy)\b`)
)

// Permanent reports whether sending the same letter again is useless: the server
// answered to the letter or its recipient with a code from 500, and neither of
// who calls nor of too much at once. Everything else may pass: a server that
// cannot be reached or signed in to, a sender that it does not want, codes from
// 400, timeouts, and errors that are not of a mail server at all.
func Permanent(err error) bool {
	var f *failure
	r := reply(err)
	if r == nil || r.Code/100 != 5 || r.Code == signInFirst || !errors.As(err, &f) || aboutRate.MatchString(r.Msg) {
		return false
	}
	switch f.step {
	case handingOver:
		return true
	case nameRecipient:
		return aboutAddress.MatchString(r.Msg) || !aboutClient.MatchString(r.Msg)
	}
	return false
}

// Reason says in one short sentence, without a full stop, why the letter was not
// sent, with the server's own words where it refused. It tells neither the
// recipient's address nor a secret.
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
	switch {
	case answer(err) != 0:
		return refusal(f.step, answer(err)) + ": " + f.words()
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
	case errors.Is(err, errNoUTF8):
		return "The mail server takes no address with letters beyond a to z"
	case errors.As(err, &foreign):
		return "The mail server's answer could not be understood"
	}
	return "The connection to the mail server broke off"
}

// words are what the server said, on one line: "550 5.1.1 unknown".
func (f *failure) words() string {
	r := reply(f.err)
	return strings.TrimRight(oneLine(f.plain(strconv.Itoa(r.Code)+" "+r.Msg)), ". ")
}

// refusal words an answer of the server, which follows it.
func refusal(s step, code int) string {
	switch {
	case s == greeting:
		return "The mail server refused the connection"
	case s == encrypting:
		return "The mail server refused to encrypt the connection"
	case s == signingIn && code/100 == 5:
		return "The mail server refused the user name or password"
	case s == signingIn:
		return "The mail server could not check the user name and password"
	case code == signInFirst:
		return "The mail server wants encryption or a user name and password first"
	case s == nameSender && code/100 == 5:
		return "The mail server refused the sender"
	case code/100 == 5:
		return "The mail server refused the email"
	}
	return "The mail server put the email off"
}
