package mail

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"net/textproto"
	"slices"
	"strings"
)

// conversation speaks SMTP (RFC 5321) with a mail server, one command at a time.
// The mail library's own client reads the keywords of EHLO with regard to case
// and keeps them to itself, so that what a server lacks cannot be told.
type conversation struct {
	text   *textproto.Conn
	offers map[string][]string // keywords of EHLO in capital letters, with what follows each
}

// converse waits for the server's greeting.
func converse(conn net.Conn) (*conversation, error) {
	c := &conversation{text: textproto.NewConn(conn)}
	_, _, err := c.text.ReadResponse(220)
	return c, err
}

// say sends one command and returns what the server answers, an error unless its
// code begins with want.
func (c *conversation) say(want int, command string) (string, error) {
	if strings.ContainsAny(command, "\r\n") {
		return "", errors.New("a command with a line break")
	}
	if err := c.text.PrintfLine("%s", command); err != nil {
		return "", err
	}
	_, message, err := c.text.ReadResponse(want)
	return message, err
}

// hello says who calls and learns what the server offers. A server that knows no
// EHLO offers nothing.
func (c *conversation) hello(name string) error {
	c.offers = map[string][]string{}
	message, err := c.say(250, "EHLO "+name)
	if answer(err) != 0 {
		if _, old := c.say(250, "HELO "+name); old == nil {
			return nil
		}
	}
	if err != nil {
		return err
	}
	for _, line := range strings.Split(message, "\n")[1:] {
		// Old servers also write AUTH=PLAIN.
		words := strings.Fields(strings.ToUpper(strings.Replace(line, "=", " ", 1)))
		if len(words) > 0 {
			c.offers[words[0]] = append(c.offers[words[0]], words[1:]...)
		}
	}
	return nil
}

// offer reports whether the server's EHLO held the keyword.
func (c *conversation) offer(keyword string) bool {
	_, ok := c.offers[keyword]
	return ok
}

// encrypt goes on with the conversation over an encrypted connection. What the
// server said or offered before is forgotten, since anybody could have said it.
func (c *conversation) encrypt(ctx context.Context, conn net.Conn, encryption *tls.Config, name string) error {
	if !c.offer("STARTTLS") {
		return errNoSTARTTLS
	}
	if _, err := c.say(220, "STARTTLS"); err != nil {
		return err
	}
	encrypted := tls.Client(conn, encryption)
	if err := encrypted.HandshakeContext(ctx); err != nil {
		return err
	}
	c.text = textproto.NewConn(encrypted)
	return c.hello(name)
}

// signIn uses the mechanisms that every mail server has. Both tell it the
// password, so that they need the encryption, or this machine.
func (c *conversation) signIn(user, password string) error {
	encode := base64.StdEncoding.EncodeToString
	if slices.Contains(c.offers["AUTH"], "PLAIN") {
		_, err := c.say(235, "AUTH PLAIN "+encode([]byte("\x00"+user+"\x00"+password)))
		return err
	}
	if !slices.Contains(c.offers["AUTH"], "LOGIN") {
		return errNoPasswords
	}
	if _, err := c.say(334, "AUTH LOGIN"); err != nil {
		return err
	}
	if _, err := c.say(334, encode([]byte(user))); err != nil {
		return err
	}
	_, err := c.say(235, encode([]byte(password)))
	return err
}
