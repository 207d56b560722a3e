package main

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"mtp/internal/mail"
)

// letterPolicy lets a letter bring its own look, as mail programs do, and
// nothing else.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// letterScenes are the HTML parts of all letters.
func letterScenes() []scene {
	at := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	of := func(k mail.Kind) mail.Letter {
		return mail.Letter{
			ID: "letter", Kind: k, To: "grace@northwind.example", Name: "Grace Hopper", Provider: "Northwind IT", At: at,
			From: "203.0.113.7", Token: "XK5JQ2M7R4T6V8W3Y9ZBCDFGHN", ValidFor: time.Hour,
		}
	}
	invitation := of(mail.Invitation)
	invitation.By, invitation.ValidFor = "Ada Lovelace", 72*time.Hour
	user := invitation
	user.User, user.Organization, user.Username, user.Name = true, "Contoso Leeds", "uma", "Uma Thiel"
	dotted := user
	dotted.Username, dotted.By, dotted.Organization = "uma.thiel", "J.R. Thiel", "www.contoso.example/login"
	long := invitation
	long.Name, long.By, long.Provider = longName, longName, longName
	sent := of(mail.PasswordReset)
	sent.By = "Ada Lovelace"
	changed := of(mail.AccountChanged)
	changed.By = "Ada Lovelace"
	changed.Changes = []mail.Change{
		{What: "Role", Before: "Manager", After: "Help Desk"}, {What: "Require MFA", Before: "Off", After: "On"},
		{What: "Organizations added", After: "3 organizations: Contoso Leeds; Fabrikam Garden Supplies; Tailspin Toys"},
	}
	moved := of(mail.EmailChanged)
	moved.By = "Ada Lovelace"
	moved.Changes = []mail.Change{{What: "Administrator Email Address", Before: "grace@northwind.example", After: "grace.hopper@northwind.example"}}
	login := of(mail.NewLogin)
	login.Changes = []mail.Change{{What: "Firefox on Linux"}}
	gathered := of(mail.Notices)
	gathered.Notices = []mail.Notice{
		{Kind: mail.NewLogin, From: "203.0.113.7", At: at, Changes: login.Changes},
		{Kind: mail.AccountChanged, By: "Ada Lovelace", At: at.Add(time.Minute), Changes: changed.Changes},
		{Kind: mail.WrongCodes, From: "203.0.113.9", At: at.Add(4 * time.Minute)},
		{Kind: mail.PasswordChanged, From: "203.0.113.7", At: at.Add(5 * time.Minute)},
		{Kind: mail.EmailChanged, By: "Ada Lovelace", At: at.Add(7 * time.Minute), Changes: moved.Changes},
		{Kind: mail.Locked, From: "203.0.113.9", At: at.Add(8 * time.Minute)},
	}
	nameless := mail.Letter{ID: "letter", Kind: mail.Test, To: "grace@northwind.example", At: at}
	return []scene{
		{"/letters/invitation", "HTML part of an invitation", letterPage(invitation)},
		{"/letters/invitation-user", "of the invitation of an organization's user", letterPage(user)},
		{"/letters/invitation-user-dotted", "with a username and names that mail programs would make links of", letterPage(dotted)},
		{"/letters/invitation-long", "with long names", letterPage(long)},
		{"/letters/password-reset", "of a password reset that an administrator sent", letterPage(sent)},
		{"/letters/password-reset-own", "of one that was asked for oneself", letterPage(of(mail.PasswordReset))},
		{"/letters/password-changed", "", letterPage(of(mail.PasswordChanged))},
		{"/letters/account-changed", "", letterPage(changed)},
		{"/letters/email-changed", "", letterPage(moved)},
		{"/letters/new-login", "", letterPage(login)},
		{"/letters/wrong-codes", "", letterPage(of(mail.WrongCodes))},
		{"/letters/account-locked", "", letterPage(of(mail.Locked))},
		{"/letters/notices", "of several notices at once", letterPage(gathered)},
		{"/letters/test", "of a test, of a portal that is not set up", letterPage(nameless)},
	}
}

// letterPage is the HTML part of the letter, as it is sent.
func letterPage(l mail.Letter) templ.Component {
	msg, err := mail.Compose(l, "portal@northwind.example", "https://portal.northwind.example")
	if err != nil {
		panic(err)
	}
	html, err := msg.GetParts()[1].GetContent()
	if err != nil {
		panic(err)
	}
	return templ.Raw(string(html))
}

// serveLetters serves the letters by their own policy.
func serveLetters(mux *http.ServeMux, letters []scene) {
	for _, s := range letters {
		page := templ.Handler(s.page)
		mux.HandleFunc(s.path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", letterPolicy)
			page.ServeHTTP(w, r)
		})
	}
}
