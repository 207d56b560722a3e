package mail

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	sender  = "portal@hosting.example"
	baseURL = "https://portal.hosting.example"
	token   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

var allKinds = []Kind{Invitation, PasswordReset, PasswordChanged, AccountChanged, EmailChanged, NewLogin, WrongCodes, Locked, Notices, Test}

func letter(k Kind) Letter {
	l := Letter{
		ID:       "9f3c",
		Kind:     k,
		To:       "ada@engine.example",
		Name:     "Ada Lovelace",
		Provider: "Analytical Hosting",
		By:       "Grace Hopper",
		From:     "203.0.113.7",
		At:       time.Date(2026, 11, 23, 15, 5, 3, 0, time.FixedZone("CET", 3600)),
	}
	switch k {
	case Invitation, PasswordReset:
		l.Token, l.ValidFor = token, 72*time.Hour
	case AccountChanged:
		l.Changes = []Change{{"Role", "Manager", "Help Desk"}, {"API access", "", "on"}, {"Phone", "1234", ""}, {What: "MFA was reset"}}
	case EmailChanged:
		l.Changes = []Change{{"Email address", "ada@engine.example", "ada@analytical.example"}}
	case NewLogin:
		l.Changes = []Change{{What: "Firefox on Linux"}}
	case Notices:
		for i, k := range []Kind{PasswordChanged, AccountChanged, NewLogin, WrongCodes, Locked} {
			one := letter(k)
			l.Notices = append(l.Notices, Notice{k, one.By, one.From, one.At.Add(time.Duration(i) * time.Minute), one.Changes})
		}
	}
	return l
}

type received struct {
	raw        string
	header     netmail.Header
	text, html string
}

func compose(t *testing.T, l Letter) received {
	t.Helper()
	msg, err := Compose(l, sender, baseURL)
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		t.Fatal(err)
	}
	return parse(t, raw.Bytes())
}

// parse reads a message as a mail program does and insists on its shape.
func parse(t *testing.T, raw []byte) received {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	got := received{raw: string(raw), header: m.Header}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q, %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for i, body := range []*string{&got.text, &got.html} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"}[i]; part.Header.Get("Content-Type") != want {
			t.Errorf("part %d is %q, want %q", i, part.Header.Get("Content-Type"), want)
		}
		if enc := part.Header.Get("Content-Transfer-Encoding"); enc != "8bit" {
			t.Errorf("part %d is encoded as %q", i, enc)
		}
		b, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		*body = string(b)
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("after two parts: %v", err)
	}
	return got
}

func TestALetterWithATokenHoldsItsLinkOnceInEachPart(t *testing.T) {
	const link = baseURL + "/set-password/" + token
	for _, k := range []Kind{Invitation, PasswordReset} {
		t.Run(string(k), func(t *testing.T) {
			got := compose(t, letter(k))
			if !strings.Contains(got.text, "\r\n\r\n"+link+"\r\n\r\n") {
				t.Errorf("the link is not alone on its line:\n%s", got.text)
			}
			if !strings.Contains(got.html, `href="`+link+`"`) {
				t.Errorf("the HTML part does not link to it:\n%s", got.html)
			}
			for part, body := range map[string]string{"text": got.text, "html": got.html} {
				if n := len(links(body)); n != 1 {
					t.Errorf("%d links in the %s part", n, part)
				}
			}
			if len(links(got.raw)) != 2 {
				t.Errorf("links outside the parts:\n%s", got.raw)
			}
		})
	}
}

func TestANoticeHoldsNoLinkAndSaysWhomToAsk(t *testing.T) {
	for _, k := range allKinds[2:] {
		for _, by := range []string{"", "Grace Hopper"} {
			l := letter(k)
			l.By = by
			got := compose(t, l)
			if found := links(got.raw); len(found) > 0 || strings.Contains(got.html, "<a ") {
				t.Errorf("%s: links %q", k, found)
			}
			for _, body := range []string{got.text, got.html} {
				if !strings.Contains(flat(body), "ask an Administrator with Billing") {
					t.Errorf("%s does not say whom to ask:\n%s", k, body)
				}
			}
		}
	}
}

