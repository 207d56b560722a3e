package mail

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"
)

// post is a mail server that knows one user, and what reached it.
type post struct {
	mechanisms []string                              // of AUTH; none takes letters from anyone
	on         map[string]func(c *gosmtp.Conn) error // answers to MAIL, RCPT and DATA

	mu        sync.Mutex
	letters   []delivered
	passwords []string // that it was told
}

type delivered struct {
	from, to        string
	raw             []byte
	encrypted, utf8 bool
}

const user, password = "portal@engine.example", "s3cret /#%"

// certificate returns one for 127.0.0.1, but not for localhost, and whom to
// trust so as to trust it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	return web.TLS.Certificates[0], roots
}

// open starts the mail server and returns what ParseServer makes of its address.
// scheme and options are those of the setting; offered says whether STARTTLS is.
func (p *post) open(t *testing.T, scheme, options string, offered bool) Server {
	t.Helper()
	own, roots := certificate(t)
	encryption := &tls.Config{Certificates: []tls.Certificate{own}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(c *gosmtp.Conn) (gosmtp.Session, error) {
		return &session{post: p, conn: c}, nil
	}))
	server.ErrorLog = log.New(io.Discard, "", 0)
	server.AllowInsecureAuth = true
	server.EnableSMTPUTF8 = true
	if offered {
		server.TLSConfig = encryption
	}
	if scheme == "smtps" {
		listener = tls.NewListener(listener, encryption)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })

	who := ""
	if p.mechanisms != nil {
		who = "portal%40engine.example:s3cret%20%2F%23%25@"
	}
	s, err := ParseServer(scheme + "://" + who + "127.0.0.1:" + port + options)
	if err != nil {
		t.Fatal(err)
	}
	s.roots = roots
	return s
}

func (p *post) received(t *testing.T) []delivered {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.letters
}

func (p *post) told() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passwords
}

// signIn notes the password.
func (p *post) signIn(name, secret string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passwords = append(p.passwords, secret)
	if name != user || secret != password {
		return gosmtp.ErrAuthFailed
	}
	return nil
}

// session is one connection to the post.
type session struct {
	post     *post
	conn     *gosmtp.Conn
	signedIn bool
	letter   delivered
}

func (s *session) answer(command string) error {
	if on := s.post.on[command]; on != nil {
		return on(s.conn)
	}
	return nil
}

func (s *session) Mail(from string, options *gosmtp.MailOptions) error {
	if s.post.mechanisms != nil && !s.signedIn {
		return gosmtp.ErrAuthRequired
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.letter = delivered{from: from, encrypted: encrypted, utf8: options.UTF8}
	return s.answer("MAIL")
}

func (s *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	s.letter.to = to
	return s.answer("RCPT")
}

func (s *session) Data(r io.Reader) error {
	if s.post.on["DATA"] != nil {
		return s.answer("DATA")
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.letter.raw = raw
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	s.post.letters = append(s.post.letters, s.letter)
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string { return s.post.mechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(name, secret string) error {
		err := s.post.signIn(name, secret)
		s.signedIn = err == nil
		return err
	}
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, name, secret string) error { return check(name, secret) }), nil
	case "LOGIN":
		return &login{check: check}, nil
	}
	return nil, errors.New("unknown mechanism")
}

// login is AUTH LOGIN, which the library lacks on this side.
type login struct {
	check func(name, secret string) error
	asked []string
}

func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	if response != nil {
		l.asked = append(l.asked, string(response))
	}
	if len(l.asked) < 2 {
		return []byte([]string{"Username:", "Password:"}[len(l.asked)]), false, nil
	}
	return nil, true, l.check(l.asked[0], l.asked[1])
}

// silence is an answer that never comes.
const silence = "silence"

// scripted starts a mail server that greets with the answer to "" and answers
// each command, by its first word, and "." after the text. No answer hangs up.
// It checks that nobody leaves a connection open.
func scripted(t *testing.T, answers map[string]string) string {
	address, _ := noting(t, answers)
	return address
}

// noting is scripted, with what the server has been told, line by line.
func noting(t *testing.T, answers map[string]string) (address string, told func() []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	var mu sync.Mutex
	var lines []string
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				recite(conn, answers, func(line string) {
					mu.Lock()
					defer mu.Unlock()
					lines = append(lines, line)
				})
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		open.Wait()
	})
	return listener.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(lines)
	}
}

func recite(conn net.Conn, answers map[string]string, note func(string)) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	text := false
	for command := ""; ; command, _, _ = strings.Cut(lines.Text(), " ") {
		if !text || command == "." {
			answer := answers[command]
			text = strings.HasPrefix(answer, "354")
			if answer == "" {
				return
			}
			if answer != silence {
				io.WriteString(conn, strings.ReplaceAll(answer, "\n", "\r\n")+"\r\n")
			}
		}
		if !lines.Scan() {
			return
		}
		note(lines.Text())
	}
}
