package mail

import (
	"strings"
	"testing"
	"time"
)

func TestALetterOfSeveralNoticesTellsEachWithItsTime(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	l := letter(PasswordChanged).Gathered()
	l.Notices = []Notice{
		{PasswordChanged, "", "203.0.113.7", at, nil},
		{AccountChanged, "Grace Hopper", "198.51.100.1", at.Add(time.Minute), []Change{{"Role", "Manager", "Help Desk"}, {What: "MFA was reset"}}},
		{EmailChanged, "Grace Hopper", "", at.Add(2 * time.Minute), []Change{{"Email address", "ada@engine.example", "ada@analytical.example"}}},
		{NewLogin, "", "203.0.113.7", at.Add(3 * time.Minute), []Change{{What: "Firefox on Linux"}}},
		{WrongCodes, "", "203.0.113.9", at.Add(4 * time.Minute), nil},
		{Locked, "", "203.0.113.9", at.Add(5 * time.Minute), nil},
	}
	got := compose(t, l)
	for part, body := range map[string]string{"text": flat(got.text), "html": flat(got.html)} {
		rest := body
		for _, want := range []string{
			"Several things happened to your account on the Analytical Hosting Multi-Tenant Portal.",
			"23 November 2026, 14:05 UTC: The password was changed, from 203.0.113.7.",
			"23 November 2026, 14:06 UTC: Grace Hopper changed the account. Role: Help Desk (was Manager); MFA was reset",
			"23 November 2026, 14:07 UTC: Grace Hopper changed the email address. Email address: ada@analytical.example (was ada@engine.example)",
			"23 November 2026, 14:08 UTC: Someone logged in, from 203.0.113.7, in a way that is new for you. Firefox on Linux",
			"23 November 2026, 14:09 UTC: Someone entered the password and then a wrong verification code three times, from 203.0.113.9.",
			"23 November 2026, 14:10 UTC: The account was locked after too many wrong passwords, from 203.0.113.9.",
			"From now on you log in with the new address. Links in earlier emails no longer work.",
			"To unlock the account, set a new password",
			"If the wrong verification codes were not yours, someone knows your password.",
			"If you did not expect one of these, ask an Administrator with Billing for help at once.",
		} {
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				t.Errorf("%q is missing in the %s part, or not in its place:\n%s", want, part, body)
				continue
			}
			rest = after
		}
		if strings.Contains(body, "198.51.100.1") {
			t.Errorf("the %s part tells where somebody else did it", part)
		}
	}
}
