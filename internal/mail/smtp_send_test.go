package mail

import (
	"context"
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