func TestBothPartsSayWhoWhatWhenAndHowLong(t *testing.T) {
	for _, tc := range []struct {
		name string
		l    Letter
		want []string
		not  []string
	}{
		{"an invitation", letter(Invitation), []string{"Hello Ada Lovelace,", "Grace Hopper invited you to the Analytical Hosting Multi-Tenant Portal on 23 November 2026, 14:05 UTC.", "once and for 72 hours, until 26 November 2026, 14:05 UTC."}, []string{"203.0.113.7"}},
		{"an invitation by nobody in particular", Letter{ID: "1", Kind: Invitation, To: "a@b.example", Token: token, At: letter(Invitation).At}, []string{"Hello,", "You are invited to the Multi-Tenant Portal on 23", "The link works once."}, []string{" by "}},
		{"a reset one asked for oneself", func() Letter { l := letter(PasswordReset); l.By, l.ValidFor = "", 30*time.Minute; return l }(), []string{"Someone asked for a new password for your account on the Analytical Hosting Multi-Tenant Portal on 23 November 2026, 14:05 UTC, from 203.0.113.7.", "30 minutes", "ignore this email"}, nil},
		{"a change", letter(AccountChanged), []string{"Grace Hopper changed your account on the Analytical Hosting Multi-Tenant Portal on 23", "Role: Help Desk (was Manager)", "API access: on", "Phone: none (was 1234)", "MFA was reset"}, []string{"203.0.113.7"}},
		{"a new address", letter(EmailChanged), []string{"Email address: ada@analytical.example (was ada@engine.example)"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := compose(t, tc.l)
			for _, body := range []string{got.text, got.html} {
				for _, want := range tc.want {
					if !strings.Contains(flat(body), want) {
						t.Errorf("%q is missing in:\n%s", want, body)
					}
				}
				for _, not := range tc.not {
					if strings.Contains(flat(body), not) {
						t.Errorf("%q should not be in:\n%s", not, body)
					}
				}
			}
		})
	}
}

func TestTheHeadersNameSenderRecipientAndLetter(t *testing.T) {
	l := letter(Invitation)
	l.Provider, l.Name = "Büro “Süd”", `Ada "Countess" Lovelace`
	first, again := compose(t, l), compose(t, l)
	from, err := first.header.AddressList("From")
	if err != nil {
		t.Fatal(err)
	}
	to, err := first.header.AddressList("To")
	if err != nil {
		t.Fatal(err)
	}
	want := []*netmail.Address{{Name: l.Provider, Address: sender}, {Name: l.Name, Address: l.To}}
	if diff := cmp.Diff(want, append(from, to...)); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(first.header.Get("Subject"))
	if err != nil || subject != "Your invitation to the Büro “Süd” Multi-Tenant Portal" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if id := first.header.Get("Message-ID"); id != "<9f3c@hosting.example>" || again.header.Get("Message-ID") != id {
		t.Errorf("Message-ID %q", id)
	}
	if date, err := first.header.Date(); err != nil || time.Since(date).Abs() > time.Minute {
		t.Errorf("date %v, %v is not now", date, err)
	}
	if auto := first.header.Get("Auto-Submitted"); auto != "auto-generated" {
		t.Errorf("Auto-Submitted %q", auto)
	}
}

