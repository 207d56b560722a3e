package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mtp/store"
)

const password = "violet tractor mumbles politely"

// ran is what a command said and how it ended.
type ran struct {
	code      int
	out, errs string
}

// mtp runs the program with an environment and what is typed into it.
func mtp(t *testing.T, environment []string, typed string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, environment, strings.NewReader(typed), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

// in is the environment for a data folder, with a password.
func in(folder string) []string { return []string{"MTP_DATA=" + folder, "MTP_PASSWORD=" + password} }

// initialised returns a data folder with an administrator in it.
func initialised(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "data")
	got := mtp(t, in(folder), "", "init", "--email", "ada@example.com", "--first-name", "Ada", "--last-name", "Lovelace")
	if got.code != 0 || got.errs != "" {
		t.Fatalf("%+v", got)
	}
	return folder
}

// refuses fails unless the command ended with the code and one line that the
// pattern matches, on standard error alone.
func (r ran) refuses(t *testing.T, code int, pattern string) {
	t.Helper()
	line, more, _ := strings.Cut(r.errs, "\n")
	if r.code != code || r.out != "" || more != "" || !regexp.MustCompile(pattern).MatchString(line) {
		t.Errorf("ends with %d, out %q and errors %q, not with %d and a line like %q", r.code, r.out, r.errs, code, pattern)
	}
}

func TestAnUnknownCommandIsRefusedWithTheOnesThereAre(t *testing.T) {
	got := mtp(t, nil, "", "launch")
	if got.code != 2 || got.out != "" || !strings.Contains(got.errs, `there is no command "launch"`) || !strings.Contains(got.errs, "mtp serve") {
		t.Errorf("%+v", got)
	}
}

