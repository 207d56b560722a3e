package main

import (
	"context"
	"io"
	"log"
	"net"
	"time"

	"github.com/emersion/go-smtp"
)

// handover is how long the mail server takes for a letter, as real ones do.
const handover = 100 * time.Millisecond

// postbox is a mail server that takes every letter, in its time.
type postbox struct {
	url    string
	server *smtp.Server
}

func openPostbox(ctx context.Context) (*postbox, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &postbox{url: "smtp://" + l.Addr().String() + "?tls=none"}
	p.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return delivery{}, nil }))
	p.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = p.server.Serve(l) }()
	return p, nil
}

func (p *postbox) close() { _ = p.server.Close() }

// delivery takes one letter.
type delivery struct{}

func (delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (delivery) Reset()                               {}
func (delivery) Logout() error                        { return nil }

func (delivery) Data(r io.Reader) error {
	time.Sleep(handover) // a part of the load, which no test waits for
	_, err := io.Copy(io.Discard, r)
	return err
}
