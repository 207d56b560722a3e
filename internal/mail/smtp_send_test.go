package mail

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
)

// waysIn is each way to a mail server that is set up well.
var waysIn = map[string]struct {
	scheme, options string
	mechanisms      []string
	encrypted       bool
}{
	"STARTTLS":                        {"smtp", "", nil, true},
	"STARTTLS with a password":        {"smtp", "?tls=starttls", []string{"PLAIN"}, true},
	"STARTTLS with AUTH LOGIN alone":  {"smtp", "", []string{"LOGIN"}, true},
	"implicit TLS":                    {"smtps", "", nil, true},
	"implicit TLS with a password":    {"smtps", "", []string{"LOGIN", "PLAIN"}, true},
	"none on loopback":                {"smtp", "?tls=none", nil, false},
	"none on loopback, with password": {"smtp", "?tls=none", []string{"PLAIN"}, false},
	"none on loopback, AUTH LOGIN":    {"smtp", "?tls=none", []string{"LOGIN"}, false},
}

func TestALetterArrivesOnEachWayIn(t *testing.T) {
	for name, way := range waysIn {
		t.Run(name, func(t *testing.T) {
			p := &post{mechanisms: way.mechanisms}
			server := p.open(t, way.scheme, way.options, true)
			if err := server.Sender(sender, baseURL).Send(t.Context(), letter(Invitation)); err != nil {
				t.Fatalf("%v (%s)", err, Reason(err))
			}
			letters := p.received(t)
			if len(letters) != 1 {
				t.Fatalf("%d letters arrived", len(letters))
			}
			got := letters[0]
			if got.from != sender || got.to != "ada@engine.example" || got.encrypted != way.encrypted {
				t.Errorf("from %s to %s, encrypted %v", got.from, got.to, got.encrypted)
			}
			if text := parse(t, got.raw).text; !strings.Contains(text, "\r\n"+baseURL+"/set-password/"+token+"\r\n") {
				t.Errorf("the text is\n%s", text)
			}
			var told []string
			if way.mechanisms != nil {
				told = []string{password}
			}
			if diff := cmp.Diff(told, p.told()); diff != "" {
				t.Errorf("passwords told (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALetterBeyondASCIIArrivesAsItIs(t *testing.T) {
	for given, want := range map[string]struct {
		to   string
		utf8 bool
	}{
		"ada@engine.example":  {"ada@engine.example", false},
		"ada@büro.example":    {"ada@xn--bro-hoa.example", false},
		"münz@engine.example": {"münz@engine.example", true},
	} {
		to, utf8 := want.to, want.utf8
		p := &post{}
		l := letter(AccountChanged)
		l.To, l.Name, l.Provider = given, "Ада Лавлейс 山川", "Büro “Süd”"
		l.Changes = []Change{{"Name", ".", "…\u2028.\r\n.\r\nQUIT"}}
		server := p.open(t, "smtp", "", true)
		if err := server.Sender(sender, baseURL).Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		arrived := p.received(t)[0]
		if arrived.to != to || arrived.utf8 != utf8 {
			t.Errorf("to %s, with SMTPUTF8 %v; want %s, %v", arrived.to, arrived.utf8, to, utf8)
		}
		got, want := parse(t, arrived.raw), compose(t, l)
		if diff := cmp.Diff([]string{want.text, want.html}, []string{got.text, got.html}); diff != "" {
			t.Errorf("on its way it changed (-sent +arrived):\n%s", diff)
		}
		if to, err := got.header.AddressList("To"); err != nil || to[0].Name != l.Name {
			t.Errorf("to %v, %v", to, err)
		}
	}
}

func TestAServerThatHangsIsLeftWhenTheTimeIsOver(t *testing.T) {
	for _, command := range []string{"MAIL", "RCPT", "DATA"} {
		p := &post{on: map[string]func(*gosmtp.Conn) error{command: func(*gosmtp.Conn) error {
			<-t.Context().Done()
			return nil
		}}}
		server := p.open(t, "smtp", "", true)
		server.timeout = 200 * time.Millisecond
		attempt(t.Context(), t, server, false, "The mail server did not answer in time")
	}
}

func TestSendingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := &post{on: map[string]func(*gosmtp.Conn) error{"DATA": func(*gosmtp.Conn) error {
		cancel()
		<-t.Context().Done()
		return nil
	}}}
	server := p.open(t, "smtp", "", true)
	attempt(ctx, t, server, false, "The portal stopped before the email was sent")
	attempt(ctx, t, server, false, "The portal stopped before the email was sent")
}

func TestALetterMayTakeThirtySeconds(t *testing.T) {
	if s, _ := ParseServer("smtp://mail.example"); s.timeout != 30*time.Second {
		t.Errorf("%v", s.timeout)
	}
}

func TestALetterOnceAcceptedIsSentHoweverTheServerEnds(t *testing.T) {
	for name, farewell := range map[string]string{"it hangs up": "", "it refuses to end": "500 no", "it falls silent": silence} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, err := ParseServer("smtp://" + scripted(t, map[string]string{
				"": "220 mail.example", "EHLO": "250 mail.example", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "250 taken", "QUIT": farewell,
			}) + "?tls=none")
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if err := server.Sender(sender, baseURL).Send(t.Context(), letter(Invitation)); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took > patience/2 {
				t.Errorf("the end took %v", took)
			}
		})
	}
}

func TestThePortalCallsItselfByANameOnTheInternet(t *testing.T) {
	for _, tc := range []struct{ machine, url, from, want string }{
		{"mail.hosting.example", "https://portal.example", "a@b.example", "mail.hosting.example"},
		{"box", "https://portal.example:8443", "a@b.example", "portal.example"},
		{"", "http://localhost:8080", "a@b.example", "b.example"},
		{"box", "http://192.0.2.1:8080", "a@b.example", "b.example"},
		{"box", "http://[2001:db8::1]", "portal@localhost", ""},
		{"bücher.example", "http://box", "portal@localhost", ""},
	} {
		if got := callName(tc.machine, tc.url, tc.from); got != tc.want {
			t.Errorf("%+v: %q", tc, got)
		}
	}
}

// says starts a server that takes everything, and returns the Send of a letter to
// it and what it was told.
func says(t *testing.T, ehlo, who string, l Letter) (told func() []string, err error) {
	t.Helper()
	address, told := noting(t, map[string]string{
		"": "220 mail.example", "EHLO": ehlo, "AUTH": "235 in", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "250 taken", "QUIT": "221 bye",
	})
	server, err := ParseServer("smtp://" + who + address + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	s := server.Sender(sender, baseURL).(smtpSender)
	s.call = ""
	return told, s.Send(t.Context(), l)
}

func TestWithoutANameThePortalCallsItselfByItsAddress(t *testing.T) {
	told, err := says(t, "250 mail.example", "", letter(Invitation))
	if err != nil || told()[0] != "EHLO [127.0.0.1]" {
		t.Errorf("%v, %q", err, told())
	}
}

func TestAServerWithout8BITMIMEGetsSevenBits(t *testing.T) {
	l := letter(AccountChanged)
	l.Name, l.Provider = "Ада Лавлейс", "Büro “Süd”"
	for ehlo, eight := range map[string]bool{
		"250-mail.example\n250 SIZE 1000000":   false,
		"250-mail.example\n250 8BITMIME":       true,
		"250-mail.example\n250 8bitMime":       true,
		"250 mail.example":                     false,
		"250-mail.example\n250-x\n250 8BITMIM": false,
	} {
		for _, l := range []Letter{l, letter(Invitation)} {
			told, err := says(t, ehlo, "", l)
			if err != nil {
				t.Fatal(err)
			}
			lines := told()
			if got := strings.Contains(lines[1], "BODY=8BITMIME"); got != eight {
				t.Errorf("%q: %s", ehlo, lines[1])
			}
			from, to := slices.Index(lines, "DATA"), slices.Index(lines, ".")
			raw := strings.Join(lines[from+1:to], "\r\n") + "\r\n"
			if !eight && !ascii(raw) {
				t.Errorf("%q: raw text beyond ASCII:\n%s", ehlo, raw)
			}
			if eight {
				continue
			}
			m, err := netmail.ReadMessage(strings.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			_, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
			part, err := multipart.NewReader(m.Body, params["boundary"]).NextPart() // decodes quoted-printable
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(part)
			if want := compose(t, l).text; err != nil || string(text) != want {
				t.Errorf("%v (-sent +read):\n%s", err, cmp.Diff(want, string(text)))
			}
		}
	}
}

func TestKeywordsOfEHLOAreReadHoweverTheyAreWritten(t *testing.T) {
	for ehlo, want := range map[string]string{
		"250-mail.example\n250 auth plain":                        "AUTH PLAIN",
		"250-mail.example\n250 AUTH=PLAIN LOGIN":                  "AUTH PLAIN",
		"250-mail.example\n250-AUTH CRAM-MD5\n250 AUTH=Plain":     "AUTH PLAIN",
		"250-mail.example\n250-AUTH  LOGIN PLAIN\n250 AUTH=LOGIN": "AUTH PLAIN",
	} {
		told, err := says(t, ehlo, "ada:s3cret@", letter(Invitation))
		if err != nil || !strings.HasPrefix(told()[1], want) {
			t.Errorf("%q: %v, %.40q", ehlo, err, told())
		}
	}
	// In the clear, nobody hears more than the wish to encrypt.
	address, told := noting(t, map[string]string{"": "220 mail.example", "EHLO": "250-mail.example\n250 StartTLS", "STARTTLS": "454 later", "QUIT": "221 bye"})
	server, err := ParseServer("smtp://" + address)
	if err != nil {
		t.Fatal(err)
	}
	attempt(t.Context(), t, server, false, "The mail server refused to encrypt the connection: 454 later")
	if lines := told(); len(lines) != 2 || lines[1] != "STARTTLS" {
		t.Errorf("told %q", lines)
	}
}

func TestAnAddressBeyondASCIINeedsAServerThatTakesThem(t *testing.T) {
	l := letter(Invitation)
	l.To = "münz@engine.example"
	told, err := says(t, "250-mail.example\n250 8BITMIME", "", l)
	if Permanent(err) || Reason(err) != "The mail server takes no address with letters beyond a to z" || len(told()) != 2 {
		t.Errorf("%v, %q", err, told())
	}
	if told, err := says(t, "250-mail.example\n250 smtputf8", "", l); err != nil || told()[1] != "MAIL FROM:<"+sender+"> SMTPUTF8" {
		t.Errorf("%v, %q", err, told())
	}
}
