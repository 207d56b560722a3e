package mail

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// farewell is how long the server may take to answer QUIT.
const farewell = time.Second

// Sender returns what delivers letters to the server, each over a connection of
// its own that is closed when Send returns. from is the sender's address, baseURL
// the portal's public one. Send returns nil once the server has accepted the
// letter, even when it fails afterwards; it ends with its context, and after 30
// seconds at the latest. Permanent and Reason explain its errors.
func (s Server) Sender(from, baseURL string) Sender {
	helo, err := os.Hostname()
	if err != nil || helo == "" {
		helo = "localhost"
	}
	return smtpSender{s, from, baseURL, helo}
}

type smtpSender struct {
	server              Server
	from, baseURL, helo string
}

// Send is what Server.Sender promises.
func (s smtpSender) Send(ctx context.Context, l Letter) error {
	msg, err := Compose(l, s.from, s.baseURL)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.server.timeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(s.server.host, s.server.port))
	if err != nil {
		return failed(ctx, connecting, err)
	}
	hangUp := func() { _ = conn.Close() }
	defer hangUp()
	// The library waits for answers without a look at the context.
	defer context.AfterFunc(ctx, hangUp)()

	client, err := s.open(ctx, conn)
	if err != nil {
		return s.server.discreet(err)
	}
	defer func() {
		_ = conn.SetDeadline(time.Now().Add(farewell))
		_ = client.Quit()
	}()
	if err := handOver(client, msg); err != nil {
		return failed(ctx, handingOver, err)
	}
	return nil
}

// open greets the server, encrypts the connection and signs in.
func (s smtpSender) open(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	encryption := &tls.Config{ServerName: s.server.host, RootCAs: s.server.roots, MinVersion: tls.VersionTLS12}
	if s.server.security == implicitTLS {
		encrypted := tls.Client(conn, encryption)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, failed(ctx, encrypting, err)
		}
		conn = encrypted
	}
	client, err := smtp.NewClient(conn, s.server.host)
	if err != nil {
		return nil, failed(ctx, greeting, err)
	}
	if err := client.Hello(s.helo); err != nil {
		return nil, failed(ctx, greeting, err)
	}
	if s.server.security == startTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return nil, failed(ctx, encrypting, errNoSTARTTLS)
		}
		if err := client.StartTLS(encryption); err != nil {
			return nil, failed(ctx, encrypting, err)
		}
	}
	if s.server.user == "" {
		return client, nil
	}
	if err := s.signIn(client); err != nil {
		return nil, failed(ctx, signingIn, err)
	}
	return client, nil
}

// signIn uses the mechanisms that every mail server has. Both tell it the
// password, so that they need the encryption, or this machine.
func (s smtpSender) signIn(client *smtp.Client) error {
	_, offered := client.Extension("AUTH")
	mechanisms := strings.Fields(offered)
	exposed := s.server.security == inTheClear
	switch {
	case slices.Contains(mechanisms, "PLAIN"):
		return client.Auth(smtp.PlainAuth("", s.server.user, s.server.password, s.server.host, exposed))
	case slices.Contains(mechanisms, "LOGIN"):
		return client.Auth(smtp.LoginAuth(s.server.user, s.server.password, s.server.host, exposed))
	}
	return errNoPasswords
}

// handOver sends the message. An error means that the server has not accepted
// it, or that the connection broke before it could say so.
//
// It does not use gomail.Client, whose Send also fails after the acceptance, and
// calls a broken connection permanent.
func handOver(client *smtp.Client, msg *gomail.Msg) error {
	from, err := msg.GetSender(false)
	if err != nil {
		return err
	}
	to, err := msg.GetRecipients()
	if err != nil {
		return err
	}
	// A message that asks for SMTPUTF8 without need is returned by servers that
	// lack it further on (RFC 6531, 3.4).
	client.SkipSMTPUTF8(ascii(from) && ascii(to[0]))
	if err := client.Mail(from); err != nil {
		return err
	}
	if err := client.Rcpt(to[0]); err != nil {
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	// Unless all is written, the final dot must not be.
	if _, err := msg.WriteTo(body); err != nil {
		return err
	}
	return body.Close()
}
