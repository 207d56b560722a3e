package main

import (
	"flag"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mtp/internal/blank"
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
	{passwordSetting, "", "", "", func(c *config) *string { return &c.password }},
}

// passwordSetting is taken as it stands: any sign may belong to a password.
const passwordSetting = "MTP_PASSWORD"

// loadConfig reads the environment. An unknown setting that starts with MTP_
// is an error, so that a misspelled one is noticed; what Kubernetes sets beside a
// service is none.
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
		if i < 0 && ofAService(name, value) {
			continue
		}
		if i < 0 {
			return c, fmt.Errorf("%s is not a setting; the settings are %s", name, settingNames())
		}
		if name != passwordSetting {
			if value = blank.Trim(value); quoted(value) {
				return c, fmt.Errorf("%s has quotation marks around its value; leave them out", name)
			}
		}
		if value != "" {
			*settings[i].into(&c) = value
		}
	}
	return c, nil
}

// services are the names that Kubernetes sets in each container of a namespace,
// for a service there whose name is mtp or begins with it. Only the value tells
// MTP_PORT from a setting that somebody made up.
var services = regexp.MustCompile(`^MTP(_\w+)?_(SERVICE_HOST|SERVICE_PORT\w*|PORT_\w+)$`)

// ofAService reports whether Kubernetes has set the name.
func ofAService(name, value string) bool {
	if services.MatchString(name) {
		return true
	}
	scheme, _, found := strings.Cut(value, "://")
	return strings.HasSuffix(name, "_PORT") && found && slices.Contains([]string{"tcp", "udp", "sctp"}, scheme)
}

// quoted reports whether the value stands in quotation marks, which a shell
// takes off and a file of settings does not.
func quoted(value string) bool {
	return len(value) > 1 && strings.ContainsAny(value[:1], `"'`) && value[0] == value[len(value)-1]
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
	own, err := ownURL(c.addr)
	if err != nil {
		return s, fmt.Errorf("MTP_ADDR is %q; give a host and a port, like 127.0.0.1:8080", c.addr)
	}
	if c.metricsAddr != "" && !private(c.metricsAddr) {
		return s, fmt.Errorf("MTP_METRICS_ADDR is %q; give a loopback or private IP address and a port, like 127.0.0.1:9090", c.metricsAddr)
	}
	if s.base = own; c.url != "" {
		if s.base, err = webURL(c.url); err != nil || strings.Trim(s.base.Path, "/") != "" || s.base.RawQuery != "" {
			return s, fmt.Errorf("MTP_URL is %q; give a scheme and a host, like https://portal.example.com", c.url)
		}
		s.base.Path = ""
		if err := canonical(s.base); err != nil {
			return s, fmt.Errorf("MTP_URL is %q, whose host is none that a browser finds; give a scheme and a host, like https://portal.example.com", c.url)
		}
	}
	if c.helpURL != "" {
		if _, err := webURL(c.helpURL); err != nil {
			return s, fmt.Errorf("MTP_HELP_URL is %q; give a web address, like https://help.example.com", c.helpURL)
		}
	}
	from, err := mail.Address(c.mailFrom)
	if err != nil {
		return s, fmt.Errorf("MTP_MAIL_FROM is %q; %w", c.mailFrom, err)
	}
	c.mailFrom = from
	if c.smtpURL != "" {
		server, err := mail.ParseServer(c.smtpURL)
		if err != nil {
			return s, err
		}
		s.mailServer = &server
	}
	for network := range strings.SplitSeq(c.trustedProxies, ",") {
		if network = blank.Trim(network); network == "" {
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