func TestAwkwardNamesDoNoHarm(t *testing.T) {
	for name, bad := range map[string]string{
		"a line break and a header":  "Ada\r\nBcc: eve@evil.example\r\n\r\nhttps://evil.example/",
		"a lone line feed":           "Ada\nBcc: eve@evil.example",
		"Unicode line separators":    "Ada\u2028Bcc: eve@evil.example\u0085",
		"markup":                     `<script>alert(1)</script><a href="https://evil.example">`,
		"quotes and a comment":       `Ada "(x)" \ <eve@evil.example>`,
		"letters turned round":       "Ada \u202egnp.exe",
		"bytes that are not UTF-8":   "Ada \xff\xfe",
		"other scripts":              "Ада Лавлейс 山田 👩‍💻",
		"long, without a space":      strings.Repeat("ж", 5000),
		"long, of emoji":             strings.Repeat("👩", 5000),
		"long, of quotation marks":   strings.Repeat(`"'`, 2500),
		"long, of words":             strings.Repeat("Ada Lovelace ", 400),
		"a boundary of its own":      "--boundary--",
		"nothing but a line break":   "\r\n",
		"what a template would read": "{{.Link}}",
	} {
		t.Run(name, func(t *testing.T) {
			for _, k := range allKinds {
				l := letter(k)
				l.Name, l.Provider, l.By, l.From = bad, bad, bad, bad
				for i := range l.Notices {
					l.Notices[i].By, l.Notices[i].From, l.Notices[i].Changes = bad, bad, []Change{{bad, bad, bad}}
				}
				if len(l.Changes) > 0 {
					l.Changes = []Change{{bad, bad, bad}}
				}
				got := compose(t, l)
				if got.header.Get("Bcc") != "" {
					t.Errorf("%s: a header came in:\n%s", k, got.raw)
				}
				for _, key := range []string{"From", "To"} {
					if list, err := got.header.AddressList(key); err != nil || len(list) != 1 {
						t.Errorf("%s: %s is %q, %v", k, key, got.header.Get(key), err)
					}
				}
				if strings.Contains(got.html, "<script") || strings.Contains(got.html, "evil.example\">") {
					t.Errorf("%s: markup came in:\n%s", k, got.html)
				}
				want := 0
				if l.Token != "" {
					want = 1
				}
				if n := len(links(got.text)); n != want {
					t.Errorf("%s: %d links, want %d:\n%s", k, n, want, got.text)
				}
				for line := range strings.SplitSeq(strings.TrimSuffix(got.raw, "\r\n"), "\r\n") {
					if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
						t.Errorf("%s: a line of %d octets or with a bare line break: %.80q", k, len(line), line)
					}
				}
			}
		})
	}
}

func TestALetterThatCannotBeSentIsAnErrorWithoutItsSecrets(t *testing.T) {
	for name, change := range map[string]func(*Letter){
		"no id":                       func(l *Letter) { l.ID = "" },
		"an id that leaves":           func(l *Letter) { l.ID = "../../x" },
		"no token":                    func(l *Letter) { l.Token = "" },
		"a token with a slash":        func(l *Letter) { l.Token = token + "/" },
		"no address":                  func(l *Letter) { l.To = "" },
		"two addresses":               func(l *Letter) { l.To = "ada@engine.example, eve@evil.example" },
		"a line break in the address": func(l *Letter) { l.To = "ada@engine.example\r\nBcc: eve@evil.example" },
		"an unknown kind":             func(l *Letter) { l.Kind = "greeting" },
	} {
		t.Run(name, func(t *testing.T) {
			l := letter(Invitation)
			change(&l)
			_, err := Compose(l, sender, baseURL+"/")
			if err == nil {
				t.Fatal("no error")
			}
			if strings.Contains(err.Error(), "engine.example") || strings.Contains(err.Error(), token) {
				t.Errorf("%v tells too much", err)
			}
		})
	}
	if _, err := Compose(letter(Invitation), "nobody", baseURL); err == nil {
		t.Error("a malformed sender is no error")
	}
}

func links(s string) []string { return regexp.MustCompile(`\w+://[^\s"<]+|www\.`).FindAllString(s, -1) }

// flat undoes the line breaks.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestLettersToUsersSpeakOfTheirAccountAndOfTheirAdministrator(t *testing.T) {
	for _, k := range allKinds[:9] {
		l := letter(k)
		l.User, l.Organization, l.Username = true, "Acme", "ada.l"
		got := compose(t, l)
		for _, never := range []string{"Administrator", "Multi-Tenant Portal", "/u/"} {
			if strings.Contains(got.text, never) {
				t.Errorf("%s speaks of %q:\n%s", k, never, got.text)
			}
		}
		text := strings.Join(strings.Fields(got.text), " ")
		for _, want := range map[Kind][]string{
			Invitation:    {"Grace Hopper made an account for you at Acme on 23", "Your username is ada.l.", "the page leads you to where you log in", "ask your administrator to resend"},
			PasswordReset: {"your account at Acme", "ask your administrator."},
			EmailChanged:  {"From now on email goes to the new address, and the old one no longer logs you in."},
		}[k] {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", k, want, got.text)
			}
		}
	}
}
