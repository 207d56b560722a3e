package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"mtp/internal/mail"
	"mtp/store"
)

// config is the settings of the program. It comes from the environment; the
// flags of serve win over it.
type config struct {
	addr, data, url, smtpURL, mailFrom, trustedProxies, helpURL, metricsAddr string
	password                                                                 string // read by init and seed only
}

// setting is one setting of the environment.
type setting struct {
	name, flag, value, meaning string
	into                       func(*config) *string
}

var settings = []setting{
	{"MTP_ADDR", "addr", "127.0.0.1:8080", "listen on this `address`", func(c *config) *string { return &c.addr }},
	{"MTP_DATA", "data", "data", "keep the database, its key and the outbox in this `folder`", func(c *config) *string { return &c.data }},
	{"MTP_URL", "url", "", "public base `URL`, for links in mail (default http:// and the address)", func(c *config) *string { return &c.url }},
	{"MTP_SMTP_URL", "smtp-url", "", "send mail through the server at this `URL`, such as smtp://user:password@mail.example.com:587; without it each mail becomes a file", func(c *config) *string { return &c.smtpURL }},
	{"MTP_MAIL_FROM", "mail-from", "portal@localhost", "sender `address` of mail", func(c *config) *string { return &c.mailFrom }},
	{"MTP_TRUSTED_PROXIES", "trusted-proxies", "", "believe the client address that proxies in these `networks` forward, such as 10.0.0.0/8,127.0.0.1/32", func(c *config) *string { return &c.trustedProxies }},
	{"MTP_HELP_URL", "help-url", "", "`URL` of the link Help at the foot of each page", func(c *config) *string { return &c.helpURL }},
	{"MTP_METRICS_ADDR", "metrics-addr", "", "answer /metrics on this `address`, which must be loopback or private, such as 127.0.0.1:9090", func(c *config) *string { return &c.metricsAddr }},
	{"MTP_PASSWORD", "", "", "", func(c *config) *string { return &c.password }},
}

// loadConfig reads the environment. An unknown setting that starts with MTP_
// is an error, so that a misspelled one is noticed.
func loadConfig(environment []string) (config, error) {
	var c config
	for _, s := range settings {
		*s.into(&c) = s.value
	}
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "MTP_") {
			continue
		}
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == name })
		if i < 0 {
			return c, fmt.Errorf("%s is not a setting; the settings are %s", name, settingNames())
		}
		if value != "" {
			*settings[i].into(&c) = value
		}
	}
	return c, nil
}

func settingNames() string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	return strings.Join(names, ", ")
}

// addFlags lets flags win over the environment. The help tells the defaults,
// never what is set, since that can hold a password.
func (c *config) addFlags(f *flag.FlagSet) {
	for _, s := range settings {
		if s.flag != "" {
			f.StringVar(s.into(c), s.flag, *s.into(c), s.meaning+" ("+s.name+")")
			f.Lookup(s.flag).DefValue = s.value
		}
	}
}

// serving is what serve needs of the settings, checked.
type serving struct {
	base       *url.URL
	proxies    []*net.IPNet
	mailServer *mail.Server // nil while mail is not set up
}

func (c *config) check() (serving, error) {
	var s serving
	host, port, err := net.SplitHostPort(c.addr)
	if err != nil || port == "" {
		return s, fmt.Errorf("MTP_ADDR is %q; give a host and a port, like 127.0.0.1:8080", c.addr)
	}
	if c.metricsAddr != "" && !private(c.metricsAddr) {
		return s, fmt.Errorf("MTP_METRICS_ADDR is %q; give a loopback or private IP address and a port, like 127.0.0.1:9090", c.metricsAddr)
	}
	if c.url == "" {
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "localhost"
		}
		c.url = "http://" + net.JoinHostPort(host, port)
	}
	if s.base, err = webURL(c.url); err != nil || strings.Trim(s.base.Path, "/") != "" || s.base.RawQuery != "" {
		return s, fmt.Errorf("MTP_URL is %q; give a scheme and a host, like https://portal.example.com", c.url)
	}
	s.base.Path = ""
	if c.helpURL != "" {
		if _, err := webURL(c.helpURL); err != nil {
			return s, fmt.Errorf("MTP_HELP_URL is %q; give a web address, like https://help.example.com", c.helpURL)
		}
	}
	if from, err := netmail.ParseAddress(c.mailFrom); err != nil || from.Name != "" {
		return s, fmt.Errorf("MTP_MAIL_FROM is %q; give an email address, like portal@example.com", c.mailFrom)
	}
	if c.smtpURL != "" {
		server, err := mail.ParseServer(c.smtpURL)
		if err != nil {
			return s, err
		}
		s.mailServer = &server
	}
	for network := range strings.SplitSeq(c.trustedProxies, ",") {
		if network = strings.TrimSpace(network); network == "" {
			continue
		}
		_, parsed, err := net.ParseCIDR(network)
		if err != nil {
			return s, fmt.Errorf("MTP_TRUSTED_PROXIES holds %q; give networks, like 10.0.0.0/8,127.0.0.1/32", network)
		}
		s.proxies = append(s.proxies, parsed)
	}
	return s, nil
}

// private reports whether the address is an IP address and a port that the
// internet does not reach.
func private(address string) bool {
	at, err := netip.ParseAddrPort(address)
	return err == nil && (at.Addr().IsLoopback() || at.Addr().IsPrivate())
}

// outbox is the folder in which each mail becomes a file while mail is not set
// up.
func (c *config) outbox() string { return filepath.Join(c.data, store.OutboxFolder) }

// sender is what delivers mail: the mail server, or else files in the outbox.
func (c *config) sender(s serving) mail.Sender {
	if s.mailServer == nil {
		return mail.Folder{Dir: c.outbox(), From: c.mailFrom, URL: s.base.String()}
	}
	return s.mailServer.Sender(c.mailFrom, s.base.String())
}

func webURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err == nil && (u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "") {
		err = errors.New("not a web address")
	}
	return u, err
}
