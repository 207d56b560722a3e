package main

import (
	"mtp/views"
	"mtp/views/parts"
)

func signInScenes() []scene {
	weak := parts.Errors{
		{Field: "new_password", Text: "This password is too easy to guess: it contains a name or a word that belongs to you or to this portal. Four or more unrelated words work well."},
		{Field: "confirm_password", Text: "The two passwords differ. Enter the same password twice."},
	}
	setup := views.SetupPage{Page: parts.Page{Title: "Set up the portal"}, Action: "/setup"}
	badSetup := setup
	badSetup.Failed = true
	badSetup.FirstName, badSetup.Email = "Ada", "ada@northwind"
	badSetup.Errors = append(parts.Errors{
		{Field: "provider_name", Text: "Enter the provider's name."},
		{Field: "last_name", Text: "Enter a last name. For a person with one name, enter a hyphen (-)."},
		{Field: "email", Text: "Enter an email address like name@example.com."},
	}, weak...)
	setPassword := views.SetPasswordPage{Page: signedOut("Set your password"), Action: "/set-password", FormID: "f1", Name: "Grace Hopper", Email: "grace@northwind.example"}
	badPassword := setPassword
	badPassword.Page, badPassword.Errors = failed(badPassword.Page), weak
	kept := views.ContinuePage{
		Page: signedIn("Go on where you were", ""), Action: "/administrators/new",
		Typed: []parts.Fact{{Label: "First Name", Value: "Grace"}, {Label: "Last Name", Value: "Hopper"}, {Label: "Administrator Email Address", Value: "grace@northwind.example"}},
	}
	longKept := kept
	longKept.Typed = []parts.Fact{{Label: "Name", Value: longest}, {Label: "Search", Value: longName}}
	long := signedOut("Log in")
	long.Provider = longProvider
	return []scene{
		{"/setup", "first run", views.Setup(setup)},
		{"/setup/errors", "every field refused", views.Setup(badSetup)},
		{"/login", "asks for the password", views.Login(views.LoginPage{Page: signedOut("Log in"), Next: "/administrators"})},
		{"/login/refused", "wrong password", views.Login(views.LoginPage{
			Page: with(signedOut("Log in"), "", "The email address or password is wrong, or this account cannot log in."), Email: "ada@northwind.example",
		})},
		{"/login/throttled", "too many attempts", views.Login(views.LoginPage{
			Page: with(signedOut("Log in"), "", "Too many wrong attempts. Wait 2 minutes and try again."), Email: "ada@northwind.example",
		})},
		{"/login/password-set", "after setting a password", views.Login(views.LoginPage{Page: with(signedOut("Log in"), "Your password is set. Log in with it.", "")})},
		{"/login/not-set-up", "nobody can log in yet", views.Login(views.LoginPage{Page: parts.Page{Title: "Log in"}, NotSetUp: true})},
		{"/login/by-http", "opened by http where the portal is at an https address", views.Login(views.LoginPage{Page: signedOut("Log in"), Elsewhere: "https://portal.example.com/login"})},
		{"/login/long-provider", "a provider's name of 60 characters", views.Login(views.LoginPage{Page: long})},
		{"/continue", "a form sent after the session had ended", views.Continue(kept)},
		{"/continue/long", "with long values", views.Continue(longKept)},
		{"/forgot-password", "asks for the address", views.ForgotPassword(views.ForgotPasswordPage{Page: signedOut("Forgot password")})},
		{"/forgot-password/sent", "the same for every address", views.ForgotPassword(views.ForgotPasswordPage{
			Page: with(signedOut("Forgot password"), "If an administrator has this address, a link to set a new password is ready. It works for one hour. This portal sends no email yet; ask an Administrator with Billing for the link.", ""),
		})},
		{"/forgot-password/errors", "no address", views.ForgotPassword(views.ForgotPasswordPage{
			Page: failed(signedOut("Forgot password")), Errors: parts.Errors{{Field: "email", Text: "Enter your email address."}},
		})},
		{"/set-password", "invitation or reset", views.SetPassword(setPassword)},
		{"/set-password/errors", "refused", views.SetPassword(badPassword)},
	}
}