func TestEachCommandExplainsItself(t *testing.T) {
	for _, name := range []string{"serve", "init", "recover", "seed", "check", "billing", "mail", "version"} {
		for _, flag := range []string{"-h", "--help"} {
			got := mtp(t, nil, "", name, flag)
			if got.code != 0 || got.errs != "" || !strings.HasPrefix(got.out, "mtp "+name+" ") {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if !strings.Contains(usage, "mtp "+name) {
			t.Errorf("the help does not tell %s", name)
		}
		got := mtp(t, nil, "", name, "stray")
		if got.code != 2 || !strings.Contains(got.errs, `"stray" is not expected here`) {
			t.Errorf("%s: %+v", name, got)
		}
		if got := mtp(t, nil, "", name, "--no-such-flag"); got.code != 2 || !strings.Contains(got.errs, "no-such-flag") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := mtp(t, nil, "", "--help"); got.code != 0 || got.out != usage {
		t.Errorf("%+v", got)
	}
	for _, s := range settings {
		if !strings.Contains(usage, s.name) {
			t.Errorf("the help does not tell %s", s.name)
		}
	}
	if got := mtp(t, append(in(""), "MTP_SMTP_URL=smtp://ada:"+password+"@mail.example.com"), "", "serve", "-h"); strings.Contains(got.out, password) {
		t.Error("the help tells a password")
	}
}

func TestTheVersionTellsTheCommitAndGo(t *testing.T) {
	got := mtp(t, nil, "", "version")
	if got.code != 0 || !regexp.MustCompile(`^mtp \S+, commit \S+, go1\.\d+`).MatchString(got.out) {
		t.Errorf("%+v", got)
	}
}

func TestASettingThatIsMisspelledOrMalformedStopsTheStart(t *testing.T) {
	for entry, pattern := range map[string]string{
		"MTP_ADRR=x":                           "MTP_ADRR is not a setting; the settings are MTP_ADDR, MTP_DATA",
		"MTP_=x":                               "MTP_ is not a setting",
		"MTP_ADDR=localhost":                   `MTP_ADDR is "localhost"; give a host and a port`,
		"MTP_ADDR=localhost:":                  `MTP_ADDR is "localhost:"`,
		"MTP_ADDR=localhost:http:80":           "MTP_ADDR",
		"MTP_URL=portal.example.com":           `MTP_URL is "portal.example.com"; give a scheme and a host`,
		"MTP_URL=ftp://portal.example.com":     "MTP_URL",
		"MTP_URL=https://":                     "MTP_URL",
		"MTP_URL=https://:443":                 "MTP_URL",
		"MTP_URL=https://a:b@c.example":        "MTP_URL",
		"MTP_URL=https://c.example/portal":     "MTP_URL",
		"MTP_URL=https://c.example?x":          "MTP_URL",
		"MTP_URL=https://c.example#x":          "MTP_URL",
		"MTP_URL=https://%zz":                  "MTP_URL",
		"MTP_URL=https://portal.example:70000": "MTP_URL",
		"MTP_URL=https://xn--ü.example":        `MTP_URL is "https://xn--ü.example", whose host is none`,
		`MTP_ADDR="127.0.0.1:8080"`:            "MTP_ADDR has quotation marks around its value; leave them out$",
		`MTP_ADDR="127.0.0.1:8080`:             "MTP_ADDR is ",
		"MTP_ADDR=127.0.0.1:99999":             "MTP_ADDR is ",
		"MTP_ADDR=127.0.0.1:nowhere":           "MTP_ADDR is ",
		"MTP_SMTP_URL='smtp://a:secret@mail'":  "^mtp serve: MTP_SMTP_URL has quotation marks around its value; leave them out$",
		"MTP_PORT=8080":                        "MTP_PORT is not a setting",
		"MTP_PORT=http://10.0.0.1":             "MTP_PORT is not a setting",
		"MTP_SERVICE=x":                        "MTP_SERVICE is not a setting",
		"MTP_WEB_HOST=10.0.0.1":                "MTP_WEB_HOST is not a setting",
		"MTP_HELP_URL=javascript:alert(1)":     `MTP_HELP_URL is "javascript:alert\(1\)"; give a web address`,
		"MTP_METRICS_ADDR=9090":                `MTP_METRICS_ADDR is "9090"; give a loopback or private IP address and a port, like 127.0.0.1:9090$`,
		"MTP_METRICS_ADDR=:9090":               "MTP_METRICS_ADDR",
		"MTP_METRICS_ADDR=0.0.0.0:9090":        "MTP_METRICS_ADDR",
		"MTP_METRICS_ADDR=192.0.2.1:9090":      "MTP_METRICS_ADDR",
		"MTP_METRICS_ADDR=[::]:9090":           "MTP_METRICS_ADDR",
		"MTP_METRICS_ADDR=localhost:9090":      "MTP_METRICS_ADDR",
		"MTP_METRICS_ADDR=10.0.0.1:99999":      "MTP_METRICS_ADDR",
		"MTP_MAIL_FROM=portal":                 `MTP_MAIL_FROM is "portal"; give an email address`,
		"MTP_MAIL_FROM=Portal <a@example.com":  "MTP_MAIL_FROM",
		"MTP_MAIL_FROM=jörg@example.com":       `MTP_MAIL_FROM is "jörg@example.com"; before the @`,
		"MTP_MAIL_FROM=portal@ü--.example":     `MTP_MAIL_FROM is "portal@ü--.example"; its domain is none`,
		"MTP_SMTP_URL=smtp://m.example:465":    "write smtps:// with port 465",
		"MTP_SMTP_URL=smtps://m.example:587":   "write smtp:// with port 587",
		"MTP_SMTP_URL=mail.example.com:587":    "MTP_SMTP_URL starts with neither smtp:// nor smtps://; give it like smtp://user:password@mail.example.com:587$",
		"MTP_TRUSTED_PROXIES=10.0.0.1":         `MTP_TRUSTED_PROXIES holds "10.0.0.1"; give networks`,
		"MTP_TRUSTED_PROXIES=10.0.0.0/8,x":     `MTP_TRUSTED_PROXIES holds "x"`,
	} {
		folder := filepath.Join(t.TempDir(), "data")
		mtp(t, []string{"MTP_DATA=" + folder, entry}, "", "serve").refuses(t, 1, pattern)
		if found, _ := filepath.Glob(folder); found != nil {
			t.Errorf("%s: the data folder was made all the same", entry)
		}
	}
	mtp(t, []string{"MTP_OTHER=x"}, "", "version").refuses(t, 1, "MTP_OTHER is not a setting")
}

func TestAnEmptySettingCountsAsUnsetAndOthersAreLeftAlone(t *testing.T) {
	c, err := loadConfig([]string{"MTP_ADDR=", "PATH=/bin", "MTPX=1", "MTP_MAIL_FROM= a@example.com\r", `MTP_PASSWORD="a b" `, "broken"})
	if err != nil || c.addr != "127.0.0.1:8080" || c.data != "data" || c.mailFrom != "a@example.com" || c.password != `"a b" ` {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestWhatKubernetesSetsBesideAServiceIsPassedOver(t *testing.T) {
	c, err := loadConfig([]string{
		"MTP_SERVICE_HOST=10.96.0.12", "MTP_SERVICE_PORT=8080", "MTP_SERVICE_PORT_HTTP=8080",
		"MTP_PORT=tcp://10.96.0.12:8080", "MTP_PORT_8080_TCP=tcp://10.96.0.12:8080", "MTP_PORT_8080_TCP_PROTO=tcp",
		"MTP_PORT_8080_TCP_PORT=8080", "MTP_PORT_8080_TCP_ADDR=10.96.0.12",
		"MTP_MAIL_SERVICE_HOST=10.96.0.13", "MTP_MAIL_SERVICE_PORT=25", "MTP_MAIL_PORT=udp://10.96.0.13:25", "MTP_MAIL_PORT_25_UDP_ADDR=10.96.0.13",
		"MTP_SIP_PORT=sctp://10.96.0.14:5060", "MTP_ADDR=127.0.0.1:9000",
	})
	if err != nil || c.addr != "127.0.0.1:9000" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestThePublicAddressIsWrittenAsBrowsersDo(t *testing.T) {
	for _, tt := range []struct{ addr, url, want string }{
		{"127.0.0.1:8080", "", "http://127.0.0.1:8080"},
		{":80", "", "http://localhost"},
		{"LocalHost:http", "", "http://localhost"},
		{"0.0.0.0:8080", "", "http://localhost:8080"},
		{"[::]:1", "", "http://localhost:1"},
		{"[::1]:2", "", "http://[::1]:2"},
		{":80", "https://portal.example.com/", "https://portal.example.com"},
		{":80", "https://Portal.LAN:443", "https://portal.lan"},
		{":80", "HTTP://Portal.LAN:080", "http://portal.lan"},
		{":80", "https://portal.lan:80", "https://portal.lan:80"},
		{":80", "https://portal.lan:", "https://portal.lan"},
		{":80", "https://portäl.example", "https://xn--portl-jra.example"},
		{":80", "https://PORTÄL.example:8443", "https://xn--portl-jra.example:8443"},
		{":80", "https://port%C3%A4l.example", "https://xn--portl-jra.example"},
		{":80", "https://my_portal.lan", "https://my_portal.lan"},
		{":80", "https://[2001:DB8::1]:443", "https://[2001:db8::1]"},
	} {
		c, err := loadConfig(nil)
		if err != nil {
			t.Fatal(err)
		}
		c.addr, c.url = tt.addr, tt.url
		if s, err := c.check(); err != nil || s.base.String() != tt.want {
			t.Errorf("%s at %s is reached at %v, %v", tt.url, tt.addr, s.base, err)
		}
	}
}

func TestInitMakesTheFirstAdministratorOnce(t *testing.T) {
	folder := initialised(t)
	again := []string{"init", "--email", "b@example.com", "--first-name", "B", "--last-name", "C"}
	mtp(t, in(folder), "", again...).refuses(t, 1, `^mtp init: The portal has an active Administrator with Billing\. Ask that person to add you\.$`)
	if got := mtp(t, in(folder), "", "check"); got.code != 0 || got.out != "The database and its rules are in order.\n" {
		t.Errorf("%+v", got)
	}
}

func TestSignsThatCannotBeSeenAreNoPartOfAFlagOrASetting(t *testing.T) {
	folder := initialised(t)
	if got := mtp(t, []string{"MTP_DATA=\ufeff" + folder + "\u200b"}, "", "recover", "--email", "\u202aada@example.com\u202c"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

func TestInitTakesThePasswordFromWhatIsTyped(t *testing.T) {
	args := []string{"init", "--email", "ada@example.com", "--first-name", "Ada", "--last-name", "Lovelace"}
	for name, typed := range map[string]string{"a line": password + "\n", "a line of another system": password + "\r\n", "no line end": password} {
		got := mtp(t, []string{"MTP_DATA=" + t.TempDir()}, typed, args...)
		if got.code != 0 || got.out != "Ada Lovelace is an Administrator with Billing and can log in with ada@example.com.\n" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	nobody := []string{"MTP_DATA=" + t.TempDir()}
	mtp(t, nobody, "", args...).refuses(t, 1, "there is no password; set MTP_PASSWORD or type one when asked")
	mtp(t, nobody, "\n", args...).refuses(t, 1, "there is no password")
	mtp(t, nobody, "short\n", args...).refuses(t, 1, "Use at least 15 characters")
	mtp(t, nobody, password+"\n", "init", "--email", "ada", "--first-name", "Ada", "--last-name", "Lovelace").refuses(t, 1, "Enter an email address like")
	mtp(t, nobody, password+"\n", "init", "--email", "ada@example.com").refuses(t, 2, "give --email, --first-name and --last-name")
}

func TestRecoverPrintsALinkForWhoHoldsTheMachine(t *testing.T) {
	folder := initialised(t)
	recovered := func(ended string) {
		t.Helper()
		got := mtp(t, append(in(folder), "MTP_URL=https://portal.example.com"), "", "recover", "--email", "ADA@example.com")
		want := `^Ada Lovelace is an Administrator with Billing again\.\n` + regexp.QuoteMeta(ended) + `\nSet a password within one hour:\nhttps://portal\.example\.com/set-password/[A-Z2-7]{26}\n$`
		if got.code != 0 || got.errs != "" || !regexp.MustCompile(want).MatchString(got.out) {
			t.Errorf("%+v", got)
		}
	}
	recovered("No session, link or API key had to end.")
	recovered("1 open link stopped working.")
	inUse(t, folder)
	recovered("2 sessions ended. 1 API key stopped working for good.")
	mtp(t, in(folder), "", "recover", "--email", "nobody@example.com").refuses(t, 1, "No administrator has this email address, or it was deleted")
	mtp(t, in(folder), "", "recover").refuses(t, 2, "give --email")
}

// inUse sets a password for Ada anew, logs in twice and makes an API key.
func inUse(t *testing.T, folder string) {
	t.Helper()
	got := mtp(t, in(folder), "", "recover", "--email", "ada@example.com")
	s, err := store.Open(t.Context(), folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, token, _ := strings.Cut(strings.TrimSpace(got.out), "/set-password/")
	if _, err := s.SetPassword(t.Context(), store.By{}, token, password, password); err != nil {
		t.Fatal(err)
	}
	var session string
	for range 2 {
		if session, err = s.SignIn(t.Context(), store.By{Address: "192.0.2.1"}, "ada@example.com", password, ""); err != nil {
			t.Fatal(err)
		}
	}
	ada, _, err := s.Session(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	by, draft := store.By{AdministratorID: ada.ID}, ada.Draft()
	draft.APIAccess = true
	if _, err := s.EditAdministrator(t.Context(), by, ada.ID, draft, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewAPIKey(t.Context(), by); err != nil {
		t.Fatal(err)
	}
}

func TestSeedFillsAnEmptyPortalOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	got := mtp(t, []string{"MTP_DATA=" + folder}, "", "seed", "--administrators", "30", "--organizations", "20", "--access", "3", "--users", "40")
	if got.code != 0 || got.errs != "" || !regexp.MustCompile(`^Made 30 administrators, 20 organizations, \d+ grants of access and 40 users\.\nLog in as demo@mtp\.example with the password \S{26}\n$`).MatchString(got.out) {
		t.Errorf("%+v", got)
	}
	mtp(t, in(folder), "", "seed").refuses(t, 1, "holds administrators already")
	if got := mtp(t, in(folder), "", "check"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	got = mtp(t, in(filepath.Join(t.TempDir(), "data")), "", "seed", "--administrators", "1", "--organizations", "0")
	if got.code != 0 || strings.Contains(got.out, password) || !strings.Contains(got.out, "the password in MTP_PASSWORD") {
		t.Errorf("%+v", got)
	}
	mtp(t, in(filepath.Join(t.TempDir(), "data")), "", "seed", "--administrators", "0").refuses(t, 1, "Ask for at least one administrator")
}

func TestACommandThatIsToldToStopStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"seed"}, in(t.TempDir()), strings.NewReader(""), &out, &errs); code != 1 || out.Len() != 0 {
		t.Errorf("%d, %q, %q", code, out.String(), errs.String())
	}
}
