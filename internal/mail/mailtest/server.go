// Package mailtest runs a mail server for tests.
package mailtest

import (
	"io"
	"log"
	"net"
	"sync"
	"testing"

	gosmtp "github.com/emersion/go-smtp"
)

// room is how many letters a test may send without looking at them.
const room = 100

// Server is a mail server on a loopback address that keeps what it takes. It
// is stopped when the test ends.
type Server struct {
	URL string // as the setting MTP_SMTP_URL has it

	mu      sync.Mutex
	answer  error
	hold    chan struct{} // not nil: letters wait for it
	asked   chan struct{}
	arrived chan string
	letters []string
}

// Start starts a server that takes every letter.
func Start(t testing.TB) *Server {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "smtp://" + listener.Addr().String() + "?tls=none", asked: make(chan struct{}, room), arrived: make(chan string, room)}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return session{s}, nil }))
	server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() {
		s.Release()
		_ = server.Close()
	})
	return s
}

// Refuse makes the server answer each letter with the code and "no", 0 to take
// them again.
func (s *Server) Refuse(code int) { s.Say(code, "no") }

// Say is Refuse in other words.
func (s *Server) Say(code int, words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = nil
	if code != 0 {
		s.answer = &gosmtp.SMTPError{Code: code, EnhancedCode: gosmtp.NoEnhancedCode, Message: words}
	}
}

// Hang makes the server answer no letter until Release is called. What it
// returns receives a value for each letter that it is handed.
func (s *Server) Hang() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = make(chan struct{})
	return s.asked
}

// Release ends Hang.
func (s *Server) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hold != nil {
		close(s.hold)
		s.hold = nil
	}
}

// Letters returns what the server took, oldest first.
func (s *Server) Letters() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.letters...)
}

// Arrived receives each letter that the server takes.
func (s *Server) Arrived() <-chan string { return s.arrived }

type session struct{ server *Server }

func (s session) Mail(string, *gosmtp.MailOptions) error {
	s.server.mu.Lock()
	hold := s.server.hold
	s.server.mu.Unlock()
	if hold != nil {
		s.server.asked <- struct{}{}
		<-hold
	}
	return nil
}

func (s session) Rcpt(string, *gosmtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.answer
}

func (s session) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.letters = append(s.server.letters, string(letter))
	s.server.arrived <- string(letter)
	return nil
}

func (session) Reset()        {}
func (session) Logout() error { return nil }
