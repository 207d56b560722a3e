package mail

import (
	"fmt"
	"strings"
	"testing"
)

func TestASettingIsReadWithItsDefaults(t *testing.T) {
	for raw, want := range map[string]Server{
		"smtp://ada:s3cret@mail.example:2525":              {host: "mail.example", port: "2525", user: "ada", password: "s3cret"},
		"smtp://ada:s3cret@mail.example:587?tls=starttls":  {host: "mail.example", port: "587", user: "ada", password: "s3cret"},
		"smtp://mail.example":                              {host: "mail.example", port: "587"},
		"SMTP://mail.example/":                             {host: "mail.example", port: "587"},
		"smtps://ada:s3cret@mail.example":                  {host: "mail.example", port: "465", security: implicitTLS, user: "ada", password: "s3cret"},
		"smtps://mail.example:4650/":                       {host: "mail.example", port: "4650", security: implicitTLS},
		"smtp://localhost:465?tls=none":                    {host: "localhost", port: "465", security: inTheClear},
		"smtp://localhost:25?tls=none":                     {host: "localhost", port: "25", security: inTheClear},
		"smtp://127.0.0.1?tls=none":                        {host: "127.0.0.1", port: "587", security: inTheClear},
		"smtp://127.8.9.1:25?tls=none":                     {host: "127.8.9.1", port: "25", security: inTheClear},
		"smtp://ada:s3cret@[::1]:25?tls=none":              {host: "::1", port: "25", security: inTheClear, user: "ada", password: "s3cret"},
		"smtp://[2001:db8::1]:25":                          {host: "2001:db8::1", port: "25"},
		"smtp://ada%40engine.example:a%2Fb%23c%25@mail:25": {host: "mail", port: "25", user: "ada@engine.example", password: "a/b#c%"},
		"smtp://ada:s3@cret@mail:25":                       {host: "mail", port: "25", user: "ada", password: "s3@cret"},
	} {
		want.timeout = patience
		if got, err := ParseServer(raw); got != want || err != nil {
			t.Errorf("%s: user %q at %v, security %v, %v", raw, got.user, got, got.security, err)
		}
	}
}

func TestASettingThatCannotBeMeantIsRefusedInOneSentenceWithoutIt(t *testing.T) {
	for raw, reason := range map[string]string{
		"":                                                 "neither smtp:// nor smtps://",
		"mail.example:587":                                 "neither smtp:// nor smtps://",
		"ada:s3cret@mail.example:587":                      "neither smtp:// nor smtps://",
		"https://ada:s3cret@mail.example":                  "neither smtp:// nor smtps://",
		"smtp:ada:s3cret@mail.example":                     "no host",
		"smtp://":                                          "no host",
		"smtp://ada:s3cret@:587":                           "no host",
		"smtp://ada:s3cret@mail.example:0":                 "port",
		"smtp://ada:s3cret@mail.example:65536":             "port",
		"smtp://ada:s3cret@mail.example:smtp":              "malformed",
		"smtp://ada:s3cret/x@mail.example:587":             "malformed",
		"smtp://ada:s3cret#x@mail.example:587":             "malformed",
		"smtp://ada:s3cret%@mail.example:587":              "malformed",
		"smtp://ada:s3cret @mail.example:587":              "malformed",
		"smtp://ada:s3cret\n@mail.example:587":             "malformed",
		"smtp://ada:25/s3cret@mail.example":                "goes on after",
		"smtp://ada:25#s3cret@mail.example":                "goes on after",
		"smtp://ada:25?s3cret@mail.example":                "unknown option",
		"smtp://ada:s3cret@mail.example:465":               "write smtps:// with port 465",
		"smtp://ada:s3cret@mail.example:465?tls=starttls":  "write smtps:// with port 465",
		"smtps://ada:s3cret@mail.example:587":              "write smtp:// with port 587",
		"smtps://ada:s3cret@mail.example:25":               "write smtp:// with port 25",
		"smtp://ada@mail.example":                          "without the other",
		"smtp://:s3cret@mail.example":                      "without the other",
		"smtp://ada:s3cret@mail.example?ssl=s3cret":        "unknown option",
		"smtp://ada:s3cret@mail.example?TLS=none":          "unknown option",
		"smtp://ada:s3cret@localhost?tls=none&tls=none":    "unknown option",
		"smtp://ada:s3cret@localhost?tls=none;s3cret":      "unknown option",
		"smtp://ada:s3cret@localhost?tls=none&s3cret":      "unknown option",
		"smtp://ada:s3cret@mail.example?tls=s3cret":        "starttls or none",
		"smtp://ada:s3cret@mail.example?tls=":              "starttls or none",
		"smtp://ada:s3cret@mail.example?tls":               "starttls or none",
		"smtps://ada:s3cret@localhost?tls=none":            "always encrypted",
		"smtps://ada:s3cret@mail.example?tls=starttls":     "always encrypted",
		"smtp://ada:s3cret@mail.example?tls=none":          "on this machine",
		"smtp://ada:s3cret@192.0.2.1?tls=none":             "on this machine",
		"smtp://ada:s3cret@localhost.example?tls=none":     "on this machine",
		"smtp://ada:s3cret@127.0.0.1.example.com?tls=none": "on this machine",
	} {
		got, err := ParseServer(raw)
		if got != (Server{}) || err == nil {
			t.Errorf("%q gives %v, %v", raw, got, err)
			continue
		}
		text := err.Error()
		if !strings.HasPrefix(text, "MTP_SMTP_URL ") || !strings.Contains(text, reason) || strings.Contains(text, "\n") {
			t.Errorf("%q: %q does not say %q", raw, text, reason)
		}
		for _, secret := range []string{"s3cret", "ada"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q repeats %s", text, secret)
			}
		}
	}
}

func TestAServerNeverPrintsItsPassword(t *testing.T) {
	s, err := ParseServer("smtp://ada:s3cret@mail.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{s, &s} {
			if got := fmt.Sprintf(verb, value); got != "mail.example:587" {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	}
}
