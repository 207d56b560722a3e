package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// farewell is how long the server may take to answer QUIT.
const farewell = time.Second

// Sender returns what delivers letters to the server, each over a connection of
// its own that is closed when Send returns. from is the sender's address, baseURL
// the portal's public one. Send returns nil once the server has accepted the
// letter, even when it fails afterwards; it ends with its context, and after 30
// seconds at the latest. Permanent and Reason explain its errors.
func (s Server) Sender(from, baseURL string) Sender {
	machine, _ := os.Hostname()
	return smtpSender{s, from, baseURL, callName(machine, baseURL, from)}
}

// callName is what the portal calls itself before a mail server: the machine's
// name, or else the public host or the sender's domain, the first that is a name
// on the internet, since servers refuse others. "" when there is none.
func callName(machine, baseURL, from string) string {
	host := ""
	if u, err := url.Parse(baseURL); err == nil {
		host = u.Hostname()
	}
	for _, name := range []string{machine, host, from[strings.LastIndexByte(from, '@')+1:]} {
		_, err := netip.ParseAddr(name)
		if name = strings.TrimSuffix(name, "."); err != nil && strings.Contains(name, ".") && ascii(name) {
			return name
		}
	}
	return ""
}

// literal is the connection's own address as RFC 5321, 4.1.3 writes it in place
// of a name.
func literal(conn net.Conn) string {
	at, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil {
		return "localhost"
	}
	if ip := at.Addr().Unmap().WithZone(""); ip.Is4() {
		return "[" + ip.String() + "]"
	}
	return "[IPv6:" + at.Addr().WithZone("").String() + "]"
}

type smtpSender struct {
	server              Server
	from, baseURL, call string
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
	// Answers are waited for without a look at the context.
	defer context.AfterFunc(ctx, hangUp)()

	server, err := s.open(ctx, conn)
	if err == nil {
		defer func() {
			_ = conn.SetDeadline(time.Now().Add(farewell))
			_, _ = server.say(221, "QUIT")
		}()
		err = handOver(ctx, server, msg)
	}
	return s.server.discreet(err, l)
}

// open greets the server, encrypts the connection and signs in.
func (s smtpSender) open(ctx context.Context, conn net.Conn) (*conversation, error) {
	name := s.call
	if name == "" {
		name = literal(conn)
	}
	encryption := &tls.Config{ServerName: s.server.host, RootCAs: s.server.roots, MinVersion: tls.VersionTLS12}
	if s.server.security == implicitTLS {
		encrypted := tls.Client(conn, encryption)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, failed(ctx, encrypting, err)
		}
		conn = encrypted
	}
	c, err := converse(conn)
	if err != nil {
		return nil, failed(ctx, greeting, err)
	}
	if err := c.hello(name); err != nil {
		return nil, failed(ctx, greeting, err)
	}
	if s.server.security == startTLS {
		if err := c.encrypt(ctx, conn, encryption, name); err != nil {
			return nil, failed(ctx, encrypting, err)
		}
	}
	if s.server.user != "" {
		if err := c.signIn(s.server.user, s.server.password); err != nil {
			return nil, failed(ctx, signingIn, err)
		}
	}
	return c, nil
}

// handOver sends the message. An error means that the server has not accepted
// it, or that the connection broke before it could say so.
func handOver(ctx context.Context, c *conversation, msg *gomail.Msg) error {
	from, err := msg.GetSender(false)
	if err != nil {
		return err
	}
	to, err := msg.GetRecipients()
	if err != nil {
		return err
	}
	begin := "MAIL FROM:" + from
	if c.offer("8BITMIME") {
		begin += " BODY=8BITMIME"
	} else {
		for _, part := range msg.GetParts() {
			part.SetEncoding(gomail.EncodingQP)
		}
	}
	// A message that asks for SMTPUTF8 without need is returned by servers that
	// lack it further on (RFC 6531, 3.4).
	if !ascii(from + to[0]) {
		if !c.offer("SMTPUTF8") {
			return failed(ctx, nameSender, errNoUTF8)
		}
		begin += " SMTPUTF8"
	}
	var message bytes.Buffer
	if _, err := msg.WriteTo(&message); err != nil {
		return err
	}
	if _, err := c.say(250, begin); err != nil {
		return failed(ctx, nameSender, err)
	}
	if _, err := c.say(25, "RCPT TO:"+to[0]); err != nil {
		return failed(ctx, nameRecipient, err)
	}
	if _, err := c.say(354, "DATA"); err != nil {
		return failed(ctx, handingOver, err)
	}
	body := c.text.DotWriter()
	if _, err := body.Write(message.Bytes()); err != nil {
		return failed(ctx, handingOver, err)
	}
	if err := body.Close(); err != nil {
		return failed(ctx, handingOver, err)
	}
	if _, _, err := c.text.ReadResponse(250); err != nil {
		return failed(ctx, handingOver, err)
	}
	return nil
}
